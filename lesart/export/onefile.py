"""Pages + search index -> one HTML file that needs nothing else, not even a server.

Every page is a section. The address `page.html#id` becomes the fragment `#page--id`, so ids cannot collide.
Without JavaScript it is one long, linked document; scripts add the search.

The search is Pagefind's own script, never edited. It runs in an inline module after declarations that shadow
`fetch` (answers from the embedded bundle, for a made-up base address) and `Worker` (absent, so that it searches on
the main thread). Module code shares Pagefind's scope: ours stands in blocks, so that no name can collide.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from lesart.export.finished import Finished
from lesart.markdown import esc
from lesart.model import Artifact

#: An address that can never be asked: `.invalid` is reserved (RFC 2606).
_BASE = "https://pagefind.invalid/"

#: The theme's scripts that the file takes in.
_SCRIPTS = ("appearance.js", "hits.js", "search-text.js", "search-view.js")

_PRELUDE = """
let __lesartFiles;
const Worker = undefined;
const fetch = async (address) => {
  __lesartFiles ??= JSON.parse(document.getElementById("ui-bundle").textContent);
  const name = new URL(address).pathname.slice(1);
  if (!(name in __lesartFiles)) throw new TypeError("not in the file: " + name);
  return new Response(Uint8Array.from(atob(__lesartFiles[name]), (sign) => sign.charCodeAt(0)));
};
"""

_GLUE = """
const fragment = (page, id) => "#" + page.replace(/\\.html$/, "") + (id ? "--" + id : "");
let undo = () => {};
start(document.querySelector("[data-search]"), {
  // the last call of `options` before the first search counts alone
  engine: async () => ({
    options: (asked) => options({ ...asked, basePath: "BASE", noWorker: true }), filters, search, preload,
  }),
  words: async () => (await fetch("BASEwords.json")).json(),
  asked: () => new URLSearchParams(),
  keep: () => {},
  address: (page, id) => fragment(page, id),
  opened: (href, words) => {
    undo();
    const target = document.getElementById(decodeURIComponent(href.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
    undo = markWords(document, target, words);
  },
});
""".replace("BASE", _BASE)


def one_file(finished: Finished) -> Artifact:
    """The whole edition in one file."""
    linked, pages, index = finished.linked, finished.pages, finished.index
    files = {artifact.path.as_posix(): artifact.content for artifact in pages}
    texts = {path: content.decode() for path, content in files.items() if path.endswith(".html")}
    del texts[linked.addresses["404"]]
    search = linked.addresses["search"]
    sections = "".join(_section(path, text, keep_forms=path == search) for path, text in texts.items())
    home = linked.addresses["index"]
    header = _part(texts[home], "header", "masthead")
    footer = _part(texts[home], "footer", "colophon")
    style = _style(files, texts[home])
    script = _script(files, {a.path.name: a.content for a in index}["pagefind.js"].decode())
    settings = linked.edition.settings
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}' 'wasm-unsafe-eval'; style-src '{_hash(style)}'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    hosted = (
        f'<p><a href="{esc(settings.base_url)}">{esc(settings.base_url)}</a></p>' if settings.base_url else ""
    )
    html_tag = re.search(r"<html[^>]*>", texts[home])
    robots = re.search(r'<meta name="robots"[^>]*>\n', texts[home])
    assert html_tag  # noqa: S101 - our own base template
    text = (
        f'<!doctype html>\n{html_tag.group()}\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"{robots.group() if robots else ''}"
        f"<title>{esc(settings.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'{_fragments(header, home)}\n<main id="ui-main">\n{sections}</main>\n{_fragments(footer, home)}{hosted}\n'
        f'<script type="application/json" id="ui-bundle">{_bundle(index)}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )
    return Artifact(path=PurePosixPath(linked.addresses["download"]), content=text.encode())


def _part(text: str, tag: str, name: str) -> str:
    found = re.search(rf'<{tag} class="{name}">.*?</{tag}>', text, re.DOTALL)
    return found.group().replace(' aria-current="page"', "") if found else ""


def _section(path: str, text: str, *, keep_forms: bool) -> str:
    main = re.search(r"<main[^>]*>(.*)</main>", text, re.DOTALL)
    content = main.group(1) if main else ""
    if not keep_forms:  # they would lead to the search's page, with a request
        content = re.sub(r'<form class="search-box".*?</form>', "", content, flags=re.DOTALL)
    content = re.sub(r'<section class="take-along".*?</section>', "", content, flags=re.DOTALL)
    name = path.removesuffix(".html")
    return f'<section id="{esc(name)}" class="page-section">{_fragments(content, path)}</section>\n'


def _fragments(text: str, path: str) -> str:
    """Ids get the page's name in front; links to pages and ids become fragments."""
    own = path.removesuffix(".html")
    text = re.sub(
        r'(\s(?:id|for|aria-labelledby|aria-describedby|aria-controls)=")([^"]*)"', rf'\1{own}--\2"', text
    )

    def moved(found: re.Match[str]) -> str:
        page, fragment = found.group(1), found.group(2)
        target = page.removesuffix(".html") if page else own
        return f'href="#{target}--{fragment}"' if fragment else f'href="#{target}"'

    return re.sub(r'(?<=\s)href="([^":#/]*\.html|)(?:#([^"]*))?"', moved, text)


def _style(files: Mapping[str, bytes], page: str) -> str:
    """The styles that a page links, in their order, with the fonts that they name."""

    def font(match: re.Match[str]) -> str:
        content = files.get(f"fonts/{match[1]}")
        return f"url(data:font/woff2;base64,{base64.b64encode(content).decode()})" if content else match[0]

    parts = []
    for name, media in re.findall(r'<link rel="stylesheet" href="([^"]+)"(?: media="([a-z]+)")?>', page):
        style = files[name].decode() if name in files else ""
        parts.append(f"@media {media} {{\n{style}\n}}" if media else style)
    return re.sub(r'url\("\.\./fonts/([^"]+)"\)', font, "\n".join(parts))


def _script(files: Mapping[str, bytes], pagefind: str) -> str:
    def module(name: str) -> str:
        return re.sub(r"^(export |import .*)", "", files[f"js/{name}"].decode(), flags=re.MULTILINE)

    if not {f"js/{name}" for name in _SCRIPTS} <= files.keys():
        return ""  # another theme, with scripts of its own: the file is then the readable document alone
    appearance = f"{{\n{module('appearance.js')}\nsetUp(document);\n}}\n"
    search = f"{{\n{module('hits.js')}\n{module('search-text.js')}\n{module('search-view.js')}\n{_GLUE}\n}}\n"
    text = f"{_PRELUDE}{pagefind}\n{appearance}{search}"
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ValueError("a script contains a tag that would end it")
    return text


def _bundle(index: tuple[Artifact, ...]) -> str:
    """What Pagefind fetches, as base64: path below its folder -> content."""
    return json.dumps(
        {
            "/".join(artifact.path.parts[1:]): base64.b64encode(artifact.content).decode()
            for artifact in index
            if artifact.path.suffix != ".js"
        },
        separators=(",", ":"),
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
