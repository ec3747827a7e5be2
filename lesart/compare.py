"""The pages on which the articles stand side by side: synopsis, chronicle, cross-references."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping
from datetime import MAXYEAR, date

from lesart.contexts import (
    CellView,
    ChroniclePage,
    CrossReferencesPage,
    EdgeEnd,
    EdgeView,
    FilterOption,
    FilterView,
    LaneView,
    LinkView,
    MomentView,
    NoteView,
    StanceView,
    SynopsisGroup,
    SynopsisPage,
    SynopsisRowView,
    TellingView,
    TimelineView,
    VoiceView,
)
from lesart.drawing import EARLIER, Happening, arcs, timeline
from lesart.model import RELATIONS, STANCES, Article, RegisterEntry, Span, Stance, SynopsisRow
from lesart.overviews import article_filter
from lesart.strings import Count
from lesart.views import Viewer

#: Up to how many months the scale of the chronicle marks each; beyond, it marks years.
MONTHS = 40

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
        summary=labels["synopsis_summary"].format(
            rows=Count(len(rows)), articles=Count(len(viewer.edition.articles))
        ),
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
    """A row with a cell for each article. Who could not know of the event yet is not called silent, except where the
    event is so late that those who speak had not seen it either (they speak of plans)."""
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
    early = {
        article.slug
        for article in silent
        if event
        and _before(article, event)
        and not any(voices[other.slug] and _before(other, event) for other in articles)
    }
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
                early=article.slug in early,
            )
            for article in articles
        ),
        silent=tuple(viewer.links[article.slug] for article in silent if article.slug not in early),
        early=tuple(viewer.links[article.slug] for article in silent if article.slug in early),
        spread=labels["voices_of"].format(count=len(articles) - len(silent), all=len(articles)),
    )


def _before(article: Article, event: RegisterEntry) -> bool:
    """Whether the article was certainly written before the event began."""
    period = written(article)
    return period is not None and event.date is not None and period[1] < days(event.date, event.end)[0]


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


def days(first: str, last: str | None = None) -> tuple[int, int]:
    """The first and the last day that ISO dates (year, month or day) can mean, as ordinals."""
    begin = [int(part) for part in first.split("-")]
    end = [int(part) for part in (last or first).split("-")]
    start = date(begin[0], begin[1] if len(begin) > 1 else 1, begin[2] if len(begin) > 2 else 1)
    month = end[1] if len(end) > 1 else 12
    day = end[2] if len(end) > 2 else calendar.monthrange(end[0], month)[1]
    return start.toordinal(), max(start, date(end[0], month, day)).toordinal()


def written(article: Article) -> tuple[int, int] | None:
    """The days on which it can have been written: one, or those of the month that is known."""
    if article.published is None:
        return None
    first, last = days(article.published)
    earliest = days(article.not_before)[0] if article.not_before else first
    return min(max(first, earliest), last), last


def chronicle(viewer: Viewer) -> ChroniclePage:
    """Events and articles in order of time. What lay ahead of an article is what began after its last day."""
    labels, show = viewer.strings.labels, viewer.strings.date
    events = [e for e in viewer.edition.register.values() if e.group == "events" and e.date]
    dated = [(a, period) for a in viewer.edition.articles if (period := written(a))]
    spans = {event.key: days(event.date or "", event.end) for event in events}

    def links(found: list[RegisterEntry]) -> tuple[LinkView, ...]:
        ordered = sorted(found, key=lambda e: (spans[e.key], e.key))
        return tuple(LinkView(href=f"#s-{e.key}", label=f"{show(e.date)}: {e.name}") for e in ordered)

    moments = [
        MomentView(
            id=f"s-{event.key}",
            iso=event.date or "",
            date=show(event.date) + (f" – {show(event.end)}" if event.end else ""),
            name=event.name,
            note=event.note or "",
            article=None,
            tellings=_tellings(viewer, event.key),
            rows=tuple(
                LinkView(href=f"{viewer.linked.addresses['synopsis']}#s-{row.key}", label=row.title)
                for row in viewer.linked.synopsis
                if row.event == event.key
            ),
            too_early=tuple(viewer.links[a.slug] for a, period in dated if spans[event.key][0] > period[1]),
        )
        for event in events
    ]
    for article, (first, last) in dated:
        ahead = [event for event in events if spans[event.key][0] > last]
        behind = [event for event in events if spans[event.key][1] < first]
        meanwhile = [event for event in events if event not in ahead and event not in behind]
        moments.append(
            MomentView(
                id=f"s-{article.slug}",
                iso=article.published or "",
                date=show(article.published),
                name=viewer.links[article.slug].title,
                note=article.published_note or "",
                article=viewer.links[article.slug],
                horizon=labels["horizon"].format(behind=len(behind), ahead=len(ahead)),
                ahead=links(ahead),
                meanwhile=links(meanwhile),
            )
        )
    order = {f"s-{article.slug}": (first, last, 1) for article, (first, last) in dated}
    order |= {f"s-{key}": (first, last, 0) for key, (first, last) in spans.items()}
    return ChroniclePage(
        summary=labels["chronicle_summary"].format(events=Count(len(events)), articles=Count(len(dated))),
        # what happened on a day comes before what was written on it
        moments=tuple(sorted(moments, key=lambda m: (order[m.id][0], order[m.id][2], order[m.id][1], m.id))),
        timeline=_timeline(viewer, events, spans, dated) if dated else None,
    )


def _tellings(viewer: Viewer, key: str) -> tuple[TellingView, ...]:
    notes = viewer.linked.mentions.get(key, ())
    return tuple(
        TellingView(article=viewer.links[article.slug], notes=viewer.notes_of(own))
        for article in viewer.edition.articles
        if (own := [note for note in notes if note.annotation.article == article.slug])
    )


def _timeline(
    viewer: Viewer,
    events: list[RegisterEntry],
    spans: Mapping[str, tuple[int, int]],
    dated: list[tuple[Article, tuple[int, int]]],
) -> TimelineView:
    happenings = [
        Happening(key=e.key, first=spans[e.key][0], last=spans[e.key][1], label=e.name) for e in events
    ]
    articles = [
        Happening(key=a.slug, first=first, last=last, label=viewer.links[a.slug].short)
        for a, (first, last) in dated
    ]
    told = {
        article.slug: frozenset(
            key
            for note in viewer.linked.notes_by_article[article.slug]
            for key in note.annotation.mentions
            if key in spans
        )
        for article, _ in dated
    }
    months = _months(
        min(article.first for article in articles) - EARLIER,
        max(one.first for one in (*happenings, *articles)),
    )
    drawing = timeline(happenings, articles, told, [day.toordinal() for day in months])
    names = {one.key: one.label for one in (*happenings, *articles)}
    return TimelineView(
        drawing=drawing,
        lanes=tuple(
            LaneView(link=viewer.links[article.slug], line=lane)
            for (article, _), lane in zip(dated, drawing.lanes, strict=True)
        ),
        labels=tuple(
            (LinkView(href=f"#s-{one.key}", label=names[one.key], current=one.key in told), one)
            for one in drawing.labels
        ),
        months=tuple(
            (viewer.strings.months[day.month - 1][:3] + (f" {day.year}" if day.month == 1 else ""), y)
            for day, y in zip(months, drawing.months, strict=False)
        ),
    )


def _months(first: int, last: int) -> list[date]:
    """The first days of the months from the one with `first` to the one after `last`; years if they are many."""
    # at the ends of the calendar there is no month before or after
    begin, end = date.fromordinal(max(first, 1)), date.fromordinal(last)
    last_year = min(end.year + 1, MAXYEAR)
    months = [
        date(year, month, 1)
        for year in range(begin.year, last_year + 1)
        for month in range(1, 13)
        if (begin.year, begin.month) <= (year, month) <= (end.year + end.month // 12, end.month % 12 + 1)
    ]
    if len(months) <= MONTHS:
        return months
    return [date(year, 1, 1) for year in range(begin.year, last_year + 1)]


# --- cross-references ----------------------------------------------------------------------------------------


def cross_references(viewer: Viewer) -> CrossReferencesPage:
    """Every cross-reference: one row of the table, one arc of the drawing, in the order of the text."""
    labels, linked = viewer.strings.labels, viewer.linked
    found = [(note, index, met) for note in viewer.in_order() for index, met in enumerate(note.encounters)]
    ends = [
        ((note.annotation.article, note.passages[0]), (met.article, met.passage)) for note, _, met in found
    ]
    touched = {end for pair in ends for end in pair}
    groups = [
        (article.slug, [p.id for p in article.passages if (article.slug, p.id) in touched])
        for article in viewer.edition.articles
        if any(slug == article.slug for slug, _ in touched)
    ]
    drawing = arcs(groups, ends)
    numbers = {(a.slug, p.id): p.number for a in viewer.edition.articles for p in a.passages}
    edges = []
    for (note, index, met), arc in zip(found, drawing.arcs, strict=True):
        start = _end(viewer, note.annotation.article, note.passage_number, note.href, note.words)
        end = _end(viewer, met.article, met.number, met.href, met.words)
        term = viewer.strings.relations[met.relation]
        edges.append(
            EdgeView(
                id=f"e-{note.annotation.article}-{note.annotation.id}" + (f"-{index + 1}" if index else ""),
                relation=met.relation,
                label=term.label,
                sign=term.sign,
                start=start,
                end=end,
                note=viewer.notes[note.annotation.article, note.annotation.id],
                said=f"{start.label} – {end.label}: {term.label}",
                articles=" ".join(dict.fromkeys((note.annotation.article, met.article))),
                arc=arc,
            )
        )
    counts = Counter(edge.relation for edge in edges)
    relations = [
        StanceView(key=r, label=viewer.strings.relations[r].label, sign=viewer.strings.relations[r].sign)
        for r in RELATIONS
        if counts[r]
    ]
    return CrossReferencesPage(
        summary=labels["cross_references_summary"].format(
            count=Count(len(edges)),
            notes=Count(sum(bool(note.encounters) for note in linked.notes.values())),
        ),
        edges=tuple(edges),
        relations=tuple(relations),
        heads=tuple((viewer.links[slug], y) for (slug, _), y in zip(groups, drawing.heads, strict=True)),
        stops=tuple(
            (
                LinkView(
                    href=f"{viewer.links[slug].href}#{passage}",
                    label=f"{labels['passage_short']} {numbers[slug, passage] or ''}".strip(),
                ),
                y,
            )
            for (slug, passage), y in drawing.stops.items()
        ),
        drawing=drawing,
        filters=(
            FilterView(
                name="relation",
                label=labels["relation"],
                options=tuple(
                    FilterOption(value=one.key, label=f"{one.sign} {one.label}", count=counts[one.key])
                    for one in relations
                ),
            ),
            article_filter(viewer, Counter(slug for edge in edges for slug in edge.articles.split())),
        ),
    )


def _end(viewer: Viewer, slug: str, number: int | None, href: str, words: str) -> EdgeEnd:
    link = viewer.links[slug]
    said = f", {viewer.strings.labels['passage']} {number}" if number else ""
    return EdgeEnd(article=link, number=number, href=href, words=words, label=f"{link.short}{said}")
