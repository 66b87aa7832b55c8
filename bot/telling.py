"""Who is told privately what a moderator decided about their answer, or that answers wait to be read?

What is said is looked up when it is sent: a decision that was changed by then is not told, and no reason stands in the
ledger.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import phrases
from bot.keys import Keys
from bot.tables import Account, Ledger, ReadAgain
from bot.visit import moderators, tell_later
from surveys.fieldwork import moderation, reports
from surveys.tables import Answer, AnswerState, Report, Wave, WaveState

REMIND_AFTER = timedelta(hours=24)  # that an answer waited

REASONS = ("reason-insult", "reason-personal", "reason-advert", "reason-off-topic", "reason-unclear")
"""Ready reasons, stored by their phrase, so that each reads them in their language."""


def reason_said(reason: str | None, language: str) -> str:
    """Why an answer was rejected, as its reader reads it; empty where no reason was given."""
    return phrases.say(reason, language) if reason in REASONS else reason or ""


def rejected(session: Session, keys: Keys, wave: Wave, answer: Answer, now: datetime) -> None:
    """Have the author told that their answer was rejected, and why; once for each wording. Nobody where none can be."""
    author = author_of(session, keys, wave, answer)
    if author is None:
        return
    key = f"rejected:{answer.id}:{answer.revision}:{now:%Y%m%d%H%M%S}"
    if session.get(Ledger, key) is None:
        session.add(
            Ledger(
                key=key,
                kind="rejected",
                wave_id=wave.id,
                account_id=author,
                due_at=now,
                body={"answer": answer.id, "revision": answer.revision},
                updated_at=now,
            )
        )


def author_of(session: Session, keys: Keys, wave: Wave, answer: Answer) -> str | None:
    """The account to write to about an answer; None where its author never opened a direct chat.

    The message it came in tells whose it is; without one, every account that can be written to is tried, 3 microseconds
    each, since a pseudonym cannot be turned back.
    """
    reachable = (
        select(Account.id, Account.person_id)
        .where(col(Account.address).is_not(None), col(Account.reachable))
        .order_by(Account.id)
    )
    if answer.source:
        sent = select(ReadAgain.account_id).where(ReadAgain.source == answer.source)
        for account_id, person_id in session.exec(reachable.where(col(Account.id).in_(sent))):
            if keys.respondent(wave.id, person_id) == answer.respondent_id:
                return account_id
    for account_id, person_id in session.exec(reachable):
        if keys.respondent(wave.id, person_id) == answer.respondent_id:
            return account_id
    return None


def waiting(session: Session, now: datetime) -> None:
    """Have moderators told once that a wave's first answer waits, and once that some have waited for a day.

    Looked at now and then, not at every answer; the ledger remembers what was told. Twice is harmless.
    """
    waits = sa.exists().where(col(Answer.wave_id) == Wave.id, col(Answer.state) == AnswerState.PENDING)
    reported = sa.exists().where(col(Report.wave_id) == Wave.id, col(Report.settled).is_(False))
    running = select(Wave).where(Wave.state != WaveState.DRAFT, col(Wave.sample).is_(False), waits | reported)
    for wave in session.exec(running.order_by(Wave.id)).all():
        count, decide = moderation.count(session, wave), len(reports.reported(session, wave))
        since = session.exec(
            select(sa.func.min(Answer.updated_at)).where(Answer.wave_id == wave.id, Answer.state == AnswerState.PENDING)
        ).one()
        for account in moderators(session, wave.community_id):
            key = f"tell:{account.id}:{wave.id}"
            if count:
                tell_later(session, now, account.id, f"{key}:waits", "waiting-first", wave=wave.key)
            if count and since <= now - REMIND_AFTER:
                tell_later(session, now, account.id, f"{key}:waits-long", "waiting-long", wave=wave.key, count=count)
            if decide:
                tell_later(session, now, account.id, f"{key}:reported:{decide}", "waiting-reported", wave=wave.key)
