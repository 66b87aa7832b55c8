"""Is what is due done once although the process ends, or the database goes away, at any step?"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fielding import item, questionnaire
from lengths import also_long, size
from schedules import ASKED, Away, answers, cards, digests, ledger
from stage import OTHER_ROOM, START, Stage

from bot.tables import Ledger, LedgerState, Posting, PostingKind
from surveys.errors import NotStored
from surveys.tables import StoredDigest, Wave, WaveState

pytestmark = pytest.mark.slow
EACH = size(3, 1)  # the short run breaks off at every third step


@pytest.fixture
def dialect() -> str:
    """Where the schedule breaks off is the same on both databases: what each keeps is tested with the store."""
    return "sqlite"


@also_long
@pytest.mark.parametrize("step", range(0, 12, EACH))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_at_any_step_posts_no_card_twice_and_loses_no_row(stage: Stage, step: int, moment: str) -> None:
    stage.opens(ASKED)
    crash = await crashed(stage, step, moment)

    [row] = ledger(stage, "card")
    assert cards(stage) <= 1
    assert row.state in (LedgerState.SENT, LedgerState.UNSURE)
    if row.state is LedgerState.SENT:
        assert cards(stage) == len(stage.rows(Posting)) == 1
    else:
        assert crash.happened


@also_long
@pytest.mark.parametrize("step", range(0, 18, EACH))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_between_the_cards_of_a_wave_loses_none_and_posts_none_twice(
    stage: Stage, step: int, moment: str
) -> None:
    stage.paper.limits = replace(stage.paper.limits, sections=1, several=True)
    stage.opens(questionnaire(*(item(f"q{number}", "open") for number in range(3))))
    crash = await crashed(stage, step, moment)

    rows = ledger(stage, "card")
    sent = [row for row in rows if row.state is LedgerState.SENT]
    shown = [screen.sections[0].spans[0].text for screen in stage.posts()]
    assert shown == ["1. q0?", "2. q1?", "3. q2?"][: len(shown)]
    assert [posting.part for posting in stage.rows(Posting)] == list(range(len(sent)))
    assert len(sent) == 3 or (crash.happened and rows[-1].state is LedgerState.UNSURE)


@also_long
@pytest.mark.parametrize("step", range(0, 14, EACH))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_at_any_step_closes_on_time_and_posts_one_last_digest(
    stage: Stage, step: int, moment: str
) -> None:
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=3))
    await stage.schedule.settle()
    await answers(stage, wave, 6)
    stage.passes(days=3)
    crash = await crashed(stage, step, moment)

    [closed] = stage.rows(Wave)
    [row] = ledger(stage, "digest")
    assert (closed.state, closed.closed_at) == (WaveState.CLOSED, stage.now)
    assert len(stage.rows(StoredDigest)) == 1
    assert len(digests(stage)) == (1 if row.state is LedgerState.SENT else len(digests(stage))) <= 1
    assert row.state is LedgerState.SENT or (row.state is LedgerState.UNSURE and crash.happened)


@also_long
@pytest.mark.parametrize("step", range(0, 16, EACH))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_at_any_step_opens_reminds_and_comes_again_once(stage: Stage, step: int, moment: str) -> None:
    opens_at = START + timedelta(days=1)
    end = opens_at + timedelta(days=3)
    wave = stage.opens(ASKED, opens_at=opens_at, closes_at=end, every_weeks=1, digest_every_days=0)

    for at in (opens_at, end - timedelta(hours=24), end, opens_at + timedelta(weeks=1)):
        stage.now = at
        await crashed(stage, step, moment)

    first, second = sorted(stage.rows(Wave), key=lambda each: each.key)
    assert (first.id, first.opened_at, first.closed_at) == (wave, opens_at, end)
    assert (second.state, second.opened_at, second.follows) == (WaveState.OPEN, stage.now, wave)
    sent = [row for row in stage.rows(Ledger) if row.kind in ("card", "reminder", "digest")]
    assert Counter(row.kind for row in sent) == {"card": 2, "reminder": 1, "digest": 1}
    assert {row.state for row in sent} <= {LedgerState.SENT, LedgerState.UNSURE}
    assert sum(row.state is LedgerState.SENT for row in sent) == len(stage.rows(Posting))
    assert len(stage.posts()) <= len(sent)


async def crashed(stage: Stage, step: int, moment: str) -> Crash:
    """The process ends at that step, is started again, and does what is due."""
    crash = Crash(stage, step, after=moment == "after")
    with crash:
        for _ in range(3):
            await crash.survives(stage.schedule.settle)
    stage.restarts()
    await stage.schedule.awake()
    await stage.schedule.settle()
    return crash


class Killed(BaseException):
    """The process is gone; nothing catches this."""


class Crash:
    """The k-th time that anything is stored or sent, the process ends: before that, or after and before anybody knows."""

    def __init__(self, stage: Stage, step: int, *, after: bool) -> None:
        self.stage, self.left, self.after, self.happened = stage, step, after, False
        self._write, self._show = stage.store.write, stage.paper.show

    def __enter__(self) -> Crash:
        self.stage.store.write = self._through(self._write)  # type: ignore[method-assign]
        self.stage.paper.show = self._through(self._show)  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        self.stage.store.write, self.stage.paper.show = self._write, self._show  # type: ignore[method-assign]

    def _through(self, real: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == -1:
                self.happened = True
                if self.after:
                    await real(*args, **named)
                raise Killed
            if self.happened:
                raise Killed  # a dead process does nothing more
            return await real(*args, **named)

        return call

    async def survives(self, act: Callable[[], Any]) -> None:
        with contextlib.suppress(Killed):
            await act()


# --- the database is away for a while ---


@also_long
@pytest.mark.parametrize("step", range(0, 6, EACH))
async def test_a_database_that_was_away_leaves_nothing_undone_and_nothing_done_twice(stage: Stage, step: int) -> None:
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=1), digest_every_days=0)
    stage.add_room(OTHER_ROOM, "Bahnleute")
    stage.opens(ASKED.model_copy(update={"key": "zweite"}), OTHER_ROOM, closes_at=START + timedelta(days=1))
    await answers(stage, wave, 6)

    for day in (0, 1):
        stage.now = START + timedelta(days=day)
        with Away(stage, step):
            for _ in range(3):
                with contextlib.suppress(NotStored):
                    await stage.schedule.round()
        await stage.schedule.round()
        await stage.schedule.settle()

    assert {each.state for each in stage.rows(Wave)} == {WaveState.CLOSED}
    assert {row.state for row in stage.rows(Ledger, Ledger.due_at <= stage.now)} == {LedgerState.SENT}
    assert (cards(stage), cards(stage, OTHER_ROOM)) == (1, 1) or len(stage.rows(Posting)) == 4
    assert len(stage.rows(Posting, Posting.kind == PostingKind.CARD)) == 2


async def test_what_was_sent_is_not_sent_again_because_it_could_not_be_noted(stage: Stage) -> None:
    stage.opens(ASKED)

    with Away(stage, 1):  # taken, sent, and then no database
        for _ in range(3):
            with pytest.raises(NotStored):
                await stage.schedule.round()
    assert cards(stage) == 1
    await stage.schedule.round()

    assert cards(stage) == 1
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.SENT]
    assert len(stage.rows(Posting)) == 1


async def test_what_cannot_be_noted_at_all_is_unsure_not_sent_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.opens(ASKED)

    async def shows_without_reference(*args: Any, **named: Any) -> Any:
        await real(*args, **named)
        return None  # what no column takes

    real = stage.paper.show
    monkeypatch.setattr(stage.paper, "show", shows_without_reference)
    for _ in range(3):
        await stage.schedule.settle()
        stage.passes(hours=1)

    assert cards(stage) == 1
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.UNSURE]
