"""Tiny whole editions: what is inside `<main>` of every page, compared with the folder `expected`.

LESART_REWRITE=1 accepts new output; the diff in git then shows what changed.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, compare

from lesart import pipeline

EDITIONS = sorted(folder for folder in (ROOT / "tests" / "editions").iterdir() if folder.is_dir())


def pages_of(root: Path) -> dict[str, str]:
    checked, artifacts = pipeline.pages(root)
    assert not [p for p in checked.problems if p.is_error], checked.problems
    return {a.path.as_posix(): a.content.decode() for a in artifacts if a.path.suffix == ".html"}


def test_there_are_editions() -> None:
    assert EDITIONS


@pytest.mark.parametrize("root", EDITIONS, ids=lambda root: root.name)
def test_edition(root: Path) -> None:
    pages = pages_of(root)
    assert pages.keys() >= {
        file.relative_to(root / "expected").as_posix() for file in (root / "expected").rglob("*.html")
    }
    for path, text in pages.items():
        main = re.search(r"<main[^>]*>\n?(.*)</main>", text, re.DOTALL)
        assert main
        compare(root / "expected" / path, re.sub(r"\n\s*\n+", "\n", re.sub(r"[ \t]+\n", "\n", main.group(1))))


class Outline(HTMLParser):
    """Checks nesting, ids and internal links of a page."""

    VOID = frozenset(["meta", "link", "br", "hr", "input", "img", "rect", "line", "path", "circle"])

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag in {"a", "link"} and given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "script" and given.get("src"):
            self.links.append(given["src"] or "")
        for name in given:
            if name.startswith("on") or name == "style":
                self.faults.append(f"{name} on {tag}")
        if tag in self.VOID:
            return
        if tag == "p" and "p" in self.stack:
            self.faults.append("p in p")
        if tag == "a" and "a" in self.stack:
            self.faults.append("a in a")
        self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> does not fit")


@pytest.mark.parametrize("root", [*EDITIONS, ROOT], ids=lambda root: root.name)
def test_pages_nest_and_every_internal_link_leads_somewhere(root: Path) -> None:
    checked, artifacts = pipeline.pages(root)
    index, _ = pipeline.bundle(checked)
    taken, _ = pipeline.exports(checked, artifacts, index)
    files = {artifact.path.as_posix() for artifact in (*artifacts, *taken)}
    outlines = {}
    for artifact in artifacts:
        if artifact.path.suffix == ".html":
            outlines[artifact.path.as_posix()] = outline = Outline()
            outline.feed(artifact.content.decode())
            assert not outline.faults, (artifact.path, outline.faults[:5])
            assert len(outline.ids) == len(set(outline.ids)), artifact.path
    for path, outline in outlines.items():
        for link in outline.links:
            if re.match(r"[a-z]+:", link):
                continue
            page, _, fragment = link.partition("#")
            target = page or path
            assert target in files, (path, link)
            if fragment:
                assert fragment in outlines[target].ids, (path, link)


def test_an_overview_with_nothing_in_it_is_neither_made_nor_linked(small: Path) -> None:
    """No fact-check, no synopsis, no cross-reference; a register of nothing but events."""
    notes = small / "annotations" / "bericht.yaml"
    notes.write_text(
        "- {id: walzer, type: context, quote: einen Walzer, body: Ein Tanz., mentions: [fest-2024-05-01]}\n"
    )
    (small / "annotations" / "synopsis.yaml").unlink()
    register = small / "annotations" / "register.yaml"
    register.write_text("events:\n  fest-2024-05-01: {name: Das Fest, date: 2024-05-01}\n")
    pages = pages_of(small)
    assert "chronik.html" in pages
    assert not {"faktencheck.html", "synopse.html", "querverweise.html", "register.html"} & pages.keys()
    linked = {href for text in pages.values() for href in re.findall(r'href="([\w-]+\.html)', text)}
    assert linked <= pages.keys()
