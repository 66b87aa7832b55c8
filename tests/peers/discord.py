"""How does a test, a benchmark or a chaos run get a Discord of its own?

`DiscordPeer` is a REST API and a gateway on a loopback port, strict about the real one's limits,
with people who act. `python -m peers.discord --help` (with `tests` on PYTHONPATH) runs it as a process of its own.
"""

# ruff: noqa: ASYNC109 - tests say how long they wait where they wait

from __future__ import annotations

import argparse
import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from peers import contract
from peers.discord_contract import load_contract
from peers.discord_control import Control
from peers.discord_faults import Fault, Kind
from peers.discord_gateway import CONTENT, MEMBERS, PRESENCES
from peers.discord_people import Person
from peers.discord_server import BASE, Request, Server
from peers.discord_shapes import application_raw
from peers.discord_slash import commands_for
from peers.discord_stage import Stage
from peers.discord_state import Channel, Guild, Interaction, Message, Modal, World
from peers.discord_wire import Upload
from peers.peer import Peer, arguments, stay

__all__ = ["Channel", "DiscordPeer", "Guild", "Interaction", "Message", "Modal", "Person", "Request", "Upload"]
TOKEN = "NzAwMDAwMDAwMDAwMDAwMDAx.TEST00.token-of-the-local-peer-000000000000"
INTENTS = {"members": MEMBERS, "presences": PRESENCES, "message_content": CONTENT}


