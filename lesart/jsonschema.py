"""JSON Schemas from the shapes: what editors' programs complete with, explain and check by.

Written for yaml-language-server (VS Code, Neovim, Helix, JetBrains) in the manner of https://www.schemastore.org:
draft 7, no `oneOf`, a description for every field, a meaning for every value of a closed list. A YAML file names
its schema in its first line, `# yaml-language-server: $schema=…`; `modeline` writes that line.
"""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter

from lesart import schema

#: name -> (what the file is, its shape)
_FILES: dict[str, tuple[str, Any]] = {
    "annotations": ("The annotations of an article", schema.AnnotationFile),
    "annotation": ("One annotation", schema.AnnotationShape),
    "sources": ("The bibliography", schema.BibliographyFile),
    "register": ("Persons, organisations, places and events", schema.RegisterShape),
    "synopsis": ("What each article says, side by side", schema.SynopsisFile),
    "edition": ("What the edition says of itself", schema.SettingsShape),
    "article": ("Front matter of an article", schema.ArticleShape),
    "page": ("Front matter of an editorial page", schema.PageShape),
}

#: Where an edition may keep its copy of the schemas: with the generator, or by itself.
FOLDERS = ("lesart/schemas", ".lesart/schemas")


def json_schemas() -> dict[str, dict[str, Any]]:
    """file name -> JSON Schema (draft 7) of each kind of file that editors write."""
    return {
        f"{name}.schema.json": {
            "$schema": "http://json-schema.org/draft-07/schema#",
            **_plain(TypeAdapter(shape).json_schema(ref_template="#/definitions/{model}")),
            "title": title,
        }
        for name, (title, shape) in _FILES.items()
    }


def files() -> dict[str, str]:
    """file name -> text of the schema as it is committed."""
    return {
        name: json.dumps(one, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for name, one in json_schemas().items()
    }


def schema_for(path: str) -> str | None:
    """The name of the schema for a YAML file, by its path below the edition's root; None if it has none."""
    parts = PurePosixPath(path).parts
    if path == "content/edition.yaml":
        return "edition"
    if parts[:1] != ("annotations",) or not path.endswith(".yaml"):
        return None
    if len(parts) == 2:
        own = {"sources.yaml": "sources", "register.yaml": "register", "synopsis.yaml": "synopsis"}
        return own.get(parts[1], "annotations")
    return "annotation" if len(parts) == 3 else None


def modeline(root: Path, path: str) -> str:
    """The line that tells editors' programs the schema of the file at `path`; '' if the edition keeps none."""
    name = schema_for(path)
    folder = next((one for one in FOLDERS if (root / one).is_dir()), None)
    if name is None or folder is None:
        return ""
    way = os.path.relpath(f"{folder}/{name}.schema.json", PurePosixPath(path).parent).replace(os.sep, "/")
    return f"# yaml-language-server: $schema={way}\n"


def _plain(node: Any) -> Any:
    """Pydantic's schema in the form that completes best: `T | None` as one type, no made-up titles or defaults."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$defs" in node:
        node = {**node, "definitions": node["$defs"]}
        del node["$defs"]
    if "anyOf" in node and {"type": "null"} in node["anyOf"]:
        (one,) = (option for option in node["anyOf"] if option != {"type": "null"})
        node = {**one, **{key: value for key, value in node.items() if key != "anyOf"}}
        if "enum" in one:
            node["enum"] = [*one["enum"], None]
            for said in ("enumDescriptions", "markdownEnumDescriptions"):
                node[said] = [*one[said], "Not said."]
        else:
            types = [one["type"]] if isinstance(one["type"], str) else one["type"]
            node["type"] = [*types, "null"]
    elif node.get("type") == "array" and node.get("default") == []:
        node = {**node, "type": ["array", "null"]}  # “sources:” with nothing behind it means none
    return {
        key: {name: _plain(field) for name, field in value.items()}
        if key in {"properties", "definitions"}
        else _plain(value)
        for key, value in node.items()
        if not (key == "default" and value in (None, [], {})) and key != "title"
    }
