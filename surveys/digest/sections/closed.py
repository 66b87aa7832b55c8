"""What did people choose? Counts of every closed item, each with the number of people who answered it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from surveys.analysis import disclosure, tabled
from surveys.analysis.release import MEDIAN
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.design.text import Text
from surveys.digest.digest import Bars, Line, Say, Section
from surveys.digest.material import Material, bar
from surveys.fieldwork.counts import EVERYBODY

IN_BRIEF = 3
BESIDE_THEMES = 1  # on the one screen, where themes take most of it

Values: TypeAlias = Mapping[str, int | float | Text]  # what a phrase inserts


def section(material: Material) -> Section | None:
    """One block per closed item with at least five answers; the group itself stands in the turnout."""
    items = [
        item
        for item in material.questionnaire.items
        if item.tabled and item.key != material.questionnaire.segment and material.n(item.key) >= disclosure.FEWEST
    ]
    blocks = tuple(_block(material, item) for item in items)
    brief = BESIDE_THEMES if material.themes else IN_BRIEF
    return Section(key="closed", blocks=blocks, brief=brief) if blocks else None


def table(material: Material, item: Item) -> disclosure.Table:
    """The counts of an item, guarded."""
    return tabled.table(item, material.of(item.key))


def _block(material: Material, item: Item) -> Bars | Line:
    counts = material.of(item.key)
    rows = tabled.rows(item, counts)
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
    if len(points) < base:
        return None  # of one group's answers some are withheld
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return {"median": middle, "n": base}
