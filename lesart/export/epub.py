"""The edition as a book: EPUB 3.3, with notes as pop-up footnotes.

Chapters are the plain pages, written as XHTML. Addresses between pages stay links; what only the site has (the
search) leads to the hosted edition, or nowhere. Nothing depends on the clock: the identifier follows from the
edition, `dcterms:modified` from the date of its version.
"""

from __future__ import annotations

import textwrap
from pathlib import PurePosixPath

from lesart.export.finished import Finished, identifier, imprint, version_line
from lesart.export.markup import headline, xhtml
from lesart.export.packed import packed
from lesart.link import article_address, download_address
from lesart.markdown import esc
from lesart.model import Artifact

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

_XHTML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="plain.css"/></head>
<body{type}>
{body}
</body>
</html>
"""

#: Pages of an edition -> their place among the book's landmarks (EPUB Structural Semantics).
_LANDMARKS = {"bibliography": "bibliography", "register": "index"}

#: A reader's first question to a book: what it asks of the senses. https://www.w3.org/TR/epub-a11y-11/
_ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "index"),
    ("schema:accessibilityHazard", "none"),
    ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"),
)


def epub(finished: Finished) -> Artifact:
    linked, strings = finished.linked, finished.strings
    settings = linked.edition.settings
    pages = finished.plain_pages("search")
    home = linked.addresses["index"]

    def address(href: str) -> str | None:
        page, mark, fragment = href.partition("#")
        if ":" in page:
            return href
        if not page or page in pages:
            return (f"{PurePosixPath(page).stem}.xhtml" if page else "") + mark + fragment
        return f"{settings.base_url}{href}" if settings.base_url else None

    def chapter(title: str, body: str, kind: str) -> bytes:
        return _XHTML.format(
            language=esc(settings.language),
            title=esc(title),
            type=f' epub:type="{kind}"' if kind else "",
            body=body,
        ).encode()

    titles = {path: headline(text) for path, text in pages.items()}
    files: dict[str, bytes] = {}
    for path, text in pages.items():
        body = xhtml(text + ("".join(imprint(linked, strings)) if path == home else ""), address)
        part = _part(finished, path)
        body = f'<section epub:type="{part}" role="doc-{part}">\n{body}\n</section>' if part else body
        kind = "frontmatter" if path == home else _matter(finished, path)
        files[f"{PurePosixPath(path).stem}.xhtml"] = chapter(titles[path], body, kind)
    files["cover.svg"] = cover(finished).encode()
    files["cover.xhtml"] = chapter(
        settings.title,
        f'<p><img src="cover.svg" role="doc-cover" alt="{esc(strings.labels["cover"])}: {esc(settings.title)}"/></p>',
        "cover",
    )
    files["nav.xhtml"] = chapter(strings.labels["table_of_contents"], _navigation(finished, titles), "")
    files["plain.css"] = finished.files.get("css/plain.css", b"")
    names = ["cover.xhtml", "nav.xhtml", *(f"{PurePosixPath(path).stem}.xhtml" for path in pages)]
    book = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", _CONTAINER.encode()),
        ("EPUB/package.opf", _package(finished, names, sorted(files)).encode()),
        *((f"EPUB/{name}", files[name]) for name in sorted(files)),
    ]
    return Artifact(
        path=PurePosixPath(download_address(settings.title, "epub")),
        content=packed(book, stored=frozenset({"mimetype"})),
    )


def _matter(finished: Finished, path: str) -> str:
    articles = {article_address(article.slug) for article in finished.linked.edition.articles}
    return "bodymatter" if path in articles else "backmatter"


def _part(finished: Finished, path: str) -> str:
    """What a page is in a book: a word that both `epub:type` and, behind `doc-`, DPUB-ARIA have."""
    if _matter(finished, path) == "bodymatter":
        return "chapter"
    addresses = finished.linked.addresses
    return next((kind for name, kind in _LANDMARKS.items() if addresses[name] == path), "")


def _navigation(finished: Finished, titles: dict[str, str]) -> str:
    labels, addresses = finished.strings.labels, finished.linked.addresses
    items = "".join(
        f'<li><a href="{PurePosixPath(path).stem}.xhtml">{esc(title)}</a></li>\n'
        for path, title in titles.items()
    )
    home = f"{PurePosixPath(addresses['index']).stem}.xhtml"
    first = next((path for path in titles if _matter(finished, path) == "bodymatter"), addresses["index"])
    marks = [
        ("toc", "nav.xhtml", labels["table_of_contents"]),
        ("titlepage", home, labels["home"]),
        ("bodymatter", f"{PurePosixPath(first).stem}.xhtml", labels["articles"]),
        *(
            (kind, f"{PurePosixPath(addresses[name]).stem}.xhtml", labels[name])
            for name, kind in _LANDMARKS.items()
            if addresses[name] in titles
        ),
    ]
    landmarks = "".join(
        f'<li><a epub:type="{kind}" href="{href}">{esc(label)}</a></li>\n' for kind, href, label in marks
    )
    return (
        f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-head">\n'
        f'<h1 id="toc-head">{esc(labels["table_of_contents"])}</h1>\n<ol>\n{items}</ol>\n</nav>\n'
        f'<nav epub:type="landmarks" id="landmarks" aria-label="{esc(labels["landmarks"])}" hidden="hidden">\n'
        f"<ol>\n{landmarks}</ol>\n</nav>"
    )


def _package(finished: Finished, spine: list[str], files: list[str]) -> str:
    linked, strings = finished.linked, finished.strings
    settings = linked.edition.settings
    creators = "".join(
        f'<dc:creator id="editor-{number}">{esc(name)}</dc:creator>\n'
        f'<meta refines="#editor-{number}" property="role" scheme="marc:relators">edt</meta>\n'
        for number, name in enumerate(settings.editors.values(), start=1)
    )
    access = "".join(f'<meta property="{name}">{esc(value)}</meta>\n' for name, value in _ACCESSIBILITY)
    summary = f'<meta property="schema:accessibilitySummary">{esc(strings.labels["epub_access"])}</meta>\n'
    source = f"<dc:source>{esc(settings.base_url)}</dc:source>\n" if settings.base_url else ""
    rights = " ".join(filter(None, (settings.licence, settings.licence_url)))
    manifest = "".join(f"<item {_item(name)}/>\n" for name in files)
    itemrefs = "".join(f'<itemref idref="{_identity(name)}"/>\n' for name in spine)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="edition"'
        f' xml:lang="{esc(settings.language)}" dir="ltr">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="edition">urn:uuid:{identifier(linked)}</dc:identifier>\n'
        f"<dc:title>{esc(settings.title)}</dc:title>\n<dc:language>{esc(settings.language)}</dc:language>\n"
        f"{creators}<dc:description>{esc(settings.description)}</dc:description>\n"
        f"<dc:date>{linked.dated}</dc:date>\n<dc:rights>{esc(rights)}</dc:rights>\n{source}"
        f'<meta property="dcterms:modified">{linked.dated}T00:00:00Z</meta>\n'
        f'<meta property="schema:version">{esc(version_line(linked, strings))}</meta>\n'
        f"{access}{summary}</metadata>\n"
        f"<manifest>\n{manifest}</manifest>\n<spine>\n{itemrefs}</spine>\n</package>\n"
    )


_KINDS = {".xhtml": "application/xhtml+xml", ".svg": "image/svg+xml", ".css": "text/css"}
_PROPERTIES = {"nav.xhtml": "nav", "cover.svg": "cover-image"}


def _identity(name: str) -> str:
    return "f-" + name.replace(".", "-")  # an XML id begins with a letter


def _item(name: str) -> str:
    extra = f' properties="{_PROPERTIES[name]}"' if name in _PROPERTIES else ""
    return f'id="{_identity(name)}" href="{name}" media-type="{_KINDS[PurePosixPath(name).suffix]}"{extra}'


def cover(finished: Finished) -> str:
    """A drawing, 1600 by 2400: the title over one line for each article, as long as its text is beside the others."""
    settings, articles = finished.linked.edition.settings, finished.linked.edition.articles
    title = textwrap.wrap(settings.title, 16)[:5]
    subtitle = textwrap.wrap(settings.subtitle or "", 38)[:4]
    words = [
        f'<text x="140" y="{420 + 170 * row}" font-size="150" font-weight="600">{esc(line)}</text>'
        for row, line in enumerate(title)
    ]
    under = 420 + 170 * len(title)
    words += [
        f'<text x="140" y="{under + 90 * row}" font-size="64">{esc(line)}</text>'
        for row, line in enumerate(subtitle)
    ]
    longest = max((len(article.text) for article in articles), default=1) or 1
    step = min(90, 700 // max(1, len(articles)))
    lines = [
        f'<path d="M140 {2240 - step * (len(articles) - row)}h{round(1320 * len(article.text) / longest)}"/>'
        for row, article in enumerate(articles)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 2400" role="img">\n'
        f"<title>{esc(settings.title)}</title>\n"
        '<rect width="1600" height="2400" fill="#faf8f3"/>\n'
        f'<g font-family="Georgia, serif" fill="#1d1b18">\n{chr(10).join(words)}\n</g>\n'
        f'<g stroke="#9c2b1f" stroke-width="14">\n{chr(10).join(lines)}\n</g>\n</svg>\n'
    )
