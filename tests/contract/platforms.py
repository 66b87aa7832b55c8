"""How does somebody hold a conversation on each platform: follow a link, press what they see, write?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol

from peers.telegram import TelegramPeer
from peers.telegram_state import Chat, Post
from pydantic import SecretStr

from bot.console.client import Console
from bot.desk import Desk
from bot.platform import Act, Person
from bot.settings import TelegramSettings
from bot.telegram.client import Telegram

PEOPLE = Person("17", "Anna", "de")


class Hand(Protocol):
    """Somebody at a platform; everything waits until the answer has arrived."""

    async def follows(self, token: str) -> None:
        """Follow a deep link into the direct chat."""

    async def presses(self, label: str) -> None:
        """Press the button of that label, on the newest message that has one."""

    async def says(self, text: str) -> None:
        """Write in the direct chat."""

    def sees(self, label: str) -> bool:
        """Whether a button of that label is on the newest message that has buttons."""


class ConsoleHand:
    def __init__(self, desk: Desk) -> None:
        self.written: list[str] = []
        self.console = Console(self.written.append, person=PEOPLE)
        desk.platforms["console"] = self.console
        self._handle = desk.handle

    async def follows(self, token: str) -> None:
        await self.console.happen(self.console.event(Act.COMMAND, command="start", token=token), self._handle)

    async def presses(self, label: str) -> None:
        await self.console.happen(self.console.press(label, screen=self._newest()), self._handle)

    async def says(self, text: str) -> None:
        await self.console.take(text, self._handle)

    def sees(self, label: str) -> bool:
        return any(
            button.label == label for row in self.console.shown[self._newest()].screen.all_rows() for button in row
        )

    def _newest(self) -> int:
        return max(at for at, shown in enumerate(self.console.shown) if shown.screen.all_rows())


class TelegramHand:
    """A person in a played Telegram, over HTTP."""

    def __init__(self, peer: TelegramPeer) -> None:
        self.peer = peer
        self.person = peer.user("Anna")
        self.chat: Chat = peer.direct(self.person)

    async def follows(self, token: str) -> None:
        await self._until_answered(self.person.says(f"/start {token}"))

    async def presses(self, label: str) -> None:
        before = self._state()
        await self.person.presses(self._newest(), label)
        await self.peer.until(lambda: self._state() != before, what=f"what comes of {label!r}")

    async def says(self, text: str) -> None:
        await self._until_answered(self.person.says(text))

    def sees(self, label: str) -> bool:
        return label in [button["text"] for button in self._newest().buttons]

    async def _until_answered(self, act: object) -> None:
        before = self._state()
        await act  # type: ignore[misc]
        await self.peer.until(lambda: self._state() != before, what="an answer")

    def _state(self) -> list[tuple[int, str, int]]:
        return [(post.order, post.text, len(post.versions)) for post in self._posts()]

    def _posts(self) -> list[Post]:
        return [post for post in self.peer.messages(self.chat, by_bot=True) if not post.deleted]

    def _newest(self) -> Post:
        return max((post for post in self._posts() if post.buttons), key=lambda post: post.order)


@asynccontextmanager
async def on_console(desk: Desk) -> AsyncIterator[Hand]:
    yield ConsoleHand(desk)


@asynccontextmanager
async def on_telegram(desk: Desk) -> AsyncIterator[Hand]:
    async with TelegramPeer() as peer:
        where = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url)
        telegram = Telegram(where, desk.store, desk.house.keys, rates=None)
        desk.platforms["telegram"] = telegram
        running = asyncio.create_task(telegram.run(desk.handle))
        try:
            yield TelegramHand(peer)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        if peer.contract is not None:
            peer.assert_clean()


PLATFORMS: Mapping[str, Callable[[Desk], AbstractAsyncContextManager[Hand]]] = {
    "console": on_console,
    "telegram": on_telegram,
}
"""Every platform there is; a new one is one line here."""
