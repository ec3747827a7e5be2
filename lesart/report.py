"""What a pull request changes, as a reviewer wants to read it: Markdown for a comment, or one HTML page.

Two checked editions go in, before and after. Each annotation that was added, changed, moved, retracted or removed is
shown with its passage, the mark in it, and the note; what differs is shown word by word. What editors wrote is
hostile: in Markdown it passes `formats.markdown`, in HTML it is escaped.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lesart.contexts import NoteView
from lesart.formats import markdown
from lesart.model import Annotation, Article, Edition, Linked, Note
from lesart.problems import Problem, Problems, counted, visible
from lesart.reanchor import Finding, beside
from lesart.revisions import Key, by_key

Fate = Literal[
    "added", "changed", "moved", "lost", "retracted", "removed", "replaced", "published", "untouched"
]

#: Characters that a comment on GitHub may have, less some room; what comes after is in the HTML page.
COMMENT_LIMIT = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field of an annotation, before and after; '' where it was not there."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passage with its mark: the words before it, in it, and after it."""

    before: str
    words: str
    after: str
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What became of one annotation."""

    fate: Fate
    annotation: Annotation  # as it is; as it was, if it is gone
    was: Shown | None
    now: Shown | None
    differences: tuple[Difference, ...]
    heir: str = ""  # the id of the annotation that took its place
    note: tuple[str, ...] = ()  # the note as a reader sees it, paragraph by paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    items: tuple[Item, ...]
    sources: tuple[tuple[str, str], ...]  # (what happened, what is shown of the source)
    others: tuple[str, ...]  # articles, pages, register entries, rows of the synopsis
    findings: tuple[Finding, ...]  # where the quotes of edited articles went
    new: Problems
    solved: Problems


def compare(
    before: Linked | None,
    after: Linked | None,
    problems: tuple[Problems, Problems],
    findings: Sequence[Finding] = (),
    notes: Mapping[Key, NoteView] = MappingProxyType({}),
) -> Report:
    """`problems` before and after; `notes` as readers see them, after (before, where one is gone).

    An edition that cannot be read counts as empty; its problems say why.
    """
    # a line that moved makes no new problem
    known, found = ({(p.code, p.place.file, p.message): p for p in some} for some in problems)
    return Report(
        items=_items(before, after, notes),
        sources=_sources(before, after),
        others=_others(before, after),
        findings=tuple(one for one in findings if not (one.settled and one.followed.outcome == "in place")),
        new=tuple(p for key, p in found.items() if key not in known),
        solved=tuple(p for key, p in known.items() if key not in found),
    )


def _items(before: Linked | None, after: Linked | None, notes: Mapping[Key, NoteView]) -> tuple[Item, ...]:
    old = by_key(before.edition.annotations) if before else {}
    new = by_key(after.edition.annotations) if after else {}
    heirs = {(a.article, former): a.id for a in new.values() for former in a.replaces}
    items = []
    for key in (*new, *(key for key in old if key not in new)):
        was, now = _shown(before, key), _shown(after, key)
        differences = _differences(old.get(key), new.get(key))
        fate = _fate(old.get(key), new.get(key), was, now, bool(differences), key in heirs)
        if fate != "untouched":
            items.append(
                Item(
                    fate=fate,
                    annotation=new.get(key) or old[key],
                    was=was,
                    now=now,
                    differences=differences,
                    heir=heirs.get(key, ""),
                    note=_read(notes[key]) if key in notes else (),
                )
            )
    return tuple(items)


def _read(note: NoteView) -> tuple[str, ...]:
    """A note in the words that stand on the page: its head, its text, where it leads, what it rests on."""
    verdict = f": {note.verdict_sign} {note.verdict_label}" if note.verdict else ""
    return (
        f"{note.number} {note.kind_label}{verdict} – {note.headline}",
        note.body.striptags(),
        *(f"{met.sign} {met.label}: {met.article}, “{met.words}”" for met in note.encounters),
        *(
            " ".join(filter(None, (one.supports, f"{one.title}, {one.publisher}", one.published)))
            for one in note.sources
        ),
    )


def _fate(
    old: Annotation | None,
    new: Annotation | None,
    was: Shown | None,
    now: Shown | None,
    differs: bool,
    heir: bool,
) -> Fate:
    if new is None:
        return "replaced" if heir else "removed"
    if old is None:
        return "added"
    if new.status == "retracted" != old.status:
        return "retracted"
    if new.status == "published" != old.status:
        return "published"
    if was and not now and new.status != "retracted":
        return "lost"  # its words are nowhere, or in more than one place
    if differs:
        return "changed"
    return "moved" if _place(was) != _place(now) else "untouched"


def _place(shown: Shown | None) -> tuple[object, ...]:
    """Where a mark stands, as a reader sees it: its words, and what is directly beside them."""
    return (shown.number, shown.words, shown.before[-40:], shown.after[:40]) if shown else ()


def _shown(linked: Linked | None, key: Key) -> Shown | None:
    note: Note | None = linked.notes.get(key) if linked else None
    if note is None or linked is None:
        return None
    article = next(a for a in linked.edition.articles if a.slug == key[0])
    touched = [p for p in article.passages if p.id in note.passages]
    return Shown(
        before=article.text[touched[0].start : note.span.start],
        words=article.text[note.span.start : note.span.end],
        after=article.text[note.span.end : touched[-1].end],
        number=note.passage_number,
    )


def _fields(annotation: Annotation) -> dict[str, str]:
    """What of an annotation can change, each as one text."""
    return {
        "type": annotation.kind,
        "status": annotation.status,
        "quote": annotation.target.exact,
        "prefix": " / ".join(annotation.target.prefix),
        "suffix": " / ".join(annotation.target.suffix),
        "claim": annotation.claim or "",
        "verdict": annotation.verdict or "",
        "body": annotation.body_text,
        "sources": "; ".join(f"{s.ref}: {s.supports or ''}" for s in annotation.sources),
        "see": "; ".join(
            f"{s.article}: {s.annotation or (s.selector.exact if s.selector else '')} ({s.relation})"
            for s in annotation.see
        ),
        "mentions": ", ".join(annotation.mentions),
        "by": ", ".join(annotation.by),
        "reviewed": annotation.reviewed or "",
        "replaces": ", ".join(annotation.replaces),
        "history": "; ".join(f"{one.date} {one.change}" for one in annotation.history),
    }


def _differences(old: Annotation | None, new: Annotation | None) -> tuple[Difference, ...]:
    if old is None or new is None:
        return ()
    was, now = _fields(old), _fields(new)
    return tuple(Difference(field=f, before=was[f], after=now[f]) for f in was if was[f] != now[f])


def _sources(before: Linked | None, after: Linked | None) -> tuple[tuple[str, str], ...]:
    old = before.edition.bibliography if before else {}
    new = after.edition.bibliography if after else {}

    def said(key: str, bibliography: object) -> str:
        source = bibliography[key]  # type: ignore[index]
        day = f"opened {source.accessed}" if source.accessed else "not opened"
        return f"{key}: {source.title}, {source.publisher}, {source.published or 'no date'}, {source.url} ({day})"

    changed = [key for key in new if key in old and said(key, old) != said(key, new)]
    return (
        *(("new", said(key, new)) for key in new if key not in old),
        *(("changed", f"{said(key, new)} – before: {said(key, old)}") for key in changed),
        *(("removed", said(key, old)) for key in old if key not in new),
    )


def _others(before: Linked | None, after: Linked | None) -> tuple[str, ...]:
    """Everything else that can differ, named: (kind, name) -> what a reader sees of it."""

    def seen(edition: Edition | None) -> dict[tuple[str, str], object]:
        if edition is None:
            return {}
        return {
            **{("article", a.slug): _of_article(a) for a in edition.articles},
            **{("page", p.slug): (p.title, p.html) for p in edition.pages},
            **{("register entry", k): (e.name, e.role, e.note, e.date, e.end) for k, e in edition.register.items()},
            **{
                ("row of the synopsis", row.key): (
                    row.title, row.question, row.position, row.event,
                    tuple((v.article, v.says, v.stance, v.selector.exact) for v in row.voices),
                )
                for row in edition.synopsis
            },
        }  # fmt: skip

    old, new = seen(before.edition if before else None), seen(after.edition if after else None)
    return (
        *(f"{kind} {name}: new" for kind, name in new if (kind, name) not in old),
        *(
            f"{kind} {name}: changed"
            for kind, name in new
            if (kind, name) in old and old[kind, name] != new[kind, name]
        ),
        *(f"{kind} {name}: removed" for kind, name in old if (kind, name) not in new),
    )


def _of_article(article: Article) -> tuple[object, ...]:
    return (
        article.title,
        article.authors,
        article.publisher,
        article.published,
        article.url,
        article.rights,
        article.text,
    )


# --- in words ------------------------------------------------------------------------------------------------

Pieces = Iterable[tuple[Literal["same", "out", "in"], str]]


def word_differences(before: str, after: str) -> Pieces:
    """The words of both texts in order: the same in both, taken out, put in."""
    old, new = before.split(), after.split()
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", " ".join(old[i:j])
            continue
        if i < j:
            yield "out", " ".join(old[i:j])
        if k < m:
            yield "in", " ".join(new[k:m])


def summary(report: Report) -> str:
    """One line: how many of what."""
    counts: dict[str, int] = {}
    for item in report.items:
        counts[item.fate] = counts.get(item.fate, 0) + 1
    parts = [f"{count} {fate}" for fate, count in counts.items()]
    return (
        f"Annotations: {', '.join(parts) or 'none touched'}. "
        f"Sources new: {sum(kind == 'new' for kind, _ in report.sources)}. "
        f"Problems: {len(report.new)} new, {len(report.solved)} solved."
    )


def as_markdown(report: Report) -> str:
    """For a comment on a pull request; cut at a whole part where it would be too long."""
    parts = list(_document(report, markdown, _MARKDOWN))
    text = ""
    for n, part in enumerate(parts):
        if len(text) + len(part) > COMMENT_LIMIT:
            return f"{text}\n\n_In the HTML report: {counted(len(parts) - n, 'more part')}._\n"
        text += part
    return text


def as_html(report: Report, language: str) -> str:
    """One page that needs nothing else and runs nothing."""
    body = "".join(_document(report, lambda text: html.escape(visible(text)), _HTML))
    allowed = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>Report</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How the parts of a document are set; each takes text that is safe already."""

    title: str
    head: str
    line: str
    quote: str
    mark: str
    out: str
    put_in: str
    strong: str


