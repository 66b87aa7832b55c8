"""Is every unit of work told what became of it, run as often as it has to be, and never twice for good?"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel

from surveys.databases import workers
from surveys.databases.database import Unsure
from surveys.databases.sqlite import Sqlite
from surveys.databases.workers import Readers, Unit, Writer, is_worker
from surveys.errors import NotStored
from surveys.fieldwork.rows import table_of

SOON = 5.0  # seconds; nobody waits longer for a unit of work, whatever went wrong with it
BY_THE_CLOCK = workers.BATCH_SECONDS
Work = Callable[[Session], Any]


class Kept(SQLModel, registry=registry()):
    pass


class Mark(Kept, table=True):
    id: int = Field(primary_key=True)
    word: str | None = Field(default=None, unique=True)


class Leaf(Kept, table=True):
    id: int = Field(primary_key=True)
    mark: int = Field(sa_column=sa.Column(sa.ForeignKey("mark.id", deferrable=True, initially="DEFERRED")))


MARK, LEAF = table_of(Mark), table_of(Leaf)


@dataclass
class Desk:
    """A worker, and what its connection was told.

    Attributes:
        said: BEGIN and COMMIT as they came, once it is traced.
    """

    worker: Writer | Readers
    database: Sqlite
    said: list[str] = field(default_factory=list)

    def hand_in(self, work: Work) -> Future[Any]:
        future: Future[Any] = Future()
        self.worker.take(Unit(work, future, None))
        return future

    def do(self, work: Work) -> Any:
        return self.hand_in(work).result(SOON)

    def trace(self) -> None:
        def note(statement: str) -> None:
            if statement.startswith(("BEGIN", "COMMIT")):
                self.said.append(statement.partition(" ")[0])

        self.do(lambda session: raw_of(session).set_trace_callback(note))
        self.said.clear()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """The worker is kept, so that what is handed in meanwhile is run together, behind what keeps it."""
        started, go_on = threading.Event(), threading.Event()

        def work(_: Session) -> None:
            started.set()
            go_on.wait(SOON)

        kept = self.hand_in(work)
        started.wait(SOON)
        yield
        go_on.set()
        kept.exception(SOON)

    def close(self) -> None:
        closing = threading.Thread(target=self.worker.close, daemon=True)
        closing.start()
        closing.join(SOON)
        assert not closing.is_alive(), "a worker that does not end keeps the whole program from ending"

    def stored(self) -> list[int]:
        with sqlite3.connect(self.database.file) as connection:
            found = [row[0] for row in connection.execute("SELECT id FROM mark ORDER BY id")]
        connection.close()
        return found


def raw_of(session: Session) -> Any:
    return session.connection().connection.dbapi_connection


def put(number: int, seen: list[int] | None = None) -> Work:
    def work(session: Session) -> int:
        if seen is not None:
            seen.append(number)
        session.execute(sa.insert(MARK).values(id=number, word=str(number)))
        return number

    return work


def ids(session: Session) -> list[int]:
    return list(session.execute(sa.select(MARK.c.id).order_by(MARK.c.id)).scalars())


def orphan(session: Session) -> None:
    session.execute(sa.insert(LEAF).values(id=1, mark=404))


def a_table_in_use(session: Session) -> None:
    """SQLITE_LOCKED, at once: a table cannot be dropped while somebody is reading from it."""
    raw = raw_of(session)
    raw.execute("INSERT OR IGNORE INTO leaf VALUES (1, 1), (2, 1)")
    reading = raw.execute("SELECT * FROM leaf")
    reading.fetchone()
    raw.execute("DROP TABLE leaf")


def error_of(future: Future[Any]) -> BaseException | None:
    return future.exception(SOON)


def reasons(futures: list[Future[Any]]) -> list[object]:
    """Why each was not stored; what it gave where it was."""
    return [
        error.values["reason"] if isinstance(error := error_of(each), NotStored) else error or each.result()
        for each in futures
    ]


def made(path: Path, kind: type[Sqlite] = Sqlite) -> Sqlite:
    database = kind(make_url(f"sqlite:///{path / 'answers.db'}"))
    database.prepare()
    with database.migrating().begin() as connection:
        MARK.metadata.create_all(connection)
    return database


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that is busy with other things parts no batch here."""
    monkeypatch.setattr(workers, "BATCH_SECONDS", SOON)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> type[Sqlite]:
    return getattr(request, "param", Sqlite)


