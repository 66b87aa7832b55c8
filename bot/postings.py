"""How do shown screens stay true? Many changes become one edit, no more often than the place allows.

An edit is idempotent, so a lost outcome is simply tried again. Sending is not: see ``schedule``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import cards, digests
from bot.platform import Gone, Later, Limits, Moved, Platform, PlatformError
from bot.screens import Screen
from bot.tables import Place, Posting, PostingKind, PostingState
from bot.visit import House
from surveys.errors import NotStored
from surveys.store import Store
from surveys.tables import Wave

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between looks for stale postings
BATCH = 50  # postings edited per look
REST = timedelta(seconds=30)  # for a place in which an edit failed


@dataclass(frozen=True, slots=True)
class Stale:
    """A posting that has to be edited, and what it has to show."""

    id: str
    platform: str
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
        self._not_before: dict[str, datetime] = {}

    async def run(self) -> None:
        """Look for stale postings until cancelled; one bad posting never stops the rest."""
        while True:
            try:
                await self.refresh()
            except NotStored as error:
                log.warning("postings wait for the database: %s", error.key)
            except Exception:
                log.exception("refreshing postings failed")
            await asyncio.sleep(PAUSE)

    async def refresh(self) -> int:
        """Edit what is stale and may be edited now; gives how many edits were sent."""
        now = self.clock()
        stale = await self.store.read(lambda session: self._stale(session, now))
        edits = 0
        for posting in stale:
            if self._not_before.get(posting.address, now) > now:
                continue
            try:
                edits += await self._edit(posting, now)
            except NotStored:
                raise
            except Exception:
                log.exception("a posting on %s was not refreshed", posting.platform)
                self._rest(posting.address, now)
        return edits

    def _rest(self, address: str, now: datetime) -> None:
        self._not_before[address] = now + REST

    def _stale(self, session: Session, now: datetime) -> list[Stale]:
        query = (
            select(Posting, Place, Wave)
            .join(Place, col(Place.id) == Posting.place_id)
            .join(Wave, col(Wave.id) == Posting.wave_id)
            .where(
                col(Posting.stale_at).is_not(None),
                col(Posting.kind).in_([PostingKind.CARD, PostingKind.DIGEST]),
                Posting.state == PostingState.SHOWN,
                col(Place.platform).in_(self.platforms),
                col(Place.address).not_in([address for address, until in self._not_before.items() if until > now]),
            )
            .order_by(col(Posting.stale_at))
            .limit(BATCH)
        )
        found = []
        for posting, place, wave in session.exec(query):
            platform = self.platforms.get(place.platform)
            if platform is None or posting.stale_at is None:
                continue
            pause = timedelta(seconds=platform.limits.card_seconds)
            if posting.edited_at is not None and posting.edited_at + pause > now:
                continue
            try:
                screen = self._screen(session, posting, place, wave, platform.limits)
            except Exception:
                log.exception("a posting cannot be drawn")
                self._rest(place.address, now)
                continue
            changed = screen.digest() != posting.shown
            found.append(
                Stale(posting.id, place.platform, place.address, posting.ref, screen, posting.stale_at, changed)
            )
        return found

    def _screen(self, session: Session, posting: Posting, place: Place, wave: Wave, limits: Limits) -> Screen:
        if posting.kind is PostingKind.DIGEST and posting.digest_id:
            digest = digests.load(session, posting.digest_id)
            return digests.screen(digest, wave.id, self.house.keys, picture=False)
        settings, keys, questions = self.house.settings, self.house.keys, cards.per_card(place)
        return cards.card(session, wave, settings, keys, limits=limits, part=posting.part, questions=questions)

    async def _edit(self, posting: Stale, now: datetime) -> int:
        state = PostingState.SHOWN
        if posting.changed:
            try:
                await self.platforms[posting.platform].edit(posting.address, posting.ref, posting.screen)
            except Later as later:
                self._not_before[posting.address] = now + timedelta(seconds=later.seconds)
                return 0
            except Gone:
                state = PostingState.GONE
            except Moved:
                return 0  # the place gets its new address by an event of its own
            except PlatformError as error:
                log.info("card not refreshed on %s: %s", posting.platform, type(error).__name__)
                self._rest(posting.address, now)
                return 0

        def note(session: Session) -> None:
            fresh = sa.case((col(Posting.stale_at) == posting.since, None), else_=col(Posting.stale_at))
            session.execute(
                sa.update(Posting)
                .where(col(Posting.id) == posting.id)
                .values(stale_at=fresh, edited_at=now, shown=posting.screen.digest(), state=state)
                .execution_options(synchronize_session=False)
            )

        await self.store.write(note)
        return int(posting.changed)
