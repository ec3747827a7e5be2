"""Where the lines and signs of drawings run: pure geometry, from numbers to numbers.

Nothing here knows of an edition, and nothing is measured at run time: the same input gives the same drawing,
byte for byte. Lengths are units of the drawing's own view box; one unit is about one CSS pixel on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# --- squares that count --------------------------------------------------------------------------------------

#: Side of a square, distance between two of them, squares in a row.
SQUARE, STEP, IN_A_ROW = 8, 10, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Squares:
    """One square for each thing counted: the left upper corners, and the size of the drawing."""

    places: tuple[tuple[int, int], ...]
    width: int
    height: int


def unit_squares(count: int) -> Squares:
    """`count` squares of one size, row after row, so that numbers can be compared by eye."""
    rows = -(-count // IN_A_ROW)
    return Squares(
        places=tuple((index % IN_A_ROW * STEP, index // IN_A_ROW * STEP) for index in range(count)),
        width=IN_A_ROW * STEP,
        height=max(1, rows) * STEP,
    )


# --- labels beside a line ------------------------------------------------------------------------------------


def spread(wanted: Sequence[float], gap: float, low: float = -math.inf) -> tuple[float, ...]:
    """Places at least `gap` apart, none before `low`, in the given order, moved as little as possible.

    `wanted` ascends; least squares. Less i*gap each, the places need only not descend, so this is isotonic regression:
    neighbours that are out of order are pooled at their mean (Ayer et al., 1955, Ann. Math. Stat. 26, 641).
    """
    pools: list[tuple[float, int]] = []  # sum, count
    for index, place in enumerate(wanted):
        pools.append((place - index * gap, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            (total, count), (more, many) = pools[-2:]
            pools[-2:] = [(total + more, count + many)]
    means = [max(low, total / count) for total, count in pools for _ in range(count)]
    return tuple(round(mean + index * gap, 1) for index, mean in enumerate(means))


# --- a timeline ----------------------------------------------------------------------------------------------

#: Where lanes begin, how far apart they are; where labels begin behind the last; height of a line of text.
LANES_AT, LANE, LEADER, LINE = 54, 15, 26, 15
#: Room for the lanes' names; letters that fit into a label.
HEAD, LETTERS = 122, 34
#: What happened more than this many days before the first article is listed above the scale.
EARLIER = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something with a time: days as proleptic Gregorian ordinals, the first and the last."""

    key: str
    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """The happening that an article tells of, on the article's lane; `ahead` if it came only later."""

    key: str
    y: float
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """An article: a line up to where it was written (`first` to `last`), another line for what lay ahead."""

    x: int
    first: float
    last: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLabel:
    key: str
    text: str
    y: float  # where it stands
    at: float  # where it belongs
    leader: str  # the path from there to here


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    width: int
    height: int
    head: int
    top: float  # where the scale begins; what is older stands above
    bottom: float
    left: int
    right: int
    text_at: int
    lanes: tuple[Lane, ...]
    labels: tuple[TimelineLabel, ...]
    months: tuple[float, ...]


def timeline(
    happenings: Sequence[Happening],
    articles: Sequence[Happening],
    told: Mapping[str, frozenset[str]],
    months: Sequence[int],
) -> Timeline:
    """A vertical scale of time with one lane for each article and a label for everything that happened.

    `told` maps an article's key to the keys of the happenings that its notes name; `months` are the ordinals
    of the days to be marked on the scale, ascending; the first and the last are its ends.

    1. What is older than the scale is set above it, evenly.
    2. The scale is as long as its labels need; a day has the same length everywhere.
    3. Labels keep their order and are moved apart as little as possible.
    """
    begin, end = months[0], months[-1]
    everything = sorted((*happenings, *articles), key=lambda one: (one.first, one.last, one.key))
    older = [one for one in everything if one.first < begin]
    younger = [one for one in everything if one.first >= begin]
    top = HEAD + (len(older) + 1.6) * LINE
    bottom = top + max(len(younger) + 2, 8) * LINE
    day = (bottom - top) / max(1, end - begin)

    def at(ordinal: int) -> float:
        return round(top + (ordinal - begin) * day, 1)

    places = {one.key: round(HEAD + (index + 0.8) * LINE, 1) for index, one in enumerate(older)}
    places |= {one.key: at(one.first) for one in younger}
    right = LANES_AT + (len(articles) - 1) * LANE
    text_at = right + LEADER + 8
    standing = dict(
        zip(
            (one.key for one in younger),
            spread([places[one.key] for one in younger], LINE, top - LINE / 2),
            strict=True,
        )
    )
    labels = tuple(
        TimelineLabel(
            key=one.key,
            text=shortened(one.label, LETTERS),
            y=standing.get(one.key, places[one.key]),
            at=places[one.key],
            leader=f"M{right + 7} {places[one.key]}L{text_at - 4} {standing.get(one.key, places[one.key])}",
        )
        for one in everything
    )
    lanes = tuple(
        Lane(
            x=LANES_AT + index * LANE,
            first=at(article.first),
            last=at(article.last + 1) if article.last > article.first else at(article.first),
            dots=tuple(
                Dot(key=one.key, y=places[one.key], ahead=one.first > article.last)
                for one in everything
                if one.key in told.get(article.key, ())
            ),
        )
        for index, article in enumerate(articles)
    )
    lowest = max([bottom, *(label.y for label in labels)])
    return Timeline(
        width=360,
        height=math.ceil(lowest + LINE),
        head=HEAD,
        top=top,
        bottom=bottom,
        left=LANES_AT,
        right=right,
        text_at=text_at,
        lanes=lanes,
        labels=labels,
        months=tuple(at(ordinal) for ordinal in months[:-1]),
    )


