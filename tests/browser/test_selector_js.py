"""`theme/js/selector.js` in a real Chromium and `lesart/selector.py` give the same answers to the same questions."""

from __future__ import annotations

import gzip
import json
import random
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ROOT, SHARED
from hypothesis import settings
from playwright.sync_api import Browser, Page, Route

from lesart import pipeline
from lesart.reanchor import anchors_of
from lesart.selector import Quote, Span, describe, locate, normalise, visible_part

pytestmark = pytest.mark.browser

Question = dict[str, Any]

#: Asks the module each question and gives all answers back; offsets are UTF-16's.
ASK = """async (questions) => {
  const { normalise, locate, describe, visiblePart } = await import("/selector.js");
  return questions.map(({ text, quote, span }) => {
    const ready = normalise(text);
    const answer = { text: ready.text };
    if (quote) answer.found = locate(ready, quote).map(({ start, end }) => [start, end]);
    if (span) {
      const visible = visiblePart(ready, ...span);
      answer.visible = visible ? [visible.start, visible.end] : null;
      try {
        answer.quote = describe(ready, ...span);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        answer.quote = null;
      }
    }
    return answer;
  });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a host that has nothing but the module."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("/selector.js"):
            route.fulfill(path=ROOT / "theme" / "js" / "selector.js", content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>empty</title>", content_type="text/html")

    with browser.new_context() as context:
        context.route("**/*", answer)
        page = context.new_page()
        page.goto("http://module.test/")
        yield page


class _Offsets:
    """Offsets of a text in code points as those in UTF-16."""

    def __init__(self, text: str) -> None:
        self.units = [0]
        for character in text:
            self.units.append(self.units[-1] + 1 + (ord(character) > 0xFFFF))

    def pair(self, span: Span) -> list[int]:
        return [self.units[span.start], self.units[span.end]]


def question(text: str, quote: Quote | None = None, span: Span | None = None) -> tuple[Question, Question]:
    """What is asked, and what Python answers."""
    ready, offsets = normalise(text), _Offsets(text)
    asked: Question = {"text": text}
    answer: Question = {"text": ready.text}
    if quote:
        asked["quote"] = {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
        answer["found"] = [offsets.pair(found) for found in locate(ready, quote)]
    if span:
        asked["span"] = offsets.pair(span)
        visible = visible_part(ready, span)
        answer["visible"] = offsets.pair(visible) if visible else None
        try:
            said = describe(ready, span)
            answer["quote"] = {"exact": said.exact, "prefix": said.prefix, "suffix": said.suffix}
        except ValueError:
            answer["quote"] = None
    return asked, answer


def assert_same(page: Page, questions: list[tuple[Question, Question]]) -> None:
    """Asks both; the first question with two answers is shown as a whole."""
    assert questions
    answers = page.evaluate(ASK, [asked for asked, _ in questions])
    for (asked, ours), theirs in zip(questions, answers, strict=True):
        if ours != theirs:
            assert {**asked, **ours} == {**asked, **theirs}


def test_the_cases_that_say_what_counts(page: Page) -> None:
    cases = json.loads((ROOT / "tests" / "cases" / "selector.json").read_text("utf-8"))
    assert_same(page, [question(case["text"], Quote(**case["quote"])) for case in cases])


def test_every_quote_of_the_edition(page: Page) -> None:
    edition, _ = pipeline.edition_of(ROOT)
    assert edition
    articles = {article.slug: article for article in edition.articles}
    questions = []
    for anchor in anchors_of(edition):
        text = articles[anchor.article].text
        selector = anchor.selector
        quote = Quote(
            exact=selector.exact, prefix="".join(selector.prefix[:1]), suffix="".join(selector.suffix[:1])
        )
        found = locate(text, quote)
        questions.append(question(text, quote, found[0] if found else None))
    assert_same(page, questions)


def test_every_passage_of_the_edition(page: Page) -> None:
    edition, _ = pipeline.edition_of(ROOT)
    assert edition
    questions = []
    for article in edition.articles:
        for passage in article.passages:
            words = passage.text.split(" ")
            short = len(" ".join(words[:2]))
            questions.append(question(article.text, span=Span(passage.start, passage.end)))
            questions.append(question(article.text, span=Span(passage.start, passage.start + short)))
            # a word that stands often needs context
            inner = passage.text.find(" der ")
            if inner >= 0:
                questions.append(
                    question(article.text, span=Span(passage.start + inner + 1, passage.start + inner + 4))
                )
    assert_same(page, questions)


WORDS = (
    "Rat Frieden Waffenruhe Straße Moskau und nicht 30 „Ton“ – … ﬁnden Bürger*innen o\u0308l weiß\u00adblau \u200b a b "
    "A\u030a \u212b *betont* **laut _so_** `code` ~~weg~~ ~ snake_case dunder__name 2**3 1\\. \\* \\ _ * 5*5 𝔘nd 𝔘*𝔘 👩\u200d🚀 🇩🇪 "
    "👍🏽 ‚einfach‘ geht’s U‑Boot a\u0308\u0323 \u1e69 s\u0323\u0307 Στην привет мир й и\u0306 日本語 が か\u3099 한국 ශ්\u200dරී "
    "नमस्ते שָׁלוֹם السلام \u202eabc\u202c 1\u2009000 ½ ² Ⅷ \u0345 ﷺ ǆ İ ı ſt [Wort](x) > # - ![b](y)"
).split(" ")
GAPS = (" ", " ", " ", "  ", "\n\n", "\u00a0", ", ", "", "\n- ", "\n> ", "\u2028", "\x1c", "\x85", "\t")


def test_thousands_of_odd_texts(page: Page) -> None:
    """Made from odd words and odd gaps, with repetitions; quotes with and without context, whole and damaged."""
    chance = random.Random(20250519)  # noqa: S311  # the same texts each time, so that a failure comes again
    questions = []
    for _ in range(max(1500, settings().max_examples)):
        few = chance.sample(WORDS, chance.randint(1, 12))
        text = "".join(chance.choice(few) + chance.choice(GAPS) for _ in range(chance.randint(1, 30)))
        start = chance.randrange(len(text))
        end = chance.randint(start, min(len(text), start + 30))
        span = visible_part(text, Span(start, end)) or Span(start, end)
        exact = text[span.start : span.end]
        prefix = text[max(0, span.start - chance.randint(0, 8)) : span.start]
        suffix = text[span.end : span.end + chance.randint(0, 8)]
        if chance.random() < 0.3:
            exact = f"> {exact}" if chance.random() < 0.5 else f"[{exact}](https://example.org)"
        questions.append(question(text, Quote(exact=exact, prefix=prefix, suffix=suffix), span))
        questions.append(question(text, Quote(exact=chance.choice(few)), Span(start, end)))
    assert_same(page, questions)


def test_every_character_counts_alike(page: Page) -> None:
    """Between letters, between signs, with an accent; all that the Unicode of this Python knows."""
    known = [chr(code) for code in range(1, 0x20000) if unicodedata.category(chr(code)) not in ("Cs", "Cn")]
    questions = [
        question("\n".join(f"a{c}b *{c}* {c}_{c} o{c} {c}\u0308" for c in known[at : at + 50]))
        for at in range(0, len(known), 50)
    ]
    assert_same(page, questions)


@pytest.mark.skipif(not (SHARED / "anchoring").is_dir(), reason="../shared/anchoring is absent")
def test_the_real_edits(page: Page) -> None:
    def lines(name: str) -> Iterator[Any]:
        with gzip.open(SHARED / "anchoring" / name, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)

    texts = {line["text"]: line["content"] for line in lines("texts.jsonl.gz")}
    questions = []
    every = 1 if settings().max_examples >= 10_000 else 4
    for case in list(lines("cases.jsonl.gz"))[::every]:
        quote = Quote(exact=case["quote"], prefix=case["prefix"], suffix=case["suffix"])
        before, after = (texts.get(case[key], case[key]) for key in ("before", "after"))
        questions.append(question(before, quote, Span(case["start"], case["end"])))
        questions.append(question(after, quote, Span(*case["truth"]) if case["truth"] else None))
    for at in range(0, len(questions), 300):
        assert_same(page, questions[at : at + 300])
