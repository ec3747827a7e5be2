"""What git knows of a file: its earlier texts. Read only, and silent where there is no repository."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

#: So many earlier versions of a file are looked at; an annotation that was in place in none of them is old trouble.
DEPTH = 50


def _git(root: Path, *arguments: str, errors: str = "strict") -> str | None:
    """What git answers, or None if it cannot (no git, no repository, no such thing)."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
            errors=errors,
        )
    except (OSError, UnicodeDecodeError):
        return None
    return done.stdout if done.returncode == 0 else None


def text_at(root: Path, revision: str, path: str) -> str | None:
    """The text of a file (relative to `root`) at a revision, or None if it was not there."""
    # “--end-of-options” keeps a revision that begins with a dash from being read as an option
    return _git(root, "show", "--end-of-options", f"{revision}:./{path}")


def is_revision(root: Path, revision: str) -> bool:
    return (
        _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        is not None
    )


def unpack(root: Path, revision: str, names: Iterable[str], folder: Path) -> None:
    """Writes the folders `names` (relative to `root`) as they were at a revision into `folder`.

    Links are left out: what they lead to is not part of the revision.
    """
    # by its hash: a branch may have the name of an option, and “archive” knows no “--end-of-options”
    name = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if name is None:
        return
    revision = name.strip()
    there = (_git(root, "ls-tree", "--name-only", revision, "--", *names) or "").split("\n")
    wanted = [name for name in names if name in there]
    if not wanted:
        return
    done = subprocess.run(
        ["git", "-C", str(root), "archive", "--format=tar", revision, "--", *wanted],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            if member.isfile() and (folder / member.name).resolve().is_relative_to(folder.resolve()):
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                source = archive.extractfile(member)
                target.write_bytes(source.read() if source else b"")


def earlier_texts(root: Path, path: str) -> Iterator[str]:
    """The committed texts of a file, the newest first, each once in a row."""
    commits = _git(root, "log", f"-n{DEPTH}", "--format=%H", "--", path) or ""
    last = None
    for commit in commits.split():
        text = text_at(root, commit, path)
        if text is not None and text != last:
            yield text
            last = text


def is_ignored(root: Path, path: str) -> bool:
    """Whether git leaves the path alone; also where there is no git or no repository, so that nothing can be committed."""
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        return True
    return _git(root, "check-ignore", "--quiet", "--", path) is not None


def tracked(root: Path, folder: str) -> tuple[str, ...]:
    """The files of a folder (relative to `root`) that git has, in its index at least."""
    # a name that is no UTF-8 must not hide the others
    found = _git(root, "ls-files", "-z", "--", folder, errors="replace")
    return tuple(filter(None, (found or "").split("\0")))


def is_tracked(root: Path, path: str) -> bool:
    """Whether git has the file, in its index at least."""
    return bool(_git(root, "ls-files", "--", path))


#: Digits of a commit's name that are shown; git's own choice depends on the size of the repository.
SHOWN = 10


def commit_of(root: Path, folders: Iterable[str]) -> tuple[str, str] | None:
    """The commit (shortened) that the folders are exactly at, and its day; None where files differ from it.

    Also None where `root` is not the top of a repository: the commits are then not the edition's own.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top.rstrip("\n")).resolve() != root.resolve():
        return None
    there = [folder for folder in folders if (root / folder).exists()]
    if not _git(root, "ls-files", "--", *there) or _git(root, "status", "--porcelain", "--", *there) != "":
        return None
    name, _, day = (_git(root, "log", "-1", "--format=%H %cs") or "").strip().partition(" ")
    return (name[:SHOWN], day) if day else None
