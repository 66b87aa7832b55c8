"""How does somebody's own answer compare with the published ones?

Worked out from guarded tables (``tabled``), the own answer and the own group alone. What could be concluded from the
words, also by whoever changes their own answer to see them all, stands in those tables already; and they say the same
until the next release, whoever answers meanwhile. The own answer need not be among the published ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.analysis import tabled
from surveys.analysis.disclosure import ALL, FEWEST, SHARE_FROM, Table
from surveys.analysis.release import MEDIAN
from surveys.analysis.results import Counts
from surveys.design.items.kind import Item, Value
from surveys.design.items.number import Number
from surveys.design.items.open import Open
from surveys.fieldwork.counts import EVERYBODY, PARTICIPATION, REACTIONS

SETTLED = 0.9  # of the published participants: before that rare answers may wait, and a share would mislead
NEAR = 0.1  # of a median: no farther from it counts as about the middle


class How(StrEnum):
    """What can be said."""

    MOST = "most"  # more than half answered so too
    MANY = "many"  # at least half as many as gave the most frequent answer
    RARER = "rarer"
    BELOW = "below"  # the middle of all answers
    AROUND = "around"
    ABOVE = "above"
    MAJORITY = "majority"  # with how many statements they are of the majority's opinion
    ANSWERED = "answered"  # nothing to compare: so many answered too
    FEW = "few"  # too few answers are published
    WITHHELD = "withheld"  # it could give somebody away, or is not certain


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that can be said of an answer.

    Attributes:
        cell: the part of the answer it is about, where it has several; else empty.
        group: the own group, where it is compared with that one; else empty.
        percent: who answered so too, in whole percent of ``people``; None where that is not said.
        people: whose answers are published, where that is said.
        same: with so many statements they are of the majority's opinion, of so many (``of``) that have one.
    """

    how: How
    cell: str = ""
    group: str = ""
    percent: int | None = None
    people: int = 0
    same: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The own group (None where nobody asked, or nothing was said) among all there are."""

    own: str | None = None
    known: Sequence[str] = ()


def compare(item: Item, value: Value, counts: Counts, group: Group, *, closed: bool) -> tuple[Comparison, ...]:
    """What can be said of an answer; nothing for kinds that are not compared. ``counts`` as ``results.view`` gives them."""
    found = counts.get(item.key, {})
    if found.get(EVERYBODY, 0) < FEWEST:
        return (Comparison(How.FEW),)
    if isinstance(item, Open):
        return (Comparison(How.ANSWERED, people=found[EVERYBODY]),)
    if not item.tabled:
        return ()
    whole = tabled.table(item, found)
    if whole.base() is None:
        return (Comparison(How.FEW),)
    shown = tabled.rows(item, found)
    if isinstance(item, Number) and not shown:
        return (_beside_median(item, value, found, whole),)
    settled = closed or found[EVERYBODY] >= SETTLED * counts.get(PARTICIPATION, {}).get(EVERYBODY, 0)
    own = [cell for cell in item.cells(value) if cell in shown] or [""]
    tables = [(whole, ALL)]
    grouped = tabled.by_group(item, found, group.known) if group.own in group.known else None
    if grouped is not None and (grouped.base(group.own or ALL) or 0) >= SHARE_FROM:
        tables.append((grouped, group.own or ALL))
    return tuple(
        _beside_middle(table, column, shown, cell)
        if item.kind in ("scale", "number")
        else _among(table, column, shown, cell, shares=settled and column == ALL)
        for table, column in tables
        for cell in own
    )


def compare_reactions(votes: Mapping[str, int], counts: Counts, group: Group) -> tuple[Comparison, ...]:
    """With how many statements somebody agrees or disagrees as the majority does. ``votes``: -1, 0, 1 by statement."""
    found = [_with_majority(votes, {key: tabled.reactions(counts.get(key, {})) for key in votes}, ALL)]
    if group.own is not None and group.own in group.known:
        grouped = {key: tabled.reactions_by_group(counts.get(key, {}), group.known) for key in votes}
        large = {key: each for key, each in grouped.items() if each and (each.base(group.own) or 0) >= SHARE_FROM}
        found.append(_with_majority(votes, large, group.own))
    said = tuple(each for each in found if each.of)
    return said or (Comparison(How.FEW),)


def _with_majority(votes: Mapping[str, int], tables: Mapping[str, Table], column: str) -> Comparison:
    majority = {key: _majority(table, column) for key, table in tables.items() if votes[key]}
    known = {key: row for key, row in majority.items() if row}
    same = sum(REACTIONS[votes[key]] == row for key, row in known.items())
    return Comparison(How.MAJORITY, group=column, same=same, of=len(known))


def _majority(table: Table, column: str) -> str | None:
    """The reaction of more than half."""
    base = table.base(column) or 0
    return next((row for row in tabled.REACTED if 2 * (table.count(row, column) or 0) > base), None)


def _among(table: Table, column: str, shown: Sequence[str], cell: str, *, shares: bool) -> Comparison:
    """How frequent one's own choice is."""
    base, same = table.base(column), table.count(cell, column)
    if not cell or not base or not same:  # nobody is withheld too: those who wait would read as nobody
        return Comparison(How.WITHHELD, cell, column)
    largest = max(table.count(row, column) or 0 for row in shown)
    how = How.MOST if 2 * same > base else How.MANY if 2 * same >= largest else How.RARER
    share = table.share(cell, column) if shares else None
    return Comparison(how, cell, column, None if share is None else round(share * 100), base)


def _beside_middle(table: Table, column: str, shown: Sequence[str], cell: str) -> Comparison:
    """On which side of the middle one's own answer is."""
    base = table.base(column) or 0
    lower, upper = (_row_of(nth, table, column, shown) for nth in ((base + 1) // 2, base // 2 + 1))
    if lower is None or upper is None or not base:
        return Comparison(How.WITHHELD, group=column)
    own = shown.index(cell)
    return Comparison(How.BELOW if own < lower else How.ABOVE if own > upper else How.AROUND, group=column)


def _row_of(nth: int, table: Table, column: str, shown: Sequence[str]) -> int | None:
    """The row of the nth answer counted from the lowest, where it is that one whatever is withheld."""
    counts = [table.count(row, column) for row in shown]
    withheld = [at for at, count in enumerate(counts) if count is None]
    loose = (table.base(column) or 0) - sum(count or 0 for count in counts)  # people in withheld rows, or in none
    if loose and not withheld:
        return None
    for at in range(len(shown)):
        most_below = sum(count or 0 for count in counts[:at]) + (loose if withheld and withheld[0] < at else 0)
        least_through = sum(count or 0 for count in counts[: at + 1])
        least_through += loose if withheld and withheld[-1] <= at else 0
        if most_below < nth <= least_through:
            return at
    return None


def _beside_median(item: Number, value: Value, found: Mapping[str, int], whole: Table) -> Comparison:
    """The same for numbers that are in no table: beside the published median."""
    stored = found.get(MEDIAN + EVERYBODY)
    if stored is None or (whole.base() or 0) < SHARE_FROM:
        return Comparison(How.FEW)
    middle = stored / 10**item.decimals
    if abs(value - middle) <= NEAR * abs(middle):
        return Comparison(How.AROUND)
    return Comparison(How.BELOW if value < middle else How.ABOVE)
