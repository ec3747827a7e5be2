"""YAML read as a tree of nodes, so that every key and value keeps its line and column.

Every scalar stays the text that the editor typed: `no`, `2025-05-20`, `1e3` and `true` are words here, and the
shapes in `schema` decide what they mean. Doubled keys, aliases and tags are problems. Nothing is executed
and nothing is expanded, so hostile input costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from lesart.cache import remembered
from lesart.model import FORBIDDEN, Place
from lesart.problems import Problem, Problems

#: How deep lists and mappings may be nested; an edition needs five.
MAX_DEPTH = 20

Path = tuple[str | int, ...]
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

#: What ends a line for YAML 1.1, and so for the places that its parser names (https://yaml.org/spec/1.1/#id871136).
LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

#: libyaml's parser where PyYAML has it (all wheels have): ten times as fast as the one in Python.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A YAML document as plain data, with the places of its keys and values.

    `data` has only dict, list, str and None. `values` and `keys` map a path (keys and indexes from the root)
    to where that value, or the key that holds it, stands; `ends` to where a value ends.
    """

    file: str
    data: Any
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    ends: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """The place of the value at `path`, or of the nearest thing around it that exists."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return Place(file=self.file)

    def key_place(self, path: Path) -> Place:
        """The place of the key at `path`; of the value where it has none (a list's item)."""
        return self.keys.get(path) or self.place(path)


#: what the parser says -> what the editor can do. The first that fits counts.
_MENDS = (
    ("mapping values are not allowed", "A value that has “: ” in it needs quotation marks around it, 'like: this'; or the line is indented too far."),
    ("tab", "Indent with spaces; YAML does not take tabs."),
    ("cannot start any token", "Put quotation marks around the value; indent with spaces, not with tabs."),
    ("could not find expected ':'", "A field needs a colon and a space after its name; the lines of a longer text are indented under it."),
    ("expected key", "Check the indentation of this line: it must stand exactly under the line that it belongs to."),
    ("expected <block end>", "Check the indentation of this line: it must stand exactly under the line that it belongs to."),
    ("expected '-' indicator", "Each item of a list begins with “- ”, exactly under the one before."),
    ("unexpected end of stream", "A quotation mark was opened and not closed."),
    ("expected ',' or", "A { or [ was opened and not closed, or a comma is missing."),
    ("block sequence entries", "A list begins on a line of its own, each item with “- ”."),
)  # fmt: skip
#: What the parser sees only after the place where it began: that one is to be mended.
_SEEN_LATE = ("unexpected end of stream", "could not find expected ':'")
_ANY_MEND = "Check the indentation and the quotation marks of this line and of the one before."


class _Refused(Exception):
    """Stops the reading of a document; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@remembered
def read(text: str, file: str, *, first_line: int = 1) -> tuple[Tree, Problems]:
    """Reads one YAML document. `first_line` is the line of `file` on which `text` begins, for front matter."""
    builder = _Builder(file, first_line)
    try:
        data = builder.document(iter(yaml.parse(text, Loader=_LOADER)))
    except _Refused as refused:
        data = None
        builder.problems.append(refused.problem)
    except yaml.MarkedYAMLError as error:
        data = None
        said = error.problem or error.context or "it is not YAML"
        mend = next((mend for sign, mend in _MENDS if sign in said), _ANY_MEND)
        mark = error.problem_mark or error.context_mark
        if any(sign in said for sign in _SEEN_LATE):
            mark = error.context_mark or mark
        if mark and "mapping values" in said and _is_indented_too_far(text, mark.line):
            mend = "This line begins further right than the one before it; both begin in the same column."
        builder.add("yaml-syntax", mark, f"The YAML breaks off here: {said}.", mend)
    except yaml.YAMLError:
        data = None
        builder.problems.append(_invisible_character(text, file, first_line))
    tree = Tree(file=file, data=data, values=builder.values, keys=builder.keys, ends=builder.ends)
    return tree, tuple(builder.problems)


def _is_indented_too_far(text: str, line: int) -> bool:
    """Whether a line stands further right than the one before it, which has a value already."""
    lines = LINE_ENDS.split(text)
    before = next((one for one in reversed(lines[:line]) if one.strip()), "")
    indents = [
        len(one.replace("- ", "  ", 1)) - len(one.replace("- ", "  ", 1).lstrip())
        for one in (before, lines[line])
    ]
    return indents[1] > indents[0] and not before.rstrip().endswith((":", "|", ">"))


def _invisible_character(text: str, file: str, first_line: int) -> Problem:
    """The reader refuses control characters without a place; this finds the first."""
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: match.start()] if match else ""
    sign = f" (U+{ord(match.group()):04X})" if match else ""
    return Problem(
        code="yaml-syntax",
        place=Place(
            file=file, line=before.count("\n") + first_line, column=len(before) - (before.rfind("\n") + 1) + 1
        ),
        message=f"A character stands here that YAML does not allow{sign}.",
        hint="Delete it; it is mostly an invisible one from a word processor.",
    )


class _Builder:
    """Builds plain data from the parser's events, and notes the places on the way."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.shift = first_line - 1
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.ends: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def at(self, mark: Any) -> Place:
        if mark is None:
            return Place(file=self.file, line=1 + self.shift)
        return Place(file=self.file, line=mark.line + 1 + self.shift, column=mark.column + 1)

    def add(self, code: str, mark: Any, message: str, hint: str) -> None:
        self.problems.append(Problem(code=code, place=self.at(mark), message=message, hint=hint))

    def refuse(self, code: str, mark: Any, message: str, hint: str) -> _Refused:
        return _Refused(Problem(code=code, place=self.at(mark), message=message, hint=hint))

    def document(self, events: Iterator[Any]) -> Any:
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(
                        "yaml-syntax",
                        event.start_mark,
                        "A second YAML document begins here.",
                        "Delete the line “---”; one file is one document.",
                    )
                data = self.value(next(events), events, (), 0)
        return data

    def value(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Any:
        self.check(event, depth)
        self.values[path] = self.at(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            self.ends[path] = self.at(event.end_mark)
            return None if event.style in (None, "") and event.value in NULLS else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self.value(item, events, (*path, len(items)), depth + 1))
            self.ends[path] = self.at(item.end_mark)
            return items
        mapping: dict[str, Any] = {}
        while not isinstance(key_event := next(events), yaml.MappingEndEvent):
            self.check(key_event, depth)
            if not isinstance(key_event, yaml.ScalarEvent):
                raise self.refuse(
                    "yaml-syntax",
                    key_event.start_mark,
                    "A list or a mapping stands where a key is expected.",
                    "A key is one word, followed by a colon; a value that begins with [ or { needs quotation marks.",
                )
            key = key_event.value
            if key in mapping:
                self.add(
                    "yaml-duplicate-key",
                    key_event.start_mark,
                    f"“{key}” stands here a second time; the first is on line {self.keys[(*path, key)].line}.",
                    "Keep one of the two; if a new item was meant, begin it with “- ”.",
                )
                self.value(next(events), events, (*path, key, "again"), depth + 1)
                continue
            self.keys[(*path, key)] = self.at(key_event.start_mark)
            mapping[key] = self.value(next(events), events, (*path, key), depth + 1)
        return mapping

    def check(self, event: Any, depth: int) -> None:
        if isinstance(event, yaml.ScalarEvent) and (found := FORBIDDEN.search(event.value)):
            raise self.refuse(
                "yaml-syntax",
                event.start_mark,
                f"This text has a control character in it, or half of one (U+{ord(found[0]):04X}).",
                "Delete it, or the escape that stands for it: no page and no book can hold it.",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.refuse(
                "yaml-alias",
                event.start_mark,
                "YAML anchors and aliases (& and *) are not used in an edition.",
                "Write the value out, or put it in quotation marks if it begins with & or *.",
            )
        if getattr(event, "tag", None):
            raise self.refuse(
                "yaml-alias",
                event.start_mark,
                f"YAML tags ({event.tag}) are not used in an edition.",
                "Put the value in quotation marks if it begins with an exclamation mark.",
            )
        if depth > MAX_DEPTH:
            raise self.refuse(
                "yaml-syntax",
                event.start_mark,
                "Lists and mappings are nested too deeply here.",
                "An edition needs no more than five levels.",
            )
