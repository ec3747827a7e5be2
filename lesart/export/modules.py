"""JavaScript modules joined into one text, each in a scope of its own.

Every module becomes a function of what it may see: `load` gives it the modules that it imports, `page` the page that
it runs on, whose `location`, `history` and `addEventListener` take the place of the window's. Functions run when they
are first asked for, so the order follows from the imports. Understood is what the theme keeps to: static imports on
one line, dynamic ones of a fixed path, and exported declarations that begin a line.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping

from lesart.model import Place
from lesart.problems import Problem

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";[^\S\n]*$', re.MULTILINE)
_DYNAMIC = re.compile(r'\bimport\("([^"]+)"\)')
_EXPORT = re.compile(r"^export (?=(?:async )?function\*? +(\w+)|(?:const|let|class) +(\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^[^\S\n]*(?://[^\n]*|/\*\*[^*]*(?:\*(?!/)[^*]*)*\*/)[^\S\n]*\n", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b[^\n]*", re.MULTILINE)


class JoinError(Exception):
    """A module says something that this cannot join. The message names the file and the line's text."""

    def problem(self) -> Problem:
        return Problem(
            code="theme",
            place=Place(file="theme/js"),
            message=f"A script cannot be taken into what there is to take along: {self}.",
            hint="Write imports on one line, as import { a } from “./b.js”;, and exports where a line begins.",
        )


def joined(files: Mapping[str, bytes], entries: Iterable[str], given: Iterable[str], base: str) -> str:
    """A JavaScript expression: an object of path -> function(load, page), for all modules that `entries` need.

    `given` are paths that `load` knows without us; `base` is the address below which the paths lie. Raises JoinError.
    """
    texts: dict[str, str] = {}
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path in texts or path in given:
            continue
        if path not in files:
            raise JoinError(f"{path} is not in the theme")
        texts[path], needed = _function(path, files[path].decode(), base)
        waiting += needed
    return "{\n" + ",\n".join(f"{json.dumps(path)}: {texts[path]}" for path in sorted(texts)) + "\n}"


def _function(path: str, text: str, base: str) -> tuple[str, list[str]]:
    """The module as a function, and the paths that it asks for."""
    needed: list[str] = []

    def resolved(asked: str) -> str:
        needed.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), asked)))
        return json.dumps(needed[-1])

    text = _COMMENT.sub("", text)
    exported = [first or second for first, second in _EXPORT.findall(text)]
    text = _EXPORT.sub("", text)
    text = _IMPORT.sub(
        lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = load({resolved(found[2])});", text
    )
    text = _DYNAMIC.sub(lambda found: f"load.later({resolved(found[1])})", text)
    text = text.replace("import.meta.url", json.dumps(base + path))
    if left := _LEFT_OVER.search(text):
        raise JoinError(f"{path}: “{left.group().strip()}”")
    return (
        "(load, { location, history, addEventListener }) => {\n"
        f"{text}\nreturn {{ {', '.join(exported)} }};\n}}"
    ), needed
