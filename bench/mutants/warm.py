"""How is a mutant inside a function judged in the time of its tests alone?

pytest collects all tests once; each mutant gets a fork of that process, in which the code object of the function around it
is exchanged in place. Whoever imported the function, by whatever name, then runs the mutant.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import pkgutil
import sys
import time
import types
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bench.mutants.choosing import Task
from bench.mutants.operators import Mutant, planted
from bench.mutants.reach import Place
from bench.mutants.verdicts import KILLED, NOT_HERE, SURVIVED, Child, Fate, arm, forked

LATE = (  # what the package imports inside functions: once here instead of in each fork; absent is fine
    "numpy", "scipy.optimize", "scipy.sparse", "scipy.stats", "sklearn.cluster", "sklearn.decomposition",
    "sklearn.linear_model", "sklearn.metrics", "sklearn.feature_extraction.text", "sknetwork.clustering", "rapidfuzz",
    "datasketch", "Stemmer", "openpyxl", "xlsxwriter",
)  # fmt: skip
FREELY = 60.0  # seconds, as for a test: nothing endless is expected without a mutant

Where = tuple[str, int, str]  # file, first line and qualified name of a function
Functions = Mapping[Where, Sequence[types.FunctionType]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how long.

    Attributes:
        jobs: mutants at once.
        until: by the monotonic clock, after which no other is begun; None: to the last.
    """

    jobs: int
    until: float | None

    def is_over(self) -> bool:
        return self.until is not None and time.monotonic() > self.until


class Judging:
    """A plugin: judges its tasks instead of running the tests."""

    def __init__(self, place: Place, tasks: Sequence[Task], pace: Pace, tell: Callable[[Task, Fate | None, str], None]):
        self.place, self.tasks, self.pace, self.tell = place, list(tasks), pace, tell
        self.items: dict[str, pytest.Item] = {}
        self.fit: dict[str, bool] = {}
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        _import_all(self.place)
        self._set_up_what_all_share(session.items)
        self._judge_all(_functions(self.place))
        return True

    def _set_up_what_all_share(self, items: Sequence[pytest.Item]) -> None:
        """A test with a database, so that every fork finds the migrated one ready.

        It is torn down as far as the tests farthest from it need, so that any test may follow in a fork.
        """
        using = next((item for item in items if "store" in getattr(item, "fixturenames", ())), None)
        if using is not None:
            above = set(using.listchain())
            farthest = min(items, key=lambda item: len(above.intersection(item.listchain())))
            if farthest is not using:
                using.ihook.pytest_runtest_protocol(item=using, nextitem=farthest)

    def _judge_all(self, functions: Functions) -> None:
        running: dict[int, tuple[Task, Child]] = {}
        waiting, again = list(reversed(self.tasks)), list[Task]()
        while waiting or again or running:
            while self.pace.is_over() and waiting:
                self.tell(waiting.pop(), Fate.LEFT, "")
            while (waiting or again) and len(running) < self.pace.jobs:
                each = (again or waiting).pop()
                tests = [(test, seconds) for test, seconds in each.tests if self.fit.get(test, True)]
                child = forked(partial(self._alone, each.mutant, tests, functions))
                running[child.pid] = each, child
            pid = self._reap(running, again) if running else 0
            running.pop(pid, None)

    def _reap(self, running: Mapping[int, tuple[Task, Child]], again: list[Task]) -> int:
        """Wait for a fork and tell its verdict, or note that it is to be judged again by fewer tests; gives its id."""
        pid, status = os.wait()
        if pid in running:  # and not something that a test has left to us
            each, child = running[pid]
            fate, by = child.ended(status)
            if fate is Fate.KILLED and by and not self._is_fit(by):
                again.append(each)
            else:
                self.tell(each, fate, by)
        return pid

    def _is_fit(self, test: str) -> bool:
        """Whether a test that killed something passes in a fork without a mutant."""
        if test not in self.fit:
            child = forked(partial(self._run, [(test, FREELY)]))
            _, status = os.waitpid(child.pid, 0)
            self.fit[test] = child.ended(status)[0] is Fate.SURVIVED
            if not self.fit[test]:
                print(f"fails in a fork without any mutant, so it judges none there: {test}", file=sys.stderr)
        return self.fit[test]

    def _alone(
        self,
        mutant: Mutant,
        tests: Sequence[tuple[str, float]],
        functions: Functions,
        say: Callable[[str], None],
    ) -> int:
        """In the fork: plant the mutant and run its tests until one fails."""
        if not _exchanged(self.place, mutant, functions):
            return NOT_HERE
        return self._run(tests, say)

    def _run(self, tests: Sequence[tuple[str, float]], say: Callable[[str], None]) -> int:
        items = [(self.items[test], seconds) for test, seconds in tests if test in self.items]
        if not items:
            return NOT_HERE
        following = [*(item for item, _ in items[1:]), None]
        for (item, seconds), after in zip(items, following, strict=True):
            arm(seconds)
            try:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            except BaseException:  # noqa: BLE001 - what pytest lets through (an exit) was raised by the mutant
                self.failed = True
            if self.failed:
                say(item.nodeid)
                return KILLED
        return SURVIVED


