"""Hand-worked examples of who may do what in a server and in its channels."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pages import READ, ROOT

from bot.discord import permissions
from bot.discord.permissions import (
    ADMINISTRATOR,
    ALL,
    ATTACH_FILES,
    MANAGE_GUILD,
    MODERATES,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    of_member,
)

GUILD, EVERYBODY, OWNER, ANNA, HELPERS, QUIET, CHIEFS = "1", "1", "2", "3", "10", "11", "12"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SEES, READS = VIEW_CHANNEL, VIEW_CHANNEL | READ_MESSAGE_HISTORY
WRITES = VIEW_CHANNEL | SEND_MESSAGES

ROLES: list[dict[str, Any]] = [
    {"id": EVERYBODY, "permissions": str(WRITES)},
    {"id": HELPERS, "permissions": str(ATTACH_FILES)},
    {"id": QUIET, "permissions": "0"},
    {"id": CHIEFS, "permissions": str(ADMINISTRATOR)},
]


def may(*roles: str, channel: list[dict[str, Any]] | None = None, user: str = ANNA, **member: Any) -> int:
    """What Anna with these roles may do, in the server or in a channel with these rules."""
    given = None if channel is None else {"id": "5", "permission_overwrites": channel}
    return of_member({"id": GUILD, "owner_id": OWNER}, ROLES, {"roles": list(roles), **member}, user, given, NOW)


def rule(whom: str, *, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": whom, "type": 1 if whom == ANNA else 0, "allow": str(allow), "deny": str(deny)}


def test_without_roles_it_is_what_everybody_may() -> None:
    assert may() == WRITES


def test_roles_add_up() -> None:
    assert may(HELPERS, QUIET) == WRITES | ATTACH_FILES


def test_the_owner_may_everything_whatever_a_channel_says() -> None:
    assert may(user=OWNER, channel=[rule(EVERYBODY, deny=ALL), rule(OWNER, deny=ALL)]) == ALL


def test_an_administrator_may_everything_whatever_a_channel_says() -> None:
    assert may(CHIEFS, channel=[rule(EVERYBODY, deny=ALL), rule(ANNA, deny=ALL)]) == ALL


def test_a_channel_takes_away_from_everybody() -> None:
    assert may(channel=[rule(EVERYBODY, deny=SEND_MESSAGES)]) == SEES


def test_a_role_gets_back_what_everybody_lost() -> None:
    rules = [rule(EVERYBODY, deny=SEND_MESSAGES), rule(HELPERS, allow=SEND_MESSAGES)]

    assert may(HELPERS, channel=rules) == WRITES | ATTACH_FILES
    assert may(QUIET, channel=rules) == SEES


def test_among_roles_allowing_wins_in_whatever_order_they_stand() -> None:
    rules = [rule(HELPERS, allow=SEND_MESSAGES), rule(QUIET, deny=SEND_MESSAGES)]

    assert may(HELPERS, QUIET, channel=rules) == may(QUIET, HELPERS, channel=rules[::-1]) == WRITES | ATTACH_FILES
    assert may(QUIET, channel=rules) == SEES


def test_what_is_said_of_the_member_comes_last() -> None:
    rules = [rule(ANNA, deny=SEND_MESSAGES), rule(HELPERS, allow=SEND_MESSAGES)]

    assert may(HELPERS, channel=rules) == SEES | ATTACH_FILES
    assert may(channel=[rule(EVERYBODY, deny=ALL), rule(ANNA, allow=READS)]) == READS


def test_who_does_not_see_a_channel_can_do_nothing_in_it() -> None:
    assert may(HELPERS, channel=[rule(EVERYBODY, deny=VIEW_CHANNEL)]) == 0


def test_a_timeout_leaves_seeing_and_reading() -> None:
    later, earlier = "2026-11-24T11:00:00+00:00", "2026-11-24T09:00:00+00:00"

    assert may(communication_disabled_until=later) == SEES
    assert may(communication_disabled_until=earlier) == may(communication_disabled_until=None) == WRITES
    assert may(CHIEFS, communication_disabled_until=later) == ALL


def test_who_may_manage_the_server_moderates() -> None:
    assert {MANAGE_GUILD & MODERATES, ADMINISTRATOR & MODERATES} == {MANAGE_GUILD, ADMINISTRATOR}
    assert not may(HELPERS) & MODERATES
    assert may(CHIEFS) & MODERATES


def test_the_pages_invite_with_the_rights_that_are_used() -> None:
    invited = [int(number) for number in re.findall(r"permissions=(\d+)", READ)]

    assert invited
    assert set(invited) == {permissions.INVITED}
    assert f"`{permissions.INVITED}`" in (ROOT / "docs/operating.md").read_text()


def test_the_names_have_the_numbers_of_the_library() -> None:
    import discord

    for name in ("administrator", "manage_guild", "add_reactions", "view_channel", "send_messages", "embed_links",
                 "attach_files", "read_message_history", "send_messages_in_threads", "pin_messages"):  # fmt: skip
        assert getattr(permissions, name.upper()) == getattr(discord.Permissions, name).flag
