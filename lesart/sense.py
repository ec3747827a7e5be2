"""Changes of words that change what a passage says: numbers, negations, modal verbs, names.

A note on “zwei Stunden” must not follow to “drei Stunden” unseen. What is found here is shown to the editor
first; it is no judgement of the meaning. For German and English. Two versions are compared along an alignment of
their words, so a negation that changed its place counts too. Numbers and negations err towards “changed”, which
costs the editor a glance. For names that would be every noun of a German text: a name counts if it is known (from
the register), or if it was exchanged for another and both look like names here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import LCSseq

Kind = Literal["number", "negation", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What stood before, and what stands now in its place; one of them may be empty."""

    kind: Kind
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the texts around a passage tell of its words.

    `german`: nouns have capital letters. `ordinary`: words, in small letters, used as no name is: uncapitalised,
    or after “ein”, “kein”, “jeder”, “der” … `names`: capitalised words that stand beside another one
    (“Präsident Selenskyj”) and are not ordinary, and those known for certain.
    """

    german: bool = False
    ordinary: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


#: Words; numbers with their separators and attached letters (3,5 · 20.12.2023 · 60e); single other signs.
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*[^\W\d_]*|[^\w\s]|_")


def words_of(text: str) -> list[str]:
    """The words and signs of a normalised text."""
    return WORD.findall(text)


# --- numbers --------------------------------------------------------------------------------------------------

_GERMAN_NUMBER = re.compile(
    r"(?!(?:ein(?:e[nrsm]?|fach\w*|mal\w*|ig\w*|s)?|und|undzig|achte?[nst]?|elfen?)$)"
    r"(?:eins?|zwei|zwo|drei|vier|fünf|sechs?|sieben|sieb|acht|neun|zehn|elf|zwölf|zwan|dreißig|zig|hundert|tausend|und)+"
    r"(?:s?te[nrsm]?|s?tens|e[nrsm]?|er|mal(?:ig)?\w*|fach\w*|einhalb\w*|"
    r"(?:stünd|täg|wöch|monat|jähr|prozent|köpf|teil|stell|seit|stöck|minüt)\w*)?"
    r"|acht|achte[nrsm]?|erste?[nrsm]?|erstens|dritte?[nrsm]?|drittens|dritteln?|vierteln?|\w+zehnteln?|halbe?[nrsm]?"
    r"|hälften?|doppelt\w*|dutzende?n?|million(?:en)?|milliarden?|billion(?:en)?|null|beide[nrsm]?|anderthalb"
    r"|prozent|promille"
)
_ENGLISH_NUMBER = re.compile(
    r"zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|half|halves|quarters?"
    r"|twice|thrice|doubled?|tripled?|dozens?|percent"
)
_ROMAN = re.compile(r"[IVX]{2,}|[IVXLCDM]{3,}")
_QUANTITY_SIGNS = frozenset("%‰€$£¥°")


def _number(word: str, german: bool) -> str:
    """A word's number, as a text to compare; empty if it has none."""
    if any(character.isdigit() for character in word):
        return word.casefold()
    if word in _QUANTITY_SIGNS or _ROMAN.fullmatch(word):
        return word
    if german and word[0].isupper() and word.startswith("Dritte"):
        return ""  # “ein Dritter” is anybody else
    pattern = _GERMAN_NUMBER if german else _ENGLISH_NUMBER
    small = word.lower()
    return small if pattern.fullmatch(small) else ""


# --- negations ------------------------------------------------------------------------------------------------

_NEGATIONS = (
    dict.fromkeys("nicht nich kein keinerlei keineswegs keinesfalls mitnichten not no cannot".split(), "not")
    | dict.fromkeys("nie niemals nimmer never".split(), "never")
    | dict.fromkeys("nichts nothing".split(), "nothing")
    | dict.fromkeys("niemand niemandem niemanden niemands nobody none".split(), "nobody")
    | dict.fromkeys("nirgends nirgendwo nirgendwohin nowhere".split(), "nowhere")
    | dict.fromkeys("weder neither nor".split(), "neither")
    | dict.fromkeys("ohne without".split(), "without")
    | dict.fromkeys("kaum hardly barely scarcely".split(), "hardly")
    | dict.fromkeys("selten seldom rarely".split(), "seldom")
)
_NO = re.compile(r"keine[nrsm]?")
_OPPOSITES = re.compile(r"(?:un|nicht|miss|miß|in|im|ir|il|non|dis|mis|anti)-?")
#: What may stand in the place of “-los”, “-less”.
_WITHOUT = re.compile(r"(?:los|less)(?:e[nrsm]?|ly|ness|igkeit)?$")
#: A stem shorter than this shows no kinship between two words.
_STEM = 4


