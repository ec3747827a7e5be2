"""Locating and describing: each item of what is invisible and what is not, and what a selector is made of.

`cases/selector.json` holds the cases: title, text, quote, and the words that must be found, in order. The same
cases are asked in the browser, see `browser/test_selector_js.py`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ROOT

from lesart.selector import Quote, Span, describe, locate

CASES: list[dict[str, Any]] = json.loads((ROOT / "tests" / "cases" / "selector.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_what_counts_when_a_quote_is_looked_for(case: dict[str, Any]) -> None:
    found = locate(case["text"], Quote(**case["quote"]))
    assert [case["text"][span.start : span.end] for span in found] == case["found"]


def described(text: str, words: str, number: int = 0) -> Quote:
    """The selector of words, where they stand for the `number`th time."""
    at = -1
    for _ in range(number + 1):
        at = text.index(words, at + 1)
    return describe(text, Span(at, at + len(words)))


def test_words_that_stand_once_need_no_context() -> None:
    assert described("Erst kam der Regen, dann die Sonne.", "der Regen") == Quote(exact="der Regen")


def test_context_is_the_fewest_words_that_differ_twice_from_every_double() -> None:
    text = "Der Rat sagte gestern spät ja zum Plan. Der Rat sagte heute früh ja zum Geld."
    # “zum” is the same at both: three words after, or two before
    assert described(text, "ja", 0) == Quote(exact="ja", prefix="gestern spät")
    assert described(text, "ja", 1) == Quote(exact="ja", prefix="heute früh")


def test_a_selector_stays_unique_when_one_word_near_a_double_changes() -> None:
    text = "Am Montag um acht kam der Rat zusammen, am Freitag gegen neun kam der Rat zusammen."
    words = text.split(" ")
    span = Span(22, 29)
    quote = describe(text, span)
    assert (quote.exact, quote.prefix, quote.suffix) == ("der Rat", "", "zusammen, am")
    for at in range(9, len(words)):
        for other in words:
            edited = " ".join([*words[:at], other, *words[at + 1 :]])
            assert locate(edited, quote) == (span,), edited


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("3 Tage", Quote(exact="3 Tage", prefix="1")),
        ("dreizehn", Quote(exact="dreizehn", suffix="jährig.")),
        ("zehn", Quote(exact="zehn", prefix="drei", suffix="jährig.")),
        ("5 Prozent", Quote(exact="5 Prozent", prefix="3,")),
    ],
)
def test_a_part_of_a_word_or_number_is_described_with_the_rest(words: str, quote: Quote) -> None:
    text = "Nach 13 Tage langem Streit um 3,5 Prozent, hieß es, und dreizehnjährig."
    assert described(text, words) == quote


@pytest.mark.parametrize("span", [Span(3, 3), Span(3, 5), Span(0, 4), Span(4, 5)])
def test_a_span_that_cuts_or_begins_in_something_invisible_cannot_be_described(span: Span) -> None:
    with pytest.raises(ValueError, match="visible"):
        describe("Rat O\u0308l", span)
