"""Who answers on Telegram?"""

from __future__ import annotations

import asyncio
from typing import Any

from peers import telegram_methods
from peers.telegram import Person, TelegramPeer
from peers.telegram_state import Post, World
from peers.telegram_wire import Call

from bench.people import PATIENCE, Crowd
from bench.script import LABEL, QUESTIONS, WORDS
from bench.seeding import Side


class TelegramCrowd(Crowd):
    """People in a Telegram of their own, with one bot."""

    peer: TelegramPeer
    people: list[Person]

    def __init__(self, people: int, *, groups: int = 1) -> None:
        self.peer = TelegramPeer(strict=False, record=False)
        self.peer.world.rates.counted = False
        anna = self.peer.user("Anna", started=True)
        self.groups = [self.peer.group("Kundenclub", [anna], bot="administrator") for _ in range(groups)]
        self.people = [self.peer.user(f"Person {number}", started=True) for number in range(people)]
        self.side = Side("telegram", [str(group.id) for group in self.groups], [person.id for person in self.people])
        self._fresh = iter(self.people)
        self._asked: dict[int, asyncio.Future[int]] = {}
        _LISTENERS[self.peer.world] = self._heard

    def addresses(self) -> dict[str, str]:
        """Where the bots find Telegram."""
        peer = self.peer
        return {
            "TOKEN": peer.token,
            "API_URL": peer.api_url,
            "GROUP": str(self.groups[0].id),
            "NACHGEFRAGT_TELEGRAM__TOKEN": peer.token,
            "NACHGEFRAGT_TELEGRAM__API_URL": peer.api_url.removesuffix("/bot"),
        }

    def greetings(self) -> int:
        """How often a bot asked for what is new."""
        return self.peer.server.counts.get("getUpdates", 0)

    async def _answer(self, person: Person, at: int) -> None:
        """Send one answer and wait for the reply."""
        asked = self._asked[person.id] = asyncio.get_running_loop().create_future()
        if QUESTIONS[at].typed:
            await person.says(WORDS)
        else:
            post = _last_question(person)
            person.forges(post, post.buttons[person.id % len(QUESTIONS[at].options)]["callback_data"])
        async with asyncio.timeout(PATIENCE):
            await asked

    def _heard(self, chat_id: int, text: str) -> None:
        asked = self._asked.get(chat_id)
        if asked is not None and LABEL in text and not asked.done():
            asked.set_result(0)

    def _tidy(self) -> None:
        """Let a long run not grow."""
        self._asked.clear()
        world = self.peer.world
        world.clicks.clear()
        world.updates.forget()
        for person in self.people:
            for kept in (person.direct.posts, person.direct.unread):
                kept.clear()


def _last_question(person: Person) -> Post:
    for post in reversed(person.direct.posts.values()):
        if post.by_bot and LABEL in post.text:
            return post
    raise LookupError(f"{person} was not asked anything")


# --- listening in on the played Telegram ---

_LISTENERS: dict[World, Any] = {}


def _listening(run: Any) -> Any:
    def method(world: World, call: Call) -> Any:
        result = run(world, call)
        listener = _LISTENERS.get(world)
        if listener is not None:
            listener(call.params.get("chat_id"), call.params.get("text") or "")
        return result

    return method


for _name in ("sendMessage", "editMessageText"):
    telegram_methods.METHODS[_name] = _listening(telegram_methods.METHODS[_name])
