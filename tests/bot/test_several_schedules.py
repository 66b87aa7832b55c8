"""Does a process that starts leave alone what another is sending, and take care of what a dead one left?"""

from __future__ import annotations

import asyncio
import sys

from schedules import ASKED, ledger, moderator
from stage import Stage

from bot.platform import Unreachable
from bot.schedule import Schedule
from bot.tables import Account, Ledger, LedgerState


def schedule_of(stage: Stage, owner: str) -> Schedule:
    """The schedule of another process."""
    schedule = Schedule(stage.store, stage.house, stage.desk.platforms, stage.clock)
    schedule.owner = owner
    return schedule


async def takes_a_card(stage: Stage, schedule: Schedule) -> None:
    await stage.store.write(lambda session: schedule._take(session, stage.now))
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.SENDING]


async def test_what_another_process_is_sending_is_its_own_business_while_it_beats(stage: Stage) -> None:
    stage.opens(ASKED)
    elsewhere = schedule_of(stage, "another-host:17:abcd:ef")
    await takes_a_card(stage, elsewhere)
    stage.passes(seconds=40)
    await elsewhere.beat()
    stage.passes(seconds=40)

    await stage.schedule.awake()
    assert [row.state for row in ledger(stage, "card")] == [LedgerState.SENDING]
    stage.passes(seconds=40)
    await stage.schedule.awake()

    assert [row.state for row in ledger(stage, "card")] == [LedgerState.UNSURE]


async def test_what_a_dead_process_of_this_computer_was_sending_is_unsure_at_once(stage: Stage) -> None:
    stage.opens(ASKED)
    process = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "")
    await process.wait()
    host, _, *rest = stage.schedule.owner.split(":")
    await takes_a_card(stage, schedule_of(stage, ":".join((host, str(process.pid), *rest))))

    await stage.schedule.awake()

    assert [row.state for row in ledger(stage, "card")] == [LedgerState.UNSURE]


async def test_what_we_are_sending_ourselves_is_let_be(stage: Stage) -> None:
    stage.opens(ASKED)
    await takes_a_card(stage, stage.schedule)
    stage.passes(hours=1)

    await stage.schedule.awake()

    assert [row.state for row in ledger(stage, "card")] == [LedgerState.SENDING]


async def test_a_private_word_that_may_have_been_lost_is_said_again(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    await stage.settles()
    account = stage.rows(Account)[0].id
    row = Ledger(
        key="tell:crisis", kind="tell", account_id=account, due_at=stage.now, updated_at=stage.now,
        body={"phrase": "crisis-for-moderators", "values": {"wave": wave}},
    )  # fmt: skip
    stage.store.write_now(lambda session: session.add(row))
    stage.paper.trouble = [Unreachable(unsure=True)]
    await stage.settles()
    stage.passes(seconds=5)
    await stage.settles()

    assert [row.state for row in ledger(stage, "tell")] == [LedgerState.SENT]
    assert len(stage.posts(mod.id)) == 1
