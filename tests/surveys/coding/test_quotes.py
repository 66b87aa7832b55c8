"""Are quotes typical, different, one a person, and never of what is held back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import quotes
from surveys.coding.embedding import unit
from surveys.coding.quotes import ORDERED, in_order

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

LONG = " und das dauert viel zu lange für uns alle hier"


def _vectors(n: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32) + 1)


@given(st.integers(1, 40), st.integers(0, 9), st.integers(1, 12))
def test_each_person_is_quoted_at_most_once_and_nobody_twice(n: int, seed: int, persons: int) -> None:
    people = [str(at % persons) for at in range(n)]
    order = in_order([f"Antwort {at}{LONG}" for at in range(n)], _vectors(n, seed), people)

    assert len({people[at] for at in order}) == len(order) == min(n, persons, ORDERED)


def test_what_is_held_back_is_never_in_the_order() -> None:
    texts = [f"Meine Nummer ist 0171 {at}{LONG}" if at % 3 == 0 else f"Text {at}{LONG}" for at in range(12)]
    order = in_order(texts, _vectors(12, 1), [str(at) for at in range(12)], lambda text: "0171" in text)

    assert order
    assert all("0171" not in texts[at] for at in order)


def test_the_first_two_are_typical_and_the_third_covers_the_rest() -> None:
    # Ten answers at 0 degrees, four at 60, one at 170 degrees.
    degrees = [*(float(at) for at in range(10)), *(60.0 + at for at in range(4)), 170.0]
    vectors = np.array([[np.cos(np.radians(each)), np.sin(np.radians(each))] for each in degrees], np.float32)
    order = in_order([f"Text {at:02}{LONG}" for at in range(15)], vectors, [str(at) for at in range(15)])

    assert set(order[:2]) <= set(range(14))
    assert order[2] in range(10, 14)


def test_answers_of_a_good_length_come_before_short_and_endless_ones() -> None:
    texts = ["kurz", "lang " * 100, *(f"Antwort {at}{LONG}" for at in range(4))]
    order = in_order(texts, _vectors(6, 2), [str(at) for at in range(6)])

    assert set(order[:4]) == {2, 3, 4, 5}


def test_without_a_text_that_may_be_quoted_there_is_none() -> None:
    assert in_order(["👍", ""], _vectors(2, 0), ["1", "2"]) == ()


# --- the order, worked out on directions of a plane ---------------------------------------------------------------


def at_degrees(*degrees: float) -> Vectors:
    return np.array([[np.cos(np.radians(each)), np.sin(np.radians(each))] for each in degrees], np.float32)


def ordered(*degrees: float, texts: list[str] | None = None, people: str | None = None) -> tuple[int, ...]:
    """The order of answers that lie in these directions, each by another person and of a good length."""
    count = len(degrees)
    told = texts or [f"Text {at:02}{LONG}" for at in range(count)]
    return in_order(told, at_degrees(*degrees), [*(people or map(str, range(count)))])


def test_the_most_typical_comes_first_and_then_one_that_is_typical_and_different() -> None:
    assert ordered(0, 90, 45) == (2, 0, 1)  # the middle, then of two equal ones the first
    assert ordered(30, 31, 29, 90, -30)[0] == 0


def test_being_typical_weighs_seven_tenths_beside_being_different() -> None:
    # The middle is at 0 degrees. Beside the first at 0 another one there has 0.7 * 1 - 0.3 * 1 = 0.4, and one at 40
    # degrees 0.7 * 0.77 - 0.3 * 0.77 = 0.31.
    assert ordered(0, 0, 0, 0, 0, 40, -40)[:2] == (0, 1)


def test_the_second_is_no_copy_of_the_first() -> None:
    # The middle is at 0 degrees, the first at 20. At 30 there is 0.7 * 0.87 - 0.3 * 0.98 = 0.31, at -31 it is
    # 0.7 * 0.86 - 0.3 * 0.63 = 0.41.
    assert ordered(20, 30, -31, -161)[:2] == (0, 2)


def test_the_third_brings_most_answers_nearer_to_one_that_is_shown() -> None:
    # 0, 1 and 2 degrees are typical. Of the others the two at 80 and 82 gain by each other, the one at -80 by itself only.
    found = ordered(0, 1, 2, 0, 1, 2, 80, 82, -80)

    assert found[2] in (6, 7)
    assert set(found[:2]) <= set(range(6))


def test_a_text_decides_between_equal_ones_and_not_the_order_of_rows() -> None:
    texts = [f"{name}{LONG}" for name in "cab"]

    assert ordered(0, 0, 0, texts=texts) == (1, 2, 0)


@pytest.mark.parametrize(("length", "is_good"), [(39, False), (40, True), (220, True), (221, False)])
def test_a_quote_that_reads_well_has_40_to_220_characters(length: int, is_good: bool) -> None:
    """Beside a most typical one of this length there is one away from the middle that reads well."""
    texts = ["x" * length, "y" * 100]
    found = in_order(texts, at_degrees(0, 170), ["1", "2"])
    thrice = in_order([texts[0]] * 3 + [texts[1]], at_degrees(0, 0, 0, 90), ["1", "2", "3", "4"])

    assert set(found) == {0, 1}
    assert (thrice[0] in (0, 1, 2)) is is_good


def test_blanks_around_an_answer_make_it_no_longer() -> None:
    padded = [" " * 30 + "x" * 35, "y" * 100]

    assert in_order([*padded, "z" * 100], at_degrees(0, 0, 60), ["1", "2", "3"])[0] == 1


def test_twenty_of_a_theme_are_put_in_order_and_each_of_them_once() -> None:
    found = ordered(*range(0, 44, 2))

    assert len(found) == len(set(found)) == 20


def test_one_answer_of_each_person_is_quoted_the_best_one() -> None:
    assert ordered(0, 0, 0, 20, 40, people="aabbc") == (3, 0, 4)  # their middle is at 12 degrees


def test_whoever_may_not_be_quoted_leaves_room_for_their_other_answer() -> None:
    texts = [f"geheim{LONG}", f"offen{LONG}", f"auch offen{LONG}"]
    found = in_order(texts, at_degrees(0, 5, 40), ["1", "1", "2"], lambda text: "geheim" in text)

    assert found == (1, 2)


def test_where_the_most_typical_may_not_be_quoted_the_next_ones_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "CONSIDERED", 3)
    texts = [*(f"geheim {at}{LONG}" for at in range(6)), *(f"offen {at}{LONG}" for at in range(3))]
    vectors = at_degrees(0, 0, 0, 1, 1, 1, 60, 61, 62)
    people = [str(at) for at in range(9)]

    assert set(in_order(texts, vectors, people, lambda text: "geheim" in text)) == {6, 7, 8}
    assert in_order(texts[:6], vectors[:6], people[:6], lambda text: "geheim" in text) == ()
    # Without a secret the three most typical ones are all that is looked at.
    assert set(in_order(texts, vectors, people)) == {3, 4, 5}


def test_answers_without_a_word_are_not_quoted_and_move_no_other() -> None:
    texts = ["👍", f"Text{LONG}", "", f"Wort{LONG}"]

    assert in_order(texts, at_degrees(0, 10, 0, 50), ["1", "2", "3", "4"]) == (1, 3)


def test_vectors_of_nothing_are_put_in_order_by_their_texts() -> None:
    texts = [f"{name}{LONG}" for name in "ba"]

    assert in_order(texts, np.zeros((2, 2), np.float32), ["1", "2"]) == (1, 0)
    assert not quotes.nothing_private("Meine Nummer ist 0171 123")
