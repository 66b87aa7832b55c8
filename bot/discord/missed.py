"""What happened on Discord while we were away?

After a reconnect without a resume the gateway tells nothing of it. So what was written in the channels of open waves is
fetched: the *watermark* of a posting says up to which message a pass has read everything, and moves only once what a pass
brought is in the inbox (live messages overtake it: the largest number seen would lose those in between). Messages that hold
an answer are read again by their ids: edited ones are revisions, those that are gone are withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import discord
import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.discord import inbound
from bot.discord.api import meaning
from bot.discord.inbound import PLATFORM
from bot.fielding import running
from bot.keys import Keys
from bot.platform import Gone, PlatformError, Refused, Unreachable
from bot.tables import Account, PendingReply, Place, Posting, PostingState, ReadAgain
from surveys.errors import NotStored
from surveys.store import Store

UNKNOWN_MESSAGE = 10008
BATCH = 100  # messages taken into the inbox at once, and fetched at once

log = logging.getLogger(__name__)


class Missed:
    """Fetches back what nobody told us."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        keys: Keys,
        take: Callable[[Sequence[Any]], Awaitable[None]],
    ) -> None:
        self._client = client
        self._store = store
        self._keys = keys
        self._take = take
        self._failed = False

    async def fetch(self, *, again: bool) -> None:
        """One pass over every channel and direct chat of open waves; again: known messages are read again, too.

        Raises Unreachable at the end where something could not be read just now, after everything else was.
        """
        self._failed = False
        for (guild, channel), after in (await self._store.read(_channels)).items():
            await self._safely(self._channel(guild, channel, after))
        for channel, after in (await self._store.read(_chats)).items():
            await self._safely(self._chat(channel, after))
        if again:
            for sealed in await self._store.read(_known):
                ref = self._keys.open(sealed, "message")
                if ref:
                    await self._safely(self._message(ref.decode()))

        if self._failed:
            raise Unreachable(unsure=False)
        if again:
            await self._store.write(_nothing_missed)

    async def knows(self, channel: int, message: int) -> bool:
        """Whether a message holds, or waits to be, an answer."""
        sources = self._keys.sources(PLATFORM, inbound.ref_of(channel, message))
        return await self._store.read(lambda session: any(_is_known(session, source) for source in sources))

    async def _safely(self, work: Awaitable[None]) -> None:
        """One channel that cannot be read never stops the others; its watermark stays where it was."""
        try:
            await work
        except (Gone, Refused) as error:
            log.info("what was missed in a channel cannot be read: %s", type(error).__name__)
        except PlatformError as error:
            self._failed = True
            log.warning("what was missed in a channel could not be read: %s", type(error).__name__)
        except NotStored:
            raise
        except Exception:  # an outermost loop: nonsense from one channel
            log.exception("what was missed in a channel could not be read")

    async def _channel(self, guild: int, channel: int, after: int) -> None:
        try:
            await self._channel_read(guild, channel, after)
        except Refused:  # once it may be read, what is old by then is not brought up again
            now = discord.utils.time_snowflake(discord.utils.utcnow())
            await self._store.write(lambda session: _read_to(session, channel, now))
            raise

    async def _channel_read(self, guild: int, channel: int, after: int) -> None:
        async for last in self._passes(guild, channel, after):
            await self._store.write(lambda session, last=last: _read_to(session, channel, last))  # type: ignore[misc]

    async def _chat(self, channel: int, after: int) -> None:
        async for last in self._passes(0, channel, after):
            await self._store.write(lambda session, last=last: _chat_read_to(session, channel, last))  # type: ignore[misc]

    async def reached(self, person: str, channel: int, message: int) -> None:
        """Note that the direct chat with somebody is read up to a message."""
        digests, ref = self._keys.accounts(PLATFORM, person), inbound.ref_of(channel, message)
        await self._store.write(lambda session: _person_read_to(session, digests, ref))

    async def _passes(self, guild: int, channel: int, after: int) -> Any:
        """Take what was written since, a batch at a time; gives the last message of each batch once it is taken."""
        me = self._me
        batch: list[dict[str, Any]] = []
        last = 0
        try:
            place = self._place(guild, channel)
            history = place.history(limit=None, after=discord.Object(after), oldest_first=True)
            async for message in history:
                last = message.id
                if (record := inbound.record_of(message, me)) is not None:
                    batch.append(record)
                if len(batch) >= BATCH:
                    await self._take(batch)
                    batch = []
                    yield last
        except (discord.DiscordException, OSError) as error:
            raise meaning(error) from error
        await self._take(batch)
        if last:
            yield last

    async def _message(self, ref: str) -> None:
        """Read one message again: it may say something else now, or be gone."""
        guild, channel, number = (int(each) for each in ref.split("/"))
        try:
            message = await self._place(guild, channel).fetch_message(number)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:  # its channel is gone: what was answered there stays
                raise meaning(error) from error
            await self._take([inbound.deletion(channel, guild, number, datetime.now(UTC))])
            return
        except (discord.DiscordException, OSError) as error:
            raise meaning(error) from error
        record = inbound.record_of(message, self._me, edited=True)
        if record is not None and record["kind"] == "edit":
            await self._take([record])

    def _place(self, guild: int, channel: int) -> discord.PartialMessageable:
        """Where to read; that it is no direct chat must be said, what is read does not tell."""
        return self._client.get_partial_messageable(channel, guild_id=guild)

    @property
    def _me(self) -> int:
        assert self._client.user
        return self._client.user.id


