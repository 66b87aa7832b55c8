"""Does ``nachgefragt run`` start, work, and end as it is told to, against a played Telegram?"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from commands import OPERATOR, environment, nachgefragt
from peers.discord import DiscordPeer
from peers.telegram import Chat, TelegramPeer

from bot import keys
from bot.commands.arguments import FAILED, INTERRUPTED, OK
from bot.settings import Settings
from bot.tables import Account
from surveys.store import Store

pytestmark = pytest.mark.slow
PATIENCE = 20.0  # seconds, on a busy computer


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as played:
        yield played


@pytest.fixture
async def discord() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as played:
        yield played


def settings(peer: TelegramPeer, **more: str) -> dict[str, str]:
    return {
        **OPERATOR,
        "NACHGEFRAGT_TELEGRAM__TOKEN": peer.token,
        "NACHGEFRAGT_TELEGRAM__API_URL": peer.api_url,
        **more,
    }


def with_discord(peer: DiscordPeer, **more: str) -> dict[str, str]:
    return {
        **OPERATOR,
        "NACHGEFRAGT_DISCORD__TOKEN": peer.token,
        "NACHGEFRAGT_DISCORD__API_URL": peer.api_url,
        "NACHGEFRAGT_DISCORD__GATEWAY_URL": peer.gateway_url,
        **more,
    }


class Running:
    """The bot as a process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ends(self) -> tuple[int, str]:
        """Its exit code, and what it wrote to standard error."""
        _, told = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, told.decode()


@asynccontextmanager
async def running(folder: Path, given: dict[str, str]) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment(given),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def typed(folder: Path, *words: str, given: dict[str, str]) -> str:
    """What a command writes, while the loop goes on serving Telegram."""
    told = await asyncio.to_thread(nachgefragt, folder, *words, settings=given)
    assert told.returncode == OK, told.stderr
    return told.stdout


def place(group: Chat) -> str:
    return f"telegram:{group.id}"


async def test_a_wave_opened_from_the_command_line_gets_its_card_and_takes_an_answer(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    anna = peer.user("Anna", started=True)
    group = peer.group("Kundenclub", [anna])
    given = settings(peer)
    await typed(tmp_path, "wave", "open", "kundenservice", "--place", place(group), given=given)
    async with running(tmp_path, given) as bot:
        card = await peer.next_message(group, PATIENCE)
        assert "Kundenservice auf Social Media" in card.text
        bot.process.send_signal(signal.SIGTERM)
        code, told = await bot.ends()

    assert code == OK, told
    assert "Traceback" not in told
    assert peer.token not in told


async def test_ctrl_c_ends_it_cleanly(peer: TelegramPeer, tmp_path: Path) -> None:
    async with running(tmp_path, settings(peer)) as bot:
        await peer.until(lambda: peer.is_polled or None, PATIENCE, "polling")
        bot.process.send_signal(signal.SIGINT)
        code, told = await bot.ends()

    assert code == INTERRUPTED
    assert "Traceback" not in told


async def test_a_revoked_token_is_one_line_and_exit_code_1(peer: TelegramPeer, tmp_path: Path) -> None:
    async with running(tmp_path, settings(peer)) as bot:
        await peer.until(lambda: peer.is_polled or None, PATIENCE, "polling")
        peer.revoke_token()
        code, told = await bot.ends()

    assert code == FAILED
    assert "Traceback" not in told
    assert told.splitlines()[-1].startswith("nachgefragt: Telegram refuses the token")


async def test_a_second_process_on_the_same_file_is_refused(peer: TelegramPeer, tmp_path: Path) -> None:
    async with running(tmp_path, settings(peer)):
        await peer.until(lambda: peer.is_polled or None, PATIENCE, "polling")
        async with running(tmp_path, settings(peer)) as second:
            code, told = await second.ends()

    assert code == FAILED
    assert told.splitlines()[-1].startswith("nachgefragt: the bot runs on this database")


async def test_a_key_that_is_not_the_one_of_the_database_is_said_to_be_an_error(
    peer: TelegramPeer, tmp_path: Path, now: datetime
) -> None:
    await typed(tmp_path, "wave", "open", "kundenservice", "--place", "console", given=settings(peer))
    here = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'var/nachgefragt.db'}")
    sealed = keys.load(here).seal(b"4711", "address")
    with Store.open(here.database_url) as store:
        account = Account(platform="telegram", digest="0" * 64, address=sealed, created_at=now)
        store.write_now(lambda session: session.add(account))
    keys.key_file(here).unlink()  # the next start makes a new one
    async with running(tmp_path, settings(peer)) as bot:
        await peer.until(lambda: peer.is_polled or None, PATIENCE, "polling")
        bot.process.send_signal(signal.SIGTERM)
        code, told = await bot.ends()

    assert code == OK
    assert [line for line in told.splitlines() if "ERROR" in line and "another key" in line]


