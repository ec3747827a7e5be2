"""Blocks as a file has them -> the text: debris out, headings seen, torn sentences whole. No word is changed.

Whatever only looks like something is left as it is and becomes a `Doubt`; a person who can be asked is asked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from lesart.importer.parts import Block, Doubt, Imported, Joined, Run, Source, Taken, one_line, tidied, words
from lesart.importer.plain import END, MAIL_FIELDS

#: Debris is short: no block with more words is looked at for it; notes on authors may be longer.
DEBRIS_WORDS, ORIGIN_WORDS, AUTHOR_WORDS = 20, 40, 90
#: Bylines and stored dates stand among so many first blocks.
HEAD_BLOCKS = 5
#: A heading without markup has at most so many words and signs, and the next paragraph at least so many words.
HEADING_WORDS, HEADING_SIGNS, BODY_WORDS = 14, 100, 12
#: Where a text's paragraphs are this long (median, words), a short line that asks or shouts is a heading, too.
LONG_PARAGRAPHS = 25
#: If more of the blocks look like headings, short lines are this text's way, and none is one.
TOO_MANY = 0.34
#: A paragraph that goes on in the next has at least so many words (a letter's “Sehr geehrte …,” has fewer), or, where a
#: page number stood between the two, so many.
TORN_WORDS, TORN_WORDS_AT_PAGE_BREAK = 12, 3

Vocabulary = Mapping[str, Any]
Ask = Callable[[Doubt], bool]

_NAME = r"(?-i:[A-ZÄÖÜÀ-Þ][\w’'.-]+(?: [A-ZÄÖÜÀ-Þ][\w’'.-]*){1,4})"
_ISO = r"\d{4}-\d{2}(?:-\d{2})?"
_STORED = re.compile(rf"^\W*(?:date|datum|published|pubdate)\W{{1,3}}({_ISO})(?!\w)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_SPEAKER = re.compile(r"^[^\W\d_][\w.-]*( [^\W\d_][\w.-]*)?: ")
_OPENERS = frozenset("\"„“»«‚‘'")


def vocabulary(language: str) -> Vocabulary:
    """The words of a language that the importer knows; those of all languages together for one it does not know."""
    every = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    chosen = every.get(language.split("-")[0].casefold())
    languages = [chosen] if chosen else list(every.values())
    merged: dict[str, Any] = {}
    for one in languages:
        for key, value in one.items():
            values = value.split() if isinstance(value, str) else value
            merged[key] = [*merged.get(key, []), *values]
    return merged


@dataclass(slots=True, kw_only=True)
class _Work:
    """The text while it is being tidied. Each step below takes it one further."""

    blocks: list[Block]
    known: Vocabulary
    ask: Ask
    names: Sequence[str]
    expected: str  # the title that the edition knows
    title: str
    subtitle: str
    authors: tuple[str, ...]
    published: str
    author_note: str = ""
    source_note: str = ""
    taken: list[Taken] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    page_breaks: list[int] = field(default_factory=list)  # lines of page numbers that were taken out

    def take(self, block: Block, why: str) -> None:
        self.taken.append(Taken(line=block.line, text=block.text, why=why))

    def doubt(self, block: Block, question: str, left: str) -> bool:
        """Whether somebody says yes. Where nobody does, it stays and is reported."""
        doubt = Doubt(line=block.line, text=block.text, question=question, left=left)
        if self.ask(doubt):
            return True
        self.doubts.append(doubt)
        return False

    def is_one(self, kind: str, text: str, name: str = _NAME) -> re.Match[str] | None:
        for pattern in self.known.get(kind, ()):
            found = re.search(pattern.replace("{name}", name), one_line(text), re.IGNORECASE)
            if found:
                return found
        return None


def tidy(
    source: Source,
    known: Vocabulary,
    *,
    name: str,
    encoding: str,
    ask: Ask = lambda _: False,
    title: str | None = None,
    authors: Sequence[str] = (),
) -> Imported:
    """The text in `source`. `title` and `authors` are what the edition knows of it; they settle what is a guess else."""
    work = _Work(
        blocks=[block for block in source.blocks if block.kind == "rule" or block.text.strip()],
        known=known,
        ask=ask,
        names=authors,
        expected=title or "",
        title=source.title,
        subtitle=source.subtitle,
        authors=source.authors,
        published=source.published,
        taken=list(source.taken),
        joined=list(source.joined),
        doubts=[],
    )
    for doubt in source.doubts:
        work.doubts.append(doubt)
    for step in (_mail, _debris, _page_numbers, _head, _related, _notes, _torn, _headings, _rules):
        step(work)
    return Imported(
        name=name,
        form=source.form,
        encoding=encoding,
        title=work.title,
        subtitle=work.subtitle,
        authors=work.authors,
        published=work.published,
        author_note=work.author_note,
        source_note=work.source_note,
        blocks=tuple(work.blocks),
        taken=tuple(sorted(work.taken, key=lambda one: one.line)),
        joined=tuple(sorted(work.joined, key=lambda one: one.line)),
        doubts=tuple(sorted(work.doubts, key=lambda one: one.line)),
    )


# --- debris ---------------------------------------------------------------------------------------------------


def _mail(work: _Work) -> None:
    """The head of a mail or of a saved page: lines “Name: value”, and the signature after “-- ”."""
    if not work.blocks:
        return
    first = work.blocks[0]
    names = {line.partition(":")[0].casefold() for line in first.text.split("\n")}
    if first.kind == "verse" and len(names & MAIL_FIELDS) >= 2:
        work.take(first, "the head of a mail")
        work.blocks.pop(0)
    for index, block in enumerate(work.blocks):
        if block.text.split("\n")[0].rstrip() == "--":
            for rest in work.blocks[index:]:
                work.take(rest, "a mail's signature")
            del work.blocks[index:]
            break


def _debris(work: _Work) -> None:
    """Players, credits of pictures, addresses and links that stand alone."""
    kept: list[Block] = []
    for block in work.blocks:
        why = _why_debris(work, block)
        if why:
            work.take(block, why)
        else:
            kept.append(block)
    work.blocks = kept


def _why_debris(work: _Work, block: Block) -> str:
    if block.kind not in {"paragraph", "heading", "item", "verse"}:
        return ""
    count = len(words(block.text))
    links = len(words(block.linked))
    if _ADDRESS.match(block.text.strip()):
        return "an address"
    if block.linked and (
        links == count or (links * 2 > count and count <= DEBRIS_WORDS and not END.search(block.text))
    ):
        if re.search(r"\.(mp3|m4a|ogg|wav|mp4)\b", " ".join(run.href for run in block.runs)):
            return "a player"
        return "a link that stands alone" if block.kind != "item" or links == count else ""
    if count <= DEBRIS_WORDS:
        if work.is_one("player", block.text):
            return "a player"
        if work.is_one("credit", block.text):
            return "the credit of a picture"
    return ""


def _page_numbers(work: _Work) -> None:
    """Numbers that stand alone and count upwards are a book's page numbers; one alone may be anything."""
    pattern = re.compile(r"^[\[(–-]*\s*(?:(?:seite|page|s\.|p\.)\s*)?(\d{1,4})\s*[\])–-]*$", re.IGNORECASE)
    alone = [
        (index, int(found.group(1)))
        for index, block in enumerate(work.blocks)
        if block.kind == "paragraph" and (found := pattern.match(block.text))
    ]
    counting = len(alone) > 1 and all(b[1] == a[1] + 1 for a, b in itertools.pairwise(alone))
    between = all(b[0] - a[0] > 1 for a, b in itertools.pairwise(alone))
    gone = set()
    for index, _ in alone:
        block = work.blocks[index]
        if (counting and between) or work.doubt(block, "is this a page number?", "left in the text"):
            work.take(block, "a page number")
            work.page_breaks.append(block.line)
            gone.add(index)
    work.blocks = [block for index, block in enumerate(work.blocks) if index not in gone]


