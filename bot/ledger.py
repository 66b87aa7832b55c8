"""Which rows of the ledger are due, who has taken them, and how did they end?

A row goes ``queued -> sending -> sent``. What may have reached the platform although we never heard back is ``unsure``
and is never sent again blindly; a moderator decides. Work that touches only the database is simply done again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.tables import Account, Ledger, LedgerState, Place, PlaceState
from bot.visit import moderators, tell_later

log = logging.getLogger(__name__)

AT_ONCE = 50  # rows taken per look


@dataclass(frozen=True, slots=True)
class Due:
    """A row that was taken.

    Attributes:
        attempt: the how many-th this is, from 1; whoever took the row before has no say in it any more.
    """

    key: str
    kind: str
    wave_id: str | None
    place_id: str | None
    account_id: str | None
    attempt: int
    body: dict[str, object]


def take(session: Session, owner: str, now: datetime) -> list[Due]:
    """Take what is due, the longest due first; two processes never take the same row."""
    query = (
        select(Ledger)
        .where(Ledger.state == LedgerState.QUEUED, Ledger.due_at <= now)
        .order_by(col(Ledger.due_at), col(Ledger.key))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = []
    for row in session.exec(query):
        row.state, row.owner, row.attempt, row.updated_at = LedgerState.SENDING, owner, row.attempt + 1, now
        taken.append(Due(row.key, row.kind, row.wave_id, row.place_id, row.account_id, row.attempt, dict(row.body)))
    return taken


def count_due(session: Session, now: datetime) -> int:
    """How many rows are due."""
    query = sa.select(sa.func.count()).where(col(Ledger.state) == LedgerState.QUEUED, col(Ledger.due_at) <= now)
    return int(session.execute(query).scalar_one())


def next_due(session: Session) -> datetime | None:
    """When the next row is due, in the past where one is."""
    query = select(sa.func.min(Ledger.due_at)).where(Ledger.state == LedgerState.QUEUED)
    moment: datetime | None = session.exec(query).one()
    return moment


def pick_up(session: Session, sends: frozenset[str], living: Collection[str]) -> None:
    """What owners that live no more were sending (a kind of ``sends``) is unsure, what only touches the database due."""
    for row in session.exec(
        select(Ledger).where(Ledger.state == LedgerState.SENDING, col(Ledger.owner).not_in(living))
    ):
        row.state = LedgerState.UNSURE if row.kind in sends else LedgerState.QUEUED
        if row.state is LedgerState.UNSURE:
            log.warning("unsure whether %s was posted; a moderator decides", row.kind)


def end(
    session: Session,
    due: Due,
    owner: str,
    state: LedgerState,
    now: datetime,
    *,
    at: datetime | None = None,
    error: str | None = None,
    ref: str | None = None,
) -> None:
    """Note what came of a row, or when to try again (``at``); nothing happens if somebody else has it by now."""
    session.execute(
        sa.update(Ledger)
        .where(col(Ledger.key) == due.key, col(Ledger.owner) == owner, col(Ledger.attempt) == due.attempt)
        .values(state=state, due_at=at or now, error=error, ref=ref, updated_at=now)
        .execution_options(synchronize_session=False)
    )


def lose(session: Session, due: Due, state: PlaceState, now: datetime) -> None:
    """A place or person cannot be written to: the place rests and its moderators are told elsewhere."""
    if due.place_id:
        place = session.get(Place, due.place_id)
        if place is not None:
            place.state = state
            _tell_moderators(session, place, now)
    elif due.account_id:
        account = session.get(Account, due.account_id)
        if account is not None:
            account.reachable = False


def _tell_moderators(session: Session, place: Place, now: datetime) -> None:
    for account in moderators(session, place.community_id):
        key = f"tell:{account.id}:place:{place.id}:{now:%Y%m%d}"
        tell_later(session, now, account.id, key, f"place-{place.state.value}", place=place.name or place.address)
