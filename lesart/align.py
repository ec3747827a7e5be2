"""Which word of a text became which word of its next version: a patience diff on words, with moved stretches.

How it works:

1. Words that both versions begin and end with are laid on each other.
2. Of the sequences of words that stand exactly once on each side, the heaviest chain that keeps its order is laid
   (a patience diff, after Bram Cohen; weighted, so that of two stretches that changed places the longer one stays).
3. Long sequences that are left over are laid too: they were moved.
4. In each gap the same again with ever shorter sequences, at last with the longest common subsequence (rapidfuzz).
5. Of these last matches, those too thin to be more than chance are dropped: “und” and “die” stand everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from rapidfuzz.distance import LCSseq

from lesart.selector import Normalised, normalise
from lesart.sense import WORD, Usage, usage

# --- thresholds: what moves when they move is in the notes on the benchmark -----------------------------------

#: Lengths of the sequences that are looked for, in words, the longest first: of four, hardly any is chance.
SEQUENCES = (4, 2, 1)
#: Sequences of so many words count as moved if they are left over.
MOVED_WORDS = 5
#: In a gap, neighbouring matches count if they cover this share of the shorter side of their stretch ...
DENSE = 0.35
#: ... and so many letters, unless they touch the gap's edge ...
RUN_LETTERS = 6
#: ... or if they run on for so many words.
RUN_WORDS = 4
#: Behind these a new sentence begins.
SENTENCE_END = frozenset(".!?:;")
#: Matches with more words than this between them do not support each other.
NEAR_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text made ready: normalised, and its words as they stand there and as they are compared (in small letters).

    Signs count as words. `sizes` are the lengths of what lies before each word and of the word, in turn. `starts` and `ends` are the words' offsets in the normalised text, `lines` the words that begin a line.
    """

    normalised: Normalised
    cased: tuple[str, ...]
    words: tuple[str, ...]
    sizes: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    lines: tuple[int, ...]

    def lined(self) -> list[str]:
        """The words as they stand there, and a line feed where a line begins."""
        lined: list[str] = []
        for start, end in pairwise((0, *self.lines, len(self.cased))):
            lined += ("\n", *self.cased[start:end]) if start else self.cased[:end]
        return lined

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """The words that touch the normalised characters from `start` to before `end`."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


_WORDS_BETWEEN = re.compile(f"({WORD.pattern})")


def prepare(text: str | Normalised, like: Text | None = None) -> Text:
    """A text ready for `align` and `seek`; worth making once for all annotations of an article. Linear.

    `like` is another version of it: what they have in common need not be cut into words again. The result is the same.
    """
    normalised = text if isinstance(text, Normalised) else normalise(text)
    known = {line: number for number, line in enumerate(_lines_of(like.normalised))} if like else {}
    firsts = (0, *like.lines, len(like.words)) if like else ()
    cased: list[str] = []
    words: list[str] = []
    sizes: list[int] = []
    lines: list[int] = []
    blank = 0  # at the end of the last line, and that between two lines
    for line in _lines_of(normalised):
        lines.append(len(words))
        first = len(sizes)
        number = known.get(line)
        if like and number is not None:
            one, other = firsts[number], firsts[number + 1]
            cased += like.cased[one:other]
            words += like.words[one:other]
            sizes += like.sizes[2 * one : 2 * other]
        else:
            # blanks and words in turn: their lengths add up to the offsets, far quicker than asking each match
            parts = _WORDS_BETWEEN.split(line)
            cased += parts[1::2]
            words += compared(parts[1::2])
            sizes += map(len, parts[:-1])
        if len(sizes) > first:
            sizes[first] = blank + len(line) - len(line.lstrip(" "))
            blank = 0
        blank += len(line) - len(line.rstrip(" ")) + 1
    edges = tuple(accumulate(sizes))
    return Text(
        normalised=normalised,
        cased=tuple(cased),
        words=tuple(words),
        sizes=tuple(sizes),
        starts=edges[0::2],
        ends=edges[1::2],
        lines=tuple(lines[1:]),
    )


def _lines_of(normalised: Normalised) -> list[str]:
    """The lines of the source, as far as they are visible; what parts them is one blank."""
    edges = (-1, *normalised.breaks, len(normalised.text))
    return [normalised.text[one + 1 : other] for one, other in pairwise(edges)]


def compared(cased: Iterable[str]) -> tuple[str, ...]:
    """Words as they are compared: in small letters, and “daß” as “dass”."""
    return tuple([word.replace("ß", "ss") if "ß" in word else word for word in map(str.lower, cased)])


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
    def usage(self) -> Usage:
        """How the two texts use words; only changed passages ask."""
        return usage((self.before.lined(), self.after.lined()), self.names)


#: A stretch that both texts have: its first word in each, and how many words.
Run = tuple[int, int, int]
#: From where to before where, in words of the text before and of the text after.
Region = tuple[int, int, int, int]


def align(before: Text, after: Text, names: frozenset[str] = frozenset()) -> Alignment:
    """Aligns two versions of a text; worth making once for all annotations of an article.

    Nearly linear where the versions resemble each other; at worst the product of the two lengths, in C.
    """
    a, b = before.words, after.words
    image = [-1] * len(a)
    origin = [-1] * len(b)

    def lay(run: Run) -> None:
        i, j, size = run
        image[i : i + size] = range(j, j + size)
        origin[j : j + size] = range(i, i + size)

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
    lines = _same_lines(before, after, region)
    chain = _grown(a, b, region, _chain(lines))
    for run in chain:
        lay(run)
    gaps: list[Region] = []
    for stretch in _gaps(region, chain):
        inner = _grown(a, b, stretch, _chain(_runs(a, b, stretch, SEQUENCES[0])))
        for run in inner:
            lay(run)
        gaps.extend(_gaps(stretch, inner))
    moved: set[int] = set()
    for i, j, size in sorted((*lines, *_left_over(a, b, region, image, origin)), key=lambda run: -run[2]):
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
    for gap in gaps:
        for run in _inside(a, b, gap, image, origin):
            lay(run)
    _slide(a, b, image, origin, frozenset(before.lines))
    _slide(b, a, origin, image, frozenset(after.lines))
    return Alignment(
        before=before,
        after=after,
        image=tuple(image),
        origin=tuple(origin),
        moved=frozenset(moved),
        names=names,
    )


def _slide(
    a: Sequence[str], b: Sequence[str], image: list[int], origin: list[int], lines: Container[int]
) -> None:
    """Where words were put in behind the first words of a sentence, but begin with the same: before that sentence.

    “Ein Mann kam.” became “Ein Hund bellte. Ein Mann kam.”: a diff may well say that “Hund bellte. Ein” came in.
    """
    came_in = (j for j, old in enumerate(origin) if old < 0)
    for at in sorted(origin[j - 1] for j in came_in if j and origin[j - 1] >= 0):
        j, then = image[at], image[at + 1] if at + 1 < len(a) else -1
        if then <= j + 1 or a[at] in SENTENCE_END or a[at] != b[then - 1]:
            continue
        if any(origin[between] >= 0 for between in range(j + 1, then)):
            continue
        size = 1
        while (
            size <= at
            and size < then - j - 1
            and at - size + 1 not in lines
            and a[at - size] not in SENTENCE_END
            and image[at - size] == j - size
            and a[at - size] == b[then - 1 - size]
        ):
            size += 1
        if size <= at and at - size + 1 not in lines and a[at - size] not in SENTENCE_END:
            continue
        for step in range(size):
            origin[j - step] = -1
        for step in range(size):
            image[at - step] = then - 1 - step
            origin[then - 1 - step] = at - step


def _same_lines(before: Text, after: Text, region: Region) -> list[Run]:
    """The lines that stand exactly once on each side, those that follow each other as one run, in the order of a."""
    i1, i2, j1, j2 = region
    theirs = _lines_once(after, j1, j2)
    return _joined(
        (i, theirs.get(line, -1), len(line)) for line, i in _lines_once(before, i1, i2).items() if i >= 0
    )


def _lines_once(text: Text, start: int, end: int) -> dict[tuple[str, ...], int]:
    """Where each line of some length begins; -1 if it stands more than once."""
    found: dict[tuple[str, ...], int] = {}
    inner = text.lines[bisect_right(text.lines, start) : bisect_left(text.lines, end)]
    for one, other in pairwise((start, *inner, end)):
        if other - one >= SEQUENCES[0]:
            line = text.words[one:other]
            found[line] = -1 if line in found else one
    return found


def _joined(found: Iterable[Run]) -> list[Run]:
    """Runs that follow or overlap each other as one; those without a place in the text after are left out."""
    runs: list[Run] = []
    for i, j, size in found:
        if j < 0:
            continue
        if runs:
            start, other, length = runs[-1]
            if i - start == j - other and i <= start + length:
                runs[-1] = (start, other, i - start + size)
                continue
        runs.append((i, j, size))
    return runs


def _left_over(
    a: Sequence[str], b: Sequence[str], region: Region, image: Sequence[int], origin: Sequence[int]
) -> list[Run]:
    """Sequences of words among those not laid that stand exactly once in each whole text, in the order of a."""
    i1, i2, j1, j2 = region
    size = SEQUENCES[0]
    ours = _free_once(a, i1, i2, image, size)
    theirs = _free_once(b, j1, j2, origin, size)
    both = [(sequence, i, theirs[sequence]) for sequence, i in ours.items() if sequence in theirs]
    if not both:
        return []
    texts = ["\n" + "\n".join(words) + "\n" for words in (a, b)]
    return _joined(
        (i, j, size)
        for sequence, i, j in both
        if min(i, j) >= 0 and all(text.count("\n" + "\n".join(sequence) + "\n") == 1 for text in texts)
    )


def _free_once(
    words: Sequence[str], start: int, end: int, laid: Sequence[int], size: int
) -> dict[tuple[str, ...], int]:
    """`_once` for the stretches of words that are not laid yet."""
    free = [at for at in range(start, end) if laid[at] < 0]
    found: dict[tuple[str, ...], int] = {}
    first = 0
    for number, at in enumerate(free, 1):
        if number < len(free) and free[number] == at + 1:
            continue
        if number - first >= size:
            for sequence, place in _once(words, free[first], at + 1, size).items():
                found[sequence] = -1 if sequence in found else place
        first = number
    return found


def _runs(a: Sequence[str], b: Sequence[str], region: Region, size: int) -> list[Run]:
    """The stretches made of sequences of `size` words that stand exactly once on each side, in the order of a."""
    i1, i2, j1, j2 = region
    if i2 - i1 < size or j2 - j1 < size:
        return []
    ours = _once(a, i1, i2, size)
    theirs = _once(b, j1, j2, size)
    return _joined((i, theirs.get(sequence, -1), size) for sequence, i in ours.items() if i >= 0)


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


def _grown(a: Sequence[str], b: Sequence[str], region: Region, chain: Sequence[Run]) -> list[Run]:
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


def _gaps(region: Region, chain: Sequence[Run]) -> Iterator[Region]:
    """What lies between the runs where both sides have words."""
    i1, i2, j1, j2 = region
    for i, j, size in (*chain, (i2, j2, 0)):
        if i > i1 and j > j1:
            yield i1, i, j1, j
        i1, j1 = i + size, j + size


def _solved(a: Sequence[str], b: Sequence[str], region: Region, level: int) -> Iterator[Run]:
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
    gap: Region,
    image: Sequence[int],
    origin: Sequence[int],
) -> list[Run]:
    """The matches in a changed stretch, between the words that are not yet laid, without those that are chance."""
    i1, i2, j1, j2 = gap
    left = [i for i in range(i1, i2) if image[i] < 0]
    right = [j for j in range(j1, j2) if origin[j] < 0]
    ours, theirs = [a[i] for i in left], [b[j] for j in right]
    if set(ours).isdisjoint(theirs):
        return []
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
    same = sum(letters(ours[i : i + length]) for i, _, length in group)
    whole = min(letters(ours[i1 : i2 + size]), letters(theirs[j1 : j2 + size]))
    at_edge = group[0] == edges[0] or group[-1] == edges[1]
    if same >= DENSE * whole and (same >= RUN_LETTERS or at_edge):
        return group
    return [run for run in group if run[2] >= RUN_WORDS]


def letters(words: Iterable[str]) -> int:
    """How much words say: their letters, and one for a sign."""
    return sum(map(len, words))
