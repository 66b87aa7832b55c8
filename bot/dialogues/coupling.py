"""How do a group and a server become one community, and how do they part?

A code that somebody who moderates one is shown in private is typed by somebody who moderates the other, who is asked first.
The community in which the code was shown stays: it invited, so its name and its language hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from bot import codes, communities, phrases
from bot.dialogues import connecting
from bot.dialogues.entry import Entry
from bot.dialogues.launching import my_places
from bot.rights import Deed
from bot.screens import Button, Reply, Screen, Span, Style, bold, column, lines
from bot.tables import Account, Code, CodeKind, Community, Place
from bot.tokens import Token, Verb, write
from bot.visit import Visit, community_language
from surveys.errors import Unknown


class Step(StrEnum):
    """What a button says; asking and linking with the code."""

    SHOW = "c"
    ASK = "a"
    LINK = "y"
    NO = "n"
    SURE = "p"
    PART = "q"


def command(visit: Visit) -> Reply:
    """``/koppeln``: a code; with one, the question whether the two shall be one community."""
    text = visit.event.text.strip()
    if not text:
        return _in_my_place(
            visit, Deed.LINK_COMMUNITY, "couple-title", Step.SHOW, lambda place: Reply((_code(visit, place),))
        )
    return _in_my_place(
        visit,
        Deed.LINK_COMMUNITY,
        "couple-title",
        f"{Step.ASK}-{codes.read(text)}",
        lambda place: _ask(visit, place, text),
    )


def part_command(visit: Visit) -> Reply:
    """``/trennen``: let this group be a community of its own again, after a yes."""
    return _in_my_place(
        visit, Deed.PART_COMMUNITY, "uncouple-title", Step.SURE, lambda place: Reply((_sure(visit, place),))
    )


def pressed(visit: Visit) -> Reply:
    """A step of it, in the place of the button; buttons without one are about persons."""
    assert visit.token
    if not visit.token.wave:
        return connecting.pressed(visit)
    place = visit.session.get(Place, visit.token.wave)
    if place is None:
        raise Unknown("place-unknown")
    what, _, code = visit.token.value.partition("-")
    match what:
        case Step.SHOW:
            return Reply((_code(visit, place),))
        case Step.ASK:
            return _ask(visit, place, code)
        case Step.LINK:
            return _link(visit, place, code)
        case Step.NO:
            return _note(visit, visit.say("couple-not"))
        case Step.SURE:
            return Reply((_sure(visit, place),))
        case Step.PART:
            return _part(visit, place)
        case _:
            raise Unknown("button-unknown")


def _in_my_place(visit: Visit, deed: Deed, title: str, value: str, act: Callable[[Place], Reply]) -> Reply:
    """Do it for the place of the event, else for the one place of mine, else let me choose a group."""
    if visit.place is not None:
        return act(visit.place)
    mine: dict[str, Place] = {}
    for place in sorted(my_places(visit, deed), key=lambda each: len(each.address)):
        mine.setdefault(communities.group(place), place)
    if not mine:
        return _note(visit, visit.say("couple-no-places"))
    if len(mine) == 1:
        return act(next(iter(mine.values())))
    buttons = [visit.button("", Verb.LINK, each.id, value=value, label=_named(each)) for each in mine.values()]
    return Reply((Screen(lines(bold(visit.say(title)), visit.say("couple-where")), column(buttons)),))


# --- linking ----------------------------------------------------------------------------------------------------


def _code(visit: Visit, place: Place) -> Screen:
    account = visit.keep_account(reach=True)  # they are told when somebody has used it
    code = codes.make(
        visit.session, visit.house.keys, CodeKind.COMMUNITY, account, visit.now, community_id=place.community_id
    )
    return Screen(
        lines(
            bold(visit.say("couple-title")),
            visit.say("couple-about"),
            (Span(visit.say("couple-code") + " "), Span(f"/koppeln {codes.shown(code)}", Style.CODE)),
            visit.say("couple-belongs", places=_listed(visit, place.community_id)),
        ),
        private=not visit.in_direct,
    )


def _ask(visit: Visit, place: Place, text: str) -> Reply:
    found = _issued(visit, place, text)
    if isinstance(found, Reply):
        return found
    kept = visit.session.get_one(Community, found.community_id)
    code = codes.read(text)
    row = (_button(visit, "button-couple", place, f"{Step.LINK}-{code}"), _button(visit, "button-no", place, Step.NO))
    what = lines(
        bold(visit.say("couple-question")),
        visit.say("couple-first", places=_listed(visit, kept.id)),
        visit.say("couple-second", places=_listed(visit, place.community_id)),
        visit.say("couple-means", name=kept.name),
    )
    pointer = _elsewhere(visit, place, Step.SHOW)  # everybody may read it: not with the code
    return Reply((Screen(what, (row,), private=not visit.in_direct, instead=pointer),))


def _link(visit: Visit, place: Place, code: str) -> Reply:
    found = _issued(visit, place, code)
    if isinstance(found, Reply):
        return found
    kept_id, issuer = str(found.community_id), visit.session.get_one(Account, found.account_id)
    codes.take(visit.session, found)
    communities.link(visit.session, kept_id, place.community_id)
    listed = _listed(visit, kept_id)
    key = f"tell:{issuer.id}:linked:{kept_id}:{visit.now:%Y%m%dT%H%M%S}"
    visit.tell_later(issuer.id, key, "coupled", places=listed)
    return _note(visit, visit.say("coupled", places=listed), ring=True)


def _issued(visit: Visit, place: Place, text: str) -> Code | Reply:
    """The code that was typed; else why it cannot be used here."""
    code = codes.typed(visit.session, visit.house.keys, CodeKind.COMMUNITY, text, visit.account, visit.now)
    if code is None:
        return _note(visit, visit.say("code-wrong"))
    if code.community_id == place.community_id:
        return _note(visit, visit.say("couple-same"))
    return code


# --- parting ----------------------------------------------------------------------------------------------------


def _sure(visit: Visit, place: Place) -> Screen:
    leaves = communities.parting(visit.session, place)
    row = (_button(visit, "button-uncouple", place, Step.PART), _button(visit, "button-no", place, Step.NO))
    waves = ", ".join(wave.key for wave in leaves.waves)
    return Screen(
        lines(
            bold(visit.say("uncouple-question")),
            visit.say("couple-first", places=_lines(leaves.leaving)),
            visit.say("couple-second", places=_lines(leaves.staying)),
            visit.say("uncouple-waves", waves=waves) if waves else visit.say("uncouple-no-waves"),
        ),
        (row,),
        private=not visit.in_direct,
        instead=_elsewhere(visit, place, Step.SURE),
    )


def _part(visit: Visit, place: Place) -> Reply:
    left = communities.part(visit.session, place, visit.now)
    return _note(visit, visit.say("uncoupled", places=_lines(left.leaving)), ring=True)


# --- saying it --------------------------------------------------------------------------------------------------


def _button(visit: Visit, key: str, place: Place, value: str) -> Button:
    return visit.button(key, Verb.LINK, place.id, value=value)


def _elsewhere(visit: Visit, place: Place, value: str) -> Screen:
    """What a group may read where it cannot hold a private screen: that it goes on in the direct chat."""
    language = community_language(visit.session, place.community_id)
    token = write(Token(Verb.LINK, place.id, value=value), visit.house.keys)
    link = Button(phrases.say("button-in-private", language), token, direct=True)
    return Screen(lines(phrases.say("in-private", language)), ((link,),))


def _listed(visit: Visit, community_id: str) -> str:
    return _lines(communities.places_of(visit.session, community_id))


def _lines(places: Sequence[Place]) -> str:
    return "\n".join(f"– {_named(place)}" for place in places)


def _named(place: Place) -> str:
    return f"{place.name or place.address} ({place.platform.title()})"


def _note(visit: Visit, *paragraphs: str, ring: bool = False) -> Reply:
    replaces = bool(visit.event.token)
    return Reply((Screen(lines(*paragraphs), private=not visit.in_direct, replaces=replaces),), ring=ring)


COMMANDS = (
    Entry("koppeln", command, also=("link",), moderators=True, in_places=True, options=(connecting.CODE,)),
    Entry("trennen", part_command, also=("unlink",), moderators=True, in_places=True),
)
PRESSES = {Verb.LINK: pressed}
