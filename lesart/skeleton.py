"""New annotations and articles: the skeletons that an editor fills in.

A skeleton is valid from the first moment: its quote is anchored, its fields are those of its kind. What is still to
be written is `schema.BLANK`. An annotation begins as a draft, and `check` lets nobody publish a blank.

An annotation is appended to its file; not one byte before it changes. What was appended is read again, with the
whole file, before anybody is told that it worked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lesart import selector, yamltree
from lesart.model import AnnotationKind, Article, Relation
from lesart.rewrite import scalar
from lesart.schema import BLANK, ArticleShape, key_parts
from lesart.selector import Quote

#: A name has so many words, and each of them so many letters, where the quote allows it.
_NAME_WORDS, _NAME_LETTERS, _NAME_LENGTH = 3, 4, 48


class SkeletonError(Exception):
    """The skeleton cannot be written there; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A place where wanted words stand: the selector that means it alone, and where a person finds it."""

    quote: Quote
    words: str
    line: int
    heading: bool
    around: str


def occurrences(article: Article, words: str) -> tuple[Occurrence, ...]:
    """Every place of the words in an article, each with the selector that tells it from the others."""
    text = selector.normalise(article.text)
    return tuple(
        _occurrence(article, text, span)
        for span in selector.locate(text, Quote(exact=words))
        if words.strip()
    )


def nearest(article: Article, words: str) -> tuple[tuple[int, str], ...]:
    """(line, words) of the passages that resemble the words; for somebody who did not copy them exactly."""
    found = selector.nearest(article.text, Quote(exact=words))
    return tuple((_line(article, one.span.start), " ".join(one.words.split())) for one in found)


def _occurrence(article: Article, text: selector.Normalised, span: selector.Span) -> Occurrence:
    whole = article.text
    return Occurrence(
        quote=selector.describe(text, span),
        words=whole[span.start : span.end],
        line=_line(article, span.start),
        heading=any(p.is_heading and p.start < span.end and span.start < p.end for p in article.passages),
        around=" ".join(whole[max(0, span.start - 30) : span.end + 30].split()),
    )


def _line(article: Article, offset: int) -> int:
    return next(p for p in reversed(article.passages) if p.start <= offset).lines[0]


def name_for(words: str, taken: Collection[str]) -> str:
    """An id made of the first telling words of a quote; with a number behind it where it is taken.

    `theme/js/suggest-yaml.js` makes the same one.
    """
    parts = key_parts(words)
    telling = [part for part in parts if len(part) >= _NAME_LETTERS] or parts
    name = "-".join(telling[:_NAME_WORDS])[:_NAME_LENGTH].strip("-") or "note"
    return next(one for one in _numbered(name) if one not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class See:
    """The other end of a new cross-reference."""

    article: str
    quote: Quote
    relation: Relation


def annotation(
    *,
    id: str,
    kind: AnnotationKind,
    quote: Quote,
    see: See | None,
    by: Collection[str],
    day: str,
    change: str,
) -> str:
    """A draft of an annotation in the house's form. Only a cross-reference has a `see`."""
    lines = [f"id: {id}", f"type: {kind}", *_selector(quote)]
    if kind == "fact-check":
        lines += [f"claim: {BLANK}", "verdict: unproven"]
    lines += ["body: |", f"  {BLANK}"]
    if see:
        inner = ", ".join([f"article: {see.article}", *_selector(see.quote), f"relation: {see.relation}"])
        lines += ["see:", f"  - {{{inner}}}"]
    else:
        lines += ["sources: []"]
    lines += [
        "mentions: []",
        f"by: [{', '.join(by)}]",
        "reviewed: null",
        "status: draft",
        "history:",
        f"  - {{date: {day}, change: {scalar(change)}}}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _selector(quote: Quote) -> list[str]:
    pairs = (("quote", quote.exact), ("prefix", quote.prefix), ("suffix", quote.suffix))
    return [f"{name}: {scalar(words)}" for name, words in pairs if words]


def blanks(text: str) -> tuple[tuple[int, str], ...]:
    """(line, field) of what is still to be written in a skeleton, lines counted from 1."""
    tree, _ = yamltree.read(text, "")
    wanted = ("claim", "verdict", "body", "sources", "mentions", "reviewed")
    # the text of a body begins on the line after its sign
    return tuple(
        (tree.keys[(field,)].line + (field == "body"), field) for field in wanted if (field,) in tree.keys
    )


def appended(before: str, item: str) -> str:
    """What to add to the text of a list of annotations, so that `item` becomes its last.

    Raises SkeletonError where the file is not a list in the usual form: then it needs a file of its own.
    """
    end = "\r\n" if "\r\n" in before else "\n"
    tree, problems = yamltree.read(before, "")
    if problems:
        raise SkeletonError(f"line {problems[0].place.line} cannot be read; run “check” and mend it first")
    if not (tree.data is None or isinstance(tree.data, list)):
        raise SkeletonError("it is not a list of annotations")
    column = tree.values[()].column if tree.data else 1
    lines = item.removesuffix("\n").split("\n")
    indented = [" " * (column - 1) + ("- " if n == 0 else "  ") + line for n, line in enumerate(lines)]
    block = "".join(line + end for line in indented)
    glue = "" if not before or before.endswith("\n") else end
    wanted = [*(tree.data or []), yamltree.read(item, "")[0].data]
    # a blank line before it, unless the last text of the file would take that line as its own
    for between in (glue + (end if before else ""), glue):
        after, problems = yamltree.read(before + between + block, "")
        if not problems and after.data == wanted:
            return between + block
    raise SkeletonError("it is not written as a list of which each item begins with “- ” on its own line")


def article(language: str) -> str:
    """The file of a new article: every field, with what it takes."""
    values = {
        "heading": BLANK,
        "authors": "[]",
        "language": language,
        "witness": "regest",
        "rights": "{holder: null, licence: none, statement: null}",
        "translators": "[]",
    }
    lines = ["---"]
    for name, field in ArticleShape.model_fields.items():
        if name in values or field.is_required() or name == "standpoint":
            lines.append(f"{name}: {values.get(name, 'null')}  # {field.description}")
    return "\n".join([*lines, "---", BLANK, ""])
