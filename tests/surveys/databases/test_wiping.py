"""Are erased words gone from the file and from the log beside it?"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from surveys.databases.wiping import wipe

SECRET = "mein Chef heisst Kasimir"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A file from which an answer was deleted while somebody keeps it open, so that the log stays."""
    path = tmp_path / "answers.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("CREATE TABLE answer (id INTEGER, said TEXT)")
        raw.execute("INSERT INTO answer VALUES (1, ?), (2, 'anders')", (SECRET,))
        raw.execute("DELETE FROM answer WHERE id = 1")
        yield path


def log_of(file: Path) -> Path:
    return file.with_name("answers.db-wal")


def test_an_erased_answer_is_in_neither_file_afterwards(file: Path) -> None:
    before = SECRET.encode() in log_of(file).read_bytes()
    wiped = wipe(f"sqlite:///{file}")

    assert (before, wiped) == (True, True)
    assert log_of(file).read_bytes() == b""
    assert SECRET.encode() not in file.read_bytes()
    assert b"anders" in file.read_bytes()


def test_while_somebody_reads_it_is_put_off_for_a_moment_only(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM answer").fetchall()
        with closing(sqlite3.connect(file, isolation_level=None)) as writer:
            writer.execute("INSERT INTO answer VALUES (3, 'neu')")
        started = time.monotonic()
        during = wipe(f"sqlite:///{file}")
        took = time.monotonic() - started
        reader.execute("COMMIT")

    assert not during
    assert took < 0.9  # writers wait as long
    assert wipe(f"sqlite:///{file}")
    assert log_of(file).read_bytes() == b""


def test_a_reader_who_is_done_soon_is_waited_for(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM answer").fetchall()
        with closing(sqlite3.connect(file, isolation_level=None)) as writer:
            writer.execute("INSERT INTO answer VALUES (3, 'neu')")
        done = threading.Timer(0.01, lambda: reader.execute("COMMIT"))
        done.start()
        wiped = wipe(f"sqlite:///{file}")
        done.join()

    assert wiped


def test_a_file_that_is_none_is_put_off_and_kept(tmp_path: Path) -> None:
    missing = tmp_path / "gone" / "answers.db"
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(missing)

    assert not missing.exists()


def test_where_the_log_cannot_be_emptied_the_next_look_is_asked(file: Path) -> None:
    """The write lock of a checkpoint is somebody else's."""
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO answer VALUES (3, 'neu')")
        during = wipe(f"sqlite:///{file}")
        writer.execute("COMMIT")

    assert not during
    assert wipe(f"sqlite:///{file}")


def test_a_server_wipes_by_itself() -> None:
    assert wipe("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
