"""Which messages of an exported chat answer one open question?

Read are the JSON of DiscordChatExporter and the ``result.json`` of one chat that Telegram Desktop writes (both formats as
of 2026-11). Taken are the replies to one message, or all messages of a time; never those of bots, of deleted accounts
(nobody is left who could have agreed), forwarded ones, polls and what the platform itself says. Somebody's messages become
one answer. Names and ids are read to tell people apart and to take them out of the texts; none is stored.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from surveys.design.items.open import Open
from surveys.errors import Complaint, SurveyError
from surveys.exchange.people import Gathered, Person, Skipped
from surveys.tables import RespondentId

CHAT_LIMIT = 256 * 1024 * 1024  # bytes; about a million messages
NOBODY = "[…]"  # stands in a text for somebody's name, address or number
_ACCOUNT = ("personal_information", "contacts", "frequent_contacts", "chats", "left_chats", "sessions")
_PRIVATE = frozenset({"personal_chat", "bot_chat", "saved_messages", "DirectTextChat", "DirectGroupTextChat"})
_PERSONAL = frozenset({"mention", "mention_name", "email", "phone", "bank_card"})  # entities of Telegram
_NO_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")  # Telegram Desktop's own, which JSON has not


class NoChat(SurveyError):
    """The file is no export of one chat: why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as exported.

    Attributes:
        author: id of whoever wrote it, on the platform.
        reply_to: id of the message it answers; empty if none.
        unfit: why it is not taken whatever is chosen; empty if nothing speaks against it.
    """

    id: str
    at: datetime
    author: str
    name: str
    text: str
    reply_to: str
    unfit: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are taken.

    Attributes:
        reply_to: replies to that message; empty for any.
        begin: not before.
        end: before.
        newest: only somebody's newest message, instead of all of them joined.
        left_out: names, as the export shows them, of people and bots that are not taken.
    """

    reply_to: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    newest: bool = False
    left_out: tuple[str, ...] = ()


def gather(path: Path, item: Open, wanted: Wanted, pseudonym: Callable[[str], RespondentId]) -> Gathered:
    """Everybody's answer to the item; raises NoChat, OSError.

    pseudonym: makes one of ``platform:id``.
    """
    data, repaired = _parsed(path)
    platform, messages = _messages(path, data)
    found = sorted(messages, key=lambda message: (message.at, message.id))
    if wanted.reply_to and all(message.id != wanted.reply_to for message in found):
        raise _no(path, f"a message {wanted.reply_to} in it, as --reply-to says")
    asker = next((message.author for message in found if message.id == wanted.reply_to), None)
    taken: dict[str, list[Message]] = {}
    left: Counter[str] = Counter()
    for message in found:
        if not _is_wanted(message, wanted):
            continue
        if reason := message.unfit or _unwanted(message, wanted, asker):
            left[reason] += 1
        else:
            taken.setdefault(message.author, []).append(message)
    people, skipped = _answers(taken, item, wanted, lambda author: pseudonym(f"{platform}:{author}"))
    notes = [f"{count} messages were not taken: {reason}" for reason, count in sorted(left.items())]
    if repaired:
        notes.insert(0, f"{repaired} escapes such as \\x07, which JSON does not have, were read as what they mean")
    return Gathered(tuple(people), tuple(skipped), tuple(notes))


def _is_wanted(message: Message, wanted: Wanted) -> bool:
    return (
        (not wanted.reply_to or message.reply_to == wanted.reply_to)
        and (wanted.begin is None or message.at >= wanted.begin)
        and (wanted.end is None or message.at < wanted.end)
    )


def _unwanted(message: Message, wanted: Wanted, asker: str | None) -> str:
    if message.author == asker:
        return "by whoever asked"
    if message.name in wanted.left_out:
        return "by somebody who is left out"
    return "" if message.text.strip() else "without a text"


def _answers(
    taken: Mapping[str, Sequence[Message]], item: Open, wanted: Wanted, pseudonym: Callable[[str], RespondentId]
) -> tuple[list[Person], list[Skipped]]:
    people, skipped = [], []
    [part] = item.parts()
    for author, messages in taken.items():
        chosen = messages[-1:] if wanted.newest else messages
        text = "\n".join(message.text.strip() for message in chosen)
        try:
            people.append(Person(pseudonym(author), {item.key: item.read(part, text)}))
        except Complaint as complaint:
            length = f"{len(text)} characters, {part.longest} are taken"
            reason = length if complaint.key == "complaint-too-long" else "no words in it"
            skipped.append(Skipped(f"message {chosen[0].id}", "", text[:40], reason))
    return sorted(people, key=lambda person: person.who), skipped


