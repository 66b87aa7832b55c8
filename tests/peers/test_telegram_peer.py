"""Does the played Telegram answer the real python-telegram-bot the way the real one does?"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from peers.contract import ContractMissing, load_contract
from peers.telegram import Chat, TelegramPeer
from peers.telegram_chats import REACTIONS
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)
from telegram.constants import ReactionEmoji
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "dccc59e70000000049454e44ae426082"
)


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as peer:
        yield peer


@pytest.fixture(autouse=True)
def _waiting_times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # PTB 22.8 warns about whole seconds


@pytest.fixture
async def bot(peer: TelegramPeer) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=8)
    async with Bot(peer.token, base_url=peer.api_url, base_file_url=peer.file_url, request=request) as bot:
        yield bot


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"data:{label}")] for label in labels])


def refused(reason: str) -> pytest.RaisesExc[BadRequest]:
    """PTB writes the first letter of the server's text large."""
    return pytest.raises(BadRequest, match=f"(?i){reason}")


async def call(bot: Bot, method: str, params: dict[str, Any]) -> Any:
    """Any method with any parameters; PTB warns that it knows some of them itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBUserWarning)
        return await bot.do_api_request(method, params)


async def updates(bot: Bot, offset: int | None = None, wait: int = 0) -> tuple[Update, ...]:
    return await bot.get_updates(offset=offset, timeout=wait, allowed_updates=Update.ALL_TYPES)


def texts(posts: list[Any]) -> list[str]:
    return [post.text for post in posts if post.text]


# Updates


async def test_a_message_arrives_while_a_long_poll_waits(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: "getUpdates" in peer.server.counts)
    await anna.says("/start frage_1")

    async with asyncio.timeout(2):
        (update,) = await poll
    assert update.message.text == "/start frage_1"
    assert update.message.entities[0].type == "bot_command"
    assert update.effective_user.language_code == "de"


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    for word in ("eins", "zwei", "drei"):
        await anna.says(word)
    first = await updates(bot)
    again = await updates(bot, first[0].update_id + 1)
    only = await bot.get_updates(offset=first[0].update_id + 1, limit=1)
    last = await bot.get_updates(offset=-1)

    assert [update.message.text for update in first] == ["eins", "zwei", "drei"]
    assert [update.message.text for update in again] == ["zwei", "drei"]
    assert [update.message.text for update in only] == ["zwei"]
    assert [update.message.text for update in last] == ["drei"]
    assert peer.pending == 1
    assert peer.world.updates.delivered[first[2].update_id] == 3


async def test_only_the_kinds_asked_for_are_queued(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna], bot="administrator")
    await bot.get_updates(allowed_updates=[])
    ben.joins(group)
    by_default = await bot.get_updates(allowed_updates=["chat_member"])
    ben.leaves(group)
    asked = await bot.get_updates(offset=by_default[-1].update_id + 1)

    assert [update.message.new_chat_members[0].first_name for update in by_default] == ["Ben"]
    assert [update.chat_member.new_chat_member.status for update in asked] == ["left"]


async def test_the_older_of_two_consumers_gets_a_conflict(peer: TelegramPeer, bot: Bot) -> None:
    older = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    async with Bot(peer.token, base_url=peer.api_url) as second:
        newer = await updates(second)

    assert newer == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await older


async def test_clicks_are_kept_150_seconds_and_messages_a_day(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    await bot.send_message(anna.id, "?", reply_markup=keyboard("Ja"))
    card = await peer.next_message(anna.direct)
    await anna.says("Text")
    await anna.presses(card, "Ja")
    peer.advance(151)
    after_clicks = await updates(bot)
    peer.advance(24 * 3600)

    assert [update.message.text for update in after_clicks] == ["Text"]
    assert await updates(bot) == ()
    assert len(peer.world.updates.expired) == 2


async def test_injected_updates_may_come_twice_and_out_of_order(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    raw = {"message": {"message_id": 1, "date": 1, "chat": anna.direct.raw, "from": anna.raw, "text": "x"}}
    ids = peer.inject([raw] * 150)
    first = await updates(bot)
    rest = await updates(bot, first[-1].update_id + 1)
    peer.inject([{"update_id": ids[7], **raw}], forced=True)
    again = await updates(bot, rest[-1].update_id + 1)
    await updates(bot, rest[-1].update_id + 1)

    assert [update.update_id for update in (*first, *rest)] == ids
    assert [update.update_id for update in again] == [ids[7]]
    assert peer.pending == 0


# Webhook


class Hook:
    """A bot's own address: answers what it is told, keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[web.Response] = []
        self.arrived = asyncio.Event()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        self.arrived.set()
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook), shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield hook, f"http://127.0.0.1:{runner.addresses[0][1]}/tg"
    await runner.cleanup()


