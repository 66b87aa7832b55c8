"""How does one process of several do what only one may do, and another one go on when it ends?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot import leases
from surveys.errors import NotStored
from surveys.store import Store

LOOK = 1.0  # seconds between looks whether another process gave up

log = logging.getLogger(__name__)


class Alone:
    """Does something while it holds a lease.

    lease: names it, such as ``telegram-poll:<bot>``. what: it, for the log, such as "fetches updates".
    """

    def __init__(self, store: Store, lease: str, what: str, now: Callable[[], datetime]) -> None:
        self._store, self._lease, self._what, self._now = store, lease, what, now
        self._owner = leases.new_owner()

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Work, each time the lease is ours, until cancelled; what the work raises ends it."""
        try:
            while True:
                await self._obtained()
                await self._while_held(work())
                log.warning("another process %s now", self._what)
        finally:
            await self._give_back()

    async def _obtained(self) -> None:
        said = False
        while not await self._renewed():
            if not said:
                log.warning("another process %s for this bot: waiting until it stops", self._what)
                said = True
            await asyncio.sleep(LOOK)

    async def _while_held(self, work: Awaitable[None]) -> None:
        """Do the work until it ends or the lease is somebody else's."""
        working = asyncio.ensure_future(work)
        keeping = asyncio.create_task(self._keep(), name="lease")
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
            if not await self._renewed(unless_refused=True):
                return

    async def _renewed(self, *, unless_refused: bool = False) -> bool:
        """Whether the lease is ours; ``unless_refused``: also where the database takes nothing just now."""
        now = self._now()
        try:
            return await self._store.write(lambda session: leases.take(session, self._lease, self._owner, now))
        except NotStored as error:
            log.debug("the lease is not noted: %s", error.key)
            return unless_refused

    async def _give_back(self) -> None:
        try:
            await self._store.write(lambda session: leases.give_back(session, self._lease, self._owner))
        except NotStored:
            log.debug("the lease runs out by itself")
