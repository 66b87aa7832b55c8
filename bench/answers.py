"""(a) From a Telegram update to a durable answer and its reply over HTTP: how many, how fast, beside whom?

Cells are run in turn, all bots in each, so that a busy minute of the machine meets all of them.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.contestants import Contestant, floor, ours, textbook
from bench.figures import figure, quantile, sync_p50
from bench.people import Taken

STORED = 10_000  # answers
OPEN_RATE = 50.0  # answers per second
WARM_UP = 1.0  # seconds that are not counted


@dataclass(frozen=True, slots=True)
class Size:
    """How long to measure.

    Attributes:
        seconds: of one cell in one round.
        open_seconds: of the open loop.
    """

    rounds: int = 3
    seconds: float = 2.0
    open_seconds: float = 8.0
    at_once: tuple[int, ...] = (1, 50)
    latencies: tuple[int, ...] = (0, 50)  # milliseconds
    people: int = 9000
    stored: int = STORED


@dataclass
class Cell:
    """What was measured of one bot under one condition."""

    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """The median round's answers per second."""
        return quantile(self.rates, 0.5)

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time per answer, in the bot's process."""
        return self.cpu / len(self.waits) * 1000 if self.waits else 0.0


async def measure(folder: Path, size: Size) -> None:
    """Print all figures of (a)."""
    async with AsyncExitStack() as stack:
        empty = await stack.enter_async_context(ours(folder, size.people))
        full = await stack.enter_async_context(ours(folder, size.people, stored=size.stored))
        simple = await stack.enter_async_context(textbook(folder, size.people // 4))
        simple_full = await stack.enter_async_context(textbook(folder, size.people // 4, stored=size.stored))
        least = await stack.enter_async_context(floor(folder, size.people))
        bots = {"empty": empty, "stored": full, "textbook": simple, "textbook_stored": simple_full, "floor": least}
        for bot in bots.values():
            await run(bot, Cell(), 5, WARM_UP)
        cells: dict[tuple[str, int, int], Cell] = defaultdict(Cell)
        for _ in range(size.rounds):
            for latency in size.latencies:
                for at_once in size.at_once:
                    for name, bot in bots.items():
                        bot.crowd.slow(latency / 1000)
                        await run(bot, cells[name, at_once, latency], at_once, size.seconds)
        sync = sync_p50(folder)
        for latency in size.latencies:
            for at_once in size.at_once:
                _tell({name: cells[name, at_once, latency] for name in bots}, bots, at_once, latency, sync)
        for latency in size.latencies:
            await _open(full, latency, size.open_seconds, folder)
        for bot in bots.values():
            bot.assert_kept()


async def run(bot: Contestant, cell: Cell, at_once: int, seconds: float) -> None:
    """Measure one cell; raises AssertionError if a row is missing or doubled after it."""
    before = bot.cpu()
    taken = await bot.crowd.closed(at_once, seconds)
    await counted(bot, taken)
    cell.cpu += bot.cpu() - before
    cell.rates.append(taken.rate)
    cell.waits += taken.waits


async def counted(bot: Contestant, taken: Taken) -> None:
    """Count the stored rows; raises AssertionError if one is missing or doubled."""
    await asyncio.sleep(0.1)  # what follows a reply, such as the textbook's edit of the card, belongs to it
    bot.answered += len(taken.waits)
    bot.assert_kept()


def _tell(cells: dict[str, Cell], bots: dict[str, Contestant], at_once: int, latency: int, sync: float) -> None:
    where = f"at_{at_once}_latency_{latency}ms"
    for name, cell in cells.items():
        durable = name != "floor"
        figure(
            f"answers_{name}_{where}",
            cell.rate,
            "answers/s",
            len(cell.waits),
            reply_ms_p50=quantile(cell.waits, 0.5),
            reply_ms_p99=quantile(cell.waits, 0.99),
            cpu_ms_per_answer=cell.cpu_ms,
            rows=bots[name].rows() if durable else None,
            fdatasync_p50_ms=sync if durable else None,
        )
    ours_, full = cells["empty"], cells["stored"]
    figure(f"ratio_to_textbook_{where}", ours_.rate / cells["textbook"].rate, "x", len(ours_.waits), target=">= 10")
    share = ours_.rate / cells["floor"].rate
    figure(f"share_of_floor_{where}", share, "share", len(ours_.waits), target=">= 0.6" if at_once == 50 else None)
    cost = full.cpu_ms / ours_.cpu_ms
    figure(f"cost_at_stored_{where}", cost, "x", len(full.waits), target="<= 1.1", by_rate=ours_.rate / full.rate)


async def _open(bot: Contestant, latency: int, seconds: float, folder: Path) -> None:
    bot.crowd.slow(latency / 1000)
    taken = await bot.crowd.open(OPEN_RATE, seconds)
    await counted(bot, taken)
    figure(
        f"open_loop_p99_latency_{latency}ms",
        quantile(taken.waits, 0.99),
        "ms",
        len(taken.waits),
        p50=quantile(taken.waits, 0.5),
        rate=taken.rate,
        rows=bot.rows(),
        fdatasync_p50_ms=sync_p50(folder),
        target="<= 300",
    )
