"""A text is edited in a repository: what the editors are told, and what is written into their files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments],
        check=True,
        capture_output=True,
    )


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(small: Path) -> Path:
    """The small edition, committed; its annotations with a comment and odd spaces that must survive."""
    notes = small / "annotations" / "bericht.yaml"
    notes.write_text(
        "# the editors' own words\n" + notes.read_text(encoding="utf-8").replace("  by:", "  by:   "),
        encoding="utf-8",
    )
    git(small, "init", "-q")
    git(small, "add", ".")
    git(small, "commit", "-qm", "as it was")
    return small


def edit(root: Path, old: str, new: str, name: str = "content/bericht.md") -> None:
    file = root / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def notes_of(root: Path) -> list[str]:
    return (root / "annotations" / "bericht.yaml").read_text(encoding="utf-8").splitlines()


@needs_git
def test_an_edit_elsewhere_leaves_everything_in_place(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "Niemand wollte nach Hause gehen.", "Niemand wollte heim.\n\nEs war eine warme Nacht.")
    before = notes_of(repository)
    assert run("reanchor", "--root", repository) == 0
    assert capsys.readouterr().out == "8 quotes: 8 in place, 0 written, 0 left to decide\n"
    assert notes_of(repository) == before


@needs_git
def test_changed_words_are_shown_and_written_only_when_accepted(
    repository: Path, run: Run, capsys: Said
) -> None:
    edit(repository, "brachte Brot", "brachte frisches Brot")
    before = notes_of(repository)
    assert run("reanchor", "bericht", "--root", repository) == 1
    out = capsys.readouterr().out
    assert "bericht/brot-und-wein: edited" in out
    assert "brachte {+frisches+} Brot. Die Wirtin brachte" in out
    assert notes_of(repository) == before

    assert run("reanchor", "bericht", "--accept", "bericht/brot-und-wein", "--root", repository) == 0
    after = notes_of(repository)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert "frisches Brot" in changed[0][1]
    assert run("check", "--root", repository) == 0
    # a second time there is nothing left to do
    assert run("reanchor", "bericht", "--accept-certain", "--root", repository) == 0
    assert notes_of(repository) == after


@needs_git
def test_a_changed_number_is_never_certain(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "*hundert Gäste* auf den Platz", "*zwanzig Gäste* auf den Platz")
    before = notes_of(repository)
    assert run("reanchor", "--accept-certain", "--root", repository) == 1
    out = capsys.readouterr().out
    assert out.startswith("bericht/gaeste: sense changed (to be confirmed)")
    assert "[-hundert-] {+zwanzig+} Gäste auf den Platz" in out
    assert notes_of(repository)[1:] == before[1:]


@needs_git
def test_the_double_does_not_take_the_place_of_words_that_went(
    repository: Path, run: Run, capsys: Said
) -> None:
    # the quote stood once; now its words went elsewhere and the same words were written in another sentence
    edit(repository, "[einen Walzer]", "[einen flotten Ländler]")
    edit(repository, "Erst spät kamen", "Im Traum tanzten sie einen Walzer. Erst spät kamen")
    assert run("check", "--root", repository) == 0  # the text alone cannot know
    capsys.readouterr()
    assert run("check", "--base", "HEAD", "--root", repository, "--format", "github") == 1
    out = capsys.readouterr().out
    assert "::error file=annotations/bericht.yaml" in out
    assert "anchor-drifted" in out
    assert "bericht was edited; its quotes:" in out


@needs_git
def test_a_negation_beside_the_quote_must_be_confirmed_once(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "keiner tanzte", "keiner tanzte nicht", "content/gegenbericht.md")
    assert run("check", "--base", "HEAD", "--root", repository) == 1
    said = capsys.readouterr().err
    assert "A number, a negation or a name changed: keiner tanzte (beside it: {+nicht+})." in said
    assert run("report", "--base", "HEAD", "--root", repository) == 0
    assert "beside the words \\{\\+nicht\\+\\}" in capsys.readouterr().out
    assert run("reanchor", "gegenbericht", "--root", repository) == 1
    said = capsys.readouterr().out
    assert "    beside: {+nicht+}" in said and said.endswith("certain: --accept-certain\n")
    assert run("reanchor", "gegenbericht", "--accept", "bericht/tanz#1", "--root", repository) == 0
    assert run("check", "--base", "HEAD", "--root", repository) == 0


@needs_git
def test_words_that_are_gone_are_not_put_anywhere(repository: Path, run: Run, capsys: Said) -> None:
    edit(
        repository, "- Der Bäcker brachte Brot.\n- Die Wirtin brachte Wein; der Wein war gut.\n", "Man aß.\n"
    )
    before = notes_of(repository)
    assert run("reanchor", "--accept-certain", "--root", repository) == 1
    out = capsys.readouterr().out
    assert "bericht/brot-und-wein: gone" in out
    assert "status: retracted" in out
    assert notes_of(repository) == before


def test_without_git_the_text_before_is_given(small: Path, run: Run, capsys: Said) -> None:
    earlier = small / "earlier.md"
    earlier.write_bytes((small / "content" / "bericht.md").read_bytes())
    edit(small, "brachte Brot", "brachte frisches Brot")
    assert run("reanchor", "bericht", "--before", earlier, "--root", small) == 1
    assert "brachte {+frisches+} Brot" in capsys.readouterr().out


def test_without_git_what_was_accepted_is_written(small: Path, run: Run, capsys: Said) -> None:
    earlier = small / "earlier.md"
    earlier.write_bytes((small / "content" / "bericht.md").read_bytes())
    edit(small, "brachte Brot", "brachte frisches Brot")
    accept = ("--accept", "bericht/brot-und-wein")
    assert run("reanchor", "bericht", "--before", earlier, *accept, "--root", small) == 0
    assert "written to annotations/bericht.yaml" in capsys.readouterr().out
    assert "  quote: brachte frisches Brot. Die Wirtin brachte" in notes_of(small)


@needs_git
def test_what_moved_is_in_place_again_by_itself(repository: Path, run: Run, capsys: Said) -> None:
    """A passage that was carried elsewhere keeps its quote: there is nothing to write, and the check names it."""
    item = "- Die Wirtin brachte Wein; der Wein war gut.\n"
    edit(repository, item, "")
    edit(
        repository,
        "hundert Gäste zur Ruhe.",
        "hundert Gäste zur Ruhe.\n\nDie Wirtin brachte Wein; der Wein war gut.",
    )
    note = "- id: wein\n  type: context\n  quote: der Wein war gut\n  body: Neu.\n"
    with (repository / "annotations" / "bericht.yaml").open("a", encoding="utf-8") as file:
        file.write(note)
    run("check", "--base", "HEAD", "--root", repository)
    assert "    moved: bericht/wein\n" in capsys.readouterr().out


@needs_git
def test_two_places_that_are_alike_are_left_to_the_editor(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "[einen Walzer](https://example.org/walzer).", "etwas.")
    edit(repository, "Erst spät kamen", "Sie tanzten einen Walzer, und noch einen Walzer. Erst spät kamen")
    before = notes_of(repository)
    assert run("reanchor", "--accept", "bericht/walzer", "--root", repository) == 1
    out = capsys.readouterr().out
    assert "bericht/walzer: ambiguous (to be confirmed)" in out
    assert "may be meant: write the prefix or suffix of the right one" in out
    assert notes_of(repository) == before


@needs_git
def test_the_gravest_is_shown_first(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "brachte Brot", "brachte frisches Brot")
    edit(repository, "*hundert Gäste* auf den Platz", "*zwanzig Gäste* auf den Platz")
    edit(repository, "Am Abend tanzten alle.\nNiemand wollte nach Hause gehen.", "Es regnete.")
    assert run("reanchor", "--root", repository) == 1
    outcomes = [
        line.partition(": ")[2].partition(" (")[0]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("bericht/")
    ]
    order = ["sense changed", "ambiguous", "gone", "edited", "moved"]
    assert outcomes[0] == "sense changed"
    assert {"gone", "edited"} <= set(outcomes)
    assert outcomes == sorted(outcomes, key=order.index)


@needs_git
def test_several_are_accepted_by_name(repository: Path, run: Run, capsys: Said) -> None:
    """Also one whose sense changed, if it is named: that is the editor's yes."""
    edit(repository, "brachte Brot", "brachte frisches Brot")
    edit(repository, "*hundert Gäste* auf den Platz", "*zwanzig Gäste* auf den Platz")
    named = ("bericht/gaeste", "bericht/brot-und-wein")
    assert run("reanchor", "--accept", *named, "--root", repository) == 0
    assert "  quote: zwanzig Gäste auf den Platz" in notes_of(repository)
    assert "  quote: brachte frisches Brot. Die Wirtin brachte" in notes_of(repository)


