"""What became of a mutant, and how does a child that judges say so?"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bench.mutants.operators import Mutant

PROCESSOR = 3.0  # seconds that a test may take beyond ten times what it took: then the mutant made it endless
WALL = 60.0  # seconds by the clock: it waits for what never comes
TIMES = 10.0
SURVIVED, KILLED, NOT_HERE, BROKEN = 10, 11, 12, 13  # exit codes of a child


class Fate(StrEnum):
    """How it ended."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NOT_REACHED = "not reached"
    LEFT = "left"  # the time was over before it was begun


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant, its fate, and the test that killed it."""

    mutant: Mutant
    fate: Fate
    by: str = ""

    @property
    def is_killed(self) -> bool:
        """A test that never ends would be noticed as one that fails."""
        return self.fate in (Fate.KILLED, Fate.TIMED_OUT)


def arm(seconds: float) -> None:
    """Let the kernel end this process when a test takes too long, whatever it does: no handler, no exception."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR + TIMES * seconds)
    signal.setitimer(signal.ITIMER_REAL, WALL + TIMES * seconds)


@dataclass(frozen=True, slots=True)
class Child:
    """A forked process that judges one mutant.

    Attributes:
        told: file descriptor on which it names the test that failed.
    """

    pid: int
    told: int

    def ended(self, status: int) -> tuple[Fate | None, str]:
        """Its verdict; None where this way of planting does not work.

        Raises RuntimeError where not the mutant but this runner failed: that must not pass for a kill.
        """
        _end_group(self.pid)
        with os.fdopen(self.told) as pipe:
            by = pipe.read()
        if os.WIFSIGNALED(status):
            late = os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM)
            return (Fate.TIMED_OUT if late else Fate.KILLED), by
        code = os.WEXITSTATUS(status)
        if code not in (SURVIVED, KILLED, NOT_HERE):
            raise RuntimeError(f"a fork that should judge ended with {code}: {by}")
        return {SURVIVED: Fate.SURVIVED, NOT_HERE: None}.get(code, Fate.KILLED), by


def forked(work: Callable[[Callable[[str], None]], int]) -> Child:
    """Start a child that does the work, given a way to name what fails, and exits with what it returns."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    code = BROKEN
    try:
        os.setsid()
        os.close(reading)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        code = work(lambda test: _say(writing, test))
    except BaseException as error:  # noqa: BLE001 - nothing is above a fork: it is told, and raised by who waits
        _say(writing, repr(error))
    finally:
        os._exit(code)


def _say(pipe: int, test: str) -> None:
    os.write(pipe, test.encode()[:2000])


def _end_group(pid: int) -> None:
    """What a judged test started and left running."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
