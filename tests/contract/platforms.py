"""How does somebody hold a conversation on each platform: follow a link, press what they see, write?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol

from discord_front import discord_running
from peers.discord import Channel, DiscordPeer, Interaction, Message, Modal
from peers.discord import Person as Member
from peers.telegram import TelegramPeer
from peers.telegram_state import Chat, Post
from pydantic import SecretStr
from sqlmodel import Session, select

from bot import phrases
from bot.console.client import Console
from bot.desk import Desk
from bot.discord.client import Discord
from bot.platform import Act, Person
from bot.screens import Button, Screen, plain
from bot.settings import TelegramSettings
from bot.tables import Community, Place
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


class DiscordHand:
    """A member in a channel of a played Discord, over HTTP and a gateway: presses, sees for themselves, fills in forms."""

    def __init__(self, peer: DiscordPeer, discord: Discord, anna: Member, channel: Channel) -> None:
        self.peer, self.discord, self.anna, self.channel = peer, discord, anna, channel
        self.form: Modal | None = None
        self.agrees = False

    async def follows(self, token: str) -> None:
        """Press a button with this token on a message of ours."""
        address = f"{self.channel.guild.id}/{self.channel.id}"
        await self.discord.show(address, Screen(plain("Umfrage"), ((Button("Antworten", token),),)))
        card = await self.peer.next_message(self.channel)
        await self._answered(await self.anna.clicks(card, "Antworten"))

    async def presses(self, label: str) -> None:
        if self.form is not None and label == phrases.say("button-agree", "de"):
            self.agrees = True  # ticked when the form is sent
            return
        marked = next(each for each in (label, f"✓ {label}") if each in self._newest().labels)
        await self._answered(await self.anna.clicks(self._newest(), marked))

    async def says(self, text: str) -> None:
        if self.form is None:
            await self.presses(phrases.say("button-write", "de"))
        form, self.form = self.form, None
        assert form is not None
        fields = {phrases.say("form-answer", "de"): text}
        if self.agrees:
            fields[phrases.say("button-agree", "de")] = ["yes"]
        self.agrees = False
        await self._answered(await self.anna.submits(form, fields))
        if (
            more := next((each for each in self._newest().labels if each.startswith("Nächste Frage")), None)
        ) is not None:
            await self.presses(more)

    def sees(self, label: str) -> bool:
        return label in self._newest().labels

    async def _answered(self, interaction: Interaction) -> None:
        await self.peer.answer(interaction)
        self.form = await self.peer.modal_for(self.anna) if interaction.response == 9 else None

    def _newest(self) -> Message:
        seen = [one for one in self.peer.seen_by(self.anna, self.channel) if one.receiver is self.anna]
        return max((one for one in seen if one.labels), key=lambda one: one.id)


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


@asynccontextmanager
async def on_discord(desk: Desk) -> AsyncIterator[Hand]:
    async with DiscordPeer() as peer:
        anna = peer.user("Anna", locale="de")
        guild = peer.guild("Kundenclub", members=[anna])
        channel = peer.text_channel(guild, "umfragen")
        desk.store.write_now(lambda session: _belongs(session, str(guild.id)))
        async with discord_running(desk, peer) as discord:
            yield DiscordHand(peer, discord, anna, channel)
        if peer.contract is not None:
            peer.assert_clean()


def _belongs(session: Session, guild: str) -> None:
    """The server is part of the community there is."""
    community = session.exec(select(Community)).first()
    assert community is not None
    place = Place(community_id=community.id, platform="discord", address=guild, abilities={"holds": True})
    session.add(place)


PLATFORMS: Mapping[str, Callable[[Desk], AbstractAsyncContextManager[Hand]]] = {
    "console": on_console,
    "telegram": on_telegram,
    "discord": on_discord,
}
"""Every platform there is; a new one is one line here."""