class DiscordPeer(Stage, Peer):
    """A local Discord with one bot.

        async with DiscordPeer() as peer:
            anna = peer.user("Anna", locale="de")
            guild = peer.guild("Kundenclub", members=[anna])
            channel = peer.text_channel(guild, "umfragen")
            discord.http.Route.BASE = peer.api_url
            discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(peer.gateway_url)
            ...
            card = await peer.next_message(channel)
            await anna.clicks(card, "Antworten")            # by label or custom_id
            modal = await peer.modal_for(anna)
            await anna.submits(modal, {"Deine Antwort": "Weil!"})
            receipt = await peer.ephemeral_for(anna)
            peer.assert_clean()

    `strict` checks every request against the published contract where that is present (`contract_reason` says
    why not) and against the limits; `strict=False, record=False` is the fast path for benchmarks.
    `privileged`: intents switched on in the developer portal (members, presences, message_content).
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
        latency: float = 0.0,
        privileged: Iterable[str] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self.world = World(clock)
        self.world.strict = strict
        self.contract, self.contract_reason = contract.where_present(load_contract, strict=strict)
        self.server = Server(self.world, token, port, self.contract, record=record)
        self.server.latency = latency
        self.world.stage = self
        self.gateway = self.world.gateway = self.server.gateway
        self._token = token
        self.world.on_change = self.server.gateway.on_change = self._changed
        self.bot = self.world.bot = self.user("nachgefragt", locale="en-US", is_bot=True)
        self.operator = self.user("Betreiberin")
        self.world.application = application_raw(self.bot, self.operator)
        for name in privileged:
            self.gateway.allowed_intents |= INTENTS[name]
        self.world.content_intent = "message_content" in privileged
        self.world.members_intent = "members" in privileged

    # Where it is

    @property
    def token(self) -> str:
        return self._token

    @property
    def api_url(self) -> str:
        """For `discord.http.Route.BASE`."""
        return f"http://127.0.0.1:{self.port}{BASE}"

    @property
    def gateway_url(self) -> str:
        """For `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` (as a yarl.URL)."""
        return self.gateway.address

    async def down(self, *, forget_sessions: bool = False) -> None:
        """Cut all connections and refuse new ones. The gateway keeps the sessions, with what happens meanwhile,
        unless told to forget them: then a resume fails and those events are never sent."""
        await self.server.stop()
        if forget_sessions:
            self.gateway.sessions.clear()

    # What happened

    @property
    def rate_violations(self) -> list[str]:
        """Requests that came while the bot had been told to wait."""
        return self.server.rates.violations

    def calls(self, route: str) -> list[Request]:
        """The requests of one route: "POST /channels/{channel_id}/messages"."""
        return [request for request in self.requests if request.route == route]

    def messages(self, channel: Channel, *, by_bot: bool | None = None) -> list[Message]:
        """What everybody in the channel sees now."""
        return [one for one in channel.messages.values() if by_bot is None or one.by_bot is by_bot]

    def seen_by(self, person: Person, channel: Channel) -> list[Message]:
        """What this person sees now: everybody's messages and the ephemeral ones for this person."""
        if not self.world.sees(person, channel):
            return []
        own = [one for one in channel.ephemerals.values() if one.receiver is person]
        return sorted([*channel.messages.values(), *own], key=lambda one: one.id)

    def commands_for(self, person: Person, channel: Channel) -> list[dict[str, Any]]:
        """The commands the person's client offers in the channel."""
        return commands_for(person, channel)

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The global application commands."""
        return list(self.world.commands[None].values())

    async def next_message(
        self, channel: Channel, timeout: float = 5.0, where: Callable[[Message], bool] | None = None
    ) -> Message:
        """The bot's next public message in the channel that was not asked for yet; waits for it."""
        return await self._next(channel.unread, where, timeout, f"a message of the bot in {channel}")

    async def ephemeral_for(
        self, person: Person, timeout: float = 5.0, where: Callable[[Message], bool] | None = None
    ) -> Message:
        """The next ephemeral message for the person that is more than "thinking"; waits for it."""

        def wanted(message: Message) -> bool:
            return not message.is_loading and (where is None or where(message))

        queue = self.world.whispers.setdefault(person.id, deque())
        return await self._next(queue, wanted, timeout, f"an ephemeral message for {person}")

    async def modal_for(self, person: Person, timeout: float = 5.0) -> Modal:
        """The next modal opened for the person; waits for it."""
        queue = self.world.windows.setdefault(person.id, deque())
        return await self._next(queue, None, timeout, f"a modal for {person}")

    async def answer(self, interaction: Interaction, timeout: float = 5.0) -> Interaction:
        """The interaction, once it was answered with more than "thinking"; waits for it."""
        await self.until(lambda: interaction.is_answered, timeout, f"an answer to {interaction}")
        return interaction

    async def edited(self, message: Message, timeout: float = 5.0, times: int = 1) -> Message:
        """Wait until the message was edited at least so often."""
        await self.until(lambda: len(message.versions) >= times, timeout, f"an edit of {message}")
        return message

    async def connected(self, timeout: float = 5.0, shards: int = 1) -> None:
        """Wait until the bot has so many sessions on the gateway."""
        await self.until(lambda: len(self.gateway.connected) >= shards, timeout, "the bot to connect")

    def forget_history(self) -> None:
        """Drop requests, messages and interactions, so that a long run does not grow."""
        world = self.world
        for kept in (self.requests, world.interactions, world.windows, world.whispers, world.nonces, world.files):
            kept.clear()
        for channel in world.channels.values():
            for held in (channel.messages, channel.ephemerals, channel.unread):
                held.clear()

    # Trouble

    def fault(
        self,
        route: str,
        kind: Kind,
        *,
        times: int | None = 1,
        applied: bool = False,
        skip: int = 0,
        seconds: float = 1.0,
        when: Callable[[Any], bool] | None = None,
    ) -> Fault:
        """Switch a disturbance on; see `Fault`."""
        found = Fault(route=route, kind=kind, times=times, applied=applied, skip=skip, seconds=seconds, when=when)
        self.server.faults.active.append(found)
        return found

    def storm(self, retry_after: float = 1.0, *, times: int | None = None, route: str = "*") -> Fault:
        """Answer 429 with retry_after; sending again too early is noted in `rate_violations`."""
        return self.fault(route, "429", times=times, seconds=retry_after)

    def enforce_rates(self, on: bool = True) -> None:
        """Keep the rate limits, and name them in headers."""
        self.server.rates.enforced = on

    async def revoke_token(self) -> None:
        """From now on every request is 401, and the gateway closes with 4004."""
        self.server.revoke()
        await self.gateway.drop(4004)

    def inject(self, event: str, data: dict[str, Any], guild: Guild | None = None) -> None:
        """Send a prepared raw event through the gateway."""
        self.gateway.dispatch(event, data, guild)


async def _main(options: argparse.Namespace) -> None:
    peer = DiscordPeer(
        port=options.port,
        token=options.token,
        strict=options.strict,
        record=options.strict,
        latency=options.latency,
    )
    people = [peer.user(f"Person {number}") for number in range(options.people)]
    guild = peer.guild("Bench", people)
    channel = peer.text_channel(guild, "bench")
    peer.server.control = Control(peer.world, peer.server, people).serve
    places = f"guild {guild.id} channel {channel.id}"
    await stay(peer, lambda: f"{peer.api_url} {peer.gateway_url} {peer.token} {places}")


if __name__ == "__main__":
    asyncio.run(_main(arguments("A local Discord", TOKEN)))
