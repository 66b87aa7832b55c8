"""Does every database end up as the tables say, with all its rows, whatever happens on the way?"""

from __future__ import annotations

import shutil
import sqlite3
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from filling import fill
from sqlmodel import SQLModel

from surveys import upkeep
from surveys.store import Store, database_of, normalised

SCRIPTS = Path(__file__).resolve().parent.parent / "alembic"


def connect(url: str) -> sa.Connection:
    return database_of(normalised(url)).migrating().connect()


def alembic(connection: sa.Connection, scripts: Path = SCRIPTS) -> Config:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config


def schema(connection: sa.Connection) -> dict[str, Any]:
    """Everything a database says about its tables, CHECKs too, fit to be compared."""
    inspector = sa.inspect(connection)

    def named(found: Any, *keys: str) -> list[str]:
        return sorted(str({key: entry.get(key) for key in ("name", *keys)}) for entry in found)

    return {
        table: {
            "columns": named(inspector.get_columns(table), "type", "nullable", "default"),
            "key": inspector.get_pk_constraint(table),
            "parents": named(
                inspector.get_foreign_keys(table),
                "constrained_columns",
                "referred_table",
                "referred_columns",
                "options",
            ),
            "uniques": named(inspector.get_unique_constraints(table), "column_names"),
            "indexes": named(inspector.get_indexes(table), "column_names", "unique"),
            "checks": named(inspector.get_check_constraints(table), "sqltext"),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def as_declared(url: str) -> dict[str, Any]:
    with connect(url) as connection:
        SQLModel.metadata.create_all(connection)
        declared = schema(connection)
        connection.rollback()
    return declared


# --- up, down, and nothing forgotten ---


def test_an_empty_database_is_upgraded_to_what_the_tables_say(empty_url: str) -> None:
    declared = as_declared(empty_url)
    done = upkeep.upgrade(empty_url)

    assert (done.before, done.backup) == (None, None)
    with connect(empty_url) as connection:
        migrated = schema(connection)
    assert migrated.keys() == declared.keys()
    for table, parts in declared.items():
        assert migrated[table] == parts


def test_alembic_finds_nothing_to_add(store_url: str) -> None:
    with connect(store_url) as connection:
        command.check(alembic(connection))


def test_upgrading_twice_changes_nothing(store_url: str) -> None:
    done = upkeep.upgrade(store_url)

    assert done.before == done.after
    assert done.backup is None


def test_a_downgrade_to_nothing_leaves_nothing_and_the_way_up_again_is_open(store_url: str) -> None:
    with connect(store_url) as connection:
        before = schema(connection)
        connection.rollback()
        command.downgrade(alembic(connection), "base")
        left = schema(connection)
        connection.rollback()
        command.upgrade(alembic(connection), "head")

        assert left == {}
        assert schema(connection) == before


def test_two_processes_that_upgrade_at_once_do_it_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: upkeep.upgrade(empty_url), range(4)))

    assert sorted(upgrade.before or "" for upgrade in done) == ["", *[done[0].after] * 3]


def test_the_revision_is_told_without_alembic_as_alembic_tells_it() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))

    assert upkeep.head() == scripts.get_current_head()
    assert len(scripts.get_heads()) == 1


# --- the three traps ---


@pytest.fixture
def scripts(tmp_path: Path) -> Callable[..., Path]:
    """Give a copy of the migrations with one more at the end."""

    def with_one_more(upgrade: str, *, imports: str = "") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        body = textwrap.indent(textwrap.dedent(upgrade).strip(), "    ")
        (folder / "versions" / "9999_more.py").write_text(
            f"import sqlalchemy as sa\nfrom alembic import op\n{imports}\n"
            f'revision = "9999"\ndown_revision = "{upkeep.head()}"\n\n\ndef upgrade():\n{body}\n'
        )
        return folder

    return with_one_more


@pytest.fixture
def filled_url(store_url: str) -> str:
    """A database with two rows in each table: roles fall with their account."""
    with Store.open(store_url) as store:
        store.write_now(fill)
    return store_url


