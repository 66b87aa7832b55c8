"""Is agreement computed as Krippendorff does, and is nothing said of a handful of answers?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding.agreement import FEWEST, agreed, agreement, alpha, facts

# Krippendorff 2011, part C: four observers, twelve units, a dot where somebody did not code; columns are units.
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
UNITS = [
    {coder: code for coder, code in zip(OBSERVERS, codes, strict=True) if code != "."}
    for codes in zip(*(row.split() for row in OBSERVERS.values()), strict=True)
]


def test_the_worked_example_of_krippendorff_is_met() -> None:
    # 40 codes can be paired (the last unit has one alone): 9 of 1, 13 of 2, 10 of 3, 5 of 4, 3 of 5.
    # Expected: 40² - (81 + 169 + 100 + 25 + 9) = 1216. Observed, differing pairs / (m - 1): unit 2 (2,2,3,2): 6/3 = 2;
    # unit 6 (1,2,3,4): 12/3 = 4; unit 8 (1,1,2,1): 6/3 = 2; all others 0: 8. alpha = 1 - 39 x 8 / 1216 = .743.
    found = agreement(UNITS)

    assert found.units == 11
    assert found.alpha == pytest.approx(1 - 39 * 8 / 1216)
    assert round(found.alpha or 0, 3) == 0.743


def test_percent_agreement_counts_equal_pairs() -> None:
    # (a, a), (a, b), (b, b): two of three pairs are equal; beside an a stands an a in 2 of 3, beside a b the same.
    found = agreement([{"x": "a", "y": "a"}, {"x": "a", "y": "b"}, {"x": "b", "y": "b"}])

    assert found.agreed == pytest.approx(2 / 3)
    assert found.by_code == {"a": pytest.approx(2 / 3), "b": pytest.approx(2 / 3)}


def test_where_nothing_differs_alpha_says_nothing() -> None:
    found = agreement([{"x": "a", "y": "a"}] * 20)

    assert (found.alpha, found.low, found.agreed) == (None, None, 1.0)


def test_of_a_handful_of_answers_nothing_is_said() -> None:
    few = [{"x": "a", "y": "b"}] * (FEWEST - 1)

    assert facts(few) == {"checked": FEWEST - 1, "alpha": None, "agreed": None}
    assert facts([*few, {"x": "a", "y": "a"}])["agreed"] == pytest.approx(1 / FEWEST)


def test_the_interval_holds_the_value_and_is_the_same_every_time() -> None:
    units = [{"x": "ab"[at % 2], "y": "ab"[at % 3 > 0]} for at in range(60)]
    found, again = agreement(units), agreement(units)

    assert found == again
    assert (found.low or 0) < (found.alpha or 0) < (found.high or 0)


codes = st.lists(st.sampled_from("abc"), min_size=2, max_size=4)


@given(units=st.lists(codes, min_size=1, max_size=30))
def test_names_and_order_of_codes_change_nothing(units: list[list[str]]) -> None:
    other = [["xyz"["abc".index(code)] for code in reversed(codes)] for codes in reversed(units)]

    assert alpha(units) == pytest.approx(alpha(other)) if alpha(units) is not None else alpha(other) is None
    assert agreed(units) == pytest.approx(agreed(other))


@given(units=st.lists(codes, min_size=1, max_size=30))
def test_alpha_is_at_most_one_and_one_only_where_all_agree(units: list[list[str]]) -> None:
    value = alpha(units)
    alike = all(len(set(codes)) == 1 for codes in units)

    assert value is None or (value <= 1 and (abs(value - 1) < 1e-9) == alike)
