"""Is every statement put to the vote, fairly and once, and taken out when its words go?"""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from fielding import ME, THEM, YOU, Field, in_field, item, options, questionnaire

from surveys.fieldwork import counts, moderation, responses, statements
from surveys.fieldwork.interview import Act, Goto, Pick, Say, Skip, Vote, Voted, Withdraw
from surveys.fieldwork.statements import STATEMENT_LIMIT
from surveys.tables import Purpose, Release, Statement
from surveys.tables import Vote as Stored

CUSTOMER = Pick("group", "value", "customer")


def shown(field: Field, who: str, limit: int = 60) -> list[str]:
    return [each.id for each in statements.next_for(field.session, field.wave, "react", who, limit)]


def votes(field: Field) -> int:
    return field.session.scalar(sa.select(sa.func.count()).select_from(Stored))


def test_what_was_seen_does_not_come_back_and_the_order_stays(store, now):
    def work(field: Field) -> None:
        for who in (ME, YOU):
            field.join(who)
        mine = shown(field, ME)
        assert len(mine) == 7
        field.act(Goto("react"), Vote("react", mine[0], 1), Vote("react", mine[1], -1))

        assert set(shown(field, ME)) == set(mine[2:])
        yours = shown(field, YOU)
        assert set(yours) == set(mine)
        assert shown(field, YOU, 3) == yours[:3]
        assert shown(field, YOU) == yours

    in_field(store, now, work)


def test_two_people_see_statements_in_different_orders(store, now):
    def work(field: Field) -> None:
        orders = set()
        for number in range(6):
            orders.add(tuple(shown(field, f"{number:032x}")))
        assert len(orders) > 1

    in_field(store, now, work)


def test_the_order_follows_released_counts_and_views_and_no_vote_that_is_not_released(store, now):
    def work(field: Field) -> None:
        ids = sorted(shown(field, ME))
        crowd = [f"{number:032x}" for number in range(300)]

        def first_places() -> Counter[str]:
            return Counter(shown(field, who, 1)[0] for who in crowd)

        def put(statement: str, value: int) -> None:
            for number in range(40):
                voted = {"statement_id": statement, "respondent_id": f"{1000 + number:032x}", "wave_id": field.wave.id,
                         "value": value, "released": [], "updated_at": now}  # fmt: skip
                field.session.add(Stored(**voted))
            counts.move(field.session, field.wave, [(statement, (), ("n", "agree" if value > 0 else "disagree"))] * 40)

        for statement in ids:
            put(statement, 1)
        before = first_places()
        field.session.execute(sa.update(Stored).where(Stored.statement_id == ids[0]).values(value=-1))
        counts.move(field.session, field.wave, [(ids[0], ("agree",), ("disagree",))] * 40)
        assert first_places() == before

        alike, divided = {"n": 40, "agree": 40}, {"n": 40, "agree": 20, "disagree": 20}
        released = {each: divided if each == ids[0] else alike for each in ids}
        field.session.add(Release(wave_id=field.wave.id, number=1, at=now, participants=40, counts={}))
        field.session.add(Release(wave_id=field.wave.id, number=2, at=now, participants=40, counts=released))
        assert first_places()[ids[0]] > 2 * before[ids[0]]

    in_field(store, now, work)


def test_a_second_vote_on_the_same_statement_changes_nothing(store, now):
    def work(field: Field) -> None:
        field.join()
        statement = shown(field, ME)[0]
        assert statements.vote(field.session, field.wave, ME, Voted(statement, 1), now)
        assert not statements.vote(field.session, field.wave, ME, Voted(statement, -1), now)
        assert field.session.scalar(sa.select(Stored.value)) == 1

    in_field(store, now, work)


def test_sowing_and_adopting_twice_is_harmless(store, now):
    def work(field: Field) -> None:
        field.join(YOU, "telegram", Purpose.QUOTE_HERE)
        field.act(CUSTOMER, Say("Weil es dauert und dauert"), who=YOU)
        answer = moderation.pending(field.session, field.wave)[0]
        for _ in range(2):
            statements.sow(field.session, field.wave, field.asked)
            moderation.approve(field.session, answer.id)
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 8

    in_field(store, now, work)


