"""Is an import that died known as dead, and taken out again to the last answer?"""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from fielding import ME, THEM, YOU, Field, in_field
from sqlmodel import select

from surveys.errors import Refused
from surveys.fieldwork import underway
from surveys.fieldwork.interview import Pick, Say
from surveys.tables import Consent, Finding, Response, Tally

CUSTOMER = Pick("group", "value", "customer")
WHY = Say("Weil es mir wirklich geholfen hat", "why")


def gone_process() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def names(field: Field) -> list[str]:
    return [each.item for each in field.session.exec(select(Finding).order_by(Finding.item)).all()]


def first_note(field: Field) -> Finding:
    return field.session.exec(select(Finding).order_by(Finding.item)).all()[0]


def was(field: Field, **changed: object) -> None:
    """Let the beginning say something else about who imports."""
    first = first_note(field)
    first.body = {**first.body, **changed}
    field.session.add(first)
    field.session.flush()


def test_an_import_is_under_way_from_its_beginning_to_its_end(store, now):
    def work(field: Field) -> None:
        before = underway.is_under_way(field.session, field.wave)
        run = underway.begin(field.session, field.wave, now)
        during = underway.is_under_way(field.session, field.wave)
        underway.note(field.session, run, 1, [YOU], {}, now)
        underway.end(field.session, run)

        assert (before, during) == (False, True)
        assert not underway.is_under_way(field.session, field.wave)
        assert names(field) == []

    in_field(store, now, work)


def test_the_end_of_one_import_is_not_that_of_another(store, now):
    def work(field: Field) -> None:
        one, other = (underway.begin(field.session, field.wave, now) for _ in range(2))
        underway.end(field.session, one)

        assert one.wave == other.wave == field.wave.id
        assert names(field) == [f"{other.id}.000000"]

    in_field(store, now, work)


def test_what_is_imported_is_noted_in_its_order(store, now):
    def work(field: Field) -> None:
        run = underway.begin(field.session, field.wave, now)
        underway.note(field.session, run, 1, [YOU], {}, now)
        underway.note(field.session, run, 12, [], {ME: ["why"]}, now)

        assert names(field) == [f"{run.id}.{number}" for number in ("000000", "000001", "000012")]
        bodies = {each.item[-2:]: each.body for each in field.session.exec(select(Finding)).all()}
        assert bodies["01"] == {"people": [YOU], "added": {}}
        assert bodies["12"] == {"people": [], "added": {ME: ["why"]}}

    in_field(store, now, work)


def test_an_import_that_was_taken_for_dead_cannot_go_on(store, now):
    def work(field: Field) -> None:
        run = underway.begin(field.session, field.wave, now)
        underway.undo(field.session, run, now)

        with pytest.raises(Refused, match="import-undone"):
            underway.note(field.session, run, 1, [YOU], {}, now)
        assert names(field) == []

    in_field(store, now, work)


# --- which are dead ---


def test_an_import_whose_process_runs_is_alive_as_long_as_it_says_something(store, now):
    def work(field: Field) -> None:
        run = underway.begin(field.session, field.wave, now)
        for minutes, is_dead in ((0, False), (9, False), (10, True), (60, True), (-1, True)):
            found = underway.dead(field.session, now + timedelta(minutes=minutes))
            assert found == ([run] if is_dead else []), minutes
        underway.note(field.session, run, 1, [YOU], {}, now + timedelta(minutes=8))

        assert underway.dead(field.session, now + timedelta(minutes=17)) == []
        assert underway.dead(field.session, now + timedelta(minutes=18)) == [run]

    in_field(store, now, work)


def test_an_import_whose_process_ended_is_dead_at_once_on_this_computer_only(store, now):
    def work(field: Field) -> None:
        run = underway.begin(field.session, field.wave, now)
        first = first_note(field)
        assert first.body["host"] == socket.gethostname()
        was(field, process=gone_process())
        here = underway.dead(field.session, now)
        was(field, host="another-computer")

        assert here == [run]
        assert underway.dead(field.session, now) == []
        assert underway.dead(field.session, now + timedelta(minutes=10)) == [run]

    in_field(store, now, work)


def test_a_process_of_somebody_else_runs():
    assert underway._runs(1)  # the first process of a computer, which an ordinary account may not signal


def test_of_several_imports_those_that_died_are_named_in_one_order(store, now):
    def work(field: Field) -> None:
        runs = [underway.begin(field.session, field.wave, now) for _ in range(4)]
        underway.note(field.session, runs[2], 1, [], {}, now + timedelta(minutes=9))
        found = underway.dead(field.session, now + timedelta(minutes=11))

        assert found == sorted((run for at, run in enumerate(runs) if at != 2), key=lambda run: run.id)

    in_field(store, now, work)


# --- taking it out again ---


def tally(field: Field) -> dict[tuple[str, str], int]:
    field.session.expire_all()
    return {(each.item, each.cell): each.count for each in field.session.exec(select(Tally)).all() if each.count}


def test_an_import_is_taken_out_note_by_note_from_the_last(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        field.act(CUSTOMER)
        before = tally(field)
        run = underway.begin(field.session, field.wave, now)
        for number, who in enumerate((YOU, THEM), 1):
            field.join(who)
            field.act(CUSTOMER, WHY, who=who)
            underway.note(field.session, run, number, [who], {}, now)
        left = []
        while underway.undo(field.session, run, now):
            left.append(sorted({each.respondent_id for each in field.session.exec(select(Response)).all()}))

        assert left == [[ME, YOU], [ME], [ME]]  # the third is how it began
        assert tally(field) == before
        assert {each.respondent_id for each in field.session.exec(select(Consent)).all()} == {ME}
        assert field.values(ME) == {"group": "customer"}
        assert not underway.is_under_way(field.session, field.wave)

    in_field(store, now, work)


def test_what_an_import_added_to_somebodys_answers_is_taken_back_and_the_rest_stays(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        field.act(CUSTOMER)
        before = tally(field)
        run = underway.begin(field.session, field.wave, now)
        field.act(WHY)
        underway.note(field.session, run, 1, [], {ME: ["why", "channels"], THEM: ["why"]}, now)

        assert underway.undo(field.session, run, now)
        assert field.values(ME) == {"group": "customer"}
        assert tally(field) == before

    in_field(store, now, work)


def test_a_wave_that_nobody_answered_is_as_it_was_before_the_import(store, now):
    def work(field: Field) -> None:
        run = underway.begin(field.session, field.wave, now)
        field.wave.sample, field.wave.locked = True, True
        underway.undo(field.session, run, now)

        assert (field.wave.sample, field.wave.locked) == (False, False)

    in_field(store, now, work)


def test_a_wave_that_others_answered_meanwhile_stays_locked(store, now):
    def work(field: Field) -> None:
        run = underway.begin(field.session, field.wave, now)
        field.join(ME)
        field.act(CUSTOMER)
        field.wave.locked = True
        underway.undo(field.session, run, now)

        assert field.wave.locked

    in_field(store, now, work)


def test_the_notes_of_another_import_are_left_alone(store, now):
    def work(field: Field) -> None:
        one, other = (underway.begin(field.session, field.wave, now) for _ in range(2))
        undone = [underway.undo(field.session, one, now), underway.undo(field.session, one, now)]

        assert undone == [True, False]
        assert names(field) == [f"{other.id}.000000"]

    in_field(store, now, work)
