"""What happens when we are added to a place, removed from it, or it moves?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from bot import communities, fielding, phrases
from bot.dialogues.entry import Entry, Handler
from bot.platform import Act, Where
from bot.screens import Reply, Screen, lines
from bot.tables import Community, Place, PlaceState
from bot.tokens import Verb
from bot.visit import Visit, find_place, moderators
from surveys.errors import Unknown


def changed(visit: Visit) -> Reply:
    """We arrived, left, or the place has a new address."""
    match visit.event.act:
        case Act.ARRIVED:
            return _arrived(visit)
        case Act.LEFT:
            return _left(visit)
        case Act.MOVED:
            return _moved(visit)
        case _:
            return Reply()


def _arrived(visit: Visit) -> Reply:
    where = visit.event.where
    if where is None:
        if visit.known:
            visit.account.reachable = True
        return Reply()
    place = find_place(visit.session, visit.event.platform, where.address)
    if place is None:
        place = add_place(visit, where)
    place.name = where.name[:128] or place.name
    fielding.revive(visit.session, place, visit.now)
    if where.holds:
        for each in _held_by(visit, place):
            fielding.revive(visit.session, each, visit.now)
        return Reply(ring=True)
    text = phrases.say("arrived", visit.house.settings.language)
    return Reply((Screen(lines(text)),), ring=True)


def heard_from(visit: Visit) -> None:
    """A place that rested because we could not write there speaks to us: what waited for it is tried once more."""
    where, spot = visit.event.where, visit.spot
    if where is None or spot is None or spot.state is PlaceState.ACTIVE or spot.address != where.address:
        return
    if visit.place is not None:
        fielding.revive(visit.session, visit.place, visit.now)


def add_place(visit: Visit, where: Where) -> Place:
    """A place we did not know, in a community of its own."""
    language = visit.house.settings.language
    community = Community(name=where.name[:128] or where.address, language=language, created_at=visit.now)
    visit.session.add(community)
    visit.session.flush()
    return _place(visit, community.id, where)


def place_here(visit: Visit) -> Place:
    """Where the event was, or the place it names; a topic we did not know is a place of its group's community now."""
    here, where = visit.place, visit.event.target or visit.event.where
    assert here is not None
    assert where is not None
    known = find_place(visit.session, visit.event.platform, where.address)
    if known is None or known.community_id != here.community_id:
        raise Unknown("place-unknown")
    if known.address != where.address:
        return _place(visit, known.community_id, where)
    known.name, known.abilities = where.name[:128] or known.name, {**known.abilities, **_abilities(where)}
    fielding.revive(visit.session, known, visit.now)
    return known


def _place(visit: Visit, community_id: str, where: Where) -> Place:
    place = Place(
        community_id=community_id,
        platform=visit.event.platform,
        address=where.address,
        name=where.name[:128],
        abilities=_abilities(where),
    )
    visit.session.add(place)
    visit.session.flush()
    return place


def _abilities(where: Where) -> dict[str, object]:
    if where.holds:
        return {"holds": True}
    return {"questions": where.questions} if where.questions else {}


def _left(visit: Visit) -> Reply:
    where = visit.event.where
    if where is None:  # blocked: nothing is sent there until they come back
        if visit.known:
            visit.account.reachable = False
        return Reply()
    place = visit.place
    if place is None or place.address != where.address:
        return Reply()  # a topic or channel of a place we know, in which we had nothing
    place.state = PlaceState.GONE
    if place.abilities.get("holds"):
        for each in _held_by(visit, place):
            each.state = PlaceState.GONE
    for account in moderators(visit.session, place.community_id):
        key = f"tell:{account.id}:gone:{place.id}:{visit.now:%Y%m%d}"
        visit.tell_later(account.id, key, "place-gone", place=place.name or place.address)
    return Reply(ring=True)


def _held_by(visit: Visit, place: Place) -> Sequence[Place]:
    """The channels of a server."""
    below = col(Place.address).startswith(f"{place.address}/", autoescape=True)
    return visit.session.exec(select(Place).where(Place.platform == place.platform, below)).all()


def _moved(visit: Visit) -> Reply:
    place = visit.place
    if place is not None and visit.event.text:
        taken = find_place(visit.session, visit.event.platform, visit.event.text)
        if taken is not None and taken.id != place.id:
            taken.address = f"{communities.GHOST}{taken.id}"
            visit.session.flush()
        place.address, place.state = visit.event.text, PlaceState.ACTIVE
    return Reply()


COMMANDS: tuple[Entry, ...] = ()
PRESSES: dict[Verb, Handler] = {}
