"""Do two hundred cards on two platforms stay true with few edits, side by side, within every waiting time?"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from schedules import ASKED, Away
from sqlmodel import Session
from stage import ROOM, Paper, Stage

from bot import cards, fielding
from bot.platform import Later
from bot.postings import AT_ONCE
from bot.screens import Screen
from bot.tables import Place
from bot.visit import mark_stale
from surveys.fieldwork import counts
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Wave

pytestmark = pytest.mark.sqlite_will_do

PLACES = 200
ANSWERS = 1000
WINDOWS = {"telegram": 15.0, "discord": 3.0}  # seconds between two edits of a card


class Strict(Paper):
    """A platform that notes when each place was edited, and how many edits were on their way at once."""

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__()
        self.stage, self.name = stage, name
        self.limits = replace(Paper.limits, card_seconds=WINDOWS[name])
        self.edited: dict[str, list[datetime]] = defaultdict(list)
        self.flying: Counter[str] = Counter()
        self.most = 0

    async def edit(self, address: str, ref: str, screen: Screen) -> None:
        self.flying[address] += 1
        assert self.flying[address] == 1, "two edits of one place at once"
        self.most = max(self.most, self.flying.total())
        await asyncio.sleep(0)
        self.edited[address].append(self.stage.now)
        self.flying[address] -= 1
        await super().edit(address, ref, screen)

    def shortest_gap(self) -> timedelta:
        return min(
            later - earlier for moments in self.edited.values() for earlier, later in itertools.pairwise(moments)
        )


@pytest.fixture
def platforms(stage: Stage) -> dict[str, Strict]:
    """Both, in place of the stage's one."""
    both = {name: Strict(stage, name) for name in WINDOWS}
    stage.desk.platforms.clear()
    stage.desk.platforms.update(both)
    return both


async def fielded(stage: Stage, places: int = PLACES) -> str:
    """A wave with a card in so many places, half of them on each platform."""

    def work(session: Session) -> str:
        community = stage.rows(Place)[0].community_id
        rooms = [
            Place(community_id=community, platform=tuple(WINDOWS)[number % 2], address=f"-{number + 1}")
            for number in range(places)
        ]
        session.add_all(rooms)
        session.flush()
        settings = WaveSettings.of(ASKED, stage.now)
        return fielding.start(session, stage.house, ASKED, rooms, settings, stage.now).id

    wave = stage.store.write_now(work)
    await stage.settles()
    stage.passes(minutes=1)
    return wave


def answered(stage: Stage, wave: str, people: int) -> None:
    """So many more people take part, each of whom changes the card."""

    def work(session: Session) -> None:
        found = session.get_one(Wave, wave)
        for _ in range(people):
            counts.move(session, found, [("", (), ("n",))])
            mark_stale(session, wave, stage.now)

    stage.store.write_now(work)


@pytest.mark.slow
async def test_a_thousand_answers_edit_each_of_two_hundred_cards_once_per_window(
    stage: Stage, platforms: dict[str, Strict]
) -> None:
    wave = await fielded(stage)
    seconds = 20

    for _ in range(seconds):
        answered(stage, wave, ANSWERS // seconds)
        await stage.postings.refresh()
        stage.passes(seconds=1)
    stage.passes(seconds=15)
    await stage.postings.refresh()

    for name, platform in platforms.items():
        most = seconds // WINDOWS[name] + 2
        assert len(platform.edited) == PLACES // 2
        assert max(map(len, platform.edited.values())) <= most
        assert platform.shortest_gap() >= timedelta(seconds=WINDOWS[name])
        assert 1 < platform.most <= AT_ONCE
        assert all("1.000 Personen" in shown.screen.text for shown in platform.shown)
    assert await stage.postings.refresh() == 0


@pytest.mark.on_both
async def test_a_card_is_drawn_once_for_all_places_that_show_it(
    stage: Stage, platforms: dict[str, Strict], monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = await fielded(stage, places=20)
    answered(stage, wave, 1)
    drawn = Counter[str]()
    real = cards.draw

    def counting(*args: object, **named: object) -> Screen:
        drawn["cards"] += 1
        return real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "draw", counting)

    assert await stage.postings.refresh() == 20
    assert drawn["cards"] == len(platforms)


async def test_no_card_starves_while_others_change_all_the_time(
    stage: Stage, platforms: dict[str, Strict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.postings.BATCH", 3)
    wave = await fielded(stage, places=20)

    for _ in range(8):
        answered(stage, wave, 1)
        await stage.postings.refresh()
        stage.passes(seconds=1)

    assert {name: len(platform.edited) for name, platform in platforms.items()} == {"telegram": 10, "discord": 10}


async def test_a_platform_that_makes_us_wait_holds_the_other_up_in_nothing(
    stage: Stage, platforms: dict[str, Strict], monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = await fielded(stage, places=4)
    answered(stage, wave, 1)
    looks = asyncio.Semaphore(0)
    real = stage.postings._look

    async def endless(*_: object) -> None:
        await asyncio.Event().wait()

    async def look(name: str) -> int:
        edits = await real(name)
        looks.release()
        return edits

    monkeypatch.setattr("bot.postings.PAUSE", 0.001)
    monkeypatch.setattr(platforms["telegram"], "edit", endless)
    monkeypatch.setattr(stage.postings, "_look", look)
    running = asyncio.create_task(stage.postings.run())
    try:
        async with asyncio.timeout(10):
            for _ in range(3):
                await looks.acquire()
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    assert len(platforms["discord"].edited) == 2


async def test_a_waiting_time_is_kept_after_a_restart(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    await stage.settles()
    answered(stage, wave, 1)
    stage.paper.trouble = [Later(40)]
    await stage.postings.refresh()
    stage.restarts()

    stage.passes(seconds=39)
    assert await stage.postings.refresh() == 0
    stage.passes(seconds=1)

    assert await stage.postings.refresh() == 1


async def test_a_card_is_refreshed_although_the_clock_was_put_back(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    await stage.settles()
    answered(stage, wave, 1)
    assert await stage.postings.refresh() == 1

    stage.passes(hours=-1)
    answered(stage, wave, 1)

    assert await stage.postings.refresh() == 1
    assert "2 Personen" in stage.posts(ROOM)[0].text


async def test_an_edit_that_cannot_be_noted_is_not_made_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = stage.opens(ASKED)
    await stage.settles()
    answered(stage, wave, 1)
    monkeypatch.setattr("bot.postings.PAUSE", 0.001)
    away = Away(stage, 0)

    with away:
        looking = asyncio.create_task(stage.postings.refresh())
        async with asyncio.timeout(10):
            await away.refused.wait()
    async with asyncio.timeout(10):
        await looking
    assert await stage.postings.refresh() == 0

    assert [shown.edits for shown in stage.paper.shown] == [1]