async def test_a_webhook_gets_an_update_again_until_it_answers_2xx(
    peer: TelegramPeer, bot: Bot, hook: tuple[Hook, str]
) -> None:
    own, url = hook
    own.answers = [web.Response(status=500), web.Response(status=503)]
    peer.server.webhook.backoff = 0.01
    await bot.set_webhook(url, secret_token="geheim_1")
    await peer.user("Anna").says("hallo")
    await peer.idle()
    await peer.until(lambda: peer.world.updates.confirmed)
    info = await bot.get_webhook_info()

    assert [secret for secret, _ in own.got] == ["geheim_1"] * 3
    assert len({update["update_id"] for _, update in own.got}) == 1
    assert info.url == url
    assert "503" in info.last_error_message
    with pytest.raises(Conflict, match="webhook is active"):
        await updates(bot)
    await bot.delete_webhook()
    assert await updates(bot) == ()


async def test_a_method_in_the_webhook_answer_is_carried_out(
    peer: TelegramPeer, bot: Bot, hook: tuple[Hook, str]
) -> None:
    own, url = hook
    anna = peer.user("Anna")
    own.answers = [web.json_response({"method": "sendMessage", "chat_id": anna.id, "text": "sofort"})]
    await bot.set_webhook(url)
    await anna.says("hallo")

    assert (await peer.next_message(anna.direct)).text == "sofort"


async def test_a_secret_with_strange_letters_or_a_plain_http_address_is_refused(bot: Bot) -> None:
    with refused("secret token"):
        await bot.set_webhook("https://example.org", secret_token="ä")
    with refused("HTTPS"):
        await bot.set_webhook("http://example.org/hook")


# Messages and their limits


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


# Groups


async def test_privacy_mode_lets_commands_mentions_and_replies_to_the_bot_through(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna, ben])
    sent = await bot.send_message(group.id, "Frage?", reply_markup=ForceReply(selective=True))
    card = await peer.next_message(group)
    talk = await anna.says("unter uns", to=group)
    await ben.says("auch unter uns", to=group, reply_to=talk)
    await anna.says("/umfrage", to=group)
    await anna.says("/umfrage@anderer_bot", to=group)
    await anna.says(f"😀 hallo @{bot.username}", to=group)
    answer = await ben.says("meine Antwort", to=group, reply_to=card)
    await ben.edits(answer, "meine bessere Antwort")
    await anna.edits(talk, "immer noch unter uns")

    got = await updates(bot)
    assert sent.reply_markup is None
    assert card.forces_reply
    assert [update.effective_message.text for update in got] == [
        "/umfrage",
        f"😀 hallo @{bot.username}",
        "meine Antwort",
        "meine bessere Antwort",
    ]
    assert got[2].message.reply_to_message.message_id == sent.message_id
    assert got[3].edited_message.message_id == got[2].message.message_id


