"""Are results shown with and without the respondents a check has marked, and only once?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from answered import NOON, Answered, person
from fielding import item, options, questionnaire
from sqlmodel import select

from surveys.analysis import release
from surveys.digest import compose, unmarked
from surveys.digest.digest import Digest, Table
from surveys.fieldwork import waves
from surveys.moderation import flags, loading
from surveys.store import Store
from surveys.tables import Response

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("place", "choice", options=options("shop", "phone", "chat")), item("why", "open"))
COPIED = "Der Laden ist der einzig gute Ort dafür, alles andere kann man wirklich sofort abschaffen, Nummer {}."


def brigaded(wave: Answered) -> None:
    """Forty who answered over days, and twelve who wrote nearly the same within two minutes."""
    for number in range(40):
        wave.now = NOON + timedelta(hours=number, minutes=number * 7 % 53)
        place = ("shop", "phone", "phone", "chat")[number % 4]
        wave.say(
            number, place=place, why=f"{'Hotline besetzt' if number % 2 else 'Niemand da'}: {number * 7919} Sekunden"
        )
    for number in range(40, 52):
        wave.now = NOON + timedelta(days=1, seconds=7 * number)
        wave.say(number, place="shop", why=COPIED.format(number))
    wave.now = NOON
    wave.recount()


def closed(wave: Answered) -> Digest:
    end = NOON + timedelta(days=7)
    waves.close(wave.session, wave.wave, end)
    release.release(wave.session, wave.wave, end, closing=True)
    return compose.compose(wave.session, wave.wave, end)


@pytest.mark.on_both
def test_a_closed_wave_shows_both_counts_side_by_side(store: Store) -> None:
    def work(session: object) -> None:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        brigaded(wave)
        marked = flags.marked(flags.flags(loading.facts_of(wave.session, wave.wave)))
        digest = closed(wave)

        assert set(marked) == {person(number) for number in range(40, 52)}
        [section] = [each for each in digest.sections if each.key == "flagged"]
        [table] = [block for block in section.blocks if isinstance(block, Table)]
        # 10 of the forty and all twelve said shop; without those who are marked, 10 of 40 are left.
        assert [row.cells for row in table.rows] == [(22, 10), (20, 20), (10, 10)]

    store.write_now(work)


def test_while_a_wave_runs_nothing_is_compared(store: Store) -> None:
    def work(session: object) -> None:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        brigaded(wave)
        release.release(wave.session, wave.wave, NOON + timedelta(days=2))
        digest = compose.compose(wave.session, wave.wave, NOON + timedelta(days=2))

        assert "flagged" not in {section.key for section in digest.sections}

    store.write_now(work)


def test_where_nobody_is_marked_nothing_is_compared(store: Store) -> None:
    def work(session: object) -> None:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        for number in range(30):
            wave.now = NOON + timedelta(hours=number)
            wave.say(number, place="shop")
        wave.now = NOON
        wave.recount()
        closed(wave)

        assert len(wave.session.exec(select(Response)).all()) == 30
        assert unmarked.counts(wave.session, wave.wave) is None

    store.write_now(work)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_without_the_marked_every_cell_counts_those_who_are_left(store: Store) -> None:
    """Ten shop, twenty phone and ten chat of the forty; all of them wrote why, and no marker of what is held counts."""

    def work(session: object) -> None:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        other = Answered(session, ASKED)  # type: ignore[arg-type]
        for number in range(9):
            other.say(number, place="chat")
        brigaded(wave)
        assert unmarked.counts(wave.session, wave.wave) is None
        closed(wave)

        found = unmarked.counts(wave.session, wave.wave)
        assert found is not None
        assert sorted(found) == ["place", "why"]
        plain = {cell: n for cell, n in found["place"].items() if "|" not in cell}
        assert plain == {"n": 40, "shop": 10, "phone": 20, "chat": 10}
        assert found["why"]["n"] == 40

    store.write_now(work)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_an_answer_that_is_held_counts_by_its_cells_and_not_by_its_mark(store: Store) -> None:
    def work(session: object) -> None:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        brigaded(wave)
        closed(wave)
        for number in range(3):
            answer = wave.answer(number, "place")
            answer.released = [*answer.released, release.HELD]
        wave.session.flush()

        found = unmarked.counts(wave.session, wave.wave)
        assert found is not None
        assert release.HELD not in found["place"]
        assert found["place"]["n"] == 40

    store.write_now(work)
