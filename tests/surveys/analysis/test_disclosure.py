from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.disclosure import ALL, FEWEST, Cell, Table, crossed, guarded, one_way

ROWS = ("a", "b", "c")


def shown(table: Table) -> dict[Cell, int | None]:
    return {cell: count for cell, count in guarded(table).counts.items() if cell not in table.unseen}


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    # 12 + 8 + 3 = 23: showing 12 and 8 of 23 would say 3.
    table = guarded(one_way({"a": 12, "b": 8, "c": 3}, 23, ROWS))

    assert [table.count(row) for row in ROWS] == [12, None, None]
    assert table.base() == 23


def test_nobody_is_shown_as_zero() -> None:
    table = guarded(one_way({"a": 12, "b": 8}, 20, ROWS))

    assert [table.count(row) for row in ROWS] == [12, 8, 0]


def test_withheld_cells_together_are_many_enough() -> None:
    # 14 + 1 + 1 = 16: withholding both ones would still say that two people chose them.
    table = guarded(one_way({"a": 14, "b": 1, "c": 1}, 16, ROWS))

    assert [table.count(row) for row in ROWS] == [None, None, None]


def test_a_base_under_five_withholds_all() -> None:
    table = guarded(one_way({"a": 4}, 4, ROWS))

    assert set(table.counts.values()) == {None}


def test_those_who_did_not_choose_are_protected_too() -> None:
    # Several may be chosen: 18 of 20 chose a, so 2 did not.
    table = guarded(one_way({"a": 18, "b": 9, "c": 0}, 20, ROWS, exclusive=False))

    assert [table.count(row) for row in ROWS] == [None, 9, 0]


def test_a_share_needs_ten_people() -> None:
    assert guarded(one_way({"a": 5, "b": 4}, 9, ("a", "b"))).share("a") is None
    assert guarded(one_way({"a": 5, "b": 5}, 10, ("a", "b"))).share("a") == 0.5


def test_the_other_group_is_not_the_difference_to_everybody() -> None:
    # a: 12 in all, 9 of group x, so 3 of group y: x would give y away.
    table = guarded(
        crossed(
            {("a", ALL): 12, ("a", "x"): 9, ("a", "y"): 3, ("b", ALL): 16, ("b", "x"): 8, ("b", "y"): 8},
            {ALL: 28, "x": 17, "y": 11},
            ("a", "b"),
            ("x", "y"),
        )
    )

    assert table.count("a", "x") is None
    assert table.count("a", "y") is None
    assert table.count("b", "y") is None, "else 11 - 8 says 3"


def test_people_outside_all_groups_are_not_the_difference_either() -> None:
    # 12 say a; 9 of them in x, the other 3 in no group that is shown.
    table = guarded(
        crossed({("a", ALL): 12, ("a", "x"): 9, ("b", ALL): 8, ("b", "x"): 8}, {ALL: 20, "x": 17}, ("a", "b"), ("x",))
    )

    assert table.count("a", "x") is None


tables_of_one = st.lists(st.integers(0, 14), min_size=2, max_size=5).map(
    lambda counts: one_way(
        {str(row): count for row, count in enumerate(counts)}, sum(counts), [str(row) for row in range(len(counts))]
    )
)


@given(tables_of_one)
def test_guarding_twice_changes_nothing(table: Table) -> None:
    once = guarded(table)

    assert guarded(once).counts == once.counts


@given(tables_of_one)
def test_no_small_count_is_shown_and_none_follows_from_the_rest(table: Table) -> None:
    counts = shown(table)
    hidden = [cell for cell, count in counts.items() if count is None and cell[0] != ALL]

    assert not any(count is not None and 0 < count < FEWEST for count in counts.values())
    base = counts[ALL, ALL]
    if base and hidden:
        left = base - sum(count or 0 for cell, count in counts.items() if cell[0] != ALL)
        assert len(hidden) > 1
        assert left >= FEWEST


