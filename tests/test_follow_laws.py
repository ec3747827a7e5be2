"""Laws of re-anchoring: what holds for every text, every edit and every file."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from lesart import rewrite
from lesart.align import align, prepare
from lesart.follow import follow, seek
from lesart.selector import Quote, Span, describe, locate

WORDS = st.sampled_from(
    "Der Präsident sagte am Montag dass die Waffenruhe nicht vor dem Sommer kommt und Europa 30 Tage wartet "
    "weil Moskau keine Zusage gab während Kiew 100 Drohnen zählte".split()
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=12, unique=True).map(lambda words: " ".join(words) + ".")
#: No sentence twice: of two that are equal letter by letter, nobody can say which one was deleted.
TEXTS = st.lists(SENTENCES, min_size=2, max_size=8, unique=True)


@st.composite
def texts_with_sentence(draw: st.DrawFn) -> tuple[list[str], int]:
    sentences = draw(TEXTS)
    return sentences, draw(st.integers(0, len(sentences) - 1))


def joined(sentences: list[str]) -> str:
    """A text of lines of one sentence or several: a line ends behind every sentence of an even length."""
    return "".join(one + " \n"[len(one) % 2 == 0] for one in sentences)


def span_of(sentences: list[str], at: int) -> Span:
    start = sum(len(one) + 1 for one in sentences[:at])
    return Span(start, start + len(sentences[at]))


LINES = st.lists(
    st.text("aß„ *1.,'-\u00a0\u00ad\t", max_size=8) | st.sampled_from(["Ein Rat.", "3,5 Tage"]), max_size=6
)


@given(LINES, LINES)
def test_what_two_versions_share_is_cut_into_words_as_it_is_without_the_other(
    before: list[str], after: list[str]
) -> None:
    ready = prepare("\n".join(before))
    for lines in (after, [*after, *before], [*before, *after]):
        text = "\n".join(lines)
        assert prepare(text, like=ready) == prepare(text)
        alone = prepare(text)
        words = [
            alone.normalised.text[start:end] for start, end in zip(alone.starts, alone.ends, strict=True)
        ]
        assert words == list(alone.cased)
        assert "".join(words) == alone.normalised.text.replace(" ", "")


@given(texts_with_sentence())
def test_a_text_that_was_not_edited_leaves_all_in_place(case: tuple[list[str], int]) -> None:
    sentences, at = case
    text = joined(sentences)
    ready = prepare(text)
    found = follow(align(ready, ready), span_of(sentences, at))
    assert (found.outcome, found.span) == ("in place", span_of(sentences, at))


@given(texts_with_sentence(), SENTENCES, st.data())
def test_what_is_certain_after_an_edit_elsewhere_is_right(
    case: tuple[list[str], int], added: str, data: st.DataObject
) -> None:
    """A sentence put in, taken out or replaced elsewhere: the passage is found where it is, or it is asked for."""
    sentences, at = case
    where = data.draw(st.integers(0, len(sentences)).filter(lambda i: i != at))
    kind = data.draw(st.sampled_from(["insert", "delete", "replace"]))
    assume(added not in sentences)
    assume(kind == "insert" or where < len(sentences))
    edited = sentences[:where] + ([added] if kind != "delete" else [])
    edited += sentences[where if kind == "insert" else where + 1 :]
    now = at + (where <= at) * {"insert": 1, "delete": -1, "replace": 0}[kind]
    found = follow(align(prepare(joined(sentences)), prepare(joined(edited))), span_of(sentences, at))
    if found.certain:
        assert found.span == span_of(edited, now)


@given(texts_with_sentence())
def test_a_changed_number_or_negation_is_never_certain(case: tuple[list[str], int]) -> None:
    sentences, at = case
    words = sentences[at].split()
    changed = {"30": "60", "100": "10", "nicht": "sehr", "keine": "eine"}
    hit = [i for i, word in enumerate(words) if word in changed]
    assume(hit)
    words[hit[0]] = changed[words[hit[0]]]
    edited = [*sentences[:at], " ".join(words), *sentences[at + 1 :]]
    found = follow(align(prepare(joined(sentences)), prepare(joined(edited))), span_of(sentences, at))
    assert not found.certain


@given(texts_with_sentence(), SENTENCES)
def test_following_twice_is_following_once(case: tuple[list[str], int], added: str) -> None:
    """What was accepted is in place the next time, and its selector the same."""
    sentences, at = case
    before, after = prepare(joined(sentences)), prepare(joined([added, *sentences]))
    found = follow(align(before, after), span_of(sentences, at))
    if found.span is None:
        return
    text = joined([added, *sentences])
    quote = describe(text, found.span)
    assert locate(text, quote) == (found.span,)
    again = follow(align(after, after), found.span)
    assert (again.outcome, again.span) == ("in place", found.span)
    assert describe(text, again.span) == quote


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3 Tage Ruhe", "13 Tage Ruhe"),
        ("3 Tage Ruhe", "30 Tage Ruhe"),
        ("möglich war es", "unmöglich war es"),
    ],
)
def test_half_a_word_is_not_the_word(old: str, new: str) -> None:
    """The old words still stand in the new ones, letter by letter, and yet they say something else."""
    before = f"Am Montag sprach der Rat. {old}, so hieß es. Am Abend gingen alle nach Hause."
    after = before.replace(old, new)
    span = Span(before.index(old), before.index(old) + len(old))
    assert follow(align(prepare(before), prepare(after)), span).outcome == "sense changed"
    assert not seek(prepare(after), Quote(exact=old, suffix=", so hieß es.")).certain


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Er sprach davor. [Die Auskünfte nach Absatz 2 Nr.] 1 und 2 sind aus den Unterlagen zu erteilen.",
            "Er sprach davor. [Die Auskünfte nach Absatz 2 Nummer] 1 bis 4 sind aus den Unterlagen zu erteilen.",
        ),
        (
            "Vor der Aufhebung einer Anordnung (§ 10 Abs. [2 TVG) sind die Behörden der Länder zu hören.] Dann nicht.",
            "Vor der Aufhebung einer Anordnung (§ 10 Absatz [2 des Vertragsgesetzes) sind die Behörden der Länder "
            "zu hören.] Dann nicht.",
        ),
    ],
)
def test_an_end_that_changed_along_with_its_neighbour_is_parted_by_the_words_that_stayed(
    before: str, after: str
) -> None:
    old, new = (text.replace("[", "").replace("]", "") for text in (before, after))
    span, place = (Span(text.index("["), text.index("]") - 1) for text in (before, after))
    found = follow(align(prepare(old), prepare(new)), span)
    assert (found.outcome, found.span, found.certain) == ("edited", place, True)


def test_an_end_that_went_along_with_what_stood_beside_it_must_be_confirmed() -> None:
    """The rest still stands there, beside other words; whether it is still meant, an editor must say."""
    before = "Dazu gehören\n* Leiter\n* Fachmann für Entwürfe\nEinkäufer (EK) ist, wer für das Amt einkauft."
    after = "Nicht jeder von diesen ist immer dabei.\nEinkäufer (EK) ist, wer für das Amt einkauft."
    quote = "Fachmann für Entwürfe\nEinkäufer (EK) ist"
    span = Span(before.index(quote), before.index(quote) + len(quote))
    found = follow(align(prepare(before), prepare(after)), span)
    assert not found.certain
    place = found.offered[0].span
    assert after[place.start : place.end] == "Einkäufer (EK) ist"


def test_without_the_text_before_a_passage_with_a_sentence_put_in_comes_before_its_half() -> None:
    quote = "Die Runde der Minister tagte nur kurz. Danach gab ihr Sprecher noch Auskunft."
    put_in = " Über den Inhalt wurde, wie es am Abend aus dem Umfeld der Delegation hieß, Stillschweigen vereinbart."
    first, second = quote.split(". ")
    text = f"Man wartete lange. {first}.{put_in} {second} Am Ende gingen alle."
    start = text.index(first)
    found = seek(prepare(text), Quote(exact=quote))
    assert found.offered[0].span == Span(start, text.index(second) + len(second))


# --- files ---------------------------------------------------------------------------------------------------

VALUES = st.text("aäß „“'\"#:,{}[]-–!&*?|>%@`0 ", min_size=1, max_size=30).map(str.strip).filter(bool)
OPTIONAL = st.just("") | VALUES


@st.composite
def files(draw: st.DrawFn) -> tuple[str, int]:
    """A file of notes in the forms that editors use: block and flow, with comments; and the note to change."""
    count = draw(st.integers(1, 4))
    lines = ["# a comment at the top"]
    for number in range(count):
        quote, prefix = draw(VALUES), draw(OPTIONAL)
        lines.append(f"- id: note-{number}   # odd   spaces")
        lines.append(f"  quote: {rewrite.scalar(quote)}" + draw(st.sampled_from(["", "  # why", "\n"])))
        if prefix:
            lines.append(f"  prefix: {rewrite.scalar(prefix)}")
        if draw(st.booleans()):
            lines += ["  body: |", "    Ein Text: mit „Zeichen“.", "", "    # und das ist kein Kommentar"]
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"])), draw(st.integers(0, count - 1))


@given(files(), VALUES, OPTIONAL, OPTIONAL)
def test_nothing_but_the_selector_changes(
    case: tuple[str, int], exact: str, prefix: str, suffix: str
) -> None:
    text, at = case
    new = rewrite.with_selector(text, (at,), Quote(exact=exact, prefix=prefix, suffix=suffix))
    fields = ("quote:", "prefix:", "suffix:")
    rest = [line for line in text.split("\n") if not line.strip().startswith(fields)]
    assert [line for line in new.split("\n") if not line.strip().startswith(fields)] == rest
    before: list[dict[str, Any]] = yaml.safe_load(text)
    after: list[dict[str, Any]] = yaml.safe_load(new)
    wanted = (
        {"quote": exact} | ({"prefix": prefix} if prefix else {}) | ({"suffix": suffix} if suffix else {})
    )
    kept = {key: value for key, value in before[at].items() if key not in ("quote", "prefix", "suffix")}
    assert after[at] == kept | wanted
    assert after[:at] + after[at + 1 :] == before[:at] + before[at + 1 :]


@given(VALUES, OPTIONAL)
def test_between_braces_too(exact: str, prefix: str) -> None:
    text = "see:\n  - {article: b, quote: alt, relation: agrees}   # stays\n"
    new = rewrite.with_selector(text, ("see", 0), Quote(exact=exact, prefix=prefix, suffix=""))
    assert new.startswith("see:\n  - {article: b, quote: ")
    assert new.endswith(", relation: agrees}   # stays\n")
    assert yaml.safe_load(new)["see"][0]["quote"] == exact
