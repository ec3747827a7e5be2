"""The whole edition in one file, opened from the disk in a real Chromium that has no network."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lesart.export.markup import Outline
from lesart.export.onefile import client
from lesart.export.parts import packed_text, said, source

pytestmark = pytest.mark.browser

#: Bytes that the file of this edition may have.
LIMIT = 900_000

WORDS = ("Verhandlung", "Waffenruhe", "Pufferzone", "Sanktion", "Vatikan",
         "Ukraine", "Telefonat", "Kreml", "Frieden", "Selenskyj")  # fmt: skip

#: What is asked of the site and of the file: plain words, parts of words, phrases, more than one word, none at all.
QUERIES = (
    *WORDS, "Waffenstillstand", "stillstand", "Krieg", "Rubio", "Witkoff", "Istanbul", "Kellogg", "Gipfel", "NATO",
    "Europa", "Merz", "Macron", "China", "Öl", "oelpreis", "Straße", "Strasse", "Grossmacht", "Prozent", "2022",
    "24. Februar", '"drei Jahre"', '"im Mai"', "Verhandlungen Istanbul", "Trump Putin Telefonat", "Krim", "Donbass",
    "Referendum", "Minsk", "Jalta", "Senat", "Zoll", "Energie", "Soldaten", "Rohstoffe", "Seltene Erden", "Papst",
    "Budapest", "verhandeln", "Sieg", "xyzzy", "qqqq", "",
)  # fmt: skip
FILTERS: tuple[dict[str, str], ...] = (
    {}, {"kind": "Faktencheck"}, {"kind": "Text"}, {"verdict": "falsch"}, {"article": "Stier"},
    {"kind": "Faktencheck", "verdict": "zutreffend"},
)  # fmt: skip


@pytest.fixture(scope="module")
def file(site: Path) -> Path:
    (found,) = (site / "download").glob("*.html")
    return found


class Opened:
    """The file in a window of its own, and everything that it said or asked for beyond itself."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        self.address = file.as_uri()
        self.said: list[str] = []
        self.context = browser.new_context(offline=True, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if request.url.partition("#")[0] != self.address:
            self.said.append(request.url[:200])

    def go(self, fragment: str = "", wait: str = "#live h1") -> Page:
        self.page.goto(f"{self.address}#{fragment}" if fragment else self.address)
        self.page.wait_for_selector(wait)
        if fragment:
            name = re.split(r"--|\?", fragment)[0]
            self.page.wait_for_selector(f"#live[data-page='{name}']")
        return self.page


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Opened]:
    one = Opened(browser, file, viewport={"width": 1440, "height": 900})
    yield one
    one.context.close()


