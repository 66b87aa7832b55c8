"""What makes Discord one of our platforms?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import discord

from bot.alone import Alone
from bot.discord import commands, findings, inbound, outbound, permissions
from bot.discord.api import REVOKED, Api, meaning
from bot.discord.gateway import Gateway, TooOften, point
from bot.discord.guilds import Guilds
from bot.discord.inbound import PLATFORM, SOURCE, Asked, Raw, language_of
from bot.discord.missed import Missed
from bot.discord.posts import Posts
from bot.discord.replies import Replies
from bot.intake import Intake, Unreadable
from bot.keys import Keys
from bot.platform import (
    Act,
    Command,
    Event,
    File,
    Finding,
    Gone,
    Later,
    Person,
    PlatformError,
    Refused,
    Standing,
    TokenRefused,
    Unreachable,
    Where,
)
from bot.screens import Reply, Screen
from bot.settings import DiscordSettings
from surveys.errors import NotStored
from surveys.store import Store

READY = 1.0  # seconds a call waits for the first contact with Discord
GRACE = 5.0  # seconds to finish what is in work at the end
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds between tries at the start, doubled each time
PASS = 600.0  # seconds between passes over what was written, so that the watermarks stay near
FETCH = 1.5  # seconds to fetch it: Discord wants an answer within three
FILE_LIMIT = 1_000_000  # bytes of a file that is taken
REFUSED = 4004  # the gateway closes so when it does not know the token

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Discord:
    """Discord as a platform (``bot.platform.Platform``).

    commands: what the command menus offer. suggest: what fits what somebody has typed so far into an option.
    grace: seconds to finish what is in work when cancelled; what is left waits in the inbox.
    """

    name = PLATFORM
    limits = outbound.LIMITS

    def __init__(
        self,
        settings: DiscordSettings,
        store: Store,
        keys: Keys,
        *,
        commands: Sequence[Command] = (),
        suggest: Callable[[str, str, str, str], Sequence[tuple[str, str]]] = lambda *_: (),
        language: str = "de",
        grace: float = GRACE,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        if settings.token is None:
            raise ValueError("no token")
        self._token = settings.token.get_secret_value()
        self._settings, self._store, self._keys = settings, store, keys
        self._commands, self._suggest, self._language = commands, suggest, language
        self._grace, self._now = grace, now
        self._api = Api(store, now)
        self._replies = Replies(self._api, self._wrote)
        self._ready = asyncio.Event()  # something can be sent; that needs no connection of ours to the gateway
        self._is_connected = asyncio.Event()
        self._bell = asyncio.Event()
        self._new_session = False  # nothing told us what happened before
        self._caught_up = False
        self._one_by_one: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by message
        self._handle: Callable[[Event, int | None], Awaitable[Reply]] | None = None
        self._client: Gateway
        self._posts: Posts
        self._guilds: Guilds
        self._intake: Intake
        self._missed: Missed

    # --- what everybody may ask of a platform ---

    async def show(self, address: str, screen: Screen, *, pin: bool = False, key: str = "") -> str:
        """Send a screen; gives the reference of its text. ``key`` makes a retry the same."""
        await self._until_ready()
        return await self._posts.show(address, screen, pin=pin, key=key)

    async def edit(self, address: str, ref: str, screen: Screen) -> None:
        """Change a screen of ours; an unchanged one is success."""
        await self._until_ready()
        await self._posts.edit(ref, screen)

    async def standing(self, where: Where, person: Person, moderating: Collection[str] = ()) -> Standing:
        """What the person is in the server, asked of Discord now; somebody unknown there is a stranger."""
        await self._until_ready()
        guild = int(where.address.split("/", maxsplit=1)[0])
        try:
            told = await self._api.call("GET", "/guilds/{guild_id}", guild_id=guild)
            path = "/guilds/{guild_id}/members/{user_id}"
            member = await self._api.call("GET", path, guild_id=guild, user_id=int(person.id))
        except (Gone, Refused) as error:
            if isinstance(error, TokenRefused):
                raise
            return Standing.STRANGER
        rights = permissions.of_member(told, told["roles"], member, person.id)
        holds = set(moderating) & {str(role) for role in member["roles"]}
        return Standing.MODERATOR if holds or rights & permissions.MODERATES else Standing.MEMBER

    async def findings(self, addresses: Sequence[str]) -> Sequence[Finding]:
        """Whether Discord knows us and our commands, and what we may do in the channels."""
        await self._until_ready()
        wanted = commands.payload(self._commands, self._language)
        call, now = self._api.call, self._now()
        return await findings.findings(call, addresses, lambda there: commands.same(there, wanted), now)

    async def secluded(self, address: str) -> bool:
        """Whether somebody without any role cannot see the channel."""
        await self._until_ready()
        return await findings.is_secluded(self._api.call, address)

    async def ready(self) -> None:
        """Wait until we are connected."""
        await self._is_connected.wait()

    def link(self, token: str) -> str | None:
        """There are no addresses that open a direct chat with something in it."""
        return None

    async def run(self, handle: Callable[[Event, int | None], Awaitable[Reply]]) -> None:
        """Take events until cancelled. Raises TokenRefused when Discord does not know our token (any more)."""
        point(self._settings)
        self._handle = handle
        self._posts = Posts(self._api, self._replies)
        self._guilds = Guilds(self._store, handle, self._now)
        self._client = await self._logged_in()
        try:
            gateway = Alone(self._store, f"discord-gateway:{self._api.application}", "is connected", self._now)
            self._ready.set()
            self._intake = Intake(self._store, self._keys, SOURCE, handle, self._give, self._now)
            self._missed = Missed(self._client, self._store, self._keys, self._intake.take)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(gateway.run(self._connected), name="discord-gateway")
                    group.create_task(self._intake.sweep(), name="discord-sweep")
                    group.create_task(self._catching_up(), name="discord-missed")
                    group.create_task(self._menus(), name="discord-menus")
            except BaseExceptionGroup as errors:
                refused = errors.subgroup(TokenRefused)
                raise TokenRefused(REVOKED) if refused is not None else errors from None
            finally:
                await self._intake.close(self._grace)
        finally:
            self._ready.clear()
            self._is_connected.clear()
            await self._client.close()
            await self._api.close()

    # --- being connected ---

    async def _logged_in(self) -> Gateway:
        """Try until it works, each time with a new client: a network that is down at the start is no reason to end."""
        wait = FIRST_WAIT
        while True:
            client = Gateway(self._told, self._store, self._now, self._api.watch())
            try:
                await client.login(self._token)
                self._api.http, self._api.application = client.http, client.application_id or 0
                await self._api.open()
                return client
            except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
                await client.close()
                told = meaning(error)
                if isinstance(told, TokenRefused):
                    raise told from None
                log.warning("starting: %s, trying again", type(told).__name__)
                await asyncio.sleep(told.seconds if isinstance(told, Later) else wait)
                wait = min(wait * 2, LONGEST_WAIT)
            except BaseException:
                await client.close()
                raise

    async def _connected(self) -> None:
        """Be connected until cancelled; who loses the lease hears nothing any more."""
        try:
            await self._connecting()
        finally:
            self._is_connected.clear()
            socket: Any = self._client.ws  # None before the first connection
            if socket is not None and socket.open:
                await socket.close(code=1000)

    async def _connecting(self) -> None:
        wait = FIRST_WAIT
        while True:
            while (seconds := await self._client.slot()) > 0:
                log.error("connected too often today: waiting %.0f s, or Discord would reset the token", seconds)
                await asyncio.sleep(min(seconds, LONGEST_WAIT))
            try:
                await self._client.connect()
                return
            except TooOften as error:
                await asyncio.sleep(min(error.seconds, LONGEST_WAIT))
            except AttributeError:  # the library's own, where its very first connection fails
                if self._client.ws is not None:
                    raise
                log.warning("the gateway cannot be reached: trying again")
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            except discord.ConnectionClosed as error:
                if error.code == REFUSED:
                    raise TokenRefused(REVOKED) from None
                raise
            except (discord.GatewayNotFound, discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.warning("the gateway cannot be reached (%s): trying again", type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _catching_up(self) -> None:
        """After each connect, and now and then, fetch what nobody told us."""
        wait = PASS
        while True:
            try:
                async with asyncio.timeout(wait):
                    await self._bell.wait()
            except TimeoutError:
                if not self._caught_up:
                    continue
            self._bell.clear()
            again, self._new_session = self._new_session, False
            try:
                if again:
                    await self._guilds.compare(self._client.guilds)
                    await self._intake.resume()
                await self._missed.fetch(again=again)
                self._caught_up, wait = not self._bell.is_set(), PASS
            except (PlatformError, NotStored) as error:
                log.warning("what was missed is not fetched yet: %s", type(error).__name__)
                self._new_session, wait = self._new_session or again, FIRST_WAIT * 4
                self._bell.set()
                await asyncio.sleep(wait)
            except Exception:  # an outermost loop
                log.exception("fetching what was missed failed")

    async def _menus(self) -> None:
        """Tell Discord our commands, unless it knows them."""
        if not self._commands:
            return
        path, application = "/applications/{application_id}/commands", self._api.application
        wanted = commands.payload(self._commands, self._language)
        try:
            published = await self._api.call(
                "GET", path, params={"with_localizations": "true"}, application_id=application
            )
            if not commands.same(published, wanted):
                await self._api.call("PUT", path, wanted, application_id=application)
        except TokenRefused:
            raise
        except PlatformError as error:
            log.warning("the command menus could not be set: %s", type(error).__name__)
        except Exception:  # an outermost loop: without menus everything else still works
            log.exception("the command menus could not be set")

    # --- what happens ---

    async def _told(self, what: str, values: tuple[Any, ...]) -> None:
        """One thing that happened; each comes in a task of its own."""
        match what:
            case "interaction":
                await self._interaction(values[0])
            case "message":
                await self._message(values[0])
            case "edit":
                await self._edited(values[0])
            case "delete":
                await self._deleted(*values)
            case "connected":
                self._new_session |= bool(values[0])
                self._caught_up = False
                self._bell.set()
                self._is_connected.set()
            case "arrived":
                await self._guilds.arrived(values[0].id, values[0].name)
            case "left":
                await self._guilds.left(*values)

    async def _interaction(self, interaction: Raw) -> None:
        try:
            if interaction["type"] == Asked.TYPING:
                asked = commands.read(interaction["data"])
                found = self._suggest(asked.command, asked.focused, asked.typed, language_of(interaction))
                await self._replies.choices(interaction, found)
                return
            event = inbound.of_interaction(interaction, self._now(), await self._file(interaction))
        except Unreadable as error:
            log.warning("an interaction could not be read: %s", error)
            return
        if event is None or self._handle is None:
            return
        if (number := interaction.get("guild_id")) is not None:
            guild = self._client.get_guild(int(number))
            await self._guilds.ensure(int(number), guild.name if guild is not None else "")
        reply = await self._handle(event, None)
        await self._replies.answer(interaction, event, reply)

    async def _file(self, interaction: Raw) -> File | None:
        """The file that came with a command, if one did."""
        if interaction["type"] != Asked.COMMAND:
            return None
        asked = commands.read(interaction["data"])
        if asked.file is None or asked.file.size > FILE_LIMIT:
            return None
        try:
            async with asyncio.timeout(FETCH):
                content = await self._client.http.get_from_cdn(asked.file.url)
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("a file could not be fetched: %s", type(error).__name__)
            return None
        return File(asked.file.name, content)

    async def _message(self, message: discord.Message) -> None:
        if self._client.user is None:
            return
        record = inbound.record_of(message, self._client.user.id)
        if record is not None:
            async with self._in_order(message.id):
                await self._take(record)

    async def _edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        message = payload.message
        if message.author.bot or self._client.user is None:
            return
        record = inbound.record_of(message, self._client.user.id, edited=True)
        if record is None or record["kind"] != "edit":
            return
        async with self._in_order(payload.message_id):
            if await self._knows(payload.channel_id, payload.message_id):
                await self._take(record)

    async def _deleted(self, guild: int | None, channel: int, messages: Sequence[int]) -> None:
        for message in messages:
            async with self._in_order(message):
                if await self._knows(channel, message):
                    await self._take(inbound.deletion(channel, guild, message, self._now()))

    def _in_order(self, message: int) -> asyncio.Lock:
        """Whoever changes a message twice at once means the second: each event of a message waits for the one before."""
        line = self._one_by_one.get(message)
        if line is None:
            line = self._one_by_one[message] = asyncio.Lock()
        return line

    async def _knows(self, channel: int, message: int) -> bool:
        return await self._missed.knows(channel, message)

    async def _take(self, record: dict[str, Any]) -> None:
        """Into the inbox; where the database takes nothing the next pass fetches it."""
        try:
            await self._intake.take([record])
        except NotStored:
            log.warning("the database takes nothing: a message is fetched again later")
            self._caught_up = False
            self._bell.set()

    async def _wrote(self, person: str, channel: int, message: int) -> None:
        with suppress(NotStored):  # the first message they write there is noted, too
            await self._missed.reached(person, channel, message)

    async def _give(self, record: Any, event: Event, reply: Reply) -> None:
        await self._replies.give(record, event, reply)
        if event.where is None and event.act is Act.SAY and self._caught_up:
            with suppress(NotStored):  # a later pass reads it again, and knows it
                await self._missed.reached(event.person.id, int(record["channel"]), int(record["id"]))

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(READY):
                await self._ready.wait()
        except TimeoutError:
            raise Unreachable(unsure=False) from None
