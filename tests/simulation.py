"""Two played platforms, the real bot, and people who answer while everything goes wrong: what do they mean, what is kept?

One seed decides everything that happens, in virtual time (``virtual``): who says what and when, which requests fail and how,
when the network or the disk is slow, when the process is killed and how long it stays away. The model is what people would
remember: the last they said to each question, and, of what gets lost on the way as the platforms define it (a tap that
nobody answered), what they do again once it is quiet.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from club import FIRST, press_question
from fielding import item, options, questionnaire
from peers.discord import DiscordPeer, Interaction, Message, Modal
from peers.discord import Person as Member
from peers.discord_faults import Fault as DiscordFault
from peers.telegram import TelegramPeer
from peers.telegram_faults import Fault as TelegramFault
from peers.telegram_people import Person
from peers.telegram_state import Click, Post
from pydantic import SecretStr
from sqlmodel import Session, col, select
from telegram_process import KEYS
from virtual import Clock, Disk, VirtualLoop

from bot import fielding, inbox, phrases, tokens
from bot.desk import Desk
from bot.discord.client import Discord
from bot.postings import Postings
from bot.schedule import SENDS, Schedule
from bot.settings import DiscordSettings, OperatorSettings, Settings, TelegramSettings
from bot.tables import Account, Community, Inbox, Ledger, LedgerState, Place, Posting
from bot.telegram.client import Telegram
from bot.tokens import Token, Verb
from bot.visit import House
from surveys.fieldwork import counts, waves
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store
from surveys.tables import Answer, StoredDigest, Wave

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ASKED = questionnaire(
    item("why", "open"),
    item("group", "choice", options=options("customer", "practitioner")),
    item("more", "open"),
    segment="group",
)
WHY, GROUP = 0, 1
OPTIONS = ("customer", "practitioner")
AGREE = "Ich bin mindestens 16 und einverstanden"
PAUSE = 30.0  # seconds between two acts of a person, on average
MOST = 25  # acts of a person: within an hour no more than 30 changes of words are taken
LONG = 3600.0  # seconds; Telegram keeps texts for a day
QUIET = 120.0  # seconds at the end, in which everything is caught up with
NOTICE = phrases.say("outage", "de")
TOLD_AFTER = 120.0  # seconds of silence that people are told of


@dataclass(frozen=True)
class Plan:
    """How long, with how many, and how bad.

    Attributes:
        minutes: that people act for.
        outages: seconds that the process is away, each once.
        trouble: seconds between disturbances, on average; 0: none.
        copies: how often each update of Telegram arrives besides the first time, at any later moment.
        slow: seconds that a commit takes at most while the disk is slow.
        always_slow: it is so as long as people act.
    """

    telegram: int = 8
    discord: int = 6
    minutes: float = 12.0
    outages: tuple[float, ...] = (30.0,)
    trouble: float = 20.0
    copies: int = 1
    slow: float = 0.4
    always_slow: bool = False


class Bot:
    """The program on one database, started, killed and started again."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.disk: Disk | None = None
        self.gaps: list[float] = []  # seconds between the last sign of life and the next
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        town = self.town
        self.disk = disk = Disk.on(town.url)
        disk.seconds = town.disk_seconds
        desk = Desk(disk, town.house, clock=town.clock)
        desk.platforms["telegram"] = Telegram(
            TelegramSettings(token=SecretStr(town.telegram.token), api_url=town.telegram.api_url),
            disk, KEYS, grace=0.0, now=town.clock,
        )  # fmt: skip
        desk.platforms["discord"] = Discord(
            DiscordSettings(
                token=SecretStr(town.discord.token),
                api_url=town.discord.api_url,
                gateway_url=town.discord.gateway_url,
            ),
            disk, KEYS, grace=0.0, now=town.clock,
        )  # fmt: skip
        schedule = Schedule(disk, town.house, desk.platforms, town.clock)
        desk.ring = schedule.ring
        postings = Postings(disk, town.house, desk.platforms, town.clock)
        before = asyncio.all_tasks()
        running = asyncio.create_task(self._everything(desk, schedule, postings))
        self._before, self._tasks = before, {running}

    async def _everything(self, desk: Desk, schedule: Schedule, postings: Postings) -> None:
        async with asyncio.TaskGroup() as group:
            for platform in desk.platforms.values():
                group.create_task(platform.run(desk.handle))
            group.create_task(schedule.run())
            group.create_task(postings.run())

    async def kill(self) -> None:
        """Nothing is stored any more from one moment to the next; then the connections go."""
        assert self.disk is not None
        self.disk.gone = True
        for running in self._tasks:
            if running.done():
                running.result()  # it ended by itself: that is a mistake
            running.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self.disk.close()


