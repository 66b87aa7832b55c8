"""Does splitting a theme move exactly what was shown, and does undoing it leave everything as it was?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from answered import NOON, Answered, person
from fielding import item, options, questionnaire
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from surveys.analysis import release
from surveys.coding import checks, keeping, rows, splitting, themes
from surveys.coding.keeping import Found, NewTheme, Outcome
from surveys.coding.splitting import Proposal, contains, looked_for
from surveys.errors import Unknown
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Coding, Theme, ThemeEvent, ThemeState

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")), item("why", "open"), segment="group"
)
LATER = NOON + timedelta(days=2)
SAID = ("An der Hotline warte ich {} Minuten.", "Im Laden stehe ich {} Minuten in der Schlange.")


def on(store: Store, work: Callable[[Answered, Theme], None]) -> None:
    """A wave in which 20 of 30 wait at the hotline, ten in the shop, and all of it is one theme, released."""

    def inside(session: Session) -> None:
        wave = Answered(session, ASKED)
        for number in range(30):
            wave.say(number, why=SAID[number >= 20].format(number))
        read = keeping.work(session, wave.wave, "why")
        found = tuple(Found(told.id, "wait", 0.8, 0, False) for told in read.told)
        keeping.keep(
            session, wave.wave, read, Outcome("m", (NewTheme("wait", {"de": "Warten"}, ()),), found, {}, {}), NOON
        )
        release.release(session, wave.wave, LATER)
        [theme] = rows.codebook(session, wave.wave)
        work(wave, theme)

    store.write_now(inside)


def proposed(wave: Answered, theme: Theme, words: str) -> Proposal:
    found = splitting.propose(wave.session, wave.wave, theme, words, LATER)
    assert found is not None
    return found


def counted(wave: Answered) -> dict[str, int]:
    last = release.last(wave.session, wave.wave)
    assert last is not None
    labels = {f"t:{theme.id}": theme.label["de"] for theme in rows.codebook(wave.session, wave.wave)}
    return {labels[cell]: n for cell, n in last.counts["why"].items() if cell in labels}


# --- what is found ---


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Die Hotline!", "hotline", True),
        ("Unsere TELEFONHOTLINE ist weg", "Hotline", True),
        ("Die Straße ist gesperrt", "STRASSE", True),
        ("Im Kino war ich", "KI", False),
        ("Nur KI, überall", "ki", True),
        ("Ich musste sehr lange warten", "lange warten", True),
        ("Lange Leitungen, warten", "lange warten", False),
        ("Zu teuer", "hotline, teuer", True),
        ("Zu teuer", "Hotline; Laden", False),
    ],
)
def test_an_answer_contains_a_word_a_phrase_or_one_of_several(text: str, typed: str, found: bool) -> None:
    assert contains(text, looked_for(typed)) is found


@given(st.text())
def test_whatever_is_typed_is_looked_for_or_nothing_is(typed: str) -> None:
    phrases = looked_for(typed)

    assert len(phrases) <= splitting.MOST
    assert all(contains(f"davor {phrase} danach", (phrase,)) for phrase in phrases)


# --- what moves ---


def test_a_preview_moves_nothing(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        before = wave.session.exec(select(Coding)).all()
        found = proposed(wave, theme, "Laden")

        assert (len(found.moving), len(found.staying), found.label) == (10, 20, "Laden")
        assert wave.session.exec(select(Coding)).all() == before
        assert len(rows.codebook(wave.session, wave.wave)) == 1

    on(store, work)


def test_what_was_shown_moves_and_is_released(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "laden"), LATER)
        release.release(wave.session, wave.wave, LATER + timedelta(hours=1))

        assert counted(wave) == {"Laden": 10, "Warten": 20}
        assert (new.state, new.label) == (ThemeState.ACCEPTED, {"de": "Laden"})
        [event] = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "split")).all()
        assert (event.theme_id, event.other_id, event.answers) == (new.id, theme.id, 10)

    on(store, work)


def test_an_answer_that_was_moved_rejected_or_reworded_since_the_preview_stays_out(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        proposed(wave, theme, "Laden")
        one, two, three = (wave.answer(number) for number in (20, 21, 22))
        themes.code(wave.session, one.id, None, "Ada", LATER)
        two.state = AnswerState.REJECTED
        three.value, three.revision = "Doch an der Hotline", three.revision + 1
        wave.session.flush()
        found = splitting.waiting(wave.session, wave.wave, theme)

        assert found is not None
        assert len(found.moving) == 7
        assert {one.id, two.id, three.id}.isdisjoint(found.moving)

    on(store, work)


def test_a_proposal_is_of_one_theme_and_of_none_that_is_rejected(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        found = proposed(wave, theme, "Laden")
        new, _ = splitting.split(wave.session, wave.wave, found, LATER)
        assert splitting.waiting(wave.session, wave.wave, theme) is None

        proposed(wave, new, "Laden")
        assert splitting.waiting(wave.session, wave.wave, theme) is None
        themes.reject(wave.session, new.id, LATER)
        assert splitting.waiting(wave.session, wave.wave, new) is None
        with pytest.raises(Unknown):
            splitting.split(wave.session, wave.wave, Proposal(theme.id, "Nichts", (), (), LATER), LATER)

    on(store, work)


def test_words_without_a_word_propose_nothing(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        assert splitting.propose(wave.session, wave.wave, theme, " ,; … 🙂", LATER) is None

    on(store, work)


# --- undone ---


def test_undoing_leaves_every_answer_where_it_was(store: Store) -> None:
    """Of the ten one was put there by Ada, and is so again."""

    def work(wave: Answered, theme: Theme) -> None:
        themes.code(wave.session, wave.answer(20).id, theme.id, "Ada", NOON)
        before = {key: each.theme for key, each in rows.current(wave.session, wave.wave).items()}
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        assert splitting.can_undo(wave.session, wave.wave, new)
        release.release(wave.session, wave.wave, LATER + timedelta(hours=1))
        moved, _ = splitting.undo(wave.session, wave.wave, new, LATER + timedelta(hours=2))
        release.release(wave.session, wave.wave, LATER + timedelta(hours=3))

        assert moved == 10
        assert {key: each.theme for key, each in rows.current(wave.session, wave.wave).items()} == before
        assert counted(wave) == {"Warten": 30}
        assert not splitting.can_undo(wave.session, wave.wave, new)
        assert splitting.undo(wave.session, wave.wave, new, LATER)[0] == 0, "twice is harmless"

    on(store, work)


def test_what_people_said_of_single_answers_outlives_a_split_and_its_undoing(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        other, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Minuten"), LATER)  # everything
        mine = wave.answer(3).id
        themes.code(wave.session, mine, None, "Ada", LATER + timedelta(minutes=1))
        assert rows.current(wave.session, wave.wave)[mine].theme is None
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, other, "Laden"), LATER + timedelta(minutes=2))
        splitting.undo(wave.session, wave.wave, new, LATER + timedelta(minutes=3))

        assert rows.current(wave.session, wave.wave)[mine].theme is None
        assert rows.current(wave.session, wave.wave)[wave.answer(25).id].theme == other.id

    on(store, work)


def test_a_split_is_no_check_of_the_machine(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        sample = checks.check(wave.session, wave.wave, "why", LATER)

        assert checks.agreed(wave.session, wave.wave, "why").answers == 0
        assert len(sample.left("Ada")) == 30
        coders = set(wave.session.exec(select(Coding.coder)).all())
        assert all(coder == "" or person(0) not in coder for coder in coders)

    on(store, work)


def test_a_split_of_what_a_person_erased_is_erased_with_it(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        wave.session.delete(wave.session.get_one(Answer, wave.answer(20).id))
        wave.session.flush()

        assert len(wave.session.exec(select(Coding).where(Coding.theme_id == new.id)).all()) == 9
        assert splitting.undo(wave.session, wave.wave, new, LATER)[0] == 9

    on(store, work)
