"""Does a backup bring everything back, here and elsewhere, and nothing but a backup?"""

from __future__ import annotations

import functools
import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from filling import MOMENT, everything, fill
from sqlmodel import Session

from bot.tables import Community, Inbox, Lane, Seen
from surveys import upkeep
from surveys.store import InUse, Store, hold, lock_file, normalised

SCRIPTS = Path(__file__).resolve().parents[2] / "alembic"


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


# --- what is kept, and what is said, to the letter ---


@pytest.fixture
def small_url(tmp_path: Path) -> str:
    """A SQLite file with one row."""
    file = tmp_path / "small.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE mark (id)")
        made.execute("INSERT INTO mark VALUES (7)")
        made.commit()
    return f"sqlite:///{file}"


def written(folder: Path, name: str, *, seconds_ago: float) -> Path:
    path = folder / name
    path.write_text("half")
    at = time.time() - seconds_ago
    os.utime(path, (at, at))
    return path


def test_a_week_of_daily_backups_is_kept_and_each_says_when_it_was_made(
    small_url: str, backups: Path, now: datetime
) -> None:
    made = [upkeep.backup(small_url, backups, now=now + timedelta(days=day)) for day in range(9)]

    assert made[0].name == "small-20261103T110000000000Z.sqlite"
    assert sorted(backups.iterdir()) == made[2:]
    with closing(sqlite3.connect(made[8])) as copy:
        assert copy.execute("SELECT id FROM mark").fetchall() == [(7,)]


def test_folders_for_backups_are_made_however_deep(small_url: str, backups: Path) -> None:
    made = upkeep.backup(small_url, backups / "a" / "b")

    assert made.parent == backups / "a" / "b"
    assert made.exists()


def test_half_a_backup_of_a_killed_process_is_removed_after_an_hour_and_nobody_elses(
    small_url: str, backups: Path
) -> None:
    backups.mkdir()
    half = "small-20261103T110000000000Z.sqlite.part"
    abandoned = [written(backups, f"{half}{end}", seconds_ago=3700) for end in ("", "-wal")]
    kept = [
        written(backups, "small-20261103T120000000000Z.sqlite.part", seconds_ago=3500),
        written(backups, "other-20261103T110000000000Z.sqlite.part", seconds_ago=3700),
        written(backups, "small-20261103T110000000000Z.sqlite.old", seconds_ago=3700),
    ]
    upkeep.backup(small_url, backups)

    assert not any(each.exists() for each in abandoned)
    assert all(each.exists() for each in kept)


def test_a_copy_with_rows_that_lost_their_parents_is_no_backup_and_says_which(tmp_path: Path, backups: Path) -> None:
    file = tmp_path / "orphans.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        made.execute("CREATE TABLE b (of REFERENCES parent(id))")
        made.execute("CREATE TABLE a (of REFERENCES parent(id))")
        made.executescript("INSERT INTO b VALUES (1); INSERT INTO b VALUES (2); INSERT INTO a VALUES (3)")
    with pytest.raises(upkeep.Unusable) as refused:
        upkeep.backup(f"sqlite:///{file}", backups)

    assert refused.value.key == "rows-orphaned"
    assert refused.value.values == {"count": 3, "tables": "a -> parent, b -> parent"}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_restore_keeps_one_more_so_that_the_oldest_backup_can_be_brought_back(
    store_url: str, backups: Path, now: datetime
) -> None:
    made = [upkeep.backup(store_url, backups, now=now + timedelta(days=day)) for day in range(7)]
    done = upkeep.restore(store_url, made[0], backups=backups)

    assert made[0].exists()
    assert len(list(backups.iterdir())) == 8
    assert done == upkeep.Upgrade(upkeep.head(), upkeep.head(), None)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_what_was_there_is_kept_beside_the_file_unless_told_otherwise(store_url: str, backups: Path) -> None:
    made = upkeep.backup(store_url, backups)
    upkeep.restore(store_url, made)
    home = Path(normalised(store_url).database or "").parent

    assert len(list((home / "backups").iterdir())) == 1
    assert list(backups.iterdir()) == [made]
    assert not list(home.glob("*restoring*"))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_restore_into_nothing_found_nothing_and_keeps_nothing(store_url: str, backups: Path, tmp_path: Path) -> None:
    made = upkeep.backup(store_url, backups)
    done = upkeep.restore(f"sqlite:///{tmp_path / 'new' / 'moved.db'}", made)

    assert done == upkeep.Upgrade(None, upkeep.head(), None)
    assert not (tmp_path / "new" / "backups").exists()


def test_what_is_no_backup_is_told_why(tmp_path: Path) -> None:
    url, text = f"sqlite:///{tmp_path / 'kept.db'}", tmp_path / "text.sqlite"
    text.write_text("Not a database at all.\n" * 1000)
    foreign = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as other:
        other.execute("CREATE TABLE recipes (id)")
    newer = tmp_path / "newer.sqlite"
    with closing(sqlite3.connect(newer)) as other:
        other.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('9999')")
    told = {}
    for file in (text, foreign, newer, tmp_path / "missing.sqlite"):
        with pytest.raises(upkeep.Unusable) as refused:
            upkeep.restore(url, file)
        told[file.stem] = (refused.value.key, refused.value.values.get("found"))

    assert told == {
        "text": ("backup-damaged", None),
        "foreign": ("backup-unknown", ""),
        "newer": ("backup-unknown", "9999"),
        "missing": ("backup-missing", None),
    }


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_backup_with_rows_that_lost_their_parents_is_not_brought_back(store_url: str, backups: Path) -> None:
    made = upkeep.backup(store_url, backups)
    with closing(sqlite3.connect(made)) as file:
        file.execute("INSERT INTO tally (wave_id, item, cell, count) VALUES ('none', '', 'n', 1)")
        file.commit()
    with pytest.raises(upkeep.Unusable) as refused:
        upkeep.restore(store_url, made, backups=backups)

    assert refused.value.values == {"count": 1, "tables": "tally -> wave"}
    assert upkeep.info(store_url).tables["tally"] == 0


