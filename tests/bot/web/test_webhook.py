"""Are updates taken at the webhook as safely as by polling, and from nobody but Telegram?"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest
from peers.telegram import TelegramPeer
from pydantic import SecretStr
from telegram_front import Front, echo

from bot import inbox
from bot.keys import Keys
from bot.settings import TelegramSettings
from bot.telegram.client import WEBHOOK_PATH, Telegram
from bot.web import app
from surveys.store import Store


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@asynccontextmanager
async def hooked(store: Store, peer: TelegramPeer) -> AsyncIterator[tuple[Front, str]]:
    """The adapter in webhook mode with its web server."""
    with_token = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url)
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    telegrams: list[Telegram] = []

    async def take(secret: str, body: bytes) -> bool:
        return await telegrams[0].take(secret, body)

    web = app.application(webhook=(WEBHOOK_PATH, take))
    serving = asyncio.create_task(app.serve(web, "127.0.0.1", 0, ready=port.set_result))
    url = f"http://127.0.0.1:{await port}"
    settings = with_token.model_copy(update={"mode": "webhook", "webhook_url": url})
    telegrams.append(Telegram(settings, store, Keys(b"k" * 32), rates=None))
    front = Front(store, telegrams[0], echo)
    front.running = asyncio.ensure_future(telegrams[0].run(front.handle))
    try:
        await peer.until(lambda: peer.server.webhook.url)
        yield front, url + WEBHOOK_PATH
    finally:
        for task in (front.running, serving):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_updates_come_in_and_are_answered(store: Store) -> None:
    async with TelegramPeer() as peer, hooked(store, peer) as (front, _):
        anna = peer.user("Anna")
        for number in range(30):
            await anna.says(str(number))
        await front.hears(30)
        await peer.idle()
        peer.assert_clean()

        assert sorted(front.texts, key=int) == [str(number) for number in range(30)]


@pytest.mark.parametrize("secret", [None, "", "falsch", "ä"])
async def test_who_does_not_know_the_secret_is_not_heard(store: Store, secret: str | None) -> None:
    async with TelegramPeer() as peer, hooked(store, peer) as (front, url):
        headers = {} if secret is None else {app.SECRET_HEADER: secret}
        async with aiohttp.ClientSession() as session:
            answer = await session.post(url, json={"update_id": 1, "message": {}}, headers=headers)
        assert answer.status == 403

        assert await store.read(inbox.dead) == []
        assert front.heard == []


@pytest.mark.slow
async def test_a_delivery_the_database_refused_comes_again_and_counts_once(store: Store, tmp_path: Path) -> None:
    async with TelegramPeer() as peer, hooked(store, peer) as (front, _):
        peer.server.webhook.backoff = 0.05
        blocker = sqlite3.connect(tmp_path / "nachgefragt.db", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        anna = peer.user("Anna")
        await anna.says("Hallo")
        while not peer.server.webhook.failures:  # noqa: ASYNC110 - the peer counts, it does not tell
            await asyncio.sleep(0.01)
        blocker.execute("ROLLBACK")
        blocker.close()
        await front.hears(1)
        await peer.idle()

        assert front.texts == ["Hallo"]


async def test_an_update_delivered_twice_is_applied_once(store: Store) -> None:
    async with TelegramPeer() as peer, hooked(store, peer) as (front, _):
        anna = peer.user("Anna")
        await anna.says("Hallo")
        await front.hears(1)
        number = int(front.heard[0].key.rpartition(":")[2])
        peer.inject([{"update_id": number, "message": anna.direct.posts[1].raw}], forced=True)
        await anna.says("Ende")
        await front.hears(2)

        assert front.texts == ["Hallo", "Ende"]


async def test_garbage_with_the_right_secret_is_taken_off_telegrams_hands(store: Store) -> None:
    async with TelegramPeer() as peer, hooked(store, peer) as (front, url):
        headers = {app.SECRET_HEADER: front.telegram.webhook_secret}
        async with aiohttp.ClientSession() as session:
            for body in (b"", b"kein json", b"[]", b'{"update_id": 5, "message": 7}'):
                async with session.post(url, data=body, headers=headers) as response:
                    assert response.status == 200

        assert len(await store.read(inbox.dead)) == 2


async def test_polling_removes_the_webhook_that_would_be_in_its_way(store: Store) -> None:
    async with TelegramPeer() as peer:
        async with hooked(store, peer):
            pass
        assert peer.server.webhook.url
        settings = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url)
        telegram = Telegram(settings, store, Keys(b"k" * 32), rates=None)
        front = Front(store, telegram, echo)
        polling = asyncio.create_task(telegram.run(front.handle))
        anna = peer.user("Anna")
        await peer.until(lambda: not peer.server.webhook.url)
        await anna.says("Hallo")
        await front.hears(1)
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
