"""Which played Discord and which real client do these tests share?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from peers.discord import Channel, DiscordPeer, Guild, Person
from peers.discord_tests.driving import Bot, running


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as peer:
        yield peer


@dataclass(frozen=True, slots=True)
class Club:
    """A guild with two people and one channel."""

    guild: Guild
    channel: Channel
    anna: Person
    ben: Person


@pytest.fixture
def club(peer: DiscordPeer) -> Club:
    anna, ben = peer.user("Anna", locale="de"), peer.user("Ben", locale="en-US")
    guild = peer.guild("Kundenclub", members=[anna, ben])
    return Club(guild, guild.text_channel("umfragen"), anna, ben)


@pytest.fixture
async def bot(peer: DiscordPeer, club: Club) -> AsyncIterator[Bot]:
    async with running(peer) as bot:
        yield bot
