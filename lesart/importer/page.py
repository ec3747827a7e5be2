"""HTML -> blocks. What of a page is the text, trafilatura tells; the words are always the page's own.

trafilatura (https://trafilatura.readthedocs.io) finds the text among menus, teasers and comments, but sets it anew. So the
page is read here, block by block, and of each block it is asked whether trafilatura has its words too. Prose that stands
beside kept prose in the same element is kept as well: a paragraph lost is worse than a line too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lesart.importer.decode import CONTROL, decoded
from lesart.importer.parts import Block, ImportFault, Run, Source, Taken, one_line, tidied, words
from lesart.importer.plain import END

#: Elements whose words nobody reads as text.
_SILENT = frozenset(
    "script style noscript template head title meta link svg math iframe object embed audio video canvas button "
    "select textarea input map datalist dialog".split()
)
_BLOCKS = frozenset(
    "p div section article main header footer nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption "
    "table pre hr body html address details summary fieldset center td th tr tbody thead tfoot caption".split()
)
#: Parts of a page that are never its text, whatever trafilatura says of their words.
_CHROME = frozenset({"nav", "footer", "aside"})
#: From so many words on, the words of a block in a row are found nowhere by chance.
_TELLING = 8

MISSING = "HTML, EPUB and Word files need more packages; install them with: .venv/bin/pip install {packages}"


def packages_for_import() -> str:
    return "'trafilatura>=2,<3' 'lxml-html-clean>=0.4,<1' 'mammoth>=1.8,<2'"


def _lxml() -> Any:
    try:
        import lxml.html
    except ImportError:
        raise ImportFault(MISSING.format(packages=packages_for_import())) from None
    return lxml.html


def read(raw: bytes, encoding: str | None) -> tuple[Source, str]:
    """The text of a page, and its encoding as the report says it. Raises ImportFault."""
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", raw[:4096])
    try:
        text, said = decoded(raw, encoding or (declared.group(1).decode() if declared else None))
    except ImportFault:
        if encoding:
            raise
        text, said = decoded(raw)  # a page that says what it is not
    if declared and not encoding:
        said = said.replace("as asked", "as the page says")
    tree = parsed(text)
    blocks = tuple(blocks_of(tree))
    title, authors, kept = _judged(text)
    return _chosen(blocks, kept, title, authors, _stated_date(tree)), said


def parsed(text: str) -> Any:
    """The page as a tree, however broken it is. Raises ImportFault where there is none."""
    html = _lxml()
    clean = CONTROL.sub("", re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    try:
        return html.document_fromstring(clean)
    except (ValueError, html.etree.LxmlError):
        raise ImportFault("the page cannot be read as HTML") from None


def _stated_date(tree: Any) -> str:
    """The day on which the page says that it was published; '' if it does not say so. Nothing is guessed."""
    stated = tree.xpath(
        "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='date'"
        " or @name='dcterms.date' or @name='DC.date' or @name='citation_publication_date']/@content"
        " | //time[@itemprop='datePublished']/@datetime"
    )
    found = (re.match(r"(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)", str(one).strip()) for one in stated)
    return next(("-".join(one.groups()) for one in found if one), "")


def _judged(text: str) -> tuple[str, tuple[str, ...], str]:
    """Title and authors that the page names, and the text as trafilatura sees it."""
    import logging

    try:
        import trafilatura
    except ImportError:
        raise ImportFault(MISSING.format(packages=packages_for_import())) from None

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True
        )
    except Exception:
        # whatever trips it, the page has been read already: then every block counts as text, and nothing is lost
        return "", (), ""
    if found is None:
        return "", (), ""
    data = found if isinstance(found, dict) else found.as_dict()
    authors = tuple(name.strip() for name in (data.get("author") or "").split(";") if name.strip())
    return data.get("title") or "", authors, data.get("text") or data.get("raw_text") or ""


def _chosen(
    blocks: tuple[Block, ...], kept: str, title: str, authors: tuple[str, ...], published: str
) -> Source:
    """Which blocks are the text; the others are taken out, and said."""
    lines = {" ".join(words(line)) for line in kept.split("\n")}
    stream = f" {' '.join(words(kept))} "
    sure = []
    for block in blocks:
        own = " ".join(words(block.text))
        count = len(own.split())
        sure.append(
            block.level >= 0 and (own in lines or (count >= _TELLING and f" {own} " in stream))
            if kept
            else True
        )
    homes = {
        block.near
        for block, yes in zip(blocks, sure, strict=True)
        if yes and len(words(block.text)) >= _TELLING
    }
    span = [index for index, yes in enumerate(sure) if yes]
    taken: list[Taken] = []
    out: list[Block] = []
    for index, (block, yes) in enumerate(zip(blocks, sure, strict=True)):
        within = bool(span) and span[0] <= index <= span[-1]
        prose = not block.linked and (
            END.search(block.text) or block.kind in {"heading", "rule", "verse", "table", "pre"}
        )
        head = block.kind == "heading" and block.level == 1 and bool(span) and index < span[0]
        if yes or (block.near in homes and (prose or within)) or head:
            out.append(block)
        elif block.kind != "rule":
            taken.append(Taken(line=block.line, text=block.text, why="beside the text of the page"))
    return Source(
        blocks=tuple(replace(block, level=max(0, block.level)) for block in out),
        form="the text of a page" if kept else "a page, whole",
        taken=tuple(taken),
        title=_own_title(out, title),
        authors=authors,
        published=published,
    )


def _own_title(blocks: list[Block], title: str) -> str:
    """The page's title as its first heading has it: what stands in the window's bar has the site's name behind it."""
    first = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    return one_line(first.text) if first else one_line(title)


