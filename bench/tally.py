"""(d) How long does it take to know how many answered what, with a thousand answers and with a million?

The counters that move with each answer are read, beside counting the answers (GROUP BY over a covering index).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from bench.figures import figure, quantile
from bench.seeding import Side, seed
from surveys.fieldwork import counts
from surveys.store import Store
from surveys.tables import Wave

SIZES = (1_000, 10_000, 100_000, 1_000_000)
CALLS = 50
SLOW_CALLS = 3  # of what takes long
OPTIONS = 4
SEEDED = 500  # answers to five questions, so that the counters have as many cells as a real wave's
MILLISECONDS = 1000

# Answers to one question, spread evenly over its options; written by the database itself, a million takes seconds.
_FILL = """
    WITH RECURSIVE numbers(number) AS (SELECT :first UNION ALL SELECT number + 1 FROM numbers WHERE number < :last)
    INSERT INTO answer (id, wave_id, item, respondent_id, value, state, sensitive, revision, released, created_at,
                        updated_at)
    SELECT printf('a%015d', number), :wave, 'ki-chat', printf('%032x', number), '"' || (number % 4) || '"', 'approved', 0,
           0, '[]', '2026-11-23 10:00:00', '2026-11-23 10:00:00' FROM numbers
"""
_CELLS = """
    INSERT OR REPLACE INTO tally (wave_id, item, cell, count)
    SELECT :wave, item, cell || suffix, sum(count) FROM
        (SELECT item, json_extract(value, '$') AS cell, count(*) AS count FROM answer
         WHERE wave_id = :wave AND item = 'ki-chat' GROUP BY item, value UNION ALL
         SELECT item, 'n', count(*) FROM answer WHERE wave_id = :wave AND item = 'ki-chat' GROUP BY item),
        (SELECT '' AS suffix UNION ALL SELECT '|p:telegram')
    GROUP BY item, cell || suffix
"""
_INDEX = "CREATE INDEX covering ON answer (wave_id, item, value)"
_GROUP = "SELECT item, value, count(*) FROM answer WHERE wave_id = :wave GROUP BY item, value"


def measure(folder: Path, sizes: tuple[int, ...] = SIZES) -> None:
    """Print (d) for every size."""
    url = f"sqlite:///{folder / 'tally.db'}"
    wave_id = seed(url, Side("telegram", ["-1001"], []), stored=SEEDED)
    there = SEEDED
    with Store.open(url) as store:
        store.write_now(lambda session: session.execute(text(_INDEX)))
        for size in sizes:
            values = {"wave": wave_id, "first": there + 1, "last": size}
            store.write_now(lambda session, values=values: session.execute(text(_FILL), values))
            store.write_now(lambda session: session.execute(text(_CELLS), {"wave": wave_id}))
            there = size
            wave = store.read_now(lambda session: session.exec(select(Wave)).one())
            live = store.read_now(lambda session, wave=wave: _timed(CALLS, lambda: counts.live(session, wave)))
            grouped = store.read_now(lambda session: _timed(SLOW_CALLS, lambda: _grouped(session, wave_id)))
            _assert_equal(live[1], grouped[1], size)
            cells = sum(len(its) for its in live[1].values())
            value = quantile(live[0], 0.5)
            beside = quantile(grouped[0], 0.5)
            figure(
                f"tally_of_{size}",
                value,
                "ms",
                CALLS,
                rows=size,
                cells=cells,
                group_by_ms=beside,
                ratio=beside / value,
                target="<= 1",
            )


def _grouped(session: Session, wave_id: str) -> dict[tuple[str, str], int]:
    rows = session.execute(text(_GROUP), {"wave": wave_id})
    return {(item, str(value).strip('"')): count for item, value, count in rows}


def _timed(calls: int, work: Callable[[], Any]) -> tuple[list[float], Any]:
    taken = []
    found = None
    for _ in range(calls):
        started = time.perf_counter()
        found = work()
        taken.append((time.perf_counter() - started) * MILLISECONDS)
    return taken, found


def _assert_equal(live: dict[str, dict[str, int]], grouped: dict[tuple[str, str], int], size: int) -> None:
    cells = live["ki-chat"]
    assert sum(grouped.values()) == size, grouped
    assert cells["n"] == size - SEEDED, cells
    assert all(cells[str(option)] == grouped["ki-chat", str(option)] for option in range(OPTIONS))
