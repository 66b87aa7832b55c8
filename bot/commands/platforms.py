"""Which platforms can be run, and how is each built and looked at? To add one: its functions and a line in the list.

Their libraries are imported only where a token is set.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.platform import Finding, Platform
    from bot.settings import DiscordSettings, Settings, TelegramSettings

Places = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A platform before it is built.

    Attributes:
        settings: the part of the settings that is about it.
        look: what it finds while it does not run; places are addresses with what was learned about each.
    """

    name: str
    settings: Callable[[Settings], TelegramSettings | DiscordSettings]
    build: Callable[[Settings, Desk], Platform]
    look: Callable[[Settings, Places], Awaitable[Sequence[Finding]]]


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


async def _look_at_telegram(settings: Settings, places: Places) -> Sequence[Finding]:
    from bot.telegram import findings
    from bot.telegram.ephemeral import ABILITY

    return await findings.alone(settings.telegram, {address: known.get(ABILITY) for address, known in places.items()})


def _discord(settings: Settings, desk: Desk) -> Platform:
    from bot import dialogues
    from bot.discord.client import Discord

    return Discord(
        settings.discord,
        desk.store,
        desk.house.keys,
        commands=dialogues.commands(),
        suggest=dialogues.suggest,
        language=settings.language,
        now=desk.clock,
    )


async def _look_at_discord(settings: Settings, places: Places) -> Sequence[Finding]:
    from bot import dialogues
    from bot.discord import commands, findings

    wanted = commands.payload(dialogues.commands())
    return await findings.alone(
        settings.discord, list(places), lambda there: commands.same(there, wanted), datetime.now(UTC)
    )


PLATFORMS = (
    Kind("telegram", lambda settings: settings.telegram, _telegram, _look_at_telegram),
    Kind("discord", lambda settings: settings.discord, _discord, _look_at_discord),
)
