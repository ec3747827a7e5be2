"""The JSON Schemas: fresh, complete, wired to every file, and of one mind with `check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Yaml12
from jsonschema import Draft7Validator

from lesart import jsonschema, pipeline

SCHEMAS = jsonschema.json_schemas()
FILES = [*sorted((ROOT / "annotations").rglob("*.yaml")), ROOT / "content" / "edition.yaml"]


def faults(name: str, text: str) -> list[str]:
    return [fault.message for fault in Draft7Validator(SCHEMAS[name]).iter_errors(yaml.load(text, Yaml12))]  # noqa: S506


def test_committed_schemas_are_fresh() -> None:
    folder = ROOT / "lesart" / "schemas"
    mend = "make them anew: python3 build.py schema --write lesart/schemas"
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == jsonschema.files(), (
        mend
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas_and_describe_every_field_and_value(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])
    fields = values = 0

    def look(node: Any, inside: bool) -> None:
        nonlocal fields, values
        if isinstance(node, list):
            for one in node:
                look(one, inside)
        if not isinstance(node, dict):
            return
        assert "oneOf" not in node
        if "enum" in node:
            values += 1
            assert len(node["enum"]) == len(node["enumDescriptions"]) == len(node["markdownEnumDescriptions"])
        for key, field in node.get("properties", {}).items():
            if not inside:
                fields += 1
                assert field.get("description"), (name, key)
        for key, one in node.items():
            look(one, inside or key in {"if", "then", "else"})

    look(SCHEMAS[name], False)
    assert fields > 3
    assert values or name in {"edition.schema.json", "register.schema.json", "page.schema.json"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_of_the_edition_names_its_schema_and_fits_it(file: Path) -> None:
    path = file.relative_to(ROOT).as_posix()
    text = file.read_text(encoding="utf-8")
    first = text.split("\n")[0] + "\n"
    if path.count("/") == 2 and not first.startswith("# yaml"):
        # a file that came from a page: the settings of VS Code name its schema
        assert faults("annotation.schema.json", text) == []
        return
    assert first == jsonschema.modeline(ROOT, path), f"{path} begins with another line"
    target = (file.parent / first.split("$schema=")[1].strip()).resolve()
    assert target.is_file()
    assert faults(target.name, text) == []


def test_the_settings_of_vscode_name_schemas_that_are_there() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    wired = {name.rsplit("/", 1)[1] for name in settings["yaml.schemas"]}
    assert wired == {f"{jsonschema.schema_for(p)}.schema.json" for p in (
        "annotations/a.yaml", "annotations/a/b.yaml", "annotations/sources.yaml", "annotations/register.yaml",
        "annotations/synopsis.yaml", "content/edition.yaml",
    )}  # fmt: skip
    assert all((ROOT / name).is_file() for name in settings["yaml.schemas"])


GOOD = """\
id: walzer
type: fact-check
quote: tanzten sie einen Walzer
claim: Sie tanzten.
verdict: unproven
body: Niemand weiß es.
"""
SEE = "see: [{article: gegenbericht, quote: keinen Walzer, relation: agrees}]\n"

#: change to GOOD -> whether it stays valid; `check` must say the same
CASES = {
    "as it is": (GOOD, True),
    "a bare true is a verdict": (GOOD.replace("unproven", "opinion"), True),
    "null where nothing is known": (GOOD + "reviewed: null\nsources:\n", True),
    "a slip in the kind": (GOOD.replace("fact-check", "factcheck"), False),
    "a slip in a field": (GOOD.replace("claim:", "clame:"), False),
    "a fact-check without a verdict": (GOOD.replace("verdict: unproven\n", ""), False),
    "a context note with a verdict": (GOOD.replace("fact-check", "context"), False),
    "a cross-reference to nowhere": ("id: walzer\ntype: cross-reference\nquote: einen Walzer\nbody: Dort.\n", False),
    "a cross-reference": ("id: walzer\ntype: cross-reference\nquote: einen Walzer\nbody: Dort.\n" + SEE, True),
    "a target with quote and id": (
        "id: walzer\ntype: cross-reference\nquote: einen Walzer\nbody: Dort.\n"
        + SEE.replace("relation", "annotation: x, relation"), False,
    ),
    "two prefixes": (GOOD + "prefix: [Abend, dort]\n", True),
    "a date that is none": (GOOD + "reviewed: 20.11.2026\n", False),
    "capitals in an id": (GOOD.replace("id: walzer", "id: Walzer"), False),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_schema_and_check_agree(name: str, small: Path) -> None:
    text, good = CASES[name]
    (small / "annotations" / "bericht.yaml").unlink()
    file = small / "annotations" / "bericht" / "walzer.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert (faults("annotation.schema.json", text) == []) == good
    codes = {
        p.code for p in pipeline.check(small).problems if p.is_error and p.place.file.endswith(file.name)
    }
    assert bool(codes & {"bad-value", "missing-field", "missing-verdict", "unknown-field"}) != good
