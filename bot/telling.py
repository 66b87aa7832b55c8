"""Who is told privately what a moderator decided about their answer, or that answers wait to be read?

What is said is looked up when it is sent: a decision that was changed by then is not told, and no reason stands in the
ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import phrases, queues
from bot.keys import Keys
from bot.tables import Account, Ledger, ReadAgain
from bot.visit import moderators
from surveys.fieldwork import moderation, reports
from surveys.tables import Answer, AnswerState, Report, Wave, WaveState

REMIND_AFTER = timedelta(hours=24)  # that an answer waited
LONG = "waits-long"  # in the ledger's keys
LATELY = timedelta(days=30)  # a wave closed longer ago is not spoken of any more

REASONS = ("reason-insult", "reason-personal", "reason-advert", "reason-off-topic", "reason-unclear")
"""Ready reasons, stored by their phrase, so that each reads them in their language."""


def reason_said(reason: str | None, language: str) -> str:
    """Why an answer was rejected, as its reader reads it; empty where no reason was given."""
    return phrases.say(reason, language) if reason in REASONS else reason or ""


def rejected(session: Session, wave: Wave, answer: Answer, now: datetime) -> None:
    """Have the author told that their answer was rejected, and why; once for each decision.

    Who that is, is found out when it is sent (``author_of``): the moderator does not wait for it, and what waits points to
    nobody. Nobody in an anonymous wave, which is over by then.
    """
    if wave.anonymous:
        return
    key = f"rejected:{answer.id}:{answer.revision}:{now:%Y%m%d%H%M%S}"
    if session.get(Ledger, key) is None:
        body = {"answer": answer.id, "revision": answer.revision}
        session.add(Ledger(key=key, kind="rejected", wave_id=wave.id, due_at=now, body=body, updated_at=now))


def author_of(session: Session, keys: Keys, wave: Wave, answer: Answer) -> Account | None:
    """The account to write to about an answer; None where its author never opened a direct chat.

    The message it came in tells whose it is; without one, every account that can be written to is tried, since a pseudonym
    cannot be turned back: 0.5 seconds for 20,000 accounts (measured on a busy machine), so not in a unit that writes.
    """
    if wave.anonymous:  # it is decided when the wave is over, and nobody knows any more
        return None
    reachable = (
        select(Account.id, Account.person_id)
        .where(col(Account.address).is_not(None), col(Account.reachable))
        .order_by(Account.id)
    )
    sent = select(ReadAgain.account_id).where(ReadAgain.source == (answer.source or ""))
    for candidates in (reachable.where(col(Account.id).in_(sent)), reachable):
        for account_id, person_id in session.exec(candidates):
            if keys.respondent(wave.id, person_id) == answer.respondent_id:
                return session.get_one(Account, account_id)
    return None


def waiting(session: Session, now: datetime) -> None:
    """Have moderators told once that a wave's first answer waits, once that some have waited for a day, and of reports.

    Looked at now and then, not at every answer; the ledger remembers what was told. Twice is harmless.
    """
    waits = sa.exists().where(col(Answer.wave_id) == Wave.id, col(Answer.state) == AnswerState.PENDING)
    reported = sa.exists().where(col(Report.wave_id) == Wave.id, col(Report.settled).is_(False))
    lately = col(Wave.state).in_([WaveState.OPEN, WaveState.PAUSED]) | (col(Wave.closed_at) > now - LATELY)
    found = select(Wave).where(lately, col(Wave.sample).is_(False), waits | reported).order_by(Wave.id)
    for wave in session.exec(found).all():
        for about, phrase, count in _news(session, wave, now):
            if about == LONG:
                queues.remind(session, wave, now)
            for account in moderators(session, wave.community_id):
                _tell(session, account, wave, about, phrase, count, now)


def _news(session: Session, wave: Wave, now: datetime) -> Iterator[tuple[str, str, int]]:
    """What there is to tell: a word that stands in the ledger's key, the phrase, and how many."""
    mine = (Answer.wave_id == wave.id, Answer.state == AnswerState.PENDING)
    since = session.exec(select(sa.func.min(Answer.updated_at)).where(*mine)).one()
    if since is not None:
        count = moderation.count(session, wave)
        yield "waits", "waiting-first", count
        if since <= now - REMIND_AFTER:
            yield LONG, "waiting-long", count
    if decide := len(reports.reported(session, wave)):
        yield f"reported-{decide}", "waiting-reported", decide


def _tell(session: Session, account: Account, wave: Wave, about: str, phrase: str, count: int, now: datetime) -> None:
    key = f"tell:{account.id}:{wave.id}:{about}"
    if session.get(Ledger, key) is None:
        body = {"phrase": phrase, "values": {"wave": wave.key, "count": count}, "review": True}
        row = Ledger(
            key=key, kind="tell", wave_id=wave.id, account_id=account.id, due_at=now, body=body, updated_at=now
        )
        session.add(row)
