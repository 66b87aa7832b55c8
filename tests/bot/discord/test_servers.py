"""How little is kept of a server, and is everything else still known when it is needed?"""

from __future__ import annotations

import asyncio

import pytest
from club import Club

from bot.platform import Act, Event, Person, Standing, Where
from bot.screens import Reply, Screen, plain

NONSENSE = (
    {},
    {"id": "1", "type": 3, "token": "x", "data": None, "channel_id": "2", "user": {}},
    {"id": "1", "type": 3, "token": "x", "data": {"values": []}, "guild_id": "x", "channel_id": "2"},
    {"id": "1", "type": 5, "token": "x", "data": {"custom_id": 7, "components": [None]}, "channel_id": "2"},
    {"id": "1", "type": 4, "token": "x", "data": {}},
)


async def test_channels_and_roles_of_a_server_are_not_kept(club: Club) -> None:
    club.peer.role(club.guild, "Rolle", "send_messages")
    async with club.running():
        club.peer.text_channel(club.guild, "noch einer")
        [kept] = club.discord._client.guilds

        assert (kept.name, kept.owner_id) == (club.guild.name, club.guild.owner.id)
        assert [*kept.channels, *kept.roles] == []


async def test_with_a_channel_its_threads_are_gone(club: Club) -> None:
    thread = club.peer.thread(club.channel, "Gespräch")
    gone: list[str] = []

    async def handle(event: Event, _: int | None) -> Reply:
        if event.act is Act.LEFT and event.where is not None:
            gone.append(event.where.address)
        return Reply()

    async with club.running(handle):
        club.peer.delete_channel(club.channel)
        await club.comes(lambda: len(gone) >= 2)

    assert set(gone) == {f"{club.guild.id}/{club.channel.id}", f"{club.guild.id}/{thread.id}"}


async def test_who_moderates_is_what_discord_says_now(club: Club) -> None:
    where = Where(f"{club.guild.id}/{club.channel.id}")
    stranger = club.peer.user("Fremd")
    async with club.running() as discord:
        club.peer.gives(club.guild, club.ben, club.peer.role(club.guild, "Neu", "administrator"))
        people = (club.guild.owner, club.mod, club.ben, club.anna, stranger)
        found = [await discord.standing(where, Person(str(person.id))) for person in people]
        elsewhere = await discord.standing(Where("1/2"), Person(str(club.mod.id)))

    assert found == [Standing.MODERATOR, Standing.MODERATOR, Standing.MODERATOR, Standing.MEMBER, Standing.STRANGER]
    assert elsewhere is Standing.STRANGER


async def test_whether_a_channel_is_a_forum_is_asked_once(club: Club) -> None:
    forum = club.peer.forum(club.guild, "fragen")
    async with club.running() as discord:
        for channel in (forum, forum, club.channel):
            await discord.show(f"{club.guild.id}/{channel.id}", Screen(plain("Hallo")))

    assert len(club.peer.calls("GET /channels/{channel_id}")) == 2
    assert len([channel for channel in club.peer.world.channels.values() if channel.parent is forum]) == 2


async def test_many_requests_at_once_never_break_the_limit_over_all_routes(club: Club) -> None:
    where = Where(f"{club.guild.id}/{club.channel.id}")
    async with club.running() as discord:
        club.peer.enforce_rates()
        await asyncio.gather(*(discord.standing(where, Person(str(club.anna.id))) for _ in range(40)))

    assert not club.peer.server.rates.refused
    assert club.peer.rate_violations == []


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_an_interaction_that_is_none_stops_nothing(club: Club, nonsense: dict[str, object]) -> None:
    heard: list[Event] = []

    async def handle(event: Event, _: int | None) -> Reply:
        heard.append(event)
        return Reply(toast="Ja")

    async with club.running(handle) as discord:
        card = await discord.show(f"{club.guild.id}/{club.channel.id}", Screen(plain("Hallo")))
        club.peer.inject("INTERACTION_CREATE", nonsense)
        message = club.channel.messages[int(card.split("/")[1])]
        await club.peer.answer(club.anna.forges(message, "irgendwas"))

    assert [event.token for event in heard if event.act is Act.PRESS] == ["irgendwas"]
