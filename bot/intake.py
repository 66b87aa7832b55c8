"""What happens to something that arrived between a platform and the desk, so that none is lost and none counts twice?

Read, committed sealed to the inbox, only then confirmed; then handled, one person's events one after the other. What
arrived is *raw*: JSON as the platform's adapter wants it back when it is read again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from bot import inbox
from bot.inbox import Arrival
from bot.keys import Keys
from bot.lines import Lines
from bot.platform import Act, Event
from bot.screens import Reply
from surveys.errors import NotStored
from surveys.store import Store

SEALED_FOR = "inbox"
AGAIN = 0.5  # seconds until an event the database did not take is handled again
SWEEP = 15.0  # seconds between looks for rows that a failure left behind

log = logging.getLogger(__name__)
Raw = Mapping[str, Any]
Handle = Callable[[Event, int | None], Awaitable[Reply]]
Give = Callable[[Raw, Event, Reply], Awaitable[None]]


class Unreadable(ValueError):
    """Something arrived that is not what the platform promises."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where it comes from.

    Attributes:
        prefix: what the keys of its events begin with, such as ``tg:<bot>:``.
        read: the event it stands for; None for what is not meant for us; raises Unreadable.
        key_of: the key of something unreadable; raises Unreadable where it has none.
    """

    platform: str
    prefix: str
    read: Callable[[Any, datetime], Event | None]
    key_of: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Job:
    """An event on its way to the desk.

    Attributes:
        raw: as it arrived, for the answer.
        again: it was tried before; an answer is shown only if it is applied now.
    """

    raw: Raw
    event: Event
    inbox_id: int
    again: bool = False


class Intake:
    """Takes in what arrives and works through it."""

    def __init__(
        self, store: Store, keys: Keys, source: Source, handle: Handle, give: Give, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keys = keys
        self._source = source
        self._handle = handle
        self._give = give
        self._now = now
        self._lines = Lines(self._work)
        self._busy: set[int] = set()

    async def take(self, arrived: Sequence[Any]) -> None:
        """Commit it; from then on it may be confirmed. Raises NotStored if the database could not take them."""
        await self._lines.below()
        now = self._now()
        read: dict[str, tuple[Any, Event]] = {}
        arrivals: list[Arrival] = []
        for raw in arrived:
            try:
                event = self._source.read(raw, now)
            except Unreadable as error:
                log.warning("something on %s could not be read: %s", self._source.platform, error)
                arrivals.append(self._poison(raw, str(error)))
                continue
            if event is not None:
                read[event.key] = (raw, event)
                arrivals.append(self._arrival(raw, event))
        if not arrivals:
            return
        taken = await self._store.write(lambda session: inbox.take_in(session, self._source.platform, arrivals, now))
        for key, inbox_id in taken:
            self._put(Job(*read[key], inbox_id))

    async def resume(self, *, again: bool = False) -> int:
        """Work through what was confirmed and not applied; gives how many rows that are."""
        rows = await self._store.read(lambda session: inbox.waiting(session, self._source.platform))
        found = [row for row in rows if row.id not in self._busy and row.event_key.startswith(self._source.prefix)]
        for row in found:
            await self._lines.below()
            job = self._opened(row, again=again)
            if job is None:
                await self._bury(row.id)
            else:
                self._put(job)
        return len(found)

    async def sweep(self) -> None:
        """Now and then try again what a failure left behind; never returns."""
        while True:
            await asyncio.sleep(SWEEP)
            try:
                if count := await self.resume(again=True):
                    log.info("%s events are tried again", count)
            except NotStored:
                log.debug("the database takes nothing yet")
            except Exception:  # an outermost loop
                log.exception("looking for waiting events failed")

    async def close(self, patience: float) -> None:
        """Finish what is in work; what is left stays in the inbox."""
        await self._lines.close(patience)

    def _put(self, job: Job) -> None:
        self._busy.add(job.inbox_id)
        event = job.event
        about_place = event.act in (Act.ARRIVED, Act.LEFT, Act.MOVED) and event.where is not None
        self._lines.put(f"@{event.where.address}" if about_place and event.where else event.person.id, job)

    def _opened(self, row: inbox.Waiting, *, again: bool) -> Job | None:
        """The job of a row; None if it cannot be read (another key, an older version)."""
        plain = self._keys.open(row.payload, SEALED_FOR)
        if plain is None:
            return None
        try:
            raw = orjson.loads(plain)
            event = self._source.read(raw, self._now())
        except (Unreadable, orjson.JSONDecodeError):
            return None
        return None if event is None else Job(raw, event, row.id, again)

    async def _work(self, job: Job) -> None:
        try:
            reply = await self._handle(job.event, job.inbox_id)
            if reply.waits:  # newer events of the same person stand behind it, so that they are not overtaken
                await self._give(job.raw, job.event, reply)
                reply = await self._handled_at_last(job)
        except NotStored:
            log.warning("the database took nothing: tried again later")
            return
        except Exception as error:  # an outermost loop: the row is tried again, then it is a dead letter
            log.exception("an event failed")
            await self._failed(job.inbox_id, error)
            return
        finally:
            self._busy.discard(job.inbox_id)
        if (reply.screens or reply.toast or job.event.act is Act.PRESS) and not (
            job.again and await self._still_there(job.inbox_id)
        ):
            await self._give(job.raw, job.event, reply)

    async def _handled_at_last(self, job: Job) -> Reply:
        while True:
            await asyncio.sleep(AGAIN)
            reply = await self._handle(job.event, job.inbox_id)
            if not reply.waits:
                return reply

    async def _failed(self, inbox_id: int, error: Exception) -> None:
        name, now = type(error).__name__, self._now()
        await self._store.write(lambda session: inbox.fail(session, inbox_id, name, now))

    async def _bury(self, inbox_id: int) -> None:
        now = self._now()
        await self._store.write(lambda session: inbox.bury(session, inbox_id, "Unreadable", now))

    async def _still_there(self, inbox_id: int) -> bool:
        rows = await self._store.read(lambda session: inbox.waiting(session, self._source.platform))
        return any(row.id == inbox_id for row in rows)

    def _arrival(self, raw: Raw, event: Event) -> Arrival:
        person = self._keys.account(self._source.platform, event.person.id)
        return Arrival(event.key, person, self._keys.seal(orjson.dumps(raw), SEALED_FOR))

    def _poison(self, raw: Any, error: str) -> Arrival:
        content = orjson.dumps(raw)
        try:
            key = self._source.key_of(raw)
        except Unreadable:
            key = f"{self._source.prefix}x{hashlib.sha256(content).hexdigest()[:32]}"
        return Arrival(key, None, self._keys.seal(content, SEALED_FOR), f"Unreadable: {error}")
