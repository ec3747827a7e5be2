"""The vocabulary: every value that travels through the pipeline.

Each step takes a finished value and returns a new one:

    Sources -> Edition -> Anchored -> Linked -> artifacts

All records are frozen, keyword-only and complete when born. Nothing here reads a file, and nothing here
knows of any other module of the package.

Names follow the W3C Web Annotation Data Model (target, selector, body), the practice of scholarly editions
(witness, Regest, register) and schema.org's ClaimReview (claim, verdict).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

AnnotationKind = Literal["fact-check", "context", "cross-reference"]
ANNOTATION_KINDS: tuple[AnnotationKind, ...] = ("fact-check", "context", "cross-reference")

Verdict = Literal["true", "mostly-true", "half-true", "misleading", "false", "unproven", "opinion"]
VERDICTS: tuple[Verdict, ...] = (
    "true", "mostly-true", "half-true", "misleading", "false", "unproven", "opinion",
)  # fmt: skip

Relation = Literal["same-event", "agrees", "contradicts", "reframes"]
RELATIONS: tuple[Relation, ...] = ("same-event", "agrees", "contradicts", "reframes")

Stance = Literal["agrees", "contradicts", "reframes", "mentions"]
STANCES: tuple[Stance, ...] = ("agrees", "contradicts", "reframes", "mentions")

Status = Literal["draft", "published", "retracted"]
Witness = Literal["regest", "full"]
SourceKind = Literal["primary", "secondary", "reference"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("primary", "secondary", "reference")

Forge = Literal["github", "gitlab", "forgejo"]

RegisterGroup = Literal["persons", "organisations", "places", "events"]
REGISTER_GROUPS: tuple[RegisterGroup, ...] = ("persons", "organisations", "places", "events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in an editor's file: path relative to the edition's root, line and column from 1."""

    file: str
    line: int = 1
    column: int = 1


# --- 1  load: files -> Sources ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that an editor wrote. `path` is relative to the edition's root, with forward slashes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that was read from the disk, sorted by path. Nothing after this step opens an editor's file."""

    edition: SourceFile | None
    articles: tuple[SourceFile, ...]
    pages: tuple[SourceFile, ...]
    annotations: tuple[SourceFile, ...]
    bibliography: SourceFile | None
    register: SourceFile | None
    synopsis: SourceFile | None
    originals: tuple[SourceFile, ...] = ()  # read only where somebody asks for them
    unreadable: frozenset[str] = frozenset()  # paths of what is there, but could not be read


# --- 2  parse: Sources -> Edition ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words that a reader sees. The reading text of a passage is the concatenation of its `Text` pieces."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A piece of inline HTML between words: one opening or closing tag, or a void element."""

    html: str


Inline = Text | Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The smallest addressable piece of an article: a paragraph, a heading, a list item's paragraph.

    `id` is the fragment of its address. `start` is the offset of its reading text in the article's.
    """

    id: str
    number: int | None  # what a reader cites; headings have none
    tag: Literal["p", "h2", "h3", "h4", "h5", "h6", "pre"]
    inlines: tuple[Inline, ...]
    text: str
    start: int
    lines: tuple[int, int]  # first and last line in the file, from 1

    @property
    def is_heading(self) -> bool:
        return self.tag.startswith("h")

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A block-level tag around passages: `<ul>`, `</li>`, `<blockquote>`, `<hr>`."""

    html: str


Block = Passage | Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    holder: str | None
    licence: str  # SPDX expression, or a word of lesart.rights
    statement: str | None
    date: str | None = None  # of a permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One file in `content/`: its bibliographic head and its reading text."""

    slug: str
    file: str
    title: str | None
    heading: str | None  # our own description where no title was found
    subtitle: str | None
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    publisher: str | None
    published: str | None  # YYYY, YYYY-MM or YYYY-MM-DD
    published_note: str | None
    not_before: str | None  # the earliest day that the text itself shows, where `published` is no day
    url: str | None
    language: str
    witness: Witness
    rights: Rights
    standpoint: str | None
    blocks: tuple[Block, ...]
    text: str  # the passages' reading texts, joined by PASSAGE_BREAK
    regest: Article | None = (
        None  # of an original that its holder reads: the Regest, which is what may be published
    )
    author_note: str | None = None  # what an original says of its author, and of where it comes from
    source_note: str | None = None

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Passage))

    @property
    def is_private(self) -> bool:
        """Whether the reading text is an original from outside the repository."""
        return self.regest is not None


#: Folders of a theme that are copied to the site as they are.
ASSET_FOLDERS = ("css", "js", "fonts", "images")

