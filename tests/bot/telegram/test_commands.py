"""Does everybody see the commands they can use, in their language, and is Telegram told only of changes?"""

from __future__ import annotations

from peers.telegram import TelegramPeer
from telegram_front import Start

from bot.platform import Command

COMMANDS = (
    Command("start", {"de": "Los geht es", "en": "Begin"}),
    Command("antwort", {"de": "Eine Frage beantworten", "en": "Answer a question"}, in_places=True),
    Command("umfrage", {"de": "Umfragen leiten", "en": "Run surveys"}, moderators=True, in_places=True),
    Command("einreichen", {}, in_places=True, names={"de": "Als Antwort einreichen"}, on_message=True),
)


async def test_menus_differ_by_language_and_role(start: Start, peer: TelegramPeer) -> None:
    anna, boss, kim = peer.user("Anna"), peer.user("Chefin"), peer.user("Kim", language="en")
    group = peer.group("Bahnleute", [anna, kim], [boss])
    async with start(commands=COMMANDS):
        await peer.until(lambda: len(peer.calls("setMyCommands")) == 9)

    def names(person: object, chat: object) -> list[str]:
        return [row["command"] for row in peer.commands_for(person, chat)]  # type: ignore[arg-type]

    assert names(anna, anna.direct) == ["start", "antwort"]
    assert names(anna, group) == ["antwort"]
    assert names(boss, group) == ["antwort", "umfrage"]
    assert peer.commands_for(kim, group) == [
        {"command": "antwort", "description": "Answer a question", "is_ephemeral": True}
    ]
    assert peer.commands_for(peer.user("Ana", language="pt"), group)[0]["description"] == "Eine Frage beantworten"


async def test_the_same_menus_are_not_told_twice(start: Start, peer: TelegramPeer) -> None:
    async with start(commands=COMMANDS):
        await peer.until(lambda: len(peer.calls("setMyCommands")) == 9)
    async with start(commands=(*COMMANDS, Command("hilfe", {"de": "Hilfe", "en": "Help"}))):
        await peer.until(lambda: len(peer.calls("getMyCommands")) == 18)
        await peer.until(lambda: len(peer.calls("setMyCommands")) == 12)

    assert len(peer.calls("setMyCommands")) == 12