# --- a tree's blocks ------------------------------------------------------------------------------------------


def blocks_of(tree: Any) -> Iterator[Block]:
    """The blocks of a page or of a book's chapter, in order. Every visible word is in one of them."""
    walker = _Walker()
    walker.walk(tree)
    yield from walker.blocks


class _Walker:
    """Goes through the tree step by step (never by recursion: a page may nest as deep as it likes)."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.em = self.strong = self.code = self.quoted = self.pre = 0
        self.hrefs: list[str] = []
        self.lists: list[int | None] = []
        self.item: tuple[int, int | None] | None = None
        self.heading = 0
        self.chrome = 0
        self.home: list[int] = [0]
        self.line = 0
        self.rows: list[list[str]] | None = None
        self.tables = 0  # a table within a cell gives its words to the cell
        self.count = 0

    def walk(self, tree: Any) -> None:
        steps: list[tuple[str, Any]] = [("open", tree)]
        homes: list[int] = []
        while steps:
            step, node = steps.pop()
            if step == "open":
                if not isinstance(node.tag, str) or node.tag in _SILENT or node.get("hidden") is not None:
                    if node.tail:
                        steps.append(("text", node.tail))
                    continue
                if node.tail and node is not tree:
                    steps.append(("text", node.tail))
                steps.append(("close", node))
                steps.extend(("open", child) for child in reversed(node))
                if node.text:
                    steps.append(("text", node.text))
                homes.append(len(self.home))
                self._open(node)
            elif step == "close":
                self._close(node)
                del self.home[homes.pop() :]
            else:
                self._say(node)
        self._end_block()

    def _say(self, text: str) -> None:
        if not self.pre:
            text = text.replace("\n", " ")
        self.runs.append(
            Run(
                text=text,
                em=self.em > 0,
                strong=self.strong > 0,
                code=self.code > 0,
                href=self.hrefs[-1] if self.hrefs else "",
            )
        )

    def _open(self, node: Any) -> None:
        tag = node.tag
        if tag in _BLOCKS and not (self.rows is not None and tag not in {"table"}):
            self._end_block()
            self.line = node.sourceline or 0
            self.count += 1
            if tag not in {"p", "li", "hr", "dt", "dd"} and not re.fullmatch(
                r"h[1-6]|blockquote|ul|ol|pre|table", tag
            ):
                self.home.append(self.count)
        if re.fullmatch(r"h[1-6]", tag):
            self.heading = int(tag[1])
        elif tag in {"ul", "ol"} and self.rows is None:
            start = node.get("start") or "1"
            self.lists.append((int(start) if re.fullmatch(r"\d{1,6}", start) else 1) if tag == "ol" else None)
        elif tag == "li" and self.lists and self.rows is None:
            self.item = (len(self.lists) - 1, self.lists[-1])
            if self.lists[-1] is not None:
                self.lists[-1] += 1
        elif tag == "blockquote":
            self.quoted += 1
        elif tag == "pre":
            self.pre += 1
        elif tag == "hr":
            self.blocks.append(Block(kind="rule", line=self.line, near=self.home[-1]))
        elif tag == "br":
            self.runs.append(Run(text="\n"))
        elif tag in {"em", "i", "cite"}:
            self.em += 1
        elif tag in {"strong", "b"}:
            self.strong += 1
        elif tag in {"code", "kbd", "samp", "tt"}:
            self.code += 1
        elif tag == "a":
            self.hrefs.append(node.get("href") or "")
        elif tag == "table" and (self.tables or _is_of_data(node)):
            self.tables += 1
            if self.tables == 1:
                self.rows = []
        elif tag == "tr" and self.rows is not None and self.tables == 1:
            self._end_cell()
            self.rows.append([])
        elif tag in {"td", "th"} and self.tables == 1:
            self._end_cell()
        elif tag in _BLOCKS and self.rows is not None:
            self.runs.append(Run(text=" "))
        if tag in _CHROME:
            self.chrome += 1

    def _close(self, node: Any) -> None:
        tag = node.tag
        if tag == "table" and self.tables:
            self.tables -= 1
        if tag in {"td", "th"} and self.tables == 1:
            self._end_cell(always=True)
        elif tag == "table" and self.rows is not None and self.tables == 0:
            rows = tuple(tuple(row) for row in self.rows if any(cell for cell in row))
            self.rows = None
            if rows:
                level = -1 if self.chrome else 0
                self.blocks.append(
                    Block(kind="table", rows=rows, line=self.line, near=self.home[-1], level=level)
                )
        if tag in _BLOCKS and self.rows is None:
            self._end_block()
        if re.fullmatch(r"h[1-6]", tag):
            self.heading = 0
        elif tag in {"ul", "ol"} and self.lists and self.rows is None:
            self.lists.pop()
        elif tag == "li" and self.rows is None:
            self.item = None
        elif tag == "blockquote":
            self.quoted -= 1
        elif tag == "pre":
            self.pre -= 1
        elif tag in {"em", "i", "cite"}:
            self.em -= 1
        elif tag in {"strong", "b"}:
            self.strong -= 1
        elif tag in {"code", "kbd", "samp", "tt"}:
            self.code -= 1
        elif tag == "a" and self.hrefs:
            self.hrefs.pop()
        if tag in _CHROME:
            self.chrome -= 1

    def _end_cell(self, *, always: bool = False) -> None:
        text = one_line("".join(run.text for run in self.runs))
        self.runs = []
        if self.rows is not None and (text or always):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(text)

    def _end_block(self) -> None:
        if self.rows is not None:
            return
        if self.pre:
            text = "".join(run.text for run in self.runs).strip("\n")
            runs: tuple[Run, ...] = (Run(text=text),) if text.strip() else ()
        else:
            parts = _parted(tidied(self.runs, lines=True))
            for part in parts[:-1]:  # two line breaks in a row are how old pages part their paragraphs
                self.runs = list(part)
                self._end_block()
            runs = parts[-1] if parts else ()
        self.runs = []
        if not runs:
            return
        kind: Any = "paragraph"
        level, ordinal = 0, None
        if self.pre:
            kind = "pre"
        elif self.heading:
            kind, level = "heading", self.heading
            runs = tidied(
                Run(text=r.text.replace("\n", " "), em=r.em, code=r.code, href=r.href) for r in runs
            )
        elif self.item:
            (level, ordinal), kind = self.item, "item"
            self.item = None
            runs = tidied(replace(r, text=r.text.replace("\n", " ")) for r in runs)
        elif any("\n" in run.text for run in runs):
            kind = "verse"
        if self.chrome:
            level = -1
        self.blocks.append(
            Block(
                kind=kind,
                runs=runs,
                line=self.line,
                level=level,
                ordinal=ordinal,
                quoted=self.quoted,
                near=self.home[-1],
            )
        )


def _parted(runs: tuple[Run, ...]) -> list[tuple[Run, ...]]:
    """Runs, parted where two line ends stand in a row."""
    parts: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = re.split(r"\n{2,}", run.text)
        parts[-1].append(replace(run, text=first))
        parts.extend([replace(run, text=text)] for text in rest)
    tidy = (tidied(part, lines=True) for part in parts)
    return [part for part in tidy if part]


def _is_of_data(table: Any) -> bool:
    """Whether a table holds data in rows and columns; others only lay out a page, and are read through."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return False
    if any(True for _ in table.iterdescendants("table", "h1", "h2", "h3", "ul", "ol", "blockquote")):
        return False
    return all(sum(1 for _ in cell.iterdescendants("p", "div", "br")) < 2 for row in rows for cell in row)
