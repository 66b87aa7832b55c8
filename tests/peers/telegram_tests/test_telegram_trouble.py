"""What happens when the bot is too fast, the line breaks or somebody is killed?"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from peers.telegram import TelegramPeer
from peers.telegram_tests.driving import texts, updates
from telegram import Bot
from telegram.error import (
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)


async def test_sending_too_fast_is_noted_and_refused_when_enforced(peer: TelegramPeer, bot: Bot) -> None:
    anna, group = peer.user("Anna", started=True), peer.group("Kundenclub", [peer.user("Ben")])
    await bot.send_message(anna.id, "1")
    assert peer.rate_violations == []
    await bot.send_message(anna.id, "2")
    assert [violation.rule for violation in peer.rate_violations] == ["chat"]
    for number in range(21):
        peer.advance(1.0)
        await bot.send_message(group.id, str(number))
    assert [violation.rule for violation in peer.rate_violations] == ["chat", "group"]
    peer.enforce_rates()
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(group.id, "zu viel")
    assert 1 <= told.value.retry_after.total_seconds() <= 60
    with pytest.raises(AssertionError, match="group"):
        peer.assert_clean(rates=True)


async def test_a_storm_is_survived_only_by_waiting(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    peer.storm(retry_after=7, times=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(anna.id, "1")
    await bot.send_message(anna.id, "war schon unterwegs")
    peer.advance(1)
    await bot.send_message(anna.id, "zu früh")
    peer.advance(7)
    await bot.send_message(anna.id, "2")

    assert [violation.rule for violation in peer.rate_violations] == ["retry_after"]
    assert peer.calls("sendMessage")[0].error == (429, "Too Many Requests: retry after 7")


@pytest.mark.parametrize("kind", ["500", "502", "drop", "garbage"])
@pytest.mark.parametrize("applied", [False, True])
async def test_a_fault_hits_once_and_its_effect_is_as_told(
    peer: TelegramPeer, bot: Bot, kind: Any, applied: bool
) -> None:
    anna = peer.user("Anna", started=True)
    fault = peer.fault("sendMessage", kind, applied=applied)
    with pytest.raises((NetworkError, TelegramError)):
        await bot.send_message(anna.id, "hallo")
    assert texts(peer.messages(anna.direct)) == (["hallo"] if applied else [])
    await bot.send_message(anna.id, "wieder da")

    assert fault.hits == 1
    assert texts(peer.messages(anna.direct))[-1] == "wieder da"


async def test_a_fault_can_wait_for_its_request_and_last_until_healed(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna", started=True), peer.user("Ben", started=True)
    fault = peer.fault("sendMessage", "500", times=None, skip=1, chat=anna.direct)
    await bot.send_message(anna.id, "geht noch")
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(anna.id, "geht nicht")
    await bot.send_message(ben.id, "hier geht es")
    peer.heal()
    await bot.send_message(anna.id, "geht wieder")

    assert fault.hits == 3
    assert texts(peer.messages(anna.direct)) == ["geht noch", "geht wieder"]


async def test_a_second_instance_ends_the_poll_of_the_first(peer: TelegramPeer, bot: Bot) -> None:
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    peer.intrude()

    with pytest.raises(Conflict, match="only one bot instance"):
        await poll
    assert peer.world.updates.conflicts == 1


async def test_a_long_run_can_forget_and_restart_its_numbers(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    await bot.send_message(anna.id, "gestern")
    peer.forget_history()
    peer.restart_update_ids(5)
    await anna.says("heute")
    (update,) = await updates(bot)

    assert update.update_id == 5
    assert texts(peer.messages(anna.direct)) == ["heute"]
    assert peer.calls("sendMessage") == []


async def test_latency_holds_back_the_answer(peer: TelegramPeer, bot: Bot) -> None:
    peer.server.latencies["getMe"] = 0.05
    started = asyncio.get_running_loop().time()
    await bot.get_me()

    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_a_revoked_token_ends_even_a_waiting_poll(peer: TelegramPeer, bot: Bot) -> None:
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    peer.revoke_token()
    with pytest.raises(InvalidToken):
        await poll
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_an_outage_keeps_the_port_and_what_waits(peer: TelegramPeer, bot: Bot) -> None:
    anna, port = peer.user("Anna"), peer.port
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    await peer.down()
    with pytest.raises(NetworkError):
        await poll
    await anna.says("solange du weg warst")
    with pytest.raises(NetworkError):
        await bot.get_me()
    await peer.up()

    assert peer.port == port
    assert [update.message.text for update in await updates(bot)] == ["solange du weg warst"]


async def test_a_killed_consumer_is_no_conflict_and_gets_nothing_counted(peer: TelegramPeer, bot: Bot) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", peer.port)
    body = b"timeout=20"
    writer.write(
        f"POST /bot{peer.token}/getUpdates HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        + body
    )
    await peer.until(lambda: peer.is_polled)
    writer.transport.abort()
    connected = peer.world.updates._poller_connected
    async with asyncio.timeout(5):
        while connected():  # noqa: ASYNC110 - the socket tells nobody when it notices
            await asyncio.sleep(0)
    await peer.user("Anna").says("hallo")
    await asyncio.sleep(0)
    (update,) = await updates(bot)

    assert peer.world.updates.delivered == {update.update_id: 1}
    assert peer.world.updates.conflicts == 0


async def test_the_peer_runs_as_a_process_of_its_own() -> None:
    folder = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "peers.telegram", "--people", "3", cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    api_url, token, _, group, _, people = (await process.stdout.readline()).decode().split()
    first = int(people.split("+")[0])
    raw = {"message": {"message_id": 1, "date": 1, "chat": {"id": int(group), "type": "group"}, "text": "x"}}
    async with Bot(token, base_url=api_url) as bot, ClientSession() as session:
        async with session.post(api_url.removesuffix("bot") + "control/inject", json=[raw] * 3) as response:
            assert (await response.json())["result"]["queued"] == 3
        assert len(await updates(bot)) == 3
        assert (await bot.send_message(first + 2, "hallo")).text == "hallo"
        async with session.get(api_url.removesuffix("bot") + "control/counts") as response:
            assert (await response.json())["result"]["requests"]["sendMessage"] == 1
    process.terminate()
    assert await process.wait() == 0