class Plain(HTMLParser):
    """What the file is without scripts: ids and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")


# --- without scripts ---------------------------------------------------------------------------------------------


def test_every_id_is_unique_and_every_link_in_the_document_leads_somewhere(file: Path) -> None:
    plain = Plain(file.read_text(encoding="utf-8"))
    assert len(plain.ids) == len(set(plain.ids))
    inner = [link for link in plain.links if not re.match("[a-z]+:", link)]
    assert len(inner) > 500
    assert [link for link in inner if not link.startswith("#") or link[1:] not in plain.ids] == []


def test_without_scripts_it_is_one_long_document(browser: Browser, file: Path, site: Path) -> None:
    one = Opened(browser, file, java_script_enabled=False)
    one.page.goto(one.address)
    for page in site.glob("*.html"):
        if page.name != "404.html":
            assert one.page.locator(f"[id='{page.stem}']").is_visible(), page
    assert one.page.locator("[role=doc-footnote]").count() > 100
    assert one.said == []
    one.context.close()


def test_the_policy_allows_two_scripts_by_their_hashes_and_webassembly(file: Path) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', file.read_text(encoding="utf-8"))
    assert found
    policy = dict(part.strip().split(" ", 1) for part in found.group(1).split(";"))
    sources = policy["script-src"].split()
    assert all(one == "'wasm-unsafe-eval'" or re.fullmatch("'sha256-[^']{44}'", one) for one in sources)
    assert len(sources) == 3 and policy["default-src"] == "'none'"


def test_the_file_does_not_grow_unseen(file: Path) -> None:
    assert file.stat().st_size <= LIMIT


# --- packed parts ------------------------------------------------------------------------------------------------


def test_the_plain_pages_say_what_the_packed_ones_point_at(browser: Browser) -> None:
    html = (
        "<h1>Öl &amp; „Gas“ &lt;1&gt;</h1>\n<p>a<a href='https://example.org/?a=1&amp;copy=2#ü'>b</a><a id=x href=#y>c</a>"
        "<pre>\n\n  d\n e</pre><pre>f</pre><ul><li>g<li>h</ul><table><thead><tr><th>i<tbody><tr><td>j</table>🙂&nbsp;k"
    )
    page = browser.new_page()
    page.set_content(f"<div id=plain>{html}</div>")
    found = page.evaluate(f"""() => {{
      {client("unpack.js")}
      return said(document.getElementById("plain")).map((words) => [...words]);
    }}""")
    page.close()
    assert tuple(map(bytes, found)) == said(html)


def test_what_is_packed_is_unpacked_as_it_was(browser: Browser) -> None:
    chance = random.Random(5)  # noqa: S311 - noise, not secrets
    words = [f"wört{number}" * chance.randint(1, 9) for number in range(300)]
    one, two = (" ".join(chance.choices(words, k=900)).encode() for _ in "12")
    pieces = [
        ("leer", b""),
        ("binär/ü", chance.randbytes(300)),
        ("rückwärts", one[4000:5000] + one[100:900] + two[2000:2300] + one[-500:]),
        ("halbe", one[1001:1500] + b"\xc3" + two[7:211]),
        ("alles", two + one),
    ]
    page = browser.new_page()
    sizes = []
    for sources in ([], [one], [one, two]):
        packed = packed_text(pieces, [source(one) for one in sources], near=[4000])
        sizes.append(len(packed))
        found = page.evaluate(
            f"""async ([packed, sources]) => {{
              {client("unpack.js")}
              const {{ whole, pieces }} = await unpacked(packed, sources.map((one) => Uint8Array.from(one)));
              return [[...whole], [...pieces].map(([name, bytes]) => [name, [...bytes]])];
            }}""",
            [packed, [list(one) for one in sources]],
        )
        assert [(name, bytes(content)) for name, content in found[1]] == pieces
        assert bytes(found[0]) == b"".join(content for _, content in pieces)
    page.close()
    assert sizes[0] > 1.5 * sizes[1] > 2 * sizes[2]


@pytest.mark.parametrize("harm", ["changed", "cut off"])
def test_a_file_that_is_not_whole_is_read_as_without_scripts(
    harm: str, browser: Browser, file: Path, tmp_path: Path
) -> None:
    text = file.read_text(encoding="utf-8")
    at = text.index('<section id="quellen">') + 3000
    harmed = text[:at] + "!" + text[at:] if harm == "changed" else text[:at]
    (tmp_path / "harmed.html").write_text(harmed, encoding="utf-8")
    one = Opened(browser, tmp_path / "harmed.html")
    one.page.goto(f"{one.address}#osthold-diplomatie-spiel--p9")
    status = one.page.locator("#plain > [role=status]")
    status.wait_for(state="attached")
    assert len(status.inner_text().split()) > 5
    place = one.page.locator("[id='osthold-diplomatie-spiel--p9']")
    assert place.is_visible() and place.evaluate("one => one.getBoundingClientRect().top >= 0")
    assert place.evaluate("one => one.getBoundingClientRect().top < innerHeight")
    assert one.page.locator("#live h1").count() == 0
    assert one.said == []
    one.context.close()


# --- with scripts --------------------------------------------------------------------------------------------------


def test_every_page_is_shown_as_on_the_site_and_says_nothing(opened: Opened, site: Path) -> None:
    for file in sorted(site.glob("*.html")):
        if file.name == "404.html":
            continue
        page = opened.go(file.stem)
        text = file.read_text(encoding="utf-8")
        if 'href="download/' not in text:  # the site's start page offers the file, which cannot offer itself
            unpacked = page.evaluate("name => lesart.text(name, 'main')", f"page-{file.stem}")
            assert unpacked == Outline(text).inside("main"), file
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        assert title
        page.wait_for_function("() => document.title !== ''")
        assert page.locator("#live main h1").count() == 1
        assert (
            page.evaluate(
                """() => [...document.querySelectorAll("#live a[href^='#']")].map(a => a.getAttribute("href").slice(1))
                 .filter(id => !document.getElementById(id.split("?")[0]))"""
            )
            == []
        ), file
    assert opened.said == []


def test_addresses_work_when_pasted_and_back_goes_back(opened: Opened) -> None:
    page = opened.go("osthold-diplomatie-spiel--p9")
    assert page.locator("[id='osthold-diplomatie-spiel--p9']").is_visible()
    assert page.evaluate("scrollY") > 0
    page.locator("#live nav.sections a[href='#synopse']").click()
    page.wait_for_selector("#live .matrix")
    page.go_back()
    page.wait_for_selector("#live [data-reading-text]")
    assert page.evaluate("location.hash") == "#osthold-diplomatie-spiel--p9"
    page.go_forward()
    page.wait_for_selector("#live .matrix")
    assert opened.said == []


def test_notes_are_walked_through_with_keys(opened: Opened) -> None:
    page = opened.go("stier-erster-schritt")
    page.keyboard.press("n")
    page.keyboard.press("n")
    active = page.locator("#live details.note.is-active")
    active.wait_for()
    assert active.count() == 1
    assert page.evaluate("location.hash").startswith("#stier-erster-schritt--n-")
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('#live details.note.is-active')")
    page.locator("#live nav.sections a[href='#faktencheck']").click()
    page.wait_for_selector("#live form[data-filters]")
    page.keyboard.press("n")  # the article's keys went with it
    assert page.evaluate("location.hash") == "#faktencheck"
    assert opened.said == []


def test_a_cross_reference_leads_to_the_passage_in_the_other_article(opened: Opened) -> None:
    page = opened.go("stier-erster-schritt")
    page.keyboard.press("n")
    link = page.locator("#live details.note[open] a.encounter").first
    href = link.get_attribute("href") or ""
    link.click()
    page.wait_for_function(
        "href => location.hash === href && document.querySelector('#live [id=\"' + href.slice(1) + '\"]')",
        arg=href,
    )
    assert not href.startswith("#stier-")
    assert opened.said == []


def test_fact_checks_are_filtered_and_the_choice_is_in_the_address(opened: Opened) -> None:
    page = opened.go("faktencheck", wait="#live form[data-filters] select")
    everything = page.locator("#live [data-item]:visible").count()
    page.locator("#live select[name=verdict]").select_option("false")
    page.wait_for_function("() => location.hash === '#faktencheck?verdict=false'")
    some = page.locator("#live [data-item]:visible").count()
    assert 0 < some < everything
    again = opened.go("faktencheck?verdict=false", wait="#live form[data-filters] select")
    assert again.locator("#live [data-item]:visible").count() == some
    assert opened.said == []


def test_the_dark_and_the_light_are_the_readers_choice(opened: Opened) -> None:
    page = opened.go()
    page.locator("#live [data-appearance][type=button]").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#live [data-appearance][type=button]").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


# --- the search ----------------------------------------------------------------------------------------------------

#: Asks a page's search by its form, and gives back what a reader sees.
ASK = """async ([query, filters]) => {
  const main = document.querySelector("main");
  const form = main.querySelector("[data-search] form, form[data-search]");
  const status = main.querySelector("[data-search-status]");
  const list = main.querySelector("[data-search-results]");
  const settled = async () => {
    let last = "";
    for (let calm = 0; calm < 6; ) {
      await new Promise((done) => setTimeout(done, 25));
      const now = status.textContent + list.textContent;
      calm = now === last && now !== "asked" ? calm + 1 : 0;
      last = now;
    }
  };
  const selects = [...main.querySelectorAll("[data-search-filters] select")];
  for (const select of selects) {
    const wanted = filters[select.name] ?? "";
    select.value = wanted && [...select.options].find((one) => one.value.startsWith(wanted))?.value || "";
  }
  form.querySelector("[name=q]").value = query;
  list.replaceChildren();
  status.textContent = "asked";
  form.requestSubmit();
  await settled();
  return { status: status.textContent.trim(), hits: list.innerText.trim() };
}"""


@pytest.mark.parametrize("word", WORDS)
def test_it_finds_words(word: str, opened: Opened) -> None:
    page = opened.go(f"suche?q={word}", wait="#live [data-search-results] mark")
    assert page.locator("#live [data-search-results] a").count() > 0
    assert opened.said == []


def test_it_says_that_a_word_is_not_there(opened: Opened) -> None:
    page = opened.go("suche?q=xyzzy")
    page.wait_for_selector("#live [data-search-status]:has-text('xyzzy')")
    assert page.locator("#live [data-search-results] mark").count() == 0


def test_a_hit_opens_at_its_paragraph_and_marks_the_words(opened: Opened) -> None:
    page = opened.go("suche?q=Pufferzone", wait="#live [data-search-results] mark")
    link = page.locator("#live [data-search-results] a[href*='--p']").first
    href = link.get_attribute("href") or ""
    identity = href[1:].split("?")[0]
    link.click()
    page.wait_for_selector(f"#live [id='{identity}'] mark.hit")
    assert page.locator(f"#live [id='{identity}']").evaluate(
        "one => one.getBoundingClientRect().top < innerHeight"
    )
    page.go_back()
    page.wait_for_selector("#live [data-search-results] mark")
    assert opened.said == []


def test_it_finds_what_the_site_finds_in_the_same_order(
    opened: Opened, browser: Browser, address: str
) -> None:
    hosted = browser.new_page()
    hosted.goto(f"{address}suche.html?q=Ukraine")
    hosted.wait_for_selector("[data-search-results] mark")
    page = opened.go("suche?q=Ukraine", wait="#live [data-search-results] mark")
    asked = [(query, FILTERS[number % len(FILTERS)]) for number, query in enumerate(QUERIES)]
    asked += [(word, {"kind": "Faktencheck"}) for word in WORDS]
    assert len(asked) >= 60
    for query, filters in asked:
        there, here = (one.evaluate(ASK, [query, filters]) for one in (hosted, page))
        assert here == there, (query, json.dumps(filters))
    hosted.close()
    assert opened.said == []
