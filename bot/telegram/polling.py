"""How are updates fetched, by one process at a time, without ever stopping silently?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot.alone import Alone
from bot.platform import Later, PlatformError, TokenRefused
from bot.telegram.api import Api, Conflicted
from surveys.errors import NotStored
from surveys.store import Store

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds between tries, doubled each time

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
        self._take = take
        self._alone = Alone(store, f"telegram-poll:{bot_id}", "fetches updates", now)
        self._trouble = ""

    async def run(self) -> None:
        """Fetch until cancelled; raises TokenRefused when the token is no longer one."""
        await self._alone.run(self._poll)

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


def _highest(updates: Sequence[Any]) -> int:
    numbers = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return max((number for number in numbers if isinstance(number, int)), default=-1)
