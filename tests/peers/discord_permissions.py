"""Who may do what in a channel of the played Discord?

Computed as in Discord's "Permissions" page: owner, administrator, roles, then the overwrites of the channel.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from peers.discord_wire import ApiError

if TYPE_CHECKING:
    from peers.discord_state import Channel, Guild, Member

BITS = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
    "pin_messages": 1 << 51,
    "bypass_slowmode": 1 << 52,
}
ALL = (1 << 53) - 1
MEMBERS_MAY = (
    "add_reactions",
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "use_application_commands",
    "create_public_threads",
    "send_messages_in_threads",
)
BOT_MAY = (*MEMBERS_MAY, "create_private_threads", "manage_threads", "pin_messages")


def bits(names: Iterable[str]) -> int:
    """The sum of named permissions; KeyError for a name Discord does not know."""
    total = 0
    for name in names:
        total |= BITS[name]
    return total


def permissions(guild: Guild, member: Member, channel: Channel | None = None) -> int:
    """What a member may do in the guild, or in one channel of it."""
    if member.user.id == guild.owner.id:
        return ALL
    held = [role for role in guild.roles.values() if role.id == guild.id or role.id in member.roles]
    allowed = 0
    for role in held:
        allowed |= role.permissions
    if allowed & BITS["administrator"]:
        return ALL
    if channel is None:
        return allowed
    rules = (channel.parent if channel.is_thread and channel.parent is not None else channel).overwrites
    if everyone := rules.get(guild.id):
        allowed = allowed & ~everyone.deny | everyone.allow
    mine = [rules[role.id] for role in held if role.id in rules and role.id != guild.id]
    for overwrite in mine:
        allowed &= ~overwrite.deny
    for overwrite in mine:
        allowed |= overwrite.allow
    if own := rules.get(member.user.id):
        allowed = allowed & ~own.deny | own.allow
    if not allowed & BITS["view_channel"]:
        return 0
    speaks = BITS["send_messages_in_threads" if channel.is_thread else "send_messages"]
    if not allowed & speaks:
        allowed &= ~bits(("embed_links", "attach_files", "mention_everyone"))
    return allowed


def demand(guild: Guild | None, member: Member | None, channel: Channel | None, *names: str) -> None:
    """Refuse with 50001 who cannot see the channel, with 50013 who lacks one of the permissions."""
    if guild is None:
        return
    if member is None:
        raise ApiError(50001)
    held = permissions(guild, member, channel)
    if channel is not None and not held & BITS["view_channel"]:
        raise ApiError(50001)
    if any(not held & BITS[name] for name in names):
        raise ApiError(50013)
