"""Who runs the units of work, and what becomes of the others when one of them, or the database, fails?

A writer is one thread with one connection. It takes what waits, runs each unit inside a savepoint and
commits once: a durable commit costs the disk up to 4 ms, so sixty units a commit are sixty times the
single ones. If the transaction as a whole fails, its units are run again one by one, so that only those
fail that have to.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from surveys.databases.database import Unsure
from surveys.errors import NotStored

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from surveys.databases.database import Database, Raw

BATCH = 64  # units that share a commit at most
BATCH_SECONDS = 0.02  # no further unit joins after this: the first of them waits for the last
ATTEMPTS = 8  # times that one unit is run because somebody else's work was in its way
PAUSE = 0.005  # seconds before the second attempt, doubled each time, with chance in it
LASTING = ("read-only", "unreachable")  # what a connection does not recover from: the next batch gets a new one

_worker = threading.local()


def is_worker() -> bool:
    """Tell whether this thread is one that runs units of work."""
    return getattr(_worker, "here", False)


class Unit:
    """Work that somebody awaits, and what came of it."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(
        self,
        work: Callable[[Session], Any],
        future: asyncio.Future[Any] | Future[Any],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.work = work
        self.future = future
        self.loop = loop
        self.result: Any = None
        self.error: BaseException | None = None


class _Worker:
    """Threads that take units from one queue; the first unit starts them."""

    def __init__(self, database: Database, threads: int) -> None:
        self._database = database
        self._queue: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._size = threads
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()

    def take(self, unit: Unit) -> None:
        self._queue.put(unit)
        if not self._threads:
            self._start()

    def close(self) -> None:
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        late = self._waiting()  # handed in by another thread at the last moment
        for unit in late:
            unit.error = NotStored("not-stored", reason="closed")
        _settle(late)

    def _start(self) -> None:
        with self._starting:
            if not self._threads:
                # Daemons: whoever forgets to close does not hang at exit; what was acknowledged is committed.
                threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._size)]
                for thread in threads:
                    thread.start()
                self._threads = threads

    def _next(self) -> Unit | None:
        """Give the next unit that waits; None if there is none, or the store is closing."""
        try:
            unit = self._queue.get_nowait()
        except queue.Empty:
            return None
        if unit is None:
            self._queue.put(None)  # for the thread's own loop
        return unit

    def _waiting(self) -> list[Unit]:
        return list(iter(self._next, None))

    def _work(self) -> None:
        _worker.here = True
        self._run()

    def _run(self) -> None:
        raise NotImplementedError


