"""Is every answer read with all that was found in it, and is nothing kept for words that were changed since?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from answered import NOON, Answered, person
from fielding import item, options, questionnaire
from sqlmodel import Session, col, select

from surveys.coding import keeping, rows, themes
from surveys.coding.keeping import Found, Kept, KnownTheme, NewTheme, Outcome, Told, Work
from surveys.store import Store
from surveys.tables import Coding, Finding, Theme, ThemeEvent, ThemeOrigin, ThemeState, Vector, WaveState

ASKED = questionnaire(
    item("why", "open"), item("place", "choice", options=options("shop", "phone")), item("what", "open")
)
LATER, LATEST = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
PRICE, TONE = NewTheme("p", {"de": "Preis"}, ("teuer", "geld")), NewTheme("t", {"de": "Ton"}, ())


class Waves:
    """A wave beside another one of the same questionnaire, in which everybody says something else."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.answered, self.other = Answered(session, ASKED), Answered(session, ASKED)
        self.wave = self.answered.wave

    def say(self, *words: str, start: int = 1, key: str = "why", group: str | None = "customer") -> list[str]:
        """One person each; gives the answers' ids."""
        for number, said in enumerate(words, start):
            self.answered.say(number, group=group, **{key: said})
        return [self.answered.answer(number, key).id for number in range(start, start + len(words))]

    def elsewhere(self) -> None:
        """The same people speak of something else, to another question and in another wave."""
        for number in (1, 2):
            self.answered.say(number, what="Zu einer anderen Frage")
            self.other.say(number, why="In einer anderen Welle", group="practitioner")

    def work(self, key: str = "why") -> Work:
        return keeping.work(self.session, self.wave, key)

    def keep(self, outcome: Outcome, work: Work | None = None) -> int:
        return keeping.keep(self.session, self.wave, work or self.work(), outcome, LATER)

    def theme(self, state: ThemeState = ThemeState.PROPOSED, name: str = "Preis") -> str:
        made = keeping.new_themes(self.session, self.wave, "why", [NewTheme("k", {"de": name}, ())], NOON)["k"]
        self.session.get_one(Theme, made).state = state
        self.session.flush()
        return made

    def reword(self, answer: str) -> None:
        found = next(each for number in range(1, 9) if (each := self.answered.answer(number)).id == answer)
        found.revision += 1
        self.session.flush()

    def bodies(self) -> dict[str, object]:
        return {each.kind: each.body for each in self.session.exec(select(Finding).order_by(col(Finding.kind)))}


On = Callable[[Callable[[Waves], None]], None]


@pytest.fixture
def on(store: Store) -> On:
    return lambda work: store.write_now(lambda session: work(Waves(session)))


# --- what is read -------------------------------------------------------------------------------------------------


def test_only_questions_answered_in_words_are_coded_and_of_an_anonymous_wave_only_once_it_is_over(on: On) -> None:
    def work(here: Waves) -> None:
        assert keeping.open_items(here.session, here.wave) == ["why", "what"]
        here.wave.anonymous = True
        assert keeping.open_items(here.session, here.wave) == []
        here.wave.state = WaveState.CLOSED
        assert keeping.open_items(here.session, here.wave) == ["why", "what"]

    on(work)


def test_an_answer_nothing_was_done_with_is_read_with_its_words_and_its_segment(on: On) -> None:
    def work(here: Waves) -> None:
        (one,) = here.say("Zu teuer")
        (two,) = here.say("Zu laut", start=2, group=None)
        here.elsewhere()

        found = here.work()

        assert found == Work(
            here.wave.id,
            "why",
            "de",
            tuple(
                sorted(
                    (Told(one, "Zu teuer", person(1), "customer", 0), Told(two, "Zu laut", person(2), None, 0)),
                    key=lambda told: told.id,
                )
            ),
            (),
            0,
            False,
        )
        assert (found.told[0].confidence, found.told[0].rank) == (0.0, 0)
        assert (found.told[0].is_coded, found.told[0].decided, found.told[0].duplicate) == (False, False, False)
        assert (found.fitted, found.refit_waits) == (0, False)
        assert [each.text for each in here.work("what").told] == ["Zu einer anderen Frage"] * 2

    on(work)


