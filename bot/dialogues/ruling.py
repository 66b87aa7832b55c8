"""How does a moderator give the community a policy of its own: by which rules its answers are approved or turned down?"""

from __future__ import annotations

from bot import authority, cards, policies
from bot.authority import Subject
from bot.dialogues.entry import Entry
from bot.platform import Act, Forms
from bot.rights import Deed
from bot.screens import Field, Form, Reply, Screen, Span, Style, bold, column, lines
from bot.tables import Community, Policy
from bot.tokens import Token, Verb, write
from bot.visit import Visit
from surveys.errors import Complaint, Unknown
from surveys.moderation.policy import policy

TYPED = "text"  # field of the form


def text_of(visit: Visit, own: Policy | None) -> tuple[tuple[Span, ...] | str | Span, ...]:
    """The policy as everybody reads it: the community's own with its version, else the general one."""
    operator = visit.house.settings.operator
    unnamed = visit.say("operator-unnamed")
    name, contact = operator.name or unnamed, operator.contact or unnamed
    if own is None:
        title, _, text = policy(visit.language, name, contact).partition("\n")
        return bold(title), text.strip()
    date = cards.local_date(own.since, visit.house.settings, visit.language)
    version = Span(visit.say("policy-version", version=own.version, date=date), Style.ITALIC)
    return bold(visit.say("policy-title")), policy(visit.language, name, contact, own.text), version


def command(visit: Visit) -> Reply:
    """``/regeln``: what applies here, and how to change it."""
    if visit.place is not None:
        return Reply((_shown(visit, visit.place.community_id),))
    mine = authority.my_communities(visit, Deed.POLICY)
    if len(mine) == 1:
        return Reply((_shown(visit, mine[0]),))
    if not mine:
        return Reply((Screen(lines(visit.say("couple-no-places"))),))
    named = ((each, visit.session.get_one(Community, each).name) for each in mine)
    buttons = [visit.button("", Verb.POLICY, each, label=name) for each, name in named]
    return Reply((Screen(lines(bold(visit.say("policy-title")), visit.say("policy-where")), column(buttons)),))


def pressed(visit: Visit) -> Reply:
    """Show it, ask for a text, take it, or go back to the general one."""
    assert visit.token
    community_id = visit.token.wave
    if visit.session.get(Community, community_id) is None:
        raise Unknown("community-unknown")
    match visit.token.value:
        case "":
            return Reply((_shown(visit, community_id, again=True),))
        case "w" if visit.event.act is Act.SUBMIT:
            return _taken(visit, community_id, visit.event.fields.get(TYPED, ""))
        case "w":
            return Reply((_ask(visit, community_id),))
        case "g":
            policies.use_general(visit.session, community_id, visit.now, by=visit.account.id)
            return Reply((_shown(visit, community_id, again=True),), toast=visit.say("policy-general-now"))
        case _:
            raise Unknown("button-unknown")


def typed(visit: Visit, community_id: str) -> Reply:
    """The moderator wrote the text."""
    authority.ensure(visit, Deed.POLICY, Subject(community_id))
    return _taken(visit, community_id, visit.event.text)


def _taken(visit: Visit, community_id: str, text: str) -> Reply:
    try:
        policies.set_text(visit.session, community_id, text, visit.now, by=visit.account.id)
    except Complaint as error:
        return Reply((_ask(visit, community_id, visit.say(error.key, **error.values)),))
    return Reply((_shown(visit, community_id, visit.say("policy-set")),))


def _ask(visit: Visit, community_id: str, lead: str = "") -> Screen:
    """Ask for the text: in a form where one may be opened, else in words."""
    own = policies.current(visit.session, community_id)
    about = lines(lead, visit.say("policy-write", longest=policies.LIMIT))
    if visit.event.forms is Forms.NOW:
        before = own.text if own is not None else ""
        field = Field(TYPED, visit.say("policy-field"), value=before, required=True, longest=policies.LIMIT)
        token = write(Token(Verb.POLICY, community_id, value="w"), visit.house.keys)
        return Screen(form=Form(token, visit.say("policy-title"), about, (field,)))
    visit.account.awaits = f"policy-text:{community_id}"
    return Screen(about, typed=True, private=not visit.in_direct)


def _shown(visit: Visit, community_id: str, lead: str = "", *, again: bool = False) -> Screen:
    own = policies.current(visit.session, community_id)
    ways = [visit.button("policy-own", Verb.POLICY, community_id, value="w")]
    if own is not None:
        ways.append(visit.button("policy-general", Verb.POLICY, community_id, value="g"))
    return Screen(lines(lead, *text_of(visit, own)), (tuple(ways),), private=not visit.in_direct, replaces=again)


COMMANDS = (Entry("regeln", command, also=("rules",), moderators=True, in_places=True),)
PRESSES = {Verb.POLICY: pressed}
AWAITED = {"policy-text": typed}
