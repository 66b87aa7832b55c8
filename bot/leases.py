"""Who may do what only one process may do, and until when?

A lease row expires by itself, so a frozen or killed process holds nobody up for long; a lease of a dead process of this
computer is taken over at once.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

import bot.tables  # noqa: F401 - fills the metadata

TERM = timedelta(seconds=15)
AT_WORK = "schedule:"  # before the owner: the lease of a process that takes rows
RENEW = 5.0  # seconds between renewals
_RUN = secrets.token_hex(4)  # this process, told apart from an earlier one with its number


def new_owner() -> str:
    """A name for who holds leases: computer, process, run and a number; at most 40 characters."""
    return f"{socket.gethostname()[:14]}:{os.getpid()}:{_RUN}:{secrets.token_hex(2)}"[:40]


def take(session: Session, name: str, owner: str, now: datetime, term: timedelta = TERM) -> bool:
    """Take or renew a lease; False while somebody else, who lives, holds it."""
    connection = session.connection()
    held = connection.execute(_READ, {"lease": name}).one_or_none()
    if held is not None and held.owner != owner and held.until > now and _lives(held.owner):
        return False
    connection.execute(_WRITE[connection.dialect.name], {"name": name, "owner": owner, "until": now + term})
    return True


def give_back(session: Session, name: str, owner: str) -> None:
    """End a lease of ours; harmless if it is not ours any more."""
    session.connection().execute(_DELETE, {"lease": name, "holder": owner})


def living(session: Session, prefix: str, now: datetime) -> set[str]:
    """Who holds a lease whose name begins so, and may still run; leases that ran out are swept away."""
    session.connection().execute(_SWEEP, {"prefix": prefix, "now": now})
    rows = session.connection().execute(_HOLDERS, {"prefix": prefix})
    return {row.owner for row in rows if _lives(row.owner)}


def _lives(owner: str) -> bool:
    """Whether the process that wrote the row may still run; on another computer nobody can tell."""
    host, number, run, *_ = [*owner.split(":"), "", "", ""]
    if host != socket.gethostname()[:14] or not number.isdigit():
        return True
    if int(number) == os.getpid():
        return run == _RUN
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


_lease = SQLModel.metadata.tables["lease"]
_READ = sa.select(_lease.c.owner, _lease.c.until).where(_lease.c.name == sa.bindparam("lease"))
_DELETE = sa.delete(_lease).where(_lease.c.name == sa.bindparam("lease"), _lease.c.owner == sa.bindparam("holder"))
_HOLDERS = sa.select(_lease.c.owner).where(_lease.c.name.startswith(sa.bindparam("prefix")))
_SWEEP = sa.delete(_lease).where(
    _lease.c.name.startswith(sa.bindparam("prefix")), _lease.c.until <= sa.bindparam("now")
)
_WRITE = {}
for _name, _insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
    _statement = _insert(_lease)
    _WRITE[_name] = _statement.on_conflict_do_update(
        index_elements=[_lease.c.name], set_={"owner": _statement.excluded.owner, "until": _statement.excluded.until}
    )