def test_what_the_machine_found_is_read_again_as_it_was_kept(on: On) -> None:
    def work(here: Waves) -> None:
        one, two, three = here.say("Zu teuer", "zu teuer", "Na ja")
        here.elsewhere()
        kept = {one: Kept("m1", b"11", b"22"), three: Kept("m1", b"33", b"44")}
        found = (Found(one, "p", 0.75, 3, False), Found(two, "p", 0.5, 4, True), Found(three, None, 0.0, 0, False))
        coded = here.keep(Outcome("m1", (PRICE,), found, kept, {}))
        (theme,) = rows.codebook(here.session, here.wave, "why")

        told = {each.id: each for each in here.work().told}

        assert coded == 3
        assert told == {
            one: Told(
                one, "Zu teuer", person(1), "customer", 0, kept[one], theme.id, 0.75, is_coded=True, rank=3
            ),
            two: Told(
                two, "zu teuer", person(2), "customer", 0, None, theme.id, 0.5, is_coded=True, rank=4, duplicate=True
            ),
            three: Told(three, "Na ja", person(3), "customer", 0, kept[three], None, 0.0, is_coded=True),
        }  # fmt: skip
        assert here.work("what").told[0].kept is None
        assert not here.work("what").told[0].is_coded

    on(work)


def test_what_a_person_decided_is_told_apart_from_what_the_machine_found(on: On) -> None:
    def work(here: Waves) -> None:
        one, two = here.say("Zu teuer", "Zu laut")
        price, tone = here.theme(), here.theme(name="Ton")
        here.keep(Outcome("m", (), (Found(one, price, 0.75, 2, True),), {}, {}))
        themes.code(here.session, one, tone, "anna", LATER)
        themes.code(here.session, two, price, "anna", LATER)

        told = {each.id: each for each in here.work().told}

        assert (told[one].theme, told[one].decided, told[one].is_coded) == (tone, True, True)
        assert (told[one].confidence, told[one].rank, told[one].duplicate) == (0.75, 2, True)
        assert (told[two].theme, told[two].decided, told[two].is_coded) == (price, True, False)

    on(work)


def test_what_was_found_in_other_words_is_not_read_with_the_new_ones(on: On) -> None:
    def work(here: Waves) -> None:
        one, two = here.say("Zu teuer", "Zu laut")
        found = (Found(one, "p", 0.75, 3, True), Found(two, "p", 0.75, 3, True))
        here.keep(Outcome("m", (PRICE,), found, {one: Kept("m", b"1", b"2"), two: Kept("m", b"3", b"4")}, {}))
        here.reword(one)

        told = {each.id: each for each in here.work().told}

        assert told[one] == Told(one, "Zu teuer", person(1), "customer", 1)
        assert told[two].is_coded
        assert told[two].kept == Kept("m", b"3", b"4")

    on(work)


def test_the_codebook_of_a_run_holds_live_themes_alone_and_says_which_were_accepted(on: On) -> None:
    def work(here: Waves) -> None:
        proposed = here.theme(ThemeState.PROPOSED, "proposed")
        here.theme(ThemeState.REJECTED, "rejected")
        here.theme(ThemeState.MERGED, "merged")
        accepted = here.theme(ThemeState.ACCEPTED, "accepted")
        here.session.get_one(Theme, accepted).definition = "Was es kostet."

        assert here.work().themes == (
            KnownTheme(proposed, {"de": "proposed"}, "", accepted=False),
            KnownTheme(accepted, {"de": "accepted"}, "Was es kostet.", accepted=True),
        )
        assert here.work("what").themes == ()

    on(work)


# --- whether a run is worth it ------------------------------------------------------------------------------------


