"""Who answers, how many at once, and how long do they wait?

Each person answers the questions of ``bench.script`` one after the other and then makes room for the next: the next
update is sent the moment Telegram shows the reply (closed loop), or at fixed times (open loop).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from peers import telegram_methods
from peers.telegram import Person, TelegramPeer
from peers.telegram_state import Post, World
from peers.telegram_wire import Call

from bench.script import LABEL, QUESTIONS, WORDS

PATIENCE = 30.0  # seconds without a reply: something is broken


@dataclass(slots=True)
class Taken:
    """What a run measured.

    Attributes:
        seconds: its whole length.
        waits: milliseconds from each update to its reply.
    """

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.waits) / self.seconds if self.seconds else 0.0


class Crowd:
    """People in a Telegram of their own, with one bot."""

    def __init__(self, people: int) -> None:
        self.peer = TelegramPeer(strict=False, record=False)
        self.peer.world.rates.counted = False
        self.group = self.peer.group("Kundenclub", [self.peer.user("Anna", started=True)], bot="administrator")
        self.people = [self.peer.user(f"Person {number}", started=True) for number in range(people)]
        self._fresh = iter(self.people)
        self._asked: dict[int, asyncio.Future[int]] = {}
        _LISTENERS[self.peer.world] = self._heard

    @property
    def ids(self) -> list[int]:
        """Telegram's numbers of all people."""
        return [person.id for person in self.people]

    def slow(self, seconds: float) -> None:
        """Let Telegram take so long for every request."""
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
        """Updates arrive at fixed times, whatever became of those before; waits count from when they were due."""
        taken = Taken()
        started = time.perf_counter()
        pace = 1 / per_second
        lines: deque[tuple[Person, int]] = deque()
        async with asyncio.TaskGroup() as group:
            for number in range(int(per_second * seconds)):
                due = started + number * pace
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                person, at = lines.popleft() if lines else (next(self._fresh), 0)
                group.create_task(self._answer_due(person, at, due, taken, lines))
        taken.seconds = time.perf_counter() - started
        self._tidy()
        return taken

    async def _answer_due(
        self, person: Person, at: int, due: float, taken: Taken, lines: deque[tuple[Person, int]]
    ) -> None:
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

    async def _answer(self, person: Person, at: int) -> None:
        """Send one answer and wait for the reply."""
        asked = self._asked[person.id] = asyncio.get_running_loop().create_future()
        if QUESTIONS[at].typed:
            await person.says(WORDS)
        else:
            post = _last_question(person)
            person.forges(post, post.buttons[person.id % len(QUESTIONS[at].options)]["callback_data"])
        async with asyncio.timeout(PATIENCE):
            await asked

    def _heard(self, chat_id: int, text: str) -> None:
        asked = self._asked.get(chat_id)
        if asked is not None and LABEL in text and not asked.done():
            asked.set_result(0)

    def _tidy(self) -> None:
        """Let a long run not grow."""
        self._asked.clear()
        world = self.peer.world
        world.clicks.clear()
        world.updates.forget()
        for person in self.people:
            for kept in (person.direct.posts, person.direct.unread):
                kept.clear()


def _last_question(person: Person) -> Post:
    for post in reversed(person.direct.posts.values()):
        if post.by_bot and LABEL in post.text:
            return post
    raise LookupError(f"{person} was not asked anything")


# --- listening in on the played Telegram ---

_LISTENERS: dict[World, Any] = {}


def _listening(run: Any) -> Any:
    def method(world: World, call: Call) -> Any:
        result = run(world, call)
        listener = _LISTENERS.get(world)
        if listener is not None:
            listener(call.params.get("chat_id"), call.params.get("text") or "")
        return result

    return method


for _name in ("sendMessage", "editMessageText"):
    telegram_methods.METHODS[_name] = _listening(telegram_methods.METHODS[_name])
