"""Which platforms can be run, and how is each built? To add one: a function, and a line in ``PLATFORMS``.

Their libraries are imported only where a token is set.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.platform import Platform
    from bot.settings import DiscordSettings, Settings, TelegramSettings


@dataclass(frozen=True, slots=True)
class Kind:
    """A platform before it is built.

    Attributes:
        settings: the part of the settings that is about it.
    """

    name: str
    settings: Callable[[Settings], TelegramSettings | DiscordSettings]
    build: Callable[[Settings, Desk], Platform]


def chosen(settings: Settings) -> list[Kind]:
    """The platforms whose token is set."""
    return [each for each in PLATFORMS if each.settings(settings).token is not None]


def webhook(desk: Desk) -> tuple[str, Callable[[str, bytes], Awaitable[bool]]]:
    """Where Telegram calls us, and what takes what it brings."""
    from bot.telegram.client import WEBHOOK_PATH, Telegram

    telegram = desk.platforms["telegram"]
    assert isinstance(telegram, Telegram)
    return WEBHOOK_PATH, telegram.take


def _telegram(settings: Settings, desk: Desk) -> Platform:
    from bot import dialogues
    from bot.telegram.client import Telegram

    return Telegram(
        settings.telegram,
        desk.store,
        desk.house.keys,
        commands=dialogues.commands(),
        language=settings.language,
        now=desk.clock,
    )


def _discord(settings: Settings, desk: Desk) -> Platform:
    from bot import dialogues
    from bot.discord.client import Discord

    return Discord(
        settings.discord,
        desk.store,
        desk.house.keys,
        commands=dialogues.commands(),
        language=settings.language,
        now=desk.clock,
    )


PLATFORMS = (
    Kind("telegram", lambda settings: settings.telegram, _telegram),
    Kind("discord", lambda settings: settings.discord, _discord),
)
