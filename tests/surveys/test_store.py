"""Is what was acknowledged kept, whatever happens, and is everything else left alone?"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import Session

from surveys.errors import NotStored
from surveys.store import InUse, Store, normalised

metadata = sa.MetaData()
mark = sa.Table(
    "mark",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("word", sa.String(200), nullable=False, unique=True),
)
counter = sa.Table(
    "counter", metadata, sa.Column("name", sa.String(20), primary_key=True), sa.Column("value", sa.Integer)
)
leaf = sa.Table(
    "leaf",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent", sa.ForeignKey("counter.name", deferrable=True, initially="DEFERRED")),
)


@pytest.fixture
def store_url(empty_url: str) -> str:
    with Store.open(empty_url) as opened:
        opened.write_now(lambda session: metadata.create_all(session.connection()))
        opened.write_now(lambda session: session.execute(sa.insert(counter).values(name="all", value=0)))
    return empty_url


def put(number: int) -> Callable[[Session], int]:
    def work(session: Session) -> int:
        session.execute(sa.insert(mark).values(id=number, word=str(number)))
        return number

    return work


def numbers(session: Session) -> list[int]:
    return list(session.execute(sa.select(mark.c.id).order_by(mark.c.id)).scalars())


def add_one(session: Session) -> None:
    """Read, think, write: the careless way that loses updates where transactions are careless too."""
    before = session.execute(sa.select(counter.c.value).where(counter.c.name == "all")).scalar_one()
    session.execute(sa.update(counter).where(counter.c.name == "all").values(value=before + 1))


def value(session: Session) -> int:
    return session.execute(sa.select(counter.c.value).where(counter.c.name == "all")).scalar_one()


async def test_a_unit_gives_back_what_it_returns_and_is_stored(store: Store) -> None:
    given = await store.write(put(1))

    assert given == 1
    assert await store.read(numbers) == [1]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)  # its driver can be traced; the code above is the same
async def test_units_that_wait_together_share_few_commits(store_url: str) -> None:
    commits = 0

    def counted(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    with Store.open(store_url) as store:

        def trace(session: Session) -> None:
            session.connection().connection.dbapi_connection.set_trace_callback(counted)  # type: ignore[union-attr]

        await store.write(trace)
        commits = 0
        await asyncio.gather(*(store.write(put(number)) for number in range(100)))

        assert await store.read(numbers) == list(range(100))
        assert 1 <= commits <= 20


async def test_a_unit_that_raises_is_undone_alone(store: Store) -> None:
    def half(session: Session) -> None:
        put(500)(session)
        raise LookupError("thought better of it")

    outcomes = await asyncio.gather(
        *(store.write(put(number)) for number in range(10)),
        store.write(half),
        *(store.write(put(number)) for number in range(10, 20)),
        return_exceptions=True,
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == [outcomes[10]]
    assert isinstance(outcomes[10], LookupError)
    assert await store.read(numbers) == list(range(20))


async def test_a_unit_that_breaks_a_constraint_is_undone_alone(store: Store) -> None:
    outcomes = await asyncio.gather(*(store.write(put(number)) for number in (1, 2, 1, 3)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [int, int, sa.exc.IntegrityError, int]
    assert await store.read(numbers) == [1, 2, 3]


async def test_a_constraint_that_is_checked_at_commit_fails_its_own_unit_only(store: Store) -> None:
    def orphan(session: Session) -> None:
        session.execute(sa.insert(leaf).values(id=1, parent="nobody"))

    outcomes = await asyncio.gather(
        store.write(put(1)), store.write(orphan), store.write(put(2)), return_exceptions=True
    )

    assert isinstance(outcomes[1], sa.exc.IntegrityError)
    assert (outcomes[0], outcomes[2]) == (1, 2)
    assert await store.read(numbers) == [1, 2]


async def test_a_unit_may_go_on_after_an_error_that_it_expected(store: Store) -> None:
    def careful(session: Session) -> str:
        try:
            with session.begin_nested():
                put(1)(session)
        except sa.exc.IntegrityError:
            put(2)(session)
            return "the other one"
        return "the first"

    assert await store.write(careful) == "the first"
    assert await store.write(careful) == "the other one"
    assert await store.read(numbers) == [1, 2]


async def test_a_hundred_who_read_think_and_write_at_once_are_all_counted(store_url: str) -> None:
    with Store.open(store_url, writers=4) as one, Store.open(store_url) as another:
        await asyncio.gather(*(store.write(add_one) for _ in range(50) for store in (one, another)))

        assert await one.read(value) == 100


async def test_units_of_one_lane_run_in_the_order_of_their_calls(store_url: str) -> None:
    seen: dict[str, list[int]] = {"ada": [], "bob": [], "eve": []}

    def noted(lane: str, number: int) -> Callable[[Session], None]:
        return lambda _: seen[lane].append(number)

    with Store.open(store_url, writers=4) as store:
        await asyncio.gather(*(store.write(noted(lane, number), lane=lane) for number in range(200) for lane in seen))

    assert all(order == list(range(200)) for order in seen.values())


async def test_readers_see_what_is_committed_and_nothing_else(store: Store) -> None:
    written, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        put(1)(session)
        written.set()
        go_on.wait(10)

    writing = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(written.wait, 10)
    during = await store.read(numbers)
    go_on.set()
    await writing

    assert during == []
    assert await store.read(numbers) == [1]


async def test_what_is_read_together_is_of_one_moment(store: Store) -> None:
    looked, go_on = threading.Event(), threading.Event()

    def twice(session: Session) -> tuple[list[int], list[int]]:
        first = numbers(session)
        looked.set()
        go_on.wait(10)
        return first, numbers(session)

    reading = asyncio.create_task(store.read(twice))
    await asyncio.to_thread(looked.wait, 10)
    await store.write(put(1))
    go_on.set()

    assert await reading == ([], [])
    assert await store.read(numbers) == [1]


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only"):
        await store.read(put(1))

    assert await store.read(numbers) == []


async def test_an_awaiter_that_was_cancelled_breaks_nothing_for_the_others(store: Store) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        started.set()
        go_on.wait(10)
        put(0)(session)

    tasks = [asyncio.create_task(store.write(slow, lane="a"))]
    await asyncio.to_thread(started.wait, 10)
    tasks += [asyncio.create_task(store.write(put(number), lane="a")) for number in range(1, 6)]
    await asyncio.sleep(0)
    tasks[0].cancel()  # it runs already: it will be stored, though nobody waits for it
    tasks[3].cancel()  # not yet begun: it will not
    go_on.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes].count(asyncio.CancelledError) == 2
    assert await store.read(numbers) == [0, 1, 2, 4, 5]


async def test_a_coroutine_is_no_unit_of_work(store: Store) -> None:
    async def work(session: Session) -> None:
        put(1)(session)

    with pytest.raises(TypeError, match="plain function"):
        await store.write(work)


async def test_a_unit_that_asks_for_another_one_is_told_so_instead_of_waiting_for_itself(store: Store) -> None:
    with pytest.raises(RuntimeError, match="pass the session on"):
        await store.write(lambda _: store.write_now(put(1)))


async def test_a_stray_stop_iteration_is_an_error_like_any_other(store: Store) -> None:
    outcomes = await asyncio.gather(store.write(lambda _: next(iter(()))), store.write(put(1)), return_exceptions=True)

    assert isinstance(outcomes[0], RuntimeError)
    assert outcomes[1] == 1


async def test_close_finishes_what_was_handed_in(store_url: str) -> None:
    store = Store.open(store_url)
    writing = [asyncio.create_task(store.write(put(number))) for number in range(200)]
    await asyncio.sleep(0)
    store.close()

    assert await asyncio.gather(*writing) == list(range(200))
    with pytest.raises(NotStored, match="closed"):
        await store.write(put(1))


def test_the_command_line_reads_and_writes_without_an_event_loop(store: Store) -> None:
    assert store.write_now(put(7)) == 7
    assert store.read_now(numbers) == [7]
    with pytest.raises(ZeroDivisionError):
        store.write_now(lambda _: 1 // 0)


# --- when the database cannot ---


@pytest.mark.slow
async def test_while_somebody_else_holds_the_lock_nothing_is_stored_and_then_it_is_again(
    store: Store, store_url: str, dialect: str
) -> None:
    with _locked(store_url, dialect):
        started = time.monotonic()
        outcomes = await asyncio.gather(*(store.write(put(number)) for number in range(100)), return_exceptions=True)
        took = time.monotonic() - started

        assert {str(outcome) for outcome in outcomes} == {"not-stored(reason='locked')"}
        assert 1.4 < took < 2.0

    assert await store.write(put(1)) == 1
    assert await store.read(numbers) == [1]


class _locked:  # noqa: N801 read as `with _locked(...)`
    """Another process's transaction that writes, for the length of a block."""

    def __init__(self, url: str, dialect: str) -> None:
        if dialect == "sqlite":
            self._other: Any = sqlite3.connect(normalised(url).database or "", isolation_level=None)
            self._other.execute("BEGIN IMMEDIATE")
        else:
            self._other = psycopg.connect(url.replace("+psycopg", ""))
            self._other.execute("LOCK TABLE mark IN ACCESS EXCLUSIVE MODE")

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self._other.rollback() if not isinstance(self._other, sqlite3.Connection) else self._other.execute("ROLLBACK")
        self._other.close()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_full_disk_refuses_what_is_too_large_and_keeps_the_rest(store: Store) -> None:
    def limit(pages: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            here = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {here + pages}")

        return work

    def large(session: Session) -> None:
        session.execute(sa.insert(mark).values(id=99, word="x" * 1_000_000))

    await store.write(limit(3))
    outcomes = await asyncio.gather(
        store.write(put(1)), store.write(large), store.write(put(2)), return_exceptions=True
    )

    assert str(outcomes[1]) == "not-stored(reason='full')"
    assert (outcomes[0], outcomes[2]) == (1, 2)
    await store.write(limit(10_000))
    await store.write(large)
    assert await store.read(numbers) == [1, 2, 99]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_file_that_cannot_be_written_says_so_can_still_be_read_and_recovers(store_url: str) -> None:
    file = Path(normalised(store_url).database or "")
    with Store.open(store_url) as store:
        await store.write(put(1))
    _set_write_version(file, 3)

    with Store.open(store_url) as store:
        with pytest.raises(NotStored, match="read-only"):
            await store.write(put(2))
        assert await store.read(numbers) == [1]
    with Store.open(store_url) as store:
        with pytest.raises(NotStored, match="read-only"):
            await store.write(put(2))
        _set_write_version(file, 2)

        assert await store.write(put(2)) == 2


def _set_write_version(file: Path, version: int) -> None:
    """Above 2 a file is read-only, https://sqlite.org/fileformat.html 1.3.3; file modes do not stop root."""
    with file.open("rb+") as opened:
        opened.seek(18)
        opened.write(bytes([version]))


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_connections_that_the_server_ends_are_replaced(store: Store, store_url: str) -> None:
    await store.write(put(1))
    await store.read(numbers)
    ended = _end_connections(store_url)

    assert ended >= 2
    assert await store.write(put(2)) == 2
    assert await store.read(numbers) == [1, 2]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_units_whose_connection_ends_under_them_are_run_again_and_count_once(
    store: Store, store_url: str
) -> None:
    ended = 0

    def unlucky(session: Session) -> None:
        nonlocal ended
        add_one(session)
        if not ended:
            ended = _end_connections(store_url)
        put(1)(session)

    await asyncio.gather(*(store.write(work, lane="a") for work in (add_one, unlucky, add_one)))

    assert ended
    assert await store.read(value) == 3
    assert await store.read(numbers) == [1]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.parametrize("told", ["the server", "nobody"])
async def test_a_commit_whose_answer_is_lost_counts_once(store_url: str, told: str) -> None:
    with _Cut(store_url, forward=told == "the server") as cut, Store.open(cut.url, writers=1) as store:
        await store.write(add_one)
        cut.armed = True
        await store.write(add_one)

        assert not cut.armed
        assert await store.read(value) == 2


class _Cut:
    """A line to the server that breaks at one COMMIT: before it gets there, or before its answer comes back."""

    def __init__(self, url: str, *, forward: bool) -> None:
        address = normalised(url)
        self._server = f"{address.query['host']}/.s.PGSQL.5432"
        self._forward = forward
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{port}/{address.database}?sslmode=disable&gssencmode=disable"
        self.armed = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            for pump in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=pump, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), source, target:  # whichever end goes first
            while received := source.recv(65536):
                if self.armed and b"COMMIT\0" in received:
                    self.armed = False
                    source.shutdown(socket.SHUT_RDWR)  # the client hears nothing any more
                    if self._forward:
                        target.sendall(received)
                        time.sleep(0.05)
                    target.shutdown(socket.SHUT_RDWR)
                    return
                target.sendall(received)


