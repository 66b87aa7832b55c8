"""Are quotes typical, different, one a person, and never of what is held back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

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
