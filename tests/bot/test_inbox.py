"""Is an event stored once, applied once, and never in the way of the others?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot import inbox
from bot.inbox import Arrival
from bot.tables import Inbox, Seen
from surveys.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


Call = Callable[..., Any]


@pytest.fixture
def call(store: Store) -> Call:
    """Runs a function of a session as a unit of work."""
    return lambda function, *args, **named: store.write_now(lambda session: function(session, *args, **named))


def arrival(number: int, error: str | None = None) -> Arrival:
    return Arrival(f"tg:1:{number}", "p" * 64, f"payload {number}".encode(), error)


def test_an_event_is_taken_in_once_however_often_it_is_delivered(call: Call) -> None:
    first = call(inbox.take_in, "telegram", [arrival(1), arrival(2), arrival(1)], NOW)
    again = call(inbox.take_in, "telegram", [arrival(2), arrival(3), arrival(1)], NOW)

    assert [key for key, _ in first] == ["tg:1:1", "tg:1:2"]
    assert [key for key, _ in again] == ["tg:1:3"]
    assert [row.payload for row in call(inbox.waiting, "telegram")] == [b"payload 1", b"payload 2", b"payload 3"]
    assert call(inbox.waiting, "discord") == []


def test_applying_removes_the_row_once_and_the_key_stays_known(call: Call) -> None:
    [(_, number)] = call(inbox.take_in, "telegram", [arrival(1)], NOW)

    assert call(inbox.done, number) is True
    assert call(inbox.done, number) is False
    assert call(inbox.take_in, "telegram", [arrival(1)], NOW) == []


def test_three_failures_make_a_dead_letter_that_may_be_tried_once_more(call: Call) -> None:
    [(_, number)] = call(inbox.take_in, "telegram", [arrival(1)], NOW)

    assert [call(inbox.fail, number, "KeyError", NOW) for _ in range(3)] == [False, False, True]
    assert call(inbox.waiting, "telegram") == []
    [letter] = call(inbox.dead)
    assert (letter.event_key, letter.error, letter.attempts, letter.retryable) == ("tg:1:1", "KeyError", 3, True)
    assert call(inbox.retry, number) is True
    assert [row.id for row in call(inbox.waiting, "telegram")] == [number]


def test_what_cannot_be_read_is_a_dead_letter_at_once_and_the_rest_flows(call: Call) -> None:
    taken = call(inbox.take_in, "telegram", [arrival(1, "Unreadable"), arrival(2)], NOW)

    assert [key for key, _ in taken] == ["tg:1:2"]
    assert [letter.error for letter in call(inbox.dead)] == ["Unreadable"]


def test_pruning_forgets_keys_after_72_hours_and_payloads_after_24(call: Call) -> None:
    call(inbox.take_in, "telegram", [arrival(1, "Unreadable")], NOW)
    call(inbox.prune, NOW + timedelta(hours=23))
    assert call(inbox.dead)[0].retryable

    call(inbox.prune, NOW + timedelta(hours=25))
    [letter] = call(inbox.dead)
    assert not letter.retryable
    assert call(inbox.retry, letter.id) is False
    assert call(_persons) == [None]
    assert call(_known) == 1

    call(inbox.prune, NOW + timedelta(hours=73))
    assert call(_known) == 0

    call(inbox.prune, NOW + timedelta(days=31))
    assert call(inbox.dead) == []


def test_a_hundred_events_are_stored_in_two_statements(call: Call) -> None:
    def work(session: Session) -> list[str]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", note)
        assert len(inbox.take_in(session, "telegram", [arrival(number) for number in range(100)], NOW)) == 100
        sa.event.remove(connection, "before_cursor_execute", note)
        return statements

    assert len(call(work)) == 2


def _persons(session: Session) -> list[str | None]:
    return list(session.exec(select(Inbox.person)))


def _known(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Seen)) or 0


def test_an_id_is_never_given_twice(call: Call) -> None:
    [(_, first)] = call(inbox.take_in, "telegram", [arrival(1)], NOW)
    call(inbox.done, first)
    [(_, second)] = call(inbox.take_in, "telegram", [arrival(2)], NOW)

    assert second > first
    assert call(inbox.done, first) is False
    assert [row.id for row in call(inbox.waiting, "telegram")] == [second]
