"""What does an operator do with the database: upgrade it, back it up, bring it back, look at it?

A backup is always a SQLite file, whatever database it was made from: it can be checked and looked into
anywhere, and restoring one elsewhere is how a survey moves from SQLite to PostgreSQL and back. Keys are
never in it (``bot.keys``). Everything here is synchronous, for the command line and the start.
"""

from __future__ import annotations

import ast
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from surveys.databases import rows
from surveys.durable import sync_folder
from surveys.errors import SurveyError
from surveys.store import InUse, database_of, hold, lock_file, normalised

KEEP = 7  # backups of one database in one folder
OWNER_ONLY = 0o600
UPGRADE_PATIENCE = 60.0  # seconds that a second process waits for the first one's upgrade
ABANDONED = 3600.0  # seconds in which nobody wrote on with a copy: its process was killed
RESTORING = ".restoring"  # ends the name of what a restore works on, beside the database
SEVERAL_WRITERS_SAFE = (3, 51, 3)  # SQLite: before it, a WAL reset may lose pages when several processes write


class Unusable(SurveyError):
    """A file is no backup of this program, is damaged, or comes from a newer version."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did.

    Attributes:
        before: revision found; None in an empty database.
        after: revision now.
        backup: made before; None where there was nothing to lose or nothing to do.
    """

    before: str | None
    after: str
    backup: Path | None


@dataclass(frozen=True, slots=True)
class Info:
    """What an operator wants to know about a database.

    Attributes:
        dialect: ``sqlite`` or ``postgresql``.
        version: of the engine.
        revision: of the schema; None where nothing was created yet.
        head: revision that this program brings.
        size: bytes.
        tables: rows by table.
        warnings: sentences in English, for the operator; mostly none.
    """

    dialect: str
    version: str
    revision: str | None
    head: str
    size: int
    tables: dict[str, int]
    warnings: tuple[str, ...]


def upgrade(url: str, *, backups: Path | None = None, scripts: Path | None = None) -> Upgrade:
    """Bring the schema to this program's revision; calling twice is harmless, also at the same time.

    A SQLite file that holds something is backed up before. A migration that fails leaves nothing behind.

    backups: folder; by default ``backups`` beside the file.
    scripts: folder of migrations; by default this program's.
    errors: Unusable if the database was made by a newer version.
    """
    address = normalised(url)
    scripts = scripts or _scripts()
    with _upgrading(url):
        if address.drivername == "sqlite":
            _remove(Path(f"{address.database}{RESTORING}"))  # of a restore that was killed
        before, latest = _revision(url), head(scripts)
        if before == latest:
            return Upgrade(before, latest, None)
        if before is not None and before not in _revisions(scripts):
            raise Unusable("database-newer", found=before, head=latest)
        saved = None
        if address.drivername == "sqlite" and before is not None:
            file = Path(address.database or "")
            saved = backup(url, backups or file.parent / "backups")
        _migrate(url, "head", scripts)
        return Upgrade(before, latest, saved)


def head(scripts: Path | None = None) -> str:
    """Say which revision of the schema this program brings."""
    revisions = _revisions(scripts or _scripts())
    return str(next(revision for revision in revisions if revision not in revisions.values()))


def check_references(**about: Any) -> None:
    """Refuse a migration that leaves rows without their parent (SQLite checks none while it migrates)."""
    connection: sa.Connection = about["ctx"].connection
    if connection.dialect.name == "sqlite":
        _check_references(connection.connection.dbapi_connection)


