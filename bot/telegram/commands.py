"""Which commands does Telegram offer, to whom, in which language?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.platform import Command
from bot.telegram.api import Api

SPOKEN = ("de", "en")
ABOUT_LIMIT = 256  # characters, BotCommand "description"


@dataclass(frozen=True, slots=True)
class Menu:
    """What one kind of chat is offered in one language; an empty language is everybody else's."""

    scope: str
    language: str
    commands: tuple[dict[str, Any], ...]


def menus(commands: Sequence[Command], default: str) -> Iterator[Menu]:
    """All menus. Moderators choose in the direct chat, where Telegram cannot tell them from others: all is offered."""
    typed = [each for each in commands if not each.on_message]
    scopes = (
        ("all_private_chats", [each for each in typed if not each.moderators], False),
        ("all_group_chats", [each for each in typed if each.in_places and not each.moderators], True),
        ("all_chat_administrators", [each for each in typed if each.in_places or each.moderators], True),
    )
    for scope, offered, in_places in scopes:
        for language in ("", *SPOKEN):
            yield Menu(scope, language, tuple(_entry(each, language or default, in_places) for each in offered))


async def publish(api: Api, commands: Sequence[Command], default: str) -> int:
    """Tell Telegram the menus that it does not show yet; gives how many those were. Calling twice is harmless."""
    changed = 0
    for menu in menus(commands, default):
        about: dict[str, Any] = {"scope": {"type": menu.scope}}
        if menu.language:
            about["language_code"] = menu.language
        shown = await api.call("getMyCommands", about)
        if shown == list(menu.commands):
            continue
        await api.call("setMyCommands", {**about, "commands": list(menu.commands)})
        changed += 1
    return changed


def _entry(command: Command, language: str, in_places: bool) -> dict[str, Any]:
    about = command.about.get(language) or next(iter(command.about.values()))
    entry: dict[str, Any] = {"command": command.name, "description": about[:ABOUT_LIMIT]}
    if in_places:  # where the chat can, nobody else sees who asked for what (Bot API 10.2)
        entry["is_ephemeral"] = True
    return entry
