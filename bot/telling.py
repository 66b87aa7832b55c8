"""Who is told privately what a moderator decided about their answer, or that answers wait to be read?

What is said is looked up when it is sent: a decision that was changed by then is not told, and no reason stands in the
ledger.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import phrases
from bot.keys import Keys
from bot.tables import Account, Ledger, ReadAgain
from surveys.tables import Answer, Wave

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
