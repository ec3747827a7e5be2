"""After a text was edited: where the words of each annotation went, from the history of the repository.

The last committed text in which a selector meant one place is the text before. `follow` says where that place
is now. What the selector finds today counts only if it is the same place; else the annotation has drifted, even
if its quote still stands exactly once. Nothing is written that is not certain or confirmed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lesart import rewrite
from lesart.align import Alignment, align, prepare
from lesart.follow import Followed, Outcome, follow, seek
from lesart.model import Article, Edition, Selector, SourceFile
from lesart.parse import reading_text
from lesart.problems import Problem, Problems, counted
from lesart.selector import Normalised, Quote, Span, describe, locate, normalise

#: So many words on each side become part of a selector when a change beside its quote was confirmed.
BESIDE = 4

#: Worst first: what an editor must look at before anything else.
ORDER: tuple[Outcome, ...] = ("sense changed", "ambiguous", "gone", "edited", "moved", "in place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A selector of the edition: of an annotation, a target of a cross-reference, or a voice of the synopsis."""

    name: str  # what an editor calls it: article/annotation, with the number of a see-target behind it
    article: str
    selector: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one anchor. `found` is what its selector means today, if that is one place."""

    anchor: Anchor
    followed: Followed
    found: Span | None
    before: str  # the words as they were
    after: str  # the words where they went; '' if nowhere

    @property
    def settled(self) -> bool:
        """The selector means the place where the words are: nothing is to be done."""
        return (
            self.found is not None
            and self.found == self.followed.span
            and self.followed.outcome != "sense changed"
        )


def anchors_of(edition: Edition) -> tuple[Anchor, ...]:
    """Every selector of the edition, in the order of its files."""
    found: list[Anchor] = []
    for annotation in edition.annotations:
        if annotation.status == "retracted":
            continue
        name = f"{annotation.article}/{annotation.id}"
        found.append(Anchor(name=name, article=annotation.article, selector=annotation.target))
        found += [
            Anchor(name=f"{name}#{number}", article=target.article, selector=target.selector)
            for number, target in enumerate(annotation.see, start=1)
            if target.selector
        ]
    for row in edition.synopsis:
        found += [
            Anchor(name=f"synopsis/{row.key}#{number}", article=voice.article, selector=voice.selector)
            for number, voice in enumerate(row.voices, start=1)
        ]
    return tuple(found)


def findings(
    edition: Edition, earlier: Callable[[str], Iterable[str]], slugs: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What became of every anchor in the articles `slugs` (all, if there are none), the worst first.

    `earlier` gives the earlier texts of an article's file, the newest first, by its path.
    """
    names = frozenset(entry.name for entry in edition.register.values() if entry.group != "events")
    texts = {article.slug: _Article(article, earlier, names) for article in edition.articles}
    found = [
        texts[anchor.article].finding(anchor)
        for anchor in anchors_of(edition)
        if anchor.article in texts and (not slugs or anchor.article in slugs)
    ]
    return tuple(sorted(found, key=lambda f: (ORDER.index(f.followed.outcome), f.anchor.name)))


class _Article:
    """An article's text now, and its earlier texts as far as they were asked for."""

    def __init__(
        self, article: Article, earlier: Callable[[str], Iterable[str]], names: frozenset[str]
    ) -> None:
        self.article = article
        self.names = names
        self.now = prepare(article.text)
        self.source: Iterator[str] = iter(earlier(article.file))
        self.known: list[tuple[str, Normalised]] = []
        self.alignments: dict[str, Alignment] = {}

    def versions(self) -> Iterator[tuple[str, Normalised]]:
        yield from tuple(self.known)
        for raw in self.source:
            text = reading_text(SourceFile(path=self.article.file, text=raw))
            if text is not None and all(text != other for other, _ in self.known):
                self.known.append((text, normalise(text)))
                yield self.known[-1]

    def finding(self, anchor: Anchor) -> Finding:
        found = _places(self.now.normalised, anchor.selector)
        for text, normalised in self.versions():
            spans = _places(normalised, anchor.selector)
            if len(spans) == 1:
                if text not in self.alignments:
                    self.alignments[text] = align(prepare(normalised, like=self.now), self.now, self.names)
                followed = follow(self.alignments[text], spans[0])
                return self._made(anchor, followed, found, text[spans[0].start : spans[0].end])
        followed = seek(self.now, _quotes(anchor.selector)[0], self.names)
        return self._made(anchor, followed, found, anchor.selector.exact)

    def _made(self, anchor: Anchor, followed: Followed, found: tuple[Span, ...], before: str) -> Finding:
        span = followed.span
        return Finding(
            anchor=anchor,
            followed=followed,
            found=found[0] if len(found) == 1 else None,
            before=" ".join(before.split()),
            after=" ".join(self.article.text[span.start : span.end].split()) if span else "",
        )


