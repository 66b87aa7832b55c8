"""Is what is due done once and on time, and what does the schedule do with what the platform says?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from schedules import ASKED, Away, answers, cards, digests, ledger, moderator
from sqlmodel import Session, col
from stage import OTHER_ROOM, ROOM, START, Stage

from bot import fielding
from bot.platform import Gone, Later, Moved, PlatformError, Refused, Unreachable
from bot.schedule import RETRIES
from bot.tables import Account, Ledger, LedgerState, Place, PlaceState, Posting, PostingKind
from bot.tokens import Verb
from surveys.store import Store
from surveys.tables import Wave, WaveState

# --- once ---


async def test_a_card_is_posted_once_and_noted_with_it(stage: Stage) -> None:
    wave = stage.opens(ASKED)

    for _ in range(3):
        await stage.schedule.settle()
        stage.restarts()

    [posting] = stage.rows(Posting)
    [row] = ledger(stage, "card")
    assert cards(stage) == 1
    assert (posting.kind, posting.wave_id, posting.ref) == (PostingKind.CARD, wave, row.ref)
    assert (row.state, row.key) == (LedgerState.SENT, f"card:{wave}:{stage.place()}")


async def test_what_may_have_been_sent_is_sent_again_only_when_a_moderator_says_so(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    stage.paper.trouble = [Unreachable(unsure=True)]

    await stage.schedule.settle()
    for _ in range(3):
        stage.passes(hours=1)
        stage.restarts()
        await stage.schedule.awake()
        await stage.schedule.settle()
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.UNSURE]
    assert cards(stage) == 0

    await mod.sends(stage.token(Verb.MANAGE, wave))
    assert "unklar" in mod.sees
    await mod.presses("Noch einmal senden")
    await stage.schedule.settle()

    assert [row.state for row in ledger(stage, "card")] == [LedgerState.SENT]
    assert cards(stage) == 1
    assert "unklar" not in mod.sees


async def test_what_certainly_did_not_arrive_is_tried_again_however_long_the_outage_is(stage: Stage) -> None:
    stage.opens(ASKED)
    waits = []
    for _ in range(3 * RETRIES):
        stage.paper.trouble = [Unreachable(unsure=False)]
        await stage.schedule.settle()
        [row] = ledger(stage, "card")
        waits.append((row.due_at - stage.now).total_seconds())
        stage.now = max(row.due_at, stage.now)

    assert waits[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert cards(stage) == 0
    await stage.schedule.settle()
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.SENT]
    assert cards(stage) == 1


# --- the platform says ---


async def test_a_waiting_time_the_platform_names_is_kept_to_the_second(stage: Stage) -> None:
    stage.opens(ASKED)
    stage.paper.trouble = [Later(37.5)]
    await stage.schedule.settle()

    stage.passes(seconds=37.4)
    await stage.schedule.round()
    assert cards(stage) == 0
    stage.passes(seconds=0.1)
    await stage.schedule.round()

    assert cards(stage) == 1


@pytest.mark.parametrize(
    ("trouble", "state", "said"),
    [(Gone(), PlaceState.GONE, "nicht mehr dabei"), (Refused(), PlaceState.CLOSED, "nicht schreiben")],
)
async def test_a_place_that_takes_nothing_rests_and_a_moderator_is_told_once(
    stage: Stage, trouble: PlatformError, state: PlaceState, said: str
) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    stage.paper.trouble = [trouble]

    await stage.schedule.settle()
    await answers(stage, wave, 6)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
    await stage.schedule.settle()

    assert stage.rows(Place)[0].state is state
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.DEAD]
    told = [screen.text for screen in stage.posts(mod.id)]
    assert len(told) == 1
    assert said in told[0]
    assert "Kundenclub" in told[0]
    assert stage.posts() == []


async def test_somebody_who_blocked_us_is_written_to_no_more(stage: Stage) -> None:
    mod = await moderator(stage)
    stage.opens(ASKED)
    stage.paper.trouble = [Gone(), Gone()]  # the place, then the moderator

    await stage.schedule.settle()

    [account] = stage.rows(Account)
    assert account.reachable is False
    assert [row.state for row in ledger(stage, "tell")] == [LedgerState.DEAD]
    assert stage.posts(mod.id) == []


async def test_one_bad_row_never_stops_the_rest(stage: Stage) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    stage.opens(ASKED)
    stage.opens(ASKED.model_copy(update={"key": "zweite"}), OTHER_ROOM)
    stage.paper.trouble = [RuntimeError("a bug")]

    await stage.schedule.settle()

    assert cards(stage) + cards(stage, OTHER_ROOM) == 1
    assert sorted(row.state for row in ledger(stage, "card")) == [LedgerState.QUEUED, LedgerState.SENT]


async def test_a_place_that_moved_gets_its_post_where_it_is_now(stage: Stage) -> None:
    stage.opens(ASKED)
    stage.paper.trouble = [Moved("-100777")]
    await stage.schedule.settle()
    assert cards(stage) == 0

    moved = sa.update(Place).where(col(Place.address) == ROOM).values(address="-100777")
    stage.store.write_now(lambda session: bool(session.execute(moved)))
    stage.passes(seconds=2)
    await stage.schedule.settle()

    assert cards(stage, "-100777") == 1


# --- on time ---


async def test_a_wave_closes_on_time_to_the_second(stage: Stage) -> None:
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=1))
    await stage.schedule.settle()

    stage.passes(hours=23, minutes=59, seconds=59)
    await stage.schedule.settle()
    assert [each.state for each in stage.rows(Wave)] == [WaveState.OPEN]
    stage.passes(seconds=1)
    await stage.schedule.settle()

    assert [each.state for each in stage.rows(Wave)] == [WaveState.CLOSED]
    assert [row.key.rsplit(":", 1)[0] for row in ledger(stage, "close")] == [f"close:{wave}"]


async def test_a_wave_whose_end_was_slept_through_closes_at_the_start(stage: Stage) -> None:
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=1))
    await stage.schedule.settle()
    await answers(stage, wave, 6)
    stage.passes(days=2, hours=5)
    stage.restarts()

    late = stage.actor("Spät")
    await late.sends(stage.token(Verb.JOIN, wave))
    await stage.schedule.awake()
    await stage.schedule.settle()

    assert "geschlossen" in late.toast
    assert [each.state for each in stage.rows(Wave)] == [WaveState.CLOSED]
    assert len(digests(stage)) == 1


async def test_an_end_that_was_moved_is_the_only_one(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=1))
    await stage.schedule.settle()
    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))

    stage.passes(days=2)
    await stage.schedule.settle()
    assert [each.state for each in stage.rows(Wave)] == [WaveState.OPEN]
    stage.passes(days=6)
    await stage.schedule.settle()

    assert [each.state for each in stage.rows(Wave)] == [WaveState.CLOSED]


async def test_a_wave_that_is_opened_again_says_so_and_goes_on_with_its_digests(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=1))
    await stage.settles()
    stage.passes(days=1, minutes=1)
    await stage.settles()
    assert "geschlossen" in stage.posts()[0].text

    await mod.sends(stage.token(Verb.MANAGE, wave, value="reopen"))
    stage.passes(minutes=1)
    await stage.settles()

    assert "geschlossen" not in stage.posts()[0].text
    assert next(button.label for row in stage.posts()[0].all_rows() for button in row) == "1. pick"
    planned = [row for row in ledger(stage, "compose") if row.state is LedgerState.QUEUED]
    assert [row.due_at > stage.now for row in planned] == [True]


# --- it runs ---


async def test_running_it_does_what_is_due_when_it_is_rung(stage: Stage) -> None:
    running = asyncio.create_task(stage.schedule.run())
    try:
        stage.opens(ASKED)
        stage.schedule.ring()
        async with asyncio.timeout(10):
            await stage.paper.something.wait()
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    assert cards(stage) == 1


async def test_it_starts_although_the_database_is_away(stage: Stage) -> None:
    stage.opens(ASKED)
    away = Away(stage, 0)
    with away:
        running = asyncio.create_task(stage.schedule.run())
        async with asyncio.timeout(10):
            await away.refused.wait()
    try:
        async with asyncio.timeout(10):
            await stage.paper.something.wait()
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_what_is_over_for_a_year_is_deleted_and_its_ledger_after_three_months(stage: Stage) -> None:
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=1), retention_months=12)
    await answers(stage, wave, 6)
    await stage.schedule.settle()
    stage.passes(days=1)
    await stage.schedule.settle()
    held = [model for model in _about_people() if stage.rows(model)]
    assert len(held) >= 3

    stage.passes(days=364)
    await stage.schedule.round()
    assert [model for model in held if stage.rows(model)] == held
    stage.passes(days=2)
    await stage.schedule.round()

    assert [model for model in held if stage.rows(model)] == []
    assert stage.rows(Ledger, Ledger.wave_id == wave) == []


def _about_people() -> list[Any]:
    from surveys.tables import Answer, Consent, Response

    return [Consent, Response, Answer]


# --- who may be asked what ---


def test_no_wave_opens_without_an_operator_or_a_place(store: Store) -> None:
    from bot.settings import Settings
    from bot.visit import House
    from surveys import errors
    from surveys.fieldwork.waves import WaveSettings

    stage = Stage(store)
    stage.add_room()
    stage.add_room(OTHER_ROOM, "Bahnleute")
    nameless = House(Settings(_env_file=None), stage.house.keys)  # type: ignore[call-arg]

    def start(house: House, *addresses: str) -> Callable[[Session], Any]:
        def work(session: Session) -> None:
            places = [place for place in stage.rows(Place) if place.address in addresses]
            fielding.start(session, house, ASKED, places, WaveSettings.of(ASKED, START), START)

        return work

    for house, addresses, key in (
        (nameless, (ROOM,), "operator-missing"),
        (stage.house, (), "no-place"),
        (stage.house, (ROOM, OTHER_ROOM), "places-of-several-communities"),
    ):
        with pytest.raises(errors.Refused) as refused:
            store.write_now(start(house, *addresses))
        assert refused.value.key == key
    assert stage.rows(Wave) == []
    assert stage.rows(Ledger) == []
