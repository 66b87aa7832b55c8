"""How is a PostgreSQL spoken to so that it keeps what a SQLite file keeps, and what do its errors mean?

A batch begins by taking one advisory lock, as ``BEGIN IMMEDIATE`` does on SQLite: a unit that reads,
decides and writes means the same on both, however many processes there are, and nobody deadlocks. Tried
instead: SERIALIZABLE, and again after a conflict. Whoever answers moves the same counters as everybody
else, so batches kept meeting each other, some units eight times in a row.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from surveys.databases.database import Raw, Reason, Unsure, cause

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

LOCK_TIMEOUT = 1500  # milliseconds, as SQLite's busy_timeout
IDLE_TIMEOUT = 5000  # milliseconds; whoever freezes between two statements would keep all others from writing
CONNECT_TIMEOUT = 2  # seconds, the least that libpq takes
SETTLING = 2.0  # seconds to wait for a COMMIT that the server is still busy with after the connection broke

WRITING = 0x6E61636866726167  # "nachfrag": the advisory lock of whoever writes
MIGRATING = WRITING + 1  # of whoever changes the schema
# READ COMMITTED, the server's default, is said: a snapshot taken before the lock is granted would be a stale one.
BEGIN = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({WRITING})".encode()

CONFLICTS = ("40001", "40P01")  # serialization_failure, deadlock_detected
# https://www.postgresql.org/docs/current/errcodes-appendix.html; two characters stand for a class
REASONS: dict[str, Reason] = {
    "55P03": "locked",
    "40001": "locked",
    "40P01": "locked",
    "25006": "read-only",
    "53100": "full",
    "53": "unreachable",
    "57": "unreachable",
    "58": "unreachable",
    "08": "unreachable",
}


class Postgres:
    """A server, any number of processes."""

    dialect: Literal["postgresql"] = "postgresql"
    writers = 2  # one gathers while the other waits for its COMMIT

    def __init__(self, url: URL) -> None:
        self.url = url
        idle = f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT}"
        self._writing = self._engine("postgresql+units", idle, autocommit=True)
        self._reading = self._engine("postgresql+psycopg").execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    def writing(self) -> Connection:
        return self._writing.connect()

    def reading(self) -> Connection:
        return self._reading.connect()

    def migrating(self) -> Engine:
        return self._engine("postgresql+psycopg")

    def begin(self, raw: Raw) -> None:
        started = time.monotonic()
        _say(raw, BEGIN)
        left = LOCK_TIMEOUT - int((time.monotonic() - started) * 1000)
        if left < LOCK_TIMEOUT * 0.9:  # the patience is for the whole transaction, not for each of its locks
            _say(raw, f"SET LOCAL lock_timeout = {max(left, 1)}".encode())

    def commit(self, raw: Raw) -> None:
        transaction = _say(raw, b"SELECT pg_current_xact_id_if_assigned()").get_value(0, 0)
        try:
            told = _say(raw, b"COMMIT").command_status
        except psycopg.OperationalError:
            if transaction is None or not self.lost(raw) or not self._was_committed(int(transaction)):
                raise
            return  # it was stored: only the word about it was lost
        except psycopg.IntegrityError as error:  # a deferred constraint
            raise IntegrityError("COMMIT", None, error) from error
        if told != b"COMMIT":  # a transaction in error answers COMMIT with ROLLBACK, without an error
            raise psycopg.errors.InFailedSqlTransaction("the server rolled back at COMMIT")

    def rollback(self, raw: Raw) -> None:
        if not self.lost(raw) and raw.info.transaction_status != TransactionStatus.IDLE:
            _say(raw, b"ROLLBACK")

    def holds(self, raw: Raw) -> bool:
        return not self.lost(raw) and bool(raw.info.transaction_status == TransactionStatus.INTRANS)

    def lost(self, raw: Raw) -> bool:
        return bool(raw.closed or raw.broken)

    def conflicts(self, error: BaseException) -> bool:
        return getattr(cause(error), "sqlstate", None) in CONFLICTS

    def reason(self, error: BaseException) -> Reason | None:
        beneath = cause(error)
        if not isinstance(beneath, psycopg.Error):
            return None
        if beneath.sqlstate is None:
            return "unreachable" if isinstance(beneath, psycopg.OperationalError) else None
        return REASONS.get(beneath.sqlstate) or REASONS.get(beneath.sqlstate[:2])

    def close(self) -> None:
        self._writing.dispose()
        self._reading.dispose()

    def _was_committed(self, transaction: int) -> bool:
        """Ask on a new connection what became of a COMMIT whose answer was lost."""
        deadline = time.monotonic() + SETTLING
        try:
            with self._writing.connect() as connection:
                raw = connection.connection.dbapi_connection
                while True:
                    question = f"SELECT pg_xact_status('{transaction}'::xid8)"
                    told = _say(raw, question.encode()).get_value(0, 0)
                    if told in (b"committed", b"aborted"):
                        return bool(told == b"committed")
                    if told is None or time.monotonic() > deadline:
                        break
                    time.sleep(0.01)
        except (psycopg.Error, DBAPIError) as error:
            raise Unsure from error
        raise Unsure

    def _engine(self, driver: str, options: str = "", **connect_args: Any) -> Engine:
        return create_engine(
            self.url.set(drivername=driver),
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT,
                "options": f"-c lock_timeout={LOCK_TIMEOUT} -c timezone=UTC {options}",
                **connect_args,
            },
            poolclass=NullPool,
            pool_reset_on_return=None,
            hide_parameters=True,  # an error's message may reach a log: it holds no answers
        )


class Units(PGDialect_psycopg):
    """A unit of work is a savepoint in the transaction of its batch."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        _say(dbapi_connection.dbapi_connection, b"SAVEPOINT unit")

    def do_commit(self, dbapi_connection: Any) -> None:
        _say(dbapi_connection.dbapi_connection, b"RELEASE unit")

    def do_rollback(self, dbapi_connection: Any) -> None:
        raw = dbapi_connection.dbapi_connection
        if raw.info.transaction_status != TransactionStatus.IDLE:
            _say(raw, b"ROLLBACK TO unit; RELEASE unit")


registry.register("postgresql.units", __name__, "Units")


def _say(raw: Raw, statement: bytes) -> Any:
    """Say a constant statement in one round trip, without the cursor around it that would double its cost."""
    result = raw.pgconn.exec_(statement)
    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE)
        message = result.error_message.decode(errors="replace").strip()
        if state is None:
            raise psycopg.OperationalError(message or "the connection was lost")
        raise psycopg.errors.lookup(state.decode())(message)
    return result
