"""A played Telegram and a played Discord at once, one desk behind both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from club import Club
from peers.discord import DiscordPeer
from peers.telegram import TelegramPeer
from pydantic import SecretStr
from stage import Stage

from bot import dialogues
from bot.settings import TelegramSettings
from bot.telegram.client import Telegram
from surveys.store import Store


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as played:
        yield played
        if played.contract is not None:
            played.assert_clean()


@pytest.fixture
async def both(telegram: TelegramPeer, store: Store) -> AsyncIterator[Club]:
    async with DiscordPeer() as peer:
        stage = Stage(store)
        stage.now = datetime.now(UTC)
        anna, ben, mod = peer.user("Anna"), peer.user("Ben"), peer.user("Mod")
        guild = peer.guild("Kundenclub", members=[anna, ben, mod])
        peer.gives(guild, mod, peer.role(guild, "Moderation", "manage_guild"))
        club = Club(peer, stage, guild, peer.text_channel(guild, "umfragen"), anna, ben, mod)
        adapter = Telegram(
            TelegramSettings(token=SecretStr(telegram.token), api_url=telegram.api_url),
            store,
            stage.house.keys,
            commands=dialogues.commands(),
            rates=None,
        )
        stage.desk.platforms["telegram"] = adapter
        running = asyncio.create_task(adapter.run(stage.desk.handle))
        async with club.running(commands=dialogues.commands(), suggest=dialogues.suggest):
            await peer.until(lambda: peer.commands)
            yield club
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        if peer.contract is not None:
            peer.assert_clean()
