"""The holder's private copy: the same notes in both witnesses, marked on every page, and kept from being published."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, SHARED, commit, git

from lesart import pipeline
from lesart.model import Linked

ORIGINALS = SHARED / "articles"
needs_originals = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the originals are not beside this checkout"
)

#: An invented original for the smallest edition: every quote of its notes stands in it.
ORIGINAL = """\
---
author_note: Anna Beispiel schreibt über Feste.
---
Der Abend begann ruhig. Dann kamen hundert Gäste auf den Platz, und die Kapelle spielte einen Walzer.

## Was es gab

Der Bäcker brachte Brot. Die Wirtin brachte Wein, und am Ende tanzten alle. Niemand sah auf die Uhr, und erst
spät kamen hundert Gäste nach Hause.
"""


@pytest.fixture
def held(small: Path) -> Path:
    """The smallest edition, with an original of one of its two articles."""
    (small / "originals").mkdir()
    (small / "originals" / "bericht.md").write_text(ORIGINAL, encoding="utf-8")
    return small


def pages_of(site: Path) -> dict[str, str]:
    return {
        page.relative_to(site).as_posix(): page.read_text(encoding="utf-8") for page in site.rglob("*.html")
    }


def test_every_page_of_a_private_copy_says_so(held: Path, run: Callable[..., int]) -> None:
    assert run("build", "--originals", "--root", held) == 0
    assert not (held / "site").exists()
    pages = pages_of(held / "site-private")
    assert {"bericht.html", "bericht-regest.html", "gegenbericht.html"} <= set(pages)
    assert "gegenbericht-regest.html" not in pages
    for name, page in pages.items():
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page, name
        assert "Private Kopie mit den Originaltexten" in page, name
    assert (held / "site-private" / "robots.txt").read_text(
        encoding="utf-8"
    ) == "User-agent: *\nDisallow: /\n"
    assert "X-Robots-Tag: noindex" in (held / "site-private" / "_headers").read_text(encoding="utf-8")


def test_a_private_copy_has_no_feed_and_no_export_but_the_one_file(
    held: Path, run: Callable[..., int]
) -> None:
    assert run("build", "--originals", "--root", held) == 0
    site = held / "site-private"
    kinds = {
        file.suffix
        for file in site.rglob("*")
        if file.is_file() and "pagefind" not in file.relative_to(site).parts and not file.name.startswith(".")
    }
    assert kinds <= {".html", ".css", ".js", ".woff2", ".svg", ".txt", ""}
    assert [file.suffix for file in (site / "download").iterdir()] == [".html"]


def test_a_public_page_says_nothing_of_private_copies(small: Path, run: Callable[..., int]) -> None:
    assert run("build", "--root", small) == 0
    for name, page in pages_of(small / "site").items():
        assert (
            "data-private" not in page and "noindex, nofollow" not in page and "Private Kopie" not in page
        ), name
    assert run("publishable", small / "site") == 0


def test_both_witnesses_show_the_same_notes_and_lead_to_each_other(
    held: Path, run: Callable[..., int]
) -> None:
    assert run("build", "--originals", "--root", held) == 0
    pages = pages_of(held / "site-private")
    original, regest = pages["bericht.html"], pages["bericht-regest.html"]
    assert "Original – private Kopie" in original and "Original – private Kopie" not in regest
    assert "Anna Beispiel schreibt über Feste." in original
    notes = re.findall(r'<details class="note [^>]*data-note="([^"]+)"', original)
    assert notes and sorted(notes) == sorted(
        re.findall(r'<details class="note [^>]*data-note="([^"]+)"', regest)
    )
    for note in notes:
        assert f'href="bericht-regest.html#r-{note}"' in original and f'id="r-{note}"' in regest
        assert f'href="bericht.html#r-{note}"' in regest and f'id="r-{note}"' in original


def test_nothing_leads_to_the_world(held: Path, run: Callable[..., int]) -> None:
    file = held / "content" / "edition.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text + "base_url: https://edition.example\nrepository: https://git.example/x\n", encoding="utf-8"
    )
    assert run("build", "--originals", "--root", held) == 0
    for name, page in pages_of(held / "site-private").items():
        assert "edition.example" not in page and "git.example" not in page, name


def test_publishing_it_is_refused_and_says_which_article(
    held: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build", "--originals", "--root", held, "--out", held / "site") == 2
    said = capsys.readouterr().err
    assert "bericht: its licence is “none”" in said and "site-private/" in said
    assert not (held / "site").exists()
    assert run("build", "--root", held) == 0
    elsewhere = held / "public"
    (held / "site").rename(elsewhere)
    before = (elsewhere / "bericht.html").read_bytes()
    assert run("build", "--originals", "--root", held, "--out", elsewhere) == 2
    assert (elsewhere / "bericht.html").read_bytes() == before
    assert run("build", "--originals", "--root", held) == 0
    capsys.readouterr()
    assert run("publishable", held / "site-private") == 1
    said = capsys.readouterr()
    assert "bericht: the original stands in it, and its licence is “none”" in said.err
    assert "may NOT be published" in said.out


def test_a_copy_that_lost_its_marker_is_known_by_its_pages(
    held: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build", "--originals", "--root", held) == 0
    assert run("build", "--root", held) == 0
    for name in ("bericht.html", "download/zwei-berichte.html"):
        shutil.copytree(held / "site", held / "mixed", dirs_exist_ok=True)
        shutil.copyfile(held / "site-private" / name, held / "mixed" / name)
        capsys.readouterr()
        assert run("publishable", held / "mixed") == 1
        assert f"{name}: the page says that it is part of a private copy" in capsys.readouterr().err
        shutil.rmtree(held / "mixed")
    (held / "site" / ".lesart-site").unlink()
    assert run("publishable", held / "site") == 1


def test_git_must_not_see_it(held: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q", held], check=True)
    assert run("build", "--originals", "--root", held) == 2
    assert "git does not ignore" in capsys.readouterr().err
    (held / ".gitignore").write_text("/site-private/\n/originals/\n", encoding="utf-8")
    assert run("build", "--originals", "--root", held) == 0


def test_an_original_that_git_knows_is_an_error(
    held: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q", held], check=True)
    assert run("check", "--root", held) == 0
    subprocess.run(["git", "-C", held, "add", "-f", "originals/bericht.md"], check=True)
    assert run("check", "--root", held) == 1
    assert "git rm --cached originals/bericht.md" in capsys.readouterr().err
    assert run("build", "--root", held) == 1 and not (held / "site").exists()


def test_a_quote_must_stand_in_both(
    held: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    file = held / "originals" / "bericht.md"
    file.write_text(ORIGINAL.replace("einen Walzer", "eine Polka"), encoding="utf-8")
    assert run("check", "--root", held) == 0
    assert run("check", "--originals", "--root", held) == 1
    assert "does not stand in originals/bericht.md" in capsys.readouterr().err


def test_context_may_differ_by_witness(held: Path, run: Callable[..., int]) -> None:
    """The quote stands once in the Regest, twice in the original: a list of prefixes has one entry for each."""
    file = held / "originals" / "bericht.md"
    file.write_text(ORIGINAL + "\nErst um Mitternacht gab es noch einen Walzer.\n", encoding="utf-8")
    assert run("check", "--originals", "--root", held) == 1
    notes = held / "annotations" / "bericht.yaml"
    text = notes.read_text(encoding="utf-8")
    found = re.search(r"(\n  quote: einen Walzer\n)", text)
    assert found
    notes.write_text(
        text.replace(found[1], found[1] + "  prefix: [spielte, Kapelle spielte]\n"), encoding="utf-8"
    )
    assert run("check", "--originals", "--root", held) == 0
    assert run("check", "--root", held) == 0


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("berict.md", ORIGINAL, "orphan-original"),
        ("gegenbericht.md", ORIGINAL, "orphan-original"),
        ("bericht.md", "---\ntitel: x\n---\nText.\n", "unknown-field"),
        ("bericht.md", "Text ohne Kopf.\n", "front-matter"),
        ("bericht.md", "---\ntitle: x\n---\n", "empty-article"),
    ],
)
def test_originals_are_checked(held: Path, name: str, text: str, code: str) -> None:
    (held / "originals" / name).write_text(text, encoding="utf-8")
    if name == "gegenbericht.md":  # an article that is a full text already
        article = held / "content" / name
        full = article.read_text(encoding="utf-8").replace("witness: regest", "witness: full")
        article.write_text(full.replace("licence: none", "licence: public-domain"), encoding="utf-8")
    assert code in {problem.code for problem in pipeline.check(held, originals=True).problems}
    assert not pipeline.check(held).problems, "without the option nobody looks at them"


def test_without_originals_the_option_says_so(
    small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build", "--originals", "--root", small) == 1
    assert "There is no original." in capsys.readouterr().err


def test_the_preview_shows_the_original_and_follows_it(held: Path) -> None:
    from lesart.serve import Preview, _stamps

    preview = Preview(held, originals=True)
    preview.rebuild()
    assert b"Kapelle spielte" in (preview.get("bericht.html") or b"")
    assert "Der Abend begann ruhig" in (preview.get("bericht.html") or b"").decode()
    assert preview.get("bericht-regest.html")
    assert any("originals" in name for name in _stamps(held))


def test_asking_takes_a_yes(held: Path, tmp_path: Path) -> None:
    """At a terminal, as somebody types."""
    import os
    import pty

    long = (
        "Am Abend kamen hundert Gäste auf den Platz, und die Kapelle spielte bis in die späte Nacht hinein."
    )
    file = tmp_path / "x.txt"
    file.write_text(f"{long}\n\nEin Zwischenruf\n\nKurz.\n\n{long}\n", encoding="utf-8")
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child is another program
        os.chdir(ROOT)
        command = [
            sys.executable,
            "-m",
            "lesart",
            "import",
            str(file),
            "--as",
            "bericht",
            "--force",
            "--ask",
            "--root",
            str(held),
        ]
        os.execv(sys.executable, command)  # noqa: S606 - the interpreter that runs the tests
    said = b""
    while b"[y/N]" not in said:
        said += os.read(terminal, 1024)
    os.write(terminal, b"y\n")
    while True:
        try:
            said += os.read(terminal, 1024)
        except OSError:  # the program has ended
            break
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert "is this a heading?" in said.decode()
    assert "## Ein Zwischenruf" in (held / "originals" / "bericht.md").read_text(encoding="utf-8")


# --- the five ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone of this edition holds, as a repository of its own, beside `shared`."""
    if not ORIGINALS.is_dir():
        pytest.skip("the originals are not beside this checkout")
    root = tmp_path_factory.mktemp("work") / "lesart"
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "bench/")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)
    git = ["git", "-C", root, "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as it is"]):
        subprocess.run([*git, *arguments], check=True)
    (root.parent / "shared").symlink_to(SHARED)
    commands = re.findall(
        r"^python3 (build\.py .*(?:import|--originals).*)$",
        (root / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(commands) <= 3 and any("import" in one for one in commands)
    for command in commands:
        if " serve " not in f"{command} ":
            subprocess.run(  # noqa: S602 - the README's own line
                f"{sys.executable} {command.split('#')[0]}",
                shell=True,
                cwd=root,
                check=True,
                capture_output=True,
            )
    return root


@needs_originals
def test_three_commands_make_the_private_edition_and_git_stays_clean(clone: Path) -> None:
    status = subprocess.run(
        ["git", "-C", clone, "status", "--short", "-uall"], capture_output=True, text=True, check=True
    )
    assert status.stdout == ""
    pages = pages_of(clone / "site-private")
    slugs = [file.stem for file in (clone / "content").glob("*.md")]
    assert len(slugs) == 5
    for slug in slugs:
        assert "Original – private Kopie" in pages[f"{slug}.html"] and f"{slug}-regest.html" in pages
    [download] = (clone / "site-private" / "download").iterdir()
    assert all(f'id="{slug}"' in download.read_text(encoding="utf-8") for slug in slugs)
    assert json.loads((clone / "site-private" / ".lesart-private").read_text(encoding="utf-8"))[
        "articles"
    ].keys() == set(slugs)


@pytest.fixture(scope="module")
def both(clone: Path) -> Linked:
    checked = pipeline.check(clone, originals=True)
    assert not [problem for problem in checked.problems if problem.is_error]
    assert checked.linked and checked.linked.regests
    return checked.linked


@needs_originals
def test_every_annotation_stands_in_the_regest_and_in_the_original(both: Linked) -> None:
    assert both.regests
    public = pipeline.check(ROOT).linked
    assert public and set(both.notes) == set(both.regests.notes) == set(public.notes)
    for key, note in both.notes.items():
        other = both.regests.notes[key]
        assert letters(note.words) == letters(other.words) == letters(note.annotation.target.exact), key
        assert len(note.encounters) == len(other.encounters) == len(note.annotation.see), key
    assert set(both.voices) == set(both.regests.voices)
    assert len(both.voices) == sum(len(row.voices) for row in both.synopsis)


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def test_a_name_that_is_no_utf8_does_not_hide_an_original_from_the_gate(held: Path) -> None:
    commit(held)
    git(held, "add", "-f", "originals")
    Path(os.fsdecode(os.fsencode(held / "originals") + b"/\xff.md")).write_text("x")
    git(held, "add", "-f", "originals")
    found = [p.place.file for p in pipeline.check(held).problems if p.code == "tracked-original"]
    assert "originals/bericht.md" in found
