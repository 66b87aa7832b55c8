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

    errors: ValueError if the schemas differ.
    """
    theirs = {table.name: table for table in tables(source)}
    ours = tables(target)
    if theirs.keys() != {table.name for table in ours}:
        raise ValueError(f"the schemas differ: {sorted(theirs.keys() ^ {table.name for table in ours})}")
    for table in reversed(ours):
        target.execute(sa.delete(table))
    for table in ours:
        read = sa.select(*(_portable(column) for column in theirs[table.name].columns))
        write = sa.insert(table).values({column.name: _bound(column) for column in table.columns})
        for chunk in source.execution_options(yield_per=CHUNK).execute(read).partitions():
            target.execute(write, [_fitting(table, row._mapping) for row in chunk])


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
