"""Where does a text wait whose writer has not agreed yet? Sealed, at most ten minutes, then it is erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.tables import PendingReply
from bot.visit import Visit
from surveys.tables import Wave

WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waited:
    """A text that waited.

    Attributes:
        item: the question it answers; None means the one that is current then.
        source: keyed digest of the message it came in.
    """

    item: str | None
    text: str
    source: str


def hold(visit: Visit, wave: Wave, item: str | None, text: str) -> str:
    """Keep a text until its writer says yes; gives the id that a button may carry."""
    account = visit.keep_account()
    source = visit.house.keys.source(visit.event.platform, visit.event.source or visit.event.key)
    pending = PendingReply(
        account_id=account.id,
        wave_id=wave.id,
        item=item,
        source=source,
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
    visit.session.delete(pending)
    text = visit.house.keys.open(pending.text, "pending")
    if text is None or pending.expires_at < visit.now:
        return None
    return Waited(pending.item, text.decode(), pending.source)
