"""The published edition in a real Chromium: what a reader does, with keyboard, without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from conftest import boxes
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

ARTICLES = (
    "osthold-diplomatie-spiel.html",
    "osthold-neuer-anlauf.html",
    "poletaew-scharade.html",
    "profil-morgenpost.html",
    "stier-erster-schritt.html",
)
PAGES = ("index.html", *ARTICLES, "synopse.html", "querverweise.html", "faktencheck.html", "quellen.html", "register.html", "chronik.html",
         "suche.html?q=Verhandlung", "ueber.html", "methode.html", "korrekturen.html", "404.html")  # fmt: skip


class Watched:
    """A page, with everything that went wrong on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.said.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def _asked(self, request: object) -> None:
        url = str(request.url)  # type: ignore[attr-defined]
        if not url.startswith((self.address, "data:", "blob:")):
            self.said.append(f"foreign: {url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def desktop(browser: Browser, address: str) -> Iterator[Watched]:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield Watched(context, address)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Watched]:
    with browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True) as context:
        yield Watched(context, address)


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Watched]:
    """A browser without JavaScript."""
    with browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False) as context:
        yield Watched(context, address)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_quiet_and_ask_nobody_else(path: str, desktop: Watched) -> None:
    page = desktop.open(path)
    page.wait_for_load_state("networkidle")
    assert desktop.said == []


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(path: str, width: int, browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- notes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ARTICLES)
def test_every_mark_opens_its_note_with_the_keyboard_alone(path: str, desktop: Watched) -> None:
    """Where several notes end at the same words, their one opener shows a list first."""
    page = desktop.open(path)
    opened = []
    for opener in page.locator(".refs > .ref:visible").all():
        listed = "ref-many" in (opener.get_attribute("class") or "")
        for index in range(len((opener.inner_text()).split("·")) if listed else 1):
            opener.focus()
            page.keyboard.press("Enter")
            if listed:
                for _ in range(index):
                    page.keyboard.press("Tab")
                page.keyboard.press("Enter")
            note = page.locator("details.note[open]")
            assert note.locator(".note-body").is_visible()
            opened.append(note.get_attribute("data-note"))
            assert page.evaluate("document.activeElement.closest('details')?.dataset.note") == opened[-1]
            assert page.evaluate("location.hash") == f"#n-{opened[-1]}"
            page.keyboard.press("Escape")
            assert page.locator("details.note[open]").count() == 0
            assert opener.evaluate("opener => opener === document.activeElement")
    assert len(opened) == len(set(opened)) == page.locator("details.note[data-note]").count() >= 9
    assert desktop.said == []


def test_margin_notes_stand_in_order_and_never_overlap(desktop: Watched) -> None:
    page = desktop.open("osthold-diplomatie-spiel.html")
    for opened in (None, 3, 11):
        if opened is not None:
            page.locator("a.ref").nth(opened).evaluate("ref => ref.click()")
            page.locator("details.note[open]").wait_for()
        notes, texts = boxes(page, "details.note", ".passage > p")
        assert len(notes) > 20 and all(box["height"] for box in notes)
        assert all(box["x"] >= texts[0]["x"] + texts[0]["width"] for box in notes)
        by_height = sorted(notes, key=lambda box: box["y"])
        for above, below in pairwise(by_height):
            assert above["y"] + above["height"] <= below["y"] + 1


def test_the_open_note_is_level_with_its_mark(desktop: Watched) -> None:
    page = desktop.open("poletaew-scharade.html")
    ref = page.locator("a.ref:visible").nth(6)
    ref.click()
    identity = (ref.get_attribute("id") or "")[2:]
    page.locator(f"#n-{identity}[open]").wait_for()
    (note,), (mark, *_) = boxes(page, f"#n-{identity}", f'mark[data-notes~="{identity}"]')
    assert abs(note["y"] - mark["y"]) < 40


def test_a_pasted_address_opens_its_note(desktop: Watched) -> None:
    page = desktop.open("profil-morgenpost.html")
    identity = page.locator("details.note[data-note]").last.get_attribute("id")
    page = desktop.open(f"profil-morgenpost.html#{identity}")
    page.locator(f"#{identity}[open]").wait_for()
    ((box,),) = boxes(page, f"#{identity}")
    assert 0 <= box["y"] < 900


def test_n_and_p_walk_through_the_notes(desktop: Watched) -> None:
    page = desktop.open("profil-morgenpost.html")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.locator("details.note[open]").get_attribute("id") == page.locator(
        "details.note[data-note]"
    ).nth(1).get_attribute("id")
    page.keyboard.press("p")
    assert page.locator("details.note[open]").get_attribute("id") == page.locator(
        "details.note[data-note]"
    ).nth(0).get_attribute("id")


