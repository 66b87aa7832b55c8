"""Whatever people do in an anonymous wave: until the end everybody finds exactly their own, afterwards nobody anything."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from fielding import item, options, questionnaire
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from lengths import also_long, size
from sqlmodel import Session
from stage import Actor, Stage

from bot import fielding, pseudonyms, wavekeys
from bot.platform import Act
from bot.tables import Account, Joined, PendingReply, ReadAgain
from bot.tokens import Verb
from surveys.analysis import release
from surveys.fieldwork import counts, waves
from surveys.fieldwork.severing import OF_PEOPLE
from surveys.store import Store
from surveys.tables import Answer, Response, ResponseState, Wave, WaveState

ASKED = questionnaire(item("pick", "choice", options=options("a", "b", "c")), item("why", "open"), item("last", "open"))
PICK, WHY = 0, 1
KEYS = ("pick", "why")
WORDS = st.sampled_from(["weil es so ist und so bleibt", "nein, gerade im Gegenteil nicht", "das kommt ganz darauf an"])
PEOPLE = st.integers(0, 3)
ROOMS = itertools.count(1)

pytestmark = pytest.mark.slow


@dataclass
class Somebody:
    """A person, and what they meant to say."""

    actor: Actor
    agreed: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    message: str = ""


class Machine(RuleBasedStateMachine):
    """Four people, one anonymous wave, one desk that may restart at any time."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stage = Stage(store)

    def teardown(self) -> None:
        self.runner.close()

    @initialize()
    def begin(self) -> None:
        number = next(ROOMS)
        self.stage.numbers = itertools.count(number * 1_000_000)
        room = f"-{number}1"
        self.stage.add_room(room, "Hier")
        self.wave = self.stage.opens(ASKED, room, anonymous=True)
        self.people = [Somebody(self.stage.actor(name)) for name in ("Anna", "Ben", "Caro", "Dora")]
        self.open = True
        self.kept: Counter[tuple[str, str]] = Counter()  # what had been said when it ended

    # --- what happens ---

    def _do(self, who: Somebody, act: Act, **details: Any) -> None:
        self.runner.run(who.actor._does(act, **details))
        self.stage.passes(seconds=61)
        told = who.actor.toast + who.actor.sees
        assert "schief" not in told

    def _press(self, who: Somebody, verb: Verb, number: int | None = None, value: str = "") -> None:
        part = 0 if verb is Verb.PICK else None
        self._do(who, Act.PRESS, token=self.stage.token(verb, self.wave, number, part, value))

    @rule(who=PEOPLE)
    def agree(self, who: int) -> None:
        self._press(self.people[who], Verb.AGREE)
        self.people[who].agreed |= self.open

    @rule(who=PEOPLE, option=st.sampled_from("abc"))
    def pick(self, who: int, option: str) -> None:
        somebody = self.people[who]
        self._press(somebody, Verb.PICK, PICK, str("abc".index(option)))
        if somebody.agreed and self.open:
            somebody.said["pick"] = option

    @rule(who=PEOPLE, words=WORDS)
    def say(self, who: int, words: str) -> None:
        somebody = self.people[who]
        self._press(somebody, Verb.GOTO, WHY)
        somebody.message = f"m{next(self.stage.numbers)}"
        self._do(somebody, Act.SAY, text=words, source=somebody.message)
        if somebody.agreed and self.open:
            somebody.said["why"] = words

    @rule(who=PEOPLE, words=WORDS)
    def edit(self, who: int, words: str) -> None:
        somebody = self.people[who]
        self._do(somebody, Act.EDIT, text=words, source=somebody.message)
        if self.open and "why" in somebody.said and somebody.message:
            somebody.said["why"] = words

    @rule(who=PEOPLE)
    def delete(self, who: int) -> None:
        somebody = self.people[who]
        if somebody.message:
            self._do(somebody, Act.DELETE, source=somebody.message)
            if self.open:
                somebody.said.pop("why", None)
                somebody.message = ""

    @rule(who=PEOPLE, number=st.integers(0, 1))
    def take_back(self, who: int, number: int) -> None:
        self._press(self.people[who], Verb.REMOVE, number)
        if self.open:
            self.people[who].said.pop(KEYS[number], None)

    @rule(who=PEOPLE)
    def forget(self, who: int) -> None:
        somebody = self.people[who]
        self._do(somebody, Act.PRESS, token=self.stage.token(Verb.COMMAND, value="vergissmich-ja"))
        self.people[who] = Somebody(somebody.actor)

    @rule(who=PEOPLE, command=st.sampled_from(["widerruf", "antworten", "start"]))
    def look(self, who: int, command: str) -> None:
        self._do(self.people[who], Act.COMMAND, command=command)

    @rule()
    def publish(self) -> None:
        def work(session: Session) -> None:
            wave = session.get_one(Wave, self.wave)
            if wave.state is WaveState.OPEN:
                release.release(session, wave, self.stage.now)

        self.stage.store.write_now(work)

    @rule()
    def restart(self) -> None:
        self.stage.restarts()
        self.runner.run(self.stage.schedule.round())

    @precondition(lambda self: self.open)
    @rule(destroyed=st.booleans())
    def end(self, destroyed: bool) -> None:
        """The wave is closed; the key is destroyed at once, or the process ends before."""

        def work(session: Session) -> None:
            fielding.close(session, session.get_one(Wave, self.wave), self.stage.now)

        self.stage.store.write_now(work)
        self.open = False
        self.kept = Counter((key, json.dumps(value)) for each in self.people for key, value in each.said.items())
        if destroyed:
            self.runner.run(self.stage.schedule.round())

    # --- what must hold ---

    @invariant()
    def exactly_what_was_meant_is_kept(self) -> None:
        there = Counter((each.item, json.dumps(each.value)) for each in self._answers())
        meant = Counter((key, json.dumps(value)) for each in self.people for key, value in each.said.items())
        assert there == (meant if self.open else self.kept)

    @invariant()
    def until_the_end_everybody_finds_their_own_and_afterwards_nobody_anything(self) -> None:
        answers = self._answers()
        for each in self.people:
            mine = self._pseudonyms(each)
            found = {answer.item: answer.value for answer in answers if answer.respondent_id in mine}
            assert found == (each.said if self.open else {})

    @invariant()
    def the_secret_and_the_rows_of_accounts_lead_nowhere(self) -> None:
        keys = self.stage.house.keys
        by_secret = {str(keys.respondent(self.wave, account.person_id)) for account in self.stage.rows(Account)}
        assert not by_secret & {answer.respondent_id for answer in self._answers()}
        for table in (ReadAgain, PendingReply, Joined):
            assert self.stage.rows(table) == []

    @invariant()
    def no_row_says_when_within_the_day(self) -> None:
        for model in OF_PEOPLE:
            for row in self.stage.rows(model, model.wave_id == self.wave):  # type: ignore[attr-defined]
                moments = [value for value in row.model_dump().values() if hasattr(value, "hour")]
                assert {(each.hour, each.minute, each.second) for each in moments} <= {(0, 0, 0)}

    @invariant()
    def live_counts_are_what_counting_anew_gives(self) -> None:
        def both(session: Session) -> tuple[Any, Any]:
            wave = session.get_one(Wave, self.wave)
            return counts.live(session, wave), counts.recount(session, wave, waves.questionnaire_of(session, wave))

        live, anew = self.stage.store.read_now(both)
        assert live == anew

    @invariant()
    def once_it_is_over_nobody_is_left_who_said_nothing(self) -> None:
        left = self.stage.rows(Response, Response.wave_id == self.wave)
        if not self.open:
            assert {each.respondent_id for each in left} == {each.respondent_id for each in self._answers()}
            assert all(each.state is not ResponseState.WITHDRAWN for each in left)

    @invariant()
    def a_destroyed_key_stays_destroyed(self) -> None:
        keys = self.stage.house.keys
        if wavekeys.is_destroyed(keys, self.wave):
            assert not self.open
            assert wavekeys.find(keys, self.wave) is None

    def _answers(self) -> list[Answer]:
        return self.stage.rows(Answer, Answer.wave_id == self.wave)

    def _pseudonyms(self, who: Somebody) -> set[str]:
        keys = self.stage.house.keys
        digest = keys.account(who.actor.platform, who.actor.id)
        people = [account.person_id for account in self.stage.rows(Account, Account.digest == digest)]
        found = [
            self.stage.store.read_now(lambda session, person=person: pseudonyms.find(session, keys, self.wave, person))
            for person in people
        ]
        return {str(each) for each in found if each is not None}


@also_long
def test_an_anonymous_wave_keeps_its_promises_whatever_people_do(store: Store, dialect: str) -> None:
    run_state_machine_as_test(
        lambda: Machine(store),
        settings=settings(
            max_examples=size(6, 60) if dialect == "sqlite" else size(2, 16),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
