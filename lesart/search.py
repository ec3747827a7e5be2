"""Step 6, Linked -> Pagefind bundle.

Pagefind indexes an index-only copy of the edition, made for it and thrown away: one record for each article,
with an id on each passage, one for each annotation, one for each editorial page. Filters so count what a
reader counts, and a hit has the address of its very paragraph or note. Compounds are written there with a seam
between their parts (`compounds`).

The binary of pagefind-bin is called, not its Python wrapper, which cuts files short in 1.5.2
(https://github.com/Pagefind/pagefind/issues/1271). It gets a fresh folder, an empty environment and a time limit;
what it wrote is checked, and put into one canonical form, since 1.5.2 orders filter values by chance.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import string
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from lesart import cbor, compounds
from lesart.contexts import NoteView
from lesart.link import article_address
from lesart.markdown import esc
from lesart.model import Artifact, Linked, Place
from lesart.problems import Problem, Problems
from lesart.strings import Strings
from lesart.views import Viewer

#: Folder of the bundle below the site.
FOLDER = "pagefind"

#: In that folder: words for “did you mean”, names of the register, bounds of the index's chunks.
WORDS = "words.json"

#: Seconds that Pagefind gets, and seconds more for each thousand records.
TIME_LIMIT, TIME_PER_THOUSAND = 60, 60

_MAGIC = b"pagefind_dcd"

_DIGITS = string.digits + string.ascii_lowercase


class SearchError(Exception):
    """Pagefind could not be run, or what it wrote is not whole. The message says why."""


# --- what is indexed -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one hit is about: an article, a note or a page. `parts` are (tag, id or "", words), in reading order."""

    path: str  # `<slug>.html` is an article or page, `<slug>/<id>.html` a note
    title: str
    filters: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str, str], ...]


def records(linked: Linked, strings: Strings) -> tuple[Record, ...]:
    """Everything that can be found."""
    viewer = Viewer(linked, strings)
    found: list[Record] = []
    for article in linked.edition.articles:
        link = viewer.links[article.slug]
        shared = (("article", link.short), ("author", link.byline))
        found.append(
            Record(
                path=article_address(article.slug),
                title=link.title,
                filters=(*shared, ("kind", strings.kinds["text"])),
                parts=(
                    ("p", "", " ".join(filter(None, (link.title, article.subtitle)))),
                    *((passage.tag, passage.id, passage.text) for passage in article.passages),
                ),
            )
        )
        for note in viewer.notes_of(linked.notes_by_article[article.slug]):
            verdict = (("verdict", note.verdict_label),) if note.verdict else ()
            persons = tuple(("person", person) for person in note.persons)
            found.append(
                Record(
                    path=f"{article.slug}/{note.id}.html",
                    title=note.headline,
                    filters=(*shared, ("kind", note.kind_label), *verdict, *persons),
                    parts=tuple(("p", "", part) for part in _note_words(note) if part),
                )
            )
    found += (
        Record(
            path=f"{page.slug}.html",
            title=page.title,
            filters=(("kind", strings.kinds["page"]),),
            parts=(("p", "", f"{page.title} {page.text}"),),
        )
        for page in linked.edition.pages
    )
    # Pagefind leaves out what has no word in it: an article that is still “…”
    return tuple(
        record for record in found if any(map(str.isalnum, "".join(part[2] for part in record.parts)))
    )


def _note_words(note: NoteView) -> tuple[str, ...]:
    named = (f"{source.publisher}: {source.title}" for source in note.sources)
    return (note.claim, f"„{note.words}“", note.body.striptags(), *named)


def index_pages(found: Iterable[Record], language: str) -> Mapping[str, str]:
    """path -> HTML of the index-only copy, with a seam between the parts of compounds."""
    plain = [(record, [(tag, id, _indexed(words)) for tag, id, words in record.parts]) for record in found]
    cut = compounds.seamed((words for _, parts in plain for _, _, words in parts), language)
    return {
        record.path: _index_page(language, record, [(tag, id, cut(words)) for tag, id, words in parts])
        for record, parts in plain
    }


