"""Which dialogue answers an event? One file per conversation, and the list of them here.

To add one: a file with ``COMMANDS`` and ``PRESSES``, one line in ``DIALOGUES``, its phrases. Menus are made from the
list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import appointments, authority, codes, phrases, rights, subscriptions, tokens
from bot.authority import Subject
from bot.dialogues import (
    answering,
    appointing,
    arriving,
    checking,
    comparing,
    connecting,
    consenting,
    coupling,
    handing_in,
    helping,
    joining,
    launching,
    managing,
    mine,
    mydata,
    previewing,
    replying,
    reporting,
    results,
    reviewing,
    ruling,
    submitting,
    theming,
)
from bot.dialogues.entry import Entry, Handler, offer
from bot.platform import Act, Command
from bot.rights import Deed, Verdict
from bot.screens import Button, Reply, Screen, lines
from bot.tables import Place
from bot.tokens import Token, Verb
from bot.visit import Visit, community_language
from surveys.errors import Refused, Unknown

DIALOGUES = (
    joining,
    answering,
    submitting,
    replying,
    handing_in,
    mine,
    results,
    comparing,
    reporting,
    consenting,
    mydata,
    helping,
    connecting,
    coupling,
    appointing,
    ruling,
    launching,
    managing,
    previewing,
    reviewing,
    theming,
    checking,
    arriving,
)

ENTRIES: tuple[Entry, ...] = tuple(entry for dialogue in DIALOGUES for entry in dialogue.COMMANDS)
_COMMANDS: dict[str, Entry] = {name: entry for entry in ENTRIES for name in (entry.name, *entry.also)}
_PRESSES: dict[Verb, Handler] = {verb: act for dialogue in DIALOGUES for verb, act in dialogue.PRESSES.items()}

WITH_CODES = frozenset({"verbinden", "koppeln", "digest", "rollen"})  # what follows them nobody else may read
SUGGESTED = 25  # at once; what Discord takes, and more than anybody reads

AWAITED: dict[str, Callable[[Visit, str], Reply]] = {
    name: act
    for dialogue in (launching, reviewing, theming, ruling, appointing)
    for name, act in dialogue.AWAITED.items()
}


def commands() -> tuple[Command, ...]:
    """The command menu, for platforms that show one; commands in the menu of a message come last."""
    offered = [entry for entry in ENTRIES if entry.listed or entry.on_message]
    return tuple(offer(entry) for entry in sorted(offered, key=lambda entry: entry.on_message))


def suggest(command: str, option: str, typed: str, language: str) -> list[tuple[str, str]]:
    """What may be meant in an option that suggests, as value and label, the likeliest first; at most 25.

    language: of the person, as their platform says it.
    """
    suggestions = launching.SUGGESTS.get((command, option))
    return suggestions(typed, phrases.offered(language))[:SUGGESTED] if suggestions else []


def answer_to(visit: Visit) -> Reply:
    """Let the dialogue that is meant answer the event."""
    event = visit.event
    visit.come_back()
    if event.where is not None and event.act is not Act.LEFT:
        arriving.heard_from(visit)
    match event.act:
        case Act.PRESS | Act.SUBMIT:
            return _pressed(visit)
        case Act.DELETE:
            return answering.deleted(visit)
        case Act.COMMAND if event.token:  # a deep link is a button that stands elsewhere
            return _pressed(visit)
        case Act.COMMAND:
            entry = _COMMANDS.get(event.command.lower())
            return _pointed(visit, entry, _commanded(visit, entry)) if entry else helping.unknown_command(visit)
        case Act.SAY | Act.EDIT if not (visit.in_direct or event.private):
            return replying.said_in_public(visit)
        case Act.SAY if event.file is not None:
            return launching.file_sent(visit)
        case Act.SAY if visit.known and visit.brief.awaits:
            return _awaited(visit)
        case Act.SAY:
            return answering.said(visit)
        case Act.EDIT:
            return answering.edited(visit)
        case _:
            return arriving.changed(visit)


def _pointed(visit: Visit, entry: Entry, reply: Reply) -> Reply:
    """Where a place cannot hold a private screen, the group reads only where it goes on."""
    if visit.in_direct or visit.event.private:
        return reply
    first = next((row[0].token for screen in reply.screens for row in screen.rows if row), "")
    return replace(reply, screens=tuple(_with_pointer(visit, entry, screen, first) for screen in reply.screens))


def _with_pointer(visit: Visit, entry: Entry, screen: Screen, first: str) -> Screen:
    if not screen.private or screen.instead is not None:
        return screen
    remembered = tokens.read(first, visit.house.keys)
    if (
        remembered is not None and remembered.verb is Verb.LAUNCH
    ):  # to where the choice stands, not to the first of what is chosen from
        first = tokens.write(replace(remembered, value="here"), visit.house.keys)
    if remembered is None or remembered.verb not in (Verb.AGREE, Verb.CONFIRM, Verb.LAUNCH):
        waves = visit.waves_here()
        is_answer = entry.act is answering.by_command and waves
        token = Token(Verb.JOIN, waves[0].id) if is_answer else Token(Verb.COMMAND, value=entry.name)
        first = tokens.write(token, visit.house.keys)
    language = community_language(visit.session, visit.place.community_id) if visit.place else visit.language
    link = Button(phrases.say("button-in-private", language), first, direct=True)
    return replace(screen, instead=Screen(lines(phrases.say("in-private", language)), ((link,),)))


def _awaited(visit: Visit) -> Reply:
    """A dialogue asked for words: ``account.awaits`` is its name and what it needs, after a colon."""
    name, _, rest = str(visit.account.awaits).partition(":")
    visit.account.awaits = None
    return AWAITED[name](visit, rest)  # what the words are about stands in the rest: the dialogue asks who may


def _commanded(visit: Visit, entry: Entry) -> Reply:
    """What a command does, if the person may do it here; in the direct chat of moderators the dialogue asks where."""
    if entry.name in WITH_CODES and visit.event.text.strip() and visit.event.where and not visit.event.private:
        return _said_aloud(visit)
    deed = rights.of_command(entry.name, visit.event.text)
    try:
        if visit.place is not None:
            authority.ensure(visit, deed, authority.about_place(visit.place))
        elif deed is None or not (visit.in_direct and rights.is_asked_where(deed)):
            authority.ensure(visit, deed)
    except Refused as error:
        if error.key != Verdict.ONLY_PRIVATE:
            raise
        return Reply((Screen(lines(visit.say(error.key)), private=True),))
    return entry.act(visit)


def _said_aloud(visit: Visit) -> Reply:
    """A code that others could read is none any more, whoever said it, and whatever it was for."""
    for burn in (codes.burn, subscriptions.burn, appointments.burn):
        burn(visit.session, visit.house.keys, visit.event.text.strip())
    return Reply((Screen(lines(visit.say("only-in-direct"), visit.say("code-burnt")), private=True),))


def _pressed(visit: Visit) -> Reply:
    if visit.token is None:
        if codes.read(visit.event.token) and visit.event.command:  # /start ABCD-EFGH
            return _commanded(_claiming(visit), _COMMANDS["rollen"])
        raise Unknown("button-unknown")
    if visit.known and visit.brief.awaits:
        visit.account.awaits = None  # whoever presses something else no longer answers what was asked for in words
    if visit.token.verb is Verb.COMMAND:
        entry = _COMMANDS.get(visit.token.value)
        if entry is None:
            raise Unknown("button-unknown")
        return _commanded(visit, entry)
    deed = rights.of_press(visit.token.verb, visit.token.wave, visit.token.value)
    authority.ensure(visit, deed, _subject(visit, visit.token, deed))
    return _PRESSES[visit.token.verb](visit)


def _claiming(visit: Visit) -> Visit:
    """The same visit, as if the code had been sent with the command for it."""
    return replace(visit, event=replace(visit.event, text=visit.event.token, token=""))


def _subject(visit: Visit, token: Token, deed: Deed | None) -> Subject:
    """What a button is about; raises Unknown where that is gone and not everybody may do it."""
    match token.verb:
        case Verb.LAUNCH | Verb.LINK if token.wave:
            place = visit.session.get(Place, token.wave)
            if place is None:
                raise Unknown("place-unknown")
            return authority.about_place(place)
        case Verb.ROLE | Verb.POLICY:
            return Subject(token.wave or None)
    wave = visit.find_wave(token.wave, to_read=True)
    if wave is not None:
        return authority.about_wave(wave)
    if deed is not None and rights.is_for_everybody(deed):
        return authority.NOTHING
    raise Unknown("wave-unknown")
