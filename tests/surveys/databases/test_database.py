"""Is the driver's own error found beneath SQLAlchemy's?"""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from surveys.databases.database import cause


def test_the_drivers_own_error_is_the_cause_of_sqlalchemys() -> None:
    beneath = sqlite3.OperationalError("disk I/O error")

    assert cause(sa.exc.OperationalError("SELECT 1", None, beneath)) is beneath


def test_an_error_without_another_one_beneath_is_its_own_cause() -> None:
    plain, hollow = LookupError("x"), sa.exc.StatementError("x", "SELECT 1", None, None)

    assert cause(plain) is plain
    assert cause(hollow) is hollow
