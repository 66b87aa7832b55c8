"""What does something that happened on Discord say, in the desk's words?

Interactions (presses, forms, commands) become events at once, out of the JSON that came: they are answered after the commit
and need no inbox. Messages
become a *record*, plain JSON that waits sealed in the inbox and is read again from there. Nobody trusts the content: what
is not as Discord promises is ``Unreadable``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

import discord

from bot.discord import commands, modals
from bot.discord.permissions import MODERATES
from bot.intake import Source, Unreadable
from bot.platform import Act, Event, File, Forms, Person, Standing, Where

PLATFORM = "discord"
NAME_LIMIT = 128  # characters kept of a name
ANSWERS = (discord.MessageType.default, discord.MessageType.reply)  # kinds of messages in which somebody says something
FORUMS = (15, 16)  # types of channels that take posts, not messages
EPHEMERAL = 1 << 6  # flag of a message that one person sees
Raw = Mapping[str, Any]


class Asked(IntEnum):
    """Discord "Interaction Type"."""

    COMMAND = 2
    PRESS = 3
    TYPING = 4  # suggestions are wanted
    FORM = 5


def address_of(guild: int | None, channel: int) -> str:
    """A place as it is written in ``Place.address``; the channel alone is no address."""
    return f"{guild}/{channel}"


def ref_of(channel: int, message: int) -> str:
    """A message as it is written in ``Posting.ref`` and ``Event.source``; ``Event.message`` has its server in front."""
    return f"{channel}/{message}"


# --- interactions -----------------------------------------------------------------------------------------------


def of_interaction(interaction: Raw, now: datetime, file: File | None = None) -> Event | None:
    """The event of a press, a sent form or a command; None for what is not meant for the desk. Raises Unreadable.

    file: that came with the command, fetched before.
    """
    try:
        return _of_interaction(interaction, now, file)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise Unreadable(type(error).__name__) from error


def _of_interaction(interaction: Raw, now: datetime, file: File | None) -> Event | None:
    data: Raw = interaction["data"]
    server = guild_asked(interaction)
    channel = int(interaction["channel_id"])
    user = (interaction["member"] if server else interaction)["user"]
    common: dict[str, Any] = {
        "key": f"dc:i:{int(interaction['id'])}",
        "platform": PLATFORM,
        "person": Person(
            _text(user["id"]), _text(user["global_name"] or user["username"])[:NAME_LIMIT], language_of(interaction)
        ),
        "at": now,
        "where": _where(interaction, server, channel),
        "private": bool(server),
        "standing": _standing(interaction["member"]) if server else None,
        "roles": tuple(str(role) for role in interaction["member"].get("roles", ())) if server else (),
        "once": True,
    }
    now_or_none = Forms.NOW if server else Forms.NONE
    match interaction["type"]:
        case Asked.PRESS:
            token = (data.get("values") or [data.get("custom_id")])[0]
            pressed = interaction.get("message")
            reply_to = ref_of(channel, int(pressed["id"])) if pressed else ""
            return Event(act=Act.PRESS, token=_text(token), reply_to=reply_to, forms=now_or_none, **common)
        case Asked.FORM:
            token, _, nonce = _text(data["custom_id"]).rpartition(".")
            fields = modals.fields(data.get("components") or ())
            return Event(
                act=Act.SUBMIT,
                token=token,
                text=next(iter(fields.values()), ""),
                fields=fields,
                source=f"form/{nonce}",
                forms=Forms.LATER if server else Forms.NONE,
                **common,
            )
        case Asked.COMMAND:
            asked = commands.read(data)
            source = ref_of(channel, int(asked.message["id"])) if asked.message else ""
            own = asked.message is not None and asked.message["author"]["id"] == user["id"]
            return Event(
                act=Act.COMMAND,
                command=asked.command,
                text=asked.text,
                fields={**asked.fields, **({"author": "1"} if own else {})},
                source=source or f"command/{int(interaction['id'])}",
                message=f"{server}/{source}" if source else "",
                file=file,
                target=_target(server, asked.channel) if asked.channel else None,
                forms=now_or_none,
                **common,
            )
        case _:
            return None


def guild_asked(interaction: Raw) -> int:
    """The server an interaction comes from, 0 for the direct chat."""
    return int(interaction.get("guild_id") or 0)


def language_of(interaction: Raw) -> str:
    """The language of the client."""
    return _text(interaction.get("locale") or "")


def is_hidden(interaction: Raw) -> bool:
    """Whether the pressed message is seen by this person alone, or in the direct chat: it may be changed into the answer."""
    message = interaction.get("message")
    return message is not None and (not guild_asked(interaction) or bool(message.get("flags", 0) & EPHEMERAL))


def _where(interaction: Raw, server: int, channel: int) -> Where | None:
    if not server:
        return None
    name = (interaction.get("channel") or {}).get("name") or ""
    return Where(address_of(server, channel), f"#{name}"[:NAME_LIMIT] if name else "")


def _standing(member: Raw) -> Standing:
    return Standing.MODERATOR if int(member["permissions"]) & MODERATES else Standing.MEMBER


def _target(server: int, channel: Raw) -> Where:
    """The channel named in a command; in a forum each question is a post of its own."""
    questions = 1 if channel["type"] in FORUMS else 0
    return Where(address_of(server, int(channel["id"])), f"#{channel['name']}"[:NAME_LIMIT], questions=questions)


def _name(user: discord.abc.User) -> str:
    return (user.global_name or user.name)[:NAME_LIMIT]


# --- messages ---------------------------------------------------------------------------------------------------


def record_of(message: discord.Message, me: int, *, edited: bool = False) -> dict[str, Any] | None:
    """What is kept of a message while it waits; None where it is not meant for us, or its words are hidden from us.

    edited: we knew it before, and it says something else now.
    """
    guild = guild_of(message)
    if guild is None or message.author.bot or message.webhook_id or message.type not in ANSWERS:
        return None
    reference = message.reference
    replied = reference is not None and reference.type is discord.MessageReferenceType.reply
    called = any(user.id == me for user in message.mentions)
    if guild and not called:
        return None
    return {
        "kind": "edit" if edited and message.edited_at else "message",
        "id": str(message.id),
        "channel": str(message.channel.id),
        "guild": str(guild) if guild else None,
        "place": getattr(message.channel, "name", None),
        "author": str(message.author.id),
        "name": _name(message.author),
        "text": _without_call(message.content, me),
        "answers": str(reference.message_id) if reference is not None and replied else None,
        "own": not message.message_snapshots and not (reference is not None and not replied),
        "odd": _odd(message),
        "at": message.created_at.timestamp(),
        "edited": message.edited_at.timestamp() if message.edited_at else None,
    }


def guild_of(message: discord.Message) -> int | None:
    """The server a message stands in, 0 for the direct chat; None where nobody can tell: that is no direct chat."""
    channel = message.channel
    if isinstance(channel, discord.DMChannel):
        return 0
    if isinstance(channel, discord.PartialMessageable):
        return channel.guild_id
    return message.guild.id if message.guild is not None else None


def deletion(channel: int, guild: int | None, message: int, at: datetime) -> dict[str, Any]:
    """The record of a message that is gone."""
    return {
        "kind": "delete",
        "id": str(message),
        "channel": str(channel),
        "guild": str(guild) if guild else None,
        "at": at.timestamp(),
    }


def read(record: Any, now: datetime) -> Event | None:
    """The event of a record; raises Unreadable."""
    try:
        return _read(record)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise Unreadable(type(error).__name__) from error


def key_of(record: Any) -> str:
    """The name of a record's event for ever; raises Unreadable where it has none."""
    try:
        number, kind = int(record["id"]), record["kind"]
        if kind == "edit":
            return f"dc:m:{number}:e:{round(float(record['edited']) * 1_000_000)}"
        return f"dc:m:{number}:d" if kind == "delete" else f"dc:m:{number}"
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(type(error).__name__) from error


