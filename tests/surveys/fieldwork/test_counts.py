"""Is a tally what a recount of the rows says, whatever happened before?"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from fielding import EVERYTHING, ME, Field, in_field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from lengths import also_long, size
from sqlmodel import Session

from surveys import privacy
from surveys.errors import NoConsent, NotOpen, Refused
from surveys.fieldwork import consent, counts, moderation, responses, waves
from surveys.fieldwork.interview import Back, Done, Goto, Kept, Pick, Say, Skip, Vote, Voted, Withdraw, Withdrawn
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store
from surveys.tables import Answer, Purpose, Response, ResponseState
from surveys.tables import Vote as StoredVote

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
PEOPLE = st.sampled_from([f"{number:032x}" for number in range(1, 5)])
PLATFORMS = st.sampled_from(["telegram", "console"])
WORDS = ["kurz", "eine Antwort aus vielen Wörtern", "noch eine ganz andere Antwort hier", "1", "2", "1,2"]
KEYS = [each.key for each in EVERYTHING.items]
ACTS = st.one_of(
    st.builds(Pick, st.just("group"), st.just("value"), st.sampled_from(["customer", "practitioner"])),
    st.builds(Say, st.sampled_from(WORDS), st.none() | st.sampled_from(KEYS), st.none() | st.just("value")),
    st.builds(Pick, st.just("channels"), st.just("value"), st.sampled_from(["mail", "phone"]), st.booleans()),
    st.builds(Done, st.just("channels"), st.just("value")),
    st.builds(Goto, st.sampled_from(KEYS)),
    st.builds(Back, st.sampled_from(KEYS)),
    st.builds(Skip, st.sampled_from(KEYS)),
    st.builds(Withdraw, st.sampled_from(KEYS)),
    st.sampled_from([1, 0, -1]),  # a vote on the statement that is shown
)


class Fieldwork(RuleBasedStateMachine):
    """Four people on two platforms do anything, while a moderator decides and the wave opens and closes."""

    store: Store

    @initialize()
    def _opens(self):
        def unit(session: Session) -> str:
            wave = waves.field(session, EVERYTHING, "here", WaveSettings.of(EVERYTHING, NOON), NOON)
            waves.open_wave(session, wave, NOON)
            return wave.key

        self.key = self.store.write_now(unit)
        self.now = NOON
        self.said: dict[str, dict[str, object]] = {}  # what should be there: person -> item -> value
        self.voted: dict[str, dict[str, int]] = {}

    def _in_field(self, work):
        self.now += timedelta(minutes=1)
        return self.store.write_now(
            lambda session: work(Field(session, waves.find(session, self.key), EVERYTHING, self.now))
        )

    @rule(who=PEOPLE, platform=PLATFORMS, quote=st.booleans())
    def joins(self, who, platform, quote):
        with contextlib.suppress(NotOpen):
            self._in_field(lambda field: field.join(who, platform, *([Purpose.QUOTE_HERE] if quote else [])))
            self.said.setdefault(who, {})
            self.voted.setdefault(who, {})

    @rule(who=PEOPLE, platform=PLATFORMS, acts=st.lists(ACTS, min_size=1, max_size=6))
    def acts(self, who, platform, acts):
        for act in acts:
            self._acts_once(who, platform, act)

    def _acts_once(self, who, platform, act):
        def work(field: Field):
            interview = responses.resume(field.session, field.wave, EVERYTHING, who)
            if interview is None:
                raise NoConsent("consent-missing")
            doing = act
            if isinstance(act, int):
                shown = responses.take(field.session, field.wave, who, interview, Goto("react")).prompt
                doing = Vote("react", shown.statement.id if shown and shown.statement else "", act)
            turn = responses.take(field.session, field.wave, who, interview, doing)
            for _ in range(2):  # arriving twice changes nothing
                responses.keep(field.session, field.wave, EVERYTHING, who, turn, platform=platform, now=field.now)
            return turn

        try:
            turn = self._in_field(work)
        except NoConsent:
            assert who not in self.said
            return
        except NotOpen:
            return
        for stored in turn.stored:
            match stored:
                case Kept(item, value):
                    self.said[who][item] = value
                case Withdrawn(item):
                    self.said[who].pop(item, None)
                    if item == "react":
                        self.voted[who].clear()
                case Voted(statement, value):
                    self.voted[who][statement] = value

    @rule(who=PEOPLE)
    def withdraws_taking_part(self, who):
        self._in_field(lambda field: consent.withdraw(field.session, field.wave, who, Purpose.TAKE_PART, field.now))
        self.said.pop(who, None)
        self.voted.pop(who, None)

    @rule(who=PEOPLE)
    def is_erased(self, who):
        self._in_field(lambda field: privacy.erase(field.session, [who], now=field.now))
        self.said.pop(who, None)
        self.voted.pop(who, None)
        assert self.store.read_now(lambda session: privacy.held(session, respondents=[who])) == {}

    @rule(approve=st.booleans())
    def moderates(self, approve):
        def work(field: Field) -> None:
            for waiting in moderation.pending(field.session, field.wave):
                (moderation.approve if approve else moderation.reject)(field.session, waiting.id)

        self._in_field(work)

    @rule(step=st.sampled_from([waves.pause, waves.resume, waves.close, waves.reopen]))
    def wave_moves(self, step):
        with contextlib.suppress(Refused):
            self._in_field(lambda field: step(field.session, field.wave, field.now))

    @invariant()
    def the_tally_is_what_a_recount_says(self):
        def look(session: Session):
            wave = waves.find(session, self.key)
            return counts.live(session, wave), counts.recount(session, wave, EVERYTHING)

        live, recounted = self.store.read_now(look)
        assert live == recounted

    @invariant()
    def what_is_stored_is_what_people_last_said(self):
        def look(session: Session):
            answers = session.exec(sa.select(Answer.respondent_id, Answer.item, Answer.value)).all()
            votes = session.exec(sa.select(StoredVote.respondent_id, StoredVote.statement_id, StoredVote.value)).all()
            alive = session.exec(
                sa.select(Response.respondent_id).where(Response.state != ResponseState.WITHDRAWN)
            ).scalars()
            return answers, votes, set(alive)

        answers, votes, alive = self.store.read_now(look)
        assert sorted((who, item) for who, item, _ in answers) == sorted(
            (who, item) for who, values in self.said.items() for item in values
        )
        assert all(self.said[who][item] == value for who, item, value in answers)
        # A vote also goes when the answer it was about changed or went.
        assert all(self.voted[who][statement] == value for who, statement, value in votes)
        assert alive == set(self.said)

    def teardown(self):
        self.store.write_now(
            lambda session: waves.delete(session, waves.find(session, self.key)) if hasattr(self, "key") else None
        )


@also_long
def test_tallies_are_right_after_any_history(store, dialect):
    machine = type("OnStore", (Fieldwork,), {"store": store})
    examples = size(12, 100) if dialect == "sqlite" else size(4, 25)
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None))


def test_a_count_never_falls_below_zero(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        counts.move(field.session, field.wave, [("group", ("n",), ())])
        assert counts.live(field.session, field.wave) == {}
        counts.move(field.session, field.wave, [("group", (), ("n",))])
        assert counts.live(field.session, field.wave) == {"group": {"n": 1}}

    in_field(store, now, work)


def test_an_answer_counts_for_everybody_the_group_and_the_platform():
    assert counts.cells_of(EVERYTHING.item("channels"), ["mail", "chat"], "customer", "telegram") == (
        "n", "mail", "chat",
        "n|s:customer", "mail|s:customer", "chat|s:customer",
        "n|p:telegram", "mail|p:telegram", "chat|p:telegram",
    )  # fmt: skip
    assert counts.vote_cells(-1, None, "telegram") == ("n", "disagree", "n|p:telegram", "disagree|p:telegram")
