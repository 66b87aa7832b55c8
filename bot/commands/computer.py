"""Is this computer ready for the bot: its key, its database, its disk, its clock, its questionnaires?

Words for whoever runs it, in English as all of the command line: paths and addresses are nothing for a chat.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot import anonymity, erasures, keys, rotation
from bot.checks import Told
from bot.commands import office
from bot.settings import Settings
from surveys import upkeep
from surveys.design import catalog
from surveys.errors import QuestionnaireError, SurveyError
from surveys.store import Store, normalised

DISK = 200 * 1024**2  # bytes free below which it gets tight: backups are as large as the database
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # a clock before this is wrong


def look(settings: Settings) -> Iterator[Told]:
    """All of it."""
    yield from _key(settings)
    yield from _database(settings)
    yield from _wave_keys(settings)
    yield from _clock(settings)
    yield from _catalog()


def _key(settings: Settings) -> Iterator[Told]:
    if settings.secret_key is not None:
        yield Told("secret key", "ok", "set by NACHGEFRAGT_SECRET_KEY")
        return
    path = keys.key_file(settings)
    if not path.exists():
        yield Told("secret key", "ok", f"will be made in {path} at the first start")
        return
    yield _mode("secret key", path)


def _mode(about: str, path: Path) -> Told:
    """Whether a file is its owner's alone."""
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Told(about, "blocked", f"{path} can be read by others", f"chmod 600 {path}")
    if not os.access(path, os.R_OK):
        return Told(about, "blocked", f"{path} cannot be read", "start as the user it belongs to")
    return Told(about, "ok", str(path))


def _database(settings: Settings) -> Iterator[Told]:
    url = settings.database_url
    shown = office.shown_url(url)
    try:
        present = office.revision(url)
    except office.Failure as failure:
        yield Told("database", "blocked", str(failure), "check NACHGEFRAGT_DATABASE_URL")
        return
    if present is None:
        yield Told("database", "ok", f"{shown} will be made at the first start")
    elif present != upkeep.head():
        yield Told("database", "warning", f"{shown} is at another version ({present})", "nachgefragt db upgrade")
    else:
        try:
            info = upkeep.info(url)
        except SurveyError as error:
            yield Told("database", "blocked", office.said(error))
            return
        yield Told("database", "ok", f"{shown}, {info.dialect} {info.version}, revision {info.revision}")
        for warning in info.warnings:
            yield Told("database", "warning", warning)
        yield from _belongs(settings)
    address = normalised(url)
    if address.drivername == "sqlite":
        yield from _file(Path(address.database or ""))


def _belongs(settings: Settings) -> Iterator[Told]:
    """Whether the key is the one the database was filled with: a new one recognises nobody, and says so to nobody."""
    path = keys.key_file(settings)
    try:
        held = keys.load(settings) if settings.secret_key is not None or path.exists() else None
        with Store.open(settings.database_url) as store:
            if store.read_now(lambda session: erasures.is_key_of(session, held)):
                return
            unfinished = held is not None and store.read_now(lambda session: rotation.is_unfinished(session, held))
    except PermissionError:
        return  # it is said already that the key cannot be read
    except SurveyError as error:
        yield Told("secret key", "blocked", office.said(error))
        return
    if unfinished:
        yield Told("secret key", "blocked", "a change of the key was interrupted", "nachgefragt key rotate")
        return
    text = "the database was filled with another key than this one"
    yield Told("secret key", "blocked", text, f"put that key back ({path}, or NACHGEFRAGT_SECRET_KEY)")


def _wave_keys(settings: Settings) -> Iterator[Told]:
    """Whether each anonymous wave that runs has its key, and none that is over still has one."""
    path = keys.key_file(settings)
    try:
        if office.revision(settings.database_url) != upkeep.head():
            return
        if settings.secret_key is None and not path.exists():
            return
        held = keys.load(settings)
        with Store.open(settings.database_url) as store:
            lost = store.read_now(lambda session: anonymity.lost(session, held))
            over = store.read_now(lambda session: anonymity.over(session, held))
    except (PermissionError, SurveyError, office.Failure):
        return  # said where the key and the database are looked at
    folder = keys.wave_keys(settings)
    for wave in lost:
        text = f"the key of the anonymous wave {wave} is not in {folder}, or was made under another secret key"
        do = (
            f"bring the file back, or `nachgefragt wave close {wave}`; until then nobody can answer, change or withdraw"
        )
        yield Told("wave keys", "blocked", text, do)
    if over:
        text = f"{len(over)} waves are over and their keys still there"
        yield Told("wave keys", "warning", text, "start the bot, which destroys them; see that it may write there")


def _file(path: Path) -> Iterator[Told]:
    if path.exists():
        yield _mode("database file", path)
        if not os.access(path, os.W_OK):
            yield Told("database file", "blocked", f"{path} cannot be written", "start as the user it belongs to")
    folder = next((each for each in (path.parent, *path.parent.parents) if each.exists()), Path())
    if not os.access(folder, os.W_OK):
        yield Told("folder", "blocked", f"{folder} cannot be written", "give the bot's user the right to write there")
    free = shutil.disk_usage(folder).free
    told = f"{free / 1024**3:.1f} GiB free"
    yield Told("disk", "ok", told) if free >= DISK else Told("disk", "warning", told, "make room")


def _clock(settings: Settings) -> Iterator[Told]:
    now = datetime.now(UTC)
    local = f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M %Z} ({settings.timezone})"
    if now < EARLIEST:
        yield Told("clock", "blocked", local, "set the clock of this computer")
    else:
        yield Told("clock", "ok", local)


def _catalog() -> Iterator[Told]:
    try:
        yield Told("catalog", "ok", f"{len(catalog.all())} questionnaires")
    except QuestionnaireError as error:
        yield Told("catalog", "blocked", str(error).splitlines()[0], "nachgefragt catalog lint")
