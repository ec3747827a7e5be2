"""Marks woven into a passage's text.

How it works:

1. Every mark's two edges cut the passage's reading text into segments; within one, the same marks hold.
2. Each segment that has marks becomes a `<mark>` of its own, placed strictly inside a piece of text. So marks
   that overlap, nest or touch, and inline tags between words, can never cross: the HTML is valid by construction.
3. Where a mark ends for good, its opener follows: the small link to the note. It stands behind closing quotation
   marks, as a note's number does in print, and inside a link it waits until the link is closed, since links do
   not nest.

Taking the tags away gives the text back, and a mark's segments join to its words; both are laws in the tests.
The cost is linear in text plus marks, times how deep marks overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lesart.markdown import esc
from lesart.model import Inline, Text

Opener = Callable[[Sequence[str]], str]

#: Signs that belong to the words before them.
CLOSING = "“”’‘»›«‹"


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


def woven(inlines: Sequence[Inline], marks: Sequence[Mark], opener: Opener) -> str:
    """The passage as HTML. `opener` makes the links to the notes that end at one place."""
    text = "".join(piece.text for piece in inlines if isinstance(piece, Text))
    # longer marks first: the outer one is named first where several hold
    ordered = sorted(marks, key=lambda m: (m.start, -m.end, m.note))
    opening: dict[int, list[str]] = {}
    for mark in sorted(ordered, key=lambda m: m.end):
        if mark.ends:
            opening.setdefault(_behind_closing_signs(text, mark.end), []).append(mark.note)
    edges = sorted({edge for mark in ordered for edge in (mark.start, mark.end)} | set(opening))
    out: list[str] = []
    active: list[Mark] = []
    waiting: list[str] = []
    links = offset = next_edge = 0

    def open_waiting() -> None:
        if waiting and not links:
            out.append(opener(tuple(waiting)))
            waiting.clear()

    for piece in inlines:
        if not isinstance(piece, Text):
            links += piece.html.startswith("<a ") - (piece.html == "</a>")
            out.append(piece.html)
            open_waiting()
            continue
        start, end = offset, offset + len(piece.text)
        position = start
        while position < end:
            if next_edge < len(edges) and edges[next_edge] == position:
                active.extend(mark for mark in ordered if mark.start == position)
                next_edge += 1
            stop = min(end, edges[next_edge]) if next_edge < len(edges) else end
            out.append(_segment(piece.text[position - start : stop - start], active))
            position = stop
            active = [mark for mark in active if mark.end > position]
            waiting.extend(opening.pop(position, ()))
            open_waiting()
        offset = end
    return "".join(out)


def _behind_closing_signs(text: str, position: int) -> int:
    while position < len(text) and text[position] in CLOSING:
        position += 1
    return position


def _segment(text: str, active: Sequence[Mark]) -> str:
    if not active or not text:
        return esc(text)
    kinds = " ".join(dict.fromkeys(f"mark-{mark.kind}" for mark in active))
    depth = f" depth-{min(len(active), 3)}" if len(active) > 1 else ""
    notes = " ".join(mark.note for mark in active)
    return f'<mark class="mark {kinds}{depth}" data-notes="{esc(notes)}">{esc(text)}</mark>'
