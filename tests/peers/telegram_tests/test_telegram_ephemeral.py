"""Who sees an ephemeral message of Bot API 10.3, and when may the bot send one?"""

from __future__ import annotations

from typing import Any

import pytest
from peers.telegram import Chat, TelegramPeer
from peers.telegram_tests.driving import call, keyboard, refused, texts, updates
from telegram import Bot


async def test_an_ephemeral_dialogue_is_seen_by_one_person_only(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna, ben], ephemeral=True)
    await bot.send_message(group.id, "Karte", reply_markup=keyboard("Antworten"))
    query = await anna.presses(await peer.next_message(group), "Antworten")
    whom = {"receiver_user_id": anna.id, "callback_query_id": query}
    markup = {"inline_keyboard": [[{"text": "Abbrechen", "callback_data": "x"}]], "force_reply": True}
    sent = await call(
        bot,
        "sendMessage",
        {"chat_id": group.id, "text": "Warum?", "ephemeral_message_parameters": whom, "reply_markup": markup},
    )
    question = await peer.next_message(group)
    asked = (question.forces_reply, question.labels)
    await anna.says("geheime Antwort", to=group, reply_to=question)
    click, answer = await updates(bot)
    number = answer.message.api_kwargs["ephemeral_message_id"]
    await bot.send_message(
        group.id,
        "Danke",
        api_kwargs={
            "ephemeral_message_parameters": {"receiver_user_id": anna.id},
            "reply_parameters": {"ephemeral_message_id": number},
        },
    )
    address = {"chat_id": group.id, "receiver_user_id": anna.id, "ephemeral_message_id": question.ephemeral_id}
    await call(bot, "editEphemeralMessageText", {**address, "text": "Warum denn?"})

    assert (sent["message_id"], sent["ephemeral_message_id"]) == (0, question.ephemeral_id)
    assert asked == (True, ["Abbrechen"])
    assert (answer.message.message_id, answer.message.text) == (0, "geheime Antwort")
    assert click.callback_query.message.message_id > 0
    assert texts(peer.seen_by(anna, group)) == ["Karte", "Warum denn?", "geheime Antwort", "Danke"]
    assert texts(peer.seen_by(ben, group)) == texts(peer.messages(group)) == ["Karte"]
    await call(bot, "deleteEphemeralMessage", address)
    assert "Warum denn?" not in texts(peer.seen_by(anna, group))
    with pytest.raises(LookupError):
        await ben.presses(question, "Abbrechen")
    peer.assert_clean()


async def test_an_ephemeral_message_needs_a_recent_reason_and_a_chat_that_knows_it(
    peer: TelegramPeer, bot: Bot
) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna, ben], ephemeral=True)
    plain = peer.group("Schlicht", [anna], ephemeral=False)
    older = peer.group("Alter Server", [anna], ephemeral="ignored")
    await bot.send_message(group.id, "Karte", reply_markup=keyboard("Antworten"))
    query = await anna.presses(await peer.next_message(group), "Antworten")

    async def whisper(chat: Chat, **whom: Any) -> None:
        await bot.send_message(chat.id, "psst", api_kwargs={"ephemeral_message_parameters": whom})

    for chat, whom, reason in (
        (plain, {"receiver_user_id": anna.id}, "not supported"),
        (group, {"receiver_user_id": anna.id}, "not enough rights"),
        (group, {"receiver_user_id": ben.id, "callback_query_id": query}, "query_id_invalid"),
        (group, {"receiver_user_id": 1, "callback_query_id": query}, "participant_id_invalid"),
    ):
        with refused(reason):
            await whisper(chat, **whom)
    await whisper(group, receiver_user_id=anna.id, callback_query_id=query, replace_callback_query_message=True)
    assert texts(peer.seen_by(anna, group)) == ["psst"]
    peer.advance(16)
    with refused("too old"):
        await whisper(group, receiver_user_id=anna.id, callback_query_id=query)
    await whisper(older, receiver_user_id=anna.id)
    assert texts(peer.messages(older)) == ["psst"]


async def test_an_ephemeral_command_and_a_person_out_of_reach(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna, ben], ephemeral=True)
    await call(
        bot,
        "setMyCommands",
        {"commands": [{"command": "meinedaten", "description": "Daten", "is_ephemeral": True}]},
    )
    anna.is_offline = True
    await anna.says("/meinedaten", to=group)
    (update,) = await updates(bot)
    await bot.send_message(
        group.id,
        "Deine Daten",
        api_kwargs={
            "ephemeral_message_parameters": {"receiver_user_id": anna.id},
            "reply_parameters": {"ephemeral_message_id": update.message.api_kwargs["ephemeral_message_id"]},
        },
    )

    assert update.message.message_id == 0
    assert (await peer.next_message(group)).text == "Deine Daten"
    assert texts(peer.seen_by(anna, group)) == ["/meinedaten"]
    assert texts(peer.seen_by(ben, group)) == []
