"""The site as a folder in a zip, which works without a server too, search included.

Browsers load no modules from the disk. So the theme's modules are joined into one plain script, and the search index
lies in another, which the first search takes in; Pagefind's own script, never edited, runs from memory (`blob:`)
behind declarations that shadow `fetch` and `Worker`. Nothing else about the pages changes.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from lesart.export.finished import Finished, imprint_text
from lesart.export.markup import Outline
from lesart.export.modules import JoinError, joined
from lesart.export.onefile import BASE, client, unzipped
from lesart.export.packed import packed
from lesart.export.parts import packed_text
from lesart.link import download_address
from lesart.model import Artifact
from lesart.problems import Problem

_SCRIPT = "js/folder.js"
_INDEX = "pagefind/packed.js"
_PAGEFIND = "pagefind/pagefind.js"


def folder(finished: Finished) -> Artifact | Problem:
    """The zip; or why there is none, where a theme's script cannot be joined."""
    address = PurePosixPath(download_address(finished.linked.edition.settings.title, "zip"))
    entries: set[str] = set()
    early: set[str] = set()
    files = dict(finished.files)
    for path, outline in finished.outlines.items():
        modules = [script for script, is_module in outline.scripts if is_module]
        entries |= set(modules)
        early |= {script for script, is_module in outline.scripts if not is_module}
        files[path] = _without_modules(outline, modules).encode()
    try:
        application = joined(finished.files, sorted(entries), {_PAGEFIND}, BASE)
    except JoinError as error:
        return error.problem()
    files[_SCRIPT] = f"{{\n{client('unpack.js')}{client('folder.js')}}}\n".replace(
        "/*MODULES*/", application, 1
    ).encode()
    # the theme's first scripts are no modules, and stay
    for path in [path for path in files if path.startswith("js/") and path not in {_SCRIPT, *early}]:
        del files[path]
    index = [("/".join(a.path.parts[1:]), unzipped(a.content)) for a in finished.index]
    files[_INDEX] = f"globalThis.lesartIndex = {json.dumps(packed_text(index))};\n".encode()
    files["README.txt"] = imprint_text(finished.linked, finished.strings).encode()
    root = address.stem
    return Artifact(path=address, content=packed((f"{root}/{name}", files[name]) for name in sorted(files)))


def _without_modules(outline: Outline, modules: list[str]) -> str:
    """The page with one plain script in the place of its modules, and a policy that lets it run Pagefind."""
    text = outline.html
    script = f'<script src="{_SCRIPT}" data-entries="{" ".join(modules)}" defer></script>'
    for start, end, kind in reversed(outline.heads):
        written = text[start:end]
        if kind == "module":
            # the first of them makes room for all
            written = script if start == min(s for s, _, k in outline.heads if k == "module") else ""
        elif kind == "preload":
            written = ""  # from the disk a font that is fetched ahead counts as somebody else's
        elif kind == "policy":
            written = written.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' blob:")
        text = text[:start] + written + text[end:]
    return text
