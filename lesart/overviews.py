"""The pages that list what the edition holds: start, fact-checks, register, bibliography."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from lesart.contexts import (
    BibliographyPage,
    ChartRow,
    CheckGroup,
    CheckView,
    CountryTally,
    DownloadView,
    EntryView,
    FactcheckPage,
    FilterOption,
    FilterView,
    LinkView,
    MentionView,
    NamedView,
    OfferView,
    RegisterPage,
    SourceGroup,
    SourceView,
    StartPage,
    TallyView,
    VerdictCount,
)
from lesart.drawing import unit_squares
from lesart.link import around
from lesart.model import REGISTER_GROUPS, SOURCE_KINDS, Article, Artifact, Note, RegisterEntry, Source
from lesart.strings import Count
from lesart.views import Viewer

#: What stands for the country of a source where none was found.
UNKNOWN = "unknown"


def downloads(viewer: Viewer, taken: Iterable[Artifact]) -> tuple[DownloadView, ...]:
    """What can be taken along, with sizes. What has no words in the strings file is not offered."""
    labels, linked = viewer.strings.labels, viewer.linked
    return tuple(
        DownloadView(
            href=artifact.path.as_posix(),
            label=labels[f"take_{kind}"],
            what=labels[f"take_{kind}_what"],
            size=_size(len(artifact.content)),
            date=viewer.strings.date(linked.dated),
        )
        for artifact in taken
        for kind in (artifact.path.suffix.removeprefix("."),)
        if f"take_{kind}" in labels
    )


def _size(count: int) -> str:
    """In the units of file managers; megabytes only where a tenth of one does not matter."""
    return f"{round(count / 1000)} kB" if count < 10_000_000 else f"{round(count / 1_000_000)} MB"


def start(viewer: Viewer, taken: Iterable[Artifact] = ()) -> StartPage:
    linked, labels, notes = viewer.linked, viewer.strings.labels, viewer.linked.notes.values()
    groups = Counter(entry.group for entry in viewer.edition.register.values())
    counts = {
        "synopsis": len(linked.synopsis),
        "factcheck": sum(note.annotation.kind == "fact-check" for note in notes),
        "cross_references": sum(len(note.encounters) for note in notes),
        "chronicle": groups["events"],
        "register": sum(groups[group] for group in REGISTER_GROUPS if group != "events"),
        "bibliography": len(linked.rests_on),
    }
    articles = OfferView(
        href="#ui-articles",
        label=labels["articles"],
        count=len(viewer.edition.articles),
        what=labels["offer_articles"].format(notes=Count(len(linked.notes))),
    )
    return StartPage(
        introduction=Markup(viewer.edition.settings.introduction),  # noqa: S704 - made by lesart.markdown
        offers=(
            articles,
            *(
                OfferView(
                    href=linked.addresses[name], label=labels[name], count=count, what=labels[f"offer_{name}"]
                )
                for name, count in counts.items()
                if count
            ),
        ),
        downloads=downloads(viewer, taken),
    )


# --- fact-checks ---------------------------------------------------------------------------------------------


def factcheck(viewer: Viewer) -> FactcheckPage:
    """Every fact-check, by verdict; the chart counts them for each article on one scale."""
    labels = viewer.strings.labels
    notes = [n for n in viewer.in_order() if n.annotation.kind == "fact-check"]
    verdicts = viewer.counts(notes)
    persons = [
        entry
        for entry in sorted(viewer.edition.register.values(), key=lambda e: (e.sort.casefold(), e.key))
        if entry.group == "persons" and any(entry.key in note.annotation.mentions for note in notes)
    ]
    return FactcheckPage(
        summary=labels["factcheck_summary"].format(
            count=Count(len(notes)),
            articles=Count(len(viewer.edition.articles)),
            sources=Count(len({support.ref for note in notes for support in note.annotation.sources})),
        ),
        verdicts=verdicts,
        chart=tuple(_chart_row(viewer, article, notes, verdicts) for article in viewer.edition.articles),
        filters=(
            FilterView(
                name="verdict",
                label=labels["verdict"],
                options=tuple(
                    FilterOption(value=one.key, label=f"{one.sign} {one.label}", count=one.count)
                    for one in verdicts
                ),
            ),
            article_filter(viewer, Counter(note.annotation.article for note in notes)),
            FilterView(
                name="person",
                label=labels["person"],
                options=tuple(
                    FilterOption(
                        value=entry.key,
                        label=entry.sort,
                        count=sum(entry.key in note.annotation.mentions for note in notes),
                    )
                    for entry in persons
                ),
            ),
        ),
        groups=tuple(
            CheckGroup(
                id=f"v-{one.key}",
                verdict=one,
                checks=tuple(_check(viewer, n) for n in notes if n.annotation.verdict == one.key),
            )
            for one in verdicts
        ),
    )


def _check(viewer: Viewer, note: Note) -> CheckView:
    register = viewer.edition.register
    count = len({support.ref for support in note.annotation.sources})
    return CheckView(
        note=viewer.notes[note.annotation.article, note.annotation.id],
        persons=" ".join(
            key for key in note.annotation.mentions if key in register and register[key].group == "persons"
        ),
        sources=viewer.strings.labels["source_count"].format(count=Count(count)) if count else "",
    )


def _chart_row(
    viewer: Viewer, article: Article, notes: list[Note], verdicts: tuple[VerdictCount, ...]
) -> ChartRow:
    own = [note.annotation.verdict for note in notes if note.annotation.article == article.slug]
    tallies = (unit_squares(own.count(verdict.key)) for verdict in verdicts)
    return ChartRow(
        article=viewer.links[article.slug],
        tallies=tuple(
            TallyView(count=len(one.places), squares=one.places, width=one.width, height=one.height)
            for one in tallies
        ),
        total=len(own),
    )


def article_filter(viewer: Viewer, counts: Mapping[str, int]) -> FilterView:
    """The question by which article a list is filtered; articles without an item are not offered."""
    return FilterView(
        name="article",
        label=viewer.strings.labels["article"],
        options=tuple(
            FilterOption(value=a.slug, label=viewer.links[a.slug].short, count=counts[a.slug])
            for a in viewer.edition.articles
            if counts[a.slug]
        ),
    )


# --- register ------------------------------------------------------------------------------------------------


#: From how many mentions on an entry folds them.
MANY = 6


def register(viewer: Viewer) -> RegisterPage:
    """Persons, organisations and places, each with every note that names it and every passage with its name."""
    groups = []
    entries = [entry for entry in viewer.edition.register.values() if entry.group != "events"]
    spellings = {entry.key: _spellings(entry) for entry in entries}
    common = Counter(one for own in spellings.values() for one in own)
    for group in REGISTER_GROUPS:
        views = [
            _entry(viewer, entry, [one for one in spellings[entry.key] if common[one] == 1])
            for entry in entries
            if entry.group == group
        ]
        if views:
            ordered = tuple(sorted(views, key=lambda e: (_sorted_as(e.sort), e.id)))
            groups.append((f"s-{group}", viewer.strings.labels[group], ordered))
    return RegisterPage(
        summary=viewer.strings.labels["register_summary"].format(
            count=Count(len(entries)),
            mentions=Count(sum(len(e.mentions) for _, _, views in groups for e in views)),
        ),
        events=LinkView(
            href=viewer.linked.addresses["chronicle"],
            label=f"{viewer.strings.labels['events']} ({events})",
        )
        if (events := sum(entry.group == "events" for entry in viewer.edition.register.values()))
        else None,
        groups=tuple(groups),
    )


def _entry(viewer: Viewer, entry: RegisterEntry, spellings: list[str]) -> EntryView:
    notes = viewer.linked.mentions.get(entry.key, ())
    noted = {(note.annotation.article, passage) for note in notes for passage in note.passages}
    named = _named(viewer, spellings, noted)
    places = len(noted) + sum(len(one.passages) for one in named)
    return EntryView(
        id=f"s-{entry.key}",
        sort=entry.sort,
        role=entry.role or "",
        note=entry.note or "",
        mentions=tuple(_mention(viewer, note) for note in notes),
        folded=len(notes) > MANY,
        many=viewer.strings.labels["place_count"].format(count=Count(places)),
        named=named,
    )


def _mention(viewer: Viewer, note: Note) -> MentionView:
    article = viewer.by_slug[note.annotation.article]
    passage = next(passage for passage in article.passages if passage.id == note.passages[0])
    before, words, after = around(passage, note.span)
    return MentionView(
        note=viewer.notes[note.annotation.article, note.annotation.id],
        before=before,
        words=words,
        after=after,
    )


def _spellings(entry: RegisterEntry) -> tuple[str, ...]:
    """How a text may call it: the name, a person's family name, an abbreviation in brackets."""
    name = re.sub(r"\s*\([^)]*\)", "", entry.name)
    short = re.findall(r"\(([^\W\d_a-z][^\Wa-z]+)\)", entry.name)
    family = [entry.sort.split(",")[0]] if entry.group == "persons" and "," in entry.sort else []
    return tuple(dict.fromkeys((name, *short, *family)))


