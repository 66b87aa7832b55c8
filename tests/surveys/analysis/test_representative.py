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


# --- borders and order ---


def leaning(agree: int, disagree: int = 0, passed: int = 0) -> Reactions:
    return Reactions(agree, disagree, passed)


def two(mine: Reactions, others: Reactions) -> dict[str, Reactions]:
    """The reactions of group A and B to one statement."""
    return {"A": mine, "B": others}


def test_at_most_five_statements_represent_a_group_the_most_representative_first() -> None:
    # The fewer of the others agree, the more a statement sets the group apart.
    reactions = {f"s{agree}": two(leaning(20), leaning(agree, 20 - agree)) for agree in (3, 0, 6, 1, 5, 2, 4)}
    found = representative.of_group(reactions, "A", "AB")

    assert [each.statement for each in found] == ["s0", "s1", "s2", "s3", "s4"]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_of_statements_that_represent_as_much_the_order_is_that_of_their_names() -> None:
    alike = two(leaning(20), leaning(0, 20))

    assert [each.statement for each in representative.of_group({"z": alike, "a": alike, "m": alike}, "A", "AB")] == [
        "a", "m", "z",
    ]  # fmt: skip


def test_all_other_groups_together_are_the_others() -> None:
    # B and C together: 6 of 20 agree, as one group of 20 would; alone in neither of them as many would be needed.
    parts = {"A": leaning(10), "B": leaning(6, 4), "C": leaning(0, 10)}
    whole = {"A": leaning(10), "B": leaning(6, 14)}
    (of_three,) = representative.of_group({"s": parts}, "A", "ABC")
    (of_two,) = representative.of_group({"s": whole}, "A", "AB")

    assert of_three == of_two
    assert (of_three.count, of_three.seen) == (10, 10)


def test_four_people_represent_nothing_and_five_do() -> None:
    # 4 of 4 and 5 of 5 are more than half by both tests, against 20 others who disagree.
    assert representative.of_group({"s": two(leaning(4), leaning(0, 20))}, "A", "AB") == ()
    assert [each.count for each in representative.of_group({"s": two(leaning(5), leaning(0, 20))}, "A", "AB")] == [5]


def test_half_of_a_group_represents_it_however_few_the_others_are() -> None:
    # 2 sqrt(21) (11/21 - 1/2) = 0.218 < 1.645: not surely more than half, though 10 of 20 against none of 40.
    assert representative.one_proportion(10, 20) == pytest.approx(0.21822, abs=1e-4)
    assert representative.of_group({"s": two(leaning(10, 5, 5), leaning(0, 40))}, "A", "AB") == ()


def test_a_group_that_agrees_as_all_others_do_is_not_set_apart() -> None:
    # 18 of 20 in both: p = q, so z = 0.
    assert representative.two_proportions(18, 20, 18, 20) == 0
    assert representative.of_group({"s": two(leaning(18, 2), leaning(18, 2))}, "A", "AB") == ()


def test_a_group_may_be_set_apart_on_both_sides_and_is_told_by_the_surer_one() -> None:
    # 9 of 10 disagree; nobody of the others does.
    (found,) = representative.of_group({"s": two(leaning(1, 9), leaning(30))}, "A", "AB")

    assert (found.side, found.count) == (-1, 9)


def test_where_everybody_is_on_one_side_no_group_is_told_apart() -> None:
    # h = (5 + 5 + 2) / (5 + 5 + 2) = 1: the root would be of nothing.
    assert representative.two_proportions(5, 5, 5, 5) == 0.0
    assert representative.two_proportions(5, 5, 4, 5) == pytest.approx((1 - 5 / 6) / math.sqrt(11 / 12 / 12 * 2 / 6))


def test_everybodys_reaction_is_known_on_each_side() -> None:
    reactions = leaning(7, 2, 1)

    assert [representative.on_side(reactions, side) for side in (1, -1)] == [7, 2]
    assert representative.probability(7, 10) == 8 / 12


# --- what all share ---


