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


def as_now(counts: Mapping[str, int], now_in: Mapping[str, str | None]) -> dict[str, int]:
    """People of an earlier wave by theme as it stands now, as far as that follows from what was shown then.

    now_in: for every theme there was, the one its answers count in now; None for none. One that took in others is left out
    where a part of it was withheld, which would follow from the sum, and where somebody may be in several parts of it.
    """
    known = table(counts)
    if known.base() is None:
        return {}
    parts: dict[str, list[int | None]] = {}
    for before, after in now_in.items():
        if after is not None:
            parts.setdefault(after, []).append(known.count(cell(before)) or None)  # nobody is withheld, too
    adds_up = _adds_up(counts, [""])
    return {
        theme: sum(given for given in found if given)
        for theme, found in sorted(parts.items())
        if None not in found and (adds_up or len(found) == 1)
    }


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
    columns = [name for name in marks if name != ALL]
    crossed = disclosure.crossed(cells, bases, shown, columns, exclusive=_adds_up(counts, list(marks.values())))
    return disclosure.guarded(replace(crossed, exclusive=False))


def _adds_up(counts: Mapping[str, int], marks: Sequence[str]) -> bool:
    """Whether everybody speaks of one theme: of several each, nothing follows from the sum of the rows."""
    base = READ if READ in counts else EVERYBODY
    return all(sum(counts.get(row + mark, 0) for row in rows(counts)) <= counts.get(base + mark, 0) for mark in marks)
