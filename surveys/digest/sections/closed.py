"""What did people choose? Counts of every closed item, each with the number of people who answered it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from surveys.analysis import disclosure
from surveys.analysis.release import MEDIAN
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.design.text import Text
from surveys.digest.digest import Bars, Line, Say, Section
from surveys.digest.material import Material, bar
from surveys.fieldwork.counts import EVERYBODY

IN_BRIEF = 3

Values: TypeAlias = Mapping[str, int | float | Text]  # what a phrase inserts


def section(material: Material) -> Section | None:
    """One block per closed item with at least five answers; the group itself stands in the turnout."""
    items = [
        item
        for item in material.questionnaire.items
        if item.tabled and item.key != material.questionnaire.segment and material.n(item.key) >= disclosure.FEWEST
    ]
    blocks = tuple(_block(material, item) for item in items)
    return Section(key="closed", blocks=blocks, brief=IN_BRIEF) if blocks else None


def table(material: Material, item: Item) -> disclosure.Table:
    """The counts of an item, guarded."""
    return guarded(item, material.of(item.key))


def guarded(item: Item, counts: Mapping[str, int]) -> disclosure.Table:
    """These counts of an item, guarded."""
    rows = rows_of(item, counts)
    # Of a ranking, those count of whom a first place is counted.
    base = sum(counts.get(row, 0) for row in rows) if item.kind == "ranking" else counts.get(EVERYBODY, 0)
    return disclosure.guarded(disclosure.one_way(counts, base, rows, exclusive=item.kind != "choices"))


def _block(material: Material, item: Item) -> Bars | Line:
    counts = material.of(item.key)
    rows = rows_of(item, counts)
    known = table(material, item)
    median = _median(item, known, counts)
    if not rows:
        return _in_words(item, known, median)
    shares = material.is_settled(item.key)
    shown = rows if item.kind in ("scale", "number", "date") else _largest_first(rows, known)
    bars = tuple(bar(known, row, material.cell_text(item, row), shares=shares) for row in shown)
    return Bars(
        title=item.title,
        question=item.text,
        n=known.base() or None,
        bars=bars,
        ordered=item.kind == "scale",
        several=item.kind == "choices",
        note=Say(key="closed-median", values=dict(median)) if median else None,
    )


def _in_words(item: Item, known: disclosure.Table, median: Values | None) -> Line:
    """An item without rows in a sentence: a bar of everybody would say nothing."""
    if median:
        return Line(say=Say(key="closed-number", values={"title": item.title, **median}))
    return Line(say=Say(key="closed-answers", values={"title": item.title, "n": known.base() or 0}))


def rows_of(item: Item, counts: Mapping[str, int]) -> tuple[str, ...]:
    """The cells of an item that are shown as rows."""
    rows = item.all_cells()
    if item.kind == "ranking":
        return tuple(row for row in rows if row.startswith("first:"))
    if isinstance(item, Number) and not item.bins:
        return ()
    if item.kind != "date":
        return rows
    # The name of a month alone would tell that somebody gave it.
    months = (cell for cell, n in counts.items() if n >= disclosure.FEWEST and "|" not in cell and ":" not in cell)
    return tuple(sorted(cell for cell in months if cell != EVERYBODY))


def _largest_first(rows: tuple[str, ...], table: disclosure.Table) -> tuple[str, ...]:
    return tuple(sorted(rows, key=lambda row: -(table.count(row) or 0)))


def _median(item: Item, table: disclosure.Table, counts: Mapping[str, int]) -> Values | None:
    """The median, from ten answers on; of a scale only where every cell it is made of is shown."""
    base = table.base()
    if base is None or base < disclosure.SHARE_FROM:
        return None
    if isinstance(item, Number):
        stored = counts.get(MEDIAN + EVERYBODY)
        if stored is None:
            return None
        value = stored / 10**item.decimals
        said = Text({language: item.say(value, language) for language in item.title.languages()})
        return {"median": said, "n": base}
    if item.kind != "scale" or table.withheld:
        return None
    points = [int(row) for row in item.all_cells() for _ in range(table.count(row) or 0)]
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return {"median": middle, "n": base}