async def test_an_admin_bot_sees_everything_and_a_kicked_one_nothing(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    group = peer.group("Kundenclub", [anna], admins=[anna], bot="administrator")
    await anna.says("unter uns", to=group)
    await anna.says("im Namen der Gruppe", to=group, anonymous=True)
    admins = await bot.get_chat_administrators(group.id)
    anna.kicks_bot(group)
    await anna.says("/weg", to=group)

    first, second, kicked = await updates(bot)
    assert first.message.text == "unter uns"
    assert second.message.sender_chat.id == group.id
    assert kicked.my_chat_member.new_chat_member.status == "kicked"
    assert [(member.user.id, member.status) for member in admins] == [(anna.id, "creator"), (bot.id, "administrator")]


async def test_a_group_that_becomes_a_supergroup_says_where_it_went(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    group = peer.group("Kundenclub", [anna])
    new = peer.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "hallo")
    await bot.send_message(moved.value.new_chat_id, "hallo")
    gone, come = await updates(bot)

    assert moved.value.new_chat_id == new.id == gone.message.migrate_to_chat_id
    assert come.message.migrate_from_chat_id == group.id
    assert texts(peer.messages(new)) == ["hallo"]


async def test_forum_topics_keep_their_messages_and_can_be_closed(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    forum = peer.group("Kundenclub", [anna], admins=[anna], forum=True, bot="administrator")
    made = await bot.create_forum_topic(forum.id, "Umfrage")
    topic = forum.topics[made.message_thread_id]
    await bot.send_message(forum.id, "im Thema", message_thread_id=topic.id)
    await anna.says("/hier", to=forum, topic=topic)
    (update,) = await updates(bot)
    anna.demotes_bot(forum)
    topic.closed = True

    assert update.message.message_thread_id == topic.id
    assert update.message.is_topic_message
    assert update.message.reply_to_message.forum_topic_created.name == "Umfrage"
    with refused("topic_closed"):
        await bot.send_message(forum.id, "zu", message_thread_id=topic.id)
    with refused("message thread not found"):
        await bot.send_message(forum.id, "wo", message_thread_id=1)
    with refused("not enough rights"):
        await bot.create_forum_topic(forum.id, "noch eins")


async def test_what_the_bot_asks_about_chats_and_people(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    group = peer.group("Kundenclub", [anna], bot="administrator")
    sent = await bot.send_message(group.id, "wichtig")
    await bot.pin_chat_message(group.id, sent.message_id)
    await bot.send_chat_action(group.id, "typing")
    await bot.set_message_reaction(group.id, sent.message_id, ReactionTypeEmoji("👍"))

    assert (await bot.get_chat(group.id)).pinned_message.text == "wichtig"
    assert (await bot.get_chat(anna.id)).first_name == "Anna"
    assert (await bot.get_chat_member(group.id, anna.id)).status == "member"
    assert peer.messages(group)[0].reactions == ["👍"]
    assert group.actions == ["typing"]
    assert {emoji.replace("\ufe0f", "") for emoji in ReactionEmoji} == REACTIONS
    with refused("reaction_invalid"):
        await bot.set_message_reaction(group.id, sent.message_id, ReactionTypeEmoji("🧦"))
    await bot.unpin_chat_message(group.id)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden):
        await bot.get_chat_member(group.id, anna.id)


async def test_commands_are_shown_by_scope_and_language(peer: TelegramPeer, bot: Bot) -> None:
    anna, john = peer.user("Anna"), peer.user("John", language="en")
    group, other = peer.group("Kundenclub", [anna, john]), peer.group("Anderswo", [anna])
    await bot.set_my_commands([BotCommand("hilfe", "Hilfe")])
    await bot.set_my_commands([BotCommand("help", "Help")], language_code="en")
    await bot.set_my_commands([BotCommand("umfrage", "Umfrage")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("hier", "Nur hier")], BotCommandScopeChat(group.id))
    await bot.set_my_short_description("Fragt nach.", language_code="de")

    def names(person: Any, chat: Chat) -> list[str]:
        return [row["command"] for row in peer.commands_for(person, chat)]

    assert (names(anna, anna.direct), names(john, john.direct)) == (["hilfe"], ["help"])
    assert (names(anna, group), names(anna, other)) == (["hier"], ["umfrage"])
    assert [row.command for row in await bot.get_my_commands(language_code="en")] == ["help"]
    assert (await bot.get_my_short_description("de")).short_description == "Fragt nach."
    assert (await bot.get_my_name()).name == peer.world.bot["first_name"]
    await bot.delete_my_commands(BotCommandScopeChat(group.id))
    assert names(anna, group) == ["umfrage"]
    with refused("bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Groß", "x")])


# Ephemeral messages (Bot API 10.3, beyond what PTB 22.8 knows)


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


# Rates, faults, tokens


async def test_sending_too_fast_is_noted_and_refused_when_enforced(peer: TelegramPeer, bot: Bot) -> None:
    anna, group = peer.user("Anna", started=True), peer.group("Kundenclub", [peer.user("Ben")])
    await bot.send_message(anna.id, "1")
    assert peer.rate_violations == []
    await bot.send_message(anna.id, "2")
    assert [violation.rule for violation in peer.rate_violations] == ["chat"]
    for number in range(21):
        peer.advance(1.0)
        await bot.send_message(group.id, str(number))
    assert [violation.rule for violation in peer.rate_violations] == ["chat", "group"]
    peer.enforce_rates()
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(group.id, "zu viel")
    assert 1 <= told.value.retry_after.total_seconds() <= 60
    with pytest.raises(AssertionError, match="group"):
        peer.assert_clean(rates=True)


