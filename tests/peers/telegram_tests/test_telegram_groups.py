"""What does the bot see and do in groups, forums and command menus?"""

from __future__ import annotations

from typing import Any

import pytest
from peers.telegram import Chat, TelegramPeer
from peers.telegram_chats import REACTIONS
from peers.telegram_tests.driving import refused, texts, updates
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    ForceReply,
    ReactionTypeEmoji,
)
from telegram.constants import ReactionEmoji
from telegram.error import (
    ChatMigrated,
    Forbidden,
)


async def test_privacy_mode_lets_commands_mentions_and_replies_to_the_bot_through(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna, ben])
    sent = await bot.send_message(group.id, "Frage?", reply_markup=ForceReply(selective=True))
    card = await peer.next_message(group)
    talk = await anna.says("unter uns", to=group)
    await ben.says("auch unter uns", to=group, reply_to=talk)
    await anna.says("/umfrage", to=group)
    await anna.says("/umfrage@anderer_bot", to=group)
    await anna.says("@jemand schau mal", to=group)
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
