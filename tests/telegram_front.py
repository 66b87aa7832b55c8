"""The Telegram adapter with a stand-in for the desk, for tests of the adapter alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot import inbox
from bot.platform import Event
from bot.screens import Button, Reply, Screen, plain
from bot.telegram.client import Telegram
from surveys.store import Store

Answer = Callable[[Event], Reply | Awaitable[Reply]]
Start = Callable[..., Any]


class Front:
    """The adapter, running, with a stand-in for the desk that answers by a function.

    Attributes:
        heard: events in the order in which they were applied.
    """

    def __init__(self, store: Store, telegram: Telegram, answer: Answer) -> None:
        self.running: asyncio.Future[None]
        self.store = store
        self.telegram = telegram
        self.answer = answer
        self.heard: list[Event] = []
        self._more = asyncio.Condition()

    async def handle(self, event: Event, inbox_id: int | None) -> Reply:
        answered = self.answer(event)
        reply = answered if isinstance(answered, Reply) else await answered
        if inbox_id is None or await self.store.write(lambda session: inbox.done(session, inbox_id)):
            async with self._more:
                self.heard.append(event)
                self._more.notify_all()
            return reply
        return Reply()

    async def hears(self, number: int, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - tests say how long they wait
        """Wait until so many events were applied."""
        async with asyncio.timeout(timeout), self._more:
            await self._more.wait_for(lambda: len(self.heard) >= number)

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.heard]


def echo(event: Event) -> Reply:
    """A desk that repeats."""
    if event.token:
        return Reply((Screen(plain(f"gedrückt: {event.token}"), replaces=True),), toast="Gemerkt")
    return Reply((Screen(plain(f"Echo: {event.text}"), ((Button("Weiter", "tok_1"),),)),))