# --- people ---


@dataclass
class Somebody:
    """What a person means, and how sure it can be that we were told.

    Attributes:
        means: by question, the last they said; None: taken back.
        unsure: by question, how to do again what nobody acknowledged.
    """

    name: str
    chance: random.Random
    means: dict[str, Any] = field(default_factory=dict)
    unsure: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    forgotten: bool = False
    acts: int = 0

    def says(self, **items: Any) -> None:
        self.acts += 1
        self.means |= items

    @property
    def kept(self) -> dict[str, Any]:
        return {key: value for key, value in self.means.items() if value is not None}


class OnTelegram(Somebody):
    """Writes and edits, which is never lost; taps, which Telegram keeps for 150 seconds."""

    def __init__(self, town: Town, name: str, chance: random.Random) -> None:
        super().__init__(name, chance)
        self.town = town
        self.person: Person = town.telegram.user(name, started=True)
        self.message: Post | None = None
        self.post: Post | None = None
        self.clicks: dict[str, tuple[str, Click]] = {}  # the last tap by question
        self.numbers = itertools.count(1)

    @property
    def raw_id(self) -> str:
        return str(self.person.id)

    async def joins(self) -> None:
        await self.person.says(f"/start {self.town.token(Verb.JOIN)}")
        self.post = await self.town.telegram.next_message(self.person.direct, 60)
        click = self.town.telegram.world.clicks[await self.person.presses(self.post, AGREE)]
        await self.town.telegram.until(lambda: click.answered_at is not None, 60)

    async def acts_once(self) -> None:
        what = self.chance.choices(("write", "edit", "pick", "remove"), (4, 3, 4, 1))[0]
        words = f"{self.name} sagt das {next(self.numbers)}. Mal etwas anderes"
        if what == "write":
            self.message = await self.person.says(f"/antwort 1 {words}")
            self.says(why=words)
        elif what == "edit" and self.message is not None and self.means.get("why") is not None:
            await self.person.edits(self.message, f"/antwort 1 {words}")
            self.says(why=words)
        elif what == "pick":
            option = self.chance.randrange(2)
            self.taps("group", Verb.PICK, GROUP, str(option))
            self.says(group=OPTIONS[option])
        elif what == "remove":
            self.taps("why", Verb.REMOVE, WHY)
            self.says(why=None)
        if what in ("write", "edit"):
            self.clicks.pop("why", None)

    def taps(self, key: str, verb: Verb, number: int, value: str = "") -> None:
        assert self.post is not None
        data = self.town.token(verb, number, value)
        click = self.town.telegram.world.clicks[self.person.forges(self.post, data)]
        self.clicks[key] = (data, click)

    def again(self) -> bool:
        """Repeat the last taps that nobody answered; tells whether there were any."""
        assert self.post is not None
        unanswered = {key: data for key, (data, click) in self.clicks.items() if click.answer is None}
        for key, data in unanswered.items():
            click = self.town.telegram.world.clicks[self.person.forges(self.post, data)]
            self.clicks[key] = (data, click)
        return bool(unanswered)

    def forgets(self) -> None:
        assert self.post is not None
        self.clicks = {}
        data = tokens.write(Token(Verb.COMMAND, value="vergissmich-ja"), KEYS)
        self.clicks["forget"] = (data, self.town.telegram.world.clicks[self.person.forges(self.post, data)])
        self.means, self.forgotten = {}, True