_MARKDOWN = _Form(
    title="# {}\n\n", head="\n### {}\n\n", line="- {}\n", quote="\n> {}\n\n", mark="<mark>{}</mark>",
    out="<del>{}</del>", put_in="<ins>{}</ins>", strong="**{}**",
)  # fmt: skip
_HTML = _Form(
    title="<h1>{}</h1>\n", head="<h2>{}</h2>\n", line="<p>{}</p>\n", quote="<blockquote>{}</blockquote>\n",
    mark="<mark>{}</mark>", out="<del>{}</del>", put_in="<ins>{}</ins>", strong="<strong>{}</strong>",
)  # fmt: skip
_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0}main{max-width:44rem;margin:auto;"
    "padding:1rem}h2{font-size:1.1rem;border-top:1px solid;padding-top:1rem;margin-top:2rem}p,blockquote,h2"
    "{overflow-wrap:anywhere}blockquote{border-left:4px solid;margin:1rem 0;padding-left:1rem;font-family:serif}"
    "ins{text-decoration:underline;text-decoration-thickness:2px;font-weight:600}del{opacity:.75}"
)


def _document(report: Report, safe: Callable[[str], str], form: _Form) -> Iterable[str]:
    yield form.title.format("What this changes") + form.line.format(safe(summary(report)))
    for item in report.items:
        yield _item(item, safe, form)
    if report.findings:
        lines = [form.head.format("Where the quotes of edited articles went")]
        for finding in report.findings:
            sure = "certain" if finding.followed.certain else "to be confirmed"
            line = f"{form.strong.format(safe(finding.anchor.name))}: {finding.followed.outcome} ({sure})"
            if finding.after != finding.before:
                line += f": {_words(finding.before, finding.after, safe, form)}"
            elif said := beside(finding):
                line += f", beside the words {safe(said)}"
            lines.append(form.line.format(line))
        yield "".join(lines)
    if report.sources:
        yield form.head.format("Sources") + "".join(
            form.line.format(f"{form.strong.format(kind)}: {safe(said)}") for kind, said in report.sources
        )
    if report.others:
        yield form.head.format("Also") + "".join(form.line.format(safe(one)) for one in report.others)
    for head, problems in (("New problems", report.new), ("Solved problems", report.solved)):
        if problems:
            yield form.head.format(head) + "".join(
                form.line.format(_problem(p, safe, form)) for p in problems
            )


