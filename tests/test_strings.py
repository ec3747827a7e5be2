"""The words of the interface: the same keys in every language, and no German word in the frame of an English edition."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from lesart import pipeline
from lesart.strings import SPOKEN, TAKES, load_strings

STRINGS = ROOT / "theme" / "strings"

#: Attributes that a reader reads or hears, and those in which scripts find their words.
READ = re.compile(r"aria-label|title|alt|placeholder|content|label|value|data-.*")


def words_of(language: str) -> Any:
    return yaml.safe_load((STRINGS / f"{language}.yaml").read_text("utf-8"))


def leaves(value: Any, path: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {key: text for k, v in value.items() for key, text in leaves(v, f"{path}.{k}").items()}
    if isinstance(value, list):
        return {key: text for k, v in enumerate(value) for key, text in leaves(v, f"{path}.{k}").items()}
    return {path[1:]: str(value)}


@pytest.mark.parametrize(
    "language", sorted(file.stem for file in STRINGS.glob("*.yaml") if file.stem != "de")
)
def test_every_language_has_the_same_keys_and_fields(language: str) -> None:
    german, other = leaves(words_of("de")), leaves(words_of(language))
    assert sorted(german.keys() - other.keys()) == [], f"theme/strings/{language}.yaml lacks these"
    assert sorted(other.keys() - german.keys()) == [], (
        f"theme/strings/{language}.yaml has these beyond de.yaml"
    )
    for key, text in german.items():
        assert sorted(re.findall(r"{(\w+)", text)) == sorted(re.findall(r"{(\w+)", other[key])), key


def test_the_fields_are_those_that_are_known() -> None:
    used: dict[str, set[str]] = {}
    for key, text in leaves(words_of("de")).items():
        if fields := set(re.findall(r"{(\w+)", text)):
            used[key] = fields
    assert used == {key: set(takes.replace(":", "").split()) for key, takes in TAKES.items()}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\nsuggest:\n", "\nsuggestions:\n", "The section “suggest” is missing."),
        ("  home: Start\n", "  home: [Start]\n", "“home” must be a text."),
        ("  voices_of: ", '  voices_of: "{all}" # ', None),
        ("  voices_of: ", '  voices_of: "{number}" # ', "“voices_of” has an unknown field {number}."),
        ("  home: Start\n", "  home: Start {count}\n", "“home” has an unknown field {count}."),
        ("  voices_of: ", '  voices_of: "{many} x" # ', "“voices_of” has an unknown field {many}."),
        ("  voices_of: ", '  voices_of: "{count x" # ', "The braces of “voices_of” do not fit"),
        ("  voices_of: ", '  voices_of: "{count:x}" # ', "“voices_of” has a field {count} with words"),
        ("  voices_of: ", '  voices_of: "{count:a|b}" # ', "“voices_of” has a field {count} with words"),
        ("  offer_articles: ", '  offer_articles: "{notes:a|b}" # ', None),
        ('date: "{day}', 'date: "{0}', "“date” has an unknown field {0}."),
        ("  contradicts: ", "  contradicts: widerspricht #", "“contradicts” has no label and sign."),
    ],
)
def test_a_fault_in_the_words_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, said: str | None
) -> None:
    (tmp_path / "strings").mkdir()
    text = (STRINGS / "de.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "strings" / "de.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    strings, problems = load_strings(tmp_path, "de")
    if said is None:
        assert strings and not problems
        return
    assert strings is None
    assert said in problems[0].message
    assert problems[0].code == "theme" and problems[0].place.line


class Frame(HTMLParser):
    """All that is read of a page: its texts, JSON for scripts included, and the attributes that hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read += [value for name, value in attrs if value and READ.fullmatch(name)]

    def handle_data(self, data: str) -> None:
        self.read.append(data)


def test_an_english_edition_has_no_german_word() -> None:
    """Its content is English throughout (tests/editions/english), so that what is German could only be the frame's.

    A word counts as German if it stands in de.yaml, and neither in en.yaml nor in the edition's own files.
    """
    root = ROOT / "tests" / "editions" / "english"
    own = " ".join(
        file.read_text("utf-8")
        for folder in ("content", "annotations")
        for file in (root / folder).rglob("*.*")
    )
    english = set(words_in(" ".join(leaves(words_of("en")).values()) + own))
    german = set(words_in(" ".join(leaves(words_of("de")).values()))) - english
    assert len(german) > 300
    checked, artifacts = pipeline.pages(root)
    assert checked.strings and checked.strings.language == "en"
    pages = [artifact for artifact in artifacts if artifact.path.suffix == ".html"]
    assert len(pages) >= 12
    for page in pages:
        frame = Frame()
        frame.feed(page.content.decode())
        read = " ".join(frame.read)
        assert not german.intersection(words_in(read)), page.path
        assert not re.search(r"[äöüß„]", read), page.path
        assert 'lang="en"' in page.content.decode()


def test_what_scripts_say_is_asked_for() -> None:
    """A word that a script takes from the page must be there, for nobody would say that it is not."""
    view = (ROOT / "theme" / "js" / "search-view.js").read_text("utf-8")
    filters = re.search(r"const FILTERS = \[(.*)\]", view)
    assert filters
    said = {
        *re.findall(r"\bsay\.(\w+)", view),
        *(f"filter_{name}" for name in re.findall(r"\w+", filters[1])),
    }
    assert said == set(SPOKEN["search"])
    script = (ROOT / "theme" / "js" / "suggest.js").read_text("utf-8")
    assert {*re.findall(r"\bwords\.(\w+)", script), "heading", "across"} == set(SPOKEN["suggest"])


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text.casefold())


def test_no_page_has_an_empty_word() -> None:
    for file in STRINGS.glob("*.yaml"):
        assert [key for key, text in leaves(words_of(file.stem)).items() if not text.strip()] == []


def test_the_strings_are_used() -> None:
    """What no template, script or module asks for is deleted."""
    places = [*(ROOT / "theme" / "templates").rglob("*.html"), *(ROOT / "theme" / "js").glob("*.js"),
              *(ROOT / "lesart").rglob("*.py")]  # fmt: skip
    text = "\n".join(place.read_text("utf-8") for place in places)
    composed = [
        re.compile(rf"{before}\w+{after}")
        for before, after in re.findall(r"""f["'](\w*)\{[^}]*\}(\w*)["']""", text)
        if before or after
    ]
    unused = [
        key
        for key in words_of("de")["labels"]
        if not re.search(rf"""["'`]{key}["'`]""", text) and not any(one.fullmatch(key) for one in composed)
    ]
    assert unused == []