def rows(url: str, table: str) -> int:
    with connect(url) as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()


REBUILD = """
    with op.batch_alter_table("account") as batch:
        batch.alter_column("language", type_=sa.String(length=35), existing_type=sa.String(length=8))
"""


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(filled_url: str, scripts: Callable[..., Path]) -> None:
    done = upkeep.upgrade(filled_url, scripts=scripts(REBUILD))

    assert done.after == "9999"
    assert (rows(filled_url, "account"), rows(filled_url, "role"), rows(filled_url, "ledger")) == (2, 2, 2)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_same_with_foreign_keys_on_would_have_deleted_them(filled_url: str, scripts: Callable[..., Path]) -> None:
    with connect(filled_url) as connection:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]
        command.upgrade(alembic(connection, scripts(REBUILD)), "head")

    assert rows(filled_url, "role") == 0


BREAK = """
    op.create_table("debris", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO debris VALUES (1)")
    op.execute("UPDATE community SET name = 'x'")
    raise ZeroDivisionError("half way")
"""


def test_a_migration_that_fails_leaves_no_debris(filled_url: str, scripts: Callable[..., Path]) -> None:
    with connect(filled_url) as connection:
        before = schema(connection)
    with pytest.raises(ZeroDivisionError):
        upkeep.upgrade(filled_url, scripts=scripts(BREAK))

    with connect(filled_url) as connection:
        assert schema(connection) == before
        assert connection.exec_driver_sql("SELECT count(*) FROM community WHERE name = 'x'").scalar_one() == 0
    assert upkeep.info(filled_url).revision == upkeep.head()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_same_in_the_drivers_own_mode_would_have_left_some(filled_url: str, scripts: Callable[..., Path]) -> None:
    engine = sa.create_engine(filled_url, connect_args={"isolation_level": ""})
    with engine.connect() as connection, pytest.raises(ZeroDivisionError):
        command.upgrade(alembic(connection, scripts(BREAK)), "head")
    engine.dispose()

    with connect(filled_url) as connection:
        assert "debris" in schema(connection)


def test_a_check_that_a_migration_forgot_is_found_though_alembic_misses_it(
    empty_url: str, scripts: Callable[..., Path]
) -> None:
    declared = as_declared(empty_url)
    folder = scripts("pass")
    (folder / "versions" / "9999_more.py").unlink()
    first = folder / "versions" / "0001_first.py"
    forgetful = first.read_text().replace('"paused",\n', "")
    assert forgetful != first.read_text()
    first.write_text(forgetful)
    upkeep.upgrade(empty_url, scripts=folder)

    with connect(empty_url) as connection:
        command.check(alembic(connection))  # finds nothing
        connection.rollback()
        assert schema(connection)["wave"]["checks"] != declared["wave"]["checks"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_orphans_is_refused_and_undone(filled_url: str, scripts: Callable[..., Path]) -> None:
    with pytest.raises(upkeep.Unusable, match="rows-orphaned"):
        upkeep.upgrade(filled_url, scripts=scripts('op.execute("DELETE FROM community")'))

    assert (rows(filled_url, "community"), rows(filled_url, "role")) == (2, 2)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_before_an_upgrade_the_file_is_backed_up(filled_url: str, scripts: Callable[..., Path]) -> None:
    done = upkeep.upgrade(filled_url, scripts=scripts('op.execute("DELETE FROM role")'))

    assert done.backup is not None
    assert done.backup.parent == Path(normalised(filled_url).database or "").parent / "backups"
    with sqlite3.connect(done.backup) as copy:
        assert copy.execute("SELECT count(*) FROM role").fetchone() == (2,)
    copy.close()
    assert rows(filled_url, "role") == 0


def test_a_database_of_a_newer_version_is_left_alone(store_url: str) -> None:
    with connect(store_url) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '7777'")

    with pytest.raises(upkeep.Unusable, match="database-newer"):
        upkeep.upgrade(store_url)
