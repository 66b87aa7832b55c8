"""Judge many mutants: those inside functions in warm forks, all others and the doubtful ones each by a new import."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.mutants import fresh, warm
from bench.mutants.choosing import Task
from bench.mutants.operators import Mutant
from bench.mutants.reach import Place
from bench.mutants.verdicts import Fate, Verdict
from bench.mutants.warm import Pace

LOG_SHOWN = 3000  # characters of what pytest said before it gave up

Tell = Callable[[Verdict], None]


class Broken(Exception):
    """The tests could not be collected as they are; carries what pytest said."""


def judged(place: Place, tasks: Sequence[Task], pace: Pace, tell: Tell) -> list[Verdict]:
    """A verdict for each, as they come in; tell: called with each of them.

    Where the time is over before the end, verdicts are of the first tasks up to there, so that of tasks in a random order
    they are a random sample. Raises Broken where not even the collecting of the tests works.
    """
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        os.environ["TMPDIR"], tempfile.tempdir = folder, None
        try:
            return list(_told(_verdicts(place, tasks, pace, Path(folder)), tell))
        finally:
            os.environ.pop("TMPDIR")
            tempfile.tempdir = None
            shutil.rmtree(folder, ignore_errors=True)


def _told(verdicts: Iterator[Verdict], tell: Tell) -> Iterator[Verdict]:
    for verdict in verdicts:
        tell(verdict)
        yield verdict


def _verdicts(place: Place, tasks: Sequence[Task], pace: Pace, folder: Path) -> Iterator[Verdict]:
    fresh.load_libraries(place)
    rank = {each.mutant: number for number, each in enumerate(tasks)}
    begun, later = len(tasks), [each for each in tasks if each.tests and not each.mutant.owner]
    inside = [each for each in tasks if each.tests and each.mutant.owner]
    for each, fate, by in _warm(place, inside, pace, folder / "pytest.log"):
        if fate is Fate.LEFT:
            begun = min(begun, rank[each.mutant])
        elif fate is None or (fate is Fate.SURVIVED and each.at_import):
            later.append(each)
        else:
            yield _verdict(each, fate, by)
    later += [each for each in tasks if not each.tests]
    for each in later:
        if rank[each.mutant] < begun:
            yield _verdict(each, *(fresh.judged(place, each) if each.tests else (Fate.NOT_REACHED, "")))


def _verdict(task: Task, fate: Fate, by: str) -> Verdict:
    missed = fate is Fate.SURVIVED and not task.reached
    return Verdict(task.mutant, Fate.NOT_REACHED if missed else fate, by)


def _warm(place: Place, tasks: Sequence[Task], pace: Pace, log: Path) -> Iterator[tuple[Task, Fate | None, str]]:
    """From a fork of its own, as this process must stay free of the package."""
    if not tasks:
        return
    numbers: dict[Mutant, int] = {each.mutant: number for number, each in enumerate(tasks)}
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _judge_in_fork(place, tasks, pace, log, numbers, writing)
    os.close(writing)
    seen = 0
    with os.fdopen(reading) as lines:
        for line in lines:
            number, fate, by = json.loads(line)
            seen += 1
            yield tasks[number], Fate(fate) if fate else None, by
    os.waitpid(pid, 0)
    if seen < len(tasks):
        raise Broken(log.read_text(errors="replace")[-LOG_SHOWN:] if log.exists() else "")


def _judge_in_fork(
    place: Place, tasks: Sequence[Task], pace: Pace, log: Path, numbers: dict[Mutant, int], pipe: int
) -> None:
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)

        def tell(task: Task, fate: Fate | None, by: str) -> None:
            os.write(pipe, (json.dumps([numbers[task.mutant], fate, by]) + "\n").encode())

        warm.judged(place, tasks, pace, tell)
    except BaseException:  # noqa: BLE001 - nothing is above a fork: the log is read by whoever waits for the verdicts
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
