"""``python -m bench.mutants [--sample N --seed S] [--part PART] [--module FILE]``: one JSON line per part; survivors.

`make mutants` runs it. All that comes is drawn from the seed and from the sources: the same mutants for the same tree.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import figure
from bench.mutants import page, running
from bench.mutants.choosing import task
from bench.mutants.operators import Mutant, mutants
from bench.mutants.reach import CALM, Place, reached
from bench.mutants.score import Score, part_of, scores, whole
from bench.mutants.verdicts import Fate, Verdict
from bench.mutants.warm import Pace

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "mutants.md"
SAMPLE = 300  # mutants: an interval of about nine points either way would need 100, of five points 300
QUICK = "not slow and not postgres"


def main() -> int:
    """Judge what was asked for. Exit code 1 where the score is under what was demanded."""
    given = _parser().parse_args()
    if any(os.environ.get(name) != value for name, value in CALM.items()):
        os.execve(sys.executable, [sys.executable, "-m", "bench.mutants", *sys.argv[1:]], {**os.environ, **CALM})
    place = _place(given)
    files = [file for file in place.sources() if _is_asked_for(file, given)]
    there_are = [each for file in files for each in mutants(file, (place.root / file).read_text())]
    drawn = _drawn(there_are, given)
    if not drawn:
        print("no mutant is like that", file=sys.stderr)
        return 2
    started, verdicts = time.monotonic(), _judged(place, drawn, given)
    if not verdicts:
        print("nothing was judged", file=sys.stderr)
        return 2
    parts = scores(verdicts, [each.file for each in there_are])
    _print(parts, whole(parts), given, time.monotonic() - started)
    if given.list_survivors:
        _list(verdicts)
    if given.page:
        how = " ".join(each for each in sys.argv[1:] if each not in ("--page", "--list-survivors"))
        page.write(PAGE, parts, whole(parts), how, datetime.now(UTC).date())
    return int(whole(parts).share < given.at_least)


def _judged(place: Place, drawn: Sequence[Mutant], given: argparse.Namespace) -> list[Verdict]:
    """Verdicts on what was drawn; none where the tests cannot even be collected, which is told."""
    reach = reached(place)
    for test in reach.failing:
        print(f"fails without any mutant, so it judges none: {test}", file=sys.stderr)
    until = time.monotonic() + 60 * given.minutes if given.minutes else None
    tasks = [task(place, reach, each) for each in drawn]
    try:
        return running.judged(place, tasks, Pace(given.jobs, until), _counting(len(drawn)))
    except running.Broken as broken:
        print(f"the tests cannot be collected:\n{broken}", file=sys.stderr)
        return []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description="Would the tests notice a mistake?")
    parser.add_argument("--sample", type=int, metavar="N", help=f"how many mutants to draw (default {SAMPLE}; 0: all)")
    parser.add_argument("--seed", type=int, default=1, help="another one draws others (default 1)")
    parser.add_argument("--part", action="append", default=[], help="only this part: analysis, fieldwork, privacy ...")
    parser.add_argument("--module", action="append", default=[], help="only this file, wholly unless --sample is given")
    parser.add_argument("--list-survivors", action="store_true", help="print what no test noticed")
    parser.add_argument(
        "--at-least", type=float, default=0.0, metavar="SHARE", help="exit code 1 under this score (0-1)"
    )
    parser.add_argument("--page", action="store_true", help="write the figures into docs/mutants.md")
    parser.add_argument(
        "--minutes", type=float, help="begin no other mutant after so long, those before are a sample too"
    )
    parser.add_argument("--jobs", type=int, default=1, help="mutants to judge at once (default 1)")
    parser.add_argument("--root", type=Path, default=ROOT, help="another project")
    parser.add_argument("--package", default="surveys", help="whose mistakes (default surveys)")
    parser.add_argument("--tests", action="append", default=[], help="by which tests (default tests/surveys)")
    parser.add_argument("--marker", default=QUICK, help=f'for pytest -m (default "{QUICK}"; empty: all)')
    return parser


def _place(given: argparse.Namespace) -> Place:
    root = given.root.resolve()
    sys.path.insert(0, str(root))
    os.environ["PYTHONPATH"] = str(root)  # for what tests start
    os.chdir(root)
    return Place(root, given.package, tuple(given.tests or ["tests/surveys"]), given.marker, root / ".mutants")


def _is_asked_for(file: str, given: argparse.Namespace) -> bool:
    modules = {Path(name).as_posix() for name in given.module}
    return (not given.part or part_of(file) in given.part) and (not modules or file in modules)


def _drawn(there_are: Sequence[Mutant], given: argparse.Namespace) -> list[Mutant]:
    """A simple random sample in random order: the share in it, or in its first part, is the share in all, but for chance."""
    wanted = given.sample if given.sample is not None else (0 if given.module else SAMPLE)
    if not 0 < wanted < len(there_are):
        wanted = len(there_are)
    return random.Random(given.seed).sample(sorted(there_are), wanted)


def _counting(of: int) -> running.Tell:
    seen: Counter[str] = Counter()

    def tell(verdict: Verdict) -> None:
        seen[verdict.fate] += 1
        if sys.stderr.isatty() or sum(seen.values()) % 25 == 0:
            end = "\r" if sys.stderr.isatty() else "\n"
            told = ", ".join(f"{n} {fate}" for fate, n in sorted(seen.items()))
            print(f"{sum(seen.values())} of {of}: {told}", end=end, file=sys.stderr, flush=True)

    return tell


def _print(parts: Sequence[Score], total: Score, given: argparse.Namespace, seconds: float) -> None:
    for each in [*parts, total]:
        low, high = each.interval
        figure(
            f"mutants_{given.package}_{each.part}",
            each.share,
            "share killed",
            each.n,
            low=low,
            high=high,
            killed=each.killed,
            timed_out=each.timed_out,
            survived=each.survived,
            not_reached=each.not_reached,
            there_are=each.of,
            seed=given.seed,
            seconds=seconds if each is total else None,
        )


def _list(verdicts: Sequence[Verdict]) -> None:
    for fate in (Fate.NOT_REACHED, Fate.SURVIVED):
        for each in sorted((each for each in verdicts if each.fate is fate), key=lambda each: each.mutant):
            print(f"{fate}: {each.mutant.told()}")


if __name__ == "__main__":
    sys.exit(main())
