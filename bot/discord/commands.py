"""Which commands does Discord offer, to whom, in which language, and what does somebody who uses one ask for?

Commands are data here, both ways: ``payload`` is the body of ``PUT /applications/{id}/commands``, ``read`` takes the data
of an interaction apart. What a command does is the dialogues' business; whether a person may is checked there again.
"Application Commands" and "Receiving and Responding", read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.platform import Command, Option, OptionKind

LOCALES = {"de": ("de",), "en": ("en-US", "en-GB")}  # by language of ours; everybody else sees the default
ABOUT_LIMIT = 100  # characters of a description, and of a suggestion
SUGGESTIONS = 25  # at once
MANAGE_GUILD = 1 << 5  # the permission that shows a command, unless the guild's owner chose otherwise
GUILD, DIRECT = 0, 1  # contexts: in a guild, in the direct chat with the bot
CHAT, MESSAGE = 1, 3  # types of commands
WORD = 1  # the type of an option that is a word with options of its own
TYPES = {OptionKind.TEXT: 3, OptionKind.NUMBER: 4, OptionKind.PLACE: 7, OptionKind.FILE: 11}
PLACES = (0, 5, 10, 11, 12, 15)  # types of channels a card may stand in: text, announcements, threads, forum

# What Discord says of a command beside these is its own: ids, versions, and older ways to say the same.
_OURS = (
    "type", "name", "name_localizations", "description", "description_localizations", "options", "required",
    "autocomplete", "channel_types", "min_value", "default_member_permissions", "contexts", "integration_types",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """A file given with a command; it is fetched from ``url``.

    Attributes:
        size: bytes.
    """

    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for with a command.

    Attributes:
        command: its name, in whichever language it was shown.
        text: as if it had been typed: the word after the command, and what was given in words or numbers; of a command
            in the menu of a message, what that message says.
        fields: what was given in words or numbers, by the option's name.
        channel: the channel named in an option, as Discord describes it.
        message: the message whose menu the command was in, as Discord describes it.
        focused: the option that is being typed, where suggestions are asked for; empty otherwise.
        typed: what stands in it so far.
    """

    command: str
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    file: Attached | None = None
    channel: Mapping[str, Any] | None = None
    message: Mapping[str, Any] | None = None
    focused: str = ""
    typed: str = ""


def payload(commands: Sequence[Command], language: str = "de") -> list[dict[str, Any]]:
    """All commands as Discord takes them; ``language`` is that of people whose own we do not speak."""
    return [_command(each, language) for each in commands]


def same(published: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord shows these commands already; ``published`` has to be asked for with its localizations."""
    one, other = (sorted(_bare(rows), key=lambda row: (row["type"], row["name"])) for rows in (published, wanted))
    return one == other


def read(data: Mapping[str, Any]) -> Asked:
    """What the data of an interaction asks for: a command, a command in the menu of a message, or suggestions."""
    if data.get("type", CHAT) == MESSAGE:
        message = data["resolved"]["messages"][data["target_id"]]
        return Asked(data["name"], message.get("content", ""), message=message)
    words, rows = [], data.get("options") or []
    while rows and rows[0]["type"] == WORD:
        words.append(rows[0]["name"])
        rows = rows[0].get("options") or []
    typed = next((row for row in rows if row.get("focused")), None)
    given = {row["name"]: str(row["value"]) for row in rows if row["type"] in (3, 4) and row is not typed}
    return Asked(
        data["name"],
        " ".join((*words, *given.values())),
        given,
        file=_attached(data, rows),
        channel=_resolved(data, rows, OptionKind.PLACE, "channels"),
        focused=typed["name"] if typed else "",
        typed=str(typed["value"]) if typed else "",
    )


def choices(suggested: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Suggestions (value and label) as Discord takes them."""
    return [{"name": label[:ABOUT_LIMIT], "value": value[:ABOUT_LIMIT]} for value, label in suggested[:SUGGESTIONS]]


def _command(command: Command, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": MESSAGE if command.on_message else CHAT,
        "name": command.name,
        "name_localizations": _localized(command.names),
        # Answers are seen by nobody else anywhere. In the direct chat there is nothing to hand in.
        "contexts": [GUILD] if command.on_message else [GUILD, DIRECT],
        "integration_types": [0],
    }
    if command.moderators:
        made["default_member_permissions"] = MANAGE_GUILD
    if command.on_message:
        return made
    words = [
        {"type": WORD, **_described(word, language), "options": _options(word, language)} for word in command.words
    ]
    return {**made, **_described(command, language), "options": words or _options(command, language)}


def _options(command: Command, language: str) -> list[dict[str, Any]]:
    return [_option(option, language) for option in command.options]


def _option(option: Option, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {"type": TYPES[option.kind], **_described(option, language), "required": option.required}
    if option.kind is OptionKind.NUMBER:
        made["min_value"] = 1
    if option.kind is OptionKind.PLACE:
        made["channel_types"] = list(PLACES)
    if option.suggests:
        made["autocomplete"] = True
    return made


def _described(named: Command | Option, language: str) -> dict[str, Any]:
    about = {spoken: text[:ABOUT_LIMIT] for spoken, text in named.about.items()}
    return {
        "name": named.name,
        "name_localizations": _localized(named.names),
        "description": about[language],
        "description_localizations": _localized(about),
    }


def _localized(texts: Mapping[str, str]) -> dict[str, str]:
    return {locale: text for language, text in texts.items() for locale in LOCALES.get(language, ())}


def _bare(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Commands, or options, without what Discord adds and without what is there only to say that nothing is."""
    return [{name: _plain(name, row[name]) for name in _OURS if row.get(name)} for row in rows]


def _plain(name: str, value: Any) -> Any:
    if name == "options":
        return _bare(value)
    return int(value) if name == "default_member_permissions" else value  # asked for as a number, told as text


def _attached(data: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Attached | None:
    found = _resolved(data, rows, OptionKind.FILE, "attachments")
    return Attached(found["filename"], found["url"], found["size"]) if found else None


def _resolved(
    data: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], kind: OptionKind, things: str
) -> Mapping[str, Any] | None:
    """What the option of that kind names, as Discord describes it."""
    named = next((row["value"] for row in rows if row["type"] == TYPES[kind]), None)
    found: Mapping[str, Any] | None = data.get("resolved", {}).get(things, {}).get(named)
    return found
