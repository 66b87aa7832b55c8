"""Which played Telegram and which real client do these tests share?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from peers.telegram import TelegramPeer
from telegram import Bot
from telegram.request import HTTPXRequest


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as peer:
        yield peer


@pytest.fixture(autouse=True)
def _waiting_times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # PTB 22.8 warns about whole seconds


@pytest.fixture
async def bot(peer: TelegramPeer) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=8)
    async with Bot(peer.token, base_url=peer.api_url, base_file_url=peer.file_url, request=request) as bot:
        yield bot
