"""Markdown -> blocks of passages (articles) or safe HTML (notes and pages).

CommonMark by markdown-it-py, with tables. HTML in a text is a problem and comes out as the characters that were
typed; images are a problem; links may only lead to http(s), mailto and relative addresses. What an editor
writes can so never become a tag or a script that we did not make ourselves.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lesart.cache import remembered
from lesart.model import PASSAGE_BREAK, Block, Frame, Inline, Markup, Passage, Place, Text
from lesart.problems import Problem, Problems

_PARSER = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")

_EXPLICIT_ID = re.compile(r"\s*\{#([A-Za-z][A-Za-z0-9_-]*)\}\s*$")

#: Fragments that the pages use themselves: notes, marks, the interface, and passages by number.
RESERVED_IDS = re.compile(r"(n-|m-|r-|s-|ui-)|[hp]\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A text as safe HTML, and its plain words."""

    html: str
    text: str


def esc(text: str) -> str:
    return html.escape(text, quote=True)


def safe_href(href: str) -> bool:
    """True for what may become a link: http(s) and mailto, and relative addresses without a scheme or host."""
    if re.search(r"[\x00-\x20]", href):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in {"http", "https", "mailto"}
    return not parts.netloc and ":" not in href.split("/")[0]


# --- inline ------------------------------------------------------------------------------------------------


class _Inliner:
    """Turns the inline tokens of one passage into pieces. Collects what is wrong with them."""

    def __init__(self, place: Callable[[int], Place]) -> None:
        self.place = place
        self.line = 0
        self.problems: list[Problem] = []

    def pieces(self, tokens: Sequence[Token], line: int) -> tuple[Inline, ...]:
        self.line = line
        out: list[Inline] = []
        links: list[bool] = []
        for token in tokens:
            out.extend(self._piece(token, links))
        return _merged(out)

    def _piece(self, token: Token, links: list[bool]) -> tuple[Inline, ...]:
        if token.type in {"text", "text_special"}:
            return (Text(text=token.content),)
        if token.type == "softbreak":
            self.line += 1
            return (Text(text=" "),)
        if token.type == "hardbreak":
            self.line += 1
            return (Markup(html="<br>"), Text(text="\n"))
        if token.type == "code_inline":
            return (Markup(html="<code>"), Text(text=token.content), Markup(html="</code>"))
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            links.append(safe_href(href))
            if not links[-1]:
                self._problem(
                    "raw-html",
                    f"A link leads to “{href[:60]}”.",
                    "Links may begin with https://, http:// or mailto:.",
                )
                return ()
            return (Markup(html=f'<a href="{esc(href)}"{_outward(href)}>'),)
        if token.type == "link_close":
            return (Markup(html="</a>"),) if links and links.pop() else ()
        if token.type == "html_inline":
            # one for each tag that opens; its end, on the same line, is not another mistake
            if not (token.content.startswith("</") and self._said_on_this_line("raw-html")):
                self._problem(
                    "raw-html",
                    f"HTML stands in the text: {token.content[:40]}",
                    "Say it in Markdown, or write &lt; for the sign <.",
                )
            return (Text(text=token.content),)
        if token.type == "image":
            self._problem(
                "image",
                "An image stands in the text.",
                "Describe it in words, or link to the page that shows it.",
            )
            return (Text(text=token.content),)
        if token.type in _TAGS:
            return (Markup(html=_TAGS[token.type]),)
        raise AssertionError(f"markdown-it made a token that nobody knows: {token.type}")

    def _said_on_this_line(self, code: str) -> bool:
        return any(p.code == code and p.place == self.place(self.line) for p in self.problems)

    def _problem(self, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(code=code, place=self.place(self.line), message=message, hint=hint))


_TAGS: Mapping[str, str] = MappingProxyType(
    {
        "em_open": "<em>",
        "em_close": "</em>",
        "strong_open": "<strong>",
        "strong_close": "</strong>",
    }
)


def _outward(href: str) -> str:
    return ' rel="noopener external"' if re.match(r"https?:", href) else ""


def _merged(pieces: Sequence[Inline]) -> tuple[Inline, ...]:
    """Neighbouring texts as one: a mark that runs through them is then not cut in two."""
    out: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text(text=out[-1].text + piece.text)
        elif not (isinstance(piece, Text) and not piece.text):
            out.append(piece)
    return tuple(out)


# --- blocks ------------------------------------------------------------------------------------------------


def _heading_tag(token: Token) -> str:
    # h1 is the article's title; a text that begins with “#” means its own first level
    return "h" + str(max(2, int(token.tag[1])))