def _indexed(text: str) -> str:
    """The text with signs that Pagefind does not split at, or does not know, in their plain form.

    The number of words stays the same, since places of hits are counted in words.
    """
    text = re.sub(r"(?<=\w)[–—](?=\w)", "-", text).replace("’", "'").replace("\u00ad", "")
    text = text.replace(compounds.SEAM, "/")
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _index_page(language: str, record: Record, parts: Sequence[tuple[str, str, str]]) -> str:
    metas = "".join(
        f'<meta data-pagefind-filter="{name}[content]" content="{esc(value)}">\n'
        for name, value in record.filters
    )
    ids = [f' id="{esc(id)}"' if id else "" for _, id, _ in parts]
    body = "".join(
        f"<{tag}{id}>{esc(words)}</{tag}>\n" for id, (tag, _, words) in zip(ids, parts, strict=True)
    )
    title = esc(record.title)
    return (
        f'<!doctype html>\n<html lang="{esc(language)}"><head><title>{title}</title>\n{metas}</head>\n'
        f'<body data-pagefind-body data-pagefind-meta="title:{title}">\n{body}</body></html>\n'
    )


# --- what the search page knows beside the index --------------------------------------------------------------


def word_list(found: Iterable[Record]) -> str:
    """Every word of four letters or more that is indexed, for “did you mean”; sorted, and front-coded.

    A word is written as the number of letters that it shares with the one before (a digit to the base 36), then
    the rest. About half the size of the words themselves.
    """
    words = {
        word
        for record in found
        for _, _, text in record.parts
        for word in re.findall(r"[^\W\d_]{4,}", _indexed(text))
    }
    coded: list[str] = []
    before = ""
    for word in sorted(words):
        shared = next(
            (at for at, (one, other) in enumerate(zip(before, word, strict=False)) if one != other),
            min(len(before), len(word)),
        )
        shared = min(shared, len(_DIGITS) - 1)
        coded.append(_DIGITS[shared] + word[shared:])
        before = word
    return " ".join(coded)


def names(linked: Linked, strings: Strings) -> list[tuple[str, str]]:
    """(name, address) of every entry of the register, for a search that found nothing."""
    viewer = Viewer(linked, strings)
    return sorted((entry.name, viewer.entry_address(entry)) for entry in linked.edition.register.values())


def bundle(linked: Linked, strings: Strings) -> tuple[Artifact, ...]:
    """Pagefind's bundle, and beside it WORDS: what the theme's script knows of the index.

    Raises SearchError.
    """
    found = records(linked, strings)
    files = make_bundle(index_pages(found, strings.language), strings.language)
    return (*files, beside(found, names(linked, strings), files))


def beside(found: Iterable[Record], named: Sequence[tuple[str, str]], files: Iterable[Artifact]) -> Artifact:
    """WORDS: what the theme's script knows of the index, from its records, the register's names and its files."""
    known = {"bounds": chunk_bounds(files), "names": named, "words": word_list(found)}
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return Artifact(path=PurePosixPath(FOLDER) / WORDS, content=text.encode())


def chunk_bounds(files: Iterable[Artifact]) -> list[str]:
    """The first word of each chunk of the index.

    Pagefind loads only the chunk in which a word would stand, so that other words that begin with it go missing if
    they stand in the next one. Whoever searches preloads the chunks that begin with it (design notes, Fix B).
    """
    for file in files:
        if file.path.suffix == ".pf_meta":
            meta = cbor.decode(_unpacked(file.content, file.path.name))
            return [str(first) for first, _, _ in meta[2]]
    raise SearchError("Pagefind wrote no description of its index")


# --- running Pagefind ----------------------------------------------------------------------------------------


def pagefind_version() -> str:
    return metadata.version("pagefind-bin")


def _binary() -> str:
    try:
        from pagefind_bin import get_executable  # imported late: `check` works without it
    except ImportError:
        raise SearchError("the package pagefind-bin is not installed") from None
    return str(get_executable())


def make_bundle(pages: Mapping[str, str], language: str) -> tuple[Artifact, ...]:
    """Runs Pagefind over the pages. The bundle's files, below FOLDER, are the same bytes for the same pages.

    Raises SearchError.
    """
    if not pages:
        raise SearchError("there is nothing to index")
    with tempfile.TemporaryDirectory(prefix="lesart-search-") as folder:
        here = Path(folder)
        for path, text in pages.items():
            file = here / "pages" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        _run(here, language, len(pages))
        files = {
            file.relative_to(here / "bundle").as_posix(): file.read_bytes()
            for file in sorted((here / "bundle").rglob("*"))
            if file.is_file()
        }
    return tuple(
        Artifact(path=PurePosixPath(FOLDER) / name, content=content)
        for name, content in sorted(_canonical(_needed(files), len(pages)).items())
    )


