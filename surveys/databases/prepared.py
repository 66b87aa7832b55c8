"""How does a statement that runs at every answer cost what the database costs, and little more?

SQLAlchemy takes 40 to 60 microseconds around a statement that SQLite answers in 5, and an answer is six of them. So the
few statements of that path are compiled once, and run on the driver's own connection, inside the unit's transaction.
Types mean what they mean everywhere else: values go in and come out through the columns' own processors.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

import sqlalchemy as sa

log = logging.getLogger(__name__)  # at DEBUG each statement, never a value

Values: TypeAlias = Mapping[str, Any]
Process: TypeAlias = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in one database's words.

    Attributes:
        binds: name, how its value goes in, and the value where the statement brings its own.
        positional: the driver takes a sequence, not names.
        results: how each column comes out.
        plain: takes the values as they are, where all of them have to be given and go in so.
    """

    text: str
    binds: tuple[tuple[str, Process, Any], ...]
    positional: bool
    results: tuple[Process, ...]
    plain: Callable[[Values], Any] | None

    def bound(self, values: Values) -> Any:
        if self.plain is not None:
            return self.plain(values)
        given = [
            values.get(name, own) if process is None else process(values.get(name, own))
            for name, process, own in self.binds
        ]
        return given if self.positional else dict(zip([name for name, _, _ in self.binds], given, strict=True))


class Prepared:
    """A statement (or one for each dialect) without lists of unknown length (``IN``), compiled at its first use."""

    def __init__(self, statement: sa.Executable | Mapping[str, sa.Executable]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: sa.Connection, values: Values) -> list[tuple[Any, ...]]:
        """Every row it finds."""
        found = self.raw(connection, values)
        return self.read(connection, found) if any(self._for(connection).results) else found

    def raw(self, connection: sa.Connection, values: Values) -> list[tuple[Any, ...]]:
        """The same as the driver gives them: enough to tell whether anything changed."""
        compiled = self._for(connection)
        log.debug("%s", compiled.text)
        return [tuple(row) for row in _driver(connection).execute(compiled.text, compiled.bound(values)).fetchall()]

    def read(self, connection: sa.Connection, found: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """What such rows mean."""
        results = self._for(connection).results
        return [
            tuple([value if process is None else process(value) for value, process in zip(row, results)])  # noqa: B905 - of one length, and hot
            for row in found
        ]

    def run(self, connection: sa.Connection, values: Values) -> int:
        """Run it once; gives the number of rows it changed."""
        compiled = self._for(connection)
        log.debug("%s", compiled.text)
        return int(_driver(connection).execute(compiled.text, compiled.bound(values)).rowcount)

    def run_each(self, connection: sa.Connection, many: Sequence[Values]) -> None:
        """Run it for each of the values."""
        compiled = self._for(connection)
        log.debug("%s", compiled.text)
        _driver(connection).cursor().executemany(compiled.text, [compiled.bound(values) for values in many])

    def _for(self, connection: sa.Connection) -> _Compiled:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: sa.Dialect) -> _Compiled:
        statement: Any = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
        compiled = statement.compile(dialect=dialect)
        names = compiled.positiontup if dialect.positional else list(compiled.binds)
        binds = tuple((name, _into(compiled.binds[name], dialect), compiled.binds[name].value) for name in names)
        columns = statement.selected_columns if isinstance(statement, sa.Select) else ()
        results = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        positional = bool(dialect.positional)
        as_given = positional and len(binds) > 1 and all(process is None for _, process, _ in binds)
        required = all(compiled.binds[name].required for name in names)
        plain = itemgetter(*names) if as_given and required else None
        return _Compiled(str(compiled), binds, positional, results, plain)


def _into(bind: sa.BindParameter[Any], dialect: sa.Dialect) -> Process:
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


def _driver(connection: sa.Connection) -> Any:
    """The driver's connection; the caller's session has begun its transaction on it."""
    return connection.connection.dbapi_connection
