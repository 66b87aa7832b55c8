"""Which places belong together, and what moves with them when communities are linked or parted?"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import appointments
from bot.tables import Account, Appointment, Code, Community, Ledger, LedgerState, Place, PlaceState, Posting, Role
from surveys.errors import Refused
from surveys.tables import Wave

PARTED = "parted"  # why a post was never made
GHOST = "gone:"  # begins the address of what a group was before it became another we knew already


class Parting(NamedTuple):
    """What leaves a community, and what stays.

    Attributes:
        waves: those that stand in leaving places only.
    """

    leaving: list[Place]
    staying: list[Place]
    waves: list[Wave]


def group(place: Place) -> str:
    """The server or group a place is part of: its address up to the slash."""
    return place.address.split("/", maxsplit=1)[0]


def places_of(session: Session, community_id: str) -> list[Place]:
    """Every place of a community we have not been removed from."""
    query = select(Place).where(Place.community_id == community_id, Place.state != PlaceState.GONE)
    return list(session.exec(query.order_by(Place.platform, Place.address)).all())


def link(session: Session, kept_id: str, other_id: str) -> None:
    """Make two communities one: everything of the other is the kept one's from now on, and its row goes."""
    for model in (Place, Wave, Code):
        moved = sa.update(model).where(col(model.community_id) == other_id).values(community_id=kept_id)
        session.execute(moved.execution_options(synchronize_session=False))
    known = select(Role.account_id).where(Role.community_id == kept_id)
    roles = select(Role).where(Role.community_id == other_id, col(Role.account_id).not_in(known))
    for role in session.exec(roles).all():
        session.add(Role(**(role.model_dump() | {"community_id": kept_id})))
    appointments.move(session, kept_id, other_id)
    session.expire_all()
    session.delete(session.get_one(Community, other_id))
    session.flush()


def parting(session: Session, place: Place) -> Parting:
    """What would leave with a place's group; raises Refused where nothing would stay."""
    everywhere = list(session.exec(select(Place).where(Place.community_id == place.community_id)).all())
    leaving = [each for each in everywhere if (each.platform, group(each)) == (place.platform, group(place))]
    ghosts = {each.id for each in everywhere if each.address.startswith(GHOST)}
    staying = [each for each in everywhere if each not in leaving and each.id not in ghosts]
    if not staying:
        raise Refused("part-nothing")
    ids = {each.id for each in leaving}
    waves = session.exec(select(Wave).where(Wave.community_id == place.community_id).order_by(Wave.key)).all()
    shown = {wave.id: _shown_in(session, wave.id) - ghosts for wave in waves}
    return Parting(leaving, staying, [wave for wave in waves if shown[wave.id] and shown[wave.id] <= ids])


def part(session: Session, place: Place, now: datetime) -> Parting:
    """Let a place's group be a community of its own again; raises Refused where it is one.

    Roles are of accounts, not of places: those of the group's platform go along, and stay too where the platform does. What
    others see of a wave that stays is kept current in the places that left, but nothing new is posted there.
    """
    old_id = place.community_id
    moved = parting(session, place)
    named = min(moved.leaving, key=lambda each: len(each.address))
    old = session.get_one(Community, old_id)
    new = Community(name=(named.name or named.address)[:128], language=old.language, created_at=now)
    session.add(new)
    session.flush()
    for each in (*moved.leaving, *moved.waves):
        each.community_id = new.id
    for role in _roles(session, old_id, place.platform):
        session.add(Role(**(role.model_dump() | {"community_id": new.id})))
        if all(each.platform != place.platform for each in moved.staying):
            session.delete(role)
    appointments.copy(session, old_id, new.id, _given(session, old_id, place.platform), place.platform)
    _post_no_more(session, moved, now)
    session.flush()
    return moved


def _shown_in(session: Session, wave_id: str) -> set[str]:
    """Places something of a wave stands in, or will."""
    posted = session.exec(select(Posting.place_id).where(Posting.wave_id == wave_id)).all()
    planned = select(Ledger.place_id).where(Ledger.wave_id == wave_id, Ledger.state == LedgerState.QUEUED)
    opening = select(Ledger).where(Ledger.wave_id == wave_id, Ledger.kind == "open", Ledger.state != LedgerState.SENT)
    drafted = {place_id for row in session.exec(opening) for place_id in row.body["places"]}
    return {*posted, *drafted, *(place_id for place_id in session.exec(planned).all() if place_id)}


def _roles(session: Session, community_id: str, platform: str) -> list[Role]:
    query = select(Role).join(Account, col(Account.id) == Role.account_id)
    return list(session.exec(query.where(Role.community_id == community_id, Account.platform == platform)).all())


def _given(session: Session, community_id: str, platform: str) -> set[str]:
    """Accounts of a platform that were given a role in a community."""
    query = select(Account.id).join(Appointment, col(Appointment.account_id) == Account.id)
    return set(session.exec(query.where(Appointment.community_id == community_id, Account.platform == platform)).all())


def _post_no_more(session: Session, moved: Parting, now: datetime) -> None:
    gone = col(Ledger.place_id).in_([each.id for each in moved.leaving])
    stays = col(Ledger.wave_id).not_in([wave.id for wave in moved.waves])
    session.execute(
        sa.update(Ledger)
        .where(gone, stays, col(Ledger.state) == LedgerState.QUEUED)
        .values(state=LedgerState.DEAD, error=PARTED, updated_at=now)
        .execution_options(synchronize_session=False)
    )
