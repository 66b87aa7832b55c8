"""What does the bot learn about chats, and how does it set commands, profile, pins, reactions and topics?"""

from __future__ import annotations

import re
from typing import Any

import orjson
from peers.telegram_messages import known_chat, target
from peers.telegram_state import Chat, Topic, World
from peers.telegram_wire import Call, bad, words

DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes, getFile
COMMANDS_LIMIT = 100  # setMyCommands "commands"
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}  # characters
TOPIC_NAME_LIMIT = 128  # characters, createForumTopic "name"
ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
VARIATION = "\ufe0f"  # invisible, written by some clients and not by others
# ReactionTypeEmoji "emoji", Bot API 10.3
REACTIONS = words(
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)


def get_me(world: World, call: Call) -> dict[str, Any]:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, call: Call) -> dict[str, Any]:
    chat = known_chat(world, call)
    if chat.is_private and not world.people[chat.id].has_started:
        raise bad("chat not found")
    if not chat.is_private:
        target(world, call)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full = chat.raw | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.pinned and chat.pinned[-1] in chat.posts:
        full["pinned_message"] = chat.posts[chat.pinned[-1]].raw
    return full


def get_member(world: World, call: Call) -> dict[str, Any]:
    chat = target(world, call)
    user_id = call.params.get("user_id")
    if user_id != world.bot["id"] and user_id not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return world.member_raw(chat, user_id)


def get_administrators(world: World, call: Call) -> list[dict[str, Any]]:
    chat = target(world, call)
    if chat.is_private:
        raise bad("there are no administrators in the private chat")
    ids = sorted(chat.admins) + ([world.bot["id"]] if chat.bot_is_admin else [])
    return [world.member_raw(chat, user_id) for user_id in ids]


def get_member_count(world: World, call: Call) -> int:
    return len(target(world, call).members) + 1


def leave_chat(world: World, call: Call) -> bool:
    target(world, call).bot_status = "left"
    return True


def pin(world: World, call: Call) -> bool:
    chat = target(world, call)
    _may(chat, "can_pin_messages", "manage pinned messages in the chat")
    if call.params.get("message_id") not in chat.posts:
        raise bad("message to pin not found")
    chat.pinned.append(call.params["message_id"])
    return True


def unpin(world: World, call: Call) -> bool:
    chat = target(world, call)
    _may(chat, "can_pin_messages", "manage pinned messages in the chat")
    number = call.params.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all(world: World, call: Call) -> bool:
    chat = target(world, call)
    _may(chat, "can_pin_messages", "manage pinned messages in the chat")
    chat.pinned.clear()
    return True


