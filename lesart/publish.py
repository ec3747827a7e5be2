"""Step 7, artifacts -> the site's folder, all or nothing.

Everything is written into a new folder beside the old one, which is then swapped in by a single system call
(two renames where the system has none). A build that fails or is killed leaves the last good site as it was.
A folder that this program did not make is never replaced.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from lesart.model import Artifact, Place
from lesart.problems import Problem, Problems

#: Stands in every folder that this program made; without it a folder is somebody else's.
MARKER = ".lesart-site"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class PublishError(Exception):
    """The disk, or what lies on it, does not let us write. The message says what and why."""


def doubled(artifacts: Iterable[Artifact]) -> Problems:
    """Two artifacts with one path, also where a system takes capital and small letters as the same."""
    seen: set[str] = set()
    problems = []
    for artifact in artifacts:
        path = artifact.path.as_posix().casefold()
        if path in seen:
            problems.append(
                Problem(
                    code="duplicate-address",
                    place=Place(file="content"),
                    message=f"Two things would be written to {artifact.path}.",
                    hint="Rename the article or page that has this address.",
                )
            )
        seen.add(path)
    return tuple(problems)


def check_folder(out: Path) -> None:
    """Raises PublishError where `out` is not a folder that we may replace."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise PublishError(f"{out} is not a folder; move it away or choose another with --out")
    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise PublishError(
            f"{out} has files that this program did not make; move them away or choose another folder with --out"
        )


def publish(artifacts: Iterable[Artifact], out: Path) -> None:
    """Writes the artifacts and swaps them in. Raises PublishError; the old folder is then as it was."""
    check_folder(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{out.name}-new-", dir=out.parent))
    except OSError as error:
        raise PublishError(f"{out.parent} cannot be written to: {error.strerror}") from None
    try:
        new.chmod(0o755)
        (new / MARKER).write_bytes(b"Made by lesart; replaced as a whole by each build.\n")
        for artifact in artifacts:
            file = new / _inside(artifact.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(artifact.content)
        _swap(new, out)
    except OSError as error:
        raise PublishError(f"the site could not be written: {error.strerror or error}") from None
    finally:
        # after a swap this is the old site; after a failure the unfinished new one
        shutil.rmtree(new, ignore_errors=True)


def replace_file(path: Path, content: bytes) -> None:
    """Gives a file new content in one step, its permissions as they were. Raises PublishError."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            shutil.copymode(path, name)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PublishError(f"{path} could not be written: {error.strerror or error}") from None


def write_file(path: Path, content: bytes, *, new: bool = False) -> None:
    """Writes a file and the folders above it; with `new`, never over one that is there. Raises PublishError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb" if new else "wb") as file:
            file.write(content)
    except OSError as error:
        raise PublishError(f"{path} could not be written: {error.strerror or error}") from None


def _inside(path: PurePosixPath) -> Path:
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise PublishError(f"{path} would lie outside the site's folder")
    return Path(*path.parts)


def _swap(new: Path, out: Path) -> None:
    if not out.exists():
        new.rename(out)
        return
    if _exchanged(new, out):
        return
    aside = out.with_name(f".{out.name}-old")
    shutil.rmtree(aside, ignore_errors=True)
    out.rename(aside)
    try:
        new.rename(out)
    except OSError:
        aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchanged(new: Path, out: Path) -> bool:
    """Swaps the two folders in one step with Linux's renameat2(2); False where that is not to be had."""
    with contextlib.suppress(OSError, AttributeError):
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(
            renameat2(
                _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(out), ctypes.c_uint(_RENAME_EXCHANGE)
            )
            == 0
        )
    return False
