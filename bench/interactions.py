"""(f) ``discord``: from a Discord interaction to a durable answer and its response: how many, how fast, beside whom?"""

from __future__ import annotations

from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path

from bench.answers import OPEN_RATE, STORED, WARM_UP, Cell, Size, counted, run
from bench.contestants import Contestant, discord_floor, running
from bench.discord_people import DiscordCrowd
from bench.figures import figure, quantile, sync_p50

SIZE = Size(at_once=(1, 50), people=6000, seconds=3.0, stored=STORED)
QUICK = Size(rounds=1, seconds=0.5, open_seconds=1.0, at_once=(5,), people=800, stored=100)
AT_BEST = 50  # people at once for whom the share is wanted


async def measure(folder: Path, size: Size = SIZE) -> None:
    """Print all figures of (f); raises AssertionError if a row is missing or doubled after a cell."""
    async with AsyncExitStack() as stack:
        crowd, others = DiscordCrowd(size.people), DiscordCrowd(size.people * 3)
        full = await stack.enter_async_context(running(folder, crowd, stored=size.stored, name="discord"))
        await crowd.shows_card()
        least = await stack.enter_async_context(discord_floor(folder, others))
        others.imitates(crowd)
        bots = {"nachgefragt": full, "floor": least}
        for bot in bots.values():
            await run(bot, Cell(), 5, WARM_UP)
        cells: dict[tuple[str, int], Cell] = defaultdict(Cell)
        for _ in range(size.rounds):
            for at_once in size.at_once:
                for name, bot in bots.items():
                    await run(bot, cells[name, at_once], at_once, size.seconds)
        for at_once in size.at_once:
            _tell({name: cells[name, at_once] for name in bots}, full, at_once, sync_p50(folder))
        await _open(full, size.open_seconds, folder)
        full.assert_kept()


def _tell(cells: dict[str, Cell], full: Contestant, at_once: int, sync: float) -> None:
    for name, cell in cells.items():
        durable = name != "floor"
        figure(
            f"discord_{name}_at_{at_once}",
            cell.rate,
            "responses/s",
            len(cell.waits),
            response_ms_p50=quantile(cell.waits, 0.5),
            response_ms_p99=quantile(cell.waits, 0.99),
            cpu_ms_per_response=cell.cpu_ms,
            rows=full.rows() if durable else None,
            fdatasync_p50_ms=sync if durable else None,
        )
    share = cells["nachgefragt"].rate / cells["floor"].rate
    target = ">= 0.6" if at_once == AT_BEST else None
    figure(f"discord_share_of_floor_at_{at_once}", share, "share", len(cells["floor"].waits), target=target)


async def _open(bot: Contestant, seconds: float, folder: Path) -> None:
    taken = await bot.crowd.open(OPEN_RATE, seconds)
    await counted(bot, taken)
    figure(
        "discord_open_loop_p99",
        quantile(taken.waits, 0.99),
        "ms",
        len(taken.waits),
        p50=quantile(taken.waits, 0.5),
        rate=taken.rate,
        rows=bot.rows(),
        fdatasync_p50_ms=sync_p50(folder),
        target="<= 300",
    )
