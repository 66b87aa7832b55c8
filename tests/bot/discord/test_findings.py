"""Does the check see what is missing on a played Discord, name it, and say what to do?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from club import Club
from discord_front import settings_of
from peers.discord import Channel, DiscordPeer, Guild
from peers.discord_permissions import BITS

from bot import checks, dialogues
from bot.checks import Told
from bot.discord import commands, findings, permissions
from bot.platform import Command, Finding, TokenRefused, Unreachable
from bot.settings import DiscordSettings

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MENU = (Command("hilfe", {"de": "So geht es", "en": "How it works"}),)
WANTED = commands.payload(MENU)
# What the invitation gives, by the names of the played Discord.
ALL_WE_ASK_FOR = [name for name, bit in BITS.items() if bit & permissions.INVITED]


@pytest.fixture
def guild(peer: DiscordPeer) -> Guild:
    """A server in which everybody may nothing, and the bot exactly what its invitation asks for."""
    made = peer.guild("Kundenclub", bot_may=ALL_WE_ASK_FOR)
    made.everyone.permissions = 0
    return made


def address(channel: Channel) -> str:
    assert channel.guild is not None
    return f"{channel.guild.id}/{channel.id}"


async def look(peer: DiscordPeer, *channels: Channel | str, settings: DiscordSettings | None = None) -> list[Finding]:
    asked = [each if isinstance(each, str) else address(each) for each in channels]
    return await findings.alone(settings or settings_of(peer), asked, lambda there: commands.same(there, WANTED), NOW)


async def of(peer: DiscordPeer, channel: Channel) -> list[tuple[str, str, Any]]:
    """What is found about one channel: state, phrase, and which right."""
    about = f"discord:{address(channel)}"
    found = [each for each in await look(peer, channel) if each.about == about]
    peer.assert_clean()
    return [(each.state, each.found, each.values.get("right")) for each in found]


def lacks(right: str, state: str = "warning") -> tuple[str, str, str]:
    return state, "check-right-missing", right


FINE = [("ok", "check-may-all", None)]

# --- the application ---


async def test_who_we_are_and_what_is_left_of_the_day_is_said(peer: DiscordPeer) -> None:
    found = {each.about: each for each in await look(peer)}

    assert [each.state for each in found.values()] == ["ok", "ok", "ok", "warning"]
    assert found["discord"].values == {"name": peer.bot.username}
    assert found["discord gateway"].values == {"left": 1000, "total": 1000}
    assert found["discord commands"].found == "check-commands-old"
    peer.assert_clean()


async def test_registered_commands_are_recognised(peer: DiscordPeer) -> None:
    peer.world.commands[None] = {number: {"id": str(number), **row} for number, row in enumerate(WANTED, start=1)}
    found = {each.about: each for each in await look(peer)}

    assert found["discord commands"] == Finding("discord commands", "ok", "check-commands")


async def test_a_privileged_intent_that_is_on_is_named_and_does_no_harm(peer: DiscordPeer) -> None:
    peer.world.application["flags"] |= 1 << 19
    found = {each.about: each for each in await look(peer)}["discord intents"]

    assert (found.state, found.values) == ("ok", {"intents": "Message Content"})


async def test_few_connects_left_are_a_warning(peer: DiscordPeer) -> None:
    peer.gateway.identify_limit = 99
    found = {each.about: each for each in await look(peer)}["discord gateway"]

    assert (found.state, found.do) == ("warning", "check-gateway-do")


async def test_a_revoked_token_is_a_finding(peer: DiscordPeer, guild: Guild) -> None:
    await peer.revoke_token()
    with pytest.raises(TokenRefused):
        await look(peer, guild.text_channel("umfragen"))
    [found] = await checks.of_platform("discord", look(peer), 10)

    said = checks.told(found, "en")
    assert (found.about, found.state) == ("discord", "blocked")
    assert said.do == "get a new one in the developer portal and set NACHGEFRAGT_DISCORD__TOKEN"


async def test_a_network_that_is_down_is_a_finding(peer: DiscordPeer) -> None:
    nowhere = settings_of(peer).model_copy(update={"api_url": "http://127.0.0.1:9/api/v10"})
    with pytest.raises(Unreachable):
        await look(peer, settings=nowhere)
    [found] = await checks.of_platform("discord", look(peer, settings=nowhere), 30)

    assert checks.told(found, "en") == Told(
        "discord", "blocked", "does not answer (Unreachable)", "check the network and NACHGEFRAGT_DISCORD__API_URL"
    )


async def test_a_platform_that_is_slow_is_a_finding(peer: DiscordPeer) -> None:
    peer.fault("GET /gateway/bot", "delay", seconds=5)
    [found] = await checks.of_platform("discord", look(peer), 0.2)

    assert (found.state, found.found) == ("warning", "check-slow")


# --- channels ---


async def test_what_the_invitation_gives_is_enough_everywhere(peer: DiscordPeer, guild: Guild) -> None:
    text, forum = guild.text_channel("umfragen"), guild.forum("ideen")
    for channel in (text, forum, guild.thread(text, "Runde 1")):
        assert await of(peer, channel) == FINE


@pytest.mark.parametrize(
    ("taken", "lacking"),
    [
        ("view_channel", lacks("view", "blocked")),
        ("send_messages", lacks("send", "blocked")),
        ("embed_links", lacks("embed")),
        ("attach_files", lacks("attach")),
        ("read_message_history", lacks("history")),
        ("add_reactions", lacks("react")),
        ("pin_messages", lacks("pin")),
    ],
)
async def test_each_missing_right_is_named(peer: DiscordPeer, guild: Guild, taken: str, lacking: Any) -> None:
    channel = guild.text_channel("umfragen")
    peer.deny(channel, guild.role("nachgefragt"), taken)

    assert await of(peer, channel) == [lacking]


async def test_every_right_that_can_be_missing_says_what_it_means_and_what_to_do() -> None:
    rights = {name for kind in (0, 11, 15) for name in findings._wanted(kind)} | {"view"}
    missing = [findings._missing("discord:1/2", right) for right in rights]

    for language in ("de", "en"):
        said = [checks.told(each, language) for each in missing]
        assert len({each.found for each in said}) == len({each.do for each in said}) == len(rights)


async def test_several_missing_rights_are_several_findings(peer: DiscordPeer, guild: Guild) -> None:
    channel = guild.text_channel("umfragen")
    peer.deny(channel, guild.everyone, "attach_files", "pin_messages")

    assert await of(peer, channel) == [lacks("attach"), lacks("pin")]


async def test_what_everybody_lost_the_bots_role_may_have_back(peer: DiscordPeer, guild: Guild) -> None:
    channel = guild.text_channel("umfragen")
    peer.deny(channel, guild.everyone, "view_channel", "send_messages")
    peer.deny(channel, guild.role("nachgefragt"), "view_channel", "send_messages", allow=True)

    assert await of(peer, channel) == FINE


async def test_a_thread_has_the_rules_of_its_channel_and_a_right_of_its_own(peer: DiscordPeer, guild: Guild) -> None:
    text = guild.text_channel("umfragen")
    thread = guild.thread(text, "Runde 1")
    peer.deny(text, guild.everyone, "send_messages")
    assert await of(peer, thread) == FINE

    peer.deny(text, guild.everyone, "send_messages_in_threads")
    assert await of(peer, thread) == [lacks("threads", "blocked")]


async def test_a_forum_needs_the_right_to_post(peer: DiscordPeer, guild: Guild) -> None:
    forum = guild.forum("ideen")
    peer.deny(forum, guild.everyone, "send_messages")

    assert await of(peer, forum) == [lacks("post", "blocked")]


async def test_a_locked_thread_is_seen(peer: DiscordPeer, guild: Guild) -> None:
    thread = guild.thread(guild.text_channel("umfragen"), "Runde 1")
    thread.thread["thread_metadata"]["locked"] = True

    assert await of(peer, thread) == [("blocked", "check-thread-locked", None)]


async def test_a_channel_for_voices_is_no_place_for_a_card(peer: DiscordPeer, guild: Guild) -> None:
    channel = guild.text_channel("plausch")
    channel.kind = 13

    assert await of(peer, channel) == [("blocked", "check-channel-kind", None)]


async def test_a_channel_that_is_gone_is_seen(peer: DiscordPeer, guild: Guild) -> None:
    channel = guild.text_channel("umfragen")
    peer.delete_channel(channel)

    assert await of(peer, channel) == [("warning", "check-channel-gone", None)]


async def test_a_server_without_us_is_seen_and_the_others_are_looked_at(peer: DiscordPeer, guild: Guild) -> None:
    here, there = guild.text_channel("umfragen"), peer.guild("Bahnleute").text_channel("umfragen")
    assert there.guild is not None
    peer.kick_bot(there.guild)
    found = {each.about: each.found for each in await look(peer, here, there)}

    assert found[f"discord:{address(here)}"] == "check-may-all"
    assert found[f"discord:{address(there)}"] == "check-not-there"


async def test_a_timeout_of_the_bot_is_told_from_missing_rights(peer: DiscordPeer, guild: Guild) -> None:
    guild.me.timeout = (NOW + timedelta(hours=1)).isoformat()

    assert await of(peer, guild.text_channel("umfragen")) == [("blocked", "check-silenced", None)]


async def test_our_arithmetic_is_that_of_the_played_discord(peer: DiscordPeer, guild: Guild) -> None:
    from peers.discord_permissions import permissions as theirs
    from peers.discord_shapes import channel_raw, guild_raw, member_raw

    anna = peer.user("Anna")
    club = peer.guild("Zweiter", [anna], roles={"Hilfe": ["manage_guild"], "Still": []})
    channel = club.text_channel("umfragen")
    peer.deny(channel, club.everyone, "view_channel")
    peer.deny(channel, club.role("Hilfe"), "view_channel", allow=True)
    peer.deny(channel, club.role("Still"), "attach_files")
    raw = guild_raw(club)
    for held in ((), ("Hilfe",), ("Still",), ("Hilfe", "Still")):
        club.members[anna.id].roles = {club.role(name).id for name in held}
        member = member_raw(club, club.members[anna.id])
        for where in (None, channel):
            given = channel_raw(where) if where else None
            ours = permissions.of_member(raw, raw["roles"], member, anna.id, given, NOW)
            assert ours == theirs(club, club.members[anna.id], where)


# --- in the chat ---


async def test_a_moderator_reads_it_in_the_channel_unseen_by_the_others(club: Club) -> None:
    club.belongs()
    other = club.guild.text_channel("andere")
    club.belongs(other)
    club.peer.deny(other, club.guild.role("nachgefragt"), "pin_messages")
    async with club.running(commands=dialogues.commands()) as discord:
        await club.peer.until(lambda: club.peer.commands, what="the commands")
        await club.mod.runs("umfrage check", channel=club.channel)
        seen = await club.peer.ephemeral_for(club.mod)
        assert await discord.findings([club.address])

    lines = seen.text.splitlines()
    assert "✓ Verantwortlich: Redaktion, redaktion@example.org" in lines
    assert "✓ Discord: die Befehle sind angemeldet" in lines
    assert "✓ #umfragen (Discord): darf alles, was er braucht" in lines
    assert [line for line in lines if "darf die Karte nicht anpinnen → der Rolle des Bots" in line]
    assert club.peer.messages(club.channel) == []


async def test_a_member_is_refused(club: Club) -> None:
    club.belongs()
    async with club.running(commands=dialogues.commands()):
        await club.peer.until(lambda: club.peer.commands, what="the commands")
        with pytest.raises(LookupError):
            await club.anna.runs("umfrage check", channel=club.channel)
