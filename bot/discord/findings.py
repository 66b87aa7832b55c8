"""What does Discord say of us: does it know the token, our commands, and what may we do in each channel?

Plain requests, so that it can be asked with and without a running bot. "Permissions", "Gateway" (session start limit) and
"Application" (flags) of Discord's documentation, read 2026-11.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import discord
from discord.http import Route

from bot.discord import permissions
from bot.discord.api import LONGEST, meaning
from bot.discord.gateway import point
from bot.discord.inbound import PLATFORM
from bot.discord.permissions import Raw
from bot.platform import Finding, Gone, Refused, State, TokenRefused
from bot.settings import DiscordSettings

FEW = 100  # connects left of a thousand a day; none left means that the token is reset
TEXTS, THREADS, FORUMS = (0, 5), (10, 11, 12), (15, 16)  # types of channels a card may stand in
PRIVILEGED = {  # flags of the application: switches in the developer portal, each for small and for large bots
    "Presence": 1 << 12 | 1 << 13,
    "Server Members": 1 << 14 | 1 << 15,
    "Message Content": 1 << 18 | 1 << 19,
}
# By their name in phrases: without the vital ones nothing works, without one of the others something is lacking.
VITAL = frozenset({"view", "send", "post", "threads"})
ALSO = {
    "embed": permissions.EMBED_LINKS,
    "attach": permissions.ATTACH_FILES,
    "history": permissions.READ_MESSAGE_HISTORY,
    "react": permissions.ADD_REACTIONS,
    "pin": permissions.PIN_MESSAGES,
}

Same = Callable[[Sequence[Raw]], bool]


class Call(Protocol):
    """Calls a method of Discord's API; gives its result. Raises PlatformError."""

    def __call__(self, method: str, path: str, *, params: dict[str, Any] | None = None, **ids: Any) -> Awaitable[Any]:
        """Such as ``call("GET", "/guilds/{guild_id}", guild_id="1")``."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """A server, as far as rights depend on it."""

    guild: Raw
    roles: Sequence[Raw]
    me: Raw

    def rights(self, channel: Raw, now: datetime) -> int:
        """What we may do in a channel of it."""
        return permissions.of_member(self.guild, self.roles, self.me, self.me["user"]["id"], channel, now)


async def alone(settings: DiscordSettings, addresses: Sequence[str], same: Same, now: datetime) -> list[Finding]:
    """The same as ``findings``, for who does not run: on a connection of its own, and without the gateway."""
    async with connected(settings) as call:
        return await findings(call, addresses, same, now)


@asynccontextmanager
async def connected(settings: DiscordSettings) -> AsyncIterator[Call]:
    """A connection of one's own; raises PlatformError."""
    assert settings.token is not None
    point(settings)
    client = discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=LONGEST)

    async def call(method: str, path: str, *, params: dict[str, Any] | None = None, **ids: Any) -> Any:
        with _in_our_words():
            return await client.http.request(Route(method, path, **ids), params=params or {})

    try:
        with _in_our_words():
            await client.login(settings.token.get_secret_value())
        yield call
    finally:
        await client.close()


async def findings(call: Call, addresses: Sequence[str], same: Same, now: datetime) -> list[Finding]:
    """What there is to say; raises PlatformError where Discord does not answer.

    same: whether published commands are those we want.
    """
    me, application, gateway = await asyncio.gather(
        call("GET", "/users/@me"), call("GET", "/oauth2/applications/@me"), call("GET", "/gateway/bot")
    )
    path, localized = "/applications/{application_id}/commands", {"with_localizations": "true"}
    published = await call("GET", path, params=localized, application_id=application["id"])
    guilds = list(dict.fromkeys(_parts(address)[0] for address in addresses))
    asked = await asyncio.gather(*(_server(call, guild, me["id"]) for guild in guilds))
    servers = dict(zip(guilds, asked, strict=True))
    places = await asyncio.gather(*(_place(call, servers[_parts(each)[0]], each, now) for each in addresses))
    return [
        Finding(PLATFORM, "ok", "check-token", values={"name": me["username"]}),
        _intents(application),
        _gateway(gateway),
        _commands(same(published)),
        *(finding for place in places for finding in place),
    ]


