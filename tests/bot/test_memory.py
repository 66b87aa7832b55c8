"""Does the memory stay where it is while the bot runs for weeks?"""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from fielding import item, options, questionnaire
from stage import ROOM, Actor, Stage
from virtual import Disk

from bot.tokens import Verb
from surveys.tables import Answer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what a process holds"),
]

ASKED = questionnaire(
    item("why", "open"), item("group", "choice", options=options("customer", "practitioner")), segment="group"
)  # fmt: skip
WARM = 3  # days that are not measured: caches fill, and what digests of enough answers need is imported
MOST = 1.0  # MB that a day may add
PER_DAY = 12  # people who are new on a day
DAYS = int(os.environ.get("SOAK_DAYS", "30"))


def resident() -> float:
    """What the process holds, in MB (10^6 bytes), once everything is collected that nobody holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def day(stage: Stage, wave: str, number: int, pause: int) -> None:
    """People come, answer, change their minds, take back and leave; the schedule looks every ``pause`` minutes."""
    people: list[Actor] = []
    for minute in range(0, 24 * 60, pause):
        stage.passes(minutes=pause)
        await stage.schedule.round()
        await stage.postings.refresh()
        if minute % 120 == 0 and len(people) < PER_DAY:
            people.append(await _answers(stage, wave, f"{number}-{len(people)}"))
        elif people:
            await people[-1].says(f"Um {minute} Minuten sehe ich es noch einmal anders", edit=True)
    await people[0].says("/widerruf")
    await people[1].sends(stage.token(Verb.COMMAND, value="vergissmich-ja"))


async def _answers(stage: Stage, wave: str, name: str) -> Actor:
    somebody = stage.actor(name, platform="telegram" if name.endswith("0") else "discord")
    await somebody.joins(wave)
    await somebody.says(f"Das sage ich als {name}, und zwar in ganzen Sätzen")
    await somebody.sends(stage.token(Verb.PICK, wave, 1, 0, "0"))
    return somebody


@pytest.mark.parametrize(("days", "pause"), [(3, 60), pytest.param(DAYS, 15, marks=pytest.mark.soak)])
async def test_a_day_adds_less_than_a_megabyte(days: int, pause: int, migrated_file: Path, tmp_path: Path) -> None:
    shutil.copyfile(migrated_file, tmp_path / "nachgefragt.db")
    with Disk.on(f"sqlite:///{tmp_path / 'nachgefragt.db'}") as store:
        stage = Stage(store)
        stage.add_room(ROOM)
        stage.on("discord")
        wave = stage.opens(ASKED, digest_every_days=1)
        held: list[float] = []
        for number in range(WARM + days):
            await day(stage, wave, number, pause)
            for paper in stage.papers.values():
                paper.shown[:-2] = []  # what the played platform remembers is not ours
            held.append(resident())
        answers = len(stage.rows(Answer))

    a_day = (held[-1] - held[WARM - 1]) / days
    print(f"{days} days, {answers} answers: {a_day * 1000:.0f} kB a day, {held[-1]:.0f} MB")  # noqa: T201
    assert answers > days * PER_DAY
    assert a_day < MOST
