"""Full texts that only their holder may have: where they lie, how they get there, and what guards them.

`originals/<slug>.md` is the original of `content/<slug>.md`. The folder is outside the repository: git must not know it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lesart import history
from lesart.importer import Imported
from lesart.publish import PublishError

FOLDER = "originals"


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
