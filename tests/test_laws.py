"""Laws: what holds for every input, tried on many made ones (10,000 with HYPOTHESIS_PROFILE=dev)."""

from __future__ import annotations

import html
import re
from itertools import product

from hypothesis import assume, example, given
from hypothesis import strategies as st

from lesart import cbor, selector, yamltree
from lesart.markdown import article_blocks, esc, rendered, safe_href
from lesart.model import Markup, Passage, Text
from lesart.selector import Quote, Span, describe, locate, nearest, normalise
from lesart.weave import Mark, woven

WORDS = st.sampled_from(
    [
        "Rat", "Frieden", "Waffenruhe", "Straße", "Moskau", "und", "nicht", "30", "„Ton“", "–", "…", "ﬁnden",
        "Bürger*innen", "o\u0308l", "weiß\u00adblau", "\u200b", "a", "b",
    ]
)  # fmt: skip
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "  ", "\n\n", "\u00a0", ", "])), min_size=1, max_size=40
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@st.composite
def texts_with_span(draw: st.DrawFn) -> tuple[str, Span]:
    """A text, and a span in it that begins and ends in visible characters."""
    text = draw(TEXTS)
    where = normalise(text)
    assume(where.text)
    whole_words = draw(st.booleans())
    edges = [found.span() for found in re.finditer(r"\S+" if whole_words else r"\S", where.text)]
    one = draw(st.integers(0, len(edges) - 1))
    other = draw(st.integers(one, len(edges) - 1))
    first, last = edges[one][0], edges[other][1] - 1
    span = where.span(first, last + 1)
    assume(where.text[first] != " " and where.text[last] != " " and where.whole(first, last + 1))
    return text, span


@given(texts_with_span())
def test_locate_finds_what_describe_says(case: tuple[str, Span]) -> None:
    text, span = case
    assert locate(text, describe(text, span)) == (span,)


@given(texts_with_span(), WORDS)
def test_an_edit_elsewhere_never_moves_an_anchor(case: tuple[str, Span], word: str) -> None:
    """Words that the selector does not contain, put in front of everything, leave it on its words."""
    text, span = case
    quote = describe(text, span)
    added = f"{word}.\n\n{text}"
    shift = len(added) - len(text)
    assert Span(span.start + shift, span.end + shift) in locate(added, quote)


@given(texts_with_span(), st.data())
def test_a_described_quote_survives_any_edit_outside_quote_and_context(
    case: tuple[str, Span], data: st.DataObject
) -> None:
    """Whatever is put in the place of words before or after the selector's: it still finds the words that it meant."""
    text, span = case
    quote = describe(text, span)
    # the quote with its context, as one stretch of the text
    whole = [
        found
        for gap, gap_too in product((" ", ""), repeat=2)
        for found in locate(
            text, Quote(exact=f"{quote.prefix}{gap}{quote.exact}{gap_too}{quote.suffix}"), parts=True
        )
        if found.start <= span.start and span.end <= found.end
    ]
    assume(whole)
    first, last = whole[0].start, whole[0].end
    # only what a blank parts from the selector is exchanged, so that no word of it gets other letters beside it
    before = text[: text[:first].rfind(" ") + 1]
    after = text[last + text[last:].find(" ") :] if " " in text[last:] else ""
    kept = text[len(before) : len(text) - len(after)]
    cut = data.draw(st.integers(0, len(before)))
    new_before = before[:cut] + data.draw(TEXTS) + " " if before else before
    new_after = " " + data.draw(TEXTS) if after else after
    shift = len(new_before) - len(before)
    assert Span(span.start + shift, span.end + shift) in locate(new_before + kept + new_after, quote)


@given(TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(TEXTS, TEXTS)
def test_a_hint_points_at_words_of_the_text(text: str, wanted: str) -> None:
    for near in nearest(text, Quote(exact=wanted)):
        assert text[near.span.start : near.span.end] == near.words
        assert near.likeness >= selector.NEAR_ENOUGH


# --- weaving -------------------------------------------------------------------------------------------------

PIECES = st.lists(
    st.one_of(
        st.text("abc „“<&> \u00e4", min_size=1, max_size=8).map(lambda t: [Text(text=t)]),
        st.tuples(st.sampled_from(["em", "strong", "a"]), st.text("xyz ", min_size=1, max_size=5)).map(
            lambda pair: [
                Markup(html=f"<{pair[0]}>" if pair[0] != "a" else '<a href="https://example.org">'),
                Text(text=pair[1]),
                Markup(html=f"</{pair[0]}>"),
            ]
        ),
    ),
    min_size=1,
    max_size=8,
).map(lambda groups: tuple(piece for group in groups for piece in group))


@st.composite
def passages_with_marks(draw: st.DrawFn) -> tuple[tuple[Text | Markup, ...], str, list[Mark]]:
    pieces = draw(PIECES)
    text = "".join(piece.text for piece in pieces if isinstance(piece, Text))
    marks = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(["fact-check", "context"]))
        marks.append(Mark(note=f"n{number}", kind=kind, start=start, end=end, ends=draw(st.booleans())))
    return pieces, text, marks


