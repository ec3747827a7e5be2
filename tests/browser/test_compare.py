"""The pages that compare and that list, in a real Chromium: filters, charts, drawings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import boxes
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """Without JavaScript."""
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        yield context.new_page()


def shown(page: Page) -> int:
    return page.locator("[data-item]:visible").count()


# --- filters -------------------------------------------------------------------------------------------------


def test_fact_checks_are_filtered_counted_and_kept_in_the_address(page: Page) -> None:
    page.goto("faktencheck.html")
    everything = shown(page)
    assert everything >= 60
    page.locator("select[name=verdict]").select_option("false")
    some = shown(page)
    assert 0 < some < everything
    assert page.locator("[data-count]").inner_text() == f"{some} von {everything} Behauptungen"
    assert "verdict=false" in page.url
    assert page.locator("[data-group]:visible").count() == 1
    page.locator("select[name=article]").select_option("poletaew-scharade")
    fewer = shown(page)
    assert 0 < fewer < some
    sent = page.url
    page.goto("index.html")
    page.goto(sent)
    assert shown(page) == fewer
    assert page.locator("select[name=article]").input_value() == "poletaew-scharade"
    for item in page.locator("[data-item]:visible").all():
        assert item.get_attribute("data-verdict") == "false"
        assert item.get_attribute("data-article") == "poletaew-scharade"


def test_the_way_back_takes_a_filter_away_again(page: Page) -> None:
    page.goto("faktencheck.html")
    everything = shown(page)
    page.locator("select[name=verdict]").select_option("misleading")
    some = shown(page)
    page.locator("select[name=person]").select_option("putin")
    assert shown(page) < some
    page.go_back()
    assert shown(page) == some
    assert page.locator("select[name=person]").input_value() == ""
    page.go_back()
    assert shown(page) == everything
    page.go_forward()
    assert shown(page) == some
    page.locator("form[data-filters] [type=reset]").click()
    assert shown(page) == everything
    assert "verdict" not in page.url


def test_each_answer_says_how_many_it_would_leave(page: Page) -> None:
    page.goto("faktencheck.html?article=profil-morgenpost")
    options = page.locator("select[name=verdict] option").all()
    for option in options[1:]:
        count = int((option.text_content() or "").rsplit("(", 1)[1].rstrip(")"))
        if count:
            page.locator("select[name=verdict]").select_option(option.get_attribute("value"))
            assert shown(page) == count
        else:
            assert option.get_attribute("disabled") is not None


def test_a_value_that_nobody_offers_is_no_filter(page: Page) -> None:
    page.goto("faktencheck.html?verdict=%3Cscript%3E&article=nobody")
    assert shown(page) == page.locator("[data-item]").count()


def test_a_number_of_the_chart_leads_to_the_claims_that_it_counts(page: Page) -> None:
    page.goto("faktencheck.html")
    for link in page.locator(".tallies tbody td a").all()[::5]:
        count = int(link.inner_text())
        assert link.locator("rect").count() == count
        link.click()
        assert shown(page) == count


def test_the_chart_agrees_with_the_list(page: Page) -> None:
    page.goto("faktencheck.html")
    for row in page.locator(".tallies tbody tr").all():
        counts = [int(text) for text in row.locator("td").all_inner_texts()]
        assert sum(counts[:-1]) == counts[-1]
    assert sum(int(text) for text in page.locator(".tallies tbody td:last-child").all_inner_texts()) == shown(
        page
    )


def test_sources_are_filtered_by_kind_country_and_article(page: Page) -> None:
    page.goto("quellen.html")
    everything = shown(page)
    page.locator(".origins a").first.click()
    first = shown(page)
    assert first == int(page.locator(".origins .count").first.inner_text()) < everything
    assert "country=" in page.url
    page.locator("select[name=kind]").select_option("primary")
    assert page.locator("[data-count]").inner_text() == f"{shown(page)} von {everything} Quellen"
    assert page.locator("[data-item]:visible .rests a").count() >= shown(page)


def test_without_scripts_everything_is_there_and_the_chart_jumps(plain: Page) -> None:
    plain.goto("faktencheck.html")
    assert plain.locator("form[data-filters]").is_hidden()
    assert shown(plain) == plain.locator("[data-item]").count() >= 60
    plain.locator(".tallies tbody td a").first.click()
    assert "#v-" in plain.url
    plain.goto("quellen.html")
    assert shown(plain) >= 150


def test_paper_shows_what_the_filters_left(page: Page) -> None:
    page.goto("faktencheck.html?verdict=false")
    some = shown(page)
    page.emulate_media(media="print")
    assert shown(page) == some
    assert page.locator("form[data-filters]").is_hidden()
    assert page.locator("[data-nothing]").is_hidden()


# --- synopsis ------------------------------------------------------------------------------------------------


def test_the_overview_says_of_each_article_what_it_does_in_each_row(page: Page) -> None:
    """A word in every field; a silent field is silent in its row too, any other leads to a voice."""
    page.goto("synopse.html")
    rows = page.locator(".matrix tbody tr:not(.group)").all()
    assert len(rows) == page.locator(".synopsis-row").count() >= 12
    for row in rows:
        target = (row.locator("th a").get_attribute("href") or "")[1:]
        section = page.locator(f".synopsis-row:has(#{target})")
        fields, cells = row.locator("td"), section.locator(".cell")
        assert fields.count() == cells.count() == 5
        for field, cell in zip(fields.all(), cells.all(), strict=True):
            words = field.locator(".word").all_text_contents()
            if kind := field.get_attribute("class"):
                assert words == [{"silent": "schweigt", "early": "schrieb davor"}[kind]]
                assert cell.locator(".voice").count() == 0
            else:
                assert set(words) == set(cell.locator(".word").all_text_contents())
                assert (field.locator("a").get_attribute("href") or "")[1:] == cell.get_attribute("id")
        assert section.locator(".cell:not(.silent)").count() >= 3


def test_who_could_not_know_yet_is_not_called_silent(page: Page) -> None:
    page.goto("synopse.html")
    call = page.locator(".synopsis-row:has(#s-ertrag-telefonat-mai)")
    silences = [text for text in call.locator(".cell.silent").all_inner_texts() if text]
    assert [text.splitlines()[0] for text in silences] == ["Stier", "Osthold, April 2025"]
    assert all("schrieb davor" in text for text in silences)
    # of a summit that came later still all could speak as of a plan: there silence is silence
    summit = page.locator(".synopsis-row:has(#s-gipfeltreffen)")
    assert all("schweigt" in text for text in summit.locator(".cell.silent").all_inner_texts())


def test_every_voice_leads_to_its_passage_and_quotes_it(page: Page) -> None:
    page.goto("synopse.html")
    links = page.locator(".voice .words a").evaluate_all(
        "all => all.map(a => [a.getAttribute('href'), a.querySelector('q').textContent])"
    )
    assert len(links) >= 40
    texts: dict[str, dict[str, str]] = {}
    for href, words in links:
        path, _, identity = href.partition("#")
        if path not in texts:
            page.goto(path)
            texts[path] = page.locator("[data-reading-text] [id^=p]").evaluate_all(
                "all => Object.fromEntries(all.map(p => { const c = p.cloneNode(true);"
                "c.querySelectorAll('.refs, .number').forEach(x => x.remove());"
                "return [p.id, c.textContent.replace(/\\s+/g, ' ')] }))"
            )
        assert words in texts[path][identity], href


def test_on_a_phone_the_signs_stand_alone_but_the_words_are_read(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto("synopse.html")
        field = page.locator(".matrix td:not(.silent)").first
        box = field.locator(".word").first.bounding_box()
        assert box and box["width"] <= 1
        assert page.get_by_role("table").get_by_text("schweigt").count() > 5
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


# --- drawings ------------------------------------------------------------------------------------------------


def test_an_arc_leads_to_its_row_with_the_keyboard(page: Page) -> None:
    page.goto("querverweise.html")
    arcs = page.locator("svg a.edge")
    assert arcs.count() == page.locator(".edges tbody tr").count() >= 30
    arc = arcs.nth(7)
    arc.focus()
    page.keyboard.press("Enter")
    target = (arc.get_attribute("href") or "")[1:]
    assert page.url.endswith(f"#{target}")
    row = page.locator(f"#{target}")
    ((box,),) = boxes(page, f"#{target}")
    assert -1 <= box["y"] < 900
    relation = row.locator(".relation").inner_text()
    assert (arc.get_attribute("aria-label") or "").endswith(relation.split(maxsplit=1)[1])


def test_filtering_the_table_thins_the_drawing(page: Page) -> None:
    page.goto("querverweise.html?relation=contradicts")
    assert page.locator("svg a.edge:visible").count() == shown(page) > 0
    assert page.locator("svg a.edge:visible:not(.edge-contradicts)").count() == 0


def test_the_chronicle_says_what_an_article_could_not_know(page: Page) -> None:
    """A text of February has not heard of the calls of March and May; the timeline says so too."""
    page.goto("chronik.html")
    moment = page.locator("#s-stier-erster-schritt")
    moment.locator("details", has_text="wissen").locator("summary").click()
    ahead = moment.locator("details[open] a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert "#s-telefonat-2025-03-18" in ahead and "#s-telefonat-2025-05-19" in ahead
    assert "#s-telefonat-2025-02-12" not in ahead
    event = page.locator("#s-telefonat-2025-05-19")
    assert "Stier" in event.locator("div:has(> dt:text('voraus')) dd").inner_text()
    page.locator(".timeline svg a", has_text="Anchorage").click()
    assert page.url.endswith("#s-anchorage-2025-08-15")


# --- start and register --------------------------------------------------------------------------------------


def test_the_start_page_says_in_one_screen_what_there_is_and_how_much(page: Page) -> None:
    page.goto("index.html")
    offers = page.locator(".offers li")
    assert offers.count() == 7
    box = offers.last.bounding_box()
    assert box and box["y"] + box["height"] <= 900
    said = {
        offer.locator("a").get_attribute("href"): int(offer.locator(".count").inner_text())
        for offer in offers.all()
    }
    for path, item in {
        "faktencheck.html": "[data-item]",
        "quellen.html": "[data-item]",
        "querverweise.html": "[data-item]",
        "synopse.html": ".synopsis-row",
        "register.html": ".register > li",
        "chronik.html": ".chronicle > li:not(.written)",
    }.items():
        page.goto(path)
        assert page.locator(item).count() == said[path], path


def test_the_register_leads_to_note_and_passage_and_quotes_around(page: Page) -> None:
    page.goto("register.html")
    entry = page.locator("#s-dmitrijew")
    first = entry.locator(".mentioned > li").first
    words = first.locator("b").inner_text()
    links = first.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert "#p" in links[0] and "#n-" in links[1]
    page.goto(links[0])
    passage = page.locator("#" + links[0].split("#")[1])
    assert words in passage.evaluate(
        "p => { const c = p.cloneNode(true); c.querySelectorAll('.refs').forEach(x => x.remove());"
        "return c.textContent.replace(/\\s+/g, ' ') }"
    )
    page.goto("register.html")
    folded = page.locator("#s-putin details")
    assert folded.locator(".mentioned").is_hidden()
    folded.locator("summary").click()
    assert folded.locator(".mentioned > li").count() >= 10
    assert page.locator("#s-putin .named a").count() >= 5