def backup(url: str, folder: Path, *, now: datetime | None = None, keep: int = KEEP) -> Path:
    """Write a consistent copy while others go on writing, and keep the newest ones only.

    What a backup that was killed left half written is removed: it holds what people said, and nobody else would.

    errors: Unusable if the database cannot be copied, or the copy does not pass SQLite's own check.
    """
    address = normalised(url)
    _check_there(address)
    stem = Path(address.database or "").stem or "database"
    folder.mkdir(parents=True, exist_ok=True)
    made = re.compile(re.escape(stem) + r"-\d{8}T\d{12}Z\.sqlite")
    for path in list(folder.iterdir()):
        if ".part" in path.name and made.fullmatch(path.name.partition(".part")[0]):
            with suppress(FileNotFoundError):  # it was whole a moment ago
                if time.time() - path.stat().st_mtime > ABANDONED:
                    path.unlink()
    target = folder / f"{stem}-{(now or datetime.now(UTC)):%Y%m%dT%H%M%S%fZ}.sqlite"
    _write_copy(url, target)
    for old in sorted(file for file in folder.iterdir() if made.fullmatch(file.name))[:-keep]:
        old.unlink()
    return target


def _write_copy(url: str, target: Path) -> None:
    address = normalised(url)
    with _made_whole(target) as part:
        if address.drivername == "sqlite":
            with closing(sqlite3.connect(address.database or "", isolation_level=None)) as source:
                try:
                    source.execute("VACUUM INTO ?", (str(part),))
                except sqlite3.DatabaseError as error:
                    raise Unusable("backup-failed", told=str(error)) from error
        else:
            revision = _revision(url)
            if revision is None:
                raise Unusable("database-empty")
            _migrate(f"sqlite:///{part}", revision)
            _copy(url, f"sqlite:///{part}")
        _check_whole(part)


def restore(
    url: str, file: Path, *, after: Callable[[Session], None] | None = None, backups: Path | None = None
) -> Upgrade:
    """Bring a backup back in place of everything that is there, upgraded to this program's revision.

    What is there now is backed up before. Until the last moment nothing is replaced; then all of it at once.

    after: run on the restored rows before anybody sees them (posts under way become unsure, erasures are replayed).
    errors: InUse while a process runs on this SQLite file; Unusable if the file is not fit.
    """
    address = normalised(url)
    with hold(url), _upgrading(url):
        before = _revision(url)
        at_home = Path(address.database or "").parent if address.drivername == "sqlite" else None
        if before is not None:
            folder = backups or (at_home / "backups" if at_home else file.parent)
            backup(url, folder, keep=KEEP + 1)  # the oldest may be the one that is wanted
        beside = Path(f"{address.database}{RESTORING}") if at_home else (backups or file.parent) / RESTORING
        with _scratch(beside) as scratch:
            made_of = f"sqlite:///{scratch}"
            _take(file, scratch)
            found = _revision(made_of)
            if found is None or found not in _revisions(_scripts()):
                raise Unusable("backup-unknown", file=file.name, found=found or "")
            _migrate(made_of, "head")
            if after is not None:
                with Session(database_of(normalised(made_of)).migrating()) as session:
                    after(session)
                    session.commit()
            if address.drivername == "sqlite":
                _replace(scratch, Path(address.database or ""))
            else:
                _migrate(url, "head")
                _copy(made_of, url)
        return Upgrade(before, head(), None)


def info(url: str, *, processes: int = 1) -> Info:
    """Look at a database without changing it.

    processes: how many are meant to write to it, for the warnings.
    errors: Unusable if there is no such file.
    """
    address = normalised(url)
    _check_there(address)
    database = database_of(address)
    warnings: list[str] = []
    with database.migrating().connect() as connection:
        version = connection.exec_driver_sql(
            "SELECT sqlite_version()" if database.dialect == "sqlite" else "SHOW server_version"
        ).scalar_one()
        size = connection.exec_driver_sql(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            if database.dialect == "sqlite"
            else "SELECT pg_database_size(current_database())"
        ).scalar_one()
        tables = {table.name: rows.count(connection, table) for table in rows.tables(connection)}
    if database.dialect == "sqlite" and processes > 1 and sqlite3.sqlite_version_info < SEVERAL_WRITERS_SAFE:
        safe = ".".join(map(str, SEVERAL_WRITERS_SAFE))
        warnings.append(f"SQLite {version} may lose data when several processes write: use {safe} or PostgreSQL.")
    return Info(database.dialect, version, _revision(url), head(), size, tables, tuple(warnings))


