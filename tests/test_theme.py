"""theme/README.md is true: its map names every file, and its table says which context each template receives."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from jinja2.exceptions import SecurityError

from lesart import pipeline, render
from lesart.render import environment
from lesart.strings import load_strings
from lesart.views import Viewer

README = (ROOT / "theme" / "README.md").read_text("utf-8")


def test_the_table_says_which_context_each_template_receives() -> None:
    said = dict(re.findall(r"^\| `([\w-]+\.html)` \| `(\w+)` \|$", README, re.MULTILINE))
    given: dict[str, str] = {}
    for root in (ROOT, ROOT / "tests" / "editions" / "english"):
        checked = pipeline.check(root)
        assert checked.linked and checked.strings
        for _, template, context, _ in render._pages(Viewer(checked.linked, checked.strings)):
            given[template] = type(context).__name__
    assert said == given
    assert given.keys() | {"base.html"} == {
        file.name for file in (ROOT / "theme" / "templates").glob("*.html")
    }


def test_the_map_names_every_file() -> None:
    files = [file for folder in ("css", "js", "templates") for file in (ROOT / "theme" / folder).rglob("*.*")]
    assert len(files) > 30
    assert [file.name for file in files if f"`{file.name}`" not in README] == []


def test_every_stylesheet_is_linked() -> None:
    base = (ROOT / "theme" / "templates" / "base.html").read_text("utf-8")
    apart = {"plain.css"}  # of the EPUB
    for file in (ROOT / "theme" / "css").glob("*.css"):
        assert file.name in apart or f"css/{file.name}" in base, file.name


@pytest.fixture
def own_theme(small: Path) -> Path:
    """The theme as a part of the small edition, to be broken at will."""
    theme = small / "theme"
    return shutil.copytree(ROOT / "theme", theme, ignore=shutil.ignore_patterns("screenshots", "starter"))


#: What a contributor may put into a theme, and what the editor then reads of it.
FAULTS: dict[str, tuple[str, bytes | str, str]] = {
    "a link out": ("css/more.css", "/etc/passwd", "a link that leads out"),
    "a linked folder": ("images", "/etc", "a link that leads out"),
    "Latin-1": ("templates/page.html", "Über".encode("latin-1"), "not UTF-8"),
    "Latin-1 words": ("strings/de.yaml", "Über".encode("latin-1"), "not UTF-8"),
    "a binary script": ("js/main.js", b"\xff\0", "not UTF-8"),
    "no number": ("templates/page.html", b"{{ 1 / 0 }}", "division by zero"),
    "itself": ("templates/page.html", b"{% include 'page.html' %}", "recursion"),
    "Python": ("templates/page.html", b"{{ cycler.__init__.__globals__.os.getcwd() }}", "unsafe"),
    "no page": ("templates/page.html", b"<p>{{ page.title }}</p>", "lacks an element"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_theme_gives_away_nothing_and_breaks_nothing(
    name: str, small: Path, own_theme: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    path, content, said = FAULTS[name]
    file = own_theme / path
    if file.is_dir():
        shutil.rmtree(file)
    file.unlink(missing_ok=True)
    if isinstance(content, str):
        file.symlink_to(content)
    else:
        file.write_bytes(content)
    assert run("build", "--root", small) == 1
    told = capsys.readouterr().err
    assert said in told and "theme/" in told
    assert not (small / "site").exists()


def test_words_that_are_no_file_are_missing(small: Path, own_theme: Path, run: Callable[..., int]) -> None:
    (own_theme / "strings" / "de.yaml").unlink()
    (own_theme / "strings" / "de.yaml").mkdir()
    assert run("check", "--root", small) == 1


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("labels", "skip"),
        ("labels", "place_count"),
        ("labels", "landmarks"),
        ("search", "arrows"),
        ("search", "loading"),
        ("suggest", "invite"),
        ("suggest", "once"),
    ],
)
def test_a_word_that_is_missing_is_named_wherever_it_is_asked_for(
    section: str,
    key: str,
    small: Path,
    own_theme: Path,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By a template, by a module that makes pages, by a form to take along, by a script."""
    file = own_theme / "strings" / "de.yaml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(one for one in lines if not one.startswith(f"  {key}: ")), encoding="utf-8")
    assert run("build", "--root", small) == 1
    told = capsys.readouterr().err
    assert re.search(r"theme/strings/de\.yaml:\d+:3: error", told) and f"“{section}” has no “{key}”." in told
    assert not (small / "site").exists()


@pytest.mark.parametrize("path", ["''.__class__", "kind.mro", "steps.gi_frame", "word.format.__globals__"])
def test_no_template_reaches_python(path: str) -> None:
    strings, _ = load_strings(ROOT / "theme", "de")
    assert strings
    template = environment(ROOT / "theme", strings).from_string(f"{{{{ {path} }}}}")
    with pytest.raises(SecurityError):
        template.render(kind=int, steps=(number for number in (1, 2)), word="a")
