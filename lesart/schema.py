"""The shape of the files that editors write: one vocabulary for checking, completing and documenting.

The models say what a file may hold; `validated` turns a YAML tree into one of them, or into problems with
places; `jsonschema` writes from the same models what editors' programs complete with. What the models cannot
say (a quote that must stand in a text, a key that must exist) is the business of later steps.

Every scalar arrives as text (see `yamltree`), so each field says itself how text becomes its value.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from lesart import rights
from lesart.model import AnnotationKind, Forge, Relation, SourceKind, Stance, Status, Verdict, Witness
from lesart.problems import ALLOWABLE, CODES, Problem, Problems, did_you_mean
from lesart.yamltree import Path, Tree


def _date(value: str) -> str:
    """YYYY-MM-DD, and a day that the calendar has."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date", "a date is written like 2025-05-19")
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", "the calendar has no such day") from None
    return value


def _partial_date(value: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    rest = {4: "-01-01", 7: "-01"}.get(len(value), "")
    _date(value + rest)  # neither a month nor a year is there that has no first day: 2025-13, 0000
    return value


def _web_address(value: str) -> str:
    """http(s) only, with a host and no blanks: what may become a link in a reader's browser."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = None
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or not parts.hostname
        or re.search(r"[\s<>\"'`\\]", value)
    ):
        raise PydanticCustomError("address", "an address begins with https:// or http:// and has no blanks")
    return value


def _licence(value: str) -> str:
    """A word of `rights`, or an SPDX expression in SPDX's own spelling."""
    if (licence := rights.known(value)) is None:
        raise PydanticCustomError("licence", "this is no SPDX expression")
    return licence


def _flag(value: Any) -> Any:
    if isinstance(value, str) and value.casefold() in {"true", "false", "yes", "no"}:
        return value.casefold() in {"true", "yes"}
    return value


def _none_is_empty(value: Any) -> Any:
    """`sources:` with nothing behind it means none."""
    return [] if value is None else value


_KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_MAX_KEY = 80


#: What a new skeleton has where an editor is still to write; nobody can publish it.
BLANK = "…"


def is_key(word: str) -> bool:
    """True for what may name an annotation, a source or a register entry."""
    return len(word) <= _MAX_KEY and re.fullmatch(_KEY, word) is not None


#: Letters that are written out where a key cannot have them; other accents are dropped.
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l", "đ": "d"}
)


