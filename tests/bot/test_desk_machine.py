"""Whatever people press and write, in any order, however often it arrives: is exactly what they mean kept, and no more?"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from fielding import item, options, questionnaire, text
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from lengths import also_long, size
from sqlmodel import Session, col
from stage import Actor, Stage

from bot import inbox
from bot.inbox import Arrival
from bot.platform import Act, Event, Person
from bot.screens import Screen
from bot.tables import Account, Inbox
from bot.tokens import Verb, read
from surveys import privacy
from surveys.fieldwork import counts, moderation, waves
from surveys.store import Store
from surveys.tables import Answer, Consent, Purpose, Statement, Vote, Wave

pytestmark = pytest.mark.slow

PICK, WHY, REACT = range(3)
KEYS = ("pick", "why", "react")
OPTIONS = ("yes", "no")
PEOPLE = st.integers(0, 2)
WORDS = st.sampled_from(["weil es klemmt", "am Telefon geht es", "nie im Chat", "=1+1", "👋 你好"])
TIMES = st.integers(1, 3)
ROOMS = itertools.count(1)


def asked(mark: str) -> Any:
    seeds = [{"key": f"s-{number}", "text": text(f"{mark} Satz {number}")} for number in range(3)]
    return questionnaire(
        item("pick", "choice", options=options(*OPTIONS)),
        item("why", "open"),
        item("react", "statements", seeds=seeds, from_items=["why"]),
    ).model_copy(
        update={"title": questionnaire(item("x", "open")).title.model_validate(text(mark)), "key": mark.lower()}
    )


@dataclass
class Somebody:
    """What a person did, as they would remember it."""

    actor: Actor
    agreed: bool = False
    quoted: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    votes: dict[str, int] = field(default_factory=dict)
    message: str = ""
    seen: str = ""


class Machine(RuleBasedStateMachine):
    """Three people in one community, one in another, one moderator; one desk that may restart at any time."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stage = Stage(store)
        self.gone: list[tuple[str, str, list[str]]] = []  # account, person and pseudonyms of the erased

    def teardown(self) -> None:
        self.runner.close()

    @initialize()
    def begin(self) -> None:
        number = next(ROOMS)
        here, there = f"-{number}1", f"-{number}2"
        self.stage.numbers = itertools.count(number * 1_000_000)
        self.stage.add_room(here, "Hier")
        self.stage.add_room(there, "Dort")
        self.wave = self.stage.opens(asked("Hiesig"), here)
        self.other = self.stage.opens(asked("Fremd"), there)
        self.people = [Somebody(self.stage.actor(name)) for name in ("Anna", "Ben", "Caro")]
        self.stranger = Somebody(self.stage.actor("Dirk"))
        self.mod = self.stage.actor("Mod", moderates=True, room=here)
        self.open = True
        self._press(self.stranger, Verb.JOIN, wave=self.other)
        self._press(self.stranger, Verb.AGREE, wave=self.other)
        for somebody in self.people[:2]:
            self._press(somebody, Verb.AGREE)
            somebody.agreed = True

    # --- what happens ---

    def _deliver(self, who: Somebody | Actor, act: Act, times: int = 1, **details: Any) -> list[Screen]:
        """An event arrives so many times and is handled so many times; gives what the first brought."""
        actor = who.actor if isinstance(who, Somebody) else who
        key = f"tg:1:{next(self.stage.numbers)}"
        person = self.stage.house.keys.account("telegram", actor.id)
        arrival = Arrival(key, person, self.stage.house.keys.seal(b"{}", "inbox"))
        event = Event(key, "telegram", act, Person(actor.id, actor.name, "de"), self.stage.now, **details)
        shown: list[Screen] = []
        row = None
        for number in range(times):
            taken = self.stage.store.write_now(
                lambda session: inbox.take_in(session, "telegram", [arrival], self.stage.now)
            )
            assert len(taken) == (1 if number == 0 else 0)
            row = taken[0][1] if taken else row
            reply = self.runner.run(self.stage.desk.handle(event, row))
            assert number == 0 or not reply.screens
            shown = shown or list(reply.screens)
            assert "schief" not in reply.toast + "".join(screen.text for screen in reply.screens)
            if isinstance(who, Somebody):
                labels = [button.label for screen in reply.screens for row_ in screen.all_rows() for button in row_]
                who.seen += reply.toast + " ".join([*(screen.text for screen in reply.screens), *labels])
        self.stage.passes(seconds=1)
        return shown

    def _press(
        self, who: Somebody, verb: Verb, number: int | None = None, value: str = "", times: int = 1, wave: str = ""
    ) -> list[Screen]:
        part = 0 if verb in (Verb.PICK, Verb.SKIP, Verb.BACK) else None
        return self._deliver(
            who, Act.PRESS, times, token=self.stage.token(verb, wave or self.wave, number, part, value)
        )

    @rule(who=PEOPLE, times=TIMES)
    def agree(self, who: int, times: int) -> None:
        somebody = self.people[who]
        self._press(somebody, Verb.JOIN, times=times)
        self._press(somebody, Verb.AGREE, times=times)
        somebody.agreed |= self.open

    @rule(who=PEOPLE)
    def decline(self, who: int) -> None:
        self._press(self.people[who], Verb.DECLINE)

    @rule(who=PEOPLE, option=st.sampled_from(OPTIONS), times=TIMES)
    def pick(self, who: int, option: str, times: int) -> None:
        somebody = self.people[who]
        self._press(somebody, Verb.PICK, PICK, str(OPTIONS.index(option)), times)
        if somebody.agreed and self.open:
            somebody.said["pick"] = option

    @rule(who=PEOPLE, words=WORDS, times=TIMES)
    def say(self, who: int, words: str, times: int) -> None:
        somebody = self.people[who]
        self._press(somebody, Verb.GOTO, WHY)
        somebody.message = f"m{next(self.stage.numbers)}"
        self._deliver(somebody, Act.SAY, times, text=words, source=somebody.message)
        if somebody.agreed and self.open:
            somebody.said["why"] = words

    @rule(who=PEOPLE, words=WORDS, times=TIMES)
    def edit(self, who: int, words: str, times: int) -> None:
        somebody = self.people[who]
        self._deliver(somebody, Act.EDIT, times, text=words, source=somebody.message)
        if self.open and "why" in somebody.said:
            somebody.said["why"] = words

    @rule(who=PEOPLE, verb=st.sampled_from([Verb.BACK, Verb.SKIP]), number=st.integers(0, 2), times=TIMES)
    def wander(self, who: int, verb: Verb, number: int, times: int) -> None:
        self._press(self.people[who], verb, number, times=times)

    @rule(who=PEOPLE, values=st.lists(st.sampled_from("adp"), min_size=1, max_size=3), times=TIMES)
    def vote(self, who: int, values: list[str], times: int) -> None:
        somebody = self.people[who]
        screens = self._press(somebody, Verb.GOTO, REACT)
        for value in values:
            found = [button.token for screen in screens for row in screen.all_rows() for button in row]
            remembered = [token for token in (read(each, self.stage.house.keys) for each in found) if token]
            mine = [token for token in remembered if token.verb is Verb.VOTE and token.value[0] == value]
            if not mine:
                return
            screens = self._press(somebody, Verb.VOTE, REACT, mine[0].value, times)
            somebody.votes[mine[0].value[1:]] = {"a": 1, "d": -1, "p": 0}[value]

    @rule(who=PEOPLE, number=st.integers(0, 2), times=TIMES)
    def withdraw(self, who: int, number: int, times: int) -> None:
        somebody = self.people[who]
        self._press(somebody, Verb.REMOVE, number, times=times)
        somebody.said.pop(KEYS[number], None)
        if number == REACT:
            somebody.votes.clear()

    @rule(who=PEOPLE, changes=st.lists(st.booleans(), min_size=1, max_size=3), times=TIMES)
    def consent(self, who: int, changes: list[bool], times: int) -> None:
        somebody = self.people[who]
        for yes in changes:
            self._press(somebody, Verb.CONSENT, value="hy" if yes else "hn", times=times)
            somebody.quoted = yes and somebody.agreed

    @rule(who=PEOPLE)
    def revoke(self, who: int) -> None:
        self._deliver(self.people[who], Act.COMMAND, command="widerruf")
        self.people[who].quoted = False

    @rule(who=PEOPLE, times=TIMES)
    def forget(self, who: int, times: int) -> None:
        somebody = self.people[who]
        keys = self.stage.house.keys
        for account in self.stage.rows(Account, Account.digest == keys.account("telegram", somebody.actor.id)):
            pseudonyms = [str(keys.respondent(wave, account.person_id)) for wave in (self.wave, self.other)]
            self.gone.append((account.id, account.person_id, pseudonyms))
        self._deliver(somebody, Act.COMMAND, command="vergissmich")
        self._press(somebody, Verb.COMMAND, value="vergissmich-ja", times=times)
        self.people[who] = Somebody(somebody.actor, seen=somebody.seen)

    @rule(who=PEOPLE, command=st.sampled_from(["start", "antworten", "meinedaten", "hilfe", "datenschutz", "sprache"]))
    def look(self, who: int, command: str) -> None:
        self._deliver(self.people[who], Act.COMMAND, command=command)

    @rule(words=WORDS)
    def the_stranger_answers(self, words: str) -> None:
        self._press(self.stranger, Verb.GOTO, WHY, wave=self.other)
        self._deliver(self.stranger, Act.SAY, text=words, source=f"m{next(self.stage.numbers)}")

    @rule(act=st.sampled_from(["close", "reopen"]), times=TIMES)
    def manage(self, act: str, times: int) -> None:
        token = self.stage.token(Verb.MANAGE, self.wave, value=act)
        self._deliver(self.mod, Act.PRESS, times, token=token)
        self.open = act == "reopen" or (self.open and act != "close")

    @rule(approve=st.booleans())
    def review(self, approve: bool) -> None:
        def work(session: Session) -> None:
            for answer in moderation.pending(session, session.get_one(Wave, self.wave)):
                moderation.approve(session, answer.id) if approve else moderation.reject(session, answer.id)

        self.stage.store.write_now(work)

    @rule()
    def restart(self) -> None:
        self.stage.restarts()

    # --- what must hold ---

    @invariant()
    def exactly_what_was_meant_is_kept(self) -> None:
        kept = Counter(
            (answer.item, json.dumps(answer.value))
            for answer in self.stage.rows(Answer, Answer.wave_id == self.wave, Answer.item != "react")
        )
        meant = Counter((key, json.dumps(value)) for each in self.people for key, value in each.said.items())
        assert kept == meant

    @invariant()
    def every_vote_on_our_own_sentences_is_there_once(self) -> None:
        seeds = {each.id for each in self.stage.rows(Statement, Statement.wave_id == self.wave, Statement.seed != None)}  # noqa: E711 - SQL
        kept = Counter((vote.statement_id, vote.value) for vote in self._votes() if vote.statement_id in seeds)
        meant = Counter((key, value) for each in self.people for key, value in each.votes.items() if key in seeds)
        assert kept == meant

    def _votes(self) -> list[Vote]:
        return self.stage.rows(Vote, Vote.wave_id == self.wave)

    @invariant()
    def live_counts_are_what_counting_anew_gives(self) -> None:
        def both(session: Session) -> tuple[Any, Any]:
            wave = session.get_one(Wave, self.wave)
            return counts.live(session, wave), counts.recount(session, wave, waves.questionnaire_of(session, wave))

        live, anew = self.stage.store.read_now(both)
        assert live == anew

    @invariant()
    def nothing_is_kept_of_who_did_not_agree(self) -> None:
        keys = self.stage.house.keys
        for each in self.people:
            digest = keys.account("telegram", each.actor.id)
            assert len(self.stage.rows(Account, Account.digest == digest)) == int(each.agreed)
            assert self.stage.rows(Inbox, col(Inbox.person) == digest) == []

    @invariant()
    def nobody_is_quoted_without_a_yes(self) -> None:
        given = self.stage.rows(
            Consent,
            Consent.wave_id == self.wave,
            Consent.purpose == Purpose.QUOTE_HERE,
            col(Consent.withdrawn_at).is_(None),
        )
        assert len(given) == sum(each.quoted for each in self.people)

    @invariant()
    def nothing_is_left_of_the_erased(self) -> None:
        for account, person, pseudonyms in self.gone:
            held = self.stage.store.read_now(
                lambda session, account=account, person=person, pseudonyms=pseudonyms: privacy.held(
                    session, respondents=pseudonyms, accounts=[account], people=[person]
                )
            )
            assert held == {}

    @invariant()
    def nobody_sees_anything_of_the_other_community(self) -> None:
        assert all("Fremd" not in each.seen for each in self.people)
        assert "Hiesig" not in self.stranger.seen


@also_long
def test_the_desk_keeps_exactly_what_people_mean(store: Store, dialect: str) -> None:
    run_state_machine_as_test(
        lambda: Machine(store),
        settings=settings(
            max_examples=size(10, 100) if dialect == "sqlite" else size(2, 24),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