async def is_secluded(call: Call, address: str) -> bool:
    """Whether somebody without any role cannot see a channel, or the one a thread belongs to; raises PlatformError."""
    guild_id, channel_id = _parts(address)
    if not channel_id:
        return False
    guild, roles, channel = await asyncio.gather(
        call("GET", "/guilds/{guild_id}", guild_id=guild_id),
        call("GET", "/guilds/{guild_id}/roles", guild_id=guild_id),
        call("GET", "/channels/{channel_id}", channel_id=channel_id),
    )
    if channel["type"] in THREADS:
        channel = await call("GET", "/channels/{channel_id}", channel_id=channel["parent_id"])
    nobody = permissions.of_member(guild, roles, {"roles": []}, "0", channel)
    return not nobody & permissions.VIEW_CHANNEL


def _intents(application: Raw) -> Finding:
    about = f"{PLATFORM} intents"
    flags = int(application.get("flags") or 0)
    on = [name for name, bits in PRIVILEGED.items() if flags & bits]
    if on:
        return Finding(about, "ok", "check-intents-on", "check-intents-do", {"intents": ", ".join(on)})
    return Finding(about, "ok", "check-intents-off")


def _gateway(gateway: Raw) -> Finding:
    limit = gateway["session_start_limit"]
    values = {"left": int(limit["remaining"]), "total": int(limit["total"])}
    if values["left"] < FEW:
        return Finding(f"{PLATFORM} gateway", "warning", "check-gateway", "check-gateway-do", values)
    return Finding(f"{PLATFORM} gateway", "ok", "check-gateway", values=values)


def _commands(are_there: bool) -> Finding:
    about = f"{PLATFORM} commands"
    if are_there:
        return Finding(about, "ok", "check-commands")
    return Finding(about, "warning", "check-commands-old", "check-commands-do")


async def _server(call: Call, guild: str, me: str) -> Server | None:
    """A server with our membership; None where we are no member."""
    try:
        return Server(
            *await asyncio.gather(
                call("GET", "/guilds/{guild_id}", guild_id=guild),
                call("GET", "/guilds/{guild_id}/roles", guild_id=guild),
                call("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=me),
            )
        )
    except TokenRefused:
        raise
    except (Gone, Refused):
        return None


async def _place(call: Call, server: Server | None, address: str, now: datetime) -> list[Finding]:
    """What we may do in a channel, each missing right on its own."""
    about = f"{PLATFORM}:{address}"
    if server is None:
        return [Finding(about, "warning", "check-not-there", "check-not-there-do")]
    if permissions.is_silenced(server.me, now):
        return [Finding(about, "blocked", "check-silenced", "check-silenced-do")]
    try:
        channel = await call("GET", "/channels/{channel_id}", channel_id=_parts(address)[1])
        is_thread = channel["type"] in THREADS
        rules = await call("GET", "/channels/{channel_id}", channel_id=channel["parent_id"]) if is_thread else channel
    except TokenRefused:
        raise
    except Gone:
        return [Finding(about, "warning", "check-channel-gone", "check-channel-gone-do")]
    except Refused:
        return [_missing(about, "view")]
    if channel["type"] not in (*TEXTS, *THREADS, *FORUMS):
        return [Finding(about, "blocked", "check-channel-kind", "check-channel-kind-do")]
    if channel.get("thread_metadata", {}).get("locked"):
        return [Finding(about, "blocked", "check-thread-locked", "check-thread-locked-do")]
    may = server.rights(rules, now)
    missing = [name for name, right in _wanted(channel["type"]).items() if not may & right]
    return [_missing(about, name) for name in missing] or [Finding(about, "ok", "check-may-all")]


def _wanted(kind: int) -> dict[str, int]:
    """The rights a card and its answers need in a channel of that type.

    A post in a forum is sent with the right to write; the one to open threads is ignored there ("Start Thread in Forum").
    """
    send, threads = permissions.SEND_MESSAGES, permissions.SEND_MESSAGES_IN_THREADS
    if kind in THREADS:
        return {"threads": threads, **ALSO}
    if kind in FORUMS:
        return {"post": send, "threads": threads, **ALSO}
    return {"send": send, **ALSO}


def _missing(about: str, right: str) -> Finding:
    state: State = "blocked" if right in VITAL else "warning"
    return Finding(about, state, "check-right-missing", "check-right-do", {"right": right})


def _parts(address: str) -> tuple[str, str]:
    """Server and channel."""
    guild, _, channel = address.partition("/")
    return guild, channel


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise meaning(error) from error