def key_parts(words: str) -> list[str]:
    """The words in letters that a key may have: “Für alle!” gives fuer, alle."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(_WRITTEN_OUT))
    return re.findall("[a-z0-9]+", re.sub("[\u0300-\u036f]", "", plain))


def _scale(literal: Any, meanings: Mapping[str, str]) -> WithJsonSchema:
    """The JSON Schema of a closed list, each value with its meaning. Programs that know YAML 1.2 read a bare
    `true` as a truth value before they look at the list, so those stand in it too."""
    values: list[str | bool] = list(get_args(literal))
    values += [value == "true" for value in ("true", "false") if value in values]
    said = [meanings["true" if v is True else "false" if v is False else v] for v in values]
    return WithJsonSchema({"enum": values, "enumDescriptions": said, "markdownEnumDescriptions": said})


_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"

Key = Annotated[str, StringConstraints(pattern=_KEY, max_length=_MAX_KEY)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Date = Annotated[
    str, AfterValidator(_date), WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$", "format": "date"})
]
PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    # a bare year is a number to the programs that read the schema
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": rf"^(\d{{4}}|\d{{4}}-(0[1-9]|1[0-2])|{_DAY})$"}
    ),
]
WebAddress = Annotated[
    str,
    AfterValidator(_web_address),
    WithJsonSchema({"type": "string", "pattern": r"^https?://[^\s<>\"'`\\]+$", "format": "uri"}),
]
Kind = Annotated[
    AnnotationKind,
    _scale(
        AnnotationKind,
        {
            "fact-check": "Checks a claim of the text: takes a claim, a verdict and sources.",
            "context": "What a reader needs to know to understand the words.",
            "cross-reference": "Leads to other passages on the same matter: takes “see”.",
        },
    ),
]
Judgement = Annotated[
    Verdict,
    _scale(
        Verdict,
        {
            "true": "The claim is borne out by the sources.",
            "mostly-true": "Right in the main; a detail is inexact.",
            "half-true": "A part is right, a part that matters is not.",
            "misleading": "Right in the letter, but it gives a wrong impression.",
            "false": "The sources contradict the claim.",
            "unproven": "The sources opened do not settle it. Needs no source.",
            "opinion": "A judgement or forecast, not to be checked. Needs no source.",
        },
    ),
]
Tie = Annotated[
    Relation,
    _scale(
        Relation,
        {
            "same-event": "Both passages tell of the same event.",
            "agrees": "The other passage says the same.",
            "contradicts": "The two cannot both be right.",
            "reframes": "The same fact, told with another meaning.",
        },
    ),
]
Attitude = Annotated[
    Stance,
    _scale(
        Stance,
        {
            "agrees": "The article holds what “position” says.",
            "contradicts": "The article holds the contrary.",
            "reframes": "The article turns it another way.",
            "mentions": "The article names it without a judgement.",
        },
    ),
]
State = Annotated[
    Status,
    _scale(
        Status,
        {
            "draft": "Shown in the preview alone.",
            "published": "Shown to every reader. The value where the line is missing.",
            "retracted": "Taken back; stays listed among the corrections.",
        },
    ),
]
TextForm = Annotated[
    Witness,
    _scale(
        Witness,
        {
            "regest": "Our summary, in our own words.",
            "full": "The whole text; needs a licence that lets it be published.",
        },
    ),
]
ForgeKind = Annotated[
    Forge,
    _scale(
        Forge,
        {
            "github": "GitHub, or GitHub Enterprise.",
            "gitlab": "GitLab, on gitlab.com or elsewhere.",
            "forgejo": "Forgejo or Gitea, as at codeberg.org.",
        },
    ),
]
SourceSort = Annotated[
    SourceKind,
    _scale(
        SourceKind,
        {
            "primary": "An official text, a recording, data.",
            "secondary": "A report on it.",
            "reference": "An overview or a work of reference.",
        },
    ),
]
Licence = Annotated[str, AfterValidator(_licence)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[
    int, BeforeValidator(lambda v: int(v) if isinstance(v, str) and re.fullmatch(r"-?[0-9]{1,6}", v) else v)
]
Item = TypeVar("Item")
ListOf = Annotated[list[Item], BeforeValidator(_none_is_empty)]
Context = Annotated[
    list[Words],
    BeforeValidator(lambda v: [] if v is None else v if isinstance(v, list) else [v]),
    WithJsonSchema(
        {"type": ["string", "array"], "minLength": 1, "items": {"type": "string", "minLength": 1}}
    ),
]


Code = Annotated[
    str,
    WithJsonSchema({"enum": sorted(ALLOWABLE), "enumDescriptions": [CODES[code][1] for code in sorted(ALLOWABLE)],
                    "markdownEnumDescriptions": [CODES[code][1] for code in sorted(ALLOWABLE)]}),
]  # fmt: skip
Allow = ListOf[Code]
_ALLOW = "Codes of problems that were looked at and may stand here; the reason as a comment beside them."


class Shape(BaseModel):
    """What all shapes share: unknown fields are refused, nothing changes after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChangeShape(Shape):
    date: Date = Field(description="Day of the change, YYYY-MM-DD.")
    change: Words = Field(description="What was changed, in a few words.")


class SupportShape(Shape):
    ref: Key = Field(description="Key of the source in annotations/sources.yaml.")
    supports: Words | None = Field(default=None, description="What this source proves, in one sentence.")


#: Either words or an annotation: the models leave it to `parse` to say so, editors' programs are told here.
_EITHER: dict[str, Any] = {
    "if": {"required": ["quote"]},
    "then": {"properties": {"annotation": False}},
    "else": {"required": ["annotation"]},
}