SOURCE = Source(PLATFORM, "dc:m:", read, key_of)


def _read(record: Mapping[str, Any]) -> Event:
    channel, message = int(record["channel"]), int(record["id"])
    source = ref_of(channel, message)
    guild = record["guild"]
    name = record.get("place")
    where = Where(address_of(int(guild), channel), f"#{name}"[:NAME_LIMIT] if name else "") if guild else None
    at = datetime.fromtimestamp(record["at"], UTC)
    if record["kind"] == "delete":
        return Event(key_of(record), PLATFORM, Act.DELETE, Person(""), at, where=where, source=source)
    edited = record["kind"] == "edit"
    return Event(
        key=key_of(record),
        platform=PLATFORM,
        act=Act.EDIT if edited else Act.SAY,
        person=Person(_text(record["author"]), _text(record["name"])),
        at=datetime.fromtimestamp(record["edited"], UTC) if edited else at,
        where=where,
        text=_text(record["text"]),
        source=source,
        message=f"{guild or 0}/{source}",
        reply_to=ref_of(channel, int(record["answers"])) if record["answers"] else "",
        own=bool(record["own"]),
        odd=_text(record["odd"]),
    )


def _without_call(text: str, me: int) -> str:
    """Our name in front is the address on the envelope, not part of the words."""
    for call in (f"<@{me}>", f"<@!{me}>"):
        if text.startswith(call):
            return text[len(call) :].lstrip(" ,:")
    return text


def _odd(message: discord.Message) -> str:
    if message.content or message.message_snapshots:
        return ""
    if message.stickers:
        return "sticker"
    if message.flags.voice:
        return "voice"
    return "file" if message.attachments else "empty"


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise Unreadable("text")
    return text
