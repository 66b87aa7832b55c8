"""Is the table of a question the same wherever it is shown, and is it that of the people who answered it?"""

from __future__ import annotations

from collections.abc import Mapping

from answered import EVERY_KIND, counted

from surveys.analysis import tabled
from surveys.analysis.disclosure import ALL, Table
from surveys.analysis.opinion import Reactions

GROUPS = ("customer", "practitioner")


def column(table: Table | None, name: str = ALL) -> dict[str, int | None]:
    """The cells of a column that are printed, and its base as ``n``."""
    assert table is not None
    cells = {row: n for (row, of), n in table.counts.items() if of == name and (row, of) not in table.unseen}
    return {("n" if row == ALL else row): n for row, n in cells.items()}


def both(key: str, customers: list[object], practitioners: list[object]) -> Mapping[str, int]:
    counts = counted({key: customers})
    return counted({key: practitioners}, group="practitioner", add_to=counts)[key]


# --- rows ---


def test_the_rows_of_a_choice_are_all_that_could_be_chosen_in_their_order() -> None:
    assert tabled.rows(EVERY_KIND.item("place"), {}) == ("shop", "phone", "chat", "mail")


def test_of_a_ranking_the_first_places_are_the_rows() -> None:
    rows = tabled.rows(EVERY_KIND.item("best"), {})

    assert rows == ("first:fast", "first:kind", "first:right", "first:cheap")


def test_a_number_has_rows_only_where_its_bins_are_said() -> None:
    assert tabled.rows(EVERY_KIND.item("age"), {"n": 50}) == ()
    assert len(tabled.rows(EVERY_KIND.item("hours"), {})) == 3


def test_a_month_is_named_from_five_people_on_and_never_by_group() -> None:
    counts = {"n": 14, "2026-02": 5, "2026-01": 5, "2025-12": 4, "2026-02|s:customer": 9, "year:2026": 10}

    assert tabled.rows(EVERY_KIND.item("since"), counts) == ("2026-01", "2026-02")


# --- for everybody ---


def test_a_table_counts_who_answered_and_withholds_what_would_be_few() -> None:
    counts = counted({"place": ["shop"] * 12 + ["phone"] * 7 + ["chat"] * 3})["place"]
    table = tabled.table(EVERY_KIND.item("place"), counts)

    assert column(table) == {"n": 22, "shop": 12, "phone": None, "chat": None, "mail": 0}


def test_of_several_choices_somebody_may_be_in_two_rows_and_the_rest_of_each_is_protected() -> None:
    counts = counted({"channels": [["phone", "mail"]] * 8 + [["mail"]] * 6 + [["chat"]] * 3})["channels"]
    table = tabled.table(EVERY_KIND.item("channels"), counts)

    # 17 people: phone 8 (9 not), mail 14 (3 not), chat 3.
    assert not table.exclusive
    assert column(table) == {"n": 17, "phone": 8, "mail": None, "chat": None}


def test_the_base_of_a_ranking_is_of_those_whose_first_place_is_counted() -> None:
    counts = {"n": 40, "first:fast": 9, "first:kind": 8, "first:right": 0, "first:cheap": 6}
    table = tabled.table(EVERY_KIND.item("best"), counts)

    assert column(table) == {"n": 23, "first:fast": 9, "first:kind": 8, "first:right": 0, "first:cheap": 6}


# --- by group ---


def test_groups_stand_beside_everybody() -> None:
    counts = both("place", ["shop"] * 12 + ["phone"] * 8, ["shop"] * 6 + ["phone"] * 11)
    table = tabled.by_group(EVERY_KIND.item("place"), counts, GROUPS)

    assert column(table) == {"n": 37, "shop": 18, "phone": 19, "chat": 0, "mail": 0}
    assert column(table, "customer") == {"n": 20, "shop": 12, "phone": 8, "chat": 0, "mail": 0}
    assert column(table, "practitioner") == {"n": 17, "shop": 6, "phone": 11, "chat": 0, "mail": 0}


def test_groups_are_not_shown_where_everybodys_counts_would_suffer_from_it() -> None:
    # 3 practitioners chose the phone, in a table that shows everybody's.
    counts = both("place", ["shop"] * 12 + ["phone"] * 8, ["shop"] * 2 + ["phone"] * 3)
    table = tabled.by_group(EVERY_KIND.item("place"), counts, GROUPS)
    whole = tabled.table(EVERY_KIND.item("place"), counts)

    assert column(whole) == {"n": 25, "shop": 14, "phone": 11, "chat": 0, "mail": 0}
    assert table is None or (column(table) == column(whole) and None in column(table, "practitioner").values())


