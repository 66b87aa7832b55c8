"""Is what people are told of where they stand true, and does it never say more than the tables that are shown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from answered import AGE, AGREE, BEST, EVERY_KIND, HOURS, counted
from fielding import item, options, questionnaire
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis import comparison, tabled
from surveys.analysis.comparison import Comparison, Group, How, compare, compare_reactions
from surveys.analysis.disclosure import ALL, FEWEST, Table
from surveys.analysis.release import MEDIAN

NO_GROUP = Group()
GROUPS = ("customer", "practitioner")
CUSTOMER = Group("customer", GROUPS)

Counts = Mapping[str, Mapping[str, int]]


def said(key: str, value: Any, counts: Counts, group: Group = NO_GROUP, *, closed: bool = True) -> list[Comparison]:
    return list(compare(EVERY_KIND.item(key), value, counts, group, closed=closed))


def hows(key: str, value: Any, counts: Counts, group: Group = NO_GROUP) -> list[How]:
    return [each.how for each in said(key, value, counts, group)]


def test_a_choice_is_that_of_most_of_many_or_a_rarer_one() -> None:
    # 40 answers: shop 22 (more than half), phone 12 (more than half of 22), chat 6 (less than half of 22).
    counts = counted({"place": ["shop"] * 22 + ["phone"] * 12 + ["chat"] * 6})

    assert said("place", "shop", counts) == [Comparison(How.MOST, "shop", percent=55, people=40)]
    assert said("place", "phone", counts) == [Comparison(How.MANY, "phone", percent=30, people=40)]
    assert said("place", "chat", counts) == [Comparison(How.RARER, "chat", percent=15, people=40)]


def test_an_answer_of_fewer_than_five_is_not_told_from_one_of_nobody() -> None:
    counts = counted({"place": ["shop"] * 22 + ["phone"] * 12 + ["chat"] * 3})

    assert hows("place", "chat", counts) == hows("place", "mail", counts) == [How.WITHHELD]
    # With chat and shop shown, what is withheld would follow: the next smallest goes too.
    assert hows("place", "phone", counts) == [How.WITHHELD]
    assert hows("place", "shop", counts) == [How.MOST]


def test_percentages_need_ten_people_and_a_settled_count() -> None:
    nine = counted({"place": ["shop"] * 9})
    twelve = counted({"place": ["shop"] * 12}, add_to={"": {"n": 2}})  # of 14 who took part

    assert said("place", "shop", nine)[0].percent is None
    assert said("place", "shop", twelve)[0].percent == 100
    assert said("place", "shop", twelve, closed=False)[0].percent is None


def test_under_five_there_is_nothing_to_say_and_nothing_before_the_first_answer() -> None:
    assert hows("place", "shop", counted({"place": ["shop"] * 4})) == [How.FEW]
    assert hows("place", "shop", {}) == [How.FEW]
    assert hows("why", "weil", counted({"why": ["so"] * 4})) == [How.FEW]


def test_of_several_choices_each_is_compared() -> None:
    counts = counted({"channels": [["phone"]] * 10 + [["phone", "mail"]] * 8 + [["chat"]] * 6})

    # 24 people: phone 18, mail 8 (less than half of 18), chat 6; each complement is at least five.
    assert [(each.cell, each.how) for each in said("channels", ["phone", "mail"], counts)] == [
        ("phone", How.MOST),
        ("mail", How.RARER),
    ]


def test_all_but_a_few_is_withheld_where_several_may_be_chosen() -> None:
    counts = counted({"channels": [["phone"]] * 12 + [["mail"]] * 3})

    # Were "like most" said of phone with 12 of 15, the three who did not choose it would follow.
    assert hows("channels", ["phone"], counts) == [How.WITHHELD]


@pytest.mark.parametrize(("value", "how"), [(1, How.BELOW), (2, How.BELOW), (3, How.AROUND), (4, How.ABOVE)])
def test_a_scale_is_compared_with_the_row_of_the_middle_answer(value: int, how: How) -> None:
    # 6 + 6 + 13 + 6 + 6 = 37: the 19th answer is a 3.
    counts = counted({"agree": [1] * 6 + [2] * 6 + [3] * 13 + [4] * 6 + [5] * 6})

    assert hows("agree", value, counts) == [how]


def test_between_two_middle_answers_both_are_about_the_middle() -> None:
    counts = counted({"agree": [1] * 10 + [2] * 10 + [4] * 10 + [5] * 10})

    # The 20th is a 2, the 21st a 4.
    assert [hows("agree", value, counts)[0] for value in (1, 2, 3, 4, 5)] == [
        How.BELOW, How.AROUND, How.AROUND, How.AROUND, How.ABOVE,
    ]  # fmt: skip


def test_the_middle_is_told_where_it_is_certain_whatever_is_withheld() -> None:
    # 1 and 2 are withheld together (3 and 7 people): wherever they stand, the middle of 40 is a 4.
    certain = counted({"agree": [1] * 3 + [2] * 7 + [4] * 20 + [5] * 10})
    # 1 and 5 are withheld: with all of them in 1 the 8th of 15 is a 1, with all in 5 it is a 5.
    unsure = counted({"agree": [1] * 4 + [3] * 7 + [5] * 4})

    assert hows("agree", 5, certain) == [How.ABOVE]
    assert hows("agree", 2, certain) == [How.BELOW]
    assert hows("agree", 3, unsure) == [How.WITHHELD]


def test_a_number_is_compared_by_its_bin_or_with_the_published_median() -> None:
    binned = counted({"hours": [1.0] * 6 + [5.0] * 9 + [20.0] * 6})
    ages = counted({"age": [40] * 12})
    ages["age"][f"{MEDIAN}n"] = 40

    assert [hows("hours", value, binned)[0] for value in (0.5, 3.0, 99.0)] == [How.BELOW, How.AROUND, How.ABOVE]
    assert [hows("age", value, ages)[0] for value in (20, 36, 44, 45)] == [
        How.BELOW, How.AROUND, How.AROUND, How.ABOVE,
    ]  # fmt: skip
    nine, ten = counted({"age": [40] * 9}), counted({"age": [40] * 10})
    nine["age"][f"{MEDIAN}n"] = ten["age"][f"{MEDIAN}n"] = 40
    assert hows("age", 20, nine) == [How.FEW]
    assert hows("age", 20, ten) == [How.BELOW]
    assert (HOURS["key"], AGE["key"]) == ("hours", "age")


def test_of_a_ranking_the_first_place_is_compared() -> None:
    counts = counted({"best": [["fast", "kind", "right", "cheap"]] * 9 + [["kind", "fast", "right", "cheap"]] * 6})

    assert [(each.cell, each.how) for each in said("best", ["kind", "right", "fast", "cheap"], counts)] == [
        ("first:kind", How.MANY)
    ]
    assert BEST["kind"] == "ranking"


def test_words_are_only_counted_and_reports_not_even_that() -> None:
    report = {"channel": "mail", "outcome": "nothing", "solved": "no"}
    counts = counted({"why": ["weil"] * 7, "report": [report] * 7})

    assert said("why", "so", counts) == [Comparison(How.ANSWERED, people=7)]
    assert said("report", report, counts) == []


def test_the_own_group_is_compared_from_ten_on() -> None:
    customers = counted({"place": ["shop"] * 12 + ["phone"] * 6})
    both = counted({"place": ["shop"] * 5 + ["phone"] * 20}, group="practitioner", add_to=customers)

    assert [(each.group, each.how) for each in said("place", "shop", both, CUSTOMER)] == [
        ("", How.MANY),  # 17 of 43, where 26 chose the phone
        ("customer", How.MOST),  # 12 of 18
    ]
    few = counted({"place": ["shop"] * 9}, add_to=counted({"place": ["phone"] * 20}, group="practitioner"))
    assert [each.group for each in said("place", "shop", few, CUSTOMER)] == [""]


def test_a_group_is_not_compared_where_it_would_give_away_what_is_withheld_of_another() -> None:
    customers = counted({"place": ["shop"] * 30 + ["phone"] * 20})
    with_three = counted({"place": ["shop"] * 3 + ["phone"] * 20}, group="practitioner", add_to=customers)

    # 33 chose the shop. Customers' 30 would leave 3 practitioners: the word "most" of them is not said either.
    table = tabled.by_group(EVERY_KIND.item("place"), with_three["place"], GROUPS)
    assert table is None or table.count("shop", "customer") is None
    assert not [each for each in said("place", "shop", with_three, CUSTOMER) if each.group and each.how is How.MOST]


def test_reactions_are_counted_where_a_majority_is_known() -> None:
    counts: dict[str, dict[str, int]] = {}
    for statement, votes in {"a": [1] * 9 + [-1] * 5, "b": [-1] * 8, "c": [1] * 5 + [-1] * 5, "d": [1] * 4}.items():
        counts = counted({statement: votes}, add_to=counts)

    # "c" has no majority, "d" too few reactions, "e" was passed.
    votes = {"a": 1, "b": 1, "c": 1, "d": 1}
    assert compare_reactions(votes, counts, NO_GROUP) == (Comparison(How.MAJORITY, same=1, of=2),)
    assert compare_reactions({"a": 0}, counts, NO_GROUP) == (Comparison(How.FEW),)
    assert compare_reactions({"a": 1, "b": -1}, counts, CUSTOMER) == (
        Comparison(How.MAJORITY, same=2, of=2),
        Comparison(How.MAJORITY, group="customer", same=1, of=1),  # eight who reacted to "b" are too few
    )


def test_a_group_nobody_knows_and_the_middle_of_a_group() -> None:
    customers = counted({"agree": [1] * 8 + [2] * 12 + [5] * 8})
    both = counted({"agree": [4] * 8 + [5] * 30}, group="practitioner", add_to=customers)

    assert [(each.group, each.how) for each in said("agree", 4, both, CUSTOMER)] == [
        ("", How.BELOW),  # 66 answers: 38 of them a 5
        ("customer", How.ABOVE),  # 28 answers: the 14th and 15th are a 2
    ]
    assert [each.group for each in said("agree", 4, both, Group("nobody", GROUPS))] == [""]
    assert AGREE["kind"] == "scale"


# --- borders ---


def row(nth: int, counts: Sequence[int | None], base: int) -> int | None:
    names = [str(at) for at in range(len(counts))]
    table = Table({(ALL, ALL): base, **{(name, ALL): n for name, n in zip(names, counts, strict=True)}})
    return comparison._row_of(nth, table, ALL, names)


def test_the_row_of_an_answer_is_counted_from_the_lowest() -> None:
    found = [row(nth, [5, 6, 7], 18) for nth in (0, 1, 5, 6, 11, 12, 18, 19)]

    assert found == [None, 0, 0, 1, 1, 2, 2, None]


def test_below_what_is_withheld_together_nothing_is_certain_and_above_it_all_is() -> None:
    # Ten people in the first two rows: the 11th to 30th answer are in the third.
    found = [row(nth, [None, None, 20, 10], 40) for nth in (1, 10, 11, 30, 31, 40)]

    assert found == [None, None, 2, 2, 3, 3]


def test_what_is_withheld_on_both_sides_makes_the_row_between_uncertain() -> None:
    # Ten people are in the first or the last row: between are the 10 answers from the 1st to 10th, or 11th to 20th.
    assert [row(nth, [None, 10, None], 20) for nth in (1, 5, 10, 11, 15, 20)] == [None] * 6
    # Only five are: of twenty between them the 6th to 20th are there in any case.
    assert [row(nth, [None, 20, None], 25) for nth in (5, 6, 20, 21)] == [None, 1, 1, None]


def test_one_row_withheld_alone_is_known_by_what_is_left() -> None:
    assert [row(nth, [10, None, 20], 35) for nth in (10, 11, 15, 16, 35)] == [0, 1, 1, 2, 2]


def test_where_people_are_in_no_row_their_answers_could_be_anywhere() -> None:
    assert [row(nth, [10, 10], 25) for nth in (1, 10, 20)] == [None] * 3
    assert [row(nth, [10, 10], 20) for nth in (1, 10, 11)] == [0, 0, 1]


def test_half_is_not_most_and_half_as_many_as_the_most_frequent_are_many() -> None:
    halves = counted({"place": ["shop"] * 20 + ["phone"] * 10 + ["chat"] * 10})
    fewer = counted({"place": ["shop"] * 21 + ["phone"] * 10 + ["chat"] * 9})

    # 20 of 40; 10 of the 20 who are the most.
    assert (hows("place", "shop", halves), hows("place", "phone", halves)) == ([How.MANY], [How.MANY])
    # 21 of 40; 10 of 21.
    assert (hows("place", "shop", fewer), hows("place", "phone", fewer)) == ([How.MOST], [How.RARER])


def test_a_share_is_said_of_an_open_wave_from_nine_tenths_of_its_people_on() -> None:
    settled = counted({"place": ["shop"] * 18}, add_to={"": {"n": 2}})  # of 20 who took part
    early = counted({"place": ["shop"] * 17}, add_to={"": {"n": 3}})

    assert said("place", "shop", settled, closed=False)[0].percent == 100
    assert said("place", "shop", early, closed=False)[0].percent is None
    assert said("place", "shop", early, closed=True)[0].percent == 100


def test_a_share_is_said_in_whole_percent_of_everybody_and_never_of_a_group() -> None:
    customers = counted({"place": ["shop"] * 20 + ["phone"] * 10})
    both = counted({"place": ["shop"] * 10 + ["phone"] * 20}, group="practitioner", add_to=customers)

    assert said("place", "shop", both, CUSTOMER) == [
        Comparison(How.MANY, "shop", "", 50, 60),
        Comparison(How.MOST, "shop", "customer", None, 30),
    ]
    thirds = counted({"place": ["shop"] * 20 + ["phone"] * 10})
    assert [said("place", key, thirds)[0].percent for key in ("shop", "phone")] == [67, 33]


def test_five_answers_are_enough_to_say_something() -> None:
    assert hows("place", "shop", counted({"place": ["shop"] * 5})) == [How.MOST]
    assert said("why", "so", counted({"why": ["so"] * 5})) == [Comparison(How.ANSWERED, people=5)]


def test_who_chose_nothing_that_is_in_the_table_is_told_nothing() -> None:
    counts = counted({"channels": [["phone"]] * 10 + [["mail"]] * 10})

    assert said("channels", [], counts) == [Comparison(How.WITHHELD)]


def test_a_group_of_ten_is_compared_and_one_of_nine_is_not() -> None:
    others = counted({"place": ["phone"] * 20}, group="practitioner")
    nine, ten = (counted({"place": ["shop"] * size}, add_to=others) for size in (9, 10))

    assert [each.group for each in said("place", "shop", nine, CUSTOMER)] == [""]
    assert [each.group for each in said("place", "shop", ten, CUSTOMER)] == ["", "customer"]


def test_a_median_is_read_with_its_decimals_and_a_tenth_of_it_is_near() -> None:
    warm = questionnaire(item("warm", "number", min=-50, max=50, decimals=1))
    counts = counted({"warm": [2.0] * 10}, warm)

    def beside(value: float, median: int) -> How:
        counts["warm"][f"{MEDIAN}n"] = median
        return compare(warm.item("warm"), value, counts, NO_GROUP, closed=True)[0].how

    # 20 tenths: 1.8 to 2.2 is about the middle.
    assert [beside(value, 20) for value in (1.7, 1.81, 2.19, 2.3)] == [How.BELOW, How.AROUND, How.AROUND, How.ABOVE]
    # So it is under zero.
    assert [beside(value, -20) for value in (-2.3, -2.1, -1.9, -1.7)] == [
        How.BELOW, How.AROUND, How.AROUND, How.ABOVE,
    ]  # fmt: skip


def test_the_middle_of_few_or_of_nobody_in_a_group_is_not_told() -> None:
    table = Table({(ALL, ALL): 0, ("1", ALL): 0, ("2", ALL): 0})

    assert comparison._beside_middle(table, ALL, ["1", "2"], "1") == Comparison(How.WITHHELD)


def test_half_agreeing_is_no_majority_and_one_more_is() -> None:
    counts = counted({"half": [1] * 10 + [-1] * 10})
    counts = counted({"more": [1] * 11 + [-1] * 9}, add_to=counts)

    assert compare_reactions({"half": 1}, counts, NO_GROUP) == (Comparison(How.FEW),)
    assert compare_reactions({"more": 1}, counts, NO_GROUP) == (Comparison(How.MAJORITY, same=1, of=1),)
    assert compare_reactions({"more": -1}, counts, NO_GROUP) == (Comparison(How.MAJORITY, same=0, of=1),)


def test_a_majority_may_pass_and_nobody_is_of_its_opinion() -> None:
    counts = counted({"bored": [0] * 15 + [1] * 5})

    assert compare_reactions({"bored": 1}, counts, NO_GROUP) == (Comparison(How.MAJORITY, same=0, of=1),)


def test_a_statement_is_compared_with_the_own_group_from_ten_reactions_of_it_on() -> None:
    others = counted({"s": [-1] * 20}, group="practitioner")
    nine, ten = (counted({"s": [1] * size}, add_to=others) for size in (9, 10))

    assert [each.group for each in compare_reactions({"s": 1}, nine, CUSTOMER)] == [""]
    assert compare_reactions({"s": 1}, ten, CUSTOMER) == (
        Comparison(How.MAJORITY, same=0, of=1),  # 20 of 30 disagree
        Comparison(How.MAJORITY, group="customer", same=1, of=1),
    )
    assert [each.group for each in compare_reactions({"s": 1}, ten, Group("nobody", GROUPS))] == [""]
    assert [each.group for each in compare_reactions({"s": 1}, ten, NO_GROUP)] == [""]


# --- what could be concluded ---

CELLS = ("a", "b", "c")
SMALL = questionnaire(
    item("group", "choice", options=options(*GROUPS)),
    item("pick", "choice", options=options(*CELLS)),
    item("many", "choices", options=options(*CELLS)),
    item("point", "scale", low_end={"de": "x"}, high_end={"de": "y"}, **{"from": 1, "to": 4}),
    segment="group",
)
VALUES: Mapping[str, Sequence[Any]] = {
    "pick": CELLS,
    "many": [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["a", "b", "c"]],
    "point": [1, 2, 3, 4],
}
PEOPLE = st.lists(st.tuples(st.sampled_from(GROUPS), st.integers(0, 5)), max_size=60)


@given(key=st.sampled_from(list(VALUES)), people=PEOPLE)
def test_nothing_is_said_of_a_cell_or_a_rest_of_one_to_four(key: str, people: list[tuple[str, int]]) -> None:
    asked = SMALL.item(key)
    counts: dict[str, dict[str, int]] = {}
    for group in GROUPS:
        given_ = [VALUES[key][at % len(VALUES[key])] for own, at in people if own == group]
        counts = counted({key: given_}, SMALL, group=group, add_to=counts)
    cells = counts.get(key, {})

    for value in VALUES[key]:
        for group in GROUPS:
            for each in compare(asked, value, counts, Group(group, GROUPS), closed=True):
                mark = f"|s:{each.group}" if each.group else ""
                same, base = cells.get(each.cell + mark, 0), cells.get(f"n{mark}", 0)
                if each.how in (How.MOST, How.MANY, How.RARER):
                    assert same >= FEWEST
                    assert key != "many" or base - same not in range(1, FEWEST)
                    assert (each.how is How.MOST) == (2 * same > base)
                assert not each.group or base >= 10
                assert each.percent is None or base >= 10
