"""Suggesting an annotation from the page: what a reader selects and types becomes a file that `check` accepts."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, Page, expect

from lesart import pipeline, publish, skeleton, yamltree
from lesart.problems import Problems

pytestmark = pytest.mark.browser

#: An article with what is hard: emphasis, links, lists, words that stand twice, signs, a line break, a code block.
HARD = """\
---
title: Schweres
authors: []
publisher: Blatt
published: 2024-06-01
url: null
language: de
witness: regest
rights: {holder: null, licence: none, statement: null}
---
## Ein Titel mit Worten

Am *Anfang* stand: „nein“ -- und `no`: ein [Wort mit **Nachdruck**](https://example.org/), dann 🙂 und noch eins.
Auf der nächsten Zeile geht es weiter, mit 5 \\* 3 und Bürger*innen & <nichts>.

- Der Wagen hält am Tor. Der Wagen hält am Tor.
- Der Wagen hält nie.

    - 'Zitat': - Strich # Raute

Am Ende stand das Wort am Anfang, und „so weiter“.
""".replace("<nichts>", "&lt;nichts&gt;")


@dataclass(frozen=True)
class Place:
    """An edition, and where it is served."""

    root: Path
    address: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The small edition with a hard article, built with a repository, and served."""
    root = tmp_path_factory.mktemp("suggest")
    shutil.copytree(
        ROOT / "tests" / "editions" / "small",
        root,
        ignore=shutil.ignore_patterns("expected"),
        dirs_exist_ok=True,
    )
    (root / "content" / "schweres.md").write_text(HARD, encoding="utf-8")
    settings = root / "content" / "edition.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8")
        + "repository: https://github.com/example/edition\nbranch: haupt\n",
        encoding="utf-8",
    )
    checked, artifacts = pipeline.pages(root)
    assert artifacts, checked.problems
    publish.publish(artifacts, root / "site")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(root / "site"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Place(root, f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()


@pytest.fixture
def page(browser: Browser, place: Place) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(f"{place.address}schweres.html")
        yield page
        assert faults == []


SELECT = """([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector("[data-reading-text]"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let done = false;
  const nodes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
  const first = nodes.find((node) => node.data.includes(from));
  range.setStart(first, first.data.indexOf(from));
  const last = nodes.slice(nodes.indexOf(first)).find((node) => node.data.includes(to));
  range.setEnd(last, last.data.indexOf(to, last === first ? range.startOffset : 0) + to.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def select(page: Page, first: str, last: str | None = None) -> None:
    """Selects from the first words to the last, as a hand would: by nodes and offsets of the page."""
    page.evaluate(SELECT, [first, last or first])


def open_form(page: Page) -> None:
    page.locator(".suggest-here").click()
    expect(page.locator(".suggest-dialog[open]")).to_be_visible()


def problems_with(place: Place, path: str, text: str, sources: str = "") -> Problems:
    """What `check` says of a suggestion, before and after somebody publishes the draft."""
    root = place.root
    file = root / path
    known = set(pipeline.check(root, drafts=True).problems)
    bibliography = root / "annotations" / "sources.yaml"
    before = bibliography.read_bytes()
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    bibliography.write_bytes(before + sources.encode())
    try:
        found: Problems = ()
        for drafts in (True, False):
            found += tuple(
                p for p in pipeline.check(root, drafts=drafts).problems if p.is_error and p not in known
            )
        return found
    finally:
        file.unlink()
        bibliography.write_bytes(before)


def tab_to(page: Page, name: str) -> None:
    """Goes on with the tabulator until the focus is on what carries this data attribute."""
    for _ in range(20):
        if page.evaluate("(name) => name in document.activeElement.dataset", name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {name}")


def result(page: Page) -> tuple[str, str]:
    return page.locator("[data-path]").inner_text(), page.locator("[data-yaml]").input_value()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f".suggest-dialog [name={name}]").fill(value)


# --- the same text, the same names -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "content").glob("*.md")), ids=lambda path: path.stem)
def test_the_page_gives_back_the_reading_text_of_the_generator(
    path: Path, browser: Browser, address: str
) -> None:
    edition, _ = pipeline.edition_of(ROOT)
    assert edition
    (article,) = (one for one in edition.articles if one.slug == path.stem)
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{path.stem}.html?hit=Trump")
        text = page.evaluate(
            "async () => (await import('./js/suggest.js')).readingText(document.querySelector('[data-reading-text]')).text"
        )
    assert text == article.text


def test_a_hard_text_too_and_the_same_names(page: Page, place: Place) -> None:
    edition, _ = pipeline.edition_of(place.root)
    assert edition
    (article,) = (one for one in edition.articles if one.slug == "schweres")
    assert article.text == page.evaluate(
        "async () => (await import('./js/suggest.js')).readingText(document.querySelector('[data-reading-text]')).text"
    )
    words = [
        "Zweistündigen Gespräch mit dem", "am Tor", "ÆRØ Łódź ñandú", "—", "12. Februar 2025", "İstanbul ẞ", "x" * 90,
        "Éva Péli naïve", "日本語", "der die das", "und", *article.text.split("\n\n"),
    ]  # fmt: skip
    made = page.evaluate(
        "async (all) => { const { nameFor } = await import('./js/suggest-yaml.js'); return all.map((one) => nameFor(one, new Set(['und', 'note']))); }",
        words,
    )
    assert made == [skeleton.name_for(one, {"und", "note"}) for one in words]


# --- what is selected ------------------------------------------------------------------------------------------

#: first words, last words -> the quote that is meant
SELECTED = {
    "in the middle of words": (("nfang", "tan"), "Anfang stand"),
    "across emphasis, code and link": (("nein", "Nachdruck"), "nein“ -- und no: ein Wort mit Nachdruck"),
    "within one word": (("achdru", "achdru"), "Nachdruck"),
    "an emoji": (("dann", "noch"), "dann 🙂 und noch"),
    "across a line end": (("noch eins.", "Auf der"), "noch eins. Auf der"),
    "signs of Markdown": (("mit 5", "nichts"), "mit 5 * 3 und Bürger*innen & <nichts"),
    "signs of YAML": (("Zitat", "Raute"), "Zitat': - Strich # Raute"),
    "a comma at the end": (("am Anfang,", "am Anfang,"), "am Anfang"),
}


@pytest.mark.parametrize("name", SELECTED)
def test_a_selection_becomes_a_quote_that_check_accepts(name: str, page: Page, place: Place) -> None:
    (first, last), quote = SELECTED[name]
    select(page, first, last)
    open_form(page)
    page.locator(".suggest-dialog [value=context]").check()
    fill(page, body="Ein Satz.")
    path, text = result(page)
    assert yamltree.read(text, "")[0].data["quote"] == quote
    assert problems_with(place, path, text) == ()


def test_the_numbers_of_notes_never_enter_a_quote(page: Page, place: Place) -> None:
    page.goto(f"{place.address}bericht.html")
    assert page.locator("[data-reading-text] .refs").count() > 2
    select(page, "Gäste", "Walzer")
    open_form(page)
    page.locator(".suggest-dialog [value=context]").check()
    fill(page, body="Ein Satz.")
    path, text = result(page)
    assert (
        yamltree.read(text, "")[0].data["quote"]
        == "Gäste auf den Platz, und die Kapelle spielte einen Walzer"
    )
    assert problems_with(place, path, text) == ()


def test_words_that_stand_twice_get_what_tells_them_apart(page: Page, place: Place) -> None:
    for occurrence in (0, 1, 2):
        page.reload()
        page.locator("[data-suggest-open]").click()
        fill(page, quote="Der Wagen hält", body="Ein Satz.")
        page.locator(".suggest-dialog [value=context]").check()
        page.locator("[data-copy-file]").click()
        expect(page.locator("[data-said]")).to_contain_text("Welche Stelle")
        page.locator("[data-choices] input").nth(occurrence).check()
        path, text = result(page)
        assert problems_with(place, path, text) == ()
        data = yamltree.read(text, "")[0].data
        edition, _ = pipeline.edition_of(place.root)
        assert edition
        (article,) = (one for one in edition.articles if one.slug == "schweres")
        expected = skeleton.occurrences(article, "Der Wagen hält")[occurrence].quote
        assert (data.get("prefix", ""), data.get("suffix", "")) == (expected.prefix, expected.suffix)


@pytest.mark.parametrize(("first", "last", "word"), [
    ("Titel", "mit Worten", "Überschriften"), ("noch eins", "Der Wagen", "einen Absatz hinaus"),
])  # fmt: skip
def test_what_cannot_be_annotated_is_refused_with_a_word(
    first: str, last: str, word: str, page: Page
) -> None:
    select(page, first, last)
    expect(page.locator(".suggest-here")).to_contain_text(word)
    page.locator(".suggest-here").click(force=True)
    expect(page.locator(".suggest-dialog[open]")).to_have_count(0)


# --- what is typed ---------------------------------------------------------------------------------------------

HOSTILE = [
    "no", "~", "null", "true", "2025-05-19", "1e3", "- Strich", "# Raute", "a: b", "a #b", "'", '"', "''", "it's: 'x'", "{a: b}",
    "[a]", "&anker", "*alias", "!tag", "|", ">", "%", "@", "`x`", "?", ": ", "---", "...", "a\tb", "\\", "\\n", "a\nb", "🙂", "\u0007\u0000x",
    "\u2028x\u2029y\u0085z", "\ufeffx", "\u202ex", "<b>x</b>", "<!-- x -->", "<script>alert(1)</script>", "![x](https://a.b/c.png)",
    "[x](javascript:alert(1))", "[x]: javascript:alert(1)\n\n[x]", "<javascript:alert(1)>", "<https://example.org/>",     "  eingerückt\n\tmit Tab", "a\r\nb\rc", "…", "&lt;b&gt;", "[x](java&#115;cript:alert(1))", "x" * 3000, "zeile\n\n\n\n\nzeile",
    "> Zitat\n1. eins\n- zwei\n# Kopf", "[a](https://example.org/ 'x')", "${x} {{ y }} {% z %}", "key: |\n  - x\nid: andere",
]  # fmt: skip


@pytest.mark.parametrize("field", ["claim", "body", "supports", "title", "publisher"])
def test_nothing_that_is_typed_breaks_the_file(field: str, page: Page, place: Place) -> None:
    made = page.evaluate(
        """async ([field, all]) => {
          const { annotationYaml, sourceYaml, line } = await import("./js/suggest-yaml.js");
          return all.map((typed) => {
            const one = { claim: "Satz", body: "Satz.", supports: "belegt", title: "Titel", publisher: "Verlag", [field]: typed };
            const yaml = annotationYaml({
              id: "feindlich", type: "fact-check", quote: { exact: "am Anfang" }, claim: one.claim, verdict: "false", body: one.body,
              sources: [{ ref: "neue-quelle", supports: one.supports }], see: null, day: "2026-11-28", change: "angelegt",
            });
            const source = sourceYaml("neue-quelle", {
              title: one.title, publisher: one.publisher, url: "https://example.org/x?a=1&b=2", published: "", kind: "secondary", day: "2026-11-28",
            });
            return [yaml, source, line(typed)];
          });
        }""",
        [field, HOSTILE],
    )
    for typed, (text, source, shown) in zip(HOSTILE, made, strict=True):
        assert problems_with(place, "annotations/schweres/feindlich.yaml", text, source) == (), (typed, text)
        tree, problems = yamltree.read(text, "")
        assert not problems
        assert " ".join(tree.data) == (
            "id type quote claim verdict body sources mentions by reviewed status history"
        )
        if field == "claim":
            assert tree.data["claim"] == (shown or "…")


def test_half_a_character_is_left_out(page: Page) -> None:
    made = page.evaluate("async () => (await import('./js/suggest-yaml.js')).prose('x\\ud83dy \\u{1f642}')")
    assert made == "xy 🙂"


# --- the form --------------------------------------------------------------------------------------------------


def test_a_whole_suggestion_by_keyboard_alone(page: Page, place: Place) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-suggest-open]").focus()
    page.keyboard.press("Enter")
    keys = page.keyboard
    assert page.evaluate("document.activeElement.name") == "quote"
    keys.type("Der Wagen hält nie")
    expect(page.locator("[data-place]")).to_have_text("Die Worte stehen genau einmal im Text.")
    for typed in ("Tab", "Tab"):
        keys.press(typed)
    keys.type("Der Wagen halte nie: wirklich")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.type("Er hält *doch*.")
    keys.press("Tab")
    keys.press("End")
    keys.press("Tab")
    keys.type("https://example.org/wagen?a=1&b=2")
    keys.press("Tab")
    keys.type("Wagen: eine 'Kunde'")
    keys.press("Tab")
    keys.type("Bote & Söhne")
    tab_to(page, "supports")
    keys.type("dass er hält")
    tab_to(page, "copyFile")
    keys.press("Enter")
    expect(page.locator("[data-said]")).to_have_text("Kopiert.")
    path, text = result(page)
    assert page.locator("[data-copy-file]").inner_text() == "Kopieren"
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert path == "annotations/schweres/wagen-haelt.yaml"
    entry = page.locator("[data-entries-yaml]").input_value()
    assert "url: 'https://example.org/wagen?a=1&b=2'" in entry
    assert problems_with(place, path, text, entry) == ()
    assert yamltree.read(text, "")[0].data["claim"] == "Der Wagen halte nie: wirklich"
    keys.press("Escape")
    expect(page.locator(".suggest-dialog[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.hasAttribute('data-suggest-open')")


def test_what_is_missing_is_said_and_asked_for(page: Page) -> None:
    select(page, "am Anfang,")
    open_form(page)
    page.locator("[data-copy-file]").click()
    expect(page.locator("[data-said]")).to_contain_text(
        "Es fehlt noch: Behauptung, Urteil, Text der Anmerkung."
    )
    assert page.evaluate("document.activeElement.name") == "claim"
    fill(page, quote="am Anfng")
    expect(page.locator("[data-place]")).to_have_text("Diese Worte stehen so nicht im Text.")


def test_a_source_of_the_edition_is_cited_by_its_key(page: Page, place: Place) -> None:
    page.goto(f"{place.address}bericht.html")
    select(page, "der Wein war gut")
    open_form(page)
    fill(page, claim="Wein", body="Ein Satz.")
    page.locator(".suggest-dialog [name=verdict]").select_option("false")
    page.locator("[data-known]").select_option("chronik")
    page.locator("[data-supports]").fill("den Wein")
    page.locator("[data-another]").click()
    page.locator("[data-known]").nth(1).select_option("+")
    # the address of a page that the bibliography has is known again
    url = page.locator(".article-foot .supports li").nth(1).locator("a").first.get_attribute("href")
    page.locator("[data-url]").nth(1).fill(url or "")
    page.locator("[data-supports]").nth(1).fill("auch")
    path, text = result(page)
    data = yamltree.read(text, "")[0].data
    assert [one["ref"] for one in data["sources"]] == ["chronik", "zeitung"]
    assert data["verdict"] == "false" and 'verdict: "false"' in text
    assert page.locator("[data-entries]").is_hidden()
    assert problems_with(place, path, text.replace("draft", "published")) == ()


def test_a_cross_reference_leads_to_a_note(page: Page, place: Place) -> None:
    select(page, "am Anfang,")
    open_form(page)
    page.locator(".suggest-dialog [value=cross-reference]").check()
    fill(page, body="Dort steht es anders.")
    page.locator(".suggest-dialog [name=target]").select_option("bericht walzer")
    page.locator(".suggest-dialog [name=relation]").select_option("contradicts")
    path, text = result(page)
    assert "see:\n  - {article: bericht, annotation: walzer, relation: contradicts}" in text
    assert "claim" not in text
    assert problems_with(place, path, text) == ()


def test_the_link_opens_the_filled_in_file_and_nothing_else_is_asked(page: Page, place: Place) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="<title>x</title>"))
    select(page, "am Anfang,")
    open_form(page)
    link = page.locator("[data-forge]")
    link.click()
    expect(page.locator("[data-said]")).to_contain_text("Es fehlt noch")
    page.locator(".suggest-dialog [value=context]").check()
    fill(page, body="Ein Satz: mit ä & #.")
    with page.expect_popup() as popup:
        link.click()
    popup.value.wait_for_load_state()
    parts = urlsplit(popup.value.url)
    path, text = result(page)
    assert f"{parts.netloc}{parts.path}" == "github.com/example/edition/new/haupt"
    assert parse_qs(parts.query) == {"filename": [path], "value": [text]}
    assert [url for url in asked if not url.startswith(place.address)] == [popup.value.url]


def test_where_the_address_would_be_too_long_the_file_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="<title>x</title>"))
    select(page, "am Anfang,")
    open_form(page)
    page.locator(".suggest-dialog [value=context]").check()
    fill(page, body="Zu viel. " * 600)
    with page.expect_popup() as popup:
        page.locator("[data-forge]").click()
    expect(page.locator("[data-said]")).to_contain_text("zu lang")
    path, text = result(page)
    assert parse_qs(urlsplit(popup.value.url).query) == {"filename": [path]}
    page.bring_to_front()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_on_a_phone_the_button_stands_at_the_lower_edge_and_the_form_fits(
    browser: Browser, place: Place
) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        page.goto(f"{place.address}schweres.html")
        select(page, "Nachdruck")
        button = page.locator(".suggest-here")
        expect(button).to_be_visible()
        box = button.bounding_box()
        assert box and 740 - 90 < box["y"] + box["height"] <= 740 and box["height"] >= 44
        button.tap()
        dialog = page.locator(".suggest-dialog[open]")
        expect(dialog).to_be_visible()
        assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth && one.clientWidth <= innerWidth")
        for one in page.locator(".suggest-dialog :is(button, select, textarea, a.button):visible").all():
            size = one.bounding_box()
            assert size and size["height"] >= 44, one.evaluate("(it) => it.outerHTML.slice(0, 80)")
        fill(page, claim="Ein Satz", body="Noch einer.")
        page.locator(".suggest-dialog [name=verdict]").select_option("opinion")
        path, text = result(page)
        assert yamltree.read(text, "")[0].data["quote"] == "Nachdruck"
        assert problems_with(place, path, text) == ()


def test_without_scripts_nothing_of_it_shows(browser: Browser, place: Place) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{place.address}schweres.html")
        assert page.locator("[data-suggest]").is_hidden()
        assert "Anmerkung vorschlagen" not in page.locator("body").inner_text()


def test_in_the_one_file_a_suggestion_is_copied_and_leads_nowhere(place: Place, browser: Browser) -> None:
    checked = pipeline.build(place.root, place.root / "whole", progress=lambda _: None)
    assert not [p for p in checked.problems if p.is_error]
    (file,) = (place.root / "whole" / "download").glob("*.html")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{file.as_uri()}#schweres")
        page.locator("[data-suggest-open]:visible").click()
        page.locator(".suggest-dialog [value=context]").check()
        fill(page, quote="Der Wagen hält nie", body="Ein Satz.")
        assert page.locator(".suggest-dialog a:visible").count() == 0
        page.locator("[data-copy-file]").click()
        expect(page.locator("[data-said]")).to_have_text("Kopiert.")
        path, text = result(page)
    assert problems_with(place, path, text) == ()
