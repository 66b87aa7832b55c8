"""Is everything in place for a survey here? ``/umfrage check`` says so before trouble starts, and what to do.

The dialogue says which places are looked at; the desk has their platforms look, and shows what came of it as ``found``
draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from bot import authority, checks, phrases, tokens
from bot.checks import Told, can_be_shown_in, told, written
from bot.dialogues.entry import Entry, Handler
from bot.platform import Finding
from bot.rights import Deed
from bot.screens import Button, Reply, Screen, bold, lines
from bot.tables import Place
from bot.tokens import Token, Verb
from bot.visit import Visit, community_language, find_place
from surveys.errors import Unknown

SIGNS = {"ok": "✓", "warning": "⚠", "blocked": "✗"}
LABELS = {checks.OPERATOR: "check-about-operator", checks.POSTS: "check-about-posts"}

Address = tuple[str, str]  # platform and address


def command(visit: Visit) -> Reply:
    """Have this place and the others of its community looked at; in the direct chat all places of my communities."""
    looked = _mine(visit) if visit.event.where is None else _here(visit)
    if not looked:
        return Reply((Screen(lines(visit.say("launch-no-places"))),))
    return Reply(checks=tuple(dict.fromkeys(looked)))


def found(visit: Visit, looked: Sequence[Address], findings: Sequence[Finding]) -> Screen:
    """What came of it, one line each, with what to do where something is amiss."""
    places = [find_place(visit.session, *each) for each in looked]
    communities = {place.community_id for place in places if place is not None}
    ours = [checks.operator(visit.house.settings), *checks.posts(visit.session, list(communities))]
    names = {written(*each): _name(visit, each, place) for each, place in zip(looked, places, strict=True)}
    said = [told(each, visit.language) for each in (*ours, *findings)]
    good = all(each.state == "ok" for each in said)
    return Screen(
        lines(
            bold(visit.say("check-title")),
            "\n".join(_line(visit, each, names) for each in said),
            visit.say("check-good") if good else "",
        ),
        private=not visit.in_direct,
        instead=None if visit.in_direct or visit.event.private else _elsewhere(visit),
    )


def _here(visit: Visit) -> list[Address]:
    """The place of the event, or the one it names, and all others of the community; raises NotAllowed."""
    here, where = visit.place, visit.event.target or visit.event.where
    if here is None or where is None:
        raise Unknown("place-unknown")
    authority.ensure(visit, Deed.CHECK, authority.about_place(here))
    named = find_place(visit.session, visit.event.platform, where.address)
    if named is None or named.community_id != here.community_id:
        raise Unknown("place-unknown")
    this = [] if where.holds else [(visit.event.platform, where.address)]
    return [*this, *_of_communities(visit, {here.community_id})]


def _mine(visit: Visit) -> list[Address]:
    """Places of the communities in which this person moderates right now; also those that rest."""
    places = [place for place in authority.known_places(visit) if can_be_shown_in(place)]
    moderated = authority.permitted(visit, Deed.CHECK, places)
    return _of_communities(visit, {place.community_id for place in moderated})


def _of_communities(visit: Visit, communities: set[str]) -> list[Address]:
    query = select(Place).where(col(Place.community_id).in_(communities)).order_by(Place.platform, Place.name)
    return [(place.platform, place.address) for place in visit.session.exec(query) if can_be_shown_in(place)]


def _line(visit: Visit, said: Told, names: Mapping[str, str]) -> str:
    label = visit.say(LABELS[said.about]) if said.about in LABELS else names.get(said.about)
    name = label or said.about.partition(" ")[0].capitalize()
    return f"{SIGNS[said.state]} {name}: {said.found}" + (f" → {said.do}" if said.do else "")


def _name(visit: Visit, address: Address, place: Place | None) -> str:
    named = (visit.event.target, visit.event.where)
    told_now = next((where.name for where in named if where is not None and where.address == address[1]), "")
    known = place.name if place is not None and place.address == address[1] else ""
    return f"{told_now or known or address[1]} ({address[0].capitalize()})"


def _elsewhere(visit: Visit) -> Screen:
    """Where a place cannot hold something private, the group reads only where it goes on."""
    language = community_language(visit.session, visit.place.community_id) if visit.place else visit.language
    token = tokens.write(Token(Verb.COMMAND, value="check"), visit.house.keys)
    button = Button(phrases.say("button-in-private", language), token, direct=True)
    return Screen(lines(phrases.say("in-private", language)), ((button,),))


COMMANDS = (Entry("check", command, moderators=True, in_places=True, listed=False),)
PRESSES: dict[Verb, Handler] = {}
