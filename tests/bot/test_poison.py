"""How long does what cannot be read hold up the rest?"""

from __future__ import annotations

import asyncio
import copy
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simulation import START, Plan, Town, kept
from virtual import virtual

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")]

PEOPLE = 20
EACH = 5  # unreadable updates before each person's
WITHIN = 2.0  # seconds


def poison(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Updates that are nearly right: something is missing, of the wrong type, or absurd."""
    person = {"id": 5, "is_bot": False, "first_name": "P"}
    chat = {"id": 5, "type": "private"}
    right = {"message": {"message_id": 1, "from": person, "chat": chat, "date": 1, "text": "Hallo"}}
    while True:
        update = copy.deepcopy(right)
        spoiled: dict[str, Any] = update["message"]
        if chance.random() < 0.3:
            spoiled = spoiled[chance.choice(("from", "chat"))]
        key = chance.choice([each for each in spoiled if each not in ("first_name", "text")])
        spoiled[key] = chance.choice((None, [], {"id": []}, "\x00", 10**15, -1.5))
        yield update


async def plays(town: Town) -> tuple[int, float, float]:
    """Gives how many were unreadable, and the seconds that passed and were computed until the rest was stored."""
    async with town.telegram, town.discord:
        await town.opens()
        town.bot.start()
        await town.telegram.next_message(town.group, 60)
        for somebody in town.on_telegram:
            await somebody.joins()
        before = _unreadable(town)
        source = poison(random.Random(7))
        virtual_at, computed_at = town.loop.time(), time.process_time()
        for somebody in town.on_telegram:
            town.telegram.inject([next(source) for _ in range(EACH)])
            await somebody.person.says(f"/antwort 1 {somebody.name} kommt trotzdem durch")
            somebody.says(why=f"{somebody.name} kommt trotzdem durch")
        while kept(town).answers != {each.name: each.kept for each in town.people}:
            await asyncio.sleep(0.05)
            assert town.loop.time() - virtual_at < 60, "some are never stored"
        passed, computed = town.loop.time() - virtual_at, time.process_time() - computed_at
        await asyncio.sleep(30)
        unreadable = _unreadable(town) - before
        await town.bot.kill()
    return unreadable, passed, computed


def _unreadable(town: Town) -> int:
    return kept(town).dead


def test_what_cannot_be_read_is_listed_and_the_rest_is_stored_within_two_seconds(
    migrated_file: Path, tmp_path: Path
) -> None:
    """Waiting is measured in virtual time and computing in processor time: neither hangs on what else this machine does."""
    shutil.copyfile(migrated_file, tmp_path / "nachgefragt.db")
    with virtual(START) as (runner, loop, clock):
        town = Town(7, Plan(telegram=PEOPLE, discord=1, copies=0, trouble=0), loop, clock, tmp_path)
        unreadable, passed, computed = runner.run(plays(town))

    print(f"{unreadable} unreadable: waited {passed:.2f} s, computed {computed:.2f} s")  # noqa: T201
    assert unreadable > PEOPLE * EACH / 2
    assert passed + computed < WITHIN