def _end_connections(url: str) -> int:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        ended = connection.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return ended[0] if ended else 0


async def test_a_server_that_is_not_there_says_so_at_once(unused_tcp_port: int) -> None:
    with Store.open(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing") as store:
        outcomes = await asyncio.gather(*(store.write(put(number)) for number in range(10)), return_exceptions=True)

        assert {str(outcome) for outcome in outcomes} == {"not-stored(reason='unreachable')"}


# --- when the process dies ---

WRITER = """
    import asyncio, sys
    sys.path.insert(0, sys.argv[2])
    import sqlalchemy as sa
    from surveys.store import Store

    mark = sa.table("mark", sa.column("id"), sa.column("word"))

    async def person(store, first):
        for number in range(first, first + 100_000):
            await store.write(lambda session: session.execute(
                sa.insert(mark).values(id=number, word=str(number))) and None)
            print(number, flush=True)

    async def main():
        with Store.open(sys.argv[1]) as store:
            await asyncio.gather(*(person(store, 100_000 * number) for number in range(20)))

    asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")
@pytest.mark.parametrize("after", [50, 400])
def test_what_was_acknowledged_is_there_after_kill_9(store_url: str, after: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), store_url, str(Path(__file__).parents[2])],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    acknowledged += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    with Store.open(store_url) as store:
        stored = store.read_now(numbers)

    assert set(acknowledged) <= set(stored)
    assert len(stored) <= len(acknowledged) + 20  # at most one under way for each of the twenty


# --- addresses and locks ---


def test_a_sqlite_file_is_made_with_its_folder_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "answers.db"
    with Store.open(f"sqlite:///{file}") as store:
        store.write_now(lambda session: metadata.create_all(session.connection()))

        assert file.stat().st_mode & 0o777 == 0o600
        assert file.with_name("answers.db-wal").stat().st_mode & 0o777 == 0o600


def test_a_sqlite_file_is_opened_by_the_recipe(tmp_path: Path) -> None:
    def pragmas(session: Session) -> dict[str, Any]:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
        return {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    with Store.open(f"sqlite:///{tmp_path / 'answers.db'}") as store:
        full = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 1500, "foreign_keys": 1, "secure_delete": 1}

        assert store.write_now(pragmas) == full
        assert store.read_now(pragmas) == full


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Store.open(url)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot use a mysql database"):
        Store.open("mysql://root@127.0.0.1/x")


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_means_psycopg(name: str) -> None:
    assert normalised(f"{name}://me:secret@db/x").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_one_process_runs_on_a_file_while_others_may_write(store_url: str) -> None:
    hold = "import sys; sys.path.insert(0, sys.argv[2]); from surveys.store import hold\nwith hold(sys.argv[1]): pass"
    command = [sys.executable, "-c", hold, store_url, str(Path(__file__).parents[2])]
    with Store.open(store_url) as running, Store.open(store_url) as other:
        with running.hold():
            refused = subprocess.run(command, capture_output=True, text=True, check=False)
            with pytest.raises(InUse), other.hold():
                pass
            other.write_now(put(1))
        allowed = subprocess.run(command, capture_output=True, text=True, check=False)

    assert refused.returncode == 1
    assert "already-running" in refused.stderr
    assert allowed.returncode == 0
