"""Where the lines and signs of drawings run: pure geometry, from numbers to numbers.

Nothing here knows of an edition, and nothing is measured at run time: the same input gives the same drawing,
byte for byte. Lengths are units of the drawing's own view box; one unit is about one CSS pixel on a phone.
"""

from __future__ import annotations

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