class OnDiscord(Somebody):
    """Sends a form again and again, takes back, and sees at once whether it was acknowledged."""

    def __init__(self, town: Town, name: str, chance: random.Random) -> None:
        super().__init__(name, chance)
        self.town = town
        self.person: Member = town.discord.user(name)
        self.person.joins(town.guild)
        self.form: Modal | None = None
        self.tried: list[Interaction] = []
        self.since: list[Interaction] = []  # since the last that was acknowledged and says everything
        self.numbers = itertools.count(1)

    @property
    def raw_id(self) -> str:
        return str(self.person.id)

    async def joins(self) -> None:
        await press_question(self.person, self.town.card)
        self.form = await self.town.discord.modal_for(self.person)

    async def acts_once(self) -> None:
        if self.tried and self.chance.random() < 0.15:
            self.since.append(self.person.forges(self.town.card, self.town.token(Verb.REMOVE, WHY)))
            self.tried.append(self.since[-1])
            self.says(why=None)
            return
        await self.sends()

    async def sends(self) -> None:
        assert self.form is not None
        words = f"{self.name} sagt das {next(self.numbers)}. Mal etwas anderes"
        fields = {**FIRST, "Deine Antwort": words}  # of the group only the first form is heard
        sent = await self.person.submits(self.form, fields, again=bool(self.tried))
        self.tried.append(sent)
        self.since = [sent]
        self.says(why=words, group=OPTIONS[0])

    @property
    def is_sure(self) -> bool:
        return bool(self.since) and all(each.response is not None for each in self.since)

    async def again(self) -> bool:
        """Send everything once more if anything of the last was not acknowledged."""
        if not self.tried or self.is_sure or self.forgotten:
            return False
        await self.sends()
        return True


# --- the town ---


