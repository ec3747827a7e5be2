"""Two versions of a text, aligned word by word, and the image of a passage under that alignment.

Both texts are cut into words, and the words aligned: a patience diff. Sequences of words that stand once on each
side are laid on each other, the heaviest chain of them that keeps the order first, then others as moved stretches;
between them the same with shorter sequences, at last the longest common subsequence. Matches that are too thin to
be more than chance are dropped again. (Bram Cohen's patience diff; rapidfuzz for the subsequence.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import LCSseq

from lesart.selector import Normalised, normalise
from lesart.sense import WORD, Usage, usage

# Thresholds; bench/anchoring.py measures what moves when one of them does.

#: Lengths of the sequences of words that the alignment looks for, longest first: long ones are never chance.
SEQUENCES = (4, 2, 1)
#: A sequence of so many words that changed its place among the others counts as a moved stretch.
MOVED_WORDS = 5
#: In a changed stretch, matches count if they cover this share of it ...
DENSE = 0.35
#: ... or run on for so many words.
RUN_WORDS = 4
#: ... but fewer letters than this are never enough.
RUN_WEIGHT = 6
#: Matches with more words than this between them do not support each other.
NEAR_WORDS = 8

#: So many more words than before may stand between two words of a passage; beyond that they have parted.
SPREAD_WORDS = 40


# --- texts as words -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text made ready: normalised, and its words (in small letters) with their offsets in the normalised text."""

    normalised: Normalised
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """The words that touch the normalised characters from `start` to before `end`."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def prepare(text: str | Normalised) -> Text:
    """A text ready for `align` and `seek`; worth making once for all annotations of an article."""
    normalised = text if isinstance(text, Normalised) else normalise(text)
    text = normalised.text.lower()
    if len(text) != len(normalised.text):  # a letter that grows (İ): offsets would shift
        text = normalised.text
    spans = [match.span() for match in WORD.finditer(text)]
    return Text(
        normalised=normalised,
        # “daß” is “dass” here
        words=tuple("\n".join(WORD.findall(text)).replace("ß", "ss").split("\n")) if spans else (),
        starts=tuple(start for start, _ in spans),
        ends=tuple(end for _, end in spans),
    )


# --- 1  the alignment -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """Which word of the text before became which word of the text after: -1 where it has no counterpart."""

    before: Text
    after: Text
    image: tuple[int, ...]
    origin: tuple[int, ...]
    moved: frozenset[int]
    names: frozenset[str]

    @cached_property
    def known(self) -> Usage:
        """What the two texts tell of capital letters; only changed passages ask."""
        return usage((self.before.normalised.text, self.after.normalised.text), self.names)


#: A stretch that both texts have: its first word in each, and how many words.
Run = tuple[int, int, int]


def align(before: Text, after: Text, names: frozenset[str] = frozenset()) -> Alignment:
    """Aligns two versions of a text; worth making once for all annotations of an article.

    Nearly linear where the versions resemble each other; at worst the product of the two lengths, in C.
    """
    a, b = before.words, after.words
    image = [-1] * len(a)
    origin = [-1] * len(b)

    def lay(run: Run) -> None:
        i, j, size = run
        for step in range(size):
            image[i + step] = j + step
            origin[j + step] = i + step

    head = 0
    limit = min(len(a), len(b))
    while head < limit and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < limit - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    lay((0, 0, head))
    lay((len(a) - tail, len(b) - tail, tail))

    region = (head, len(a) - tail, head, len(b) - tail)
    runs = _runs(a, b, region, SEQUENCES[0])
    chain = _grown(a, b, region, _chain(runs))
    for run in chain:
        lay(run)
    moved: set[int] = set()
    for i, j, size in sorted(runs, key=lambda run: -run[2]):
        free = [step for step in range(size) if image[i + step] < 0 and origin[j + step] < 0]
        if len(free) >= MOVED_WORDS:
            for step in free:
                lay((i + step, j + step, 1))
                moved.add(i + step)
            for step in (-1, 1):
                at = free[0] if step < 0 else free[-1]
                while (
                    0 <= i + at + step < len(a)
                    and 0 <= j + at + step < len(b)
                    and image[i + at + step] < 0
                    and origin[j + at + step] < 0
                    and a[i + at + step] == b[j + at + step]
                ):
                    at += step
                    lay((i + at, j + at, 1))
                    moved.add(i + at)
    for gap in _gaps(region, chain):
        for run in _inside(a, b, gap, image, origin):
            lay(run)
    return Alignment(
        before=before,
        after=after,
        image=tuple(image),
        origin=tuple(origin),
        moved=frozenset(moved),
        names=names,
    )


def _runs(a: Sequence[str], b: Sequence[str], region: tuple[int, int, int, int], size: int) -> list[Run]:
    """The stretches made of sequences of `size` words that stand exactly once on each side, in the order of a."""
    i1, i2, j1, j2 = region
    if i2 - i1 < size or j2 - j1 < size:
        return []
    ours = _once(a, i1, i2, size)
    theirs = _once(b, j1, j2, size)
    runs: list[Run] = []
    for sequence, i in ours.items():
        j = theirs.get(sequence, -1)
        if i < 0 or j < 0:
            continue
        if runs:
            start, other, length = runs[-1]
            if i - start == j - other and i <= start + length:
                runs[-1] = (start, other, i - start + size)
                continue
        runs.append((i, j, size))
    return runs


def _once(words: Sequence[str], start: int, end: int, size: int) -> dict[tuple[str, ...], int]:
    """Where each sequence of words begins; -1 if it stands more than once."""
    found: dict[tuple[str, ...], int] = {}
    columns = (words[start + offset : end - size + 1 + offset] for offset in range(size))
    for at, sequence in enumerate(zip(*columns, strict=True), start):
        found[sequence] = -1 if sequence in found else at
    return found


def _chain(runs: Sequence[Run]) -> list[Run]:
    """The heaviest runs that keep their order in both texts (weighted increasing subsequence, Fenwick tree)."""
    order = {j: rank for rank, j in enumerate(sorted({run[1] for run in runs}), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(order) + 1)
    previous: list[int] = []
    for number, (_, j, size) in enumerate(runs):
        rank = order[j] - 1
        best = (0, -1)
        while rank:
            best = max(best, tree[rank])
            rank &= rank - 1
        previous.append(best[1])
        weight = (best[0] + size, number)
        rank = order[j]
        while rank < len(tree):
            tree[rank] = max(tree[rank], weight)
            rank += rank & -rank
    at = max(tree)[1] if runs else -1
    rank = len(order)
    best = (0, -1)
    while rank:
        best = max(best, tree[rank])
        rank &= rank - 1
    at = best[1]
    chain: list[Run] = []
    while at >= 0:
        chain.append(runs[at])
        at = previous[at]
    chain.reverse()
    return chain


def _grown(
    a: Sequence[str], b: Sequence[str], region: tuple[int, int, int, int], chain: Sequence[Run]
) -> list[Run]:
    """The runs, each made as long as its neighbours allow."""
    i_from, i_to, j_from, j_to = region
    grown: list[Run] = []
    for number, (i, j, size) in enumerate(chain):
        if i < i_from or j < j_from:  # the run before has grown into this one
            cut = max(i_from - i, j_from - j)
            i, j, size = i + cut, j + cut, size - cut
            if size <= 0:
                continue
        while i > i_from and j > j_from and a[i - 1] == b[j - 1]:
            i, j, size = i - 1, j - 1, size + 1
        next_i, next_j = chain[number + 1][:2] if number + 1 < len(chain) else (i_to, j_to)
        while i + size < next_i and j + size < next_j and a[i + size] == b[j + size]:
            size += 1
        grown.append((i, j, size))
        i_from, j_from = i + size, j + size
    return grown


def _gaps(region: tuple[int, int, int, int], chain: Sequence[Run]) -> Iterator[tuple[int, int, int, int]]:
    """What lies between the runs where both sides have words."""
    i1, i2, j1, j2 = region
    for i, j, size in (*chain, (i2, j2, 0)):
        if i > i1 and j > j1:
            yield i1, i, j1, j
        i1, j1 = i + size, j + size


def _solved(
    a: Sequence[str], b: Sequence[str], region: tuple[int, int, int, int], level: int
) -> Iterator[Run]:
    """The runs of a region, by ever shorter sequences, at last by the longest common subsequence."""
    i1, i2, j1, j2 = region
    if level == len(SEQUENCES):
        for block in LCSseq.opcodes(a[i1:i2], b[j1:j2]):
            if block.tag == "equal":
                yield i1 + block.src_start, j1 + block.dest_start, block.src_end - block.src_start
        return
    chain = _grown(a, b, region, _chain(_runs(a, b, region, SEQUENCES[level])))
    yield from chain
    for gap in _gaps(region, chain):
        yield from _solved(a, b, gap, level if chain else level + 1)


def _inside(
    a: Sequence[str],
    b: Sequence[str],
    gap: tuple[int, int, int, int],
    image: Sequence[int],
    origin: Sequence[int],
) -> list[Run]:
    """The matches in a changed stretch, between the words that are not yet laid, without those that are chance."""
    i1, i2, j1, j2 = gap
    left = [i for i in range(i1, i2) if image[i] < 0]
    right = [j for j in range(j1, j2) if origin[j] < 0]
    ours, theirs = [a[i] for i in left], [b[j] for j in right]
    runs = sorted(_solved(ours, theirs, (0, len(left), 0, len(right)), 0))
    kept: list[Run] = []
    group: list[Run] = []
    # the two edges of the gap are matches too: a run beside them is in good company
    edges = ((0, 0, 0), (len(left), len(right), 0))
    for run in (edges[0], *runs, edges[1]):
        if group:
            i, j, size = group[-1]
            if max(run[0] - i - size, run[1] - j - size) > NEAR_WORDS:
                kept.extend(_dense(group, ours, theirs, edges))
                group = []
        group.append(run)
    kept.extend(_dense(group, ours, theirs, edges))
    return [(left[i + step], right[j + step], 1) for i, j, size in kept for step in range(size)]


def _dense(
    group: Sequence[Run], ours: Sequence[str], theirs: Sequence[str], edges: Sequence[Run]
) -> Sequence[Run]:
    """A group of neighbouring runs if it covers enough of its stretch, else those that are long by themselves."""
    (i1, j1, _), (i2, j2, size) = group[0], group[-1]
    same = sum(weight(ours[i : i + length]) for i, _, length in group)
    whole = max(weight(ours[i1 : i2 + size]), weight(theirs[j1 : j2 + size]))
    at_edge = group[0] == edges[0] or group[-1] == edges[1]
    if same >= DENSE * whole and (same >= RUN_WEIGHT or at_edge):
        return group
    return [run for run in group if run[2] >= RUN_WORDS]


def weight(words: Iterable[str]) -> int:
    """How much words say: their letters, with one for a sign."""
    return sum(map(len, words))


# --- 2  the image of a passage --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Normalised offsets in the text after, and which share of the passage's words (by weight) went there."""

    start: int
    end: int
    kept: float
    scattered: float
    moved: bool


