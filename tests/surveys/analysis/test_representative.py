"""Are the measures of Polis computed as they are defined? The working is shown."""

from __future__ import annotations

import math

import pytest

from surveys.analysis import representative
from surveys.analysis.opinion import Reactions

# Group A: 9 agree, 1 disagrees of 10. Group B: 2 agree, 8 disagree.
DIVIDED = {"": Reactions(11, 9, 0), "A": Reactions(9, 1, 0), "B": Reactions(2, 8, 0)}
SHARED = {"": Reactions(18, 1, 1), "A": Reactions(9, 1, 0), "B": Reactions(9, 0, 1)}
UNCLEAR = {"": Reactions(10, 9, 1), "A": Reactions(5, 5, 0), "B": Reactions(5, 4, 1)}
RARE = {"": Reactions(4, 4, 0), "A": Reactions(4, 0, 0), "B": Reactions(0, 4, 0)}
ALL = {"divided": DIVIDED, "shared": SHARED, "unclear": UNCLEAR, "rare": RARE}


def test_a_statement_represents_a_group_as_worked_by_hand() -> None:
    # P(agree) in A: (9 + 1) / (10 + 2) = 10/12; among the others: (2 + 1) / (10 + 2) = 3/12.
    # More than half of A? 2 sqrt(11) (10/11 - 1/2) = 2 * 3.31662 * 0.40909 = 2.71360 > 1.645
    # More than the others? p = 10/11, q = 3/11, h = 13/22;
    #   z = (7/11) / sqrt(13/22 * 9/22 * 2/11) = 0.63636 / 0.20965 = 3.03540 > 1.645
    # Score: (10/12) / (3/12) * 3.03540 * 10/12 * 2.71360 = 22.8804
    (found,) = representative.of_group({"divided": DIVIDED}, "A", "AB")

    assert (found.statement, found.side, found.count, found.seen) == ("divided", 1, 9, 10)
    assert representative.one_proportion(9, 10) == pytest.approx(2.71360, abs=1e-4)
    assert representative.two_proportions(9, 10, 2, 10) == pytest.approx(3.03540, abs=1e-4)
    assert found.score == pytest.approx(22.8804, abs=1e-2)


def test_the_other_group_is_represented_by_disagreeing() -> None:
    (found,) = representative.of_group(ALL, "B", "AB")

    assert (found.statement, found.side, found.count, found.seen) == ("divided", -1, 8, 10)


def test_where_nothing_sets_a_group_apart_nothing_represents_it() -> None:
    assert representative.of_group({"shared": SHARED, "unclear": UNCLEAR, "rare": RARE}, "A", "AB") == ()


def test_consensus_is_the_product_over_the_groups() -> None:
    # (9 + 1) / 12 in both groups; disagreeing: (1 + 1) / 12 * (0 + 1) / 12
    assert representative.consensus(SHARED, "AB", 1) == pytest.approx(100 / 144)
    assert representative.consensus(SHARED, "AB", -1) == pytest.approx(2 / 144)


def test_what_all_share_and_what_divides_them_are_told_apart() -> None:
    assert representative.common(ALL, "AB") == ("shared",)
    assert representative.dividing(ALL, "AB") == ("divided",)


def test_common_ground_may_be_a_disagreement() -> None:
    against = {key: Reactions(each.disagree, each.agree, each.passed) for key, each in SHARED.items()}

    assert representative.common({"against": against}, "AB") == ("against",)


def test_a_gap_is_the_difference_of_the_two_groups_that_differ_most() -> None:
    # agreeing 10/12 - 3/12, disagreeing 9/12 - 2/12
    assert representative.gap(DIVIDED, "AB") == pytest.approx(7 / 12)


def test_four_people_divide_nothing() -> None:
    assert representative.gap(RARE, "AB") == 0


def test_a_statement_nobody_saw_stands_in_the_middle() -> None:
    assert representative.probability(0, 0) == 0.5
    assert representative.two_proportions(0, 0, 0, 0) == 0
    assert math.isfinite(representative.one_proportion(0, 0))
