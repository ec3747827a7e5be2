"""lesart/PROBLEMS.md: made from `problems.py` and the folders of `tests/problems`, and fresh."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, compare

from lesart.problems import ALLOWABLE, CODES

SMALL = ROOT / "tests" / "editions" / "small"

HEAD = """# Problems

Every problem that `check` can find, what it means, an example, and the mend. Made from `lesart/problems.py` and
`tests/problems/` by `LESART_REWRITE=1 pytest tests/test_problem_page.py`. `lesart problems CODE` prints one part.

A problem that may be allowed is silenced where it stands by `allow: [code]`; see CONTRIBUTING.md. The others protect
readers, rights or the place of an annotation, or would lose what somebody wrote.
"""


def example(folder: Path) -> str:
    """What is different from an edition without fault, shortened, and what the editor reads."""
    lines: list[str] = []
    for file in sorted((folder / "files").rglob("*")) if folder.is_dir() else []:
        if not file.is_file():
            continue
        name = file.relative_to(folder / "files")
        if file.suffix == ".deleted":
            lines.append(f"{name.with_suffix('')} is not there")
            continue
        good = SMALL / name
        before = good.read_text(encoding="utf-8").splitlines() if good.exists() else []
        after = file.read_text(encoding="utf-8", errors="replace").splitlines()
        changed = [
            line
            for line in difflib.unified_diff(before, after, n=0, lineterm="")
            if line[:3] not in ("---", "+++")
        ]
        shown = [line[:100] for line in changed if line[:1] in "+-"][:6]
        lines += [f"{name}:", *shown]
    said = (folder / "expected.txt").read_text(encoding="utf-8").splitlines() if folder.is_dir() else []
    at = next((n for n, line in enumerate(said) if f"[{folder.name}]" in line), None)
    text = (
        "\n```diff\n" + "\n".join(line.replace("```", "'''") for line in lines) + "\n```\n" if lines else ""
    )
    if at is not None:
        text += f"\n```\n{said[at]}\n{said[at + 1]}\n```\n"
    return text


def page() -> str:
    text = HEAD
    for code, (severity, meaning) in sorted(CODES.items()):
        allowed = f"may be allowed: `allow: [{code}]`" if code in ALLOWABLE else "cannot be allowed"
        text += f"\n## {code}\n\n{severity.capitalize()}; {allowed}. {meaning}\n" + example(
            ROOT / "tests" / "problems" / code
        )
    return text


def test_the_page_is_fresh() -> None:
    compare(ROOT / "lesart" / "PROBLEMS.md", page())


def test_the_command_prints_a_part(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("problems", "quotation-marks") == 0
    said = capsys.readouterr().out
    assert said.startswith("quotation-marks\n") and "„…“" in said and "## " not in said
    assert run("problems", "quotation-mark") == 2
    assert "quotation-marks" in capsys.readouterr().err
