"""Is a SQLite file spoken to so that no answer is lost, and are its errors called by the right names?"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from sqlmodel import Session

from surveys.databases.sqlite import Sqlite

metadata = sa.MetaData()
word = sa.Table("word", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("said", sa.JSON))
parent = sa.Table("parent", metadata, sa.Column("id", sa.Integer, primary_key=True))
child = sa.Table(
    "child",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent", sa.ForeignKey("parent.id", deferrable=True, initially="DEFERRED")),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Sqlite]:
    opened = Sqlite(make_url(f"sqlite:///{tmp_path / 'new' / 'folder' / 'answers.db'}"))
    opened.prepare()
    with opened.migrating().begin() as connection:
        metadata.create_all(connection)
    yield opened
    opened.close()


def raw_of(connection: sa.Connection) -> Any:
    return connection.connection.dbapi_connection


def pragma(connection: sa.Connection, name: str) -> Any:
    return raw_of(connection).execute(f"PRAGMA {name}").fetchone()[0]


def ids(raw: Any) -> list[int]:
    return [row[0] for row in raw.execute("SELECT id FROM word ORDER BY id")]


# --- the file ---


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_what_would_be_empty_for_each_connection_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Sqlite(make_url(address))


def test_the_folder_is_made_with_those_above_it_and_the_file_is_for_its_owner_only(database: Sqlite) -> None:
    assert database.file.stat().st_mode & 0o777 == 0o600
    assert database.file.parent.name == "folder"


def test_a_file_that_is_there_stays_as_it_is(database: Sqlite) -> None:
    database.file.chmod(0o640)  # the owner of this computer wanted their group to read it
    before = database.file.read_bytes()
    database.prepare()

    assert database.file.stat().st_mode & 0o777 == 0o640
    assert database.file.read_bytes() == before != b""


def test_a_file_has_one_writer(database: Sqlite) -> None:
    assert (database.dialect, database.writers) == ("sqlite", 1)


# --- connections ---


def test_who_writes_waits_a_little_loses_nothing_and_overwrites_what_is_deleted(database: Sqlite) -> None:
    with database.writing() as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2  # FULL: a commit is on the disk
        assert pragma(connection, "busy_timeout") == 1500
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "secure_delete") == 1
        assert pragma(connection, "query_only") == 0
        assert raw_of(connection).isolation_level is None


def test_who_reads_cannot_write_and_is_told_so(database: Sqlite) -> None:
    with database.reading() as connection:
        assert pragma(connection, "query_only") == 1
        assert pragma(connection, "foreign_keys") == 1
        with pytest.raises(sa.exc.OperationalError) as refused:
            connection.execute(sa.insert(word).values(id=1))
        connection.rollback()

    assert database.reason(refused.value) == "read-only"


def test_who_changes_the_schema_does_not_lose_child_rows_when_a_parent_table_is_made_anew(database: Sqlite) -> None:
    """A batch migration copies a table, drops it, and renames the copy."""
    engine = database.migrating()
    with engine.begin() as connection:
        connection.execute(sa.insert(parent).values(id=1))
        connection.execute(sa.insert(child).values(id=7, parent=1))
    with engine.begin() as connection:
        assert pragma(connection, "foreign_keys") == 0
        connection.exec_driver_sql("CREATE TABLE copied AS SELECT * FROM parent")
        connection.exec_driver_sql("DROP TABLE parent")
        connection.exec_driver_sql("ALTER TABLE copied RENAME TO parent")
        assert connection.execute(sa.select(child.c.id)).scalars().all() == [7]


def test_a_migration_that_fails_leaves_neither_tables_nor_rows(database: Sqlite) -> None:
    engine = database.migrating()
    with contextlib.suppress(LookupError), engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE debris (id INTEGER)")
        connection.execute(sa.insert(word).values(id=1))
        raise LookupError

    with engine.begin() as connection:
        assert "debris" not in sa.inspect(connection).get_table_names()
        assert ids(raw_of(connection)) == []


def test_a_migration_keeps_others_from_writing_from_its_first_moment(database: Sqlite) -> None:
    with database.migrating().begin(), database.writing() as other:
        raw_of(other).execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError) as refused:
            database.begin(raw_of(other))

    assert database.reason(refused.value) == "locked"


def test_a_connection_may_be_used_by_another_thread_than_its_maker(database: Sqlite) -> None:
    found: list[list[int]] = []
    with database.writing() as connection:
        thread = threading.Thread(target=lambda: found.append(ids(raw_of(connection))))
        thread.start()
        thread.join()

    assert found == [[]]


def test_a_connection_that_is_given_back_is_closed(database: Sqlite) -> None:
    connection = database.writing()
    raw = raw_of(connection)
    connection.close()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        raw.execute("SELECT 1")


def test_the_message_of_an_error_holds_no_answer(database: Sqlite) -> None:
    for connection in (database.writing(), database.reading(), database.migrating().connect()):
        with connection, pytest.raises(sa.exc.OperationalError) as failed:
            connection.execute(sa.text("INSERT INTO nowhere VALUES (:said)"), {"said": "mein Chef"})

        assert "mein Chef" not in str(failed.value)


# --- the transaction of a batch ---


def test_a_batch_is_stored_by_its_commit_and_not_before(database: Sqlite) -> None:
    with database.writing() as mine, database.writing() as other:
        raw = raw_of(mine)
        database.begin(raw)
        raw.execute("INSERT INTO word VALUES (1, NULL)")
        before = ids(raw_of(other))
        database.commit(raw)

        assert before == []
        assert ids(raw_of(other)) == [1]
        assert not database.holds(raw)


def test_only_one_batch_is_written_at_a_time_and_the_other_is_told_why(database: Sqlite) -> None:
    with database.writing() as mine, database.writing() as other:
        raw_of(other).execute("PRAGMA busy_timeout = 0")
        database.begin(raw_of(mine))
        with pytest.raises(sqlite3.OperationalError) as refused:
            database.begin(raw_of(other))

        assert (database.holds(raw_of(mine)), database.holds(raw_of(other))) == (True, False)
        assert database.reason(refused.value) == "locked"
        assert not database.conflicts(refused.value)  # it waited already: doing it again would not help
        assert not database.lost(raw_of(other))


def test_a_batch_that_is_left_stores_nothing_and_leaving_twice_is_harmless(database: Sqlite) -> None:
    with database.writing() as connection:
        raw = raw_of(connection)
        database.begin(raw)
        raw.execute("INSERT INTO word VALUES (1, NULL)")
        database.rollback(raw)
        database.rollback(raw)

        assert not database.holds(raw)
        assert ids(raw) == []


def test_a_constraint_that_is_checked_at_commit_is_the_works_own_error(database: Sqlite) -> None:
    with database.writing() as connection:
        raw = raw_of(connection)
        database.begin(raw)
        raw.execute("INSERT INTO child VALUES (1, 404)")
        with pytest.raises(sa.exc.IntegrityError) as failed:
            database.commit(raw)
        database.rollback(raw)

    assert isinstance(failed.value.orig, sqlite3.IntegrityError)
    assert database.reason(failed.value) is None


def test_a_unit_is_undone_alone_and_kept_with_its_batch(database: Sqlite) -> None:
    with database.writing() as connection:
        raw = raw_of(connection)
        database.begin(raw)
        for number, good in ((1, True), (2, False), (3, True)):
            session = Session(bind=connection)
            session.execute(sa.insert(word).values(id=number))
            session.commit() if good else session.rollback()
            session.close()
            assert database.holds(raw)  # the batch goes on, whatever its units do
        database.commit(raw)

        assert ids(raw) == [1, 3]


def test_a_batch_that_is_undone_undoes_the_units_that_were_done(database: Sqlite) -> None:
    with database.writing() as connection:
        raw = raw_of(connection)
        database.begin(raw)
        session = Session(bind=connection)
        session.execute(sa.insert(word).values(id=1))
        session.commit()
        database.rollback(raw)

        assert ids(raw) == []


def test_after_sqlite_rolled_back_by_itself_a_unit_can_still_be_left(database: Sqlite) -> None:
    with database.writing() as connection:
        raw = raw_of(connection)
        database.begin(raw)
        session = Session(bind=connection)
        session.execute(sa.insert(word).values(id=1))
        with pytest.raises(sa.exc.IntegrityError):
            session.execute(sa.text("INSERT OR ROLLBACK INTO word VALUES (1, NULL)"))
        session.rollback()
        session.close()

        assert not database.holds(raw)
        assert ids(raw) == []


def test_what_is_read_together_is_of_one_moment_and_the_next_reading_is_newer(database: Sqlite) -> None:
    with database.reading() as reading, database.writing() as writing:
        first = reading.execute(sa.select(word.c.id)).scalars().all()
        raw_of(writing).execute("INSERT INTO word VALUES (1, NULL)")
        second = reading.execute(sa.select(word.c.id)).scalars().all()
        reading.commit()
        third = reading.execute(sa.select(word.c.id)).scalars().all()

        assert (first, second, third) == ([], [], [1])


# --- what errors mean ---

REASONS = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_BUSY_SNAPSHOT: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_LOCKED_SHAREDCACHE: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_READONLY_DIRECTORY: "read-only",
    sqlite3.SQLITE_IOERR: "unreachable",
    sqlite3.SQLITE_IOERR_FSYNC: "unreachable",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_CANTOPEN_ISDIR: "unreachable",
    sqlite3.SQLITE_CORRUPT: "unreachable",
    sqlite3.SQLITE_CORRUPT_INDEX: "unreachable",
    sqlite3.SQLITE_NOTADB: "unreachable",
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: None,
    sqlite3.SQLITE_ERROR: None,
}


@pytest.mark.parametrize(("code", "reason"), REASONS.items())
def test_every_error_of_the_file_has_its_reason_and_those_of_the_work_have_none(
    database: Sqlite, code: int, reason: str | None
) -> None:
    error = sqlite3.OperationalError("as the driver says it")
    error.sqlite_errorcode = code

    assert database.reason(error) == reason
    assert database.reason(sa.exc.OperationalError("SELECT 1", None, error)) == reason


def test_an_error_of_the_work_itself_has_no_reason(database: Sqlite) -> None:
    assert database.reason(LookupError("thought better of it")) is None


def test_a_full_disk_is_called_so(database: Sqlite) -> None:
    with database.writing() as connection:
        raw = raw_of(connection)
        raw.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as refused:
            raw.execute("INSERT INTO word VALUES (1, ?)", ("x" * 100_000,))

    assert database.reason(refused.value) == "full"


def test_a_folder_that_is_gone_and_a_file_that_is_none_are_unreachable(tmp_path: Path) -> None:
    gone = Sqlite(make_url(f"sqlite:///{tmp_path / 'gone' / 'answers.db'}"))
    letter = Sqlite(make_url(f"sqlite:///{tmp_path / 'letter.db'}"))
    letter.file.write_text("Sehr geehrte Damen und Herren, " * 100)

    for database in (gone, letter):
        with pytest.raises(sa.exc.DBAPIError) as refused:
            database.writing()
        assert database.reason(refused.value) == "unreachable"


# --- what stands in JSON columns ---


@pytest.mark.parametrize(
    ("stored", "said"),
    [('{"a": [1, 2.5, null, "ä"]}', {"a": [1, 2.5, None, "ä"]}), ('"\\ud83d"', "\ud83d"), ("[]", []), ("0", 0)],
)
def test_json_is_read_even_with_half_a_character_in_it(database: Sqlite, stored: str, said: object) -> None:
    with database.writing() as connection:
        raw_of(connection).execute("INSERT INTO word VALUES (1, ?)", (stored,))

        assert connection.execute(sa.select(word.c.said)).scalar_one() == said
