"""Who was given which role, by which code, and who takes it back?

A code is sent to the bot in the direct chat by whoever shall have the role: so nobody's id has to be known or typed. The
first owner's code is printed where only the operator reads, for as long as there is no owner.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import auditing, codes, subscriptions
from bot.keys import Keys
from bot.tables import EVERYWHERE, Account, Appointment, Attempt, Community, Offer, PlatformRole, Role, RoleKind
from surveys.errors import Refused, Unknown

FIRST_FOR = timedelta(hours=1)  # the first owner's code
OFFERED_FOR = timedelta(days=7)  # codes that owners give
ALL_TRIES = 50  # wrong codes of all accounts together within ``codes.VALID``: nobody guesses from many accounts
SEALED_FOR = "name"
NAME_LIMIT = 64  # characters


# --- who has which ----------------------------------------------------------------------------------------------


def has_owner(session: Session) -> bool:
    """Whether there is an owner."""
    return session.exec(select(Appointment.id).where(Appointment.kind == RoleKind.OWNER).limit(1)).first() is not None


def held(session: Session, account_id: str, community_id: str | None = None) -> list[Appointment]:
    """The roles of an account: in that community and everywhere, else in all; owners first."""
    query = select(Appointment).where(Appointment.account_id == account_id)
    if community_id is not None:
        query = query.where(col(Appointment.community_id).in_([EVERYWHERE, community_id]))
    order = list(RoleKind)
    return sorted(session.exec(query).all(), key=lambda each: (order.index(each.kind), each.community_id))


def listed(session: Session, community_id: str) -> list[Appointment]:
    """Everybody who was given a role there, the longest first."""
    query = select(Appointment).where(Appointment.community_id == community_id)
    return list(session.exec(query.order_by(col(Appointment.since), Appointment.id)).all())


def find(session: Session, appointment_id: str) -> Appointment:
    """The role of that id; raises Unknown."""
    found = session.get(Appointment, appointment_id)
    if found is None:
        raise Unknown("role-unknown")
    return found


def name_of(keys: Keys, given: Appointment) -> str:
    """Under which name it was taken on; empty where there was none."""
    return (keys.open(given.name, SEALED_FOR) or b"").decode() if given.name else ""


# --- offering ---------------------------------------------------------------------------------------------------


def first_code(session: Session, keys: Keys, now: datetime) -> str | None:
    """A code for the first owner, for an hour; None where there is an owner."""
    if has_owner(session):
        return None
    return _made(session, keys, RoleKind.OWNER, EVERYWHERE, None, now + FIRST_FOR)


def offer(
    session: Session,
    keys: Keys,
    kind: RoleKind,
    community_id: str,
    now: datetime,
    *,
    by: str | None = None,
    lasts: timedelta = OFFERED_FOR,
) -> str:
    """A new code that gives this role to whoever sends it first. by: id of the owner's account; None for the operator."""
    where = EVERYWHERE if kind is RoleKind.OWNER else community_id
    auditing.note(session, by or auditing.OPERATOR, "role-offer", where, f"role:{kind}", "", now)
    return _made(session, keys, kind, where, by, now + lasts)


def _made(session: Session, keys: Keys, kind: RoleKind, where: str, by: str | None, until: datetime) -> str:
    code = codes.drawn()
    digest = codes.digest(keys, code)
    session.add(Offer(digest=digest, kind=kind, community_id=where, account_id=by, expires_at=until))
    session.flush()
    return code


class Taken(NamedTuple):
    """A role somebody took on, and the id of the owner's account who had offered it; None for the operator."""

    given: Appointment
    offered_by: str | None


def take_on(session: Session, keys: Keys, text: str, account: Account, name: str, now: datetime) -> Taken | None:
    """Give the role of the code somebody sent; None, which is counted, for one that is wrong or over.

    Raises Refused after too many wrong ones, right or wrong.
    """
    codes.ensure_may_try(session, account, now)
    _ensure_all_may_try(session, now)
    found = _offered(session, codes.digest(keys, codes.read(text)), now)
    if found is None:
        codes.note_wrong(session, account, now)
        return None
    kind, community_id, by = found.kind, found.community_id, found.account_id
    session.delete(found)
    session.flush()
    return Taken(give(session, keys, account, kind, community_id, now, by=account.id, name=name), by)


def _ensure_all_may_try(session: Session, now: datetime) -> None:
    wrong = select(sa.func.count()).select_from(Attempt).where(col(Attempt.at) > now - codes.VALID)
    if session.exec(wrong).one() >= ALL_TRIES:
        raise Refused("code-too-many")


def _offered(session: Session, digest: str, now: datetime) -> Offer | None:
    """The offer of a code; every one there is gets compared, in a time that tells nothing of how near a guess was."""
    matching = [row for row in session.exec(select(Offer)).all() if hmac.compare_digest(row.digest, digest)]
    return next((row for row in matching if row.expires_at > now), None)


