"""What a careful editor would notice: checks of what is valid, but may not be right yet. All are warnings.

Pure functions of the edition. The one that depends on the day is given the day; no page depends on it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from lesart.cache import remembered
from lesart.model import Annotation, Edition, Place
from lesart.problems import Problem, Problems

#: Words of a note that fit beside its passage: at the margin's width and type size some 40 lines, a screen.
NOTE_WORDS = 120

#: From this likeness on (rapidfuzz token_sort_ratio, 0 to 100) two claims say the same. In the edition that the
#: program was made with, no two claims of 90 reach 70; the same sentence with one word exchanged has about 90.
SAME_CLAIM = 88

#: language -> its pairs of quotation marks. A language that is not here is not asked.
QUOTATION_MARKS = {
    "de": ("„“", "‚‘", "»«", "›‹"),
    "de-CH": ("«»", "‹›", "„“", "‚‘"),
    "en": ("“”", "‘’"),
    "fr": ("«»", "“”", "‹›"),
}
_MARKS = '"„“”‚‘«»‹›'
_NUMBER = re.compile(r"\d+")
_NEGATION = re.compile(r"\b(nicht|nie|niemals|kein\w*|nichts|weder|not|no|never|none)\b|n['’]t\b")


def noticed(edition: Edition, today: str | None = None) -> Problems:
    """Everything that this module finds; `today` (ISO) is the day against which reviews are old."""
    return (
        *_not_accessed(edition),
        *_long_notes(edition),
        *_same_claims(edition),
        *_quotation_marks(edition),
        *(_overdue(edition, today) if today else ()),
    )


def _shown(edition: Edition) -> tuple[Annotation, ...]:
    return tuple(a for a in edition.annotations if a.status != "retracted")


def _not_accessed(edition: Edition) -> Iterator[Problem]:
    for key, source in edition.bibliography.items():
        if source.accessed is None:
            yield Problem(
                code="not-accessed",
                place=source.place,
                message=f"The source “{key}” has no day on which somebody opened it.",
                hint="Open the page and write that day: “accessed: 2026-11-20”. If it cannot be opened, “allow: [not-accessed]”.",
            )


def _long_notes(edition: Edition) -> Iterator[Problem]:
    for annotation in _shown(edition):
        words = len(annotation.body_text.split())
        if words > NOTE_WORDS:
            yield Problem(
                code="long-note",
                place=annotation.places.get("body", annotation.place),
                message=f"The note “{annotation.id}” has {words} words; beside a text {NOTE_WORDS} can be read.",
                hint="Shorten it, or make two notes of it.",
            )


#: Of a claim what `likeness` compares: its numbers, how often it says no, its words.
Compared = tuple[list[str], int, str]


def compared(claim: str) -> Compared:
    """A claim taken apart for `likeness`; every pair is compared, so each is taken apart only once."""
    text = claim.casefold()
    return sorted(_NUMBER.findall(text)), len(_NEGATION.findall(text)), re.sub(r"[^\w\s]", " ", text)


def likeness(one: Compared, other: Compared) -> float:
    """How alike two claims are, 0 to 100: their words in any order. A number or negation more makes them differ."""
    if one[:2] != other[:2]:
        return 0.0
    return float(fuzz.token_sort_ratio(one[2], other[2]))


def _same_claims(edition: Edition) -> Iterator[Problem]:
    claims = [(a, compared(a.claim)) for a in _shown(edition) if a.claim]
    for (first, one), (second, other) in combinations(claims, 2):
        if likeness(one, other) >= SAME_CLAIM:
            yield Problem(
                code="same-claim",
                place=second.places.get("claim", second.place),
                message=f"“{second.id}” claims the same as “{first.id}” ({first.place.file}:{first.place.line}).",
                hint="Keep one fact-check and lead to it with a cross-reference, or say in the claim what is different.",
            )


def _overdue(edition: Edition, today: str) -> Iterator[Problem]:
    limit = edition.settings.review_after_days
    if limit is None:
        return
    now = datetime.date.fromisoformat(today)
    for annotation in _shown(edition):
        if annotation.reviewed is None or annotation.status != "published":
            continue
        age = (now - datetime.date.fromisoformat(annotation.reviewed)).days
        if age > limit:
            yield Problem(
                code="review-overdue",
                place=annotation.places.get("reviewed", annotation.place),
                message=f"“{annotation.id}” was last reviewed {age} days ago; the edition's limit is {limit}.",
                hint="Read the note and its sources again, then write the day of that review.",
            )


# --- quotation marks -----------------------------------------------------------------------------------------


def _texts(edition: Edition) -> Iterator[tuple[str, str, Place]]:
    """(words of ours, their language, their place)."""
    language = edition.settings.language
    for annotation in _shown(edition):
        for field, text in (("claim", annotation.claim), ("body", annotation.body_text)):
            if text:
                yield text, language, annotation.places.get(field, annotation.place)
        for support in annotation.sources:
            if support.supports:
                yield support.supports, language, support.place
    for entry in edition.register.values():
        if entry.note:
            yield entry.note, language, entry.place
    for row in edition.synopsis:
        yield from ((text, language, row.place) for text in (row.title, row.question, row.position))
        yield from ((voice.says, language, voice.place) for voice in row.voices)
    for article in edition.articles:
        if article.witness == "regest" and not article.is_private:
            for passage in article.passages:
                if passage.tag != "pre":
                    yield passage.text, article.language, Place(file=article.file, line=passage.lines[0])


@remembered
def fault_of(text: str, language: str) -> str:
    """The first wrong quotation mark with its neighbours; '' if all are those of the language, in pairs."""
    pairs = QUOTATION_MARKS.get(language) or QUOTATION_MARKS.get(language.partition("-")[0])
    if pairs is None:
        return ""
    closes = {pair[0]: pair[1] for pair in pairs}
    open_: list[tuple[str, int]] = []
    for at, sign in enumerate(text):
        around = text[max(0, at - 12) : at + 13]
        if open_ and sign == open_[-1][0] and (sign != "’" or not text[at + 1 : at + 2].isalnum()):
            open_.pop()
        elif sign in closes:
            open_.append((closes[sign], at))
        elif sign in _MARKS:
            return around
    # an apostrophe at a word's end closes nothing; what is left open is a fault
    return text[open_[0][1] : open_[0][1] + 24] if open_ else ""


def _quotation_marks(edition: Edition) -> Iterator[Problem]:
    for text, language, place in _texts(edition):
        if around := next((f for part in text.split("\n\n") if (f := fault_of(part, language))), ""):
            pairs = QUOTATION_MARKS.get(language) or QUOTATION_MARKS[language.partition("-")[0]]
            shown = ", ".join(f"{pair[0]}…{pair[1]}" for pair in pairs[:2])
            yield Problem(
                code="quotation-marks",
                place=place,
                message=f"A quotation mark is not one of the language, or not closed: “{' '.join(around.split())}”.",
                hint=f"Here they are: {shown}; an apostrophe is ’.",
            )
