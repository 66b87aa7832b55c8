"""What is due? Openings, closings, digests, posts, notices: ledger rows, each done once, though restarted.

A row goes ``queued -> sending -> sent``. What may have reached the platform although we never heard back is ``unsure``
and is never sent again blindly; a moderator decides. Work that touches only the database is simply done again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import cards, digests, fielding, phrases
from bot.dialogues import waiting
from bot.heartbeat import BEAT, beat
from bot.platform import Gone, Later, Moved, Platform, Refused, Unreachable
from bot.screens import Screen, lines
from bot.tables import (
    Account,
    Ledger,
    LedgerState,
    Place,
    PlaceState,
    Posting,
    PostingKind,
)
from bot.tidying import tidy
from bot.visit import House, community_language, moderators
from surveys.analysis import release
from surveys.databases.wiping import wipe
from surveys.errors import NotStored, SurveyError
from surveys.fieldwork import waves
from surveys.store import Store
from surveys.tables import Wave, WaveState

log = logging.getLogger(__name__)

RELEASE_EVERY = timedelta(minutes=10)
WIPE_EVERY = timedelta(seconds=30)  # what was erased is in no file a minute later
RETRIES = 8  # of a post the platform could not take; the pause doubles up to an hour
SENDS = frozenset({"card", "digest", "notice", "tell"})


@dataclass(frozen=True, slots=True)
class Due:
    """A ledger row that was taken."""

    key: str
    kind: str
    wave_id: str | None
    place_id: str | None
    account_id: str | None
    attempt: int
    body: dict[str, object]


class Schedule:
    """Does what is due, in one process; ``ring`` wakes it."""

    def __init__(
        self, store: Store, house: House, platforms: Mapping[str, Platform], clock: Callable[[], datetime]
    ) -> None:
        self.store, self.house, self.platforms, self.clock = store, house, platforms, clock
        self.owner = f"{socket.gethostname()[:20]}:{os.getpid()}"
        self._bell = asyncio.Event()
        self._released: datetime | None = None
        self._wiped: datetime | None = None
        self._taken: deque[Due] = deque()
        self._outcomes: dict[str, Callable[[Session], None]] = {}  # by key: what is known and could not be noted yet
        self._acts: Mapping[str, Callable[[Due], Awaitable[None]]] = {
            "card": self._card,
            "digest": self._digest,
            "notice": self._notice,
            "tell": self._tell,
            "compose": self._compose,
            "close": self._close,
            "open": self._open,
        }

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
        awake = False
        while True:
            self._bell.clear()
            pause = BEAT.total_seconds()
            try:
                if not awake:
                    await self.awake()
                    awake = True
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
        await self.store.write(lambda session: beat(session, self.owner, now))

    async def settle(self) -> None:
        """Do everything that is due now, and what follows from it."""
        while await self.store.read(lambda session: self._count_due(session, self.clock())):
            await self.round()

    async def round(self) -> float:
        """One look: due rows, releases; gives the seconds until the next thing is due."""
        now = self.clock()
        if not self._taken:
            self._taken.extend(await self.store.write(lambda session: self._take(session, now)))
        while self._taken:
            await self._do(self._taken[0])  # NotStored leaves it in front: the next look goes on with it
            self._taken.popleft()
        if self._released is None or now - self._released >= RELEASE_EVERY:
            self._released = now
            await self.store.write(lambda session: self._release(session, now))
        if (self._wiped is None or now - self._wiped >= WIPE_EVERY) and await asyncio.to_thread(wipe, self.store.url):
            self._wiped = now
        following = await self.store.read(self._next_due)
        if following is None:
            return BEAT.total_seconds()
        return max(0.05, min(BEAT.total_seconds(), (following - self.clock()).total_seconds()))

    # --- taking and ending rows ---

    async def awake(self) -> None:
        """After a restart: what was being sent is unsure, what only touches the database is due again."""

        def work(session: Session) -> None:
            left = select(Ledger).where(Ledger.state == LedgerState.SENDING)
            for row in session.exec(left):
                row.state = LedgerState.UNSURE if row.kind in SENDS else LedgerState.QUEUED
                if row.state is LedgerState.UNSURE:
                    log.warning("unsure whether %s was posted; a moderator decides", row.kind)

        await self.store.write(work)

    def _take(self, session: Session, now: datetime) -> list[Due]:
        waiting.expire(session, now)
        query = (
            select(Ledger)
            .where(Ledger.state == LedgerState.QUEUED, Ledger.due_at <= now)
            .order_by(col(Ledger.due_at), col(Ledger.key))
            .limit(50)
            .with_for_update(skip_locked=True)
        )
        taken = []
        for row in session.exec(query):
            row.state, row.owner, row.attempt, row.updated_at = LedgerState.SENDING, self.owner, row.attempt + 1, now
            taken.append(Due(row.key, row.kind, row.wave_id, row.place_id, row.account_id, row.attempt, dict(row.body)))
        return taken

    def _count_due(self, session: Session, now: datetime) -> int:
        query = sa.select(sa.func.count()).where(col(Ledger.state) == LedgerState.QUEUED, col(Ledger.due_at) <= now)
        return int(session.execute(query).scalar_one())

    def _next_due(self, session: Session) -> datetime | None:
        query = select(sa.func.min(Ledger.due_at)).where(Ledger.state == LedgerState.QUEUED)
        moment: datetime | None = session.exec(query).one()
        return moment

    async def _do(self, due: Due) -> None:
        if due.key in self._outcomes:
            await self._note(due, self._outcomes[due.key])
            return
        try:
            await self._acts[due.kind](due)
        except Later as later:
            await self._end(due, LedgerState.QUEUED, again_in=later.seconds)
        except Moved:
            await self._end(due, LedgerState.QUEUED, again_in=1.0)
        except Gone:
            await self._lost(due, PlaceState.GONE)
        except Refused:
            await self._lost(due, PlaceState.CLOSED)
        except Unreachable as error:
            if error.unsure and due.kind in SENDS:
                await self._end(due, LedgerState.UNSURE, error="unsure")
            else:
                await self._again(due, error)
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
        """The place or person cannot be written to: the row is dead, the place rests, a moderator is told elsewhere."""
        now = self.clock()

        def work(session: Session) -> None:
            if due.place_id:
                place = session.get(Place, due.place_id)
                if place is not None:
                    place.state = state
                    self._tell_moderators(session, place)
            elif due.account_id:
                account = session.get(Account, due.account_id)
                if account is not None:
                    account.reachable = False
            self._ended(session, due, LedgerState.DEAD, now, state.value, None)

        await self._note(due, work)

    def _tell_moderators(self, session: Session, place: Place) -> None:
        now = self.clock()
        for account in moderators(session, place.community_id):
            key = f"tell:{account.id}:place:{place.id}:{now:%Y%m%d}"
            if session.get(Ledger, key) is None:
                body = {"phrase": f"place-{place.state.value}", "values": {"place": place.name or place.address}}
                session.add(Ledger(key=key, kind="tell", account_id=account.id, due_at=now, body=body, updated_at=now))

    async def _end(
        self, due: Due, state: LedgerState, *, again_in: float = 0.0, error: str | None = None, ref: str | None = None
    ) -> None:
        now = self.clock()

        def work(session: Session) -> None:
            self._ended(session, due, state, now + timedelta(seconds=again_in), error, ref)

        await self._note(due, work)

    async def _note(self, due: Due, outcome: Callable[[Session], None]) -> None:
        """What came of a row is noted, however long the database refuses: nothing is sent again for want of a note."""
        self._outcomes[due.key] = outcome
        await self.store.write(outcome)
        del self._outcomes[due.key]

    def _ended(
        self, session: Session, due: Due, state: LedgerState, at: datetime, error: str | None, ref: str | None
    ) -> None:
        session.execute(
            sa.update(Ledger)
            .where(col(Ledger.key) == due.key, col(Ledger.owner) == self.owner, col(Ledger.attempt) == due.attempt)
            .values(state=state, due_at=at, error=error, ref=ref, updated_at=self.clock())
            .execution_options(synchronize_session=False)
        )

    # --- what each kind does ---

    async def _send(self, due: Due, place: Place, screen: Screen, kind: PostingKind, *, pin: bool = False) -> None:
        """Post a screen and note the posting in the transaction that ends the row."""
        ref = await self.platforms[place.platform].show(place.address, screen, pin=pin, key=due.key)
        digest_id = due.body.get("digest")

        def note(session: Session) -> None:
            session.add(
                Posting(
                    place_id=place.id,
                    wave_id=due.wave_id or "",
                    kind=kind,
                    ref=ref,
                    digest_id=str(digest_id) if digest_id else None,
                    shown=screen.digest(),
                    edited_at=self.clock(),
                    # What changed, or was taken back, while it was sent did not find it.
                    stale_at=self.clock() if kind in (PostingKind.CARD, PostingKind.DIGEST) else None,
                )
            )
            self._ended(session, due, LedgerState.SENT, self.clock(), None, ref)

        await self._note(due, note)

    async def _card(self, due: Due) -> None:
        def look(session: Session) -> tuple[Place, Screen] | None:
            wave, place = session.get(Wave, due.wave_id), session.get(Place, due.place_id)
            if wave is None or place is None or wave.state is WaveState.CLOSED:
                return None
            return place, cards.card(session, wave, self.house.settings, self.house.keys)

        found = await self.store.read(look)
        if found is None or found[0].platform not in self.platforms:
            await self._end(due, LedgerState.DEAD, error="nowhere")
            return
        await self._send(due, *found, PostingKind.CARD, pin=True)

    async def _notice(self, due: Due) -> None:
        def look(session: Session) -> tuple[Place, Screen]:
            place = session.get_one(Place, due.place_id)
            language = community_language(session, place.community_id)
            return place, Screen(lines(phrases.say(str(due.body["phrase"]), language)))

        place, screen = await self.store.read(look)
        await self._send(due, place, screen, PostingKind.NOTICE)

    async def _tell(self, due: Due) -> None:
        def look(session: Session) -> tuple[str, str, str] | None:
            account = session.get(Account, due.account_id)
            if account is None or account.address is None or not account.reachable:
                return None
            address = self.house.keys.open(account.address, "address")
            return (account.platform, address.decode(), account.language) if address else None

        found = await self.store.read(look)
        if found is None or found[0] not in self.platforms:
            await self._end(due, LedgerState.DEAD, error="unreachable")
            return
        platform, address, language = found
        values = due.body.get("values")
        text = phrases.say(str(due.body["phrase"]), language, **(values if isinstance(values, dict) else {}))
        ref = await self.platforms[platform].show(address, Screen(lines(text)), key=due.key)
        await self._end(due, LedgerState.SENT, ref=ref)

    async def _compose(self, due: Due) -> None:
        """Release, compose, store, and have it posted in every place: all in one transaction."""
        now = self.clock()

        def work(session: Session) -> None:
            wave = session.get(Wave, due.wave_id)
            if wave is not None and (wave.state is not WaveState.CLOSED or due.body):
                final = wave.state is WaveState.CLOSED
                stored = digests.compose_next(session, wave, now, even_if_little=bool(due.body), final=final)
                if stored is not None:
                    day = now.astimezone(self.house.settings.zone).date().isoformat()
                    for place in fielding.places_of(session, wave.id):
                        key = f"digest:{wave.id}:{place.id}:{day}:{stored.version}"
                        fielding.due(session, key, now, wave=wave, place=place, body={"digest": stored.id})
                if not due.body.get("asked"):
                    fielding.next_digest(session, wave, self.house.settings, now)
            self._ended(session, due, LedgerState.SENT, now, None, None)

        await self.store.write(work)

    async def _digest(self, due: Due) -> None:
        place, digest = await self.store.read(
            lambda session: (session.get_one(Place, due.place_id), digests.load(session, str(due.body["digest"])))
        )
        screen = await asyncio.to_thread(digests.screen, digest, due.wave_id or "", self.house.keys)
        await self._send(due, place, screen, PostingKind.DIGEST)

    async def _close(self, due: Due) -> None:
        def work(session: Session) -> None:
            wave = session.get(Wave, due.wave_id)
            now = self.clock()
            running = wave is not None and wave.state in (WaveState.OPEN, WaveState.PAUSED)
            if wave is not None and running and wave.closes_at is not None and wave.closes_at <= now:
                fielding.close(session, wave, now)
            self._ended(session, due, LedgerState.SENT, now, None, None)

        await self.store.write(work)

    async def _open(self, due: Due) -> None:
        def work(session: Session) -> None:
            wave = session.get(Wave, due.wave_id)
            if wave is not None and wave.state is WaveState.DRAFT:
                waves.open_wave(session, wave, self.clock())
            self._ended(session, due, LedgerState.SENT, self.clock(), None, None)

        await self.store.write(work)

    def _release(self, session: Session, now: datetime) -> None:
        """Release what may be released, and drop what was kept only for a while."""
        for wave in session.exec(select(Wave).where(Wave.state == WaveState.OPEN)).all():
            release.release(session, wave, now)
        tidy(session, now)
