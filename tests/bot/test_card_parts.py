"""Do several cards of one wave stand in a place in their order, each once, and stay current?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from fielding import item, questionnaire
from schedules import ledger
from stage import ROOM, Paper, Stage

from bot import fielding
from bot.platform import Unreachable
from bot.tables import LedgerState, Place, Posting
from surveys.tables import Wave

ASKED = questionnaire(*(item(f"q{number}", "open") for number in range(1, 6)))
SEVERAL = replace(Paper.limits, sections=2, several=True)


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def several(stage: Stage) -> Stage:
    stage.paper.limits = SEVERAL
    return stage


def numbers(stage: Stage) -> list[list[str]]:
    """The numbers of the questions on each card."""
    return [[section.spans[0].text.split(".")[0] for section in screen.sections] for screen in stage.posts()]


async def test_the_cards_come_one_after_the_other(several: Stage) -> None:
    wave = several.opens(ASKED)
    await several.schedule.round()

    assert numbers(several) == [["1", "2"]]
    await several.settles()
    assert numbers(several) == [["1", "2"], ["3", "4"], ["5"]]
    place = several.place()
    assert [row.key for row in ledger(several, "card")] == [f"card:{wave}:{place}{part}" for part in ("", ":1", ":2")]
    assert sorted(posting.part for posting in several.rows(Posting)) == [0, 1, 2]


async def test_only_the_first_is_pinned(several: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = []
    show = several.paper.show

    async def noting(address: str, screen: object, *, pin: bool = False, key: str = "") -> str:
        pinned.append(pin)
        return await show(address, screen, pin=pin, key=key)  # type: ignore[arg-type]

    monkeypatch.setattr(several.paper, "show", noting)
    several.opens(ASKED)
    await several.settles()

    assert pinned == [True, False, False]


async def test_a_card_in_doubt_holds_the_next_ones_back(several: Stage) -> None:
    several.opens(ASKED)
    several.paper.trouble = [Unreachable(unsure=True)]
    await several.settles()
    several.restarts()
    await several.settles()

    [row] = ledger(several, "card")
    assert row.state is LedgerState.UNSURE
    assert several.posts() == []


async def test_the_place_says_how_many_questions_stand_on_a_card(several: Stage) -> None:
    several.store.write_now(
        lambda session: setattr(session.get_one(Place, several.place()), "abilities", {"questions": 1})
    )
    several.opens(ASKED)
    await several.settles()

    assert numbers(several) == [["1"], ["2"], ["3"], ["4"], ["5"]]


async def test_all_of_them_rest_and_go_on_with_the_wave(several: Stage) -> None:
    wave = several.opens(ASKED)
    await several.settles()

    several.store.write_now(lambda session: fielding.pause(session, session.get_one(Wave, wave), several.now))
    await several.settles()
    assert numbers(several) == [[], [], []]
    assert all("angehalten" in screen.text for screen in several.posts(ROOM))

    several.store.write_now(lambda session: fielding.resume(session, session.get_one(Wave, wave), several.now))
    await several.settles()
    assert numbers(several) == [["1", "2"], ["3", "4"], ["5"]]


async def test_an_answer_changes_only_the_card_that_counts(several: Stage) -> None:
    wave = several.opens(ASKED)
    await several.settles()
    somebody = several.actor("Anna")
    await somebody.joins(wave)
    await somebody.says("Das Warten am Telefon")
    await several.settles()

    assert [shown.edits for shown in several.paper.shown if shown.address == ROOM] == [1, 0, 0]
