"""What must a database be able to do, so that the store can stand on it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

Raw: TypeAlias = Any
"""A connection of the driver (``sqlite3.Connection``, ``psycopg.Connection``), without SQLAlchemy around it."""

Reason: TypeAlias = Literal["locked", "full", "read-only", "unreachable", "closed"]
"""Why something could not be stored: the ``reason`` of ``NotStored``."""


class Database(Protocol):
    """One database and how it is spoken to.

    The transaction of a batch is begun and ended here, on the driver's connection. What SQLAlchemy
    takes for a transaction on :meth:`writing` is a savepoint inside it, so that a unit may flush, fail
    and roll back without touching the units beside it.

    Attributes:
        writers: how many writer threads make sense.
    """

    writers: int

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]: ...

    def writing(self) -> Connection:
        """Connect for units of work; its begin, commit and rollback are those of a savepoint."""

    def reading(self) -> Connection:
        """Connect for reading: a snapshot per transaction, writing refused by the database."""

    def migrating(self) -> Engine:
        """Give an engine whose transactions are real ones and hold schema changes too."""

    def begin(self, raw: Raw) -> None:
        """Begin the transaction of a batch."""

    def commit(self, raw: Raw) -> None:
        """Commit durably. After an error it is certain that nothing was stored, unless :class:`Unsure`."""

    def rollback(self, raw: Raw) -> None:
        """Leave the transaction, whatever state it is in."""

    def holds(self, raw: Raw) -> bool:
        """Tell whether the transaction of the batch is still there and able to go on."""

    def lost(self, raw: Raw) -> bool:
        """Tell whether the connection is gone."""

    def conflicts(self, error: BaseException) -> bool:
        """Tell whether somebody else's work was in the way, so that doing it again is the answer."""

    def reason(self, error: BaseException) -> Reason | None:
        """Say why the database cannot take anything just now; None: the error is the work's own."""

    def close(self) -> None:
        """Let go of everything."""


class Unsure(Exception):
    """The connection was lost during COMMIT and nobody can say what became of it."""


def cause(error: BaseException) -> BaseException:
    """Give the driver's own error beneath SQLAlchemy's."""
    return getattr(error, "orig", None) or error
