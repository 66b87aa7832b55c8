"""Is a queue of answers shown only in channels that plain members of a played Discord cannot see?"""

from __future__ import annotations

import pytest
from discord_front import settings_of
from peers.discord import Channel, DiscordPeer, Guild
from peers.discord_permissions import BITS

from bot.discord import findings, permissions


@pytest.fixture
def guild(peer: DiscordPeer) -> Guild:
    made = peer.guild("Kundenclub", bot_may=[name for name, bit in BITS.items() if bit & permissions.INVITED])
    made.everyone.permissions = BITS["view_channel"]
    return made


async def is_secluded(peer: DiscordPeer, channel: Channel) -> bool:
    assert channel.guild is not None
    async with findings.connected(settings_of(peer)) as call:
        found = await findings.is_secluded(call, f"{channel.guild.id}/{channel.id}")
    peer.assert_clean()
    return found


async def test_a_channel_everybody_sees_is_not(peer: DiscordPeer, guild: Guild) -> None:
    channel = guild.text_channel("allgemein")

    assert not await is_secluded(peer, channel)
    assert not await is_secluded(peer, guild.thread(channel, "Runde 1"))


async def test_a_channel_hidden_from_everybody_is_and_so_are_its_threads(peer: DiscordPeer, guild: Guild) -> None:
    channel = guild.text_channel("moderation")
    peer.deny(channel, guild.everyone, "view_channel")
    peer.deny(channel, guild.role("nachgefragt"), "view_channel", allow=True)

    assert await is_secluded(peer, channel)
    assert await is_secluded(peer, guild.thread(channel, "Runde 1"))


async def test_what_a_channel_allows_everybody_counts_more_than_the_server(peer: DiscordPeer, guild: Guild) -> None:
    guild.everyone.permissions = 0
    hidden, opened = guild.text_channel("moderation"), guild.text_channel("offen")
    peer.deny(opened, guild.everyone, "view_channel", allow=True)

    assert await is_secluded(peer, hidden)
    assert not await is_secluded(peer, opened)


async def test_a_whole_server_is_no_channel(peer: DiscordPeer, guild: Guild) -> None:
    async with findings.connected(settings_of(peer)) as call:
        assert not await findings.is_secluded(call, str(guild.id))
