"""What goes by itself after its time?"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import auditing, codes, inbox, lanes, persons, subscriptions
from bot.auditing import Did
from bot.keys import Keys
from bot.tables import Ledger, LedgerState, ReadAgain
from surveys import privacy
from surveys.tables import Wave

LEDGER_FOR = timedelta(days=90)  # what was done is kept that long, for whoever wonders


def tidy(session: Session, keys: Keys, now: datetime) -> None:
    """Delete what was kept only for a while: answers past their retention, old events, codes, rates and things done."""
    if over := privacy.retain(session, now):
        persons.trim_all(session, keys)
        session.execute(sa.delete(ReadAgain).where(col(ReadAgain.wave_id).in_(over)))
        subscriptions.forget(session, over)
        for wave in session.exec(select(Wave).where(col(Wave.id).in_(over)).order_by(Wave.id)):
            auditing.by_itself(session, Did.EXPIRE, wave.community_id, f"wave:{wave.id}", now)
    codes.expire(session, now)
    subscriptions.expire(session, now)
    inbox.prune(session, now)
    lanes.prune(session, now)
    done = [LedgerState.SENT, LedgerState.DEAD]
    session.execute(
        sa.delete(Ledger)
        .where(col(Ledger.state).in_(done), col(Ledger.updated_at) < now - LEDGER_FOR)
        .execution_options(synchronize_session=False)
    )