async def test_the_webhook_and_health_are_served(peer: TelegramPeer, tmp_path: Path) -> None:
    import httpx

    with_port = settings(peer, NACHGEFRAGT_WEB__PORT=str(_free_port()))
    async with running(tmp_path, with_port) as bot, httpx.AsyncClient() as client:
        await peer.until(lambda: peer.is_polled or None, PATIENCE, "polling")
        health = await _once_up(client, f"http://127.0.0.1:{with_port['NACHGEFRAGT_WEB__PORT']}/healthz")
        bot.process.send_signal(signal.SIGTERM)
        code, told = await bot.ends()

    assert health.json() == {"ok": True, "platforms": ["telegram"]}
    assert code == OK, told


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def _once_up(client: object, address: str) -> object:
    import httpx

    assert isinstance(client, httpx.AsyncClient)
    for _ in range(100):
        try:
            return await client.get(address)
        except httpx.ConnectError:
            await asyncio.sleep(0.05)
    raise AssertionError("the web server never came up")


async def test_check_asks_telegram_what_the_bot_may_do(peer: TelegramPeer, tmp_path: Path) -> None:
    group = peer.group("Kundenclub", [peer.user("Anna")])
    given = settings(peer)
    await typed(tmp_path, "wave", "open", "kundenservice", "--place", place(group), given=given)
    found = json.loads(await typed(tmp_path, "check", "--json", given=given))
    about = {each["about"]: each for each in found}

    assert about["telegram"]["state"] == "ok"
    assert about["telegram updates"]["found"].startswith("polling")
    assert place(group) in about


async def test_check_says_that_a_token_is_refused(peer: TelegramPeer, tmp_path: Path) -> None:
    given = settings(peer) | {"NACHGEFRAGT_TELEGRAM__TOKEN": "123456:" + "A" * 35}
    told = await asyncio.to_thread(nachgefragt, tmp_path, "check", settings=given)

    assert told.returncode == FAILED
    assert "BLOCKED  telegram: the token is refused" in told.stdout


# --- two platforms ---


async def test_one_wave_gets_its_card_on_both_platforms(
    peer: TelegramPeer, discord: DiscordPeer, tmp_path: Path
) -> None:
    group = peer.group("Kundenclub", [peer.user("Anna")])
    guild = discord.guild("Kundenclub")
    channel = guild.text_channel("umfragen")
    given = settings(peer) | with_discord(discord)
    places = ["--place", place(group), "--place", f"discord:{guild.id}/{channel.id}"]
    await typed(tmp_path, "wave", "open", "kundenservice", *places, given=given)
    async with running(tmp_path, given) as bot:
        there = await peer.next_message(group, PATIENCE)
        here = await discord.next_message(channel, PATIENCE)
        bot.process.send_signal(signal.SIGTERM)
        code, told = await bot.ends()

    assert "Kundenservice auf Social Media" in there.text
    assert "Kundenservice auf Social Media" in here.text
    assert (code, "Traceback" in told) == (OK, False), told
    assert discord.token not in told


async def test_a_platform_that_is_down_at_the_start_does_not_keep_the_other_from_running(
    peer: TelegramPeer, discord: DiscordPeer, tmp_path: Path
) -> None:
    await discord.down()
    async with running(tmp_path, settings(peer) | with_discord(discord)) as bot:
        await peer.until(lambda: peer.is_polled or None, PATIENCE, "polling")
        bot.process.send_signal(signal.SIGTERM)
        code, told = await bot.ends()

    assert (code, "Traceback" in told) == (OK, False), told


async def test_a_token_that_discord_revokes_ends_the_process_and_names_discord(
    peer: TelegramPeer, discord: DiscordPeer, tmp_path: Path
) -> None:
    async with running(tmp_path, settings(peer) | with_discord(discord)) as bot:
        await discord.connected(PATIENCE)
        await discord.revoke_token()
        code, told = await bot.ends()

    assert (code, "Traceback" in told) == (FAILED, False), told
    assert told.splitlines()[-1].startswith("nachgefragt: Discord refuses the token")


async def test_check_asks_both_platforms(peer: TelegramPeer, discord: DiscordPeer, tmp_path: Path) -> None:
    group = peer.group("Kundenclub", [peer.user("Anna")])
    guild = discord.guild("Kundenclub")
    channel = guild.text_channel("umfragen")
    given = settings(peer) | with_discord(discord)
    places = ["--place", place(group), "--place", f"discord:{guild.id}/{channel.id}"]
    await typed(tmp_path, "wave", "open", "kundenservice", *places, given=given)
    found = json.loads(await typed(tmp_path, "check", "--json", given=given))
    about = {each["about"]: each for each in found}

    assert {each.keys() == {"about", "state", "found", "do"} for each in found} == {True}
    assert about["telegram"]["state"] == about["discord"]["state"] == "ok"
    assert place(group) in about
    assert about[f"discord:{guild.id}/{channel.id}"]["found"] == "may do all it needs"
    assert f"discord:{guild.id}" not in about
    assert about["telegram clock"]["state"] == about["discord clock"]["state"] == "ok"


async def test_check_of_one_platform_is_not_kept_by_the_other(
    peer: TelegramPeer, discord: DiscordPeer, tmp_path: Path
) -> None:
    await discord.revoke_token()
    given = settings(peer) | with_discord(discord)
    told = await asyncio.to_thread(nachgefragt, tmp_path, "check", settings=given)

    assert told.returncode == FAILED
    assert "BLOCKED  discord: the token is refused" in told.stdout
    assert "ok       telegram: the token is of @" in told.stdout
