"""Is a release read once for all votes, and the next one as soon as it is there?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from fielding import ME, YOU, Field, in_field
from sqlmodel import Session

from surveys.fieldwork import released, statements
from surveys.fieldwork.rows import direct
from surveys.tables import Release


@contextmanager
def noted(session: Session) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    def note_prepared(record: logging.LogRecord) -> bool:
        sent.append(record.getMessage())
        return False

    engine, prepared = session.connection().engine, logging.getLogger("surveys.databases.prepared")
    before = prepared.level
    prepared.setLevel(logging.DEBUG)
    prepared.addFilter(note_prepared)
    sa.event.listen(engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", note)
    prepared.removeFilter(note_prepared)
    prepared.setLevel(before)


def publish(field: Field, number: int, counts: dict[str, dict[str, int]]) -> None:
    field.session.add(Release(wave_id=field.wave.id, number=number, at=field.now, participants=40, counts=counts))
    field.session.flush()


def shown(field: Field, who: str) -> list[str]:
    return [each.id for each in statements.next_for(field.session, field.wave, "react", who)]


def test_the_next_statement_takes_one_look_at_the_database_and_a_release_one_more_once(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        publish(field, 1, {each: {"n": 40, "agree": 20, "disagree": 20} for each in shown(field, ME)})
        field.session.commit()
        looks = []
        for who in (ME, ME, YOU):
            with noted(field.session) as sent:
                shown(field, who)
            looks.append(len(sent))

        assert looks == [2, 1, 1]

    in_field(store, now, work)


def test_a_new_release_is_read_at_once(store, now):
    def work(field: Field) -> None:
        connection = direct(field.session)
        publish(field, 1, {"s": {"n": 10, "agree": 10}})
        first = released.reactions(connection, field.wave.id, 1)
        publish(field, 2, {"s": {"n": 20, "agree": 11, "disagree": 9}, "place": {"shop": 20}})

        assert dict(first) == {"s": (10, 0, 0)}
        assert dict(released.reactions(connection, field.wave.id, 2)) == {"s": (11, 9, 0)}
        assert released.reactions(connection, field.wave.id, None) == {}

    in_field(store, now, work)


def test_what_is_kept_does_not_grow_with_every_wave_there_was(store, now):
    def work(field: Field) -> None:
        for number in range(3 * released.KEPT):
            released.reactions(direct(field.session), f"wave-{number}", 1)

        assert len(released._kept) == released.KEPT

    in_field(store, now, work)


@pytest.mark.parametrize("number", [1, 2])
def test_waves_do_not_share_what_is_kept(store, now, number):
    def work(field: Field) -> None:
        publish(field, number, {"s": {"n": 10, "agree": 10}})
        mine = released.reactions(direct(field.session), field.wave.id, number)

        assert released.reactions(direct(field.session), "another", number) == {}
        assert released.reactions(direct(field.session), field.wave.id, number) is mine

    in_field(store, now, work)