# --- head and notes -------------------------------------------------------------------------------------------


def _head(work: _Work) -> None:
    """Title, subtitle, byline and stored date, which stand before the text and have fields of their own."""
    if work.blocks and work.blocks[0].kind == "paragraph" and (found := _STORED.match(work.blocks[0].text)):
        first = work.blocks[0]
        work.published = work.published or found.group(1)
        work.taken.append(Taken(line=first.line, text=found.group().strip(), why="a stored date"))
        rest = _without_start(first.runs, found.end())
        work.blocks[:1] = [replace(first, runs=rest)] if rest else []
    kept: list[Block] = []
    for index, block in enumerate(work.blocks):
        if index < HEAD_BLOCKS and block.kind in {"paragraph", "verse"} and _byline(work, block):
            work.take(block, "the line with author or date")
        else:
            kept.append(block)
    work.blocks = kept
    _title(work)


def _without_start(runs: tuple[Run, ...], count: int) -> tuple[Run, ...]:
    out: list[Run] = []
    for run in runs:
        cut = min(count, len(run.text))
        count -= cut
        out.append(replace(run, text=run.text[cut:]))
    return tidied(out)


def _byline(work: _Work, block: Block) -> bool:
    """Whether the block is nothing but a date, an author's name, or both. Takes what it says."""
    text = one_line(block.text)
    if len(words(text)) > 12 or text.endswith((".", "!", "?")):
        return False
    known = work.is_one("byline", text)
    date, rest = _date_in(text, work.known.get("months", ()))
    rest = re.sub(r"^[\s|·•,–—/:-]+|[\s|·•,–—/:-]+$", "", rest)
    rest = re.sub(r"\s*\b\d{1,2}[:.]\d{2}( Uhr)?$", "", rest).strip(" ,|·")
    named = re.fullmatch(rf"(?:(?:von|by)\s+)?({_NAME})", rest, re.IGNORECASE)
    if known:
        work.authors = work.authors or tuple(re.split(r",? und |,? and |, ", known["author"]))
        return True
    if not date or not (not rest or named):
        return False
    work.published = work.published or date
    if named:
        work.authors = work.authors or (named.group(1),)
    return True


