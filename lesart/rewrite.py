"""Changes a selector in a YAML file, and not one byte beside it.

No round trip through a YAML writer: that would lose comments and reflow what editors wrote. The places that
`yamltree` keeps say where each value stands; only those characters are replaced.
"""

from __future__ import annotations

import re

from lesart import yamltree
from lesart.model import Place
from lesart.selector import Quote
from lesart.yamltree import LINE_ENDS, Path, Tree

#: What needs no quotation marks, also between braces.
_PLAIN = re.compile(r"[^\W\d_][\w .–—„“‚‘’/-]*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class RewriteError(Exception):
    """The file is not of the form in which a selector can be changed; the message says why."""


def scalar(words: str) -> str:
    """The words as a YAML value in one line: plain where that is safe, else in single quotation marks."""
    if _PLAIN.fullmatch(words) and not words.endswith((" ", "-")) and words.casefold() not in _WORDS_OF_YAML:
        return words
    return "'" + words.replace("'", "''") + "'"


def with_selector(text: str, path: Path, quote: Quote) -> str:
    """The file's text with the selector of the mapping at `path` replaced by `quote`.

    Raises RewriteError if the mapping has no quote, or if the result would not read as meant.
    """
    tree, problems = yamltree.read(text, "")
    if problems or (*path, "quote") not in tree.keys:
        raise RewriteError("the file cannot be read, or has no quote there")
    edits = [_replaced(text, tree, (*path, "quote"), quote.exact)]
    added = ""
    for name, words in (("prefix", quote.prefix), ("suffix", quote.suffix)):
        there = (*path, name) in tree.keys
        if there and words:
            edits.append(_replaced(text, tree, (*path, name), words))
        elif there:
            edits.append(_removed(text, tree, (*path, name)))
        elif words:
            added += _added(text, tree, (*path, "quote"), name, words)
    start, end, new = edits[0]
    edits[0] = (start, end, new + added)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    _verify(text, path, quote)
    return text


def _verify(text: str, path: Path, quote: Quote) -> None:
    tree, problems = yamltree.read(text, "")
    data = tree.data
    for step in path:
        data = data[step] if data is not None else None
    got = (
        Quote(exact=data["quote"], prefix=data.get("prefix") or "", suffix=data.get("suffix") or "")
        if data
        else None
    )
    if problems or got != quote:
        raise RewriteError(
            "the selector is written in a way that cannot be changed by itself; change it by hand"
        )


def _offset(text: str, place: Place) -> int:
    starts = [0, *(end.end() for end in LINE_ENDS.finditer(text))]
    return starts[place.line - 1] + place.column - 1


def _is_block(text: str, tree: Tree, key: Path) -> bool:
    """Whether the key stands on a line of its own, not between braces."""
    start = _offset(text, tree.keys[key])
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not before.strip(" -")


def _replaced(text: str, tree: Tree, key: Path, words: str) -> tuple[int, int, str]:
    start, end = _offset(text, tree.values[key]), _offset(text, tree.ends[key])
    tail = text[start:end]
    return start, start + len(tail.rstrip()), scalar(words)


def _removed(text: str, tree: Tree, key: Path) -> tuple[int, int, str]:
    start, end = _offset(text, tree.keys[key]), _offset(text, tree.ends[key])
    end = start + len(text[start:end].rstrip())
    if _is_block(text, tree, key):
        return text.rfind("\n", 0, start), end, ""
    return text.rfind(",", 0, start), end, ""


def _added(text: str, tree: Tree, key: Path, name: str, words: str) -> str:
    if _is_block(text, tree, key):
        indent = " " * (tree.keys[key].column - 1)
        return f"\n{indent}{name}: {scalar(words)}"
    return f", {name}: {scalar(words)}"
