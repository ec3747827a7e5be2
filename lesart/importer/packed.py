"""EPUB and Word files -> blocks. Both are zip archives; neither is unpacked to the disk, nor further than a text needs."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from lesart.importer.page import MISSING, blocks_of, packages_for_import, parsed
from lesart.importer.parts import Block, ImportFault, Source, Taken

#: An archive that holds more than this, or packs a file more than so many times, is no book (or means harm).
MAX_UNPACKED = 60_000_000
MAX_RATIO = 200
MAX_MEMBERS = 5_000


def _opened(raw: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ImportFault("the file is damaged: it is no zip archive, as its name says") from None
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise ImportFault(f"unpacked, the file would be larger than {MAX_UNPACKED // 1_000_000} MB")
    if any(
        one.file_size > 1_000_000 and one.file_size > MAX_RATIO * max(1, one.compress_size) for one in members
    ):
        raise ImportFault("the file is packed as no text is; it may be meant to fill the memory")
    return archive


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as file:
            content = file.read(MAX_UNPACKED + 1)  # what the directory says of sizes need not be true
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        raise ImportFault(f"the file is damaged: {name[:80]} is missing in it, or cannot be read") from None
    except Exception as error:  # zlib.error and its like have no common name
        raise ImportFault(
            f"the file is damaged: {name[:80]} cannot be unpacked ({type(error).__name__})"
        ) from None
    if len(content) > MAX_UNPACKED:
        raise ImportFault(f"unpacked, the file would be larger than {MAX_UNPACKED // 1_000_000} MB")
    return content


def _xml(content: bytes, name: str) -> Any:
    try:
        from lxml import etree
    except ImportError:
        raise ImportFault(MISSING.format(packages=packages_for_import())) from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        raise ImportFault(f"the file is damaged: {name[:80]} is no XML") from None


def epub(raw: bytes) -> Source:
    """The chapters of a book, in its own order, as one text. Raises ImportFault.

    The format: EPUB Open Container Format and Package Document, https://www.w3.org/TR/epub-33/.
    """
    with _opened(raw) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and b"EncryptedData" in _member(
            archive, "META-INF/encryption.xml"
        ):
            raise ImportFault("the book is encrypted")
        container = _xml(_member(archive, "META-INF/container.xml"), "META-INF/container.xml")
        found = container.xpath("//*[local-name()='rootfile']/@full-path")
        if not found:
            raise ImportFault("the file is damaged: it does not say where its package lies")
        package_path = str(found[0])
        package = _xml(_member(archive, package_path), package_path)
        folder = posixpath.dirname(package_path)
        files = {
            item.get("id"): item
            for item in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        }
        blocks: list[Block] = []
        taken: list[Taken] = []
        total = 0
        for number, ref in enumerate(package.xpath("//*[local-name()='spine']/*[local-name()='itemref']"), 1):
            item = files.get(ref.get("idref"))
            if item is None or "html" not in (item.get("media-type") or ""):
                continue
            path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
            content = _member(archive, path)
            total += len(content)
            if total > MAX_UNPACKED // 4:
                raise ImportFault("the book is far longer than an article")
            chapter = list(blocks_of(parsed(content.decode("utf-8", errors="replace"))))
            if "nav" in (item.get("properties") or "").split() or ref.get("linear") == "no":
                taken += [
                    Taken(line=number, text=one.text, why="the book's table of contents") for one in chapter
                ]
            else:
                blocks += [replace(one, line=number, level=max(0, one.level)) for one in chapter]

        def said(name: str) -> tuple[str, ...]:
            return tuple(
                " ".join("".join(node.itertext()).split())
                for node in package.xpath(f"//*[local-name()='{name}']")
            )

        titles = said("title")
        return Source(
            blocks=tuple(blocks),
            form="a book; lines are the numbers of its chapters",
            taken=tuple(taken),
            title=titles[0] if titles else "",
            authors=said("creator"),
            published=(said("date") or ("",))[0][:10],
        )


def docx(raw: bytes) -> Source:
    """A Word file, by mammoth (https://github.com/mwilliamson/python-mammoth). Raises ImportFault."""
    try:
        import mammoth
    except ImportError:
        raise ImportFault(MISSING.format(packages=packages_for_import())) from None
    with _opened(raw) as archive:
        _member(archive, "word/document.xml")
        for one in archive.namelist():
            if one.endswith((".xml", ".rels")):
                content = _member(archive, one)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise ImportFault("the file has an XML doctype, which no Word file has")
                if one.endswith("document.xml"):
                    _xml(content, one)  # as deep as libxml2 allows, which is less than what trips mammoth
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(raw),
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
            external_file_access=False,
        ).value
    except Exception as error:  # mammoth checks nothing: a damaged file fails in many ways
        raise ImportFault(f"the Word file is damaged ({type(error).__name__})") from None
    # mammoth's own way back from a note; no word of the file
    html = re.sub(r'<a href="#[^"]*note-ref-[^"]*">↑</a>', "", html)
    blocks = blocks_of(parsed(f"<html><body>{html}</body></html>"))
    return Source(
        blocks=tuple(replace(block, line=number) for number, block in enumerate(blocks, 1)),
        form="a Word file; lines are the numbers of its paragraphs",
    )
