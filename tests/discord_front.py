"""The real Discord adapter, running against a played Discord, with the desk or a stand-in behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from peers.discord import DiscordPeer
from pydantic import SecretStr

from bot import dialogues
from bot.desk import Desk
from bot.discord.client import Discord
from bot.platform import Event, TokenRefused
from bot.screens import Reply
from bot.settings import DiscordSettings

Handle = Callable[[Event, int | None], Awaitable[Reply]]


def settings_of(peer: DiscordPeer) -> DiscordSettings:
    """Where the played Discord is."""
    return DiscordSettings(token=SecretStr(peer.token), api_url=peer.api_url, gateway_url=peer.gateway_url)


@asynccontextmanager
async def discord_running(
    desk: Desk, peer: DiscordPeer, handle: Handle | None = None, **more: Any
) -> AsyncIterator[Discord]:
    """The adapter, connected, inside the block."""
    discord = Discord(settings_of(peer), desk.store, desk.house.keys, **more)
    desk.platforms["discord"] = discord
    running = asyncio.create_task(discord.run(handle or desk.handle))
    try:
        ready = asyncio.create_task(discord.ready())
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if running.done():
            running.result()
        yield discord
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError, TokenRefused):
            await running


COMMANDS = dialogues.commands
