"""What does a process leave behind that is killed at any step, and does another one get along with it?

Nothing is raised into the program: at every statement, commit, file operation and message the files of the data folder are
taken down as they are, with what the platforms and people know by then. That is exactly what a killed process would have
left; ``finally`` blocks and error handlers, which a kill does not run either, have no part in it. So one undisturbed run
gives all its crash points, and each is brought to life again elsewhere. Steps between which nothing changed are one point.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlmodel import Session, col
from stage import Paper, Shown, Stage

from bot.intake import Intake
from bot.platform import Event
from bot.screens import Reply
from bot.tables import Inbox, InboxState, Lease
from bot.telegram.inbound import Bot, source_of
from bot.telegram.polling import Poller
from surveys.store import Store

PASSING = (".lock", ".upgrade", "-shm", "-journal")  # ends of names: made anew by whoever starts
PATIENCE = 20.0  # seconds for everything that waits to be done
AT_ONCE = 3  # updates in one answer to the poll, so that there are several


# --- the world outside, which no crash of ours changes ---


@dataclass
class Outside:
    """What platforms and people know.

    Attributes:
        updates: what people did on Telegram, by number; delivered until they are confirmed.
        confirmed: below this number Telegram has thrown them away.
        answered: keys of events whose writer saw an answer.
        shown: what stands where by our hand, by platform.
        facts: what the scene remembers of how it began.
    """

    now: datetime
    updates: list[dict[str, Any]] = field(default_factory=list)
    confirmed: int = 0
    answered: list[str] = field(default_factory=list)
    shown: dict[str, list[Shown]] = field(default_factory=dict)
    moderators: set[tuple[str, str]] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)

    def copied(self) -> Outside:
        shown = {name: [replace(each) for each in screens] for name, screens in self.shown.items()}
        return replace(self, updates=list(self.updates), answered=list(self.answered), shown=shown)

    def mark(self) -> tuple[Any, ...]:
        """What tells two moments of the world apart."""
        seen = [(name, len(screens), sum(each.edits for each in screens)) for name, screens in self.shown.items()]
        return (self.confirmed, len(self.answered), *seen)


# --- taking down what is left ---


@dataclass(frozen=True)
class Left:
    """What a process left behind that ended before a step.

    Attributes:
        step: how many-th step it was, and what it would have done.
        files: everything in the data folder, by relative path.
    """

    step: str
    files: dict[str, bytes]
    outside: Outside

    def laid_out(self, folder: Path) -> Path:
        """Put the files into a folder of their own."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder


