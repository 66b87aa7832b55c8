"""What goes by itself after its time?"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import appointments, codes, inbox, lanes, persons, subscriptions
from bot.keys import Keys
from bot.tables import Ledger, LedgerState, ReadAgain
from surveys import privacy

LEDGER_FOR = timedelta(days=90)  # what was done is kept that long, for whoever wonders


def tidy(session: Session, keys: Keys, now: datetime) -> None:
    """Delete what was kept only for a while: answers past their retention, old events, codes, rates and things done."""
    if over := privacy.retain(session, now):
        persons.trim_all(session, keys)
        session.execute(sa.delete(ReadAgain).where(col(ReadAgain.wave_id).in_(over)))
        subscriptions.forget(session, over)
    codes.expire(session, now)
    subscriptions.expire(session, now)
    appointments.expire(session, now)
    inbox.prune(session, now)
    lanes.prune(session, now)
    done = [LedgerState.SENT, LedgerState.DEAD]
    session.execute(
        sa.delete(Ledger)
        .where(col(Ledger.state).in_(done), col(Ledger.updated_at) < now - LEDGER_FOR)
        .execution_options(synchronize_session=False)
    )
