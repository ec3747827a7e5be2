"""Blocks -> Markdown that reads as they do, word for word.

Every sign that Markdown would take for its own is escaped. What was written is read again, with the reader of
articles itself; a block whose styles would change its words is written without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import yaml

from lesart.importer.parts import Block, Imported, Run, one_line, plain
from lesart.markdown import article_blocks, safe_href
from lesart.model import Passage
from lesart.schema import BLANK

_SIGNS = re.compile(r"([\\`*_\[\]<>|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)]))")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_BRACES = re.compile(r"\{#[A-Za-z][A-Za-z0-9_-]*\}\s*$")


def escaped(text: str) -> str:
    """One line of text as Markdown that reads as it does."""
    text = _ENTITY.sub(r"\\&", _SIGNS.sub(r"\\\1", text))
    start = _LINE_START.match(text)
    if not start:
        return text
    if start.group(1).isdigit():  # “1. April”: the number stays, its dot is escaped
        return start.group(1) + "\\" + text[start.end() :]
    return "\\" + text


def markdown(blocks: Sequence[Block]) -> str:
    """The blocks as the Markdown of an article: its passages have the blocks' words, in order."""
    sources = [_source(block, styled=True) for block in blocks]
    for index, block in enumerate(blocks):
        if block.kind in {"rule", "pre"} or _faithful(block, sources[index]):
            continue
        sources[index] = _source(block, styled=False)
        if not _faithful(
            block, sources[index]
        ):  # nothing is known that gets here; if it does, no word is lost
            sources[index] = _source(replace(block, kind="pre", runs=plain(block.text)), styled=False)
    out: list[str] = []
    lowest = min((block.level for block in blocks if block.kind == "heading" and block.level), default=2)
    marks, lists = "-*", 0
    for index, (block, source) in enumerate(zip(blocks, sources, strict=True)):
        before = blocks[index - 1] if index else None
        if block.kind == "heading":
            level = min(6, block.level - lowest + 2) if block.level else 2
            source = f"{'#' * level} " + re.sub(r"(?<=\s)#(?=#*$)", r"\\#", source)  # they would close it
        elif block.kind == "item":
            same = before is not None and before.kind == "item" and before.quoted == block.quoted
            if not same:
                marks = marks[::-1] if lists else marks  # two lists in a row must not become one
                lists += 1
            source = _item(block, source, marks[0])
            if same and out:
                out[-1] += "\n" + _quoted(source, block.quoted)
                continue
        elif block.kind == "rule":
            source = "---"
        out.append(_quoted(source, block.quoted))
    return "\n\n".join(out) + "\n"


def _item(block: Block, source: str, mark: str) -> str:
    sign = f"{block.ordinal}." if block.ordinal is not None else mark
    lines = f"{sign} {source}".split("\n")
    indent = " " * (4 * block.level)
    return "\n".join([indent + lines[0], *(f"{indent}{' ' * (len(sign) + 1)}{line}" for line in lines[1:])])


def _quoted(source: str, depth: int) -> str:
    sign = "> " * depth
    return "\n".join((sign + line).rstrip() if depth else line for line in source.split("\n"))


def _source(block: Block, *, styled: bool) -> str:
    if block.kind == "pre":
        text = block.text
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", text))])
        return f"{fence}\n{text}\n{fence}"
    if block.kind == "table":
        width = max(len(row) for row in block.rows)
        rows = [[*row, *[""] * (width - len(row))] for row in block.rows]
        lines = [
            "| " + " | ".join(_SIGNS.sub(r"\\\1", _ENTITY.sub(r"\\&", cell)) for cell in row) + " |"
            for row in rows
        ]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
    if not styled:
        text = "\\\n".join(escaped(line) for line in block.text.split("\n"))
    else:
        text = _styled(block.runs)
    # braces at the end would be read as the passage's own name, so it gets another one behind them
    return text + (" {#import-" + str(block.line) + "}" if _BRACES.search(block.text) else "")


def _styled(runs: Iterable[Run]) -> str:
    out = ""
    for run in runs:
        lead = run.text[: len(run.text) - len(run.text.lstrip(" \n"))]
        trail = run.text[len(run.text.rstrip(" \n")) :] if run.text.strip(" \n") else ""
        core = run.text.strip(" \n")
        text = "\\\n".join(
            escaped(line)
            if not (out + lead) or number or (out + lead).endswith("\n")
            else _SIGNS.sub(r"\\\1", _ENTITY.sub(r"\\&", line))
            for number, line in enumerate(core.split("\n"))
        )
        if run.code and core and "`" not in core:
            text = f"`{core}`"
        if core and run.strong:
            text = f"**{text}**"
        if core and run.em:
            text = f"*{text}*"
        if core and run.href and safe_href(run.href) and re.match(r"(https?|mailto):[^\s<>()\\]+$", run.href):
            text = f"[{text}]({run.href})"
        out += "\\\n".join(lead.split("\n")) + text + "\\\n".join(trail.split("\n"))
    return out


def _faithful(block: Block, source: str) -> bool:
    """Whether the block's Markdown, read as an article's, has the block's words, and nothing is wrong with it."""
    blocks, problems = article_blocks(source, "")
    passages = [one for one in blocks if isinstance(one, Passage)]
    if problems:
        return False
    if block.kind == "table":
        return [p.text for p in passages] == [
            one_line(cell) for row in block.rows for cell in row if cell.strip()
        ]
    return len(passages) == 1 and len(blocks) == 1 and passages[0].text == block.text


def article(imported: Imported) -> str:
    """The whole file: front matter with what is known of the text, then the text."""
    fields = {
        "title": imported.title,
        "subtitle": imported.subtitle,
        "authors": list(imported.authors),
        "published": imported.published,
        "author_note": imported.author_note,
        "source_note": imported.source_note,
        "imported_from": imported.name,
    }
    front = yaml.safe_dump(
        {key: value for key, value in fields.items() if value},
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return f"---\n{front}---\n{markdown(imported.blocks)}"


def full_article(imported: Imported, language: str) -> str:
    """The same as an article of `content/`, for a text that may be published: its licence is still to be named."""
    fields = {
        "title": imported.title or None,
        **({} if imported.title else {"heading": BLANK}),
        "subtitle": imported.subtitle or None,
        "authors": list(imported.authors),
        "publisher": None,
        "published": imported.published if _DATE.fullmatch(imported.published) else None,
        "url": None,
        "language": language,
        "witness": "full",
        "rights": {"holder": None, "licence": "none", "statement": None},
    }
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n{markdown(imported.blocks)}"
