"""Marks woven into a passage's text.

How it works:

1. Every mark's two edges cut the passage's reading text into segments; within one, the same marks hold.
2. Each segment that has marks becomes a `<mark>` of its own, placed strictly inside a piece of text. So marks
   that overlap, nest or touch, and inline tags between words, can never cross: the HTML is valid by construction.
3. Where a mark ends for good, its opener follows: the small link to the note. Inside a link it waits until the
   link is closed, since links do not nest.

Taking the tags away gives the text back, and a mark's segments join to its words; both are laws in the tests.
The cost is linear in text plus marks, times how deep marks overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lesart.markdown import esc
from lesart.model import Inline, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words of one passage that a note is on: offsets into the passage's reading text.

    `note` is the note's fragment, `kind` what sort of note it is. `ends` is False in all but the last passage
    of a quote that runs across several.
    """

    note: str
    kind: str
    start: int
    end: int
    ends: bool = True


Opener = Callable[[Sequence[str]], str]


def woven(inlines: Sequence[Inline], marks: Sequence[Mark], opener: Opener) -> str:
    """The passage as HTML. `opener` makes the links to the notes that end at one place."""
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    starting: dict[int, list[Mark]] = {}
    ending: dict[int, list[Mark]] = {}
    # longer marks first: the outer one is named first where several hold
    for mark in sorted(marks, key=lambda m: (m.start, -m.end, m.note)):
        starting.setdefault(mark.start, []).append(mark)
        ending.setdefault(mark.end, []).append(mark)
    out: list[str] = []
    active: list[Mark] = []
    waiting: list[str] = []
    links = offset = 0

    def close_at(position: int) -> None:
        for mark in ending.get(position, ()):
            active.remove(mark)
            if mark.ends:
                waiting.append(mark.note)

    def open_waiting() -> None:
        if waiting and not links:
            out.append(opener(tuple(waiting)))
            waiting.clear()

    next_edge = 0
    for piece in inlines:
        if not isinstance(piece, Text):
            if piece.html.startswith("<a "):
                links += 1
            elif piece.html == "</a>":
                links -= 1
            out.append(piece.html)
            open_waiting()
            continue
        start, end = offset, offset + len(piece.text)
        position = start
        while position < end:
            if next_edge < len(edges) and edges[next_edge] == position:
                active.extend(starting.get(position, ()))
                next_edge += 1
            stop = min(end, edges[next_edge]) if next_edge < len(edges) else end
            out.append(_segment(piece.text[position - start : stop - start], active))
            position = stop
            if next_edge < len(edges) and edges[next_edge] == position and position in ending:
                close_at(position)
                open_waiting()
        offset = end
    open_waiting()
    return "".join(out)


def _segment(text: str, active: Sequence[Mark]) -> str:
    if not active or not text:
        return esc(text)
    kinds = " ".join(dict.fromkeys(f"mark-{mark.kind}" for mark in active))
    depth = f" depth-{min(len(active), 3)}" if len(active) > 1 else ""
    notes = " ".join(mark.note for mark in active)
    return f'<mark class="mark {kinds}{depth}" data-notes="{esc(notes)}">{esc(text)}</mark>'
