"""How does the played Discord make, change, delete and list messages?"""

from __future__ import annotations

import copy
import mimetypes
import re
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from peers.discord_components import numbered
from peers.discord_limits import check_message
from peers.discord_parts import EPHEMERAL, V2, walk
from peers.discord_permissions import BITS, demand, permissions
from peers.discord_shapes import member_raw, message_raw, readable, user_raw
from peers.discord_state import DM, FORUM, Channel, Interaction, Message, World
from peers.discord_wire import ApiError, Call, Upload, invalid

if TYPE_CHECKING:
    from peers.discord_people import Person

NONCE_REMEMBERED = 180.0  # seconds; Discord says "the past few minutes"
HISTORY = 100  # messages of one page
BULK_AGE = 14 * 86_400.0  # seconds, oldest message that can be deleted in bulk
MENTION_ALL = ("users", "roles", "everyone")
KEPT_FLAGS = 1 << 2 | 1 << 12 | 1 << 13 | V2 | EPHEMERAL


def write(
    world: World,
    channel: Channel,
    author: Person,
    body: Mapping[str, Any],
    files: dict[int, Upload],
    *,
    kind: int = 0,
    receiver: Person | None = None,
    interaction: Interaction | None = None,
    flags: int = 0,
    reply_to: Message | None = None,
    ping: bool = True,
    message_id: int | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Message:
    """Put a message into a channel and tell the bot about it; limits have been checked before."""
    number = message_id or world.new_id()
    guild = channel.guild
    raw: dict[str, Any] = {
        "id": str(number),
        "channel_id": str(channel.id),
        "author": user_raw(author),
        "content": str(body.get("content") or "").strip(),
        "timestamp": world.stamp(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": kind,
        "flags": flags | (body.get("flags") or 0) & KEPT_FLAGS,
    }
    if receiver is not None:
        raw["flags"] |= EPHEMERAL
    if extra:
        raw |= extra
    message = Message(channel, raw, world.now(), receiver, interaction)
    if body.get("nonce") is not None:
        raw["nonce"] = body["nonce"]
        message.nonce = str(body["nonce"])
    if reply_to is not None:
        raw["type"] = 19
        raw["message_reference"] = {"type": 0, "channel_id": str(channel.id), "message_id": str(reply_to.id)}
        if guild is not None:
            raw["message_reference"]["guild_id"] = str(guild.id)
        raw["referenced_message"] = {k: v for k, v in reply_to.raw.items() if k != "referenced_message"}
    _fill(world, message, body, files)
    _notify(world, message, body.get("allowed_mentions"), reply_to if ping else None)
    if receiver is not None:
        channel.ephemerals[number] = message
        world.whispers.setdefault(receiver.id, deque()).append(message)
        return message
    channel.messages[number] = message
    if author is world.bot:
        channel.unread.append(message)
    told = message_raw(message)
    if guild is not None:
        told = told | {"guild_id": str(guild.id)}
        if member := guild.members.get(author.id):
            told["member"] = member_raw(guild, member, with_user=False)
    world.gateway.dispatch("MESSAGE_CREATE", told, guild, channel)
    return message


def change(world: World, message: Message, body: Mapping[str, Any], files: dict[int, Upload]) -> Message:
    """Edit a message and tell the bot about it; limits have been checked before."""
    message.versions.append(message.raw)
    raw = message.raw = dict(message.raw)
    if "content" in body:
        raw["content"] = str(body["content"] or "").strip()
    if body.get("flags") is not None:
        kept = 1 << 2 | V2
        raw["flags"] = raw["flags"] & ~(1 << 2) | body["flags"] & kept
    _fill(world, message, body, files)
    raw["edited_timestamp"] = world.stamp()
    _notify(world, message, body.get("allowed_mentions"), None)
    tell_change(world, message)
    return message


def tell_change(world: World, message: Message) -> None:
    """MESSAGE_UPDATE, unless nobody but one person sees the message."""
    if message.is_ephemeral:
        return
    guild = message.channel.guild
    told = message_raw(message)
    if guild is not None:
        told = told | {"guild_id": str(guild.id)}
        if member := guild.members.get(message.author_id):
            told["member"] = member_raw(guild, member, with_user=False)
    world.gateway.dispatch("MESSAGE_UPDATE", told, guild, message.channel)


def remove(world: World, message: Message) -> None:
    """Delete a message and tell the bot about it."""
    message.deleted = True
    channel, guild = message.channel, message.channel.guild
    channel.messages.pop(message.id, None)
    channel.pins.pop(message.id, None)
    if message in channel.unread:
        channel.unread.remove(message)
    if channel.ephemerals.pop(message.id, None) is not None:
        return
    data = {"id": str(message.id), "channel_id": str(channel.id)}
    if guild is not None:
        data["guild_id"] = str(guild.id)
    world.gateway.dispatch("MESSAGE_DELETE", data, guild, channel)


def _fill(world: World, message: Message, body: Mapping[str, Any], files: dict[int, Upload]) -> None:
    """Files, components and embeds, with attachment:// turned into addresses."""
    raw = message.raw
    if files or body.get("attachments") is not None:
        held = {row["id"]: row for row in raw["attachments"]}
        listed = body.get("attachments")
        if listed is None:
            listed = [*raw["attachments"], *({"id": number} for number in files)]
        raw["attachments"] = [
            held.get(str(row["id"])) or store(world, message.channel, files[int(row["id"])], row) for row in listed
        ]
    links = {"attachment://" + row["filename"]: row for row in raw["attachments"]}
    if body.get("components") is not None:
        raw["components"] = numbered(copy.deepcopy(body["components"]) if links else body["components"])
        for part in walk(raw["components"]):
            for holder in (part, *part.get("items", ())):
                for key in ("media", "file"):
                    if isinstance(holder.get(key), dict):
                        holder[key] = _shown(holder[key], links)
    elif "components" in body:
        raw["components"] = []
    if body.get("embeds") is not None:
        raw["embeds"] = [{**embed, "type": "rich"} for embed in copy.deepcopy(body["embeds"])]
        for embed in raw["embeds"]:
            for key in ("image", "thumbnail"):
                if isinstance(embed.get(key), dict):
                    embed[key] = _shown(embed[key], links)
    elif "embeds" in body:
        raw["embeds"] = []


def store(world: World, channel: Channel, upload: Upload, row: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Keep a file; gives the attachment object with its address."""
    number = world.new_id()
    name = re.sub(r"[^\w.\-]", "_", str((row or {}).get("filename") or upload.name))
    world.files[number] = upload
    url = f"{world.base}/cdn/attachments/{channel.id}/{number}/{quote(name)}"
    raw: dict[str, Any] = {
        "id": str(number),
        "filename": name,
        "size": len(upload.content),
        "url": url,
        "proxy_url": url,
        "content_type": mimetypes.guess_type(name)[0] or upload.mime,
        "content_scan_version": 0,
    }
    if raw["content_type"].startswith("image/"):
        raw |= {"width": 64, "height": 64}
    if row and row.get("description"):
        raw["description"] = row["description"]
    return raw


def _shown(media: dict[str, Any], links: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    row = links.get(str(media.get("url")))
    url = row["url"] if row else media.get("url")
    shown = {"url": url, "proxy_url": url, "width": 64, "height": 64, "content_type": "image/png", "loading_state": 2}
    if row:
        shown |= {"attachment_id": row["id"], "content_type": row["content_type"]}
    return shown | {"placeholder": "", "placeholder_version": 1, "flags": 0}


def _notify(world: World, message: Message, allowed: Any, replied: Message | None) -> None:
    """Fill `mentions`, and note who is notified of a new message."""
    raw, guild = message.raw, message.channel.guild
    parse = set(MENTION_ALL if allowed is None else allowed.get("parse") or ())
    only = {kind: {int(one) for one in (allowed or {}).get(kind) or ()} for kind in ("users", "roles")}
    text = message.text
    meant: set[int | str] = set()
    for found in re.findall(r"<@!?(\d+)>", text):
        person = int(found)
        if person in world.people and ("users" in parse or person in only["users"]):
            meant.add(person)
    for found in re.findall(r"<@&(\d+)>", text):
        if guild and int(found) in guild.roles and ("roles" in parse or int(found) in only["roles"]):
            meant.add(int(found))
    if re.search(r"@(everyone|here)\b", text) and "everyone" in parse and _may_shout(message):
        meant.add("everyone")
    # A response to an interaction is written by a webhook: replying to it pings nobody.
    if replied is not None and "webhook_id" not in replied.raw and (allowed is None or allowed.get("replied_user")):
        meant.add(replied.author_id)
    if not message.versions:
        message.pings = meant
    elif (answered := raw.get("referenced_message")) and int(answered["author"]["id"]) in message.pings:
        meant.add(int(answered["author"]["id"]))  # an edit notifies nobody anew, but the mention of a reply stays
    people = [world.people[one] for one in meant if isinstance(one, int) and one in world.people]
    raw["mentions"] = [user_raw(person) for person in people]
    raw["mention_roles"] = [str(one) for one in meant if guild and one in guild.roles]
    raw["mention_everyone"] = "everyone" in meant


def _may_shout(message: Message) -> bool:
    guild = message.channel.guild
    member = guild.members.get(message.author_id) if guild else None
    if guild is None or member is None:
        return False
    return bool(permissions(guild, member, message.channel) & BITS["mention_everyone"])


# Routes


def create(world: World, call: Call) -> dict[str, Any]:
    """POST a message into a channel."""
    channel = world.channel(call.id("channel_id"))
    body = call.body
    if world.strict:
        check_message(body, call.files)
    _may_write(world, channel, attaches=bool(call.files))
    nonce = body.get("nonce")
    key = (world.bot.id, str(nonce))
    if nonce is not None and body.get("enforce_nonce"):
        moment, earlier = world.nonces.get(key, (0.0, None))
        if earlier is not None and world.now() - moment < NONCE_REMEMBERED:
            return message_raw(earlier)
    reply_to = _referenced(channel, body.get("message_reference"))
    message = write(world, channel, world.bot, body, call.files, reply_to=reply_to)
    if nonce is not None:
        world.nonces[key] = (world.now(), message)
    return message_raw(message)


def _may_write(world: World, channel: Channel, *, attaches: bool) -> None:
    if channel.kind == DM:
        person = channel.person
        assert person is not None
        if not any(person.id in guild.members for guild in world.guilds.values() if guild.bot_is_in):
            raise ApiError(50278)
        if person.has_closed_dms:
            raise ApiError(50007)
        return
    needed = ["send_messages_in_threads" if channel.is_thread else "send_messages"]
    if attaches:
        needed.append("attach_files")
    guild = channel.guild
    demand(guild, world.bot_member(guild), channel, *needed)
    if channel.kind == FORUM or not (channel.kind in (0, 5) or channel.is_thread):
        raise ApiError(50008)
    if channel.is_thread:
        meta = channel.thread["thread_metadata"]
        if meta["locked"]:
            demand(guild, world.bot_member(guild), channel, "manage_threads")
        meta["archived"] = False  # writing opens a thread again


def _referenced(channel: Channel, reference: Any) -> Message | None:
    if not reference:
        return None
    found = channel.messages.get(int(reference.get("message_id") or 0))
    if found is None and reference.get("fail_if_not_exists", True):
        raise invalid("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE: Unknown message")
    return found


def edit(world: World, call: Call) -> dict[str, Any]:
    """PATCH a message of the bot."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel)
    message = world.message(channel, call.id("message_id"))
    body = call.body
    if not message.by_bot:
        if set(body) - {"flags"}:
            raise ApiError(50005)
        demand(channel.guild, world.bot_member(channel.guild), channel, "manage_messages")
    elif world.strict:
        check_message(body, call.files, message.raw)
    if channel.is_thread and channel.thread["thread_metadata"]["archived"]:
        raise ApiError(50083)
    return message_raw(change(world, message, body, call.files))


def delete(world: World, call: Call) -> None:
    """DELETE a message."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel)
    message = world.message(channel, call.id("message_id"))
    if not message.by_bot:
        if channel.is_direct:
            raise ApiError(50003)
        demand(channel.guild, world.bot_member(channel.guild), channel, "manage_messages")
    remove(world, message)


def bulk_delete(world: World, call: Call) -> None:
    """DELETE 2-100 messages at once."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel, "manage_messages")
    numbers = [int(one) for one in call.body.get("messages") or ()]
    if not 2 <= len(numbers) <= 100:
        raise ApiError(50016)
    found = [channel.messages[number] for number in numbers if number in channel.messages]
    if any(world.now() - message.sent_at > BULK_AGE for message in found):
        raise ApiError(50034)
    for message in found:
        remove(world, message)


def fetch(world: World, call: Call) -> dict[str, Any]:
    """GET one message, with what the bot may read of it."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel, "read_message_history")
    return readable(world, message_raw(world.message(channel, call.id("message_id"))))


def history(world: World, call: Call) -> list[dict[str, Any]]:
    """GET a page of messages, newest first."""
    channel = world.channel(call.id("channel_id"))
    guild = channel.guild
    demand(guild, world.bot_member(guild), channel)
    if channel.kind == FORUM:
        raise ApiError(50008)
    limit = call.number("limit", 50, 1, HISTORY)
    bounds = [name for name in ("before", "after", "around") if name in call.query]
    if len(bounds) > 1:
        raise invalid(bounds[1], "before, after and around exclude each other")
    if guild is not None and not permissions(guild, guild.me, channel) & BITS["read_message_history"]:
        return []
    found = sorted(channel.messages)
    if bounds:
        edge = call.number(bounds[0], 0, 0, 1 << 64)
        earlier, later = [one for one in found if one < edge], [one for one in found if one > edge]
        if bounds[0] == "before":
            found = earlier[-limit:]
        elif bounds[0] == "after":
            found = later[:limit]
        else:
            half = limit // 2
            found = earlier[-half:] + [one for one in found if one == edge] + later[:half]
    else:
        found = found[-limit:]
    return [readable(world, message_raw(channel.messages[one])) for one in reversed(found)]


def typing(world: World, call: Call) -> None:
    """POST that the bot is writing."""
    channel = world.channel(call.id("channel_id"))
    _may_write(world, channel, attaches=False)
    channel.typing += 1


ROUTES = {
    "GET /channels/{channel_id}/messages": history,
    "POST /channels/{channel_id}/messages": create,
    "POST /channels/{channel_id}/messages/bulk-delete": bulk_delete,
    "GET /channels/{channel_id}/messages/{message_id}": fetch,
    "PATCH /channels/{channel_id}/messages/{message_id}": edit,
    "DELETE /channels/{channel_id}/messages/{message_id}": delete,
    "POST /channels/{channel_id}/typing": typing,
}
