"""Step 3, annotations find their words: Edition -> Anchored.

A quote must stand exactly once in its article's reading text, as a whole outside headings. Whatever does not
is left out and reported, with the nearest passages or the context that would tell the places apart: better
refused than misplaced.
"""

from __future__ import annotations

from types import MappingProxyType

from lesart import selector
from lesart.model import Anchored, Annotation, Article, Edition, Passage, Selector, Span, SynopsisRow
from lesart.problems import Problem, Problems, did_you_mean

#: How much of a nearest passage a hint quotes.
_HINT_LENGTH = 90


class _Text:
    """An article with its reading text normalised once for all quotes that are looked for in it."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.normalised = selector.normalise(article.text)

    def passage_at(self, offset: int) -> Passage:
        return next(p for p in reversed(self.article.passages) if p.start <= offset)

    def find(self, wanted: Selector) -> tuple[Span | None, Problems]:
        """The one span of the selector, or the problem with it."""

        def problem(code: str, message: str, hint: str) -> tuple[None, Problems]:
            return None, (Problem(code=code, place=wanted.place, message=message, hint=hint),)

        if not selector.normalise(wanted.exact).text:
            return problem(
                "quote-empty", "Nothing is left of this quote to look for.", "Quote words of the article."
            )
        found = self._spans(wanted)
        if not found:
            return problem("quote-not-found", *self._not_found(wanted))
        if len(found) > 1:
            return problem("quote-ambiguous", *self._ambiguous(wanted, found))
        span = Span(article=self.article.slug, start=found[0].start, end=found[0].end)
        for passage in self.article.passages:
            if passage.is_heading and passage.start < span.end and span.start < passage.end:
                return problem(
                    "quote-in-heading",
                    f"The quote overlaps the heading “{passage.text[:60]}”.",
                    "Quote words of a paragraph; if it ran from one paragraph into the next, choose words of one of them.",
                )
        return span, ()

    def _spans(self, wanted: Selector) -> tuple[selector.Span, ...]:
        """All places. Where the context is a list, one entry for each witness, the entry that fits counts."""
        found: set[tuple[int, int]] = set()
        for prefix in wanted.prefix or ("",):
            for suffix in wanted.suffix or ("",):
                quote = selector.Quote(exact=wanted.exact, prefix=prefix, suffix=suffix)
                found.update((span.start, span.end) for span in selector.locate(self.normalised, quote))
        return tuple(selector.Span(start, end) for start, end in sorted(found))

    def _not_found(self, wanted: Selector) -> tuple[str, str]:
        quote = selector.Quote(exact=wanted.exact)
        message = f"“{_short(wanted.exact)}” does not stand in {self.article.file}."
        if (wanted.prefix or wanted.suffix) and selector.locate(self.normalised, quote):
            return (
                f"“{_short(wanted.exact)}” stands in {self.article.file}, but not with this prefix or suffix.",
                "Copy the words directly before or after it, or delete prefix and suffix if it stands there once.",
            )
        near = selector.nearest(self.article.text, quote)
        if near and selector.locate(self.normalised, quote, parts=True):
            message = (
                f"“{_short(wanted.exact)}” stands in {self.article.file} only within a longer word or number."
            )
        if not near:
            return message, "Copy the words from the text, exactly as they stand there."
        lines = []
        for one in near:
            passage = self.passage_at(one.span.start)
            lines.append(f"line {passage.lines[0]}: “{_short(one.words)}”")
        return message, f"Did you mean {'; or '.join(lines)}?"

    def _ambiguous(self, wanted: Selector, found: tuple[selector.Span, ...]) -> tuple[str, str]:
        options = []
        for span in found[:3]:
            quote = selector.describe(self.normalised, span)
            context = [f"prefix: {quote.prefix!r}"] if quote.prefix else []
            context += [f"suffix: {quote.suffix!r}"] if quote.suffix else []
            options.append(f"line {self.passage_at(span.start).lines[0]}: {', '.join(context)}")
        return (
            f"“{_short(wanted.exact)}” stands {len(found)} times in {self.article.file}.",
            f"Quote more words, or add what stands before or after it: {'; '.join(options)}.",
        )


def _short(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= _HINT_LENGTH else one_line[: _HINT_LENGTH - 1] + "…"


def anchor(edition: Edition) -> tuple[Anchored, Problems]:
    """Puts every annotation, every target of a cross-reference and every voice of the synopsis on its words."""
    texts = {article.slug: _Text(article) for article in edition.articles}
    problems: Problems = ()
    targets: dict[tuple[str, str], Span] = {}
    placed: list[Annotation] = []
    for annotation in edition.annotations:
        if annotation.status == "retracted" or annotation.article not in texts:
            continue  # a retracted note is listed, not shown; its words may be gone
        span, found = texts[annotation.article].find(annotation.target)
        problems += found
        if span:
            targets[annotation.article, annotation.id] = span
            placed.append(annotation)
    known = {(a.article, a.id) for a in edition.annotations if a.status != "retracted"}
    see: dict[tuple[str, str], tuple[Span, ...]] = {}
    for annotation in placed:
        spans: list[Span] = []
        for target in annotation.see:
            if target.article in edition.unreadable:
                continue
            if target.article not in texts:
                problems += (
                    Problem(
                        code="unknown-article",
                        place=target.place,
                        message=f"There is no article “{target.article}”.",
                        hint=did_you_mean(target.article, texts)
                        or "Write the name of its file, without .md.",
                    ),
                )
                continue
            if target.selector:
                span, found = texts[target.article].find(target.selector)
                problems += found
            else:
                name = target.annotation or ""
                span = targets.get((target.article, name))
                if (target.article, name) not in known:
                    problems += (
                        Problem(
                            code="unknown-annotation",
                            place=target.place,
                            message=f"The article “{target.article}” has no annotation “{name}”.",
                            hint=did_you_mean(name, (i for s, i in known if s == target.article))
                            or "Write its id, or quote words instead.",
                        ),
                    )
            if span and span == targets[annotation.article, annotation.id]:
                problems += (
                    Problem(
                        code="self-reference",
                        place=target.place,
                        message="The cross-reference leads to its own words.",
                        hint="Name the other passage.",
                    ),
                )
            if span:
                spans.append(span)
        see[annotation.article, annotation.id] = tuple(spans)
    voices: dict[tuple[str, int], Span] = {}
    for row in edition.synopsis:
        problems += _event_of(row, edition)
        for index, voice in enumerate(row.voices):
            if voice.article in edition.unreadable:
                continue
            if voice.article not in texts:
                problems += (
                    Problem(
                        code="unknown-article",
                        place=voice.place,
                        message=f"There is no article “{voice.article}”.",
                        hint=did_you_mean(voice.article, texts) or "Write the name of its file, without .md.",
                    ),
                )
                continue
            span, found = texts[voice.article].find(voice.selector)
            problems += found
            if span:
                voices[row.key, index] = span
    anchored = Anchored(
        edition=edition,
        annotations=tuple(placed),
        targets=MappingProxyType(targets),
        see=MappingProxyType(see),
        synopsis=edition.synopsis,
        voices=MappingProxyType(voices),
    )
    return anchored, problems


def _event_of(row: SynopsisRow, edition: Edition) -> Problems:
    if row.event is None or row.event in edition.register:
        return ()
    return (
        Problem(
            code="unknown-mention",
            place=row.place,
            message=f"The register has no event “{row.event}”.",
            hint=did_you_mean(row.event, edition.register) or "Add it to annotations/register.yaml.",
        ),
    )
