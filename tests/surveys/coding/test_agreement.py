"""Agreement is what the method's author computed by hand, and knows no order of rows and no names of coders."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
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


# --- what else is promised ----------------------------------------------------------------------------------------


def test_the_interval_is_that_of_samples_of_as_many_answers() -> None:
    # Of two answers, one agreed on and one not, a sample has with the chance
    #   1/4 the first twice: one code only, so nobody disagrees: 1
    #   1/2 each once: codes a a a b, n = 4, by chance 3x2 = 6, agreeing 2: (3x2 - 6) / (4x3 - 6) = 0
    #   1/4 the second twice: a a b b, by chance 2x1 + 2x1 = 4, agreeing 0: (0 - 4) / (12 - 4) = -1/2
    # The middle 95 of 100 reach from the lowest of these to the highest.
    found = agreement.agreement([{"x": "a", "y": "a"}, {"x": "a", "y": "b"}])

    assert (found.alpha, found.low, found.high, found.percent) == (0.0, -0.5, 1.0, 0.5)


def test_who_agrees_on_everything_does_so_in_every_sample() -> None:
    found = agreement.agreement([{"x": "a", "y": "a"}, {"x": "b", "y": "b"}, {"x": "b", "y": "b"}])

    assert found == agreement.Agreement(1.0, 1.0, 1.0, 1.0, 3, 6)


def test_who_never_agrees_is_told_so() -> None:
    # Codes a a b b: by chance 4, agreeing 0.
    found = agreement.agreement([{"x": "a", "y": "b"}, {"x": "b", "y": "a"}])

    assert found == agreement.Agreement(-0.5, -0.5, -0.5, 0.0, 2, 4)


def test_two_figures_of_the_same_answers_are_the_same_in_two_digests() -> None:
    # The interval is that of 1,000 samples drawn as numpy draws them from the seed 0; alpha of each by its definition.
    three, two = (
        [{"x": "a", "y": "a", "z": "a"}, {"x": "a", "y": "b", "z": "a"}],
        [{"x": "b", "y": "b"}, {"y": "a", "z": "b"}],
    )
    answers: list[Codes] = [*[three[0]] * 23, *[three[1]] * 11, *[two[0]] * 17, *[two[1]] * 9]
    # Ordered by the codes: a a, b on 9 answers; a a, b on 11; a a a on 23; b b on 17.
    kinds = [Counter("ab")] * 9 + [Counter("aab")] * 11 + [Counter("aaa")] * 23 + [Counter("bb")] * 17
    drawn = np.random.default_rng(0).multinomial(60, np.full(60, 1 / 60), 1000)
    alphas = []
    for times in drawn.tolist():
        observed, totals = 0.0, Counter[str]()
        for many, codes in zip(times, kinds, strict=True):
            size = codes.total()
            observed += many * codes["a"] * codes["b"] * 2 / (size - 1)
            totals.update({code: many * count for code, count in codes.items()})
        n = totals.total()
        alphas.append(1 - (n - 1) * observed / (2 * totals["a"] * totals["b"]))
    alphas.sort()
    found = agreement.agreement(answers)

    # The 2.5th of 100 of 1,000 in their order lies between the 25th and the 26th, at .975 of the way.
    assert found.low == pytest.approx(alphas[24] + 0.975 * (alphas[25] - alphas[24]), abs=1e-12)
    assert found.high == pytest.approx(alphas[974] + 0.025 * (alphas[975] - alphas[974]), abs=1e-12)


def test_nothing_is_said_of_no_answers() -> None:
    assert agreement.agreement([]) == agreement.Agreement(None, None, None, None, 0, 0)
    assert agreement.by_code([]) == {}
    assert agreement.by_pair([]) == {}
    assert agreement.long_form([]) == []


def test_codes_are_judged_in_their_alphabetical_order() -> None:
    found = agreement.by_code([{"x": "c", "y": "a"}, {"x": "b"}])

    assert list(found) == ["a", "b", "c"]
    assert (found["a"].answers, found["a"].codes, found["a"].percent) == (1, 2, 0.0)
    assert (found["b"].alpha, found["b"].percent) == (None, 1.0), "the pair agrees that it is not b"


def test_answers_and_coders_that_were_told_apart_stay_apart() -> None:
    given = [("2", "x", "a"), ("1", "x", "b"), ("2", "y", "c")]

    assert agreement.long_form(given) == [{"x": "a", "y": "c"}, {"x": "b"}]


def test_a_pair_is_judged_without_the_third() -> None:
    answers = [{"x": "a", "y": "a", "z": "b"}, {"x": "b", "y": "b", "z": "a"}, {"x": "b", "z": "b"}]
    found = agreement.by_pair(answers)

    assert {pair: (each.answers, each.codes, each.percent) for pair, each in found.items()} == {
        ("x", "y"): (2, 4, 1.0),
        ("x", "z"): (3, 6, pytest.approx(1 / 3)),
        ("y", "z"): (2, 4, 0.0),
    }
