"""Which disturbances can be switched on, and how does the real client meet them?"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time

import aiohttp
import discord
import pytest
from peers.discord import DiscordPeer
from peers.discord_tests.conftest import Club
from peers.discord_tests.driving import Bot, buttons, refused

SEND = "POST /channels/{channel_id}/messages"


async def test_a_storm_is_waited_out_and_impatience_is_noted(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    place = bot.get_partial_messageable(club.channel.id)
    storm = peer.storm(0.1, times=2, route=SEND)
    await place.send("endlich")
    assert (storm.hits, peer.rate_violations) == (2, [])
    peer.fault(SEND, "429-cloudflare")
    with pytest.raises(discord.HTTPException):
        await place.send("x")
    await place.send("ohne zu warten")
    assert len(peer.rate_violations) == 1
    with pytest.raises(AssertionError, match="too early"):
        peer.assert_clean(rates=True)
    assert peer.server.rates.invalid_requests == 3


async def test_enforced_rates_stand_in_headers_that_the_client_obeys(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    peer.server.rates.limits[SEND] = (2, 0.2)
    peer.enforce_rates()
    place = bot.get_partial_messageable(club.channel.id)
    started = time.perf_counter()
    await asyncio.gather(*(place.send(str(number)) for number in range(6)))

    assert time.perf_counter() - started >= 0.38
    assert len(peer.messages(club.channel)) == 6
    assert peer.rate_violations == []


@pytest.mark.parametrize("applied", [True, False])
async def test_a_dropped_connection_leaves_the_outcome_open(
    peer: DiscordPeer, club: Club, bot: Bot, applied: bool
) -> None:
    peer.fault(SEND, "drop", applied=applied)
    with contextlib.suppress(aiohttp.ClientError, OSError):
        await bot.get_partial_messageable(club.channel.id).send("x", nonce="1")
    assert len(peer.messages(club.channel)) == int(applied)
    await bot.get_partial_messageable(club.channel.id).send("x", nonce="1")
    assert len(peer.messages(club.channel)) == 1


async def test_garbage_errors_delays_and_latency(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    place = bot.get_partial_messageable(club.channel.id)
    peer.fault(SEND, "503", times=1)
    with pytest.raises(discord.DiscordServerError):
        await place.send("x")
    peer.fault(SEND, "garbage")
    with pytest.raises(Exception, match=r"indices"):
        await place.send("x")
    peer.fault("POST", "delay", seconds=0.1)
    started = time.perf_counter()
    await place.send("x")
    peer.server.latency = 0.1
    await place.send("y")
    assert time.perf_counter() - started >= 0.19
    assert [call.status for call in peer.calls(SEND)] == [503, 0, 200, 200]


async def test_webhooks_of_interactions_end_after_a_quarter_of_an_hour(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    await bot.get_partial_messageable(club.channel.id).send("Karte", view=buttons("Antworten"))
    card = await peer.next_message(club.channel)
    await club.anna.clicks(card, "Antworten")
    clicked = await bot.next("interaction")
    await clicked.response.defer(ephemeral=True, thinking=True)
    await clicked.followup.send("fertig")
    receipt = await peer.ephemeral_for(club.anna)
    extra = await clicked.followup.send("noch etwas", ephemeral=True, wait=True)
    await clicked.edit_original_response(content="ganz fertig")
    peer.advance(901)
    with refused(50027):
        await clicked.edit_original_response(content="zu spät")

    assert (receipt.text, receipt.is_ephemeral) == ("ganz fertig", True)
    assert [one.id for one in peer.seen_by(club.anna, club.channel)] == [card.id, receipt.id, extra.id]
    peer.assert_clean()


async def test_it_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "peers.discord",
        "--people",
        "3",
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": _tests()},
    )
    try:
        assert process.stdout is not None
        words = (await process.stdout.readline()).decode().split()
        api, _, token, _, guild, _, channel = words
        control = api.removesuffix("/api/v10") + "/control/"
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {token}"}) as session:
            rows = {"content": "Karte", "components": [{"type": 1, "components": [_button()]}]}
            async with session.post(f"{api}/channels/{channel}/messages", json=rows) as response:
                message = (await response.json())["id"]
            ask = {"channel": channel, "message": message, "button": "Ja", "people": 3}
            async with session.post(control + "press", json=ask) as response:
                assert len(await response.json()) == 3
            async with session.get(control + "counts") as response:
                counts = await response.json()
        assert (counts["interactions"], counts["answered"]) == (3, 0)
        assert guild.isdigit()
    finally:
        process.terminate()
        await process.wait()


def _button() -> dict[str, object]:
    return {"type": 2, "style": 1, "custom_id": "ja", "label": "Ja"}


def _tests() -> str:
    from pathlib import Path

    return str(Path(__file__).resolve().parents[2])
