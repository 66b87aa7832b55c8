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
