"""Step 1, files -> Sources: the only step that reads an editor's files.

What comes in by pull request is hostile until checked: a link that leads out of the edition is not followed,
a file that is not UTF-8 or is far too large is not read. Both are problems, and the rest goes on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from lesart.model import ASSET_FOLDERS, FORBIDDEN, Place, SourceFile, Sources
from lesart.problems import Problem, Problems

#: No article or sidecar comes near this; it keeps a mistaken (or meant) gigabyte out of memory.
MAX_BYTES = 8_000_000

#: What a build takes from a theme, and what of it is text.
THEME_FOLDERS = ("templates", "strings", *ASSET_FOLDERS)
_THEME_TEXTS = frozenset({".html", ".yaml", ".css", ".js"})

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load(root: Path, *, originals: bool = False) -> tuple[Sources, Problems]:
    """Reads `content/` and `annotations/` below `root`, and `originals/` if asked."""
    problems: list[Problem] = []
    unreadable: set[str] = set()

    def one(path: str, *, needed: str | None = None) -> SourceFile | None:
        file = root / path
        if not file.exists() and not file.is_symlink():
            if needed:
                problems.append(
                    Problem(
                        code="missing-file",
                        place=Place(file=path),
                        message=f"{path} is not there.",
                        hint=needed,
                    )
                )
            return None
        text, problem = _read(root, file, path)
        if problem:
            problems.append(problem)
            unreadable.add(path)
        return SourceFile(path=path, text=text) if text is not None else None

    def many(folder: str, pattern: str, *, skip: frozenset[str] = frozenset()) -> tuple[SourceFile, ...]:
        files: list[SourceFile] = []
        for file in sorted((root / folder).glob(pattern)):
            if file.name in skip or file.name.startswith("."):
                continue
            path = file.relative_to(root).as_posix()
            if not (SLUG.fullmatch(file.stem) and path.isprintable()):
                problems.append(_bad_name(path))
                continue
            read = one(path)
            if read:
                files.append(read)
        return tuple(files)

    general = frozenset({"sources.yaml", "register.yaml", "synopsis.yaml"})
    sources = Sources(
        edition=one(
            "content/edition.yaml",
            needed="Write it: title, description, licence and introduction are required. “init” makes an example.",
        ),
        articles=many("content", "*.md"),
        pages=many("content/pages", "*.md"),
        annotations=many("annotations", "*.yaml", skip=general) + many("annotations", "*/*.yaml"),
        bibliography=one("annotations/sources.yaml"),
        register=one("annotations/register.yaml"),
        synopsis=one("annotations/synopsis.yaml"),
        originals=many("originals", "*.md") if originals else (),
    )
    sources = replace(sources, unreadable=frozenset(unreadable))
    if originals and not sources.originals:
        problems.append(
            Problem(
                code="missing-file",
                place=Place(file="originals"),
                message="There is no original.",
                hint="Whoever lawfully has one takes it in with “import FILE --as SLUG”.",
            )
        )
    return sources, tuple(problems)


def with_file(sources: Sources, file: SourceFile) -> Sources:
    """The sources with an article or a file of annotations added, or in the place of the one at its path."""
    if file.path.startswith("content/"):
        return replace(sources, articles=_with(sources.articles, file))
    return replace(sources, annotations=_with(sources.annotations, file))


def _with(files: tuple[SourceFile, ...], file: SourceFile) -> tuple[SourceFile, ...]:
    others = [one for one in files if one.path != file.path]
    return tuple(sorted([*others, file], key=lambda one: one.path))


def _bad_name(path: str) -> Problem:
    path = path.encode("utf-8", "replace").decode()  # bytes that are no UTF-8 can be shown nowhere
    return Problem(
        code="bad-file-name",
        place=Place(file=path),
        message=f"“{path.rpartition('/')[2]}” cannot become an address.",
        hint="Rename it: lower-case letters a–z, digits, and single hyphens between them.",
    )


def theme_faults(theme: Path) -> Problems:
    """What of an edition's own theme cannot be read, or leads out of it: a build would publish what lies there."""
    found = []
    for folder in THEME_FOLDERS:
        inner = sorted((theme / folder).rglob("*")) if not (theme / folder).is_symlink() else ()
        for file in (theme / folder, *inner):
            if file.is_dir() and not file.is_symlink():
                continue
            if file.is_symlink() or file.exists():
                path = f"theme/{file.relative_to(theme).as_posix()}"
                if path.isprintable():
                    found.append(_read(theme, file, path, text=file.suffix in _THEME_TEXTS)[1])
                else:
                    found.append(_bad_name(path))
    return tuple(problem for problem in found if problem)


def _read(root: Path, file: Path, path: str, *, text: bool = True) -> tuple[str | None, Problem | None]:
    """The file's text with plain line ends and no byte-order mark, or the problem that it has.

    Of a file that is no `text` only whether it may be read.
    """

    def problem(code: str, message: str, hint: str, line: int = 1) -> tuple[None, Problem]:
        return None, Problem(code=code, place=Place(file=path, line=line), message=message, hint=hint)

    try:
        if not file.resolve(strict=True).is_relative_to(root.resolve()):
            return problem(
                "outside-file",
                f"{path} is a link that leads out of the edition.",
                "Put the file itself here.",
            )
        if not file.is_file():
            return problem(
                "unreadable-file", f"{path} is not a file.", "Move the folder, or give it another name."
            )
        if file.stat().st_size > MAX_BYTES:
            return problem(
                "unreadable-file",
                f"{path} is larger than {MAX_BYTES // 1_000_000} MB.",
                "Split it into several files.",
            )
        with file.open("rb") as opened:
            raw = opened.read() if text else b""
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "a loop of links"
        return problem(
            "unreadable-file", f"{path} cannot be read: {reason}.", "Check that it exists and may be read."
        )
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return problem(
            "unreadable-file", "This line is not UTF-8 text.", "Save the file with the encoding UTF-8.", line
        )
    if text and (found := FORBIDDEN.search(decoded)):
        line = len(re.split("\r\n|\r|\n", decoded[: found.start()]))
        message = f"This line has a control character (U+{ord(found[0]):04X})."
        return problem("unreadable-file", message, "Delete it; no page and no book can hold it.", line)
    return decoded.replace("\r\n", "\n").replace("\r", "\n"), None
