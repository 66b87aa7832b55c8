"""How is much done at once, and what one person sends still one after the other?"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

AT_ONCE = 50  # jobs; each mostly waits for the network
FULL = 1000  # jobs waiting in memory; more are left with the platform

log = logging.getLogger(__name__)
Job = TypeVar("Job")


class Lines(Generic[Job]):
    """Jobs stand in lines by key: one line in order, many lines at once."""

    def __init__(self, run: Callable[[Job], Awaitable[None]], at_once: int = AT_ONCE) -> None:
        self._run = run
        self._at_once = at_once
        self._lines: dict[str, deque[Job]] = {}
        self._ready: deque[str] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._count = 0
        self._less = asyncio.Event()

    def __len__(self) -> int:
        return self._count

    def put(self, key: str, job: Job) -> None:
        """Let a job stand in line."""
        self._count += 1
        line = self._lines.get(key)
        if line is not None:
            line.append(job)
            return
        self._lines[key] = deque((job,))
        self._ready.append(key)
        if len(self._workers) < self._at_once:
            worker = asyncio.create_task(self._work(), name="line")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def below(self, number: int = FULL) -> None:
        """Wait until fewer jobs than that are left."""
        while self._count >= number:
            self._less.clear()
            await self._less.wait()

    async def close(self, patience: float) -> None:
        """Finish what is in work for so many seconds, then stop; what is left stays in the inbox."""
        try:
            async with asyncio.timeout(patience):
                await self.below(1)
        except TimeoutError:
            log.info("%s events are left for the next start", self._count)
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self) -> None:
        while self._ready:
            key = self._ready.popleft()
            line = self._lines[key]
            try:
                await self._run(line[0])
            except Exception:  # an outermost loop: one bad job never stops the others
                log.exception("a job failed")
            line.popleft()
            self._count -= 1
            self._less.set()
            if line:
                self._ready.append(key)
            else:
                del self._lines[key]
