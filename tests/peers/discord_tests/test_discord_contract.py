"""Which requests break the published contract, and does the peer itself keep to it?"""

from __future__ import annotations

from pathlib import Path

import discord
import pytest
from peers.contract import ContractMissing
from peers.discord import DiscordPeer
from peers.discord_contract import load_contract
from peers.discord_shapes import channel_raw, guild_raw, member_raw, message_raw
from peers.discord_tests.conftest import Club
from peers.discord_tests.driving import Bot, buttons

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
def contracted(peer: DiscordPeer) -> DiscordPeer:
    if peer.contract is None:
        pytest.skip(peer.contract_reason or "no contract")
    return peer


async def test_requests_against_the_contract_are_named(contracted: DiscordPeer) -> None:
    contract = contracted.contract
    assert contract is not None
    embed = {"title": "x", "fields": [{"name": "a"}]}
    for method, path, query, body, complaint in (
        ("POST", MESSAGES, {}, {"content": 7}, "content"),
        ("POST", MESSAGES, {}, {"content": "x", "colour": "red"}, "unknown key 'colour'"),
        ("POST", MESSAGES, {}, {"embeds": [embed]}, "value"),
        ("POST", MESSAGES, {}, {"components": [{"type": 99}]}, "components"),
        ("POST", MESSAGES, {}, {"content": "x", "nonce": "n" * 26}, "nonce"),
        ("POST", MESSAGES, {}, {"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions"),
        ("POST", MESSAGES, {}, None, "a body is required"),
        ("GET", MESSAGES, {"limit": "101"}, None, "not within"),
        ("GET", MESSAGES, {"since": "1"}, None, "unknown parameter"),
        ("POST", "/users/@me/channels", {}, {"recipient_id": "x"}, "recipient_id"),
        ("PUT", "/channels/1/nowhere", {}, None, "unknown operation"),
        ("POST", "/interactions/{a}/{b}/callback", {}, {"type": 3}, "type"),
        ("POST", "/interactions/{a}/{b}/callback", {}, {"type": 9, "data": {"title": "x"}}, "data"),
    ):
        found = contract.check_request(method, path, query, body)
        assert any(complaint in text for text in found), (method, path, body, found)
    snowflakes = {"content": "x", "message_reference": {"message_id": 2**60, "channel_id": 2**60}}
    assert contract.check_request("POST", MESSAGES, {}, snowflakes) == []
    assert contract.check_request("GET", "/channels/1/messages", {"limit": "100", "after": "1"}, None) == []


async def test_what_the_peer_itself_sends_keeps_to_the_contract(contracted: DiscordPeer, club: Club, bot: Bot) -> None:
    place = bot.get_channel(club.channel.id)
    assert isinstance(place, discord.TextChannel)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Section("Warum?", accessory=discord.ui.Button(label="Ja", custom_id="1")))
    await place.send(view=view)
    await place.send("Karte", view=buttons("Ja"), embed=discord.Embed(title="x"))
    said = await club.anna.says(club.channel, "Weil", reply_to=await contracted.next_message(club.channel))
    thread = await place.create_thread(name="Faden", type=discord.ChannelType.public_thread)
    await bot.http.bulk_upsert_global_commands(contracted.bot.id, [{"name": "hilfe", "description": "Hilfe"}])
    await club.anna.clicks(await contracted.next_message(club.channel), "Ja")
    await (await bot.next("interaction")).response.send_message("Danke", ephemeral=True)
    await club.anna.clicks(next(one for one in contracted.messages(club.channel) if one.labels), "Ja")
    modal = discord.ui.Modal(title="x", custom_id="m").add_item(discord.ui.TextInput(label="y", custom_id="y"))
    await (await bot.next("interaction")).response.send_modal(modal)
    await club.anna.submits(await contracted.modal_for(club.anna), {"y": "z"})
    await (await bot.next("interaction")).response.send_message("Danke")
    contract = contracted.contract
    assert contract is not None

    rows = [("MessageResponse", message_raw(one)) for one in contracted.messages(club.channel)]
    rows += [
        ("MessageResponse", message_raw(said)),
        ("GuildChannelResponse", channel_raw(club.channel)),
        ("ThreadResponse", channel_raw(contracted.world.channels[thread.id])),
        ("GuildWithCountsResponse", guild_raw(club.guild)),
        ("GuildMemberResponse", member_raw(club.guild, club.guild.members[club.anna.id])),
        ("PrivateApplicationResponse", contracted.calls("GET /oauth2/applications/@me")[0].result),
        ("PrivateChannelResponse", channel_raw(club.anna.direct)),
        ("ApplicationCommandResponse", contracted.commands[0]),
        *(("InteractionCallbackResponse", one.result) for one in contracted.calls(CALLBACK)),
    ]
    assert [f"{kind}: {text}" for kind, raw in rows for text in contract.check_object(kind, raw)] == []
    contracted.assert_clean()


def test_a_missing_contract_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ContractMissing, match="NACHGEFRAGT_SHARED"):
        load_contract(tmp_path / "nichts.json")


async def test_the_fast_path_checks_nothing_and_keeps_nothing(club: Club) -> None:
    async with DiscordPeer(strict=False, record=False) as fast:
        assert fast.contract_reason == "switched off by strict=False"
        assert fast.requests == []
