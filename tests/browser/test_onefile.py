"""The whole edition in one file, opened from the disk in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WORDS = ("Verhandlung", "Waffenruhe", "Pufferzone", "Sanktion", "Vatikan",
         "Ukraine", "Telefonat", "Kreml", "Frieden", "Selenskyj")  # fmt: skip


@pytest.fixture(scope="module")
def opened(site: Path, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """The page, and everything that it said or asked for beyond itself."""
    (file,) = (site / "download").glob("*.html")
    said: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(file.as_uri()) else said.append(request.url),
        )
        page.goto(file.as_uri())
        yield page, said


def search(page: Page, word: str) -> None:
    page.evaluate("document.querySelector('.results').replaceChildren()")
    page.locator("[data-search] [name=q]").fill(word)
    page.keyboard.press("Enter")
    page.wait_for_selector(".results li, .search-status:has-text('Nichts')")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("word", WORDS)
def test_it_finds_words(word: str, opened: tuple[Page, list[str]]) -> None:
    page, said = opened
    search(page, word)
    assert page.locator(".results mark").count() > 0
    for href in page.locator(".results a").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
        assert page.evaluate("id => document.getElementById(id) !== null", href[1:]), href
    assert said == []


def test_every_internal_link_leads_somewhere(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    links = page.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    ids = set(page.locator("[id]").evaluate_all("all => all.map(one => one.id)"))
    inner = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert len(inner) > 500
    assert [link for link in inner if not link.startswith("#") or link[1:] not in ids] == []


def test_a_hit_opens_at_its_paragraph_and_marks_the_words(opened: tuple[Page, list[str]]) -> None:
    page, said = opened
    search(page, "Pufferzone")
    page.locator("[data-search] select[name=kind]").select_option("Text")
    page.wait_for_timeout(500)
    assert all(head.startswith("Text") for head in page.locator(".result-head").all_inner_texts())
    link = page.locator(".results .excerpt a").first
    identity = (link.get_attribute("href") or "")[1:]
    link.click()
    assert page.locator(f"[id='{identity}'] mark.hit").count() > 0
    page.locator("[data-search] select[name=kind]").select_option("")
    assert said == []


def test_it_finds_what_the_site_finds_in_the_same_order(site: Path, opened: tuple[Page, list[str]]) -> None:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file, _ = opened
    assert file.context.browser
    hosted = file.context.browser.new_page()
    hosted.goto(f"http://127.0.0.1:{server.server_port}/suche.html")
    for word in WORDS:
        found = []
        for page in (hosted, file):
            search(page, word)
            titles = page.locator(".result-title a").all_inner_texts()
            found.append((titles, page.locator(".search-status").inner_text()))
        assert found[0] == found[1], word
    hosted.close()
    server.shutdown()
