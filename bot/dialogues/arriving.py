"""What happens when we are added to a place, removed from it, or it moves?"""

from __future__ import annotations

from bot import fielding, phrases
from bot.dialogues.entry import Entry, Handler
from bot.platform import Act
from bot.screens import Reply, Screen, lines
from bot.tables import Community, Place, PlaceState
from bot.tokens import Verb
from bot.visit import Visit, find_place, moderators


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
        place = add_place(visit, where.address, where.name)
    place.name = where.name[:128] or place.name
    fielding.revive(visit.session, place, visit.now)
    text = phrases.say("arrived", visit.house.settings.language)
    return Reply((Screen(lines(text)),), ring=True)


def heard_from(visit: Visit) -> None:
    """A place that rested because we could not write there speaks to us: what waited for it is tried once more."""
    where, place = visit.event.where, visit.place
    if where is not None and place is not None and place.address == where.address:
        fielding.revive(visit.session, place, visit.now)


def add_place(visit: Visit, address: str, name: str) -> Place:
    """A place we did not know, in a community of its own; linking communities comes later."""
    community = Community(name=name[:128] or address, language=visit.house.settings.language, created_at=visit.now)
    place = Place(community_id=community.id, platform=visit.event.platform, address=address, name=name[:128])
    visit.session.add(community)
    visit.session.flush()
    visit.session.add(place)
    visit.session.flush()
    return place


def place_here(visit: Visit) -> Place:
    """Exactly where the event was: a topic we did not know is a place of its group's community from now on."""
    where, place = visit.event.where, visit.place
    assert where is not None
    assert place is not None
    if place.address == where.address:
        return place
    topic = Place(
        community_id=place.community_id, platform=place.platform, address=where.address, name=where.name[:128]
    )
    visit.session.add(topic)
    visit.session.flush()
    return topic


def _left(visit: Visit) -> Reply:
    where = visit.event.where
    if where is None:  # blocked: nothing is sent there until they come back
        if visit.known:
            visit.account.reachable = False
        return Reply()
    place = visit.place
    if place is None:
        return Reply()
    place.state = PlaceState.GONE
    for account in moderators(visit.session, place.community_id):
        key = f"tell:{account.id}:gone:{place.id}:{visit.now:%Y%m%d}"
        visit.tell_later(account.id, key, "place-gone", place=place.name or place.address)
    return Reply(ring=True)


def _moved(visit: Visit) -> Reply:
    place = visit.place
    if place is not None and visit.event.text:
        taken = find_place(visit.session, visit.event.platform, visit.event.text)
        if taken is not None and taken.id != place.id:
            taken.address = f"gone:{taken.id}"
            visit.session.flush()
        place.address, place.state = visit.event.text, PlaceState.ACTIVE
    return Reply()


COMMANDS: tuple[Entry, ...] = ()
PRESSES: dict[Verb, Handler] = {}
