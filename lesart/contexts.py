"""What templates receive: one frozen context for each page.

Everything in a context is ready to be printed: dates in the reader's language, labels of verdicts, links
relative to the site's folder. Templates arrange; they ask no questions about the edition. `views` makes these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from lesart.drawing import Arc, Arcs, Lane, Timeline, TimelineLabel
from lesart.model import Verdict

NOTHING = Markup()


# --- small parts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    href: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLink:
    """How an article is named elsewhere."""

    slug: str
    href: str
    title: str
    ours: bool  # the title is our own description
    byline: str
    language: str
    publisher: str
    published: str
    year: str
    short: str  # a name short enough for a table's head
    standpoint: str
    counts: tuple[VerdictCount, ...]
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCount:
    key: Verdict
    label: str
    sign: str
    count: int
    start: float  # where its part of the bar begins, and how wide it is, in percent
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportView:
    """A source under a note."""

    href: str
    anchor: str  # its entry in the bibliography
    title: str
    publisher: str
    published: str
    kind: str
    language: str
    supports: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterView:
    """The other end of a cross-reference, with what a preview shows."""

    slug: str
    language: str
    href: str
    relation: str
    label: str
    sign: str
    article: str
    title: str
    byline: str
    published: str
    number: int | None
    words: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """An annotation as it stands beside or under its words."""

    id: str
    ref_id: str
    href: str
    number: int
    kind: str
    kind_label: str
    verdict: str
    verdict_label: str
    verdict_sign: str
    claim: str
    words: str
    headline: str
    body: Markup
    sources: tuple[SupportView, ...]
    encounters: tuple[EncounterView, ...]
    mentions: tuple[LinkView, ...]
    by: str
    reviewed: str
    history: tuple[tuple[str, str], ...]
    added: str  # the day of its first entry in the history
    changed: str  # the day of its last, if it has more than one
    former: tuple[str, ...]  # retired ids whose addresses lead here
    improve: str
    draft: bool
    article: ArticleLink
    passage_number: int | None
    passage_href: str
    persons: tuple[str, ...]
    other: LinkView | None = None  # its mark in the other witness


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """One block of the reading text: a frame's tag, or a passage with its notes."""

    frame: Markup | None = None
    id: str = ""
    number: int | None = None
    tag: str = ""
    html: Markup = NOTHING
    notes: tuple[NoteView, ...] = ()
    received: tuple[EncounterView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """A kind of note, and how many an article has of it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVoice:
    """What another article says about the same, as the ends of cross-references in it."""

    article: ArticleLink
    encounters: tuple[EncounterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGroup:
    """The fact-checks of an article that came to one verdict."""

    key: str
    label: str
    sign: str
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationForm:
    """A citation that a program reads, and the name of the file in which it is saved."""

    label: str
    file: str
    type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    text: str
    forms: tuple[CitationForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page shows: the frame around its content."""

    title: str
    subtitle: str
    description: str
    language: str
    licence: str
    licence_url: str
    repository: str
    base_url: str
    version: str
    home: str
    search: str
    corrections: str
    download: str
    navigation: tuple[LinkView, ...]
    pages: tuple[LinkView, ...]
    articles: tuple[ArticleLink, ...]
    private: bool = False  # somebody's own copy, with originals
    scripts: tuple[str, ...] = ()


# --- pages ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """One of the ways into the edition: a page, how much it holds, and what that is."""

    href: str
    label: str
    count: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadView:
    """A form in which the edition can be taken along."""

    href: str
    label: str
    what: str
    size: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    introduction: Markup
    offers: tuple[OfferView, ...]
    downloads: tuple[DownloadView, ...]  # known once they are made; none in what is taken along


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestView:
    """The form for a suggestion: what its script must know, and what its lists offer, as (key, label)."""

    data: Mapping[str, object]
    kinds: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str], ...]
    relations: tuple[tuple[str, str], ...]
    source_kinds: tuple[tuple[str, str], ...]
    articles: tuple[tuple[str, str], ...]
    opens: bool  # whether there is a repository with a web editor


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    link: ArticleLink
    subtitle: str
    language: str
    translators: str
    published_note: str
    url: str
    witness: str
    witness_label: str
    rights_label: str  # whose rights: in the text, or in the original of a summary
    rights_holder: str
    rights_statement: str
    licence: str  # of the text as it stands here: of a summary, the edition's own
    author_note: str
    source_note: str
    witnesses: tuple[LinkView, ...]  # the switch between them; empty where there is one
    minutes: int
    words: int
    blocks: tuple[PassageView, ...]
    contents: tuple[LinkView, ...]
    notes: tuple[NoteView, ...]
    kinds: tuple[KindCount, ...]
    elsewhere: tuple[OtherVoice, ...]
    verdicts: tuple[VerdictGroup, ...]
    sources: tuple[SupportView, ...]
    citation: CitationView
    previous: ArticleLink | None
    next: ArticleLink | None
    authors: tuple[str, ...]
    published_iso: str
    suggest: SuggestView


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOption:
    """One choice of a filter, and how many items have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """One question of a form that filters a list; `name` is its word in the page's address."""

    name: str
    label: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A fact-check in the overview; `persons` are the register keys that it is found by."""

    note: NoteView
    persons: str
    sources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckGroup:
    id: str
    verdict: VerdictCount
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyView:
    """A number of the chart with one square for each that it counts, all of one size."""

    count: int
    squares: tuple[tuple[int, int], ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    article: ArticleLink
    tallies: tuple[TallyView, ...]  # one for each verdict of the chart
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactcheckPage:
    summary: str
    verdicts: tuple[VerdictCount, ...]
    chart: tuple[ChartRow, ...]
    filters: tuple[FilterView, ...]
    groups: tuple[CheckGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    id: str
    title: str
    publisher: str
    authors: str
    href: str
    published: str
    published_iso: str
    accessed: str
    kind: str
    kind_label: str
    language: str
    country: str
    country_label: str
    archived: str
    articles: str  # slugs of the articles whose notes rest on it
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGroup:
    """The sources of one kind."""

    id: str
    label: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryTally:
    """How many sources come from a country; `width` is its bar in percent of the longest."""

    key: str
    label: str
    count: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyPage:
    summary: str
    countries: tuple[CountryTally, ...]
    filters: tuple[FilterView, ...]
    groups: tuple[SourceGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    """A note that names an entry, with its words in their passage."""

    note: NoteView
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedView:
    """The passages of an article in which the name stands, without a note that names the entry."""

    article: ArticleLink
    passages: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    id: str
    sort: str
    role: str
    note: str
    mentions: tuple[MentionView, ...]
    folded: bool  # more mentions than are shown at once
    many: str  # how many places there are, in words
    named: tuple[NamedView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    summary: str
    events: LinkView | None  # events stand in the chronicle
    groups: tuple[tuple[str, str, tuple[EntryView, ...]], ...]  # id, label, entries


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingView:
    """An article's notes on an event."""

    article: ArticleLink
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentView:
    """An event, or the day on which an article appeared."""

    id: str
    iso: str
    date: str
    name: str
    note: str
    article: ArticleLink | None
    tellings: tuple[TellingView, ...] = ()
    rows: tuple[LinkView, ...] = ()  # of the synopsis
    too_early: tuple[ArticleLink, ...] = ()  # articles that were written before the event
    horizon: str = ""  # of an article: how much lay behind it and ahead, in words
    ahead: tuple[LinkView, ...] = ()
    meanwhile: tuple[LinkView, ...] = ()  # events of the days in which it may have been written


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """An article in the drawing of the chronicle."""

    link: ArticleLink
    line: Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    drawing: Timeline
    lanes: tuple[LaneView, ...]
    labels: tuple[tuple[LinkView, TimelineLabel], ...]
    months: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChroniclePage:
    """Events and the articles' own days, in order of time."""

    summary: str
    moments: tuple[MomentView, ...]
    timeline: TimelineView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeEnd:
    """One end of a cross-reference."""

    article: ArticleLink
    number: int | None
    href: str
    words: str
    label: str  # article and passage, as they are read aloud


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeView:
    """One cross-reference: a row of the table and an arc of the drawing."""

    id: str
    relation: str
    label: str
    sign: str
    start: EdgeEnd
    end: EdgeEnd
    note: NoteView
    said: str  # the whole of it in a sentence
    articles: str  # slugs of both ends, for the filter
    arc: Arc


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReferencesPage:
    summary: str
    edges: tuple[EdgeView, ...]
    relations: tuple[StanceView, ...]
    heads: tuple[tuple[ArticleLink, float], ...]
    stops: tuple[tuple[LinkView, float], ...]  # passages, from top to bottom
    drawing: Arcs
    filters: tuple[FilterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceView:
    """How a voice stands to the sentence that a row is measured against: a word with a sign."""

    key: str
    label: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    """What an article says, in the editors' words and in its own, and the fact-checks on these very words."""

    says: str
    words: str
    href: str
    number: int | None
    stance: StanceView
    checks: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One article in one row; without voices it is silent."""

    id: str
    article: ArticleLink
    voices: tuple[VoiceView, ...]
    stances: tuple[StanceView, ...]  # of its voices, each once
    early: bool  # silent, because it was written before the event


@dataclass(frozen=True, slots=True, kw_only=True)
class SynopsisRowView:
    id: str
    title: str
    question: str
    position: str
    event: LinkView | None
    cells: tuple[CellView, ...]  # one for each article
    silent: tuple[ArticleLink, ...]
    early: tuple[ArticleLink, ...]  # written before the event, and therefore not counted as silent
    spread: str  # how many speak, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class SynopsisGroup:
    """Rows that belong together: those about an event, or those about a claim."""

    id: str
    label: str
    what: str
    rows: tuple[SynopsisRowView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynopsisPage:
    summary: str
    groups: tuple[SynopsisGroup, ...]
    stances: tuple[StanceView, ...]
    speaks: tuple[str, ...]  # for each article, in how many rows it speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Nothing of its own: what the search says is the theme's, what it finds the index's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialPage:
    title: str
    summary: str
    html: Markup
    improve: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    date: str
    iso: str
    change: str
    retracted: bool
    article: ArticleLink | None
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    title: str
    summary: str
    html: Markup
    changes: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    title: str
