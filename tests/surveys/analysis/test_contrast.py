"""Do groups differ only where they do?"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from surveys.analysis.change import Share
from surveys.analysis.contrast import ENOUGH, contrast, fisher

RUNS = 200


def test_a_planted_difference_stands_out_and_comes_first() -> None:
    found = contrast(
        {("a", "customer"): 40, ("a", "practitioner"): 5, ("b", "customer"): 20, ("b", "practitioner"): 21},
        {"customer": 60, "practitioner": 60},
    )

    assert (found.people, found.enough) == (120, True)
    first = found.differences[0]
    assert (first.theme, first.stands_out) == ("a", True)
    assert {each.theme for each in found.differences if each.stands_out} == {"a"}
    assert first.interval[0] > 0 or first.interval[1] < 0


def test_fishers_p_is_the_one_worked_out_by_hand() -> None:
    # 3 of 4 against 1 of 4 (the lady tasting tea): tables with 4 of 8 have 1, 16, 36, 16, 1 of 70 ways.
    # As likely or less than 16/70: 1 + 16 + 16 + 1 = 34 of 70.

    assert fisher(Share(3, 4), Share(1, 4)) == pytest.approx(34 / 70)


def test_under_eighty_people_nothing_is_compared() -> None:
    sizes = {"a": ENOUGH // 2, "b": ENOUGH // 2 - 1}
    found = contrast({("t", "a"): 39}, sizes)

    assert (found.differences, found.people, found.enough) == ((), 79, False)


def test_a_group_of_fewer_than_ten_and_a_theme_of_fewer_than_five_are_not_compared() -> None:
    found = contrast({("t", "a"): 20, ("t", "small"): 9, ("rare", "a"): 4}, {"a": 60, "b": 50, "small": 9})

    assert {each.group for each in found.differences} == {"a", "b"}
    assert {each.theme for each in found.differences} == {"t"}


def test_permuted_groups_are_flagged_in_at_most_a_twentieth_of_runs() -> None:
    chance = random.Random(11)
    themes = [f"t{at}" for at, size in enumerate((60, 45, 30, 25, 20, 10, 10)) for _ in range(size)]
    groups = ["a"] * 90 + ["b"] * 70 + ["c"] * 40
    flagged = 0
    for _ in range(RUNS):
        chance.shuffle(groups)
        found = contrast(Counter(zip(themes, groups, strict=True)), Counter(groups))
        flagged += any(each.stands_out for each in found.differences)

    assert flagged / RUNS <= 0.05
