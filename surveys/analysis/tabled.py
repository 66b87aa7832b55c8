"""Which table do the counts of a question make, for everybody and by group?

One table for whatever shows it: were there two, each guarded by itself, what one withholds could follow from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from surveys.analysis import disclosure
from surveys.analysis.disclosure import ALL, FEWEST, Table
from surveys.analysis.opinion import Reactions
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.fieldwork.counts import EVERYBODY, REACTIONS

REACTED = tuple(REACTIONS.values())  # rows of a statement's table


def rows(item: Item, counts: Mapping[str, int]) -> tuple[str, ...]:
    """The rows of an item's table; none where a table would say nothing."""
    known = item.all_cells()
    if item.kind == "ranking":
        return tuple(row for row in known if row.startswith("first:"))
    if isinstance(item, Number) and not item.bins:
        return ()
    if item.kind != "date":
        return known
    # The name of a month alone would tell that somebody gave it.
    months = (cell for cell, n in counts.items() if n >= FEWEST and "|" not in cell and ":" not in cell)
    return tuple(sorted(cell for cell in months if cell != EVERYBODY))


def table(item: Item, counts: Mapping[str, int]) -> Table:
    """The counts of an item, guarded."""
    return _whole(counts, rows(item, counts), parts=_is_parts(item), exclusive=_is_exclusive(item))


def by_group(item: Item, counts: Mapping[str, int], groups: Sequence[str]) -> Table | None:
    """The same with a column for each group; None where it would show less of everybody than ``table`` does."""
    shown = rows(item, counts)
    return _grouped(counts, shown, groups, parts=_is_parts(item), exclusive=_is_exclusive(item))


def reactions(counts: Mapping[str, int]) -> Table:
    """The reactions to one statement, guarded."""
    return _whole(counts, REACTED)


def reactions_by_group(counts: Mapping[str, int], groups: Sequence[str]) -> Table | None:
    """The same with a column for each group; None where it would show less of everybody than ``reactions`` does."""
    return _grouped(counts, REACTED, groups)


def reactions_among(counts: Mapping[str, int], groups: Mapping[str, Mapping[str, int]]) -> Table | None:
    """The same with a column for each of ``groups`` (reactions by group), which no cell of ``counts`` names.

    None where it would show less of everybody than ``reactions`` does, and where the groups are not among the counted.
    """
    marks = {row + f"|o:{group}": n for group, known in groups.items() for row, n in known.items()}
    marks |= {EVERYBODY + f"|o:{group}": sum(known.values()) for group, known in groups.items()}
    if any(sum(known.get(row, 0) for known in groups.values()) > counts.get(row, 0) for row in REACTED):
        return None
    return _grouped({**counts, **marks}, REACTED, tuple(groups), by="o")


def reactions_by_opinion(by_group: Mapping[str, Reactions]) -> Table:
    """The reactions to one statement with a column for each group of opinion, guarded; ``""`` is everybody."""
    counts = {
        (row, key): count
        for key, each in by_group.items()
        for row, count in zip(REACTED, (each.agree, each.disagree, each.passed), strict=True)
    }
    keys = [key for key in by_group if key]
    return disclosure.guarded(
        disclosure.crossed(counts, {key: each.seen for key, each in by_group.items()}, REACTED, keys)
    )


def _is_exclusive(item: Item) -> bool:
    return item.kind != "choices"


def _is_parts(item: Item) -> bool:
    """Of a ranking, those count of whom a first place is counted."""
    return item.kind == "ranking"


def _whole(counts: Mapping[str, int], shown: Sequence[str], *, parts: bool = False, exclusive: bool = True) -> Table:
    base = _base(counts, shown, "", parts=parts)
    return disclosure.guarded(disclosure.one_way(counts, base, shown, exclusive=exclusive))


def _grouped(
    counts: Mapping[str, int],
    shown: Sequence[str],
    groups: Sequence[str],
    *,
    parts: bool = False,
    exclusive: bool = True,
    by: str = "s",
) -> Table | None:
    """Everybody's counts are published beside it as they are: they may not give away what a group's withhold."""
    marks = {ALL: "", **{group: f"|{by}:{group}" for group in groups}}
    crossed = disclosure.guarded(
        disclosure.crossed(
            {(row, group): counts.get(row + mark, 0) for row in shown for group, mark in marks.items()},
            {group: _base(counts, shown, mark, parts=parts) for group, mark in marks.items()},
            shown,
            groups,
            exclusive=exclusive,
        )
    )
    whole = _whole(counts, shown, parts=parts, exclusive=exclusive)
    return crossed if _margin(crossed, shown) == _margin(whole, shown) else None


def _margin(of: Table, shown: Iterable[str]) -> list[int | None]:
    return [of.count(row) for row in (ALL, *shown)]


def _base(counts: Mapping[str, int], shown: Iterable[str], mark: str, *, parts: bool) -> int:
    return sum(counts.get(row + mark, 0) for row in shown) if parts else counts.get(EVERYBODY + mark, 0)
