"""Where does a text wait whose writer has not agreed yet? Sealed, at most ten minutes, then it is erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.tables import Account, PendingReply
from bot.visit import ONLY_WAITS, Visit
from surveys.tables import Wave

WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waited:
    """A text that waited.

    Attributes:
        item: the question it answers; None means the one that is current then.
        source: keyed digest of the message it came in.
        message: where the platform finds that again; empty where it cannot.
    """

    item: str | None
    text: str
    source: str
    message: str = ""


def hold(visit: Visit, wave: Wave, item: str | None, text: str) -> str:
    """Keep a text until its writer says yes; gives the id that a button may carry."""
    nothing_else = not visit.known or ONLY_WAITS in visit.account.notes
    account = visit.keep_account()
    if nothing_else:
        account.notes = {ONLY_WAITS: True}
    source = visit.house.keys.source(visit.event.platform, visit.event.source or visit.event.key)
    pending = PendingReply(
        account_id=account.id,
        wave_id=wave.id,
        item=item,
        source=source,
        message=visit.house.keys.seal(visit.event.message.encode(), "message") if visit.event.message else None,
        text=visit.house.keys.seal(text.encode("utf-8", "replace"), "pending"),
        expires_at=visit.now + WAIT,
    )
    visit.session.add(pending)
    visit.session.flush()
    return pending.id


def question(visit: Visit, pending_id: str) -> str | None:
    """The question a waiting text answers; None where that is open, or nothing waits."""
    pending = visit.session.get(PendingReply, pending_id)
    return pending.item if pending is not None and pending.account_id == visit.account.id else None


def give_back(visit: Visit, pending_id: str) -> Waited | None:
    """Take a text out of waiting; None when it is somebody else's, too old or gone."""
    pending = visit.session.get(PendingReply, pending_id)
    if pending is None or not visit.known or pending.account_id != visit.account.id:
        return None
    erase(visit.session, [pending])
    text = visit.house.keys.open(pending.text, "pending")
    if text is None or pending.expires_at < visit.now:
        return None
    message = visit.house.keys.open(pending.message, "message") if pending.message else None
    return Waited(pending.item, text.decode(), pending.source, (message or b"").decode())


def reword(visit: Visit, source: str, words: str) -> None:
    """The message of a waiting text says something else now: what waits is what it says."""
    query = select(PendingReply).where(PendingReply.source == source, PendingReply.account_id == visit.account.id)
    for pending in visit.session.exec(query).all():
        pending.text = visit.house.keys.seal(words.encode("utf-8", "replace"), "pending")
        visit.session.add(pending)


def forget(session: Session, source: str) -> None:
    """The message of a waiting text is gone: so is what waits."""
    erase(session, session.exec(select(PendingReply).where(PendingReply.source == source)).all())


def expire(session: Session, now: datetime) -> None:
    """Erase what waited too long."""
    erase(session, session.exec(select(PendingReply).where(col(PendingReply.expires_at) < now)).all())


def erase(session: Session, waited: Sequence[PendingReply]) -> None:
    """Erase texts that wait no longer, and the accounts that were kept for nothing else."""
    for pending in waited:
        session.delete(pending)
    session.flush()
    for account_id in {pending.account_id for pending in waited}:
        account = session.get(Account, account_id)
        still = select(PendingReply.id).where(PendingReply.account_id == account_id)
        if account is not None and ONLY_WAITS in account.notes and session.exec(still).first() is None:
            session.delete(account)
