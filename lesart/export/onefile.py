"""The whole edition in one HTML file that needs nothing else, not even a server.

Three layers, so that nothing is said twice:

1. the plain pages, each a section: all that a reader without scripts needs, one long document of links;
2. the site's own pages, packed (see `parts`). Their words are those of the plain pages, and much of their markup is
   that of the first article: they point there. Scripts show the page that the address names, as the site shows it, and
   run the theme's modules on it (`client/site.js`). The address `page.html?query#id` becomes `#page--id?query`. The
   records that Pagefind keeps of a page's texts lie with the page;
3. the search index, packed, unpacked with the first search. The search is Pagefind's own script, never edited: it
   runs behind declarations that shadow `fetch` (answers from the file, for a made-up base address) and `Worker`
   (absent, so that it searches on the main thread).

Whether the browser finds the words that were pointed at is known by their length and sum (`client/open.js`). Where it
does not, because the file was changed or cut off, the document stays what it is without scripts, and says so.

The Content-Security-Policy has the hashes of two scripts: the one that unpacks, and the application that it puts in.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from lesart.export.finished import Finished, head_lines, imprint
from lesart.export.markup import Outline, compact, headline
from lesart.export.modules import JoinError, joined
from lesart.export.parts import packed_text, said, source
from lesart.link import download_address
from lesart.markdown import esc
from lesart.model import Artifact, Place
from lesart.problems import Problem

#: An address that can never be asked: `.invalid` is reserved (RFC 2606).
BASE = "https://edition.invalid/"

#: Bytes. Beyond this, browsers on phones run out of memory, or of their readers' patience; see bench/export.py.
LIMIT = 100_000_000

_CLIENT = Path(__file__).resolve().parent / "client"
_PAGEFIND = "pagefind/"

#: Before Pagefind's script, in its scope. Only its own calls of `fetch` are answered here.
_PRELUDE = """
const lesart = globalThis.lesart;
const Worker = undefined;
const fetch = async (address) => {
  const name = decodeURIComponent(new URL(address).pathname.slice(1)).replace(/^pagefind\\//, "");
  const index = await lesart.part("index");
  lesart.places ??= JSON.parse(await lesart.text("index", "places"));
  const bytes = index.get(name) ?? (name in lesart.places ? (await lesart.part(lesart.places[name])).get(name) : null);
  if (!bytes) throw new TypeError("not in the file: " + name);
  return new Response(bytes);
};
"""


def one_file(finished: Finished) -> Artifact | Problem:
    """The file; or why there is none: a theme's script that cannot be joined, or too much for one file."""
    lost = finished.linked.addresses["404"]
    pages = {
        path.removesuffix(".html"): outline for path, outline in finished.outlines.items() if path != lost
    }
    for name, outline in pages.items():
        if not (outline.frame and "html" in outline.attributes):
            return Problem(
                code="theme",
                place=Place(file="theme/templates"),
                message=f"The page {name}.html lacks an element that every page needs: html, body, or main in it.",
                hint="Mend its template, or take the theme's as it came: all but the plain ones extend base.html.",
            )
    home = finished.linked.addresses["index"].removesuffix(".html")
    index = {
        "/".join(artifact.path.parts[1:]): artifact.content for artifact in finished.index if artifact.content
    }
    try:
        application = _application(finished, pages, index)
    except JoinError as error:
        return error.problem()
    plain = _plain(finished)
    style = _style(finished, pages[home])
    mains = {name: outline.inside("main") for name, outline in pages.items()}
    records, places = _records(index, mains)
    base = _base(pages)
    texts, links, starts = _words(plain)
    site = packed_text(
        [
            ("script", application.encode()),
            ("style", style.encode()),
            ("frame", pages[home].frame.encode()),
            ("pages", _listed(pages, home).encode()),
            ("plain", _known(finished, texts, links, base).encode()),
        ]
    )
    parts = {"site": site}
    sources = [source(texts), source(links)]
    for name in (base, *(name for name in pages if name != base)):
        pieces = [("main", mains[name].encode()), *records.get(name, ())]
        parts[f"page-{name}"] = packed_text(pieces, sources, starts.get(name, ()))
        if name == base:
            sources.append(source(b"".join(content for _, content in pieces)))
    rest = {
        name: content for name, content in index.items() if name not in places and not name.endswith(".js")
    }
    searched = packed_text(
        [
            ("places", json.dumps(places).encode()),
            *((name, unzipped(content)) for name, content in rest.items()),
        ]
    )
    text = _document(finished, pages[home], plain, parts, searched, (application, style))
    if len(text) > LIMIT:
        return Problem(
            code="too-large",
            place=Place(file="content"),
            message=f"The edition is too large for one file ({len(text) // 1_000_000} MB), so there is none.",
            hint="Readers take the zip instead: the site as a folder that works without a server.",
        )
    return Artifact(
        path=PurePosixPath(download_address(finished.linked.edition.settings.title)), content=text
    )


# --- the document ----------------------------------------------------------------------------------------------


def _document(
    finished: Finished,
    home: Outline,
    sections: Mapping[str, str],
    parts: Mapping[str, str],
    searched: str,
    unpacked: tuple[str, str],
) -> bytes:
    """`unpacked` are the script and the style that the opening script puts in: the policy has their hashes."""
    linked, settings = finished.linked, finished.linked.edition.settings
    application, style = unpacked
    plain = _plain_style(finished)
    opening = _opening(finished, home)
    policy = (
        f"default-src 'none'; script-src '{_hash(opening)}' '{_hash(application)}' 'wasm-unsafe-eval'; "
        f"style-src '{_hash(plain)}' '{_hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    attributes = "".join(f' {name}="{esc(value)}"' for name, value in home.attributes["html"].items())
    head = "\n".join(
        (
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            *head_lines(linked),
            f'<meta name="description" content="{esc(settings.description)}">',
            f'<link rel="icon" href="{_icon(finished)}">',
            f"<title>{esc(settings.title)}</title>",
            f"<style>{plain}</style>",
        )
    )
    return "".join(
        (
            f"<!doctype html>\n<html{attributes}>\n<head>\n{head}\n</head>\n<body>\n",
            *(_part(name, packed) for name, packed in parts.items()),
            f'<script>{opening}</script>\n<div id="live"></div>\n',
            '<div id="plain">',
            *sections.values(),
            "</div>\n",
            _part("index", searched),
            "</body>\n</html>\n",
        )
    ).encode()


def _part(name: str, packed: str) -> str:
    return f'<script type="text/plain" id="packed-{esc(name)}">{packed}</script>\n'


def _plain(finished: Finished) -> dict[str, str]:
    """What is read without scripts: what this is, where to find what (by the name ""), and each page as a section."""
    linked = finished.linked
    pages = finished.plain_pages()
    contents = "".join(
        f'<li><a href="#{path.removesuffix(".html")}">{esc(headline(text))}</a>'
        for path, text in pages.items()
    )
    plain = {
        "": f"\n<header>\n{''.join(imprint(linked, finished.strings))}"
        f'<nav aria-label="{esc(finished.strings.labels["navigation"])}"><ol>{contents}</ol></nav>\n</header>\n'
    }
    for path, text in pages.items():
        name = path.removesuffix(".html")

        def address(href: str, own: str = name) -> str | None:
            page, _, fragment = href.partition("#")
            if ":" in page:
                return href
            if page and page not in pages:
                return None
            target = page.removesuffix(".html") or own
            return f"#{target}--{fragment}" if fragment else f"#{target}"

        content = compact(text, address, lambda identity, own=name: f"{own}--{identity}")  # type: ignore[misc]
        plain[name] = f'<section id="{esc(name)}">{content}</section>\n'
    return plain


def _style(finished: Finished, home: Outline) -> str:
    """The styles that pages link, in their order: they come with the first page that is shown."""
    files = finished.files
    parts = []
    for path, media in home.styles:
        style = _without_files(files[path].decode()) if path in files else ""
        parts.append(f"@media {media} {{\n{style}\n}}" if media else style)
    return _shorter("\n".join(parts))


def _plain_style(finished: Finished) -> str:
    """What the plain pages look like, which are shown where no scripts run."""
    style = _shorter(finished.files.get("css/plain.css", b"").decode())
    return f"#plain {{\n{style}\n}}\n#plain {{ max-width: 42rem; margin: 0 auto; padding: 1rem; }}\n[data-live] #plain {{ display: none; }}\n"


def _without_files(style: str) -> str:
    """Without the faces of type, which would take more room than all texts; the next family in the stack serves."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", style)


def _shorter(style: str) -> str:
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", style).strip()


def _icon(finished: Finished) -> str:
    icon = finished.files.get("images/icon.svg")
    return "data:image/svg+xml," + quote(icon.decode().strip(), safe=" =:/'") if icon else "data:,"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# --- scripts -----------------------------------------------------------------------------------------------------


def _opening(finished: Finished, home: Outline) -> str:
    """The theme's scripts that run before all else, and ours."""
    files = finished.files
    early = [files[path].decode() for path, is_module in home.scripts if not is_module and path in files]
    text = "\n".join((*early, "{", client("unpack.js"), client("open.js"), "}"))
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise JoinError("a script has a tag in it that would end it")
    return text


def _application(finished: Finished, pages: Mapping[str, Outline], index: Mapping[str, bytes]) -> str:
    """Pagefind's script in its own scope, and in a block behind it the theme's modules and what shows the pages."""
    pagefind = index["pagefind.js"].decode()
    exported = re.search(r"export\s*\{([^}]*)\}", pagefind)
    if not exported:
        raise JoinError("Pagefind's script exports nothing")
    entries = sorted({path for outline in pages.values() for path, is_module in outline.scripts if is_module})
    modules = joined(finished.files, entries, {f"{_PAGEFIND}pagefind.js"}, BASE)
    return (
        f"{_PRELUDE}{pagefind}\n{{\nconst BASE = {json.dumps(BASE)};\n"
        # where its files are counts in the first call, and is refused in later ones
        f"let beginning = {{ basePath: BASE + {json.dumps(_PAGEFIND)}, noWorker: true }};\n"
        f"const engine = {{ {exported.group(1)}, options: async (asked) => {{\n"
        "const first = beginning;\nbeginning = {};\nawait options({ ...asked, ...first });\n} };\n"
        f"const modules = {modules};\n{client('site.js')}}}\n"
    )


def client(name: str) -> str:
    """One of our own scripts for the browser."""
    return (_CLIENT / name).read_text(encoding="utf-8")


# --- packing -----------------------------------------------------------------------------------------------------


def _listed(pages: Mapping[str, Outline], home: str) -> str:
    """What must be known of every page to show it."""
    listed = {
        name: {
            "title": outline.title,
            "body": outline.attributes["body"].get("class", ""),
            "scripts": [path for path, is_module in outline.scripts if is_module],
        }
        for name, outline in pages.items()
    }
    return json.dumps({"home": home, "pages": listed}, ensure_ascii=False)


def _known(finished: Finished, texts: bytes, links: bytes, base: str) -> str:
    """By what the browser knows that the plain pages are as they were, what it says if not, and the base page."""
    sums = [[len(words), zlib.adler32(words)] for words in (texts, links)]
    known = {"sums": sums, "base": base, "changed": finished.strings.labels["file_changed"]}
    return json.dumps(known, ensure_ascii=False)


def _words(plain: Mapping[str, str]) -> tuple[bytes, bytes, dict[str, tuple[int, int]]]:
    """The texts and the links of the plain pages, and where in them those of each begin."""
    starts: dict[str, tuple[int, int]] = {}
    texts, links = bytearray(), bytearray()
    for name, content in plain.items():
        starts[name] = len(texts), len(links)
        more_texts, more_links = said(content)
        texts += more_texts
        links += more_links
    return bytes(texts), bytes(links), starts


def _base(pages: Mapping[str, Outline]) -> str:
    """The page whose markup others point at: the first of the kind that most are of."""
    kinds = {name: outline.attributes["body"].get("class", "") for name, outline in pages.items()}
    ((kind, _),) = Counter(kinds.values()).most_common(1)
    return next(name for name in kinds if kinds[name] == kind)


def unzipped(content: bytes) -> bytes:
    """Pagefind takes its files as they are too; packed together they take less room than each for itself."""
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _records(
    index: Mapping[str, bytes], mains: Mapping[str, str]
) -> tuple[dict[str, list[tuple[str, bytes]]], dict[str, str]]:
    """Pagefind's records by the page whose words they repeat, in the order of these; name -> part that it lies in."""
    found: dict[str, list[tuple[int, str, bytes]]] = {}
    places: dict[str, str] = {}
    for name, content in index.items():
        if not name.startswith("fragment/"):
            continue
        record = unzipped(content)
        address = json.loads(record[record.index(b"{") :])["url"].strip("/").removesuffix(".html")
        page, _, note = address.partition("/")
        if page in mains:
            at = mains[page].find(f'id="n-{note}"') if note else -1
            found.setdefault(page, []).append((at, name, record))
            places[name] = f"page-{page}"
    return {page: [(name, record) for _, name, record in sorted(own)] for page, own in found.items()}, places
