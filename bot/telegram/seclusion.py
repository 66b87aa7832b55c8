"""Is a group of Telegram one that plain members cannot see into: private, and everybody in it an administrator?

Telegram names no members to a bot, but it counts them and names the administrators ("getChatMemberCount" and
"getChatAdministrators" of the Bot API, read 2026-11). Where as many are administrators as are in the group, nobody else is
in it. Bots that are no administrators are counted and not named: with one of them it stays unknown, and unknown is no.
"""

from __future__ import annotations

from typing import Any

from bot.platform import Gone, Refused, TokenRefused
from bot.telegram.api import Api

TIMEOUT = 10.0  # seconds for each answer
SEEN_FROM_OUTSIDE = ("username", "active_usernames", "linked_chat_id")  # of a chat: whoever looks it up reads along


async def is_secluded(api: Api, chat: int) -> bool:
    """Whether only administrators are in the group, and nobody reads it from outside; raises PlatformError."""
    if chat > 0:
        return False  # a direct chat is no place
    try:
        group = await api.call("getChat", {"chat_id": chat}, timeout=TIMEOUT)
        if any(group.get(name) for name in SEEN_FROM_OUTSIDE):
            return False
        listed = await api.call("getChatAdministrators", {"chat_id": chat, "return_bots": True}, timeout=TIMEOUT)
        members = await api.call("getChatMemberCount", {"chat_id": chat}, timeout=TIMEOUT)
        me = await api.call("getMe", {}, timeout=TIMEOUT)
    except TokenRefused:
        raise
    except (Gone, Refused):
        return False  # we are not in it any more; whoever asked is told
    return int(members) <= len(_known(listed, me["id"]))


def _known(administrators: list[dict[str, Any]], me: int) -> set[int]:
    """Everybody of whom we know why they are there: administrators, and ourselves."""
    return {me, *(int(each["user"]["id"]) for each in administrators)}