def chat_action(world: World, call: Call) -> bool:
    chat = target(world, call)
    if call.params.get("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.actions.append(call.params["action"])
    return True


def set_reaction(world: World, call: Call) -> bool:
    chat = target(world, call)
    post = chat.posts.get(call.params.get("message_id") or 0)
    if post is None:
        raise bad("message to react not found")
    reaction = call.params.get("reaction") or []
    if len(reaction) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = [item.get("emoji") for item in reaction]
    if not {str(one).replace(VARIATION, "") for one in emoji} <= REACTIONS:
        raise bad("REACTION_INVALID")
    post.reactions = emoji
    return True


def create_topic(world: World, call: Call) -> dict[str, Any]:
    chat = _forum(world, call)
    name = call.params.get("name") or ""
    if not 1 <= len(name) <= TOPIC_NAME_LIMIT:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    topic = open_topic(world, chat, name, world.bot)
    return {"message_thread_id": topic.id, "name": name, "icon_color": 7322096}


def edit_topic(world: World, call: Call) -> bool:
    topic = _topic(world, call)
    topic.name = call.params.get("name") or topic.name
    return True


def close_topic(world: World, call: Call) -> bool:
    return _switch_topic(world, call, closed=True)


def reopen_topic(world: World, call: Call) -> bool:
    return _switch_topic(world, call, closed=False)


def delete_topic(world: World, call: Call) -> bool:
    topic = _topic(world, call)
    del known_chat(world, call).topics[topic.id]
    return True


def open_topic(world: World, chat: Chat, name: str, opener: dict[str, Any]) -> Topic:
    """Create a topic; its id is the id of the service message that opens it."""
    service = {"forum_topic_created": {"name": name, "icon_color": 7322096}, "is_topic_message": True}
    post = world.post(chat, opener, service)
    if post in chat.unread:
        chat.unread.remove(post)
    post.raw["message_thread_id"] = post.id
    topic = chat.topics[post.id] = Topic(post.id, name, post.raw)
    return topic


def set_commands(world: World, call: Call) -> bool:
    rows = call.params.get("commands") or []
    if len(rows) > COMMANDS_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for row in rows:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", row.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(row.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, call)] = rows
    return True


def get_commands(world: World, call: Call) -> list[dict[str, Any]]:
    return world.commands.get(_scope(world, call), [])


def delete_commands(world: World, call: Call) -> bool:
    world.commands.pop(_scope(world, call), None)
    return True


def shown_commands(world: World, chat: Chat, user_id: int, language: str) -> list[dict[str, Any]]:
    """The commands a client shows, by Telegram's order of scopes; first in the language, then without."""
    here = {"chat_id": chat.id}
    scopes: list[dict[str, Any]] = [{"type": "chat_member", **here, "user_id": user_id}] if not chat.is_private else []
    if user_id in chat.admins:
        scopes.append({"type": "chat_administrators", **here})
    scopes.append({"type": "chat", **here})
    if user_id in chat.admins:
        scopes.append({"type": "all_chat_administrators"})
    scopes += [{"type": "all_private_chats" if chat.is_private else "all_group_chats"}, {"type": "default"}]
    for scope in scopes:
        for spoken in (language, ""):
            if rows := world.commands.get((_key(scope), spoken)):
                return rows
    return []


def profile_setter(part: str) -> Any:
    """setMyName, setMyDescription or setMyShortDescription."""

    def run(world: World, call: Call) -> bool:
        text = call.params.get(part) or ""
        if len(text) > PROFILE_LIMITS[part]:
            raise bad(f"{part} is too long")
        world.profile[part, call.params.get("language_code") or ""] = text
        return True

    return run


def profile_getter(part: str) -> Any:
    """getMyName, getMyDescription or getMyShortDescription; falls back to the default language."""

    def run(world: World, call: Call) -> dict[str, str]:
        default = world.profile.get((part, "")) or (world.bot["first_name"] if part == "name" else "")
        return {part: world.profile.get((part, call.params.get("language_code") or "")) or default}

    return run


def get_file(world: World, call: Call) -> dict[str, Any]:
    stored = world.files.get(call.params.get("file_id") or "")
    if stored is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    size = len(stored.upload.content)
    if size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": "U" + stored.id[-8:],
        "file_size": size,
        "file_path": stored.path,
    }


def always(world: World, call: Call) -> bool:
    return True


def _may(chat: Chat, right: str, what: str) -> None:
    if not chat.is_private and right not in chat.bot_rights:
        raise bad(f"not enough rights to {what}")


def _forum(world: World, call: Call) -> Chat:
    chat = target(world, call)
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    _may(chat, "can_manage_topics", "manage topics in the chat")
    return chat


def _topic(world: World, call: Call) -> Topic:
    topic = _forum(world, call).topics.get(call.params.get("message_thread_id") or 0)
    if topic is None:
        raise bad("message thread not found")
    return topic


def _switch_topic(world: World, call: Call, *, closed: bool) -> bool:
    topic = _topic(world, call)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


def _scope(world: World, call: Call) -> tuple[str, str]:
    scope = call.params.get("scope") or {"type": "default"}
    if "chat_id" in scope and scope["chat_id"] not in world.chats:
        raise bad("chat not found")
    return _key(scope), call.params.get("language_code") or ""


def _key(scope: dict[str, Any]) -> str:
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode()
