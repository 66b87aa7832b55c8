"""(b) How long from the command to the first poll, and (c) how much memory does a bot take that nobody talks to?"""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

from bench.contestants import Contestant, ours
from bench.figures import figure, quantile

STARTS = 5
IDLE = 10.0  # seconds after the first poll
KIB = 1024


async def starts(folder: Path, number: int = STARTS) -> None:
    """Print (b): cold start of ``nachgefragt run`` to its first getUpdates, on a database that holds a wave."""
    bot = ours(folder, 1)
    taken = []
    async with bot:
        for _ in range(number):
            await bot.stop()
            started = time.perf_counter()
            await bot.start()
            taken.append(time.perf_counter() - started)
    figure("cold_start", quantile(taken, 0.5), "s", number, least=min(taken), most=max(taken), target="<= 2")


async def memory(folder: Path, idle: float = IDLE) -> None:
    """Print (c): resident and proportional memory of ``nachgefragt run``, idle."""
    bot = ours(folder, 1)
    async with bot:
        await asyncio.sleep(idle)
        whole, proportional = resident(bot, "Rss"), resident(bot, "Pss")
    figure("idle_memory_rss", whole, "MB", 1, target="<= 150", after_s=idle)
    figure("idle_memory_pss", proportional, "MB", 1, target="<= 150", after_s=idle)


def resident(bot: Contestant, kind: str) -> float:
    """Megabytes, as the kernel counts them."""
    assert bot.process
    told = Path(f"/proc/{bot.process.pid}/smaps_rollup").read_text()
    found = re.search(rf"^{kind}:\s+(\d+) kB", told, re.MULTILINE)
    assert found, told
    return int(found[1]) * KIB / 1e6
