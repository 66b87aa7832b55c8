"""How do hours pass in seconds, for real programs on real sockets?

An event loop whose time jumps to the next thing that is due whenever nothing is going on. Everything that talks lives on
this loop: what one side sends over loopback is there for the other at once, so an empty look at all sockets means that
nobody has anything to say before that time. Threads would think in another time: the store of :class:`Disk` works while
the loop waits, and what is handed to a thread is done at once.
"""

from __future__ import annotations

import asyncio
import random
import selectors
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar
from unittest.mock import patch

from discord.gateway import KeepAliveHandler
from sqlalchemy import Connection
from sqlmodel import Session

from surveys.databases.workers import Unit, _read
from surveys.errors import NotStored
from surveys.store import Store, database_of, normalised

T = TypeVar("T")
SETTLING = 0.00005  # real seconds in which loopback has certainly handed over what was sent
LOOK = 5.0  # seconds between looks at what was posted; each second would be most of what a long time consists of


class Jumping(selectors.DefaultSelector):
    """Looks at the sockets, and lets time jump where there is nothing."""

    jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or timeout == 0:
            return found
        time.sleep(SETTLING)
        if found := super().select(0):
            return found
        if timeout is None:
            return super().select(0.01)
        self.jumped += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time."""

    def __init__(self) -> None:
        self._jumping = Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.jumped

    def jump(self, seconds: float) -> None:
        """Let time pass in which nobody does anything; what became due is late."""
        self._jumping.jumped += seconds

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future


class Disk(Store):
    """A store that works while the loop waits, takes as long as a disk may, and ends with its process.

    Attributes:
        seconds: how long a commit takes, in virtual time.
        gone: the process was killed: nothing is stored or read any more.
    """

    seconds: Callable[[], float] = staticmethod(lambda: 0.0)
    gone = False
    commits = 0
    _for_reading: Connection | None = None

    @classmethod
    def on(cls, url: str) -> Disk:
        address = normalised(url)
        return cls(url, database_of(address), writers=1)

    async def write(self, work: Callable[[Session], T], *, lane: str = "") -> T:
        if wait := self.seconds():
            await asyncio.sleep(wait)
        self._must_be_there()
        unit = Unit(work, Future(), None)
        [writer] = self._writers
        writer._batch([unit])
        if self.commits == 0:
            writer._raw.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug of this computer
        self.commits += 1
        if unit.error is not None:
            raise unit.error
        result: T = unit.result
        return result

    async def read(self, work: Callable[[Session], T]) -> T:
        self._must_be_there()
        if self._for_reading is None:
            self._for_reading = self._database.reading()
        return _read(self._for_reading, work)  # type: ignore[no-any-return]

    def close(self) -> None:
        if not self._closed:
            self._writers[0]._disconnect()
            if self._for_reading is not None:
                self._for_reading.invalidate()
                self._for_reading.close()
        super().close()

    def _must_be_there(self) -> None:
        if self.gone:
            raise NotStored("not-stored", reason="closed")


class Seeded(random.Random):
    """Chance of the library's own, which begins alike each time."""

    def seed(self, *_: Any) -> None:  # type: ignore[override]
        super().seed(0)


class Clock:
    """The time of day on a virtual loop."""

    def __init__(self, loop: VirtualLoop, start: datetime) -> None:
        self._loop, self._start = loop, start

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def stamp(self) -> float:
        return self().timestamp()


@contextmanager
def virtual(start: datetime) -> Iterator[tuple[asyncio.Runner, VirtualLoop, Clock]]:
    """Run everything inside the block on virtual time, from a moment on."""
    import discord.backoff
    import discord.gateway
    import discord.utils

    from bot import postings
    from bot.discord import api, missed
    from bot.telegram import pace

    loops: list[VirtualLoop] = []

    def new_loop() -> VirtualLoop:
        loops.append(VirtualLoop())
        return loops[-1]

    with asyncio.Runner(loop_factory=new_loop) as runner, ExitStack() as patches:
        runner.get_loop()
        [loop] = loops
        clock = Clock(loop, start)
        patches.enter_context(patch.object(postings, "PAUSE", LOOK))
        patches.enter_context(patch.object(discord.backoff, "random", SimpleNamespace(Random=Seeded)))
        for module in (api, pace):
            patches.enter_context(patch.object(module, "time", SimpleNamespace(monotonic=loop.time)))
        patches.enter_context(patch.object(discord.utils, "utcnow", clock))
        times = SimpleNamespace(time=clock.stamp, perf_counter=loop.time)
        patches.enter_context(patch.object(discord.gateway, "time", times))
        patches.enter_context(patch.object(missed, "datetime", SimpleNamespace(now=lambda zone: clock())))
        patches.enter_context(patch.object(KeepAliveHandler, "start", _beat))
        patches.enter_context(patch.object(KeepAliveHandler, "stop", _stop))
        yield runner, loop, clock


def _beat(self: KeepAliveHandler) -> None:
    """Discord's heartbeat, which the library sends from a thread."""

    async def beating() -> None:
        while not self.ws.socket.closed:
            await asyncio.sleep(self.interval)
            self._last_send = asyncio.get_running_loop().time()
            await self.ws.send_heartbeat(self.get_payload())

    self.beating = asyncio.get_running_loop().create_task(beating())  # type: ignore[attr-defined]


def _stop(self: KeepAliveHandler) -> None:
    self.beating.cancel()  # type: ignore[attr-defined]
