"""Whatever goes wrong on two platforms at once: is exactly what people meant kept, posted once, and within the limits?"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest
from simulation import NOTICE, START, TOLD_AFTER, Kept, Plan, Town, in_channel, in_group, kept
from virtual import virtual

from bot.tables import LedgerState

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")]

SEEDS = int(os.environ.get("SOAK_SEEDS", "40"))  # histories in the long run


def played(seed: int, plan: Plan, migrated: Path, folder: Path) -> Town:
    """Play a whole history."""
    shutil.copyfile(migrated, folder / "nachgefragt.db")
    with virtual(START) as (runner, loop, clock):
        town = Town(seed, plan, loop, clock, folder)
        started = time.monotonic()
        runner.run(town.plays())
        acts = sum(somebody.acts for somebody in town.people)
        report = f"seed {seed}: {acts} acts in {loop.time() / 60:.0f} virtual minutes, {len(town.bot.gaps)} kills"
        print(f"{report}, {time.monotonic() - started:.1f} s")  # noqa: T201
    return town


def check(town: Town) -> None:
    """What must hold after any history."""
    found = kept(town)
    meant = {somebody.name: somebody.kept for somebody in town.people}
    assert found.answers == meant
    assert found.unknown == 0, "answers of somebody who was forgotten"
    assert found.live == found.anew
    assert found.taking_part == sum(bool(each) for each in meant.values())
    assert found.dead == 0
    check_posts(town, found)
    # Answers in direct chats are not held back by us, in none and not in all together: Telegram says when it is too much,
    # and is obeyed (bot.telegram.pace, docs/decisions/0002-sending-rates.md). After an outage everybody is answered at once.
    limits = [each for each in town.telegram.rate_violations if each.chat_id < 0 or each.rule == "retry_after"]
    assert limits == []
    assert town.discord.rate_violations == []


def check_posts(town: Town, found: Kept) -> None:
    """Every post is there once; what nobody knows the outcome of may be there, and is not sent again."""
    for name, texts in (("telegram", in_group(town)), ("discord", in_channel(town))):
        rows = [row for row in found.rows if row.place_id == found.places[name] and row.due_at <= town.clock()]
        states = Counter(row.state for row in rows)
        assert set(states) <= {LedgerState.SENT, LedgerState.UNSURE}, name
        assert states[LedgerState.SENT] <= len(texts) <= states.total(), name
        due = sum(gap > TOLD_AFTER for gap in town.bot.gaps)
        told = sum(row.kind == "notice" for row in rows)
        assert told == due, f"{name}: {due} silences were long, {told} notices were planned"
        assert sum(NOTICE in text for text in texts) <= due
        assert sum(NOTICE in text for text in texts) + states[LedgerState.UNSURE] >= due


LASTING = Plan(outages=(30.0, 149.0, 151.0, 25 * 3600.0), copies=2)
"""Outages just under and over what Telegram keeps a tap for, one of more than a day; every update comes three times."""


@pytest.mark.parametrize(
    ("seed", "plan"),
    [
        pytest.param(1, Plan(), id="1"),
        pytest.param(2, LASTING, id="2-with-outages"),
        *(
            pytest.param(seed, LASTING if seed % 2 == 0 else Plan(), id=str(seed), marks=pytest.mark.soak)
            for seed in range(3, 3 + SEEDS)
        ),
    ],
)
def test_whatever_goes_wrong_what_people_meant_is_kept_once(
    seed: int, plan: Plan, migrated_file: Path, tmp_path: Path
) -> None:
    town = played(seed, plan, migrated_file, tmp_path)

    check(town)
    assert len(town.bot.gaps) >= len(plan.outages)


def test_a_disk_that_takes_longer_than_discord_waits_never_acknowledges_what_it_loses(
    migrated_file: Path, tmp_path: Path
) -> None:
    """Commits take up to five seconds, and Discord gives three for an answer."""
    town = played(5, Plan(minutes=6, trouble=0, outages=(), slow=5.0, always_slow=True), migrated_file, tmp_path)

    check(town)
    tried = [each for somebody in town.on_discord for each in somebody.tried]
    assert any(each.response is None for each in tried), "the disk was not slow"
    assert any(each.response is not None for each in tried)