#: Characters that neither a page nor a book can hold: those that XML does not know (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: What stands between two passages in an article's reading text. White space, so that a quote may run across.
PASSAGE_BREAK = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """A W3C TextQuoteSelector as an editor wrote it. Lists of context have one entry per witness.

    `path` leads from the root of its YAML file to the mapping that holds it.
    """

    path: tuple[str | int, ...]
    exact: str
    prefix: tuple[str, ...] = ()
    suffix: tuple[str, ...] = ()
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A source that an annotation rests on, and what it supports."""

    ref: str
    supports: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeTarget:
    """The other end of a cross-reference: words in an article, or one of its annotations."""

    article: str
    selector: Selector | None
    annotation: str | None
    relation: Relation
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    date: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One editorial note. `body` is Markdown already rendered to safe HTML; `body_text` its plain words."""

    id: str
    article: str
    kind: AnnotationKind
    target: Selector
    claim: str | None
    verdict: Verdict | None
    body: str
    body_text: str
    sources: tuple[Support, ...]
    see: tuple[SeeTarget, ...]
    mentions: tuple[str, ...]
    by: tuple[str, ...]
    reviewed: str | None
    status: Status
    history: tuple[Change, ...]
    place: Place
    replaces: tuple[str, ...] = ()  # ids of retired annotations of the article; links to them lead here
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of the bibliography: a page that somebody opened."""

    key: str
    title: str
    publisher: str
    authors: tuple[str, ...]
    url: str
    published: str | None
    accessed: str | None
    kind: SourceKind
    language: str | None
    country: str | None
    archived: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """A person, organisation, place or event. Events have a date; persons a role at the time."""

    key: str
    group: RegisterGroup
    name: str
    sort: str
    role: str | None
    note: str | None
    date: str | None
    end: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one article says in a row of the synopsis."""

    article: str
    selector: Selector
    says: str
    stance: Stance
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SynopsisRow:
    """An event or a claim that several articles tell of. `position` is what the stances are measured against."""

    key: str
    title: str
    question: str
    position: str
    event: str | None
    voices: tuple[Voice, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An editorial page from `content/pages/`."""

    slug: str
    file: str
    title: str
    summary: str | None
    order: int
    placeholder: bool
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`content/edition.yaml`: what the edition says of itself."""

    title: str
    subtitle: str | None
    description: str
    language: str
    base_url: str | None
    repository: str | None
    branch: str
    forge: Forge | None  # which web editor the repository has, where its address does not tell
    editors: Mapping[str, str]
    licence: str
    licence_url: str | None
    introduction: str  # HTML
    verdicts: Mapping[str, str]  # labels that differ from the strings file
    review_after_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The whole, read and validated; annotations not yet on their words."""

    settings: Settings
    articles: tuple[Article, ...]  # by date of publication, then slug
    pages: tuple[Page, ...]
    annotations: tuple[Annotation, ...]
    bibliography: Mapping[str, Source]
    register: Mapping[str, RegisterEntry]
    synopsis: tuple[SynopsisRow, ...]
    unreadable: frozenset[str] = frozenset()  # slugs of articles that are there, but could not be read

    @property
    def is_private(self) -> bool:
        """Whether this is the copy of somebody who holds originals: it must not be published."""
        return any(article.is_private for article in self.articles)


# --- 3  anchor: annotations find their words -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of an article: offsets into `Article.text`, counted in code points; `end` is exclusive."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """An edition of which every annotation that is left has its words.

    `targets` maps (article, annotation id) to a span; `see` has one span per see-target, in their order;
    `voices` maps (row key, article) to the span of a voice.
    """

    edition: Edition
    annotations: tuple[Annotation, ...]
    targets: Mapping[tuple[str, str], Span]
    see: Mapping[tuple[str, str], tuple[Span, ...]]
    synopsis: tuple[SynopsisRow, ...]
    voices: Mapping[tuple[str, int], Span]


# --- 4  link: one address for each thing ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One end of a cross-reference as the other end shows it."""

    relation: Relation
    article: str  # the article at the other end
    passage: str  # id of the passage there
    number: int | None
    span: Span
    words: str  # the quoted words there
    excerpt: str  # the passage's beginning around them
    href: str
    annotation: str | None  # id of an annotation there, if one is meant
    note: tuple[str, str]  # the cross-reference annotation that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An annotation in its place: numbered in the order of the text, with everything it points at resolved."""

    annotation: Annotation
    number: int
    span: Span
    words: str  # the annotated words as the reading text has them
    passages: tuple[str, ...]  # ids of the passages that the span touches
    passage_number: int | None
    href: str  # relative address of the note
    encounters: tuple[Encounter, ...]
    depth: int  # how many marks enclose this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The finished edition: every output is a function of this value."""

    edition: Edition
    notes: Mapping[tuple[str, str], Note]
    notes_by_article: Mapping[str, tuple[Note, ...]]  # in the order of the text
    retracted: tuple[Annotation, ...]
    received: Mapping[
        str, tuple[tuple[str, Encounter], ...]
    ]  # article -> (passage id, reference) that arrive
    mentions: Mapping[str, tuple[Note, ...]]  # register key -> notes
    rests_on: Mapping[str, tuple[Note, ...]]  # source key -> notes
    synopsis: tuple[SynopsisRow, ...]
    voices: Mapping[tuple[str, int], Encounter]
    addresses: Mapping[str, str]  # page name -> file name
    version: str  # the commit, or a hash of the content
    dated: str  # its day, ISO
    regests: Linked | None = (
        None  # in a private copy: the Regests with their notes, at addresses of their own
    )


# --- 5..7  artifacts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A path below the output folder, and its bytes."""

    path: PurePosixPath
    content: bytes
