"""``python -m bench [FIGURE ...] [--quick]``: prints one JSON line per figure."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench import (
    answers,
    burst,
    interactions,
    quality_codebook,
    quality_opinion,
    quality_themes,
    refresh,
    running,
    servers,
    tally,
)

QUICK = answers.Size(rounds=1, seconds=0.5, open_seconds=1.0, at_once=(5,), latencies=(0,), people=1500, stored=100)


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks; one JSON line per figure.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"which ones: {', '.join(FIGURES)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="a few seconds each, to see that they run")
    given = parser.parse_args()
    unknown = set(given.figures) - FIGURES.keys()
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    with tempfile.TemporaryDirectory(prefix="nachgefragt-bench-") as folder:
        for name in given.figures or FIGURES:
            place = Path(folder) / name
            place.mkdir()
            FIGURES[name](place, given.quick)
    return 0


def _answers(folder: Path, quick: bool) -> None:
    asyncio.run(answers.measure(folder, QUICK if quick else answers.Size()))


def _start(folder: Path, quick: bool) -> None:
    asyncio.run(running.starts(folder, 1 if quick else running.STARTS))


def _memory(folder: Path, quick: bool) -> None:
    asyncio.run(running.memory(folder, 1.0 if quick else running.IDLE))


def _tally(folder: Path, quick: bool) -> None:
    tally.measure(folder, tally.SIZES[:1] if quick else tally.SIZES)


def _burst(folder: Path, quick: bool) -> None:
    asyncio.run(burst.measure(folder, 200, 50) if quick else burst.measure(folder))


def _discord(folder: Path, quick: bool) -> None:
    asyncio.run(interactions.measure(folder, interactions.QUICK if quick else interactions.SIZE))


def _refresh(folder: Path, quick: bool) -> None:
    asyncio.run(refresh.measure(folder, refresh.QUICK if quick else refresh.Size()))


def _servers(folder: Path, quick: bool) -> None:
    asyncio.run(servers.measure(folder, servers.QUICK if quick else servers.Size()))


def _opinion(folder: Path, quick: bool) -> None:
    quality_opinion.measure(1, conversations=1) if quick else quality_opinion.measure()


def _themes(folder: Path, quick: bool) -> None:
    quality_themes.measure(folder, (0,), (300,)) if quick else quality_themes.measure(folder)


def _codebook(_: Path, quick: bool) -> None:
    if quick:
        quality_codebook.measure(1, 5)
    else:
        quality_codebook.measure()


FIGURES = {
    "answers": _answers,
    "start": _start,
    "memory": _memory,
    "tally": _tally,
    "burst": _burst,
    "discord": _discord,
    "refresh": _refresh,
    "servers": _servers,
    "opinion": _opinion,
    "themes": _themes,
    "codebook": _codebook,
}


if __name__ == "__main__":
    sys.exit(main())