# --- migrations ---


def _scripts() -> Path:
    package = Path(__file__).parent
    # A checkout first: an editable install has no forced files.
    return next(
        place for place in (package.parent / "alembic", package / "_migrations") if (place / "versions").is_dir()
    )


def _revisions(scripts: Path) -> dict[str, str | None]:
    """Read which revision follows which, without alembic: importing it costs each start 0.4 s."""
    found = {}
    for script in (scripts / "versions").glob("*.py"):
        said = dict(re.findall(r"^(revision|down_revision) = (.+)$", script.read_text(encoding="utf-8"), re.MULTILINE))
        found[ast.literal_eval(said["revision"])] = ast.literal_eval(said["down_revision"])
    return found


def _check_there(address: sa.URL) -> None:
    if address.drivername == "sqlite" and not Path(address.database or "").exists():
        raise Unusable("database-missing", file=address.database or "")


def _revision(url: str) -> str | None:
    with database_of(normalised(url)).migrating().connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)


def _migrate(url: str, revision: str, scripts: Path | None = None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(scripts or _scripts()).replace("%", "%%"))
    with database_of(normalised(url)).migrating().connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def _upgrading(url: str) -> Iterator[None]:
    """Let one process at a time change the schema; the second one waits and finds it done."""
    address = normalised(url)
    if address.drivername != "sqlite":
        from surveys.databases.postgres import MIGRATING

        with database_of(address).migrating().connect() as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{UPGRADE_PATIENCE:.0f}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATING})")
            connection.commit()
            yield  # the lock falls with the connection
        return
    deadline = time.monotonic() + UPGRADE_PATIENCE
    while True:
        try:
            with lock_file(Path(f"{address.database}.upgrade")):
                yield
            return
        except InUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


# --- files and rows ---


@contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """Give an empty file that only its owner may read; it is gone afterwards, with what SQLite put beside it."""
    _remove(path)
    path.touch(OWNER_ONLY)
    try:
        yield path
    finally:
        _remove(path)


def _remove(path: Path) -> None:
    """Delete a database file with what SQLite put beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def _made_whole(target: Path) -> Iterator[Path]:
    """Give a place to write to; only what was written whole, and reached the disk, gets the name."""
    with _scratch(target.with_name(f"{target.name}.part")) as part:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
        sync_folder(target.parent)


def _check_whole(file: Path) -> None:
    """Check a copy, and leave it as one file without a -wal beside it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as copy:
        try:
            told = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if told == "ok":
                _check_references(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError as error:
            raise Unusable("backup-damaged", file=file.name, told=str(error)) from error
    if told != "ok":
        raise Unusable("backup-damaged", file=file.name, told=str(told))


def _check_references(raw: Any) -> None:
    orphans = raw.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({f"{orphan[0]} -> {orphan[2]}" for orphan in orphans}))
        raise Unusable("rows-orphaned", count=len(orphans), tables=tables)


def _take(file: Path, scratch: Path) -> None:
    """Copy a backup, so that it stays as it is, and check the copy."""
    if not file.is_file():
        raise Unusable("backup-missing", file=str(file))
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(scratch),))
    except sqlite3.DatabaseError as error:
        raise Unusable("backup-damaged", file=file.name, told=str(error)) from error
    _check_whole(scratch)


def _replace(source: Path, target: Path) -> None:
    """Put the rows of one SQLite file in place of another's, in one transaction that others wait for."""
    with closing(sqlite3.connect(source)) as made, closing(sqlite3.connect(target)) as kept:
        made.backup(kept)
        kept.execute("PRAGMA journal_mode = WAL")
        kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(source: str, target: str) -> None:
    with (
        database_of(normalised(source)).reading() as read,
        database_of(normalised(target)).migrating().connect() as write,
        write.begin(),
    ):
        try:
            rows.copy(read, write)
        except ValueError as error:
            raise Unusable("schema-differs", told=str(error)) from error