def judged(place: Place, tasks: Sequence[Task], pace: Pace, tell: Callable[[Task, Fate | None, str], None]) -> int:
    """Judge in this process, which is the caller's fork: it is full of the package and its tests afterwards."""
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1"}
    files = sorted({test.partition("::")[0] for each in tasks for test, _ in each.tests})
    return int(pytest.main(place.pytest(*files), plugins=[Judging(place, tasks, pace, tell), Unshrunk()]))


class Unshrunk:
    """Examples of Hypothesis are the same in every run, and a failure is enough: nobody reads the smallest one."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        with contextlib.suppress(ImportError):
            from hypothesis import Phase, settings

            settings.register_profile(
                "mutants",
                deadline=None,
                derandomize=True,
                database=None,
                phases=(Phase.explicit, Phase.generate),
            )
            settings.load_profile("mutants")


# --- planting in place ------------------------------------------------------------------------------------------


def _import_all(place: Place) -> None:
    """A function that is imported only while a test runs could not be found beforehand."""
    import_those_used(place, LATE)
    package = importlib.import_module(place.package.replace("/", "."))
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)


def import_those_used(place: Place, libraries: Sequence[str]) -> None:
    """Those whose name a source of the package says; what is not installed is not needed."""
    said = " ".join((place.root / file).read_text() for file in place.sources())
    for name in libraries:
        if name.partition(".")[0] in said:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def _functions(place: Place) -> dict[Where, list[types.FunctionType]]:
    """Every living function of the package."""
    found: dict[Where, list[types.FunctionType]] = defaultdict(list)
    within = str((place.root / place.package).resolve())
    for each in gc.get_objects():
        if type(each) is types.FunctionType and each.__code__.co_filename.startswith(within):
            found[_where(each.__code__)].append(each)
    return found


def _where(code: types.CodeType) -> Where:
    return str(Path(code.co_filename).resolve()), code.co_firstlineno, code.co_qualname


def _exchanged(place: Place, mutant: Mutant, functions: Functions) -> bool:
    path = (place.root / mutant.file).resolve()
    where = str(path), mutant.owner_line, mutant.owner
    living = functions.get(where, ())
    code = next((each for each in _codes(_compiled(path, mutant)) if _where(each) == where), None)
    if code is None or not living or any(each.__code__.co_freevars != code.co_freevars for each in living):
        return False
    for each in living:
        each.__code__ = code
    _forget(place, mutant)
    return True


def _compiled(path: Path, mutant: Mutant) -> types.CodeType:
    return compile(planted(path.read_text(), mutant), str(path), "exec", dont_inherit=True)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from _codes(each)


def _forget(place: Place, mutant: Mutant) -> None:
    """What the module keeps from before the mutant was planted."""
    name = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and getattr(each, "__module__", "") == name:
            each.cache_clear()