def test_a_backup_stays_as_it_is_when_it_is_brought_back(tmp_path: Path) -> None:
    made = upkeep.upgrade(f"sqlite:///{tmp_path / 'one.db'}")
    file = upkeep.backup(f"sqlite:///{tmp_path / 'one.db'}", tmp_path / "kept")
    before = file.read_bytes()
    upkeep.restore(f"sqlite:///{tmp_path / 'two.db'}", file)

    assert made.after == upkeep.head()
    assert file.read_bytes() == before
    assert upkeep.info(f"sqlite:///{tmp_path / 'two.db'}").tables["wave"] == 0


# --- upgrades ---


def scripts(tmp_path: Path, body: str) -> Path:
    """Our migrations and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_more.py").write_text(
        "from alembic import op\n\n"
        f'revision = "9999"\ndown_revision = "{upkeep.head()}"\n\n\ndef upgrade():\n    {body}\n'
    )
    return folder


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_an_upgrade_backs_up_what_there_was_and_says_from_where_to_where(
    store_url: str, backups: Path, tmp_path: Path
) -> None:
    more, before = scripts(tmp_path, 'op.execute("DROP TABLE tally")'), upkeep.head()
    done = upkeep.upgrade(store_url, backups=backups, scripts=more)

    assert (done.before, done.after) == (before, "9999")
    assert done.backup is not None
    assert list(backups.iterdir()) == [done.backup]
    assert "tally" in upkeep.info(f"sqlite:///{done.backup}").tables
    assert upkeep.head(more) == "9999"
    assert upkeep.upgrade(store_url, scripts=more) == upkeep.Upgrade("9999", "9999", None)
    # and this program, which is older now, keeps away from it
    with pytest.raises(upkeep.Unusable) as refused:
        upkeep.upgrade(store_url)
    assert refused.value.key == "database-newer"
    assert refused.value.values == {"found": "9999", "head": before}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_rows_without_their_parents_is_refused(store_url: str, tmp_path: Path) -> None:
    body = "op.execute(\"INSERT INTO tally (wave_id, item, cell, count) VALUES ('none', '', 'n', 1)\")"
    with pytest.raises(upkeep.Unusable, match="rows-orphaned"):
        upkeep.upgrade(store_url, scripts=scripts(tmp_path, body))

    assert upkeep.info(store_url).tables["tally"] == 0
    home = Path(normalised(store_url).database or "").parent
    assert len(list((home / "backups").iterdir())) == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_what_a_killed_restore_left_is_removed_by_the_next_upgrade(store_url: str) -> None:
    file = Path(normalised(store_url).database or "")
    left = [file.with_name(f"{file.name}.restoring{end}") for end in ("", "-wal", "-shm", "-journal")]
    for each in left:
        each.touch()
    done = upkeep.upgrade(store_url)

    assert done == upkeep.Upgrade(upkeep.head(), upkeep.head(), None)
    assert not any(each.exists() for each in left)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_second_process_waits_for_an_upgrade_under_way_but_not_for_ever(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "UPGRADE_PATIENCE", 0.2)
    lock = Path(f"{normalised(store_url).database}.upgrade")
    began = time.monotonic()
    with lock_file(lock), pytest.raises(InUse):
        upkeep.upgrade(store_url)
    waited = time.monotonic() - began
    letting_go, held = threading.Event(), threading.Event()

    def first() -> None:
        with lock_file(lock):
            held.set()
            letting_go.wait(10)

    monkeypatch.setattr(upkeep, "UPGRADE_PATIENCE", 30)
    thread = threading.Thread(target=first)
    thread.start()
    held.wait(10)
    threading.Timer(0.1, letting_go.set).start()
    done = upkeep.upgrade(store_url)
    thread.join()

    assert waited >= 0.2
    assert done.after == upkeep.head()


# --- info ---


@pytest.mark.parametrize(("processes", "warned"), [(1, False), (2, True)])
def test_a_sqlite_that_several_processes_may_damage_is_named_with_the_first_that_is_safe(
    small_url: str, monkeypatch: pytest.MonkeyPatch, processes: int, *, warned: bool
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    told = upkeep.info(small_url, processes=processes)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))

    assert bool(told.warnings) is warned
    assert all(each.endswith("use 3.51.3 or PostgreSQL.") for each in told.warnings)
    assert upkeep.info(small_url, processes=processes).warnings == ()


def test_info_of_a_file_in_which_nothing_was_created_says_no_revision(small_url: str) -> None:
    told = upkeep.info(small_url)

    assert (told.revision, told.head) == (None, upkeep.head())
    assert told.size == Path(normalised(small_url).database or "").stat().st_size
    assert told.version == sqlite3.sqlite_version
