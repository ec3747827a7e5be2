"""The words of the interface: one file for each language, in the theme.

A key that a template asks for and the file does not have is a problem of the theme, never an empty place on
the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from lesart import rights, yamltree
from lesart.link import PAGE_NAMES
from lesart.model import (
    ANNOTATION_KINDS,
    REGISTER_GROUPS,
    RELATIONS,
    STANCES,
    VERDICTS,
    Place,
)
from lesart.problems import Problem, Problems

#: What stands in braces in the words, to be put in, by section and key; a colon marks a number that may bring its
#: words along: “{count:claim|claims}”. All other words take nothing.
TAKES = {
    "date": "day month year",
    "date_month": "month year",
    "labels.zip_open": "file",
    "labels.offer_articles": "notes:",
    "labels.register_summary": "count: mentions:",
    "labels.place_count": "count:",
    "labels.chronicle_summary": "events: articles:",
    "labels.horizon": "behind ahead",
    "labels.cross_references_summary": "count: notes:",
    "labels.matches_edges": "shown all",
    "labels.factcheck_summary": "count: articles: sources:",
    "labels.matches_checks": "shown all",
    "labels.matches_sources": "shown all",
    "labels.source_count": "count:",
    "labels.bibliography_summary": "count: publishers: countries:",
    "labels.synopsis_summary": "rows: articles:",
    "labels.voices_of": "count all",
    "labels.speaks_to": "count all",
    "labels.notes_here": "count",
    "search.none": "query",
    "search.quoted": "word",
    "search.lost": "words",
    "search.count_many": "count",
    "search.marks": "words",
    "suggest.many": "count",
    "suggest.long": "count",
    "suggest.source_number": "number",
    "suggest.missing": "fields",
    "licences.permission": "date",
}

#: What scripts say, by section. Where a template lacks a word, that is noticed; a script would say “undefined”.
SPOKEN: Mapping[str, Sequence[str]] = {
    "search": (
        "any count_many count_one empty failed filter_article filter_author filter_kind filter_person filter_verdict "
        "loading lost meant more names none passage quoted"
    ).split(),
    "suggest": (
        "across copied heading long many marked missing not_found once pasted source_number too_long"
    ).split(),
}

#: How `schema` words that a value is not in its list.
_NOT_A_VALUE = re.compile(r"cannot be “(.+)”\.$")


class MissingWord(Exception):
    """A word that the language's file does not have; `problem` says which, and where to add it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Words(dict[str, str]):
    """The words of a section by their keys. Raises MissingWord where one is asked for that is not there."""

    def __init__(self, words: Mapping[str, str | None], lacks: Callable[[str], Problem]) -> None:
        super().__init__({key: value or "" for key, value in words.items()})
        self._lacks = lacks

    def __missing__(self, key: str) -> str:
        raise MissingWord(self._lacks(key))


