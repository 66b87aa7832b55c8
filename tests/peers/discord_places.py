"""Which channels, threads, pins and reactions are there, and what may the bot do with them?"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from peers.discord_components import Check
from peers.discord_limits import check_message
from peers.discord_messages import tell_change, write
from peers.discord_parts import HAS_THREAD
from peers.discord_permissions import BITS, demand, permissions
from peers.discord_shapes import channel_raw, emoji_raw, message_raw, readable, user_raw
from peers.discord_state import FORUM, TEXT, Channel, Guild, Message, Overwrite, World
from peers.discord_wire import ApiError, Call, invalid

PINS = 250  # of one channel
REACTIONS = 20  # different ones on one message
ARCHIVE_AFTER = (60, 1440, 4320, 10080)  # minutes


def get_channel(world: World, call: Call) -> dict[str, Any]:
    """GET a channel or thread."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel)
    return channel_raw(channel)


def patch_channel(world: World, call: Call) -> dict[str, Any]:
    """PATCH name, topic, or the archived and locked state of a thread."""
    channel, body = world.channel(call.id("channel_id")), call.body
    own = channel.is_thread and channel.thread["owner_id"] == str(world.bot.id)
    opens_only = set(body) == {"archived"} and not channel.thread.get("thread_metadata", {}).get("locked")
    if not (own and "locked" not in body) and not (channel.is_thread and opens_only):
        needed = "manage_threads" if channel.is_thread else "manage_channels"
        demand(channel.guild, world.bot_member(channel.guild), channel, needed)
    check = Check()
    if "name" in body:
        check.text("name", body["name"], 1, 100)
    check.text("topic", body.get("topic"), 0, 1024, required=False)
    check.done()
    channel.name = str(body.get("name", channel.name))
    channel.topic = body.get("topic", channel.topic)
    if channel.is_thread:
        meta = channel.thread["thread_metadata"]
        meta |= {key: body[key] for key in ("archived", "locked", "auto_archive_duration") if key in body}
        if "applied_tags" in body:
            channel.thread["applied_tags"] = [str(one) for one in body["applied_tags"]]
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    world.gateway.dispatch(event, channel_raw(channel), channel.guild, channel)
    return channel_raw(channel)


def delete_channel(world: World, call: Call) -> dict[str, Any]:
    """DELETE a channel or thread; closes a direct chat."""
    channel = world.channel(call.id("channel_id"))
    if channel.guild is not None:
        needed = "manage_threads" if channel.is_thread else "manage_channels"
        demand(channel.guild, world.bot_member(channel.guild), channel, needed)
        remove_channel(channel)
    return channel_raw(channel)


def remove_channel(channel: Channel) -> None:
    """Take a channel and its threads away and tell the bot."""
    world, guild = channel.world, channel.guild
    assert guild is not None
    raw = channel_raw(channel)
    event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    seen = world.sees(world.bot, channel)
    for one in [channel, *[other for other in guild.channels.values() if other.parent is channel]]:
        world.channels.pop(one.id, None)
        guild.channels.pop(one.id, None)
    if seen:
        world.gateway.dispatch(event, raw, guild)


def overwrite(world: World, call: Call) -> None:
    """PUT permissions of a role or member in a channel."""
    channel, body = world.channel(call.id("channel_id")), call.body
    demand(channel.guild, world.bot_member(channel.guild), channel, "manage_roles")
    rule = Overwrite(int(body.get("allow") or 0), int(body.get("deny") or 0))
    channel.overwrites[call.id("overwrite_id")] = rule
    world.gateway.dispatch("CHANNEL_UPDATE", channel_raw(channel), channel.guild, channel)


def guild_channels(world: World, call: Call) -> list[dict[str, Any]]:
    """GET all channels of a guild."""
    guild = world.guild(call.id("guild_id"))
    return [channel_raw(one) for one in guild.channels.values() if not one.is_thread]


def make_channel(world: World, call: Call) -> dict[str, Any]:
    """POST a new channel into a guild."""
    guild, body = world.guild(call.id("guild_id")), call.body
    demand(guild, guild.me, None, "manage_channels")
    check = Check()
    check.text("name", body.get("name"), 1, 100)
    check.done()
    kind = body.get("type") or TEXT
    channel = world.new_channel(kind, body["name"], guild)
    for rule in body.get("permission_overwrites") or ():
        channel.overwrites[int(rule["id"])] = Overwrite(int(rule.get("allow") or 0), int(rule.get("deny") or 0))
    world.gateway.dispatch("CHANNEL_CREATE", channel_raw(channel), guild, channel)
    return channel_raw(channel)


