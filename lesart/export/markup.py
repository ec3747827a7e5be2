"""Our own pages in other spellings: every address, id and reference moved in one place, by a tokenizer.

`compact` writes HTML as short as the standard allows, `xhtml` writes XML for EPUB. Both take what `plain` templates
give: elements, roles and languages. What only the site's scripts and styles need (classes, data attributes) goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

from lesart.markdown import esc

#: An address of the site (`page.html#id`, `#id`) -> the address in the export; None takes the link away.
Address = Callable[[str], str | None]

_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_KEPT = (
    "id", "href", "lang", "role", "aria-label", "aria-labelledby", "scope", "colspan", "rowspan", "start",
    "datetime", "open", "hreflang",
)  # fmt: skip
_BLOCK = frozenset(
    "address article aside blockquote body caption col colgroup dd details div dl dt figcaption figure footer h1 h2"
    " h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: Elements whose end tag may be left out before another block (HTML Standard, 13.1.2.4).
_OPTIONAL_END = frozenset({"dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"})
_SKIPPED = frozenset({"script", "style", "template", "svg"})

#: Roles of DPUB-ARIA and the `epub:type` that older reading systems go by.
_EPUB_TYPES = {
    "doc-noteref": "noteref",
    "doc-footnote": "footnote",
    "doc-endnotes": "endnotes",
    "doc-backlink": "backlink",
    "doc-chapter": "chapter",
    "doc-bibliography": "bibliography",
    "doc-index": "index",
    "doc-introduction": "introduction",
    "doc-abstract": "abstract",
}


class _Writer(HTMLParser):
    def __init__(self, address: Address, identity: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.identity = address, identity
        self.out: list[str] = []
        self.open: list[str | None] = []  # the end tags to come; None for what is not written
        self.skipped = 0

    # what the two spellings differ in

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError

    def text(self, data: str) -> None:
        raise NotImplementedError

    # what they share

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED or self.skipped:
            self.skipped += tag in _SKIPPED
            return
        given = {name: value or "" for name, value in attrs}
        kept = {name: given[name] for name in _KEPT if name in given}
        if "id" in kept:
            kept["id"] = self.identity(kept["id"])
        if "aria-labelledby" in kept:
            kept["aria-labelledby"] = " ".join(self.identity(one) for one in kept["aria-labelledby"].split())
        if "href" in kept:
            moved = self.address(kept.pop("href"))
            if moved is not None:
                kept["href"] = moved
            else:
                kept.pop("role", None)  # a reference that leads nowhere is none
        if tag in _VOID:
            self.start(tag, kept)
        elif tag in ("span", "time", "cite") and not kept:
            self.open.append(None if tag != "cite" else tag)
            if tag == "cite":
                self.start(tag, kept)
        else:
            self.open.append(tag)
            self.start(tag, kept)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped -= 1
        elif not self.skipped and tag not in _VOID and self.open and (written := self.open.pop()) is not None:
            self.end(written)

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.text(data)


class _Compact(_Writer):
    """Unquoted attributes, optional end tags left out, white space as it shows."""

    edge = True  # behind the tag of a block, where white space does not show
    pending = ""  # an end tag that is written only if something inline follows

    def _settle(self, *, block: bool) -> None:
        if self.pending and not block:
            self.out.append(self.pending)
        self.pending = ""
        if block and self.out and self.out[-1].endswith(" "):
            self.out[-1] = self.out[-1].rstrip(" ")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        block = tag in _BLOCK
        self._settle(block=block)
        if attributes.get("role") in ("doc-noteref", "doc-backlink"):
            attributes.pop("aria-label", None)  # the role says it as well
        shown = "".join(f" {name}{_valued(value)}" for name, value in attributes.items())
        self.out.append(f"<{tag}{shown}>")
        self.edge = block or (self.edge and not shown)

    def end(self, tag: str) -> None:
        self._settle(block=tag in _BLOCK)
        if tag in _OPTIONAL_END:
            self.pending = f"</{tag}>"
        else:
            self.out.append(f"</{tag}>")
        if tag in _BLOCK:
            self.edge = True

    def text(self, data: str) -> None:
        if "pre" not in self.open:
            data = re.sub(r"[ \t\r\n\f]+", " ", data)
            if self.edge:
                data = data.lstrip(" ")
        if data:
            self._settle(block=False)
            self.out.append(data.replace("&", "&amp;").replace("<", "&lt;"))
            self.edge = False


def _valued(value: str) -> str:
    if not value:
        return ""
    plain = value.replace("&", "&amp;")
    return f'="{plain.replace(chr(34), "&quot;")}"' if re.search(r"[\s\"'=<>`]", value) else f"={plain}"


class _Xhtml(_Writer):
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if "lang" in attributes:
            attributes["xml:lang"] = attributes["lang"]
        if attributes.get("role") in _EPUB_TYPES:
            attributes["epub:type"] = _EPUB_TYPES[attributes["role"]]
        shown = "".join(f' {name}="{esc(value)}"' for name, value in attributes.items())
        self.out.append(f"<{tag}{shown}/>" if tag in _VOID else f"<{tag}{shown}>")

    def end(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def text(self, data: str) -> None:
        self.out.append(data.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def compact(html: str, address: Address, identity: Callable[[str], str]) -> str:
    """HTML in few bytes; `identity` gives each id its name in the export."""
    writer = _Compact(address, identity)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


def xhtml(html: str, address: Address) -> str:
    """Well-formed XML of the same elements, ids as they are, with `epub:type` beside the roles."""
    writer = _Xhtml(address, lambda name: name)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


class _Headline(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.inside = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or (tag == "h1" and not self.text)

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "h1"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


def headline(html: str) -> str:
    """The words of the first h1."""
    reader = _Headline()
    reader.feed(html)
    return " ".join(reader.text.split())


def _loading(tag: str, attributes: dict[str, str]) -> str:
    if tag == "script" and attributes.get("type") == "module" and "src" in attributes:
        return "module"
    if tag == "link" and attributes.get("rel") == "preload":
        return "preload"
    return "policy" if attributes.get("http-equiv") == "Content-Security-Policy" else ""


class Outline(HTMLParser):
    """The parts of a page of the site, whatever the theme: cut out, never rewritten."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._begins: dict[str, int] = {}  # tag -> offset behind its first start tag
        self._ends: dict[str, int] = {}  # tag -> offset of its last end tag
        self.attributes: dict[str, dict[str, str]] = {}
        self.scripts: list[tuple[str, bool]] = []  # path, whether it is a module
        self.styles: list[tuple[str, str]] = []  # path, media
        self.heads: list[
            tuple[int, int, str]
        ] = []  # start, end, kind of lines that say how the page is loaded
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = _loading(tag, given)
        if kind:
            line, column = self.getpos()
            start = self._lines[line - 1] + column
            end = start + len(self.get_starttag_text() or "") + len("</script>") * (tag == "script")
            self.heads.append((start, end, kind))
        if tag in ("html", "head", "title", "body", "main") and tag not in self._begins:
            line, column = self.getpos()
            self._begins[tag] = self._lines[line - 1] + column + len(self.get_starttag_text() or "")
            self.attributes[tag] = given
        elif tag == "script" and "src" in given:
            self.scripts.append((given["src"], given.get("type") == "module"))
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append((given.get("href", ""), given.get("media", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._begins and not (tag == "title" and tag in self._ends):  # drawings have titles too
            line, column = self.getpos()
            self._ends[tag] = self._lines[line - 1] + column

    def inside(self, tag: str) -> str:
        """What stands between the tags; nothing where they are missing."""
        return self.html[self._begins[tag] : self._ends[tag]] if tag in self._ends else ""

    @property
    def title(self) -> str:
        return " ".join(unescape(self.inside("title")).split())

    @property
    def frame(self) -> str:
        """The body with its `<main>` emptied."""
        if not {"body", "main"} <= self._ends.keys():
            return ""
        before = self.html[self._begins["body"] : self._begins["main"]]
        return before + self.html[self._ends["main"] : self._ends["body"]]
