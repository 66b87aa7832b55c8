"""``nachgefragt db``: how is the database brought to this version, backed up, brought back, looked at?"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command, group

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "db", "The database: everything the bot keeps.")
    about = "bring the database to this version\nMakes a backup first where there is something to lose (SQLite)."
    command(mine, "upgrade", about, _upgrade)
    backup = command(mine, "backup", "copy the database while the bot runs, and check the copy", _backup)
    backup.add_argument(
        "--folder", metavar="FOLDER", type=Path, help="where to (default: `backups` beside the database)"
    )
    restore = command(
        mine,
        "restore",
        "put a backup in place of everything that is there\nStop the bot first. What is there now is backed up before, "
        "erasures since the backup are replayed,\nand nothing is posted twice.",
        _restore,
    )
    restore.add_argument("file", metavar="FILE", type=Path)
    info = command(mine, "info", "say where the database is, its version and size", _info)
    info.add_argument("--json", action="store_true", help="for programs")


def _upgrade(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys import upkeep

    url = office.settings().database_url
    with office.spoken():
        office.revision(url)
        with office.progress("upgrading"):
            done = upkeep.upgrade(url)
    if done.before == done.after:
        print(f"already at {done.after}")
    else:
        print(
            f"upgraded from {done.before or 'nothing'} to {done.after}"
            + (f", backup: {done.backup}" if done.backup else "")
        )
    return OK


def _backup(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys import upkeep

    url = office.settings().database_url
    with office.spoken(), office.progress("copying"):
        _must_exist(url)
        made = upkeep.backup(url, given.folder or beside(url))
    print(made)
    return OK


def _restore(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys import upkeep

    settings = office.settings()
    with office.spoken(), office.progress("restoring"):
        office.revision(settings.database_url)
        emptied: list[str] = []
        upkeep.restore(
            settings.database_url, given.file, after=lambda session: emptied.extend(_restored(session, settings))
        )
    print(f"restored from {given.file}")
    for wave in emptied:
        print(f"{wave} was anonymous and is over: what was said before its end is not brought back", file=sys.stderr)
    return OK


def _restored(session: Session, settings: Settings) -> list[str]:
    """Who was erased since the backup stays erased; what may have been posted since is for a moderator to decide.

    Gives the names of anonymous waves that were over since, and come back without answers.
    """
    import sqlalchemy as sa
    from sqlmodel import col

    from bot import anonymity, erasures, keys, rotation
    from bot.schedule import SENDS
    from bot.tables import Ledger, LedgerState

    known, now = keys.load(settings), datetime.now(UTC)
    erasures.replay(session, settings, known, now)
    emptied = anonymity.restored(session, known, now)
    held = rotation.key_of(session, known)
    if held is not None and held.secret != known.secret:  # made before the key was changed
        rotation.rekey(session, held, known, now)

    under_way = (LedgerState.QUEUED, LedgerState.SENDING)
    session.execute(
        sa.update(Ledger)
        .where(col(Ledger.kind).in_(SENDS), col(Ledger.state).in_(under_way))
        .values(state=LedgerState.UNSURE)
    )
    return emptied


def _info(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys import upkeep

    url = office.settings().database_url
    with office.spoken(), office.progress("looking"):
        _must_exist(url)
        info = upkeep.info(url)
    if given.json:
        print(office.as_json({"address": office.shown_url(url), **asdict(info)}))
        return OK
    rows = [
        ["address", office.shown_url(url)],
        ["engine", f"{info.dialect} {info.version}"],
        [
            "revision",
            (info.revision or "none") + ("" if info.revision == info.head else f" (this version: {info.head})"),
        ],
        ["size", f"{info.size / 1024:.0f} KiB"],
        *([name, f"{count} rows"] for name, count in sorted(info.tables.items()) if count),
        *(["warning", each] for each in info.warnings),
    ]
    print(office.table(rows))
    return OK


def beside(url: str) -> Path:
    """The folder for backups: beside a SQLite file, else under ``var/``."""
    from surveys.store import normalised

    address = normalised(url)
    parent = Path(address.database or "").parent if address.drivername == "sqlite" else Path("var")
    return parent / "backups"


def _must_exist(url: str) -> None:
    from bot.commands import office

    if office.revision(url) is None:
        raise office.Failure(f"there is nothing in {office.shown_url(url)} yet")
