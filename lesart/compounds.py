"""The parts of compound words, so that a search for a part finds the whole: Waffenstillstand, Waffen + Stillstand.

Pagefind takes a word to pieces by its beginning only. So the index-only copy of the pages writes compounds with a
sign between their parts (`SEAM`), which Pagefind takes for the end of a word; whoever shows a hit takes it out again.

How German nouns are split, a binary cut at a time (the parts of a word that has several are cut again):

1. The dictionary is simplemma's list of German word forms with their lemmas. A name or word that it does not have
   is only split into parts that it has.
2. The head (the first part) is a noun, or a noun and a linking element; the tail is a noun. What cannot begin or end
   a compound (prefixes, suffixes) is neither: Begriff is no riff.
3. One part at least is a word of the edition, or both are long. This keeps chance out: Autoren are no Auto.
4. After -ung, -heit, -keit, -ion, -tät, -schaft stands an s: a cut there needs no other evidence (Sicherheits|rat).
5. An inflected word is cut where its lemma is cut (Formeln is Formel, so it has no Eln).
6. Of several cuts that which has more words of the edition, then a linking s, then the longer shorter part.

Only nouns, which German writes with a capital, are cut; verbs and adjectives gain little and lose certainty. Languages
without an entry in `SPLITTERS` are left as they are. tests/cases/compounds.tsv measures this on words of an edition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

#: Ends a word for Pagefind, and stands in no text that we index: `search` takes it out there.
SEAM = "|"

#: Letters; shorter words are left whole, and shorter parts are not cut again.
SHORTEST, SHORTEST_PART = 7, 12

#: Letters of both parts where neither is a word of the edition, and of a part that is none of them itself.
LONG, NOT_SHORT = 5, 4

_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")

_LINKS = ("s", "", "es", "n", "en", "er", "e", "ens", "ns")
_BEFORE_S = ("ung", "heit", "keit", "ion", "tät", "schaft", "ling")

_PREFIXES = frozenset(
    "ab an auf aus be bei da dar durch ein ent er fehl fern fest fort frei für ge her heim hin hinter in inter los"
    " miss mit nach nieder ob ohne rück super trans über um un unter ur ver vor voran voraus vorbei weg weiter wider"
    " wo zer zu zurück zusammen nicht bis seit als so wie all alle allen aller viel was wer sie ihr ist hat war der"
    " die das den dem des und auch noch nur bevor jeder re de ko ex pro dis".split()
)
_SUFFIXES = frozenset(
    "schaft heit keit igkeit tum ung nis lein chen ling erei rei ei ion tion tor or er los bar lich sam haft isch ig"
    " weise mal wert zig lichkeit in al".split()
)
#: Prepositions that make nouns of nouns and keep the meaning of the second: a Gegenoffensive is an Offensive.
_TRANSPARENT = frozenset("gegen neben zwischen wieder sonder".split())
_ENDINGS = ("", "e", "en", "er", "es", "em", "s", "n")


class German:
    """Splits German nouns. `words` is the vocabulary of the edition, its evidence for what is a word."""

    def __init__(self, words: Iterable[str], forms: Mapping[str, str]) -> None:
        self._forms = forms
        self._own: set[str] = set()
        for word in words:
            # at the head of a sentence anything is written with a capital; its lemma tells
            if word[:1].isupper() and forms.get(word, word)[:1].isupper():
                self._own |= {word.casefold(), forms.get(word, word).casefold()}

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts, joined they are the word; one part where it is no compound, or nobody can say."""
        if not word[:1].isupper() or word.lower() in self._forms:
            return (word,)
        return self._cut(word, SHORTEST)

    def _cut(self, word: str, shortest: int) -> tuple[str, ...]:
        if len(word) < shortest:
            return (word,)
        lemma = self._forms.get(word.capitalize(), word)
        at = self._seam(lemma.lower())
        if at is None or len(word) - at < 3 or lemma[:at].lower() != word[:at].lower():
            return (word,)
        return (*self._cut(word[:at], SHORTEST_PART), *self._cut(word[at:], SHORTEST_PART))

    def _seam(self, word: str) -> int | None:
        """Where to cut the lemma (lower case), as an offset."""
        best: tuple[tuple[int, bool, int, int], int | None] | None = None
        for at in range(2, len(word) - 2):
            head, tail = word[:at], word[at:]
            if head in _PREFIXES and len(tail) >= NOT_SHORT and self._noun(tail):
                found: tuple[tuple[int, bool, int, int], int | None] = ((2, False, NOT_SHORT, 0), None)
            else:
                base, link = self._head(head)
                if (
                    base is None
                    or (meant := self._tail(tail, sure=link == "s" and base.endswith(_BEFORE_S))) is None
                ):
                    continue
                own = (base in self._own) + (meant in self._own or tail in self._own)
                sure = link == "s" and base.endswith(_BEFORE_S)
                if not own and not sure and min(len(base), len(tail)) < LONG:
                    continue
                found = ((own + sure, link == "s", min(len(base), len(tail)), len(tail)), at)
            if best is None or found[0] > best[0]:
                best = found
        return best[1] if best else None

    def _noun(self, word: str) -> str | None:
        return self._forms.get(word.capitalize())

    def _head(self, head: str) -> tuple[str | None, str]:
        """The noun that a head is made of, and its linking element."""
        if head in _TRANSPARENT:
            return head, ""
        for link in _LINKS:
            base = head.removesuffix(link)
            if (base == head and link) or base in _PREFIXES or base in _SUFFIXES or len(base) < 2:
                continue
            lemma = self._noun(base)
            # a plural takes no linking element
            if lemma is None or (link and lemma != base.capitalize()):
                continue
            if len(base) >= NOT_SHORT or base in self._own:
                return base, link
        return None, ""

    def _tail(self, tail: str, *, sure: bool) -> str | None:
        """The lemma of a tail (lower case) if it can end a compound."""
        if tail in _PREFIXES or any(tail.removesuffix(ending) in _SUFFIXES for ending in _ENDINGS):
            return None
        lemma = self._noun(tail)
        if lemma is None or (len(tail) < NOT_SHORT and not sure and tail not in self._own):
            return None
        return lemma.lower()


def _german(words: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    # loading takes a second and much memory: only if it is used; this factory does it once in a program
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    return German(words, DEFAULT_DICTIONARY_FACTORY.get_dictionary("de")).parts


#: Language -> what makes its splitter from an edition's vocabulary.
SPLITTERS: Mapping[str, Callable[[Iterable[str]], Callable[[str], tuple[str, ...]]]] = MappingProxyType(
    {"de": _german}
)


def seamed(texts: Iterable[str], language: str) -> Callable[[str], str]:
    """What writes a text with SEAM between the parts of its compounds. `texts` are all that will be indexed."""
    make = SPLITTERS.get(language.split("-")[0])
    if make is None:
        return lambda text: text
    words = sorted({word for text in texts for word in re.findall(r"[^\W\d_]+", text)})
    parts = make(words)
    cut = {
        word: SEAM.join(found) for word in words if _WORD.fullmatch(word) and len(found := parts(word)) > 1
    }
    return lambda text: _WORD.sub(lambda found: cut.get(found[0], found[0]), text)
