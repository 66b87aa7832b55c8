"""How do erased bytes leave a SQLite file and the log beside it?

``secure_delete`` overwrites in the file what is deleted; the write-ahead log keeps the pages as they were until it is
emptied, which SQLite by itself does only after a thousand pages (https://sqlite.org/wal.html, section 3.5; read 2026-11).
"""

from __future__ import annotations

import contextlib
import sqlite3

from sqlalchemy import make_url

PATIENCE = 0.1  # seconds to wait for readers; writers wait as long


def wipe(url: str) -> bool:
    """Move the log into the file and empty it. False: somebody was reading, try again. PostgreSQL does it with VACUUM."""
    address = make_url(url)
    if not address.drivername.startswith("sqlite"):
        return True
    with contextlib.closing(sqlite3.connect(address.database or "", PATIENCE, isolation_level=None)) as raw:
        try:
            (busy, _, _) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # locked, full, read-only: the next look finds it the same or better
            return False
    return not busy
