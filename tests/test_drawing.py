"""Drawings made at build time: laws of their geometry, and that they show what the lists and tables say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from lesart import compare, pipeline
from lesart.drawing import CLEAR, Happening, arcs, shortened, spread, timeline, unit_squares
from lesart.model import Linked

places = st.lists(st.integers(0, 1000), min_size=1, max_size=60).map(sorted)


@given(places, st.integers(1, 40))
def test_labels_keep_their_order_and_their_distance(wanted: list[int], gap: int) -> None:
    found = spread(wanted, gap, low=-5)
    assert len(found) == len(wanted)
    assert found[0] >= -5
    assert all(below - above >= gap - 0.11 for above, below in pairwise(found))


@given(places, st.integers(1, 40))
def test_labels_with_room_stay_where_they_belong(wanted: list[int], gap: int) -> None:
    apart = [place * gap for place in sorted(set(wanted))]
    assert spread(apart, gap) == tuple(apart)


@given(st.integers(0, 300))
def test_there_are_as_many_squares_as_things(count: int) -> None:
    drawn = unit_squares(count)
    assert len(set(drawn.places)) == count
    assert all(x + 8 <= drawn.width and y + 8 <= drawn.height for x, y in drawn.places)


@given(st.text(max_size=80), st.integers(4, 40))
def test_a_shortened_label_fits(text: str, letters: int) -> None:
    short = shortened(text, letters)
    assert len(short) <= letters
    assert short == text or short.endswith("…")


stops = st.tuples(st.sampled_from("abc"), st.sampled_from("123456"))


@given(st.lists(st.tuples(stops, stops), max_size=30))
def test_arcs_join_their_stops_inside_the_drawing(
    edges: list[tuple[tuple[str, str], tuple[str, str]]],
) -> None:
    groups = [(name, list("123456")) for name in "abc"]
    drawn = arcs(groups, edges)
    assert drawn == arcs(groups, edges)
    assert len(drawn.arcs) == len(edges)
    for (start, end), arc in zip(edges, drawn.arcs, strict=True):
        above, below = sorted((drawn.stops[start], drawn.stops[end]))
        assert arc.path.startswith(f"M{drawn.x} {above:g}A") and arc.path.endswith(f" {drawn.x} {below:g}")
        assert drawn.x <= arc.x and above - 1 <= arc.y <= below + 1


def test_what_came_after_an_article_is_ahead_on_its_lane() -> None:
    drawn = timeline(
        [
            Happening(key="old", first=10, last=10, label="Long ago"),
            Happening(key="before", first=1010, last=1010, label="Before"),
            Happening(key="after", first=1050, last=1051, label="After"),
        ],
        [Happening(key="text", first=1020, last=1030, label="Text")],
        {"text": frozenset({"old", "before", "after"})},
        [1000, 1030, 1060],
    )
    assert {dot.key: dot.ahead for dot in drawn.lanes[0].dots} == {
        "old": False,
        "before": False,
        "after": True,
    }
    heights = {label.key: label.at for label in drawn.labels}
    assert heights["old"] < drawn.top < heights["before"] < drawn.lanes[0].first < heights["after"]
    assert drawn.lanes[0].first < drawn.lanes[0].last


# --- the edition's own ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def linked() -> Linked:
    linked = pipeline.check(ROOT).linked
    assert linked is not None
    return linked


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    _, artifacts = pipeline.pages(ROOT)
    return {a.path.as_posix(): a.content.decode() for a in artifacts if a.path.suffix == ".html"}


def test_every_edge_has_a_row_and_every_row_an_edge(pages: dict[str, str], linked: Linked) -> None:
    text = pages[linked.addresses["cross_references"]]
    drawn = re.findall(r'<a class="edge[^"]*" href="#([^"]+)" data-drawn aria-label="([^"]+)"', text)
    rows = re.findall(r'<tr id="(e-[^"]+)"', text)
    assert [identity for identity, _ in drawn] == rows
    assert len(set(rows)) == len(rows) == sum(len(note.encounters) for note in linked.notes.values())
    assert all(label for _, label in drawn)


def test_signs_on_the_arcs_do_not_cover_each_other(pages: dict[str, str], linked: Linked) -> None:
    text = pages[linked.addresses["cross_references"]]
    spots = [(float(x), float(y)) for x, y in re.findall(r'class="spot" cx="([\d.]+)" cy="([\d.]+)"', text)]
    near = [
        (a, b) for a, b in combinations(spots, 2) if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < CLEAR**2 - 1
    ]
    assert len(near) <= len(spots) // 20, near


def test_the_timeline_has_a_label_for_every_moment_of_the_list(pages: dict[str, str], linked: Linked) -> None:
    text = pages[linked.addresses["chronicle"]]
    svg = re.search(r'<svg viewBox[^>]*class="picture".*?</svg>', text, re.DOTALL)
    assert svg
    drawn = set(re.findall(r'href="#(s-[^"]+)"', svg.group()))
    assert drawn == set(re.findall(r'<li id="(s-[^"]+)"', text))


def test_nothing_is_ahead_that_an_article_could_have_known(linked: Linked) -> None:
    """For all pairs: ahead means after the last day on which the text can have been written."""
    articles = {article.slug: compare.written(article) for article in linked.edition.articles}
    assert articles["stier-erster-schritt"] == compare.days("2025-02-17")
    assert articles["osthold-diplomatie-spiel"] == compare.days("2025-05-23", "2025-05-31")
    assert articles["osthold-neuer-anlauf"] == compare.days("2025-04-05", "2025-04-30")


def test_days_of_partial_dates() -> None:
    assert compare.days("2024") == compare.days("2024-01-01", "2024-12-31")
    assert compare.days("2024-02") == compare.days("2024-02-01", "2024-02-29")
    assert compare.days("2024-12") == compare.days("2024-12-01", "2024-12-31")


def test_the_drawings_do_not_depend_on_the_hash_seed(pages: dict[str, str], linked: Linked) -> None:
    program = (
        "import sys; from pathlib import Path; from lesart import pipeline\n"
        "_, artifacts = pipeline.pages(Path(sys.argv[1]))\n"
        "sys.stdout.buffer.write(b''.join(a.content for a in artifacts if a.path.name in sys.argv[2:]))"
    )
    names = [
        linked.addresses["cross_references"],
        linked.addresses["chronicle"],
        linked.addresses["factcheck"],
    ]
    made = [
        subprocess.run(
            [sys.executable, "-c", program, str(ROOT), *names],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1] and len(made[0]) > 50_000
