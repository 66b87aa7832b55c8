"""What must a message for the played Discord look like, before anything is done with it?

Limits from Discord's "Message Resource" page, read in 2026-11.
"""

from __future__ import annotations

from typing import Any

from peers.discord_components import Check, check_components
from peers.discord_parts import EPHEMERAL, V2
from peers.discord_wire import SNOWFLAKE, ApiError, Upload

CONTENT = 2000  # characters; the published contract says 4000, which is for subscribers
EMBEDS, EMBED_TOTAL = 10, 6000  # embeds of one message; characters in all of them
FILES = 10  # of one message
NONCE = 25  # characters
FLAGS_OF_BOTS = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 15
ARRAYS = ("embeds", "components", "attachments", "sticker_ids")
MENTION_KINDS = ("roles", "users", "everyone")


def check_message(
    body: dict[str, Any],
    files: dict[int, Upload],
    before: dict[str, Any] | None = None,
    *,
    ephemeral: bool = False,
    path: str = "",
) -> None:
    """Refuse a message that Discord would refuse; `before` is the message being edited.

    `ephemeral`: whether the flag for it is allowed here (responses to interactions only).
    """
    check = Check()
    for name in ARRAYS:
        if body.get(name) is not None and not isinstance(body[name], list):
            check.say(path + name, "LIST_TYPE_CONVERT: Only iterables may be used in a ListType")
    check.done()
    flags = body.get("flags") or 0
    if not isinstance(flags, int) or flags & ~FLAGS_OF_BOTS:
        check.say(path + "flags", f"flags {flags} cannot be set by a bot")
        flags = 0
    if flags & EPHEMERAL and not ephemeral and before is None:
        check.say(path + "flags", "only a response to an interaction can be ephemeral")
    had_v2 = before is not None and bool(before["flags"] & V2)
    if had_v2 and body.get("flags") is not None and not flags & V2:
        check.say(path + "flags", "IS_COMPONENTS_V2 cannot be removed")
    v2 = had_v2 or bool(flags & V2)
    merged = {**(before or {}), **{key: value for key, value in body.items() if key != "flags"}}
    check.text(path + "content", body.get("content"), 0, CONTENT, required=False)
    names = _attachments(check, body, files, before, path)
    if v2:
        for name in ("content", "embeds", "sticker_ids", "poll"):
            if merged.get(name):
                reason = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2: not with IS_COMPONENTS_V2"
                check.say(path + name, reason)
    if body.get("components") is not None:
        check_components(check, body["components"], v2=v2, files=names, path=path + "components")
    _embeds(check, body.get("embeds") or [], path)
    _nonce(check, body, path)
    _mentions(check, body.get("allowed_mentions"), path)
    check.done()
    if not _has_anything(merged, names, v2=v2):
        raise ApiError(50006)


def _has_anything(merged: dict[str, Any], names: set[str], *, v2: bool) -> bool:
    if v2:
        return bool(merged.get("components"))
    content = str(merged.get("content") or "").strip()
    # Buttons alone are no message: the real server wants something beside them.
    return bool(content or merged.get("embeds") or names or merged.get("sticker_ids") or merged.get("poll"))


def _attachments(
    check: Check, body: dict[str, Any], files: dict[int, Upload], before: dict[str, Any] | None, path: str
) -> set[str]:
    """The file names the message will have."""
    held = {row["id"]: row["filename"] for row in (before or {}).get("attachments", ())}
    given = body.get("attachments")
    if given is None:
        return {file.name for file in files.values()} | set(held.values())
    names: set[str] = set()
    for index, row in enumerate(given):
        number = str(row.get("id"))
        check.text(f"{path}attachments.{index}.description", row.get("description"), 0, 1024, required=False)
        if number in held:
            names.add(held[number])
        elif number.isdigit() and int(number) in files:
            names.add(row.get("filename") or files[int(number)].name)
        else:
            check.say(f"{path}attachments.{index}.id", f"there is no file {number} in this request")
    if len(given) > FILES:
        check.say(path + "attachments", f"BASE_TYPE_MAX_LENGTH: Must be {FILES} or fewer in length.")
    listed = {str(row.get("id")) for row in given}
    for part in files:
        if str(part) not in listed:
            check.say(path + "attachments", f"files[{part}] is not listed")
    return names


def _embeds(check: Check, embeds: list[Any], path: str) -> None:
    if len(embeds) > EMBEDS:
        check.say(path + "embeds", f"BASE_TYPE_MAX_LENGTH: Must be {EMBEDS} or fewer in length.")
    total = 0
    for index, embed in enumerate(embeds):
        here = f"{path}embeds.{index}"
        check.text(f"{here}.title", embed.get("title"), 0, 256, required=False)
        check.text(f"{here}.description", embed.get("description"), 0, 4096, required=False)
        footer, author = (embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")
        check.text(f"{here}.footer.text", footer, 0, 2048, required=False)
        check.text(f"{here}.author.name", author, 0, 256, required=False)
        fields = embed.get("fields") or []
        if len(fields) > 25:
            check.say(f"{here}.fields", "BASE_TYPE_MAX_LENGTH: Must be 25 or fewer in length.")
        for number, row in enumerate(fields):
            check.text(f"{here}.fields.{number}.name", row.get("name"), 1, 256)
            check.text(f"{here}.fields.{number}.value", row.get("value"), 1, 1024)
            total += len(row.get("name") or "") + len(row.get("value") or "")
        total += sum(len(text or "") for text in (embed.get("title"), embed.get("description"), footer, author))
    if total > EMBED_TOTAL:
        check.say(path + "embeds", f"MAX_EMBED_SIZE_EXCEEDED: Embed size exceeds maximum size of {EMBED_TOTAL}")


def _nonce(check: Check, body: dict[str, Any], path: str) -> None:
    nonce = body.get("nonce")
    if nonce is not None and not isinstance(nonce, str | int):
        check.say(path + "nonce", "NONCE_TYPE: an integer or a string")
    elif nonce is not None and len(str(nonce)) > NONCE:
        check.say(path + "nonce", f"NONCE_TYPE_TOO_LONG: Must be {NONCE} or fewer in length.")


def _mentions(check: Check, allowed: Any, path: str) -> None:
    if allowed is None:
        return
    parse = allowed.get("parse") or []
    for kind in parse:
        if kind not in MENTION_KINDS:
            check.say(path + "allowed_mentions.parse", f"BASE_TYPE_CHOICES: Value must be one of {MENTION_KINDS}.")
    for kind in ("users", "roles"):
        listed = allowed.get(kind) or []
        if listed and kind in parse:
            reason = (
                f"MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE: parse:[{kind!r}] and {kind}: [ids...] exclude each other"
            )
            check.say(path + "allowed_mentions", reason)
        if len(listed) > 100 or any(not SNOWFLAKE.match(str(one)) for one in listed):
            check.say(f"{path}allowed_mentions.{kind}", "at most 100 snowflakes")
