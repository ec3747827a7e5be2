"""Everything that can be wrong with an edition, listed and worded.

A `Problem` is a value with a place. Steps return problems beside their result; nobody prints or exits but
`cli`. `CODES` is the one list of what exists: a problem with a code that is not in it cannot be made, and a
test asks for one folder in `tests/problems/` for each.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lesart.model import Place

Severity = Literal["error", "warning"]

#: code -> (severity, what it means, in one sentence)
CODES: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        # files
        "missing-file": ("error", "A file that every edition needs is not there."),
        "unreadable-file": ("error", "A file cannot be read as UTF-8 text, or is far too large."),
        "outside-file": ("error", "A file is a link that leads out of the edition's folder."),
        "bad-file-name": ("error", "A file's name cannot become an address."),
        # YAML
        "yaml-syntax": (
            "error",
            "The YAML cannot be read: mostly an indentation or a missing quotation mark.",
        ),
        "yaml-duplicate-key": ("error", "The same key stands twice, and one of the two would be lost."),
        "yaml-alias": ("error", "YAML anchors, aliases and tags are not used in an edition."),
        "front-matter": ("error", "An article or page does not begin with its front matter."),
        # shape
        "missing-field": ("error", "A field that is required is not there."),
        "unknown-field": ("error", "There is no such field; mostly a slip of the pen."),
        "bad-value": ("error", "A field's value is not of the kind that it takes."),
        # texts
        "raw-html": ("error", "HTML stands in a Markdown text."),
        "image": ("error", "An image stands in a Markdown text; the edition is of words alone."),
        "empty-article": ("error", "An article has no passage."),
        "duplicate-passage": ("error", "Two passages of an article have one id."),
        "rights": ("error", "A full text has no licence that would let it be published."),
        "placeholder": ("warning", "A page or an article is still a placeholder that must be filled in."),
        # annotations
        "orphan-annotations": ("error", "Annotations belong to an article that is not there."),
        "tracked-original": (
            "error",
            "Git knows a file that only its holder may have, and would publish it.",
        ),
        "orphan-original": ("error", "An original belongs to an article that is not there."),
        "duplicate-id": ("error", "Two annotations of an article, or two entries, have one id."),
        "quote-not-found": ("error", "The quoted words do not stand in the article."),
        "quote-ambiguous": ("error", "The quoted words stand in the article more than once."),
        "quote-in-heading": ("error", "The quoted words overlap a heading."),
        "anchor-drifted": (
            "error",
            "The text was edited, and a quote no longer means the words that it meant.",
        ),
        "quote-empty": ("error", "Nothing of the quote is left but white space and punctuation."),
        "too-few-sources": ("error", "A verdict rests on fewer than two independent publishers."),
        "missing-verdict": ("error", "A fact-check has no claim or no verdict, or another kind has one."),
        "unfinished": ("error", "A published annotation still has a blank of its skeleton."),
        # references
        "unknown-source": ("error", "A source is cited that the bibliography does not have."),
        "unknown-mention": ("error", "A key is mentioned that the register does not have."),
        "unknown-article": ("error", "A reference leads to an article that is not there."),
        "unknown-annotation": ("error", "A reference leads to an annotation that is not there."),
        "unknown-editor": ("error", "An annotation is signed with a key that edition.yaml does not explain."),
        "self-reference": ("error", "A cross-reference leads to its own words."),
        "unused-source": ("warning", "No annotation rests on this source."),
        "unused-entry": ("warning", "No annotation mentions this register entry."),
        # care
        "not-accessed": ("warning", "A source has no day on which somebody opened it."),
        "review-overdue": ("warning", "A note's last review is older than the edition's limit."),
        "same-claim": ("warning", "Two fact-checks have claims that say the same."),
        "quotation-marks": (
            "warning",
            "A quotation mark is not one of the language, or stands without its other half.",
        ),
        "long-note": ("warning", "A note is too long to be read beside its passage."),
        "unsaid-change": ("warning", "A published note was changed, and its history does not say so."),
        "vanished-id": ("error", "An annotation was removed, and links to it lead nowhere."),
        # allowances
        "not-allowable": ("error", "A problem is allowed that protects readers, rights or the text."),
        "unused-allow": ("warning", "A problem is allowed that is not there."),
        # output
        "duplicate-address": ("error", "Two things would have the same address."),
        "theme": ("error", "A template or a strings file of the theme has a fault."),
        "too-large": ("warning", "The edition is too large for one of the forms to take along."),
        "search": ("error", "The search index could not be made."),
    }
)


#: What `allow: [code]` may silence: what an editor can judge otherwise with good reason. All else protects readers
#: (raw HTML, files from outside), rights, or the place of an annotation, or would lose what somebody wrote.
ALLOWABLE = frozenset(
    "placeholder too-few-sources unused-source unused-entry not-accessed review-overdue same-claim quotation-marks "
    "long-note unsaid-change vanished-id".split()
)

#: Found only where a run is given a revision to compare with, or a day.
ONLY_WITH_BASE = frozenset({"anchor-drifted", "unsaid-change", "vanished-id"})
ONLY_WITH_DAY = frozenset({"review-overdue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something for the editor to mend: where, what (one sentence), and how (one sentence)."""

    code: str
    place: Place
    message: str
    hint: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise AssertionError(f"no such problem code: {self.code}")

    @property
    def severity(self) -> Severity:
        return CODES[self.code][0]

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