def image_of(alignment: Alignment, start: int, end: int) -> Image | None:
    """Where the words of the normalised characters `start` to `end` of the text before went."""
    before, after, image = alignment.before, alignment.after, alignment.image
    first, last = before.covering(start, end)
    if first == last:
        return None
    stretch = _heaviest(before.words, image, first, last)
    if not stretch:
        return None
    whole = max(1, weight(before.words[first:last]))
    kept = weight(before.words[i] for i in stretch) / whole
    left, right = stretch[0], stretch[-1]
    j1 = _edge(image, left, first - 1, -1, len(before.words)) if left > first else image[left]
    j2 = _edge(image, right, last, 1, len(before.words)) if right < last - 1 else image[right]
    # the passage may begin or end within a word; so does its image if the word is the same
    inset = start - before.starts[first] if left == first and start > before.starts[first] else 0
    outset = before.ends[last - 1] - end if right == last - 1 and end < before.ends[last - 1] else 0
    return Image(
        start=after.starts[j1] + inset,
        end=after.ends[j2] - outset,
        kept=kept,
        scattered=weight(before.words[i] for i in range(first, last) if image[i] >= 0) / whole - kept,
        moved=2 * sum(i in alignment.moved for i in stretch) > len(stretch),
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
    return max(groups, key=lambda group: weight(words[i] for i in group), default=[])


def _edge(image: Sequence[int], inner: int, outer: int, step: int, size: int) -> int:
    """The word after that stands for the passage's first (step -1) or last (step 1) word, which was replaced.

    `inner` is the outermost word of the passage that has an image, `outer` the first one outside the passage.
    """
    beyond = outer
    while 0 <= beyond < size and image[beyond] < 0 and abs(beyond - outer) < NEAR_WORDS:
        beyond += step
    room = 0
    if 0 <= beyond < size and image[beyond] >= 0:
        room = (image[beyond] - image[inner]) * step - 1
    replaced = abs(outer - inner) - 1
    if room <= 0 or room > replaced + SPREAD_WORDS:
        return image[inner]
    outside = abs(beyond - outer)
    # where the stretch runs on outside the passage, the passage gets its share of what stands there now
    share = room if not outside else round(room * replaced / (replaced + outside))
    return image[inner] + step * share
