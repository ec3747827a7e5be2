"""Changes of words that change what a passage says: numbers, negations, what may or must be, names.

A note on “zwei Stunden” must not follow to “drei Stunden” unseen. What is found here is shown to the editor
first; it is no judgement of the meaning. For German and English. Two versions are compared along an alignment of
their words, so a negation that changed its place counts too. Numbers and negations err towards “changed”, which
costs the editor a glance. For names that would be every noun of a German text: a name counts if it is known (from
the register), or if it was exchanged for another and both look like names here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from rapidfuzz.distance import OSA, LCSseq

Kind = Literal["number", "negation", "modality", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What stood before, and what stands now in its place; one of them may be empty."""

    kind: Kind
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The texts around a passage, as lists of their words and line feeds: they tell how a word is used there.

    `german`: nouns have capital letters. `known`: words of names that are known for certain, in small letters.
    """

    texts: tuple[Sequence[str], ...] = ()
    german: bool = False
    known: frozenset[str] = frozenset()


#: Words; numbers with their separators and attached letters (3,5 · 20.12.2023 · 60e); single other signs.
#: The first and the third alternative say nothing new, but find most of a Latin text a fifth quicker.
WORD = re.compile(
    r"[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f]++(?![^\W\d_])(?:'[^\W\d_]+)*"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|[.,]|\d+(?:[.,:]\d+)*[^\W\d_]*|[^\w\s]|_"
)


def _words(text: str) -> list[str]:
    return text.split()


# --- numbers --------------------------------------------------------------------------------------------------

_NUMERAL = (
    "eins?|zwei|zwo|drei|vier|fünf|sechs?|sieben|sieb|acht|neun|zehn|elf|zwölf|zwanzig|drei(?:ß|ss)ig|zig"
)
_GERMAN_NUMBER = re.compile(
    r"(?!(?:ein(?:s|e[nrsm]?|fach\w*|mal\w*|ig\w*)?|achtet?|elfen?)$)"
    rf"(?:(?:{_NUMERAL}|hundert|tausend)(?:und(?={_NUMERAL}))?)+"
    r"(?:s?te[nrsm]?|s?tens|e[nrsm]?|er|mal(?:ig)?\w*|fach\w*|einhalb\w*"
    r"|(?:stünd|täg|wöch|monat|jähr|prozent|köpf|teil|stell|seit|stöck|minüt)\w*)?"
    r"|erste?[nrsm]?|erstens|dritte?[nrsm]?|drittens|dritteln?|vierteln?|\w+zehnteln?|halbe?[nrsm]?|hälften?"
    r"|doppelt\w*|dutzende?n?|million(?:en)?|milliarden?|billion(?:en)?|null|beide[nrsm]?|anderthalb"
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
    dict.fromkeys(_words("nicht nich mitnichten not cannot"), "not")
    | dict.fromkeys(_words("kein keinerlei keineswegs keinesfalls no"), "no")
    | dict.fromkeys(_words("nie niemals nimmer never"), "never")
    | dict.fromkeys(["nichts", "nothing"], "nothing")
    | dict.fromkeys(_words("niemand niemandem niemanden niemands nobody none"), "nobody")
    | dict.fromkeys(_words("nirgends nirgendwo nirgendwohin nowhere"), "nowhere")
    | dict.fromkeys(_words("weder neither nor"), "neither")
    | dict.fromkeys(["ohne", "without"], "without")
    | dict.fromkeys(_words("kaum hardly barely scarcely"), "hardly")
    | dict.fromkeys(_words("selten seldom rarely"), "seldom")
)
#: French, Spanish, Italian, Dutch, Portuguese, Scandinavian: the commonest, in small letters only, and none that is
#: a word of German or English. A passage in another language has its numbers looked at, and no more.
_NEGATIONS_ELSEWHERE = frozenset(
    _words(
        """
        ne pas jamais rien aucun aucune sans nunca jamás nada nadie ningún ninguno ninguna sin tampoco
        non nessun nessuno nessuna niente senza niet geen nooit niets zonder não ninguém nenhum nenhuma
        sem nem inte ikke ikkje aldrig aldri ingen inget utan uden uten
        """
    )
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
    if word in _NEGATIONS_ELSEWHERE:
        return word
    return _NEGATIONS.get(small, "no" if _NO.fullmatch(small) else "")


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


# --- modality -------------------------------------------------------------------------------------------------

#: Counts only in an exchange (“können” became “werden”): by themselves these come and go with every passive voice.
_FUTURE = "will"

_MODALS = (
    dict.fromkeys(_words("kann kannst können könnt konnte konnten könnte könnten"), "can")
    | dict.fromkeys(_words("darf dürfen dürft durfte durften dürfte dürften"), "may")
    | dict.fromkeys(_words("muss muß müssen müsst musste mussten mußte müsste müssten"), "must")
    | dict.fromkeys(_words("soll sollen sollte sollten sollst"), "shall")
    | dict.fromkeys(_words("werden wird werdet würde würden will would won't wouldn't"), _FUTURE)
    | dict.fromkeys(_words("can could able cannot can't couldn't"), "can")
    | dict.fromkeys(_words("may might allowed permitted mightn't"), "may")
    | dict.fromkeys(_words("must required obliged obligated mustn't"), "must")
    | dict.fromkeys(_words("need needs needed needn't"), "need")
    | dict.fromkeys(_words("shall should ought shouldn't"), "shall")
)


# --- slips of the pen -----------------------------------------------------------------------------------------

#: Shorter words than this are too near to each other for one of them to be a slip.
_SLIP_LENGTH = 4
#: In a name one letter makes another person (Müller, Möller), unless the word is long.
_SLIP_LENGTH_NAME = 8
#: Words of sense and their neighbours that are words too: no slips, though one letter is all the difference.
_NO_SLIPS = frozenset(
    _words(
        """
        klein kleine kleinen kleiner kleines kleinem keim keime wieder werder nichts nichte seiten
        kau note nine noting newer there seven sever sieden sielen zweit achte drein vierte eines
        einer einem einen eine nein hand hunde
        """
    )
)


#: Read wrongly by whoever or whatever copied the text (BGBI for BGBl): in most faces of type they look the same.
_LOOK_ALIKE = str.maketrans("I", "l")


def _slip(one: str, other: str, uses: _Uses, least: int = _SLIP_LENGTH) -> bool:
    """Whether two words are one word and a slip of the pen: a letter too many, missing, wrong, or two exchanged.

    A slip is no word, so it stands nowhere else in the texts; the first letter is nearly always right.
    """
    one, other = one.lower(), other.lower()
    return (
        min(len(one), len(other)) >= least
        and one.isalpha()
        and one[0] == other[0]
        and not {one, other} & _NO_SLIPS
        and OSA.distance(one, other, score_cutoff=1) <= 1
        and min(uses.counts[one], uses.counts[other]) <= 1
    )


# --- names ----------------------------------------------------------------------------------------------------

#: Before these stands no name: “ein”, “kein”, “mein”, “jeder”, “dieser” and their forms.
_DETERMINERS = frozenset(
    stem + ending
    for stem in _words(
        """
        ein kein mein dein sein ihr unser euer eur jed jen dies welch manch viel wenig einig mehrer
        all solch folgend
        """
    )
    for ending in ("", "e", "en", "er", "es", "em")
)
_ARTICLES = frozenset(_words("der die das den dem des zum zur im am vom beim ins ans fürs aufs the a an"))
#: They take the article, but they are names.
_NAMES_WITH_ARTICLE = frozenset(
    _words(
        """
        ukraine krim türkei schweiz slowakei mongolei niederlande niederlanden irak iran jemen
        libanon sudan kongo vatikan kreml philippinen emirate emiraten golan balkan baltikum donbas
        donbass sinai arktis antarktis elsass sahel
        """
    )
)
_NOT_NAMES = frozenset(
    _words(
        """
        ich du er sie es wir ihr ihm ihn ihnen uns euch man der die das den dem des ein eine einer
        einem einen eines und oder aber denn doch wenn weil dass daß ob als wie was wer wo wann
        warum in im an am auf aus bei mit nach seit von vom zu zum zur für gegen durch um über unter
        vor hinter ohne auch nur noch schon so da dann hier dort jetzt heute diese dieser dieses
        diesem diesen jede jeder jedes alle sein seine seiner ihre ihrer ihres ihrem ihren mein
        meine unser unsere nicht kein keine i you he she it we they me us them the a an and or but
        if because that this these those what who whom where when why how in on at by for from of to
        with as is are was were be been do does did have has had can could will would should may
        might must there here then now so also only not no yes all any some each every my your his
        her its our their mr mrs ms dr
        """
    )
)
_SENTENCE_END = frozenset("\n.!?:;\"'([{|/-*#>")
_GERMAN = ("der", "die", "das", "und", "ist", "nicht", "ein", "zu", "von", "mit")
_ENGLISH = ("the", "of", "and", "to", "is", "that", "it", "for", "with", "you")
#: So many words of a text tell its language.
_ENOUGH = 500
_INFLECTION = re.compile(r"(?:'?s|es|n|en|e|er|em|ern|')?")


def usage(texts: Iterable[Sequence[str]], known: Iterable[str] = ()) -> Usage:
    """Texts as lists of their words, with their line feeds, and names that are known for certain (from the register, say), in any case."""
    lists = tuple(texts)
    german, english = (
        sum(words[:_ENOUGH].count(word) for words in lists for word in few) for few in (_GERMAN, _ENGLISH)
    )
    parts = (word for name in known for word in WORD.findall(name) if word[0].isupper())
    return Usage(texts=lists, german=german > english, known=frozenset(map(str.lower, parts)) - _NOT_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Uses:
    """What the texts tell of some words, all in small letters.

    `ordinary` are those that are used as no name is: uncapitalised, or after “ein”, “kein”, “jeder”, “der” …
    `beside` those that stand, capitalised, beside another capitalised word (“Präsident Selenskyj”).
    `inner` those that stand capitalised within a sentence.
    """

    ordinary: frozenset[str]
    beside: frozenset[str]
    inner: frozenset[str]
    counts: Counter[str]


def _uses(words: Iterable[str], texts: Usage) -> _Uses:
    """Looks the words up in the texts."""
    forms = {form for word in words for form in (word, word.lower(), word.capitalize())}
    ordinary: set[str] = set()
    beside: set[str] = set()
    inner: set[str] = set()
    counts: Counter[str] = Counter()
    for text in texts.texts:
        for at in [at for at, word in enumerate(text) if word in forms]:
            word, small = text[at], text[at].lower()
            counts[small] += 1
            if word == small:
                ordinary.add(small)
            before = text[at - 1] if at else ""
            if before.lower() in _DETERMINERS or (
                before.lower() in _ARTICLES and small not in _NAMES_WITH_ARTICLE
            ):
                ordinary.add(small)
            for step in (-1, 1):
                other = at + step
                if 0 <= other < len(text) and text[other] == "\n":
                    other += step
                neighbour = text[other] if 0 <= other < len(text) else ""
                if neighbour[:1].isupper() and neighbour.lower() not in _NOT_NAMES:
                    beside.add(small)
            if word[0].isupper() and before and before not in _SENTENCE_END:
                inner.add(small)
    return _Uses(
        ordinary=frozenset(ordinary), beside=frozenset(beside), inner=frozenset(inner), counts=counts
    )


def _looks_like_name(words: Sequence[str], at: int, begins: bool, texts: Usage, uses: _Uses) -> bool:
    """Whether the word at a place in its passage looks like a name here; `begins`: it is the first of its line."""
    word = words[at]
    small = word.lower()
    if not word[0].isupper() or small in _NOT_NAMES:
        return False
    if small in texts.known or small in _NAMES_WITH_ARTICLE or any(map(str.isupper, word[1:])):
        return True  # the last: an acronym, or a name like McDonald
    if texts.german:
        return small in uses.beside and small not in uses.ordinary
    if at > 0 and not begins and words[at - 1] not in _SENTENCE_END:
        return True  # nothing but names has a capital letter there
    return small in uses.inner and small not in uses.ordinary


def _same_name(one: str, other: str) -> bool:
    """Whether two words differ in nothing but an ending."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return long.startswith(short) and _INFLECTION.fullmatch(long.removeprefix(short)) is not None


