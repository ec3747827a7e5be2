"""What a screen reader is told: the accessibility tree of a small article with an open note, as a golden file."""

from __future__ import annotations

import mimetypes

import pytest
from conftest import ROOT, compare
from playwright.sync_api import Browser, Page, Route

from lesart import pipeline

pytestmark = pytest.mark.browser

PLACE = "http://small.invalid/"


def opened(browser: Browser, address: str, width: int) -> Page:
    """A page of the smallest edition, straight from the pipeline."""
    _, artifacts = pipeline.pages(ROOT / "tests" / "editions" / "small")
    files = {artifact.path.as_posix(): artifact.content for artifact in artifacts}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(PLACE).split("#")[0].split("?")[0]
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(status=200 if path in files else 404, body=files.get(path, b""), content_type=kind)

    page = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce").new_page()
    page.route("**/*", answer)
    page.goto(PLACE + address)
    page.wait_for_function("document.documentElement.classList.contains('is-settled')")
    return page


@pytest.mark.parametrize("width", [360, 1440])
def test_the_tree_of_an_article_with_an_open_note(width: int, browser: Browser) -> None:
    page = opened(browser, "bericht.html#n-gaeste", width)
    tree = page.locator("body").aria_snapshot()
    version = page.locator(".colophon p").inner_text().split("·")[1].split()[-1]
    compare(
        ROOT / "tests" / "browser" / "expected" / f"article-{width}.yaml",
        tree.replace(version, "VERSION") + "\n",
    )
    page.context.close()


def test_the_note_is_announced_before_it_is_read(browser: Browser) -> None:
    """Number, kind and verdict at the link and at the head of the note; the open state at both."""
    page = opened(browser, "bericht.html#n-gaeste", 1440)
    tree = page.locator("main").aria_snapshot()
    assert 'link "Anmerkung 1, Faktencheck: falsch" [expanded]' in tree or "[expanded]" in tree
    head = tree.index("1 Faktencheck falsch Es kamen hundert Gäste.")
    assert head < tree.index("Die Chronik zählt")
    page.context.close()
