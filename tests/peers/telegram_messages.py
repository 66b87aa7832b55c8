"""What happens when the bot sends, edits or deletes a message, or answers a click?"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from peers.telegram_state import Chat, Post, World
from peers.telegram_text import CAPTION_LIMIT, TEXT_LIMIT, checked_markup, formatted
from peers.telegram_wire import ApiError, Call, Upload, bad, forbidden

ANSWER_LIMIT = 200  # characters, answerCallbackQuery "text"
CLICK_ANSWER = 150  # seconds a click can be answered
EPHEMERAL_ANSWER = 15  # seconds, ReplyParameters "ephemeral_message_id"
DELETE_AGE = 48 * 3600  # seconds, deleteMessage
PHOTO_LIMIT = 10 * 1024 * 1024  # bytes, sendPhoto
PHOTO_SIDES = 10_000  # pixels, width plus height, sendPhoto
PHOTO_RATIO = 20  # longer side to shorter, sendPhoto
FILE_LIMIT = 50 * 1024 * 1024  # bytes, sendDocument
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def target(world: World, call: Call) -> Chat:
    """The chat a request is about; raises what the real server answers for unknown, moved and closed ones."""
    chat = known_chat(world, call)
    if chat.is_private:
        person = world.people[chat.id]
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.has_blocked:
            raise forbidden("bot was blocked by the user")
        if not person.has_started:
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def known_chat(world: World, call: Call) -> Chat:
    """The chat of `chat_id`, whether the bot may write there or not."""
    chat_id = call.params.get("chat_id")
    if chat_id in (None, ""):
        raise bad("chat_id is empty")
    if isinstance(chat_id, str):
        name = chat_id.removeprefix("@").lower()
        chat = next((chat for chat in world.chats.values() if chat.raw.get("username", "").lower() == name), None)
    else:
        chat = world.chats.get(chat_id)
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to is not None:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, text, {"migrate_to_chat_id": chat.migrated_to})
    return chat


def send_message(world: World, call: Call) -> dict[str, Any]:
    chat = target(world, call)
    text = call.params.get("text") or ""
    if not text.strip():
        raise bad("message text is empty")
    return _send(world, call, chat, _text(call.params)).raw


def send_photo(world: World, call: Call) -> dict[str, Any]:
    chat = target(world, call)
    content = _media(world, call, "photo", call.params.get("photo"), "photo")
    return _send(world, call, chat, {**content, **_caption(call.params)}).raw


def send_document(world: World, call: Call) -> dict[str, Any]:
    chat = target(world, call)
    content = _media(world, call, "document", call.params.get("document"), "document")
    return _send(world, call, chat, {**content, **_caption(call.params)}).raw


def send_media_group(world: World, call: Call) -> list[dict[str, Any]]:
    chat = target(world, call)
    items = call.params.get("media") or []
    if not 2 <= len(items) <= 10:
        raise bad("media must be an array of 2-10 items")
    kinds = {item.get("type") for item in items}
    if not kinds <= {"photo", "video", "document", "audio"} or ("document" in kinds and len(kinds) > 1):
        raise bad("can't use specified media types together in an album")
    contents = [
        {**_media(world, call, item["type"], item.get("media"), item["type"]), **_caption(item)} for item in items
    ]
    album = {"media_group_id": str(10**16 + next(world.serial))}
    world.rates.count(call.method, chat.id, not chat.is_private, len(items))
    return [_send(world, call, chat, {**content, **album}, counted=False).raw for content in contents]


def edit_text(world: World, call: Call) -> dict[str, Any]:
    post = _editable(world, call)
    if "text" not in post.raw:
        raise bad("there is no text in the message to edit")
    if not (call.params.get("text") or "").strip():
        raise bad("message text is empty")
    return _change(world, call, post, ("text", "entities", "link_preview_options"), _text(call.params))


def edit_caption(world: World, call: Call) -> dict[str, Any]:
    post = _editable(world, call)
    if post.file_id is None:
        raise bad("there is no caption in the message to edit")
    return _change(world, call, post, ("caption", "caption_entities"), _caption(call.params))


def edit_media(world: World, call: Call) -> dict[str, Any]:
    post = _editable(world, call)
    item = call.params.get("media") or {}
    content = {**_media(world, call, item.get("type", ""), item.get("media"), "media"), **_caption(item)}
    old = ("text", "entities", "photo", "document", "video", "caption", "caption_entities")
    return _change(world, call, post, old, content)


def edit_markup(world: World, call: Call) -> dict[str, Any]:
    return _change(world, call, _editable(world, call), (), {})


def edit_ephemeral(edit: Callable[[World, Call], Any]) -> Callable[[World, Call], bool]:
    """The same edit for an ephemeral message, which answers True instead of a Message."""

    def run(world: World, call: Call) -> bool:
        edit(world, call)
        return True

    return run


def delete_ephemeral(world: World, call: Call) -> bool:
    post = _editable(world, call)
    _forget(post)
    return True


def delete_message(world: World, call: Call) -> bool:
    chat = target(world, call)
    post = chat.posts.get(call.params.get("message_id") or 0)
    if post is None:
        raise bad("message to delete not found")
    if not _deletable(world, post):
        raise bad("message can't be deleted")
    _forget(post)
    return True


def delete_messages(world: World, call: Call) -> bool:
    chat = target(world, call)
    ids = call.params.get("message_ids") or []
    if not 1 <= len(ids) <= 100:
        raise bad("message_ids must be an array of 1-100 identifiers")
    posts = [chat.posts[number] for number in ids if number in chat.posts]
    if not all(_deletable(world, post) for post in posts):
        raise bad("message can't be deleted")
    for post in posts:
        _forget(post)
    return True


def answer_click(world: World, call: Call) -> bool:
    params = call.params
    click = world.clicks.get(params.get("callback_query_id") or "")
    if len(params.get("text") or "") > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if click is None or click.answer is not None or world.now() - click.at > CLICK_ANSWER:
        raise bad(TOO_OLD)
    click.answer = {key: value for key, value in params.items() if key != "callback_query_id"}
    click.answered_at = world.now()
    return True


def _text(params: dict[str, Any]) -> dict[str, Any]:
    text, entities = formatted(params["text"], params.get("entities"), params.get("parse_mode"), TEXT_LIMIT)
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return content


def _caption(params: dict[str, Any]) -> dict[str, Any]:
    given = params.get("caption") or ""
    text, entities = formatted(given, params.get("caption_entities"), params.get("parse_mode"), CAPTION_LIMIT)
    content: dict[str, Any] = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    return content


def _send(world: World, call: Call, chat: Chat, content: dict[str, Any], counted: bool = True) -> Post:
    params = call.params
    if chat.muted:
        raise bad("not enough rights to send text messages to the chat")
    ephemeral = params.get("ephemeral_message_parameters") if chat.ephemeral != "ignored" else None
    replied = _replied(world, chat, params, bool(ephemeral))
    thread = _thread(chat, params, replied)
    markup = checked_markup(params.get("reply_markup"))
    if counted:
        world.rates.count(call.method, chat.id, not chat.is_private)
    if thread:
        content |= {"message_thread_id": thread, "is_topic_message": True}
    if replied is not None:
        quoted = {key: value for key, value in replied.raw.items() if key not in ("reply_to_message", "reply_markup")}
        content["reply_to_message"] = quoted
    if markup is not None and "inline_keyboard" in markup:
        content["reply_markup"] = markup
        markup = None
    if ephemeral:
        receiver, replaces = _receiver(world, chat, ephemeral, replied)
        post = world.post(chat, world.bot, content, receiver=receiver, replaces=replaces)
        post.delivered = not world.people[receiver].is_offline
    else:
        post = world.post(chat, world.bot, content)
    post.hint = markup
    return post


def _replied(world: World, chat: Chat, params: dict[str, Any], ephemeral: bool) -> Post | None:
    reply = params.get("reply_parameters") or {}
    if "ephemeral_message_id" in reply:
        post = chat.ephemerals.get(reply["ephemeral_message_id"])
        if not ephemeral:
            raise bad("a reply to an ephemeral message must be an ephemeral message")
        if post is None or world.now() - post.sent_at > EPHEMERAL_ANSWER:
            raise bad("message to be replied not found")
        return post
    number = reply.get("message_id") or params.get("reply_to_message_id")
    if number is None:
        return None
    post = chat.posts.get(number)
    if post is None and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return post


def _thread(chat: Chat, params: dict[str, Any], replied: Post | None) -> int | None:
    number = params.get("message_thread_id") or (replied.thread_id if replied is not None else None)
    if number is None:
        if chat.is_forum and chat.general_closed and not chat.bot_is_admin:
            raise bad("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(number)
    if topic is None:
        raise bad("message thread not found")
    if topic.closed and "can_manage_topics" not in chat.bot_rights:
        raise bad("TOPIC_CLOSED")
    return int(number)


def _receiver(world: World, chat: Chat, wanted: dict[str, Any], replied: Post | None) -> tuple[int, Post | None]:
    """Who gets an ephemeral message, and in place of which one.

    A bot that is no admin needs a click or an ephemeral message not older than 15 s. How the real server words
    these refusals is not known.
    """
    receiver = wanted.get("receiver_user_id")
    if chat.is_private or not chat.ephemeral:
        raise bad("ephemeral messages are not supported in the chat")
    if receiver not in chat.members:
        raise bad("PARTICIPANT_ID_INVALID")
    click = None
    if wanted.get("callback_query_id"):
        click = world.clicks.get(wanted["callback_query_id"])
        if click is None or click.person.id != receiver or click.post.chat is not chat:
            raise bad("QUERY_ID_INVALID")
        if world.now() - click.at > EPHEMERAL_ANSWER:
            raise bad(TOO_OLD)
    answers = replied is not None and replied.is_ephemeral and replied.raw["from"]["id"] == receiver
    if click is None and not answers and not chat.bot_is_admin:
        raise bad("not enough rights to send ephemeral messages without a recent request of the user")
    replaces = None
    if wanted.get("replace_callback_query_message"):
        if click is None or click.post.is_ephemeral:
            raise bad("the message can't be replaced by an ephemeral message")
        replaces = click.post
    return receiver, replaces


def _editable(world: World, call: Call) -> Post:
    chat = target(world, call)
    if "ephemeral_message_id" in call.params:
        post = chat.ephemerals.get(call.params["ephemeral_message_id"])
        if post is None or post.receiver != call.params.get("receiver_user_id"):
            raise bad("message to edit not found")
    else:
        post = chat.posts.get(call.params.get("message_id") or 0)
        if post is None:
            raise bad("message to edit not found")
    if not post.by_bot:
        raise bad("message can't be edited")
    return post


def _change(world: World, call: Call, post: Post, old: tuple[str, ...], new: dict[str, Any]) -> dict[str, Any]:
    """Replace the fields `old` by `new` and the keyboard by the one given; a missing keyboard is removed."""
    raw = {key: value for key, value in post.raw.items() if key not in (*old, "reply_markup", "edit_date")}
    raw |= new
    markup = checked_markup(call.params.get("reply_markup"), inline_only=True)
    if markup is not None:
        raw["reply_markup"] = markup
    if raw == {key: value for key, value in post.raw.items() if key != "edit_date"}:
        raise bad(NOT_MODIFIED)
    world.rates.count(call.method, post.chat.id, not post.chat.is_private)
    post.versions.append(post.raw)
    raw["edit_date"] = int(world.now())
    post.raw = raw
    return raw


def _deletable(world: World, post: Post) -> bool:
    own = post.by_bot or post.chat.is_private or "can_delete_messages" in post.chat.bot_rights
    return own and world.now() - post.sent_at < DELETE_AGE


def _forget(post: Post) -> None:
    post.deleted = True
    if post.is_ephemeral:
        post.chat.ephemerals.pop(post.ephemeral_id or 0, None)
    else:
        post.chat.posts.pop(post.id, None)


def _media(world: World, call: Call, kind: str, reference: Any, part: str) -> dict[str, Any]:
    """The API field of a photo or file that was uploaded or is known by its file_id."""
    upload: Upload | None = call.files.get(part)
    if isinstance(reference, str) and reference.startswith("attach://"):
        upload = call.files.get(reference.removeprefix("attach://"))
    if upload is not None:
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > (PHOTO_LIMIT if kind == "photo" else FILE_LIMIT):
            raise ApiError(413, "Request Entity Too Large")
        stored = world.store_file(upload, kind)
    elif reference in world.files:
        stored = world.files[reference]
    else:
        raise bad("wrong remote file identifier specified: can't unserialize it")
    raw = {
        "file_id": stored.id,
        "file_unique_id": "U" + stored.id[-8:],
        "file_size": len(stored.upload.content),
    }
    if kind == "photo":
        width, height = photo_size(stored.upload.content)
        return {"photo": [{**raw, "width": width, "height": height}]}
    if kind == "document":
        return {"document": {**raw, "file_name": stored.upload.name, "mime_type": stored.upload.content_type}}
    raise bad(f"media type {kind!r} is not played by this peer")


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; raises what the real server answers for other bytes."""
    size = None
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        size = struct.unpack(">II", content[16:24])
    elif content.startswith(b"\xff\xd8"):
        size = _jpeg_size(content)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > PHOTO_SIDES or max(size) > PHOTO_RATIO * max(1, min(size)):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
