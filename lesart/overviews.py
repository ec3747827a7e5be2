"""The pages that list what the edition holds: start, fact-checks, register, bibliography."""

from __future__ import annotations

from markupsafe import Markup

from lesart.contexts import (
    BibliographyPage,
    EntryView,
    FactcheckPage,
    RegisterPage,
    SourceView,
    StartPage,
)
from lesart.model import REGISTER_GROUPS, RegisterEntry, Source
from lesart.views import Viewer


def start(viewer: Viewer) -> StartPage:
    linked = viewer.linked
    return StartPage(
        introduction=Markup(viewer.edition.settings.introduction),  # noqa: S704 - made by lesart.markdown
        notes=len(linked.notes),
        sources=len(viewer.edition.bibliography),
        cross_references=sum(n.annotation.kind == "cross-reference" for n in linked.notes.values()),
    )


def factcheck(viewer: Viewer) -> FactcheckPage:
    notes = [n for n in viewer.in_order() if n.annotation.kind == "fact-check"]
    return FactcheckPage(notes=viewer.notes_of(notes), verdicts=viewer.counts(notes))


def register(viewer: Viewer) -> RegisterPage:
    groups = []
    for group in REGISTER_GROUPS:
        if group == "events":
            continue
        entries = [entry_view(viewer, e) for e in viewer.edition.register.values() if e.group == group]
        if entries:
            ordered = tuple(sorted(entries, key=lambda e: (e.sort.casefold(), e.id)))
            groups.append((f"s-{group}", viewer.strings.labels[group], ordered))
    return RegisterPage(groups=tuple(groups))


def entry_view(viewer: Viewer, entry: RegisterEntry) -> EntryView:
    date = viewer.strings.date
    until = f" – {date(entry.end)}" if entry.end else ""
    return EntryView(
        id=f"s-{entry.key}",
        name=entry.name,
        sort=entry.sort,
        role=entry.role or "",
        note=entry.note or "",
        date=date(entry.date) + until,
        iso=entry.date or "",
        notes=viewer.notes_of(viewer.linked.mentions.get(entry.key, ())),
    )


def bibliography(viewer: Viewer) -> BibliographyPage:
    cited = [
        _source(viewer, source)
        for source in viewer.edition.bibliography.values()
        if source.key in viewer.linked.rests_on
    ]
    return BibliographyPage(
        sources=tuple(sorted(cited, key=lambda s: (s.publisher.casefold(), s.published, s.id)))
    )


def _source(viewer: Viewer, source: Source) -> SourceView:
    return SourceView(
        id=f"s-{source.key}",
        title=source.title,
        publisher=source.publisher,
        authors=viewer.names(source.authors),
        href=source.url,
        published=viewer.strings.date(source.published),
        accessed=viewer.strings.date(source.accessed),
        kind=source.kind,
        kind_label=viewer.strings.source_kinds[source.kind],
        language=source.language or "",
        country=source.country or "",
        archived=source.archived or "",
        notes=viewer.notes_of(viewer.linked.rests_on.get(source.key, ())),
    )
