"""``nachgefragt policy``: what does a community itself say about how its answers are moderated?"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command, group

if TYPE_CHECKING:
    from sqlmodel import Session


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(
        commands, "policy", "How answers of a community are moderated, as everybody reads it with /moderation."
    )
    show = command(mine, "show", "show the text that applies, and since when", _show)
    show.add_argument("community", metavar="COMMUNITY", help="its name or id, as `role list` shows them")
    setting = command(
        mine,
        "set",
        "let the text of a file apply from now on\nPlain text, at most 3,000 characters; {operator} and "
        "{contact} are put in.",
        _set,
        examples='  nachgefragt policy set "Kundenclub" regeln.txt',
    )
    setting.add_argument("community", metavar="COMMUNITY")
    setting.add_argument("file", metavar="FILE", type=Path)
    back = command(mine, "reset", "let the general text apply again", _reset)
    back.add_argument("community", metavar="COMMUNITY")


def _show(given: argparse.Namespace) -> int:
    from bot import policies
    from bot.commands import office
    from bot.commands.roles import community_of
    from surveys.moderation.policy import default

    def work(session: Session) -> tuple[str, str]:
        community = community_of(session, given.community)
        own = policies.current(session, community.id)
        if own is None:
            return default(community.language), "the general text"
        return own.text, f"version {own.version}, since {own.since:%Y-%m-%d %H:%M} UTC"

    with office.opened(office.settings()) as store:
        text, version = store.read_now(work)
    print(office.harmless(text).rstrip())
    print(version, file=sys.stderr)
    return OK


def _set(given: argparse.Namespace) -> int:
    from bot import auditing, policies
    from bot.commands import office
    from bot.commands.roles import community_of

    try:
        text = given.file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise office.Failure(f"{given.file}: expected text in UTF-8") from error

    def work(session: Session) -> int:
        community = community_of(session, given.community)
        return policies.set_text(session, community.id, text, datetime.now(UTC), by=auditing.OPERATOR).version

    with office.opened(office.settings()) as store:
        version = store.write_now(work)
    print(f"{given.community}: version {version}")
    return OK


def _reset(given: argparse.Namespace) -> int:
    from bot import auditing, policies
    from bot.commands import office
    from bot.commands.roles import community_of

    def work(session: Session) -> bool:
        community = community_of(session, given.community)
        return policies.use_general(session, community.id, datetime.now(UTC), by=auditing.OPERATOR) is not None

    with office.opened(office.settings()) as store:
        changed = store.write_now(work)
    print(f"{given.community}: the general text" + ("" if changed else ", as before"))
    return OK