class Watch:
    """Inside the block every step of this process, in whatever thread, is taken down.

    Attributes:
        steps: statements, commits, file operations, messages: all of them.
        points: what would be left, where that differs from the step before.
    """

    def __init__(self, folder: Path, outside: Outside) -> None:
        self.folder, self.outside = folder, outside
        self.steps = 0
        self.points: list[Left] = []
        self._last: object = None
        self._lock = threading.RLock()
        self._patches = ExitStack()

    def step(self, name: str) -> None:
        """The process may end before what comes now."""
        with self._lock:
            self.steps += 1
            files = files_of(self.folder)
            digests = {path: hashlib.blake2b(content).digest() for path, content in files.items()}
            mark = (digests, self.outside.mark())
            if mark != self._last:
                self._last = mark
                self.points.append(Left(f"{self.steps}: {name[:60]}", files, self.outside.copied()))

    def __enter__(self) -> Watch:
        for module in (sqlite3, sqlite3.dbapi2):
            self._patches.enter_context(patch.object(module, "connect", self._connecting(sqlite3.connect)))
        for name in ("open", "write", "fsync", "replace", "unlink", "link"):
            self._patches.enter_context(patch.object(os, name, self.around(name, getattr(os, name))))
        self.step("begin")
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()
        self.step("end")

    def around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function with a step before it and one after it."""

        def call(*given: Any, **named: Any) -> Any:
            self.step(name)
            result = real(*given, **named)
            self.step(f"after {name}")
            return result

        return call

    def around_message(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The same of a coroutine function: the message left, and nobody here knows."""

        async def call(*given: Any, **named: Any) -> Any:
            self.step(name)
            result = await real(*given, **named)
            self.step(f"after {name}")
            return result

        return call

    def _connecting(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def connect(*given: Any, **named: Any) -> Any:
            connection = real(*given, **named)
            connection.set_trace_callback(self.step)
            return connection

        return connect


def files_of(folder: Path) -> dict[str, bytes]:
    """Everything in a folder; the database before its log, as SQLite writes them the other way round."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.name.endswith(PASSING):
            with suppress(FileNotFoundError, IsADirectoryError):
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def some(points: Sequence[Left], most: int | None) -> list[Left]:
    """So many of them, evenly spread, first and last among them; None: all."""
    if most is None or len(points) <= most:
        return list(points)
    return [points[round(number * (len(points) - 1) / (most - 1))] for number in range(most)]


# --- a process that works, or works again ---


class Play:
    """The desk, the schedule and Telegram's poll on what is in a folder, for as long as the process lives."""

    def __init__(self, store: Store, outside: Outside, watch: Watch | None = None) -> None:
        self.outside, self.watch, self.facts = outside, watch, outside.facts
        self.store = store
        self.stage = stage = Stage(store)
        stage.now = outside.now
        stage.numbers = itertools.count(10_000)
        for name in dict.fromkeys([*stage.papers, *outside.shown]):
            self._stands_on(stage.on(name), outside.shown.setdefault(name, []))
        store.write_now(lambda session: session.execute(sa.delete(Lease).where(col(Lease.name) != "heartbeat")))
        stage.restarts()

    def _stands_on(self, paper: Paper, shown: list[Shown]) -> None:
        paper.shown, paper.moderators = shown, self.outside.moderators
        paper._refs = itertools.count(len(shown) + 1)
        if self.watch is not None:
            paper.show = self.watch.around_message("show", paper.show)  # type: ignore[method-assign]
            paper.edit = self.watch.around_message("edit", paper.edit)  # type: ignore[method-assign]

    def step(self, name: str) -> None:
        if self.watch is not None:
            self.watch.step(name)

    async def awake(self) -> None:
        """What a process does at its start, and then everything that waits."""
        await self.stage.schedule.awake()
        await self.polled()
        await self.stage.settles()

    async def rests(self) -> None:
        """Wait for whatever somebody left to be done beside."""
        beside = asyncio.all_tasks() - {asyncio.current_task()}
        if beside:
            await asyncio.wait(beside, timeout=PATIENCE)

    async def polled(self) -> None:
        """Fetch, confirm and apply until Telegram has nothing more and the inbox is empty."""
        stage = self.stage
        intake = Intake(
            self.store, stage.house.keys, source_of(Bot(1, "bot")), stage.desk.handle, self._gives, stage.clock
        )
        await intake.resume()
        fetching = asyncio.create_task(Poller(self, self.store, 1, intake.take, stage.clock).run())  # type: ignore[arg-type]
        try:
            async with asyncio.timeout(PATIENCE):
                while self._delivered() or await self.store.read(_waiting):  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.001)
        finally:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)
            await intake.close(PATIENCE)

    async def updates(self, offset: int | None) -> Sequence[dict[str, Any]]:
        """What ``getUpdates`` gives; it confirms all below the offset."""
        self.step("ask for updates")
        if offset is not None:
            self.outside.confirmed = max(self.outside.confirmed, offset)
            self.step("confirmed")
        if found := self._delivered():
            return found[:AT_ONCE]
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    def _delivered(self) -> list[dict[str, Any]]:
        return [each for each in self.outside.updates if each["update_id"] >= self.outside.confirmed]

    async def _gives(self, raw: object, event: Event, reply: Reply) -> None:
        self.step("answer")
        self.outside.answered.append(event.key)
        self.step("answered")


def _waiting(session: Session) -> int:
    query = sa.select(sa.func.count()).select_from(Inbox).where(col(Inbox.state) == InboxState.WAITING)
    return session.scalar(query) or 0


@contextmanager
def playing(folder: Path, outside: Outside, watch: Watch | None = None) -> Iterator[Play]:
    """A process on the database in a folder."""
    with Store.open(f"sqlite:///{folder / 'nachgefragt.db'}") as store:
        yield Play(store, outside, watch)