class Count(int):
    """A number that brings its word along: “{count:claim|claims}” is “1 claim” or “2 claims”."""

    def __format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if spec else str(int(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a scale, with the sign that stands for it."""

    label: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    language: str
    addresses: Mapping[str, str]
    months: tuple[str, ...]
    date_pattern: str
    month_pattern: str
    labels: Mapping[str, str]
    search: Mapping[str, str]
    suggest: Mapping[str, str]
    kinds: Mapping[str, str]
    verdicts: Mapping[str, Term]
    relations: Mapping[str, Term]
    stances: Mapping[str, Term]
    witnesses: Mapping[str, str]
    source_kinds: Mapping[str, str]
    countries: Mapping[str, str]  # ISO 3166-1 alpha-2 -> name
    licences: Mapping[str, str]

    def date(self, iso: str | None) -> str:
        """An ISO date (year, year and month, or day) as the language writes it; '' for None."""
        if not iso:
            return ""
        parts = iso.split("-")
        if len(parts) == 1:
            return iso
        month = self.months[int(parts[1]) - 1]
        if len(parts) == 2:
            return self.month_pattern.format(month=month, year=parts[0])
        return self.date_pattern.format(day=int(parts[2]), month=month, year=parts[0])


def with_keys(problems: Problems, strings: Strings) -> Problems:
    """Where an editor wrote a label of the interface in place of its key, the problem names the key."""
    keys = {words.casefold(): key for key, words in (*strings.kinds.items(), *strings.source_kinds.items())}
    for scale in (strings.verdicts, strings.relations, strings.stances):
        keys |= {term.label.casefold(): key for key, term in scale.items()}
    return tuple(_with_key(problem, keys) for problem in problems)


def _with_key(problem: Problem, keys: Mapping[str, str]) -> Problem:
    said = _NOT_A_VALUE.search(problem.message) if problem.code == "bad-value" else None
    key = keys.get(said[1].casefold()) if said else None
    # only where the key is one of the values that the hint offers
    if key is None or not re.search(rf"It is one of: .*\b{re.escape(key)}\b", problem.hint):
        return problem
    return replace(
        problem, hint=f"Did you mean “{key}”? {problem.hint[problem.hint.index('It is one of') :]}"
    )


def strings_file(theme: Path, language: str) -> Path:
    """The file of the language, or of its base language (`de` for `de-AT`)."""
    exact = theme / "strings" / f"{language}.yaml"
    return exact if exact.is_file() else theme / "strings" / f"{language.split('-')[0]}.yaml"


def _malformed(data: Any, sections: Iterable[str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(path, message, hint) of whatever is no text where a text belongs, or has a field that nothing is put into."""
    for section in sections:
        if not isinstance(data.get(section), dict):
            yield (section,), f"The section “{section}” is missing.", "Add it; the other languages show how."
            continue
        for key, value in data[section].items():
            scale = section in ("verdicts", "relations", "stances")
            parts = value if scale and isinstance(value, dict) else {"": value}
            if scale and not {"label", "sign"} <= parts.keys():
                yield (section, str(key)), f"“{key}” has no label and sign.", "Write: {label: …, sign: …}."
            for words in parts.values():
                yield from _no_words((section, str(key)), words)
    for key in ("date", "date_month"):
        yield from _no_words((key,), data.get(key))


def _no_words(path: tuple[str, ...], words: Any) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if words is not None and not isinstance(words, str):
        yield path, f"“{path[-1]}” must be a text.", "Set it in quotation marks."
        return
    try:
        parts = [part for part in Formatter().parse(words or "") if part[1] is not None]
    except ValueError as error:
        yield (
            path,
            f"The braces of “{path[-1]}” do not fit: {error}.",
            "A brace that is meant is doubled: {{.",
        )
        return
    takes = TAKES.get(".".join(path), "").split()
    for field in sorted({str(field) for _, field, _, _ in parts} - {name.rstrip(":") for name in takes}):
        yield (
            path,
            f"“{path[-1]}” has an unknown field {{{field}}}.",
            "The other languages show which it has.",
        )
    for _, name, spec, conversion in parts:
        if conversion or (spec and (f"{name}:" not in takes or not re.fullmatch(r"[^{}|]+\|[^{}|]+", spec))):
            yield (
                path,
                f"“{path[-1]}” has a field {{{name}}} with words that are not understood.",
                "After a colon stand the word for one and the word for all others: {count:claim|claims}.",
            )


def load_strings(theme: Path, language: str) -> tuple[Strings | None, Problems]:
    """Reads the strings file of a language; None, with the problems, if it is missing or incomplete."""
    file = strings_file(theme, language)
    name = f"theme/strings/{file.name}"

    def problem(message: str, hint: str, place: Place | None = None) -> Problem:
        return Problem(code="theme", place=place or Place(file=name), message=message, hint=hint)

    if not file.is_file():
        have = ", ".join(sorted(f.stem for f in (theme / "strings").glob("*.yaml")))
        return None, (
            problem(
                f"The theme has no words for the language “{language}”.",
                f"Write {name} (copy another and translate it), or choose in content/edition.yaml one of: {have}.",
            ),
        )
    tree, problems = yamltree.read(file.read_text(encoding="utf-8"), name)
    if problems:
        return None, problems
    data: Any = tree.data if isinstance(tree.data, dict) else {}
    wanted = {
        "addresses": PAGE_NAMES,
        "kinds": ANNOTATION_KINDS,
        "verdicts": VERDICTS,
        "relations": RELATIONS,
        "stances": STANCES,
        "witnesses": ("regest", "full", "original"),
        "source_kinds": ("primary", "secondary", "reference"),
        "licences": rights.WORDS,
        "labels": REGISTER_GROUPS,
        **SPOKEN,
    }
    malformed = tuple(problem(said, hint, tree.place(path)) for path, said, hint in _malformed(data, wanted))
    if malformed:
        return None, malformed

    def lacks(section: str, key: str) -> Problem:
        return problem(
            f"“{section}” has no “{key}”.",
            "Add the line; the other languages show how.",
            tree.place((section,)),
        )

    missing = tuple(
        lacks(section, key) for section, keys in wanted.items() for key in keys if key not in data[section]
    )
    months = data.get("months")
    if not isinstance(months, list) or len(months) != 12:
        missing += (problem("“months” has not twelve names.", "List them from January to December."),)
    if missing:
        return None, missing

    def terms(section: str) -> Mapping[str, Term]:
        return MappingProxyType(
            {key: Term(label=value["label"], sign=value["sign"]) for key, value in data[section].items()}
        )

    def words(section: str) -> Mapping[str, str]:
        return MappingProxyType(_Words(data[section], partial(lacks, section)))

    return (
        Strings(
            language=data.get("language") or language,
            addresses=words("addresses"),
            months=tuple(months),
            date_pattern=data.get("date") or "{year}-{month}-{day}",
            month_pattern=data.get("date_month") or "{month} {year}",
            labels=words("labels"),
            search=words("search"),
            suggest=words("suggest"),
            kinds=words("kinds"),
            verdicts=terms("verdicts"),
            relations=terms("relations"),
            stances=terms("stances"),
            witnesses=words("witnesses"),
            source_kinds=words("source_kinds"),
            countries=words("countries") if isinstance(data.get("countries"), dict) else {},
            licences=words("licences"),
        ),
        (),
    )
