"""Does no list of words undo what another one is for?"""

from __future__ import annotations

from surveys.coding.function_words import COUNTING, DENYING, FRAME, FUNCTION, JOINING, LINKING, TURNING, WISHING


def test_what_joins_or_turns_clauses_is_no_substance() -> None:
    assert FUNCTION >= TURNING | LINKING | JOINING
    assert {"der", "the", "aber", "und", "dass"} <= FUNCTION
    assert not {"teuer", "nett", "expensive", ""} & FUNCTION


def test_what_denies_or_wishes_is_never_a_word_to_be_passed_over() -> None:
    # "wenn" is both: a condition, and a word that joins; it is looked for as a condition first.
    assert not DENYING & (FUNCTION | FRAME | WISHING | TURNING | LINKING | JOINING)
    assert {"wenn"} == WISHING & FUNCTION
    assert not WISHING & (FRAME | TURNING | LINKING | JOINING)


def test_words_are_told_apart_in_small_letters() -> None:
    for words in (DENYING, WISHING, TURNING, LINKING, JOINING, FUNCTION, FRAME, COUNTING):
        assert words
        assert {word for word in words if word != word.lower() or " " in word} == set()