def _date_in(text: str, months: Sequence[str]) -> tuple[str, str]:
    """An ISO date that a short text contains ('' if none), and the text without it."""
    spelt = re.search(rf"\b(\d{{1,2}})\. ?({'|'.join(months) or '-'}) (\d{{4}})\b", text, re.IGNORECASE)
    if spelt:
        month = [m.casefold() for m in months].index(spelt.group(2).casefold()) % 12 + 1
        return f"{spelt.group(3)}-{month:02}-{int(spelt.group(1)):02}", text.replace(spelt.group(), "", 1)
    english = re.search(rf"\b({'|'.join(months) or '-'}) (\d{{1,2}}), (\d{{4}})\b", text, re.IGNORECASE)
    if english:
        month = [m.casefold() for m in months].index(english.group(1).casefold()) % 12 + 1
        return f"{english.group(3)}-{month:02}-{int(english.group(2)):02}", text.replace(
            english.group(), "", 1
        )
    figures = re.search(r"\b(\d{1,2})\.(0?[1-9]|1[0-2])\.(\d{4})\b", text)
    if figures:
        return (
            f"{figures.group(3)}-{int(figures.group(2)):02}-{int(figures.group(1)):02}",
            text.replace(figures.group(), "", 1),
        )
    iso = re.search(rf"\b{_ISO}\b", text)
    return (iso.group(), text.replace(iso.group(), "", 1)) if iso else ("", text)


def _title(work: _Work) -> None:
    if not work.blocks:
        return
    first = work.blocks[0]
    following = work.blocks[1] if len(work.blocks) > 1 else None
    known = work.title
    if known and _same(first.text, known):
        work.take(first, "the title, to its field")
        work.blocks.pop(0)
        return
    if known or following is None:
        return
    marked = first.kind == "heading" and first.level == 1
    other_first = any(b.kind == "heading" and b.level == 1 for b in work.blocks[1:])
    before_lines = following.kind in {"verse", "item", "table", "pre"}
    looks = _short(first) and (before_lines or _heading_like(first, following, long=True))
    # an interview begins with a question, and a play with “ACT ONE”
    unsure = (
        bool(work.expected) or first.text.rstrip().endswith("?") or (before_lines and first.text.isupper())
    )
    if looks and unsure and not _begins(first.text, work.expected):
        looks = work.doubt(first, "is this the title?", "left in the text")
        if not looks:
            return
    if (marked and not other_first) or looks:
        work.title = one_line(first.text)
        work.take(first, "the title, to its field")
        work.blocks.pop(0)
    elif (
        first.kind == "paragraph"
        and _short(first)
        and following.kind == "paragraph"
        and _short(following)
        and len(work.blocks) > 2
        and len(words(work.blocks[2].text)) >= BODY_WORDS
    ):
        work.title, work.subtitle = one_line(first.text), one_line(following.text)
        work.take(first, "the title, to its field")
        work.take(following, "the subtitle, to its field")
        del work.blocks[:2]


