"""Recorded conversations about digests and themes on the played platforms, as their clients show them.

``    name > /command`` types a command in Discord's channel or Telegram's direct chat (``>>``: the other way round),
``name ! label`` presses a button of the newest message that has it, ``name : text`` fills in the form that opened.
``* 7 days`` lets time pass, ``* settle`` does what is due, ``* withdrawn`` takes the first quote back, ``* invited`` makes a
CODE. What is new or changed for that person is written down. ``NACHGEFRAGT_REGENERATE=1`` writes the files anew; the diff
is the review.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
import themed
from club import Club
from fielding import item, options, questionnaire, text
from peers.discord import DiscordPeer
from peers.discord import Message as Shown
from peers.discord import Person as Member
from peers.telegram import Person, TelegramPeer
from peers.telegram_state import Post
from pydantic import SecretStr
from sqlmodel import Session, select
from stage import Actor, Stage

from bot import corrections, dialogues, subscriptions
from bot.settings import TelegramSettings
from bot.telegram.client import Telegram
from bot.tokens import Verb
from surveys.fieldwork import moderation
from surveys.store import Store
from surveys.tables import Answer, StoredDigest, Wave

FOLDER = Path(__file__).parent.parent / "transcripts" / "platforms"
FILES = sorted(FOLDER.glob("*.txt"))
STEP = re.compile(r"^(?P<who>[A-Za-z*]+) ?(?P<how>>>|>|!|:)? ?(?P<what>.*)$")
ASKED = questionnaire(
    item("why", "open", title=text("Was ärgert dich?"), text=text("Was ärgert dich am Kundenservice am meisten?")),
    item("group", "choice", options=options("customer", "practitioner")),
    segment="group",
    title=text("Ärger mit dem Service"),
    intro=text("Zwei Fragen, eine Minute."),
)
QUIET = 0.4  # seconds in which nothing new comes: then all has come
PATIENCE = 30.0  # seconds for an answer on a busy machine
LOOK = 0.02  # seconds between looks
# What differs from run to run: dates of the day it is, hashes, codes.
MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
CHANGING = (
    (re.compile(rf"\b\d{{1,2}}\. (?:{MONTHS}) \d{{4}}"), "‹Tag›"),
    (re.compile(r"\b\d{2}\.\d{2}\.\d{4}(?:, \d{2}:\d{2} Uhr)?"), "‹Tag›"),
    (re.compile(r"(?<=Prüfsumme )[0-9a-f]{12}"), "‹Prüfsumme›"),
)


class Front(Protocol):
    """A played platform with a survey in it."""

    platform: str
    stage: Stage
    wave: str

    async def does(self, who: str, how: str, what: str) -> None: ...

    def sees(self, who: str) -> list[tuple[str, str]]: ...


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def _the_same_ids_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.tables.random_bytes", random.Random(7).randbytes)


# --- the platforms ---


class OnDiscord:
    platform = "discord"

    def __init__(self, club: Club) -> None:
        self.club, self.stage, self.wave = club, club.stage, ""
        self.people = {person.name: person for person in (club.anna, club.ben, club.mod)}

    async def does(self, who: str, how: str, what: str) -> None:
        person = self.people[who]
        if what.startswith("/"):
            where = person.direct if how == ">>" else self.club.channel
            name, _, rest = what[1:].partition(" ")
            given = {"einladung": rest} if rest else {}
            await self.club.peer.answer(await person.runs(name, given, channel=where), PATIENCE)
        elif how == "!":
            found = _last(self._seen(person), what)
            await self.club.peer.answer(await person.clicks(found, what), PATIENCE)
        elif how == ":":
            form = await self.club.peer.modal_for(person)
            await self.club.peer.answer(await person.submits(form, {form.labels[0]: what}), PATIENCE)
        else:
            await person.says(person.direct, what)

    def sees(self, who: str) -> list[tuple[str, str]]:
        shown = []
        for each in self._seen(self.people[who]):
            files = [f"<{file['filename']}>" for file in each.attachments]
            alone = ["(nur für dich)"] if each.is_ephemeral else []
            labels = [f"[{label}]" for label in each.labels]
            shown.append((str(each.id), "\n".join([each.text, *files, " ".join(labels), *alone])))
        return shown

    def _seen(self, person: Member) -> list[Shown]:
        seen = self.club.peer.seen_by(person, self.club.channel) + self.club.peer.seen_by(person, person.direct)
        return sorted((each for each in seen if each.by_bot and not each.is_loading), key=lambda each: each.id)


def _last(shown: list[Any], label: str) -> Any:
    """The newest message that has a button of that label."""
    found = next((each for each in reversed(shown) if label in each.labels), None)
    assert found is not None, (label, [each.labels for each in shown])
    return found


class OnTelegram:
    platform = "telegram"

    def __init__(self, peer: TelegramPeer, stage: Stage) -> None:
        self.peer, self.stage, self.wave = peer, stage, ""
        self.people = {name: peer.user(name, started=True) for name in ("Anna", "Ben", "Mod")}
        members = [self.people["Anna"], self.people["Ben"]]
        self.group = peer.group("Kundenclub", members, admins=[self.people["Mod"]], bot="administrator")

    async def does(self, who: str, how: str, what: str) -> None:
        person = self.people[who]
        if how == "!":
            found = _last(self._seen(person), what)
            await person.presses(found, what)
            await self.peer.idle(PATIENCE)
        else:
            await person.says(what, self.group if how == ">>" else None)
            await self.peer.idle(PATIENCE)

    def sees(self, who: str) -> list[tuple[str, str]]:
        shown = []
        for each in self._seen(self.people[who]):
            photo = ["<Bild>"] if each.file_id else []
            rows = [" ".join(f"[{button['text']}]" for button in row) for row in each.rows]
            shown.append((f"{each.chat.id}/{each.id}", "\n".join([*photo, each.text, *rows])))
        return shown

    def _seen(self, person: Person) -> list[Post]:
        seen = self.peer.seen_by(person, self.group) + self.peer.seen_by(person, person.direct)
        return sorted((each for each in seen if each.by_bot), key=lambda each: each.order)


@asynccontextmanager
async def discord(store: Store) -> AsyncIterator[Front]:
    async with DiscordPeer() as peer:
        stage = Stage(store)
        stage.now = datetime.now(UTC)
        anna, ben, mod = peer.user("Anna"), peer.user("Ben"), peer.user("Mod")
        guild = peer.guild("Kundenclub", members=[anna, ben, mod])
        peer.gives(guild, mod, peer.role(guild, "Moderation", "manage_guild"))
        club = Club(peer, stage, guild, peer.text_channel(guild, "umfragen"), anna, ben, mod)
        front = OnDiscord(club)
        async with club.running(commands=dialogues.commands(), suggest=dialogues.suggest):
            await peer.until(lambda: peer.commands)
            front.wave = club.opens(ASKED, club.belongs(), digest_every_days=7)
            await prepared(front)
            yield front
        if peer.contract is not None:
            peer.assert_clean()


@asynccontextmanager
async def telegram(store: Store) -> AsyncIterator[Front]:
    async with TelegramPeer() as peer:
        stage = Stage(store)
        stage.now = datetime.now(UTC)
        front = OnTelegram(peer, stage)
        settings = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url)
        adapter = Telegram(settings, store, stage.house.keys, commands=dialogues.commands(), rates=None)
        stage.desk.platforms["telegram"] = adapter
        running = asyncio.create_task(adapter.run(stage.desk.handle))
        stage.add_room(str(front.group.id))
        front.wave = stage.opens(ASKED, str(front.group.id), digest_every_days=7)
        await prepared(front)
        yield front
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        if peer.contract is not None:
            peer.assert_clean()


FRONTS = {"discord": discord, "telegram": telegram}


async def prepared(front: Front) -> None:
    """24 people answer, every other may be quoted; all is approved and put into themes; the first digest is posted."""
    stage = front.stage
    await stage.settles()
    for number in range(themed.PEOPLE):
        actor = Actor(stage, f"90000{number}", f"T{number}", platform=front.platform)
        await actor.joins(front.wave)
        await actor.says(themed.SAID[themed.of(number)].format(number=number + 2))
        await actor.presses("Ja, ohne Namen" if number % 2 == 0 else "Nein")
        await actor.sends(stage.token(Verb.PICK, front.wave, 1, 0, "0" if number % 3 else "1"))

    def approve(session: Session) -> None:
        for answer in session.exec(select(Answer).where(Answer.item == "why")).all():
            moderation.approve(session, answer.id)

    stage.store.write_now(approve)
    themed.coded(stage, front.wave)
    for hours in (7 * 24, 12, 12):  # whatever time of the day it is: a digest waits for the morning
        stage.passes(hours=hours)
        await stage.settles()
    assert stage.rows(StoredDigest)


# --- the conversations ---


def test_both_platforms_have_their_conversations() -> None:
    assert {file.stem.partition("-")[0] for file in FILES} == set(FRONTS)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_conversation_goes_as_recorded_on_its_platform(file: Path, store: Store) -> None:
    recorded = file.read_text("utf-8")

    played = asyncio.run(played_on(file.stem.partition("-")[0], recorded, store))

    if os.environ.get("NACHGEFRAGT_REGENERATE"):
        file.write_text(played, "utf-8")
    assert played == recorded


async def played_on(platform: str, recorded: str, store: Store) -> str:
    async with FRONTS[platform](store) as front:
        return "\n".join([line async for line in play(recorded, front)]).strip() + "\n"


async def play(recorded: str, front: Front) -> AsyncIterator[str]:
    known: dict[str, dict[str, str]] = {}
    code = ""
    for line in recorded.splitlines():
        if line.startswith("#"):
            yield line
        if line.startswith(("    ", "#")) or not line.strip():
            continue
        step = STEP.match(line)
        assert step, line
        yield ""
        yield line
        if step["who"] == "*":
            code = await _directed(front, step["what"]) or code
            continue
        seen = known.setdefault(step["who"], dict(front.sees(step["who"])) if step["what"] else {})
        if step["what"]:
            await front.does(step["who"], step["how"] or ">", step["what"].replace("CODE", code))
        for shown in await _news(front, step["who"], seen, awaited=bool(step["what"])):
            yield shown


async def _directed(front: Front, what: str) -> str | None:
    """What happens without anybody typing; gives a code where there is one."""
    amount, _, unit = what.partition(" ")
    if amount.isdigit():
        front.stage.passes(**{unit: float(amount)})
    elif what == "settle":
        await front.stage.settles()
    elif what == "withdrawn":
        front.stage.store.write_now(lambda session: _withdraw(session, front.stage.now))
        await front.stage.settles()
    elif what == "invited":
        return front.stage.store.write_now(
            lambda session: subscriptions.invite(
                session, front.stage.house.keys, session.get_one(Wave, front.wave), front.stage.now
            )
        )
    else:
        raise AssertionError(what)
    return None


def _withdraw(session: Session, now: datetime) -> None:
    body: dict[str, Any] = session.exec(select(StoredDigest)).first().body  # type: ignore[union-attr]
    blocks = [block for section in body["sections"] for block in section["blocks"]]
    quoted = next(block["answer_id"] for block in blocks if block["type"] == "quote")
    _, quoting = moderation.reject(session, quoted, None)
    corrections.plan(session, quoting, now)


async def _news(front: Front, who: str, seen: dict[str, str], *, awaited: bool) -> list[str]:
    """What is new or changed since the last look, once nothing more comes; where it is awaited, it must come."""
    async with asyncio.timeout(PATIENCE):
        while awaited and dict(front.sees(who)) == seen:  # noqa: ASYNC110 - the platforms tell nobody
            await asyncio.sleep(LOOK)
    before, quiet = front.sees(who), 0.0
    while quiet < QUIET:
        await asyncio.sleep(LOOK)
        now = front.sees(who)
        quiet, before = (quiet + LOOK if now == before else 0.0), now
    told = [shown for key, shown in before if seen.get(key) != shown]
    seen.update(before)
    return list(_drawn(told))


def _drawn(told: list[str]) -> Iterator[str]:
    for number, shown in enumerate(told):
        if number:
            yield "    ---"
        for pattern, instead in CHANGING:
            shown = pattern.sub(instead, shown)
        yield from (f"    {line}".rstrip() for line in shown.splitlines() if line.strip())
