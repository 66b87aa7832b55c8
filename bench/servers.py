"""(h) ``servers``: how much memory do a thousand servers on Discord take, beside discord.py with its defaults?

A server has 30 channels and 20 roles. Each bot is started a second time before it is measured: what it does once, such as
noting servers it did not know, is no part of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bench.contestants import Contestant, discord_floor, running
from bench.discord_people import DiscordCrowd
from bench.figures import figure, quantile
from bench.running import resident

THOUSAND = 1_000
CHANNELS, ROLES = 30, 20  # of one server
SETTLED = 3.0  # seconds after the last server was told, between two looks at whether it is idle


@dataclass(frozen=True, slots=True)
class Size:
    """How much to measure."""

    servers: int = THOUSAND
    rounds: int = 3
    settled: float = SETTLED


QUICK = Size(servers=20, rounds=1, settled=0.5)


async def measure(folder: Path, size: Size) -> None:
    """Print (h): resident memory with many servers beside the same with one."""
    for name in ("nachgefragt", "discord_py_defaults"):
        taken: dict[int, list[float]] = {1: [], size.servers: []}
        for number in range(size.rounds):
            for servers, megabytes in taken.items():
                place = folder / f"{name}-{servers}-{number}"
                place.mkdir()
                megabytes.append(await _resident(place, name, servers, size.settled))
        one, many = (quantile(megabytes, 0.5) for megabytes in taken.values())
        figure(
            f"memory_per_1000_servers_{name}",
            (many - one) / (size.servers - 1) * THOUSAND,
            "MB",
            size.rounds,
            servers=size.servers,
            with_one=one,
            with_all=many,
            channels_each=CHANNELS,
            roles_each=ROLES,
            target="<= 20" if name == "nachgefragt" else None,
        )


async def _resident(folder: Path, name: str, servers: int, settled: float) -> float:
    crowd = DiscordCrowd(0, servers=servers, channels=CHANNELS, roles=ROLES)
    bot = running(folder, crowd) if name == "nachgefragt" else discord_floor(folder, crowd, as_default=True)
    async with bot:
        await _settled(bot, crowd, settled)
        await bot.stop()
        await bot.start()
        await _settled(bot, crowd, settled)
        return resident(bot, "Rss")


async def _settled(bot: Contestant, crowd: DiscordCrowd, seconds: float) -> None:
    """Wait until the bot was told of every server, and then has done nothing for a while."""
    session = crowd.peer.gateway.connected[-1]
    await crowd.peer.until(lambda: session.socket is not None and not session.socket.queue.qsize(), 60.0, "the servers")
    before = -1.0
    while bot.cpu() - before > 0.05:
        before = bot.cpu()
        await asyncio.sleep(seconds)
