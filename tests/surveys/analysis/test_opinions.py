"""Are a wave's groups made of released votes only?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from fielding import item, questionnaire
from sqlmodel import Session, select

from surveys.analysis import opinions, release
from surveys.fieldwork import counts, waves
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Response, Statement, Tally, Vote, Wave

pytestmark = pytest.mark.sqlite_will_do

SEEDS = [{"key": f"s{at}", "text": {"de": f"Satz {at}"}} for at in range(8)]
ASKED = questionnaire(item("why", "open"), item("react", "statements", seeds=SEEDS, from_items=["why"]))


class Office:
    """A wave whose votes are written directly: which of them count is the question here."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.wave: Wave = waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, now), now)
        waves.open_wave(session, self.wave, now)
        session.flush()
        mine = select(Statement).where(Statement.wave_id == self.wave.id).order_by(Statement.position)
        self.statements = [each.id for each in session.exec(mine)]

    def vote(self, people: range, value: int, statements: list[str] | None = None) -> None:
        """Let people vote on all statements alike, or anew."""
        for number in people:
            who = f"{number:032x}"
            if not self.session.exec(select(Response).where(Response.respondent_id == who)).first():
                self.session.add(
                    Response(wave_id=self.wave.id, respondent_id=who, platform="telegram",
                             started_at=self.now, updated_at=self.now)
                )  # fmt: skip
            for statement in statements or self.statements:
                vote = self.session.get(Vote, (statement, who))
                if vote is None:
                    vote = Vote(statement_id=statement, respondent_id=who, wave_id=self.wave.id, value=value,
                                updated_at=self.now)  # fmt: skip
                vote.value, vote.updated_at = value, self.now
                self.session.add(vote)
        self.session.flush()

    def release(self) -> None:
        self.now += timedelta(hours=30)
        self.session.execute(sa.delete(Tally))
        for key, cells in counts.recount(self.session, self.wave, ASKED).items():
            self.session.add_all(
                Tally(wave_id=self.wave.id, item=key, cell=cell, count=count) for cell, count in cells.items()
            )
        self.session.flush()
        release.release(self.session, self.wave, self.now)


def test_before_the_first_release_there_are_no_groups(store: Store, now: datetime) -> None:
    def work(session: Session) -> None:
        office = Office(session, now)
        office.vote(range(12), 1)
        office.vote(range(12, 20), -1)
        assert opinions.of_wave(session, office.wave) is None

        office.release()
        found = opinions.of_wave(session, office.wave)
        assert found is not None
        assert [group.size for group in found.groups] == [12, 8]
        assert found.members[f"{0:032x}"] == "A"

    store.write_now(work)


@pytest.mark.on_both
def test_votes_after_the_last_release_change_nothing_until_the_next(store: Store, now: datetime) -> None:
    def work(session: Session) -> None:
        office = Office(session, now)
        office.vote(range(12), 1)
        office.vote(range(12, 20), -1)
        office.release()
        before = opinions.of_wave(session, office.wave)
        office.vote(range(20, 29), -1)
        office.vote(range(6), -1)  # anew
        assert before is not None
        assert opinions.of_wave(session, office.wave) == before

        office.release()
        after = opinions.of_wave(session, office.wave)
        assert after is not None
        assert [group.size for group in after.groups] == [23, 6]

    store.write_now(work)


def test_one_item_may_be_looked_at_alone(store: Store, now: datetime) -> None:
    def work(session: Session) -> None:
        office = Office(session, now)
        office.vote(range(12), 1)
        office.vote(range(12, 20), -1)
        office.release()

        assert opinions.of_wave(session, office.wave, "react") == opinions.of_wave(session, office.wave)
        assert opinions.of_wave(session, office.wave, "other") is None

    store.write_now(work)


def test_a_statement_whose_words_are_rejected_counts_as_moderated_out(store: Store, now: datetime) -> None:
    def work(session: Session) -> None:
        office = Office(session, now)
        answer = Answer(wave_id=office.wave.id, item="why", respondent_id="f" * 32, value="Weil", state=AnswerState.APPROVED,
                        created_at=now, updated_at=now)  # fmt: skip
        session.add(answer)
        session.flush()
        said = Statement(wave_id=office.wave.id, item="react", answer_id=answer.id, words={"de": "Weil"}, position=9)
        session.add(said)
        session.flush()
        office.statements.append(said.id)
        office.vote(range(12), 1)
        office.vote(range(12, 20), -1)
        office.release()
        found = opinions.of_wave(session, office.wave)
        assert found is not None
        assert said.id in found.reactions

        answer.state = AnswerState.REJECTED
        session.add(answer)
        session.flush()
        found = opinions.of_wave(session, office.wave)
        assert found is not None
        assert said.id not in {*found.reactions, *found.common, *found.dividing}

    store.write_now(work)
