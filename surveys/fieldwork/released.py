"""How did people react to each statement, as published last, without reading that again for every vote?

A release never changes once it is stored, so what it says is kept in memory by its number; which number is the last is read
with the statements themselves, in the same transaction. A process that missed a release therefore reads it, once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import TypeAlias

import sqlalchemy as sa

from surveys.fieldwork.counts import REACTIONS
from surveys.fieldwork.rows import table_of
from surveys.tables import Release

KEPT = 64  # waves whose last release is in memory, some 10 KB each: more are hardly voted on at once
Reactions: TypeAlias = tuple[int, int, int]  # agree, disagree, pass

_RELEASE = table_of(Release)
_COUNTS = sa.select(_RELEASE.c.counts).where(
    _RELEASE.c.wave_id == sa.bindparam("wave"), _RELEASE.c.number == sa.bindparam("number")
)
_kept: OrderedDict[str, tuple[int, Mapping[str, Reactions]]] = OrderedDict()
_lock = Lock()  # databases are reached from threads


def reactions(connection: sa.Connection, wave: str, number: int | None) -> Mapping[str, Reactions]:
    """Reactions by statement as of a release; nothing before the first (None)."""
    if number is None:
        return {}
    with _lock:
        kept = _kept.get(wave)
    if kept is not None and kept[0] == number:
        return kept[1]
    found = _read(connection, wave, number)
    with _lock:
        _kept[wave] = number, found
        _kept.move_to_end(wave)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _read(connection: sa.Connection, wave: str, number: int) -> dict[str, Reactions]:
    counts = connection.execute(_COUNTS, {"wave": wave, "number": number}).scalar() or {}
    rows = tuple(REACTIONS[value] for value in (1, -1, 0))
    return {
        unit: (cells.get(rows[0], 0), cells.get(rows[1], 0), cells.get(rows[2], 0))
        for unit, cells in counts.items()
        if any(row in cells for row in rows)
    }
