"""Who answers, how many at once, and how long do they wait?

Each person answers the questions of ``bench.script`` one after the other and then makes room for the next: the next
answer is sent the moment the platform shows the reply (closed loop), or at fixed times (open loop).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.script import QUESTIONS
from bench.seeding import Side

PATIENCE = 30.0  # seconds without a reply: something is broken


@dataclass(slots=True)
class Taken:
    """What a run measured.

    Attributes:
        seconds: its whole length.
        waits: milliseconds from each answer to its reply.
    """

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.waits) / self.seconds if self.seconds else 0.0


class Crowd:
    """People on a played platform of their own, with one bot.

    Attributes:
        side: what of it the database has to know.
        wave: its id, once the database is made.
    """

    peer: Any
    people: list[Any]
    side: Side
    wave: str = ""
    _fresh: Iterator[Any]

    def addresses(self) -> dict[str, str]:
        """Where the bots find the platform."""
        raise NotImplementedError

    def greetings(self) -> int:
        """How often a bot has said so far that it is there."""
        raise NotImplementedError

    async def _answer(self, person: Any, at: int) -> None:
        """Send one answer and wait for the reply."""
        raise NotImplementedError

    def _tidy(self) -> None:
        """Let a long run not grow."""

    def slow(self, seconds: float) -> None:
        """Let the platform take so long for every request."""
        self.peer.server.latency = seconds

    async def closed(self, at_once: int, seconds: float) -> Taken:
        """So many people answer at once, for about so long; then each waits for the last reply."""
        taken = Taken()
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._one_after_the_other(taken, started + seconds))
        taken.seconds = time.perf_counter() - started
        self._tidy()
        return taken

    async def open(self, per_second: float, seconds: float) -> Taken:
        """Answers arrive at fixed times, whatever became of those before; waits count from when they were due."""
        taken = Taken()
        started = time.perf_counter()
        pace = 1 / per_second
        lines: deque[tuple[Any, int]] = deque()
        async with asyncio.TaskGroup() as group:
            for number in range(int(per_second * seconds)):
                due = started + number * pace
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                person, at = lines.popleft() if lines else (next(self._fresh), 0)
                group.create_task(self._answer_due(person, at, due, taken, lines))
        taken.seconds = time.perf_counter() - started
        self._tidy()
        return taken

    async def _answer_due(self, person: Any, at: int, due: float, taken: Taken, lines: deque[tuple[Any, int]]) -> None:
        await self._answer(person, at)
        taken.waits.append((time.perf_counter() - due) * 1000)
        if at + 1 < len(QUESTIONS):
            lines.append((person, at + 1))

    async def _one_after_the_other(self, taken: Taken, until: float) -> None:
        while time.perf_counter() < until:
            person = next(self._fresh)
            for at in range(len(QUESTIONS)):
                started = time.perf_counter()
                await self._answer(person, at)
                taken.waits.append((time.perf_counter() - started) * 1000)
                if time.perf_counter() >= until:
                    return
