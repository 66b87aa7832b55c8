"""How does an event survive until it is applied, and how is it applied only once?

What a platform hands over is committed here before it is confirmed to the platform; ``Seen`` keys make a second delivery
harmless. The row goes away in the transaction that applies it, so after a crash exactly the unapplied ones are left.
A row that cannot be applied becomes a dead letter, so that the rest flow. Everything is a plain function of a session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from bot.tables import InboxState
from surveys.databases.prepared import Prepared

ATTEMPTS = 3  # applications that may fail before a row is a dead letter
SEEN_FOR = timedelta(hours=72)  # longer than any platform delivers again: Telegram 24 h, Discord minutes
PAYLOAD_FOR = timedelta(hours=24)  # a dead letter's content, for one retry (RELIABILITY: privacy)
LETTER_FOR = timedelta(days=30)  # what remains of it: key, kind and class of error
ERROR_LENGTH = 80  # characters, column ``error``


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event as it came.

    Attributes:
        person: keyed digest of whose event it is.
        payload: sealed.
        error: why it cannot even be read; it becomes a dead letter at once.
    """

    event_key: str
    person: str | None
    payload: bytes
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that was confirmed to the platform and is still to be applied."""

    id: int
    event_key: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter.

    Attributes:
        retryable: its payload is still there.
    """

    id: int
    event_key: str
    platform: str
    error: str
    attempts: int
    arrived_at: datetime
    retryable: bool


def take_in(session: Session, platform: str, arrivals: Sequence[Arrival], now: datetime) -> list[tuple[str, int]]:
    """Store the events not seen before; gives (event key, inbox id) of those that are to be applied now."""
    if not arrivals:
        return []
    connection = session.connection()
    seen, rows = _INSERTS[connection.dialect.name]
    keys = connection.execute(seen, [{"event_key": each.event_key, "at": now} for each in arrivals])
    fresh = set(keys.scalars())
    by_key = {each.event_key: each for each in arrivals if each.event_key in fresh}
    if not by_key:
        return []
    stored = connection.execute(rows, [_row(platform, each, now) for each in by_key.values()])
    return [(key, number) for key, number in stored.all() if by_key[key].error is None]


def first_time(session: Session, event_key: str, now: datetime) -> bool:
    """Note an event that is applied in this transaction without having been in the inbox; False if it was before."""
    return bool(_FIRST.run(session.connection(), {"event_key": event_key, "at": now}))


def waiting(session: Session, platform: str) -> list[Waiting]:
    """What is to be applied, oldest first: at the start, and whatever a failure left behind."""
    rows = session.connection().execute(_WAITING, {"platform": platform})
    return [Waiting(row.id, row.event_key, row.payload) for row in rows]


def done(session: Session, inbox_id: int) -> bool:
    """Remove the row of an event that is applied in this transaction; False if it was applied before."""
    return bool(_DELETE.run(session.connection(), {"row": inbox_id}))


def fail(session: Session, inbox_id: int, error: str, now: datetime) -> bool:
    """Count a failed application; True if the row is a dead letter from now on."""
    connection = session.connection()
    attempts = connection.scalar(_FAIL, {"row": inbox_id, "error_class": error[:ERROR_LENGTH]})
    if attempts is None or attempts < ATTEMPTS:
        return False
    connection.execute(_KILL, {"row": inbox_id, "since": now})
    return True


def bury(session: Session, inbox_id: int, error: str, now: datetime) -> None:
    """Make a row a dead letter at once: trying again would not help."""
    connection = session.connection()
    connection.execute(_FAIL, {"row": inbox_id, "error_class": error[:ERROR_LENGTH]})
    connection.execute(_KILL, {"row": inbox_id, "since": now})


def dead(session: Session) -> list[Letter]:
    """All dead letters, oldest first."""
    rows = session.connection().execute(_DEAD)
    return [
        Letter(
            row.id, row.event_key, row.platform, row.error or "", row.attempts, row.arrived_at, row.payload is not None
        )
        for row in rows
    ]


def retry(session: Session, inbox_id: int) -> bool:
    """Let a dead letter be applied once more; False if there is none or its payload is gone."""
    return bool(session.connection().execute(_RETRY, {"row": inbox_id}).rowcount)


def prune(session: Session, now: datetime) -> None:
    """Forget keys nobody delivers again, payloads of old dead letters, and very old letters."""
    connection = session.connection()
    connection.execute(_PRUNE_SEEN, {"before": now - SEEN_FOR})
    connection.execute(_PRUNE_PAYLOADS, {"before": now - PAYLOAD_FOR})
    connection.execute(_PRUNE_LETTERS, {"before": now - LETTER_FOR})


def _row(platform: str, arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "event_key": arrival.event_key,
        "platform": platform,
        "person": arrival.person,
        "payload": arrival.payload,
        "state": InboxState.WAITING if arrival.error is None else InboxState.DEAD,
        "attempts": 0,
        "error": None if arrival.error is None else arrival.error[:ERROR_LENGTH],
        "arrived_at": now,
    }


_seen = SQLModel.metadata.tables["seen"]
_inbox = SQLModel.metadata.tables["inbox"]
_INSERTS = {
    name: (
        insert(_seen).on_conflict_do_nothing().returning(_seen.c.event_key),
        insert(_inbox).on_conflict_do_nothing().returning(_inbox.c.event_key, _inbox.c.id),
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_FIRST = Prepared(
    {
        name: insert(_seen).values(event_key=sa.bindparam("event_key"), at=sa.bindparam("at")).on_conflict_do_nothing()
        for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
    }
)
_this = _inbox.c.id == sa.bindparam("row")
_WAITING = (
    sa.select(_inbox.c.id, _inbox.c.event_key, _inbox.c.payload)
    .where(_inbox.c.platform == sa.bindparam("platform"), _inbox.c.state == InboxState.WAITING)
    .order_by(_inbox.c.id)
)
_DELETE = Prepared(sa.delete(_inbox).where(_this))
_FAIL = (
    sa.update(_inbox)
    .where(_this)
    .values(attempts=_inbox.c.attempts + 1, error=sa.bindparam("error_class"))
    .returning(_inbox.c.attempts)
)
# Its 24 hours count from the day it died, not from the day it arrived.
_KILL = sa.update(_inbox).where(_this).values(state=InboxState.DEAD, arrived_at=sa.bindparam("since"))
_DEAD = sa.select(_inbox).where(_inbox.c.state == InboxState.DEAD).order_by(_inbox.c.id)
_RETRY = (
    sa.update(_inbox)
    .where(_this, _inbox.c.state == InboxState.DEAD, _inbox.c.payload.is_not(None))
    .values(state=InboxState.WAITING, attempts=0, error=None)
)
_PRUNE_SEEN = sa.delete(_seen).where(_seen.c.at < sa.bindparam("before"))
_old = (_inbox.c.state == InboxState.DEAD, _inbox.c.arrived_at < sa.bindparam("before"))
_PRUNE_PAYLOADS = sa.update(_inbox).where(*_old).values(payload=None, person=None)
_PRUNE_LETTERS = sa.delete(_inbox).where(*_old)
