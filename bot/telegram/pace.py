"""How fast may we send, and who is asked first?

What we send of ourselves (cards, digests, reminders) and everything in groups takes a slot in the database (``bot.lanes``),
so that all processes together keep Telegram's rates, after a restart too. An answer to somebody in the direct chat only
asks this process: a write per answer would double its cost, and people do not type faster than Telegram allows. A waiting
time that Telegram named is written down in both cases. See docs/decisions/0002-sending-rates.md.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import lanes
from bot.lanes import Rate
from bot.platform import Later
from surveys.store import Store

PATIENCE = 5.0  # seconds we wait for a slot ourselves; later than that is the caller's business
LONGEST = 60.0  # seconds an answer waits because Telegram said so
BUCKETS = 4096  # lanes of direct chats carry a number out of so many, never a person's id
OVERALL = Rate(interval=0.04)
CHAT = Rate(interval=1.05)
GROUP = Rate(interval=6.1, burst=10)
ANSWER = Rate(interval=1.0, burst=20)
REMEMBERED = 10_000  # direct chats whose last answers are remembered


@dataclass(frozen=True, slots=True)
class Rates:
    """Telegram's limits (core.telegram.org/bots/faq, "My bot is hitting limits", read 2026-11), kept with a margin.

    Attributes:
        overall: what we send of ourselves, all chats together: Telegram allows 30 a second.
        chat: in one chat: one a second.
        group: in one group, edits count: 20 a minute; ten at once, then one in 6 seconds never exceeds that.
        answer: in one direct chat, answering: short bursts are allowed.
    """

    overall: Rate = OVERALL
    chat: Rate = CHAT
    group: Rate = GROUP
    answer: Rate = ANSWER


class Pace:
    """Says when a message may leave.

    rates: None switches pacing off; waiting times that Telegram names are kept all the same.
    """

    def __init__(self, store: Store, name: str, rates: Rates | None, now: Callable[[], datetime]) -> None:
        self._store = store
        self.name = name
        self._rates = rates
        self._now = now
        self._answers: dict[int, float] = {}
        self._held: dict[str, float] = {}

    async def open(self) -> None:
        """Read the waiting times that a process before us was told."""
        now = self._now()
        found = await self._store.read(lambda session: lanes.held(session, self.name, now))
        for name, until in found.items():
            self._held[name] = time.monotonic() + (until - now).total_seconds()

    async def post(self, chat: int) -> None:
        """Wait for a slot for something of ours; raises Later where that would take long."""
        self._check(chat)
        if self._rates is None:
            return
        wanted = [(self.name, self._rates.overall), (self._lane(chat), self._rates.chat)]
        if chat < 0:
            wanted.append((f"{self._lane(chat)}:minute", self._rates.group))
        await self._reserve(wanted)

    async def group(self, chat: int) -> None:
        """Wait for a slot for an answer in a group; raises Later where that would take long."""
        self._check(chat)
        if self._rates is None:
            return
        await self._reserve([(self._lane(chat), self._rates.chat), (f"{self._lane(chat)}:minute", self._rates.group)])

    async def answer(self, chat: int) -> None:
        """Wait for a slot for an answer in a direct chat; raises Later where Telegram said to wait for long."""
        while (wait := self._told(chat)) > 0:
            if wait > LONGEST:
                raise Later(wait)
            await asyncio.sleep(wait)
        if self._rates is None:
            return
        rate, now = self._rates.answer, time.monotonic()
        expected = max(self._answers.get(chat, now), now)
        if len(self._answers) > REMEMBERED:
            self._answers = {key: at for key, at in self._answers.items() if at > now}
        self._answers[chat] = expected + rate.interval
        if (wait := expected - rate.interval * (rate.burst - 1) - now) > 0:
            await asyncio.sleep(wait)

    async def told(self, chat: int, seconds: float) -> None:
        """Keep a waiting time that Telegram named.

        It is the group's where a group was meant. In a direct chat in which we were not fast it can only be about
        everything we send.
        """
        alone = chat < 0 or self._answers.get(chat, 0) - time.monotonic() > 2
        lane = self._lane(chat) if alone else self.name
        self._held[lane] = max(self._held.get(lane, 0), time.monotonic() + seconds)
        until = self._now() + timedelta(seconds=seconds)
        await self._store.write(lambda session: lanes.hold(session, lane, until))

    async def _reserve(self, wanted: list[tuple[str, Rate]]) -> None:
        now = self._now()
        patience = timedelta(seconds=PATIENCE)
        due = await self._store.write(lambda session: lanes.reserve(session, wanted, now, patience))
        wait = (due - now).total_seconds()
        if wait > PATIENCE:
            raise Later(wait)
        if wait > 0:
            await asyncio.sleep(wait)

    def _check(self, chat: int) -> None:
        if (wait := self._told(chat)) > 0:
            raise Later(wait)

    def _told(self, chat: int) -> float:
        """Seconds Telegram told us to wait before anything leaves for this chat."""
        if not self._held:
            return 0
        now = time.monotonic()
        self._held = {name: until for name, until in self._held.items() if until > now}
        return max((self._held.get(name, 0) - now for name in (self.name, self._lane(chat))), default=0)

    def _lane(self, chat: int) -> str:
        return f"{self.name}:{chat if chat < 0 else f'd{chat % BUCKETS}'}"