def burn(session: Session, keys: Keys, text: str) -> None:
    """A code that others may have read is none any more."""
    row = session.get(Offer, codes.digest(keys, codes.read(text)))
    if row is not None:
        session.delete(row)
        session.flush()


def expire(session: Session, now: datetime) -> None:
    """Delete codes that are over."""
    session.execute(sa.delete(Offer).where(col(Offer.expires_at) <= now).execution_options(synchronize_session=False))


# --- giving and taking ------------------------------------------------------------------------------------------


def give(
    session: Session,
    keys: Keys,
    account: Account,
    kind: RoleKind,
    community_id: str,
    now: datetime,
    *,
    by: str = auditing.OPERATOR,
    name: str = "",
) -> Appointment:
    """Give a role, which is written down; twice is harmless. Raises Unknown where there is no such community."""
    where = EVERYWHERE if kind is RoleKind.OWNER else community_id
    if where != EVERYWHERE and session.get(Community, where) is None:
        raise Unknown("community-unknown")
    same = select(Appointment).where(
        Appointment.account_id == account.id, Appointment.community_id == where, Appointment.kind == kind
    )
    given = session.exec(same).first()
    if given is not None:
        return given
    sealed = keys.seal(name[:NAME_LIMIT].encode(), SEALED_FOR) if name else None
    given = Appointment(community_id=where, account_id=account.id, kind=kind, name=sealed, since=now)
    session.add(given)
    if kind is RoleKind.MODERATOR:  # so that they are told what moderators are told
        session.merge(Role(community_id=where, account_id=account.id, kind=kind, since=now))
    if kind is RoleKind.AUTHOR:
        subscriptions.welcome(session, account, where, now)
    auditing.note(session, by, "role-give", where, f"role:{given.id}", kind.value, now)
    return given


def take(session: Session, given: Appointment, now: datetime, *, by: str = auditing.OPERATOR) -> None:
    """Take a role back, which is written down. Of the last owner nobody but the operator takes it: raises Refused."""
    if given.kind is RoleKind.OWNER and by != auditing.OPERATOR and len(listed(session, EVERYWHERE)) < 2:
        raise Refused("role-last-owner")
    if given.kind is RoleKind.MODERATOR:
        hint = session.get(Role, (given.community_id, given.account_id))
        if hint is not None:  # comes back where the platform says so
            session.delete(hint)
    if given.kind is RoleKind.AUTHOR:
        subscriptions.dismiss(session, given.account_id, given.community_id)
    auditing.note(session, by, "role-take", given.community_id, f"role:{given.id}", given.kind.value, now)
    session.delete(given)
    session.flush()


# --- roles of the platform --------------------------------------------------------------------------------------


def platform_roles(session: Session, community_id: str, platform: str) -> frozenset[str]:
    """The roles of a platform whose holders moderate the community."""
    query = select(PlatformRole.role).where(
        PlatformRole.community_id == community_id, PlatformRole.platform == platform
    )
    return frozenset(session.exec(query).all())


def let_moderate(
    session: Session, community_id: str, platform: str, role: str, now: datetime, *, by: str, moderates: bool = True
) -> bool:
    """Say whether the holders of a role of the platform moderate; False where that was so already. Raises Unknown."""
    if session.get(Community, community_id) is None:
        raise Unknown("community-unknown")
    if not role.isdecimal() or len(role) > 20:
        raise Unknown("platform-role-unknown")
    row = session.get(PlatformRole, (community_id, platform, role))
    if (row is not None) is moderates:
        return False
    if row is None:
        session.add(PlatformRole(community_id=community_id, platform=platform, role=role))
    else:
        session.delete(row)
    what = "role-map" if moderates else "role-unmap"
    auditing.note(session, by, what, community_id, f"{platform}-role:{role}", "", now)
    return True


# --- communities become one, and two ----------------------------------------------------------------------------


def move(session: Session, kept_id: str, other_id: str) -> None:
    """Everybody keeps their role in the community two became; a role both have stays once."""
    known = {(row.account_id, row.kind) for row in listed(session, kept_id)}
    for row in listed(session, other_id):
        if (row.account_id, row.kind) in known:
            session.delete(row)
        else:
            row.community_id = kept_id
    moved = sa.update(Offer).where(col(Offer.community_id) == other_id).values(community_id=kept_id)
    session.execute(moved.execution_options(synchronize_session=False))
    for mapped in session.exec(select(PlatformRole).where(PlatformRole.community_id == other_id)).all():
        session.merge(PlatformRole(community_id=kept_id, platform=mapped.platform, role=mapped.role))
    session.flush()


def copy(session: Session, old_id: str, new_id: str, accounts: Collection[str], platform: str) -> None:
    """The group that leaves a community takes along the roles of its platform; they hold in both."""
    for row in listed(session, old_id):
        if row.account_id in accounts:
            same = row.model_dump(include={"account_id", "kind", "name", "since"})
            session.add(Appointment(community_id=new_id, **same))
    for role in platform_roles(session, old_id, platform):
        session.add(PlatformRole(community_id=new_id, platform=platform, role=role))
    session.flush()
