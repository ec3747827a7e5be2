"""Linked edition -> the contexts of its pages (see `contexts`). Every decision about what a page shows is here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from markupsafe import Markup

from lesart import citation, rights, witnesses
from lesart.contexts import (
    ArticleLink,
    ArticlePage,
    CitationForm,
    CitationView,
    CorrectionsPage,
    CorrectionView,
    EditorialPage,
    EncounterView,
    KindCount,
    LinkView,
    NoteView,
    NotFoundPage,
    OtherVoice,
    PassageView,
    SearchPage,
    Site,
    SupportView,
    VerdictCount,
    VerdictGroup,
)
from lesart.forge import edit_address
from lesart.link import article_address, note_id
from lesart.model import (
    ANNOTATION_KINDS,
    VERDICTS,
    Annotation,
    Article,
    Encounter,
    Frame,
    Linked,
    Note,
    Page,
    Passage,
    RegisterEntry,
    Source,
    Verdict,
)
from lesart.strings import Strings
from lesart.suggest import suggest_view
from lesart.weave import Mark, woven

#: Words that an adult reads silently in a minute, German non-fiction. Brysbaert (2019), J. Mem. Lang. 109,
#: 104047, gives 238 for English and finds German readers slightly slower; rounded down.
WORDS_PER_MINUTE = 220


# --- from the linked edition to views ------------------------------------------------------------------------


class Viewer:
    """Makes views of one linked edition in one language. Everything shared between pages is made once."""

    def __init__(self, linked: Linked, strings: Strings, *, beside: Linked | None = None) -> None:
        """`beside` is the edition of the originals, where `linked` is that of the Regests beside them."""
        self.linked = linked
        self.other = beside or linked.regests
        self.is_beside = beside is not None
        self.both = {a.slug for a in (beside or linked).edition.articles if a.is_private}
        self.strings = strings
        self.edition = linked.edition
        self.by_slug = {article.slug: article for article in self.edition.articles}
        self.links = {article.slug: self._article_link(article) for article in self.edition.articles}
        self.notes = {key: self._note(note) for key, note in linked.notes.items()}

    # -- names

    def verdict_label(self, verdict: Verdict) -> str:
        return self.edition.settings.verdicts.get(verdict) or self.strings.verdicts[verdict].label

    def names(self, names: Iterable[str]) -> str:
        return ", ".join(names)

    def address(self, slug: str) -> str:
        return (
            witnesses.regest_address(slug) if self.is_beside and slug in self.both else article_address(slug)
        )

    def _in_other(self, annotation: Annotation) -> LinkView | None:
        """Where the note's mark stands in the other witness."""
        slug = annotation.article
        if self.other is None or slug not in self.both or (slug, annotation.id) not in self.other.notes:
            return None
        page = article_address(slug) if self.is_beside else witnesses.regest_address(slug)
        label = self.strings.labels["to_original" if self.is_beside else "to_regest"]
        return LinkView(href=f"{page}#r-{annotation.id}", label=label)

    def _switch(self, slug: str) -> tuple[LinkView, ...]:
        if self.other is None or slug not in self.both:
            return ()
        labels = self.strings.labels
        return (
            LinkView(
                href=witnesses.regest_address(slug), label=labels["witness_regest"], current=self.is_beside
            ),
            LinkView(
                href=article_address(slug), label=labels["witness_original"], current=not self.is_beside
            ),
        )

    def _article_link(self, article: Article) -> ArticleLink:
        published = self.strings.date(article.published)
        family = article.authors[0].split()[-1] if article.authors else (article.publisher or "")
        same = [
            a
            for a in self.edition.articles
            if a.authors[:1] == article.authors[:1] and a.publisher == article.publisher
        ]
        alone = len([a for a in self.edition.articles if a.authors[:1] == article.authors[:1]]) == 1
        short = family.split(" (")[0].split(",")[0]
        if not alone or len(same) > 1:
            month = self.strings.date(article.published[:7]) if article.published else ""
            short = f"{short}, {month}" if month else short
        return ArticleLink(
            slug=article.slug,
            href=self.address(article.slug),
            title=article.title or article.heading or article.slug,
            ours=article.title is None,
            byline=self.names(article.authors) or self.strings.labels["author_not_found"],
            language=article.language,
            publisher=article.publisher or self.strings.labels["not_found"],
            published=published or self.strings.labels["not_found"],
            year=(article.published or "")[:4],
            short=short or article.title or article.heading or article.slug,
            standpoint=article.standpoint or "",
            counts=self.counts(self.linked.notes_by_article[article.slug]),
            notes=len(self.linked.notes_by_article[article.slug]),
        )

    def counts(self, notes: Iterable[Note]) -> tuple[VerdictCount, ...]:
        given = [note.annotation.verdict for note in notes if note.annotation.verdict]
        counts: list[VerdictCount] = []
        for verdict in (verdict for verdict in VERDICTS if verdict in given):
            counts.append(
                VerdictCount(
                    key=verdict,
                    label=self.verdict_label(verdict),
                    sign=self.strings.verdicts[verdict].sign,
                    count=given.count(verdict),
                    start=round(100 * sum(one.count for one in counts) / len(given), 2),
                    width=round(100 * given.count(verdict) / len(given), 2),
                )
            )
        return tuple(counts)

    # -- notes

    def _support(self, source: Source, supports: str | None) -> SupportView:
        return SupportView(
            href=source.url,
            anchor=f"{self.linked.addresses['bibliography']}#s-{source.key}",
            title=source.title,
            publisher=source.publisher,
            published=self.strings.date(source.published),
            kind=self.strings.source_kinds[source.kind],
            language=source.language or "",
            supports=supports or "",
        )

    def encounter(self, met: Encounter) -> EncounterView:
        article = self.links[met.article]
        term = self.strings.relations[met.relation]
        return EncounterView(
            slug=article.slug,
            language=article.language,
            href=met.href,
            relation=met.relation,
            label=term.label,
            sign=term.sign,
            article=article.short,
            title=article.title,
            byline=article.byline,
            published=article.published,
            number=met.number,
            words=met.words,
            excerpt=met.excerpt,
        )

    def _note(self, note: Note) -> NoteView:
        annotation = note.annotation
        register = self.edition.register
        verdict = annotation.verdict
        encounters = tuple(self.encounter(met) for met in note.encounters)
        others = dict.fromkeys(met.article for met in encounters)
        link = self.links[annotation.article]
        headline = annotation.claim or ""
        if not headline:
            headline = "; ".join(others) if encounters else note.words
        return NoteView(
            id=annotation.id,
            ref_id=f"r-{annotation.id}",
            href=note.href,
            number=note.number,
            kind=annotation.kind,
            kind_label=self.strings.kinds[annotation.kind],
            verdict=verdict or "",
            verdict_label=self.verdict_label(verdict) if verdict else "",
            verdict_sign=self.strings.verdicts[verdict].sign if verdict else "",
            claim=annotation.claim or "",
            words=note.words,
            headline=headline,
            body=Markup(annotation.body),  # noqa: S704 - made by lesart.markdown from checked tokens
            sources=tuple(
                self._support(self.edition.bibliography[one.ref], one.supports)
                for one in annotation.sources
                if one.ref in self.edition.bibliography
            ),
            encounters=encounters,
            mentions=tuple(
                LinkView(href=self.entry_address(register[key]), label=register[key].name)
                for key in annotation.mentions
                if key in register
            ),
            by=self.names(self.edition.settings.editors.get(key, key) for key in annotation.by),
            reviewed=self.strings.date(annotation.reviewed),
            history=tuple((self.strings.date(one.date), one.change) for one in annotation.history),
            added=self.strings.date(annotation.history[0].date) if annotation.history else "",
            changed=self.strings.date(annotation.history[-1].date) if annotation.history[1:] else "",
            former=annotation.replaces,
            improve=edit_address(self.edition.settings, annotation.place.file, annotation.place.line),
            draft=annotation.status == "draft",
            article=link,
            passage_number=note.passage_number,
            passage_href=f"{link.href}#{note.passages[0]}",
            other=self._in_other(annotation),
            persons=tuple(
                register[key].name
                for key in annotation.mentions
                if key in register and register[key].group == "persons"
            ),
        )

    def entry_address(self, entry: RegisterEntry) -> str:
        page = "chronicle" if entry.group == "events" else "register"
        return f"{self.linked.addresses[page]}#s-{entry.key}"

    def notes_of(self, notes: Iterable[Note]) -> tuple[NoteView, ...]:
        return tuple(self.notes[n.annotation.article, n.annotation.id] for n in notes)

    # -- frame

    @cached_property
    def overviews(self) -> tuple[str, ...]:
        """The names of the overviews that there is something for, in the order of the navigation."""
        notes = self.linked.notes.values()
        groups = {entry.group for entry in self.edition.register.values()}
        there = {
            "synopsis": bool(self.linked.synopsis),
            "factcheck": any(note.annotation.kind == "fact-check" for note in notes),
            "cross_references": any(note.encounters for note in notes),
            "chronicle": "events" in groups,
            "register": bool(groups - {"events"}),
            "bibliography": bool(self.edition.bibliography),
        }
        return tuple(name for name, something in there.items() if something)

    def site(self, current: str, scripts: tuple[str, ...] = ()) -> Site:
        settings, addresses, labels = self.edition.settings, self.linked.addresses, self.strings.labels
        return Site(
            title=settings.title,
            subtitle=settings.subtitle or "",
            description=settings.description,
            language=self.strings.language,
            licence=rights.label(settings.licence),
            licence_url=settings.licence_url or "",
            repository=settings.repository or "",
            base_url=settings.base_url or "",
            version=self.linked.version,
            private=self.is_beside or self.edition.is_private,
            home=addresses["index"],
            search=addresses["search"],
            corrections=addresses["corrections"],
            download=addresses["download"],
            navigation=tuple(
                LinkView(href=addresses[name], label=labels[name], current=addresses[name] == current)
                for name in self.overviews
            ),
            pages=(
                *(
                    LinkView(
                        href=f"{page.slug}.html", label=page.title, current=f"{page.slug}.html" == current
                    )
                    for page in self.edition.pages
                ),
            ),
            articles=tuple(self.links[article.slug] for article in self.edition.articles),
            scripts=scripts,
        )

    # -- pages

    def article(self, article: Article) -> ArticlePage:
        notes = self.linked.notes_by_article[article.slug]
        order = [a.slug for a in self.edition.articles]
        here = order.index(article.slug)
        views = self.notes_of(notes)
        words = len(re.findall(r"\w+", article.text))
        sources = {
            one.ref: self._support(self.edition.bibliography[one.ref], None)
            for note in notes
            for one in note.annotation.sources
            if one.ref in self.edition.bibliography
        }
        link = self.links[article.slug]
        return ArticlePage(
            link=link,
            subtitle=article.subtitle or "",
            language=article.language,
            translators=self.names(article.translators),
            published_note=article.published_note or "",
            url=article.url or "",
            witness=article.witness,
            witness_label=self.strings.witnesses["original" if article.is_private else article.witness],
            rights_label=self.strings.labels[
                "rights_holder" if article.witness == "full" else "rights_in_original"
            ],
            rights_holder=article.rights.holder or "",
            rights_statement=article.rights.statement or "",
            licence=self._licence(article),
            author_note=article.author_note or "",
            source_note=article.source_note or "",
            witnesses=self._switch(article.slug),
            minutes=max(1, math.ceil(words / WORDS_PER_MINUTE)),
            words=words,
            blocks=tuple(self._blocks(article, notes)),
            contents=tuple(
                LinkView(href=f"#{p.id}", label=p.text) for p in article.passages if p.tag == "h2"
            ),
            notes=views,
            kinds=self._kinds(notes),
            elsewhere=self._elsewhere(article, views),
            verdicts=tuple(
                VerdictGroup(
                    key=count.key,
                    label=count.label,
                    sign=count.sign,
                    notes=tuple(view for view in views if view.verdict == count.key),
                )
                for count in link.counts
            ),
            sources=tuple(
                sorted(sources.values(), key=lambda s: (s.publisher.casefold(), s.title.casefold()))
            ),
            citation=self._citation(article),
            previous=self.links[order[here - 1]] if here else None,
            next=self.links[order[here + 1]] if here + 1 < len(order) else None,
            authors=article.authors,
            published_iso=article.published or "",
            suggest=suggest_view(self.linked, article, self.strings),
        )

    def _licence(self, article: Article) -> str:
        held = article.rights
        if article.witness == "regest":
            return rights.label(self.edition.settings.licence)
        word = self.strings.licences.get(held.licence)
        return word.format(date=self.strings.date(held.date)) if word else rights.label(held.licence)

    def _kinds(self, notes: Sequence[Note]) -> tuple[KindCount, ...]:
        given = [note.annotation.kind for note in notes]
        return tuple(
            KindCount(key=kind, label=self.strings.kinds[kind], count=given.count(kind))
            for kind in ANNOTATION_KINDS
            if kind in given
        )

    def _elsewhere(self, article: Article, notes: Sequence[NoteView]) -> tuple[OtherVoice, ...]:
        """The other ends of all cross-references that leave or reach the article, by the article they stand in."""
        ends = [met for note in notes for met in note.encounters]
        ends += [self.encounter(met) for _, met in self.linked.received[article.slug]]
        once = {(met.slug, met.words): met for met in reversed(ends) if met.slug != article.slug}
        by_article = {
            other: sorted((met for met in once.values() if met.slug == other), key=lambda m: m.number or 0)
            for other in self.links
        }
        return tuple(
            OtherVoice(article=self.links[other], encounters=tuple(met))
            for other, met in by_article.items()
            if met
        )

    def _citation(self, article: Article) -> CitationView:
        settings, labels, link = self.edition.settings, self.strings.labels, self.links[article.slug]
        editors = self.names(settings.editors.values())
        address = f" {settings.base_url}{link.href}." if settings.base_url else ""
        dates = [
            change.date
            for note in self.linked.notes_by_article[article.slug]
            for change in note.annotation.history
        ]
        as_of = max(dates, default=None)
        item = citation.csl(
            article,
            settings,
            genre=self.strings.witnesses[article.witness],
            version=self.linked.version,
            as_of=as_of,
        )
        state = f", {labels['as_of']} {self.strings.date(as_of)}" if as_of else ""
        return CitationView(
            text=f"{link.byline}: {_closed(link.title)} {labels['publisher']}: {link.publisher}, {link.published}. "
            f"{self.strings.witnesses[article.witness]}. {labels['notes']}: {editors}. "
            f"In: {_closed(settings.title)} {labels['version']} {self.linked.version}{state}.{address}",
            forms=(
                CitationForm(
                    label="BibTeX",
                    file=f"{article.slug}.bib",
                    type="application/x-bibtex",
                    text=citation.bibtex(item, labels),
                ),
                CitationForm(
                    label="CSL-JSON",
                    file=f"{article.slug}.json",
                    type="application/vnd.citationstyles.csl+json",
                    text=citation.csl_json(item),
                ),
            ),
        )

    def _blocks(self, article: Article, notes: tuple[Note, ...]) -> Iterable[PassageView]:
        views = {note.annotation.id: self.notes[article.slug, note.annotation.id] for note in notes}

        def opener(ids: Sequence[str]) -> str:
            return _opener([views[i] for i in ids], self.strings)

        received: dict[str, list[Encounter]] = {}
        for passage_id, met in self.linked.received[article.slug]:
            received.setdefault(passage_id, []).append(met)
        for block in article.blocks:
            if isinstance(block, Frame):
                yield PassageView(frame=Markup(block.html))  # noqa: S704 - a tag from lesart.markdown's table
                continue
            here = [note for note in notes if block.id in note.passages]
            marks = [_mark(note, block) for note in here]
            yield PassageView(
                id=block.id,
                number=block.number,
                tag=block.tag,
                html=Markup(woven(block.inlines, marks, opener)),  # noqa: S704 - escaped while weaving
                # a note stands under the passage in which its words end
                notes=tuple(views[note.annotation.id] for note in here if note.passages[-1] == block.id),
                received=tuple(self.encounter(met) for met in received.get(block.id, ())),
            )

    def in_order(self) -> list[Note]:
        """All notes, article by article, as a reader meets them."""
        return [n for a in self.edition.articles for n in self.linked.notes_by_article[a.slug]]

    def search(self) -> SearchPage:
        return SearchPage()

    def editorial(self, page: Page) -> EditorialPage:
        return EditorialPage(
            title=page.title,
            summary=page.summary or "",
            html=Markup(page.html),  # noqa: S704 - made by lesart.markdown from checked tokens
            improve=edit_address(self.edition.settings, page.file),
        )

    def not_found(self) -> NotFoundPage:
        return NotFoundPage(title=self.strings.labels["lost_title"])

    def corrections(self, page: Page | None) -> CorrectionsPage:
        changes = []
        heirs = {
            (note.annotation.article, former): note
            for note in self.linked.notes.values()
            for former in note.annotation.replaces
        }
        for annotation in self.edition.annotations:
            key = (annotation.article, annotation.id)
            note = self.linked.notes.get(key) or heirs.get(key)
            retracted = annotation.status == "retracted"
            if retracted and not annotation.history[1:]:
                day = annotation.history[0].date if annotation.history else ""
                changes.append(self._correction(annotation, note, day, "", retracted))
            # the first entry says that the note was made; only what came after is a correction
            for change in annotation.history[1:]:
                changes.append(self._correction(annotation, note, change.date, change.change, retracted))
        changes.sort(key=lambda c: (c.iso, c.label, c.change), reverse=True)
        return CorrectionsPage(
            title=page.title if page else self.strings.labels["corrections"],
            summary=(page.summary or "") if page else "",
            html=Markup(page.html if page else ""),  # noqa: S704 - made by lesart.markdown
            changes=tuple(changes),
        )

    def _correction(
        self, annotation: Annotation, note: Note | None, date: str, change: str, retracted: bool
    ) -> CorrectionView:
        return CorrectionView(
            date=self.strings.date(date),
            iso=date,
            change=change,
            retracted=retracted,
            article=self.links.get(annotation.article),
            label=annotation.claim or annotation.target.exact,
            href=note.href if note else "",
        )


def _mark(note: Note, passage: Passage) -> Mark:
    return Mark(
        note=note.annotation.id,
        kind=note.annotation.kind,
        start=max(0, note.span.start - passage.start),
        end=min(len(passage.text), note.span.end - passage.start),
        ends=note.passages[-1] == passage.id,
    )


def _closed(title: str) -> str:
    """A title with a point behind it, unless it has a sign of its own there."""
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."


def _opener(notes: list[NoteView], strings: Strings) -> str:
    """The links to the notes that end at one place. Read aloud, each says number, kind and verdict."""
    links = []
    for note in notes:
        said = f"{strings.labels['note']} {note.number}, {note.kind_label}"
        if note.verdict:
            said += f": {note.verdict_label}"
        links.append(
            str(
                Markup(
                    '<a class="ref ref-{kind}" id="{ref}" href="#{note}" role="doc-noteref" data-verdict="{verdict}" '
                    'aria-label="{said}">{number}</a>'
                ).format(
                    kind=note.kind,
                    ref=note.ref_id,
                    note=note_id(note.id),
                    verdict=note.verdict,
                    said=said,
                    number=note.number,
                )
            )
        )
    return f'<span class="refs">{"".join(links)}</span>'