def test_the_most_shared_is_the_first_and_ties_follow_their_names() -> None:
    reactions = {
        "less": two(leaning(16, 4), leaning(16, 4)),
        "z": two(leaning(20), leaning(20)),
        "a": two(leaning(0, 20), leaning(0, 20)),  # as sure in disagreeing
        "middle": two(leaning(18, 2), leaning(18, 2)),
    }

    assert representative.common(reactions, "AB") == ("a", "z", "middle", "less")


def test_every_group_has_to_be_on_the_side_that_is_shared() -> None:
    large = leaning(100)

    assert representative.common({"s": two(large, leaning(5, 4))}, "AB") == ("s",)
    assert representative.common({"s": two(large, leaning(5, 5))}, "AB") == ()  # half is not most
    assert representative.common({"s": two(large, leaning(4))}, "AB") == ()  # four are too few to say so


def test_a_small_majority_of_all_may_be_chance() -> None:
    # 12 of 20: 2 sqrt(21) (13/21 - 1/2) = 1.09 < 1.645; 14 of 20: 2 sqrt(21) (15/21 - 1/2) = 1.96.
    assert representative.common({"s": two(leaning(6, 4), leaning(6, 4))}, "AB") == ()
    assert representative.common({"s": two(leaning(7, 3), leaning(7, 3))}, "AB") == ("s",)


# --- what divides ---


def test_the_most_divided_is_the_first_and_ties_follow_their_names() -> None:
    reactions = {
        "less": two(leaning(30, 10), leaning(10, 30)),
        "z": two(leaning(40), leaning(0, 40)),
        "a": two(leaning(0, 40), leaning(40)),
    }

    assert representative.dividing(reactions, "AB") == ("a", "z", "less")


def test_a_gap_of_a_quarter_divides_and_less_is_a_matter_of_degree() -> None:
    # Of 98 each: (49 + 1 - 24 - 1) / 100 = 0.25 exactly, and 0.24 with one more; both are surely no chance.
    quarter, less = two(leaning(49, 49), leaning(24, 74)), two(leaning(49, 49), leaning(25, 73))

    assert representative.gap(quarter, "AB") == 0.25
    assert representative.gap(less, "AB") == pytest.approx(0.24)
    assert representative.dividing({"quarter": quarter, "less": less}, "AB") == ("quarter",)


def test_a_gap_that_may_be_chance_is_none() -> None:
    # 5 of 6 and 2 of 6: (6/8 - 3/8) = 0.375, but z = (6/7 - 3/7) / sqrt(9/14 * 5/14 * 2/7) = 1.673; with 3: 1.179.
    assert representative.gap(two(leaning(5, 1), leaning(2, 4)), "AB") == pytest.approx(0.375)
    assert representative.gap(two(leaning(5, 1), leaning(3, 3)), "AB") == 0


def test_of_three_groups_the_two_that_differ_most_make_the_gap() -> None:
    by_group = {"A": leaning(20, 20), "B": leaning(38, 2), "C": leaning(2, 38)}

    # B and C: (39 - 3) / 42.
    assert representative.gap(by_group, "ABC") == pytest.approx(36 / 42)
    assert representative.gap(by_group, "CBA") == pytest.approx(36 / 42)
    assert representative.gap(by_group, "AB") == pytest.approx((39 - 21) / 42)


def test_a_gap_needs_two_groups_of_five() -> None:
    assert representative.gap(two(leaning(30), leaning(0, 4)), "AB") == 0
    assert representative.gap(two(leaning(30), leaning(0, 5)), "AB") == pytest.approx(31 / 32 - 1 / 7)
    assert representative.gap({"A": leaning(30)}, "A") == 0


def test_what_all_share_does_not_divide_them_though_some_share_it_less() -> None:
    # 100 of 100 and 60 of 100: both groups are on that side.
    reactions = {"s": two(leaning(100), leaning(60, 40))}

    assert representative.gap(reactions["s"], "AB") > 0.25
    assert representative.common(reactions, "AB") == ("s",)
    assert representative.dividing(reactions, "AB") == ()
