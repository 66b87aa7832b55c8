"""Does what was answered stay, count once, and come back?"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fielding import EVERYTHING, ME, YOU, Field, in_field, item, questionnaire

from surveys.errors import NoConsent, NotOpen
from surveys.fieldwork import consent, counts, moderation, responses, waves
from surveys.fieldwork.interview import Back, Done, Goto, Pick, Say, Skip, Vote, Withdraw
from surveys.tables import Answer, AnswerState, Departure, Purpose, Response, ResponseState, Statement, Wave

CUSTOMER = Pick("group", "value", "customer")
PRACTITIONER = Pick("group", "value", "practitioner")


@contextmanager
def counted(session):
    """The statements sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    def note_prepared(record):
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


def test_nothing_is_stored_before_somebody_agreed(store, now):
    def work(field: Field) -> None:
        with pytest.raises(NoConsent):
            responses.join(
                field.session, field.wave, field.asked, ME, platform="telegram", language="de", now=field.now
            )
        assert responses.resume(field.session, field.wave, field.asked, ME) is None
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0

    in_field(store, now, work)


def test_an_answer_comes_back_with_the_place_in_the_questionnaire(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER, Say("Weil es dauert und dauert"), Pick("channels", "value", "mail"))

        back = responses.resume(field.session, field.wave, field.asked, ME)
        assert back.answers == {"group": "customer", "why": "Weil es dauert und dauert"}
        assert back.position == ("channels", "value")
        assert back.draft == {"value+": ["mail"]}
        (stored,) = field.session.exec(sa.select(Response)).scalars()
        assert (stored.state, stored.segment) == (ResponseState.PARTIAL, "customer")

    in_field(store, now, work)


def test_a_button_press_costs_at_most_six_statements(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER)
        field.act(PRACTITIONER)
        with counted(field.session) as second:
            field.act(Pick("channels", "value", "mail"))
        with counted(field.session) as first:
            field.act(Done("channels", "value"))
        field.act(Goto("react"))
        interview = responses.resume(field.session, field.wave, field.asked, ME)
        statement = interview.statements["react"][0].id
        with counted(field.session) as third:
            field.act(Vote("react", statement, 1))

        assert len(first) == 5, first
        assert len(second) == 3, second
        assert len(third) == 6, third

    in_field(store, now, work)


def test_the_first_answer_locks_the_wave(store, now):
    def work(field: Field) -> None:
        field.join()
        assert not field.wave.locked
        field.act(CUSTOMER)
        assert field.wave.locked
        assert field.session.scalar(sa.select(Wave.locked)) is True

    in_field(store, now, work)


