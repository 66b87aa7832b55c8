"""Does a report count once, take a statement out of the vote when several agree, and leave with whoever made it?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from fielding import ME, THEM, YOU, Field, in_field

from surveys import privacy
from surveys.errors import Unknown
from surveys.fieldwork import joining, moderation, reports, responses, statements
from surveys.fieldwork.interview import Goto, Pick, Say
from surveys.tables import Purpose, Report, Statement

OTHERS = tuple(f"{number:032x}" for number in range(10, 15))


def put_to_vote(field: Field) -> tuple[str, str]:
    """What I said is put to the vote; gives the statement and the answer."""
    field.join(ME, "telegram", Purpose.QUOTE_HERE)
    field.act(Pick("group", "value", "customer"), Say("Weil niemand zuständig sein will"))
    answer = next(each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why")
    moderation.approve(field.session, answer.id)
    [statement] = field.session.scalars(sa.select(Statement.id).where(Statement.answer_id == answer.id)).all()
    return statement, answer.id


def report(field: Field, who: str, statement: str, hold_at: int = 3) -> str:
    return reports.report(field.session, field.wave, who, statement, field.now, hold_at=hold_at)


def sees(field: Field, who: str, statement: str) -> bool:
    return statement in {each.id for each in statements.next_for(field.session, field.wave, "react", who)}


def test_the_third_report_takes_a_statement_out_of_the_vote_until_it_is_decided(store, now):
    def work(field: Field) -> None:
        statement, answer = put_to_vote(field)
        for who in (YOU, *OTHERS):
            field.join(who)
        for who in OTHERS[:2]:
            assert report(field, who, statement) == answer
            report(field, who, statement)  # twice counts once
            assert sees(field, YOU, statement)
            assert not sees(field, who, statement), "whoever reported it is not shown it again"
        report(field, OTHERS[2], statement)
        assert not sees(field, YOU, statement)
        assert reports.reported(field.session, field.wave) == {answer: 3}

        assert reports.settle(field.session, answer)
        assert reports.reported(field.session, field.wave) == {}
        assert sees(field, YOU, statement)
        assert not sees(field, OTHERS[0], statement)
        report(field, OTHERS[0], statement)
        assert reports.reported(field.session, field.wave) == {}, "decided is decided; only somebody else's counts"
        report(field, OTHERS[3], statement)
        assert reports.reported(field.session, field.wave) == {answer: 1}

    in_field(store, now, work)


def test_nobody_reports_what_they_said_themselves_nor_a_sentence_of_the_questionnaire(store, now):
    def work(field: Field) -> None:
        statement, _ = put_to_vote(field)
        field.join(YOU)
        [seed] = field.session.scalars(sa.select(Statement.id).where(Statement.seed == "seed-1")).all()
        for who, which in ((ME, statement), (YOU, seed), (YOU, "nothing")):
            with pytest.raises(Unknown):
                report(field, who, which)
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 0

    in_field(store, now, work)


def test_reports_go_with_the_words_they_are_about(store, now):
    def work(field: Field) -> None:
        statement, answer = put_to_vote(field)
        field.join(YOU)
        report(field, YOU, statement)
        moderation.reject(field.session, answer, "reason-insult")

        assert field.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 0
        with pytest.raises(Unknown):
            report(field, YOU, statement)

    in_field(store, now, work)


@pytest.mark.parametrize("how", ["erase", "withdraw"])
def test_a_report_goes_with_whoever_made_it_and_what_is_held_stays_held(store, now, how):
    def work(field: Field) -> None:
        statement, _ = put_to_vote(field)
        for who in (YOU, THEM):
            field.join(who)
        report(field, YOU, statement, hold_at=1)
        assert [row["statement_id"] for row in privacy.held(field.session, respondents=[YOU])["report"]] == [statement]
        if how == "erase":
            privacy.erase(field.session, [YOU], now=now)
        else:
            responses.withdraw_all(field.session, field.wave, YOU, now)

        assert "report" not in privacy.held(field.session, respondents=[YOU])
        assert not sees(field, THEM, statement)

    in_field(store, now, work)


def test_two_who_become_one_person_reported_once(store, now):
    def work(field: Field) -> None:
        statement, answer = put_to_vote(field)
        for who in (YOU, THEM):
            field.join(who)
            field.act(Pick("group", "value", "customer"), Goto("react"), who=who)
            report(field, who, statement)
        joining.merge(field.session, field.wave, YOU, THEM, now)

        assert reports.reported(field.session, field.wave) == {answer: 1}
        assert "report" not in privacy.held(field.session, respondents=[THEM])

    in_field(store, now, work)
