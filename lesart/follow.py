"""Where an annotated passage went when its text was edited: `follow` with the text before, `seek` without.

Nothing here guesses: a place is `certain` only if every witness agrees, and whatever is not certain is offered, the
most likely first, for the editor to confirm. Pure functions; `lesart/selector.py` says what counts as equal.

How it works, with the text before and after (the history of the repository gives both):

1. Both texts are cut into words, and the words aligned: a patience diff. Sequences of words that stand once on
   each side are laid on each other, the heaviest chain of them that keeps the order first, then others as moved
   stretches; between them the same with shorter sequences, at last the longest common subsequence. Matches that
   are too thin to be more than chance are dropped again. (Bram Cohen's patience diff; rapidfuzz for the subsequence.)
2. The image of the passage under the alignment is the first witness: where its words went, widened to what stands
   in the place of its first and last words if those were replaced.
3. The second witness knows nothing of the alignment: all places in the text after that have the passage's words, or
   some of them, or its surroundings. Places whose words the alignment has brought from elsewhere do not count:
   a double that was there before is no rival.
4. Both must mean the same place, no other place may fit nearly as well, no other passage of the text before may
   have the same claim to it, and words and surroundings must be kept well enough. Otherwise it is not certain.
5. If words changed, `lesart/sense.py` looks for numbers, negations and names among them.

Without the text before there is only the second witness, and much less is certain.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from lesart.align import NEAR_WORDS, Alignment, Text, align, compared, letters, prepare
from lesart.selector import Quote, Span, cuts, normalise
from lesart.sense import WORD, Change, changes, usage

__all__ = ["Alignment", "Followed", "Offer", "Outcome", "Span", "Text", "align", "follow", "prepare", "seek"]

Outcome = Literal["in place", "moved", "edited", "sense changed", "ambiguous", "gone"]

# --- thresholds -----------------------------------------------------------------------------------------------
# All of them; what moves when they move is in the notes on the benchmark (bench/anchoring.py measures it).

#: So many more words than before may stand between two words of a passage; beyond that they have parted.
SPREAD_WORDS = 40

#: Characters of surroundings that are compared on each side.
CONTEXT = 48
#: Weight of the surroundings beside that of the words in the order of offers.
AROUND = 0.4
#: Places offered at most, and places of the same words looked at at most.
OFFERED = 5
MANY = 50
#: Characters of surroundings by which a place is found whose words are gone, at most and at least.
BRACKET = 24
BRACKET_LEAST = 6
#: Words that stand more often than this say nothing about where a passage is.
COMMON = 60
#: An image that kept less of the words than this is chance.
TRACE = 0.15
#: Certain if the words are the same and this much of the surroundings (0 to 2), or they stand once in both texts ...
AROUND_SAME = 0.6
#: ... or if the surroundings are kept, and the words are so much alike, or nearly all of them are still there.
AROUND_EDITED = 0.8
ALIKE_EDITED = 0.6
KEPT = 0.8
#: Where both sides are kept this well, what stands between them has taken the passage's place: less will do then.
BETWEEN = 0.75
ALIKE_BETWEEN = 0.55
#: Likeness from which it does not matter there that some of the words are found elsewhere too.
WHOLE_BETWEEN = 0.75
#: If its words stand that many times as far apart as before, they do not say the same any more.
STRETCHED = 4.0
#: An end of a passage of which so large a share is gone is lost, if less than this of what stood beside it was kept.
LOST = 0.2
LOST_BESIDE = 0.3
#: A passage of whose words more than this share went to another place than the rest has come apart.
SCATTERED = 0.1
#: So many words beside a passage are looked at for a negation that was put there or taken away.
BESIDE = 2
#: By so much the score of a place must lead that of every other.
AHEAD = 0.1
#: By so much its surroundings must fit better than those of a double in the text before that has lost its place;
#: and on neither side may they fit worse by more than this.
AHEAD_DOUBLE = 0.35
BETTER = 0.05
#: A double of which less than this was kept has no place of its own.
CLAIM = 0.5
#: A place of whose words this share came from elsewhere is no rival.
FOREIGN = 0.5
#: A place with this score may be meant; less is offered, but called gone.
LIKELY = 0.6
#: What counts for how much in the likeness of words: those that are missing, beside those that have come in. With the
#: text before both count the same; without it a passage with a sentence put into it must come before one of its halves.
EVEN = 0.5
MISSING = 0.65
#: Without the text before: surroundings kept on each side of the same words; likeness and surroundings of others.
SIDE_SAME = 1.0
ALIKE_ALONE = 0.75
SIDE_EDITED = 0.7
AHEAD_ALONE = 0.15
#: Passages up to so many characters are looked for letter by letter too, from this likeness on.
SHORT = 80
ALIKE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A place in the text after. `likeness` (0 to 1) is that of words and surroundings, for the order."""

    span: Span
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of a passage.

    `span` is its place if there is one to name: always for `in place`, `moved`, `edited`, `sense changed`, never
    for `ambiguous` and `gone`. `certain`: every witness agrees on it; never true if the sense changed.
    `placed`: the same, whatever became of the sense.
    `offered`: places to confirm, the most likely first, with `span` at the head. `certainty` from 0 to 1.
    """

    outcome: Outcome
    span: Span | None
    placed: bool
    certain: bool
    certainty: float
    offered: tuple[Offer, ...]
    changes: tuple[Change, ...] = ()


# --- 2  the image of a passage --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Image:
    """Normalised offsets in the text after, and which share of the passage's words (by weight) went there."""

    start: int
    end: int
    kept: float
    scattered: float
    moved: bool
    torn: bool  # an end of the passage went elsewhere, or so much stands in its place that it is no successor
    without: tuple[float, float]  # which shares of its words, at its beginning and end, did not go there


