"""Who answers on Discord?

People press options in the message only they see, and send forms that were opened at a button: each with a valid token.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

from peers import discord_interactions, discord_server
from peers.discord import Channel, DiscordPeer, Interaction, Message, Person
from peers.discord_state import World
from peers.discord_wire import Call

from bench.people import PATIENCE, Crowd
from bench.script import QUESTIONS, WORDS
from bench.seeding import KEYS, Side
from bot import tokens
from bot.tokens import Token, Verb

SUBMIT = 5  # type of an interaction
STORED = "Gespeichert"  # stands in every response
SHOWN = (4, 7)  # kinds of responses that show something at once
LABELLED, WORDS_OF = 18, 4  # types of parts of a form
RESPOND = "POST /interactions/{interaction_id}/{interaction_token}/callback"


class DiscordCrowd(Crowd):
    """People in a Discord of their own, with one bot.

    servers, channels, roles: how many servers, and of each how many channels and roles; people are members of the first.
    places: in so many of the channels the survey runs.
    """

    peer: DiscordPeer
    people: list[Person]

    def __init__(self, people: int, *, servers: int = 1, channels: int = 1, roles: int = 0, places: int = 1) -> None:
        self.peer = DiscordPeer(strict=False, record=False)
        self.people = [self.peer.user(f"Person {number}") for number in range(people)]
        self.guilds = [
            self.peer.guild(f"Kundenclub {number}", self.people if not number else ()) for number in range(servers)
        ]
        made: list[Channel] = []
        for guild in self.guilds:
            for number in range(roles):
                self.peer.role(guild, f"Rolle {number}", "send_messages", "view_channel")
            made += [self.peer.text_channel(guild, f"kanal-{number}") for number in range(channels)]
        self.places = made[:places]
        self.side = Side(
            "discord",
            [f"{place.guild.id}/{place.id}" for place in self.places if place.guild],
            [person.id for person in self.people],
            [str(guild.id) for guild in self.guilds],
        )
        self._fresh = iter(self.people)
        self._nonces = count(1)
        self._shown: dict[int, Message] = {}  # by person: what they see now
        self._pressed: dict[int, dict[str, Any]] = {}  # by question: what is pressed where the bot shows no buttons
        self._waiting: dict[str, asyncio.Future[None]] = {}
        _LISTENERS[self.peer.world] = self._heard

    def addresses(self) -> dict[str, str]:
        """Where the bots find Discord."""
        peer = self.peer
        return {
            "TOKEN": peer.token,
            "API_URL": peer.api_url,
            "GATEWAY_URL": peer.gateway_url,
            "NACHGEFRAGT_DISCORD__TOKEN": peer.token,
            "NACHGEFRAGT_DISCORD__API_URL": peer.api_url,
            "NACHGEFRAGT_DISCORD__GATEWAY_URL": peer.gateway_url,
        }

    def greetings(self) -> int:
        """How often a bot identified itself."""
        return len(self.peer.gateway.identifies)

    def imitates(self, other: DiscordCrowd) -> None:
        """Send the interactions another bot gets, with the messages that bot shows in them."""
        self.wave, self._pressed = other.wave, other._pressed

    async def shows_card(self) -> None:
        """Wait until a bot shows its card in every place."""
        await self.peer.until(lambda: all(map(_card, self.places)), PATIENCE, "the cards")

    async def presses(self, person: Person, at: int, option: int) -> None:
        """Press an option of a question and wait for the response."""
        token = tokens.write(Token(Verb.PICK, self.wave, at, 0, format(option, "x")), KEYS)
        await self._responded(person.forges(self._at(person, at), token))

    async def _answer(self, person: Person, at: int) -> None:
        if QUESTIONS[at].typed:
            await self._responded(self._sends(person, at))
        else:
            await self.presses(person, at, person.id % len(QUESTIONS[at].options))

    def _sends(self, person: Person, at: int) -> Interaction:
        """A form, filled in."""
        token = tokens.write(Token(Verb.FORM, self.wave, at, 0), KEYS)
        words = {"type": WORDS_OF, "id": 2, "custom_id": "answer", "value": WORDS}
        data = {
            "custom_id": f"{token}.{next(self._nonces)}",
            "components": [{"type": LABELLED, "id": 1, "component": words}],
        }
        return person._asks(SUBMIT, self.places[0], data, self._at(person, at))

    def _at(self, person: Person, at: int) -> Message:
        """The message in which the question is answered: the card at first, then what only this person sees."""
        channel = self.places[0]
        shown = self._shown.get(person.id) or _card(channel)
        if shown is not None and shown.raw["components"]:
            self._pressed.setdefault(at, shown.raw)
            return shown
        return Message(channel, self._pressed[min(at, max(self._pressed))], 0.0)

    async def _responded(self, asked: Interaction) -> None:
        waiting = self._waiting[asked.token] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(PATIENCE):
            await waiting
        assert asked.original is not None
        self._shown[asked.person.id] = asked.original

    def _heard(self, asked: Interaction) -> None:
        waiting = self._waiting.pop(asked.token, None)
        if waiting is None or waiting.done():
            return
        text = asked.original.text if asked.original is not None else ""
        if asked.response in SHOWN and STORED in text:
            waiting.set_result(None)
        else:
            waiting.set_exception(AssertionError(f"not told that it is stored: {asked} {text!r}"))

    def _tidy(self) -> None:
        world = self.peer.world
        for kept in (world.interactions, world.windows, world.whispers, self._shown):
            kept.clear()
        for place in self.places:
            place.ephemerals.clear()


def _card(channel: Channel) -> Message | None:
    return next((one for one in channel.messages.values() if one.by_bot and one.raw["components"]), None)


# --- listening in on the played Discord ---

_LISTENERS: dict[World, Callable[[Interaction], None]] = {}


def _respond(world: World, call: Call) -> Any:
    result = discord_interactions.respond(world, call)
    listener = _LISTENERS.get(world)
    if listener is not None:
        listener(world.interactions[call.params["interaction_token"]])
    return result


discord_server.ROUTES[RESPOND] = _respond
