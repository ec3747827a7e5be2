"""A private copy in a real Chromium: from the one witness to the same place in the other, with and without scripts."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, Page
from test_everyone import RULES, package_file, violations

from lesart import pipeline

pytestmark = pytest.mark.browser

#: Longer than the window, so that there is a place to keep. All words are invented.
FILLER = "Es wurde viel gesprochen, und wer es hörte, sprach davon. " * 12
ORIGINAL = f"""\
---
author_note: Anna Beispiel schreibt über Feste.
---
{FILLER}

Dann kamen hundert Gäste auf den Platz, und die Kapelle spielte einen Walzer.

{FILLER}

Der Bäcker brachte Brot. Die Wirtin brachte Wein, und am Ende tanzten alle. Niemand sah auf die Uhr.

{FILLER}

Erst spät kamen hundert Gäste nach Hause, sagt der Nachtwächter.

{FILLER}
"""


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("held") / "edition"
    shutil.copytree(ROOT / "tests" / "editions" / "small", root, ignore=shutil.ignore_patterns("expected"))
    (root / "originals").mkdir()
    (root / "originals" / "bericht.md").write_text(ORIGINAL, encoding="utf-8")
    checked = pipeline.build(root, root / "site-private", progress=lambda _: None, originals=True)
    assert not [problem for problem in checked.problems if problem.is_error]
    return root / "site-private"


@pytest.fixture(scope="module")
def at(private: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(private))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1440, "height": 700}, reduced_motion="reduce") as context:
        yield context.new_page()


def other(page: Page) -> None:
    page.locator("[data-witnesses] a:not([aria-current])").click()


def test_the_open_note_stays_open(page: Page, at: str) -> None:
    page.goto(at + "bericht.html#n-walzer")
    page.wait_for_selector("#n-walzer[open]")
    other(page)
    page.wait_for_url("**/bericht-regest.html#n-walzer")
    page.wait_for_selector("#n-walzer[open]")
    other(page)
    page.wait_for_url("**/bericht.html#n-walzer")


def test_without_an_open_note_the_nearest_mark_is_kept(page: Page, at: str) -> None:
    page.goto(at + "bericht.html")
    page.locator("#r-tanz").evaluate("mark => mark.scrollIntoView({ block: 'center' })")
    other(page)
    page.wait_for_url(re.compile(r"bericht-regest\.html#r-(tanz|brot-und-wein)$"))  # both stand in that line
    page.goto(at + "bericht.html")
    other(page)
    page.wait_for_url("**/bericht-regest.html")


def test_a_note_leads_to_its_mark_in_the_other_text(browser: Browser, at: str) -> None:
    """Without scripts, too: they are links."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(at + "bericht.html")
        assert page.locator(".private-copy").is_visible()
        page.locator("#n-gaeste summary").click()
        page.locator("#n-gaeste a.in-other").click()
        assert page.url.endswith("bericht-regest.html#r-gaeste")
        other(page)
        assert page.url.endswith("bericht.html")


def test_the_switch_works_by_keyboard_and_says_where_one_is(page: Page, at: str) -> None:
    page.goto(at + "bericht.html")
    switch = page.get_by_role("navigation", name="Textgestalt wählen")
    assert switch.locator("[aria-current=page]").inner_text() == "Original"
    switch.get_by_role("link", name="Regest").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bericht-regest.html*")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_axe_finds_nothing(width: int, scheme: Literal["light", "dark"], page: Page, at: str) -> None:
    axe = package_file("axe_playwright_python", "axe.min.js").read_text(encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path in ("bericht.html", "bericht-regest.html", "gegenbericht.html"):
        page.goto(at + path)
        page.evaluate(axe)
        assert violations(page, RULES) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_one_file_has_both_and_says_that_it_is_private(page: Page, private: Path) -> None:
    [file] = (private / "download").iterdir()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri() + "#bericht--n-walzer")
    page.locator(".private-copy").wait_for()
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex, nofollow, noarchive"
    page.emulate_media(media="print")
    assert page.locator(".private-copy").is_visible()
    page.emulate_media(media="screen")
    page.locator("#bericht--n-walzer[open], #n-walzer[open]").first.wait_for()
    other(page)
    page.wait_for_url("**#bericht-regest--n-walzer")
    page.locator("[data-witnesses] [aria-current]", has_text="Regest").wait_for()
    page.locator("details.note[open] a.in-other").first.click()
    page.wait_for_url("**#bericht--r-walzer")
    page.goto(file.as_uri() + "#suche")
    field = page.locator("[data-search] [name=q]").first
    field.fill("Nachtwächter")
    field.press("Enter")
    page.locator(".results mark").first.wait_for()
    assert not said


def test_the_one_file_can_be_read_without_scripts(browser: Browser, private: Path) -> None:
    [file] = (private / "download").iterdir()
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        assert page.get_by_text("Private Kopie mit den Originaltexten").first.is_visible()
        assert page.get_by_text("sagt der Nachtwächter").first.is_visible()
