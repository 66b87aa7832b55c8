"""What the tests of the Telegram adapter share: a played Telegram, and the adapter with a stand-in for the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from peers.telegram import TelegramPeer
from pydantic import SecretStr
from telegram_front import Answer, Front, Start

from bot.keys import Keys
from bot.platform import TokenRefused
from bot.screens import Reply
from bot.settings import TelegramSettings
from bot.telegram.client import Telegram
from bot.telegram.pace import Rates
from surveys.store import Store


@pytest.fixture
def dialect() -> str:
    """The adapter asks the store for little: both databases are tested where those questions are."""
    return "sqlite"


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as played:
        yield played
        if played.contract is not None:
            played.assert_clean()


@pytest.fixture
def start(store: Store, peer: TelegramPeer) -> Start:
    """``async with start(answer) as front``: the adapter runs inside the block."""

    @asynccontextmanager
    async def started(
        answer: Answer = lambda event: Reply(),
        *,
        keep: Store = store,
        rates: Rates | None = None,
        grace: float = 5.0,
        **settings: Any,
    ) -> AsyncIterator[Front]:
        found = settings.pop("commands", ())
        where = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url, **settings)
        telegram = Telegram(where, keep, Keys(b"k" * 32), rates=rates, grace=grace, commands=found)
        front = Front(keep, telegram, answer)
        front.running = running = asyncio.create_task(telegram.run(front.handle))
        try:
            yield front
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError, TokenRefused):
                await running

    return started
