"""How do the tests point the real discord.py at a played Discord, and what do their bots share?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands
from peers.discord import DiscordPeer

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
MINIMAL = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Bot(discord.Client):
    """A client that keeps what it heard."""

    def __init__(self, **options: Any) -> None:
        settings: dict[str, Any] = {
            "intents": MINIMAL,
            "member_cache_flags": discord.MemberCacheFlags.none(),
            "max_messages": None,
            "guild_ready_timeout": 0.02,
            "allowed_mentions": discord.AllowedMentions.none(),
        }
        super().__init__(**(settings | options))
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, Any]] = []
        self.arrived = asyncio.Event()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.heard.append((event, args[0] if args else None))
        self.arrived.set()
        super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between two IDENTIFYs."""

    async def next(self, event: str, timeout: float = 3.0) -> Any:  # noqa: ASYNC109
        """The oldest event of that name not asked for yet; waits for it."""
        async with asyncio.timeout(timeout):
            while True:
                for row in self.heard:
                    if row[0] == event:
                        self.heard.remove(row)
                        return row[1]
                self.arrived.clear()
                await self.arrived.wait()

    def all(self, event: str) -> list[Any]:
        """All events of that name so far."""
        return [value for name, value in self.heard if name == event]


@contextlib.contextmanager
def pointed_at(peer: DiscordPeer) -> Iterator[None]:
    """Let discord.py find this peer instead of the real one."""
    socket = discord.gateway.DiscordWebSocket
    before = discord.http.Route.BASE, socket.DEFAULT_GATEWAY
    discord.http.Route.BASE = peer.api_url
    socket.DEFAULT_GATEWAY = yarl.URL(peer.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, socket.DEFAULT_GATEWAY = before


@contextlib.asynccontextmanager
async def running(peer: DiscordPeer, client: Bot | None = None) -> AsyncIterator[Bot]:
    """A connected client."""
    bot = client or Bot()
    with pointed_at(peer):
        await bot.login(peer.token)
        task = asyncio.create_task(bot.connect())
        try:
            await asyncio.wait({asyncio.ensure_future(bot.wait_until_ready()), task}, return_when="FIRST_COMPLETED")
            yield bot
        finally:
            await bot.close()
            with contextlib.suppress(discord.DiscordException):
                await task


@contextlib.contextmanager
def refused(code: int, text: str = "") -> Iterator[None]:
    """The block ends with this error code of Discord."""
    with pytest.raises(discord.HTTPException) as caught:
        yield
    assert caught.value.code == code, caught.value
    assert text in str(caught.value.text)


def buttons(*labels: str) -> discord.ui.View:
    """A row of buttons; the custom_id is the label in lower case."""
    view = discord.ui.View(timeout=None)
    for label in labels:
        view.add_item(discord.ui.Button(label=label, custom_id=label.lower()))
    return view
