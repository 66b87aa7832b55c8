"""Does the real discord.py hold a whole conversation of clicks, modals and receipts with the played Discord?"""

from __future__ import annotations

import discord
import pytest
from peers.discord import DiscordPeer
from peers.discord_tests.conftest import Club
from peers.discord_tests.driving import Bot, buttons, refused, running


def question() -> discord.ui.Modal:
    modal = discord.ui.Modal(title="Frage 1", custom_id="frage:1")
    modal.add_item(discord.ui.TextDisplay("Wie siehst du das?"))
    text = discord.ui.TextInput(custom_id="antwort", style=discord.TextStyle.long, min_length=3, max_length=4000)
    modal.add_item(discord.ui.Label(text="Deine Antwort", component=text))
    group = discord.ui.RadioGroup(custom_id="gruppe")
    for label in ("Praktiker:in", "Kund:in"):
        group.add_option(label=label, value=label[:2])
    modal.add_item(discord.ui.Label(text="Gruppe", component=group))
    agree = discord.ui.CheckboxGroup(custom_id="ja", min_values=1, max_values=1)
    agree.add_option(label="Einverstanden", value="1")
    modal.add_item(discord.ui.Label(text="Zustimmung", component=agree))
    return modal


async def test_a_click_opens_a_modal_and_its_submit_is_answered_privately(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    channel = bot.get_partial_messageable(club.channel.id)
    await channel.send("Karte", view=buttons("Antworten"), nonce="wave-1")
    card = await peer.next_message(club.channel)
    click = await club.anna.clicks(card, "Antworten")
    clicked = await bot.next("interaction")
    await clicked.response.send_modal(question())
    modal = await peer.modal_for(club.anna)
    for values, reason in (
        ({}, "required"),
        ({"Deine Antwort": "x"}, "at least 3"),
        ({"Deine Antwort": "Weil!", "Gruppe": "Niemand"}, "no option"),
        ({"Antwort": "Weil!"}, "no field"),
    ):
        with pytest.raises(LookupError, match=reason):
            await club.anna.submits(modal, values)
    await club.anna.submits(modal, {"Deine Antwort": "Weil!", "Gruppe": "Kund:in", "Zustimmung": ["Einverstanden"]})
    submitted = await bot.next("interaction")
    sent = await submitted.response.send_message("Danke!", ephemeral=True, view=buttons("Löschen"))
    receipt = await peer.ephemeral_for(club.anna)

    assert (modal.title, modal.text, modal.labels) == (
        "Frage 1",
        "Wie siehst du das?",
        ["Deine Antwort", "Gruppe", "Zustimmung"],
    )
    assert clicked.locale is discord.Locale.german
    assert clicked.user.id == club.anna.id
    assert submitted.message.id == card.id
    parts = {
        row["component"]["custom_id"]: row["component"] for row in submitted.data["components"] if row["type"] == 18
    }
    assert parts["antwort"]["value"] == "Weil!"
    assert (parts["gruppe"]["value"], parts["ja"]["values"]) == ("Ku", ["1"])
    assert (receipt.text, receipt.labels, sent.message_id) == ("Danke!", ["Löschen"], receipt.id)
    assert [one.text for one in peer.seen_by(club.anna, club.channel)] == ["Karte", "Danke!"]
    assert [one.text for one in peer.seen_by(club.ben, club.channel)] == ["Karte"]
    with pytest.raises(LookupError):
        await club.ben.clicks(receipt, "Löschen")
    assert click.response == 9
    peer.assert_clean()


async def test_an_interaction_is_answered_once_in_time_and_with_what_fits(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    await bot.get_partial_messageable(club.channel.id).send("Karte", view=buttons("Antworten"))
    card = await peer.next_message(club.channel)

    await club.anna.clicks(card, "Antworten")
    late = await bot.next("interaction")
    peer.advance(3.1)
    with refused(10062):
        await late.response.send_message("zu spät")

    await club.anna.clicks(card, "Antworten")
    twice = await bot.next("interaction")
    await twice.response.defer(ephemeral=True)
    twice.response._response_type = None
    with refused(40060):
        await twice.response.send_message("noch einmal")

    await club.anna.clicks(card, "Antworten")
    clicked = await bot.next("interaction")
    await clicked.response.send_modal(question())
    values = {"Deine Antwort": "Weil!", "Gruppe": "Kund:in", "Zustimmung": ["1"]}
    await club.anna.submits(await peer.modal_for(club.anna), values)
    submitted = await bot.next("interaction")
    submitted.type = discord.InteractionType.component
    with refused(50035, "type"):
        await submitted.response.send_modal(question())


async def test_a_select_changes_its_message_and_stale_buttons_arrive_as_they_are(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    view = discord.ui.View(timeout=None)
    options = [discord.SelectOption(label="Ja", value="1"), discord.SelectOption(label="Nein", value="0")]
    view.add_item(discord.ui.Select(custom_id="wahl", placeholder="Wähle", options=options))
    await bot.get_partial_messageable(club.channel.id).send("Frage", view=view)
    card = await peer.next_message(club.channel)
    with pytest.raises(LookupError, match="no option"):
        await club.anna.selects(card, "Wähle", "Vielleicht")
    await club.anna.selects(card, "Wähle", "Nein")
    chosen = await bot.next("interaction")
    await chosen.response.edit_message(content="Danke", view=None)
    club.anna.forges(card, "uralt:1")
    stale = await bot.next("interaction")
    await stale.response.defer()
    await stale.edit_original_response(content="Das ist vorbei.")

    assert chosen.data["values"] == ["0"]
    assert stale.data["custom_id"] == "uralt:1"
    assert (card.text, card.labels, len(card.versions)) == ("Das ist vorbei.", [], 2)
    peer.assert_clean()


async def test_buttons_work_in_a_direct_chat_and_in_a_forum_post(peer: DiscordPeer, club: Club, bot: Bot) -> None:
    anna = await bot.fetch_user(club.anna.id)
    await anna.send("Weiter?", view=buttons("Weiter"))
    await club.anna.clicks(await peer.next_message(club.anna.direct), "Weiter")
    private = await bot.next("interaction")
    await private.response.send_message("Frage 2")
    post = await club.anna.posts(club.guild.forum("forum"), "Thema", f"{peer.bot.mention} hilf")
    started = await bot.next("message")
    while started.channel.id != post.id:
        started = await bot.next("message")
    await started.reply("Hier", view=buttons("Antworten"), mention_author=False)
    reply = await peer.next_message(post)
    await club.ben.clicks(reply, "Antworten")
    public = await bot.next("interaction")

    assert (private.guild, private.user.id, private.context.dm_channel) == (None, club.anna.id, True)
    assert [one.text for one in peer.messages(club.anna.direct)] == ["Weiter?", "Frage 2"]
    assert (public.channel.id, public.channel.parent_id) == (post.id, post.parent.id)
    assert reply.pings == set()
    with pytest.raises(LookupError):
        await club.ben.says(club.anna.direct, "x")
    peer.assert_clean()


async def test_a_reply_to_a_response_pings_nobody_so_its_text_stays_hidden(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    await bot.get_partial_messageable(club.channel.id).send("Karte", view=buttons("Antworten"))
    await club.anna.clicks(await peer.next_message(club.channel), "Antworten")
    await (await bot.next("interaction")).response.send_message("öffentlich geantwortet")
    response = await peer.next_message(club.channel)
    await club.anna.says(club.channel, "ungelesen", reply_to=response)
    heard = await bot.next("message")
    while heard.author.id != club.anna.id:
        heard = await bot.next("message")

    assert heard.content == ""
    assert heard.reference.message_id == response.id


async def test_a_deferred_answer_becomes_components_v2_and_a_restarted_bot_still_gets_the_modal(
    peer: DiscordPeer, club: Club, bot: Bot
) -> None:
    await bot.get_partial_messageable(club.channel.id).send("Karte", view=buttons("Antworten"))
    card = await peer.next_message(club.channel)
    await club.anna.clicks(card, "Antworten")
    await (await bot.next("interaction")).response.send_modal(question())
    modal = await peer.modal_for(club.anna)
    await bot.close()
    await peer.until(lambda: not peer.gateway.connected, what="the bot to leave")
    async with running(peer) as restarted:
        values = {"Deine Antwort": "Weil!", "Gruppe": "Kund:in", "Zustimmung": ["1"]}
        await club.anna.submits(modal, values)
        submitted = await restarted.next("interaction")
        await submitted.response.defer(ephemeral=True, thinking=True)
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.TextDisplay("Gespeichert."))
        await submitted.edit_original_response(view=view)
        again = await club.anna.submits(modal, values, again=True)
        await (await restarted.next("interaction")).response.defer()

    assert submitted.data["custom_id"] == "frage:1"
    assert (await peer.ephemeral_for(club.anna)).text == "Gespeichert."
    assert (again.response, peer.gateway.identifies_today) == (6, 2)
    peer.assert_clean()
