"""Which commands may be registered, and what do people send with them?"""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands
from peers.discord import DiscordPeer, Upload
from peers.discord_tests.conftest import Club
from peers.discord_tests.driving import Bot, refused


async def test_a_tree_is_registered_offered_and_run(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    got: list[Any] = []
    group = app_commands.Group(name="umfrage", description="Umfragen")

    @group.command(name="start", description="Beginnen")
    @app_commands.describe(slug="welche", tage="wie lange", datei="ein Fragebogen")
    async def start(
        interaction: discord.Interaction,
        slug: str,
        tage: app_commands.Range[int, 1, 90] = 7,
        datei: discord.Attachment | None = None,
    ) -> None:
        got.append((slug, tage, await datei.read() if datei else None))
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="Läuft.")

    @start.autocomplete("slug")
    async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}-eins", value="eins")]

    @bot.tree.context_menu(name="Als Antwort einreichen")
    async def hand_in(interaction: discord.Interaction, message: discord.Message) -> None:
        got.append(message.content)
        await interaction.response.send_message("Danke.", ephemeral=True)

    group.default_permissions = discord.Permissions(manage_guild=True)
    bot.tree.add_command(group)
    await bot.tree.sync()
    peer.gives(club.guild, club.ben, peer.role(club.guild, "Moderation", "manage_guild"))
    text = await club.anna.says(club.channel, "mein Text")
    menu = await club.anna.context_menu("Als Antwort einreichen", text)
    typed = await club.ben.autocompletes("umfrage start", "slug", "pra", channel=club.channel)
    await peer.answer(typed)
    run = await club.ben.runs(
        "umfrage start", {"slug": "eins", "datei": Upload("f.toml", b"x = 1")}, channel=club.channel
    )
    await peer.answer(run)
    await peer.answer(menu)

    assert [row["name"] for row in peer.commands_for(club.anna, club.channel)] == ["Als Antwort einreichen"]
    assert typed.choices == [{"name": "pra-eins", "value": "eins"}]
    assert sorted(got, key=str) == [("eins", 7, b"x = 1"), "mein Text"]
    assert (await peer.ephemeral_for(club.ben)).text == "Läuft."
    for options, reason in (({}, "wants slug"), ({"slug": "a", "tage": 91}, "at most 90"), ({"x": 1}, "no option")):
        with pytest.raises(LookupError, match=reason):
            await club.ben.runs("umfrage start", options, channel=club.channel)
    with pytest.raises(LookupError, match="no command"):
        await club.anna.runs("umfrage start", channel=club.channel)
    peer.assert_clean()


async def test_commands_against_the_rules_are_refused(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    good = {"name": "umfrage", "description": "Umfragen", "type": 1}
    option = {"type": 3, "name": "slug", "description": "welche"}
    for reason, rows in (
        ("INVALID_NAME", [{**good, "name": "Umfrage"}]),
        ("INVALID_NAME", [{**good, "name": "um frage"}]),
        ("name", [{**good, "name": "u" * 33}]),
        ("description", [{**good, "description": "x" * 101}]),
        ("description", [{**good, "description": ""}]),
        ("DUPLICATE", [good, good]),
        ("REQUIRED_INVALID", [{**good, "options": [option, {**option, "name": "b", "required": True}]}]),
        ("NOT_UNIQUE", [{**good, "options": [option, option]}]),
        ("options", [{**good, "options": [{**option, "name": f"o{n}"} for n in range(26)]}]),
        (
            "exclude",
            [{**good, "options": [{**option, "autocomplete": True, "choices": [{"name": "a", "value": "a"}]}]}],
        ),
        ("INVALID_NAME", [{**good, "name_localizations": {"de": "Groß"}}]),
        ("locale", [{**good, "name_localizations": {"xx": "klein"}}]),
        ("no description", [{"name": "Menü", "type": 3, "description": "x"}]),
    ):
        with refused(50035, reason):
            await bot.http.bulk_upsert_global_commands(peer.bot.id, rows)
    with refused(30032):
        many: list[Any] = [{**good, "name": f"c{number}"} for number in range(101)]
        await bot.http.bulk_upsert_global_commands(peer.bot.id, many)
    assert peer.commands == []
