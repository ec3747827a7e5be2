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
    assert "A number, a negation or a name changed" in capsys.readouterr().err
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