def _image(alignment: Alignment, start: int, end: int) -> _Image | None:
    """Where the words of the normalised characters `start` to `end` of the text before went."""
    before, after, image = alignment.before, alignment.after, alignment.image
    first, last = before.covering(start, end)
    if first == last:
        return None
    stretch = _heaviest(before.words, image, first, last)
    if not stretch:
        return None
    whole = max(1, letters(before.words[first:last]))
    kept = letters(before.words[i] for i in stretch) / whole
    left, right = stretch[0], stretch[-1]
    j1, torn = _edge(alignment, left, first - 1, -1) if left > first else (image[left], False)
    j2, torn_too = _edge(alignment, right, last, 1) if right < last - 1 else (image[right], False)
    # the passage may begin or end within a word; so does its image if the word is the same
    inset = start - before.starts[first] if left == first and start > before.starts[first] else 0
    outset = before.ends[last - 1] - end if right == last - 1 and end < before.ends[last - 1] else 0
    return _Image(
        start=after.starts[j1] + inset,
        end=after.ends[j2] - outset,
        kept=kept,
        scattered=letters(before.words[i] for i in range(first, last) if image[i] >= 0) / whole - kept,
        moved=2 * sum(i in alignment.moved for i in stretch) > len(stretch),
        torn=torn or torn_too,
        without=(
            letters(before.words[first:left]) / whole,
            letters(before.words[right + 1 : last]) / whole,
        ),
    )


def _heaviest(words: Sequence[str], image: Sequence[int], first: int, last: int) -> list[int]:
    """Of the words that have an image, the group whose images stand together and in order; by weight."""
    groups: list[list[int]] = []
    for i in range(first, last):
        if image[i] < 0:
            continue
        previous = groups[-1][-1] if groups else -1
        if groups and 0 < image[i] - image[previous] <= i - previous + SPREAD_WORDS:
            groups[-1].append(i)
        else:
            groups.append([i])
    return max(groups, key=lambda group: letters(words[i] for i in group), default=[])