# Threads


def open_thread(world: World, parent: Channel, name: str, owner_id: int, **rest: Any) -> Channel:
    """A thread below a channel; `id` is given when it hangs on a message."""
    duration = rest.pop("minutes", None) or 1440
    tags = [str(one) for one in rest.pop("tags", None) or ()]
    moment = world.stamp()
    meta = {
        "archived": False,
        "locked": False,
        "auto_archive_duration": duration,
        "archive_timestamp": moment,
        "create_timestamp": moment,
    }
    thread = {"owner_id": str(owner_id), "thread_metadata": meta, "applied_tags": tags}
    kind = rest.pop("kind", 11)
    channel = world.new_channel(kind, name, parent.guild, parent=parent, thread=thread, **rest)
    channel.thread_members[owner_id] = moment
    return channel


def tell_thread(world: World, thread: Channel) -> None:
    """THREAD_CREATE for a new one."""
    world.gateway.dispatch("THREAD_CREATE", channel_raw(thread) | {"newly_created": True}, thread.guild, thread)


def thread_from_message(world: World, call: Call) -> dict[str, Any]:
    """POST a thread that hangs on a message."""
    parent = world.channel(call.id("channel_id"))
    demand(parent.guild, world.bot_member(parent.guild), parent, "create_public_threads")
    message = world.message(parent, call.id("message_id"))
    _check_thread(call.body)
    if message.id in world.channels:
        raise ApiError(160004)
    minutes = call.body.get("auto_archive_duration")
    thread = open_thread(world, parent, call.body["name"], world.bot.id, id=message.id, minutes=minutes)
    message.raw = message.raw | {"flags": message.flags | HAS_THREAD, "thread": channel_raw(thread)}
    tell_thread(world, thread)
    starter = {"message_reference": _reference(message), "referenced_message": message.raw}
    write(world, thread, world.people[message.author_id], {}, {}, kind=21, extra=starter)
    thread.unread.clear()
    tell_change(world, message)
    return channel_raw(thread)


def thread_or_post(world: World, call: Call) -> dict[str, Any]:
    """POST a thread without a message, or a post in a forum."""
    parent, body = world.channel(call.id("channel_id")), call.body
    kind = body.get("type") or (11 if parent.kind == FORUM else 12)
    needed = "create_private_threads" if kind == 12 else "create_public_threads"
    if parent.kind == FORUM:
        needed = "send_messages"
    demand(parent.guild, world.bot_member(parent.guild), parent, needed)
    if parent.kind not in (TEXT, FORUM):
        raise ApiError(50024, message="Cannot execute action on this channel type")
    _check_thread(body)
    minutes, tags = body.get("auto_archive_duration"), body.get("applied_tags")
    if parent.kind != FORUM:
        thread = open_thread(world, parent, body["name"], world.bot.id, kind=kind, minutes=minutes)
        tell_thread(world, thread)
        return channel_raw(thread)
    message = body.get("message")
    if not isinstance(message, dict):
        raise invalid("message", "BASE_TYPE_REQUIRED: This field is required")
    known = {tag["id"] for tag in parent.tags}
    if any(str(tag) not in known for tag in tags or ()) or len(tags or ()) > 5:
        raise invalid("applied_tags", "at most 5 tags of this forum")
    if world.strict:
        check_message(message, call.files, path="message.")
    number = world.new_id()  # post and first message share their id
    thread = open_thread(world, parent, body["name"], world.bot.id, id=number, minutes=minutes, tags=tags)
    tell_thread(world, thread)
    first = write(world, thread, world.bot, message, call.files, message_id=number)
    return channel_raw(thread) | {"message": message_raw(first)}


def _check_thread(body: dict[str, Any]) -> None:
    check = Check()
    check.text("name", body.get("name"), 1, 100)
    if body.get("auto_archive_duration") not in (None, *ARCHIVE_AFTER):
        check.say("auto_archive_duration", f"BASE_TYPE_CHOICES: Value must be one of {ARCHIVE_AFTER}.")
    check.done()


