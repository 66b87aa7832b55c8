"""How near are our groups of opinion to those that Polis published, and how fast are they, beside red-dwarf?

Adjusted Rand index (Hubert and Arabie 1985, doi:10.1007/BF01908075) over the participants both have grouped, for each
conversation of the shared folder; then time and memory for 5,000 people and 100 statements, all voted on. Both run in
processes of their own, imports left out, memory as the peak above what was there with the votes read.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import REPOSITORY
from bench.figures import figure

PEERS = REPOSITORY / ".venv-peers" / "bin" / "python"
PEOPLE, STATEMENTS, CAMPS = 5_000, 100, 3
NOISE = 0.35  # share of votes that are drawn instead of following the camp
ROUNDS = 3
PATIENCE = 600.0  # seconds

Vote = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a program made of votes."""

    groups: Mapping[str, str]
    cpu_seconds: float
    seconds: float
    megabytes: float


def measure(rounds: int = ROUNDS, *, conversations: int | None = None) -> None:
    """Print the index of each conversation, then time and memory; red-dwarf only where it is set up."""
    shared = Path(os.environ.get("NACHGEFRAGT_SHARED") or REPOSITORY.parent / "shared") / "data" / "polis" / "dev"
    if not PEERS.exists():
        print("red-dwarf is not set up: make bench-peers", file=sys.stderr)
    for conversation in sorted(shared.glob("*/"))[:conversations]:
        _quality(conversation)
    _speed(synthetic(PEOPLE, STATEMENTS), rounds)


def synthetic(people: int, statements: int, seed: int = 1) -> list[Vote]:
    """Votes of three camps, each with a line of its own on every statement."""
    draw = random.Random(seed)
    lines = [[draw.choice((-1, 1)) for _ in range(statements)] for _ in range(CAMPS)]
    return [
        (f"p{who}", f"s{at}", draw.choice((-1, 0, 1)) if draw.random() < NOISE else lines[who % CAMPS][at])
        for who in range(people)
        for at in range(statements)
    ]


def _quality(folder: Path) -> None:
    from sklearn.metrics import adjusted_rand_score

    votes = [(row["participant"], row["comment_id"], int(row["vote"])) for row in _rows(folder / "votes.csv.gz")]
    out = [row["comment_id"] for row in _rows(folder / "comments.csv.gz") if row["moderated"] == "-1"]
    published = {
        row["participant"]: row["group_id"] for row in _rows(folder / "participants.csv.gz") if row["group_id"]
    }

    def index(told: Told) -> tuple[float, int]:
        both = sorted(published.keys() & told.groups.keys())
        return float(adjusted_rand_score([published[who] for who in both], [told.groups[who] for who in both])), len(
            both
        )

    ours, n = index(_ours(votes, out))
    peer = index(_peer(votes, out))[0] if PEERS.exists() else None
    figure(f"opinion_ari_{folder.name}", ours, "index", n, red_dwarf=peer, votes=len(votes))


def _speed(votes: Sequence[Vote], rounds: int) -> None:
    ours = [_ours(votes, ()) for _ in range(rounds)]
    peers = [_peer(votes, ()) for _ in range(rounds)] if PEERS.exists() else []
    size = {"people": PEOPLE, "statements": STATEMENTS}
    seconds, beside = _median(each.cpu_seconds for each in ours), _median(each.cpu_seconds for each in peers)
    figure(
        "opinion_cpu_seconds", seconds, "s", rounds, **size, by_the_clock=_median(each.seconds for each in ours),
        red_dwarf=beside if peers else None, ratio=beside / seconds if peers else None, target="<= 0.5, ratio >= 2",
    )  # fmt: skip
    megabytes, beside = _median(each.megabytes for each in ours), _median(each.megabytes for each in peers)
    figure("opinion_memory", megabytes, "MB", rounds, **size, red_dwarf=beside if peers else None, target="<= 100")


def _ours(votes: Sequence[Vote], out: Sequence[str]) -> Told:
    return _run([sys.executable, "-m", "bench.peers.ours"], votes, out)


def _peer(votes: Sequence[Vote], out: Sequence[str]) -> Told:
    return _run([str(PEERS), str(REPOSITORY / "bench" / "peers" / "red_dwarf.py")], votes, out)


def _run(command: Sequence[str], votes: Sequence[Vote], out: Sequence[str]) -> Told:
    given = json.dumps({"votes": votes, "out": list(out)})
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, timeout=PATIENCE, cwd=REPOSITORY, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return Told(**json.loads(done.stdout))


def _median(values: Iterable[float]) -> float:
    """NaN where nothing was measured."""
    return statistics.median(list(values) or [math.nan])


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