def test_what_waits_is_what_the_machine_has_not_coded_in_its_present_words(on: On) -> None:
    def work(here: Waves) -> None:
        one, two, three = here.say("Zu teuer", "Zu laut", "Na ja")
        here.elsewhere()
        theme = here.theme()
        themes.code(here.session, two, theme, "anna", LATER)

        def waiting() -> int:
            return keeping.waiting(here.session, here.wave, "why")

        assert waiting() == 3
        here.keep(Outcome("m", (), (Found(one, theme, 0.5, 0, False), Found(three, None, 0, 0, False)), {}, {}))
        assert waiting() == 1, "what a person coded waits for the machine too"
        here.reword(three)
        assert waiting() == 2
        assert keeping.waiting(here.session, here.wave, "what") == 2
        assert keeping.waiting(here.session, here.other.wave, "why") == 2

    on(work)


def test_without_themes_a_run_waits_for_enough_answers_and_then_for_as_many_more(on: On) -> None:
    def work(here: Waves) -> None:
        def is_worth_it(fewest: int) -> bool:
            return keeping.is_worth_it(here.session, here.wave, "why", fewest)

        assert not is_worth_it(0)
        here.say("a", "b", "c")
        here.elsewhere()
        assert [is_worth_it(fewest) for fewest in (2, 3, 4)] == [True, True, False]

        here.keep(Outcome("m"))  # three were looked at, no themes came of it, and nothing was coded
        assert here.bodies() == {"looked": {"answers": 3}}
        assert [is_worth_it(fewest) for fewest in (0, 1)] == [True, False]
        here.say("d", "e", start=4)
        assert [is_worth_it(fewest) for fewest in (2, 3)] == [True, False]

    on(work)


def test_with_themes_one_new_answer_is_worth_a_run_and_none_is_not(on: On) -> None:
    def work(here: Waves) -> None:
        here.theme(ThemeState.REJECTED)
        here.theme()
        assert not keeping.is_worth_it(here.session, here.wave, "why", 0)
        (one,) = here.say("Zu teuer")

        assert keeping.is_worth_it(here.session, here.wave, "why", 100)
        here.keep(Outcome("m", (), (Found(one, None, 0, 0, False),), {}, {}))
        assert not keeping.is_worth_it(here.session, here.wave, "why", 0)

    on(work)


def test_rejected_themes_alone_are_no_codebook(on: On) -> None:
    def work(here: Waves) -> None:
        here.theme(ThemeState.REJECTED)
        here.say("Zu teuer")

        assert not keeping.is_worth_it(here.session, here.wave, "why", 2)

    on(work)


# --- what is kept -------------------------------------------------------------------------------------------------


def test_proposed_themes_follow_those_there_are_and_it_is_noted_when_they_came(on: On) -> None:
    def work(here: Waves) -> None:
        old = here.theme(ThemeState.REJECTED, "Alt")
        here.say("Zu teuer", "Zu laut")
        here.keep(Outcome("m", (PRICE, TONE), (), {}, {}))

        book = rows.codebook(here.session, here.wave, "why")
        events = here.session.exec(select(ThemeEvent).where(ThemeEvent.at == LATER)).all()

        assert [(each.label, each.keywords, each.position) for each in book] == [
            ({"de": "Alt"}, [], 0), ({"de": "Preis"}, ["teuer", "geld"], 1), ({"de": "Ton"}, [], 2),
        ]  # fmt: skip
        assert {(each.origin, each.state) for each in book if each.id != old} == {
            (ThemeOrigin.MACHINE, ThemeState.PROPOSED)
        }
        assert {(each.theme_id, each.kind) for each in events} == {(each.id, "proposed") for each in book[1:]}
        assert here.bodies() == {"fitted": {"answers": 2}}
        assert here.work().fitted == 2

    on(work)


def test_two_runs_at_once_propose_themes_once(on: On) -> None:
    def work(here: Waves) -> None:
        (one,) = here.say("Zu teuer")
        read = here.work()
        found = (Found(one, "p", 0.5, 0, False),)

        assert here.keep(Outcome("m", (PRICE,), found, {one: Kept("m", b"1", b"2")}, {"x": {}}), read) == 1
        assert here.keep(Outcome("m", (TONE,), (Found(one, "t", 0.9, 0, False),), {}, {"y": {}}), read) == 0
        assert [each.label["de"] for each in rows.codebook(here.session, here.wave, "why")] == ["Preis"]
        assert set(here.bodies()) == {"fitted", "x"}
        assert here.work().told[0].confidence == 0.5

    on(work)


