"""Which messages, files and clicks does the played Telegram take, and which does it refuse?"""

from __future__ import annotations

import pytest
from peers.telegram import TelegramPeer
from peers.telegram_tests.driving import PNG, keyboard, refused, updates
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    Forbidden,
)


async def test_the_limits_of_the_bot_api_are_kept(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    row = [InlineKeyboardButton("x", callback_data="x")]
    pair = MessageEntity("bold", 1, 1)
    await bot.send_message(anna.id, "x" * 4096, reply_markup=InlineKeyboardMarkup([row] * 100))
    await bot.send_message(anna.id, "😀x", entities=[MessageEntity("bold", 0, 2), MessageEntity("bold", 2, 1)])

    for text, more, reason in (
        ("x" * 4097, {}, "message is too long"),
        ("😀" * 2049, {}, "message is too long"),
        (" ", {}, "text is empty"),
        ("x", {"reply_markup": InlineKeyboardMarkup([row] * 101)}, "too long"),
        ("x", {"reply_markup": InlineKeyboardMarkup([row * 9])}, "too long"),
        ("x", {"reply_markup": keyboard("ä" * 30)}, "button_data_invalid"),
        ("x", {"reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("nur Text")]])}, "Text buttons"),
        ("x", {"entities": [pair]}, "ends after the end"),
        ("😀x", {"entities": [pair]}, "middle of a UTF-16 symbol"),
        ("<b>offen", {"parse_mode": "HTML"}, "end tag"),
        ("x", {"reply_parameters": ReplyParameters(999)}, "replied not found"),
    ):
        with refused(reason):
            await bot.send_message(anna.id, text, **more)
    with refused("caption is too long"):
        await bot.send_photo(anna.id, PNG, caption="x" * 1025)


async def test_who_cannot_be_written_to_is_said_as_the_real_server_does(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna", started=True), peer.user("Ben")
    group = peer.group("Kundenclub", [anna], ephemeral=True)
    left = peer.group("Anderswo", [anna], bot="left")
    anna.blocks()
    anna.kicks_bot(group)

    for chat_id, kind, reason in (
        (anna.id, Forbidden, "bot was blocked by the user"),
        (ben.id, Forbidden, "bot can't initiate conversation with a user"),
        (group.id, Forbidden, "bot was kicked from the supergroup chat"),
        (left.id, Forbidden, "bot is not a member of the group chat"),
        (424242, BadRequest, "Chat not found"),
    ):
        with pytest.raises(kind, match=reason):
            await bot.send_message(chat_id, "hallo")
    changes = [update.my_chat_member.new_chat_member.status for update in await updates(bot)]
    assert changes == ["kicked", "kicked"]


async def test_edits_are_kept_and_an_unchanged_one_is_refused(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    sent = await bot.send_message(anna.id, "alt", reply_markup=keyboard("Ja", "Nein"))
    post = await peer.next_message(anna.direct)
    with refused("message is not modified"):
        await bot.edit_message_text("alt", anna.id, sent.message_id, reply_markup=keyboard("Ja", "Nein"))
    await bot.edit_message_reply_markup(anna.id, sent.message_id, reply_markup=keyboard("Ja"))
    await bot.edit_message_text("neu", anna.id, sent.message_id)

    assert (post.text, post.labels, len(post.versions)) == ("neu", [], 2)
    await bot.delete_message(anna.id, sent.message_id)
    assert peer.messages(anna.direct) == []
    with refused("message to edit not found"):
        await bot.edit_message_text("x", anna.id, sent.message_id)
    with refused("message to delete not found"):
        await bot.delete_message(anna.id, sent.message_id)
    with pytest.raises(LookupError):
        await anna.presses(post, "Ja")


async def test_files_go_both_ways(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    photo = await bot.send_photo(anna.id, PNG, caption="Bild", filename="a.png")
    await bot.send_document(anna.id, b"a;b", filename="Ergebnis.csv", caption="Tabelle")
    album = await bot.send_media_group(
        anna.id, [InputMediaPhoto(PNG, caption="eins"), InputMediaPhoto(photo.photo[-1].file_id)]
    )
    await bot.edit_message_media(InputMediaDocument(b"neu", filename="neu.txt"), anna.id, photo.message_id)
    voice = await anna.sends("voice", b"OggS")
    (update,) = await updates(bot)
    back = await (await bot.get_file(update.message.voice.file_id)).download_as_bytearray()

    assert bytes(back) == b"OggS" == peer.world.files[voice.file_id].upload.content
    assert {message.media_group_id for message in album} == {album[0].media_group_id}
    assert [post.text for post in peer.messages(anna.direct, by_bot=True)] == ["", "Tabelle", "eins", ""]
    assert peer.messages(anna.direct)[0].raw["document"]["file_name"] == "neu.txt"
    with refused("image_process_failed"):
        await bot.send_photo(anna.id, b"kein Bild")
    peer.assert_clean()


async def test_a_click_is_answered_once_within_150_seconds(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    await bot.send_message(anna.id, "?", reply_markup=keyboard("Ja", "Nein"))
    card = await peer.next_message(anna.direct)
    by_label = await anna.presses(card, "Ja")
    by_data = await anna.presses(card, "data:Nein")
    first, second = await updates(bot)
    with refused("message_too_long"):
        await first.callback_query.answer("x" * 201)
    await first.callback_query.answer("Danke", show_alert=True)
    peer.advance(151)

    assert (first.callback_query.id, first.callback_query.data) == (by_label, "data:Ja")
    assert (second.callback_query.id, second.callback_query.data) == (by_data, "data:Nein")
    assert await peer.answer(by_label) == {"text": "Danke", "show_alert": True}
    for late in (first, second):
        with refused("query is too old"):
            await late.callback_query.answer()
    with pytest.raises(LookupError):
        await anna.presses(card, "Vielleicht")
    assert anna.forges(card, "erfunden")
