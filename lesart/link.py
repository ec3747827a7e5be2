"""Step 4, Anchored -> Linked: one address for each thing, and everything that points at something resolved.

Numbers, back links, registers and counts are made here, before any page is rendered, so that no output depends
on the order in which pages are made.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from lesart.model import (
    Anchored,
    Annotation,
    Article,
    Edition,
    Encounter,
    Linked,
    Note,
    Passage,
    Place,
    Relation,
    Span,
)
from lesart.problems import Problem, Problems

#: Words of a passage that are shown around a quote elsewhere.
EXCERPT_RADIUS = 90

#: The pages that every edition has: name -> file name where the theme's strings name no other.
PAGE_NAMES = (
    "index", "factcheck", "synopsis", "cross_references", "chronicle", "register", "bibliography", "search",
    "corrections", "404",
)  # fmt: skip


def download_address(title: str, kind: str = "html") -> str:
    """Where the edition lies in a form to take along: `Zwei Grüße` -> `download/zwei-gruesse.html`."""
    spelt = title.lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return f"download/{re.sub(r'[^a-z0-9]+', '-', plain)[:60].strip('-') or 'edition'}.{kind}"


def link(
    anchored: Anchored, addresses: Mapping[str, str], version: str, dated: str = ""
) -> tuple[Linked, Problems]:
    """`addresses` maps the names of PAGE_NAMES to file names; `version` says which edition this is.

    `dated` is the day of the version (ISO); without it, the newest day that the edition itself names.
    """
    edition = anchored.edition
    articles = {article.slug: article for article in edition.articles}
    notes_by_article: dict[str, tuple[Note, ...]] = {}
    for article in edition.articles:
        notes_by_article[article.slug] = _notes_of(article, anchored, articles)
    notes = {(n.annotation.article, n.annotation.id): n for group in notes_by_article.values() for n in group}
    linked = Linked(
        edition=edition,
        notes=MappingProxyType(notes),
        notes_by_article=MappingProxyType(notes_by_article),
        retracted=tuple(a for a in edition.annotations if a.status == "retracted"),
        received=MappingProxyType(_received(articles, notes_by_article, anchored)),
        mentions=MappingProxyType(_grouped(notes.values(), lambda note: note.annotation.mentions)),
        rests_on=MappingProxyType(
            _grouped(notes.values(), lambda note: dict.fromkeys(s.ref for s in note.annotation.sources))
        ),
        synopsis=anchored.synopsis,
        voices=MappingProxyType(
            {
                (key, index): _encounter(articles[span.article], span, "same-event", ("", ""), None)
                for (key, index), span in anchored.voices.items()
            }
        ),
        addresses=MappingProxyType({**addresses, "download": download_address(edition.settings.title)}),
        version=version,
        dated=dated or newest_day(edition),
    )
    return linked, _doubled_addresses(edition, addresses)


def content_version(texts: Iterable[tuple[str, str]]) -> str:
    """A name for exactly this content: the beginning of a hash over all paths and texts."""
    digest = hashlib.sha256()
    for path, text in sorted(texts):
        digest.update(f"{path}\0{len(text)}\0{text}\0".encode())
    return digest.hexdigest()[:12]


def newest_day(edition: Edition) -> str:
    """The last day on which something was changed, reviewed or published, by what the edition says itself."""
    days = [change.date for annotation in edition.annotations for change in annotation.history]
    days += [annotation.reviewed for annotation in edition.annotations if annotation.reviewed]
    days += [article.published for article in edition.articles if article.published]
    return max((day for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), default="1980-01-01")


def article_address(slug: str) -> str:
    return f"{slug}.html"


def note_id(annotation: str) -> str:
    return f"n-{annotation}"


def note_address(article: str, annotation: str) -> str:
    return f"{article_address(article)}#{note_id(annotation)}"


def _touched(article: Article, span: Span) -> tuple[Passage, ...]:
    return tuple(p for p in article.passages if p.start < span.end and span.start < p.end)


def _notes_of(article: Article, anchored: Anchored, articles: Mapping[str, Article]) -> tuple[Note, ...]:
    own = [a for a in anchored.annotations if a.article == article.slug]

    def order(annotation: Annotation) -> tuple[int, int, str]:
        span = anchored.targets[article.slug, annotation.id]
        # where the words end is where the opener stands: notes are numbered as a reader meets them
        return span.end, span.start, annotation.id

    spans = [anchored.targets[article.slug, a.id] for a in own]
    notes = []
    for number, annotation in enumerate(sorted(own, key=order), start=1):
        span = anchored.targets[article.slug, annotation.id]
        touched = _touched(article, span)
        me = (article.slug, annotation.id)
        encounters = tuple(
            _encounter(articles[there.article], there, target.relation, me, target.annotation)
            for target, there in zip(annotation.see, anchored.see.get(me, ()), strict=False)
        )
        notes.append(
            Note(
                annotation=annotation,
                number=number,
                span=span,
                words=_words(article, span),
                passages=tuple(p.id for p in touched),
                passage_number=touched[0].number,
                href=note_address(*me),
                encounters=encounters,
                depth=sum(s.start <= span.start and span.end <= s.end for s in spans) - 1,
            )
        )
    return tuple(notes)


def _words(article: Article, span: Span) -> str:
    return " ".join(article.text[span.start : span.end].split())


def _encounter(
    article: Article, span: Span, relation: Relation, note: tuple[str, str], annotation: str | None
) -> Encounter:
    passage = _touched(article, span)[0]
    fragment = note_id(annotation) if annotation else passage.id
    return Encounter(
        relation=relation,
        article=article.slug,
        passage=passage.id,
        number=passage.number,
        span=span,
        words=_words(article, span),
        excerpt=_excerpt(passage, span),
        href=f"{article_address(article.slug)}#{fragment}",
        annotation=annotation,
        note=note,
    )


def _excerpt(passage: Passage, span: Span) -> str:
    return "".join(around(passage, span))


def around(passage: Passage, span: Span) -> tuple[str, str, str]:
    """What stands before the span in its passage, the words of the span, what stands after; cut at blanks."""
    first, last = max(0, span.start - passage.start), min(len(passage.text), span.end - passage.start)
    start, end = max(0, first - EXCERPT_RADIUS), min(len(passage.text), last + EXCERPT_RADIUS)
    if start:
        start = min(passage.text.find(" ", start) + 1, first)
    if end < len(passage.text):
        end = max(passage.text.rfind(" ", 0, end), last)
    before, words, after = (
        re.sub(r"\s+", " ", piece)
        for piece in (passage.text[start:first], passage.text[first:last], passage.text[last:end])
    )
    return ("… " if start else "") + before, words, after + (" …" if end < len(passage.text) else "")


def _received(
    articles: Mapping[str, Article], notes: Mapping[str, tuple[Note, ...]], anchored: Anchored
) -> dict[str, tuple[tuple[str, Encounter], ...]]:
    """article -> (passage id, encounter) for every cross-reference that arrives there, in the order of the text."""
    arrived: dict[str, list[tuple[int, str, Encounter]]] = {slug: [] for slug in articles}
    for group in notes.values():
        for note in group:
            me = (note.annotation.article, note.annotation.id)
            for target, there in zip(note.annotation.see, anchored.see.get(me, ()), strict=False):
                passage = _touched(articles[there.article], there)[0]
                back = _encounter(articles[me[0]], note.span, target.relation, me, note.annotation.id)
                arrived[there.article].append((there.start, passage.id, back))
    return {
        slug: tuple((passage, back) for _, passage, back in sorted(found, key=lambda f: (f[0], f[2].note)))
        for slug, found in arrived.items()
    }


def _grouped(notes: Iterable[Note], keys: Callable[[Note], Iterable[str]]) -> dict[str, tuple[Note, ...]]:
    groups: dict[str, list[Note]] = {}
    for note in notes:
        for key in keys(note):
            groups.setdefault(key, []).append(note)
    return {key: tuple(group) for key, group in groups.items()}


def _doubled_addresses(edition: Edition, addresses: Mapping[str, str]) -> Problems:
    """Two things that would be written to one file. An editorial page may take the place of “corrections”."""
    taken = {file: f"the theme's page “{name}”" for name, file in addresses.items() if name != "corrections"}
    problems = []
    for file, address in [
        *((a.file, article_address(a.slug)) for a in edition.articles),
        *((p.file, f"{p.slug}.html") for p in edition.pages),
    ]:
        if address in taken:
            problems.append(
                Problem(
                    code="duplicate-address",
                    place=Place(file=file),
                    message=f"{address} is already the address of {taken[address]}.",
                    hint="Give this file another name.",
                )
            )
        taken[address] = file
    return tuple(problems)
