"""How does a request reach Discord, and what does its refusal mean in our words?

What needs our token goes through discord.py's own HTTP client, which knows the rate limits; answers to interactions need
none and go their own short way, since they may not wait. This is the one place that knows HTTP codes and error codes of
Discord (discord.com/developers/docs/topics/opcodes-and-status-codes, read 2026-11).
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import orjson
from discord.http import Route

from bot import lanes
from bot.platform import Gone, Later, PlatformError, Refused, TokenRefused, Unreachable
from bot.screens import Attachment
from surveys.errors import NotStored
from surveys.store import Store

TIMEOUT = 15.0  # seconds for a request, files included
PROMPT = 2.5  # seconds for the first answer to an interaction; Discord gives three
CONNECTIONS = 100  # at once, for answers to interactions
LONGEST = 30.0  # seconds the library waits for a rate limit by itself; its own least is 30
SPACING = 0.025  # seconds between two requests; Discord takes 50 a second, responses to interactions not counted
BLOCKED = 60.0  # seconds to wait where Discord does not say how long
REVOKED = "Discord refuses the token: get a new one in the developer portal and set it"

GONE = frozenset({
    10003,  # unknown channel
    10004,  # unknown guild
    10007,  # unknown member
    10008,  # unknown message
    10013,  # unknown user
    10015,  # unknown webhook: the interaction is over
    10062,  # unknown interaction: more than three seconds
    50007,  # cannot send messages to this user
    50027,  # invalid webhook token: the interaction is over
    50278,  # no mutual guild
})  # fmt: skip
ANSWERED = 40060  # interaction has already been acknowledged
TOO_FAST = 40003  # opening direct messages too fast
ARCHIVED = 50083  # thread is archived

log = logging.getLogger(__name__)


class Answered(PlatformError):
    """The interaction was answered before."""


class Archived(Refused):
    """The thread sleeps: it has to be woken first."""


class Api:
    """Discord's REST API as far as we use it; calls raise PlatformError and nothing else.

    Attributes:
        http: discord.py's client, set before anything is called.
        application: our id there.
    """

    http: discord.http.HTTPClient

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._held: dict[str, float] = {}
        self._next = 0.0
        self.application = 0

    @property
    def name(self) -> str:
        """What the lanes of this bot begin with."""
        return f"dc:{self.application}"

    async def open(self) -> None:
        """Make ready for answers, and read the waiting times that a process before us was told."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "DiscordBot (nachgefragt)"},
        )
        now = self._now()
        found = await self._store.read(lambda session: lanes.held(session, self.name, now))
        for lane, until in found.items():
            self._held[lane] = time.monotonic() + (until - now).total_seconds()

    async def close(self) -> None:
        """Close all connections; calling twice is harmless."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    # --- with our token ---

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: Sequence[Attachment] = (),
        params: dict[str, Any] | None = None,
        **ids: Any,
    ) -> Any:
        """Call a method; gives its result. Raises Later at once while Discord told us to wait."""
        self._ensure_free(ids.get("channel_id"))
        if await self._waited():
            self._ensure_free(ids.get("channel_id"))
        route = Route(method, path, **ids)
        more: dict[str, Any] = {"params": params} if params else {}
        try:
            if files:
                found = await self.http.request(route, form=_form(body, files), **more)
            else:
                found = await self.http.request(route, **({"json": body} if body is not None else {}), **more)
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise meaning(error) from error
        if isinstance(found, str) and found:  # no JSON: something between us and Discord answered
            raise Unreachable(unsure=True)
        return found

    def watch(self) -> aiohttp.TraceConfig:
        """What the library's client tells of each answer: waiting times are kept, over restarts too."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._ended)
        return trace

    async def _ended(self, _: object, __: object, told: aiohttp.TraceRequestEndParams) -> None:
        if told.response.status != 429:
            return
        seconds = float(told.response.headers.get("Retry-After") or 1.0)
        channel = _channel_of(told.url.path)
        is_ours = told.response.headers.get("X-RateLimit-Scope") != "global" and channel is not None
        lane = f"{self.name}:{channel}" if is_ours else self.name
        self._held[lane] = max(self._held.get(lane, 0.0), time.monotonic() + seconds)
        until = self._now() + timedelta(seconds=seconds)
        try:
            await self._store.write(lambda session: lanes.hold(session, lane, until))
        except NotStored:
            log.debug("a waiting time is only remembered")

    async def _waited(self) -> bool:
        """Keep requests apart: the library knows the limits of routes, but of that over all only once it is broken."""
        now = time.monotonic()
        due, self._next = max(now, self._next), max(now, self._next) + SPACING
        if due > now:
            await asyncio.sleep(due - now)
        return due > now

    def _ensure_free(self, channel: object) -> None:
        if (wait := self._told(channel)) > 0:
            raise Later(wait)

    def _told(self, channel: object) -> float:
        """Seconds Discord told us to wait before anything leaves for this channel."""
        if not self._held:
            return 0.0
        now = time.monotonic()
        self._held = {lane: until for lane, until in self._held.items() if until > now}
        return max((self._held.get(lane, 0.0) - now for lane in (self.name, f"{self.name}:{channel}")), default=0.0)

    # --- answering interactions ---

    async def respond(self, interaction: str, token: str, kind: int, body: dict[str, Any] | None = None) -> None:
        """The first answer to an interaction; raises Answered where it was answered before."""
        url = f"{Route.BASE}/interactions/{interaction}/{token}/callback"
        answer: dict[str, Any] = {"type": kind}
        if body is not None:
            answer["data"] = body
        await self._send("POST", url, answer, (), PROMPT)

    async def amend(self, token: str, body: dict[str, Any], files: Sequence[Attachment] = ()) -> None:
        """Change the first answer; harmless when repeated."""
        await self._send("PATCH", f"{self._hook(token)}/messages/@original", body, files, TIMEOUT)

    async def add(self, token: str, body: dict[str, Any], files: Sequence[Attachment] = ()) -> None:
        """One more message after the first answer."""
        await self._send("POST", self._hook(token), body, files, TIMEOUT)

    def _hook(self, token: str) -> str:
        return f"{Route.BASE}/webhooks/{self.application}/{token}"

    async def _send(
        self, method: str, url: str, body: dict[str, Any], files: Sequence[Attachment], seconds: float
    ) -> None:
        if self._session is None:
            raise Unreachable(unsure=False)
        timeout = aiohttp.ClientTimeout(total=seconds)
        data: Any = orjson.dumps(body)
        headers: dict[str, str] | None = {"Content-Type": "application/json"}
        if files:
            data, headers = aiohttp.FormData(quote_fields=False), None
            for part in _form(body, files):
                data.add_field(**part)
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=timeout) as response:
                content = await response.read()
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(unsure=False) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(unsure=True) from error
        if response.status >= 300:
            raise _refusal(response.status, *_told_in(content))


