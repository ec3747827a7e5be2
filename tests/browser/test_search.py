"""The search, on the real edition with the real Pagefind: what is found, and how it is worked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

#: query -> words, one of which must stand among the marks of the hits
FINDS = {
    # other forms
    "Verhandlung": "Verhandlungen", "Sanktion": "Sanktionen", "Gespräch": "Gespräche", "Lieferung": "Lieferungen",
    "Gefangener": "Gefangenen", "Forderung": "Forderungen", "Garantie": "Garantien", "Drohung": "Drohungen",
    "Bedingung": "Bedingungen", "Präsident": "Präsidenten", "Zoll": "Zölle", "Waffe": "Waffen",
    # umlauts and ß in other spellings
    "oelpreis": "Ölpreisdeckel", "praesident": "Präsident", "Ukrainisch": "ukrainische", "grossbritannien": "Großbritannien",
    "aussenminister": "Außenminister", "zoelle": "Zölle", "geruecht": "Gerüchte", "SELENSKYJ": "Selenskyj",
    # parts of compounds
    "stillstand": "Waffenstillstand", "ruhe": "Waffenruhe", "austausch": "Gefangenenaustausch", "zone": "Pufferzone",
    "volumen": "Handelsvolumen", "paket": "Sanktionspaket", "minister": "Außenminister", "abkommen": "Getreideabkommen",
    "rat": "Sicherheitsrat", "flotte": "Schattenflotte", "preis": "Ölpreisdeckel", "konzern": "Ölkonzerne",
    "vertrag": "Friedensvertrag", "verhandlungen": "Friedensverhandlungen", "kampf": "Wahlkampf", "angriff": "Drohnenangriff",
    # beginnings
    "Waff": "Waffenruhe", "Telef": "Telefonat", "Puff": "Pufferzone", "Ista": "Istanbul", "Selens": "Selenskyj",
    "Amer": "Amerika", "Sankt": "Sanktionen", "Ultima": "Ultimatum",
    # names and numbers
    "Trump": "Trump", "Putin": "Putin", "Witkoff": "Witkoffs", "Medinski": "Medinski", "Taurus": "Taurus-Raketen", "Starmer": "Starmer",
    "Vatikan": "Vatikan", "Dschidda": "Dschidda", "2025": "2025", "Merz": "Merz", "Macron": "Macron", "NATO": "NATO",
    # several words, and words in order
    "Waffenruhe Putin": "Waffenruhe", "Trump Telefonat": "Telefonat", "Sanktionen Öl": "Sanktionen",
    '"Kein EU-Vertreter"': "EU-Vertreter", '„Putin gewinnt Zeit“': "Putin", "Ukraine‑Krieg": "Ukrainekriegs",
}  # fmt: skip


#: query -> the note or passage that a reader wants, which must stand among the first three hits
FIRST = {
    "Vatikan zweistündig": "osthold-diplomatie-spiel.html#n-vatikan-dauer",
    "oelpreis": "osthold-diplomatie-spiel.html#n-preisdeckel",
    "Pufferzone": "osthold-diplomatie-spiel.html#n-kursk-pufferzone",
    "3,6 Prozent": "osthold-diplomatie-spiel.html#n-exportanteil-usa",
    "kriegsoekonomie": "osthold-diplomatie-spiel.html#n-kriegsoekonomie",
    "Rostselmasch": "osthold-diplomatie-spiel.html#n-rostselmasch",
    "Jamestown": "osthold-diplomatie-spiel.html#n-jamestown",
    "Banff": "osthold-diplomatie-spiel.html#n-banff",
    "Schattenflotte": "osthold-diplomatie-spiel.html#n-drohnen-als-grund",
    "Strafzoll": "osthold-neuer-anlauf.html#n-zoelle-50-prozent",
    "direktfluege": "osthold-neuer-anlauf.html#n-direktfluege",
    "Militärhilfen Schulden": "osthold-neuer-anlauf.html#n-hilfe-als-schulden",
    "Krywyj Rih": "osthold-neuer-anlauf.html#n-krywyj-rih-tote",
    "Wehrpflicht": "osthold-neuer-anlauf.html#n-einberufung",
    "Awdij": "osthold-neuer-anlauf.html#n-awdijiwka-front",
    "Witkoff Referendum": "osthold-neuer-anlauf.html#n-witkoff-referenden",
    "Riad Rubio": "osthold-neuer-anlauf.html#n-rubio-riad",
    "Taurus": "poletaew-scharade.html#n-taurus-bestand",
    "Globalistn": "poletaew-scharade.html#n-globalisten-kriegspartei",
    "Tirana": "poletaew-scharade.html#n-tirana-ablenkung",
    "Istanbul Delegation": "poletaew-scharade.html#n-delegation-moskau",
    "Medinski": "poletaew-scharade.html#p8",
    '"30 Tage"': "profil-morgenpost.html#n-dreissig-tage",
    "Offensive Sommer": "profil-morgenpost.html#n-sommeroffensive",
    "Enkel": "profil-morgenpost.html#n-elfter-enkel",
    "naivitaet": "profil-morgenpost.html#n-heusgen-naivitaet",
    "gipfel treffen": "profil-morgenpost.html#n-gipfel-besprochen",
    "Tschetschenien": "stier-erster-schritt.html#n-chasawjurt-1996",
    "Minsker Vereinbarung": "stier-erster-schritt.html#n-minsker-vereinbarungen",
    "24 Stunden": "stier-erster-schritt.html#n-wahlversprechen-24-stunden",
    "Hegseth Brüssel": "stier-erster-schritt.html#n-hegseth-bruessel",
    "Getreide": "stier-erster-schritt.html#p4",
    "Vance": "stier-erster-schritt.html#n-delegation-vance",
    "sackgasse": "stier-erster-schritt.html#n-sackgasse",
}


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The search page, used for all queries; a console message fails the test that caused it."""
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + "suche.html")
        yield page
        assert said == []


