"""What does a database look like with something in every table and every column?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

import bot.tables  # noqa: F401 fills the metadata
import surveys.tables  # noqa: F401 the same

MOMENT = datetime(2026, 11, 3, 11, 0, 0, 123456, tzinfo=UTC)
TEXT = "Grüße, 你好 👋 'quoted' \"twice\"\n{}%"


def fill(session: Session, *, count: int = 2) -> None:
    """Add rows to every table, the n-th hanging on the n-th of its parent; the last has NULL wherever it may."""
    tables = SQLModel.metadata.sorted_tables
    for table in tables:
        for number in range(count):
            empty = number == count - 1
            row = {
                column.name: None if empty and column.nullable else value(column, number) for column in table.columns
            }
            session.execute(sa.insert(table).values(**row))


def value(column: sa.Column[Any], number: int) -> Any:
    """Give something that fits a column and differs from row to row."""
    for key in column.foreign_keys:
        return value(key.column, number)
    if isinstance(column.type, sa.Enum):
        return column.type.enums[number % len(column.type.enums)]
    if isinstance(column.type, sa.JSON):
        return [{"text": TEXT, "number": number, "half": 0.5, "none": None}, [], "plain", number][number % 4]
    if isinstance(column.type, sa.LargeBinary):
        return bytes(range(256)) * (number + 1)
    if isinstance(column.type, sa.Boolean):
        return number % 2 == 0
    if isinstance(column.type, sa.Integer):
        return number + 1
    if isinstance(column.type, sa.Float):
        return number + 0.5
    length = getattr(column.type, "length", None)
    if isinstance(column.type, sa.String | sa.types.TypeDecorator) and column.type.__class__.__name__ != "UTCDateTime":
        return f"{number}{column.name}"[:length] if length else f"{number}{column.name}{TEXT}"
    return MOMENT + timedelta(days=number, microseconds=number)


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows of all tables, in an order that does not hang on the database."""
    return {
        table.name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=repr)
        for table in SQLModel.metadata.sorted_tables
    }
