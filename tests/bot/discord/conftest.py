"""What the tests of the Discord adapter share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from club import Club
from peers.discord import DiscordPeer
from stage import Stage

from surveys.store import Store


@pytest.fixture
def dialect() -> str:
    """The adapter asks the store for little: both databases are tested where those questions are."""
    return "sqlite"


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as played:
        yield played
        if played.contract is not None:
            played.assert_clean()


@pytest.fixture
def club(peer: DiscordPeer, store: Store) -> Club:
    stage = Stage(store)
    stage.now = datetime.now(UTC)
    anna, ben, mod = peer.user("Anna"), peer.user("Ben", locale="en-US"), peer.user("Mod")
    guild = peer.guild("Kundenclub", members=[anna, ben, mod])
    peer.gives(guild, mod, peer.role(guild, "Moderation", "manage_guild"))
    return Club(peer, stage, guild, peer.text_channel(guild, "umfragen"), anna, ben, mod)
