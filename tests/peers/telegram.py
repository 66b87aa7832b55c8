"""How does a test, a benchmark or a chaos run get a Telegram of its own?

`TelegramPeer` is a Bot API server on a loopback port, strict about the real one's limits,
with people who act. `python -m peers.telegram --help` (with `tests` on PYTHONPATH) runs it as a process of its own.
"""

# ruff: noqa: ASYNC109 - tests say how long they wait where they wait

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from peers import contract
from peers.peer import Peer, arguments, stay
from peers.telegram_chats import open_topic, shown_commands
from peers.telegram_contract import load_contract
from peers.telegram_faults import Fault, Kind
from peers.telegram_people import Person
from peers.telegram_server import Request, Server
from peers.telegram_state import RIGHTS, Chat, Click, Ephemeral, Post, Topic, World

__all__ = ["Chat", "Person", "Post", "Request", "TelegramPeer", "Topic"]
TOKEN = "7000000007:TEST-token-of-the-local-peer-0000000000"


class TelegramPeer(Peer):
    """A local Telegram with one bot.

        async with TelegramPeer() as peer:
            anna = peer.user("Anna")
            group = peer.group("Kundenclub", [anna], ephemeral=True)
            await anna.says("/start")                      # to the bot, in private
            card = await peer.next_message(group)
            query = await anna.presses(card, "Antworten")  # by label or by data
            await peer.answer(query)
            peer.assert_clean()

    `strict` checks every request against the published contract where that is present (`contract_reason` says
    why not). `record=False` keeps no list of requests, for long benchmarks.
    """

    world: World
    server: Server

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = TOKEN,
        strict: bool = True,
        record: bool = True,
        privacy: bool = True,
        latency: float = 0.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self.world = World(clock, privacy)
        self.contract, self.contract_reason = contract.where_present(load_contract, strict=strict)
        self.server = Server(self.world, token, port, self.contract, record=record)
        self.server.latency = latency
        self.world.on_change = self._changed
        self.world.updates.on_change = self._changed

    # Where it is

    @property
    def token(self) -> str:
        return self.server.token

    @property
    def api_url(self) -> str:
        """For PTB's `base_url`."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """For PTB's `base_file_url`."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    async def down(self) -> None:
        """Cut all connections and refuse new ones; what waits for the bot stays."""
        await self.server.stop()

    # People and places

    def user(self, name: str, *, language: str = "de", username: str | None = None, started: bool = False) -> Person:
        """A person; `started`: has already written to the bot, so the bot may write first."""
        user_id = next(self.world.ids)
        raw = {
            "id": user_id,
            "is_bot": False,
            "first_name": name,
            "username": username or f"user{user_id}",
            "language_code": language,
        }
        person = self.world.people[user_id] = Person(self.world, raw, has_started=started)
        person.direct = self.world.new_chat(
            {"id": user_id, "type": "private", "first_name": name, "username": raw["username"]}
        )
        return person

    def direct(self, person: Person) -> Chat:
        """The private chat of a person with the bot."""
        return person.direct

    def group(
        self,
        title: str,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        *,
        forum: bool = False,
        ephemeral: Ephemeral = False,
        supergroup: bool | None = None,
        bot: str = "member",
        bot_rights: Sequence[str] = RIGHTS,
    ) -> Chat:
        """A group the bot is silently in: a supergroup if forum or ephemeral asks for it, else a basic group.

        `bot`: member, administrator (with `bot_rights`) or left. The first admin counts as the creator.
        """
        is_super = supergroup if supergroup is not None else bool(forum or ephemeral)
        kind = "supergroup" if is_super else "group"
        number = -(10**12 + next(self.world.supergroup_ids)) if is_super else -next(self.world.group_ids)
        raw: dict[str, Any] = {"id": number, "type": kind, "title": title}
        if forum:
            raw["is_forum"] = True
        chat = self.world.new_chat(raw, bot_status=bot, ephemeral=ephemeral)
        chat.last_id = 1 if forum else 0  # 1 is the topic "General", which bots must not name
        chat.bot_rights = set(bot_rights) if bot == "administrator" else set()
        leading = list(admins)
        chat.members = {person.id: person for person in (*members, *leading)}
        chat.admins = {person.id for person in leading}
        return chat

    def topic(self, chat: Chat, name: str, by: Person | None = None) -> Topic:
        """Open a topic in a forum, by a person."""
        opener = by.raw if by is not None else next(iter(chat.members.values())).raw
        return open_topic(self.world, chat, name, opener)

    def migrate(self, chat: Chat) -> Chat:
        """Turn a basic group into a supergroup with a new id; gives the new chat."""
        new = self.group(str(chat.raw["title"]), chat.members.values(), supergroup=True, bot=chat.bot_status)
        new.admins, new.bot_rights, new.ephemeral = set(chat.admins), set(chat.bot_rights), chat.ephemeral
        somebody = next(iter(chat.members.values())).raw
        moved = self.world.post(chat, somebody, {"migrate_to_chat_id": new.id})
        self.world.push("message", moved.raw, chat)
        arrived = self.world.post(new, somebody, {"migrate_from_chat_id": chat.id})
        self.world.push("message", arrived.raw, new)
        chat.migrated_to = new.id
        return new

    # What happened

    @property
    def requests(self) -> list[Request]:
        """Every request but getUpdates, in order of arrival (empty with record=False)."""
        return self.server.requests

    sent = requests

    @property
    def rate_violations(self) -> list[Any]:
        return self.world.rates.violations

    def calls(self, method: str) -> list[Request]:
        """The requests of one method."""
        return [request for request in self.requests if request.method == method]

    def messages(self, chat: Chat, *, by_bot: bool | None = None) -> list[Post]:
        """What everybody in the chat sees now; ephemeral messages are not among it."""
        return [post for post in chat.posts.values() if by_bot is None or post.by_bot is by_bot]

    def seen_by(self, person: Person, chat: Chat) -> list[Post]:
        """What this person sees now: everybody's messages and the ephemeral ones to or from this person."""
        if not chat.is_private and person.id not in chat.members:
            return []
        own = [
            post
            for post in chat.ephemerals.values()
            if (post.receiver == person.id and post.delivered) or post.raw["from"]["id"] == person.id
        ]
        replaced = {post.replaces for post in own if post.replaces is not None}
        public = [post for post in chat.posts.values() if post not in replaced]
        return sorted([*public, *own], key=lambda post: post.order)

    def commands_for(self, person: Person, chat: Chat) -> list[dict[str, Any]]:
        """The commands the person's client shows in the chat."""
        return shown_commands(self.world, chat, person.id, person.raw["language_code"])

    async def next_message(self, chat: Chat, timeout: float = 5.0, where: Callable[[Post], bool] | None = None) -> Post:
        """The bot's next message in the chat (ephemeral too) that was not asked for yet; waits for it."""
        return await self._next(chat.unread, where, timeout, f"a message of the bot in {chat}")

    def forget_unread(self) -> None:
        """Let next_message start from now on, in all chats."""
        for chat in self.world.chats.values():
            chat.unread.clear()

    async def answer(self, query_id: str, timeout: float = 5.0) -> dict[str, Any]:
        """The parameters of answerCallbackQuery for this click; waits for it."""
        click: Click = self.world.clicks[query_id]
        return await self.until(lambda: click.answer, timeout, f"an answer to the click {click.data!r}")

    async def edited(self, post: Post, timeout: float = 5.0, times: int = 1) -> Post:
        """Wait until the bot has edited the message at least so often."""
        await self.until(lambda: len(post.versions) >= times, timeout, f"an edit of {post}")
        return post

    async def idle(self, timeout: float = 5.0) -> None:
        """Wait until the bot has confirmed every update."""
        await self.until(lambda: not len(self.world.updates), timeout, "the bot to confirm all updates")

    def forget_history(self) -> None:
        """Drop requests, messages and clicks, so that a long run does not grow."""
        self.requests.clear()
        self.world.clicks.clear()
        self.world.updates.forget()
        for chat in self.world.chats.values():
            for kept in (chat.posts, chat.ephemerals, chat.ephemeral_log, chat.unread, chat.actions):
                kept.clear()

    # Updates without people

    def inject(self, updates: Iterable[dict[str, Any]], *, forced: bool = False) -> list[int]:
        """Queue prepared raw updates; those without update_id get the next one.

        `forced` ones are handed over even when their id is below the bot's offset: deliveries in duplicate or
        out of order.
        """
        return self.world.updates.push_many(updates, forced)

    @property
    def pending(self) -> int:
        """Updates the bot has not confirmed."""
        return len(self.world.updates)

    def restart_update_ids(self, first: int) -> None:
        """Number updates from another start, as the real server does after an idle week."""
        self.world.updates.restart_ids(first)

    def intrude(self) -> None:
        """Act as a second instance of the bot: its waiting long poll ends with 409."""
        self.world.updates.terminate()

    @property
    def is_polled(self) -> bool:
        """Whether a long poll of the bot waits right now."""
        return self.world.updates.is_polled

    # Trouble

    def fault(
        self,
        method: str,
        kind: Kind,
        *,
        times: int | None = 1,
        applied: bool = False,
        skip: int = 0,
        seconds: float = 1.0,
        chat: Chat | None = None,
        when: Callable[[Any], bool] | None = None,
    ) -> Fault:
        """Switch a disturbance on; see `Fault`."""
        found = Fault(
            method=method,
            kind=kind,
            times=times,
            applied=applied,
            skip=skip,
            seconds=seconds,
            when=when,
            chat_id=chat.id if chat else None,
        )
        self.server.faults.active.append(found)
        return found

    def storm(
        self, retry_after: int = 1, *, times: int | None = None, method: str = "*", chat: Chat | None = None
    ) -> Fault:
        """Answer 429 with retry_after; sending again too early is noted in `rate_violations`."""
        return self.fault(method, "429", times=times, seconds=retry_after, chat=chat)

    def enforce_rates(self, on: bool = True) -> None:
        """Refuse what is over the sending rates instead of only noting it."""
        self.world.rates.enforced = on

    def revoke_token(self) -> None:
        """From now on every request is 401."""
        self.server.revoked = True
        self.world.updates.terminate("Unauthorized")


async def _main(options: argparse.Namespace) -> None:
    peer = TelegramPeer(
        port=options.port,
        token=options.token,
        strict=options.strict,
        record=options.strict,
        latency=options.latency,
    )
    peer.world.rates.counted = options.strict
    peer.server.control = True
    group = peer.group("Bench", [peer.user(f"Person {number}", started=True) for number in range(options.people)])
    first = next(iter(group.members), 0)
    people = f"people {first}+{options.people}"
    await stay(peer, lambda: f"{peer.api_url} {peer.token} group {group.id} {people}")


if __name__ == "__main__":
    asyncio.run(_main(arguments("A local Bot API server", TOKEN)))