def ask(page: Page, query: str) -> str:
    """Searches and waits for the answer; what the status says."""
    page.evaluate("document.querySelector('main [data-search-status]').replaceChildren()")
    page.locator("main [name=q]").fill(query)
    page.locator("main [name=q]").press("Enter")
    page.wait_for_function(
        "() => /Treffer|Nichts/.test(document.querySelector('main [data-search-status]').textContent)"
    )
    page.wait_for_function(
        "() => document.querySelector('main .results li') || /Nichts/.test(document.querySelector('main [data-search-status]').textContent)"
    )
    return page.locator("main [data-search-status]").inner_text()


@pytest.mark.parametrize("query", FINDS)
def test_it_finds(query: str, page: Page) -> None:
    status = ask(page, query)
    assert "Nicht gefunden" not in status
    assert FINDS[query] in set(page.locator(".results mark").all_inner_texts())
    assert not any("|" in text for text in page.locator(".results").all_inner_texts())


@pytest.mark.parametrize("query", FIRST)
def test_what_is_wanted_stands_first(query: str, page: Page) -> None:
    assert "Nicht gefunden" not in ask(page, query)
    links = page.locator(".results .excerpt a").all()[:3]
    found = [re.sub(r"\?[^#]*", "", link.get_attribute("href") or "") for link in links]
    assert FIRST[query] in found


def test_there_are_enough_queries() -> None:
    assert len(FINDS) >= 60


def test_a_word_that_is_not_there_is_named(page: Page) -> None:
    status = ask(page, "Waffenruhe Quetzalcoatlus")
    assert "„Quetzalcoatlus“" in status
    assert page.locator(".results mark").count() > 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"Quetzalcoatlus fliegt"', "Nichts gefunden für „Quetzalcoatlus fliegt“."),
        ("$&$& Quetzalcoatlus", "Nichts gefunden für „$&$& Quetzalcoatlus“."),
        ('"', "Gib ein Wort ein."),
        ("-", "Gib ein Wort ein."),
    ],
)
def test_signs_in_the_query_do_not_spoil_the_answer(query: str, said: str, page: Page) -> None:
    page.locator("[name=q]").fill(query)
    page.keyboard.press("Enter")
    page.locator("[data-search-status]", has_text=said).wait_for()


def test_an_empty_result_offers_the_nearest_word_and_the_register(page: Page) -> None:
    status = ask(page, "Selenskij")
    assert status.startswith("Nichts gefunden")
    assert page.locator(".results li").count() == 0
    assert not [text for text in page.locator("[data-search] option").all_inner_texts() if "(" in text]
    assert page.locator(".meant a").count() > 0
    page.locator(".meant button", has_text="Selenskyj").first.click()
    page.wait_for_selector(".results mark")
    assert page.locator("main [name=q]").input_value().startswith("Selenskyj")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Ölpreisdekcel", "Ölpreisdeckel"),
        ("Verhandlunsgteam", "Verhandlungsteam"),
        ("Shattenflotte", "Schattenflotte"),
        ("Praesidnet", "Präsident"),
    ],
)
def test_a_slip_is_told_and_not_hidden_behind_what_begins_alike(slip: str, meant: str, page: Page) -> None:
    assert "Meintest du" in ask(page, slip)
    assert meant in page.locator(".meant button").all_inner_texts()