def _edge(alignment: Alignment, inner: int, outer: int, step: int) -> tuple[int, bool]:
    """The word after that stands for the passage's first (step -1) or last (step 1) word, which was replaced.

    `inner` is the outermost word of the passage that has an image, `outer` the first one outside the passage. Also
    whether the end was torn off: it stands elsewhere, or more stands in its place than can be told apart.
    """
    image = alignment.image
    size = len(image)
    elsewhere = any(image[i] >= 0 for i in range(inner + step, outer, step))
    beyond = outer
    while 0 <= beyond < size and image[beyond] < 0 and abs(beyond - outer) < NEAR_WORDS:
        beyond += step
    room = 0
    if 0 <= beyond < size and image[beyond] >= 0:
        room = (image[beyond] - image[inner]) * step - 1
    replaced = abs(outer - inner) - 1
    if room <= 0 or room > replaced + SPREAD_WORDS:
        return image[inner], elsewhere or room > 0
    outside = abs(beyond - outer)
    if not outside:
        return image[inner] + step * room, elsewhere
    # where the stretch runs on outside the passage, the passage gets its share of what stands there now, but no word
    # that is known from outside, and every one that is known from within (“Nr.| 1 und 2”, “Nummer| 1 bis 4”)
    share = round(room * replaced / (replaced + outside))
    least, most = 0, room
    old = alignment.before.words[inner + step : beyond : step]
    new = alignment.after.words[image[inner] + step : image[beyond] : step]
    for i, j in _common(old, new):
        if not any(map(str.isalnum, old[i])):
            continue  # a sign stands everywhere
        if i < replaced:
            least = j + 1
        else:
            most = min(most, j)
    return image[inner] + step * min(max(share, least), most), elsewhere