# --- all together ---------------------------------------------------------------------------------------------


def changes(old: str, new: str, texts: Usage) -> tuple[Change, ...]:
    """What changed in sense from one version of a passage to the other, both normalised; empty if nothing did.

    A number or negation that went to another place within the passage along with its neighbours is no change, nor is
    a slip of the pen. Whatever number or negation the passage as a whole has lost or won is one, even if it came in
    a sentence of its own. Line feeds tell which words begin a line.
    """
    before, after = WORD.findall(old), WORD.findall(new)
    stretches = list(_stretches(before, after))
    lost = {tuple(before[i1:i2]) for i1, i2, j1, j2 in stretches if j1 == j2}
    won = {tuple(after[j1:j2]) for i1, i2, j1, j2 in stretches if i1 == i2}
    uses = _uses({word for i1, i2, j1, j2 in stretches for word in (*before[i1:i2], *after[j1:j2])}, texts)
    ours, theirs = _first_words(old), _first_words(new)
    found: list[Change] = []
    gone: list[str] = []
    come: list[str] = []
    for i1, i2, j1, j2 in stretches:
        left, right = before[i1:i2], after[j1:j2]
        names = [before[i] for i in range(i1, i2) if _looks_like_name(before, i, i in ours, texts, uses)]
        others = [after[j] for j in range(j1, j2) if _looks_like_name(after, j, j in theirs, texts, uses)]
        if len(left) == len(right) == 1 and left[0].translate(_LOOK_ALIKE) == right[0].translate(_LOOK_ALIKE):
            continue
        if len(left) == len(right) == 1 and _slip(left[0], right[0], uses):
            if _other_name(left, names, right, others, texts) and not (
                _slip(left[0], right[0], uses, _SLIP_LENGTH_NAME) and left[0].lower() not in texts.known
            ):
                found.append(Change(kind="name", old=left[0], new=right[0]))
            continue
        gone += left
        come += right
        if i1 == i2 and j1 > 0 and _are_sentences(after, j1, j2):
            continue  # what whole sentences say is in the sums below
        moved = (i1 == i2 and tuple(right) in lost) or (j1 == j2 and tuple(left) in won)
        kinds: list[Kind] = []
        if not moved and _numbers(left, texts) != _numbers(right, texts):
            kinds.append("number")
        if _negations(left) != _negations(right) or any(
            _opposite(one, other) for one in left for other in right
        ):
            kinds.append("negation")
        modals, modals_now = set(_modals(left)), set(_modals(right))
        if modals and modals_now and modals != modals_now:
            kinds.append("modality")
        if not moved and _other_name(left, names, right, others, texts):
            kinds.append("name")
        found.extend(Change(kind=kind, old=" ".join(left), new=" ".join(right)) for kind in kinds)
    sums: list[tuple[Kind, Counter[str], Counter[str]]] = [
        ("number", Counter(_numbers(gone, texts)), Counter(_numbers(come, texts))),
        ("negation", Counter(_negations(gone)), Counter(_negations(come))),
    ]
    if not texts.german:  # German modal verbs also mark reported speech; there only an exchange counts
        was, now = (Counter(modal for modal in _modals(words) if modal != _FUTURE) for words in (gone, come))
        sums.append(("modality", was, now))
    known = {change.kind for change in found}
    found.extend(
        Change(kind=kind, old=" ".join((was - now).elements()), new=" ".join((now - was).elements()))
        for kind, was, now in sums
        if was != now and kind not in known
    )
    return tuple(found)


def _numbers(words: Sequence[str], texts: Usage) -> list[str]:
    return [number for word in words if (number := _number(word, texts.german))]


def _negations(words: Sequence[str]) -> list[str]:
    return [negation for word in words if (negation := _negation(word))]


def _modals(words: Sequence[str]) -> list[str]:
    return [_MODALS[word] for word in map(str.lower, words) if word in _MODALS]


def _other_name(
    left: Sequence[str], names: Sequence[str], right: Sequence[str], others: Sequence[str], texts: Usage
) -> bool:
    """Whether a name was exchanged for another, or one that is known for certain was lost or added."""
    lost = [name for name in names if not any(_same_name(name, word) for word in right)]
    won = [name for name in others if not any(_same_name(name, word) for word in left)]
    return bool(lost and won) or any(name.lower() in texts.known for name in (*lost, *won))


def _first_words(lined: str) -> frozenset[int]:
    """Which words of a passage begin a line, but for the first of all."""
    *lines, _ = lined.split("\n")
    return frozenset(accumulate(len(WORD.findall(line)) for line in lines))


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
