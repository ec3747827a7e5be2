"""Every problem has a folder: files laid over the smallest edition, and exactly what the editor then reads.

A file `NAME.deleted` takes NAME away. With a file COMPARED the
edition before is committed and compared with; a file TODAY has the day of the check. The run fails if a problem code has no folder.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, commit, compare

from lesart import pipeline
from lesart.problems import CODES, as_workflow_command, counted, has_errors, printed

FOLDERS = sorted(folder for folder in (ROOT / "tests" / "problems").iterdir() if folder.is_dir())

#: Problems that need more than files: each has a test of its own below or in test_publish.py.
MADE_ELSEWHERE = {"orphan-original", "outside-file", "search", "too-large", "tracked-original"}


def test_every_code_has_a_folder() -> None:
    assert {folder.name for folder in FOLDERS} | MADE_ELSEWHERE == set(CODES)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_problem(folder: Path, small: Path) -> None:
    if (folder / "COMPARED").exists():
        commit(small)
    for file in sorted((folder / "files").rglob("*")):
        target = small / file.relative_to(folder / "files")
        if file.suffix == ".deleted":
            target.with_suffix("").unlink()
        elif file.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    checked, artifacts = pipeline.pages(small)
    if (folder / "TODAY").exists() or (folder / "COMPARED").exists():
        compared = None
        if (folder / "COMPARED").exists():
            _, drifted = pipeline.drift(small, "HEAD")
            compared = (*drifted, *pipeline.compared(small, pipeline.at_revision(small, "HEAD")))
        today = (folder / "TODAY").read_text().strip() if (folder / "TODAY").exists() else None
        checked = pipeline.check(small, compared=compared, today=today)
        artifacts = () if has_errors(checked.problems) else artifacts
    said = "".join(printed(problem) + "\n" for problem in checked.problems)
    assert folder.name in {problem.code for problem in checked.problems}
    assert all(problem.hint.strip() for problem in checked.problems)
    assert bool(artifacts) == all(not problem.is_error for problem in checked.problems)
    compare(folder / "expected.txt", said)


def test_link_out_of_the_edition(small: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("geheim", encoding="utf-8")
    (small / "content" / "geheim.md").symlink_to(secret)
    problems = pipeline.check(small).problems
    assert [problem.code for problem in problems] == ["outside-file"]


def test_all_problems_come_at_once(small: Path) -> None:
    file = small / "annotations" / "bericht.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("einen Walzer", "keinen Walzer").replace("verdict: false", "verdict: flase")
    file.write_text(text.replace("by: [anna]", "by: [anna, otto]"), encoding="utf-8")
    codes = [problem.code for problem in pipeline.check(small).problems]
    assert codes.count("bad-value") == 1
    assert codes.count("quote-not-found") == 1


def test_workflow_commands_escape_what_github_reads(small: Path) -> None:
    (small / "annotations" / "bericht.yaml").write_text("- id: 'a%b,c:d'\n", encoding="utf-8")
    commands = [as_workflow_command(problem) for problem in pipeline.check(small).problems]
    assert commands and all(
        command.startswith("::error file=annotations/bericht.yaml,line=") for command in commands
    )
    assert all("\n" not in command for command in commands)


HOSTILE = {
    "control character": "a: \x07",
    "deep nesting": "[" * 10_000,
    "billion laughs": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "python tag": "!!python/object/apply:os.system ['true']",
    "two documents": "a: 1\n---\nb: 2",
    "list as key": "? [a]\n: b",
    "scalar": "nur Text",
    "number": "42",
    "list of lists": "- [1, 2]\n- - 3",
    "unclosed": "- id: 'x",
    "tab": "-\tid: x\n\tb: c",
    "empty": "",
    "only a comment": "# nichts\n",
    "null items": "- \n- ~\n",
    "huge number": "- id: " + "9" * 5000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "path",
    [
        "annotations/bericht.yaml", "annotations/bericht/x.yaml", "annotations/sources.yaml",
        "annotations/register.yaml", "annotations/synopsis.yaml", "content/edition.yaml",
    ],
)  # fmt: skip
def test_no_yaml_breaks_the_program(path: str, text: str, small: Path) -> None:
    file = small / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    for problem in pipeline.check(small).problems:
        assert problem.place.line >= 1
        assert problem.message and problem.hint


@pytest.mark.parametrize(
    "bytes_", [b"", b"---", b"---\n---", b"\xff\xfe", b"---\n: :\n---\nx", b"\0" * 10], ids=repr
)
def test_no_article_breaks_the_program(bytes_: bytes, small: Path) -> None:
    (small / "content" / "fremd.md").write_bytes(bytes_)
    assert pipeline.check(small).problems


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_unreadable_file_is_said(small: Path) -> None:
    file = small / "content" / "bericht.md"
    file.chmod(0)
    assert "unreadable-file" in {problem.code for problem in pipeline.check(small).problems}


#: a slip in `bericht.yaml` -> where `check` points, and the mend that it names
SLIPS = {
    "a label in place of a key": (
        ("verdict: false", "verdict: Irreführend"), "5:12", "Did you mean “misleading”? It is one of: true,"
    ),
    "a line too far to the right": (
        ("  verdict: false", "   verdict: false"), "5:11", "This line begins further right than the one before it"
    ),
    "a colon in a sentence": (
        ("claim: Es kamen", "claim: Gezählt: es kamen"), "4:17", "needs quotation marks around it"
    ),
    "a quotation mark that is not closed": (("claim: Es", 'claim: "Es'), "4:10", "opened and not closed"),
    "a text that is not indented": (("    Die Chronik", "Die Chronik"), "7:1", "are indented under it"),
    "capitals and umlauts in an id": (
        ("id: gaeste\n", "id: Gäste am Platz\n"), "1:7", "Did you mean “gaeste-am-platz”?"
    ),
    "a name in place of a key": (("by: [anna]", "by: [Ánna]"), "12:8", "Did you mean “anna”?"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_likely_slips_are_answered_with_their_mend_at_their_place(name: str, small: Path) -> None:
    (before, after), place, mend = SLIPS[name]
    file = small / "annotations" / "bericht.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    problem = pipeline.check(small).problems[0]
    assert f"{problem.place.line}:{problem.place.column}" == place
    assert mend in problem.hint


@pytest.mark.parametrize("day", ["0000", "0000-01", "2025-00", "2025-13", "2025-02-30", "٢٠٢٥", "2025-1"])
def test_no_such_day(day: str, small: Path) -> None:
    file = small / "content" / "bericht.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("published: 2024-05-01", f"published: '{day}'"),
        encoding="utf-8",
    )
    problems = pipeline.check(small).problems
    assert [(p.code, p.place.line) for p in problems if p.is_error] == [("bad-value", 5)]


@pytest.mark.parametrize("day", ["0001", "0001-01-01", "9999", "9999-12-31"])
def test_the_ends_of_the_calendar_can_be_drawn(day: str, small: Path) -> None:
    file = small / "content" / "bericht.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("published: 2024-05-01", f"published: '{day}'"),
        encoding="utf-8",
    )
    checked, artifacts = pipeline.pages(small)
    assert artifacts, checked.problems


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif"])
def test_a_name_or_value_commands_no_terminal_and_no_log(
    form: str, small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (b"a\n::error::x.md", b"b\xff.md", b"c\x1b[2J.md"):
        Path(os.fsdecode(os.fsencode(small / "content") + b"/" + name)).write_text("x")
    notes = small / "annotations" / "bericht.yaml"
    notes.write_text(
        notes.read_text(encoding="utf-8").replace("type: fact-check", 'type: "\\e[2J\\n::error::y"'),
        encoding="utf-8",
    )
    assert run("check", "--format", form, "--root", small) == 1
    said = capsys.readouterr()
    if form in {"text", "github"}:
        lines = (said.out + said.err).split("\n")
        assert not [line for line in lines if line.startswith(("::error::", "\x1b"))]
        assert "\x1b" not in said.out + said.err and "fault of our own" not in said.err
    else:
        json.loads(said.out)
        said.out.encode()


@pytest.mark.parametrize("escape", [r"\x01", r"\x1b", r"\uFFFF", r"\uD800", r"\0"])
def test_an_escape_for_what_no_book_can_hold_is_refused(small: Path, escape: str) -> None:
    """It was taken, and made of the book a file that no reader opens."""
    file = small / "annotations" / "sources.yaml"
    text = file.read_text(encoding="utf-8")
    assert "title: " in text
    start = text.index("title: ")
    end = text.index("\n", start)
    file.write_text(f'{text[:start]}title: "Zei{escape}chen"{text[end:]}', encoding="utf-8")
    assert "yaml-syntax" in {problem.code for problem in pipeline.check(small).problems}


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0c", "\uffff"])
def test_a_control_character_in_a_text_is_refused_with_its_line(small: Path, character: str) -> None:
    file = small / "content" / "bericht.md"
    lines = file.read_text(encoding="utf-8").split("\n")
    at = lines.index("Am Abend tanzten alle.")
    lines[at] += character
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    (found,) = [p for p in pipeline.check(small).problems if p.code == "unreadable-file"]
    assert (found.place.file, found.place.line) == ("content/bericht.md", at + 1)
    assert f"U+{ord(character):04X}" in found.message


def test_one_is_counted_as_one() -> None:
    assert [counted(number, "quote") for number in (0, 1, 2)] == ["0 quotes", "1 quote", "2 quotes"]
