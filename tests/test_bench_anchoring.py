"""`bench/anchoring.py` judges cases of the published form; what it counts as right and as WRONG."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SHARED

BEFORE = "Am Montag kam der Rat zusammen. Die Ruhe hielt zwei Stunden lang. Am Abend gingen alle nach Hause."
QUOTE = "Die Ruhe hielt zwei Stunden lang."


def case(cls: str, after: str, now: str | None, **more: object) -> dict[str, Any]:
    start = BEFORE.index(QUOTE)
    truth = None if now is None else [after.index(now), after.index(now) + len(now)]
    return {"cls": cls, "quote": QUOTE, "prefix": "", "suffix": "", "start": start, "end": start + len(QUOTE),
            "before": "b", "after": after, "truth": truth, **more}  # fmt: skip


def told(*arguments: object) -> list[str]:
    """The lines that the script prints, started from another folder as anybody might."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "anchoring.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    return done.stdout.splitlines()


def test_it_prints_a_table_for_each_way_and_the_totals_last(tmp_path: Path) -> None:
    sensitive = BEFORE.replace("zwei", "drei")
    cases = [
        case("intact", f"Vorwort. {BEFORE}", QUOTE),
        case("number", sensitive, QUOTE.replace("zwei", "drei"), sensitive=True),
        case("deleted", BEFORE.replace(f" {QUOTE}", ""), None),
    ]
    file = tmp_path / "cases.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(one) + "\n" for one in cases)
    (tmp_path / "texts.jsonl").write_text(
        json.dumps({"text": "b", "content": BEFORE}) + "\n", encoding="utf-8"
    )
    lines = told(file)
    assert lines[-1].startswith("totals, with the selector alone: 3 cases, 0 WRONG")
    history = next(line for line in lines if line.startswith("totals, with the text before"))
    assert (
        "3 cases, 0 WRONG (0.00 %), 50.0 % right (100.0 % with those held), 100.0 % right or first, 0 silent"
        in history
    )
    rows = {
        line.split()[0]: line.split()[1:]
        for line in lines
        if line.startswith(("intact", "number", "deleted"))
    }
    assert set(rows) == {"intact", "number", "deleted"}


def test_wrong_is_what_is_certain_and_elsewhere(tmp_path: Path) -> None:
    """A truth that says otherwise than the text: the script must not call that right."""
    file = tmp_path / "cases.jsonl"
    wrong = case("intact", BEFORE, "Am Abend gingen alle nach Hause.") | {"before": BEFORE}
    gone = case("deleted", BEFORE, None) | {"before": BEFORE}
    file.write_text("".join(json.dumps(one) + "\n" for one in (wrong, gone)), encoding="utf-8")
    assert "2 cases, 2 WRONG (100.00 %), 0.0 % right" in told(file, "--only", "history")[-1]


@pytest.mark.skipif(not (SHARED / "anchoring").is_dir(), reason="../shared/anchoring is absent")
def test_real_edits_are_never_followed_to_the_wrong_words(tmp_path: Path) -> None:
    """Every twelfth of the published cases; the whole table is `bench/anchoring.py`'s."""
    with gzip.open(SHARED / "anchoring" / "cases.jsonl.gz", "rt", encoding="utf-8") as cases:
        some = list(cases)[::12]
    (tmp_path / "cases.jsonl").write_text("".join(some), encoding="utf-8")
    (tmp_path / "texts.jsonl.gz").symlink_to(SHARED / "anchoring" / "texts.jsonl.gz")
    totals = [line for line in told(tmp_path / "cases.jsonl") if line.startswith("totals")]
    assert len(totals) == 2
    for line in totals:
        assert " 0 WRONG " in line
        assert " 0 silent" in line
