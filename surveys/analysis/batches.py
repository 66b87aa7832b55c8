"""Whose changed answers may enter the published counts together, so that no single one can be read from the difference?

What is published is always the count of a real set of people: each of their answers is in it as it was at some moment, or
not at all. A batch moves some of them forward. It is taken only so large that *every cell whose value changes is changed
by at least five people*: who asks before and after a neighbour answers learns nothing. The rule is applied to cells and to
their complements (those counted who are not in the cell).

An answer stands in several tables at once: the item's own, tables of its parts (``outcome:x``), crossed ones
(``channel:x/outcome:y``) and each of them by group (``a|s:customer``). Were they released together, one rare group would
hold back everything. So each table is a *level* with its own batch, and a finer level takes only people whom the coarser
levels took. What a group column leaves open is thus a mixture of all groups, and is judged once more when it is shown
(``disclosure``). Somebody who already stands in a finer level moves in all levels together or not at all, so that a group
never counts an answer that the whole no longer counts.

At closing the rest is released: as one mixed batch of at least five people per table, and per group in tables by group.
Fewer than five people left at closing stay uncounted in the tables (they count as participants): nothing could hide them.

This protects against differences, not against unanimity: where all five say the same, that is the result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from surveys.analysis.disclosure import FEWEST

EVERYBODY = "n"  # the cell of everybody who answered
Level: TypeAlias = str  # "" the item's own table, "outcome", "channel/outcome", "|s", "outcome|s"
Cells: TypeAlias = frozenset[str]
REMEMBERED = 4096  # cells, and sets of them, that were taken apart already


@dataclass(frozen=True, slots=True)
class Change:
    """The cells of one person's answer: as published, and as they would be.

    Attributes:
        unit: item key or statement id.
        respondent: empty for a departed answer, which may be of the same person as a new one.
        before: the published cells; empty for a new answer.
        after: the cells of the current answer; empty for one that is gone.
    """

    unit: str
    respondent: str
    before: Cells
    after: Cells


@lru_cache(maxsize=REMEMBERED)
def level_of(cell: str) -> Level:
    """The table a cell belongs to."""
    main, bar, group = cell.partition("|")
    if main.startswith(f"{EVERYBODY}:"):
        family = main[2:]  # the base of a table of parts
    else:
        family = "/".join(part.partition(":")[0] for part in main.split("/")) if ":" in main else ""
    return f"{family}|{group.partition(':')[0]}" if bar else family


def based(cells: Iterable[str]) -> Cells:
    """The cells with a base for each table of parts: ``n:outcome`` beside ``outcome:nothing``."""
    bases = set()
    for cell in cells:
        family = level_of(cell).partition("|")[0]
        if family:
            bases.add(f"{EVERYBODY}:{family}{''.join(cell.partition('|')[1:])}")
    return frozenset(cells) | bases


def batch(changes: Iterable[Change], *, closing: bool = False) -> list[Change]:
    """The changes that may be published now, with ``after`` narrowed to the levels that may."""
    by_unit: dict[str, dict[_Move, list[Change]]] = defaultdict(dict)
    for change in changes:
        if change.before != change.after:
            move = (change.before, change.after, bool(change.respondent))
            by_unit[change.unit].setdefault(move, []).append(change)
    return [
        change if after == change.after else replace(change, after=after)
        for pending in by_unit.values()
        for after, alike in _batch_of_unit(pending, closing=closing)
        for change in alike
    ]


_Move: TypeAlias = tuple[Cells, Cells, bool]


def _batch_of_unit(
    pending: Mapping[_Move, Sequence[Change]], *, closing: bool
) -> Iterator[tuple[Cells, Sequence[Change]]]:
    """People who move alike are judged alike, so that it costs what their answers differ, not how many they are."""
    alive = [_Alike(before, after, known, alike) for (before, after, known), alike in pending.items()]
    levels = sorted(
        {level for each in alive for level in (*each.before, *each.after)},
        key=lambda level: (level.count("|") + level.count("/") + bool(level.partition("|")[0]), level),
    )
    while alive:
        for each in alive:
            each.granted = set()
        for level in levels:
            candidates = [each for each in alive if each.granted.issuperset(_parents(level, levels))]
            moved = [each for each in candidates if each.moves(level)]
            taken = _mixed(moved, level) if closing else _steady(moved, level)
            for each in (*taken, *(each for each in candidates if not each.moves(level))):
                each.granted.add(level)
        steadfast = [each for each in alive if each.granted.issuperset(each.before)]
        if len(steadfast) == len(alive):
            break
        alive = steadfast
    for each in alive:
        after = frozenset[str]().union(*(each.after.get(level, frozenset()) for level in each.granted))
        if after != each.changes[0].before:
            yield after, each.changes


class _Alike:
    """People whose cells change alike, those cells by level, and the levels they may move in.

    Attributes:
        sort: ``changed``, ``new`` or ``gone``: a departed answer and a new one may be of one person.
    """

    __slots__ = ("after", "before", "changes", "granted", "people", "sort")

    def __init__(self, before: Cells, after: Cells, known: bool, changes: Sequence[Change]) -> None:
        self.changes = changes
        self.people = len(changes)
        self.before = _by_level(before)
        self.after = _by_level(after)
        self.sort = "gone" if not known else "changed" if before and after else "new" if after else "gone"
        self.granted: set[Level] = set()

    def moves(self, level: Level) -> bool:
        return self.before.get(level) != self.after.get(level)


@lru_cache(maxsize=REMEMBERED)
def _by_level(cells: Cells) -> Mapping[Level, Cells]:
    levels: dict[Level, set[str]] = defaultdict(set)
    for cell in cells:
        levels[level_of(cell)].add(cell)
    return {level: frozenset(found) for level, found in levels.items()}


def _parents(level: Level, levels: Collection[Level]) -> list[Level]:
    """The coarser tables whose people a table is made of."""
    family, bar, group = level.partition("|")
    above = {""} if level else set()
    if bar:
        above.add(family)
    if "/" in family:
        above |= {part + bar + group for part in family.split("/")}
    if family and bar:
        above.add(f"|{group}")
    return [each for each in above if each in levels]


def _steady(moved: Sequence[_Alike], level: Level) -> Sequence[_Alike]:
    """Those who are left when nobody changes a cell that fewer than five people change."""
    while moved:
        touched = _touched(moved, level)
        people: dict[str, Counter[str]] = defaultdict(Counter)
        for each, cells in zip(moved, touched, strict=True):
            for cell in cells:
                people[cell][each.sort] += each.people
        few = {cell for cell, count in people.items() if count["changed"] + max(count["new"], count["gone"]) < FEWEST}
        if not few:
            return moved
        moved = [each for each, cells in zip(moved, touched, strict=True) if few.isdisjoint(cells)]
    return moved


def _touched(moved: Sequence[_Alike], level: Level) -> list[Cells]:
    """Per change the cells it changes, and the complements it changes where people stand in several cells."""
    sides = [(each.before.get(level, frozenset()), each.after.get(level, frozenset())) for each in moved]
    touched = [before ^ after for before, after in sides]
    groups = {_group(cell) for side in sides for cells in side for cell in cells}
    for group in groups:
        universe = {cell for side in sides for cells in side for cell in cells if _group(cell) == group}
        bases = {cell for cell in universe if _is_base(cell)}
        universe -= bases
        exclusive = all(len(cells & universe) == 1 for side in sides for cells in side if not bases.isdisjoint(cells))
        if exclusive or not bases:
            continue  # the complement of a cell is the other cells
        for position, (before, after) in enumerate(sides):
            out_before = universe - before if not bases.isdisjoint(before) else frozenset()
            out_after = universe - after if not bases.isdisjoint(after) else frozenset()
            touched[position] |= {f"!{cell}" for cell in out_before ^ out_after}
    return touched


def _mixed(moved: Sequence[_Alike], level: Level) -> Sequence[_Alike]:
    """All who are left, where they are at least five; in a table by group, at least five of each group they touch."""
    while moved:
        touched = [{_group(cell) for cell in each.before.get(level, frozenset()) ^ each.after.get(level, frozenset())}
                   for each in moved]  # fmt: skip
        people: Counter[str] = Counter()
        for each, groups in zip(moved, touched, strict=True):
            people.update(dict.fromkeys(groups, each.people))
        left = [
            each
            for each, groups in zip(moved, touched, strict=True)
            if all(people[group] >= FEWEST for group in groups)
        ]
        if len(left) == len(moved):
            return left
        moved = left
    return moved


def _group(cell: str) -> str:
    return cell.partition("|")[2]


def _is_base(cell: str) -> bool:
    main = cell.partition("|")[0]
    return main == EVERYBODY or main.startswith(f"{EVERYBODY}:")