@pytest.fixture
def desk(tmp_path: Path, kind: type[Sqlite]) -> Iterator[Desk]:
    database = made(tmp_path, kind)
    opened = Desk(Writer(database), database)
    yield opened
    opened.close()
    database.close()


@pytest.fixture
def reading(tmp_path: Path, kind: type[Sqlite]) -> Iterator[Desk]:
    database = made(tmp_path, kind)
    opened = Desk(Readers(database, 1), database)
    yield opened
    opened.close()
    database.close()


# --- the thread ---


def test_one_thread_runs_all_units_in_the_order_they_came_and_ends_with_the_process(desk: Desk) -> None:
    seen: list[int] = []

    def noting(number: int) -> Work:
        def work(_: Session) -> threading.Thread:
            seen.append(number)
            return threading.current_thread()

        return work

    futures = [desk.hand_in(noting(number)) for number in range(200)]
    ran_in = {each.result(SOON) for each in futures}

    assert seen == list(range(200))
    assert len(ran_in) == 1
    assert ran_in.pop().daemon


def test_only_a_thread_that_runs_units_is_one(desk: Desk, reading: Desk) -> None:
    assert (is_worker(), desk.do(lambda _: is_worker()), reading.do(lambda _: is_worker())) == (False, True, True)


def test_several_read_at_once(tmp_path: Path) -> None:
    database = made(tmp_path)
    desk, all_three = Desk(Readers(database, 3), database), threading.Barrier(3, timeout=SOON)
    futures = [desk.hand_in(lambda _: all_three.wait()) for _ in range(3)]

    assert {each.result(SOON) for each in futures} == {0, 1, 2}
    desk.close()


def test_closing_finishes_what_waits_and_refuses_what_comes_later(desk: Desk) -> None:
    with desk.busy():
        waiting = [desk.hand_in(put(number)) for number in range(5)]
        closing = threading.Thread(target=desk.worker.close)
        closing.start()
    closing.join(SOON)
    late = [desk.hand_in(put(number)) for number in (10, 11)]
    desk.close()

    assert [each.result(SOON) for each in waiting] == list(range(5))
    assert [str(error_of(each)) for each in late] == ["not-stored(reason='closed')"] * 2
    assert desk.stored() == list(range(5))


def test_closing_lets_go_of_the_connection(desk: Desk, reading: Desk) -> None:
    for each in (desk, reading):
        raw = each.do(raw_of)
        each.close()

        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            raw.execute("SELECT 1")


def test_closing_what_was_never_used_is_harmless(desk: Desk, reading: Desk) -> None:
    desk.close()
    reading.close()

    assert desk.stored() == []


# --- batches ---


def test_a_commit_is_shared_by_sixty_four_at_most(desk: Desk) -> None:
    desk.trace()
    with desk.busy():
        futures = [desk.hand_in(lambda _: desk.said.append("unit")) for _ in range(64 * 3)]
    for each in futures:
        each.result(SOON)
    batches = [batch.count("unit") for batch in " ".join(desk.said).split("BEGIN")[1:]]

    assert batches == [63, 64, 64, 1]  # what kept the worker is the first of the first


def test_who_comes_behind_a_slow_unit_does_not_wait_in_its_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.trace()
    monkeypatch.setattr(workers, "BATCH_SECONDS", BY_THE_CLOCK)
    with desk.busy():
        behind = desk.hand_in(put(1))
        threading.Event().wait(0.03)  # as long as a unit may keep others that wait for the same commit, and half more
    behind.result(SOON)

    assert desk.said == ["BEGIN", "COMMIT"] * 2


def test_quick_units_that_wait_together_share_commits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.trace()
    monkeypatch.setattr(workers, "BATCH_SECONDS", BY_THE_CLOCK)
    with desk.busy():
        futures = [desk.hand_in(lambda _: None) for _ in range(50)]
    for each in futures:
        each.result(SOON)

    assert desk.said.count("BEGIN") < 50


