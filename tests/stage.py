"""A stage for conversations: people, a place, the real desk on a real database, and what everybody sees."""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from filling import everything
from sqlmodel import Session, SQLModel, col, select

from bot import fielding, keys, tokens
from bot.desk import Desk
from bot.keys import Keys
from bot.leases import AT_WORK
from bot.platform import Act, Event, Finding, Limits, Person, Platform, Standing, Where
from bot.postings import Postings
from bot.schedule import Schedule
from bot.screens import Button, Reply, Screen
from bot.settings import OperatorSettings, Settings
from bot.tables import Community, Lease, Place
from bot.tokens import Verb
from bot.visit import House, find_place
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import released, waves
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store

Row = TypeVar("Row", bound=SQLModel)

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ROOM, OTHER_ROOM = "-1001", "-2002"
STAGES = itertools.count(1)  # each has a folder of its own for what is kept outside the database


@dataclass
class Shown:
    """One message of ours as somebody sees it."""

    address: str
    ref: str
    screen: Screen
    edits: int = 0


class Paper(Platform):
    """A platform that writes everything down; ``trouble`` is raised by the next requests."""

    limits = Limits(text=4096, caption=1024, label=64, across=8, buttons=100, card_seconds=0)

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.shown: list[Shown] = []
        self.moderators: set[tuple[str, str]] = set()
        self.trouble: list[Exception] = []
        self.hidden: set[str] = set()
        self.roles: dict[str, set[str]] = {}
        self.strangers: set[str] = set()
        self.something = asyncio.Event()
        self._refs = itertools.count(1)

    async def show(self, address: str, screen: Screen, *, pin: bool = False, key: str = "") -> str:
        if self.trouble:
            raise self.trouble.pop(0)
        shown = Shown(address, str(next(self._refs)), screen)
        self.shown.append(shown)
        self.something.set()
        return shown.ref

    async def edit(self, address: str, ref: str, screen: Screen) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        for shown in self.shown:
            if (shown.address, shown.ref) == (address, ref):
                shown.screen, shown.edits = screen, shown.edits + 1

    async def standing(self, where: Where, person: Person, moderating: Collection[str] = ()) -> Standing:
        holds = set(moderating) & self.roles.get(person.id, set())
        if holds or (where.address, person.id) in self.moderators:
            return Standing.MODERATOR
        return Standing.STRANGER if person.id in self.strangers else Standing.MEMBER

    async def findings(self, addresses: Sequence[str]) -> Sequence[Finding]:
        if self.trouble:
            raise self.trouble.pop(0)
        return [Finding(f"{self.name}:{address}", "ok", "check-may-pin") for address in addresses]

    async def secluded(self, address: str) -> bool:
        return address in self.hidden

    def link(self, token: str) -> str | None:
        return f"https://t.me/bot?start={token}"

    async def run(self, handle: Callable[[Event, int | None], Awaitable[Reply]]) -> None:
        await asyncio.Event().wait()


@dataclass
class Actor:
    """Somebody on the stage; remembers the last screens they got."""

    stage: Stage
    id: str
    name: str
    language: str = "de"
    screens: list[Screen] = field(default_factory=list)
    toast: str = ""
    last_message: str = ""
    platform: str = "telegram"

    async def says(self, text: str, *, edit: bool = False, where: Where | None = None, **more: object) -> list[Screen]:
        """Write in the direct chat (or a place); a text that begins with a slash is a command."""
        if not edit:
            self.last_message = f"{self.id}:{next(self.stage.numbers)}"
        if text.startswith("/") and not edit:
            command, _, rest = text[1:].partition(" ")
            return await self._does(
                Act.COMMAND, command=command, text=rest, source=self.last_message, where=where, **more
            )
        act = Act.EDIT if edit else Act.SAY
        return await self._does(act, text=text, source=self.last_message, where=where, **more)

    async def presses(self, label: str, *, where: Where | None = None) -> list[Screen]:
        """Press the button of my last screens, or of the posts in the place, whose label begins so."""
        return await self._does(Act.PRESS, token=self.button(label, where).token, where=where)

    async def follows(self, label: str) -> list[Screen]:
        """Follow a card's button into the direct chat."""
        token = self.button(label, self.stage.room).token
        return await self._does(Act.COMMAND, command="start", token=token)

    def button(self, label: str, where: Where | None = None) -> Button:
        """The button whose label begins so."""
        screens = self.stage.posts() if where else [*self.screens]
        for screen in reversed(screens):
            for row in screen.all_rows():
                for button in row:
                    if button.label.startswith(label):
                        return button
        labels = [button.label for screen in screens for row in screen.all_rows() for button in row]
        raise AssertionError(f"no button {label!r} among {labels}")

    @property
    def sees(self) -> str:
        """The words of the last screens."""
        return "\n".join(screen.text for screen in self.screens)

    async def sends(self, token: str, *, where: Where | None = None, inbox_id: int | None = None) -> list[Screen]:
        """Press a button that carries this, whether or not anybody was ever shown it."""
        return await self._does(Act.PRESS, token=token, where=where, inbox_id=inbox_id)

    async def joins(self, wave: str) -> list[Screen]:
        """Follow a card's deep link and agree to take part."""
        await self._does(Act.COMMAND, command="start", token=self.stage.token(Verb.JOIN, wave))
        return await self.presses("Ich bin mindestens 16" if self.language == "de" else "I am at least 16")

    async def _does(self, act: Act, *, inbox_id: int | None = None, **details: object) -> list[Screen]:
        event = Event(
            key=f"test:{next(self.stage.numbers)}",
            platform=self.platform,
            act=act,
            person=Person(self.id, self.name, self.language),
            at=self.stage.now,
            **details,  # type: ignore[arg-type]
        )
        reply = await self.stage.desk.handle(event, inbox_id)
        self.screens, self.toast = list(reply.screens), reply.toast
        return self.screens


