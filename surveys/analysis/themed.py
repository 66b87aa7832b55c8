"""Which table do the themes of an open question make, for everybody, by group and by platform?

A theme's people stand in the cell ``t:<id>`` of the question, those of no theme in ``t:-``. Somebody may speak of several
themes, and often nobody does: both are guarded at once, what would follow from the whole of the rows, and from the
complement of each. People are counted whose answer was read, where that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveys.analysis import disclosure
from surveys.analysis.cells import THEME, theme_cell
from surveys.analysis.disclosure import ALL, Cell, Table
from surveys.fieldwork.counts import EVERYBODY

WITHOUT = theme_cell(None)  # of no theme
READ = f"{EVERYBODY}:{THEME}"  # whose answer was read


def cell(theme: str) -> str:
    """The cell of a theme."""
    return theme_cell(theme)


def rows(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Every theme there are people of, shown or not: what is left out could follow from the others."""
    return tuple(sorted(each for each, n in counts.items() if each.startswith(f"{THEME}:") and "|" not in each and n))


def table(counts: Mapping[str, int]) -> Table:
    """The themes of everybody, guarded."""
    return _crossed(counts, {ALL: ""})


def by_group(counts: Mapping[str, int], groups: Sequence[str]) -> Table | None:
    """The same with a column for each group; None where it would show less of everybody than ``table`` does."""
    return _beside(counts, {group: f"|s:{group}" for group in groups})


def by_platform(counts: Mapping[str, int], platforms: Sequence[str]) -> Table | None:
    """The same with a column for each platform; None where it would show less of everybody than ``table`` does."""
    return _beside(counts, {platform: f"|p:{platform}" for platform in platforms})


def _beside(counts: Mapping[str, int], marks: Mapping[str, str]) -> Table | None:
    crossed, whole = _crossed(counts, {ALL: "", **marks}), table(counts)
    shown = (ALL, *rows(counts))
    return crossed if [crossed.count(row) for row in shown] == [whole.count(row) for row in shown] else None


def _crossed(counts: Mapping[str, int], marks: Mapping[str, str]) -> Table:
    shown = rows(counts)
    cells: dict[Cell, int] = {(row, name): counts.get(row + mark, 0) for row in shown for name, mark in marks.items()}
    base = READ if READ in counts else EVERYBODY
    bases = {name: counts.get(base + mark, 0) for name, mark in marks.items()}
    # Of several themes each, the rows add up to more than the people, and nothing follows from their sum.
    adds_up = all(sum(cells[row, name] for row in shown) <= bases[name] for name in marks)
    columns = [name for name in marks if name != ALL]
    crossed = disclosure.crossed(cells, bases, shown, columns, exclusive=adds_up)
    return disclosure.guarded(replace(crossed, exclusive=False))
