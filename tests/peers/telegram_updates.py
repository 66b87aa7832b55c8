"""Which updates wait for the bot, and how are they handed over by long poll or webhook?"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
from peers.telegram_wire import ApiError, bad

CLICK_LIFE = 150  # seconds an undelivered callback_query is kept, design page PLATFORMS
UPDATE_LIFE = 24 * 3600  # seconds any other update is kept, Bot API "Getting updates"
POLL_LIMIT = 50  # seconds, the longest long poll the real server keeps open
BATCH = 100  # updates, Bot API getUpdates "limit"
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE = 800_000_001
BACKOFF = 0.2  # seconds before the first redelivery; doubles
BACKOFF_LIMIT = 30.0  # seconds
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that is not confirmed yet, ready as JSON."""

    id: int
    kind: str
    at: float
    body: bytes
    serial: int
    forced: bool


class UpdateQueue:
    """Updates in order, kept until confirmed by offset or by a 2xx answer of the webhook."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._waiting: deque[Waiting] = deque()
        self._next_id = FIRST_UPDATE
        self._serial = 0
        self._handed: set[int] = set()  # serials of forced updates that were handed over
        self._poller: asyncio.Future[str] | None = None
        self._poller_connected: Callable[[], bool] = lambda: True
        self.allowed: frozenset[str] | None = None
        self.hooked = False
        self.arrived = asyncio.Event()
        self.delivered: Counter[int] = Counter()  # how often each update id was handed over
        self.confirmed: set[int] = set()
        self.expired: list[int] = []
        self.conflicts = 0
        self.on_change: Callable[[], None] = lambda: None
        self._scan_at = 0.0  # when clicks behind younger updates are looked through again

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def is_polled(self) -> bool:
        """Whether a long poll waits right now."""
        return self._poller is not None and not self._poller.done()

    def push(self, update: dict[str, Any]) -> int | None:
        """Queue one update (with or without update_id); None when the bot did not ask for its kind."""
        ids = self.push_many((update,))
        return ids[0] if ids else None

    def push_many(self, updates: Iterable[dict[str, Any]], forced: bool = False) -> list[int]:
        """Queue updates; those without update_id get the next one. Gives the ids queued.

        A forced update is handed over at least once, even when its id is below the offset the bot asks for.
        """
        now, ids = self._now(), []
        for update in updates:
            kind = next((key for key in update if key != "update_id"), "unknown")
            if not self._wanted(kind):
                continue
            update_id = update.get("update_id")
            if update_id is None:
                update_id = self._next_id
                update = {"update_id": update_id, **update}
            if isinstance(update_id, int) and update_id >= self._next_id:
                self._next_id = update_id + 1
            self._serial += 1
            self._waiting.append(Waiting(update_id, kind, now, orjson.dumps(update), self._serial, forced))
            ids.append(update_id)
        self._wake()
        return ids

    def restart_ids(self, first: int) -> None:
        """Number updates from another start, as the real server does after an idle week."""
        self._next_id = first

    async def get(
        self,
        offset: int,
        limit: int,
        patience: float,
        allowed: Sequence[str] | None,
        is_connected: Callable[[], bool] = lambda: True,
    ) -> bytes:
        """One getUpdates call: confirm below the offset, then wait for something to give (JSON array).

        Nothing counts as delivered, or as a conflict, when the caller is gone (a killed bot).
        """
        if self.hooked:
            raise ApiError(409, HOOKED)
        self.terminate()
        if allowed is not None:
            self.allow(allowed)
        limit = limit if 1 <= limit <= BATCH else BATCH
        self._confirm(offset)
        self.on_change()
        if not self._due() and patience > 0:
            await self._wait(min(patience, POLL_LIMIT), is_connected)
        batch = [self._waiting[place] for place in range(min(limit, len(self._waiting)))]
        if is_connected():
            self.delivered.update(update.id for update in batch)
            self._handed.update(update.serial for update in batch if update.forced)
        return b"[" + b",".join(update.body for update in batch) + b"]"

    def terminate(self, text: str = CONFLICT) -> None:
        """End a waiting long poll with 409: the older consumer loses, as with the real server."""
        if self._poller is not None and self.is_polled:
            self.conflicts += self._poller_connected()
            self._poller.set_result(text)

    def allow(self, kinds: Sequence[str]) -> None:
        """Remember which kinds of updates the bot wants from now on; empty means the default."""
        self.allowed = frozenset(kinds) or None

    def drop(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()

    def forget(self) -> None:
        """Drop the record of what was delivered and confirmed."""
        self.delivered.clear()
        self.confirmed.clear()
        self.expired.clear()

    def take(self, most: int) -> list[Waiting]:
        """Remove up to `most` updates for delivery to a webhook."""
        self._due()
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def put_back(self, update: Waiting) -> None:
        """Return an update the webhook did not take, in order."""
        self._waiting.appendleft(update)

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in NOT_BY_DEFAULT

    def _due(self) -> bool:
        """Whether something waits, after what is too old was thrown away."""
        now = self._now()
        while self._waiting and self._is_old(self._waiting[0], now):
            self.expired.append(self._waiting.popleft().id)
        if self._waiting and now - self._waiting[0].at > CLICK_LIFE and now >= self._scan_at:
            self._scan_at = now + 1
            old = [update for update in self._waiting if self._is_old(update, now)]
            self.expired += [update.id for update in old]
            self._waiting = deque(update for update in self._waiting if not self._is_old(update, now))
        return bool(self._waiting)

    @staticmethod
    def _is_old(update: Waiting, now: float) -> bool:
        return now - update.at > (CLICK_LIFE if update.kind == "callback_query" else UPDATE_LIFE)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self.confirmed.add(self._waiting.popleft().id)
            return
        while offset and self._waiting and self._is_confirmed(self._waiting[0], offset):
            self.confirmed.add(self._waiting.popleft().id)

    def _is_confirmed(self, update: Waiting, offset: int) -> bool:
        return update.id < offset and (not update.forced or update.serial in self._handed)

    async def _wait(self, seconds: float, is_connected: Callable[[], bool]) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        self._poller_connected = is_connected
        try:
            async with asyncio.timeout(seconds):
                text = await poller
            if text:
                raise ApiError(409, text)
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None

    def _wake(self) -> None:
        self.arrived.set()
        if self._poller is not None and self.is_polled:
            self._poller.set_result("")


class Webhook:
    """Hands updates to the bot's own address, again and again until it answers 2xx."""

    def __init__(self, queue: UpdateQueue, run: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.queue = queue
        self.backoff = BACKOFF
        self.url = ""
        self.secret: str | None = None
        self.connections = 40
        self.last_error: tuple[float, str] | None = None
        self.attempts = 0
        self.failures = 0
        self._run = run
        self._task: asyncio.Task[None] | None = None

    async def set(self, params: dict[str, Any]) -> bool:
        """setWebhook; an empty address removes it."""
        if params.get("drop_pending_updates"):
            self.queue.drop()
        await self.close()
        url, secret = params.get("url") or "", params.get("secret_token")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        parts = urlsplit(url)
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if url and not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if params.get("allowed_updates") is not None:
            self.queue.allow(params["allowed_updates"])
        self.url, self.secret, self.last_error = url, secret, None
        self.connections = max(1, min(100, params.get("max_connections") or 40))
        self.queue.hooked = bool(url)
        if url:
            self.queue.terminate("Conflict: terminated by setWebhook request")
            self._task = asyncio.create_task(self._deliver(), name="telegram-webhook")
        return True

    def info(self) -> dict[str, Any]:
        """getWebhookInfo."""
        raw: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.queue),
        }
        if self.url:
            raw["max_connections"] = self.connections
        if self.last_error:
            raw["last_error_date"], raw["last_error_message"] = int(self.last_error[0]), self.last_error[1]
        if self.queue.allowed is not None:
            raw["allowed_updates"] = sorted(self.queue.allowed)
        return raw

    async def close(self) -> None:
        """Stop delivering."""
        self.queue.hooked = False
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _deliver(self) -> None:
        wait = self.backoff
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self.connections)) as session:
            while True:
                batch = self.queue.take(self.connections)
                if not batch:
                    self.queue.arrived.clear()
                    if not len(self.queue):
                        await self.queue.arrived.wait()
                    continue
                done = [False] * len(batch)
                try:
                    done = list(await asyncio.gather(*(self._post(session, update) for update in batch)))
                finally:
                    for update, taken in reversed(list(zip(batch, done, strict=True))):
                        if not taken:
                            self.queue.put_back(update)
                if all(done):
                    wait = self.backoff
                else:
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, BACKOFF_LIMIT)

    async def _post(self, session: aiohttp.ClientSession, update: Waiting) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        self.attempts += 1
        self.queue.delivered[update.id] += 1
        try:
            async with session.post(self.url, data=update.body, headers=headers) as response:
                body = await response.read()
                if not 200 <= response.status < 300:
                    raise aiohttp.ClientError(f"Wrong response from the webhook: {response.status} {response.reason}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.failures += 1
            self.last_error = (self.queue._now(), str(error))
            return False
        self.queue.confirmed.add(update.id)
        self.queue.on_change()
        with suppress(orjson.JSONDecodeError):  # what is no JSON is ignored
            answer = orjson.loads(body) if body else None
            if isinstance(answer, dict) and "method" in answer:
                await self._run(answer)
        return True
