"""theme/README.md is true: its map names every file, and its table says which context each template receives."""

from __future__ import annotations

import re

from conftest import ROOT

from lesart import pipeline, render
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
