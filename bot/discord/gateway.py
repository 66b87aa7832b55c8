"""How are we connected to Discord, with as little in memory as it takes, and never so often that it throws us out?"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from bot import lanes
from bot.discord.api import LONGEST
from bot.lanes import Rate
from bot.settings import DiscordSettings
from surveys.errors import NotStored
from surveys.store import Store

# No privileged one: presses, forms, commands, direct messages, and what mentions us or answers us with a ping.
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
# Discord resets the token of whoever identifies more than 1,000 times a day: at most 100 at once and 620 more in a day.
IDENTIFY = Rate(interval=140.0, burst=100)
QUIET = 0.5  # seconds without another server at the start, then the list is taken for whole

# What a server consists of is asked for when it is needed: thirty channels and twenty roles would be 20 kB of memory.
# Threads stay: nobody but the library tells of those that go with their channel.
PARTS = frozenset({
    "channels", "emojis", "guild_scheduled_events", "presences", "roles", "soundboard_sounds", "stage_instances",
    "stickers", "voice_states",
})  # fmt: skip
UNHEARD = ("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_PINS_UPDATE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE")

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody is heard here
log = logging.getLogger(__name__)


def point(settings: DiscordSettings) -> None:
    """Tell the library where Discord is: it keeps both addresses for the whole process."""
    Route.BASE = settings.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)


def lean(guild: Mapping[str, Any]) -> dict[str, Any]:
    """A server as the gateway tells of it, without its parts."""
    return {name: value for name, value in guild.items() if name not in PARTS}


class TooOften(Exception):
    """We connected anew so often that we have to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Gateway(discord.Client):
    """discord.py's client with nothing cached but servers and their threads; what happens goes to whoever listens.

    told: is called with what happened, named as the library names it, and its values.
    """

    def __init__(
        self,
        told: Callable[[str, tuple[Any, ...]], Awaitable[None]],
        store: Store,
        now: Callable[[], datetime],
        trace: Any,
    ) -> None:
        super().__init__(
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=QUIET,
            max_ratelimit_timeout=LONGEST,
            http_trace=trace,
        )
        self._told, self._store, self._now = told, store, now
        self._has_slot = False
        self._listen(self._connection.parsers)

    def _listen(self, parsers: dict[str, Callable[[Any], None]]) -> None:
        """Have less kept of servers, and interactions handed on as they come: the library would build objects of both."""
        for event in ("GUILD_CREATE", "GUILD_UPDATE"):
            parsers[event] = _before(lean, parsers[event])
        for event in UNHEARD:
            parsers.pop(event, None)
        parsers["INTERACTION_CREATE"] = partial(self.dispatch, "interaction")
        parsers["CHANNEL_DELETE"] = partial(self.dispatch, "channel_delete")

    async def slot(self) -> float:
        """Take a slot to connect anew, one of those that all our processes share, over restarts.

        Gives 0 where one was taken, else the seconds until there is one: a crash loop must not cost the token.
        """
        now, name = self._now(), f"dc:{self.application_id}:identify"
        try:
            due = await self._store.write(
                lambda session: lanes.reserve(session, [(name, IDENTIFY)], now, patience=timedelta(0))
            )
        except NotStored:
            log.warning("connecting without a note of it: the database takes nothing")
            return 0.0
        wait = max(0.0, (due - now).total_seconds())
        self._has_slot = not wait
        return wait

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Go on with the slot that was taken before connecting; the library gives us no time to wait for one here."""
        if not initial:
            await super().before_identify_hook(shard_id, initial=initial)
        if not self._has_slot and (wait := await self.slot()) > 0:
            raise TooOften(wait)
        self._has_slot = False

    async def close(self) -> None:
        """Close all connections; calling twice is harmless."""
        loop = asyncio.get_running_loop()
        await super().close()
        for thread in threading.enumerate():  # one that was still connecting would beat on, into a loop that has ended
            if isinstance(thread, KeepAliveHandler) and thread.ws.loop is loop:
                thread.stop()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """An outermost loop: one bad event never stops the others."""
        log.exception("%s failed", event_method)  # noqa: LOG004 - called while the error is handled

    async def on_interaction(self, interaction: Mapping[str, Any]) -> None:
        await self._told("interaction", (interaction,))

    async def on_message(self, message: discord.Message) -> None:
        await self._told("message", (message,))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        await self._told("edit", (payload,))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self._told("delete", (payload.guild_id, payload.channel_id, (payload.message_id,)))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        await self._told("delete", (payload.guild_id, payload.channel_id, tuple(payload.message_ids)))

    async def on_ready(self) -> None:
        await self._told("connected", (True,))

    async def on_resumed(self) -> None:
        await self._told("connected", (False,))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._told("arrived", (guild,))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._told("left", (guild.id, None))

    async def on_channel_delete(self, channel: Mapping[str, Any]) -> None:
        number, server = int(channel["id"]), int(channel["guild_id"])
        guild = self.get_guild(server)
        threads = [thread.id for thread in guild.threads if thread.parent_id == number] if guild is not None else []
        for gone in (number, *threads):
            await self._told("left", (server, gone))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._told("left", (payload.guild_id, payload.thread_id))


def _before(change: Callable[[Any], Any], parse: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda data: parse(change(data))
