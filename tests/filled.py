"""What stands in every table and column of a database of whatever version, and what became of it?

Reads the tables from the database itself, so that it fills a schema that no class of today describes.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from filling import MOMENT, value

from surveys.databases import rows

ROWS = 3  # in each table; the last has NULL wherever it may
WORDS = re.compile(r"'([^']*)'")


def fill_everything(connection: sa.Connection) -> None:
    """Add rows to every table that there is, each column with something that its CHECKs allow."""
    for table in rows.tables(connection):
        allowed = _allowed(connection, table)
        for number in range(ROWS):
            empty = number == ROWS - 1
            row = {
                column.name: None if empty and column.nullable else _fitting(column, allowed, number)
                for column in table.columns
            }
            connection.execute(sa.insert(table).values(row))


def rows_of(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by table, in an order of its own."""
    return {
        table.name: sorted((dict(row) for row in connection.execute(sa.select(table)).mappings()), key=repr)
        for table in rows.tables(connection)
    }


def _allowed(connection: sa.Connection, table: sa.Table) -> dict[str, list[str]]:
    """What CHECKs of the form ``column IN ('a', 'b')`` let stand in a column."""
    found: dict[str, list[str]] = {}
    for check in sa.inspect(connection).get_check_constraints(table.name):
        words = WORDS.findall(check["sqltext"])
        for column in table.columns:
            if words and re.search(rf"\b{column.name}\b", WORDS.sub("", check["sqltext"])):
                found[column.name] = words
    return found


def _fitting(column: sa.Column[Any], allowed: dict[str, list[str]], number: int) -> Any:
    for key in column.foreign_keys:
        return _fitting(key.column, {}, number)
    if column.name in allowed:
        return allowed[column.name][number % len(allowed[column.name])]
    if isinstance(column.type, sa.DateTime):
        return MOMENT + timedelta(days=number, microseconds=number)
    return value(column, number)
