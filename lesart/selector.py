"""Quotes and where they stand: `locate` finds, `describe` says; each is the other's inverse.

The selector is the W3C's TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector):
the exact words, and where they stand more than once, what stands before and after. Finding is strict. All
matches come back, so that ambiguity is visible; nothing that merely resembles the quote is ever a match.

Two texts count as equal if a reader would see the same words. Invisible, therefore, are: kinds and amounts of
white space; soft hyphens and zero-width characters; whether quotation marks are curly, angled or straight,
whether a dash is short or long; “…” or three dots; ligatures; composed or decomposed accents; Markdown's own
signs at the edge of a word. Letters, case, digits and all other punctuation are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

#: Less alike than this (of 100), and a passage is no help to somebody who looks for a quote.
NEAR_ENOUGH = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A TextQuoteSelector: the words, and as much of their surroundings as makes them unique."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets into a text in code points; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A text as it counts for finding, with the way back.

    `text[i]` comes from `source[starts[i]:ends[i]]`.
    """

    source: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Offsets in the source of the normalised characters `start` to `end`."""
        return Span(self.starts[start], self.ends[end - 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Words that resemble a quote: where, what they are, and how alike (0 to 100)."""

    span: Span
    words: str
    likeness: float


_DOUBLE_QUOTES = "“”„‟«»＂〝〞"
_SINGLE_QUOTES = "‘’‚‛‹›＇`´ʼ"
_DASHES = "‐‑‒–—―−﹘﹣－"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_REPLACED = (
    dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_INVISIBLE, "")
    | {"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
#: Emphasis and code signs that touch the edge of a word; inside one (“Bürger*innen”) they are the word's own.
_MARKDOWN_SIGNS = re.compile(r"(?<!\w)(?:[*_]+|`+)(?=[\w„“\"‚'«»(])|(?<=[\w“”\"‘’'«».,;:!?)])(?:[*_]+|`+)(?!\w)")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")


def normalise(text: str) -> Normalised:
    """The text as it counts for finding. Runs of white space are one blank, with none at the two ends."""
    hidden: set[int] = set()
    if "*" in text or "_" in text or "`" in text:
        for sign in _MARKDOWN_SIGNS.finditer(text):
            hidden.update(range(*sign.span()))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    blank = -1  # where a run of white space began that is not yet written
    for start, end in _clusters(text):
        cluster = text[start:end]
        if cluster.isspace():
            if blank < 0:
                blank = start
            continue
        if start in hidden:
            continue
        shown = _REPLACED.get(cluster)
        if shown is None:
            shown = cluster if end - start == 1 and cluster < "\u00c0" else unicodedata.normalize("NFC", cluster)
        if not shown:
            continue
        if blank >= 0:
            if characters:
                characters.append(" ")
                starts.append(blank)
                ends.append(start)
            blank = -1
        for character in shown:
            characters.append(character)
            starts.append(start)
            ends.append(end)
    return Normalised(source=text, text="".join(characters), starts=tuple(starts), ends=tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character together with the combining marks that follow it."""
    start = 0
    size = len(text)
    while start < size:
        end = start + 1
        while end < size and text[end] > "\u02ff" and unicodedata.combining(text[end]):
            end += 1
        yield start, end
        start = end


def _asked(words: str) -> str:
    """Words of a selector as they count for finding. An editor may have copied a Markdown link with them."""
    return normalise(_MARKDOWN_LINK.sub(r"\1", words)).text


def locate(text: str | Normalised, quote: Quote) -> tuple[Span, ...]:
    """Every place where the quote stands, in order. Empty if it stands nowhere, or if nothing is left of it.

    Prefix and suffix must stand directly before and after; white space between does not count.
    """
    where = text if isinstance(text, Normalised) else normalise(text)
    exact = _asked(quote.exact)
    if not exact:
        return ()
    prefix, suffix = _asked(quote.prefix), _asked(quote.suffix)
    found: list[Span] = []
    start = where.text.find(exact)
    while start >= 0:
        end = start + len(exact)
        if _stands_before(where.text, start, prefix) and _stands_after(where.text, end, suffix):
            found.append(where.span(start, end))
        start = where.text.find(exact, start + 1)
    return tuple(found)


def _stands_before(text: str, start: int, prefix: str) -> bool:
    if not prefix:
        return True
    end = start - 1 if start and text[start - 1] == " " else start
    return text.endswith(prefix, 0, end)


def _stands_after(text: str, end: int, suffix: str) -> bool:
    if not suffix:
        return True
    return text.startswith(suffix, end + 1 if text[end : end + 1] == " " else end)


def describe(text: str | Normalised, span: Span) -> Quote:
    """The shortest selector for the span: its words, with whole words of context only where they are needed.

    `locate(text, describe(text, span)) == (span,)` for every span that begins and ends in visible characters.
    One word more than strictly needed is taken on a side that is needed at all, so that an edit next to the
    quote does not at once make it ambiguous again.

    Raises ValueError for a span that no selector can name: empty, beginning or ending in white space or within
    a character.
    """
    where = text if isinstance(text, Normalised) else normalise(text)
    exact = " ".join(where.source[span.start : span.end].split())
    if not locate(where, Quote(exact=exact)) or span not in locate(where, Quote(exact=exact)):
        raise ValueError("the span does not begin and end in visible characters")
    before = where.source[: span.start].split()
    after = where.source[span.end :].split()
    size = 0
    while True:
        # the fewest words in sum; with equal sums more after than before, as one reads on
        for words_before in range(size + 1):
            words_after = size - words_before
            if words_before > len(before) or words_after > len(after):
                continue
            quote = _with_context(exact, before, after, words_before, words_after)
            if locate(where, quote) == (span,):
                if not size:
                    return quote
                spare = _with_context(exact, before, after, words_before + (words_before > 0), words_after + (words_after > 0))
                return spare if locate(where, spare) == (span,) else quote
        if size > len(before) + len(after):
            raise ValueError("no selector tells this span from the others")
        size += 1


def _with_context(exact: str, before: list[str], after: list[str], words_before: int, words_after: int) -> Quote:
    return Quote(
        exact=exact,
        prefix=" ".join(before[max(0, len(before) - words_before) :] if words_before else []),
        suffix=" ".join(after[:words_after]),
    )


def distinguish(text: str | Normalised, quote: Quote) -> tuple[Quote, ...]:
    """For a quote that stands in several places: for each, the selector that means it alone."""
    where = text if isinstance(text, Normalised) else normalise(text)
    return tuple(describe(where, span) for span in locate(where, quote))


def nearest(text: str, quote: Quote, limit: int = 3) -> tuple[Near, ...]:
    """Where words stand that resemble the quote, the most alike first; for a hint, never for anchoring.

    At most one from each paragraph. Whole words come back.
    """
    wanted = _asked(quote.exact)
    if not wanted:
        return ()
    found: list[Near] = []
    offset = 0
    for paragraph in text.split("\n\n"):
        part = normalise(paragraph)
        if part.text:
            best = fuzz.partial_ratio_alignment(wanted.lower(), part.text.lower(), score_cutoff=NEAR_ENOUGH)
            if best and best.dest_end > best.dest_start and len(part.text.lower()) == len(part.text):
                start, end = _whole_words(part.text, best.dest_start, best.dest_end)
                span = part.span(start, end)
                likeness = fuzz.ratio(wanted, part.text[start:end])
                if likeness >= NEAR_ENOUGH:
                    here = Span(span.start + offset, span.end + offset)
                    found.append(Near(span=here, words=text[here.start : here.end], likeness=likeness))
        offset += len(paragraph) + 2
    return tuple(sorted(found, key=lambda near: (-near.likeness, near.span.start))[:limit])


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start and text[start - 1] != " ":
        start -= 1
    while end < len(text) and text[end] != " ":
        end += 1
    while start < end and text[start] == " ":
        start += 1
    while end > start and (text[end - 1] == " " or text[end - 1] in ",;:"):
        end -= 1
    return start, max(end, start + 1)