Problems = tuple[Problem, ...]


def in_order(problems: Iterable[Problem]) -> Problems:
    """All problems once, by file, line and column; errors and warnings of one place in a fixed order."""
    return tuple(
        sorted(
            set(problems),
            key=lambda p: (p.place.file, p.place.line, p.place.column, p.code, p.message),
        )
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or lists the known ones where they are few, or ''."""
    choices = sorted(set(known))
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"Did you mean “{near[0]}”?"
    if 0 < len(choices) <= 12:
        return f"Known are: {', '.join(choices)}."
    return ""


def counted(number: int, word: str) -> str:
    """“1 article”, “2 articles”."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def visible(text: str) -> str:
    """The text in one line; characters that are not seen, or that turn the direction of writing, as their numbers."""
    line = " ".join(text.split())
    return "".join(f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in {"Cc", "Cf", "Cs"} else c for c in line)


def printed(problem: Problem, *, colour: bool = False) -> str:
    """The problem as people read it in a terminal: place, code and sentence, then the mend."""
    bold, red, yellow, dim, off = (
        ("\33[1m", "\33[31m", "\33[33m", "\33[2m", "\33[0m") if colour else ("",) * 5
    )
    place = problem.place
    tone = red if problem.is_error else yellow
    # what a contributor wrote commands neither a terminal nor the log of a workflow
    where, message, hint = (visible(text) for text in (place.file, problem.message, problem.hint))
    head = f"{bold}{where}:{place.line}:{place.column}{off}: {tone}{problem.severity}{off} {message}"
    return f"{head} {dim}[{problem.code}]{off}\n    {hint}"


def as_data(problem: Problem) -> dict[str, str | int]:
    """The problem for machines; the keys are stable."""
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def as_workflow_command(problem: Problem) -> str:
    """The problem as a GitHub workflow command, which shows it at its line in a pull request."""

    def escaped(text: str, *, value: bool = False) -> str:
        text = text.replace("%", "%25")
        return text.replace(":", "%3A").replace(",", "%2C") if value else text

    place = problem.place
    # GitHub finds the file by its exact name; what a contributor wrote commands no terminal that shows the log
    file = place.file if place.file.isprintable() else visible(place.file)
    return (
        f"::{problem.severity} file={escaped(file, value=True)},line={place.line},col={place.column},"
        f"title={escaped(problem.code, value=True)}::{escaped(visible(f'{problem.message} {problem.hint}'))}"
    )