def _common(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of the words that both have, in order: one of the longest ways to pair them."""
    for block in LCSseq.opcodes(old, new):
        if block.tag == "equal":
            size = block.src_end - block.src_start
            yield from ((block.src_start + step, block.dest_start + step) for step in range(size))


# --- 3  places that resemble ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Normalised offsets, and how alike words and surroundings are (0 to 1; None where none are known)."""

    start: int
    end: int
    words: float
    left: float | None
    right: float | None

    @property
    def score(self) -> float:
        known = [side for side in (self.left, self.right) if side is not None]
        around = sum(known) / len(known) if known else 1.0
        return (1 - AROUND) * self.words + AROUND * around

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def _places(after: Text, exact: str, prefix: str, suffix: str, missing: float) -> list[_Place]:
    """Places in the text after that have the words, or some of them, or the surroundings; the best first."""
    text = after.normalised.text
    spans: set[tuple[int, int]] = set()
    at = text.find(exact)
    while at >= 0 and len(spans) < MANY:
        spans.add((at, at + len(exact)))
        at = text.find(exact, at + 1)
    spans.update(_between(text, exact, prefix, suffix))
    spans.update(_widened(text, exact))
    spans.update(_clusters(after, exact))
    ranked = sorted(
        (_place(text, span, exact, prefix, suffix, missing) for span in spans),
        key=lambda p: (-p.score, p.start),
    )
    kept: list[_Place] = []
    for place in ranked:
        if len(kept) < OFFERED and not any(place.overlaps(other.start, other.end) for other in kept):
            kept.append(place)
    return kept


def _place(text: str, span: tuple[int, int], exact: str, prefix: str, suffix: str, missing: float) -> _Place:
    start, end = span
    return _Place(
        start=start,
        end=end,
        words=1.0
        if text[start:end] == exact
        else min(0.99, _alike(exact.casefold(), text[start:end].casefold(), missing)),
        left=_side(prefix[::-1], text[max(0, start - len(prefix) - 1) : start][::-1]) if prefix else None,
        right=_side(suffix, text[end : end + len(suffix) + 1]) if suffix else None,
    )


def _alike(wanted: str, found: str, missing: float) -> float:
    """How alike two passages are (0 to 1): what both have, beside that and what either lacks (Tversky, 1977).

    `missing` is the weight of what is missing, the rest that of what has come in; evenly, it is Dice's coefficient.
    """
    same = fuzz.ratio(wanted, found) / 200 * (len(wanted) + len(found))
    either = same + missing * (len(wanted) - same) + (1 - missing) * (len(found) - same)
    return same / either if either else 0.0


def _side(wanted: str, found: str) -> float:
    """How alike two surroundings are, both read outward from the passage: as wholes, or as far as they are the same."""
    wanted = wanted.strip(" ")
    found = found.removeprefix(" ")[: len(wanted)]
    same = 0
    for one, other in zip(wanted, found, strict=False):
        if one != other:
            break
        same += 1
    # unrelated text has a ratio of about a half
    return max(same / max(1, len(wanted)), 2 * fuzz.ratio(wanted, found) / 100 - 1, 0.0)


def _between(text: str, exact: str, prefix: str, suffix: str) -> Iterator[tuple[int, int]]:
    """What stands now between the surroundings, wherever they or their nearer halves are still found."""
    begins = _ends_of(text, prefix[-BRACKET:].strip(" "))
    ends = _begins_of(text, suffix[:BRACKET].strip(" "))
    for start in begins:
        yield start, min(len(text), start + len(exact))
        if nearest := _next(ends, start, start + 3 * len(exact) + CONTEXT):
            yield start, nearest
    for end in ends:
        if end > 0:
            yield max(0, end - len(exact)), end


def _widened(text: str, exact: str) -> Iterator[tuple[int, int]]:
    """What stands now between the beginning and the end of the passage, where more has been put between them."""
    if len(exact) < 2 * BRACKET:
        return
    begins = _begins_of(text, exact[:BRACKET])
    ends = _ends_of(text, exact[-BRACKET:])
    for begin in begins:
        start = begin + text.startswith(" ", begin)
        if nearest := _next(ends, start + len(exact) - 1, start + 3 * len(exact) + CONTEXT):
            yield start, nearest - text.endswith(" ", 0, nearest)


def _next(places: Sequence[int], behind: int, last: int) -> int | None:
    """The first of the ascending places behind one, if it is no further than `last`."""
    number = bisect_right(places, behind)
    return places[number] if number < len(places) and places[number] <= last else None


def _ends_of(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words) if len(words) >= BRACKET_LEAST else -1
    while at >= 0 and len(found) < MANY:
        end = at + len(words)
        end += text.startswith(" ", end)
        if end < len(text):
            found.append(end)
        at = text.find(words, at + 1)
    return found


def _begins_of(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words) if len(words) >= BRACKET_LEAST else -1
    while at >= 0 and len(found) < MANY:
        found.append(at - text.endswith(" ", 0, at))
        at = text.find(words, at + 1)
    return found


def _clusters(after: Text, exact: str) -> Iterator[tuple[int, int]]:
    """Where several of the words stand together, the rarer the better; and what rapidfuzz finds most alike."""
    words = compared(WORD.findall(exact))
    size = len(words)
    wanted = set(words)
    hits = [(at, word) for at, word in enumerate(after.words) if word in wanted]
    counts = Counter(word for _, word in hits)
    telling = {word for word, count in counts.items() if count <= COMMON and word.isalnum()}
    if telling:
        hits = [hit for hit in hits if hit[1] in telling]
    value = {
        word: log(1 + len(after.words) / (1 + count)) if word.isalnum() else 0.1
        for word, count in counts.items()
    }
    windows: list[tuple[float, int, int]] = []
    reach = size + size // 2
    low = 0
    weight = 0.0
    seen: dict[str, int] = {}
    for high, (place, word) in enumerate(hits):
        seen[word] = seen.get(word, 0) + 1
        weight += value[word] if seen[word] == 1 else 0.0
        while hits[low][0] < place - reach:
            gone = hits[low][1]
            seen[gone] -= 1
            weight -= value[gone] if not seen[gone] else 0.0
            low += 1
        windows.append((weight, hits[low][0], hits[high][0] + 1))
    taken: list[tuple[int, int]] = []
    for _, first, last in sorted(windows, key=lambda window: (-window[0], window[1])):
        if len(taken) == OFFERED:
            break
        if all(last <= other[0] or other[1] <= first for other in taken):
            taken.append((first, last))
            yield _trimmed(after, words, first, last)
    best = (
        fuzz.partial_ratio_alignment(exact, after.normalised.text, score_cutoff=100 * ALIKE)
        if len(exact) <= SHORT
        else None
    )
    if best and best.dest_end > best.dest_start:
        yield _whole_words(after, best.dest_start, best.dest_end)


def _whole_words(after: Text, start: int, end: int) -> tuple[int, int]:
    """A stretch of characters as the words of which it holds the greater part."""
    first, last = after.covering(start, end)
    while first < last - 1 and 2 * (start - after.starts[first]) > after.ends[first] - after.starts[first]:
        first += 1
    while (
        first < last - 1 and 2 * (after.ends[last - 1] - end) > after.ends[last - 1] - after.starts[last - 1]
    ):
        last -= 1
    return after.starts[first], after.ends[last - 1]


def _trimmed(after: Text, words: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """A window cut or widened to the stretch that holds the words in their order."""
    low, high = max(0, first - len(words) // 2), min(len(after.words), last + len(words) // 2)
    pairs = [(i, low + j) for i, j in _common(words, after.words[low:high])]
    if not pairs:
        return after.starts[first], after.ends[last - 1]
    # the stretch with the most matched letters less unmatched ones (Kadane)
    best = (0.0, 0, 0)
    sums = 0.0
    begin = 0
    for at, (_, j) in enumerate(pairs):
        if at:
            between = after.starts[j] - after.ends[pairs[at - 1][1]] if j > pairs[at - 1][1] + 1 else 0
            sums -= between / 2
        if sums <= 0:
            sums, begin = 0.0, at
        sums += len(after.words[j])
        if sums > best[0]:
            best = (sums, begin, at)
    (q1, j1), (q2, j2) = pairs[best[1]], pairs[best[2]]
    # words missing at the ends: what stands there may have replaced them
    return after.starts[max(0, j1 - q1) if q1 <= 3 else j1], after.ends[
        min(len(after.words) - 1, j2 + len(words) - 1 - q2) if len(words) - 1 - q2 <= 3 else j2
    ]


# --- 4  the judgement -----------------------------------------------------------------------------------------


def follow(alignment: Alignment, span: Span) -> Followed:
    """Where the passage that stood at `span` in the text before stands in the text after.

    Raises ValueError if nothing of the span is visible.
    """
    before, after = alignment.before, alignment.after
    start, end = before.normalised.range(span)
    if start == end:
        raise ValueError("nothing of the span is visible")
    old, new = before.normalised.text, after.normalised.text
    exact = old[start:end]
    prefix, suffix = old[max(0, start - CONTEXT) : start], old[end : end + CONTEXT]

    places = _places(after, exact, prefix, suffix, EVEN)
    image = _image(alignment, start, end)
    if image is None or image.kept < TRACE:
        rivals = [place for place in places if _foreign(alignment, place, start, end) < FOREIGN]
        return _offered(after, rivals, [place for place in places if place not in rivals])
    here = _place(new, (image.start, image.end), exact, prefix, suffix, EVEN)
    # a stray word far off may have widened the image of words that stand there unchanged
    inside = (
        place
        for place in places
        if place.words == 1.0
        and place.overlaps(here.start, here.end)
        and (not cuts(new, place.start) or cuts(old, start))
        and (not cuts(new, place.end) or cuts(old, end))
    )
    here = next(inside, here)
    others = [place for place in places if not place.overlaps(here.start, here.end)]
    rivals = [place for place in others if _foreign(alignment, place, start, end) < FOREIGN]
    around = _around(here)
    same = here.words == 1.0
    alone = same and old.count(exact) == 1 and new.count(exact) == 1
    between = min(here.left or 0.0, here.right or 0.0) >= BETWEEN  # the text's own edge bears no witness
    lost = any(
        share >= LOST and (side or 0.0) < LOST_BESIDE
        for share, side in zip(image.without, (here.left, here.right), strict=True)
    )
    stretched = here.end - here.start > STRETCHED * len(exact)
    parted = image.torn or lost or stretched or image.scattered > SCATTERED
    whole = (not parted or (between and here.words >= WHOLE_BETWEEN)) and (
        here.words >= (ALIKE_BETWEEN if between else ALIKE_EDITED) or image.kept >= KEPT
    )
    witnessed = (same and (around >= AROUND_SAME or alone)) or (whole and around >= AROUND_EDITED)
    agreed = (
        all(rival.score < here.score - AHEAD for rival in rivals)
        and not any(_parted(alignment, start, end, place) for place in others)
        and not _claimed(alignment, start, end, here)
    )
    found = _sense(alignment, start, end, here)
    outcome: Outcome
    if found:
        outcome = "sense changed"
    elif not agreed:
        outcome = "ambiguous"
    elif not same:
        outcome = "edited"
    else:
        outcome = "moved" if image.moved else "in place"
    return Followed(
        outcome=outcome,
        span=after.normalised.span(here.start, here.end) if outcome != "ambiguous" else None,
        placed=witnessed and agreed,
        certain=witnessed and agreed and not found,
        certainty=here.score,
        offered=_offers(after, sorted([here, *rivals], key=lambda place: -place.score)),
        changes=found,
    )


def _sense(alignment: Alignment, start: int, end: int, here: _Place) -> tuple[Change, ...]:
    """What changed in sense in the passage, and what was negated by words put directly beside it."""
    old, new = alignment.before.normalised.text, alignment.after.normalised.text
    found = (
        changes(
            alignment.before.normalised.lined(start, end),
            alignment.after.normalised.lined(here.start, here.end),
            alignment.usage,
        )
        if old[start:end] != new[here.start : here.end]
        else ()
    )
    beside = (
        _beside(alignment, start, here.start, -1),
        _beside(alignment, end, here.end, 1),
    )
    return found + tuple(change for side in beside for change in side if change.kind == "negation")


def _beside(alignment: Alignment, at: int, place: int, step: int) -> tuple[Change, ...]:
    """What changed between the passage's edge and the nearest word outside that both texts have, if that is near."""
    before, after = alignment.before, alignment.after
    if step < 0:
        i, j = bisect_right(before.ends, at) - 1, bisect_right(after.ends, place) - 1
    else:
        i, j = bisect_left(before.starts, at), bisect_left(after.starts, place)
    for distance in range(BESIDE + 1):
        outer = i + step * distance
        if not 0 <= outer < len(before.words):
            break
        other = alignment.image[outer]
        if other < 0:
            continue
        if not 0 <= (other - j) * step <= BESIDE:
            break
        old = before.words[i:outer:step] if step > 0 else before.words[outer + 1 : i + 1]
        new = after.words[j:other:step] if step > 0 else after.words[other + 1 : j + 1]
        return changes(" ".join(old), " ".join(new), alignment.usage) if old != new else ()
    return ()


def _around(place: _Place) -> float:
    """How much of the surroundings is kept, both sides together (0 to 2)."""
    return _side_of(place.left) + _side_of(place.right)


def _side_of(kept: float | None) -> float:
    """What is kept of one side; where the text begins or ends there is nothing to lose."""
    return 1.0 if kept is None else kept


def _parted(alignment: Alignment, start: int, end: int, place: _Place) -> bool:
    """Whether another place has the same words, and beside them the very word that stood beside the passage.

    Then the passage and its neighbour have gone to different doubles, and nobody can say which is meant.
    """
    if place.words < 1.0:
        return False
    first, last = alignment.before.covering(start, end)
    j1, j2 = alignment.after.covering(place.start, place.end)
    origin = alignment.origin
    return (first > 0 and j1 > 0 and origin[j1 - 1] == first - 1) or (
        j2 < len(origin) and last < len(alignment.image) and origin[j2] == last
    )


def _claimed(alignment: Alignment, start: int, end: int, here: _Place) -> bool:
    """Whether a double of the passage in the text before, itself without a place, has as good a claim to this one.

    It has if its surroundings fit nearly as well as the passage's own, or better on one side.
    """
    old, new = alignment.before.normalised.text, alignment.after.normalised.text
    exact = old[start:end]
    doubles = 0
    at = old.find(exact)
    while at >= 0 and doubles < MANY:
        after = at + len(exact)
        if at >= end or after <= start:
            doubles += 1
            other = _image(alignment, at, after)
            if other is None or other.kept < CLAIM or here.overlaps(other.start, other.end):
                double = _place(
                    new,
                    (here.start, here.end),
                    exact,
                    old[max(0, at - CONTEXT) : at],
                    old[after : after + CONTEXT],
                    EVEN,
                )
                if (
                    _around(double) > _around(here) - AHEAD_DOUBLE
                    or (double.left or 0.0) > (here.left or 0.0) + BETTER
                    or (double.right or 0.0) > (here.right or 0.0) + BETTER
                ):
                    return True
        at = old.find(exact, at + 1)
    return False


def _foreign(alignment: Alignment, place: _Place, start: int, end: int) -> float:
    """Which share of a place's words came, as the alignment has it, from elsewhere than the passage."""
    first, last = alignment.before.covering(start, end)
    j1, j2 = alignment.after.covering(place.start, place.end)
    words = alignment.after.words
    foreign = (
        len(words[j])
        for j in range(j1, j2)
        if alignment.origin[j] >= 0 and not first <= alignment.origin[j] < last
    )
    return sum(foreign) / max(1, letters(words[j1:j2]))


def _offered(after: Text, likely: Sequence[_Place], unlikely: Sequence[_Place]) -> Followed:
    """Nothing to name; what may be shown all the same."""
    offers = _offers(after, [*likely, *unlikely])
    best = likely[0].score if likely else 0.0
    return Followed(
        outcome="ambiguous" if best >= LIKELY else "gone",
        span=None,
        placed=False,
        certain=False,
        certainty=best,
        offered=offers,
    )


def _offers(after: Text, places: Sequence[_Place]) -> tuple[Offer, ...]:
    return tuple(
        Offer(span=after.normalised.span(place.start, place.end), likeness=place.score)
        for place in places[:OFFERED]
        if place.start < place.end
    )


def seek(after: Text, quote: Quote, names: frozenset[str] = frozenset()) -> Followed:
    """The same with the selector alone, when no earlier text is known: much less is certain.

    `names` are those that are known for certain. Raises ValueError if nothing of the quote is visible.
    """
    wanted = normalise(quote.exact)
    exact = wanted.text
    prefix, suffix = normalise(quote.prefix).text, normalise(quote.suffix).text
    if not exact:
        raise ValueError("nothing of the quote is visible")
    places = _places(after, exact, prefix, suffix, MISSING)
    if not places or places[0].score < LIKELY:
        return _offered(after, (), places)
    here, *others = places
    new = after.normalised.text
    same = here.words == 1.0
    found: tuple[Change, ...] = ()
    if not same:
        found = changes(
            wanted.lined(0, len(exact)),
            after.normalised.lined(here.start, here.end),
            usage((after.lined(),), names),
        )
    known = (here.left is not None) + (here.right is not None)
    worst = min(_side_of(here.left), _side_of(here.right))
    if same:
        # where no context says otherwise, half a word may be all that is left of another one
        half = (here.left is None and cuts(new, here.start)) or (here.right is None and cuts(new, here.end))
        witnessed = worst >= SIDE_SAME and (new.count(exact) == 1 or known > 0) and not half
    else:
        witnessed = known == 2 and here.words >= ALIKE_ALONE and worst >= SIDE_EDITED
    agreed = all(other.score < here.score - AHEAD_ALONE for other in others)
    outcome: Outcome = "sense changed" if found else "in place" if same else "edited"
    if not agreed and not found:
        outcome = "ambiguous"
    return Followed(
        outcome=outcome,
        span=after.normalised.span(here.start, here.end) if outcome != "ambiguous" else None,
        placed=witnessed and agreed,
        certain=witnessed and agreed and not found,
        certainty=here.score,
        offered=_offers(after, places),
        changes=found,
    )
