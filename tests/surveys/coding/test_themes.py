"""Does each step of a human's leave the codebook, its history and the digests as they should be?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from answered import NOON, Answered, person
from fielding import item, questionnaire
from sqlmodel import select

from surveys.coding import keeping, rows, themes
from surveys.coding.keeping import Found, NewTheme, Outcome
from surveys.errors import Unknown
from surveys.store import Store
from surveys.tables import Coding, StoredDigest, Theme, ThemeEvent, ThemeOrigin, ThemeState

ASKED = questionnaire(item("why", "open"), item("how", "open"))
ELSEWHERE = questionnaire(item("why", "open"), key="elsewhere")
LATER = NOON + timedelta(days=2)


def on(store: Store, work: Callable[[Answered, str, str], None]) -> None:
    """Six people answered two questions; of the first ones the machine put four into one theme and two into another."""

    def inside(session: object) -> None:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        for number in range(6):
            wave.say(number, why=f"Darum {number}", how=f"So {number}")
        one, other = proposed(wave, "why", "Warten", "Ton", of=lambda at: "Ton" if at >= 4 else "Warten")
        work(wave, one, other)

    store.write_now(inside)


def proposed(wave: Answered, key: str, *names: str, of: Callable[[int], str]) -> list[str]:
    """Let a run propose themes for a question; gives their ids."""
    read = keeping.work(wave.session, wave.wave, key)
    place = {wave.answer(number, key).id: number for number in range(len(read.told))}
    found = tuple(Found(told.id, of(place[told.id]), 0.8, 7, duplicate=True) for told in read.told)
    made = tuple(NewTheme(name, {"de": name}, ()) for name in names)
    keeping.keep(wave.session, wave.wave, read, Outcome("m", made, found), NOON)
    return [theme.id for theme in rows.codebook(wave.session, wave.wave, key)]


def theme(wave: Answered, id_: str) -> Theme:
    return wave.session.get_one(Theme, id_, populate_existing=True)


def noted(wave: Answered, kind: str) -> list[tuple[str, str | None, int]]:
    """The steps of this kind: theme, the other one, answers."""
    found = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == kind)).all()
    return [(event.theme_id, event.other_id, event.answers) for event in found]


def stirred(wave: Answered) -> int:
    """How many codings the next release looks at again."""
    return len(wave.session.exec(select(Coding).where(Coding.at == LATER)).all())


def shown(wave: Answered, *ids: str, version: int = 1) -> str:
    """A digest of the wave in which these themes stand."""
    made = StoredDigest(wave_id=wave.wave.id, version=version, at=NOON, hash="0" * 64, body={"themes": list(ids)})
    wave.session.add(made)
    wave.session.flush()
    return made.id


# --- digests -----------------------------------------------------------------------------------------------------


def test_each_step_names_the_digests_that_show_the_theme_and_no_other(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        mine = sorted([shown(wave, one), shown(wave, other, one, version=2)])
        theirs = shown(wave, other, version=3)
        shown(Answered(wave.session, ELSEWHERE), one)
        session = wave.session

        assert list(themes.accept(session, one, LATER)) == mine
        assert list(themes.rename(session, one, "Warteschleife", "de", LATER)) == mine
        assert list(themes.redefine(session, one, "Wer wartet", LATER)) == mine
        assert list(themes.reject(session, one, LATER)) == mine
        assert list(themes.merge(session, one, other, LATER)) == mine
        assert theirs in themes.rename(session, other, "Ton", "de", LATER)
        assert themes.split(session, one, (), "Neu", "de", "anna", LATER)[1] == ()

    on(store, work)


# --- accepting and rejecting -------------------------------------------------------------------------------------


def test_a_proposal_is_accepted_once_and_its_answers_stay_where_they_are(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        shown(wave, one)
        first, second = (themes.accept(wave.session, one, LATER) for _ in range(2))

        assert (len(first), second) == (1, ())
        assert theme(wave, one).state is ThemeState.ACCEPTED
        assert noted(wave, "accepted") == [(one, None, 0)]
        assert stirred(wave) == 0

    on(store, work)


def test_a_rejected_theme_that_is_accepted_again_gets_its_answers_back_at_the_next_release(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        themes.reject(wave.session, one, NOON)
        themes.accept(wave.session, one, LATER)

        assert noted(wave, "accepted") == [(one, None, 4)]
        assert stirred(wave) == 4

    on(store, work)


def test_a_merged_theme_that_is_rejected_or_accepted_is_in_no_other_any_more(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        themes.merge(wave.session, one, other, NOON)
        assert theme(wave, one).into == other
        themes.reject(wave.session, one, LATER)
        assert (theme(wave, one).state, theme(wave, one).into) == (ThemeState.REJECTED, None)
        themes.merge(wave.session, one, other, NOON)
        themes.accept(wave.session, one, NOON)

        assert (theme(wave, one).state, theme(wave, one).into) == (ThemeState.ACCEPTED, None)

    on(store, work)


def test_a_theme_is_rejected_once_with_its_answers(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        shown(wave, one)
        first, second = (themes.reject(wave.session, one, LATER) for _ in range(2))

        assert (len(first), second) == (1, ())
        assert noted(wave, "rejected") == [(one, None, 4)]
        assert stirred(wave) == 4

    on(store, work)


# --- names and definitions ---------------------------------------------------------------------------------------


def test_a_name_has_60_characters_and_a_definition_300_and_both_one_kind_of_blank(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        themes.rename(wave.session, one, " Lange \n Wartezeit ", "en", LATER)
        themes.rename(wave.session, one, "n" * 61, "de", LATER)
        themes.redefine(wave.session, one, " " + "d" * 150 + "\n\n" + "d" * 150, LATER)

        assert theme(wave, one).label == {"de": "n" * 60, "en": "Lange Wartezeit"}
        assert theme(wave, one).definition == "d" * 150 + " " + "d" * 149
        assert noted(wave, "renamed") == [(one, None, 0)] * 2
        assert noted(wave, "redefined") == [(one, None, 0)]

    on(store, work)


def test_whoever_defines_a_proposal_or_names_it_accepts_it(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        themes.redefine(wave.session, one, "Wer wartet", LATER)
        themes.rename(wave.session, other, "Tonfall", "de", LATER)

        assert theme(wave, one).state is ThemeState.ACCEPTED
        assert theme(wave, other).state is ThemeState.ACCEPTED

    on(store, work)


def test_naming_a_rejected_theme_does_not_bring_it_back(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        themes.reject(wave.session, one, NOON)
        themes.rename(wave.session, one, "Anders", "de", LATER)
        themes.redefine(wave.session, one, "Anders", LATER)

        assert theme(wave, one).state is ThemeState.REJECTED

    on(store, work)


# --- merging and splitting ---------------------------------------------------------------------------------------


def test_the_theme_that_takes_another_one_in_is_accepted_with_it(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        themes.merge(wave.session, one, other, LATER)

        assert theme(wave, other).state is ThemeState.ACCEPTED
        assert noted(wave, "merged") == [(one, other, 4)]
        assert stirred(wave) == 4

    on(store, work)


def test_only_a_theme_of_the_same_question_that_is_alive_takes_another_one_in(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        [of_how] = proposed(wave, "how", "Wie", of=lambda _: "Wie")
        apart = Answered(wave.session, ELSEWHERE)
        apart.say(0, why="Dort")
        [elsewhere] = proposed(apart, "why", "Dort", of=lambda _: "Dort")
        foreign = Theme(
            community_id="there", questionnaire="service", item="why", label={"de": "Dort"}, created_at=NOON
        )
        wave.session.add(foreign)
        wave.session.flush()
        foreigner = foreign.id
        themes.reject(wave.session, other, NOON)
        for into in (one, other, of_how, elsewhere, foreigner):
            with pytest.raises(Unknown):
                themes.merge(wave.session, one, into, LATER)

        assert theme(wave, one).state is ThemeState.PROPOSED
        assert noted(wave, "merged") == []

    on(store, work)


def test_a_split_makes_an_accepted_theme_of_the_same_question_with_the_answers_a_human_chose(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        some = [wave.answer(0).id, wave.answer(5).id]
        new, _ = themes.split(wave.session, other, some, " Ein \t" + "n" * 60, "de", "anna", LATER)
        made = theme(wave, new.id)

        assert made.label == {"de": "Ein " + "n" * 56}
        assert (made.state, made.origin) == (ThemeState.ACCEPTED, ThemeOrigin.HUMAN)
        assert (made.community_id, made.questionnaire, made.item) == ("here", "service", "why")
        assert made.position == theme(wave, other).position == 1
        assert noted(wave, "split") == [(new.id, other, 2)]
        now = rows.current(wave.session, wave.wave, "why")
        assert [now[each].theme for each in some] == [new.id] * 2
        with pytest.raises(Unknown):
            themes.split(wave.session, other, some, " \n ", "de", "anna", LATER)

    on(store, work)


# --- single answers ----------------------------------------------------------------------------------------------


def test_what_a_human_says_of_an_answer_is_kept_whole_and_may_be_corrected(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        answer = wave.answer(0)
        answer.revision = 3
        wave.session.flush()
        themes.code(wave.session, answer.id, None, "anna", NOON)
        themes.code(wave.session, answer.id, other, "anna", LATER)
        [kept] = wave.session.exec(select(Coding).where(Coding.coder == "anna")).all()

        assert (kept.wave_id, kept.item, kept.respondent_id) == (wave.wave.id, "why", person(0))
        assert (kept.theme_id, kept.confidence, kept.revision, kept.at) == (other, 1.0, 3, LATER)
        assert (kept.rank, kept.duplicate) == (0, False)

    on(store, work)


def test_only_a_human_with_a_name_codes_an_answer_there_is_with_a_theme_of_its_question(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        answer, how = wave.answer(0).id, wave.answer(0, "how").id
        foreign = Theme(
            community_id="there", questionnaire="service", item="why", label={"de": "Dort"}, created_at=NOON
        )
        wave.session.add(foreign)
        wave.session.flush()
        for what, where in ((answer, foreign.id), (how, one), (answer, "nothing"), ("nothing", one), ("nothing", None)):
            with pytest.raises(Unknown):
                themes.code(wave.session, what, where, "anna", LATER)
        with pytest.raises(ValueError, match="a coder has a name"):
            themes.code(wave.session, answer, one, "", LATER)

        assert wave.session.exec(select(Coding).where(Coding.coder != "")).all() == []

    on(store, work)


def test_a_move_is_noted_with_where_the_answer_was_or_else_with_where_it_went(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        [of_how] = proposed(wave, "how", "Wie", of=lambda _: "Wie")
        session, answer = wave.session, wave.answer(0).id
        themes.move(session, answer, None, "anna", LATER)
        themes.move(session, answer, None, "anna", LATER)  # from nowhere to nowhere: nothing to note
        themes.move(session, answer, other, "anna", LATER)
        themes.move(session, wave.answer(0, "how").id, of_how, "anna", LATER)

        assert sorted(noted(wave, "moved"), key=str) == sorted(
            [(one, None, 1), (other, other, 1), (of_how, of_how, 1)], key=str
        )
        with pytest.raises(Unknown):
            themes.move(session, "nothing", one, "anna", LATER)

    on(store, work)


def test_what_happened_is_told_the_newest_first_and_of_this_questionnaire_only(store: Store) -> None:
    def work(wave: Answered, one: str, other: str) -> None:
        apart = Answered(wave.session, ELSEWHERE)
        assert themes.events(wave.session, apart.wave) == []
        apart.say(0, why="Dort")
        proposed(apart, "why", "Dort", of=lambda _: "Dort")
        themes.accept(wave.session, other, LATER)
        themes.accept(wave.session, one, LATER + timedelta(hours=1))
        found = themes.events(wave.session, wave.wave)

        assert [(event.kind, event.theme_id) for event in found[:2]] == [("accepted", one), ("accepted", other)]
        assert sorted((event.kind, event.theme_id) for event in found[2:]) == sorted(
            [("proposed", one), ("proposed", other)]
        )

    on(store, work)
