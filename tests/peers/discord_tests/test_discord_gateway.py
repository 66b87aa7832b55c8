"""Does the real client connect, resume and give up on the played gateway as it would on the real one?"""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import pytest
from peers.discord import DiscordPeer
from peers.discord_tests.conftest import Club
from peers.discord_tests.driving import MINIMAL, Bot, pointed_at, running


async def test_a_resume_brings_what_was_missed_and_an_identify_does_not(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    await peer.gateway.drop(4000)
    await club.anna.says(club.anna.direct, "während der Störung")
    await bot.next("resumed")
    first = await bot.next("message")
    await peer.gateway.reconnect()
    await bot.next("resumed")
    await bot.next("disconnect")
    peer.gateway.invalidate()
    await club.anna.says(club.anna.direct, "verloren")
    await bot.next("ready")
    await bot.next("ready")

    assert first.content == "während der Störung"
    assert bot.all("message") == []
    assert (peer.gateway.identifies_today, peer.gateway.resumes) == (2, 2)


async def test_a_server_that_comes_back_is_found_again(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    session = peer.gateway.connected[0]
    await peer.down()
    await club.anna.says(club.anna.direct, "während des Ausfalls")
    await peer.up()
    await peer.connected(timeout=8)

    assert (await bot.next("message")).content == "während des Ausfalls"
    assert peer.gateway.connected == [session]


async def test_a_wrong_token_and_an_intent_that_is_switched_off_are_fatal(peer: DiscordPeer, club: Club) -> None:
    with pointed_at(peer):
        wrong = Bot()
        with pytest.raises(discord.LoginFailure):
            await wrong.login("falsch")
        await wrong.close()
        greedy = Bot(intents=discord.Intents(guilds=True, message_content=True))
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await greedy.start(peer.token)
        await greedy.close()
    async with running(peer) as bot:
        await peer.revoke_token()
        await bot.next("disconnect")
    headers = {"Authorization": f"Bot {peer.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(peer.api_url + "/users/@me", headers=headers) as response,
    ):
        assert response.status == 401

    assert bot.is_closed()
    assert peer.gateway.closed == [4014, 4004]


async def test_events_go_to_the_shard_of_their_guild_only(peer: DiscordPeer) -> None:
    anna = peer.user("Anna")
    places = []
    while {(one.guild.id >> 22) % 2 for one in places} != {0, 1}:
        places.append(peer.text_channel(peer.guild(f"Gilde {len(places)}", [anna]), "hier"))
        peer.advance(0.001)
    async with running(peer, Bot(shard_id=1, shard_count=2)) as bot:
        for place in places:
            await anna.says(place, "x")
        await anna.says(anna.direct, "geht an die erste")
        mine = [one for one in places if (one.guild.id >> 22) % 2 == 1]
        heard = [await bot.next("message") for _ in mine]

        assert [one.channel.id for one in heard] == [one.id for one in mine]
        assert bot.all("message") == []
        assert len(bot.guilds) == len(mine)


async def test_an_intent_that_was_not_asked_for_brings_nothing(peer: DiscordPeer, club: Club) -> None:
    async with running(peer, Bot(intents=discord.Intents(guilds=True))) as bot:
        await club.anna.says(club.channel, f"{peer.bot.mention} hallo")
        await club.anna.says(club.anna.direct, "hallo")
        peer.delete_channel(club.channel)
        await bot.next("guild_channel_delete")
        assert bot.all("message") == []
    assert MINIMAL.dm_messages


async def test_the_protocol_itself_is_kept(peer: DiscordPeer) -> None:
    async def closed_with(*frames: object) -> int | None:
        async with aiohttp.ClientSession() as session, session.ws_connect(peer.gateway_url + "?v=10") as socket:
            assert (await socket.receive_json())["op"] == 10
            for frame in frames:
                await (socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame))
            async with asyncio.timeout(2):
                while not (await socket.receive()).type.name.startswith("CLOS"):
                    pass
            return socket.close_code

    def identify(**more: object) -> dict[str, object]:
        return {"op": 2, "d": {"token": peer.token, "intents": 1, "properties": {}} | more}

    assert await closed_with("kein JSON") == 4002
    assert await closed_with({"op": 99}) == 4001
    assert await closed_with({"op": 3, "d": {}}) == 4003
    assert await closed_with(identify(token="falsch")) == 4004
    assert await closed_with(identify(), identify()) == 4005
    assert await closed_with(identify(shard=[2, 2])) == 4010
    assert await closed_with(identify(intents=1 << 40)) == 4013
    peer.gateway.identify_limit = peer.gateway.identifies_today
    assert await closed_with(identify()) == 4004
    assert peer.server.token is None  # more IDENTIFYs than a day allows reset it
