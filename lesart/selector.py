"""Quotes and where they stand: `locate` finds, `describe` says; each is the other's inverse.

The selector is the W3C's TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector):
the exact words, and where they stand more than once, what stands before and after. Finding is strict. All
matches come back, so that ambiguity is visible; nothing that merely resembles the quote is ever a match.

Two texts count as equal if a reader would see the same words. Invisible, therefore, are:

- kinds and amounts of white space (never whether there is any);
- soft hyphens, zero-width characters, direction marks, variation selectors;
- which quotation marks of a kind (double, single) are used, and which dash;
- “…” or three dots; Latin ligatures; composed or decomposed accents (NFC);
- Markdown's own markup: emphasis, code and strike-through signs, the backslash of an escaped sign; and, in a
  quote, links and the marks that begin a line.

Letters, case, digits and all other punctuation are visible. A quote means whole words and numbers: “3 Tage” does not
stand in “13 Tage”, nor “möglich” in “unmöglich”, unless prefix or suffix name the rest; nor do these cut a number: the prefix “30” is not that of “130 Tage”.
`theme/js/selector.js` does the same in the browser; `tests/browser/test_selector_js.py` holds the two together, and `tests/test_selector.py` each item of this list.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from math import inf

from rapidfuzz import fuzz

#: Less alike than this (of 100), and a passage is no help to somebody who looks for a quote. Hints only.
NEAR_ENOUGH = 60.0
#: In how many words every double of a quote differs from the context that `describe` takes, where the text
#: allows it. Two, so that no change of one word near a double makes the quote ambiguous.
DIFFERENCES = 2
#: So far to each side, in words, `describe` looks for the shortest context; a text that repeats itself for longer
#: gets all of it. Keeps texts of nothing but repetitions from costing their square.
CONTEXT_WORDS = 64


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
    """A text as it counts for finding, and the way back to the text as it is.

    Make it once for a text in which many quotes are looked for; the functions here take it in place of the text.
    Between the two lie pieces: piece k begins at `offsets[k]` in `text` and came from `source[starts[k]:ends[k]]`,
    character by character if `plain[k]`, else as one character that cannot be cut. `breaks` are the blanks of `text`
    at which the source begins a new line.
    """

    source: str
    text: str
    offsets: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    plain: tuple[bool, ...]
    breaks: tuple[int, ...]

    def lined(self, start: int, end: int) -> str:
        """The normalised characters `start` to `end` (exclusive), with a line feed where the source begins a new line."""
        inner = self.breaks[bisect_left(self.breaks, start) : bisect_left(self.breaks, end)]
        edges = (start, *(at + 1 for at in inner), end + 1)
        return "\n".join(self.text[one : other - 1] for one, other in pairwise(edges))

    def span(self, start: int, end: int) -> Span:
        """Offsets in the source of the normalised characters `start` to `end` (exclusive; at least one)."""
        first, last = bisect_right(self.offsets, start) - 1, bisect_right(self.offsets, end - 1) - 1
        return Span(
            self.starts[first] + (start - self.offsets[first] if self.plain[first] else 0),
            self.starts[last] + end - self.offsets[last] if self.plain[last] else self.ends[last],
        )

    def range(self, span: Span) -> tuple[int, int]:
        """The inverse of `span`: the normalised characters that lie wholly in it, without blanks at the edges."""
        start, end = self._first(span.start), self._last(span.end)
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return start, max(start, end)

    def _first(self, start: int) -> int:
        """The first normalised character that begins at or after an offset in the source."""
        piece = bisect_right(self.starts, start) - 1
        if piece < 0:
            return 0
        if start < self.ends[piece] and self.plain[piece]:
            return self.offsets[piece] + start - self.starts[piece]
        if start == self.starts[piece]:
            return self.offsets[piece]
        return self.offsets[piece + 1] if piece + 1 < len(self.offsets) else len(self.text)

    def _last(self, end: int) -> int:
        """The end of the last normalised character that ends at or before an offset in the source."""
        piece = bisect_left(self.starts, end) - 1
        if piece < 0:
            return 0
        if end < self.ends[piece]:
            return self.offsets[piece] + (end - self.starts[piece] if self.plain[piece] else 0)
        return self.offsets[piece + 1] if piece + 1 < len(self.offsets) else len(self.text)

    def whole(self, start: int, end: int) -> bool:
        """Whether no character of the source is cut, as an ellipsis after its first dot would be."""
        first, last = bisect_right(self.offsets, start) - 1, bisect_right(self.offsets, end) - 1
        return (self.plain[first] or self.offsets[first] == start) and (
            end == len(self.text) or self.plain[last] or self.offsets[last] == end
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Words that resemble a quote: where, what they are, and how alike (0 to 100, `rapidfuzz.fuzz.ratio`)."""

    span: Span
    words: str
    likeness: float