def shortened(text: str, letters: int) -> str:
    """At most `letters` of it, cut at a blank where one is near."""
    if len(text) <= letters:
        return text
    cut = text[: letters - 1]
    blank = cut.rfind(" ")
    return (cut[:blank] if blank > letters // 2 else cut).rstrip(" ,;:–-") + "…"


# --- arcs between passages -----------------------------------------------------------------------------------

#: Where the line of passages stands, how wide arcs may be, lines of a passage and of a heading.
STOPS_AT, REACH, STOP, HEADING = 62, 236, 15, 34
#: Least distance of two signs.
CLEAR = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A path between two stops, and where its sign stands on it."""

    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    width: int
    height: int
    x: int
    heads: tuple[float, ...]
    stops: Mapping[tuple[str, str], float]
    arcs: tuple[Arc, ...]


def arcs(
    groups: Sequence[tuple[str, Sequence[str]]],
    edges: Sequence[tuple[tuple[str, str], tuple[str, str]]],
) -> Arcs:
    """Half ellipses between stops on one vertical line; the further apart two stops, the wider their arc.

    `groups` are headed runs of stops, from top to bottom; an edge joins two (group, stop). Edges between the
    same two stops get arcs of different width. A sign stands at the widest point of its arc, or, where another
    sign is too near, at the nearest free point beside it.
    """
    y = 0.0
    heads: list[float] = []
    stops: dict[tuple[str, str], float] = {}
    for group, names in groups:
        y += HEADING
        heads.append(y - 12)
        for name in names:
            stops[group, name] = y
            y += STOP
    longest = max((abs(stops[a] - stops[b]) for a, b in edges), default=1) or 1
    taken: list[tuple[float, float]] = []
    doubled: dict[frozenset[tuple[str, str]], int] = {}
    drawn: dict[int, Arc] = {}
    # the narrow arcs first: they have the least choice
    for index in sorted(range(len(edges)), key=lambda i: (abs(stops[edges[i][0]] - stops[edges[i][1]]), i)):
        start, end = edges[index]
        above, below = sorted((stops[start], stops[end]))
        pair = frozenset((start, end))
        again = doubled.get(pair, 0)
        doubled[pair] = again + 1
        height = (below - above) / 2
        width = round(22 + (REACH - 40) * (2 * height / longest) + 9 * again, 1)
        x, middle = _free(STOPS_AT, (above + below) / 2, width, height, taken)
        taken.append((x, middle))
        drawn[index] = Arc(
            path=f"M{STOPS_AT} {above:g}A{width:g} {max(height, 1):g} 0 0 1 {STOPS_AT} {below:g}",
            x=x,
            y=middle,
        )
    return Arcs(
        width=320,
        height=math.ceil(y),
        x=STOPS_AT,
        heads=tuple(heads),
        stops=stops,
        arcs=tuple(drawn[index] for index in range(len(edges))),
    )


def _free(
    x: float, y: float, width: float, height: float, taken: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """The point on the arc nearest to its widest that no sign is near; the one with most room if all are."""
    steps = [0, *(sign * step for step in range(4, 61, 4) for sign in (1, -1))]
    points = [
        (
            round(x + width * math.cos(math.radians(angle)), 1),
            round(y + height * math.sin(math.radians(angle)), 1),
        )
        for angle in steps
    ]

    def room(point: tuple[float, float]) -> float:
        return min((math.dist(point, other) for other in taken), default=CLEAR)

    return next((point for point in points if room(point) >= CLEAR), max(points, key=room))
