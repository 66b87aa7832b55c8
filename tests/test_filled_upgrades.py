"""Does an upgrade of a filled database change what any row says, from every version to every later one?

Every migration is found by itself and tried on a database that holds something in every table and column of the version
before it, so that whoever adds one need not think of this page, unless it is meant to change what rows say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from filled import ROWS, fill_everything, rows_of
from filling import everything
from test_migrations import connect

from surveys import upkeep
from surveys.databases import rows
from surveys.store import Store

pytestmark = pytest.mark.slow

FIRST = "0001"
MEANT: Mapping[str, Mapping[str, str]] = {
    "0009": {"vector": "worked out anew from the answers, with their sketches"},
}
"""By revision, ``table`` or ``table.column`` that it drops or changes on purpose, and why."""


def history() -> list[str]:
    """All revisions, the first first."""
    parents = upkeep._revisions(upkeep._scripts())
    found = [upkeep.head()]
    while (parent := parents[found[-1]]) is not None:
        found.append(parent)
    return found[::-1]


def filled(url: str, revision: str) -> dict[str, list[dict[str, Any]]]:
    """Make a database of a version and fill it; gives its rows."""
    upkeep._migrate(url, revision)
    with connect(url) as connection, connection.begin():
        fill_everything(connection)
    with connect(url) as connection:
        return rows_of(connection)


def differences(
    before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]], meant: Mapping[str, str]
) -> list[str]:
    """Where a row of before says something else after, or is gone."""
    found = []
    for table, old in before.items():
        if table in meant:
            continue
        if table not in after:
            found.append(f"{table} is gone")
            continue
        for column in old[0]:
            if f"{table}.{column}" not in meant:
                was = sorted((row[column] for row in old), key=repr)
                now = sorted((row.get(column, "gone") for row in after[table]), key=repr)
                found += [f"{table}.{column}"] if was != now else []
        columns = [column for column in old[0] if f"{table}.{column}" not in meant]
        together = [
            sorted(repr([row.get(column) for column in columns]) for row in each) for each in (old, after[table])
        ]
        if together[0] != together[1] and not any(name.startswith(f"{table}.") for name in found):
            found.append(f"{table}: values moved between rows")
    return found


def test_the_history_is_one_line_from_the_first_version_to_this_one() -> None:
    assert history()[0] == FIRST
    assert len(history()) == len(upkeep._revisions(upkeep._scripts()))


@pytest.mark.parametrize(("start", "end"), [(FIRST, upkeep.head()), *zip(history(), history()[1:], strict=False)])
def test_no_upgrade_of_a_filled_database_changes_what_a_row_says(empty_url: str, start: str, end: str) -> None:
    before = filled(empty_url, start)
    assert {len(found) for found in before.values()} == {ROWS}
    passed = history()[history().index(start) + 1 : history().index(end) + 1]
    meant = {name: why for revision in passed for name, why in MEANT.get(revision, {}).items()}

    upkeep._migrate(empty_url, end)

    with connect(empty_url) as connection:
        assert differences(before, rows_of(connection), meant) == []


def test_a_changed_row_would_be_noticed(empty_url: str) -> None:
    before = filled(empty_url, FIRST)
    with connect(empty_url) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE place SET name = 'anders'")
        connection.exec_driver_sql("DELETE FROM role")

    with connect(empty_url) as connection:
        assert differences(before, rows_of(connection), {}) == [
            "place.name",
            *(f"role.{column}" for column in before["role"][0]),
        ]


def test_the_program_reads_every_row_that_an_upgrade_left(empty_url: str) -> None:
    """What was filled at the first version can be read by the classes of today."""
    filled(empty_url, FIRST)
    upkeep.upgrade(empty_url)

    with Store.open(empty_url) as store, connect(empty_url) as connection:
        read = store.read_now(everything)
        counted = {table.name: rows.count(connection, table) for table in rows.tables(connection)}
        assert {name: len(found) for name, found in read.items()} == counted