def test_an_answer_too_long_to_agree_with_is_not_put_to_the_vote(store, now):
    def work(field: Field) -> None:
        field.join(YOU, "telegram", Purpose.QUOTE_HERE)
        field.act(CUSTOMER, Say("so " * STATEMENT_LIMIT), who=YOU)
        moderation.approve(field.session, moderation.pending(field.session, field.wave)[0].id)
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 7

    in_field(store, now, work)


def test_a_rejected_answer_leaves_the_vote_with_the_votes_on_it(store, now):
    def work(field: Field) -> None:
        field.join(YOU, "telegram", Purpose.QUOTE_HERE)
        field.act(CUSTOMER, Say("Weil es dauert und dauert"), who=YOU)
        answer = moderation.pending(field.session, field.wave)[0]
        moderation.approve(field.session, answer.id)
        made = field.session.scalar(sa.select(Statement.id).where(Statement.answer_id == answer.id))
        for who in (ME, THEM):
            field.join(who)
            statements_seen = shown(field, who)
            assert made in statements_seen
            field.act(CUSTOMER, Skip("why"), Goto("react"), Vote("react", made, 1), who=who)
        assert counts.live(field.session, field.wave)[made]["agree"] == 2

        moderation.reject(field.session, answer.id)
        assert votes(field) == 0
        assert made not in counts.live(field.session, field.wave)
        assert field.values(YOU)["why"] == "Weil es dauert und dauert"
        assert counts.live(field.session, field.wave) == counts.recount(field.session, field.wave, field.asked)
        assert moderation.count(field.session, field.wave) == 0

    in_field(store, now, work)


OWN_VIEW_FIRST = questionnaire(
    item("react", "statements", from_items=["why", "else"]),
    item("asks", "choice", options=options("yes", "no")),
    item("why", "open"),
    item("else", "open", show_if={"item": "asks", "any_of": ["yes"]}),
)


@pytest.mark.parametrize(
    ("acts", "seen"),
    [
        ([], []),
        ([Say("Meine Sicht", "why")], ["Sicht dazu"]),
        ([Goto("why"), Skip("why")], ["Sicht dazu"]),
        ([Pick("asks", "value", "yes")], []),
        ([Pick("asks", "value", "no")], ["Sicht sonst"]),  # who is never asked hears the others
        ([Pick("asks", "value", "no"), Goto("why"), Skip("why")], ["Sicht dazu", "Sicht sonst"]),
        ([Goto("asks"), Skip("asks")], ["Sicht sonst"]),
    ],
)
def test_ones_own_view_is_asked_before_others_statements(store, now, acts: list[Act], seen: list[str]):
    def work(field: Field) -> None:
        field.join(YOU, "telegram", Purpose.QUOTE_HERE)
        field.act(Say("Sicht dazu", "why"), Pick("asks", "value", "yes"), Say("Sicht sonst", "else"), who=YOU)
        for answer in moderation.pending(field.session, field.wave):
            moderation.approve(field.session, answer.id)
        field.join(ME)
        field.act(*acts) if acts else None

        interview = responses.resume(field.session, field.wave, field.asked, ME)
        turn = responses.take(field.session, field.wave, ME, interview, Goto("react"))
        shown = turn.interview.statements["react"]
        assert sorted(each.text["de"] for each in shown) == seen

    in_field(store, now, work, OWN_VIEW_FIRST)


def test_who_skips_the_question_is_shown_others_answers_at_once(store, now):
    asked = questionnaire(item("why", "open"), item("react", "statements", from_items=["why"]))

    def work(field: Field) -> None:
        field.join(YOU, "telegram", Purpose.QUOTE_HERE)
        field.act(Say("Weil es dauert und dauert"), who=YOU)
        moderation.approve(field.session, moderation.pending(field.session, field.wave)[0].id)
        field.join(ME)
        turn = field.act(Skip("why"))

        assert turn.prompt.statement.text == {"de": "Weil es dauert und dauert"}

    in_field(store, now, work, asked)


def test_who_withdraws_their_reactions_may_react_again(store, now):
    def work(field: Field) -> None:
        field.join()
        first = field.act(Goto("react")).prompt.statement.id
        field.act(Vote("react", first, 1))
        field.act(Withdraw("react"))
        assert votes(field) == 0
        assert first in shown(field, ME)

    in_field(store, now, work)
