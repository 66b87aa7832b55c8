"""Is an upgrade, a backup or a restore that is killed at any step undone or done by the next one, and never by halves?"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from crash_scenes import beginning
from crashing import Left, Watch, some
from filled import fill_everything, rows_of
from sqlmodel import Session, select
from test_migrations import connect, schema

from bot import erasures
from bot.keys import Keys
from bot.settings import Settings
from bot.tables import Account
from surveys import upkeep
from surveys.databases.sqlite import Whole
from surveys.store import Store

pytestmark = pytest.mark.slow

SHORT = 8  # points in the short run
FIRST = "0001"
NAME = "nachgefragt.db"
LENGTHS = [SHORT, pytest.param(None, marks=pytest.mark.soak)]


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / NAME}"


def watched(folder: Path, act: Callable[[], object]) -> Watch:
    with Watch(folder, beginning()) as watch:
        act()
    return watch


def whole(path: Path) -> bool:
    with sqlite3.connect(path) as copy:
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()
    return bool(sound)


# --- upgrade ---


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A filled database of the first schema."""
    folder = tmp_path / "first"
    folder.mkdir()
    upkeep._migrate(url_of(folder), FIRST)
    with connect(url_of(folder)) as connection, connection.begin():
        fill_everything(connection)
    return folder


def upgraded(left: Left, folder: Path) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Begin again on what was left; gives the schema and all rows."""
    left.laid_out(folder)
    upkeep.upgrade(url_of(folder))
    with connect(url_of(folder)) as connection:
        return schema(connection), rows_of(connection)


@pytest.mark.parametrize("most", LENGTHS)
def test_an_upgrade_killed_anywhere_is_whole_after_the_next_one(
    first_version: Path, migrated_file: Path, most: int | None, tmp_path: Path
) -> None:
    watch = watched(first_version, lambda: upkeep.upgrade(url_of(first_version)))
    with connect(f"sqlite:///{migrated_file}") as connection:
        wanted = schema(connection)
    undisturbed = upgraded(watch.points[-1], tmp_path / "undisturbed")[1]

    assert len(watch.points) > 4
    for number, left in enumerate(some(watch.points, most)):
        made, rows = upgraded(left, tmp_path / str(number))
        assert made == wanted, left.step
        assert rows == undisturbed, left.step
        for backup in (tmp_path / str(number) / "backups").glob("*.sqlite"):
            assert whole(backup), left.step


def test_an_upgrade_without_its_transaction_would_be_found(first_version: Path, tmp_path: Path) -> None:
    """Statement by statement, as the driver does it by itself."""
    with patch.object(Whole, "begin_with", "SELECT 1"), patch.object(Whole, "commit_with", "SELECT 1"):
        watch = watched(first_version, lambda: upkeep.upgrade(url_of(first_version)))
        upgraded(watch.points[-1], tmp_path / "undisturbed")

        with pytest.raises(sa.exc.OperationalError, match=r"duplicate column|already exists"):
            upgraded(watch.points[len(watch.points) // 2], tmp_path / "half way")


# --- restore ---

KEYS = Keys(b"0123456789abcdef0123456789abcdef")


def people(folder: Path, now: datetime, *names: str) -> None:
    def work(session: Session) -> None:
        for name in names:
            digest = KEYS.account("telegram", name)
            session.add(
                Account(platform="telegram", digest=digest, address=KEYS.seal(name.encode(), "address"), created_at=now)
            )

    with Store.open(url_of(folder)) as store:
        store.write_now(work)


def present(folder: Path) -> set[str]:
    with Store.open(url_of(folder)) as store:
        sealed = store.read_now(lambda session: session.exec(select(Account.address)).all())
    return {(KEYS.open(each or b"", "address") or b"?").decode() for each in sealed}


@pytest.fixture
def with_backup(tmp_path: Path, now: datetime) -> tuple[Path, Path]:
    """Anna and Ben are in the backup; then Anna was forgotten, and Caro came."""
    folder = tmp_path / "kept"
    folder.mkdir()
    upkeep.upgrade(url_of(folder))
    people(folder, now, "Anna", "Ben")
    backup = upkeep.backup(url_of(folder), tmp_path / "elsewhere")
    with Store.open(url_of(folder)) as store:
        store.write_now(lambda session: session.execute(sa.delete(Account)) and None)
    people(folder, now, "Ben", "Caro")
    erasures.note(settings_of(folder), KEYS.account("telegram", "Anna"), now)
    return folder, backup


def settings_of(folder: Path) -> Settings:
    return Settings(_env_file=None, database_url=url_of(folder))  # type: ignore[call-arg]


def restored(folder: Path, backup: Path, now: datetime) -> None:
    def after(session: Session) -> None:
        erasures.replay(session, settings_of(folder), KEYS, now)

    upkeep.restore(url_of(folder), backup, after=after)


@pytest.mark.parametrize("most", LENGTHS)
def test_a_restore_killed_anywhere_leaves_the_old_rows_or_the_new_and_nobody_comes_back(
    with_backup: tuple[Path, Path], now: datetime, most: int | None, tmp_path: Path
) -> None:
    folder, backup = with_backup
    watch = watched(folder, lambda: restored(folder, backup, now))

    assert len(watch.points) > 4
    for number, left in enumerate(some(watch.points, most)):
        laid_out = left.laid_out(tmp_path / str(number))
        assert whole(laid_out / NAME)
        assert present(laid_out) in ({"Ben", "Caro"}, {"Ben"}), left.step
        upkeep.upgrade(url_of(laid_out))  # as every start does
        assert [path for path in laid_out.rglob("*") if upkeep.RESTORING in path.name] == []
        restored(laid_out, backup, now)
        assert present(laid_out) == {"Ben"}, left.step
        assert all(whole(path) for path in (laid_out / "backups").glob("*.sqlite"))


def test_a_restore_that_replays_erasures_afterwards_would_be_found(
    with_backup: tuple[Path, Path], now: datetime, tmp_path: Path
) -> None:
    folder, backup = with_backup

    def afterwards() -> None:
        upkeep.restore(url_of(folder), backup)
        with Store.open(url_of(folder)) as store:
            store.write_now(lambda session: erasures.replay(session, settings_of(folder), KEYS, now))

    watch = watched(folder, afterwards)
    found = [present(left.laid_out(tmp_path / str(number))) for number, left in enumerate(watch.points)]

    assert found[-1] == {"Ben"}
    assert {"Anna", "Ben"} in found


@pytest.mark.parametrize("most", LENGTHS)
def test_a_backup_killed_anywhere_is_whole_or_is_none_and_its_half_goes_with_the_next(
    with_backup: tuple[Path, Path], most: int | None, tmp_path: Path
) -> None:
    folder, _ = with_backup
    watch = watched(folder, lambda: upkeep.backup(url_of(folder), folder / "backups"))

    assert len(watch.points) > 2
    for number, left in enumerate(some(watch.points, most)):
        laid_out = left.laid_out(tmp_path / str(number))
        assert all(whole(path) for path in (laid_out / "backups").glob("*.sqlite")), left.step
        for half in (laid_out / "backups").glob("*.part*"):
            os.utime(half, (0, 0))  # nobody has written on with it
        made = upkeep.backup(url_of(laid_out), laid_out / "backups")
        assert made in (laid_out / "backups").iterdir()
        assert [path for path in (laid_out / "backups").iterdir() if path.suffix != ".sqlite"] == []
