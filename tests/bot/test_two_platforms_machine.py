"""Whatever people do on two platforms, as one person or as two: does everybody count once, and is undo exact?"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from fielding import item, options, questionnaire, text
from hypothesis import HealthCheck, event, settings
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

from bot.screens import Screen
from bot.tables import Account, Joined
from bot.tokens import Verb, read
from surveys.fieldwork import counts, moderation, waves
from surveys.store import Store
from surveys.tables import Answer, Consent, Purpose, Response, Statement, Vote, Wave

pytestmark = pytest.mark.slow

PICK, WHY, HOW, REACT = range(4)
KEYS = ("pick", "why", "how", "react")
WORDY = ("why", "how")
ASKED = questionnaire(
    item("pick", "choice", options=options("yes", "no")),
    item("why", "open"),
    item("how", "open", show_if={"item": "pick", "any_of": ["yes"]}),
    item("react", "statements", seeds=[{"key": "seed", "text": text("Satz")}], from_items=["why", "how"]),
)
PLATFORMS = ("telegram", "discord")
PEOPLE, SIDE = st.sampled_from([0, 0, 0, 1, 1, 2]), st.integers(0, 1)
WORDS = st.sampled_from(["weil es klemmt", "am Telefon geht es", "nie im Chat"])
PLACES = {Purpose.QUOTE_HERE: "h", Purpose.QUOTE_OTHER: "o", Purpose.QUOTE_WEB: "w"}
CODE = re.compile(r"[A-HJ-KM-NP-Z2-9]{4}-[A-HJ-KM-NP-Z2-9]{4}")
ROOMS = itertools.count(1)


@dataclass
class Human:
    """Somebody with an account on each platform.

    Attributes:
        said: by item, what holds since they are one, as seen after their last act.
        waits: by item, what gave way when they became one.
        was: their rows when they became one, while nothing happened since.
        gone: words that were taken back or replaced.
        granted: which words they let stand where, (words, place).
    """

    accounts: tuple[Actor, Actor]
    one: bool = False
    messages: dict[int, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    waits: dict[str, set[str]] = field(default_factory=dict)
    was: dict[str, Any] | None = None
    gone: set[str] = field(default_factory=set)
    granted: set[tuple[str, str]] = field(default_factory=set)


class Machine(RuleBasedStateMachine):
    """Three people with two accounts each; a moderator decides, the wave closes and opens, the process restarts."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stage = Stage(store)

    def teardown(self) -> None:
        self.runner.close()

    @initialize(one=st.booleans(), yes=st.lists(st.booleans(), min_size=2, max_size=2))
    def begin(self, one: bool, yes: list[bool]) -> None:
        number = next(ROOMS)
        room = f"-{number}1"
        self.stage.numbers = itertools.count(number * 1_000_000)
        self.stage.add_room(room, "Hier")
        self.wave = self.stage.opens(ASKED, room)
        self.humans = [
            Human(tuple(self.stage.actor(f"{name} {each}", platform=each) for each in PLATFORMS))  # type: ignore[arg-type]
            for name in ("Anna", "Ben", "Caro")
        ]
        self.mod = self.stage.actor("Mod", moderates=True, room=room)
        for human in self.humans[:2]:
            for actor in human.accounts:
                self._press(actor, Verb.AGREE)
        for side, number in enumerate((WHY, HOW)):
            self.pick(0, side, "0")
            self.say(0, side, "zuerst", number)
            self.consent(0, side, Purpose.QUOTE_HERE, yes[side])
        if one:
            self.connect(0, 0)

    # --- what happens ---

    def _run(self, doing: Any) -> list[Screen]:
        self.stage.passes(seconds=1)
        screens: list[Screen] = self.runner.run(doing)
        assert not any("schief" in screen.text for screen in screens)
        return screens

    def _press(
        self, actor: Actor, verb: Verb, number: int | None = None, value: str = "", part: int | None = None
    ) -> Any:
        screens = self._run(actor.sends(self.stage.token(verb, self.wave, number, part, value)))
        assert "schief" not in actor.toast
        return screens

    @contextmanager
    def _acting(self, who: int, side: int) -> Iterator[Actor]:
        """Somebody says something: what it replaces or takes back is gone, wherever it waits."""
        human = self.humans[who]
        actor = human.accounts[side]
        human.was = None
        before = self._values(actor)
        yield actor
        after = self._values(actor)
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                human.gone |= ({before[key]} if key in WORDY and key in before else set()) | human.waits.pop(key, set())
        human.said = after

    @rule(who=PEOPLE, side=SIDE)
    def agree(self, who: int, side: int) -> None:
        with self._acting(who, side) as actor:
            self._press(actor, Verb.AGREE)

    @rule(who=PEOPLE, side=SIDE, option=st.sampled_from("01"))
    def pick(self, who: int, side: int, option: str) -> None:
        with self._acting(who, side) as actor:
            self._press(actor, Verb.PICK, PICK, option, 0)

    @rule(who=PEOPLE, side=SIDE, words=WORDS, number=st.sampled_from([WHY, HOW]))
    def say(self, who: int, side: int, words: str, number: int) -> None:
        human = self.humans[who]
        with self._acting(who, side) as actor:
            screens = self._press(actor, Verb.GOTO, number)
            if any(screen.typed for screen in screens):
                words = f"{words} {next(self.stage.numbers)}"
                self._run(actor.says(words))
                human.messages[side] = actor.last_message
        human.granted |= self._allowed(human)

    @rule(who=PEOPLE, side=SIDE, words=WORDS)
    def edit(self, who: int, side: int, words: str) -> None:
        human = self.humans[who]
        with self._acting(who, side) as actor:
            if side in human.messages:
                actor.last_message = human.messages[side]
                self._run(actor.says(f"{words} {next(self.stage.numbers)}", edit=True))
        human.granted |= self._allowed(human)

    @rule(who=PEOPLE, side=SIDE, number=st.integers(0, 3))
    def withdraw(self, who: int, side: int, number: int) -> None:
        with self._acting(who, side) as actor:
            self._press(actor, Verb.REMOVE, number)
            assert KEYS[number] not in self._values(actor)

    @rule(who=PEOPLE, side=SIDE, value=st.sampled_from("adp"))
    def vote(self, who: int, side: int, value: str) -> None:
        with self._acting(who, side) as actor:
            screens = self._press(actor, Verb.GOTO, REACT)
            found = [button.token for screen in screens for row in screen.rows for button in row]
            remembered = [token for token in (read(each, self.stage.house.keys) for each in found) if token]
            mine = [token for token in remembered if token.verb is Verb.VOTE and token.value[0] == value]
            if mine:
                self._press(actor, Verb.VOTE, REACT, mine[0].value)

    @rule(who=PEOPLE, side=SIDE, place=st.sampled_from(list(PLACES)), yes=st.sampled_from([True, True, False]))
    def consent(self, who: int, side: int, place: Purpose, yes: bool) -> None:
        human = self.humans[who]
        with self._acting(who, side) as actor:
            self._press(actor, Verb.CONSENT, value=PLACES[place] + ("y" if yes else "n"))
        if yes:
            human.granted |= self._allowed(human)
        else:
            there = {Purpose.QUOTE_HERE: PLATFORMS[side], Purpose.QUOTE_OTHER: PLATFORMS[1 - side]}.get(place, "web")
            self._refuse(human, actor, {there})

    @rule(who=PEOPLE, side=SIDE)
    def revoke(self, who: int, side: int) -> None:
        with self._acting(who, side) as actor:
            self._run(actor.says("/widerruf"))
            assert not any(self._may(actor).values())
        self._refuse(self.humans[who], actor, {*PLATFORMS, "web"})

    def _refuse(self, human: Human, actor: Actor, places: set[str]) -> None:
        """Who is one refuses for everything they ever said; else for what they said on this account."""
        mine = {str(value) for value in self._values(actor).values()}
        if self._pseudonym(actor):  # who never agreed to take part cannot decide anything
            human.granted = {
                (words, place)
                for words, place in human.granted
                if place not in places or not (human.one or words in mine)
            }

    @rule(act=st.sampled_from(["approve", "reject", "close", "reopen", "restart"]))
    def office(self, act: str) -> None:
        """A moderator decides on what waits, or the wave closes or opens, or the process begins anew."""

        def decide(session: Session) -> None:
            for answer in moderation.pending(session, session.get_one(Wave, self.wave)):
                moderation.approve(session, answer.id) if act == "approve" else moderation.reject(session, answer.id)

        if act == "restart":
            self.stage.restarts()
        elif act in ("close", "reopen"):
            self._run(self.mod.sends(self.stage.token(Verb.MANAGE, self.wave, value=act)))
        else:
            for human in self.humans:
                human.was = None
            self.stage.store.write_now(decide)

    @rule(who=PEOPLE, side=SIDE)
    def connect(self, who: int, side: int) -> None:
        human = self.humans[who]
        if human.one:
            return
        shown, typed = human.accounts[side], human.accounts[1 - side]
        before, values = self._rows(human), [self._values(actor) for actor in human.accounts]
        self._run(shown.says("/verbinden"))
        code = CODE.search(shown.sees)
        assert code is not None
        self._run(typed.says(f"/verbinden {code.group()}"))
        self._run(typed.presses("Ja, das sind beides"))
        human.one, human.was, human.said = True, before, self._values(shown)
        human.waits = {key: {each[key] for each in values if key in each} - {human.said.get(key)} for key in WORDY}
        assert all(human.said[key] in [each.get(key) for each in values] for key in human.said)
        event(f"connected with {sum(bool(each) for each in values)} that had answered")

    @precondition(lambda self: any(human.one for human in self.humans))
    @rule(who=PEOPLE, side=SIDE)
    def part(self, who: int, side: int) -> None:
        human = self.humans[who]
        if not human.one:
            return
        actor = human.accounts[side]
        self._run(actor.says("/verbinden"))
        self._run(actor.presses("Verbindung lösen"))
        self._run(actor.presses("Ja, lösen"))
        if human.was is not None:
            assert self._rows(human) == human.was
        event("parted at once" if human.was is not None else "parted later")
        human.one, human.was, human.waits = False, None, {}

    # --- what is there ---

    def _pseudonym(self, actor: Actor) -> str:
        digest = self.stage.house.keys.account(actor.platform, actor.id)
        [account] = self.stage.rows(Account, Account.digest == digest) or [None]
        return str(self.stage.house.keys.respondent(self.wave, account.person_id)) if account else ""

    def _answers(self, actor: Actor) -> list[Answer]:
        return self.stage.rows(Answer, Answer.wave_id == self.wave, Answer.respondent_id == self._pseudonym(actor))

    def _values(self, actor: Actor) -> dict[str, Any]:
        return {row.item: row.value for row in self._answers(actor)}

    def _may(self, actor: Actor) -> dict[str, bool]:
        """Where what this account said may be quoted: the platforms by name, and the web."""
        me = self._pseudonym(actor)
        held = {
            row.purpose
            for row in self.stage.rows(Consent, Consent.wave_id == self.wave, Consent.respondent_id == me)
            if row.withdrawn_at is None
        }
        responses = self.stage.rows(Response, Response.wave_id == self.wave, Response.respondent_id == me)
        here = responses[0].platform if responses else actor.platform
        return {
            **{each: (Purpose.QUOTE_HERE if each == here else Purpose.QUOTE_OTHER) in held for each in PLATFORMS},
            "web": Purpose.QUOTE_WEB in held,
        }

    def _allowed(self, human: Human) -> set[tuple[str, str]]:
        """Which words may stand where."""
        return {
            (str(value), place)
            for actor in human.accounts
            for place, yes in self._may(actor).items()
            if yes
            for key, value in self._values(actor).items()
            if key in WORDY
        }

    def _rows(self, human: Human) -> dict[str, Any]:
        """Everything stored about what somebody said, whichever account it was."""
        mine = {self._pseudonym(actor) for actor in human.accounts}
        found: dict[str, Any] = {}
        for table in (Answer, Response, Consent, Vote):
            rows = [row for row in self.stage.rows(table, table.wave_id == self.wave) if row.respondent_id in mine]
            found[table.__name__] = sorted((row.model_dump() for row in rows), key=repr)
        return found

    # --- what must hold ---

    @invariant()
    def live_counts_are_what_counting_anew_gives(self) -> None:
        def both(session: Session) -> tuple[Any, Any]:
            wave = session.get_one(Wave, self.wave)
            return counts.live(session, wave), counts.recount(session, wave, waves.questionnaire_of(session, wave))

        live, anew = self.stage.store.read_now(both)
        assert live == anew
        assert live.get("", {}).get("n", 0) == len(self._people_who_answered())
        assert all(cells["n"] <= sum(1 if human.one else 2 for human in self.humans) for cells in live.values())

    def _people_who_answered(self) -> set[str]:
        pseudonyms = (self._pseudonym(actor) for human in self.humans for actor in human.accounts)
        answered = {row.respondent_id for row in self.stage.rows(Answer, Answer.wave_id == self.wave)}
        return {each for each in pseudonyms if each in answered} if answered else set()

    @invariant()
    def nothing_is_anybodys_but_theirs(self) -> None:
        """No row under a pseudonym that no account leads to."""
        known = {self._pseudonym(actor) for human in self.humans for actor in human.accounts}
        for table in (Answer, Response, Consent, Vote):
            assert {row.respondent_id for row in self.stage.rows(table, table.wave_id == self.wave)} <= known

    @invariant()
    def who_is_one_has_said_what_they_said_last(self) -> None:
        for human in self.humans:
            first, second = (self._values(actor) for actor in human.accounts)
            if human.one:
                assert first == second == human.said

    @invariant()
    def what_was_taken_back_or_replaced_never_comes_back(self) -> None:
        for human in self.humans:
            said = {str(value) for actor in human.accounts for value in self._values(actor).values()}
            assert not said & human.gone

    @invariant()
    def words_stand_only_where_somebody_said_yes_to_them(self) -> None:
        for human in self.humans:
            assert self._allowed(human) <= human.granted

    @invariant()
    def nobody_votes_on_their_own_words(self) -> None:
        authors = {row.id: row.respondent_id for row in self.stage.rows(Answer, Answer.wave_id == self.wave)}
        made = {row.id: authors.get(str(row.answer_id)) for row in self.stage.rows(Statement)}
        for vote in self.stage.rows(Vote, Vote.wave_id == self.wave):
            assert made.get(vote.statement_id) != vote.respondent_id

    @invariant()
    def every_bond_is_between_two_accounts(self) -> None:
        persons = [bond.person_id for bond in self.stage.rows(Joined)]
        accounts = [account.person_id for account in self.stage.rows(Account)]
        assert all(accounts.count(person) == 2 for person in persons)
        assert len({*accounts}) == len(accounts) - len(persons)


@also_long
def test_on_two_platforms_everybody_counts_once_and_undo_is_exact(store: Store, dialect: str) -> None:
    run_state_machine_as_test(
        lambda: Machine(store),
        settings=settings(
            max_examples=size(8, 100) if dialect == "sqlite" else size(2, 24),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