def _of_kind(kind: AnnotationKind, then: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": then}


#: What each kind of annotation takes. `if` and `then`, not `oneOf`: a program can then name the one line.
_BY_KIND: dict[str, Any] = {
    "allOf": [
        _of_kind("fact-check", {"required": ["claim", "verdict"]}),
        _of_kind("context", {"properties": {"claim": False, "verdict": False}}),
        _of_kind(
            "cross-reference",
            {"required": ["see"], "properties": {"claim": False, "verdict": False, "see": {"minItems": 1}}},
        ),
    ]
}


class SeeShape(Shape):
    model_config = ConfigDict(json_schema_extra=_EITHER)

    article: Key = Field(description="File name of the article, without .md.")
    quote: Words | None = Field(
        default=None, description="Words of that article, exactly as they stand there."
    )
    prefix: Context = Field(
        default=[], description="Words just before the quote, if it stands more than once."
    )
    suffix: Context = Field(
        default=[], description="Words just after the quote, if it stands more than once."
    )
    annotation: Key | None = Field(default=None, description="Instead of a quote: id of an annotation there.")
    relation: Tie = Field(description="How the two passages stand to each other.")


class AnnotationShape(Shape):
    model_config = ConfigDict(json_schema_extra=_BY_KIND)

    id: Key = Field(
        description="Permanent name, unique in the article: lower case, digits, hyphens. Never reused."
    )
    type: Kind = Field(description="What kind of note this is: fact-check, context or cross-reference.")
    quote: Words = Field(description="The annotated words, exactly as they stand in the article.")
    prefix: Context = Field(
        default=[], description="Words just before the quote, if it stands more than once."
    )
    suffix: Context = Field(
        default=[], description="Words just after the quote, if it stands more than once."
    )
    claim: Words | None = Field(default=None, description="Fact-check: the claim in our words, one sentence.")
    verdict: Judgement | None = Field(
        default=None, description="Fact-check: what became of the claim. The method page explains the scale."
    )
    body: Words = Field(description="The note: Markdown, 30 to 90 words, no HTML.")
    sources: ListOf[SupportShape] = Field(default=[], description="The sources that the note rests on.")
    see: ListOf[SeeShape] = Field(default=[], description="Cross-reference: the other passages.")
    mentions: ListOf[Key] = Field(default=[], description="Keys of annotations/register.yaml.")
    by: ListOf[Key] = Field(default=[], description="Keys of the editors who wrote and reviewed it.")
    reviewed: Date | None = Field(default=None, description="Day of the last review.")
    status: State = Field(default="published", description="draft, published or retracted.")
    history: ListOf[ChangeShape] = Field(default=[], description="What was changed, and when; newest last.")
    replaces: ListOf[Key] = Field(
        default=[], description="Ids of retired annotations of this article; links to them lead to this one."
    )
    allow: Allow = Field(default=[], description=_ALLOW)


class RightsShape(Shape):
    holder: Words | None = Field(default=None, description="Who holds the rights in the original.")
    licence: Licence = Field(
        description="SPDX expression (CC-BY-4.0), public-domain, permission (with statement and date) or none."
    )
    statement: Words | None = Field(
        default=None, description="One sentence on the rights in the original, for the reader."
    )
    date: Date | None = Field(default=None, description="Of a permission: the day on which it was given.")


class ArticleShape(Shape):
    title: Words | None = Field(description="The original's title; null if it was not found.")
    heading: Words | None = Field(default=None, description="Our own heading, where no title was found.")
    subtitle: Words | None = Field(default=None, description="The original's subtitle.")
    authors: ListOf[Words] = Field(description="Names as they are read; an empty list if none was found.")
    translators: ListOf[Words] = Field(default=[], description="Names of those who translated the original.")
    publisher: Words | None = Field(description="Where it appeared; null if not found.")
    published: PartialDate | None = Field(description="YYYY-MM-DD, YYYY-MM or YYYY; null if not found.")
    published_note: Words | None = Field(
        default=None, description="How the date is known, where it is inferred."
    )
    not_before: PartialDate | None = Field(
        default=None,
        description="The earliest day on which it can have been written, if “published” is only a month or a year.",
    )
    url: WebAddress | None = Field(description="Address of the original; null if not found.")
    language: Language = Field(description="Language of the text: de, en, uk, de-AT.")
    witness: TextForm = Field(description="regest: our summary; full: the whole text.")
    rights: RightsShape = Field(description="Whose the original is, and under which licence.")
    standpoint: Words | None = Field(default=None, description="One neutral sentence on who speaks.")
    allow: Allow = Field(default=[], description=_ALLOW)


class OriginalShape(Shape):
    """What `import` writes before an original's text; the article in content/ says the rest."""

    title: Words | None = None
    subtitle: Words | None = None
    authors: ListOf[Words] = Field(default=[])
    published: Words | None = None
    author_note: Words | None = None
    source_note: Words | None = None
    imported_from: Words | None = None


class PageShape(Shape):
    title: Words = Field(description="The page's heading, and its name in the menu.")
    summary: Words | None = Field(default=None, description="One sentence under the heading.")
    order: Number = Field(default=100, description="Place in the menu: small numbers first.")
    placeholder: Flag = Field(default=False, description="true while the operator has to fill it in.")
    allow: Allow = Field(default=[], description=_ALLOW)


class SourceShape(Shape):
    title: Words = Field(description="The page's own title.")
    publisher: Words = Field(description="Who published it. Two sources of one publisher count as one.")
    authors: ListOf[Words] = Field(default=[], description="Names as they stand on the page.")
    url: WebAddress = Field(description="Address of the page that was opened.")
    published: PartialDate | None = Field(
        default=None, description="YYYY-MM-DD, YYYY-MM or YYYY; null if not found."
    )
    accessed: Date | None = Field(default=None, description="Day on which somebody opened the page.")
    kind: SourceSort = Field(
        description="primary (official text, data), secondary (report), reference (overview)."
    )
    language: Language | None = Field(default=None, description="Language of the page: de, en, uk.")
    country: Country | None = Field(default=None, description="Of the publisher: ISO 3166-1, two letters.")
    archived: WebAddress | None = Field(default=None, description="Address of an archived copy.")
    allow: Allow = Field(default=[], description=_ALLOW)


class EntryShape(Shape):
    name: Words = Field(description="The name as a reader knows it.")
    sort: Words | None = Field(default=None, description="How it is sorted: family name first.")
    role: Words | None = Field(default=None, description="Person: the office at the time.")
    note: Words | None = Field(default=None, description="One sentence that tells who or what it is.")
    allow: Allow = Field(default=[], description=_ALLOW)


class EventShape(Shape):
    name: Words = Field(description="What happened, in a few words.")
    date: PartialDate = Field(description="When, or when it began: YYYY-MM-DD, YYYY-MM or YYYY.")
    end: PartialDate | None = Field(default=None, description="When it ended, if it took longer.")
    note: Words | None = Field(default=None, description="One sentence on it.")
    allow: Allow = Field(default=[], description=_ALLOW)


class RegisterShape(Shape):
    persons: dict[Key, EntryShape] = Field(default={}, description="Key -> a person.")
    organisations: dict[Key, EntryShape] = Field(default={}, description="Key -> an organisation.")
    places: dict[Key, EntryShape] = Field(default={}, description="Key -> a place.")
    events: dict[Key, EventShape] = Field(default={}, description="Key -> a dated event.")


class VoiceShape(Shape):
    article: Key = Field(description="File name of the article, without .md.")
    quote: Words = Field(description="The words in which it says so, exactly as they stand there.")
    prefix: Context = Field(
        default=[], description="Words just before the quote, if it stands more than once."
    )
    suffix: Context = Field(
        default=[], description="Words just after the quote, if it stands more than once."
    )
    says: Words = Field(description="How this article tells it, in one sentence of ours.")
    stance: Attitude = Field(
        description="agrees, contradicts, reframes or mentions, measured against position."
    )


class SynopsisRowShape(Shape):
    key: Key = Field(description="Permanent name of the row: lower case, digits, hyphens.")
    title: Words = Field(description="What the row is about, in a few words.")
    question: Words = Field(description="The question to which the articles give their answers.")
    position: Words = Field(description="The statement against which the stances are read.")
    event: Key | None = Field(default=None, description="Key of an event in annotations/register.yaml.")
    voices: list[VoiceShape] = Field(description="Who says what; an article without a voice is silent.")
    allow: Allow = Field(default=[], description=_ALLOW)


class SettingsShape(Shape):
    title: Words = Field(description="The edition's name.")
    subtitle: Words | None = Field(default=None, description="What it is about, in one line.")
    description: Words = Field(description="One or two sentences for search engines and previews.")
    language: Language = Field(default="de", description="Language of the interface: de, en.")
    base_url: WebAddress | None = Field(default=None, description="Address of the published edition.")
    repository: WebAddress | None = Field(default=None, description="Address of the repository's page.")
    forge: ForgeKind | None = Field(
        default=None, description="Which web editor the repository has, where its address does not tell."
    )
    branch: Words = Field(default="main", description="The repository's branch that is published.")
    editors: dict[Key, Words] = Field(default={}, description="Key in `by` -> name.")
    licence: Licence = Field(description="Licence of the edition's own texts, SPDX: CC-BY-4.0.")
    licence_url: WebAddress | None = Field(default=None, description="Where that licence can be read.")
    introduction: Words = Field(description="Markdown for the start page.")
    verdicts: dict[Judgement, Words] = Field(default={}, description="Labels that differ from the theme's.")
    review_after_days: Number | None = Field(
        default=None, description="After so many days a note wants another review."
    )
    allow: Allow = Field(default=[], description=_ALLOW)


Shaped = TypeVar("Shaped", bound=BaseModel)

AnnotationFile = list[AnnotationShape]
BibliographyFile = dict[Key, SourceShape]
SynopsisFile = list[SynopsisRowShape]


def validated(tree: Tree, shape: type[Shaped], *, under: Path = ()) -> tuple[Shaped | None, Problems]:
    """The data at `under` as `shape`, or None and every fault in it, each at its own line."""
    data = tree.data
    for step in under:
        data = data[step]
    try:
        return shape.model_validate(data), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, tuple(
            _problem(tree, shape, under, one, faults) for one in faults if not _follows(one, faults)
        )


def _follows(one: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    """Whether a missing field is the other side of an unknown one beside it: mostly a name with a slip in it."""
    return one["type"] == "missing" and any(
        other["type"] == "extra_forbidden" and other["loc"][:-1] == one["loc"][:-1] for other in faults
    )


def _problem(
    tree: Tree, shape: type[BaseModel], under: Path, details: ErrorDetails, faults: list[ErrorDetails]
) -> Problem:
    where = tuple(details["loc"])
    # pydantic marks a faulty key of a mapping with a last step "[key]"
    path = (*under, *(step for step in where if step != "[key]"))
    name = str(path[-1]) if path else ""
    kind = details["type"]
    context: dict[str, Any] = details.get("ctx", {})
    value = details["input"]
    if kind == "missing":
        return Problem(
            code="missing-field",
            place=tree.place(path[:-1]),
            message=f"“{name}” is missing here.",
            hint=f"Add a line “{name}: …”{_described(shape, where)}",
        )
    if kind == "extra_forbidden":
        if " " in name:
            hint = "In { } a comma begins a new field: put quotation marks around a text that has one, 'like, this'."
        else:
            known = _fields(shape, where[:-1])
            hint = did_you_mean(name, known) or f"Known are: {', '.join(known)}."
            beside = [one for one in faults if _follows(one, [details])]
            if beside:
                hint += f" Missing here: {', '.join(str(one['loc'][-1]) for one in beside)}."
        return Problem(
            code="unknown-field",
            place=tree.key_place(path),
            message=f"There is no field “{name}” here.",
            hint=hint,
        )
    label = f"“{name}”"
    if not path or isinstance(path[-1], int):
        holder = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        label = f"an entry of “{holder}”" if holder else "this entry"
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        message = f"{label} cannot be “{_shown(value)}”."
        hint = " ".join(filter(None, (_near(str(value), allowed), f"It is one of: {', '.join(allowed)}.")))
    elif kind == "string_pattern_mismatch":
        message = f"{label} cannot be “{_shown(value)}”."
        pattern = str(context.get("pattern"))
        hint = _PATTERN_MENDS.get(pattern, "Write it as the others of its kind are written.")
        if pattern == _KEY and (parts := key_parts(str(value))):
            hint = f"Did you mean “{'-'.join(parts)[:_MAX_KEY]}”? {hint}"
    elif kind in {"date", "address"}:
        message = f"{label} cannot be “{_shown(value)}”: {details['msg']}."
        hint = (
            "Write the year, the month and the day: 2025-05-19."
            if kind == "date"
            else "Copy the address from the browser’s address bar."
        )
    elif kind == "licence":
        message = f"{label} cannot be “{_shown(value)}”: {details['msg']}."
        near = rights.spdx(re.sub(r"\s+", "-", str(value).strip()))
        hint = f"Did you mean “{near}”? " if near else ""
        hint += "Write a name from spdx.org/licenses, or public-domain, permission or none."
    elif kind in {"string_type", "string_too_short"}:
        empty = value is None or value == ""
        message = (
            f"{label} is empty." if empty else f"{label} takes text, but a {_sort_of(value)} stands here."
        )
        hint = (
            f"Write its text behind the colon{_described(shape, where)}"
            if empty
            else "Put the text in quotation marks, or check the indentation below this line."
        )
    elif kind in {"list_type", "dict_type", "model_type", "model_attributes_type"}:
        wanted = (
            "a list (lines that begin with “- ”)" if kind == "list_type" else "fields (lines “name: value”)"
        )
        message = f"{label} takes {wanted}, but a {_sort_of(value)} stands here."
        hint = "Check the indentation of the lines below."
    elif kind in {"bool_type", "bool_parsing"}:
        message, hint = f"{label} cannot be “{_shown(value)}”.", "Write true or false."
    elif kind in {"int_type", "int_parsing"}:
        message, hint = f"{label} cannot be “{_shown(value)}”.", "Write a whole number."
    elif kind == "string_too_long":
        message, hint = f"{label} is too long.", "Shorten it to at most 80 characters."
    else:
        message, hint = f"{label}: {details['msg']}.", "See the description of this field in CONTRIBUTING.md."
    return Problem(code="bad-value", place=tree.place(path), message=message, hint=hint)


_PATTERN_MENDS = {
    _KEY: "Use lower-case letters a–z, digits, and single hyphens between them.",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "Write a language tag: de, en, uk, de-AT.",
    r"^[A-Z]{2}$": "Write the country's two capital letters: DE, AT, UA.",
}


def _near(value: str, allowed: list[str]) -> str:
    said = did_you_mean(value, allowed)
    return said if said.startswith("Did") else ""


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _sort_of(value: Any) -> str:
    if isinstance(value, dict):
        return "group of fields"
    if isinstance(value, list):
        return "list"
    return "single value" if value is not None else "blank"


def _model_at(shape: type[BaseModel], where: Path) -> type[BaseModel] | None:
    """The model that the steps lead into, found through the annotations of the fields on the way."""
    current: Any = shape
    for step in where:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(step))
            current = info.annotation if info else None
        elif get_origin(current) in (list, dict):
            current = get_args(current)[-1]
        while get_origin(current) not in (list, dict, None):  # Annotated[…], … | None
            current = next((one for one in get_args(current) if one is not type(None)), None)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _fields(shape: type[BaseModel], where: Path) -> list[str]:
    model = _model_at(shape, where)
    return list(model.model_fields) if model else []


def _described(shape: type[BaseModel], where: Path) -> str:
    model = _model_at(shape, where[:-1])
    info = model.model_fields.get(str(where[-1])) if model and where else None
    return f" – {info.description}" if info and info.description else "."