def _reference(message: Message) -> dict[str, Any]:
    raw = {"type": 0, "channel_id": str(message.channel.id), "message_id": str(message.id)}
    return raw | ({"guild_id": str(message.channel.guild.id)} if message.channel.guild else {})


def active_threads(world: World, call: Call) -> dict[str, Any]:
    """GET the open threads of a guild."""
    guild = world.guild(call.id("guild_id"))
    found = [one for one in _threads(guild) if not one.thread["thread_metadata"]["archived"]]
    return {"threads": [channel_raw(one) for one in found if world.sees(world.bot, one)], "members": []}


def archived_threads(world: World, call: Call) -> dict[str, Any]:
    """GET the closed threads of a channel."""
    parent = world.channel(call.id("channel_id"))
    demand(parent.guild, world.bot_member(parent.guild), parent, "read_message_history")
    assert parent.guild is not None
    found = [one for one in _threads(parent.guild) if one.parent is parent]
    closed = [one for one in found if one.thread["thread_metadata"]["archived"]]
    return {"threads": [channel_raw(one) for one in closed], "members": [], "has_more": False}


def _threads(guild: Guild) -> list[Channel]:
    return [one for one in guild.channels.values() if one.is_thread]


def join_thread(world: World, call: Call) -> None:
    """PUT somebody into a thread."""
    thread = world.channel(call.id("channel_id"))
    demand(thread.guild, world.bot_member(thread.guild), thread)
    thread.thread_members.setdefault(_who(world, call), world.stamp())


def leave_thread(world: World, call: Call) -> None:
    """DELETE somebody from a thread."""
    thread = world.channel(call.id("channel_id"))
    thread.thread_members.pop(_who(world, call), None)


def _who(world: World, call: Call) -> int:
    return call.id("user_id") if "user_id" in call.params else world.bot.id


# Pins


def pin(world: World, call: Call) -> None:
    """PUT a message among the pinned ones."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel, "pin_messages")
    message = world.message(channel, call.id("message_id"))
    if message.id in channel.pins:
        return
    if len(channel.pins) >= PINS:
        raise ApiError(30003)
    channel.pins[message.id] = world.stamp()
    message.raw = message.raw | {"pinned": True}
    tell_change(world, message)
    _tell_pins(world, channel)
    note = write(world, channel, world.bot, {}, {}, kind=6, extra={"message_reference": _reference(message)})
    channel.unread.remove(note)


def unpin(world: World, call: Call) -> None:
    """DELETE a message from the pinned ones."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel, "pin_messages")
    message = world.message(channel, call.id("message_id"))
    channel.pins.pop(message.id, None)
    message.raw = message.raw | {"pinned": False}
    tell_change(world, message)
    _tell_pins(world, channel)


def _tell_pins(world: World, channel: Channel) -> None:
    data: dict[str, Any] = {
        "channel_id": str(channel.id),
        "last_pin_timestamp": next(reversed(channel.pins.values()), None),
    }
    if channel.guild is not None:
        data["guild_id"] = str(channel.guild.id)
    world.gateway.dispatch("CHANNEL_PINS_UPDATE", data, channel.guild, channel)


def pins(world: World, call: Call) -> Any:
    """GET the pinned messages."""
    channel = world.channel(call.id("channel_id"))
    guild = channel.guild
    demand(guild, world.bot_member(guild), channel)
    if guild is not None and not permissions(guild, guild.me, channel) & BITS["read_message_history"]:
        return {"items": [], "has_more": False}
    rows = [
        {"pinned_at": moment, "message": readable(world, message_raw(channel.messages[number]))}
        for number, moment in reversed(channel.pins.items())
    ]
    if call.route.endswith("/messages/pins"):
        limit = call.number("limit", 50, 1, 50)
        return {"items": rows[:limit], "has_more": len(rows) > limit}
    return [row["message"] for row in rows]


# Reactions


def react(world: World, call: Call) -> None:
    """PUT a reaction of the bot."""
    channel = world.channel(call.id("channel_id"))
    message = world.message(channel, call.id("message_id"))
    emoji = _emoji(call)
    needed = ["read_message_history"] if emoji in message.reactions else ["read_message_history", "add_reactions"]
    demand(channel.guild, world.bot_member(channel.guild), channel, *needed)
    if emoji not in message.reactions and len(message.reactions) >= REACTIONS:
        raise ApiError(30010)
    turn_reaction(world, message, emoji, world.bot.id, on=True)


