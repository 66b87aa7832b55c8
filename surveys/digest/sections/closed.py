"""What did people choose? Counts of every closed item, each with the number of people who answered it."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.analysis import disclosure
from surveys.analysis.release import MEDIAN
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.digest.digest import Bars, Say, Section
from surveys.digest.material import Material, bar
from surveys.fieldwork.counts import EVERYBODY

KINDS = frozenset({"choice", "choices", "scale", "number", "date", "ranking"})
FIRST = "n:first"  # people of whom it is counted what they put in first place
IN_BRIEF = 3


def section(material: Material) -> Section | None:
    """One block per closed item with at least five answers; the group itself stands in the turnout."""
    items = [
        item
        for item in material.questionnaire.items
        if item.kind in KINDS
        and item.key != material.questionnaire.segment
        and material.n(item.key) >= disclosure.FEWEST
    ]
    blocks = tuple(_bars(material, item) for item in items)
    return Section(key="closed", blocks=blocks, brief=IN_BRIEF) if blocks else None


def _bars(material: Material, item: Item) -> Bars:
    counts = material.of(item.key)
    rows = _rows(item, counts)
    exclusive = item.kind != "choices"
    base = counts.get(FIRST, 0) if item.kind == "ranking" else counts[EVERYBODY]
    table = disclosure.guarded(disclosure.one_way(counts, base, rows, exclusive=exclusive))
    shares = material.is_settled(item.key)
    shown = rows if item.kind in ("scale", "number", "date") else _largest_first(rows, table)
    bars = tuple(bar(table, row, material.cell_text(item, row), shares=shares) for row in shown)
    return Bars(
        title=item.title,
        question=item.text,
        n=table.base(),
        bars=bars,
        ordered=item.kind == "scale",
        several=not exclusive,
        note=_median(item, table, counts),
    )


def _rows(item: Item, counts: Mapping[str, int]) -> tuple[str, ...]:
    rows = item.all_cells()
    if item.kind == "ranking":
        return tuple(row for row in rows if row.startswith("first:"))
    if rows or item.kind != "date":
        return rows
    return tuple(sorted(cell for cell in counts if "|" not in cell and ":" not in cell and cell != EVERYBODY))


def _largest_first(rows: tuple[str, ...], table: disclosure.Table) -> tuple[str, ...]:
    return tuple(sorted(rows, key=lambda row: -(table.count(row) or 0)))


def _median(item: Item, table: disclosure.Table, counts: Mapping[str, int]) -> Say | None:
    """The median, from ten answers on; of a scale only where every cell it is made of is shown."""
    base = table.base()
    if base is None or base < disclosure.SHARE_FROM:
        return None
    if isinstance(item, Number):
        stored = counts.get(MEDIAN + EVERYBODY)
        if stored is None:
            return None
        return Say(key="closed-median", values={"median": stored / 10**item.decimals, "n": base})
    if item.kind != "scale" or table.withheld:
        return None
    points = [int(row) for row in item.all_cells() for _ in range(table.count(row) or 0)]
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return Say(key="closed-median", values={"median": middle, "n": base})
