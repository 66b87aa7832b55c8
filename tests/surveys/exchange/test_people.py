"""Is everybody from elsewhere stored once, counted right, and what they said of sentences only with it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fielding import item, options, questionnaire, text
from sqlmodel import Session, select

from surveys.exchange.people import CHAT, FORM, PLATFORM, Person
from surveys.exchange.people import store as keep
from surveys.fieldwork import consent, waves
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Purpose, RespondentId, Response, ResponseState, Statement, Vote, Wave

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")),
    item("why", "open"),
    item("report", "case", channels=options("phone", "mail"), ask=["company", "story"]),
    item("react", "statements", seeds=[{"key": key, "text": text(key)} for key in ("one", "two")]),
    segment="group",
)  # fmt: skip
NOW = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
ME, YOU = RespondentId("1" * 32), RespondentId("2" * 32)


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def on(store: Store, work: Callable[[Session, Wave], None]) -> None:
    def unit(session: Session) -> None:
        wave = waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, NOW), NOW)
        waves.open_wave(session, wave, NOW)
        work(session, wave)

    store.write_now(unit)


def stored(session: Session, wave: Wave, *people: Person, source: str = FORM) -> tuple[int, int]:
    return keep(session, wave, people, NOW, source=source, language="en")


def answers(session: Session, who: str = ME) -> dict[str, Any]:
    return {each.item: each.value for each in session.exec(select(Answer).where(Answer.respondent_id == who))}


def reactions(session: Session) -> dict[str | None, int]:
    """Votes by key of the prepared sentence."""
    seeds = {each.id: each.seed for each in session.exec(select(Statement))}
    return {seeds[vote.statement_id]: vote.value for vote in session.exec(select(Vote))}


def test_answers_are_counted_as_added_or_as_there_already(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        mine, yours = Person(ME, {"group": "customer"}), Person(YOU, {"group": "customer", "why": "Darum"})

        assert stored(session, wave, mine, yours) == (3, 0)
        assert stored(session, wave, mine, yours) == (0, 3)
        assert stored(session, wave, Person(ME, {"group": "practitioner", "why": "Weil"}), mine) == (1, 2)
        assert answers(session) == {"group": "customer", "why": "Weil"}, "an answer that is there stays"
        assert stored(session, wave) == (0, 0)

    on(store, work)


def test_somebody_from_elsewhere_is_done_and_agreed_to_what_the_file_says_only(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        stored(session, wave, Person(ME, {"group": "customer"}, [Purpose.QUOTE_WEB]))
        response = session.exec(select(Response)).one()

        assert (response.platform, response.language, response.segment, response.state) == (
            PLATFORM, "en", "customer", ResponseState.COMPLETE,
        )  # fmt: skip
        assert {each.purpose: each.text_version for each in consent.history(session, wave, ME)} == {
            Purpose.TAKE_PART: FORM, Purpose.QUOTE_WEB: FORM,
        }  # fmt: skip

    on(store, work)


def test_reactions_are_votes_where_their_question_is_new_here(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        said = {"react": {"one": "disagree", "two": "agree"}}
        stored(session, wave, Person(ME, {"group": "customer"}, reactions=said))
        assert reactions(session) == {}, "they are no answer yet"
        stored(session, wave, Person(ME, {"react": {"votes": 2}}, reactions=said))
        assert reactions(session) == {"one": -1, "two": 1}
        stored(session, wave, Person(ME, {"react": {"votes": 2}}, reactions={"react": {"one": "agree"}}))
        assert reactions(session) == {"one": -1, "two": 1}

    on(store, work)


@pytest.mark.parametrize(("source", "state"), [(CHAT, AnswerState.REJECTED), (FORM, AnswerState.PENDING)])
def test_words_of_a_chat_are_kept_out_and_those_of_a_form_wait_for_a_moderator(
    store: Store, source: str, state: AnswerState
) -> None:
    def work(session: Session, wave: Wave) -> None:
        said = {"group": "customer", "why": "Darum", "report": {"company": "Bahn"}}
        stored(session, wave, Person(ME, said), source=source)
        states = {each.item: each.state for each in session.exec(select(Answer))}

        assert states["why"] is state
        assert states["group"] is states["report"] is not AnswerState.REJECTED

    on(store, work)


def test_words_that_were_here_before_are_not_kept_out_by_a_chat(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        stored(session, wave, Person(ME, {"why": "Darum"}))
        stored(session, wave, Person(ME, {"why": "Anders", "report": {"story": "So war es"}}), source=CHAT)
        states = {each.item: each.state for each in session.exec(select(Answer))}

        assert states == {"why": AnswerState.PENDING, "report": AnswerState.REJECTED}

    on(store, work)
