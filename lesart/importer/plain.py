"""Plain text -> blocks: paragraphs by their lines, whichever way they were broken; lists, verse, tables.

1. Blank lines part a text into groups. A group of one line is a paragraph.
2. A group of several lines is a list, a table, mail that is quoted, or a dialogue, if every line says so.
3. Long lines are paragraphs, one to a line. Lines that are full (the next line's first word would not have fitted)
   are hard-wrapped, and joined; a line that is not full ends a paragraph if it ends a sentence or looks like a heading.
4. Short lines that are not full are verse, or something else whose lines matter: they stay lines.

Where neither is clear, the lines stay as they are, and the report says so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lesart.importer.parts import Block, Doubt, Joined, Source, plain, words

#: Longer lines than this were not broken by hand or by a mail program: each is a paragraph.
LONG_LINE = 120
#: A line is full if the next word would have gone beyond the text's width, less this: people and programs break early.
SLACK = 4
#: Of the lines of a group that are followed by another, so many must be full for it to be hard-wrapped; with fewer than
#: the second number, it is not; between the two nobody can know.
FULL, SPARSE = 0.75, 0.5
#: Of the lines of a group, so many must end a sentence for them to be paragraphs, one to a line.
ENDED = 0.8

END = re.compile(r"""[.!?…:][)\]»«"'“”’‘›‹]*(\[\d+\]|[¹²³⁰-⁹*†])*$""")
BULLET = re.compile(r"^(?P<indent>\s*)(?P<sign>[-*•‣◦▪·–])\s+(?=\S)")
NUMBER = re.compile(r"^(?P<indent>\s*)(?P<number>\d{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"^\s*([*_=~⁂–—-]\s*){3,}$|^\s*⁂\s*$|^\s*\* ?\* ?\*\s*$")
_SPEAKER = re.compile(r"^[A-ZÄÖÜ][\w.’' -]{0,30}:\s+\S")
_FIELD = re.compile(r"^([A-Z][A-Za-zÄÖÜäöü-]{1,20}):(\s|$)")
#: Names of fields by which the head of a mail is known, two of them at least.
MAIL_FIELDS = frozenset("from to date subject von an datum betreff gesendet cc message-id".split())
_COLUMNS = re.compile(r"\S(?: {2,}|\t+)\S")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str

    @property
    def bare(self) -> str:
        return self.text.strip()

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" "))


def read(text: str, vocabulary: Mapping[str, Sequence[str]]) -> Source:
    """The blocks of a plain text. `vocabulary` has the words that may follow a hyphen which is no break of a word."""
    lines = [Line(n, line.rstrip().expandtabs(4) if not _tabbed(line) else line.rstrip())
             for n, line in enumerate(text.replace("\f", "\n\n").split("\n"), 1)]  # fmt: skip
    groups = _groups(lines)
    width = _width(groups)
    reader = _Reader(width=width, text=text, after_hyphen=frozenset(vocabulary.get("after_hyphen", ())))
    for group in groups:
        reader.group(group)
    form = ", ".join(dict.fromkeys(reader.forms)) or "one paragraph"
    return Source(
        blocks=tuple(reader.blocks), form=form, joined=tuple(reader.joined), doubts=tuple(reader.doubts)
    )


def _tabbed(line: str) -> bool:
    return "\t" in line.strip()


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line in lines:
        if not line.bare:
            groups.append([])
        elif _RULE.match(line.text):
            groups += [[line], []]
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def _width(groups: Sequence[Sequence[Line]]) -> int:
    """How wide a hard-wrapped text is set: what nearly all of its lines keep to."""
    lengths = sorted(
        len(line.text) for group in groups if len(group) > 1 for line in group if len(line.text) <= LONG_LINE
    )
    return lengths[int(len(lengths) * 0.97)] if lengths else 0


