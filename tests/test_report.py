"""A pull request in a repository made for it: fourteen kinds of change, each told to the reviewer; none does harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import commit, git
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lesart import formats, pipeline
from lesart.care import compared, fault_of, likeness

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]

HOSTILE = "@alle ![x](https://evil.example/x.png) <img src=x onerror=alert(1)> <!-- ``` | **fett** #1 \u202e"


@pytest.fixture
def repository(small: Path) -> Path:
    commit(small)
    return small


def change(root: Path, name: str, *pairs: tuple[str, str]) -> None:
    file = root / name
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


NOTES = "annotations/bericht.yaml"

#: what is changed -> (file, (old, new)), and what the reviewer reads
CHANGES: dict[str, tuple[str, tuple[str, str], str]] = {
    "added": (NOTES, ("- id: walzer\n", "- id: platz\n  type: context\n  quote: die Kapelle spielte\n  body: Neu.\n- id: walzer\n"), "### added: bericht/platz"),
    "body": (NOTES, ("**zwanzig**", "**dreißig**"), "**body**: Die Chronik zählt <del>zwanzig.</del> <ins>dreißig.</ins>"),
    "claim": (NOTES, ("Es kamen hundert Gäste.", "Es kamen zweihundert Gäste."), "**claim**: Es kamen <del>hundert</del> <ins>zweihundert</ins> Gäste."),
    "verdict": (NOTES, ("verdict: false", "verdict: misleading"), "**verdict**: <del>false</del> <ins>misleading</ins>"),
    "moved quote": (NOTES, ("quote: einen Walzer", "quote: Niemand wollte"), "<mark>Niemand wollte</mark>"),
    "retracted": (NOTES, ("  body: Steht ganz", "  status: retracted\n  body: Steht ganz"), "### retracted: bericht/walzer"),
    "removed": (NOTES, ("- id: walzer\n  type: context\n  quote: einen Walzer\n  body: Steht ganz in einem Link.\n", ""), "### removed: bericht/walzer"),
    "replaced": (NOTES, ("- id: walzer\n", "- id: tanzmusik\n  replaces: [walzer]\n"), "### replaced: bericht/walzer, replaced by tanzmusik"),
    "a source fewer": (NOTES, ("    - {ref: zeitung, supports: Etwa zwanzig.}\n", ""), "**sources**: chronik: Zwanzig <del>Gäste.; zeitung: Etwa zwanzig.</del> <ins>Gäste.</ins>"),
    "a new source": ("annotations/sources.yaml", ("zeitung:\n", "blatt:\n  title: Blatt\n  publisher: P\n  url: https://example.org/b\n  kind: secondary\nzeitung:\n"), "**new**: blatt: Blatt, P"),
    "a register entry": ("annotations/register.yaml", ("Das Fest", "Ein Fest"), "register entry fest-2024-05-01: changed"),
    "a synopsis row": ("annotations/synopsis.yaml", ("Es kamen viele.", "Es kamen alle."), "row of the synopsis zahl: changed"),
    "words around a quote": ("content/bericht.md", ("Niemand wollte nach Hause gehen.", "Niemand wollte heim."), "article bericht: changed"),
    "a quote's own words": ("content/bericht.md", ("einen Walzer", "zwei Walzer"), "sense changed (to be confirmed): <del>einen</del> <ins>zwei</ins> Walzer"),
    "a quote that is gone": ("content/bericht.md", ("einen Walzer", "zwei Walzer"), "### lost: bericht/walzer"),
    "a comma beside a mark": ("content/bericht.md", ("auf den Platz, und", "auf den Platz; und"), "<mark>hundert Gäste auf den Platz</mark>; und"),
    "a page": ("content/pages/ueber.md", ("---\n", "---\norder: 3\n"), "What this changes"),
    "an error": (NOTES, ("by: [anna]", "by: [otto]"), "New problems"),
}  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\\", "").replace("\u2060", "")


@pytest.mark.parametrize("name", CHANGES)
def test_each_kind_of_change_is_told(
    name: str, repository: Path, run: Run, capsys: Said, tmp_path: Path
) -> None:
    file, pair, told = CHANGES[name]
    change(repository, file, pair)
    page = tmp_path / "report.html"
    assert run("report", "--root", repository, "--base", "HEAD", "--html", page) == 0
    assert told in plain(capsys.readouterr().out)
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html and "default-src 'none'" in html


def test_a_note_is_shown_as_readers_see_it(repository: Path, run: Run, capsys: Said) -> None:
    change(repository, NOTES, ("verdict: false", "verdict: misleading"))
    assert run("report", "--root", repository, "--base", "HEAD") == 0
    said = plain(capsys.readouterr().out)
    assert "> 1 Faktencheck: ↯ irreführend – Es kamen hundert Gäste." in said
    assert "> Die Chronik zählt zwanzig." in said
    assert "> Zwanzig Gäste. Die Chronik, Gemeinde" in said


def test_a_mend_is_told_as_solved(repository: Path, run: Run, capsys: Said) -> None:
    change(repository, NOTES, ("by: [anna]", "by: [otto]"))
    commit(repository)
    change(repository, NOTES, ("by: [otto]", "by: [anna]"))
    assert run("report", "--root", repository, "--base", "HEAD") == 0
    assert "Problems: 0 new, 1 solved." in plain(capsys.readouterr().out)


def test_nothing_changed_is_said(repository: Path, run: Run, capsys: Said) -> None:
    assert run("report", "--root", repository, "--base", "HEAD") == 0
    assert "Annotations: none touched. Sources new: 0. Problems: 0 new, 0 solved." in plain(
        capsys.readouterr().out
    )
    assert run("report", "--root", repository, "--base", "nirgends") == 2


def test_a_hostile_pull_request_only_shows_its_words(
    repository: Path, run: Run, capsys: Said, tmp_path: Path
) -> None:
    change(repository, NOTES, ("Es kamen hundert Gäste.", json.dumps(HOSTILE, ensure_ascii=False)))
    page = tmp_path / "r.html"
    assert run("report", "--root", repository, "--base", "HEAD", "--html", page) == 0
    said = capsys.readouterr().out
    assert "@alle" not in said and "<img" not in said and "<!--" not in said and "```" not in said
    assert "![" not in said and "\u202e" not in said and "#1" not in said
    html = page.read_text(encoding="utf-8")
    assert "<img" not in html and "&lt;img" in html and "\u202e" not in html


@given(st.text(alphabet=st.sampled_from(list("@#!<>&`*_[]()\\\n\r|~:/\u202eaA1 \"'")), max_size=60))
def test_escaped_text_is_only_text(text: str) -> None:
    from markdown_it import MarkdownIt

    safe = formats.markdown(text)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(f"x {safe} x").replace("\u2060", "")
    assert set(__import__("re").findall(r"</?(\w+)", html)) <= {"p"}
    import html as entities

    assert entities.unescape(html).strip()[3:-4].split() == f"x {formats.visible(text)} x".split()


# --- check, in forms for machines ----------------------------------------------------------------------------


def test_json_is_as_documented(small: Path, run: Run, capsys: Said) -> None:
    change(small, NOTES, ("by: [anna]", "by: [otto]"))
    assert run("check", "--root", small, "--format", "json") == 1
    data = json.loads(capsys.readouterr().out)
    Draft202012Validator(formats.JSON_SCHEMA).validate(data)
    assert data["version"] == 1
    assert set(data["problems"][0]) == set(
        formats.JSON_SCHEMA["properties"]["problems"]["items"]["properties"]
    )


def test_github_sees_errors_first_and_no_more_than_it_shows(small: Path) -> None:
    notes = "".join(f"- id: n{n}\n  type: context\n  quote: fehlt%0A{n}\n  body: x\n" for n in range(15))
    change(small, NOTES, ("- id: walzer", notes + "- id: walzer"))
    lines = formats.as_github(pipeline.check(small).problems)
    assert sum(line.startswith("::error") for line in lines) == 10
    assert sum(line.startswith("::notice") for line in lines) == 1
    assert sum(line.startswith("  annotations/bericht.yaml:") for line in lines) == 5
    assert all("\n" not in line for line in lines) and "%250A" in lines[0]


def test_sarif_and_gitlab_name_rule_place_and_mend(small: Path, run: Run, capsys: Said) -> None:
    change(small, NOTES, ("by: [anna]", "by: [otto]"))
    run("check", "--root", small, "--format", "sarif")
    log = json.loads(capsys.readouterr().out)
    (made,) = log["runs"]
    (result,) = made["results"]
    assert made["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "unknown-editor"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == NOTES and place["region"]["startLine"] == 12
    run("check", "--root", small, "--format", "gitlab")
    (one,) = json.loads(capsys.readouterr().out)
    assert one["location"] == {"path": NOTES, "lines": {"begin": 12}} and len(one["fingerprint"]) == 64


# --- care ----------------------------------------------------------------------------------------------------


def test_quotation_marks_are_those_of_the_language() -> None:
    right = ["Er sagte: „Ja, ‚gut‘.“", "»Ja«", "geht’s", "Hans’ Haus", "keine"]
    wrong = ["“Ja”", '"Ja"', "„Ja”", "„Ja", "Ja“", "‘Ja’"]
    assert [fault_of(text, "de") for text in right] == [""] * 5
    assert all(fault_of(text, "de") for text in wrong)
    assert fault_of("“Yes, ‘fine’,” it’s said", "en") == "" and fault_of("„No“", "en")
    assert fault_of("“?”", "xx") == ""


def alike(one: str, other: str) -> float:
    return likeness(compared(one), compared(other))


def test_claims_that_differ_in_a_number_or_a_negation_are_not_the_same() -> None:
    assert alike("Es kamen 100 Gäste.", "100 Gäste kamen, es") >= 88
    assert alike("Es kamen 100 Gäste.", "Es kamen 200 Gäste.") == 0
    assert alike("Er kam.", "Er kam nicht.") == 0


def test_an_allowance_silences_and_an_old_address_leads_on(small: Path) -> None:
    change(
        small,
        "annotations/sources.yaml",
        ("  accessed: 2024-06-01\n", "  allow: [not-accessed] # verschollen\n"),
    )
    change(small, NOTES, ("- id: walzer\n", "- id: tanzmusik\n  replaces: [walzer]\n"))
    checked, artifacts = pipeline.pages(small)
    assert not checked.problems
    html = next(a.content.decode() for a in artifacts if str(a.path) == "bericht.html")
    assert (
        html.index('id="n-tanzmusik"') < html.index('id="n-walzer"') < html.index("Steht ganz in einem Link")
    )


def test_a_branch_with_the_name_of_an_option_is_a_branch(repository: Path, run: Run, capsys: Said) -> None:
    # a revision that git could take as an option for where to write
    git(repository, "update-ref", "refs/heads/--output=stolen", "HEAD")
    assert run("report", "--base=--output=stolen", "--root", repository) == 0
    assert "none touched" in capsys.readouterr().out
    assert not (repository / "stolen").exists()