def _same(one: str, other: str) -> bool:
    return words(one.casefold()) == words(other.casefold())


def _begins(text: str, title: str) -> bool:
    """Whether a line is the title that the edition knows, or that and what follows its colon."""
    wanted = words(title.casefold())
    return bool(wanted) and words(text.casefold())[: len(wanted)] == wanted


def _notes(work: _Work) -> None:
    """What is said of the author and of the text's origin, at the end; short notes, to fields of their own."""
    for _ in range(4):
        last = next((b for b in reversed(work.blocks) if b.kind != "rule"), None)
        if last is None or last.kind not in {"paragraph", "item"} or len(work.blocks) < 2:
            return
        text = one_line(last.text)
        count = len(words(text))
        if count <= ORIGIN_WORDS and work.is_one("origin", text):
            work.source_note = f"{text} {work.source_note}".strip()
            why = "where the text comes from, to its field"
        elif count <= AUTHOR_WORDS and _on_author(work, last, text):
            work.author_note = f"{text} {work.author_note}".strip()
            why = "a note on the author, to its field"
        else:
            return
        work.take(last, why)
        work.blocks = work.blocks[: work.blocks.index(last)]


def _on_author(work: _Work, block: Block, text: str) -> bool:
    names = [*work.names, *work.authors]
    if names and work.is_one("author", text, name="(?:" + "|".join(map(re.escape, names)) + ")"):
        return True
    guess = work.is_one("author", text)
    if not guess:
        return False
    starts_a_sentence = text.split()[0].casefold() in work.known.get("unfinished", ())
    return not starts_a_sentence and work.doubt(block, "is this a note on the author?", "left in the text")


def _related(work: _Work) -> None:
    """Headings over lists of links, whose links are gone."""
    kept: list[Block] = []
    blocks = work.blocks
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        empty = following is None or following.kind == "heading"
        short = block.kind in {"heading", "paragraph"} and len(words(block.text)) <= DEBRIS_WORDS
        if short and empty and work.is_one("related", block.text):
            work.take(block, "the heading of a list of links")
        else:
            kept.append(block)
    work.blocks = kept


# --- torn sentences -------------------------------------------------------------------------------------------


def _torn(work: _Work) -> None:
    """Two paragraphs that a page break had made of one, joined again where the words leave no doubt."""
    unfinished = frozenset(work.known.get("unfinished", ()))
    out: list[Block] = []
    for block in work.blocks:
        before = out[-1] if out else None
        least = TORN_WORDS
        if before is not None and any(before.line < line < block.line for line in work.page_breaks):
            least = TORN_WORDS_AT_PAGE_BREAK
        if before is not None and _may_be_torn(before, block, least):
            torn = _surely_torn(before.text, block.text, unfinished)
            if not torn:
                torn = work.doubt(
                    block,
                    f"does the paragraph before it (“… {_end(before.text)}”) go on here?",
                    "left as two paragraphs",
                )
            if torn:
                work.joined.append(
                    Joined(line=block.line, before=_end(before.text), after=_start(block.text))
                )
                space = () if before.text.endswith("\xad") else (Run(text=" "),)
                out[-1] = replace(before, runs=tidied((*before.runs, *space, *block.runs)))
                continue
        out.append(block)
    work.blocks = out


def _end(text: str) -> str:
    return " ".join(text.split()[-5:])


def _start(text: str) -> str:
    return " ".join(text.split()[:5])


def _may_be_torn(before: Block, block: Block, least: int) -> bool:
    """Whether the one ends, and the other begins, within what may be a sentence."""
    if before.kind not in {"paragraph", "item"} or block.kind != "paragraph" or before.quoted != block.quoted:
        return False
    text = before.text.rstrip()
    if END.search(text) or len(words(text)) < least or not block.text[:1].isalnum():
        return False
    # what follows must itself be prose that ends
    return bool(END.search(block.text)) or len(words(block.text)) >= BODY_WORDS