def test_what_a_unit_gives_is_known_only_after_it_was_stored(desk: Desk) -> None:
    for number in range(20):
        desk.do(put(number))

        assert desk.stored() == list(range(number + 1))


def test_a_unit_that_raises_is_undone_alone_and_not_run_again(desk: Desk) -> None:
    seen: list[int] = []

    def half(session: Session) -> None:
        put(50, seen)(session)
        raise LookupError("thought better of it")

    with desk.busy():
        futures = [desk.hand_in(work) for work in (put(1, seen), half, put(2, seen), put(1, seen), put(3, seen))]
    errors = [type(error_of(each)) for each in futures]

    assert errors == [type(None), LookupError, type(None), sa.exc.IntegrityError, type(None)]
    assert seen == [1, 50, 2, 1, 3]
    assert desk.stored() == [1, 2, 3]


def test_what_a_unit_gives_can_be_looked_at_afterwards(desk: Desk, reading: Desk) -> None:
    def made_here(session: Session) -> Mark:
        mark = Mark(id=1, word="eins")
        session.add(mark)
        return mark

    written = desk.do(made_here)
    read = Desk(Readers(desk.database, 1), desk.database)
    found = read.do(lambda session: session.get(Mark, 1))
    read.close()

    assert (written.id, written.word) == (found.id, found.word) == (1, "eins")


def test_a_unit_that_nobody_awaits_any_more_is_not_run(desk: Desk) -> None:
    seen: list[int] = []
    with desk.busy():
        futures = [desk.hand_in(put(number, seen)) for number in range(4)]
        futures[1].cancel()
    for at in (0, 2, 3):
        futures[at].result(SOON)

    assert seen == [0, 2, 3]
    assert desk.stored() == [0, 2, 3]


def test_a_coroutine_is_no_unit_of_work_and_is_never_begun(desk: Desk) -> None:
    async def work(session: Session) -> None:
        put(1)(session)

    with pytest.raises(TypeError, match="a plain function, not async"):
        desk.do(work)

    assert desk.do(put(2)) == 2
    assert desk.stored() == [2]


def test_a_stray_stop_iteration_is_told_as_an_error(desk: Desk, reading: Desk) -> None:
    for each in (desk, reading):
        with pytest.raises(RuntimeError, match="raised StopIteration"):
            each.do(lambda _: next(iter(())))


# --- when the batch as a whole fails ---


def test_a_constraint_that_is_checked_at_commit_fails_its_own_unit_and_the_others_are_run_again(desk: Desk) -> None:
    seen: list[int] = []
    with desk.busy():
        futures = [desk.hand_in(work) for work in (put(1, seen), orphan, put(2, seen))]

    assert [type(error_of(each)) for each in futures] == [type(None), sa.exc.IntegrityError, type(None)]
    assert (futures[0].result(), futures[2].result()) == (1, 2)
    assert seen == [1, 2, 1, 2]
    assert desk.stored() == [1, 2]


def test_a_unit_alone_that_cannot_be_committed_is_run_once(desk: Desk) -> None:
    seen: list[int] = []

    def work(session: Session) -> None:
        put(1, seen)(session)
        orphan(session)

    with pytest.raises(sa.exc.IntegrityError):
        desk.do(work)

    assert seen == [1]
    assert desk.stored() == []


def test_where_one_unit_made_sqlite_roll_back_all_the_others_are_stored_still(desk: Desk) -> None:
    def rude(session: Session) -> None:
        session.execute(sa.text("INSERT OR ROLLBACK INTO mark VALUES (1, 'again')"))

    desk.do(put(1))
    with desk.busy():
        futures = [desk.hand_in(work) for work in (put(2), rude, put(3))]

    assert (futures[0].result(SOON), futures[2].result(SOON)) == (2, 3)
    assert error_of(futures[1]) is not None
    assert desk.stored() == [1, 2, 3]


