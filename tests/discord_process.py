"""The real desk behind the real Discord adapter, as a process of its own that tests may kill at any moment."""

from __future__ import annotations

import asyncio

from pydantic import SecretStr
from telegram_process import KEYS, house

from bot.desk import Desk
from bot.discord.client import Discord
from bot.settings import DiscordSettings
from surveys.store import Store


def serve(url: str, api_url: str, gateway_url: str, token: str) -> None:
    """Take events until killed."""
    asyncio.run(_serve(url, DiscordSettings(token=SecretStr(token), api_url=api_url, gateway_url=gateway_url)))


async def _serve(url: str, settings: DiscordSettings) -> None:
    with Store.open(url) as store:
        desk = Desk(store, house())
        discord = Discord(settings, store, KEYS)
        desk.platforms["discord"] = discord
        await discord.run(desk.handle)