def test_on_a_phone_a_note_opens_below_its_words(phone: Watched) -> None:
    page = phone.open("poletaew-scharade.html")
    assert page.locator("details.note[data-note]").first.is_hidden()
    ref = page.locator("a.ref:visible").nth(2)
    ref.tap()
    note = page.locator("#n-" + (ref.get_attribute("id") or "")[2:])
    assert note.is_visible()
    (box,), (mark,) = boxes(page, "details.note[open]", f"#{ref.get_attribute('id')}")
    assert box["y"] > mark["y"]
    assert phone.said == []


@pytest.mark.parametrize("path", ARTICLES)
def test_without_scripts_every_note_is_there(path: str, plain: Watched, desktop: Watched) -> None:
    page = plain.open(path)
    notes = page.locator("details.note[data-note]")
    assert notes.count() == page.locator("a.ref").count() >= 9
    for note in notes.all()[:5]:
        note.locator("summary").click()
        assert note.locator(".note-body").is_visible()


def test_printed_notes_are_open_and_numbered(desktop: Watched) -> None:
    page = desktop.open("profil-morgenpost.html")
    page.emulate_media(media="print")
    note = page.locator("details.note[data-note]").first
    assert note.locator(".note-body p").first.is_visible()
    assert note.locator(".note-number").inner_text() == "1"
    assert page.locator(".masthead nav").is_hidden()


def test_the_choice_of_appearance_is_kept(desktop: Watched) -> None:
    page = desktop.open("index.html")
    button = page.locator("[data-appearance][type=button]")
    button.click()
    button.click()
    assert page.evaluate("document.documentElement.dataset.appearance") == "dark"
    page = desktop.open("methode.html")
    assert page.evaluate("document.documentElement.dataset.appearance") == "dark"


# --- search --------------------------------------------------------------------------------------------------


def results(page: Page) -> int:
    page.wait_for_selector(".results li, .search-status:has-text('Nichts')")
    return int((page.locator(".search-status").inner_text().split() or ["0"])[0].replace("Nichts", "0"))


def narrowed(page: Page, before: int) -> int:
    """Waits until fewer hits are counted than before; how many."""
    for _ in range(100):
        now = results(page)
        if now < before:
            return now
        page.wait_for_timeout(50)
    raise AssertionError(f"still {before} hits")


def test_search_finds_inflected_forms(desktop: Watched) -> None:
    """„Verhandlung“ in texts that only have „Verhandlungen“."""
    page = desktop.open("suche.html?q=Verhandlung")
    assert results(page) >= 5
    marked = {word.strip(".,;:“„") for word in page.locator(".results mark").all_inner_texts()}
    assert "Verhandlungen" in marked


def test_a_filter_narrows(desktop: Watched) -> None:
    page = desktop.open("suche.html?q=Waffenruhe")
    everything = results(page)
    page.locator("select[name=kind]").select_option("Faktencheck")
    some = narrowed(page, everything)
    assert 0 < some < everything
    assert "kind=Faktencheck" in page.url
    page.locator("select[name=verdict]").select_option("falsch")
    assert narrowed(page, some) > 0
    assert all("falsch" in head for head in page.locator(".result-head").all_inner_texts())
    again = desktop.open(page.url.removeprefix(desktop.address))
    assert again.locator("select[name=verdict]").count() <= 1
    again.wait_for_selector(".results li")
    assert again.locator("select[name=verdict]").input_value() == "falsch"


def test_a_hit_opens_at_its_paragraph_and_marks_the_words(desktop: Watched) -> None:
    page = desktop.open("suche.html?q=Pufferzone&kind=Text")
    page.wait_for_selector(".results li")
    href = page.locator(".results .excerpt a").first.get_attribute("href") or ""
    assert "#p" in href
    page.locator(".results .excerpt a").first.click()
    page.wait_for_load_state("networkidle")
    target = page.locator("#" + href.split("#")[1])
    assert target.locator("mark.hit").count() >= 1
    ((box,),) = boxes(page, "#" + href.split("#")[1])
    assert -50 <= box["y"] < 900
    page.locator(".hit-bar button").click()
    assert page.locator("mark.hit").count() == 0
    assert desktop.said == []


def test_a_word_that_nowhere_stands(desktop: Watched) -> None:
    page = desktop.open("suche.html?q=Quetzalcoatlus")
    page.wait_for_load_state("networkidle")
    assert (
        page.locator(".results mark").count() == 0
        or "Nicht im Wortbestand" in page.locator(".search-status").inner_text()
    )


def test_without_scripts_the_search_explains_itself(plain: Watched) -> None:
    page = plain.open("suche.html")
    assert "JavaScript" in page.locator("main").inner_text()