def test_a_unit_whose_connection_is_closed_under_it_is_run_again_and_counts_once(desk: Desk) -> None:
    seen: list[int] = []

    def unlucky(session: Session) -> None:
        put(2, seen)(session)
        if seen.count(2) == 1:
            raw_of(session).close()
            session.execute(sa.select(MARK.c.id))

    def alone(session: Session) -> None:
        seen.append(4)
        if seen.count(4) == 1:
            raw_of(session).close()

    desk.do(put(1, seen))
    with desk.busy():
        futures = [desk.hand_in(work) for work in (unlucky, put(3, seen))]
    for each in futures:
        each.result(SOON)
    desk.do(alone)

    assert seen.count(2) == 2
    assert seen.count(4) == 2
    assert desk.stored() == [1, 2, 3]


def test_a_connection_that_was_closed_between_two_units_is_replaced(desk: Desk) -> None:
    first = desk.do(raw_of)
    second = desk.do(raw_of)
    first.close()

    assert first is second
    assert desk.do(put(1)) == 1
    assert desk.do(raw_of) is not first
    assert desk.stored() == [1]


def test_after_a_refusal_for_good_the_next_batch_gets_a_new_connection(desk: Desk) -> None:
    def on_a_disk_that_became_read_only(session: Session) -> None:
        raw_of(session).execute("PRAGMA query_only = ON")
        put(1)(session)

    before = desk.do(raw_of)
    with desk.busy():
        futures = [desk.hand_in(work) for work in (on_a_disk_that_became_read_only, put(2))]

    assert reasons(futures) == ["read-only", 2]
    assert desk.do(raw_of) is not before
    refusal = error_of(futures[0])
    assert refusal is not None
    assert isinstance(refusal.__cause__, sa.exc.OperationalError)  # who looks into the log sees what it was
    assert desk.stored() == [2]


def test_a_full_disk_refuses_what_is_too_large_and_keeps_the_connection(desk: Desk) -> None:
    first = desk.do(raw_of)
    desk.do(lambda session: raw_of(session).execute("PRAGMA max_page_count = 8").fetchall())
    large = desk.hand_in(lambda session: session.execute(sa.insert(MARK).values(id=9, word="x" * 1_000_000)))

    assert reasons([large]) == ["full"]
    assert desk.do(put(1)) == 1
    assert desk.do(raw_of) is first


# --- when somebody else is in the way ---


@contextmanager
def locked(database: Sqlite) -> Iterator[None]:
    """Another process's transaction that writes."""
    with database.writing() as other:
        raw: Any = other.connection.dbapi_connection
        raw.execute("BEGIN IMMEDIATE")
        yield
        raw.execute("ROLLBACK")


def patience(milliseconds: int) -> Work:
    return lambda session: raw_of(session).execute(f"PRAGMA busy_timeout = {milliseconds}").fetchall()


def test_all_who_wait_for_a_locked_file_are_told_after_one_patience_and_then_it_goes_on(desk: Desk) -> None:
    desk.do(patience(150))
    desk.trace()
    seen: list[int] = []
    with locked(desk.database):
        futures = [desk.hand_in(put(number, seen)) for number in range(20)]

        assert reasons(futures) == ["locked"] * 20

    assert desk.said == ["BEGIN"]  # not one patience after the other
    assert seen == []
    assert desk.do(put(1, seen)) == 1
    assert desk.stored() == [1]


def test_behind_a_unit_that_met_a_lock_all_who_wait_are_told_at_once(desk: Desk) -> None:
    seen: list[int] = []
    desk.do(put(1))
    with desk.busy():
        futures = [desk.hand_in(work) for work in (put(2, seen), a_table_in_use, put(3, seen), put(4, seen))]

    assert reasons(futures) == [2, "locked", "locked", "locked"]
    assert seen == [2]
    assert desk.do(put(5)) == 5
    assert desk.stored() == [1, 2, 5]


def test_each_who_was_refused_gets_an_error_of_their_own(desk: Desk) -> None:
    """One error raised in several coroutines would collect the traces of all."""
    with desk.busy():
        futures = [desk.hand_in(work) for work in (a_table_in_use, put(3), put(4))]
    errors = [error_of(each) for each in futures]

    assert len({id(each) for each in errors}) == 3
    assert {str(each) for each in errors} == {"not-stored(reason='locked')"}


