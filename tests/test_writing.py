"""`annotate`, `new` and `init`: what an editor types, what is written, and that no other byte changes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Yaml12
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from lesart import jsonschema, pipeline, skeleton, yamltree
from lesart.load import SLUG
from lesart.problems import has_errors
from lesart.selector import Quote

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


def sidecar(root: Path) -> Path:
    return root / "annotations" / "bericht.yaml"


def errors(root: Path) -> list[str]:
    return [one.message for one in pipeline.check(root, drafts=True).problems if one.is_error]


# --- annotate ------------------------------------------------------------------------------------------------


def test_annotate_appends_a_valid_draft_and_says_what_to_fill_in(small: Path, run: Run, capsys: Said) -> None:
    before = sidecar(small).read_bytes()
    assert run("annotate", "bericht", "Brot", "--root", small) == 0
    said = capsys.readouterr().out
    after = sidecar(small).read_bytes()
    assert after.startswith(before)
    added = after[len(before) :].decode()
    assert added.startswith("\n- id: brot\n  type: fact-check\n  quote: Brot\n  claim: …\n")
    (item,) = yaml.load(added, Yaml12)  # noqa: S506 - a safe loader
    assert not list(Draft7Validator(jsonschema.json_schemas()["annotation.schema.json"]).iter_errors(item))
    assert errors(small) == []
    line = before.count(b"\n") + 2
    assert f"annotations/bericht.yaml:{line}: the draft “brot”" in said
    assert f"annotations/bericht.yaml:{line + 3}: claim" in said


def test_a_draft_with_blanks_cannot_be_published(small: Path, run: Run) -> None:
    assert run("annotate", "bericht", "Brot", "--root", small) == 0
    text = sidecar(small).read_text(encoding="utf-8").replace("status: draft", "status: published")
    sidecar(small).write_text(text, encoding="utf-8")
    assert {one.code for one in pipeline.check(small).problems} >= {"unfinished"}


def test_annotate_takes_context_only_where_the_quote_needs_it(small: Path, run: Run, capsys: Said) -> None:
    assert run("annotate", "bericht", "hundert Gäste", "--root", small) == 2
    said = capsys.readouterr().err
    assert "stands 2 times" in said and "--nth" in said and "line 14" in said
    assert run("annotate", "bericht", "hundert Gäste", "--nth", "2", "--root", small) == 0
    added = sidecar(small).read_text(encoding="utf-8").split("\n\n")[-1]
    assert "prefix:" in added or "suffix:" in added
    assert errors(small) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bericht", "hundert Gaeste auf"], "did you mean, on line 14: hundert Gäste auf"),
        (["berich", "Brot"], "Did you mean “bericht”?"),
        (["bericht", "Der Morgen"], "overlap a heading"),
        (["bericht", "Brot", "--id", "Brot!"], "lower-case letters"),
        (["bericht", "Brot", "--id", "walzer"], "already taken"),
        (["bericht", "Brot", "--nth", "2"], "takes 1 to 1"),
        (["bericht", " "], "does not stand"),
        (["bericht", "Brot", "--type", "cross-reference"], "--see"),
    ],
)
def test_annotate_refuses_with_the_mend_and_writes_nothing(
    arguments: list[str], words: str, small: Path, run: Run, capsys: Said
) -> None:
    before = sidecar(small).read_bytes()
    assert run("annotate", *arguments, "--root", small) == 2
    assert words in capsys.readouterr().err
    assert sidecar(small).read_bytes() == before


def test_a_cross_reference_has_its_other_end(small: Path, run: Run) -> None:
    assert run("annotate", "bericht", "Wein", "--nth", "1", "--type", "cross-reference", "--see", "gegenbericht",
               "keiner tanzte", "--relation", "contradicts", "--root", small) == 0  # fmt: skip
    assert errors(small) == []
    note = pipeline.check(small, drafts=True).linked.notes["bericht", "wein"]  # type: ignore[union-attr]
    assert [met.relation for met in note.encounters] == ["contradicts"]


def test_a_file_of_its_own_is_never_written_over(small: Path, run: Run) -> None:
    assert run("annotate", "bericht", "Brot", "--file", "--root", small) == 0
    file = small / "annotations" / "bericht" / "brot.yaml"
    written = file.read_bytes()
    assert errors(small) == []
    assert run("annotate", "bericht", "Brot", "--id", "brot", "--file", "--root", small) == 2
    assert run("annotate", "bericht", "Brot", "--file", "--root", small) == 0
    assert file.read_bytes() == written and file.with_name("brot-2.yaml").exists()


def test_the_first_annotation_of_an_article_makes_its_file_with_its_schema(small: Path, run: Run) -> None:
    sidecar(small).unlink()
    (small / ".lesart" / "schemas").mkdir(parents=True)
    assert run("annotate", "bericht", "Brot", "--root", small) == 0
    first = sidecar(small).read_text(encoding="utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=../.lesart/schemas/annotations.schema.json"
    assert errors(small) == []


def test_a_link_out_of_the_edition_is_not_followed(small: Path, run: Run, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.yaml"
    foreign.write_bytes(sidecar(small).read_bytes())
    before = foreign.read_bytes()
    sidecar(small).unlink()
    sidecar(small).symlink_to(foreign)
    assert run("annotate", "bericht", "Brot", "--root", small) != 0
    assert foreign.read_bytes() == before


ITEM = skeleton.annotation(
    id="neu", kind="fact-check", quote=Quote(exact="no: 'x'", prefix="- {"), see=None, by=(),
    day="2026-11-20", change="angelegt",
)  # fmt: skip

ITEMS = (
    "- id: a\n  body: |\n    Text",
    "- id: b\n  body: |+\n    Text\n\n",
    "- id: c\n  body: >-\n    Text\n    mehr",
    "- {id: d, body: 'ein: Satz'}   # Rand",
    "- id: e\n  body: Satz\n   geht weiter",
    "-\n  id: f",
    '- id: g\n  body: "zwei\n    Zeilen"',
)
HEADS = ("", "# Kopf", "# yaml-language-server: $schema=x\n# zweite", "---", "\ufeff# BOM")
TAILS = ("", "\n", "\n\n\n", "\n# Ende", "\n# Ende\n", "\n...\n", "   ")


def file_of(head: str, items: list[str], indent: int, end: str, tail: str) -> str:
    lines = [" " * indent + line for item in items for line in item.split("\n")]
    return "\n".join([head, *lines]).replace("\n", end) + tail


LISTS = st.builds(
    file_of,
    st.sampled_from(HEADS),
    st.lists(st.sampled_from(ITEMS), max_size=4),
    st.sampled_from([0, 2, 3]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(TAILS),
)


@given(LISTS)
@example("[]")
@example("[{id: a}]\n")
@example("id: a\n")
@example("- id: a\n  body: |+\n    x\n\n\n")
def test_appending_changes_nothing_that_was_there(before: str) -> None:
    old, problems = yamltree.read(before, "")
    try:
        added = skeleton.appended(before, ITEM)
    except skeleton.SkeletonError:
        return  # refused, and said: nothing is written then
    assert not problems
    new, problems = yamltree.read(before + added, "")
    assert not problems
    assert new.data == [*(old.data or []), yamltree.read(ITEM, "")[0].data]
    for path, place in old.values.items() if old.data else ():
        assert new.values[path] == place


def test_most_files_can_be_appended_to() -> None:
    for text in (
        "",
        "# nur Kopf\n",
        "- id: a\n",
        "- id: a",
        "  - id: a\n    body: |\n      x\n",
        "- id: a\r\n",
    ):
        assert skeleton.appended(text, ITEM)


@given(st.text(max_size=60))
def test_names_are_names_and_new(words: str) -> None:
    name = skeleton.name_for(words, ())
    assert SLUG.fullmatch(name) and len(name) <= 80
    assert skeleton.name_for(words, {name}) == f"{name}-2"


def test_every_passage_of_the_edition_can_be_annotated(run: Run, tmp_path: Path) -> None:
    """Every sixth word of the real articles, with the two after it: what is written must stand for it alone."""
    edition, _ = pipeline.edition_of(ROOT)
    assert edition
    tried = 0
    for article in edition.articles:
        for passage in article.passages:
            words = passage.text.split()
            for at in range(0, max(0, len(words) - 3), 6):
                found = skeleton.occurrences(article, " ".join(words[at : at + 3]))
                assert found
                for one in found:
                    item = skeleton.annotation(id="x", kind="context", quote=one.quote, see=None, by=(), day="2026-01-01", change="x")  # fmt: skip
                    data = yamltree.read(item, "")[0].data
                    assert data["quote"] == one.quote.exact and data.get("prefix", "") == one.quote.prefix
                    tried += 1
    assert tried > 200


# --- new and init --------------------------------------------------------------------------------------------


def test_new_writes_an_article_that_can_be_read_and_says_that_it_is_a_skeleton(small: Path, run: Run) -> None:
    assert run("new", "drittes-blatt", "--root", small) == 0
    problems = pipeline.check(small).problems
    assert [(p.code, p.place.file) for p in problems] == [("placeholder", "content/drittes-blatt.md")]
    before = (small / "content" / "drittes-blatt.md").read_bytes()
    assert run("new", "drittes-blatt", "--root", small) == 2
    assert (small / "content" / "drittes-blatt.md").read_bytes() == before
    assert run("new", "Drittes Blatt", "--root", small) == 2


@pytest.mark.parametrize(
    "language", [f.name for f in (ROOT / "theme" / "starter").iterdir() if f.name != "all"]
)
@pytest.mark.parametrize("theme", [[], ["--theme"]])
def test_a_fresh_edition_passes_check_builds_and_can_be_annotated(
    language: str, theme: list[str], tmp_path: Path, run: Run
) -> None:
    root = tmp_path / "edition"
    assert run("init", root, "--language", language, *theme) == 0
    problems = pipeline.check(root).problems
    assert {p.code for p in problems} == {"placeholder"} and not has_errors(problems)
    assert pipeline.check(root, today="2099-01-01").problems == problems  # the example does not age
    assert run("new", "noch-leer", "--root", root) == 0  # not a word for the search in it yet
    assert run("build", "--root", root) == 0
    assert (root / "site" / "noch-leer.html").exists()
    (root / "content" / "noch-leer.md").unlink()
    assert (root / "theme" / "templates").is_dir() == bool(theme)
    for file in [*root.glob("annotations/*.yaml"), root / "content" / "edition.yaml"]:
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        assert text.startswith(jsonschema.modeline(root, path) or "missing"), path
        schema = json.loads(
            (root / ".lesart" / "schemas" / f"{jsonschema.schema_for(path)}.schema.json").read_text("utf-8")
        )
        assert not list(Draft7Validator(schema).iter_errors(yaml.load(text, Yaml12)))  # noqa: S506
    assert (
        run(
            "annotate", "beispiel" if language == "de" else "example", "Seedorf", "--root", root, "--nth", "1"
        )
        == 0
    )
    assert not has_errors(pipeline.check(root, drafts=True).problems)


def test_init_writes_over_nothing(tmp_path: Path, run: Run) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run("init", tmp_path) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    assert run("init", tmp_path / "x", "--language", "tlh") == 2


# --- where a repository opens ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repository", "extra", "new", "edit", "fields"),
    [
        ("https://github.com/a/b", "", "https://github.com/a/b/new/main", "https://github.com/a/b/edit/main/", ("filename", "value", True)),
        ("https://gitlab.com/a/b/", "", "https://gitlab.com/a/b/-/new/main", "https://gitlab.com/a/b/-/edit/main/", ("file_name", "content", False)),
        ("https://codeberg.org/a/b", "", "https://codeberg.org/a/b/_new/main/", "https://codeberg.org/a/b/_edit/main/", ("filename", "value", True)),
        ("https://code.example.org/a/b", "forge: gitlab\n", "https://code.example.org/a/b/-/new/main", "https://code.example.org/a/b/-/edit/main/", ("file_name", "content", False)),
        ("https://code.example.org/a/b", "", None, None, None),
    ],
)  # fmt: skip
def test_each_forge_has_its_addresses(
    repository: str,
    extra: str,
    new: str | None,
    edit: str | None,
    fields: tuple[str, str, bool] | None,
    small: Path,
) -> None:
    settings = small / "content" / "edition.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + f"repository: {repository}\n{extra}", encoding="utf-8"
    )
    _, artifacts = pipeline.pages(small)
    html = next(one.content.decode() for one in artifacts if one.path.as_posix() == "bericht.html")
    found = re.search(r"data-suggest-data>(.*?)</script>", html)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    if new is None:
        assert data["forge"] is None and "data-forge" not in html and "verbessern" not in html
        return
    assert (
        data["forge"]["address"],
        data["forge"]["name"],
        data["forge"]["text"],
        data["forge"]["takesText"],
    ) == (new, *fields)  # type: ignore[misc]
    lines = (small / "annotations" / "bericht.yaml").read_text(encoding="utf-8").split("\n")
    links = re.findall(rf'href="{re.escape(str(edit))}annotations/bericht.yaml#L(\d+)"', html)
    assert len(links) == 5
    assert {lines[int(line) - 1].split("id: ")[1] for line in links} == set(
        re.findall(r'id="n-([a-z-]+)"', html)
    )


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("annotations/bericht", ("annotate", "bericht", "tanzten alle", "--file")),
        ("content", ("new", "neu")),
        ("originals", ("import", "neu.txt")),
    ],
)
def test_nothing_is_written_through_a_link(
    folder: str, command: tuple[str, ...], small: Path, tmp_path: Path, run: Run
) -> None:
    elsewhere = tmp_path / "elsewhere"
    if (small / folder).exists():
        shutil.copytree(small / folder, elsewhere)
        shutil.rmtree(small / folder)
    elsewhere.mkdir(exist_ok=True)
    before = sorted(elsewhere.rglob("*"))
    (small / folder).symlink_to(elsewhere)
    (tmp_path / "neu.txt").write_text("Ein Satz, der hier steht.\n", encoding="utf-8")
    given = [tmp_path / one if one.endswith(".txt") else one for one in command]
    assert run(*given, "--root", small) != 0
    assert sorted(elsewhere.rglob("*")) == before
