"""How are the tables compared and migrated? Run by ``surveys.upkeep`` and by the ``alembic`` command.

By hand: ``alembic -x url=sqlite:///var/nachgefragt.db revision --autogenerate -m "..."``.
"""

from __future__ import annotations

import os
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.sql.type_api import TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import bot.tables  # noqa: F401 fills the metadata
import surveys.tables  # noqa: F401 the same
from surveys import upkeep
from surveys.store import database_of, normalised

NOT_OURS = ("procrastinate_",)  # beginnings of table names that others migrate


def portable(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write a type as SQLAlchemy knows it, so that old migrations do not hang on a library's version."""
    if kind != "type" or not isinstance(item, TypeEngine):
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        length = item.impl_instance.length
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name and name.startswith(NOT_OURS))


def migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
        transactional_ddl=True,  # on SQLite too: upkeep's connection begins explicitly
        render_item=portable,
        include_name=ours,
        on_version_apply=upkeep.check_references,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    migrate(connection)
else:
    url = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("NACHGEFRAGT_DATABASE_URL")
    if not url:
        raise SystemExit("alembic: say which database: -x url=sqlite:///path, or NACHGEFRAGT_DATABASE_URL")
    engine = database_of(normalised(url)).migrating()
    with engine.connect() as connection:
        migrate(connection)
