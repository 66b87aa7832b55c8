"""Is everybody allowed exactly what the table of rights says: each deed, as everybody, everywhere, on both platforms?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from fielding import item, options, questionnaire
from sqlmodel import Session, select
from stage import ROOM, Actor, Stage

from bench.rights import PAGE, page
from bot import appointments, dialogues, fielding, phrases, rights
from bot.platform import Act, Where
from bot.rights import RULES, Deed, Rule, Spot, Verdict, Who
from bot.tables import Account, Community, Place, RoleKind
from bot.tokens import Verb
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Answer

ASKED = questionnaire(item("why", "open"), item("pick", "choice", options=options("yes", "no")))
ROOMS = {"telegram": ROOM, "discord": "900/1"}
ELSEWHERE = {"telegram": "-3003", "discord": "901/1"}
GIVEN = {Who.OWNER: RoleKind.OWNER, Who.AUTHOR: RoleKind.AUTHOR}
WRONG = "abcdefgh"  # a code nobody was given
# What somebody reads in the direct chat who is asked where, and may nowhere.
NOWHERE = ("launch-no-places",)


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@dataclass
class World:
    """A community with a place, and a wave, on both platforms; another one beside it."""

    stage: Stage
    community: str
    places: Mapping[str, str]
    wave: str

    def actor(self, who: Who, platform: str) -> Actor:
        """Somebody who is just that on the platform."""
        actor = self.stage.actor(f"{who} {platform}", platform=platform)
        paper = self.stage.on(platform)
        if who is Who.MODERATOR:
            held = ROOMS[platform].split("/", maxsplit=1)[0]
            paper.moderators |= {(ROOMS[platform], actor.id), (held, actor.id)}
        elif who is Who.STRANGER:
            paper.strangers.add(actor.id)
        elif who in GIVEN:
            self.give(actor, GIVEN[who])
        return actor

    def give(self, actor: Actor, kind: RoleKind) -> None:
        def work(session: Session) -> None:
            digest = self.stage.house.keys.account(actor.platform, actor.id)
            account = Account(platform=actor.platform, digest=digest, created_at=self.stage.now)
            session.add(account)
            session.flush()
            appointments.give(session, self.stage.house.keys, account, kind, self.community, self.stage.now)

        self.stage.store.write_now(work)

    def press(self, verb: Verb, about: str = "", value: str = "", item_: int | None = None) -> dict[str, Any]:
        return {"act": Act.PRESS, "token": self.stage.token(verb, about, item_, value=value)}

    def command(self, name: str, text: str = "") -> dict[str, Any]:
        return {"act": Act.COMMAND, "command": name, "text": text}


@pytest.fixture
def world(stage: Stage) -> World:
    stage.on("telegram"), stage.on("discord")

    def work(session: Session) -> tuple[str, dict[str, str], str]:
        theirs = Community(name="Bahnleute", created_at=stage.now)
        session.add(theirs)
        here = session.get_one(Place, stage.place()).community_id
        session.flush()
        places = {"telegram": stage.place()}
        for platform, address, community, abilities in (
            ("discord", "900", here, {"holds": True}),
            ("discord", ROOMS["discord"], here, {}),
            ("discord", "901", theirs.id, {"holds": True}),
            ("discord", ELSEWHERE["discord"], theirs.id, {}),
            ("telegram", ELSEWHERE["telegram"], theirs.id, {}),
        ):
            place = Place(community_id=community, platform=platform, address=address, name=address, abilities=abilities)
            session.add(place)
            session.flush()
            places |= {platform: place.id} if address == ROOMS[platform] else {}
        shown = [session.get_one(Place, each) for each in places.values()]
        settings = WaveSettings.of(ASKED, stage.now)
        return here, places, fielding.start(session, stage.house, ASKED, shown, settings, stage.now).id

    return World(stage, *stage.store.write_now(work))


Probe = Callable[[World, str], dict[str, Any]]
# One thing of each deed that does no harm when it is done again.
PROBES: Mapping[Deed, Probe] = {
    Deed.READ: lambda world, _: world.command("hilfe"),
    Deed.LANGUAGE: lambda world, _: world.press(Verb.LANGUAGE, value="de"),
    Deed.ANSWER: lambda world, _: world.press(Verb.JOIN, world.wave),
    Deed.REPORT: lambda world, _: world.press(Verb.REPORT, world.wave, "a" * 16),
    Deed.OWN_ANSWERS: lambda world, _: world.press(Verb.MINE, world.wave),
    Deed.RESULTS: lambda world, _: world.press(Verb.RESULTS, world.wave),
    Deed.OWN_DATA: lambda world, _: world.command("meinedaten"),
    Deed.FORGET: lambda world, _: world.command("vergissmich"),
    Deed.LINK_PERSON: lambda world, _: world.command("verbinden"),
    Deed.ACCEPT: lambda world, _: world.command("digest", WRONG),
    Deed.CLAIM: lambda world, _: world.command("rollen", WRONG),
    Deed.OWN_ROLES: lambda world, _: world.command("rollen"),
    Deed.PREVIEW: lambda world, _: world.press(Verb.PREVIEW, world.wave),
    Deed.POST: lambda world, _: world.press(Verb.PREVIEW, world.wave, "edit"),
    Deed.LAUNCH: lambda world, platform: world.press(Verb.LAUNCH, world.places[platform]),
    Deed.CHECK: lambda world, _: world.command("check"),
    Deed.LOOK: lambda world, _: world.press(Verb.MANAGE, world.wave),
    Deed.STEER: lambda world, _: world.press(Verb.MANAGE, world.wave, "remind-1"),
    Deed.QUEUE: lambda world, _: world.command("freigaben"),
    Deed.REVIEW: lambda world, _: world.press(Verb.REVIEW, world.wave),
    Deed.THEME: lambda world, _: world.press(Verb.THEME, world.wave),
    Deed.LINK_COMMUNITY: lambda world, platform: world.press(Verb.LINK, world.places[platform], "c"),
    Deed.PART_COMMUNITY: lambda world, platform: world.press(Verb.LINK, world.places[platform], "p"),
    Deed.POLICY: lambda world, _: world.press(Verb.POLICY, world.community),
    Deed.ROLES: lambda world, _: world.press(Verb.ROLE),
    Deed.APPOINT: lambda world, _: world.press(Verb.ROLE, world.community, "m"),
}
# A command is about the place it is given in: elsewhere it would be about the other community.
ABOUT_ITS_PLACE = {Deed.CHECK, Deed.QUEUE}


def at(spot: Spot, platform: str) -> dict[str, Any]:
    holder = ROOMS[platform].split("/", maxsplit=1)[0]
    match spot:
        case Spot.DIRECT:
            return {}
        case Spot.HIDDEN:
            return {"where": Where(ROOMS[platform]), "private": True}
        case Spot.GROUP:
            return {"where": Where(ROOMS[platform])}
        case Spot.THREAD:
            return {"where": Where(f"{holder}/77")}
        case Spot.ELSEWHERE:
            return {"where": Where(ELSEWHERE[platform])}


def said(actor: Actor) -> str:
    return f"{actor.toast}\n{actor.sees}"


def refusals(said: str) -> set[str]:
    """The phrases of refusals in what somebody was told."""
    keys = [*(each.value for each in Verdict if each is not Verdict.ALLOWED), *NOWHERE, "went-wrong"]
    return {key for key in keys if phrases.say(key, "de") in said}


# The direct chat comes last: it knows a moderator from the places they were one in.
CELLS = [(who, spot) for who in Who for spot in (*list(Spot)[1:], Spot.DIRECT)]


@pytest.mark.parametrize("platform", sorted(ROOMS))
@pytest.mark.parametrize("deed", list(Deed))
async def test_each_deed_is_done_for_whom_the_table_says_and_for_nobody_else(
    world: World, deed: Deed, platform: str
) -> None:
    stage = world.stage
    actors = {who: world.actor(who, platform) for who in Who}
    verdicts = {(who, spot): rights.decide(deed, who, spot, platform) for who, spot in CELLS}
    if deed in ABOUT_ITS_PLACE:  # of the other community nobody is a moderator but owners
        verdicts |= {(who, Spot.ELSEWHERE): rights.decide(deed, _there(who), Spot.GROUP, platform) for who in Who}
    before = stage.snapshot()
    told: dict[tuple[Who, Spot], set[str]] = {}
    for denied in (True, False):
        for (who, spot), verdict in verdicts.items():
            if (verdict is not Verdict.ALLOWED) is denied:
                actor = actors[who]
                await actor._does(**PROBES[deed](world, platform), **at(spot, platform))
                told[who, spot] = refusals(said(actor))
        if denied:
            after_refusals = stage.snapshot()

    expected = {cell: {verdict.value} - {""} for cell, verdict in verdicts.items()}
    if deed is Deed.CHECK:  # asked where: nowhere
        expected |= {
            cell: set(NOWHERE) for cell, verdict in verdicts.items() if cell[1] is Spot.DIRECT and verdict.value
        }
        told[Who.OWNER, Spot.DIRECT] -= {"launch-no-places"}
    assert told == expected
    assert after_refusals == before


def _there(who: Who) -> Who:
    return Who.OWNER if who is Who.OWNER else Who.STRANGER


# --- nothing stands outside the table ---


def test_every_command_button_and_awaited_word_is_a_deed_with_a_rule_and_a_probe() -> None:
    commands = {entry.name: rights.of_command(entry.name) for entry in dialogues.ENTRIES}
    presses = {verb: rights.of_press(verb, "a" * 16, "hilfe") for verb in Verb}
    words = {name: rights.of_words(name) for name in dialogues.AWAITED}

    assert [name for found in (commands, presses, words) for name, deed in found.items() if deed is None] == []
    assert set(RULES) == set(Deed) == set(PROBES)


@pytest.mark.parametrize("who", list(Who))
@pytest.mark.parametrize("spot", list(Spot))
def test_a_deed_without_a_rule_is_denied_to_everybody(monkeypatch: pytest.MonkeyPatch, who: Who, spot: Spot) -> None:
    monkeypatch.setattr(rights, "RULES", {deed: rule for deed, rule in RULES.items() if deed is not Deed.READ})

    assert rights.decide(Deed.READ, who, spot, "telegram") is Verdict.UNKNOWN
    assert rights.decide(None, who, spot, "telegram") is Verdict.UNKNOWN
    assert rights.decide(Deed.LANGUAGE, who, spot, "irc") is Verdict.NOT_ON_PLATFORM


async def test_a_command_that_stands_in_no_table_does_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "_COMMANDS", {})
    owner = world.actor(Who.OWNER, "telegram")

    await owner.says("/hilfe")

    assert refusals(said(owner)) == {"button-unknown"}


async def test_a_rule_for_one_platform_holds_on_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    only = Rule(rights.EVERYBODY, rights.ANYWHERE, frozenset({"discord"}))
    monkeypatch.setattr(rights, "RULES", {**RULES, Deed.READ: only})
    here, there = world.actor(Who.MEMBER, "telegram"), world.actor(Who.MEMBER, "discord")

    await here.says("/hilfe")
    await there.says("/hilfe")

    assert refusals(said(here)) == {"not-on-this-platform"}
    assert refusals(said(there)) == set()


def test_nobody_may_more_than_whoever_stands_above_them() -> None:
    order = list(Who)
    for rule in RULES.values():
        assert order[: len(rule.who)] == [who for who in order if who in rule.who]


def test_the_page_is_made_of_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m bench.rights`"


# --- words that were asked for ---


@pytest.mark.parametrize("name", sorted(dialogues.AWAITED))
async def test_words_that_were_asked_for_are_taken_from_nobody_who_may_no_longer(world: World, name: str) -> None:
    about = {
        "own-question": world.places["telegram"],
        "policy-text": world.community,
        "platform-role": world.community,
    }.get(name, f"{world.wave}:{'a' * 16}")
    member = world.actor(Who.MEMBER, "telegram")
    if name in ("black-out", "reason"):
        await member.joins(world.wave)
        await member.says("Weil niemand antwortet")
        answer = next(iter(world.stage.rows(Answer)))
        about = answer.id if name == "black-out" else f"{answer.revision}:{answer.id}"
    else:
        await member.says("/sprache")
        await member.presses("Deutsch")

    def awaited(session: Session) -> None:
        digest = world.stage.house.keys.account("telegram", member.id)
        account = session.exec(select(Account).where(Account.digest == digest)).one()
        account.awaits = f"{name}:{about}"

    world.stage.store.write_now(awaited)
    before = world.stage.snapshot()

    await member.says("Was meint ihr?")

    assert refusals(said(member)) == {"not-an-owner" if name == "platform-role" else "not-a-moderator"}
    assert world.stage.snapshot() == before
