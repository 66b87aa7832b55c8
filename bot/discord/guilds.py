"""Which servers are we in, and does the desk know?

A server is a place that only holds others. It is made known when we are invited, after an outage, and at the latest when
somebody there does something.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

import discord
from sqlmodel import Session, select

from bot.discord.inbound import PLATFORM, address_of
from bot.platform import Act, Event, Person, Where
from bot.screens import Reply
from bot.tables import Place, PlaceState
from surveys.store import Store


class Guilds:
    """Tells the desk of servers and channels that come and go."""

    def __init__(
        self,
        store: Store,
        handle: Callable[[Event, int | None], Awaitable[Reply]],
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._handle, self._now = store, handle, now
        self._known: set[int] = set()

    async def compare(self, present: Iterable[discord.Guild]) -> None:
        """Servers we were invited to, or removed from, while we were away."""
        self._known = await self._store.read(_known)
        here = {guild.id: guild.name for guild in present}
        for number in here.keys() - self._known:
            await self.arrived(number, here[number])
        for number in self._known - here.keys():
            await self.left(number, None)

    async def ensure(self, guild: int, name: str) -> None:
        """Make a server known in which something happens before anybody told us that we are in it."""
        if guild not in self._known:
            self._known = await self._store.read(_known)
        if guild not in self._known:
            await self.arrived(guild, name)

    async def arrived(self, guild: int, name: str) -> None:
        """We are in a server."""
        await self._told(Act.ARRIVED, Where(str(guild), name, holds=True))
        self._known = await self._store.read(_known)

    async def left(self, guild: int, channel: int | None) -> None:
        """We are no longer in a server, or one of its channels is gone."""
        if channel is None:
            self._known.discard(guild)
        await self._told(Act.LEFT, Where(str(guild) if channel is None else address_of(guild, channel)))

    async def _told(self, act: Act, where: Where) -> None:
        now = self._now()
        key = f"dc:g:{where.address}:{act}:{round(now.timestamp())}"
        await self._handle(Event(key, PLATFORM, act, Person(""), now, where=where), None)


def _known(session: Session) -> set[int]:
    """Servers the desk thinks we are in."""
    query = select(Place.address).where(Place.platform == PLATFORM, Place.state != PlaceState.GONE)
    return {int(address) for address in session.exec(query) if address.isdecimal()}