class _Reader:
    def __init__(self, *, width: int, text: str, after_hyphen: frozenset[str]) -> None:
        self.width = width
        self.known = frozenset(re.findall(r"[\w-]*\w", text))
        self.after_hyphen = after_hyphen
        self.many_hyphens = len(re.findall(r"[a-zäöüß]-\n[ \t]*[a-zäöüß]", text)) >= 3
        self.blocks: list[Block] = []
        self.forms: list[str] = []
        self.joined: list[Joined] = []
        self.doubts: list[Doubt] = []

    def add(self, *blocks: Block) -> None:
        self.blocks.extend(blocks)

    def group(self, group: list[Line]) -> None:
        if len(group) == 1 and _RULE.match(group[0].text):
            self.add(Block(kind="rule", line=group[0].number))
            return
        if all(line.bare.startswith(">") for line in group):
            inner = [Line(line.number, re.sub(r"^\s*>+ ?", "", line.text)) for line in group]
            before = len(self.blocks)
            for part in _groups(inner):
                self.group(part)
            self.blocks[before:] = [replace(block, quoted=block.quoted + 1) for block in self.blocks[before:]]
            return
        if self._list(group) or self._table(group):
            return
        if len(group) == 1:
            self.add(_paragraph(group[0].number, group[0].bare))
            self.forms.append("paragraphs by blank lines")
            return
        self._prose(group)

    # -- lists and tables

    def _list(self, group: list[Line]) -> bool:
        """Whether the group was a list: each line an item, or the continuation of one."""
        for pattern in (BULLET, NUMBER):
            starts = [n for n, line in enumerate(group) if pattern.match(line.text)]
            if not starts or starts[0] != 0:
                continue
            if len(starts) < 2 and pattern is BULLET and len(group) == 1:
                # dialogues begin with a dash, and so do afterthoughts; a list may be the group before or after this
                return self._single(group[0])
            if pattern is NUMBER:
                numbers = [int(pattern.match(group[n].text)["number"]) for n in starts]  # type: ignore[index]
                if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or len(numbers) < 2:
                    return False
            else:
                signs = {pattern.match(group[n].text)["sign"] for n in starts}  # type: ignore[index]
                if signs == {"–"}:
                    return False
            parts = [group[start:end] for start, end in itertools.pairwise([*starts, len(group)])]
            if not all(
                len(part) == 1 or part[1].indent > part[0].indent or self._full(part[0], part[1])
                for part in parts
            ):
                return False
            for part in parts:
                found = pattern.match(part[0].text)
                assert found  # noqa: S101 - it is a start
                self.add(
                    Block(
                        kind="item",
                        runs=plain(
                            self._together([Line(part[0].number, part[0].text[found.end() :]), *part[1:]])
                        ),
                        line=part[0].number,
                        level=1 if len(found["indent"]) >= group[0].indent + 2 else 0,
                        ordinal=int(found["number"]) if pattern is NUMBER else None,
                    )
                )
            self.forms.append("a list")
            return True
        return False

    def _single(self, line: Line) -> bool:
        found = BULLET.match(line.text)
        assert found  # noqa: S101 - asked before
        if found["sign"] == "–":
            return False
        self.add(Block(kind="item", runs=plain(line.text[found.end() :].strip()), line=line.number))
        return True

    def _table(self, group: list[Line]) -> bool:
        """Columns are left alone: as text whose blanks and lines count."""
        piped = len(group) > 1 and all(line.bare.count("|") >= 1 for line in group)
        spaced = len(group) > 1 and sum(bool(_COLUMNS.search(line.bare)) for line in group) >= max(
            2, 0.8 * len(group)
        )
        if not (piped or spaced):
            return False
        indent = min(line.indent for line in group)
        text = "\n".join(line.text.rstrip()[indent:] for line in group)
        self.add(Block(kind="pre", runs=plain(text), line=group[0].number))
        self.forms.append("columns, left as they are")
        return True

    # -- prose and verse

    def _prose(self, group: list[Line]) -> None:
        fields = [_FIELD.match(line.bare) for line in group]
        names = {found.group(1).casefold() for found in fields if found}
        if not self.blocks and all(fields) and len(names & MAIL_FIELDS) >= 2:
            self.add(
                Block(kind="verse", runs=plain("\n".join(line.bare for line in group)), line=group[0].number)
            )
            self.forms.append("a mail")
            return
        inner = group[:-1]
        longest = max(len(line.text) for line in group)
        lengths = sorted(len(line.bare) for line in group)
        if longest > LONG_LINE and (lengths[len(lengths) // 2] > LONG_LINE * 0.6 or longest > 2 * LONG_LINE):
            self.add(*(_paragraph(line.number, line.bare) for line in group))
            self.forms.append("one paragraph to a line")
            return
        if sum(bool(_SPEAKER.match(line.bare)) for line in group) >= max(2, 0.6 * len(group)):
            self._parts(group, [n for n, line in enumerate(group) if _SPEAKER.match(line.bare)])
            self.forms.append("a dialogue, one paragraph to a speaker")
            return
        indented = [n for n, line in enumerate(group) if line.indent > group[-1].indent or n == 0]
        if 1 < len(indented) <= len(group) / 2 and self._mostly_full(group, set(indented)):
            self._parts(group, indented)
            self.forms.append("hard-wrapped, paragraphs by indentation")
            return
        full = sum(self._full(a, b) for a, b in itertools.pairwise(group)) / len(inner)
        if (
            full < FULL
            and sum(bool(END.search(line.bare)) for line in group) >= ENDED * len(group)
            and any(len(line.bare) > 0.6 * max(self.width, 40) for line in group)
        ):
            self.add(*(_paragraph(line.number, line.bare) for line in group))
            self.forms.append("one paragraph to a line")
            return
        breaks = self._breaks(group)
        if self._mostly_full(group, set(breaks)) and (full >= FULL or len(breaks) > 1):
            self._parts(group, breaks)
            self.forms.append("hard-wrapped")
            return
        text = "\n".join(line.bare for line in group)
        self.add(Block(kind="verse", runs=plain(text), line=group[0].number))
        self.forms.append("lines that stay lines")
        if full > SPARSE and self.width > 40:
            self.doubts.append(
                Doubt(
                    line=group[0].number,
                    text=group[0].bare,
                    question="are these lines one paragraph?",
                    left="left as lines",
                )
            )

    def _mostly_full(self, group: list[Line], starts: set[int]) -> bool:
        """Whether, within the parts that begin at `starts`, lines are full."""
        pairs = [
            self._full(a, b) for n, (a, b) in enumerate(itertools.pairwise(group)) if n + 1 not in starts
        ]
        return bool(pairs) and sum(pairs) >= FULL * len(pairs) and self.width > 40

    def _breaks(self, group: list[Line]) -> list[int]:
        """Where paragraphs begin in a group without blank lines: after a line that is not full and ends something."""
        breaks = [0]
        for n, (line, following) in enumerate(itertools.pairwise(group)):
            if self._full(line, following):
                continue
            ended = END.search(line.bare)
            starts_fresh = n in breaks
            if ended or (starts_fresh and len(words(line.bare)) <= 12 and following.bare[:1].isupper()):
                breaks.append(n + 1)
        return breaks

    def _full(self, line: Line, following: Line) -> bool:
        first = following.bare.split(" ")[0] if following.bare else ""
        return len(line.text) + 1 + len(first) > self.width - SLACK

    def _parts(self, group: list[Line], starts: list[int]) -> None:
        edges = [*starts, len(group)] if starts[0] == 0 else [0, *starts, len(group)]
        for start, end in itertools.pairwise(edges):
            part = group[start:end]
            self.add(_paragraph(part[0].number, self._together(part)))

    def _together(self, lines: Sequence[Line]) -> str:
        """Lines of one paragraph as one; a word that was broken at a line's end is whole again, if that is sure."""
        out = lines[0].bare
        for line in lines[1:]:
            following = line.bare
            last, first = out.rpartition(" ")[2], following.split(" ")[0] if following else ""
            word = re.match(r"[\w]*", first)
            rest = word.group() if word else ""
            if out.endswith("\xad"):
                out = out[:-1] + following
                continue
            if not (re.search(r"\w-$", out) and rest[:1].islower()) or rest in self.after_hyphen:
                out = f"{out} {following}"
                continue
            stem = re.split(r"[^\w-]", last)[-1][:-1]
            if f"{stem}-{rest}" in self.known and stem + rest not in self.known:
                out += following
            elif stem + rest in self.known or self.many_hyphens:
                self.joined.append(Joined(line=line.number, before=last, after=rest))
                out = out[:-1] + following
            else:
                self.doubts.append(
                    Doubt(
                        line=line.number,
                        text=f"{last} {first}",
                        question=f"is this one word, “{stem}{rest}”?",
                        left="left as it stands there",
                    )
                )
                out = f"{out} {following}"
        return out


def _paragraph(line: int, text: str) -> Block:
    return Block(kind="paragraph", runs=plain(text), line=line)
