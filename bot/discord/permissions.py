"""What may somebody do in a server of Discord, or in one channel of it?

Pure, on the JSON that Discord sends. The order is that of Discord's "Permissions" page (read 2026-11): owner, roles,
administrator, then what the channel says of everybody, of roles, of the member; last a timeout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
SEND_MESSAGES_IN_THREADS = 1 << 38
PIN_MESSAGES = 1 << 51  # a right of its own, no part of "manage messages" any more
ALL = (1 << 53) - 1

MODERATES = ADMINISTRATOR | MANAGE_GUILD
IN_TIMEOUT = VIEW_CHANNEL | READ_MESSAGE_HISTORY  # all that is left then
INVITED = (
    VIEW_CHANNEL | SEND_MESSAGES | SEND_MESSAGES_IN_THREADS | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY
    | ADD_REACTIONS | PIN_MESSAGES
)  # fmt: skip
"""What the bot asks for in its invitation: each of them is used, and named by the check where it is missing."""

Raw = Mapping[str, Any]


def of_member(
    guild: Raw,
    roles: Sequence[Raw],
    member: Raw,
    user_id: int | str,
    channel: Raw | None = None,
    now: datetime | None = None,
) -> int:
    """What a member may do in the server, or in a channel of it.

    channel: of a thread its parent, which has the rules for it. now: so that a timeout counts; without it none does.
    """
    if str(guild["owner_id"]) == str(user_id):
        return ALL
    held = {str(guild["id"]), *(str(role) for role in member["roles"])}
    allowed = 0
    for role in roles:
        if str(role["id"]) in held:
            allowed |= int(role["permissions"])
    if allowed & ADMINISTRATOR:
        return ALL
    if channel is not None:
        allowed = _ruled(allowed, channel, str(guild["id"]), held, str(user_id))
    return allowed & IN_TIMEOUT if now is not None and is_silenced(member, now) else allowed


def _ruled(allowed: int, channel: Raw, everybody: str, held: set[str], user_id: str) -> int:
    """With the channel's own rules: of everybody, then of all roles at once, then of the member."""
    rules = {str(rule["id"]): rule for rule in channel.get("permission_overwrites") or ()}
    for together in {everybody}, held - {everybody}, {user_id}:
        named = [rules[one] for one in together if one in rules]
        for rule in named:
            allowed &= ~int(rule["deny"])
        for rule in named:
            allowed |= int(rule["allow"])
    return allowed if allowed & VIEW_CHANNEL else 0  # who does not see a channel can do nothing in it


def is_silenced(member: Raw, now: datetime) -> bool:
    """Whether the member is in a timeout."""
    until = member.get("communication_disabled_until")
    return until is not None and datetime.fromisoformat(until) > now