def test_a_unit_that_meets_a_lock_while_each_is_run_alone_ends_the_waiting_of_the_rest(desk: Desk) -> None:
    seen: list[int] = []

    def locked_out(session: Session) -> None:
        seen.append(0)
        if seen.count(0) > 1:
            a_table_in_use(session)

    desk.do(put(1))
    with desk.busy():
        futures = [desk.hand_in(work) for work in (put(2, seen), locked_out, orphan, put(3, seen))]

    assert reasons(futures) == [2, "locked", "locked", "locked"]
    assert seen == [2, 0, 3, 2, 0]  # together, and then alone until the lock
    assert desk.stored() == [1, 2]


class Contended(Sqlite):
    """A file whose lock is met in the middle of a batch, as one meets another process on a server."""

    def begin(self, raw: Any) -> None:
        raw.execute("PRAGMA busy_timeout = 0")
        raw.execute("BEGIN")

    def conflicts(self, error: BaseException) -> bool:
        return self.reason(error) == "locked"


@pytest.mark.parametrize("kind", [Contended], indirect=True)
def test_a_unit_is_run_again_until_nobody_is_in_its_way(desk: Desk) -> None:
    seen: list[int] = []
    random.seed(1)
    with desk.database.writing() as other:
        raw: Any = other.connection.dbapi_connection
        raw.execute("BEGIN IMMEDIATE")

        def work(session: Session) -> int:
            if len(seen) == 3:
                raw.execute("ROLLBACK")
            return int(put(1, seen)(session))

        started = time.monotonic()
        given = desk.hand_in(work).result(SOON)
        took = time.monotonic() - started

    assert given == 1
    assert seen == [1] * 4
    assert took < 1  # pauses are milliseconds: somebody waits for an answer
    assert desk.stored() == [1]


@pytest.mark.parametrize("kind", [Contended], indirect=True)
def test_after_nine_runs_of_a_unit_its_sender_is_told_that_it_was_locked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PAUSE", 0.0001)
    seen: list[int] = []
    with locked(desk.database):
        future = desk.hand_in(put(1, seen))

        assert reasons([future]) == ["locked"]

    assert seen == [1] * (1 + 8)  # with its batch, and eight times alone
    assert desk.do(put(2)) == 2
    assert desk.stored() == [2]


class Doubtful(Sqlite):
    """A file whose COMMIT arrives, while the word about it is lost."""

    def __init__(self, url: sa.URL) -> None:
        super().__init__(url)
        self.loses = False

    def commit(self, raw: Any) -> None:
        super().commit(raw)
        if self.loses:
            raise Unsure


@pytest.mark.parametrize("kind", [Doubtful], indirect=True)
@pytest.mark.parametrize("together", [1, 3])
def test_what_may_have_been_stored_is_not_done_again(desk: Desk, together: int) -> None:
    seen: list[int] = []
    database = desk.database
    assert isinstance(database, Doubtful)

    def work(number: int) -> Work:
        def doubtful(session: Session) -> None:
            put(number, seen)(session)
            database.loses = True

        return doubtful

    with desk.busy():
        futures = [desk.hand_in(work(number)) for number in range(together)]
    told = [error_of(each) for each in futures]
    database.loses = False

    assert {str(each) for each in told} == {"not-stored(reason='unreachable')"}
    assert seen == list(range(together))
    assert desk.do(put(10)) == 10


@pytest.mark.parametrize("kind", [Doubtful], indirect=True)
def test_what_is_doubtful_while_each_is_run_alone_is_not_done_again_either(desk: Desk) -> None:
    seen: list[int] = []
    database = desk.database
    assert isinstance(database, Doubtful)

    def doubtful(session: Session) -> None:
        put(2, seen)(session)
        database.loses = seen.count(2) > 1  # the first time the batch fails by its orphan

    def after(session: Session) -> None:
        database.loses = False
        put(3, seen)(session)

    with desk.busy():
        futures = [desk.hand_in(work) for work in (orphan, doubtful, after)]
    told = [error_of(each) for each in futures]

    assert isinstance(told[0], sa.exc.IntegrityError)
    assert told[2] is None
    assert str(told[1]) == "not-stored(reason='unreachable')"
    assert seen == [2, 3, 2, 3]
    assert desk.stored() == [2, 3]