def _problem(problem: Problem, safe: Callable[[str], str], form: _Form) -> str:
    where = safe(f"{problem.place.file}:{problem.place.line}")
    return f"{form.strong.format(problem.severity)} {where}: {safe(problem.message)} {safe(problem.hint)} ({safe(problem.code)})"


def _item(item: Item, safe: Callable[[str], str], form: _Form) -> str:
    annotation = item.annotation
    head = f"{item.fate}: {annotation.article}/{annotation.id}"
    text = form.head.format(safe(head + (f", replaced by {item.heir}" if item.heir else "")))
    shown = [("before", item.was), ("now", item.now)]
    if item.fate != "added" and _place(item.was) == _place(item.now):
        shown = [("", item.now)]
    for label, passage in shown:
        if passage:
            number = f"§ {passage.number}" if passage.number else ""
            words = _set(passage, safe, form)
            said = " ".join(filter(None, (label, number)))
            text += form.quote.format((f"{form.strong.format(safe(said))} " if said else "") + words.strip())
    if item.differences:
        for one in item.differences:
            words = _words(one.before, one.after, safe, form)
            text += form.line.format(f"{form.strong.format(one.field)}: {words}")
    if item.note:
        label = "As readers saw it" if item.now is None else "As readers see it"
        text += form.line.format(f"{form.strong.format(label)}:")
        return text + "".join(form.quote.format(safe(part)) for part in item.note)
    # no reader sees it: a note that was taken back, or whose words are not found
    fields = _fields(annotation)
    for field in ("type", "status", "claim", "verdict", "body", "sources", "see", "reviewed"):
        if fields[field] and not any(one.field == field for one in item.differences):
            text += form.line.format(f"{form.strong.format(field)}: {safe(fields[field])}")
    return text


def _set(passage: Shown, safe: Callable[[str], str], form: _Form) -> str:
    """The passage with its mark; a blank beside the mark stays one, and none is put there."""
    left = " " if passage.before[-1:].isspace() else ""
    right = " " if passage.after[:1].isspace() else ""
    return f"{safe(passage.before)}{left}{form.mark.format(safe(passage.words))}{right}{safe(passage.after)}"


def _words(before: str, after: str, safe: Callable[[str], str], form: _Form) -> str:
    set_as = {"same": "{}", "out": form.out, "in": form.put_in}
    return " ".join(set_as[kind].format(safe(words)) for kind, words in word_differences(before, after))
