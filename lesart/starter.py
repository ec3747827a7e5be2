"""A new, small edition: what `init` writes.

The example stands in the theme, as files, in `starter/<language>/`; `starter/all/` is what every language shares.
To it come the JSON Schemas, so that editors' programs complete from the first moment.
"""

from __future__ import annotations

from pathlib import Path

from lesart import jsonschema

#: Where the example keeps its schemas.
_SCHEMAS = ".lesart/schemas"


def languages(theme: Path) -> tuple[str, ...]:
    """The languages in which there is an example."""
    folders = (folder.name for folder in (theme / "starter").iterdir() if folder.is_dir())
    return tuple(sorted(name for name in folders if name != "all"))


def files(theme: Path, language: str, *, theme_too: bool) -> dict[str, bytes]:
    """path in the new edition -> content; with `theme_too`, the theme to be changed there."""
    found = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for folder in (theme / "starter" / "all", theme / "starter" / language)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    found |= {f"{_SCHEMAS}/{name}": text.encode() for name, text in jsonschema.files().items()}
    if theme_too:
        found |= {
            f"theme/{path.as_posix()}": file.read_bytes()
            for file in sorted(theme.rglob("*"))
            if file.is_file()
            and (path := file.relative_to(theme)).parts[0] not in {"starter", "screenshots"}
            and "__pycache__" not in path.parts
        }
    return found