def test_what_only_shares_its_first_letters_is_not_shown(page: Page) -> None:
    assert ask(page, "Putzmittelhersteller").startswith("Nichts gefunden")


def test_words_beyond_the_excerpt_count_as_found_and_are_marked_on_the_page(page: Page) -> None:
    assert "Nicht gefunden" not in ask(page, "Hegseth Brüssel")
    link = page.locator(".results a[href*='#n-hegseth-bruessel']").first
    assert "Br%C3%BCssel" in (link.get_attribute("href") or "")


def test_hits_stand_under_their_article_with_passage_and_note(page: Page) -> None:
    ask(page, "Waffenruhe")
    titles = page.locator(".result-title").all_inner_texts()
    assert len(titles) == len(set(titles)) > 1
    heads = page.locator(".result-head").all_inner_texts()
    assert any("Text, Absatz" in head for head in heads)
    assert any("Faktencheck · " in head for head in heads)


def test_a_claim_is_marked_and_not_told_twice(page: Page) -> None:
    ask(page, "Waffenruhe")
    titles = page.locator(".excerpt strong").all()
    assert len(titles) > 3
    for title in titles:
        claim = (title.text_content() or "").strip()
        rest = title.evaluate(
            "strong => strong.parentElement.textContent.slice(strong.textContent.length).trim()"
        )
        assert claim and not rest.startswith(claim)
        assert len(rest) > 40
    assert page.locator(".excerpt strong mark", has_text="Waffenruhe").count() > 0


def test_counts_follow_the_query_and_the_other_filters(page: Page) -> None:
    ask(page, "Waffenruhe")
    kind = page.locator("[data-search] select[name=kind]")
    before = dict(entry.rsplit(" (", 1) for entry in kind.locator("option").all_inner_texts() if "(" in entry)
    kind.select_option("Faktencheck")
    page.wait_for_url("**kind=Faktencheck*")
    after = dict(entry.rsplit(" (", 1) for entry in kind.locator("option").all_inner_texts() if "(" in entry)
    assert before == after  # its own choice does not take the others away
    verdict = page.locator("[data-search] select[name=verdict] option:not([value=''])").all_inner_texts()
    assert sum(int(entry.rsplit("(", 1)[1].rstrip(")")) for entry in verdict) == int(
        after["Faktencheck"].rstrip(")")
    )
    kind.select_option("")
    page.wait_for_url(lambda url: "kind" not in url)


def test_the_address_keeps_the_search_and_back_leads_to_the_one_before(
    browser: Browser, address: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "suche.html?q=Vatikan")
        page.wait_for_selector(".results li")
        ask(page, "Istanbul")
        page.wait_for_url("**q=Istanbul")
        page.go_back()
        page.wait_for_function("() => document.querySelector('main [name=q]').value === 'Vatikan'")
        page.wait_for_selector(".results mark:has-text('Vatikan')")


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_it_opens_anywhere_and_loads_only_then(keys: str, browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page.on("console", lambda message: said.append(message.text))
        page.goto(address + "poletaew-scharade.html")
        page.wait_for_load_state("networkidle")
        assert not [one for one in asked if one.startswith("pagefind/") or "search-view" in one]
        page.locator("article a[href]:visible").first.focus()
        before = page.evaluate_handle("document.activeElement")
        page.keyboard.press(keys)
        page.wait_for_selector("dialog[open] [name=q]:focus")
        page.keyboard.type("stillstand")
        page.wait_for_selector("dialog[open] .results mark")
        assert [one for one in asked if one.startswith("pagefind/")]
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('.excerpt') !== null")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("Escape")
        assert page.locator("dialog.search-window[open]").count() == 0
        assert page.evaluate("one => document.activeElement === one", before)
        page.keyboard.press(keys)
        page.wait_for_selector("dialog[open] .results mark")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector("mark.hit")
        page.locator(".hit-bar button").click()
        assert page.locator("mark.hit").count() == 0
        assert said == []


def test_a_slash_in_a_field_is_a_slash(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "index.html")
        page.locator("main input[name=q]").first.press("/")
        assert page.locator("main input[name=q]").first.input_value() == "/"
        assert page.locator("dialog[open]").count() == 0