@remembered
def article_blocks(text: str, file: str, *, first_line: int = 1) -> tuple[tuple[Block, ...], Problems]:
    """The blocks of an article, its passages numbered and placed in the reading text.

    `first_line` is the line of `file` on which `text` begins.
    """

    def place(line: int) -> Place:
        return Place(file=file, line=line + first_line)

    inliner = _Inliner(place)
    problems: list[Problem] = []
    blocks: list[Block] = []
    ids: dict[str, int] = {}
    offset = number = headings = 0
    tokens = _PARSER.parse(text)
    for index, token in enumerate(tokens):
        lines = token.map or [0, 0]
        if token.type in {"inline", "fence", "code_block"}:
            opener = tokens[index - 1]
            tag = "p"
            if token.type != "inline":
                tag = "pre"
            elif opener.type == "heading_open":
                tag = _heading_tag(opener)
            pieces, explicit = _without_explicit_id(
                inliner.pieces(token.children or [], lines[0])
                if token.type == "inline"
                else (Text(text=token.content.rstrip("\n")),)
            )
            words = "".join(piece.text for piece in pieces if isinstance(piece, Text))
            if not words.strip():
                continue
            if tag.startswith("h"):
                headings += 1
                cited, ordinal = None, f"h{headings}"
            else:
                number += 1
                cited, ordinal = number, f"p{number}"
            passage_id = explicit or ordinal
            if explicit and (RESERVED_IDS.match(explicit) or explicit != explicit.lower()):
                problems.append(
                    Problem(
                        code="bad-value",
                        place=place(lines[0]),
                        message=f"“{explicit}” cannot be the id of a passage.",
                        hint="Use lower-case letters, digits and hyphens; p1, h1, n-…, m-…, r-…, s-… and ui-… are taken.",
                    )
                )
                passage_id = ordinal
            if passage_id in ids:
                problems.append(
                    Problem(
                        code="duplicate-passage",
                        place=place(lines[0]),
                        message=f"The id “{passage_id}” is already that of the passage on line {ids[passage_id]}.",
                        hint="Give one of the two another id in {#…}.",
                    )
                )
                passage_id = ordinal
            ids[passage_id] = lines[0] + first_line
            blocks.append(
                Passage(
                    id=passage_id,
                    number=cited,
                    tag=tag,  # type: ignore[arg-type]  # built from the two tables above
                    inlines=pieces,
                    text=words,
                    start=offset,
                    lines=(lines[0] + first_line, max(lines[0] + 1, lines[1]) + first_line - 1),
                )
            )
            offset += len(words) + len(PASSAGE_BREAK)
        elif token.type == "html_block":
            problems.append(_html_block(place(lines[0]), token))
        elif frame := _frame(token):
            blocks.append(Frame(html=frame))
    return tuple(blocks), (*problems, *inliner.problems)


def _html_block(place: Place, token: Token) -> Problem:
    first = token.content.strip().splitlines()[0][:40]
    return Problem(
        code="raw-html",
        place=place,
        message=f"HTML stands in the text: {first}",
        hint="Say it in Markdown, or write &lt; for the sign <.",
    )


def _frame(token: Token) -> str | None:
    """The tag of a block that holds passages; None for what becomes a passage itself."""
    kind = token.type
    if kind in {"paragraph_open", "paragraph_close", "heading_open", "heading_close"}:
        return None
    if kind == "hr":
        return "<hr>"
    if kind == "ordered_list_open":
        start = token.attrGet("start")
        return f'<ol start="{int(start)}">' if start is not None else "<ol>"
    if kind.endswith("_open"):
        return f"<{token.tag}>"
    if kind.endswith("_close"):
        return f"</{token.tag}>"
    return None


def _without_explicit_id(pieces: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], str | None]:
    """Takes `{#id}` off the end of a passage."""
    if pieces and isinstance(pieces[-1], Text) and (found := _EXPLICIT_ID.search(pieces[-1].text)):
        rest = pieces[-1].text[: found.start()]
        return (*pieces[:-1], *((Text(text=rest),) if rest else ())), found.group(1)
    return pieces, None


# --- notes and pages -----------------------------------------------------------------------------------------


@remembered
def rendered(text: str, file: str, *, first_line: int = 1, level: int = 2) -> tuple[Rendered, Problems]:
    """A whole Markdown text as safe HTML. Its highest heading becomes `<h{level}>`; headings get ids."""

    def place(line: int) -> Place:
        return Place(file=file, line=line + first_line)

    inliner = _Inliner(place)
    problems: list[Problem] = []
    out: list[str] = []
    words: list[str] = []
    tokens = _PARSER.parse(text)
    used: set[str] = set()
    tight: list[bool] = []
    highest = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=level)
    for index, token in enumerate(tokens):
        lines = token.map or [0, 0]
        if token.type == "inline":
            pieces = inliner.pieces(token.children or [], lines[0])
            out.append("".join(esc(p.text) if isinstance(p, Text) else p.html for p in pieces))
            words.append("".join(p.text for p in pieces if isinstance(p, Text)))
        elif token.type in {"fence", "code_block"}:
            out.append(f"<pre><code>{esc(token.content)}</code></pre>\n")
            words.append(token.content)
        elif token.type == "html_block":
            problems.append(_html_block(place(lines[0]), token))
            out.append(f"<p>{esc(token.content)}</p>\n")
        elif token.type in {"heading_open", "heading_close"}:
            tag = f"h{min(6, int(token.tag[1]) - highest + level)}"
            if token.type == "heading_open":
                anchor = _heading_id(tokens[index + 1].content, used)
                out.append(f'<{tag} id="{anchor}">')
            else:
                out.append(f"</{tag}>\n")
        elif token.type == "paragraph_open":
            tight.append(token.hidden)
            out.append("" if token.hidden else "<p>")
        elif token.type == "paragraph_close":
            out.append("" if tight.pop() else "</p>\n")
        elif frame := _frame(token):
            out.append(frame + "\n" if frame.startswith("</") or frame == "<hr>" else frame)
    plain = " ".join(" ".join(words).split())
    return Rendered(html="".join(out), text=plain), (*problems, *inliner.problems)


def _heading_id(words: str, used: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", _folded(words)).strip("-") or "section"
    anchor, count = f"s-{base}", 1
    while anchor in used:
        count += 1
        anchor = f"s-{base}-{count}"
    used.add(anchor)
    return anchor


def _folded(words: str) -> str:
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    return words.lower().translate(table)
