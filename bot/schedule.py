"""What is due? Openings, closings, digests, posts, notices: each done once, whatever happens meanwhile.

``ledger`` takes and ends the rows, ``errands`` knows what each kind says or does; here is what follows from what the
platform and the database answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot import anonymity, auditing, leases, ledger, queues, telling, wavekeys
from bot.auditing import Did
from bot.dialogues import waiting
from bot.errands import ACTS, LETTERS
from bot.heartbeat import BEAT, beat
from bot.ledger import Due
from bot.platform import Gone, Later, Moved, Platform, Refused, Unreachable
from bot.tables import LedgerState, Place, PlaceState, Posting, PostingKind
from bot.tidying import tidy
from bot.visit import House
from surveys.analysis import release
from surveys.databases.wiping import wipe
from surveys.errors import NotStored, SurveyError
from surveys.exchange import staged
from surveys.store import Store
from surveys.tables import Wave, WaveState

log = logging.getLogger(__name__)

RELEASE_EVERY = timedelta(minutes=10)
WIPE_EVERY = timedelta(seconds=30)  # what was erased is in no file a minute later
OUTAGE_PAUSE = 60.0  # seconds at most between tries to reach a platform that is down
RETRIES = 8  # of a post the platform could not take; the pause doubles up to an hour
SENDS = frozenset(LETTERS)
ONCE = SENDS - {"tell", "told", "rejected"}  # a private word said twice harms less than one that is never said
TERM = 6 * BEAT  # without a beat for so long a process on another computer counts as dead


class Schedule:
    """Does what is due, in one process; ``ring`` wakes it."""

    def __init__(
        self, store: Store, house: House, platforms: Mapping[str, Platform], clock: Callable[[], datetime]
    ) -> None:
        self.store, self.house, self.platforms, self.clock = store, house, platforms, clock
        self.owner = leases.new_owner()
        self._bell = asyncio.Event()
        self._released: datetime | None = None
        self._wiped: datetime | None = None
        self._picked_up: datetime | None = None
        self._taken: deque[Due] = deque()
        self._down: set[str] = set()  # platforms that could not be reached in this look
        self._outcomes: dict[str, Callable[[Session], None]] = {}  # by key: what is known and could not be noted yet

    def ring(self) -> None:
        """Look for due work now."""
        self._bell.set()

    async def run(self) -> None:
        """Do what is due, and beat, until cancelled; one bad row never stops the rest."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beating(), name="heartbeat")
            group.create_task(self._looking(), name="what is due")

    async def _beating(self) -> None:
        """A post that takes its time is no outage: the heart beats beside it."""
        while True:
            try:
                await self.beat()
            except NotStored as error:
                log.warning("no heartbeat: %s", error.key)
            await asyncio.sleep(BEAT.total_seconds())

    async def _looking(self) -> None:
        while True:
            self._bell.clear()
            pause = BEAT.total_seconds()
            try:
                if _is_over(self._picked_up, TERM, self.clock()):
                    await self.awake()
                pause = await self.round()
            except NotStored as error:
                log.warning("the schedule waits for the database: %s", error.key)
                pause = 1.0
            except Exception:
                log.exception("the schedule stumbled")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), pause)

    async def beat(self) -> None:
        """Note that we are alive; after a long silence, have it told where a wave is open."""
        now = self.clock()

        def work(session: Session) -> None:
            beat(session, self.owner, now)
            self._at_work(session, now)

        await self.store.write(work)

    async def settle(self) -> None:
        """Do everything that is due now, and what follows from it."""
        while await self.store.read(lambda session: ledger.count_due(session, self.clock())):
            await self.round()

    async def round(self) -> float:
        """One look: due rows, releases; gives the seconds until the next thing is due."""
        now = self.clock()
        if not self._taken:
            self._taken.extend(await self.store.write(lambda session: self._take(session, now)))
        self._down.clear()
        while self._taken:
            await self._do(self._taken[0])  # NotStored leaves it in front: the next look goes on with it
            self._taken.popleft()
        await self._destroy_keys()
        if _is_over(self._released, RELEASE_EVERY, now):
            self._released = now
            await asyncio.to_thread(staged.recover, self.store, now)
            await self.store.write(lambda session: self._release(session, now))
        if _is_over(self._wiped, WIPE_EVERY, now) and await asyncio.to_thread(wipe, self.store.url):
            self._wiped = now
        following = await self.store.read(ledger.next_due)
        if following is None:
            return BEAT.total_seconds()
        return max(0.05, min(BEAT.total_seconds(), (following - self.clock()).total_seconds()))

    async def _destroy_keys(self) -> None:
        """Keys of anonymous waves that are over are destroyed; looked for each time, so that no crash leaves one."""
        keys = self.house.keys
        if wavekeys.kept(keys) and (over := await self.store.read(lambda session: anonymity.over(session, keys))):
            await asyncio.to_thread(anonymity.destroy, keys, over)

    async def awake(self) -> None:
        """Nothing that a process now dead may have sent is sent again; any number of times is harmless."""
        now = self.clock()

        def work(session: Session) -> None:
            ledger.pick_up(session, ONCE, leases.living(session, leases.AT_WORK, now) | {self.owner})

        await self.store.write(work)
        self._picked_up = now

    def _take(self, session: Session, now: datetime) -> list[Due]:
        waiting.expire(session, now)
        if taken := ledger.take(session, self.owner, now):
            self._at_work(session, now)
        return taken

    def _at_work(self, session: Session, now: datetime) -> None:
        """Other processes shall know that what we took is in good hands."""
        leases.take(session, leases.AT_WORK + self.owner, self.owner, now, TERM)

    # --- doing one, and noting what came of it ---

    async def _do(self, due: Due) -> None:
        if due.key in self._outcomes:
            await self._note(due, self._outcomes[due.key])
            return
        try:
            if due.kind in SENDS:
                await self._send(due)
            else:
                await self._act(due)
        except Later as later:
            await self._end(due, LedgerState.QUEUED, again_in=later.seconds)
        except Moved:
            await self._end(due, LedgerState.QUEUED, again_in=1.0)
        except Gone:
            await self._lost(due, PlaceState.GONE)
        except Refused:
            await self._lost(due, PlaceState.CLOSED)
        except Unreachable as error:
            if error.unsure and due.kind in ONCE:
                await self._end(due, LedgerState.UNSURE, error="unsure")
            elif error.unsure:
                await self._again(due, error)
            else:  # nothing was sent: however long the network is down, it is sent afterwards
                pause = min(OUTAGE_PAUSE, 2.0 ** min(due.attempt, RETRIES))
                await self._end(due, LedgerState.QUEUED, again_in=pause, error="Unreachable")
        except NotStored:
            raise
        except SurveyError as error:
            await self._end(due, LedgerState.DEAD, error=error.key)
        except Exception as error:
            log.exception("%s failed", due.kind)
            if due.key in self._outcomes:  # it was sent, and that cannot be noted
                await self._end(due, LedgerState.UNSURE, error=type(error).__name__)
            else:
                await self._again(due, error)

    async def _again(self, due: Due, error: Exception) -> None:
        if due.attempt >= RETRIES:
            await self._end(due, LedgerState.DEAD, error=type(error).__name__)
        else:
            await self._end(due, LedgerState.QUEUED, again_in=min(3600.0, 2.0**due.attempt), error=type(error).__name__)

    async def _lost(self, due: Due, state: PlaceState) -> None:
        now = self.clock()

        def work(session: Session) -> None:
            ledger.lose(session, due, state, now)
            ledger.end(session, due, self.owner, LedgerState.DEAD, now, error=state.value)

        await self._note(due, work)

    async def _end(
        self, due: Due, state: LedgerState, *, again_in: float = 0.0, error: str | None = None, ref: str | None = None
    ) -> None:
        now = self.clock()
        again = now + timedelta(seconds=again_in)
        await self._note(
            due, lambda session: ledger.end(session, due, self.owner, state, now, at=again, error=error, ref=ref)
        )

    async def _note(self, due: Due, outcome: Callable[[Session], None]) -> None:
        """What came of a row is noted, however long the database refuses: nothing is sent again for want of a note."""
        self._outcomes[due.key] = outcome
        await self.store.write(outcome)
        del self._outcomes[due.key]

    async def _act(self, due: Due) -> None:
        now = self.clock()

        def work(session: Session) -> None:
            ACTS[due.kind](session, self.house, due, now)
            ledger.end(session, due, self.owner, LedgerState.SENT, now)

        await self.store.write(work)

    async def _send(self, due: Due) -> None:
        """Show a screen and note the posting in the transaction that ends the row."""
        fits = {name: platform.limits for name, platform in self.platforms.items()}
        letter = await self.store.read(lambda session: LETTERS[due.kind](session, self.house, due, fits))
        if letter is None or letter.platform not in self.platforms:
            await self._end(due, LedgerState.DEAD, error="nowhere")
            return
        if letter.platform in self._down:  # the others shall not wait for each of its posts
            raise Unreachable(unsure=False)
        if letter.secluded and not await self.platforms[letter.platform].secluded(letter.address):
            await self._note(due, lambda session: self._not_secluded(session, due))
            return
        screen = await asyncio.to_thread(letter.draw)
        try:
            ref = await self.platforms[letter.platform].show(letter.address, screen, pin=letter.pin, key=due.key)
        except Unreachable as error:
            if not error.unsure:
                self._down.add(letter.platform)
            raise
        now = self.clock()

        def note(session: Session) -> None:
            if letter.place_id is not None:
                session.add(
                    Posting(
                        place_id=letter.place_id,
                        wave_id=due.wave_id or "",
                        kind=letter.kind,
                        part=letter.part,
                        ref=ref,
                        digest_id=letter.digest_id,
                        shown=screen.digest(),
                        edited_at=now,
                        # What changed, or was taken back, while it was sent did not find it.
                        stale_at=now if letter.kept else None,
                    )
                )
            wave = session.get(Wave, due.wave_id) if letter.kind is PostingKind.DIGEST else None
            if wave is not None:
                about, where = f"digest:{letter.digest_id}", f"place:{letter.place_id}"
                auditing.by_itself(session, Did.POST, wave.community_id, about, now, where)
            if letter.after is not None:
                letter.after(session, now)
            ledger.end(session, due, self.owner, LedgerState.SENT, now, ref=ref)

        await self._note(due, note)

    def _not_secluded(self, session: Session, due: Due) -> None:
        """It is not posted, and that is told."""
        now, place = self.clock(), session.get(Place, due.place_id)
        if place is not None:
            queues.not_private(session, place, now)
        ledger.end(session, due, self.owner, LedgerState.DEAD, now, error="queue-not-private")

    def _release(self, session: Session, now: datetime) -> None:
        """Release what may be released, and drop what was kept only for a while."""
        for wave in session.exec(select(Wave).where(Wave.state == WaveState.OPEN)).all():
            release.release(session, wave, now)
        telling.waiting(session, now)
        tidy(session, self.house.keys, now)


def _is_over(last: datetime | None, pause: timedelta, now: datetime) -> bool:
    """Whether it is time again; also where the clock was put back since."""
    return last is None or not timedelta(0) <= now - last < pause
