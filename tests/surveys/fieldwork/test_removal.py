"""When an answer goes, does everything go that followed from it, and nothing of anybody else?"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from fielding import ME, YOU, Field, in_field
from sqlmodel import select

from surveys.fieldwork import counts, removal
from surveys.fieldwork.interview import Goto, Pick, Say, Vote
from surveys.tables import (
    Answer,
    Departure,
    Quote,
    Response,
    ResponseState,
    Statement,
    StoredDigest,
    Tally,
    new_id,
)
from surveys.tables import Vote as StoredVote

CUSTOMER = Pick("group", "value", "customer")
WHY = Say("Weil es mir wirklich geholfen hat", "why")


def answered(field: Field, *people: str) -> None:
    """Each chooses a group, says why, and reacts to two sentences."""
    for who in people:
        field.join(who)
        field.act(CUSTOMER, WHY, Goto("react"), who=who)
        for value in (1, -1):
            interview = field.act(Goto("react"), who=who).interview
            field.act(Vote("react", interview.statements["react"][0].id, value), who=who)


def tally(field: Field) -> dict[str, dict[str, int]]:
    field.session.expire_all()
    found: dict[str, dict[str, int]] = {}
    for each in field.session.exec(select(Tally)).all():
        if each.count:
            found.setdefault(each.item, {})[each.cell] = each.count
    return found


def answer_of(field: Field, who: str, key: str = "why") -> Answer:
    held = select(Answer).where(Answer.respondent_id == who, Answer.item == key)
    return field.session.exec(held).one()


def quoted(field: Field, *answers: Answer) -> list[str]:
    """A digest for each, which quotes it."""
    digests = []
    for number, answer in enumerate(answers):
        digest = StoredDigest(id=f"d{number:031}", wave_id=field.wave.id, version=number + 1, at=field.now, hash="",
                              body={})  # fmt: skip
        field.session.add(digest)
        field.session.flush()
        field.session.add(Quote(digest_id=digest.id, answer_id=answer.id))
        digests.append(digest.id)
    field.session.flush()
    return digests


def test_who_goes_leaves_the_counts_as_if_they_had_never_come(store, now):
    def work(field: Field) -> None:
        answered(field, ME)
        alone = tally(field)
        answered(field, YOU)
        both = tally(field)
        quoting = removal.remove_person(field.session, field.wave, YOU, now + timedelta(hours=1))
        field.session.expire_all()

        assert quoting == ()
        assert both[""]["n"] == 2
        assert tally(field) == alone == counts.recount(field.session, field.wave, field.asked)
        assert set(field.values(ME)) == {"group", "why"}
        assert field.values(YOU) == {}
        assert {each.respondent_id for each in field.session.exec(select(StoredVote)).all()} == {ME}

    in_field(store, now, work)


def test_who_went_is_known_to_have_gone_and_nothing_else_of_them(store, now):
    def work(field: Field) -> None:
        answered(field, ME, YOU)
        later = now + timedelta(hours=1)
        removal.remove_person(field.session, field.wave, YOU, later)
        field.session.expire_all()
        gone = field.session.exec(select(Response).where(Response.respondent_id == YOU)).one()
        mine = field.session.exec(select(Response).where(Response.respondent_id == ME)).one()

        assert gone.state is ResponseState.WITHDRAWN
        assert (gone.position, gone.draft, gone.skipped, gone.segment) == (None, {}, [], None)
        assert gone.updated_at == later
        assert mine.state is not ResponseState.WITHDRAWN
        assert mine.segment == "customer"

    in_field(store, now, work)


def test_going_twice_and_going_without_having_come_is_harmless(store, now):
    def work(field: Field) -> None:
        answered(field, ME, YOU)
        removal.remove_person(field.session, field.wave, YOU, now)
        once = tally(field)

        assert removal.remove_person(field.session, field.wave, YOU, now) == ()
        assert removal.remove_person(field.session, field.wave, "9" * 32, now) == ()
        assert tally(field) == once

    in_field(store, now, work)


def test_who_only_voted_goes_with_their_votes(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        statement = field.act(Goto("react")).interview.statements["react"][0]
        field.act(Vote("react", statement.id, 1))
        mine = removal.my_votes(field.session, field.wave, ME)
        removal.remove_person(field.session, field.wave, ME, now)

        assert [(vote.statement_id, vote.value, vote.released, vote.item) for vote in mine] == [
            (statement.id, 1, [], "react")
        ]
        assert removal.my_votes(field.session, field.wave, ME) == []
        assert statement.id not in tally(field)

    in_field(store, now, work)


def test_what_was_released_departs_without_a_name_and_what_was_not_does_not(store, now):
    def work(field: Field) -> None:
        answered(field, ME)
        answer_of(field, ME).released = ["n", "n|p:telegram"]
        [first, second] = field.session.exec(select(StoredVote)).all()
        first.released = ["n", "agree"]
        field.session.flush()
        removal.remove_person(field.session, field.wave, ME, now)
        left = field.session.exec(select(Departure)).all()

        assert sorted((each.item, each.cells) for each in left) == sorted(
            [("why", ["n", "n|p:telegram"]), (first.statement_id, ["n", "agree"])]
        )
        assert second.statement_id not in {each.item for each in left}
        assert not {"respondent_id", "answer_id"} & set(Departure.model_fields)

    in_field(store, now, work)


def test_the_digests_that_quote_what_is_gone_are_named_and_quote_it_no_longer(store, now):
    def work(field: Field) -> None:
        answered(field, ME, YOU)
        [of_me, of_you] = quoted(field, answer_of(field, ME), answer_of(field, YOU))

        assert removal.quoting_person(field.session, field.wave, ME) == (of_me,)
        assert removal.quoted_in(field.session, [answer_of(field, ME, "group").id]) == ()
        assert removal.quoting_person(field.session, field.wave, "9" * 32) == ()
        assert removal.remove_person(field.session, field.wave, ME, now) == (of_me,)
        assert [each.digest_id for each in field.session.exec(select(Quote)).all()] == [of_you]
        assert removal.quoting_person(field.session, field.wave, ME) == ()

    in_field(store, now, work)


def test_a_digest_that_quotes_two_answers_of_somebody_is_named_once(store, now):
    def work(field: Field) -> None:
        answered(field, ME)
        [digest] = quoted(field, answer_of(field, ME))
        field.session.add(Quote(digest_id=digest, answer_id=answer_of(field, ME, "group").id))
        field.session.flush()

        assert removal.quoting_person(field.session, field.wave, ME) == (digest,)

    in_field(store, now, work)


def test_words_that_no_longer_hold_leave_the_vote(store, now):
    def work(field: Field) -> None:
        answered(field, ME, YOU)
        mine = answer_of(field, ME)
        made = Statement(id=new_id(), wave_id=field.wave.id, item="react", answer_id=mine.id, words={})
        field.session.add(made)
        field.session.flush()
        removal.disown(field.session, [mine.id])
        field.session.expire_all()

        assert mine.id not in set(field.session.exec(select(Statement.answer_id)).all())
        assert field.session.exec(select(sa.func.count()).select_from(Answer)).one() == 4  # the answers stay

    in_field(store, now, work)


def test_no_answers_are_dropped_where_there_are_none(store, now):
    def work(field: Field) -> None:
        answered(field, ME)

        assert removal.drop_answers(field.session, field.wave, []) == ()
        assert set(field.values(ME)) == {"group", "why"}

    in_field(store, now, work)


def test_only_what_was_released_departs_of_each_question(store, now):
    def work(field: Field) -> None:
        removal.depart(field.session, field.wave, [("why", ["n"]), ("best", ["n", "a"]), ("group", [])])
        noted = field.session.exec(select(Departure).order_by(Departure.item)).all()

        assert [(each.item, each.cells) for each in noted] == [("best", ["n", "a"]), ("why", ["n"])]

    in_field(store, now, work)
