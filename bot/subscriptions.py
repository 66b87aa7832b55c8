"""Who is told when a digest is there?

Members who asked for it, for the survey they asked about; and authors, who need not be members: somebody who runs the bot
gives them a code that is good once. Authors are told of the waves that follow, too. What is pushed to a direct chat cannot
be edited when somebody takes a quote back, so it holds nobody's words; a button shows them as they stand.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import codes
from bot.keys import Keys
from bot.tables import Account, Appointment, Invitation, Ledger, RoleKind, Subscription, SubscriptionKind
from surveys.fieldwork import waves
from surveys.tables import Wave, WaveState

INVITED_FOR = timedelta(days=7)  # until a code is over


def subscribe(session: Session, account: Account, wave_id: str, kind: SubscriptionKind, now: datetime) -> None:
    """Tell this account of the wave's digests; an author stays one. Twice is harmless."""
    row = session.get(Subscription, (account.id, wave_id))
    if row is None:
        session.add(Subscription(account_id=account.id, wave_id=wave_id, kind=kind, since=now))
    elif kind is SubscriptionKind.AUTHOR:
        row.kind = kind
    session.flush()


def unsubscribe(session: Session, account_id: str, wave: Wave) -> None:
    """Tell this account of the wave no more, nor of those after it; twice is harmless."""
    ids = [each.id for each in _line(session, wave)]
    mine = select(Subscription).where(Subscription.account_id == account_id, col(Subscription.wave_id).in_(ids))
    for row in session.exec(mine).all():
        session.delete(row)
    session.flush()


def of(session: Session, account_id: str, wave: Wave) -> SubscriptionKind | None:
    """As what this account is told of the wave's digests; None where it is not."""
    return next((row.kind for row in told(session, wave) if row.account_id == account_id), None)


def told(session: Session, wave: Wave) -> list[Subscription]:
    """Everybody who is told of the wave's digests, each account once, authors first."""
    ids = [each.id for each in _line(session, wave)]
    query = select(Subscription).where(
        sa.or_(
            col(Subscription.wave_id) == wave.id,
            sa.and_(col(Subscription.wave_id).in_(ids), col(Subscription.kind) == SubscriptionKind.AUTHOR),
        )
    )
    found: dict[str, Subscription] = {}
    for row in session.exec(query.order_by(Subscription.kind, Subscription.account_id)):
        found.setdefault(row.account_id, row)
    return list(found.values())


def waves_of(session: Session, account_id: str) -> list[Wave]:
    """The waves this account is told of, for authors the newest of each series."""
    found: dict[str, Wave] = {}
    for row in session.exec(select(Subscription).where(Subscription.account_id == account_id)):
        wave = session.get(Wave, row.wave_id)
        while wave is not None and row.kind is SubscriptionKind.AUTHOR:
            following = waves.follower(session, wave)
            if following is None or following.state is WaveState.DRAFT:
                break
            wave = following
        if wave is not None:
            found[wave.id] = wave
    return list(found.values())


def forget(session: Session, wave_ids: Collection[str]) -> None:
    """Tell nobody any more of waves whose answers are gone; who follows them as an author stays one of the last."""
    for wave_id in wave_ids:
        following = session.exec(select(Wave.id).where(Wave.follows == wave_id)).first()
        rows = select(Subscription).where(Subscription.wave_id == wave_id)
        for row in session.exec(rows).all():
            account = session.get(Account, row.account_id)
            if row.kind is SubscriptionKind.AUTHOR and following and account is not None:
                subscribe(session, account, following, row.kind, row.since)
            session.delete(row)


def _line(session: Session, wave: Wave) -> list[Wave]:
    """The wave and those it follows."""
    line: list[Wave] = []
    each: Wave | None = wave
    while each is not None and each not in line:
        line.append(each)
        each = session.get(Wave, each.follows) if each.follows else None
    return line


def plan(session: Session, wave: Wave, digest_id: str, now: datetime) -> None:
    """Have everybody told of a digest who wants to be; once each, however often it is planned."""
    for row in told(session, wave):
        key = f"told:{row.account_id}:{digest_id}"
        if session.get(Ledger, key) is None:
            body = {"digest": digest_id}
            session.add(
                Ledger(key=key, kind="told", wave_id=wave.id, account_id=row.account_id, due_at=now, body=body,
                       updated_at=now)
            )  # fmt: skip


# --- authors ----------------------------------------------------------------------------------------------------


def invite(session: Session, keys: Keys, wave: Wave, now: datetime) -> str:
    """A new code that makes whoever types it first an author of the wave."""
    code = codes.drawn()
    session.add(Invitation(digest=codes.digest(keys, code), wave_id=wave.id, expires_at=now + INVITED_FOR))
    session.flush()
    return code


def accept(session: Session, keys: Keys, text: str, account: Account, now: datetime) -> Wave | None:
    """Use up the code somebody typed and tell them of its wave; None, which is counted, for one that is wrong or over.

    Raises Refused after too many wrong ones, right or wrong.
    """
    codes.ensure_may_try(session, account, now)
    row = session.get(Invitation, codes.digest(keys, codes.read(text)))
    wave = session.get(Wave, row.wave_id) if row is not None and row.expires_at > now else None
    if row is None or wave is None:
        codes.note_wrong(session, account, now)
        return None
    session.delete(row)
    subscribe(session, account, wave.id, SubscriptionKind.AUTHOR, now)
    return wave


def welcome(session: Session, account: Account, community_id: str, now: datetime) -> None:
    """Tell an author of a whole community of all its surveys that are not planned only."""
    running = select(Wave).where(
        Wave.community_id == community_id, col(Wave.state).in_([WaveState.OPEN, WaveState.PAUSED, WaveState.CLOSED])
    )
    for wave in session.exec(running.order_by(Wave.id)).all():
        subscribe(session, account, wave.id, SubscriptionKind.AUTHOR, now)


def begin(session: Session, wave: Wave, now: datetime) -> None:
    """A survey begins: who is an author of its community is told of its digests."""
    authors = select(Account).join(Appointment, col(Appointment.account_id) == Account.id)
    mine = authors.where(Appointment.community_id == wave.community_id, Appointment.kind == RoleKind.AUTHOR)
    for account in session.exec(mine.order_by(Account.id)).all():
        subscribe(session, account, wave.id, SubscriptionKind.AUTHOR, now)


def dismiss(session: Session, account_id: str, community_id: str) -> None:
    """Somebody is no author of the community any more: neither of any of its surveys."""
    of_community = select(Wave.id).where(Wave.community_id == community_id)
    mine = select(Subscription).where(
        Subscription.account_id == account_id,
        Subscription.kind == SubscriptionKind.AUTHOR,
        col(Subscription.wave_id).in_(of_community),
    )
    for row in session.exec(mine).all():
        session.delete(row)
    session.flush()


def burn(session: Session, keys: Keys, text: str) -> None:
    """A code that others may have read is none any more."""
    row = session.get(Invitation, codes.digest(keys, codes.read(text)))
    if row is not None:
        session.delete(row)
        session.flush()


def expire(session: Session, now: datetime) -> None:
    """Delete codes that are over."""
    session.execute(
        sa.delete(Invitation).where(col(Invitation.expires_at) <= now).execution_options(synchronize_session=False)
    )