def test_a_theme_rejected_meanwhile_keeps_out_the_proposals_made_beside_it(on: On) -> None:
    def work(here: Waves) -> None:
        (one,) = here.say("Zu teuer")
        known = here.theme()
        read = here.work()
        again = (Found(one, known, 0.5, 0, False),)

        assert here.keep(Outcome("m", (TONE,), again, {}, {}), read) == 1, "the codebook is as it was"
        read = here.work()
        themes.reject(here.session, known, LATER)
        assert here.keep(Outcome("m", (PRICE,), again, {}, {}), read) == 0
        assert here.keep(Outcome("m", (), again, {}, {}), read) == 1, "without proposals all is kept"

    on(work)


def test_what_was_reworded_or_withdrawn_meanwhile_is_left_to_the_next_run(on: On) -> None:
    def work(here: Waves) -> None:
        one, two, three = here.say("Zu teuer", "Zu laut", "Na ja")
        here.elsewhere()
        read = here.work()
        here.reword(two)
        here.session.delete(here.answered.answer(3))
        here.session.flush()
        found = tuple(Found(each, "p", 0.5, 0, False) for each in (one, two, three))

        coded = here.keep(
            Outcome("m", (PRICE,), found, {each: Kept("m", b"1", b"2") for each in (one, two, three)}, {}), read
        )

        assert coded == 1
        assert [each.answer_id for each in here.session.exec(select(Coding))] == [one]
        assert [each.answer_id for each in here.session.exec(select(Vector))] == [one]
        vector = here.session.exec(select(Vector)).one()
        assert (vector.wave_id, vector.respondent_id, vector.revision) == (here.wave.id, person(1), 0)
        coding = here.session.exec(select(Coding)).one()
        assert (coding.wave_id, coding.item, coding.respondent_id, coding.coder) == (
            here.wave.id, "why", person(1), "",
        )  # fmt: skip

    on(work)


def test_a_later_run_replaces_what_an_earlier_one_found(on: On) -> None:
    def work(here: Waves) -> None:
        (one,) = here.say("Zu teuer")
        price, tone = here.theme(), here.theme(name="Ton")
        here.keep(Outcome("m", (), (Found(one, price, 0.5, 3, True),), {one: Kept("m", b"1", b"2")}, {"x": {"a": 1}}))
        here.reword(one)
        here.keep(Outcome("n", (), (Found(one, tone, 0.9, 1, False),), {one: Kept("n", b"3", b"4")}, {"x": {"a": 2}}))

        assert here.work().told == (
            Told(one, "Zu teuer", person(1), "customer", 1, Kept("n", b"3", b"4"), tone, 0.9, is_coded=True, rank=1),
        )
        assert here.bodies() == {"x": {"a": 2}}

    on(work)


def test_findings_are_kept_apart_by_wave_question_and_kind(on: On) -> None:
    def work(here: Waves) -> None:
        here.theme()
        here.keep(Outcome("m", findings={"refit": {"themes": 2}, "quiet": {"a": 1}}))

        def found(key: str, kind: str, here_: bool = True) -> object:
            wave = here.wave if here_ else here.other.wave
            body = keeping.finding(here.session, wave, key, kind)
            return body and body.body

        assert (found("why", "refit"), found("why", "quiet")) == ({"themes": 2}, {"a": 1})
        assert (found("what", "refit"), found("why", "other"), found("why", "refit", here_=False)) == (None,) * 3
        assert here.work().refit_waits
        assert not here.work("what").refit_waits
        assert here.bodies() == {"quiet": {"a": 1}, "refit": {"themes": 2}}, "nothing was looked at for first themes"

    on(work)


def test_where_nothing_was_found_nothing_is_kept_but_that_it_was_looked_at(on: On) -> None:
    def work(here: Waves) -> None:
        assert here.keep(Outcome()) == 0
        assert here.bodies() == {"looked": {"answers": 0}}
        assert here.session.exec(select(Coding)).all() == []

    on(work)
