"""Do the benchmarks run, and does each line say what it must?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import REPOSITORY

pytestmark = pytest.mark.slow


def bench(*arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_figure_is_a_line_of_json_with_its_rows_and_its_peer() -> None:
    (told,) = bench("tally", "--quick")

    assert told["name"] == "tally_of_1000"
    assert (told["unit"], told["rows"]) == ("ms", 1000)
    assert 0 < told["value"] < told["group_by_ms"] * 100
    assert isinstance(told["n"], int)


def test_an_unknown_figure_is_refused_with_the_list_of_those_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "speed"], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 2
    assert "answers, start, memory, tally, burst" in done.stderr


@pytest.mark.slow
def test_in_a_burst_with_a_kill_in_the_middle_nothing_is_lost_or_doubled() -> None:
    lost, doubled, rate = bench("burst", "--quick")

    assert (lost["name"], lost["value"], doubled["value"]) == ("burst_lost", 0, 0)
    assert rate["fdatasync_p50_ms"] > 0