# --- when the file cannot even be opened ---


def test_while_the_folder_is_gone_all_are_told_and_then_it_goes_on(tmp_path: Path) -> None:
    database = made(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "moved")
    desk = Desk(Writer(database), database)
    failed = reasons([desk.hand_in(put(number)) for number in (1, 2)])
    (tmp_path / "moved").rename(tmp_path / "here")

    assert failed == ["unreachable"] * 2
    assert desk.do(put(3)) == 3
    assert desk.stored() == [3]
    desk.close()


def test_a_lock_at_the_very_first_unit_is_told_and_the_next_one_is_stored(tmp_path: Path) -> None:
    database = made(tmp_path, Hasty)
    desk = Desk(Writer(database), database)
    with locked(database):
        assert reasons([desk.hand_in(put(1))]) == ["locked"]

    assert desk.do(put(2)) == 2
    assert desk.stored() == [2]
    desk.close()


class Hasty(Sqlite):
    """A file for whose lock nobody waits."""

    def begin(self, raw: Any) -> None:
        raw.execute("PRAGMA busy_timeout = 0")
        super().begin(raw)


@pytest.mark.parametrize("kind", [Hasty], indirect=True)
def test_a_connection_outlives_a_lock_and_not_a_refusal_of_another_kind(desk: Desk) -> None:
    before = desk.do(raw_of)
    with locked(desk.database):
        assert reasons([desk.hand_in(put(1))]) == ["locked"]

    assert desk.do(raw_of) is before


@pytest.mark.parametrize("kind", [Hasty], indirect=True)
def test_a_lock_that_comes_while_each_is_run_alone_is_told_to_all_that_are_left(desk: Desk) -> None:
    seen: list[int] = []
    other = desk.database.writing()
    raw: Any = other.connection.dbapi_connection

    def sent_elsewhere(session: Session) -> None:
        """Ends the batch's transaction, and somebody else is quicker."""
        raw_of(session).execute("ROLLBACK")
        raw.execute("BEGIN IMMEDIATE")
        raise LookupError

    desk.do(put(1))
    with desk.busy():
        futures = [desk.hand_in(work) for work in (put(2, seen), put(3, seen), sent_elsewhere)]
    told = reasons(futures)
    raw.execute("ROLLBACK")
    other.close()

    assert told == ["locked"] * 3
    assert seen == [2, 3]
    assert desk.stored() == [1]
    assert desk.do(put(4)) == 4


# --- who reads ---


def test_a_reader_keeps_its_connection_and_sees_what_was_committed_meanwhile(reading: Desk) -> None:
    writing = Desk(Writer(reading.database), reading.database)
    first, before = reading.do(raw_of), reading.do(ids)
    writing.do(put(1))
    writing.close()

    assert before == []
    assert reading.do(ids) == [1]
    assert reading.do(raw_of) is first


def test_what_a_reader_adds_is_refused_and_not_dropped_in_silence(reading: Desk) -> None:
    with pytest.raises(sa.exc.OperationalError, match="readonly"):
        reading.do(lambda session: session.add(Mark(id=1, word="x")))

    assert reading.stored() == []


def test_an_error_of_what_is_read_is_told_and_not_tried_again(reading: Desk) -> None:
    seen: list[int] = []

    def work(_: Session) -> None:
        seen.append(1)
        raise LookupError

    with pytest.raises(LookupError):
        reading.do(work)

    assert seen == [1]
    assert reading.do(lambda _: "and then") == "and then"


def test_reading_that_nobody_awaits_any_more_is_not_done(reading: Desk) -> None:
    seen: list[int] = []
    with reading.busy():
        left, kept = reading.hand_in(lambda _: seen.append(1)), reading.hand_in(lambda _: seen.append(2))
        left.cancel()
    kept.result(SOON)

    assert seen == [2]


