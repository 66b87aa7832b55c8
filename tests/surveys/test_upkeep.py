"""Does a backup bring everything back, here and elsewhere, and nothing but a backup?"""

from __future__ import annotations

import functools
import itertools
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from filling import MOMENT, everything, fill
from sqlmodel import Session

from bot.tables import Community, Inbox, Lane, Seen
from surveys import upkeep
from surveys.store import InUse, Store, hold, normalised


@pytest.fixture
def filled_url(store_url: str) -> str:
    with Store.open(store_url) as store:
        store.write_now(lambda session: fill(session, count=5))
    return store_url


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def read(url: str) -> dict[str, list[tuple[object, ...]]]:
    with Store.open(url) as store:
        return store.read_now(everything)


def rename(url: str, name: str) -> None:
    with Store.open(url) as store:
        store.write_now(lambda session: session.execute(sa.update(Community).values(name=name)))


def names(session: Session) -> set[str]:
    return set(session.execute(sa.select(Community.name)).scalars())


# --- backup ---


def test_a_backup_is_one_whole_file_for_its_owner_only(filled_url: str, backups: Path) -> None:
    made = upkeep.backup(filled_url, backups)

    assert [made] == list(backups.iterdir())
    assert made.stat().st_mode & 0o777 == 0o600
    assert read(f"sqlite:///{made}") == read(filled_url)


def test_only_the_newest_backups_are_kept(store_url: str, backups: Path, now: datetime) -> None:
    others = [backups / "mine.sqlite", backups / "nachgefragt-test-20200101T000000000000Z.sqlite"]
    backups.mkdir()
    for other in others:
        other.touch()
    made = [upkeep.backup(store_url, backups, now=now + timedelta(days=day), keep=3) for day in range(5)]

    assert sorted(backups.iterdir()) == sorted([*made[2:], *others])


def test_a_backup_during_writes_is_of_one_moment(store_url: str, backups: Path) -> None:
    """Two tables are always changed together; a copy that has only one of the changes is none."""
    enough, stop = threading.Event(), threading.Event()

    def both(key: str, session: Session) -> None:
        session.add(Seen(event_key=key, at=MOMENT))
        session.flush()
        session.add(Lane(name=key, next_at=MOMENT))

    def writing() -> None:
        for number in itertools.count(1):
            store.write_now(functools.partial(both, str(number)))
            if number == 20:
                enough.set()
            if stop.is_set():
                return

    with Store.open(store_url) as store:
        writer = threading.Thread(target=writing)
        writer.start()
        assert enough.wait(20)
        made = [upkeep.backup(store_url, backups) for _ in range(3)]
        stop.set()
        writer.join()

    for file in made:
        copied = read(f"sqlite:///{file}")
        assert len(copied["seen"]) >= 20
        assert [row[0] for row in copied["seen"]] == [row[0] for row in copied["lane"]]


def test_a_backup_that_fails_leaves_no_half_a_file(filled_url: str, backups: Path, dialect: str) -> None:
    if dialect == "sqlite":
        _tear(Path(normalised(filled_url).database or ""))
    else:
        with Store.open(filled_url) as store:
            store.write_now(lambda session: session.execute(sa.text("DROP TABLE lane")) and None)

    with pytest.raises(upkeep.Unusable):
        upkeep.backup(filled_url, backups)
    assert list(backups.iterdir()) == []


def _tear(file: Path) -> None:
    """Overwrite the middle of a file, as a dying disk does."""
    with file.open("rb+") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"\xff" * 20_000)


# --- restore ---


def test_a_restore_brings_everything_back_and_keeps_what_was_there(filled_url: str, backups: Path) -> None:
    before = read(filled_url)
    made = upkeep.backup(filled_url, backups)
    rename(filled_url, "afterwards")
    changed = read(filled_url)
    assert changed != before
    upkeep.restore(filled_url, made, backups=backups)

    assert read(filled_url) == before
    (kept,) = set(backups.iterdir()) - {made}
    assert read(f"sqlite:///{kept}") == changed


def test_a_restore_reaches_those_who_are_connected(filled_url: str, backups: Path) -> None:
    made = upkeep.backup(filled_url, backups)
    with Store.open(filled_url) as other:
        other.write_now(lambda session: session.execute(sa.update(Community).values(name="afterwards")))
        assert other.read_now(names) == {"afterwards"}
        upkeep.restore(filled_url, made, backups=backups)

        assert "afterwards" not in other.read_now(names)
        other.write_now(lambda session: session.execute(sa.update(Community).values(name="again")))
        assert other.read_now(names) == {"again"}