def _channels(session: Session) -> dict[tuple[int, int], int]:
    """Servers and channels in which cards of open waves stand, and after which message nobody has read them."""
    query = (
        select(Posting.ref, Posting.read_to, Place.address)
        .join(Place, col(Place.id) == Posting.place_id)
        .where(Place.platform == PLATFORM, Posting.state == PostingState.SHOWN, running(col(Posting.wave_id)))
    )
    found: dict[tuple[int, int], int] = {}
    for ref, read_to, address in session.exec(query):
        channel, _, message = ref.partition("/")
        place = int(address.split("/", maxsplit=1)[0]), int(channel)
        after = int(read_to or message.split("+")[0])
        found[place] = min(found.get(place, after), after)
    return found


def _read_to(session: Session, channel: int, message: int) -> None:
    session.execute(
        sa.update(Posting)
        .where(col(Posting.ref).startswith(f"{channel}/"))
        .values(read_to=str(message))
        .execution_options(synchronize_session=False)
    )


def _chats(session: Session) -> dict[int, int]:
    """Direct chats about open waves, and after which message nobody has read them."""
    query = select(Account.read_to).where(
        Account.platform == PLATFORM, col(Account.read_to).is_not(None), running(col(Account.wave_id))
    )
    places = [str(read_to).split("/") for read_to in session.exec(query)]
    return {int(channel): int(message) for channel, message in places}


def _chat_read_to(session: Session, channel: int, message: int) -> None:
    session.execute(
        sa.update(Account)
        .where(col(Account.platform) == PLATFORM, col(Account.read_to).startswith(f"{channel}/"))
        .values(read_to=inbound.ref_of(channel, message))
        .execution_options(synchronize_session=False)
    )


def _nothing_missed(session: Session) -> None:
    """Chats about no open wave: what was written there meanwhile is no answer to one that is joined later."""
    now = discord.utils.time_snowflake(discord.utils.utcnow())
    query = select(Account).where(
        Account.platform == PLATFORM,
        col(Account.read_to).is_not(None),
        sa.or_(col(Account.wave_id).is_(None), ~running(col(Account.wave_id))),
    )
    for account in session.exec(query):
        account.read_to = inbound.ref_of(int(str(account.read_to).split("/")[0]), now)
        session.add(account)


def _person_read_to(session: Session, digests: Sequence[str], ref: str) -> None:
    session.execute(
        sa.update(Account)
        .where(col(Account.platform) == PLATFORM, col(Account.digest).in_(digests))
        .values(read_to=ref)
        .execution_options(synchronize_session=False)
    )


def _known(session: Session) -> list[bytes]:
    query = select(ReadAgain.message).where(ReadAgain.platform == PLATFORM, running(col(ReadAgain.wave_id)))
    return list(session.exec(query))


def _is_known(session: Session, source: str) -> bool:
    return session.get(ReadAgain, source) is not None or (
        session.exec(select(PendingReply.id).where(PendingReply.source == source)).first() is not None
    )
