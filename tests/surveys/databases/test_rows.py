"""Does every row arrive in the other database as it was, and nothing else with it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from surveys.databases import rows
from surveys.databases.rows import CHUNK, copy, count, tables

SERVER, FILE = (sa.make_url(name).get_dialect()() for name in ("postgresql+psycopg://", "sqlite://"))
NOON = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)


def schema() -> sa.MetaData:
    """Children are declared before their parents, and named before them."""
    metadata = sa.MetaData()
    sa.Table(
        "answer",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("wave", sa.ForeignKey("wave.id"), nullable=False),
        sa.Column("value", sa.JSON),
        sa.Column("at", sa.DateTime),
        sa.Column("share", sa.Float),
        sa.Column("sensitive", sa.Boolean),
    )
    sa.Table("wave", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("key", sa.String(20)))
    return metadata


def opened(file: Path, metadata: sa.MetaData) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "connect")
    def checked(raw: object, _record: object) -> None:
        raw.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]

    metadata.create_all(engine)
    return engine


@pytest.fixture
def source(tmp_path: Path) -> Iterator[sa.Connection]:
    with opened(tmp_path / "source.db", schema()).begin() as connection:
        yield connection


@pytest.fixture
def target(tmp_path: Path) -> Iterator[sa.Connection]:
    with opened(tmp_path / "target.db", schema()).begin() as connection:
        yield connection


def said(connection: sa.Connection, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(statement)]


def waves(connection: sa.Connection, *ids: int) -> None:
    for number in ids:
        connection.exec_driver_sql("INSERT INTO wave VALUES (?, ?)", (number, f"w{number}"))


def test_parents_are_named_before_their_children_whatever_they_are_called(source: sa.Connection) -> None:
    assert [table.name for table in tables(source)] == ["wave", "answer"]


def test_tables_of_the_migrations_and_of_the_queue_are_not_ours(source: sa.Connection) -> None:
    source.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
    source.exec_driver_sql("CREATE TABLE procrastinate_jobs (id INTEGER)")
    source.exec_driver_sql("CREATE TABLE procrastination (id INTEGER)")

    assert {table.name for table in tables(source)} == {"wave", "answer", "procrastination"}


def test_rows_are_counted(source: sa.Connection) -> None:
    wave = tables(source)[0]
    before = count(source, wave)
    waves(source, 3, 4)

    assert (before, count(source, wave)) == (0, 2)


def test_every_value_arrives_as_it_was_stored(source: sa.Connection, target: sa.Connection) -> None:
    waves(source, 1)
    given = [
        (1, 1, '{"wörter": ["ä", 1, 2.5, null]}', "2026-11-03 11:00:00.000000", 0.1, 1),
        (2, 1, "null", None, None, 0),  # a JSON null, which is not the same as nothing
        (3, 1, None, None, None, None),
        (4, 1, 7, None, None, None),
        (5, 1, '"7"', None, None, None),
    ]
    for row in given:
        source.exec_driver_sql("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?)", row)
    copy(source, target)

    assert said(target, "SELECT * FROM answer ORDER BY id") == given
    assert said(target, "SELECT * FROM wave") == [(1, "w1")]


def test_what_was_there_before_is_gone_children_first(source: sa.Connection, target: sa.Connection) -> None:
    waves(source, 1)
    waves(target, 1, 2)
    target.exec_driver_sql("INSERT INTO answer (id, wave) VALUES (9, 2)")
    copy(source, target)

    assert said(target, "SELECT id FROM wave") == [(1,)]
    assert said(target, "SELECT id FROM answer") == []
    assert said(source, "SELECT id FROM wave") == [(1,)]


@pytest.mark.parametrize("many", [CHUNK - 1, CHUNK, 2 * CHUNK + 1])
def test_more_rows_than_fit_into_a_statement_all_arrive_once(
    source: sa.Connection, target: sa.Connection, many: int
) -> None:
    waves(source, *range(many))
    copy(source, target)

    assert said(target, "SELECT id FROM wave ORDER BY id") == [(number,) for number in range(many)]


def test_a_table_that_the_other_side_lacks_is_told_before_anything_is_deleted(
    source: sa.Connection, target: sa.Connection
) -> None:
    source.exec_driver_sql("CREATE TABLE vote (id INTEGER)")
    source.exec_driver_sql("CREATE TABLE quote (id INTEGER)")
    waves(target, 5)
    with pytest.raises(ValueError, match=r"tables are missing: quote, vote$"):
        copy(source, target)

    assert said(target, "SELECT id FROM wave") == [(5,)]


def test_a_table_that_only_the_target_has_stays_as_it_is(source: sa.Connection, target: sa.Connection) -> None:
    target.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
    target.exec_driver_sql("INSERT INTO theirs VALUES (1)")
    waves(source, 1)
    copy(source, target)

    assert said(target, "SELECT id FROM theirs") == [(1,)]
    assert said(target, "SELECT id FROM wave") == [(1,)]


def test_copying_again_changes_nothing(source: sa.Connection, target: sa.Connection) -> None:
    waves(source, 1, 2)
    copy(source, target)
    copy(source, target)

    assert said(target, "SELECT id FROM wave ORDER BY id") == [(1,), (2,)]


# --- what only the other dialect shows ---


def test_json_becomes_json_on_a_server_and_stays_text_in_a_file() -> None:
    on_a_server = rows._bound(sa.Column("value", postgresql.JSONB()))
    in_a_file = rows._bound(sa.Column("value", sqlite.JSON()))

    assert str(on_a_server.compile(dialect=SERVER)) == "CAST(%(b_value)s::VARCHAR AS JSONB)"
    assert str(in_a_file.compile(dialect=FILE)) == "?"
    assert isinstance(in_a_file.type, sa.Text)


def test_json_leaves_a_server_as_its_text_and_other_values_as_they_are() -> None:
    json = rows._portable(sa.Column("value", postgresql.JSONB()))
    number = sa.Column("number", sa.Integer)

    assert str(sa.select(json).compile(dialect=SERVER)) == "SELECT CAST(value AS TEXT) AS value"
    assert rows._portable(number) is number


def test_a_time_without_a_zone_is_utc_where_the_column_keeps_zones() -> None:
    zoned, plain = sa.Column("at", sa.DateTime(timezone=True)), sa.Column("at", sa.DateTime())
    naive = NOON.replace(tzinfo=None)

    assert rows._timed(zoned, naive) == NOON
    assert rows._timed(zoned, NOON) is NOON
    assert rows._timed(plain, naive) is naive
    assert rows._timed(sa.Column("word", sa.String), "eins") == "eins"
    assert rows._timed(zoned, None) is None


def test_only_numbers_that_the_server_gives_are_counted_on(source: sa.Connection) -> None:
    """A file has no sequences, and a default of another kind is none."""
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, server_default=sa.text("random()")))

    assert rows._count_on(source, table) is None  # type: ignore[func-returns-value]