def _named(viewer: Viewer, spellings: list[str], noted: set[tuple[str, str]]) -> tuple[NamedView, ...]:
    if not spellings:
        return ()
    # a name as a whole word, also with the s of the genitive
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})s?(?!\w)")
    found = []
    for article in viewer.edition.articles:
        # most names stand in few articles, and this is far quicker than the pattern
        if not any(spelling in article.text for spelling in spellings):
            continue
        link = viewer.links[article.slug]
        passages = tuple(
            LinkView(href=f"{link.href}#{passage.id}", label=str(passage.number))
            for passage in article.passages
            if passage.number and (article.slug, passage.id) not in noted and pattern.search(passage.text)
        )
        if passages:
            found.append(NamedView(article=link, passages=passages))
    return tuple(found)


# --- bibliography --------------------------------------------------------------------------------------------


def bibliography(viewer: Viewer) -> BibliographyPage:
    """The sources by kind, and how many come from which country."""
    labels = viewer.strings.labels
    cited = sorted(
        (
            _source(viewer, source)
            for source in viewer.edition.bibliography.values()
            if source.key in viewer.linked.rests_on
        ),
        key=lambda s: (s.publisher.casefold(), s.published_iso, s.id),
    )
    kinds = [kind for kind in SOURCE_KINDS if any(source.kind == kind for source in cited)]
    found = Counter(source.country for source in cited)
    names = {source.country: source.country_label for source in cited}
    alphabet = sorted(found, key=lambda key: _sorted_as(names[key]))
    order = sorted(alphabet, key=lambda key: -found[key])
    return BibliographyPage(
        summary=labels["bibliography_summary"].format(
            count=Count(len(cited)),
            publishers=Count(len({source.publisher for source in cited})),
            countries=Count(len([key for key in found if key != UNKNOWN])),
        ),
        countries=tuple(
            CountryTally(
                key=key,
                label=names[key],
                count=found[key],
                width=round(100 * found[key] / max(found.values()), 1),
            )
            for key in order
        ),
        filters=(
            FilterView(
                name="kind",
                label=labels["kind"],
                options=tuple(
                    FilterOption(
                        value=kind,
                        label=viewer.strings.source_kinds[kind],
                        count=sum(source.kind == kind for source in cited),
                    )
                    for kind in kinds
                ),
            ),
            FilterView(
                name="country",
                label=labels["country"],
                options=tuple(
                    FilterOption(value=key, label=names[key], count=found[key]) for key in alphabet
                ),
            ),
            article_filter(viewer, Counter(slug for source in cited for slug in source.articles.split())),
        ),
        groups=tuple(
            SourceGroup(
                id=f"k-{kind}",
                label=labels[f"{kind}_sources"],
                sources=tuple(source for source in cited if source.kind == kind),
            )
            for kind in kinds
        ),
    )


def _sorted_as(name: str) -> str:
    """Letters without their marks, as dictionaries sort: Ö with O."""
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()


def _source(viewer: Viewer, source: Source) -> SourceView:
    notes = viewer.linked.rests_on.get(source.key, ())
    return SourceView(
        id=f"s-{source.key}",
        title=source.title,
        publisher=source.publisher,
        authors=viewer.names(source.authors),
        href=source.url,
        published=viewer.strings.date(source.published),
        published_iso=source.published or "",
        accessed=viewer.strings.date(source.accessed),
        kind=source.kind,
        kind_label=viewer.strings.source_kinds[source.kind],
        language=source.language or "",
        country=source.country or UNKNOWN,
        country_label=viewer.strings.countries.get(source.country, source.country)
        if source.country
        else viewer.strings.labels["not_found"],
        archived=source.archived or "",
        articles=" ".join(dict.fromkeys(note.annotation.article for note in notes)),
        notes=viewer.notes_of(notes),
    )
