"""The rights gate: which licence lets a full text leave the house, and what an editor reads who has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from lesart import pipeline, rights

FRONT = "rights: {holder: Dorfblatt, licence: none, statement: Ein erfundener Text.}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{holder: null, licence: none}", "its licence is “none”"),
        ("{holder: A, licence: CC BY 4.0}", "“licence” cannot be “CC BY 4.0”: this is no SPDX expression."),
        ("{holder: A, licence: unknown}", "“licence” cannot be “unknown”"),
        ("{holder: A, licence: permission}", "a permission needs a statement"),
        ("{holder: A, licence: permission, statement: Frau A hat zugestimmt.}", "a permission needs a date"),
        ("{holder: A, licence: LicenseRef-ours}", "no statement says what it allows"),
        ("{holder: A, licence: permission, statement: A hat zugestimmt., date: 2026-10-01}", ""),
        ("{holder: A, licence: LicenseRef-ours, statement: A erlaubt alles.}", ""),
        ("{holder: A, licence: CC-BY-SA-4.0}", ""),
        ("{holder: A, licence: cc-by-4.0}", ""),
        ("{holder: A, licence: MIT OR CC0-1.0}", ""),
        ("{holder: null, licence: public-domain}", ""),
    ],
)
def test_what_lets_a_full_text_leave_the_house(small: Path, given: str, said: str) -> None:
    file = small / "content" / "bericht.md"
    text = file.read_text(encoding="utf-8").replace("witness: regest", "witness: full")
    file.write_text(text.replace(FRONT, f"rights: {given}"), encoding="utf-8")
    problems = pipeline.check(small).problems
    assert [said in problem.message for problem in problems] == ([True] if said else [])


def test_a_near_miss_is_told_the_right_name(small: Path) -> None:
    file = small / "content" / "edition.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("CC-BY-4.0", "CC BY 4.0"), encoding="utf-8")
    [problem] = pipeline.check(small).problems
    assert problem.hint.startswith("Did you mean “CC-BY-4.0”?")


def test_the_page_says_what_the_text_is_and_whose(small: Path) -> None:
    file = small / "content" / "bericht.md"
    text = file.read_text(encoding="utf-8").replace("witness: regest", "witness: full")
    permission = "{holder: Dorfblatt, licence: permission, statement: Erlaubt., date: 2026-10-01}"
    file.write_text(text.replace(FRONT, f"rights: {permission}"), encoding="utf-8")
    _, artifacts = pipeline.pages(small)
    page = next(a.content.decode() for a in artifacts if a.path.name == "bericht.html")
    for words in ("Volltext", "Dorfblatt", "mit Erlaubnis vom 1. Oktober 2026", "Erlaubt.", "Zum Original"):
        assert words in page


@pytest.mark.parametrize("licence", ["x" * 5000, "(" * 150, "MIT AND", "", "CC-BY-4.0\n"])
def test_nonsense_is_no_licence(licence: str) -> None:
    assert rights.spdx(licence) in {None, "CC-BY-4.0"}


def test_readers_see_the_name_they_know() -> None:
    assert rights.label("CC-BY-SA-4.0") == "CC BY-SA 4.0"
    assert rights.label("MIT OR CC-BY-4.0") == "MIT OR CC BY 4.0"


def test_an_edition_whose_licence_allows_it_publishes_the_full_text(
    tmp_path: Path, run: Callable[..., int]
) -> None:
    root = ROOT / "tests" / "editions" / "public-domain"
    assert run("build", "--root", root, "--out", tmp_path / "site") == 0
    page = (tmp_path / "site" / "aufklaerung.html").read_text(encoding="utf-8")
    for words in ("Volltext", "gemeinfrei", "Habe Mut", "Immanuel Kant starb 1804"):
        assert words in page
    assert "noindex, nofollow" not in page and "Private Kopie" not in page
    assert run("publishable", tmp_path / "site") == 0
