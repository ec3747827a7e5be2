"""The pages on which the articles stand side by side: synopsis, chronicle, cross-references."""

from __future__ import annotations

from lesart.contexts import (
    CellView,
    ChroniclePage,
    LinkView,
    MomentView,
    NoteView,
    StanceView,
    SynopsisGroup,
    SynopsisPage,
    SynopsisRowView,
    VoiceView,
)
from lesart.model import STANCES, Span, Stance, SynopsisRow
from lesart.overviews import entry_view
from lesart.views import Viewer

# --- synopsis ------------------------------------------------------------------------------------------------


def synopsis(viewer: Viewer) -> SynopsisPage:
    """Rows about events first, then rows about claims; in both, every article has its cell, silent or not."""
    labels, rows = viewer.strings.labels, viewer.linked.synopsis
    views = {row.key: _row(viewer, row) for row in rows}
    groups = tuple(
        SynopsisGroup(
            id=f"s-{name}",
            label=labels[name],
            what=labels[f"{name}_what"],
            rows=tuple(views[row.key] for row in rows if bool(row.event) == about_event),
        )
        for name, about_event in (("by_event", True), ("by_claim", False))
    )
    return SynopsisPage(
        summary=labels["synopsis_summary"].format(rows=len(rows), articles=len(viewer.edition.articles)),
        groups=tuple(group for group in groups if group.rows),
        stances=tuple(_stance(viewer, stance) for stance in STANCES),
        speaks=tuple(
            labels["speaks_to"].format(
                count=sum(bool(view.cells[column].voices) for view in views.values()), all=len(rows)
            )
            for column, _ in enumerate(viewer.edition.articles)
        ),
    )


def _row(viewer: Viewer, row: SynopsisRow) -> SynopsisRowView:
    articles, labels = viewer.edition.articles, viewer.strings.labels
    voices: dict[str, list[VoiceView]] = {article.slug: [] for article in articles}
    for index, voice in enumerate(row.voices):
        met = viewer.linked.voices.get((row.key, index))
        if met is not None:
            voices[voice.article].append(
                VoiceView(
                    says=voice.says,
                    words=met.words,
                    href=met.href,
                    number=met.number,
                    stance=_stance(viewer, voice.stance),
                    checks=checks_on(viewer, met.span),
                )
            )
    event = viewer.edition.register.get(row.event) if row.event else None
    silent = [article for article in articles if not voices[article.slug]]
    return SynopsisRowView(
        id=f"s-{row.key}",
        title=row.title,
        question=row.question,
        position=row.position,
        event=LinkView(
            href=viewer.entry_address(event), label=f"{event.name}, {viewer.strings.date(event.date)}"
        )
        if event
        else None,
        cells=tuple(
            CellView(
                id=f"s-{row.key}-{article.slug}",
                article=viewer.links[article.slug],
                voices=tuple(voices[article.slug]),
                stances=tuple(dict.fromkeys(voice.stance for voice in voices[article.slug])),
            )
            for article in articles
        ),
        silent=tuple(viewer.links[article.slug] for article in silent),
        spread=labels["voices_of"].format(count=len(articles) - len(silent), all=len(articles)),
    )


def _stance(viewer: Viewer, stance: Stance) -> StanceView:
    term = viewer.strings.stances[stance]
    return StanceView(key=stance, label=term.label, sign=term.sign)


def checks_on(viewer: Viewer, span: Span) -> tuple[NoteView, ...]:
    """The fact-checks whose words share at least one with the span: a verdict is written once, in its note."""
    return viewer.notes_of(
        note
        for note in viewer.linked.notes_by_article[span.article]
        if note.annotation.verdict and note.span.start < span.end and span.start < note.span.end
    )


# --- chronicle -----------------------------------------------------------------------------------------------


def chronicle(viewer: Viewer) -> ChroniclePage:
    moments = [
        MomentView(
            id=view.id,
            iso=view.iso,
            date=view.date,
            name=view.name,
            note=view.note,
            article=None,
            notes=view.notes,
        )
        for view in (entry_view(viewer, e) for e in viewer.edition.register.values() if e.group == "events")
    ]
    moments += [
        MomentView(
            id=f"s-{article.slug}",
            iso=article.published or "",
            date=viewer.strings.date(article.published),
            name=viewer.links[article.slug].title,
            note=article.published_note or "",
            article=viewer.links[article.slug],
            notes=(),
        )
        for article in viewer.edition.articles
        if article.published
    ]
    # what happened on a day comes before what was written on it
    return ChroniclePage(moments=tuple(sorted(moments, key=lambda m: (m.iso, m.article is not None, m.id))))
