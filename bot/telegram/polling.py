"""How are updates fetched, by one process at a time, without ever stopping silently?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot import leases
from bot.platform import Later, PlatformError, TokenRefused
from bot.telegram.api import Api, Conflicted
from surveys.errors import NotStored
from surveys.store import Store

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds between tries, doubled each time
LEASE_WAIT = 1.0  # seconds between looks whether another process gave up

log = logging.getLogger(__name__)


class Poller:
    """Fetches updates while it holds the lease."""

    def __init__(
        self,
        api: Api,
        store: Store,
        bot_id: int,
        take: Callable[[Sequence[Any]], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._api = api
        self._store = store
        self._take = take
        self._now = now
        self._lease = f"telegram-poll:{bot_id}"
        self._owner = leases.new_owner()
        self._trouble = ""

    async def run(self) -> None:
        """Fetch until cancelled; raises TokenRefused when the token is no longer one."""
        try:
            while True:
                await self._obtain()
                await self._while_held(self._poll())
                log.warning("another process took over fetching updates")
        finally:
            await self._give_back()

    async def _poll(self) -> None:
        offset: int | None = None
        wait = FIRST_WAIT
        while True:
            try:
                updates = await self._api.updates(offset)
                await self._take(updates)
            except TokenRefused:
                raise
            except Later as error:
                await asyncio.sleep(error.seconds)
            except (PlatformError, NotStored) as error:
                # Nothing was confirmed: Telegram gives the same updates again.
                self._say(error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT if isinstance(error, PlatformError) else 5 * FIRST_WAIT)
            except Exception:  # an outermost loop: polling never ends because of a bug
                log.exception("fetching updates failed")
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                self._fine()
                wait = FIRST_WAIT
                # After an idle week ids start anew, maybe lower: an old offset would throw those updates away.
                offset = _highest(updates) + 1 if updates else None

    def _say(self, error: Exception) -> None:
        """Say once what is wrong, not at every try."""
        kind = type(error).__name__
        if kind == self._trouble:
            return
        self._trouble = kind
        if isinstance(error, Conflicted):
            log.error("another program fetches updates with the same token, or a webhook is set: stop the other one")
        elif isinstance(error, NotStored):
            log.error("the database takes nothing: updates are left with Telegram until it does")
        else:
            log.warning("Telegram cannot be reached (%s): trying again", kind)

    def _fine(self) -> None:
        if self._trouble:
            log.info("fetching updates works again")
            self._trouble = ""

    async def _obtain(self) -> None:
        said = False
        while not await self._renewed():
            if not said:
                log.warning("another process fetches updates for this bot: waiting until it stops")
                said = True
            await asyncio.sleep(LEASE_WAIT)

    async def _while_held(self, work: Awaitable[None]) -> None:
        """Do the work until it ends or the lease is somebody else's."""
        working = asyncio.ensure_future(work)
        keeping = asyncio.create_task(self._keep(), name="telegram-lease")
        try:
            await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            for task in (working, keeping):
                task.cancel()
            await asyncio.gather(working, keeping, return_exceptions=True)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(leases.RENEW)
            try:
                if not await self._renewed(quiet=False):
                    return
            except NotStored:
                log.debug("the lease could not be renewed yet")

    async def _renewed(self, *, quiet: bool = True) -> bool:
        now = self._now()
        try:
            return await self._store.write(lambda session: leases.take(session, self._lease, self._owner, now))
        except NotStored as error:
            if not quiet:
                raise
            self._say(error)
            return False

    async def _give_back(self) -> None:
        try:
            await self._store.write(lambda session: leases.give_back(session, self._lease, self._owner))
        except NotStored:
            log.debug("the lease runs out by itself")


def _highest(updates: Sequence[Any]) -> int:
    numbers = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return max((number for number in numbers if isinstance(number, int)), default=-1)
