"""When are answers in words coded? As they come, a minute later, beside everything else.

One process does it (a lease), in a process of its own, so that nobody waits: the store gives what is to be coded, the run
takes its seconds or minutes, the store keeps what it brought. A digest that is due waits for a run, some minutes at most.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from bot import leases
from surveys.coding import keeping
from surveys.coding.keeping import Outcome, Work
from surveys.errors import NotStored
from surveys.store import Store
from surveys.tables import Wave, WaveState

if TYPE_CHECKING:
    from surveys.coding.endpoint import Endpoint

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds between looks
LEASE = "coding"
TERM = timedelta(minutes=15)  # longer than any run: 100,000 answers take under five minutes
FEWEST = 30  # answers to a question before anything is looked for in them
AFTER_CLOSE = timedelta(days=1)  # a closed wave is coded so long, should its digest have been late


class Coder:
    """Codes what is not coded yet, until cancelled."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        code: Callable[[Work], Outcome] | None = None,
        endpoint: Endpoint | None = None,
    ) -> None:
        self.store, self.clock, self.endpoint = store, clock, endpoint
        self.owner = leases.new_owner()
        self._code = code or _apart
        self._impossible = False

    async def run(self) -> None:
        """Look every minute; one wave that cannot be coded never stops the rest."""
        while not self._impossible:
            try:
                await self.round()
            except NotStored as error:
                log.warning("coding waits for the database: %s", error.key)
            except Exception:
                log.exception("coding stumbled")
            await asyncio.sleep(EVERY)
        await asyncio.Event().wait()

    async def round(self) -> int:
        """Code everything that waits, if no other process does; gives how many answers were."""
        now = self.clock()
        if not await self.store.write(lambda session: leases.take(session, LEASE, self.owner, now, TERM)):
            return 0
        coded = 0
        for wave_id, item in await self.store.read(lambda session: _waiting(session, now)):
            coded += await self._one(wave_id, item)
        return coded

    async def _one(self, wave_id: str, item: str) -> int:
        work = await self.store.read(lambda session: keeping.work(session, session.get_one(Wave, wave_id), item))
        try:
            outcome = await asyncio.to_thread(self._code, work)
        except ImportError as error:
            log.warning("no themes: %s", error)
            self._impossible = True
            await self.store.write(lambda session: leases.give_back(session, LEASE, self.owner))
            return 0
        now = self.clock()

        def keep(session: Session) -> int:
            wave = session.get(Wave, wave_id)
            return keeping.keep(session, wave, work, outcome, now) if wave is not None else 0

        coded = await self.store.write(keep)
        log.info("coded %s answers of wave %s", coded, wave_id)
        if self.endpoint is not None:
            await self._sum_up(wave_id, item, self.endpoint)
        return coded

    async def _sum_up(self, wave_id: str, item: str, endpoint: Endpoint) -> None:
        """Have a language model write about the themes, from the answers it may read."""
        from surveys.coding import written

        asked = await self.store.read(lambda session: written.asked(session, session.get_one(Wave, wave_id), item))
        summary = await asyncio.to_thread(written.write, asked, endpoint)
        now = self.clock()

        def keep(session: Session) -> None:
            wave = session.get(Wave, wave_id)
            if wave is not None:
                written.keep(session, wave, item, summary, now)

        await self.store.write(keep)
        log.info("summed up wave %s", wave_id)


def is_under_way(session: Session, wave: Wave, now: datetime) -> bool:
    """Whether answers of the wave wait for a process that codes them."""
    if not leases.living(session, LEASE, now):
        return False
    return any(keeping.is_worth_it(session, wave, item, FEWEST) for item in keeping.open_items(session, wave))


def _apart(work: Work) -> Outcome:
    from surveys.coding.run import run_apart

    return run_apart(work)


def _waiting(session: Session, now: datetime) -> list[tuple[str, str]]:
    """The questions that have answers to code: running waves, and those closed a day ago at most."""
    found = []
    query = select(Wave).where(Wave.state != WaveState.DRAFT).order_by(Wave.id)
    for wave in session.exec(query):
        if wave.state is WaveState.CLOSED and (wave.closed_at is None or now - wave.closed_at > AFTER_CLOSE):
            continue
        for item in keeping.open_items(session, wave):
            if keeping.is_worth_it(session, wave, item, FEWEST):
                found.append((wave.id, item))
    return found
