"""How does somebody take on a role, lay it down, and how does an owner give and take roles?

A role is given by a code that its future holder sends to the bot in the direct chat; an owner sees under which name it was
taken on. The first owner's code is printed when the bot starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlmodel import col, select

from bot import appointments, authority, cards, codes
from bot.authority import Subject
from bot.dialogues.entry import Entry
from bot.platform import Option
from bot.rights import CODE, Deed, Verdict
from bot.screens import Button, Reply, Screen, Span, Style, bold, column, lines
from bot.tables import EVERYWHERE, Appointment, Community, Place, PlaceState, RoleKind
from bot.tokens import Verb
from bot.visit import Visit
from surveys.errors import Unknown

DISCORD = "discord"  # the platform whose roles can stand for moderating
SHOWN = 20  # communities, and roles, on one screen
OFFERS: Mapping[str, RoleKind] = {"o": RoleKind.OWNER, "m": RoleKind.MODERATOR, "a": RoleKind.AUTHOR}


def command(visit: Visit) -> Reply:
    """``/rollen``: what I am here, and for owners what others are; with a code, take on its role."""
    text = visit.event.text.strip()
    return _claim(visit, text) if text else Reply((_mine(visit),))


def pressed(visit: Visit) -> Reply:
    """A step of it: the letter says what, then comes a code, an appointment or a role of the platform."""
    assert visit.token
    what, rest = visit.token.value[:1], visit.token.value[1:]
    if what == CODE:
        return _claim(visit, rest)
    if what == "l":
        return _laid_down(visit, rest)
    community_id = visit.token.wave
    if community_id != EVERYWHERE and visit.session.get(Community, community_id) is None:
        raise Unknown("community-unknown")
    if not what:
        return Reply((_overview(visit, community_id),))
    if what in OFFERS:
        return _offered(visit, OFFERS[what], community_id)
    if what not in _STEPS:
        raise Unknown("button-unknown")
    return _STEPS[what](visit, community_id, rest)


# --- taking one on, laying it down ------------------------------------------------------------------------------


def _claim(visit: Visit, text: str) -> Reply:
    account = visit.keep_account()  # wrong ones are counted
    taken = appointments.take_on(visit.session, visit.house.keys, text, account, visit.event.person.name, visit.now)
    if taken is None:
        return _note(visit, visit.say("role-code-wrong"))
    visit.keep_account(reach=True)
    given = taken.given
    if taken.offered_by not in (None, account.id):
        key = f"tell:{taken.offered_by}:role:{given.id}"
        visit.tell_later(
            str(taken.offered_by), key, "role-taken-on", name=_name(visit, given), role=_role(visit, given)
        )
    ways = (visit.button("role-all", Verb.ROLE),) if given.kind is RoleKind.OWNER else ()
    text_of = lines(
        bold(visit.say("role-yours", role=_role(visit, given))),
        visit.say(f"role-means-{given.kind.value}"),
        visit.say("role-name-seen"),
    )
    return Reply((Screen(text_of, (ways,) if ways else (), private=not visit.in_direct),), ring=True)


def _mine(visit: Visit) -> Screen:
    held = appointments.held(visit.session, visit.account.id) if visit.known else []
    rows = [
        (visit.button("", Verb.ROLE, value=f"l{each.id}", label=visit.say("role-lay-down", role=_role(visit, each))),)
        for each in held[:SHOWN]
    ]
    if authority.verdict(visit, Deed.ROLES) is Verdict.ALLOWED:
        rows.append((visit.button("role-all", Verb.ROLE),))
    said = "\n".join(f"– {_role(visit, each)}" for each in held) or visit.say("role-none")
    return Screen(lines(bold(visit.say("role-title")), said), tuple(rows), private=not visit.in_direct)


def _laid_down(visit: Visit, appointment_id: str) -> Reply:
    given = appointments.find(visit.session, appointment_id)
    if not visit.known or given.account_id != visit.account.id:
        raise Unknown("role-unknown")
    named = _role(visit, given)
    appointments.take(visit.session, given, visit.now, by=visit.account.id)
    return _note(visit, visit.say("role-laid-down", role=named))


# --- giving and taking ------------------------------------------------------------------------------------------


def _overview(visit: Visit, community_id: str) -> Screen:
    """Who has which role in a community, or everywhere, and what can be done about it."""
    given = appointments.listed(visit.session, community_id)
    everywhere = community_id == EVERYWHERE
    title = visit.say("role-owners") if everywhere else visit.session.get_one(Community, community_id).name
    said = [f"– {_role(visit, each, where=False)}: {_since(visit, each)}" for each in given]
    mapped = sorted(appointments.platform_roles(visit.session, community_id, DISCORD)) if not everywhere else []
    said += [f"– {visit.say('role-of-discord', role=role)}" for role in mapped]
    buttons: list[Button] = [
        _button(visit, f"role-offer-{kind.value}", community_id, letter)
        for letter, kind in OFFERS.items()
        if (kind is RoleKind.OWNER) is everywhere
    ]
    buttons += [
        _button(visit, "role-take", community_id, f"x{each.id}", name=_name(visit, each)) for each in given[:SHOWN]
    ]
    if not everywhere and _is_on_discord(visit, community_id):
        buttons.append(_button(visit, "role-map", community_id, "r"))
        buttons += [_button(visit, "role-unmap", community_id, f"n{role}", name=role) for role in mapped[:SHOWN]]
    rows = column(buttons)
    if everywhere:
        rows = (*rows, *column([visit.button("", Verb.ROLE, each.id, label=each.name) for each in _communities(visit)]))
    else:
        rows = (*rows, (visit.button("button-back", Verb.ROLE),))
    text = lines(bold(title), "\n".join(said) or visit.say("role-nobody"))
    return Screen(text, rows, private=not visit.in_direct, replaces=True)


def _offered(visit: Visit, kind: RoleKind, community_id: str) -> Reply:
    """A code to be passed on; what it gives is in it, not in who passes it on."""
    if (kind is RoleKind.OWNER) is not (community_id == EVERYWHERE):
        raise Unknown("button-unknown")
    account = visit.keep_account(reach=visit.in_direct)
    code = appointments.offer(visit.session, visit.house.keys, kind, community_id, visit.now, by=account.id)
    days = appointments.OFFERED_FOR.days
    text = lines(
        visit.say("role-pass-on", role=_named(visit, kind, community_id), days=days),
        (Span(f"/rollen {codes.shown(code)}", Style.CODE),),
        Span(visit.say("role-warning"), Style.ITALIC),
    )
    back = visit.button("button-back", Verb.ROLE, community_id)
    return Reply((Screen(text, ((back,),), private=not visit.in_direct, replaces=True),))


def _ask_to_take(visit: Visit, community_id: str, appointment_id: str) -> Reply:
    given = _of(visit, community_id, appointment_id)
    row = (
        _button(visit, "role-take-yes", community_id, f"y{given.id}"),
        visit.button("button-no", Verb.ROLE, community_id),
    )
    asked = visit.say("role-take-question", name=_name(visit, given), role=_role(visit, given))
    return Reply((Screen(lines(asked), (row,), private=not visit.in_direct, replaces=True),))


def _taken(visit: Visit, community_id: str, appointment_id: str) -> Reply:
    given = _of(visit, community_id, appointment_id)
    key, role = f"tell:{given.account_id}:role-gone:{given.id}", _role(visit, given)
    appointments.take(visit.session, given, visit.now, by=visit.account.id)
    if given.account_id != visit.account.id:
        visit.tell_later(given.account_id, key, "role-gone", role=role)
    return Reply((_overview(visit, community_id),), toast=visit.say("role-taken"), ring=True)


def _of(visit: Visit, community_id: str, appointment_id: str) -> Appointment:
    given = appointments.find(visit.session, appointment_id)
    if given.community_id != community_id:
        raise Unknown("role-unknown")
    return given


# --- roles of Discord -------------------------------------------------------------------------------------------


def _ask_for_role(visit: Visit, community_id: str, _: str) -> Reply:
    visit.account.awaits = f"platform-role:{community_id}"
    return Reply((Screen(lines(visit.say("role-map-which")), typed=True, private=not visit.in_direct),))


def role_typed(visit: Visit, community_id: str) -> Reply:
    """The owner wrote the id of a role; or a mention of it, which holds the id."""
    authority.ensure(visit, Deed.APPOINT, Subject(community_id))
    role = visit.event.text.strip().removeprefix("<@&").removesuffix(">")
    appointments.let_moderate(visit.session, community_id, DISCORD, role, visit.now, by=visit.account.id)
    return Reply((_overview(visit, community_id),))


def _unmapped(visit: Visit, community_id: str, role: str) -> Reply:
    appointments.let_moderate(
        visit.session, community_id, DISCORD, role, visit.now, by=visit.account.id, moderates=False
    )
    return Reply((_overview(visit, community_id),), toast=visit.say("role-taken"))


# --- saying it --------------------------------------------------------------------------------------------------


def _communities(visit: Visit) -> list[Community]:
    """Communities that still have a place, by name."""
    there = select(Place.community_id).where(Place.state != PlaceState.GONE)
    query = select(Community).where(col(Community.id).in_(there)).order_by(Community.name, Community.id)
    return list(visit.session.exec(query.limit(SHOWN)).all())


def _is_on_discord(visit: Visit, community_id: str) -> bool:
    query = select(Place.id).where(Place.community_id == community_id, Place.platform == DISCORD)
    return visit.session.exec(query.limit(1)).first() is not None


def _role(visit: Visit, given: Appointment, *, where: bool = True) -> str:
    return _named(visit, given.kind, given.community_id if where else EVERYWHERE)


def _named(visit: Visit, kind: RoleKind, community_id: str) -> str:
    role = visit.say(f"role-{kind.value}")
    community = visit.session.get(Community, community_id) if community_id != EVERYWHERE else None
    return visit.say("role-in", role=role, community=community.name) if community is not None else role


def _name(visit: Visit, given: Appointment) -> str:
    """Under which name it was taken on, else a piece of the id that the command line shows."""
    return appointments.name_of(visit.house.keys, given) or given.id[:6]


def _since(visit: Visit, given: Appointment) -> str:
    date = cards.local_date(given.since, visit.house.settings, visit.language)
    return visit.say("role-since", name=_name(visit, given), date=date)


def _button(visit: Visit, key: str, community_id: str, value: str, **values: str) -> Button:
    return visit.button("", Verb.ROLE, community_id, value=value, label=visit.say(key, **values))


def _note(visit: Visit, *paragraphs: str) -> Reply:
    return Reply((Screen(lines(*paragraphs), private=not visit.in_direct, replaces=bool(visit.event.token)),))


_STEPS: Mapping[str, Callable[[Visit, str, str], Reply]] = {
    "x": _ask_to_take,
    "y": _taken,
    "r": _ask_for_role,
    "n": _unmapped,
}

_CODE = Option("rollencode")
COMMANDS = (Entry("rollen", command, also=("roles", "inhaber", "owner"), options=(_CODE,)),)
PRESSES = {Verb.ROLE: pressed}
AWAITED = {"platform-role": role_typed}
