"""Markdown -> blocks, read by the same parser as articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lesart.importer.parts import Block, BlockKind, Run, Source, Taken, one_line, tidied
from lesart.importer.plain import LONG_LINE

# without HTML: what looks like a tag stays the characters that were typed
_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table")

_SIGNS = re.compile(r"^#{1,6} +\S|\]\([^)\s]{0,2000}\)", re.MULTILINE)
_FIELDS = frozenset({"title", "subtitle", "authors", "author", "published", "date"})
_STRONG = re.compile(r"\*\*\S[^*\n]*\*\*")


def looks_marked(text: str) -> bool:
    """Whether a text file is written in Markdown: headings or links in it, or several strong words."""
    return bool(_SIGNS.search(text)) or len(_STRONG.findall(text)) >= 2


def read(text: str, *, by_lines: bool = False) -> Source:
    """The blocks of a Markdown text; front matter's title, authors and date go to their fields.

    `by_lines`: long lines that follow each other are paragraphs of their own, as in a text file, not one as in Markdown.
    """
    fields, text, skipped = _front_matter(text)
    reader = _Reader(skipped, by_lines=by_lines)
    reader.blocks_of(_PARSER.parse(text))
    authors = fields.get("authors") or fields.get("author") or ()
    return Source(
        blocks=tuple(reader.blocks),
        form="Markdown",
        taken=(
            *(
                Taken(line=1, text=f"{key}: {value}", why="front matter that has no place here")
                for key, value in fields.items()
                if key not in _FIELDS and value
            ),
            *reader.taken,
        ),
        title=_word(fields.get("title")),
        subtitle=_word(fields.get("subtitle")),
        authors=tuple(map(_word, authors))
        if isinstance(authors, list)
        else ((_word(authors),) if authors else ()),
        published=_word(fields.get("published") or fields.get("date")),
    )


def _word(value: object) -> str:
    return one_line(str(value)) if isinstance(value, str | int | float) or hasattr(value, "isoformat") else ""


def _front_matter(text: str) -> tuple[dict[str, object], str, int]:
    """Fields, the text after them, and how many lines they took; none if the text begins otherwise."""
    found = re.match(r"---[ \t]*\n(.{0,20000}?)\n---[ \t]*(?:\n|$)", text, re.DOTALL)
    if not found:
        return {}, text, 0
    try:
        fields = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text, 0
    if not isinstance(fields, dict):
        return {}, text, 0
    return fields, text[found.end() :], text.count("\n", 0, found.end())


class _Reader:
    def __init__(self, skipped: int, *, by_lines: bool) -> None:
        self.skipped = skipped
        self.by_lines = by_lines
        self.blocks: list[Block] = []
        self.taken: list[Taken] = []

    def blocks_of(self, tokens: Sequence[Token]) -> None:
        quoted = 0
        lists: list[int | None] = []  # per open list, the next number; None without
        fresh = False  # whether the next paragraph is an item's first
        row: list[str] = []
        rows: list[tuple[str, ...]] = []
        table_line = 0
        for index, token in enumerate(tokens):
            line = (token.map[0] if token.map else 0) + 1 + self.skipped
            kind = token.type
            if kind == "blockquote_open":
                quoted += 1
            elif kind == "blockquote_close":
                quoted -= 1
            elif kind in {"bullet_list_open", "ordered_list_open"}:
                start = token.attrGet("start")
                lists.append((int(start) if start is not None else 1) if kind[0] == "o" else None)
            elif kind in {"bullet_list_close", "ordered_list_close"}:
                lists.pop()
            elif kind == "list_item_open":
                fresh = True
            elif kind == "hr":
                self.blocks.append(Block(kind="rule", line=line, quoted=quoted))
            elif kind in {"fence", "code_block"}:
                text = token.content.rstrip("\n")
                if text.strip():
                    self.blocks.append(Block(kind="pre", runs=(Run(text=text),), line=line, quoted=quoted))
            elif kind == "table_open":
                rows, table_line = [], line
            elif kind == "tr_open":
                row = []
            elif kind == "tr_close":
                rows.append(tuple(row))
            elif kind == "table_close":
                self.blocks.append(Block(kind="table", rows=tuple(rows), line=table_line, quoted=quoted))
            elif kind == "inline":
                opener = tokens[index - 1]
                if self.by_lines and opener.type == "paragraph_open" and not lists:
                    for number, part in enumerate(_long_lines(token.children or [])):
                        self._paragraph(self._runs(part, line + number), line + number, quoted)
                    continue
                runs = self._runs(token.children or [], line)
                if opener.type in {"th_open", "td_open"}:
                    row.append(one_line("".join(run.text for run in runs)))
                elif not runs:
                    continue
                elif opener.type == "heading_open":
                    level = int(opener.tag[1])
                    self.blocks.append(
                        Block(kind="heading", runs=_unstrong(runs), line=line, level=level, quoted=quoted)
                    )
                elif lists and fresh:
                    fresh = False
                    ordinal = lists[-1]
                    if ordinal is not None:
                        lists[-1] = ordinal + 1
                    self.blocks.append(
                        Block(
                            kind="item",
                            runs=runs,
                            line=line,
                            level=len(lists) - 1,
                            ordinal=ordinal,
                            quoted=quoted,
                        )
                    )
                else:
                    self._paragraph(runs, line, quoted)

    def _paragraph(self, runs: tuple[Run, ...], line: int, quoted: int) -> None:
        if runs:
            verse = any("\n" in run.text for run in runs)
            kind: BlockKind = "verse" if verse else "paragraph"
            self.blocks.append(Block(kind=kind, runs=runs, line=line, quoted=quoted))

    def _runs(self, tokens: Sequence[Token], line: int) -> tuple[Run, ...]:
        runs: list[Run] = []
        em = strong = 0
        hrefs: list[str] = []
        for token in tokens:
            style = {"em": em > 0, "strong": strong > 0, "href": hrefs[-1] if hrefs else ""}
            if token.type in {"text", "text_special"}:
                runs.append(Run(text=token.content, **style))  # type: ignore[arg-type]
            elif token.type == "code_inline":
                runs.append(Run(text=token.content, code=True, **style))  # type: ignore[arg-type]
            elif token.type == "softbreak":
                runs.append(Run(text=" ", **style))  # type: ignore[arg-type]
            elif token.type == "hardbreak":
                runs.append(Run(text="\n"))
            elif token.type == "image":
                self.taken.append(Taken(line=line, text=token.content or "(no words)", why="picture"))
            elif token.type in {"em_open", "em_close"}:
                em += 1 if token.type == "em_open" else -1
            elif token.type in {"strong_open", "strong_close"}:
                strong += 1 if token.type == "strong_open" else -1
            elif token.type == "link_open":
                hrefs.append(str(token.attrGet("href") or "") or "#")
            elif token.type == "link_close" and hrefs:
                hrefs.pop()
        return tidied(runs, lines=True)


def _long_lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """A paragraph's tokens by its lines, where one of these is long and no style runs across; else all together."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += token.nesting
        if token.type == "softbreak" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    longest = max(sum(len(token.content) for token in part) for part in parts)
    return parts if longest > LONG_LINE else [list(tokens)]


def _unstrong(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """A heading is strong by itself."""
    return tidied(Run(text=r.text.replace("\n", " "), em=r.em, code=r.code, href=r.href) for r in runs)
