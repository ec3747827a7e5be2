"""Full texts that only their holder may have: where they lie, how they get there, and what guards them.

`originals/<slug>.md` is the original of `content/<slug>.md`. The folder is outside the repository: git must not know it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from lesart import history, rights
from lesart.importer import Imported
from lesart.model import Artifact, Edition, Place
from lesart.problems import Problem, Problems
from lesart.publish import MARKER, PublishError

FOLDER = "originals"

#: Where a private copy goes; like `originals/`, outside the repository.
SITE = "site-private"

#: Stands in every private copy, and says of which articles it has the originals.
PRIVATE_MARKER = ".lesart-private"

_PRIVATE_PAGE = re.compile(rb"<html[^>]*\sdata-private[\s>=]")


def file_of(root: Path, slug: str) -> Path:
    return root / FOLDER / f"{slug}.md"


def keep(root: Path, slug: str, text: str) -> Path:
    """Writes an original. In a repository that does not ignore the folder yet, a .gitignore in it does from now on.

    Raises PublishError where the disk does not let us, or git has such a file already.
    """
    file = file_of(root, slug)
    if history.is_tracked(root, file.relative_to(root).as_posix()):
        raise PublishError(
            f"git knows {FOLDER}/{slug}.md: it would be published with the next push; git rm --cached it"
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not history.is_ignored(root, f"{FOLDER}/{slug}.md"):
            (file.parent / ".gitignore").write_text(
                "# Only for whoever lawfully has these texts.\n*\n", encoding="utf-8"
            )
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise PublishError(f"{file} could not be written: {error.strerror or error}") from None
    return file


def tracked(root: Path) -> Problems:
    """Originals and private copies that somebody has given to git: the next push would publish them."""
    names = (
        name
        for folder in (FOLDER, SITE)
        if (root / folder).is_dir()
        for name in history.tracked(root, folder)
    )
    return tuple(
        Problem(
            code="tracked-original",
            place=Place(file=name),
            message=f"Git knows {name}, which only its holder may have: the next push would publish it.",
            hint=f"Take it out of git and keep the file: git rm --cached {name}; if it was pushed, its history has it still.",
        )
        for name in names
        if not name.endswith(".gitignore")
    )


def account(imported: Imported) -> Iterator[str]:
    """What a person wants to see of an import: what was found, taken out, joined, and left open."""
    kinds = {"heading": "heading", "paragraph": "paragraph", "item": "list item", "verse": "group of lines",
             "table": "table", "pre": "block of columns"}  # fmt: skip
    counts = ((imported.count(kind), word) for kind, word in kinds.items())  # type: ignore[arg-type]
    found = ", ".join(f"{n} {word if n == 1 else _plural(word)}" for n, word in counts if n)
    yield f"  {found}"
    yield f"  read as: {imported.form}; {imported.encoding}"
    for name, value in (
        ("title", imported.title),
        ("subtitle", imported.subtitle),
        ("authors", ", ".join(imported.authors)),
        ("published", imported.published),
    ):
        if value:
            yield f"  {name}: {value}"
    yield from _listed(
        "taken out", (f"{_at(one.line)}{one.why}: “{_short(one.text)}”" for one in imported.taken)
    )
    yield from _listed(
        "joined",
        (f"{_at(one.line)}“… {_short(one.before)}” + “{_short(one.after)} …”" for one in imported.joined),
    )
    yield from _listed(
        "not sure",
        (f"{_at(one.line)}“{_short(one.text)}”: {one.question} {one.left}" for one in imported.doubts),
    )


def _plural(word: str) -> str:
    first, *rest = word.split(" of ")
    return " of ".join([f"{first}s", *rest])


def _listed(head: str, lines: Iterator[str]) -> Iterator[str]:
    every: Sequence[str] = tuple(lines)
    if every:
        yield f"  {head}:"
        yield from (f"    {line}" for line in every)


def _at(line: int) -> str:
    return f"line {line}, " if line else ""


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 70 else one_line[:69] + "…"


def as_data(imported: Imported) -> dict[str, object]:
    """The same for machines; the keys are stable."""
    return {
        "form": imported.form,
        "encoding": imported.encoding,
        "title": imported.title,
        "subtitle": imported.subtitle,
        "authors": list(imported.authors),
        "published": imported.published,
        "author_note": imported.author_note,
        "source_note": imported.source_note,
        "blocks": [{"kind": block.kind, "line": block.line} for block in imported.blocks],
        "taken": [{"line": one.line, "text": one.text, "why": one.why} for one in imported.taken],
        "joined": [{"line": one.line, "before": one.before, "after": one.after} for one in imported.joined],
        "doubts": [
            {"line": one.line, "text": one.text, "question": one.question, "left": one.left}
            for one in imported.doubts
        ],
    }


# --- the gate -------------------------------------------------------------------------------------------------


def reasons(edition: Edition) -> Mapping[str, str]:
    """slug -> why this copy must stay in the house, for each article that is read as an original."""
    return {
        article.slug: rights.hindrance(article.rights)
        or "it was taken from originals/, which is never published"
        for article in edition.articles
        if article.is_private
    }


def guards(edition: Edition) -> tuple[Artifact, ...]:
    """What keeps a private copy private: a word to search engines and web servers, and a marker for `publishable`."""
    if not edition.is_private:
        return ()
    marker = json.dumps({"articles": dict(reasons(edition))}, ensure_ascii=False, indent=2, sort_keys=True)
    files = {
        "robots.txt": "User-agent: *\nDisallow: /\n",
        "_headers": "/*\n  X-Robots-Tag: noindex, nofollow, noarchive\n",
        PRIVATE_MARKER: marker + "\n",
    }
    return tuple(Artifact(path=PurePosixPath(name), content=text.encode()) for name, text in files.items())


def refusal(root: Path, out: Path) -> str | None:
    """Why a private copy may not be written to `out`; None if it may."""
    where = out.resolve()
    if where == (root / "site").resolve():
        return f"{out} is the folder that is published; a private copy goes to {SITE}/"
    if (out / MARKER).exists() and not (out / PRIVATE_MARKER).exists():
        return f"{out} holds an edition that may be published; a private copy must not take its place"
    if where.is_relative_to(root.resolve()) and not history.is_ignored(
        root, f"{where.relative_to(root.resolve()).as_posix()}/"
    ):
        return f"git does not ignore {out}: the originals would get into the repository; write /{SITE}/ into .gitignore, and build there"
    return None


def hindrances(site: Path) -> tuple[str, ...]:
    """Everything for which a built site may not be published; empty if it may."""
    if not (site / MARKER).is_file():
        return (f"{site} is no site that this program made: it has no {MARKER}",)
    found: list[str] = []
    marker = site / PRIVATE_MARKER
    if marker.exists():
        found += (
            f"{slug}: the original stands in it, and {why}" for slug, why in sorted(_marked(marker).items())
        )
        found = found or [f"{site} is a private copy"]
    pages = [
        page.relative_to(site).as_posix()
        for page in sorted(site.rglob("*.html"))
        if _PRIVATE_PAGE.search(page.read_bytes()[:4096])
    ]
    if pages:
        more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
        found.append(f"{pages[0]}{more}: the page says that it is part of a private copy")
    return tuple(found)


def _marked(marker: Path) -> Mapping[str, str]:
    try:
        data = json.loads(marker.read_text(encoding="utf-8"))
        return {str(slug): str(why) for slug, why in data["articles"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