def _surely_torn(before: str, after: str, unfinished: frozenset[str]) -> bool:
    last = words(before)[-1].casefold()
    return after[:1].islower() or before.rstrip().endswith(",") or last in unfinished


# --- headings without markup ----------------------------------------------------------------------------------


def _short(block: Block) -> bool:
    text = block.text.strip()
    return (
        block.kind == "paragraph"
        and "\n" not in text
        and 0 < len(words(text)) <= HEADING_WORDS
        and len(text) <= HEADING_SIGNS
        and not re.search(r"[.,;:…–—-][)\]»«\"'“”’‘›‹]*$", text)
        and (text[0].isupper() or text[0].isdigit() or text[0] in _OPENERS or text[0] == "§")
    )


def _heading_like(block: Block, following: Block | None, *, long: bool) -> bool:
    """Whether a paragraph is a heading by its looks. `long`: the text's paragraphs are long."""
    if (
        not _short(block)
        or following is None
        or following.kind not in {"paragraph", "item"}
        or following.quoted
    ):
        return False
    text = block.text.strip()
    if not long and (re.search(r"[?!][)\]»«\"'“”’‘›‹]*$", text) or text[0] in _OPENERS):
        return False
    count = len(words(following.text))
    return count >= BODY_WORDS and (long or count > 2 * len(words(text))) and not _short(following)


def _headings(work: _Work) -> None:
    if any(block.kind == "heading" for block in work.blocks):
        _strong_lines(work)
        return
    paragraphs = [block for block in work.blocks if block.kind == "paragraph"]
    lengths = sorted(len(words(block.text)) for block in paragraphs if not _short(block))
    long = bool(lengths) and lengths[len(lengths) // 2] >= LONG_PARAGRAPHS
    speakers = sum(bool(_SPEAKER.match(block.text)) for block in paragraphs) >= 3
    found: set[int] = set()
    unsure: set[int] = set()
    for index, block in enumerate(work.blocks):
        if not _short(block) or (speakers and _SPEAKER.match(block.text)):
            continue
        following = work.blocks[index + 1] if index + 1 < len(work.blocks) else None
        before = work.blocks[index - 1] if index else None
        capitals = block.text.isupper() and len(words(block.text)) > 0
        finished = before is None or before.kind != "paragraph" or bool(END.search(before.text))
        if capitals and following is not None and following.kind != "rule":
            found.add(index)
        elif _heading_like(block, following, long=long):
            (found if finished else unsure).add(index)
        elif _heading_like(block, following, long=True) or (before is not None and following is not None):
            unsure.add(index)
    if len(found) > max(1, TOO_MANY * len(work.blocks)):
        unsure |= found
        found = set()
    elif len(unsure) > max(1, TOO_MANY * len(work.blocks)):
        unsure = set()  # short lines without an end are this text's way
    for index in sorted(unsure):
        if work.doubt(work.blocks[index], "is this a heading?", "left as a paragraph"):
            found.add(index)
    work.blocks = [
        replace(block, kind="heading", level=0, runs=_unstrong(block.runs)) if index in found else block
        for index, block in enumerate(work.blocks)
    ]


def _unstrong(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """A heading is strong by itself."""
    return tidied(replace(run, strong=False) for run in runs)


def _strong_lines(work: _Work) -> None:
    """Where a text marks its headings, a short line that does not look like one is a paragraph; strong ones are asked."""
    for index, block in enumerate(work.blocks):
        strong = block.kind == "paragraph" and bool(block.runs) and all(run.strong for run in block.runs)
        if (
            strong
            and _short(block)
            and work.doubt(block, "is this line in bold a heading?", "left as a paragraph")
        ):
            lowest = max(b.level for b in work.blocks if b.kind == "heading")
            work.blocks[index] = replace(block, kind="heading", level=lowest, runs=_unstrong(block.runs))


def _rules(work: _Work) -> None:
    """A rule parts two passages: none at the beginning, at the end, or twice."""
    out: list[Block] = []
    for block in work.blocks:
        if block.kind == "rule" and (not out or out[-1].kind == "rule"):
            continue
        out.append(block)
    while out and out[-1].kind == "rule":
        out.pop()
    work.blocks = out