def test_each_group_of_a_ranking_has_the_base_of_its_own_first_places() -> None:
    first = {"first:fast": 20, "first:kind": 16, "first:right": 0, "first:cheap": 0}
    groups = {"first:fast|s:customer": 12, "first:kind|s:customer": 8, "first:fast|s:practitioner": 8,
              "first:kind|s:practitioner": 8, "n|s:customer": 99, "n|s:practitioner": 99}  # fmt: skip
    table = tabled.by_group(EVERY_KIND.item("best"), {"n": 198, **first, **groups}, GROUPS)

    assert table is not None
    assert [table.base(group) for group in (ALL, *GROUPS)] == [36, 20, 16]


def test_of_several_choices_each_group_is_guarded_by_its_complements_too() -> None:
    counts = both("channels", [["phone"]] * 10 + [["mail"]] * 10, [["phone"]] * 10 + [["phone", "mail"]] * 10)
    table = tabled.by_group(EVERY_KIND.item("channels"), counts, GROUPS)

    assert table is not None
    assert not table.exclusive
    assert column(table, "practitioner") == {"n": 20, "phone": 20, "mail": 10, "chat": 0}


# --- reactions ---


def reacted(customers: list[int], practitioners: list[int]) -> Mapping[str, int]:
    counts = counted({"one": customers})
    return counted({"one": practitioners}, group="practitioner", add_to=counts)["one"]


def test_reactions_are_agree_disagree_and_pass() -> None:
    counts = reacted([1] * 9 + [-1] * 8 + [0] * 5, [])

    assert tabled.REACTED == ("agree", "disagree", "pass")
    assert column(tabled.reactions(counts)) == {"n": 22, "agree": 9, "disagree": 8, "pass": 5}


def test_reactions_of_groups_stand_beside_everybodys() -> None:
    counts = reacted([1] * 9 + [-1] * 8, [1] * 5 + [-1] * 7)
    table = tabled.reactions_by_group(counts, GROUPS)

    assert column(table, "customer") == {"n": 17, "agree": 9, "disagree": 8, "pass": 0}
    assert column(table, "practitioner") == {"n": 12, "agree": 5, "disagree": 7, "pass": 0}


def test_reactions_of_any_groups_may_stand_beside_everybodys() -> None:
    counts = {"n": 30, "agree": 16, "disagree": 14}
    table = tabled.reactions_among(counts, {"A": {"agree": 10, "disagree": 5}, "B": {"agree": 6, "disagree": 9}})

    assert column(table) == {"n": 30, "agree": 16, "disagree": 14, "pass": 0}
    assert column(table, "A") == {"n": 15, "agree": 10, "disagree": 5, "pass": 0}
    assert column(table, "B") == {"n": 15, "agree": 6, "disagree": 9, "pass": 0}


def test_groups_may_leave_out_people_but_not_add_some() -> None:
    counts = {"n": 40, "agree": 20, "disagree": 20}
    fewer = {"A": {"agree": 10, "disagree": 10}}
    as_many = {"A": {"agree": 20, "disagree": 10}}
    more = {"A": {"agree": 10, "disagree": 10}, "B": {"agree": 11}}

    assert column(tabled.reactions_among(counts, fewer), "A") == {"n": 20, "agree": 10, "disagree": 10, "pass": 0}
    assert tabled.reactions_among(counts, as_many) is not None
    assert tabled.reactions_among(counts, more) is None


def test_reactions_by_opinion_have_a_column_for_each_group() -> None:
    table = tabled.reactions_by_opinion({"": Reactions(20, 12, 5), "A": Reactions(14, 6, 0), "B": Reactions(6, 6, 5)})

    assert column(table) == {"n": 37, "agree": 20, "disagree": 12, "pass": 5}
    assert column(table, "A") == {"n": 20, "agree": 14, "disagree": 6, "pass": 0}
    assert column(table, "B") == {"n": 17, "agree": 6, "disagree": 6, "pass": 5}


def test_reactions_by_opinion_withhold_the_few_of_a_group() -> None:
    table = tabled.reactions_by_opinion({"": Reactions(20, 15, 0), "A": Reactions(17, 5, 0), "B": Reactions(3, 10, 0)})

    assert table.count("agree", "B") is None
    assert table.count("agree", "A") is None  # 20 - 17 would say it
