"""A text somebody has, as the Markdown of an article: what `import` does. In reading order:

parts     blocks, and the record of what was done to them
decode    bytes -> text
plain     plain text -> blocks
marked    Markdown -> blocks
page      HTML -> blocks
packed    EPUB and Word -> blocks
tidy      blocks -> the text: debris out, headings seen, torn sentences whole
written   the text -> Markdown

No word of the text is changed. What is no part of it (a player, a list of links, a stored date, a note on the author)
is taken out and shown; what cannot be known is left as it is and said. `words.yaml` has the words that tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType

from lesart.importer import marked, packed, page, plain
from lesart.importer.decode import CONTROL, decoded
from lesart.importer.parts import Doubt, Imported, ImportFault, Source, Taken
from lesart.importer.tidy import Vocabulary, tidy, vocabulary
from lesart.importer.written import article, full_article

__all__ = ["MAX_BYTES", "Doubt", "ImportFault", "Imported", "article", "full_article", "imported"]

#: No article comes near this; larger files are refused before they are read.
MAX_BYTES = 20_000_000

#: The longest text that is looked through, in characters.
MAX_TEXT = 2_000_000


def imported(
    raw: bytes,
    name: str,
    *,
    language: str = "de",
    encoding: str | None = None,
    title: str | None = None,
    authors: Sequence[str] = (),
    ask: Callable[[Doubt], bool] = lambda _: False,
) -> Imported:
    """The text of a file. `name` tells its format; `title` and `authors` are what the edition knows already.

    `ask` answers what cannot be known; without it all of that stays as it is. Raises ImportFault.
    """
    suffix = PurePath(name).suffix.casefold()
    if suffix not in _READERS:
        raise ImportFault(f"“{suffix or name}” is no format that is read; these are: {', '.join(_READERS)}")
    if len(raw) > MAX_BYTES:
        raise ImportFault(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    known = vocabulary(language)
    source, said = _READERS[suffix](raw, encoding, known)
    result = tidy(
        source, known, name=PurePath(name).name, encoding=said, ask=ask, title=title, authors=authors
    )
    if not any(block.kind != "rule" for block in result.blocks):
        raise ImportFault("no text was found in it")
    return result


def _text(raw: bytes, encoding: str | None) -> tuple[str, str, tuple[Taken, ...]]:
    """The text without control characters, which no Markdown can hold; how many were there is said."""
    text, said = decoded(raw, encoding)
    if len(text) > MAX_TEXT:
        raise ImportFault(f"the text is longer than {MAX_TEXT // 1_000_000} million characters")
    clean, count = CONTROL.subn("", text)
    gone = (Taken(line=0, text=f"{count}", why="control characters"),) if count else ()
    return clean, said, gone


def _plain(raw: bytes, encoding: str | None, known: Vocabulary) -> tuple[Source, str]:
    text, said, gone = _text(raw, encoding)
    if marked.looks_marked(text):
        return _and_taken(marked.read(text, by_lines=True), gone), said
    return _and_taken(plain.read(text, known), gone), said


def _marked(raw: bytes, encoding: str | None, known: Vocabulary) -> tuple[Source, str]:
    text, said, gone = _text(raw, encoding)
    return _and_taken(marked.read(text), gone), said


def _page(raw: bytes, encoding: str | None, known: Vocabulary) -> tuple[Source, str]:
    return page.read(raw, encoding)


def _epub(raw: bytes, encoding: str | None, known: Vocabulary) -> tuple[Source, str]:
    return packed.epub(raw), "as the book says"


def _docx(raw: bytes, encoding: str | None, known: Vocabulary) -> tuple[Source, str]:
    return packed.docx(raw), "as Word says"


def _and_taken(source: Source, gone: tuple[Taken, ...]) -> Source:
    return replace(source, taken=(*gone, *source.taken)) if gone else source


_READERS: Mapping[str, Callable[[bytes, str | None, Vocabulary], tuple[Source, str]]] = MappingProxyType(
    {
        ".txt": _plain,
        ".text": _plain,
        ".md": _marked,
        ".markdown": _marked,
        ".html": _page,
        ".htm": _page,
        ".xhtml": _page,
        ".epub": _epub,
        ".docx": _docx,
    }
)
