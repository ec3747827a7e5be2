"""The shape of the program: which module may know which, how large they are, and that the map is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "lesart"
MODULES = {file.stem: file for file in sorted(PACKAGE.glob("*.py")) if not file.stem.startswith("_")}

#: The steps, in their order; none of them imports a later or an earlier one.
STEPS = ("load", "parse", "anchor", "render", "search", "publish")

#: Lines; a module that grows beyond has more than one job.
BUDGET = 800


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "lesart":
                found |= {name.name for name in node.names}
            elif node.module.startswith("lesart."):
                found.add(node.module.split(".")[1])
    return found


def test_the_vocabulary_knows_nothing_of_the_rest() -> None:
    assert imports(MODULES["model"]) == set()
    assert imports(MODULES["problems"]) <= {"model"}


@pytest.mark.parametrize("step", STEPS)
def test_steps_do_not_import_each_other(step: str) -> None:
    assert not imports(MODULES[step]) & (set(STEPS) - {step})


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"cli"}))
def test_only_the_commands_print_and_exit(name: str) -> None:
    text = MODULES[name].read_text(encoding="utf-8")
    allowed = {"serve", "bootstrap"}  # one talks while it runs, the other runs before all else
    assert name in allowed or not re.search(r"^\s*(print\(|sys\.exit\()", text, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_stay_small_and_say_what_they_are_for(name: str) -> None:
    text = MODULES[name].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= BUDGET
    assert ast.get_docstring(ast.parse(text))


def test_the_map_names_every_module() -> None:
    text = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    for name in MODULES:
        assert re.search(rf"^ *{name}\b", text, re.MULTILINE), f"lesart/__init__.py does not name {name}"


def test_nothing_of_this_edition_is_in_the_generator() -> None:
    own = re.compile(r"\b(Trump|Putin|Osthold|Poletaew|Stier|profil|Regest\w* Lesart|Telefon\w*)\b")
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "theme").rglob("*.html"), *(ROOT / "theme").rglob("*.js"),
             *(ROOT / "theme").rglob("*.css"), *(ROOT / "theme").rglob("*.yaml")]  # fmt: skip
    for file in files:
        assert not own.search(file.read_text(encoding="utf-8")), file


def test_dependencies_have_two_bounds() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        assert re.search(r">=[\d.]+,<[\d.]+", line), line


def test_german_words_come_from_the_strings_file() -> None:
    for file in [*(ROOT / "theme" / "templates").rglob("*.html"), *(ROOT / "theme" / "js").glob("*.js")]:
        assert not re.search(r"[äöüß]", file.read_text(encoding="utf-8")), file
