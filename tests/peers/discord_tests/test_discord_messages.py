"""Which messages, files, threads and reactions does the played Discord take, and what does the bot read back?"""

from __future__ import annotations

import io

import discord
import pytest
from peers.discord import DiscordPeer, Upload
from peers.discord_tests.conftest import Club
from peers.discord_tests.driving import PNG, Bot, buttons, refused, running


async def test_content_arrives_only_where_the_bot_is_meant(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    await bot.get_partial_messageable(club.channel.id).send("Karte")
    card = await peer.next_message(club.channel)
    anna, channel = club.anna, club.channel
    await anna.says(channel, "unter uns", files=[Upload("a.txt", b"x")])
    await anna.says(channel, "leise geantwortet", reply_to=card, ping=False)
    answer = await anna.says(channel, "meine Antwort", reply_to=card)
    await anna.says(channel, f"hallo {peer.bot.mention}")
    await anna.says(anna.direct, "ganz privat")
    await anna.edits(answer, "meine bessere Antwort")
    await anna.deletes(answer)

    await bot.next("raw_message_delete")
    heard = bot.all("message")[1:]
    assert [one.content for one in heard] == ["", "", "meine Antwort", f"hallo {peer.bot.mention}", "ganz privat"]
    assert heard[0].attachments == []
    assert heard[2].reference.message_id == card.id
    assert heard[4].guild is None
    edit = (await bot.next("raw_message_edit")).message
    assert (edit.id, edit.content) == (answer.id, "meine bessere Antwort")


async def test_a_bot_with_the_content_intent_reads_everything(peer: DiscordPeer) -> None:
    anna = peer.user("Anna")
    open_peer = DiscordPeer(privileged=["message_content"])
    async with open_peer:
        anna = open_peer.user("Anna")
        channel = open_peer.text_channel(open_peer.guild("Offen", [anna]), "alles")
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        async with running(open_peer, Bot(intents=intents)) as bot:
            await anna.says(channel, "unter uns")
            assert (await bot.next("message")).content == "unter uns"


async def test_history_gives_pages_and_hides_what_was_not_meant_for_the_bot(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    place = bot.get_channel(club.channel.id)
    assert isinstance(place, discord.TextChannel)
    await place.send("Karte")
    card = await peer.next_message(club.channel)
    for number in range(120):
        await club.ben.says(club.channel, f"Antwort {number}", reply_to=card, ping=number % 2 == 0)
    found = [one async for one in place.history(limit=None, after=discord.Object(card.id), oldest_first=True)]

    assert [one.content for one in found[:4]] == ["Antwort 0", "", "Antwort 2", ""]
    assert len(found) == 120
    assert [call.query["limit"] for call in peer.calls("GET /channels/{channel_id}/messages")] == ["100", "100"]
    peer.deny(club.channel, peer.bot, "read_message_history")
    assert [one async for one in place.history(limit=5)] == []
    with refused(50013):
        await place.fetch_message(card.id)
    peer.assert_clean()


async def test_the_limits_of_messages_are_kept(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    http, channel = bot.http, club.channel.id

    async def send(**body: object) -> None:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        await http.request(route, json=body)

    def row(*parts: object) -> dict[str, object]:
        return {"type": 1, "components": list(parts)}

    def button(custom_id: str, label: str = "x") -> dict[str, object]:
        return {"type": 2, "style": 1, "custom_id": custom_id, "label": label}

    def text(content: str) -> dict[str, object]:
        return {"type": 10, "content": content}

    select = {"type": 3, "custom_id": "s", "options": [{"label": str(n), "value": str(n)} for n in range(26)]}
    same = {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "1"}, {"label": "b", "value": "1"}]}
    v2 = 1 << 15
    for code, reason, body in (
        (50006, "", {"content": "   "}),
        (50006, "", {"content": "", "components": [row(button("a"))]}),
        (50035, "content", {"content": "x" * 2001}),
        (50035, "nonce", {"content": "x", "nonce": "n" * 26}),
        (50035, "DUPLICATED", {"content": "x", "components": [row(button("a"), button("a"))]}),
        (50035, "custom_id", {"content": "x", "components": [row(button("a" * 101))]}),
        (50035, "components.0.components", {"content": "x", "components": [row(*map(button, "abcdef"))]}),
        (50035, "components", {"content": "x", "components": [row(button(str(n))) for n in range(6)]}),
        (50035, "label", {"content": "x", "components": [row(button("a", "l" * 81))]}),
        (50035, "label or an emoji", {"content": "x", "components": [row(button("a", ""))]}),
        (50035, "options", {"content": "x", "components": [row(select)]}),
        (50035, "VALUE_DUPLICATED", {"content": "x", "components": [row(same)]}),
        (50035, "maximum width", {"content": "x", "components": [row(same, button("b"))]}),
        (50035, "type", {"content": "x", "components": [text("y")]}),
        (50035, "LEGACY", {"content": "x", "flags": v2, "components": [text("y")]}),
        (50035, "4000", {"flags": v2, "components": [text("y" * 2500), text("z" * 1501)]}),
        (50035, "at most 40", {"flags": v2, "components": [{"type": 17, "components": [text("y")] * 40}]}),
        (50006, "", {"flags": v2, "components": []}),
        (50035, "ephemeral", {"content": "x", "flags": 64}),
        (50035, "embeds", {"embeds": [{"title": str(n)} for n in range(11)]}),
        (50035, "6000", {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}),
        (50035, "exclude each other", {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}),
        (50035, "Unknown message", {"content": "x", "message_reference": {"message_id": "1"}}),
    ):
        with refused(code, reason):
            await send(**body)
    assert peer.messages(club.channel) == []
    with pytest.raises(AssertionError, match="Invalid Form Body"):
        peer.assert_clean()


async def test_a_message_sent_twice_with_one_nonce_appears_once(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    place = bot.get_partial_messageable(club.channel.id)
    first, second = [await place.send("Digest", nonce="digest-7") for _ in range(2)]
    other = await place.send("Digest", nonce="digest-8")
    peer.advance(600)
    later = await place.send("Digest", nonce="digest-7")

    assert first.id == second.id
    assert len({first.id, other.id, later.id}) == 3
    assert len(peer.messages(club.channel)) == 3
    peer.assert_clean()


async def test_components_v2_files_edits_and_mentions(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    view = discord.ui.LayoutView(timeout=None)
    section = discord.ui.Section("Warum?", accessory=discord.ui.Button(label="Antworten", custom_id="q:1"))
    picture = discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://digest.png"))
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("# Umfrage"), section, picture))
    place = bot.get_partial_messageable(club.channel.id)
    file = discord.File(io.BytesIO(PNG), "digest.png", description="Balken")
    sent = await place.send(view=view, file=file, allowed_mentions=discord.AllowedMentions.none())
    card = await peer.next_message(club.channel)
    downloaded = await sent.attachments[0].read()
    view.add_item(discord.ui.TextDisplay(f"{club.anna.mention} @everyone"))
    await sent.edit(view=view)
    with refused(50035, "LEGACY"):
        await sent.edit(content="alt")
    loud = await place.send(club.anna.mention, allowed_mentions=discord.AllowedMentions(users=True))
    theirs = await club.anna.says(club.channel, "meins")
    with refused(50005):
        await place.get_partial_message(theirs.id).edit(content="deins")
    with refused(50013):
        await place.get_partial_message(theirs.id).delete()

    assert downloaded == PNG
    assert card.text == f"# Umfrage\nWarum?\n{club.anna.mention} @everyone"
    assert (card.labels, card.pings, len(card.versions)) == (["Antworten"], set(), 1)
    assert card.attachments[0]["description"] == "Balken"
    assert loud.mentions[0].id == club.anna.id
    assert (await peer.next_message(club.channel)).pings == {club.anna.id}
    assert (await club.anna.clicks(card, "Antworten")).raw["data"]["custom_id"] == "q:1"


async def test_direct_chats_may_be_closed_or_out_of_reach(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    stranger = peer.user("Fremd")
    anna = await bot.fetch_user(club.anna.id)
    await anna.send("Hallo Anna")
    club.anna.blocks_dms()
    with refused(50007):
        await anna.send("noch da?")
    with refused(50278):
        await (await bot.fetch_user(stranger.id)).send("Werbung")
    with refused(10013):
        await bot.fetch_user(1)

    assert (await peer.next_message(club.anna.direct)).text == "Hallo Anna"
    assert peer.world.direct_opened == [club.anna.id, stranger.id]


async def test_threads_forums_pins_and_reactions(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    board = peer.forum(club.guild, "forum", ["Umfrage"])
    await bot.next("guild_channel_create")
    forum, place = bot.get_channel(board.id), bot.get_channel(club.channel.id)
    assert isinstance(forum, discord.ForumChannel)
    assert isinstance(place, discord.TextChannel)
    post = await forum.create_thread(
        name="Frage 1", content="Warum?", view=buttons("Ja"), applied_tags=forum.available_tags
    )
    thread = peer.world.channels[post.thread.id]
    answer = await club.anna.says(thread, "Darum", reply_to=thread.messages[post.message.id])
    card = await place.send("Karte")
    details = await card.create_thread(name="Einzelheiten")
    await details.send("viel")
    await card.pin()
    await card.add_reaction("✅")
    await club.anna.reacts(peer.world.message(club.channel, card.id), "✅")
    read = await place.fetch_message(card.id)
    await card.remove_reaction("✅", bot.user)
    await details.edit(archived=True)
    with refused(10014):
        await card.add_reaction("x")
    with refused(50008):
        await bot.get_partial_messageable(board.id).send("falsch")
    with refused(160004):
        await card.create_thread(name="noch einmal")

    assert [tag.name for tag in post.thread.applied_tags] == ["Umfrage"]
    assert answer.pings == {peer.bot.id}
    assert [one.id async for one in place.pins()] == [card.id]
    assert (read.reactions[0].count, read.reactions[0].me, read.pinned) == (2, True, True)
    assert peer.world.channels[details.id].thread["thread_metadata"]["archived"]
    assert [one.text for one in peer.messages(peer.world.channels[details.id])][-1] == "viel"
    peer.assert_clean()


async def test_rights_in_a_channel_are_kept(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    place = bot.get_partial_messageable(club.channel.id)
    peer.deny(club.channel, peer.bot, "send_messages")
    with refused(50013):
        await place.send("x")
    peer.deny(club.channel, club.guild.everyone, "view_channel")
    with refused(50001):
        await place.send("x")
    with refused(50001):
        await bot.http.get_channel(club.channel.id)
    with pytest.raises(LookupError):
        await club.anna.says(club.channel, "x")
    peer.delete_channel(club.channel)
    with refused(10003):
        await place.send("x")
    peer.kick_bot(club.guild)
    assert (await bot.next("guild_remove")).id == club.guild.id
    with refused(10004):
        await bot.fetch_guild(club.guild.id)
