from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from answered import Answered

from surveys.analysis import results
from surveys.analysis.results import Viewer
from surveys.fieldwork import counts, waves
from surveys.store import Store
from surveys.tables import Visibility

pytestmark = pytest.mark.sqlite_will_do

NOBODY, RESPONDENT, PLACE = Viewer(), Viewer(answered=True), Viewer(in_public=True)
EVERYONE = (NOBODY, RESPONDENT, PLACE)


def on(store: Store, work: Callable[[Answered], None], **settings: Any) -> None:
    store.write_now(lambda session: work(Answered(session, **settings)))


def answered(wave: Answered, people: range, place: str = "shop") -> None:
    for number in people:
        wave.say(number, place=place)
    wave.recount()


def seen(wave: Answered, viewer: Viewer) -> results.Results:
    return results.view(wave.session, wave.wave, viewer)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_participants_are_live_for_everybody(store: Store, visibility: Visibility) -> None:
    def work(wave: Answered) -> None:
        assert [seen(wave, viewer).participants for viewer in EVERYONE] == [0, 0, 0]
        answered(wave, range(3))
        assert [seen(wave, viewer).participants for viewer in EVERYONE] == [3, 3, 3]

    on(store, work, visibility=visibility)


def test_after_answer_the_place_and_respondents_see_the_last_release(store: Store) -> None:
    def work(wave: Answered) -> None:
        answered(wave, range(7))
        wave.release()
        answered(wave, range(7, 10))

        assert seen(wave, NOBODY).hidden == "results-after-answer"
        assert seen(wave, NOBODY).counts == {}
        for viewer in (RESPONDENT, PLACE):
            view = seen(wave, viewer)
            assert (view.hidden, view.release, view.participants) == (None, 1, 10)
            assert view.counts["place"]["shop"] == 7

    on(store, work, visibility=Visibility.AFTER_ANSWER)


def test_after_close_nobody_sees_counts_before_and_everybody_after(store: Store) -> None:
    def work(wave: Answered) -> None:
        answered(wave, range(7))
        wave.release()
        for viewer in EVERYONE:
            assert seen(wave, viewer).hidden == "results-after-close"
            assert seen(wave, viewer).counts == {}
        waves.pause(wave.session, wave.wave, wave.now)
        assert seen(wave, PLACE).hidden == "results-after-close", "a pause is no end"
        waves.resume(wave.session, wave.wave, wave.now)
        wave.close()
        for viewer in EVERYONE:
            assert seen(wave, viewer).counts["place"]["shop"] == 7

    on(store, work, visibility=Visibility.AFTER_CLOSE)


@pytest.mark.on_both
def test_an_open_wave_shows_live_counts_to_everybody(store: Store) -> None:
    def work(wave: Answered) -> None:
        answered(wave, range(2))
        for viewer in EVERYONE:
            view = seen(wave, viewer)
            assert (view.hidden, view.release) == (None, 0)
            assert view.counts["place"] == {
                "n": 2, "shop": 2,
                "n|s:customer": 2, "shop|s:customer": 2, "n|p:telegram": 2, "shop|p:telegram": 2,
            }  # fmt: skip

    on(store, work, visibility=Visibility.OPEN)


def test_a_closed_wave_shows_its_last_release_whatever_it_was_before(store: Store) -> None:
    def work(wave: Answered) -> None:
        answered(wave, range(7))
        wave.close()
        answered(wave, range(7, 9), "phone")

        assert seen(wave, NOBODY).release == 1
        assert seen(wave, NOBODY).counts["place"].get("phone") is None

    on(store, work, visibility=Visibility.OPEN)


def test_before_the_first_release_it_is_said_that_there_is_none(store: Store) -> None:
    def work(wave: Answered) -> None:
        answered(wave, range(4))
        wave.release()

        for viewer in (RESPONDENT, PLACE):
            view = seen(wave, viewer)
            assert (view.hidden, view.release, view.counts) == ("results-none-yet", 0, {})

    on(store, work)


def test_a_release_of_participation_alone_is_no_result_yet(store: Store) -> None:
    """Six took part, each alone with their answer: that six did is known, nothing else may be."""

    def work(wave: Answered) -> None:
        for number in range(6):
            wave.say(number, **{("place", "agree", "why", "how", "age", "since")[number]: _VALUES[number]})
        wave.release()

        assert seen(wave, PLACE).hidden == "results-none-yet"

    on(store, work)


_VALUES: tuple[Any, ...] = ("shop", 3, "weil", "so", 40, "2026-03")


def test_the_tally_of_one_item_is_that_items(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(6):
            wave.say(number, place="shop", agree=3)
        wave.say(6, place="phone")
        wave.recount()

        found = counts.live(wave.session, wave.wave)["place"]
        assert {cell: count for cell, count in found.items() if "|" not in cell} == {"n": 7, "shop": 6, "phone": 1}
        assert "nothing" not in counts.live(wave.session, wave.wave)
        assert counts.live(wave.session, wave.wave)["agree"]["3"] == 6

    on(store, work)


@pytest.mark.on_both
def test_waves_do_not_see_each_other(store: Store) -> None:
    def work(wave: Answered) -> None:
        answered(wave, range(7))
        other = Answered(wave.session)

        assert results.participants(wave.session, other.wave) == 0
        assert counts.live(wave.session, other.wave) == {}

    on(store, work)
