"""Does the memory stay where it is while the bot runs for weeks?"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from lived import PER_DAY, lived

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what a process holds"),
]

MOST = 1.0  # MB that a day may add
DAYS = int(os.environ.get("SOAK_DAYS", "30"))


@pytest.mark.parametrize(("days", "pause"), [(3, 60), pytest.param(DAYS, 15, marks=pytest.mark.soak)])
def test_a_day_adds_less_than_a_megabyte(days: int, pause: int, migrated_file: Path, tmp_path: Path) -> None:
    shutil.copyfile(migrated_file, tmp_path / "nachgefragt.db")
    # In a process of its own: what other tests left would be given back, or grow, meanwhile.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        answers, held = apart.submit(lived, days, pause, str(tmp_path / "nachgefragt.db")).result()

    a_day = (held[-1] - held[0]) / days
    print(f"{days} days, {answers} answers: {a_day * 1000:.0f} kB a day, {held[-1]:.0f} MB")  # noqa: T201
    assert answers > days * PER_DAY
    assert a_day < MOST