class Writer(_Worker):
    """One connection, one thread: units in the order they came, many to a commit."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, threads=1)
        self._connection: Connection | None = None
        self._raw: Raw = None

    def _run(self) -> None:
        while (unit := self._queue.get()) is not None:
            units = [unit]
            self._batch(units)
            _settle(units)
        self._disconnect()

    def _batch(self, units: list[Unit]) -> None:
        """Run the unit given, and those that wait behind it, which are added to the list."""
        try:
            self._begin()
        except Exception as error:  # noqa: BLE001 whatever it is: those who wait are told, and the writer lives on
            units += self._waiting()  # they would only wait for the same time-out, one batch after the other
            self._fail(units, error)
            return
        unit: Unit | None = units[0]
        until = time.monotonic() + BATCH_SECONDS
        try:
            while unit is not None:
                self._perform(unit)
                if _refused(unit) or len(units) == BATCH or time.monotonic() > until:
                    break
                unit = self._next()
                if unit is not None:
                    units.append(unit)
            self._database.commit(self._raw)
        except Exception as error:  # noqa: BLE001 the same
            self._undo()
            if isinstance(error, Unsure) or (len(units) == 1 and not self._may_repeat(error)):
                self._fail(units, error)
            else:
                self._one_by_one(units)
        else:
            if _refused(units[-1]) == "locked":  # those behind it would wait in vain, too, each for as long
                late = self._waiting()
                self._fail(late, units[-1].error)
                units += late
            elif _refused(units[-1]) in LASTING:
                self._disconnect()

    def _one_by_one(self, units: Sequence[Unit]) -> None:
        """Run each unit in a transaction of its own, again while others are in its way."""
        for number, unit in enumerate(units):
            for attempt in range(ATTEMPTS):
                if attempt:
                    time.sleep(PAUSE * 2**attempt * random.random())
                try:
                    self._begin()
                except Exception as error:  # noqa: BLE001 the same
                    self._fail(units[number:], error)
                    return
                try:
                    unit.error = None
                    self._perform(unit)
                    self._database.commit(self._raw)
                    break
                except Exception as error:  # noqa: BLE001 the same
                    self._undo()
                    self._fail([unit], error)
                    if not self._may_repeat(error):
                        break
            if _refused(unit) == "locked":
                self._fail(units[number + 1 :], unit.error)
                return

    def _perform(self, unit: Unit) -> None:
        """Run a unit inside a savepoint; its own error is its outcome.

        errors: only those after which the transaction around it cannot go on.
        """
        if unit.future.cancelled():
            return
        session = Session(bind=self._connection, expire_on_commit=False)
        try:
            unit.result = unit.work(session)
            if type(unit.result) is CoroutineType:
                unit.result.close()
                raise TypeError("a unit of work is a plain function, not async")
            session.commit()
        except BaseException as error:  # it belongs to whoever awaits the unit
            if self._database.conflicts(error):
                raise
            session.rollback()
            if not self._database.holds(self._raw):
                raise
            reason = self._database.reason(error)
            unit.error = _not_stored(reason, error) if reason else error
        finally:
            session.close()

    def _begin(self) -> None:
        if self._connection is not None:
            try:
                self._database.begin(self._raw)
                return
            except Exception as error:
                if self._database.reason(error) == "locked":
                    raise
                # The server went away, or the disk did, while nothing was going on: a new connection is as good.
                self._disconnect()
        self._connection = self._database.writing()
        self._raw = self._connection.connection.dbapi_connection
        try:
            self._database.begin(self._raw)
        except Exception:
            self._disconnect()
            raise

    def _undo(self) -> None:
        """Leave the transaction; a connection that cannot is replaced by the next one."""
        try:
            if not self._database.lost(self._raw):
                self._database.rollback(self._raw)
                return
        except Exception:  # noqa: BLE001, S110 it is thrown away in the next line
            pass
        self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection, self._raw = self._connection, None, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _may_repeat(self, error: Exception) -> bool:
        """Tell whether doing it again may help, and cannot do it twice: nothing of it was stored."""
        return not isinstance(error, Unsure) and (self._connection is None or self._database.conflicts(error))

    def _fail(self, units: Sequence[Unit], error: BaseException | None) -> None:
        for unit in units:
            if isinstance(error, IntegrityError):  # a constraint that is checked at COMMIT
                unit.error = error
            elif isinstance(error, NotStored):
                unit.error = NotStored(error.key, **error.values)
            else:
                reason = self._database.reason(error) if error else None
                unit.error = _not_stored(reason or "unreachable", error)


class Readers(_Worker):
    """A few threads, each with a connection that cannot write."""

    def _run(self) -> None:
        connection: Connection | None = None
        while (unit := self._queue.get()) is not None:
            for _attempt in range(2):
                raw: Raw = None
                try:
                    unit.error = None
                    connection = connection or self._database.reading()
                    raw = connection.connection.dbapi_connection
                    if not unit.future.cancelled():
                        unit.result = _read(connection, unit.work)
                    break
                except BaseException as error:  # noqa: BLE001 it belongs to whoever awaits the unit
                    unit.error = error
                    if connection is None or raw is None or not self._database.lost(raw):
                        break
                    connection.invalidate()
                    connection.close()
                    connection = None
            _settle([unit])
        if connection is not None:
            connection.invalidate()
            connection.close()


def _read(connection: Connection, work: Callable[[Session], Any]) -> Any:
    session = Session(bind=connection, expire_on_commit=False)
    try:
        result = work(session)
        session.flush()  # objects added here would be dropped in silence: let the database refuse them
        return result
    finally:
        session.close()


def _refused(unit: Unit) -> str | None:
    """Say why the database refused a unit; None: it did not."""
    return str(unit.error.values.get("reason")) if isinstance(unit.error, NotStored) else None


def _not_stored(reason: str, error: BaseException | None) -> NotStored:
    refusal = NotStored("not-stored", reason=reason)
    refusal.__cause__ = error
    return refusal


def _settle(units: Sequence[Unit]) -> None:
    """Tell those who await; each event loop is woken once for all of its units."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Unit]] = {}
    for unit in units:
        if isinstance(unit.error, StopIteration):  # a future cannot carry one
            unit.error = RuntimeError("a unit of work raised StopIteration")
        if unit.loop is None:
            _resolve([unit])
        else:
            by_loop.setdefault(unit.loop, []).append(unit)
    for loop, its in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, its)
        except RuntimeError:  # the loop was closed meanwhile; what was stored is stored
            continue


def _resolve(units: Sequence[Unit]) -> None:
    for unit in units:
        if unit.future.done():  # cancelled: nobody awaits it any more
            continue
        if unit.error is None:
            unit.future.set_result(unit.result)
        else:
            unit.future.set_exception(unit.error)
