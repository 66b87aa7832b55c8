"""Do the flags read what the rows of a wave say?"""

from __future__ import annotations

from fielding import ME, YOU, Field, in_field

from surveys.fieldwork.interview import Goto, Pick, Say, Skip, Vote
from surveys.moderation.loading import Age, facts_of

CUSTOMER = Pick("group", "value", "customer")


def test_words_votes_times_and_given_ages_arrive(store, now):
    def work(field: Field) -> None:
        field.join(YOU)
        field.join(ME)
        field.act(CUSTOMER, Say("Weil es dauert und dauert"))
        field.act(CUSTOMER, Skip("why"), Goto("react"), who=YOU)
        seed = field.asked.item("react").key
        shown = _a_statement(field)
        field.act(Vote(seed, shown, -1), who=YOU)

        mine, yours = facts_of(field.session, field.wave, {YOU: Age(3.0, None)})
        assert (mine.respondent, yours.respondent) == (ME, YOU)
        assert mine.texts == {"why": "Weil es dauert und dauert"}
        assert mine.started == now.timestamp()
        assert yours.votes == {shown: -1}
        assert yours.voted == {shown: now.timestamp()}
        assert (yours.account_days, yours.member_days, mine.account_days) == (3.0, None, None)

    in_field(store, now, work)


def _a_statement(field: Field) -> str:
    from sqlmodel import select

    from surveys.tables import Statement

    return field.session.exec(
        select(Statement.id).where(Statement.wave_id == field.wave.id).order_by(Statement.id)
    ).first()