def opener(notes: object) -> str:
    return "".join(f'<a class="ref" href="#{note}"></a>' for note in notes)  # type: ignore[attr-defined]


@given(passages_with_marks())
def test_weaving_keeps_the_reading_text(case: tuple[tuple[Text | Markup, ...], str, list[Mark]]) -> None:
    pieces, text, marks = case
    assert html.unescape(re.sub(r"<[^>]*>", "", woven(pieces, marks, opener))) == text


@given(passages_with_marks())
def test_pieces_join_to_the_marked_words(case: tuple[tuple[Text | Markup, ...], str, list[Mark]]) -> None:
    pieces, text, marks = case
    found: dict[str, str] = {}
    for notes, words in re.findall(
        r'<mark [^>]*data-notes="([^"]*)">([^<]*)</mark>', woven(pieces, marks, opener)
    ):
        for note in notes.split(" "):
            found[note] = found.get(note, "") + html.unescape(words)
    assert found == {mark.note: text[mark.start : mark.end] for mark in marks}


@given(passages_with_marks())
def test_woven_tags_nest_and_each_note_opens_once(
    case: tuple[tuple[Text | Markup, ...], str, list[Mark]],
) -> None:
    pieces, _, marks = case
    result = woven(pieces, marks, opener)
    stack: list[str] = []
    for closing, name in re.findall(r"<(/?)(\w+)[^>]*>", result):
        if closing:
            assert stack.pop() == name
        else:
            assert not (name == "a" and "a" in stack), "a link within a link"
            assert not (name == "mark" and "mark" in stack), "a mark within a mark"
            stack.append(name)
    assert not stack
    opened = re.findall(r'class="ref" href="#(\w+)"', result)
    assert sorted(opened) == sorted(mark.note for mark in marks if mark.ends)


# --- what comes in -------------------------------------------------------------------------------------------

TAGS = re.compile(
    r"<(?!/?(?:p|em|strong|a|ul|ol|li|blockquote|code|pre|h[1-6]|hr|br|table|thead|tbody|tr|th|td)[\s>])"
)


@given(st.text(max_size=200) | st.text("<>[]()!*_`#-\n javascript:alert", max_size=120))
def test_markdown_makes_no_tag_of_its_own(text: str) -> None:
    made, _ = rendered(text, "f.md")
    assert not TAGS.search(made.html)
    for href in re.findall(r'href="([^"]*)"', made.html):
        assert safe_href(html.unescape(href))


@given(st.text(max_size=300))
def test_passages_are_their_articles_text(text: str) -> None:
    blocks, _ = article_blocks(text, "f.md")
    passages = [block for block in blocks if isinstance(block, Passage)]
    joined = "\n\n".join(passage.text for passage in passages)
    for passage in passages:
        assert joined[passage.start : passage.end] == passage.text


@given(st.text(max_size=200) | st.text("-:#[]{}&*!|>'\"%@` \n\x85\u2028ab1", max_size=80))
@example("0\x850:")
def test_yaml_never_breaks_and_always_says_where(text: str) -> None:
    assume(not any("\ud800" <= character <= "\udfff" for character in text))
    tree, problems = yamltree.read(text, "f.yaml")
    for problem in problems:
        assert problem.place.line >= 1 and problem.place.column >= 1
    assert tree.data is None or not any(p.code == "yaml-alias" for p in problems)


@given(st.recursive(st.integers(0, 2**40) | st.text() | st.booleans() | st.none(), st.lists, max_leaves=20))
def test_cbor_reads_what_it_writes(value: object) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@given(st.text())
def test_escaping_leaves_no_sign_of_html(text: str) -> None:
    assert not set(esc(text)) & set("<>\"'")
