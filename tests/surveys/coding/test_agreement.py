"""Agreement is what the method's author computed by hand, and knows no order of rows and no names of coders."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import agreement
from surveys.coding.agreement import Codes

# Krippendorff 2011, section C: four observers, twelve units, five codes, . = not coded.
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def _worked() -> list[Codes]:
    columns = {coder: codes.split() for coder, codes in OBSERVERS.items()}
    return [
        {coder: codes[unit] for coder, codes in columns.items() if codes[unit] != "."}
        for unit in range(len(columns["A"]))
    ]


def test_alpha_is_that_of_the_worked_example() -> None:
    # By hand, over units 1-11 (unit 12 has one code, which pairs with nothing); o_cc adds up, per unit of m codes,
    # m x agreeing pairs / (m - 1 choose as ordered pairs): count x (count - 1) / (m - 1).
    #   unit 1: 1 1 1   -> 3x2/2 = 3       unit 5: 2 2 2 2 -> 4x3/3 = 4      unit 9: 2 2 2 2 -> 4
    #   unit 2: 2 2 3 2 -> 3x2/3 = 2       unit 6: 1 2 3 4 -> 0              unit 10: 5 5 5  -> 3
    #   unit 3: 3 3 3 3 -> 4               unit 7: 4 4 4 4 -> 4              unit 11: 1 1    -> 2x1/1 = 2
    #   unit 4: 3 3 3 3 -> 4               unit 8: 1 1 2 1 -> 2
    # together 32. Codes: n_1 = 9, n_2 = 13, n_3 = 10, n_4 = 5, n_5 = 3, n = 40.
    # by chance 9x8 + 13x12 + 10x9 + 5x4 + 3x2 = 72 + 156 + 90 + 20 + 6 = 344.
    # alpha = (39 x 32 - 344) / (40 x 39 - 344) = 904 / 1216 = .743
    found = agreement.agreement(_worked())

    assert found.alpha == pytest.approx(904 / 1216)
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert (found.answers, found.codes) == (11, 40)


def test_percent_agreement_weighs_each_answer_the_same() -> None:
    # 8 units of 11 agree wholly; units 2 and 8 in 6 of 12 ordered pairs each; unit 6 in none.
    found = agreement.agreement(_worked())

    assert found.percent == pytest.approx((8 + 0.5 + 0.5) / 11)


def test_the_interval_holds_alpha_and_is_the_same_each_time() -> None:
    first = agreement.agreement(_worked())
    shuffled = _worked()
    random.Random(1).shuffle(shuffled)

    assert agreement.agreement(shuffled) == first
    assert first.low is not None
    assert first.alpha is not None
    assert first.high is not None
    assert first.low < first.alpha < first.high


def test_a_code_alone_is_judged_against_all_others() -> None:
    # Two coders, four answers: "a" is agreed on twice, "b" and "c" are taken for each other.
    answers = [{"x": "a", "y": "a"}, {"x": "a", "y": "a"}, {"x": "b", "y": "c"}, {"x": "c", "y": "b"}]
    found = agreement.by_code(answers)

    assert found["a"].alpha == pytest.approx(1.0)
    # n = 8, "b" twice: o_cc = 2 x 2 (the a-answers) = 4; by chance 2x1 + 6x5 = 32; (7x4 - 32) / (56 - 32) = -1/6
    assert found["b"].alpha == pytest.approx(-1 / 6)


def test_one_code_for_everything_says_nothing_about_agreement() -> None:
    found = agreement.agreement([{"x": "a", "y": "a"}, {"x": "a", "y": "a"}])

    assert (found.alpha, found.low, found.percent) == (None, None, 1.0)


def test_answers_coded_by_one_person_are_left_out() -> None:
    found = agreement.agreement([{"x": "a"}, {"y": "b"}])

    assert (found.alpha, found.percent, found.answers) == (None, None, 0)


def test_a_coders_last_code_for_an_answer_counts() -> None:
    found = agreement.long_form([("1", "x", "a"), ("1", "y", "b"), ("1", "x", "b")])

    assert found == [{"x": "b", "y": "b"}]


def test_each_pair_of_coders_is_judged_by_the_answers_both_coded() -> None:
    found = agreement.by_pair(_worked())

    assert found["A", "B"].answers == 9
    assert set(found) == {("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("C", "D")}


@given(st.lists(st.dictionaries(st.sampled_from("wxyz"), st.sampled_from("abc")), max_size=12), st.randoms())
def test_neither_order_nor_names_change_alpha(answers: list[Codes], draw: random.Random) -> None:
    names = dict(zip("wxyz", draw.sample("wxyz", 4), strict=True))
    renamed = [{names[coder]: code for coder, code in codes.items()} for codes in answers]
    draw.shuffle(renamed)
    before, after = agreement.agreement(answers), agreement.agreement(renamed)

    assert after.alpha == pytest.approx(before.alpha)
    assert before.alpha is None or before.alpha <= 1.0