def _negation(word: str) -> str:
    """A word's negation, as a text to compare; empty if it has none."""
    small = word.casefold()
    if small.endswith("n't"):
        return "not"
    return _NEGATIONS.get(small, "not" if _NO.fullmatch(small) else "")


def _opposite(one: str, other: str) -> bool:
    """Whether one word is the other with un-, in-, dis- …, or they share a stem and one ends in -los, -less."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if len(short) >= _STEM and long.endswith(short) and _OPPOSITES.fullmatch(long.removesuffix(short)):
        return True
    for without, against in ((short, long), (long, short)):
        stem = _WITHOUT.sub("", without)
        if (
            stem != without
            and len(stem) >= _STEM
            and against.startswith(stem)
            and not _WITHOUT.search(against)
        ):
            return True
    return False


# --- names ----------------------------------------------------------------------------------------------------

#: Before these stands no name: “ein”, “kein”, “mein”, “jeder”, “dieser” and their forms.
_DETERMINERS = frozenset(
    stem + ending
    for stem in (
        "ein kein mein dein sein ihr unser euer eur jed jen dies welch manch viel wenig einig mehrer all solch folgend"
    ).split()
    for ending in ("", "e", "en", "er", "es", "em")
)
_ARTICLES = frozenset("der die das den dem des zum zur im am vom beim ins ans fürs aufs the a an".split())
#: They take the article, but they are names.
_NAMES_WITH_ARTICLE = frozenset(
    "ukraine krim türkei schweiz slowakei mongolei niederlande niederlanden irak iran jemen libanon sudan kongo vatikan "
    "kreml philippinen emirate emiraten golan balkan baltikum donbas donbass sinai arktis antarktis elsass sahel".split()
)
_NOT_NAMES = frozenset(
    "ich du er sie es wir ihr ihm ihn ihnen uns euch man der die das den dem des ein eine einer einem einen eines und "
    "oder aber denn doch wenn weil dass daß ob als wie was wer wo wann warum in im an am auf aus bei mit nach seit von "
    "vom zu zum zur für gegen durch um über unter vor hinter ohne auch nur noch schon so da dann hier dort jetzt heute "
    "diese dieser dieses diesem diesen jede jeder jedes alle sein seine seiner ihre ihrer ihres ihrem ihren mein meine "
    "unser unsere nicht kein keine i you he she it we they me us them the a an and or but if because that this these "
    "those what who whom where when why how in on at by for from of to with as is are was were be been do does did have "
    "has had can could will would should may might must there here then now so also only not no yes all any some each "
    "every my your his her its our their mr mrs ms dr".split()
)
_SENTENCE_END = frozenset(".!?:;\"'([{|/-*#>")
_GERMAN = ("der", "die", "das", "und", "ist", "nicht", "ein", "zu", "von", "mit")
_ENGLISH = ("the", "of", "and", "to", "is", "that", "it", "for", "with", "you")
_INFLECTION = re.compile(r"(?:'?s|es|n|en|e|er|em|ern|')?")


def usage(texts: Sequence[str], known: frozenset[str] = frozenset()) -> Usage:
    """What normalised texts tell of their words; `known` are names, from the register say, in any case.

    Linear in the texts; worth making once for all passages of an article.
    """
    ordinary: set[str] = set()
    beside: set[str] = set()
    german = english = 0
    for text in texts:
        words = words_of(text)
        ordinary.update(filter(str.islower, words))
        for before, word in pairwise(words):
            if word[0].isupper():
                small = before.lower()
                if small in _DETERMINERS or (small in _ARTICLES and word.lower() not in _NAMES_WITH_ARTICLE):
                    ordinary.add(word.lower())
                elif before[0].isupper() and small not in _NOT_NAMES:
                    beside.update((small, word.lower()))
        counts = Counter(words)
        german += sum(counts[word] for word in _GERMAN)
        english += sum(counts[word] for word in _ENGLISH)
    return Usage(
        german=german > english,
        ordinary=frozenset(ordinary),
        names=frozenset(beside - ordinary),
        known=frozenset(name.lower() for name in known),
    )


def _looks_like_name(words: Sequence[str], at: int, texts: Usage) -> bool:
    """Whether the word at a place in its passage looks like a name here."""
    word = words[at]
    small = word.lower()
    if not word[0].isupper() or small in _NOT_NAMES:
        return False
    if small in texts.known or small in _NAMES_WITH_ARTICLE or any(map(str.isupper, word[1:])):
        return True  # the last: an acronym, or a name like McDonald
    if small in texts.ordinary:
        return False
    if texts.german:
        return small in texts.names
    return at > 0 and words[at - 1] not in _SENTENCE_END


def _same_name(one: str, other: str) -> bool:
    """Whether two words differ in nothing but an ending."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return long.startswith(short) and _INFLECTION.fullmatch(long.removeprefix(short)) is not None