def _quotes(selector: Selector) -> tuple[Quote, ...]:
    return tuple(
        Quote(exact=selector.exact, prefix=prefix, suffix=suffix)
        for prefix in selector.prefix or ("",)
        for suffix in selector.suffix or ("",)
    )


def _places(text: Normalised, selector: Selector) -> tuple[Span, ...]:
    found = {span for quote in _quotes(selector) for span in locate(text, quote)}
    return tuple(sorted(found, key=lambda span: (span.start, span.end)))


# --- saying and writing --------------------------------------------------------------------------------------


def described(finding: Finding) -> str:
    """The finding as an editor reads it: what happened, then the words before and after with their differences."""
    followed = finding.followed
    sure = "certain" if followed.certain else "to be confirmed"
    lines = [f"{finding.anchor.name}: {followed.outcome} ({sure})", f"    before: {finding.before}"]
    if finding.after and finding.after != finding.before:
        lines.append(f"    after:  {differences(finding.before, finding.after)}")
    elif said := beside(finding):
        lines.append(f"    beside: {said}")
    elif finding.after and finding.found != followed.span:
        lines.append("    after:  the same words, but the selector does not mean this place")
    return "\n".join(lines)


def differences(before: str, after: str) -> str:
    """The words after, with what was taken out in [-…-] and what was put in in {+…+}."""
    old, new = before.split(), after.split()
    out: list[str] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            out += old[i:j]
            continue
        if i < j:
            out.append(f"[-{' '.join(old[i:j])}-]")
        if k < m:
            out.append(f"{{+{' '.join(new[k:m])}+}}")
    return " ".join(out)


def beside(finding: Finding) -> str:
    """What changed directly beside words that stayed as they were, in the form of `differences`; empty if nothing did."""
    if finding.before != finding.after:
        return ""
    return "; ".join(differences(change.old, change.new) for change in finding.followed.changes)


def rewritten(finding: Finding, article: Article, text: str) -> str:
    """The text of the finding's YAML file with the selector of the new place; every other byte as it was.

    Raises ValueError if there is no place, and rewrite.RewriteError if the file cannot be changed.
    """
    if finding.followed.span is None:
        raise ValueError("the words are nowhere to be found")
    span, selector = finding.followed.span, finding.anchor.selector
    quote = describe(article.text, span)
    if finding.found == span:
        # the words are the same, and what stands beside them was confirmed: now it is part of the selector
        before, after = article.text[: span.start], article.text[span.end :]
        quote = Quote(
            exact=quote.exact,
            prefix=" ".join(before.rpartition("\n")[2].split()[-BESIDE:]),
            suffix=" ".join(after.partition("\n")[0].split()[:BESIDE]),
        )
    return rewrite.with_selector(text, selector.path, quote)


def fates(found: Iterable[Finding]) -> tuple[str, ...]:
    """For each article what became of its anchors: a line with the sums, then one for each outcome, the worst first.

    What is settled is named too, so that nobody has to wonder whether an annotation was looked at.
    """
    told: dict[str, dict[Outcome, list[Finding]]] = {}
    for finding in found:
        told.setdefault(finding.anchor.article, {}).setdefault(finding.followed.outcome, []).append(finding)
    lines: list[str] = []
    for slug, outcomes in sorted(told.items()):
        sums = (f"{len(outcomes[outcome])} {outcome}" for outcome in reversed(ORDER) if outcome in outcomes)
        lines.append(f"{slug} was edited; its quotes: {', '.join(sums)}")
        for outcome in ORDER:
            if outcome in outcomes:
                names = ", ".join(finding.anchor.name for finding in outcomes[outcome])
                lines.append(f"    {outcome}: {names}")
    return tuple(lines)


def drifted(found: Iterable[Finding], names: Mapping[str, str]) -> Problems:
    """A problem for each anchor whose selector does not mean the place where its words went.

    `names` maps a slug to the path of its article. Anchors whose quote is not found, or found twice, have a
    problem of their own already.
    """
    return tuple(
        Problem(
            code="anchor-drifted",
            place=finding.anchor.selector.place,
            message=f"{names[finding.anchor.article]} was edited, and this quote no longer means the words that it meant.",
            hint=_mend(finding),
        )
        for finding in found
        if finding.found is not None and not finding.settled
    )


def advice(finding: Finding) -> str:
    """What an editor can do about words that have no one place."""
    if finding.followed.outcome == "gone":
        return "choose other words for the quote, or set “status: retracted”"
    offered = len(finding.followed.offered)
    return f"{counted(offered, 'place')} may be meant: write the prefix or suffix of the right one"


def _mend(finding: Finding) -> str:
    if finding.followed.outcome == "sense changed":
        words = differences(finding.before, finding.after)
        if said := beside(finding):
            words += f" (beside it: {said})"
        return f"A number, a negation or a name changed: {words}. Look whether the note still holds, then run “reanchor”."
    if finding.after:
        return f"They are now: {differences(finding.before, finding.after)}. Run “reanchor” and confirm."
    return "They may be gone, and what stands there now a double. Run “reanchor”, or retract the annotation."