def test_a_survey_moves_from_one_database_to_the_other_and_back(filled_url: str, backups: Path, tmp_path: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere' / 'moved.db'}"
    before = read(filled_url)
    upkeep.restore(elsewhere, upkeep.backup(filled_url, backups), backups=backups)
    assert read(elsewhere) == before
    rename(filled_url, "afterwards")
    upkeep.restore(filled_url, upkeep.backup(elsewhere, backups), backups=backups)

    assert read(filled_url) == before


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_postgresql_counts_on_after_a_restore_and_keeps_tables_that_are_not_ours(
    filled_url: str, backups: Path
) -> None:
    made = upkeep.backup(filled_url, backups)
    with Store.open(filled_url) as store:
        store.write_now(lambda session: session.execute(sa.text("CREATE TABLE stray AS SELECT 1 AS id")) and None)
        store.write_now(lambda session: session.execute(sa.delete(Inbox)) and None)
        store.write_now(lambda session: session.execute(sa.text("ALTER SEQUENCE inbox_id_seq RESTART")) and None)
    upkeep.restore(filled_url, made, backups=backups)

    with Store.open(filled_url) as store:
        store.write_now(lambda session: session.add(Inbox(event_key="new", platform="console", arrived_at=MOMENT)))
        assert len(store.read_now(lambda session: session.execute(sa.select(Inbox.id)).all())) == 6
        assert store.read_now(lambda session: session.execute(sa.text("SELECT id FROM stray")).all()) == [(1,)]


def test_what_runs_after_a_restore_is_seen_with_it_or_nothing_is(filled_url: str, backups: Path) -> None:
    made = upkeep.backup(filled_url, backups)
    rename(filled_url, "afterwards")
    now_there = read(filled_url)

    def fails(session: Session) -> None:
        session.execute(sa.update(Community).values(name="unsure"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upkeep.restore(filled_url, made, after=fails, backups=backups)
    assert read(filled_url) == now_there

    upkeep.restore(
        filled_url,
        made,
        after=lambda session: session.execute(sa.update(Community).values(name="unsure")) and None,
        backups=backups,
    )
    with Store.open(filled_url) as store:
        assert store.read_now(names) == {"unsure"}
    assert not [left for left in (*backups.iterdir(), *made.parent.iterdir()) if "restoring" in left.name]


@pytest.mark.parametrize("damage", ["torn", "text", "empty", "missing", "foreign"])
def test_what_is_no_backup_is_refused_and_nothing_changes(filled_url: str, backups: Path, damage: str) -> None:
    made = upkeep.backup(filled_url, backups)
    file = backups / "given.sqlite"
    shutil.copy(made, file)
    match damage:
        case "torn":
            _tear(file)
        case "text":
            file.write_text("Not a database at all.\n" * 1000)
        case "empty":
            file.write_bytes(b"")
        case "missing":
            file.unlink()
        case "foreign":
            file.unlink()
            with closing(sqlite3.connect(file)) as other:
                other.execute("CREATE TABLE recipes (id)")
    before = read(filled_url)

    with pytest.raises(upkeep.Unusable):
        upkeep.restore(filled_url, file, backups=backups)
    assert read(filled_url) == before


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_nothing_is_restored_under_a_running_process(filled_url: str, backups: Path) -> None:
    made = upkeep.backup(filled_url, backups)
    with hold(filled_url), pytest.raises(InUse):
        upkeep.restore(filled_url, made)


# --- info, and what a start costs ---


def test_info_tells_versions_size_and_rows(filled_url: str, dialect: str) -> None:
    told = upkeep.info(filled_url)

    assert told.dialect == dialect
    assert told.revision == told.head == upkeep.head()
    assert told.size > 10_000
    assert told.tables["answer"] == 5
    assert told.warnings == ()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_an_old_sqlite_is_a_warning_only_where_several_processes_write(filled_url: str) -> None:
    old = sqlite3.sqlite_version_info < upkeep.SEVERAL_WRITERS_SAFE

    assert bool(upkeep.info(filled_url, processes=2).warnings) == old


def test_looking_at_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(upkeep.Unusable, match="database-missing"):
        upkeep.info(f"sqlite:///{tmp_path / 'nothing.db'}")
    with pytest.raises(upkeep.Unusable, match="database-missing"):
        upkeep.backup(f"sqlite:///{tmp_path / 'nothing.db'}", tmp_path / "kept")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_start_that_finds_nothing_to_upgrade_does_not_load_alembic(store_url: str) -> None:
    start = (
        "import sys; sys.path.insert(0, sys.argv[2]); from surveys import upkeep; upkeep.upgrade(sys.argv[1])\n"
        "print([name for name in sys.modules if name.startswith(('alembic', 'psycopg'))])"
    )
    told = subprocess.run(
        [sys.executable, "-c", start, store_url, str(Path(__file__).parents[2])],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "[]\n"
