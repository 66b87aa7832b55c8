"""How is a SQLite file opened so that no answer is lost, and what do its errors mean?

Of 100 concurrent read-modify-writes the driver's default mode silently lost 98, deferred transactions
failed 95, ``BEGIN IMMEDIATE`` kept all: hence ``isolation_level=None`` and every BEGIN written here.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import orjson
from sqlalchemy import create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from surveys.databases.database import Raw, Reason, cause

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

BUSY_TIMEOUT = 1500  # milliseconds; Discord waits 3 s for an answer to an interaction
CACHED_STATEMENTS = 512  # compiled statements per connection; the driver's default is 128
OWNER_ONLY = 0o600  # people's answers: not for other accounts of the computer

REASONS: dict[int, Reason] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_IOERR: "unreachable",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_CORRUPT: "unreachable",
    sqlite3.SQLITE_NOTADB: "unreachable",
}
PRIMARY = 0xFF  # the low byte of an extended result code, https://sqlite.org/rescode.html


class Sqlite:
    """One file, one writer."""

    dialect: Literal["sqlite"] = "sqlite"
    writers = 1

    def __init__(self, url: URL) -> None:
        if not url.database or url.database.startswith((":", "file:")):
            raise ValueError("the store needs a file: sqlite:///path (:memory: would be empty for each connection)")
        self.url = url
        self.file = Path(url.database)
        self._writing = self._engine("sqlite+units")
        self._reading = self._engine("sqlite+snapshots", query_only=True)

    def prepare(self) -> None:
        """Create the folder and an empty file that only its owner may read (SQLite gives its mode to -wal and -shm)."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if not self.file.exists():
            self.file.touch(OWNER_ONLY)

    def writing(self) -> Connection:
        return self._writing.connect()

    def reading(self) -> Connection:
        return self._reading.connect()

    def migrating(self) -> Engine:
        # With foreign_keys=ON a batch migration, which drops and renames a table, deletes all its child rows.
        return self._engine("sqlite+whole", foreign_keys=False)

    def begin(self, raw: Raw) -> None:
        raw.execute("BEGIN IMMEDIATE")

    def commit(self, raw: Raw) -> None:
        try:
            raw.execute("COMMIT")
        except sqlite3.IntegrityError as error:  # a deferred constraint
            raise IntegrityError("COMMIT", None, error) from error

    def rollback(self, raw: Raw) -> None:
        # A full disk or an I/O error may have rolled back already.
        if raw.in_transaction:
            raw.execute("ROLLBACK")

    def holds(self, raw: Raw) -> bool:
        return bool(raw.in_transaction)

    def lost(self, raw: Raw) -> bool:
        return False

    def conflicts(self, error: BaseException) -> bool:
        return False

    def reason(self, error: BaseException) -> Reason | None:
        code = getattr(cause(error), "sqlite_errorcode", None)
        return None if code is None else REASONS.get(code & PRIMARY)

    def close(self) -> None:
        self._writing.dispose()
        self._reading.dispose()

    def _engine(self, driver: str, *, query_only: bool = False, foreign_keys: bool = True) -> Engine:
        engine = create_engine(
            self.url.set(drivername=driver),
            connect_args={
                "isolation_level": None,
                "check_same_thread": False,
                "cached_statements": CACHED_STATEMENTS,
                "timeout": BUSY_TIMEOUT / 1000,
            },
            json_deserializer=_read_json,
            poolclass=NullPool,
            pool_reset_on_return=None,
            hide_parameters=True,  # an error's message may reach a log: it holds no answers
        )

        @event.listens_for(engine, "connect")
        def on_connect(raw: Raw, _record: Any) -> None:
            raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
            raw.execute("PRAGMA secure_delete = ON")
            if query_only:
                raw.execute("PRAGMA query_only = ON")

        return engine


def _read_json(text: str) -> Any:
    """What a JSON column holds; half a character of a telephone's making is only read by the slower reader."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


class _Spelled(SQLiteDialect_pysqlite):
    """pysqlite, with begin, commit and rollback as statements of ours."""

    supports_statement_cache = True
    begin_with: ClassVar[str]
    commit_with: ClassVar[str]
    roll_back_with: ClassVar[tuple[str, ...]] = ("ROLLBACK",)

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.dbapi_connection.execute(self.begin_with)

    def do_commit(self, dbapi_connection: Any) -> None:
        dbapi_connection.dbapi_connection.execute(self.commit_with)

    def do_rollback(self, dbapi_connection: Any) -> None:
        raw = dbapi_connection.dbapi_connection
        if raw.in_transaction:
            for statement in self.roll_back_with:
                raw.execute(statement)


class Units(_Spelled):
    """A unit of work is a savepoint in the transaction of its batch."""

    supports_statement_cache = True
    begin_with = "SAVEPOINT unit"
    commit_with = "RELEASE unit"
    roll_back_with = ("ROLLBACK TO unit", "RELEASE unit")


class Snapshots(_Spelled):
    """What is read together is of one moment."""

    supports_statement_cache = True
    begin_with = "BEGIN"
    commit_with = "COMMIT"


class Whole(_Spelled):
    """Schema changes and rows in one transaction, so that a failed migration leaves no debris."""

    supports_statement_cache = True
    begin_with = "BEGIN IMMEDIATE"
    commit_with = "COMMIT"


for _dialect in (Units, Snapshots, Whole):
    registry.register(f"sqlite.{_dialect.__name__.lower()}", __name__, _dialect.__name__)
