"""What goes by itself after its time?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import appointments, auditing, codes, corrections, inbox, lanes, pacing, persons, subscriptions
from bot.auditing import Did
from bot.keys import Keys
from bot.tables import Audit, Ledger, LedgerState, ReadAgain
from surveys import privacy
from surveys.fieldwork import waves
from surveys.tables import Answer, Wave

LEDGER_FOR = timedelta(days=90)  # what was done is kept that long, for whoever wonders


def tidy(session: Session, keys: Keys, now: datetime) -> None:
    """Delete what was kept only for a while: answers past their retention, old events, codes, rates and things done."""
    reasoned = _answers_of(session, waves.expired(session, now))
    if over := privacy.retain(session, now):
        auditing.forget_reasons(session, reasoned)
        corrections.stale(session, over, now)
        persons.trim_all(session, keys)
        session.execute(sa.delete(ReadAgain).where(col(ReadAgain.wave_id).in_(over)))
        subscriptions.forget(session, over)
        for wave in session.exec(select(Wave).where(col(Wave.id).in_(over)).order_by(Wave.id)):
            auditing.by_itself(session, Did.EXPIRE, wave.community_id, f"wave:{wave.id}", now)
    codes.expire(session, now)
    pacing.expire(session, now)
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


def _answers_of(session: Session, over: Sequence[Wave]) -> list[str]:
    """Answers somebody decided on, of these waves: what was said about them goes with them."""
    ids = [wave.id for wave in over]
    decided = select(Audit.about).where(col(Audit.about).startswith("answer:"), col(Audit.why).is_not(None))
    known = {about.removeprefix("answer:") for about in session.exec(decided)} if ids else set()
    mine = session.exec(select(Answer.id).where(col(Answer.wave_id).in_(ids))).all() if known else []
    return sorted(known & set(mine))
