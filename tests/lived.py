"""Days that the bot lives through, and what its process holds at the end of each."""

from __future__ import annotations

import asyncio
import gc
import os
from pathlib import Path

from fielding import item, options, questionnaire
from stage import ROOM, Actor, Stage
from virtual import Disk

from bot.tokens import Verb
from surveys.tables import Answer

ASKED = questionnaire(
    item("why", "open"), item("group", "choice", options=options("customer", "practitioner")), segment="group"
)  # fmt: skip
WARM = 3  # days that are not measured: caches fill, and what digests of enough answers need is imported
PER_DAY = 12  # people who are new on a day


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


def lived(days: int, pause: int, file: str) -> tuple[int, list[float]]:
    """How many answers there are in the end, and what the process held after each day that counts, in MB."""
    return asyncio.run(_lived(days, pause, file))


async def _lived(days: int, pause: int, file: str) -> tuple[int, list[float]]:
    with Disk.on(f"sqlite:///{file}") as store:
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
        return len(stage.rows(Answer)), held[WARM - 1 :]