def meaning(error: Exception) -> PlatformError:
    """What went wrong, in our words."""
    if isinstance(error, discord.RateLimited):
        return Later(error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _refusal(error.status, error.code, BLOCKED, error.text)
    if isinstance(error, discord.LoginFailure):
        return TokenRefused(REVOKED)
    return Unreachable(unsure=not isinstance(error, aiohttp.ClientConnectorError))


def _refusal(status: int, code: int, seconds: float, text: str = "") -> PlatformError:
    if status == 401 and code not in GONE:
        return TokenRefused(REVOKED)
    if status == 429:
        return Later(seconds)
    if code == TOO_FAST:
        return Later(BLOCKED)
    if code == ANSWERED:
        return Answered(text)
    if code == ARCHIVED:
        return Archived(text)
    if code in GONE or (status == 404 and code == 0):
        return Gone(text)
    if status >= 500:
        return Unreachable(unsure=True)
    return Refused(f"{code} {text}")


def _told_in(content: bytes) -> tuple[int, float, str]:
    """Code, seconds to wait and words of a refusal."""
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return 0, BLOCKED, ""
    return int(told.get("code") or 0), float(told.get("retry_after") or 1.0), str(told.get("message") or "")


def _form(body: Any, files: Sequence[Attachment]) -> list[dict[str, Any]]:
    """Body and files as a form."""
    parts = [{"name": "payload_json", "value": orjson.dumps(body).decode()}]
    for number, file in enumerate(files):
        parts.append({
            "name": f"files[{number}]",
            "value": io.BytesIO(file.content),  # type: ignore[dict-item]
            "filename": file.name,
            "content_type": file.media,
        })  # fmt: skip
    return parts


def _channel_of(path: str) -> str | None:
    parts = path.split("/")
    return parts[parts.index("channels") + 1] if "channels" in parts[:-1] else None