# --- all together ---------------------------------------------------------------------------------------------


def changes(old: str, new: str, texts: Usage) -> tuple[Change, ...]:
    """What changed in sense from one version of a passage to the other, both normalised; empty if nothing did.

    Whole sentences that were put in between change nothing in what the others say. Neither does a number that
    went to another place along with its neighbours.
    """
    before, after = words_of(old), words_of(new)
    stretches = [
        (i1, i2, j1, j2)
        for i1, i2, j1, j2 in _stretches(before, after)
        if not (i1 == i2 and j1 > 0 and _are_sentences(after, j1, j2))
    ]
    lost = {tuple(before[i1:i2]) for i1, i2, j1, j2 in stretches if j1 == j2}
    won = {tuple(after[j1:j2]) for i1, i2, j1, j2 in stretches if i1 == i2}
    found: list[Change] = []
    for i1, i2, j1, j2 in stretches:
        left, right = before[i1:i2], after[j1:j2]
        moved = (i1 == i2 and tuple(right) in lost) or (j1 == j2 and tuple(left) in won)
        kinds: list[Kind] = []
        if not moved and _numbers(left, texts) != _numbers(right, texts):
            kinds.append("number")
        if _negations(left) != _negations(right) or any(
            _opposite(one, other) for one in left for other in right
        ):
            kinds.append("negation")
        if not moved and _other_name(before, i1, i2, after, j1, j2, texts):
            kinds.append("name")
        found.extend(Change(kind=kind, old=" ".join(left), new=" ".join(right)) for kind in kinds)
    return tuple(found)


def _numbers(words: Sequence[str], texts: Usage) -> list[str]:
    return [number for word in words if (number := _number(word, texts.german))]


def _negations(words: Sequence[str]) -> list[str]:
    return [negation for word in words if (negation := _negation(word))]


def _other_name(
    before: Sequence[str], i1: int, i2: int, after: Sequence[str], j1: int, j2: int, texts: Usage
) -> bool:
    """Whether a name was exchanged for another, or one that is known for certain was lost or added."""
    left, right = before[i1:i2], after[j1:j2]
    lost = [
        before[i]
        for i in range(i1, i2)
        if _looks_like_name(before, i, texts) and not any(_same_name(before[i], word) for word in right)
    ]
    won = [
        after[j]
        for j in range(j1, j2)
        if _looks_like_name(after, j, texts) and not any(_same_name(after[j], word) for word in left)
    ]
    return bool(lost and won) or any(name.lower() in texts.known for name in (*lost, *won))


def _are_sentences(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a stretch is made of whole sentences: one ends before it, one at its end; or shifted by the point."""
    return (words[start - 1] in ".!?" and words[end - 1] in ".!?") or (
        words[start] in ".!?" and end < len(words) and words[end] in ".!?" and end - start > 1
    )


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches in which two sequences of words differ, case aside, between the words that both have."""
    start = other = 0
    for block in LCSseq.opcodes([word.casefold() for word in before], [word.casefold() for word in after]):
        if block.tag == "equal":
            if block.src_start > start or block.dest_start > other:
                yield start, block.src_start, other, block.dest_start
            start, other = block.src_end, block.dest_end
    if start < len(before) or other < len(after):
        yield start, len(before), other, len(after)