# --- what counts ----------------------------------------------------------------------------------------------

_WHITE = r"\t\n\v\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVISIBLE = r"\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
#: Marks that NFC may join to the letter before them. Listed, because Python and browsers know different Unicodes.
_ACCENT = (
    r"\u0300-\u034e\u0350-\u036f\u0653-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
#: Characters that count as themselves unless an accent follows: nearly all of a Latin text.
_PLAIN = r"!-)+-\[\]^a-}\xa1-\xaa\xac\xae-\xb3\xb5-\xba\xbc-\u024f"

_PIECES = re.compile(
    f"(?P<plain> ?[{_PLAIN}]+(?: [{_PLAIN}]+)*(?![{_ACCENT}]))"
    f"|(?P<gap>[{_WHITE}{_INVISIBLE}]+)"
    r"|(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?P<signs>(?:[*_`]|~~+)+)"
    f"|(?P<other>.[{_ACCENT}]*)",
    re.DOTALL,
)
_HAS_WHITE = re.compile(f"[{_WHITE}]")
_IS_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_OF_A_WORD = re.compile(rf"[^\W_]|[{_ACCENT}]")
_LINE = re.compile(r"[^\n]+")
#: Digits, and letters of the scripts that put a blank between any two words: Latin, Greek, Cyrillic, Armenian.
_LETTER = (
    r"0-9A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d"
    r"\u037f-\u0386\u0388-\u0481\u048a-\u0559\u0560-\u0588\u1e00-\u1fff"
)
#: What lies on both sides of a place within a number (3,5 · 20:30 · 24.2.2022 · 1/3 · 3½ · -5), and within a word.
_WITHIN_NUMBER = re.compile(
    r"(?<=[0-9])(?=[.,:/]?[0-9]|[\xbc-\xbe\u2150-\u215e])|(?<=[0-9][.,:/])(?=[0-9])"
    r"|(?<=[^\w)\]]-)(?=[0-9])|(?<=\A-)(?=[0-9])"
)
_WITHIN = re.compile(f"(?<=[{_LETTER}{_ACCENT}])(?=[{_LETTER}])|{_WITHIN_NUMBER.pattern}")

_REPLACED = (
    dict.fromkeys("“”„‟«»＂〝〞", '"')
    | dict.fromkeys("‘’‚‛‹›＇´ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | {"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)

#: Markdown that an editor may have copied from a file along with the words; a reading text has none of it.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_LINE_SIGNS = re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+][ \t]+)+", re.MULTILINE)


def normalise(text: str) -> Normalised:
    """The text as it counts for finding, see the head of this module. White space is one blank, none at the ends.

    Linear in the length of the text.
    """
    pieces: list[tuple[str, int, int, bool]] = []
    breaks: list[int] = []
    for match in _PIECES.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        shown = match[0]
        plain = kind == "plain" or (kind == "signs" and not _is_markup(text, start, end))
        if plain:
            pass
        elif kind == "gap":
            if "\n" in shown:
                breaks.append(len(pieces))
            shown = " " if _HAS_WHITE.search(shown) else ""
        elif kind == "escaped":
            shown = shown[1]
        elif kind == "signs":
            shown = ""
        else:
            shown = unicodedata.normalize("NFC", _REPLACED.get(shown[0], shown[0]) + shown[1:])
        if not pieces and shown.startswith(" "):
            shown, start = shown[1:], start + 1
        if shown:
            pieces.append((shown, start, end, plain))
    if pieces and pieces[-1][0] == " ":
        pieces.pop()
    shown_pieces, starts, ends, plains = zip(*pieces, strict=True) if pieces else ((), (), (), ())
    offsets = (0, *accumulate(map(len, shown_pieces[:-1]))) if pieces else ()
    return Normalised(
        source=text,
        text="".join(shown_pieces),
        offsets=offsets,
        starts=starts,
        ends=ends,
        plain=plains,
        breaks=tuple(offsets[piece] for piece in breaks if 0 < piece < len(pieces)),
    )


def _is_markup(text: str, start: int, end: int) -> bool:
    """Whether a run of signs is Markdown's, or the text's own.

    Its own are signs that stand free (5 * 3), and within a word or number those that no writer means as emphasis:
    one asterisk (Bürger*innen), underscores (snake_case), anything beside a digit (2**3).
    """
    before, after = _visible(text, start - 1, -1), _visible(text, end, 1)
    if not before.strip() and not after.strip():
        return False
    if not (_OF_A_WORD.match(before) and _OF_A_WORD.match(after)):
        return True
    run = text[start:end]
    return not (run == "*" or not run.strip("_") or before in "0123456789" or after in "0123456789")


def _visible(text: str, at: int, step: int) -> str:
    """The next character from `at` on that is not invisible; empty where the text ends."""
    while 0 <= at < len(text) and _IS_INVISIBLE.match(text[at]):
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _prepared(text: str | Normalised) -> Normalised:
    return text if isinstance(text, Normalised) else normalise(text)


# --- finding --------------------------------------------------------------------------------------------------


def locate(text: str | Normalised, quote: Quote, *, parts: bool = False) -> tuple[Span, ...]:
    """Every place where the quote stands, in order; none if it stands nowhere or nothing of it is visible.

    Prefix and suffix must stand directly before and after; white space between does not count. A quote that is
    not found as it is written is looked for without the Markdown that only source files have: links, and the
    marks at the beginnings of lines. Places may overlap; none cuts a character of the text in two, and none cuts a
    word or number at an edge that has no prefix or suffix, unless `parts` of words are asked for too.
    """
    where = _prepared(text)
    return tuple(where.span(start, end) for start, end in _places(where, quote, parts))


def cuts(text: str, at: int) -> bool:
    """Whether a word or number of a normalised text goes on across an offset: “3 Tage” in “13 Tage”."""
    return _WITHIN.match(text, at) is not None


def _places(where: Normalised, quote: Quote, parts: bool = False) -> list[tuple[int, int]]:
    """`locate` in offsets of the normalised text."""
    found = _as_written(where, quote, parts)
    if not found:
        bare = Quote(exact=_bare(quote.exact), prefix=_bare(quote.prefix), suffix=_bare(quote.suffix))
        if bare != quote:
            found = _as_written(where, bare, parts)
    return found


def _as_written(where: Normalised, quote: Quote, parts: bool) -> list[tuple[int, int]]:
    text = where.text
    exact = normalise(quote.exact).text
    prefix, suffix = normalise(quote.prefix).text, normalise(quote.suffix).text
    found: list[tuple[int, int]] = []
    start = text.find(exact) if exact else -1
    while start >= 0:
        end = start + len(exact)
        before = start - text.endswith(" ", 0, start)
        after = end + text.startswith(" ", end)
        if (
            where.whole(start, end)
            and (parts or prefix or not cuts(text, start))
            and (parts or suffix or not cuts(text, end))
            and text.endswith(prefix, 0, before)
            and text.startswith(suffix, after)
            # an edit from 30 to 130 must not leave a note on what has the prefix “30”
            and not (prefix and _WITHIN_NUMBER.match(text, before - len(prefix)))
            and not (suffix and _WITHIN_NUMBER.match(text, after + len(suffix)))
        ):
            found.append((start, end))
        start = text.find(exact, start + 1)
    return found


def _bare(words: str) -> str:
    return _LINK.sub(r"\1", _LINE_SIGNS.sub("", words))


# --- describing -----------------------------------------------------------------------------------------------


def describe(text: str | Normalised, span: Span) -> Quote:
    """The shortest selector for the span: its words, and whole words of context if they stand elsewhere too.

    `locate(text, describe(text, span)) == (span,)` for every span that begins and ends in visible characters.
    Of context, the fewest words are taken such that every other place differs in `DIFFERENCES` of them or, where
    the text does not allow that, in one. With equal sums more is taken after the quote than before it. If the span
    begins or ends within a word, the rest of the word is context that it needs.

    Raises ValueError for a span that no selector can name: empty, or beginning or ending in something invisible
    or within a character. `visible_part` makes a nameable span of whatever somebody selected.
    """
    where = _prepared(text)
    start, end = where.range(span)
    if start == end or where.span(start, end) != span:
        raise ValueError("the span does not begin and end in visible characters")
    exact = _written(where, start, end)
    others: list[tuple[int, int]] = []
    if _places(where, Quote(exact=exact)) != [(start, end)]:
        # with a context, parts of words count too
        others = [place for place in _places(where, Quote(exact=exact), parts=True) if place != (start, end)]
    for prefix_start, suffix_end in _contexts(where.text, start, end, others):
        quote = Quote(
            exact=exact,
            prefix=_written(where, prefix_start, start),
            suffix=_written(where, end, suffix_end),
        )
        if _places(where, quote) == [(start, end)]:
            return quote
    raise ValueError("no selector tells this span from the others")


def visible_part(text: str | Normalised, span: Span) -> Span | None:
    """The span without what is invisible at its edges or cut by them; None if nothing is left."""
    where = _prepared(text)
    start, end = where.range(span)
    return where.span(start, end) if start < end else None


def _written(where: Normalised, start: int, end: int) -> str:
    """Words of the text as an editor would write them into a selector: in one line, typography as it is."""
    wanted = where.text[start:end].strip(" ")
    if not wanted:
        return ""
    span = where.span(*where.range(where.span(start, end)))
    words = " ".join(
        re.split(f"[{_WHITE}]+", re.sub(f"[{_INVISIBLE}]", "", where.source[span.start : span.end]))
    )
    if normalise(words).text == wanted:
        return words
    # a sign at the edge counts differently once its neighbour is missing, so every sign is escaped
    return re.sub(r"([\\*_`~])", r"\\\1", wanted)


def _contexts(text: str, start: int, end: int, others: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where prefixes begin and suffixes end that tell a place from others, the best first, the longest last."""
    least_before, least_after = cuts(text, start), cuts(text, end)
    if not others and not least_before and not least_after:
        yield start, end
    before = list(islice(_words_before(text, start), CONTEXT_WORDS))
    after = list(islice(_words_after(text, end), CONTEXT_WORDS))
    words_before = [text[slice(*word)] for word in before]
    words_after = [text[slice(*word)] for word in after]
    needs = {
        (
            *_differing(
                words_before, (text[slice(*word)] for word in _words_before(text, place[0])), str.endswith
            ),
            *_differing(
                words_after, (text[slice(*word)] for word in _words_after(text, place[1])), str.startswith
            ),
        )
        for place in others
    }

    def safely(size: int, need: tuple[float, ...]) -> float:
        once_before, safe_before, once_after, safe_after = need
        return 0 if size >= safe_before else min(safe_after, once_after if size >= once_before else inf)

    def barely(size: int, need: tuple[float, ...]) -> float:
        once_before, _, once_after, _ = need
        return 0 if size >= once_before else once_after

    for enough in (safely, barely):
        sizes = (
            (size, max((least_after, *(enough(size, need) for need in needs))))
            for size in range(least_before, len(before) + 1)
        )
        best = min(sizes, key=lambda pair: (sum(pair), pair[0]))
        if best[1] < inf:
            size_before, size_after = best[0], int(best[1])
            yield (
                before[size_before - 1][0] if size_before else start,
                after[size_after - 1][1] if size_after else end,
            )
    yield 0, len(text)


def _differing(
    mine: list[str], theirs: Iterable[str], is_end: Callable[[str, str], bool]
) -> tuple[float, float]:
    """How many words of context it takes to be told apart at all, and to differ in `DIFFERENCES` words.

    Words come nearest first. Context is compared as text, so a word that is merely the near end of the other's
    (“und” before the quote, “Hund” before its double) takes one word more.
    """
    once: float = inf
    count = 0
    other = iter(theirs)
    for size, word in enumerate(mine, 1):
        against = next(other, "")
        if once == inf and count:
            once = size
        if word != against:
            count += 1
            if once == inf and not is_end(against, word):
                once = size
        if count >= DIFFERENCES and once <= size:
            return once, size
    return once, inf


def _words_before(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Offsets of the words before a place in a normalised text, the nearest first; it may be the part of a word."""
    end = at - text.endswith(" ", 0, at)
    while end > 0:
        start = text.rfind(" ", 0, end) + 1
        yield start, end
        end = start - 1


def _words_after(text: str, at: int) -> Iterator[tuple[int, int]]:
    start = at + text.startswith(" ", at)
    while start < len(text):
        end = text.find(" ", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


# --- helping --------------------------------------------------------------------------------------------------


def distinguish(text: str | Normalised, quote: Quote, limit: int | None = None) -> tuple[Quote, ...]:
    """For a quote that stands in several places: for each (the first `limit`), the selector that means it alone."""
    where = _prepared(text)
    return tuple(describe(where, span) for span in locate(where, quote)[:limit])


def nearest(text: str | Normalised, quote: Quote, limit: int = 3) -> tuple[Near, ...]:
    """Where words stand that resemble the quote, the most alike first; for a hint, never for anchoring.

    Whole words come back, places do not overlap. Empty if nothing is alike by `NEAR_ENOUGH`. Within a line the
    place is rapidfuzz's partial ratio, case aside.
    """
    where = _prepared(text)
    wanted = normalise(_bare(quote.exact)).text
    if not wanted or limit < 1:
        return ()
    lines = [where.range(Span(*line.span())) for line in _LINE.finditer(where.source)]
    lines = [line for line in lines if line[0] < line[1]]
    found: list[tuple[float, int, int]] = []
    for number, (start, end) in enumerate(lines):
        # a quote may run on into the next lines
        for _, further in lines[number + 1 :]:
            if end - start >= 2 * len(wanted):
                break
            end = further
        part = _folded(where.text[start:end])
        best = fuzz.partial_ratio_alignment(_folded(wanted), part, score_cutoff=NEAR_ENOUGH)
        if best and best.dest_end > best.dest_start:
            first, last = _whole_words(where.text, start + best.dest_start, start + best.dest_end)
            likeness = fuzz.ratio(wanted, where.text[first:last])
            if likeness >= NEAR_ENOUGH:
                found.append((likeness, first, last))
    kept: list[tuple[float, int, int]] = []
    for one in sorted(found, key=lambda one: (-one[0], one[1])):
        if len(kept) < limit and all(one[2] <= other[1] or other[2] <= one[1] for other in kept):
            kept.append(one)
    places = ((likeness, where.span(first, last)) for likeness, first, last in kept)
    return tuple(
        Near(span=span, words=where.source[span.start : span.end], likeness=likeness)
        for likeness, span in places
    )


def _folded(text: str) -> str:
    """In small letters, offsets unchanged: a letter that would grow (İ) stays as it is."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widened to whole words, without blanks and without a comma or colon at the end."""
    while end > start + 1 and text[end - 1] == " ":
        end -= 1
    while start < end - 1 and text[start] == " ":
        start += 1
    start = text.rfind(" ", 0, start) + 1
    end = text.find(" ", end) if " " in text[end:] else len(text)
    while end > start + 1 and text[end - 1] in ",;:":
        end -= 1
    return start, end
