"""Is what we publish what Discord takes, and is what people send with it read as they meant it?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
from peers.discord import DiscordPeer, Upload
from peers.discord_commands import NAME

from bot import dialogues
from bot.discord import commands
from bot.discord.commands import Asked, choices, payload, read, same
from bot.platform import Command

OURS = dialogues.commands()
FOR_MODERATORS = {command.name for command in OURS if command.moderators}


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as peer:
        yield peer


async def publish(peer: DiscordPeer, offered: tuple[Command, ...] = OURS) -> list[dict[str, Any]]:
    """Put the commands, and give what Discord shows afterwards."""
    url = f"{peer.api_url}/applications/{peer.bot.id}/commands"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {peer.token}"}) as session:
        async with session.put(url, json=payload(offered)) as answer:
            assert answer.status == 200, await answer.text()
        async with session.get(url, params={"with_localizations": "true"}) as answer:
            shown: list[dict[str, Any]] = await answer.json()
            return shown


def named(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every command, word and option."""
    for row in rows:
        yield row
        yield from named(row.get("options", []))


async def test_discord_takes_every_command_and_the_published_contract_allows_it(peer: DiscordPeer) -> None:
    shown = await publish(peer)

    assert [row["name"] for row in shown] == [command.name for command in OURS]
    peer.assert_clean()


async def test_what_is_published_already_is_not_published_again_and_a_change_is(peer: DiscordPeer) -> None:
    shown = await publish(peer)

    assert same(shown, payload(OURS))
    assert same(shown[::-1], payload(OURS))
    assert not same(shown[1:], payload(OURS))
    assert not same([], payload(OURS))
    for at, key, value in (
        (0, "description", "anders"),
        (0, "description_localizations", {"de": "anders"}),
        (0, "contexts", [1]),
        (-1, "name_localizations", None),
    ):
        changed = [dict(row) for row in shown]
        changed[at][key] = value
        assert not same(changed, payload(OURS)), key


async def test_an_option_that_changed_is_published(peer: DiscordPeer) -> None:
    shown = await publish(peer)
    [survey] = [row for row in shown if row["name"] == "umfrage"]

    survey["options"][0]["options"][0]["autocomplete"] = False

    assert not same(shown, payload(OURS))


def test_everything_has_a_german_and_an_english_name_and_line() -> None:
    for row in named(payload(OURS)):
        assert set(row["name_localizations"]) == {"de", "en-US", "en-GB"}, row["name"]
        if "description" in row:
            assert set(row["description_localizations"]) == {"de", "en-US", "en-GB"}, row["name"]
            assert all(1 <= len(text) <= 100 for text in row["description_localizations"].values()), row["name"]
        if row["type"] != commands.MESSAGE:
            assert all(NAME.match(name) and name == name.lower() for name in row["name_localizations"].values())


def test_a_moderators_command_is_shown_to_those_who_manage_the_guild_and_in_the_direct_chat() -> None:
    for row in payload(OURS):
        needs = {row.get("default_member_permissions")}
        assert needs == ({32} if row["name"] in FOR_MODERATORS else {None}), row["name"]
        if row["name"] in FOR_MODERATORS and row["type"] == commands.CHAT:
            assert row["contexts"] == [0, 1]


def test_whoever_speaks_another_language_reads_that_of_the_house() -> None:
    [german] = [row["description"] for row in payload(OURS) if row["name"] == "hilfe"]
    [english] = [row["description"] for row in payload(OURS, "en") if row["name"] == "hilfe"]

    assert (german, english) == ("So geht es", "How it works")


async def test_each_is_offered_what_they_may_use_in_their_language(peer: DiscordPeer) -> None:
    anna, mod = peer.user("Anna"), peer.user("Mod", locale="en-US")
    guild = peer.guild("Kundenclub", [anna, mod])
    peer.gives(guild, mod, peer.role(guild, "Moderation", "manage_guild"))
    channel = peer.text_channel(guild, "umfragen")
    await publish(peer)

    def names(person: Any, where: Any) -> set[str]:
        return {row["name"] for row in peer.commands_for(person, where)}

    assert not names(anna, channel) & FOR_MODERATORS
    assert names(mod, channel) >= FOR_MODERATORS
    assert "sprache" in names(anna, anna.direct) & names(anna, channel)
    assert names(anna, channel) - names(anna, anna.direct) == {"einreichen"}
    asked = await mod.runs("survey start", {"katalog": "ziele"}, channel=channel)
    assert read(asked.raw["data"]) == Asked("umfrage", "start ziele", {"katalog": "ziele"})


async def test_what_is_given_with_a_command_is_read(peer: DiscordPeer) -> None:
    mod = peer.user("Mod")
    guild = peer.guild("Kundenclub", admins=[mod])
    channel, other = peer.text_channel(guild, "umfragen"), peer.text_channel(guild, "andere")
    await publish(peer)

    file = Upload("mine.toml", b"format = 1")
    given = read((await mod.runs("umfrage datei", {"datei": file, "ort": other}, channel=channel)).raw["data"])
    plain = read((await mod.runs("umfrage start", channel=channel)).raw["data"])
    answer = read((await mod.runs("antwort", {"frage": 2, "text": "Weil es klemmt"}, channel=channel)).raw["data"])

    assert (given.command, given.text, given.fields) == ("umfrage", "datei", {})
    assert given.file is not None
    assert (given.file.name, given.file.size) == ("mine.toml", 10)
    assert given.file.url.startswith("http")
    assert given.channel is not None
    assert (given.channel["id"], given.channel["name"]) == (str(other.id), "andere")
    assert plain == Asked("umfrage", "start")
    assert answer == Asked("antwort", "2 Weil es klemmt", {"frage": "2", "text": "Weil es klemmt"})


async def test_the_menu_of_a_message_names_the_command_and_brings_the_message(peer: DiscordPeer) -> None:
    anna, mod = peer.user("Anna"), peer.user("Mod", locale="en-GB")
    guild = peer.guild("Kundenclub", [anna], admins=[mod])
    channel = peer.text_channel(guild, "umfragen")
    await publish(peer)
    said = await anna.says(channel, "Mehr Zeit zum Reden")

    handed = read((await anna.context_menu("Als Antwort einreichen", said)).raw["data"])
    asked = read((await mod.context_menu("Make this a question", said)).raw["data"])

    assert (handed.command, handed.text, asked.command) == ("einreichen", "Mehr Zeit zum Reden", "fragen")
    assert handed.message is not None
    assert (handed.message["id"], handed.message["author"]["id"]) == (str(said.id), str(anna.id))
    with pytest.raises(LookupError):
        await anna.context_menu("Frage daraus machen", said)


async def test_what_is_typed_into_an_option_asks_for_suggestions(peer: DiscordPeer) -> None:
    mod = peer.user("Mod")
    channel = peer.text_channel(peer.guild("Kundenclub", admins=[mod]), "umfragen")
    await publish(peer)

    asked = read((await mod.autocompletes("umfrage start", "katalog", "kund", channel=channel)).raw["data"])
    offered = choices(dialogues.suggest(asked.command, asked.focused, asked.typed, "de"))

    assert (asked.focused, asked.typed, asked.text) == ("katalog", "kund", "start")
    assert offered[0] == {"name": "Kundenservice auf Social Media", "value": "kundenservice"}


def test_at_most_25_suggestions_of_at_most_100_characters_are_made() -> None:
    offered = choices([(f"key-{number}", "x" * 120) for number in range(40)])

    assert len(offered) == 25
    assert {len(each["name"]) for each in offered} == {100}
