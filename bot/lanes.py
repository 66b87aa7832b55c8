"""When may the next request leave, so that the platform's rates are kept by all processes and after a restart?

A lane is one row with one instant, the *theoretical arrival time* of the generic cell rate algorithm (ITU-T I.371,
annex A): a request may leave ``burst - 1`` intervals before it, and moves it one interval on. So any window of w seconds
sees at most ``(w + (burst - 1) * interval) / interval + 1`` requests, whoever sends them. A waiting time that the
platform named is a lane of its own (``hold``), which no burst overtakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

import bot.tables  # noqa: F401 - fills the metadata

_HOLD = "!"  # behind the name: until when the platform told us to wait


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done.

    Attributes:
        interval: seconds between two requests in the long run.
        burst: how many may leave at once after a quiet time.
    """

    interval: float
    burst: int = 1

    def start(self, expected: datetime | None, now: datetime) -> datetime:
        """When the next request may leave, given the lane's instant."""
        if expected is None:
            return now
        return max(now, expected - timedelta(seconds=self.interval * (self.burst - 1)))

    def after(self, expected: datetime | None, start: datetime) -> datetime:
        """The lane's instant once a request leaves at ``start``."""
        return max(start, expected or start) + timedelta(seconds=self.interval)


def reserve(
    session: Session, wanted: Sequence[tuple[str, Rate]], now: datetime, patience: timedelta | None = None
) -> datetime:
    """Take a slot in all named lanes at once; gives the instant at which the request may leave.

    Where that is later than ``now + patience`` nothing is taken: the caller finds another way.
    """
    connection = session.connection()
    names = [name for name, _ in wanted]
    rows = connection.execute(_READ, {"names": [*names, *(name + _HOLD for name in names)]})
    expected: dict[str, datetime] = {row.name: row.next_at for row in rows}
    due = max([now, *(rate.start(expected.get(name), now) for name, rate in wanted)])
    due = max([due, *(expected[name + _HOLD] for name in names if name + _HOLD in expected)])
    if patience is not None and due > now + patience:
        return due
    moved = [{"name": name, "next_at": rate.after(expected.get(name), due)} for name, rate in wanted]
    connection.execute(_MOVE[connection.dialect.name], moved)
    return due


def hold(session: Session, name: str, until: datetime) -> None:
    """Let nothing leave in a lane before an instant: the platform's ``retry_after``. Never shortens a hold."""
    connection = session.connection()
    before = connection.scalar(_ONE, {"lane": name + _HOLD})
    if before is None or before < until:
        connection.execute(_MOVE[connection.dialect.name], {"name": name + _HOLD, "next_at": until})


def held(session: Session, prefix: str, now: datetime) -> dict[str, datetime]:
    """Lanes below a prefix that are held right now, and until when."""
    rows = session.connection().execute(_ALL, {"now": now})
    return {
        row.name.removesuffix(_HOLD): row.next_at
        for row in rows
        if row.name.startswith(prefix) and row.name.endswith(_HOLD)
    }


def prune(session: Session, now: datetime) -> None:
    """Forget lanes that hold nothing back any more."""
    session.connection().execute(_PRUNE, {"now": now})


_lane = SQLModel.metadata.tables["lane"]
_READ = sa.select(_lane.c.name, _lane.c.next_at).where(_lane.c.name.in_(sa.bindparam("names", expanding=True)))
_ONE = sa.select(_lane.c.next_at).where(_lane.c.name == sa.bindparam("lane"))
_ALL = sa.select(_lane.c.name, _lane.c.next_at).where(_lane.c.next_at > sa.bindparam("now"))
_PRUNE = sa.delete(_lane).where(_lane.c.next_at <= sa.bindparam("now"))
_MOVE = {}
for _name, _insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
    _statement = _insert(_lane)
    _MOVE[_name] = _statement.on_conflict_do_update(
        index_elements=[_lane.c.name], set_={"next_at": _statement.excluded.next_at}
    )
