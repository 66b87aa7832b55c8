"""Is an event stored once, applied once, and never in the way of the others?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from bot import inbox
from bot.inbox import Arrival
from bot.tables import Inbox, Seen
from surveys.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Store.open(f"sqlite:///{tmp_path}/inbox.db") as store:
        engine = store._database.migrating()
        SQLModel.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
        engine.dispose()


def arrival(number: int, error: str | None = None) -> Arrival:
    return Arrival(f"tg:1:{number}", "p" * 64, f"payload {number}".encode(), error)


def test_an_event_is_taken_in_once_however_often_it_is_delivered(session: Session) -> None:
    first = inbox.take_in(session, "telegram", [arrival(1), arrival(2), arrival(1)], NOW)
    again = inbox.take_in(session, "telegram", [arrival(2), arrival(3), arrival(1)], NOW)

    assert [key for key, _ in first] == ["tg:1:1", "tg:1:2"]
    assert [key for key, _ in again] == ["tg:1:3"]
    assert [row.payload for row in inbox.waiting(session, "telegram")] == [b"payload 1", b"payload 2", b"payload 3"]
    assert inbox.waiting(session, "discord") == []


def test_applying_removes_the_row_once_and_the_key_stays_known(session: Session) -> None:
    [(_, number)] = inbox.take_in(session, "telegram", [arrival(1)], NOW)

    assert inbox.done(session, number) is True
    assert inbox.done(session, number) is False
    assert inbox.take_in(session, "telegram", [arrival(1)], NOW) == []


def test_three_failures_make_a_dead_letter_that_may_be_tried_once_more(session: Session) -> None:
    [(_, number)] = inbox.take_in(session, "telegram", [arrival(1)], NOW)

    assert [inbox.fail(session, number, "KeyError", NOW) for _ in range(3)] == [False, False, True]
    assert inbox.waiting(session, "telegram") == []
    [letter] = inbox.dead(session)
    assert (letter.event_key, letter.error, letter.attempts, letter.retryable) == ("tg:1:1", "KeyError", 3, True)
    assert inbox.retry(session, number) is True
    assert [row.id for row in inbox.waiting(session, "telegram")] == [number]


def test_what_cannot_be_read_is_a_dead_letter_at_once_and_the_rest_flows(session: Session) -> None:
    taken = inbox.take_in(session, "telegram", [arrival(1, "Unreadable"), arrival(2)], NOW)

    assert [key for key, _ in taken] == ["tg:1:2"]
    assert [letter.error for letter in inbox.dead(session)] == ["Unreadable"]


def test_pruning_forgets_keys_after_72_hours_and_payloads_after_24(session: Session) -> None:
    inbox.take_in(session, "telegram", [arrival(1, "Unreadable")], NOW)
    inbox.prune(session, NOW + timedelta(hours=23))
    assert inbox.dead(session)[0].retryable

    inbox.prune(session, NOW + timedelta(hours=25))
    [letter] = inbox.dead(session)
    assert not letter.retryable
    assert inbox.retry(session, letter.id) is False
    assert session.exec(select(Inbox.person)).one() is None
    assert session.scalar(sa.select(sa.func.count()).select_from(Seen)) == 1

    inbox.prune(session, NOW + timedelta(hours=73))
    assert session.scalar(sa.select(sa.func.count()).select_from(Seen)) == 0

    inbox.prune(session, NOW + timedelta(days=31))
    assert inbox.dead(session) == []


def test_a_hundred_events_are_stored_in_two_statements(session: Session) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(session.connection(), "before_cursor_execute", note)
    taken = inbox.take_in(session, "telegram", [arrival(number) for number in range(100)], NOW)

    assert len(taken) == 100
    assert len(statements) == 2
