"""A club in a played Discord, a survey in its channel, and the real desk behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from discord_front import Handle, discord_running, settings_of
from fielding import item, options, questionnaire
from peers.discord import Channel, DiscordPeer, Guild, Interaction, Message, Person
from sqlmodel import Session, select
from stage import Stage

from bot import fielding
from bot.discord.client import Discord
from bot.tables import Community, Place
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Answer

GROUPS = item("group", "choice", options=options("customer", "practitioner"))
ASKED = questionnaire(item("why", "open"), GROUPS, item("more", "open"), segment="group")


@dataclass
class Club:
    """A server with two members and a channel; the stage's desk, schedule and clock."""

    peer: DiscordPeer
    stage: Stage
    guild: Guild
    channel: Channel
    anna: Person
    ben: Person
    mod: Person
    discord: Discord = field(init=False)

    @property
    def address(self) -> str:
        return f"{self.guild.id}/{self.channel.id}"

    @asynccontextmanager
    async def running(self, handle: Handle | None = None, **more: Any) -> AsyncIterator[Discord]:
        """The adapter runs inside the block."""
        async with discord_running(self.stage.desk, self.peer, handle, **more) as self.discord:
            yield self.discord

    def new(self, **more: Any) -> Discord:
        """An adapter that does not run yet."""
        return Discord(settings_of(self.peer), self.stage.store, self.stage.house.keys, **more)

    def belongs(self, channel: Channel | None = None, **abilities: Any) -> str:
        """The channel is a place of the server's community; gives the place's id."""
        address = f"{self.guild.id}/{channel.id}" if channel is not None else self.address

        def work(session: Session) -> str:
            holder = session.exec(_at(str(self.guild.id))).first()
            if holder is None:
                community = Community(name=self.guild.name, created_at=self.stage.now)
                session.add(community)
                session.flush()
                holder = Place(
                    community_id=community.id,
                    platform="discord",
                    address=str(self.guild.id),
                    abilities={"holds": True},
                )
                session.add(holder)
            place = Place(
                community_id=holder.community_id, platform="discord", address=address, abilities=dict(abilities)
            )
            session.add(place)
            session.flush()
            return place.id

        return self.stage.store.write_now(work)

    def opens(self, asked: Questionnaire = ASKED, *places: str, **settings: Any) -> str:
        """Open a wave in these places; gives its id."""

        def work(session: Session) -> str:
            found = [session.get_one(Place, place) for place in places]
            chosen = WaveSettings(**settings)
            return fielding.start(session, self.stage.house, asked, found, chosen, self.stage.now).id

        return self.stage.store.write_now(work)

    async def card(self, asked: Questionnaire = ASKED, **settings: Any) -> Message:
        """Open a wave in the channel, and give the card that was posted."""
        self.opens(asked, self.belongs(), **settings)
        await self.stage.settles()
        return await self.peer.next_message(self.channel)

    async def comes(self, wanted: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait until something is stored."""
        async with asyncio.timeout(seconds):
            while not (found := wanted()):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.01)
        return found

    def values(self) -> dict[str, Any]:
        """What is stored, by question."""
        return {answer.item: answer.value for answer in self.stage.rows(Answer)}


def _at(address: str) -> Any:
    return select(Place).where(Place.platform == "discord", Place.address == address)


WORDS = "Weil auf keinem Kanal jemand antwortet"
FIRST = {"Deine Antwort": WORDS, "group": "Customer", "Ich bin mindestens 16 und einverstanden": ["yes"]}


async def press_question(who: Person, card: Message, number: int = 1) -> Interaction:
    """Press a question's button on the card."""
    button = [each for each in card.buttons if each.get("custom_id", "").startswith("g_")][number - 1]
    return await who.clicks(card, button["custom_id"])


async def first_answer(club: Club, card: Message, who: Person, **fields: Any) -> Message:
    """Press the first question, fill in the form, and give the receipt."""
    await press_question(who, card)
    form = await club.peer.modal_for(who)
    await club.peer.answer(await who.submits(form, {**FIRST, **fields}))
    return await club.peer.ephemeral_for(who)
