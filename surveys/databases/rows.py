"""How do all rows get from one database into another of the same schema?

Tables are read from the databases themselves, so whoever adds a table need not think of this page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

CHUNK = 500  # rows per statement
NOT_OURS = ("alembic_version", "procrastinate_")  # beginnings of table names


def tables(connection: sa.Connection) -> list[sa.Table]:
    """Our tables as the database knows them, parents before children."""
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: not name.startswith(NOT_OURS))
    return metadata.sorted_tables


def count(connection: sa.Connection, table: sa.Table) -> int:
    """Count the rows of a table."""
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def copy(source: sa.Connection, target: sa.Connection) -> None:
    """Put the rows of one database in place of another's, inside the transaction that the target is in.

    A SQLite file holds our tables and no others; a PostgreSQL may hold more, which stay as they are.

    errors: ValueError if a table is missing on either side.
    """
    theirs = {table.name: table for table in tables(source)}
    ours = {table.name: table for table in tables(target)}
    wanted = theirs.keys() if source.dialect.name == "sqlite" else ours.keys()
    missing = wanted - (theirs.keys() & ours.keys())
    if missing:
        raise ValueError(f"tables are missing: {', '.join(sorted(missing))}")
    into = [table for name, table in ours.items() if name in wanted]
    for table in reversed(into):
        target.execute(sa.delete(table))
    for table in into:
        read = sa.select(*(_portable(column) for column in theirs[table.name].columns))
        write = sa.insert(table).values({column.name: _bound(column) for column in table.columns})
        for chunk in source.execution_options(yield_per=CHUNK).execute(read).partitions():
            target.execute(write, [_fitting(table, row._mapping) for row in chunk])
        _count_on(target, table)


def _count_on(target: sa.Connection, table: sa.Table) -> None:
    """Let the numbers that PostgreSQL gives go on after the ones that came along."""
    for column in table.columns:
        if "nextval(" in str(getattr(column.server_default, "arg", "")):
            sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
            highest = sa.func.coalesce(sa.func.max(column), 0) + 1
            target.execute(sa.select(sa.func.setval(sequence, highest, False)))  # noqa: FBT003 "not yet given"


def _portable(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """JSON travels as its text: as a value, a JSON null and a missing one would look the same."""
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text).label(column.name)
    return column


def _bound(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.JSON):
        text = sa.bindparam(f"b_{column.name}", type_=sa.Text())
        # SQLite's JSON is text: casting would make a number of it.
        return sa.type_coerce(text, sa.Text()) if _is_text(column.type) else sa.cast(text, column.type)
    return sa.bindparam(f"b_{column.name}", type_=column.type)


def _is_text(type_: sa.types.TypeEngine[Any]) -> bool:
    return type(type_).__module__.startswith("sqlalchemy.dialects.sqlite")


def _fitting(table: sa.Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {f"b_{column.name}": _timed(column, row[column.name]) for column in table.columns}


def _timed(column: sa.Column[Any], value: Any) -> Any:
    """SQLite keeps times without their zone, which is UTC."""
    if isinstance(value, datetime) and value.tzinfo is None and getattr(column.type, "timezone", False):
        return value.replace(tzinfo=UTC)
    return value