async def test_a_storm_is_survived_only_by_waiting(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    peer.storm(retry_after=7, times=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(anna.id, "1")
    await bot.send_message(anna.id, "war schon unterwegs")
    peer.advance(1)
    await bot.send_message(anna.id, "zu früh")
    peer.advance(7)
    await bot.send_message(anna.id, "2")

    assert [violation.rule for violation in peer.rate_violations] == ["retry_after"]
    assert peer.calls("sendMessage")[0].error == (429, "Too Many Requests: retry after 7")


@pytest.mark.parametrize("kind", ["500", "502", "drop", "garbage"])
@pytest.mark.parametrize("applied", [False, True])
async def test_a_fault_hits_once_and_its_effect_is_as_told(
    peer: TelegramPeer, bot: Bot, kind: Any, applied: bool
) -> None:
    anna = peer.user("Anna", started=True)
    fault = peer.fault("sendMessage", kind, applied=applied)
    with pytest.raises((NetworkError, TelegramError)):
        await bot.send_message(anna.id, "hallo")
    assert texts(peer.messages(anna.direct)) == (["hallo"] if applied else [])
    await bot.send_message(anna.id, "wieder da")

    assert fault.hits == 1
    assert texts(peer.messages(anna.direct))[-1] == "wieder da"


async def test_latency_holds_back_the_answer(peer: TelegramPeer, bot: Bot) -> None:
    peer.server.latencies["getMe"] = 0.05
    started = asyncio.get_running_loop().time()
    await bot.get_me()

    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_a_revoked_token_ends_even_a_waiting_poll(peer: TelegramPeer, bot: Bot) -> None:
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    peer.revoke_token()
    with pytest.raises(InvalidToken):
        await poll
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_an_outage_keeps_the_port_and_what_waits(peer: TelegramPeer, bot: Bot) -> None:
    anna, port = peer.user("Anna"), peer.port
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    await peer.down()
    with pytest.raises(NetworkError):
        await poll
    await anna.says("solange du weg warst")
    with pytest.raises(NetworkError):
        await bot.get_me()
    await peer.up()

    assert peer.port == port
    assert [update.message.text for update in await updates(bot)] == ["solange du weg warst"]


async def test_a_killed_consumer_is_no_conflict_and_gets_nothing_counted(peer: TelegramPeer, bot: Bot) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", peer.port)
    body = b"timeout=20"
    writer.write(
        f"POST /bot{peer.token}/getUpdates HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        + body
    )
    await peer.until(lambda: peer.is_polled)
    writer.transport.abort()
    connected = peer.world.updates._poller_connected
    async with asyncio.timeout(5):
        while connected():
            await asyncio.sleep(0)
    await peer.user("Anna").says("hallo")
    await asyncio.sleep(0)
    (update,) = await updates(bot)

    assert peer.world.updates.delivered == {update.update_id: 1}
    assert peer.world.updates.conflicts == 0


async def test_the_peer_runs_as_a_process_of_its_own() -> None:
    folder = Path(__file__).parents[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "peers.telegram", "--people", "3", cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    api_url, token, _, group, _, people = (await process.stdout.readline()).decode().split()
    first = int(people.split("+")[0])
    raw = {"message": {"message_id": 1, "date": 1, "chat": {"id": int(group), "type": "group"}, "text": "x"}}
    async with Bot(token, base_url=api_url) as bot, ClientSession() as session:
        async with session.post(api_url.removesuffix("bot") + "control/inject", json=[raw] * 3) as response:
            assert (await response.json())["result"]["queued"] == 3
        assert len(await updates(bot)) == 3
        assert (await bot.send_message(first + 2, "hallo")).text == "hallo"
        async with session.get(api_url.removesuffix("bot") + "control/counts") as response:
            assert (await response.json())["result"]["requests"]["sendMessage"] == 1
    process.terminate()
    assert await process.wait() == 0


# The contract


@pytest.fixture
def contracted(peer: TelegramPeer) -> TelegramPeer:
    if peer.contract is None:
        pytest.skip(peer.contract_reason or "no contract")
    return peer


async def test_requests_against_the_contract_are_named(contracted: TelegramPeer, bot: Bot) -> None:
    anna = contracted.user("Anna", started=True)
    await bot.send_message(anna.id, "gut", reply_markup=keyboard("Ja"), entities=[MessageEntity("bold", 0, 1)])
    contracted.assert_clean()
    send = {"chat_id": anna.id, "text": "x"}
    for method, params, complaint in (
        ("sendMessage", {**send, "colour": "red"}, "unknown parameter 'colour'"),
        ("sendMessage", {**send, "message_thread_id": "eins"}, "is no Integer"),
        ("sendMessage", {**send, "protect_content": "vielleicht"}, "is no Boolean"),
        ("sendMessage", {"chat_id": anna.id}, "'text' is missing"),
        ("sendMessage", {**send, "reply_markup": {"inline_keyboard": [{"text": "x"}]}}, "Array of"),
        ("sendMessage", {**send, "reply_markup": {"inline_keyboard": [[{"label": "x"}]]}}, "no field 'label'"),
        ("sendMessage", {**send, "reply_markup": {"inline_keyboard": [[{"text": 1}]]}}, "no String"),
        ("sendMessage", {**send, "entities": [{"type": "bold", "offset": "0", "length": 1}]}, "no Integer"),
        ("setMyCommands", {"commands": [{"command": "x"}]}, "BotCommand.description is missing"),
        ("sendMesage", send, "unknown method"),
        ("sendPoll", {"chat_id": anna.id, "question": "?", "options": []}, "does not play it"),
    ):
        before = len(contracted.requests)
        with suppress(TelegramError):
            await call(bot, method, params)
        assert any(complaint in text for text in contracted.requests[before].violations), (method, complaint)
    with pytest.raises(AssertionError, match="colour"):
        contracted.assert_clean()


async def test_what_the_peer_itself_sends_keeps_to_the_contract(contracted: TelegramPeer, bot: Bot) -> None:
    anna, ben = contracted.user("Anna"), contracted.user("Ben")
    group = contracted.group("Kundenclub", [anna], admins=[anna], forum=True, ephemeral=True, bot="administrator")
    topic = contracted.topic(group, "Umfrage")
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    sent = await bot.send_photo(group.id, PNG, caption="?", reply_markup=keyboard("Ja"), message_thread_id=topic.id)
    card = await contracted.next_message(group)
    answer = await anna.says("Weil!", to=group, reply_to=card)
    await anna.edits(answer, "Darum!")
    query = await anna.presses(card, "Ja")
    whom = {"receiver_user_id": anna.id, "callback_query_id": query}
    await bot.send_message(group.id, "psst", api_kwargs={"ephemeral_message_parameters": whom})
    await anna.says("leise", to=group, reply_to=await contracted.next_message(group))
    await anna.sends("document", b"x", caption="@wer /was", to=group, topic=topic)
    await anna.reacts(card, "👍")
    ben.joins(group)
    ben.leaves(group)
    anna.demotes_bot(group)
    anna.promotes_bot(group, "can_pin_messages")
    anna.kicks_bot(group)
    anna.blocks()
    contracted.migrate(contracted.group("Klein", [anna]))
    assert sent.photo
    contract = contracted.contract
    assert contract is not None
    async with ClientSession() as session, session.get(f"{contracted.api_url}{contracted.token}/getUpdates") as response:
        got = (await response.json())["result"]

    kinds = {kind for update in got for kind in update}
    assert kinds >= {"message", "edited_message", "callback_query", "message_reaction", "my_chat_member"}
    assert [wrong for update in got for wrong in contract.check_object("Update", update)] == []
    results = [request.result for request in contracted.calls("sendPhoto") + contracted.calls("sendMessage")]
    assert [wrong for raw in results for wrong in contract.check_object("Message", raw)] == []


async def test_a_json_body_is_read_like_a_form(contracted: TelegramPeer) -> None:
    anna = contracted.user("Anna", started=True)
    url = f"{contracted.api_url}{contracted.token}/sendmessage"
    async with ClientSession() as session:
        async with session.post(url, json={"chat_id": anna.id, "text": "als JSON"}) as response:
            assert (await response.json())["result"]["text"] == "als JSON"
        async with session.post(url, data={"chat_id": anna.id, "text": "x", "entities": "[kaputt"}) as response:
            assert (await response.json())["description"] == "Bad Request: can't parse entities JSON object"
    assert [bool(request.violations) for request in contracted.requests] == [False, True]


def test_without_the_shared_folder_the_reason_names_where_it_was_looked_for(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACHGEFRAGT_SHARED", str(tmp_path))

    with pytest.raises(ContractMissing, match="NACHGEFRAGT_SHARED"):
        load_contract()
    assert str(tmp_path) in (TelegramPeer().contract_reason or "")
    assert TelegramPeer(strict=False).contract_reason == "switched off by strict=False"
