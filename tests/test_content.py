"""The edition itself: what it holds, whose words it has, and that every claim rests on something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, SHARED

from lesart import pipeline, selector
from lesart.model import Linked, Note

#: The longest run of words that the edition may share with an original.
LONGEST_RUN = 9

LONG = ("osthold-diplomatie-spiel", "osthold-neuer-anlauf", "stier-erster-schritt", "poletaew-scharade")
SHORT = "profil-morgenpost"

ORIGINALS = SHARED / "articles"
needs_originals = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the originals are not beside this checkout"
)


@pytest.fixture(scope="module")
def linked() -> Linked:
    checked = pipeline.check(ROOT)
    assert checked.linked is not None
    assert not [p for p in checked.problems if p.is_error]
    return checked.linked


def words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


def test_nothing_is_left_to_mend_but_the_imprint(linked: Linked) -> None:
    assert {problem.code for problem in pipeline.check(ROOT).problems} <= {"placeholder"}


def test_how_much_there_is(linked: Linked) -> None:
    notes = list(linked.notes.values())
    assert len(notes) >= 110
    for slug in (*LONG, SHORT):
        own = [n for n in linked.notes_by_article[slug] if n.annotation.kind != "cross-reference"]
        assert len(own) >= (18 if slug in LONG else 8), slug
    references = [n for n in notes if n.annotation.kind == "cross-reference"]
    assert len(references) >= 30
    for slug in (*LONG, SHORT):
        assert any(n.annotation.article == slug for n in references), slug
        assert any(met.article == slug for n in references for met in n.encounters), slug


def test_the_synopsis_has_rows_with_three_voices_about_events_and_about_claims(linked: Linked) -> None:
    rows = [row for row in linked.synopsis if len({voice.article for voice in row.voices}) >= 3]
    assert len(rows) >= 12
    assert {bool(row.event) for row in rows} == {True, False}
    for row in linked.synopsis:
        for index, voice in enumerate(row.voices):
            article = next(a for a in linked.edition.articles if a.slug == voice.article)
            before = article.text[: linked.voices[row.key, index].span.start]
            assert before.count("„") > before.count("“"), (
                f"{row.key}, {voice.article}: the words are not within quotation marks"
            )


def test_every_source_and_entry_is_used(linked: Linked) -> None:
    assert set(linked.rests_on) == set(linked.edition.bibliography)
    events = {row.event for row in linked.synopsis}
    assert set(linked.mentions) | events >= set(linked.edition.register)


def publishers(linked: Linked, note: Note) -> set[str]:
    """Of the note's sources, as far as somebody opened them for this edition."""
    sources = [linked.edition.bibliography[source.ref] for source in note.annotation.sources]
    return {source.publisher for source in sources if source.accessed}


def test_a_verdict_rests_on_two_publishers_whose_pages_were_opened(linked: Linked) -> None:
    for note in linked.notes.values():
        annotation = note.annotation
        if annotation.kind == "fact-check" and annotation.verdict not in {"unproven", "opinion"}:
            assert len(publishers(linked, note)) >= 2, note.href
        if annotation.kind == "context":
            assert annotation.sources, note.href


def test_notes_are_as_long_as_a_margin_bears(linked: Linked) -> None:
    for note in linked.notes.values():
        count = len(note.annotation.body_text.split())
        low = 15 if note.annotation.kind == "cross-reference" else 30
        assert low <= count <= 90, (note.href, count)


def test_quotes_are_short_and_stand_in_quotation_marks(linked: Linked) -> None:
    for note in linked.notes.values():
        article = next(a for a in linked.edition.articles if a.slug == note.annotation.article)
        assert 3 <= len(words(note.words)) <= LONGEST_RUN, note.href
        before = article.text[: note.span.start]
        assert before.count("„") > before.count("“"), f"{note.href} is not within quotation marks"


@needs_originals
@pytest.mark.parametrize("slug", [*LONG, SHORT])
def test_the_summary_has_the_right_length(slug: str, linked: Linked) -> None:
    article = next(a for a in linked.edition.articles if a.slug == slug)
    original = (ORIGINALS / f"{slug}.txt").read_text(encoding="utf-8")
    assert 0.35 <= len(words(article.text)) / len(words(original)) <= 0.60


@needs_originals
@pytest.mark.parametrize("original", sorted(ORIGINALS.glob("*.txt")), ids=lambda file: file.stem)
def test_no_run_of_words_is_an_originals(original: Path) -> None:
    theirs = words(original.read_text(encoding="utf-8"))
    runs = {tuple(theirs[i : i + LONGEST_RUN + 1]) for i in range(len(theirs) - LONGEST_RUN)}
    for file in [*ROOT.glob("content/**/*"), *ROOT.glob("annotations/**/*"), ROOT / "README.md"]:
        if file.is_file():
            ours = words(file.read_text(encoding="utf-8"))
            for i in range(len(ours) - LONGEST_RUN):
                run = tuple(ours[i : i + LONGEST_RUN + 1])
                assert run not in runs, f"{file.relative_to(ROOT)}: {' '.join(run)}"


@needs_originals
@pytest.mark.parametrize("slug", [*LONG, SHORT])
def test_every_quote_stands_once_in_the_original(slug: str, linked: Linked) -> None:
    """So that one sidecar anchors in the summary and in the original alike."""
    original = selector.normalise((ORIGINALS / f"{slug}.txt").read_text(encoding="utf-8"))
    quotes = [n.annotation.target for n in linked.notes_by_article[slug]]
    for note in linked.notes.values():
        quotes += [t.selector for t in note.annotation.see if t.article == slug and t.selector]
    for quote in quotes:
        found = selector.locate(original, selector.Quote(exact=quote.exact))
        assert len(found) == 1, f"{quote.exact!r} stands {len(found)} times"
