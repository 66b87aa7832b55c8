"""Do digests come in their rhythm, and is an outage told once?"""

from __future__ import annotations

import asyncio
import itertools
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from schedules import ASKED, answers, digests, ledger, moderator
from stage import ROOM, START, Stage

from bot.heartbeat import GAP
from bot.tables import LedgerState
from bot.tokens import Verb
from surveys.tables import Wave

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]

BERLIN = ZoneInfo("Europe/Berlin")


# --- digests ---


async def days_of_digests(stage: Stage, days: int) -> list[datetime]:
    """Let days pass, five new answers each; gives when digests were posted, in local time."""
    wave = stage.rows(Wave)[0].id
    found = []
    for _ in range(days):
        await answers(stage, wave, 6)
        for _ in range(24):
            stage.passes(hours=1)
            before = len(digests(stage))
            await stage.schedule.settle()
            found += [stage.now.astimezone(BERLIN)] * (len(digests(stage)) - before)
    return found


@pytest.mark.parametrize("changes", [datetime(2027, 3, 26, 9, tzinfo=UTC), datetime(2026, 10, 23, 9, tzinfo=UTC)])
async def test_digests_come_at_six_in_the_evening_also_when_the_clocks_change(stage: Stage, changes: datetime) -> None:
    stage.now = changes
    stage.opens(ASKED, digest_every_days=1, closes_at=None)
    await stage.schedule.settle()

    posted = await days_of_digests(stage, 4)

    assert [moment.hour for moment in posted] == [18] * len(posted)
    assert len({moment.date() for moment in posted}) == len(posted) >= 3
    assert len({moment.utcoffset() for moment in posted}) == 2


async def test_the_rhythm_stays_one_rhythm_though_the_wave_is_extended(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=3, closes_at=START + timedelta(days=6))
    await stage.schedule.settle()
    stage.passes(days=1)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))
    stage.passes(days=-1)

    posted = await days_of_digests(stage, 10)

    days = [moment.date().toordinal() for moment in posted]
    assert [later - earlier for earlier, later in itertools.pairwise(days)] == [3] * (len(days) - 1)
    assert len(days) == 3


async def test_fewer_than_five_new_answers_are_no_digest_and_that_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    wave = stage.opens(ASKED, digest_every_days=1, closes_at=None)
    await stage.schedule.settle()
    await answers(stage, wave, 4)
    stage.passes(days=1, hours=8)
    with caplog.at_level(logging.INFO):
        await stage.schedule.settle()
    assert digests(stage) == []
    assert "skipped: 4 new answers" in caplog.text

    await answers(stage, wave, 1)
    stage.passes(days=1)
    await stage.schedule.settle()

    assert len(digests(stage)) == 1
    assert len(ledger(stage, "compose")) == 3


@pytest.mark.on_both
async def test_a_digest_asked_for_twice_in_a_minute_is_one(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    await answers(stage, wave, 6)
    for _ in range(3):
        await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
        await stage.schedule.settle()
        stage.passes(seconds=10)

    assert len(digests(stage)) == 1


async def test_a_closed_wave_has_no_digest_planned(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=1)
    await stage.schedule.settle()
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.schedule.settle()
    count = len(digests(stage))

    stage.passes(days=9)
    await stage.schedule.settle()

    assert count == len(digests(stage)) == 1
    assert [row.key for row in ledger(stage, "compose") if row.state is LedgerState.QUEUED] == []


# --- being away is said ---


def notices(stage: Stage, address: str = ROOM) -> int:
    return sum("nicht erreichbar" in screen.text for screen in stage.posts(address))


@pytest.mark.parametrize(("seconds", "count"), [(119, 0), (121, 1), (25 * 3600, 1)])
@pytest.mark.parametrize("restarted", [True, False])
async def test_an_outage_is_told_once_where_a_wave_is_open(
    stage: Stage, seconds: int, count: int, restarted: bool
) -> None:
    stage.opens(ASKED)
    stage.opens(ASKED.model_copy(update={"key": "zweite"}))  # in the same place: still once
    await stage.schedule.beat()
    await stage.schedule.settle()

    stage.passes(seconds=seconds)
    for _ in range(3):
        if restarted:  # else the computer slept
            stage.restarts()
            await stage.schedule.awake()
        await stage.schedule.beat()
        await stage.schedule.settle()
        stage.passes(seconds=10)

    assert notices(stage) == count
    assert seconds < GAP.total_seconds() or count == 1


async def test_nobody_is_told_of_an_outage_before_their_wave_or_after_it(stage: Stage) -> None:
    await stage.schedule.beat()
    stage.passes(hours=1)
    wave = stage.opens(ASKED)
    stage.restarts()
    await stage.schedule.awake()
    await stage.schedule.beat()
    await stage.schedule.settle()
    assert notices(stage) == 0

    mod = await moderator(stage)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.schedule.settle()
    stage.passes(hours=1)
    await stage.schedule.beat()
    await stage.schedule.settle()

    assert notices(stage) == 0


async def test_it_beats_by_itself_while_a_post_takes_its_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that makes us wait is no outage of ours."""
    stage.opens(ASKED)
    asked = asyncio.Event()
    beats = asyncio.Semaphore(0)
    real = stage.schedule.beat

    async def endless(*_: Any, **__: Any) -> str:
        asked.set()
        await asyncio.Event().wait()
        return ""

    async def beat() -> None:
        await real()
        beats.release()

    monkeypatch.setattr("bot.schedule.BEAT", timedelta(milliseconds=5))
    monkeypatch.setattr(stage.paper, "show", endless)
    monkeypatch.setattr(stage.schedule, "beat", beat)
    running = asyncio.create_task(stage.schedule.run())
    try:
        async with asyncio.timeout(10):
            await asked.wait()
            for _ in range(3):
                await beats.acquire()
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
