"""What an import is made of: blocks of a text on their way from a file to Markdown, and what was done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "verse", "pre", "table", "rule"]


class ImportFault(Exception):
    """The file cannot be imported. The message says why, and where it helps, what would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in one style. `href` is a link's address, '' without one."""

    text: str
    em: bool = False
    strong: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, list item, stanza, table …, in the order of the text.

    `level` is a heading's (1 to 6; 0 where only its looks make it one) or an item's depth (from 0). `ordinal` is an
    item's number in an ordered list. `quoted` counts the block quotes around it. A table has `rows` of cells.
    `line` is the source's line from 1; 0 where a source has none. `near` names the element that holds it, in HTML.
    """

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    line: int = 0
    level: int = 0
    ordinal: int | None = None
    quoted: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    near: int = 0

    @property
    def text(self) -> str:
        """The words as a reader sees them; the lines of a stanza, of a table and of preformatted text stay lines."""
        if self.kind == "table":
            return "\n".join(" ".join(row) for row in self.rows)
        return "".join(run.text for run in self.runs)

    @property
    def linked(self) -> str:
        """The words that are links."""
        return " ".join(run.text for run in self.runs if run.href)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Something that is no part of the text, and was taken out of it."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two blocks, or two halves of a word, that a page break of the source had torn apart."""

    line: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that the import cannot know: what it is about, what was done, and what would be done on a yes."""

    line: int
    text: str
    question: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a reader of one file format found: blocks, and what the file says of itself."""

    blocks: tuple[Block, ...]
    form: str  # how it was read, for the report
    taken: tuple[Taken, ...] = ()
    joined: tuple[Joined, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A text ready to be written, and everything that a person wants to see of how it came about."""

    name: str
    form: str
    encoding: str
    title: str
    subtitle: str
    authors: tuple[str, ...]
    published: str
    author_note: str
    source_note: str
    blocks: tuple[Block, ...]
    taken: tuple[Taken, ...]
    joined: tuple[Joined, ...]
    doubts: tuple[Doubt, ...]

    def count(self, kind: BlockKind) -> int:
        return sum(block.kind == kind for block in self.blocks)


def plain(text: str) -> tuple[Run, ...]:
    return (Run(text=text),) if text else ()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def one_line(text: str) -> str:
    """White space as one blank each. Blanks that keep words together (U+00A0, U+202F) stay as they are."""
    return re.sub(r"[ \t\n\r\f\v\x85\u2028\u2029]+", " ", text).strip()


def tidied(runs: Iterable[Run], *, lines: bool = False) -> tuple[Run, ...]:
    """Neighbours of one style as one; white space as one blank, none at the edges; with `lines`, line ends stay."""
    merged: list[Run] = []
    for run in runs:
        text = re.sub(
            r"[ \t\r\f\v\x85\u2028\u2029]+" if lines else r"[ \t\n\r\f\v\x85\u2028\u2029]+", " ", run.text
        )
        if lines:
            text = re.sub(r" *\n *", "\n", text)
        if merged and merged[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if merged and text.startswith("\n"):
            merged[-1] = _with(merged[-1], merged[-1].text.rstrip(" "))
        if not text:
            continue
        if merged and _style(merged[-1]) == _style(run):
            merged[-1] = _with(run, merged[-1].text + text)
        else:
            merged.append(_with(run, text))
    while merged and not merged[0].text.strip():
        merged.pop(0)
    while merged and not merged[-1].text.strip():
        merged.pop()
    if merged:
        merged[0] = _with(merged[0], merged[0].text.lstrip())
        merged[-1] = _with(merged[-1], merged[-1].text.rstrip())
    return tuple(run for run in merged if run.text)


def _style(run: Run) -> tuple[bool, bool, bool, str]:
    return run.em, run.strong, run.code, run.href


def _with(run: Run, text: str) -> Run:
    return Run(text=text, em=run.em, strong=run.strong, code=run.code, href=run.href)