@pytest.mark.parametrize("seed", range(30))
def test_an_attacker_who_knows_the_rule_finds_nobody_in_a_table_of_groups(seed: int) -> None:
    """All tables that would be shown alike: no withheld small cell is the same in each of them.

    The attacker knows the margins shown, the sums, and how this program withholds.
    """
    draw = random.Random(seed)
    rows, columns = ("a", "b", "c")[: draw.choice((2, 3))], ("x", "y")
    top = 9 if len(rows) == 2 else 5
    cells = {(row, column): draw.randint(0, top) for row in rows for column in columns}
    table = _of_groups(cells, rows, columns)
    seen = shown(table)
    hidden = sorted(cell for cell, count in seen.items() if count is None and ALL not in cell)
    small = {cell for cell in hidden if 0 < cells[cell] < FEWEST}
    if not small or (len(hidden) > 4 and None in (seen[ALL, "x"], seen[ALL, "y"])):
        return  # nothing to find, or too many tables to try

    possible: dict[Cell, set[int]] = {cell: set() for cell in small}
    for guess in _alike(cells, hidden, columns, rows, seen):
        if shown(_of_groups(guess, rows, columns)) == seen:
            for cell in small:
                possible[cell].add(guess[cell])
            if all(len(found) > 1 for found in possible.values()):
                break

    for cell in small:
        assert len(possible[cell]) > 1, (cells, seen, cell)


def _of_groups(cells: dict[Cell, int], rows: tuple[str, ...], columns: tuple[str, ...]) -> Table:
    counts = dict(cells)
    counts |= {(row, ALL): sum(cells[row, column] for column in columns) for row in rows}
    bases = {column: sum(cells[row, column] for row in rows) for column in columns}
    return crossed(counts, {**bases, ALL: sum(bases.values())}, rows, columns)


def _alike(
    cells: dict[Cell, int],
    hidden: list[Cell],
    columns: tuple[str, ...],
    rows: tuple[str, ...],
    seen: dict[Cell, int | None],
) -> Iterator[dict[Cell, int]]:
    """Every table with the same shown cells and bases, column by column."""
    most = max(cells.values()) + 3
    fillings: list[list[dict[Cell, int]]] = []
    for column in columns:
        gone = [cell for cell in hidden if cell[1] == column]
        base = seen[ALL, column]
        told = sum(cells[row, column] for row in rows if (row, column) not in gone)
        fillings.append(
            [
                dict(zip(gone, values, strict=True))
                for values in itertools.product(range(most + 1), repeat=len(gone))
                if base is None or told + sum(values) == base
            ]
        )
    for filling in itertools.product(*fillings):
        yield cells | {cell: count for part in filling for cell, count in part.items()}


# --- borders ---


def told(counts: dict[str, int], base: int | None = None, *, exclusive: bool = True) -> dict[str, int | None]:
    """The rows and the base (as ``n``) of a table of one item, guarded."""
    table = guarded(one_way(counts, sum(counts.values()) if base is None else base, list(counts), exclusive=exclusive))
    return {**{row: table.count(row) for row in counts}, "n": table.base()}


def test_five_are_shown_and_four_are_not() -> None:
    assert told({"a": 5, "b": 20}) == {"a": 5, "b": 20, "n": 25}
    assert told({"a": 4, "b": 20, "c": 30}) == {"a": None, "b": None, "c": 30, "n": 54}


def test_a_base_of_five_is_shown_and_a_small_one_takes_all_with_it_but_zeros() -> None:
    assert told({"a": 5, "b": 0}) == {"a": 5, "b": 0, "n": 5}
    assert told({"a": 4, "b": 0}) == {"a": None, "b": None, "n": None}
    assert told({"a": 0, "b": 0}) == {"a": None, "b": None, "n": 0}  # that it is nobody is said once


def test_ten_withheld_together_are_enough_and_nine_are_not() -> None:
    # 4 and 6 are ten; 4 and 5 are nine, so that the next smallest goes with them.
    assert told({"a": 4, "b": 6, "c": 20, "d": 30}) == {"a": None, "b": None, "c": 20, "d": 30, "n": 60}
    assert told({"a": 4, "b": 5, "c": 20, "d": 30}) == {"a": None, "b": None, "c": None, "d": 30, "n": 59}


def test_of_cells_of_one_size_the_first_by_its_name_goes_too() -> None:
    assert told({"z": 8, "b": 8, "a": 3}) == {"z": 8, "b": None, "a": None, "n": 19}


def test_an_empty_row_hides_nobody() -> None:
    # Of 3 + 0 the zero is known to be nobody: the next row with people goes.
    assert told({"a": 3, "b": 0, "c": 9, "d": 12}) == {"a": None, "b": 0, "c": None, "d": 12, "n": 24}