class Stage:
    """The desk, the schedule and one place, on one database and one clock that only tests move."""

    room = Where(ROOM, "Kundenclub")

    def __init__(self, store: Store) -> None:
        self.now = START
        self.numbers = itertools.count(1)
        beside = f"sqlite:///{tempfile.gettempdir()}/nachgefragt-stage-{os.getpid()}-{next(STAGES)}/stage.db"
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            database_url=store.url if store.dialect == "sqlite" else beside,
            operator=OperatorSettings(name="Redaktion", contact="redaktion@example.org"),
        )
        self.house = House(settings, Keys(b"0123456789abcdef0123456789abcdef", folder=keys.wave_keys(settings)))
        self.store = store
        self.paper = Paper()
        self.papers = {self.paper.name: self.paper}
        self.restarts()

    def restarts(self) -> None:
        """The process ended and began again: only what is stored is still known.

        That the test itself lives on shall not be mistaken for the process before: its lease is over.
        """
        for kept in (released._kept, waves._remembered, waves._seen):
            kept.clear()
        self.store.write_now(
            lambda session: session.execute(sa.delete(Lease).where(col(Lease.name).startswith(AT_WORK)))
        )
        self.desk = Desk(self.store, self.house, clock=self.clock)
        self.desk.platforms |= self.papers
        self.schedule = Schedule(self.store, self.house, self.desk.platforms, self.clock)
        self.postings = Postings(self.store, self.house, self.desk.platforms, self.clock)

    def clock(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    async def settles(self) -> None:
        """What is due is done, and shown screens are current."""
        await self.schedule.settle()
        await self.postings.refresh()

    def actor(
        self,
        name: str,
        *,
        moderates: bool = False,
        language: str = "de",
        room: str = ROOM,
        platform: str = "telegram",
    ) -> Actor:
        actor = Actor(self, str(1000 + next(self.numbers)), name, language, platform=platform)
        paper = self.on(platform)
        if moderates:
            paper.moderators.add((room, actor.id))
        return actor

    def on(self, platform: str) -> Paper:
        """What that platform was asked to show; it runs from the first time somebody is on it."""
        paper = self.papers.setdefault(platform, Paper(platform))
        self.desk.platforms[platform] = paper
        return paper

    def token(
        self, verb: Verb, wave: str = "", item: int | None = None, part: int | None = None, value: str = ""
    ) -> str:
        """What a button of ours would carry."""
        return tokens.write(tokens.Token(verb, wave, item, part, value), self.house.keys)

    def opens(self, questionnaire: Questionnaire, *rooms: str, **settings: Any) -> str:
        """Open a wave in these rooms of one community (else in the room), with these settings; gives its id."""

        def work(session: Session) -> str:
            places = [find_place(session, platform, room) for room in rooms or (ROOM,) for platform in self.papers]
            known = [place for place in places if place is not None]
            chosen = replace(WaveSettings.of(questionnaire, self.now), **settings)
            return fielding.start(session, self.house, questionnaire, known, chosen, self.now).id

        return self.store.write_now(work)

    def place(self, address: str = ROOM) -> str:
        """The id of the place at an address."""
        return self.rows(Place, Place.address == address)[0].id

    def rows(self, table: type[Row], *conditions: Any) -> list[Row]:
        """Everything in a table (that fulfils the conditions)."""
        return self.store.read_now(lambda session: list(session.exec(select(table).where(*conditions)).all()))

    def snapshot(self) -> dict[str, Any]:
        """Every row of every table."""
        return self.store.read_now(everything)

    def posts(self, address: str = ROOM) -> list[Screen]:
        """What stands in the place (or a direct chat) by our hand."""
        everywhere = (shown for paper in self.papers.values() for shown in paper.shown)
        return [shown.screen for shown in everywhere if shown.address == address]

    def add_room(self, address: str = ROOM, name: str = "Kundenclub", platform: str = "telegram") -> str:
        """The bot is in the group; gives the place's id."""

        def work(session: object) -> str:
            community = Community(name=name, created_at=self.now)
            place = Place(community_id=community.id, platform=platform, address=address, name=name)
            session.add(community)  # type: ignore[attr-defined]
            session.flush()  # type: ignore[attr-defined]
            session.add(place)  # type: ignore[attr-defined]
            return place.id

        return self.store.write_now(work)
