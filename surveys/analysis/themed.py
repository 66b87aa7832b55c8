"""Which table do the themes of an open question make, for everybody, by group and by platform?

A theme's people stand in the cell ``t:<id>`` of the question, those of no theme in ``t:-``. Somebody may speak of several
themes, and often nobody does: both are guarded at once, what would follow from the whole of the rows, and from the
complement of each. People are counted whose answer was read, where that is known.

How many were not read follows from that and from how many answered, which is said elsewhere: where it is one to four, those
who answered are counted here too, and who was not read is one more cell that nobody sees. It is the last to be counted in a
theme because it says what few say. What gives it away is withheld as of any small cell, those of no theme before others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from surveys.analysis import disclosure
from surveys.analysis.cells import THEME, theme_cell
from surveys.analysis.disclosure import ALL, FEWEST, Cell, Table
from surveys.fieldwork.counts import EVERYBODY

WITHOUT = theme_cell(None)  # of no theme
READ = f"{EVERYBODY}:{THEME}"  # whose answer was read
BEHIND = 0.1  # share 0-1 of a column's answers not read above which shares of those who answered would mislead


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
    if any(map(_is_small, _gaps(counts, marks.values()))) and _is_behind(counts, marks.values()):
        return None  # of those who answered, shares would be too low; of those who were read, some would be found
    crossed, whole = _crossed(counts, {ALL: "", **marks}), table(counts)
    shown = (ALL, *rows(counts))
    return crossed if [crossed.count(row) for row in shown] == [whole.count(row) for row in shown] else None


def _crossed(counts: Mapping[str, int], marks: Mapping[str, str]) -> Table:
    shown = rows(counts)
    cells: dict[Cell, int] = {(row, name): counts.get(row + mark, 0) for row in shown for name, mark in marks.items()}
    columns = [name for name in marks if name != ALL]
    bases = _bases(counts, {ALL: marks[ALL]}) | _bases(counts, {name: marks[name] for name in columns})
    adds_up = _adds_up(counts, list(marks.values()))
    crossed = disclosure.crossed(cells, bases, shown, columns, exclusive=adds_up)
    first = [(WITHOUT, name) for name, mark in marks.items() if any(map(_is_small, _gaps(counts, [mark])))]
    return disclosure.guarded(replace(crossed, exclusive=False), first if adds_up else ())


def _bases(counts: Mapping[str, int], marks: Mapping[str, str]) -> dict[str, int]:
    """The people of each column: those who were read, unless in one of the columns one to four were not."""
    base = EVERYBODY if any(map(_is_small, _gaps(counts, marks.values()))) or READ not in counts else READ
    return {name: counts.get(base + mark, 0) for name, mark in marks.items()}


def _gaps(counts: Mapping[str, int], marks: Iterable[str]) -> list[int]:
    """How many answered and were not read, in each column; nobody where that is not known."""
    if READ not in counts:
        return []
    return [counts.get(EVERYBODY + mark, 0) - counts.get(READ + mark, 0) for mark in marks]


def _is_small(gap: int) -> bool:
    return 0 < gap < FEWEST


def _is_behind(counts: Mapping[str, int], marks: Iterable[str]) -> bool:
    """Whether in one of the columns more than a tenth of the answers was not read."""
    return any(gap > BEHIND * counts.get(EVERYBODY + mark, 0) for mark in marks for gap in _gaps(counts, [mark]))


def _adds_up(counts: Mapping[str, int], marks: Sequence[str]) -> bool:
    """Whether everybody speaks of one theme: of several each, nothing follows from the sum of the rows."""
    base = READ if READ in counts else EVERYBODY
    return all(sum(counts.get(row + mark, 0) for row in rows(counts)) <= counts.get(base + mark, 0) for mark in marks)
