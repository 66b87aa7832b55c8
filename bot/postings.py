"""How do shown screens stay true? Many changes become one edit, no more often than the place allows.

Each platform is looked after by itself: a slow one holds no other up. Places are edited side by side, what stands in one
place one after the other, so that a waiting time is kept by all of it; waiting times are stored, a restart keeps them
too. An edit is idempotent, so a lost outcome is simply tried again. Sending is not: see ``schedule``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import cards, digests, lanes, queues
from bot.platform import Gone, Later, Limits, Moved, Platform, PlatformError
from bot.screens import Screen
from bot.tables import Place, Posting, PostingKind, PostingState
from bot.visit import House
from surveys.errors import NotStored
from surveys.store import Store
from surveys.tables import Wave

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between looks for stale postings
BATCH = 500  # postings read per look and platform
AT_ONCE = 8  # places in which something is edited at the same time, per platform
QUEUE_PAUSE = timedelta(seconds=30)  # between looks at how many answers wait
REST = timedelta(seconds=30)  # for a place in which an edit failed, or a posting that cannot be drawn


@dataclass(frozen=True, slots=True)
class Stale:
    """A posting that has to be edited, and what it has to show."""

    id: str
    address: str
    ref: str
    screen: Screen
    since: datetime
    changed: bool


class Postings:
    """Keeps cards and digests current on every platform."""

    def __init__(
        self, store: Store, house: House, platforms: Mapping[str, Platform], clock: Callable[[], datetime]
    ) -> None:
        self.store, self.house, self.platforms, self.clock = store, house, platforms, clock
        self._queued: dict[str, datetime] = {}  # platforms, and when their queues were looked at
        self._undrawable: dict[str, datetime] = {}  # posting ids, and when to try again

    async def run(self) -> None:
        """Look for stale postings until cancelled; one bad posting never stops the rest."""
        async with asyncio.TaskGroup() as group:
            for name in self.platforms:
                group.create_task(self._looking(name), name=f"postings on {name}")

    async def refresh(self) -> int:
        """Edit what is stale and may be edited now; gives how many edits were sent."""
        return sum(await asyncio.gather(*(self._look(name) for name in self.platforms)))

    async def _looking(self, name: str) -> None:
        while True:
            try:
                await self._look(name)
            except NotStored as error:
                log.warning("postings wait for the database: %s", error.key)
            except Exception:
                log.exception("refreshing postings failed")
            await asyncio.sleep(PAUSE)

    async def _look(self, name: str) -> int:
        now = self.clock()
        places: dict[str, list[Stale]] = {}
        for stale in await self.store.read(
            lambda session: self._stale(session, name, now) + self._queues(session, name, now)
        ):
            places.setdefault(stale.address, []).append(stale)
        free = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            edited = [group.create_task(self._place(name, stale, free)) for stale in places.values()]
        return sum(place.result() for place in edited)

    # --- what has to be edited, and how it looks ---

    def _stale(self, session: Session, name: str, now: datetime) -> list[Stale]:
        """What may be edited now: digests first, as words may have been taken back, then what waits for longest."""
        resting = [lane.removeprefix(_lane(name, "")) for lane in lanes.held(session, _lane(name, ""), now)]
        self._undrawable = {posting: until for posting, until in self._undrawable.items() if until > now}
        edited_at, pause = col(Posting.edited_at), timedelta(seconds=self.platforms[name].limits.card_seconds)
        query = (
            select(Posting, Place, Wave)
            .join(Place, col(Place.id) == Posting.place_id)
            .join(Wave, col(Wave.id) == Posting.wave_id)
            .where(
                col(Posting.stale_at).is_not(None),
                col(Posting.kind).in_([PostingKind.CARD, PostingKind.DIGEST]),
                Posting.state == PostingState.SHOWN,
                # Later than now: the clock was put back.
                sa.or_(edited_at.is_(None), edited_at <= now - pause, edited_at > now),
                Place.platform == name,
                col(Place.address).not_in(resting),
                col(Posting.id).not_in(list(self._undrawable)),
            )
            .order_by(sa.case((col(Posting.kind) == PostingKind.DIGEST, 0), else_=1), edited_at.asc().nulls_first())
            .limit(BATCH)
        )
        drawn: dict[tuple[object, ...], Screen] = {}
        found = []
        for posting, place, wave in session.exec(query):
            screen = self._drawn(session, posting, place, wave, drawn)
            if screen is None:
                self._undrawable[posting.id] = now + REST
            elif posting.stale_at is not None:
                changed = screen.digest() != posting.shown
                found.append(Stale(posting.id, place.address, posting.ref, screen, posting.stale_at, changed))
        return found

    def _queues(self, session: Session, name: str, now: datetime) -> list[Stale]:
        """Queues that no longer say how many wait; looked at by themselves, so that no answer has to mark them."""
        if name in self._queued and timedelta(0) <= now - self._queued[name] < QUEUE_PAUSE:
            return []
        self._queued[name] = now
        resting = [lane.removeprefix(_lane(name, "")) for lane in lanes.held(session, _lane(name, ""), now)]
        query = (
            select(Posting, Place)
            .join(Place, col(Place.id) == Posting.place_id)
            .where(
                Posting.kind == PostingKind.QUEUE,
                Posting.state == PostingState.SHOWN,
                Place.platform == name,
                col(Place.address).not_in(resting),
            )
        )
        found = []
        for posting, place in session.exec(query.limit(BATCH)):
            screen = queues.screen(session, place.community_id, self.house)
            if screen.digest() != posting.shown:
                found.append(
                    Stale(posting.id, place.address, posting.ref, screen, posting.stale_at or now, changed=True)
                )
        return found

    def _drawn(
        self, session: Session, posting: Posting, place: Place, wave: Wave, drawn: dict[tuple[object, ...], Screen]
    ) -> Screen | None:
        """The screen, drawn once for all places that show the same; None where it cannot be drawn."""
        limits, questions = self.platforms[place.platform].limits, cards.per_card(place)
        same = (wave.id, posting.kind, posting.digest_id, posting.part, questions)
        if same not in drawn:
            try:
                drawn[same] = self._screen(session, posting, wave, limits, questions)
            except Exception:
                log.exception("a posting cannot be drawn")
                return None
        return drawn[same]

    def _screen(self, session: Session, posting: Posting, wave: Wave, limits: Limits, questions: int) -> Screen:
        if posting.kind is PostingKind.DIGEST and posting.digest_id:
            digest = digests.load(session, posting.digest_id)
            return digests.screen(digest, wave.id, self.house.keys, picture=False)
        settings, keys = self.house.settings, self.house.keys
        return cards.card(session, wave, settings, keys, limits=limits, part=posting.part, questions=questions)

    # --- editing it ---

    async def _place(self, name: str, stale: Sequence[Stale], free: asyncio.Semaphore) -> int:
        """Edit what stands in one place, until the place has to rest."""
        edits = 0
        async with free:
            for posting in stale:
                try:
                    edits += await self._edit(name, posting)
                except Moved:
                    break  # the place gets its new address by an event of its own
                except Later as later:
                    await self._rest(name, posting.address, timedelta(seconds=later.seconds))
                    break
                except PlatformError as error:
                    log.info("a posting was not refreshed on %s: %s", name, type(error).__name__)
                    await self._rest(name, posting.address)
                    break
                except Exception:
                    log.exception("a posting was not refreshed on %s", name)
                    await self._rest(name, posting.address)
                    break
        return edits

    async def _rest(self, name: str, address: str, rest: timedelta = REST) -> None:
        until = self.clock() + rest
        await self._note(lambda session: lanes.hold(session, _lane(name, address), until))

    async def _edit(self, name: str, posting: Stale) -> int:
        edited: dict[str, object] = {}
        if posting.changed:
            try:
                await self.platforms[name].edit(posting.address, posting.ref, posting.screen)
                edited = {"edited_at": self.clock(), "shown": posting.screen.digest()}
            except Gone:
                edited = {"state": PostingState.GONE}

        def note(session: Session) -> None:
            fresh = sa.case((col(Posting.stale_at) == posting.since, None), else_=col(Posting.stale_at))
            session.execute(
                sa.update(Posting)
                .where(col(Posting.id) == posting.id)
                .values(stale_at=fresh, **edited)
                .execution_options(synchronize_session=False)
            )

        await self._note(note)
        return int(posting.changed)

    async def _note(self, work: Callable[[Session], None]) -> None:
        """What came of an edit is noted however long the database refuses: until then nothing is edited again."""
        while True:
            try:
                await self.store.write(work)
            except NotStored as error:
                log.warning("postings wait for the database: %s", error.key)
                await asyncio.sleep(PAUSE)
            else:
                return


def _lane(name: str, address: str) -> str:
    return f"post:{name}:{address}"