def test_a_changed_answer_is_a_revision_and_the_same_one_is_none(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER, Say("Weil es dauert und dauert"))
        first = responses.answers_of(field.session, field.wave, ME)
        field.act(CUSTOMER, Say("Weil es dauert und dauert", "why", "value"))
        assert responses.answers_of(field.session, field.wave, ME) == first

        field.act(Say("Weil niemand da ist nachts", "why", "value"))
        why = next(each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why")
        assert (why.revision, why.value) == (1, "Weil niemand da ist nachts")
        assert counts.live(field.session, field.wave)["why"]["n"] == 1

    in_field(store, now, work)


def test_a_message_that_arrives_twice_changes_nothing(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER)
        field.act(Say("Weil es dauert und dauert"), source="m1")
        before = responses.resume(field.session, field.wave, field.asked, ME)
        field.act(Goto("last"))
        here = responses.resume(field.session, field.wave, field.asked, ME)
        field.act(Say("Weil es dauert und dauert"), source="m1")

        assert field.values() == before.answers
        assert responses.resume(field.session, field.wave, field.asked, ME) == here
        assert responses.by_source(field.session, "m1").item == "why"
        assert responses.by_source(field.session, "m2") is None

    in_field(store, now, work)


def test_an_edit_of_an_approved_answer_waits_for_approval_again(store, now):
    def work(field: Field) -> None:
        field.join(ME, "telegram", Purpose.QUOTE_HERE)
        field.act(CUSTOMER, Say("Weil es dauert und dauert"))
        (pending,) = moderation.pending(field.session, field.wave)
        moderation.approve(field.session, pending.id)
        assert field.session.scalar(sa.select(sa.func.count()).where(Statement.answer_id == pending.id)) == 1

        field.act(Say("Weil niemand da ist nachts", "why", "value"))
        (pending,) = moderation.pending(field.session, field.wave)
        assert pending.value == "Weil niemand da ist nachts"
        assert field.session.scalar(sa.select(sa.func.count()).where(Statement.answer_id == pending.id)) == 0

    in_field(store, now, work)


def test_answers_without_words_need_no_approval_and_words_do(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER, Say("Weil es dauert und dauert"))
        states = {each.item: each.state for each in responses.answers_of(field.session, field.wave, ME)}
        assert states == {"group": AnswerState.APPROVED, "why": AnswerState.PENDING}

    in_field(store, now, work)


def test_a_new_group_takes_all_of_a_persons_cells_along_and_hides_what_is_not_asked_of_it(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER, Say("Weil es dauert und dauert"), Pick("channels", "value", "mail"))
        field.act(Done("channels", "value"), Goto("react"))
        statement = responses.resume(field.session, field.wave, field.asked, ME).statements["react"][0].id
        field.act(Vote("react", statement, -1), PRACTITIONER)

        live = counts.live(field.session, field.wave)
        assert "why" not in live
        assert "why" not in field.values()
        assert live["channels"]["mail|s:practitioner"] == 1
        assert "mail|s:customer" not in live["channels"]
        assert live[statement]["disagree|s:practitioner"] == 1
        assert live[""] == {"n": 1, "n|s:practitioner": 1, "n|p:telegram": 1}
        assert live == counts.recount(field.session, field.wave, field.asked)

    in_field(store, now, work)


def test_answering_on_the_other_platform_counts_once_there(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER)
        field.act(Say("Weil es dauert und dauert"), platform="console")

        live = counts.live(field.session, field.wave)
        assert live["group"]["n|p:console"] == live[""]["n"] == 1
        assert "n|p:telegram" not in live["group"]
        assert live == counts.recount(field.session, field.wave, field.asked)

    in_field(store, now, work)


def test_a_withdrawn_answer_that_was_released_is_noted_without_a_name(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER, Say("Weil es dauert und dauert"))
        field.session.exec(sa.update(Answer).where(Answer.item == "why").values(released=["n", "answered"]))
        field.act(Withdraw("why"), Withdraw("group"))

        (gone,) = field.session.exec(sa.select(Departure)).scalars()
        assert (gone.item, gone.cells) == ("why", ["n", "answered"])
        assert field.values() == {}
        assert counts.live(field.session, field.wave) == {}

    in_field(store, now, work)


def test_who_takes_everything_back_leaves_nothing_and_may_come_again(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER, Say("Weil es dauert und dauert"), Goto("react"))
        statement = responses.resume(field.session, field.wave, field.asked, ME).statements["react"][0].id
        field.act(Vote("react", statement, 1))
        consent.withdraw(field.session, field.wave, ME, Purpose.TAKE_PART, field.now)

        assert field.values() == {}
        assert counts.live(field.session, field.wave) == {}
        assert responses.resume(field.session, field.wave, field.asked, ME) is None
        assert not consent.has(field.session, field.wave, ME)
        assert len(consent.history(field.session, field.wave, ME)) == 1

        field.join()
        assert responses.resume(field.session, field.wave, field.asked, ME).position == ("group", "value")
        assert len(consent.history(field.session, field.wave, ME)) == 2

    in_field(store, now, work)


def test_a_closed_wave_takes_no_answer_and_lets_one_be_taken_back(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER)
        waves.close(field.session, field.wave, field.now)
        with pytest.raises(NotOpen) as refused:
            field.act(PRACTITIONER)
        assert refused.value.key == "wave-closed"
        field.act(Withdraw("group"))
        assert field.values() == {}

    in_field(store, now, work)


def test_latecomers_are_taken_where_the_wave_allows_it(store, now):
    def work(field: Field) -> None:
        field.join()
        field.wave.latecomers = True
        field.now = field.wave.closes_at + timedelta(days=1)
        assert waves.is_late(field.wave, field.now)
        field.act(CUSTOMER)
        assert field.values() == {"group": "customer"}

    in_field(store, now, work)


def test_words_of_somebody_in_need_are_marked_and_never_put_to_the_vote(store, now):
    def work(field: Field) -> None:
        field.join(ME, "telegram", Purpose.QUOTE_HERE)
        field.act(CUSTOMER, Say("Ich kann nicht mehr, ich werf mich vor den nächsten Zug"))
        (pending,) = moderation.pending(field.session, field.wave)
        assert pending.sensitive
        moderation.approve(field.session, pending.id)
        assert field.session.scalar(sa.select(sa.func.count()).where(Statement.answer_id == pending.id)) == 0

    in_field(store, now, work)


def test_unmoderated_words_are_put_to_the_vote_at_once(store, now):
    asked = questionnaire(
        item("why", "open"), item("react", "statements", from_items=["why"]), wave={"moderated": False}
    )

    def work(field: Field) -> None:
        field.join(YOU, "telegram", Purpose.QUOTE_HERE)
        field.act(Say("Weil es dauert"), who=YOU)
        field.join(ME)
        turn = field.act(Skip("why"))
        assert turn.prompt.statement.text == {"de": "Weil es dauert"}
        assert not turn.prompt.statement.own

    in_field(store, now, work, asked)


def test_a_turn_that_wants_statements_cannot_be_stored(store, now):
    def work(field: Field) -> None:
        field.join()
        interview = replace(responses.resume(field.session, field.wave, field.asked, ME), statements={})
        turn = responses.answer(interview, Goto("react"))
        with pytest.raises(AssertionError):
            responses.keep(field.session, field.wave, EVERYTHING, ME, turn, platform="telegram", now=field.now)

    in_field(store, now, work)


def test_people_do_not_get_into_each_others_answers(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        field.join(YOU)
        field.act(CUSTOMER, Say("Weil es dauert und dauert"), who=ME)
        field.act(PRACTITIONER, Back("channels"), who=YOU)
        assert field.values(YOU) == {"group": "practitioner"}
        assert field.values(ME) == {"group": "customer", "why": "Weil es dauert und dauert"}
        consent.withdraw(field.session, field.wave, YOU, Purpose.TAKE_PART, field.now)
        assert field.values(ME) == {"group": "customer", "why": "Weil es dauert und dauert"}

    in_field(store, now, work)


def test_an_answer_reads_nothing_of_the_others(store, now):
    """However many there are: each statement finds a respondent's own rows by an index."""

    def work(field: Field) -> None:
        if field.session.get_bind().dialect.name != "sqlite":
            return  # PostgreSQL plans by the size of the tables; the indexes are the same
        field.join()
        field.act(CUSTOMER)
        with counted(field.session) as sent:
            field.act(PRACTITIONER)  # the group changes: answers and votes are moved
        plans = [
            row[-1]
            for statement in sent
            if not statement.startswith("INSERT")
            for row in field.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
            )
        ]

        mine = [plan for plan in plans if "SEARCH answer" in plan or "SEARCH vote" in plan]
        assert len(mine) >= 2, plans
        assert all("wave_id=? AND respondent_id=?" in plan for plan in mine), mine
        assert not any(plan.startswith("SCAN") for plan in plans), plans

    in_field(store, now, work)


def test_the_same_words_in_a_newer_message_are_found_by_an_edit_of_that(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(CUSTOMER)
        field.act(Say("Weil es dauert und dauert", "why"), source="m1")
        field.act(Goto("why"))
        field.act(Say("Weil es dauert und dauert", "why", "value"), source="m2")

        assert responses.by_source(field.session, "m2").item == "why"
        assert responses.by_source(field.session, "m1") is None
        assert responses.by_source(field.session, "m2").revision == 0

    in_field(store, now, work)
