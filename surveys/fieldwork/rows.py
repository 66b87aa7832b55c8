"""How do fieldwork's statements reach the database?

As Core statements on the connection of the session, built once: the unit of work's transaction without the identity
map, a tenth of its cost (an answer is four or five of them).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Insert: TypeAlias = sa.Executable
Upsert: TypeAlias = Mapping[str, Insert]  # by dialect


def direct(session: Session) -> sa.Connection:
    """The session's connection, after what the session itself still had to write."""
    session.flush()
    bound = session.bind
    if isinstance(bound, sa.Connection) and bound.in_transaction():  # the unit's own, as the store made the session
        return bound
    return session.connection()


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a model."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table


def upsert(table: sa.Table, build: Callable[[Any], Insert]) -> Upsert:
    """The same statement for both databases; ``build`` gets the dialect's own ``insert(table)``."""
    return {"sqlite": build(sqlite.insert(table)), "postgresql": build(postgresql.insert(table))}


def run(connection: sa.Connection, statement: Upsert, parameters: Any) -> None:
    """Execute an upsert in the connection's dialect, once or for many rows."""
    connection.execute(statement[connection.dialect.name], parameters)
