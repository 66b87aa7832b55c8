"""How is something kept, so that it is still there after the power goes, and how is it read?

A unit of work is a plain function of a session. ``await store.write(work)`` hands it to a writer thread,
which runs whatever is waiting, each unit inside a savepoint, and makes all of them durable with one
COMMIT; only then do the awaiting coroutines go on. A unit that raises is undone alone, and its error
reaches whoever awaits it. Reading has connections of its own, sees only what was committed, and
cannot write.

A unit must not be ``async`` and must not wait for anything but its session: while it runs, others wait.
It may be run again after a conflict with another process (PostgreSQL), so it changes nothing but rows.
Build statements once, at module level, with ``bindparam``: building one costs more than running it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from sqlalchemy import URL, make_url
from sqlmodel import Session

from surveys.databases.workers import Readers, Unit, Writer, is_worker
from surveys.errors import NotStored, SurveyError

if TYPE_CHECKING:
    from surveys.databases.database import Database

T = TypeVar("T")

READERS = 4  # threads; SQLite reads beside its writer, Python computes one at a time anyway

POSTGRES_NAMES = ("postgres", "postgresql", "postgresql+psycopg")
SQLITE_NAMES = ("sqlite", "sqlite+pysqlite")


class InUse(SurveyError):
    """Another process runs on this database."""


class Store:
    """One database: written in order by few threads, read by others.

    Attributes:
        url: the normalised address, with the password, if any.
        dialect: ``sqlite`` or ``postgresql``.
    """

    def __init__(self, url: str, database: Database, *, writers: int) -> None:
        self.url = url
        self.dialect: Literal["sqlite", "postgresql"] = database.dialect
        self._database = database
        self._writers = [Writer(database) for _ in range(writers)]
        self._readers = Readers(database, READERS)
        self._anyone = itertools.cycle(self._writers).__next__
        self._closed = False

    @classmethod
    def open(cls, url: str, *, writers: int | None = None) -> Store:
        """Open ``sqlite:///path`` or ``postgresql://...``; nothing is connected before it is needed.

        writers: threads, on PostgreSQL; a SQLite file has one.
        errors: ValueError for any other address, ``:memory:`` too.
        """
        address = normalised(url)
        database = database_of(address)
        count = 1 if database.dialect == "sqlite" else writers or database.writers
        return cls(address.render_as_string(hide_password=False), database, writers=count)

    async def write(self, work: Callable[[Session], T], *, lane: str = "") -> T:
        """Run a unit of work and return what it gives, after it was made durable.

        lane: units of one lane run one after the other, in the order of their calls; without one,
            whichever writer is free takes it.
        errors: whatever the unit raises; NotStored if the database could not take it.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer(lane).take(Unit(work, future, loop))
        return await future

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run work on a snapshot of what is committed; a statement that writes is refused by the database."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._check_open()
        self._readers.take(Unit(work, future, loop))
        return await future

    def write_now(self, work: Callable[[Session], T]) -> T:
        """:meth:`write` for the command line, where no event loop runs: blocks until it is durable."""
        writer = self._writer("")
        if is_worker():
            raise RuntimeError("a unit of work asked the store for another one; pass the session on instead")
        future: Future[T] = Future()
        writer.take(Unit(work, future, None))
        return future.result()

    def read_now(self, work: Callable[[Session], T]) -> T:
        """:meth:`read` for the command line, where no event loop runs."""
        self._check_open()
        future: Future[T] = Future()
        self._readers.take(Unit(work, future, None))
        return future.result()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Be the one process that runs on this SQLite file; others may still write. See :func:`hold`."""
        with hold(self.url):
            yield

    def close(self) -> None:
        """Finish what was handed in, then let go of the database. Calling twice is harmless."""
        if self._closed:
            return
        self._closed = True
        for worker in (*self._writers, self._readers):
            worker.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _writer(self, lane: str) -> Writer:
        self._check_open()
        return self._writers[hash(lane) % len(self._writers)] if lane else self._anyone()

    def _check_open(self) -> None:
        if self._closed:
            raise NotStored("not-stored", reason="closed")


def normalised(url: str) -> URL:
    """Read a database address; ``postgres://`` and ``postgresql://`` mean psycopg 3."""
    address = make_url(url)
    if address.drivername in POSTGRES_NAMES:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername in SQLITE_NAMES:
        return address.set(drivername="sqlite")
    raise ValueError(f"cannot use a {address.drivername} database: sqlite:///path or postgresql://user@host/name")


def database_of(address: URL) -> Database:
    """Give the database at a normalised address; for a SQLite file its folder and the empty file are made."""
    if address.drivername == "sqlite":
        from surveys.databases.sqlite import Sqlite

        file = Sqlite(address)
        file.prepare()
        return file
    from surveys.databases.postgres import Postgres

    return Postgres(address)


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Hold the lock of a SQLite file (``<file>.lock``), which falls with the process however it ends.

    On PostgreSQL any number of processes may run: nothing is held.

    errors: InUse if another process holds it.
    """
    address = normalised(url)
    if address.drivername != "sqlite" or address.database is None:
        yield
        return
    with lock_file(Path(f"{address.database}.lock")):
        yield


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold a file against other processes, which falls with this one however it ends.

    errors: InUse at once if another process (or this one, elsewhere) holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _lock(handle)
        except OSError as error:
            raise InUse("already-running", file=path.name) from error
        yield
    finally:
        os.close(handle)  # this also unlocks


def _lock(handle: int) -> None:
    """Lock an open file for this process alone, or raise OSError at once."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