class Losing(Sqlite):
    """A file that tells, as a server's connection does, when the connection is gone."""

    def lost(self, raw: Any) -> bool:
        try:
            raw.execute("SELECT 1")
        except sqlite3.ProgrammingError:
            return True
        return False


@pytest.mark.parametrize("kind", [Losing], indirect=True)
@pytest.mark.parametrize(("times", "runs"), [(0, 1), (1, 2), (2, 2)])
def test_reading_whose_connection_went_away_is_tried_once_more(reading: Desk, times: int, runs: int) -> None:
    seen: list[Any] = []

    def work(session: Session) -> list[int]:
        seen.append(raw_of(session))
        if len(seen) <= times:
            seen[-1].close()
        return ids(session)

    future = reading.hand_in(work)
    error = error_of(future)

    assert len(seen) == len(set(map(id, seen))) == runs
    assert (error is None) == (times < 2)
    assert reading.do(ids) == []  # and whoever comes next gets a connection that works


@pytest.mark.parametrize("kind", [Losing], indirect=True)
def test_an_error_on_a_connection_that_is_there_keeps_it(reading: Desk) -> None:
    before = reading.do(raw_of)
    with pytest.raises(sa.exc.OperationalError):
        reading.do(lambda session: session.execute(sa.text("SELECT * FROM nowhere")))

    assert reading.do(raw_of) is before


@pytest.mark.parametrize("kind", [Losing], indirect=True)
def test_a_writer_whose_connection_is_lost_does_not_try_to_leave_the_transaction(desk: Desk) -> None:
    seen: list[int] = []

    def unlucky(session: Session) -> int:
        put(2, seen)(session)
        if len(seen) == 1:
            raw_of(session).close()
        return ids(session)[0]

    assert desk.do(unlucky) == 2
    assert seen == [2, 2]
    assert desk.stored() == [2]


def test_while_the_file_cannot_be_opened_a_reader_says_so_and_then_it_reads(tmp_path: Path) -> None:
    database = made(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "moved")
    desk = Desk(Readers(database, 1), database)
    with pytest.raises(sa.exc.OperationalError, match="unable to open"):
        desk.do(ids)
    (tmp_path / "moved").rename(tmp_path / "here")

    assert desk.do(ids) == []
    desk.close()


# --- who awaits ---


async def test_all_of_a_batch_are_told_even_where_one_of_them_left(desk: Desk) -> None:
    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(4)]
    with desk.busy():
        for number, future in enumerate(futures):
            desk.worker.take(Unit(put(number), future, loop))
        futures[0].cancel()

    assert await asyncio.wait_for(asyncio.gather(*futures[1:]), SOON) == [1, 2, 3]
    assert desk.stored() == [1, 2, 3]


async def test_who_leaves_while_it_is_run_breaks_nothing_for_the_others_of_the_batch(desk: Desk) -> None:
    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(3)]
    with desk.busy():
        desk.worker.take(Unit(lambda _: futures[0].cancel(), futures[0], loop))
        for number in (1, 2):
            desk.worker.take(Unit(put(number), futures[number], loop))

    assert await asyncio.wait_for(asyncio.gather(*futures[1:]), SOON) == [1, 2]


async def test_each_is_told_its_own_error(desk: Desk) -> None:
    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(3)]
    with desk.busy():
        for number, future in zip((1, 1, 2), futures, strict=True):
            desk.worker.take(Unit(put(number), future, loop))
    outcomes = await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), SOON)

    assert [type(each) for each in outcomes] == [int, sa.exc.IntegrityError, int]


async def test_an_event_loop_that_is_closed_keeps_nobody_else_from_being_told(desk: Desk) -> None:
    here, gone = asyncio.get_running_loop(), asyncio.new_event_loop()
    lost, told = gone.create_future(), here.create_future()
    with desk.busy():
        desk.worker.take(Unit(put(1), lost, gone))
        desk.worker.take(Unit(put(2), told, here))
        gone.close()

    assert await asyncio.wait_for(told, SOON) == 2
    assert desk.stored() == [1, 2]  # what was stored is stored, though nobody heard of it