# --- files ------------------------------------------------------------------------------------------------------


def _no(path: Path, expected: str) -> NoChat:
    return NoChat("chat-unreadable", file=path.name, expected=expected)


def _parsed(path: Path) -> tuple[Any, int]:
    """What the file holds, and how many escapes had to be repaired."""
    if path.stat().st_size > CHAT_LIMIT:
        raise _no(path, f"at most {CHAT_LIMIT // 1024**2} MiB")
    try:
        source = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no(path, "UTF-8") from error
    try:
        return json.loads(source), 0
    except (ValueError, RecursionError):
        repaired, count = _NO_ESCAPE.subn(r"\1\\u00\2", source)
    try:
        return json.loads(repaired), count
    except ValueError as error:
        raise _no(path, f"JSON ({error})") from error
    except RecursionError as error:
        raise _no(path, "JSON that is not nested a thousand times") from error


def _messages(path: Path, data: Any) -> tuple[str, list[Message]]:
    if isinstance(data, dict) and any(name in data for name in _ACCOUNT):
        raise _no(path, "an export of one group; this one holds all chats or the contacts of an account, delete it")
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        raise _no(path, "an export of one chat, by DiscordChatExporter (JSON) or Telegram Desktop (result.json)")
    channel = data.get("channel")
    kind = channel.get("type") if isinstance(channel, dict) else data.get("type")
    if kind in _PRIVATE:
        raise _no(path, "a group or channel; this one is a private chat")
    read = _discord if isinstance(channel, dict) else _telegram
    try:
        return read.__name__.strip("_"), list(read(data["messages"]))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise _no(path, f"messages as the exporters write them ({type(error).__name__}: {error})") from error


def _discord(messages: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    for each in messages:
        author, reference = each["author"], each.get("reference") or {}
        name = str(author.get("name") or "")
        replies = each["type"] == "Reply" and reference.get("type", "Default") == "Default"
        yield Message(
            id=str(each["id"]),
            at=_aware(datetime.fromisoformat(each["timestamp"])),
            author=str(author["id"]),
            name=str(author.get("nickname") or name),
            text=_without_names(str(each.get("content") or ""), each.get("mentions") or ()),
            reply_to=str(reference.get("messageId") or "") if replies else "",
            unfit=_unfit_on_discord(each, name),
        )


def _unfit_on_discord(each: Mapping[str, Any], name: str) -> str:
    if each["author"].get("isBot"):
        return "by a bot"
    if each["type"] not in ("Default", "Reply"):
        return "written by the platform"
    if each.get("forwardedMessage") or (each.get("reference") or {}).get("type") == "Forward":
        return "forwarded"
    if each.get("poll"):
        return "a poll"
    return "by a deleted account" if name.startswith("deleted_user") else ""


def _without_names(text: str, mentions: Sequence[Mapping[str, Any]]) -> str:
    names = {str(each[key]) for each in mentions for key in ("nickname", "name") if each.get(key)}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        text = text.replace(f"@{name}", NOBODY)
    return re.sub(r"<@[!&]?\d+>", NOBODY, text)


def _telegram(messages: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    for each in messages:
        if "date_unixtime" not in each and "date" not in each:  # "unsupported"
            continue
        seconds = each.get("date_unixtime")
        at = datetime.fromtimestamp(int(seconds), UTC) if seconds else _aware(datetime.fromisoformat(each["date"]))
        elsewhere = "reply_to_peer_id" in each
        yield Message(
            id=str(each["id"]),
            at=at,
            author=str(each.get("from_id") or ""),
            name=str(each.get("from") or ""),
            text=_flat(each.get("text", "")),
            reply_to="" if elsewhere else str(each.get("reply_to_message_id") or ""),
            unfit=_unfit_on_telegram(each),
        )


def _unfit_on_telegram(each: Mapping[str, Any]) -> str:
    if each.get("type") != "message":
        return "written by the platform"
    if "poll" in each:
        return "a poll"
    if "forwarded_from" in each or "forwarded_from_id" in each or "saved_from" in each:
        return "forwarded"
    if not str(each.get("from_id", "")).startswith("user"):
        return "in the name of a channel or group"
    if not each.get("from"):
        return "by a deleted account"
    # Telegram's export does not say who is a bot; their usernames end so, and mostly their names.
    return "by a bot" if "via_bot" in each or str(each["from"]).casefold().endswith("bot") else ""


def _flat(text: Any) -> str:
    if isinstance(text, str):
        return text
    return "".join(
        part if isinstance(part, str) else NOBODY if part.get("type") in _PERSONAL else str(part.get("text", ""))
        for part in text
    )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
