"""``nachgefragt inbox``: which messages could not be worked on, and shall they be tried once more?"""

from __future__ import annotations

import argparse
import sys

from bot.commands.arguments import FAILED, OK, Commands, command, group, whole


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "inbox", "Messages that could not be worked on. Their content is kept for 24 hours at most.")
    listing = command(mine, "list", "list messages that could not be worked on", _list)
    listing.add_argument("--json", action="store_true", help="for programs")
    retry = command(
        mine, "retry", "have the bot try such messages once more\nA running bot takes them up within minutes.", _retry
    )
    retry.add_argument("ids", metavar="ID", nargs="*", type=whole(0, 2**62), help="as listed; none means all")


def _list(given: argparse.Namespace) -> int:
    from bot import inbox
    from bot.commands import office

    with office.opened(office.settings()) as store:
        letters = store.read_now(inbox.dead)
    if given.json:
        told = [
            {
                "id": each.id,
                "platform": each.platform,
                "error": each.error,
                "attempts": each.attempts,
                "since": each.arrived_at,
                "retryable": each.retryable,
            }
            for each in letters
        ]
        print(office.as_json(told))
    elif letters:
        rows = [
            [
                str(each.id),
                each.platform,
                each.error,
                f"{each.arrived_at:%Y-%m-%d %H:%M}",
                "yes" if each.retryable else "no",
            ]
            for each in letters
        ]
        print(office.table([["ID", "PLATFORM", "ERROR", "SINCE", "RETRYABLE"], *rows]))
    else:
        print("every message could be worked on", file=sys.stderr)
    return OK


def _retry(given: argparse.Namespace) -> int:
    from bot import inbox
    from bot.commands import office

    with office.opened(office.settings()) as store:
        wanted = given.ids or [each.id for each in store.read_now(inbox.dead) if each.retryable]
        taken = store.write_now(lambda session: [each for each in wanted if inbox.retry(session, each)])
    print(f"{len(taken)} of {len(wanted)} will be tried again")
    return OK if len(taken) == len(wanted) else FAILED