def _run(here: Path, language: str, count: int) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(here)}
    command = [
        _binary(), "--site", str(here / "pages"), "--output-path", str(here / "bundle"),
        "--force-language", language.split("-")[0], "--silent",
    ]  # fmt: skip
    limit = TIME_LIMIT + TIME_PER_THOUSAND * count // 1000
    try:
        done = subprocess.run(
            command, cwd=here, env=environment, timeout=limit, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired:
        raise SearchError(f"Pagefind did not finish within {limit} seconds") from None
    except OSError as error:
        raise SearchError(f"Pagefind cannot be started: {error.strerror}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise SearchError(
            f"Pagefind stopped with code {done.returncode}: {said[-1] if said else 'no word why'}"
        )


def _needed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without Pagefind's own interfaces, which the theme does not use."""
    wanted = re.compile(
        r"pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|pagefind\.[^/]*\.pf_meta|wasm\.[^/]*\.pagefind"
        r"|(index|fragment|filter)/[^/]+"
    )
    return {
        name: content
        for name, content in files.items()
        if wanted.fullmatch(name) and name != "wasm.unknown.pagefind"
    }


# --- canonical form ------------------------------------------------------------------------------------------


def _canonical(files: dict[str, bytes], count: int) -> dict[str, bytes]:
    """The same bundle with filter values in a fixed order, and names that follow from the content."""
    try:
        entry = json.loads(files["pagefind-entry.json"])
    except (KeyError, ValueError):
        raise SearchError("Pagefind wrote no readable entry file") from None
    languages: dict[str, dict[str, Any]] = entry.get("languages", {})
    if len(languages) != 1 or sum(one["page_count"] for one in languages.values()) != count:
        found = {name: one["page_count"] for name, one in languages.items()}
        raise SearchError(f"Pagefind indexed {found} of {count} records")
    for name in ("pagefind.js", "pagefind-worker.js"):
        if not files.get(name, b"").rstrip().endswith((b"}", b";")):
            raise SearchError(f"{name} was cut short")
    language = next(iter(languages.values()))
    old_meta = f"pagefind.{language['hash']}.pf_meta"
    meta = cbor.decode(_unpacked(files.pop(old_meta, b""), old_meta))
    renamed: dict[str, str] = {}
    for name in sorted(files):
        if name.startswith("filter/"):
            decoded = cbor.decode(_unpacked(files.pop(name), name))
            decoded[1] = sorted(
                ([value, sorted(pages)] for value, pages in decoded[1]), key=lambda pair: str(pair[0])
            )
            content = cbor.encode(decoded)
            old = name.removeprefix("filter/").removesuffix(".pf_filter")
            renamed[old] = _digest(content, old)
            files[f"filter/{renamed[old]}.pf_filter"] = _packed(content)
        elif name.startswith(("index/", "fragment/")):
            content = _unpacked(files.pop(name), name)
            files[name] = _packed(content)
    meta = _renamed(meta, renamed)
    meta[3] = sorted(meta[3], key=lambda pair: str(pair[0]))
    content = cbor.encode(meta)
    language["hash"] = _digest(content, language["hash"])
    files[f"pagefind.{language['hash']}.pf_meta"] = _packed(content)
    files["pagefind-entry.json"] = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    return files


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def _digest(content: bytes, old: str) -> str:
    """A name of the same form as Pagefind's: the language, an underscore, hexadecimal digits."""
    prefix, underscore, digits = old.rpartition("_")
    return prefix + underscore + hashlib.sha256(content).hexdigest()[: max(8, len(digits))]


def _unpacked(packed: bytes, name: str) -> bytes:
    try:
        content = gzip.decompress(packed)
    except (OSError, EOFError):
        raise SearchError(f"{name} was cut short") from None
    if not content.startswith(_MAGIC):
        raise SearchError(f"{name} is not a Pagefind file")
    return content.removeprefix(_MAGIC)


def _packed(content: bytes) -> bytes:
    return gzip.compress(_MAGIC + content, compresslevel=9, mtime=0)


def problem_of(error: SearchError) -> Problems:
    """What an editor reads where no index could be made."""
    return (
        Problem(
            code="search",
            place=Place(file="content"),
            message=f"The search index could not be made: {error}.",
            hint="Run the build again; if it stays, reinstall pagefind-bin.",
        ),
    )
