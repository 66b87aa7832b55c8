"""Does splitting a theme move exactly what was shown, and does undoing it leave everything as it was?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from answered import NOON, Answered, person
from fielding import item, options, questionnaire
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from surveys.analysis import release
from surveys.coding import checks, keeping, rows, splitting, themes
from surveys.coding.keeping import Found, NewTheme, Outcome
from surveys.coding.splitting import Proposal, contains, looked_for
from surveys.errors import Unknown
from surveys.fieldwork.rows import direct
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Coding, StoredDigest, Theme, ThemeEvent, ThemeState

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


# --- to the letter -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Hotline, teuer", ("hotline", "teuer")),
        ("Hotline;teuer\nLange  warten", ("hotline", "teuer", "lange warten")),
        ("Hotline, hotline, HOTLINE!", ("hotline",)),
        ("a,b,c,d,e,f,g,h,i", ("a", "b", "c", "d", "e", "f", "g", "h")),
        ("x" * 119 + "yz", ("x" * 119 + "y",)),
        (" ,; 🙂", ()),
    ],
)
def test_up_to_eight_phrases_of_120_characters_are_looked_for_each_once(typed: str, found: tuple[str, ...]) -> None:
    assert looked_for(typed) == found


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Telefonhotline", "line", True),
        ("Telefonhotline", "ine", False),
        ("die ine", "ine", True),
        ("ine da", "ine", True),
        ("nichts davon", "hotline", False),
        ("", "ine", False),
    ],
)
def test_from_four_letters_a_word_is_found_within_others(text: str, phrase: str, found: bool) -> None:
    assert contains(text, (phrase,)) is found
    assert contains(text, ()) is False


def test_a_proposal_has_the_answers_to_quote_first_at_the_front_and_waits_as_it_was_shown(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        ranks = {wave.answer(20).id: 5, wave.answer(21).id: 3, wave.answer(0).id: 4}
        for id_, rank in ranks.items():
            direct(wave.session).execute(sa.update(Coding).where(col(Coding.answer_id) == id_).values(rank=rank))
        found = proposed(wave, theme, " laden,;schlange ; ")
        shop, phone = ([wave.answer(number).id for number in some] for some in (range(20, 30), range(20)))

        assert found.label == "Laden,;schlange"
        assert found.moving == tuple(sorted(shop, key=lambda each: (ranks.get(each, 0), each)))
        assert found.staying == tuple(sorted(phone, key=lambda each: (ranks.get(each, 0), each)))
        assert (found.theme, found.at) == (theme.id, LATER)
        assert splitting.waiting(wave.session, wave.wave, theme) == found

    on(store, work)


def test_what_is_looked_for_is_a_name_of_60_characters_at_most(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        assert proposed(wave, theme, "laden " + "x" * 80).label == "Laden " + "x" * 54
        assert proposed(wave, theme, "laden\n  stehen").label == "Laden stehen"

    on(store, work)


def test_of_two_proposals_the_later_one_waits_and_none_after_it_is_forgotten(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        assert splitting.waiting(wave.session, wave.wave, theme) is None
        proposed(wave, theme, "Laden")
        last = splitting.propose(wave.session, wave.wave, theme, "Hotline", LATER + timedelta(hours=1))
        assert splitting.waiting(wave.session, wave.wave, theme) == last
        splitting.forget(wave.session, wave.wave, "group")
        assert splitting.waiting(wave.session, wave.wave, theme) == last, "of another question nothing is forgotten"
        for _ in range(2):
            splitting.forget(wave.session, wave.wave, "why")
            assert splitting.waiting(wave.session, wave.wave, theme) is None

    on(store, work)


def test_rejected_answers_are_in_no_proposal(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        wave.answer(20).state = AnswerState.REJECTED
        wave.answer(0).state = AnswerState.PENDING
        wave.session.flush()
        found = proposed(wave, theme, "Laden")

        assert (len(found.moving), len(found.staying)) == (9, 20)

    on(store, work)


def test_a_split_is_done_under_a_name_of_nobody_and_forgets_its_proposal(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        digest = StoredDigest(wave_id=wave.wave.id, version=1, at=NOON, hash="0" * 64, body={"themes": [theme.id]})
        wave.session.add(digest)
        wave.session.flush()
        new, showing = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        mine = wave.session.exec(select(Coding).where(Coding.theme_id == new.id)).all()

        assert splitting.coder_of(new) == f"split-{new.id}"
        assert {coding.coder for coding in mine} == {f"split-{new.id}"}
        assert {coding.at for coding in mine} == {LATER}
        assert showing == ()
        assert splitting.waiting(wave.session, wave.wave, theme) is None
        assert splitting.can_undo(wave.session, wave.wave, new)
        assert not splitting.can_undo(wave.session, wave.wave, theme)
        with pytest.raises(Unknown):
            splitting.split(wave.session, wave.wave, Proposal(theme.id, "Leer", (), (), LATER), LATER)

    on(store, work)


def test_an_undone_split_is_noted_with_the_theme_its_answers_are_in_again(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        digest = StoredDigest(wave_id=wave.wave.id, version=1, at=NOON, hash="0" * 64, body={"themes": [new.id]})
        wave.session.add(digest)
        wave.session.flush()
        at = LATER + timedelta(hours=2)
        undone = splitting.undo(wave.session, wave.wave, new, at)

        assert undone == (10, (digest.id,))
        [event] = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "rejoined")).all()
        assert (event.theme_id, event.other_id, event.answers, event.at) == (new.id, theme.id, 10, at)
        assert wave.session.get_one(Theme, new.id).state is ThemeState.REJECTED
        assert not splitting.can_undo(wave.session, wave.wave, new)
        # The next release looks at those ten again, and at no other.
        again = wave.session.exec(select(Coding.answer_id).where(Coding.at == at)).all()
        assert sorted(again) == sorted(wave.answer(number).id for number in range(20, 30))
        assert splitting.undo(wave.session, wave.wave, new, at) == (0, ())

    on(store, work)


def test_a_rejected_theme_cannot_be_undone_a_second_time(store: Store) -> None:
    def work(wave: Answered, theme: Theme) -> None:
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        themes.reject(wave.session, new.id, LATER)

        assert not splitting.can_undo(wave.session, wave.wave, new)

    on(store, work)


@pytest.mark.parametrize(("by_machine", "coder"), [(True, ""), (False, "anna")])
def test_undoing_stirs_the_machines_coding_or_else_the_newest_and_changes_none(
    store: Store, by_machine: bool, coder: str
) -> None:
    """Zoe and then Anna coded one of the answers: what Anna said still counts."""

    def work(wave: Answered, theme: Theme) -> None:
        mine = wave.answer(20).id
        themes.code(wave.session, mine, None, "zoe", NOON)
        themes.code(wave.session, mine, theme.id, "anna", NOON + timedelta(hours=1))
        new, _ = splitting.split(wave.session, wave.wave, proposed(wave, theme, "Laden"), LATER)
        if not by_machine:
            direct(wave.session).execute(sa.delete(Coding).where(col(Coding.coder) == ""))
        at = LATER + timedelta(hours=2)
        splitting.undo(wave.session, wave.wave, new, at)
        stirred = wave.session.exec(select(Coding.coder).where(Coding.at == at, Coding.answer_id == mine)).all()

        assert rows.current(wave.session, wave.wave)[mine].theme == theme.id
        assert stirred == [coder]

    on(store, work)