@needs_git
def test_all_certain_ones_are_taken_at_once(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "und die Kapelle spielte", "und laut die Kapelle spielte")
    before = notes_of(repository)
    assert run("reanchor", "--accept-certain", "--root", repository) == 0
    assert "1 written, 0 left to decide" in capsys.readouterr().out
    changed = [(old, new) for old, new in zip(before, notes_of(repository), strict=True) if old != new]
    assert [new for _, new in changed] == [
        "  quote: 'Gäste auf den Platz, und laut die Kapelle spielte einen'"
    ]


@needs_git
def test_an_error_elsewhere_is_said_and_stops_nothing(repository: Path, run: Run, capsys: Said) -> None:
    """The annotation that cannot be read is not looked at; the others are."""
    edit(repository, "und die Kapelle spielte", "und laut die Kapelle spielte")
    edit(repository, "verdict: false", "verdict: falsch", "annotations/bericht.yaml")
    assert run("reanchor", "--accept-certain", "--root", repository) == 1
    said = capsys.readouterr()
    assert "“verdict” cannot be “falsch”" in said.err and "1 written, 0 left to decide" in said.out
    assert "  quote: 'Gäste auf den Platz, und laut die Kapelle spielte einen'" in notes_of(repository)


@needs_git
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("ja", 0), ("n", 1), ("", 1)])
def test_at_a_terminal_each_is_asked_for(
    answer: str, code: int, repository: Path, run: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(repository, "brachte Brot", "brachte frisches Brot")
    before = notes_of(repository)
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    assert run("reanchor", "--root", repository) == code
    assert len(asked) == 1
    assert (notes_of(repository) != before) == (code == 0)


@needs_git
def test_line_ends_of_another_system_stay(repository: Path, run: Run) -> None:
    file = repository / "annotations" / "bericht.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    edit(repository, "brachte Brot", "brachte frisches Brot")
    before = file.read_bytes()
    assert run("reanchor", "--accept-certain", "--root", repository) == 0
    after = file.read_bytes()
    assert after == before.replace(b"brachte Brot. Die", b"brachte frisches Brot. Die")


@needs_git
def test_the_last_commit_in_which_it_was_in_place_counts(repository: Path, run: Run, capsys: Said) -> None:
    """Two commits later, in between which nobody looked: the words are still followed from where they were."""
    edit(repository, "brachte Brot", "brachte frisches Brot")
    git(repository, "commit", "-qam", "an edit that nobody followed")
    edit(repository, "brachte frisches Brot", "brachte frisches, warmes Brot")
    git(repository, "commit", "-qam", "another")
    assert run("reanchor", "--root", repository) == 1
    assert "brachte {+frisches, warmes+} Brot. Die Wirtin brachte" in capsys.readouterr().out


@needs_git
def test_a_pull_request_is_told_of_every_annotation(repository: Path, run: Run, capsys: Said) -> None:
    edit(repository, "*hundert Gäste* auf den Platz", "*zwanzig Gäste* auf den Platz")
    assert run("check", "--base", "HEAD", "--root", repository) == 1
    out = capsys.readouterr().out
    assert "bericht was edited; its quotes:" in out
    assert "    sense changed: bericht/gaeste" in out
    told = [
        name
        for line in out.splitlines()
        if line.startswith("    ")
        for name in line.split(": ")[1].split(", ")
    ]
    names = ("gaeste", "gaeste-platz", "brot-und-wein", "walzer", "tanz")
    assert {f"bericht/{name}" for name in names} <= set(told)
    assert len(told) == len(set(told))


@needs_git
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reanchor", "nowhere"], "there is no article nowhere"),
        (["reanchor", "--before", "earlier.md"], "name that one"),
        (["reanchor", "bericht", "--before", "absent.md"], "cannot be read"),
        (["reanchor", "--accept", "bericht/absent"], "there is no annotation bericht/absent"),
        (["check", "--base", "absent"], "git knows no revision absent"),
        (["check", "--base", "--output=x"], "git knows no revision --output=x"),
    ],
)
def test_wrong_use_is_said(
    repository: Path, run: Run, capsys: Said, arguments: list[str], message: str
) -> None:
    if arguments[-1].startswith("--output"):
        arguments = ["check", f"--base={arguments[-1]}"]
    assert run(*arguments, "--root", repository) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("end", ["\r", "\u2028\n", "\x85\n"])
def test_odd_line_ends_do_not_lead_to_other_words(end: str, small: Path, run: Run) -> None:
    notes = small / "annotations" / "bericht.yaml"
    text = notes.read_text(encoding="utf-8").replace("id: gaeste\n", "id: gaeste # von Hand\n")
    odd = text.replace("\n", end) if end == "\r" else text.replace("von Hand\n", f"von Hand{end}")
    notes.write_bytes(odd.encode())
    git(small, "init", "-q")
    git(small, "add", ".")
    git(small, "commit", "-qm", "as it was")
    edit(small, "auf den Platz", "auf den großen Platz")
    assert run("reanchor", "--accept-certain", "--root", small) == 0
    assert "quote: hundert Gäste auf den großen Platz" in notes.read_bytes().decode()
    assert run("check", "--root", small) == 0
