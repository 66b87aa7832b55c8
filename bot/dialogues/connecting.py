"""How do two accounts become one person, and two again?

A code that one account is shown in private is typed by the other on its platform. Whoever types it takes on the other's
person, after a yes to what that means; either can undo it (docs/decisions/0007-one-person-on-two-platforms.md).
"""

from __future__ import annotations

from enum import StrEnum

from bot import cards, codes, corrections, persons
from bot.dialogues.entry import Entry, Handler
from bot.persons import Changed
from bot.platform import Option
from bot.screens import Reply, Screen, Span, Style, bold, lines
from bot.tables import Account, Code, CodeKind, Joined
from bot.tokens import Verb
from bot.visit import Visit, mark_stale
from surveys.errors import Unknown


class Step(StrEnum):
    """What a button says; joining with the code."""

    JOIN = "y"
    NO = "n"
    SURE = "p"
    PART = "q"


def command(visit: Visit) -> Reply:
    """``/verbinden``: a code; with one, the question; where two are one already, how to undo it."""
    text = visit.event.text.strip()
    bond = _bond(visit)
    if bond is not None:
        return Reply((_state(visit, bond),))
    return _ask(visit, text) if text else Reply((_code(visit),))


def pressed(visit: Visit) -> Reply:
    """A step of it: yes or no to joining, parting, and yes to that."""
    assert visit.token
    what, _, code = visit.token.value.partition("-")
    match what:
        case Step.JOIN:
            return _join(visit, code)
        case Step.NO:
            return _note(visit, visit.say("connect-not"))
        case Step.SURE | Step.PART:
            bond = _bond(visit)
            if bond is None:
                return _note(visit, visit.say("connect-none"))
            return _part(visit, bond) if what == Step.PART else Reply((_sure(visit, bond),))
        case _:
            raise Unknown("button-unknown")


# --- joining ----------------------------------------------------------------------------------------------------


def _code(visit: Visit) -> Screen:
    account = visit.keep_account(reach=visit.in_direct)
    code = codes.make(visit.session, visit.house.keys, CodeKind.PERSON, account, visit.now)
    return Screen(
        lines(
            bold(visit.say("connect-title")),
            visit.say("connect-about"),
            (
                Span(visit.say("connect-code") + " "),
                Span(f"/verbinden {codes.shown(code)}", Style.CODE),
            ),
            Span(visit.say("connect-warning"), Style.ITALIC),
        ),
        private=not visit.in_direct,
    )


def _ask(visit: Visit, text: str) -> Reply:
    found = _issued(visit, text)
    if isinstance(found, Reply):
        return found
    _, other = found
    row = (
        visit.button("button-connect", Verb.LINK, value=f"{Step.JOIN}-{codes.read(text)}"),
        visit.button("button-no", Verb.LINK, value=Step.NO),
    )
    title = bold(visit.say("connect-question", platform=other.platform.title()))
    what = lines(title, visit.say("connect-means"), Span(visit.say("connect-trust"), Style.ITALIC))
    return Reply((Screen(what, (row,), private=not visit.in_direct),))


def _join(visit: Visit, code: str) -> Reply:
    if _bond(visit) is not None:
        return _note(visit, visit.say("connect-already"))
    found = _issued(visit, code)
    if isinstance(found, Reply):
        return found
    issued, other = found
    codes.take(visit.session, issued)
    account = visit.keep_account(reach=visit.in_direct)
    _follow(visit, persons.join(visit.session, visit.house.keys, account, other, visit.now))
    key = f"tell:{other.id}:joined:{account.id}:{visit.now:%Y%m%dT%H%M%S}"
    visit.tell_later(other.id, key, "connect-told", platform=account.platform.title())
    return _note(visit, visit.say("connected", platform=other.platform.title()), ring=True)


def _issued(visit: Visit, text: str) -> tuple[Code, Account] | Reply:
    """The code somebody typed and who was shown it; else why it cannot be."""
    account = visit.account
    code = codes.typed(visit.session, visit.house.keys, CodeKind.PERSON, text, account, visit.now)
    if code is None:
        visit.keep_account()  # the wrong one counts
        return _note(visit, visit.say("code-wrong"))
    other = visit.session.get_one(Account, code.account_id)
    if other.id == account.id:
        return _note(visit, visit.say("connect-own"))
    if other.platform == account.platform:
        return _note(visit, visit.say("connect-same-platform"))
    if persons.joined(visit.session, other.person_id) is not None:
        return _note(visit, visit.say("connect-already"))
    return code, other


# --- parting ----------------------------------------------------------------------------------------------------


def _bond(visit: Visit) -> Joined | None:
    return persons.joined(visit.session, visit.brief.person_id) if visit.known else None


def _state(visit: Visit, bond: Joined) -> Screen:
    date = cards.local_date(bond.at, visit.house.settings, visit.language)
    names = [each.platform.title() for each in persons.accounts_of(visit.session, bond.person_id)]
    row = (visit.button("button-part", Verb.LINK, value=Step.SURE),)
    text = visit.say("connect-state", platforms=" + ".join(names), date=date)
    return Screen(lines(bold(visit.say("connect-title")), text), (row,), private=not visit.in_direct)


def _sure(visit: Visit, bond: Joined) -> Screen:
    stays = next(each for each in persons.accounts_of(visit.session, bond.person_id) if each.id != bond.account_id)
    row = (
        visit.button("button-part-yes", Verb.LINK, value=Step.PART),
        visit.button("button-no", Verb.LINK, value=Step.NO),
    )
    text = visit.say("part-means", platform=stays.platform.title())
    return Screen(lines(bold(visit.say("part-question")), text), (row,), private=not visit.in_direct, replaces=True)


def _part(visit: Visit, bond: Joined) -> Reply:
    _follow(visit, persons.part(visit.session, visit.house.keys, bond, visit.now))
    return _note(visit, visit.say("parted"), ring=True)


# --- what both have ---------------------------------------------------------------------------------------------


def _follow(visit: Visit, changed: Changed) -> None:
    """What others see follows: cards and digests."""
    for wave_id in changed.waves:
        mark_stale(visit.session, wave_id, visit.now)
    corrections.plan(visit.session, changed.digests, visit.now)


def _note(visit: Visit, *paragraphs: str, ring: bool = False) -> Reply:
    replaces = bool(visit.event.token)
    return Reply((Screen(lines(*paragraphs), private=not visit.in_direct, replaces=replaces),), ring=ring)


CODE = Option("code")  # shown on the other platform, typed here
COMMANDS = (Entry("verbinden", command, also=("connect", "merge"), options=(CODE,)),)
PRESSES: dict[Verb, Handler] = {}  # coupling hands on the presses of Verb.LINK that name no place
