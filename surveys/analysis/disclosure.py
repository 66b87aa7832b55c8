"""Which numbers of a table may be shown, so that nobody can be found in them?

Cells of one to four people are withheld, and so is everything from which they could be worked out: the rest of a sum of
which all else is shown, the complement of a cell, a sum of withheld cells that is itself small. This is cell
suppression with complementary suppression (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4), by a rule
rather than an optimum: the next smallest cells go too, until what is withheld of a sum is at least ten people. Zero is
shown where a table is complete: it is nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

FEWEST = 5  # people; nothing under this is shown (docs/privacy)
SHARE_FROM = 10  # people; no percentage of fewer
COVER = (
    2 * FEWEST
)  # people in the withheld cells of a sum; with 5, who knows this rule found one in 4 of 150 small tables

Cell: TypeAlias = tuple[str, str]  # row, column
ALL = ""  # the margin: everybody, every row


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole that is the sum of its parts, as any reader knows."""

    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of people with what is known of how they add up.

    Attributes:
        counts: people per cell; None is withheld. ``(ALL, column)`` is a column's base.
        sums: how cells add up.
        exclusive: everybody of a column stands in exactly one row.
        unseen: cells that are not printed, but follow from printed ones ("neither of these groups").
    """

    counts: Mapping[Cell, int | None]
    sums: tuple[Sum, ...] = ()
    exclusive: bool = True
    unseen: frozenset[Cell] = field(default=frozenset())

    def count(self, row: str, column: str = ALL) -> int | None:
        """People in a cell; None where withheld or unknown."""
        return self.counts.get((row, column))

    def base(self, column: str = ALL) -> int | None:
        """People in a column."""
        return self.counts.get((ALL, column))

    def share(self, row: str, column: str = ALL) -> float | None:
        """Share 0-1 of a column's people; None where withheld or of fewer than ten."""
        count, base = self.count(row, column), self.base(column)
        if count is None or base is None or base < SHARE_FROM:
            return None
        return count / base

    @property
    def withheld(self) -> int:
        """How many printed cells are withheld."""
        return sum(1 for cell, count in self.counts.items() if count is None and cell not in self.unseen)


def one_way(counts: Mapping[str, int], base: int, rows: Sequence[str], *, exclusive: bool = True) -> Table:
    """A table of one item: rows and their base."""
    return crossed(counts={(row, ALL): counts.get(row, 0) for row in rows}, bases={ALL: base}, rows=rows, columns=(),
                   exclusive=exclusive)  # fmt: skip


def crossed(
    counts: Mapping[Cell, int],
    bases: Mapping[str, int],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    exclusive: bool = True,
) -> Table:
    """A table of rows by columns with margins.

    counts: by (row, column), with ``(row, ALL)`` for everybody. bases: people per column, with ``ALL``. People of the
    margin who stand in no column, and of a column who stand in no row, are kept as cells that are not printed.
    """
    full = {(ALL, column): bases.get(column, 0) for column in (ALL, *columns)}
    full |= {(row, column): counts.get((row, column), 0) for row in rows for column in (ALL, *columns)}
    sums: list[Sum] = []
    unseen: set[Cell] = set()
    if columns:
        for row in (ALL, *rows):
            parts = [(row, column) for column in columns]
            sums.append(_with_rest((row, ALL), parts, (row, "?"), full, unseen))
    if exclusive:
        for column in (ALL, *columns):
            parts = [(row, column) for row in rows]
            sums.append(_with_rest((ALL, column), parts, ("?", column), full, unseen))
    return Table(full, tuple(sums), exclusive, frozenset(unseen))


def _with_rest(whole: Cell, parts: list[Cell], rest: Cell, counts: dict[Cell, int], unseen: set[Cell]) -> Sum:
    left = counts[whole] - sum(counts[part] for part in parts)
    if left:
        # A negative rest can only come of counts of different times; nothing adds up then, and nothing is derived.
        counts[rest] = max(left, 0)
        unseen.add(rest)
        parts = [*parts, rest]
    return Sum(whole, tuple(parts))


def guarded(table: Table, first: Iterable[Cell] = ()) -> Table:
    """The table with every cell withheld that is under five or gives one away; doing it twice changes nothing.

    ``first``: cells that are withheld in any case, before others have to be.
    """
    known = {cell: count for cell, count in table.counts.items() if count is not None}
    if len(known) < len(table.counts):
        return table  # what is withheld already cannot be judged again
    hidden = {cell for cell in known if _is_small(table, known, cell)} | {cell for cell in first if cell in known}
    small_bases = {column for (row, column), count in known.items() if row == ALL and count < FEWEST}
    hidden |= {cell for cell in known if cell[1] in small_bases and (cell[0] != ALL or known[cell])}
    while True:
        more = {cell for each in table.sums for cell in _given_away(table, each, known, hidden)}
        if not more - hidden:
            break
        hidden |= more
    return replace(table, counts={cell: None if cell in hidden else known[cell] for cell in known})


def _is_small(table: Table, known: Mapping[Cell, int], cell: Cell) -> bool:
    if 0 < known[cell] < FEWEST:
        return True
    row, column = cell
    outside = known.get((ALL, column), known[cell]) - known[cell]
    return not table.exclusive and row != ALL and 0 < outside < FEWEST


def _given_away(table: Table, each: Sum, known: Mapping[Cell, int], hidden: set[Cell]) -> Iterable[Cell]:
    """What must be withheld besides, as this sum would give withheld cells away."""
    gone = [part for part in each.parts if part in hidden]
    if each.whole in hidden:
        # With all parts shown the whole follows.
        return [] if gone else _smallest(each.parts, known, hidden)[:1]
    if not gone or not any(known[part] for part in gone):
        return []
    if sum(known[part] for part in gone) >= COVER and len([part for part in gone if known[part]]) > 1:
        return []
    return _smallest(each.parts, known, hidden)[:1] or [each.whole]


def _smallest(parts: Sequence[Cell], known: Mapping[Cell, int], hidden: set[Cell]) -> list[Cell]:
    shown = [part for part in parts if part not in hidden and known[part]]
    return sorted(shown, key=lambda part: (known[part], part))