def test_where_no_other_row_has_people_the_whole_goes_with_its_part() -> None:
    # 3 chose a, and the other twenty nothing that is a row: they are a cell of their own, which is not printed.
    table = guarded(one_way({"a": 3}, 23, ("a",)))

    assert table.count("a") is None
    assert table.base() == 23
    assert told({"a": 3, "b": 0}, 3) == {"a": None, "b": None, "n": None}


def test_of_several_choices_five_who_did_not_choose_are_shown_and_four_are_not() -> None:
    assert told({"a": 20}, 20, exclusive=False) == {"a": 20, "n": 20}
    assert told({"a": 15}, 20, exclusive=False) == {"a": 15, "n": 20}
    assert told({"a": 16}, 20, exclusive=False) == {"a": None, "n": 20}


def test_people_in_no_row_are_a_cell_that_is_not_printed() -> None:
    table = one_way({"a": 12, "b": 8}, 23, ("a", "b"))
    shown_of_it = guarded(table)

    assert table.counts["?", ALL] == 3
    assert table.unseen == {("?", ALL)}
    # The three who are in none would follow: the smaller of both rows hides them.
    assert [shown_of_it.count(row) for row in ("a", "b", "?")] == [12, None, None]
    assert shown_of_it.withheld == 1  # of those that are printed


def test_more_people_in_rows_than_there_are_is_no_rest() -> None:
    table = one_way({"a": 12, "b": 8}, 15, ("a", "b"))

    assert table.counts["?", ALL] == 0
    assert guarded(table).base() == 15


def test_a_table_by_group_adds_up_in_both_directions() -> None:
    table = crossed(
        {("a", ALL): 20, ("a", "x"): 12, ("b", ALL): 15, ("b", "x"): 9},
        {ALL: 35, "x": 21},
        ("a", "b"),
        ("x",),
    )
    sums = {each.whole: each.parts for each in table.sums}

    assert sums[ALL, "x"] == (("a", "x"), ("b", "x"))
    assert sums["a", ALL] == (("a", "x"), ("a", "?"))
    assert sums["b", ALL] == (("b", "x"), ("b", "?"))
    assert table.counts["a", "?"] == 8
    assert table.counts["b", "?"] == 6
    assert table.counts[ALL, "?"] == 14
    assert len(table.sums) == 5  # three rows with the base, two columns


def test_where_somebody_may_be_in_two_rows_columns_do_not_add_up() -> None:
    table = crossed({("a", ALL): 20, ("a", "x"): 20}, {ALL: 20, "x": 20}, ("a", "b"), ("x",), exclusive=False)

    assert [each.whole for each in table.sums] == [(ALL, ALL), ("a", ALL), ("b", ALL)]
    assert not table.exclusive


def test_a_small_group_is_withheld_wholly_with_the_next_larger_one() -> None:
    # 3 of y: its base would say that there are three.
    table = guarded(
        crossed(
            {("a", ALL): 33, ("a", "x"): 20, ("a", "y"): 3, ("a", "z"): 10},
            {ALL: 33, "x": 20, "y": 3, "z": 10},
            ("a",),
            ("x", "y", "z"),
        )
    )

    assert [table.base(column) for column in (ALL, "x", "y", "z")] == [33, 20, None, None]
    assert [table.count("a", column) for column in (ALL, "x", "y", "z")] == [33, 20, None, None]


def test_what_is_withheld_in_any_case_takes_others_with_it() -> None:
    table = one_way({"a": 20, "b": 15, "c": 12}, 47, ROWS)
    found = guarded(table, first=[("a", ALL), ("nowhere", ALL)])

    # 20 alone would follow; c is the next smallest.
    assert [found.count(row) for row in ROWS] == [None, 15, None]
    assert [guarded(table).count(row) for row in ROWS] == [20, 15, 12]


def test_a_share_is_of_the_people_of_its_column() -> None:
    table = crossed(
        {("a", ALL): 20, ("a", "x"): 5, ("b", ALL): 20, ("b", "x"): 5}, {ALL: 40, "x": 10}, ("a", "b"), ("x",)
    )

    assert (table.share("a"), table.share("a", "x")) == (0.5, 0.5)
    assert table.share("nobody") is None
    assert table.share("a", "nobody") is None
    assert one_way({"a": 9}, 9, ("a",)).share("a") is None


def test_withheld_cells_are_counted() -> None:
    assert guarded(one_way({"a": 12, "b": 8, "c": 3}, 23, ROWS)).withheld == 2
    assert guarded(one_way({"a": 12, "b": 8, "c": 9}, 29, ROWS)).withheld == 0
