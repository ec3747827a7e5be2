"""Which changes of words change the sense of a passage, as editors are told: numbers, negations, modality, names."""

from __future__ import annotations

import pytest

from lesart.sense import WORD, changes, usage

GERMAN = "Der Rat und die Kommission haben mit dem Parlament das Gesetz beraten, und es ist nicht von Dauer."
ENGLISH = "The council and the commission have told the parliament that it is to be with you for a time."

SENSE = [
    ("zwei Stunden lang", "drei Stunden lang", "number"),
    ("am 12. Mai 2025", "am 13. Mai 2025", "number"),
    ("nach Artikel 1 des Gesetzes", "nach Artikel 1a des Gesetzes", "number"),
    ("5 Prozent der Wähler", "5 Promille der Wähler", "number"),
    ("Er kam nach einer Stunde.", "Er kam nach einer Stunde. Sie wartete 30 Tage.", "number"),
    ("Die Ruhe hielt.", "Die Ruhe hielt nicht.", "negation"),
    ("kein Abkommen kam zustande", "ein Abkommen kam zustande", "negation"),
    ("ein möglicher Frieden", "ein unmöglicher Frieden", "negation"),
    ("Es darf nicht dauern", "Es darf auf keinen Fall dauern", "negation"),  # how firmly, or of what
    ("Er zögerte nie und sprach", "Er zögerte und sprach", "negation"),
    ("Die Ruhe hielt. Alle kamen.", "Die Ruhe hielt. Nicht jeder glaubte daran. Alle kamen.", "negation"),
    ("Er muss verhandeln", "Er kann verhandeln", "modality"),
    ("Die Erträge können angelegt sein", "Die Erträge werden angelegt sein", "modality"),
    ("they agreed to it", "they didn't agree to it", "negation"),
    ("anybody can use it", "anybody is free to use it", "modality"),
    ("the visit to Kyiv ended", "the visit to Minsk ended", "name"),
    ("Präsident Selenskyj sprach", "Präsident Lukaschenko sprach", "name"),
    ("il est venu à Paris", "il n'est pas venu à Paris", "negation"),
]

NO_SENSE = [
    ("Die Ruhe hielt lange.", "Die Stille hielt lange."),
    ("Die Ruhe hielt nicht lange.", "Die Ruhe hielt nihct lange."),  # a slip, not another word
    ("daß sie nicht kamen", "dass sie nicht kamen"),
    (
        "Er kam nicht am Montag, sagte er",
        "Am Montag kam er nicht, sagte er",
    ),  # it went along with its neighbours
    ("im Jahr 2025 in Bonn", "in Bonn im Jahr 2025"),
    ("it is not so", "it isn't so"),
    ("Die Ruhe hielt. Alle kamen.", "Die Ruhe hielt. Das war eine Freude. Alle kamen."),
    ("des Präsidenten Kinder", "der Präsident Kinder"),
    ("the text is in BGBI today", "the text is in BGBl today"),  # read wrongly by a machine
]


def found(old: str, new: str) -> set[str]:
    german = not any(word in f" {old} {new} " for word in (" it ", " the ", " they ", " anybody "))
    around = WORD.findall(GERMAN if german else ENGLISH)
    texts = usage(((*around, *WORD.findall(old)), (*around, *WORD.findall(new))))
    return {change.kind for change in changes(old, new, texts)}


@pytest.mark.parametrize(("old", "new", "kind"), SENSE)
def test_a_change_of_sense_is_seen(old: str, new: str, kind: str) -> None:
    assert kind in found(old, new)


@pytest.mark.parametrize(("old", "new", "kind"), SENSE)
def test_it_is_seen_the_other_way_round_too(old: str, new: str, kind: str) -> None:
    assert kind in found(new, old)


@pytest.mark.parametrize(("old", "new"), NO_SENSE)
def test_other_changes_are_not(old: str, new: str) -> None:
    assert found(old, new) == set()


def test_a_name_that_is_known_counts_even_where_it_was_only_taken_out() -> None:
    old, new = "in der Stadt Sumy am Abend", "in der Stadt am Abend"
    assert not changes(old, new, usage((WORD.findall(old), WORD.findall(new))))
    known = usage((WORD.findall(old), WORD.findall(new)), {"Sumy"})
    assert [change.kind for change in changes(old, new, known)] == ["name"]


def test_the_first_word_of_a_line_is_no_name_for_its_capital_letter() -> None:
    old, new = "so it is\nFinally, it is said", "so it is\nNext, it is said"
    around = WORD.findall(ENGLISH)
    lists = [[*around, "Chapter", "\n", word, ",", "it", "is"] for word in ("Finally", "Next")]
    assert changes(old, new, usage(lists)) == ()
    within = [change.kind for change in changes("of Minsk, it is said", "of Kyiv, it is said", usage(lists))]
    assert within == ["name"]
