"""``nachgefragt key``: how does a new secret key take the place of the present one, and when are old ones forgotten?"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from bot.commands.arguments import OK, Commands, command, group


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "key", "The secret key: what pseudonyms are made with and what seals what must be sealed.")
    rotating = command(
        mine,
        "rotate",
        "put a new secret key in place of the present one\nStop the bot first. What hangs on the key is made anew; the old "
        "one stays in the key file for people whose\nid is not kept, until they come back. After a crash the same command "
        "goes on where it stopped.",
        _rotate,
    )
    rotating.add_argument("--json", action="store_true", help="for programs")
    dropping = command(
        mine,
        "drop",
        "forget earlier keys\nRefused while somebody can only be recognised with one of them. Backups made before the "
        "change cannot be\nrestored afterwards unless their key is put back.",
        _drop,
    )
    dropping.add_argument("--anyway", action="store_true", help="whoever was not back since is a stranger from then on")


def _rotate(given: argparse.Namespace) -> int:
    from bot import rotation
    from bot.commands import office
    from surveys.store import Store

    settings = office.settings()
    with office.spoken(), office.progress("making everything anew"):
        present = office.revision(settings.database_url)
        if present is None:
            raise office.Failure(f"there is nothing in {office.shown_url(settings.database_url)} yet")
        office.upgrade_if_needed(settings, present, only_new=True)
        with Store.open(settings.database_url) as store, store.hold():
            done = rotation.rotate(store, settings, datetime.now(UTC))
    if given.json:
        print(office.as_json(asdict(done)))
        return OK
    print(f"the key is {done.fingerprint} now; made anew: {done.accounts} accounts")
    if done.waiting:
        print(f"{done.waiting} accounts are recognised with an earlier key, until they come back")
    if done.void:
        print(f"{done.void} codes that were given out are void")
    return OK


def _drop(given: argparse.Namespace) -> int:
    from bot import rotation
    from bot.commands import office
    from surveys.store import Store

    settings = office.settings()
    with office.spoken(), Store.open(settings.database_url) as store, store.hold():
        strangers = rotation.drop_earlier(store, settings, anyway=given.anyway)
    print("earlier keys are forgotten" + (f"; {strangers} accounts are strangers now" if strangers else ""))
    return OK