class Town:
    """One community on both platforms with one wave, and what happens to it."""

    def __init__(self, seed: int, plan: Plan, loop: VirtualLoop, clock: Clock, folder: Path) -> None:
        self.seed, self.plan, self.loop, self.clock = seed, plan, loop, clock
        self.chance, self.disk_chance, self.copy_chance = (
            random.Random(f"{seed}:{of}") for of in ("trouble", "disk", "copies")
        )
        self.url = f"sqlite:///{folder / 'nachgefragt.db'}"
        operator = OperatorSettings(name="Redaktion", contact="redaktion@example.org")
        self.house = House(Settings(_env_file=None, database_url=self.url, operator=operator), KEYS)  # type: ignore[call-arg]
        self.telegram = TelegramPeer(strict=False, clock=clock.stamp)
        self.discord = DiscordPeer(strict=False, clock=clock.stamp)
        self.bot = Bot(self)
        self.slow_until = 0.0
        self.is_away = self.is_paused = self.is_acting = self.ended = False
        self.jumped = 0.0

    async def plays(self) -> None:
        """Everything, from the first card to the last check."""
        async with self.telegram, self.discord:
            await self.opens()
            self.bot.start()
            self.card: Message = await self.discord.next_message(self.channel, 60)
            await self.telegram.next_message(self.group, 60)
            for somebody in self.people:
                await somebody.joins()
            self.is_acting = True
            lives = [asyncio.create_task(self.lives(somebody)) for somebody in self.people]
            troubles = asyncio.create_task(self.troubles())
            for seconds in self.outages():
                await asyncio.sleep(self.plan.minutes * 60 / (len(self.plan.outages) + 1))
                await self.outage(seconds)
            await asyncio.gather(*lives)
            self.ended, self.is_acting = True, False
            await troubles
            await self.calms()
            await self.bot.kill()

    def outages(self) -> list[float]:
        return self.chance.sample(self.plan.outages, len(self.plan.outages))

    async def opens(self) -> None:
        self.guild = self.discord.guild("Kundenclub", members=[])
        self.channel = self.discord.text_channel(self.guild, "umfragen")
        self.on_telegram = [self.somebody(OnTelegram, f"T{number}") for number in range(self.plan.telegram)]
        self.on_discord = [self.somebody(OnDiscord, f"D{number}") for number in range(self.plan.discord)]
        self.people: list[Any] = [*self.on_telegram, *self.on_discord]
        self.group = self.telegram.group("Bahnleute", [each.person for each in self.on_telegram], bot="administrator")
        self._deliver_again()
        with Store.open(self.url) as store:
            self.wave = store.write_now(self._open)

    def somebody(self, kind: type[Any], name: str) -> Any:
        return kind(self, name, random.Random(f"{self.seed}:{name}"))

    def _open(self, session: Session) -> str:
        now = self.clock()
        community = Community(name="Kundenclub", created_at=now)
        session.add(community)
        session.flush()
        places = [
            Place(community_id=community.id, platform="discord", address=str(self.guild.id), abilities={"holds": True}),
            Place(community_id=community.id, platform="discord", address=f"{self.guild.id}/{self.channel.id}"),
            Place(community_id=community.id, platform="telegram", address=str(self.group.id), name="Bahnleute"),
        ]
        session.add_all(places)
        session.flush()
        return fielding.start(session, self.house, ASKED, places[1:], WaveSettings(digest_every_days=1), now).id

    def token(self, verb: Verb, number: int | None = None, value: str = "") -> str:
        return tokens.write(Token(verb, self.wave, number, 0 if verb is Verb.PICK else None, value), KEYS)

    def disk_seconds(self) -> float:
        """How long this commit takes."""
        slow = self.loop.time() < self.slow_until or (self.plan.always_slow and self.is_acting)
        return self.disk_chance.uniform(0, self.plan.slow) if slow else 0.0

    # --- what people do ---

    async def lives(self, somebody: Any) -> None:
        end = self.loop.time() + self.plan.minutes * 60
        forgets_at = end - 60 if somebody is self.on_telegram[0] else None
        while (now := self.loop.time() - self.jumped) < end:
            await asyncio.sleep(somebody.chance.expovariate(1 / PAUSE))
            if self.is_paused:
                continue
            if forgets_at is not None and now > forgets_at:
                somebody.forgets()
                return
            if somebody.acts < MOST:
                await somebody.acts_once()

    def _deliver_again(self) -> None:
        """Every update arrives so many times more, later, between others."""
        queue = self.telegram.world.updates
        real = queue.push_many

        def push_many(updates: Any, forced: bool = False) -> list[int]:
            given = list(updates)
            ids = real(given, forced)
            for update, number in zip(given, ids, strict=False):
                for _ in range(self.plan.copies):
                    again = {**update, "update_id": number}
                    self.loop.call_later(
                        self.copy_chance.uniform(0, 90), lambda again=again: real([again], forced=True)
                    )
            return ids

        queue.push_many = push_many  # type: ignore[method-assign]

    # --- what goes wrong ---

    async def troubles(self) -> None:
        while self.plan.trouble and not self.ended:
            await asyncio.sleep(self.chance.expovariate(1 / self.plan.trouble))
            await self.chance.choice((self._refused, self._refused, self._cut, self._slow, self._kill))()

    async def _refused(self) -> None:
        """Some of the next requests are refused, fail, hang or are cut; sometimes after they took effect."""
        kind = self.chance.choice(("429", "500", "502", "drop", "delay"))
        seconds = float(self.chance.randint(1, 20)) if kind == "429" else self.chance.uniform(0.5, 4)
        times, applied = self.chance.randint(1, 4), kind in ("500", "drop") and self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            method = self.chance.choice(("sendMessage", "editMessageText", "*", "getUpdates"))
            self.telegram.server.faults.active.append(
                TelegramFault(kind=kind, method=method, times=times, seconds=seconds, applied=applied)
            )
        else:
            route = self.chance.choice(("POST", "PATCH", "*"))
            self.discord.server.faults.active.append(
                DiscordFault(kind=kind, route=route, times=times, seconds=seconds, applied=applied)
            )

    async def _cut(self) -> None:
        """A platform cannot be reached for some seconds; Discord may forget our session."""
        if self.chance.random() < 0.5:
            await self.discord.down(forget_sessions=self.chance.random() < 0.5)
            await asyncio.sleep(self.chance.uniform(1, 15))
            await self.discord.up()
        else:
            await self.telegram.down()
            await asyncio.sleep(self.chance.uniform(1, 15))
            await self.telegram.up()

    async def _slow(self) -> None:
        self.slow_until = self.loop.time() + self.chance.uniform(5, 30)

    async def _kill(self) -> None:
        await self.outage(self.chance.uniform(0, 20))

    async def outage(self, seconds: float) -> None:
        """The process is killed, and another one starts after a while; nobody says anything during a very long one."""
        while self.is_away:  # noqa: ASYNC110 - one at a time
            await asyncio.sleep(1)
        self.is_away, self.is_paused = True, seconds > LONG
        while self.is_paused and len(self.telegram.world.updates):  # noqa: ASYNC110 - Telegram tells nobody
            await asyncio.sleep(1)
        before = self._last_beat()
        await self.bot.kill()
        if self.is_paused:
            self.jumped += seconds
            self.loop.jump(seconds)
        else:
            await asyncio.sleep(seconds)
        self.bot.start()
        while self._last_beat() == before:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.5)
        self.bot.gaps.append((self._last_beat() - before).total_seconds())
        self.is_away = self.is_paused = False

    def _last_beat(self) -> datetime:
        with Store.open(self.url) as store:
            found = store.read_now(
                lambda session: session.execute(sa.text("SELECT until FROM lease WHERE name = 'heartbeat'")).scalar()
            )
        return datetime.fromisoformat(str(found)) if found else START.replace(tzinfo=None)

    # --- the end ---

    async def calms(self) -> None:
        """Nothing goes wrong any more; people do again what nobody answered, and everything is caught up with."""
        self.telegram.heal()
        self.discord.heal()
        self.slow_until = 0.0
        for _ in range(6):
            await asyncio.sleep(QUIET)
            redone = [somebody.again() for somebody in self.on_telegram]
            redone += [await somebody.again() for somebody in self.on_discord]
            if not any(redone):
                break
        async with asyncio.timeout(4 * 3600):
            while self._busy():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(10)
        await asyncio.sleep(QUIET)

    def _busy(self) -> bool:
        with Store.open(self.url) as store:
            return store.read_now(
                lambda session: bool(
                    session.exec(select(Inbox)).first()
                    or session.exec(
                        select(Ledger).where(
                            col(Ledger.state).in_([LedgerState.QUEUED, LedgerState.SENDING]),
                            Ledger.due_at <= self.clock(),
                        )
                    ).first()
                    or session.exec(select(Posting).where(col(Posting.stale_at).is_not(None))).first()
                )
            )