def unreact(world: World, call: Call) -> None:
    """DELETE one reaction, of the bot or of somebody else."""
    channel = world.channel(call.id("channel_id"))
    message = world.message(channel, call.id("message_id"))
    who = _who(world, call)
    if who != world.bot.id:
        demand(channel.guild, world.bot_member(channel.guild), channel, "manage_messages")
    turn_reaction(world, message, _emoji(call), who, on=False)


def clear_reactions(world: World, call: Call) -> None:
    """DELETE all reactions, or all with one emoji."""
    channel = world.channel(call.id("channel_id"))
    demand(channel.guild, world.bot_member(channel.guild), channel, "manage_messages")
    message = world.message(channel, call.id("message_id"))
    if "emoji_name" in call.params:
        message.reactions.pop(_emoji(call), None)
    else:
        message.reactions.clear()


def reactors(world: World, call: Call) -> list[dict[str, Any]]:
    """GET who reacted with an emoji."""
    channel = world.channel(call.id("channel_id"))
    message = world.message(channel, call.id("message_id"))
    limit = call.number("limit", 25, 1, 100)
    after = call.number("after", 0, 0, 1 << 64)
    who = sorted(one for one in message.reactions.get(_emoji(call), ()) if one > after)
    return [user_raw(world.people[one]) for one in who[:limit]]


def turn_reaction(world: World, message: Message, emoji: str, who: int, *, on: bool) -> None:
    """Add or remove a reaction and tell the bot."""
    held = message.reactions.setdefault(emoji, []) if on else message.reactions.get(emoji, [])
    if (who in held) is on:
        return
    held.append(who) if on else held.remove(who)
    if not held:
        message.reactions.pop(emoji, None)
    channel, guild = message.channel, message.channel.guild
    data: dict[str, Any] = {
        "user_id": str(who),
        "channel_id": str(channel.id),
        "message_id": str(message.id),
        "emoji": emoji_raw(emoji),
        "burst": False,
        "type": 0,
    }
    if guild is not None:
        data["guild_id"] = str(guild.id)
    if on:
        data["message_author_id"] = str(message.author_id)
    world.gateway.dispatch("MESSAGE_REACTION_ADD" if on else "MESSAGE_REACTION_REMOVE", data, guild, channel)


def _emoji(call: Call) -> str:
    emoji = unquote(call.params["emoji_name"])
    if emoji.isascii():
        raise ApiError(10014)
    return emoji


_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji_name}"
ROUTES: dict[str, Any] = {
    "GET /channels/{channel_id}": get_channel,
    "PATCH /channels/{channel_id}": patch_channel,
    "DELETE /channels/{channel_id}": delete_channel,
    "PUT /channels/{channel_id}/permissions/{overwrite_id}": overwrite,
    "GET /guilds/{guild_id}/channels": guild_channels,
    "POST /guilds/{guild_id}/channels": make_channel,
    "GET /guilds/{guild_id}/threads/active": active_threads,
    "POST /channels/{channel_id}/threads": thread_or_post,
    f"POST {_MESSAGE}/threads": thread_from_message,
    "GET /channels/{channel_id}/threads/archived/public": archived_threads,
    "PUT /channels/{channel_id}/thread-members/@me": join_thread,
    "PUT /channels/{channel_id}/thread-members/{user_id}": join_thread,
    "DELETE /channels/{channel_id}/thread-members/@me": leave_thread,
    "DELETE /channels/{channel_id}/thread-members/{user_id}": leave_thread,
    "GET /channels/{channel_id}/messages/pins": pins,
    "PUT /channels/{channel_id}/messages/pins/{message_id}": pin,
    "DELETE /channels/{channel_id}/messages/pins/{message_id}": unpin,
    "GET /channels/{channel_id}/pins": pins,
    "PUT /channels/{channel_id}/pins/{message_id}": pin,
    "DELETE /channels/{channel_id}/pins/{message_id}": unpin,
    f"PUT {_REACTION}/@me": react,
    f"DELETE {_REACTION}/@me": unreact,
    f"DELETE {_REACTION}/{{user_id}}": unreact,
    f"GET {_REACTION}": reactors,
    f"DELETE {_REACTION}": clear_reactions,
    f"DELETE {_MESSAGE}/reactions": clear_reactions,
}
