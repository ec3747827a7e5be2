"""Compounds: how well they are split, and that nothing else happens to a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from lesart import pipeline
from lesart.compounds import SEAM, seamed
from lesart.search import records

CASES = [
    line.split("\t")
    for line in (ROOT / "tests" / "cases" / "compounds.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """All that is indexed of our own edition: the evidence for what is a word."""
    checked = pipeline.check(Path(ROOT))
    assert checked.linked and checked.strings
    return [words for one in records(checked.linked, checked.strings) for _, _, words in one.parts]


def test_parts_are_found_and_words_are_left_whole(texts: list[str]) -> None:
    cut = seamed([*texts, " ".join(word for word, _ in CASES)], "de")
    compounds = [(word, wanted) for word, wanted in CASES if SEAM in wanted]
    wrong = [(cut(word), wanted) for word, wanted in CASES if SEAM in cut(word) and cut(word) != wanted]
    right = [word for word, wanted in compounds if cut(word) == wanted]
    assert len(compounds) >= 150
    assert len(CASES) - len(compounds) >= 100
    assert len(wrong) <= 0.02 * len(CASES), wrong
    assert len(right) >= 0.85 * len(compounds), sorted({word for word, _ in compounds} - set(right))


@given(st.text(alphabet="abdeghilnorstuäößABGKRSTW ,.-|", max_size=80))
def test_a_text_without_its_seams_is_the_text(text: str) -> None:
    plain = text.replace(SEAM, " ")
    cut = seamed([plain], "de")(plain)
    assert cut.replace(SEAM, "") == plain
    assert len(cut.split()) == len(plain.split())


def test_a_language_without_a_splitter_is_left_alone() -> None:
    text = "The ceasefire and the Waffenstillstand"
    assert seamed([text], "en")(text) == text
    assert SEAM in seamed([text], "de-AT")(text)


def test_parts_are_cut_as_they_stand_in_the_text() -> None:
    text = "Die Waffenstillstände, der WAFFENSTILLSTAND und Waffenstillstandsverhandlungen"
    cut = seamed([text, "Waffen Stillstand Verhandlung"], "de")(text)
    assert re.sub(r"\|", "", cut) == text
    assert "Waffenstillstands|verhandlungen" in cut or "Waffen|stillstands|verhandlungen" in cut