@dataclass(frozen=True)
class Kept:
    """What is stored and stands there at the end."""

    answers: dict[str, dict[str, Any]]
    unknown: int
    live: Any
    anew: Any
    taking_part: int
    rows: list[Ledger]
    places: dict[str, str]
    digests: int
    dead: int


def kept(town: Town) -> Kept:
    """Read what there is."""
    with Store.open(town.url) as store:
        return store.read_now(partial(_kept, town))


def _kept(town: Town, session: Session) -> Kept:
    wave = session.exec(select(Wave)).one()
    names: dict[str, str] = {}
    for somebody in town.people:
        platform = "telegram" if isinstance(somebody, OnTelegram) else "discord"
        account = session.exec(select(Account).where(Account.digest == KEYS.account(platform, somebody.raw_id))).first()
        if account is not None:
            names[str(KEYS.respondent(wave.id, account.person_id))] = somebody.name
    answers: dict[str, dict[str, Any]] = {somebody.name: {} for somebody in town.people}
    rows = list(session.exec(select(Answer)))
    assert max(Counter((row.respondent_id, row.item) for row in rows).values(), default=1) == 1
    for row in rows:
        if row.respondent_id in names:
            answers[names[row.respondent_id]][row.item] = row.value
    live = counts.live(session, wave)
    return Kept(
        answers,
        sum(row.respondent_id not in names for row in rows),
        live,
        counts.recount(session, wave, waves.questionnaire_of(session, wave)),
        live.get("", {}).get("n", 0),
        [row.model_copy() for row in session.exec(select(Ledger).where(col(Ledger.kind).in_(SENDS)))],
        {place.platform: place.id for place in session.exec(select(Place)) if not place.abilities.get("holds")},
        len(session.exec(select(StoredDigest)).all()),
        len(inbox.dead(session)),
    )


def in_group(town: Town) -> list[str]:
    """The texts of our messages in the group, as they stand."""
    return [post.text for post in town.telegram.messages(town.group, by_bot=True)]


def in_channel(town: Town) -> list[str]:
    """The same in the channel; that something was pinned is a message, too, without a text."""
    return [message.text for message in town.discord.messages(town.channel, by_bot=True) if message.text]
