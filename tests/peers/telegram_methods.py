"""Which methods of the Bot API does the peer play?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peers import telegram_chats as chats
from peers import telegram_messages as messages
from peers.telegram_state import World
from peers.telegram_wire import Call

Method = Callable[[World, Call], Any]

# getUpdates, setWebhook, deleteWebhook and getWebhookInfo are answered by the server itself.
METHODS: dict[str, Method] = {
    "getMe": chats.get_me,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_photo,
    "sendDocument": messages.send_document,
    "sendMediaGroup": messages.send_media_group,
    "editMessageText": messages.edit_text,
    "editMessageCaption": messages.edit_caption,
    "editMessageMedia": messages.edit_media,
    "editMessageReplyMarkup": messages.edit_markup,
    "editEphemeralMessageText": messages.edit_ephemeral(messages.edit_text),
    "editEphemeralMessageCaption": messages.edit_ephemeral(messages.edit_caption),
    "editEphemeralMessageMedia": messages.edit_ephemeral(messages.edit_media),
    "editEphemeralMessageReplyMarkup": messages.edit_ephemeral(messages.edit_markup),
    "deleteEphemeralMessage": messages.delete_ephemeral,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": messages.answer_click,
    "sendChatAction": chats.chat_action,
    "setMessageReaction": chats.set_reaction,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_member,
    "getChatAdministrators": chats.get_administrators,
    "getChatMemberCount": chats.get_member_count,
    "leaveChat": chats.leave_chat,
    "pinChatMessage": chats.pin,
    "unpinChatMessage": chats.unpin,
    "unpinAllChatMessages": chats.unpin_all,
    "createForumTopic": chats.create_topic,
    "editForumTopic": chats.edit_topic,
    "closeForumTopic": chats.close_topic,
    "reopenForumTopic": chats.reopen_topic,
    "deleteForumTopic": chats.delete_topic,
    "setMyCommands": chats.set_commands,
    "getMyCommands": chats.get_commands,
    "deleteMyCommands": chats.delete_commands,
    "setMyName": chats.profile_setter("name"),
    "getMyName": chats.profile_getter("name"),
    "setMyDescription": chats.profile_setter("description"),
    "getMyDescription": chats.profile_getter("description"),
    "setMyShortDescription": chats.profile_setter("short_description"),
    "getMyShortDescription": chats.profile_getter("short_description"),
    "getFile": chats.get_file,
    "close": chats.always,
    "logOut": chats.always,
}
SPELLING = {name.lower(): name for name in METHODS}  # the real server does not mind case
