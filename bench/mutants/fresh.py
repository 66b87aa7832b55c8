"""How is a mutant judged that acts when its module is imported?

By a fork that has the libraries in memory and nothing of the package: it imports the module with the mistake in it, then
everything else. That takes seconds, so only such mutants are judged like this.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import sys
import types
from collections.abc import Callable, Generator, Sequence
from functools import partial

import pytest

from bench.mutants.choosing import Task
from bench.mutants.operators import Mutant, planted
from bench.mutants.reach import Place
from bench.mutants.verdicts import KILLED, SURVIVED, Fate, arm, forked
from bench.mutants.warm import LATE, Unshrunk, import_those_used

LIBRARIES = (*LATE, "pydantic", "sqlmodel", "sqlalchemy", "alembic", "psycopg")
IMPORTING = 60.0  # seconds of processor time, as for a test: until the tests are collected


class Loading(importlib.machinery.SourceFileLoader):
    """Loads one module with a mistake in it."""

    def __init__(self, name: str, path: str, code: types.CodeType) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> types.CodeType:
        return self.code


class Finding:
    """Finds one module with a mistake in it, and leaves all others to whoever comes next."""

    def __init__(self, name: str, code: types.CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = Loading(fullname, spec.origin, self.code)
        return spec


class Some:
    """A plugin: runs the named tests only, in their order, each within its time, and names the first that fails."""

    def __init__(self, tests: Sequence[tuple[str, float]], say: Callable[[str], None]) -> None:
        self.seconds, self.say, self.said = dict(tests), say, False

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {test: number for number, test in enumerate(self.seconds)}
        items[:] = sorted((each for each in items if each.nodeid in order), key=lambda each: order[each.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        arm(self.seconds[item.nodeid])
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.said:
            self.said = True
            self.say(report.nodeid)


def load_libraries(place: Place) -> None:
    """What every fork needs, once."""
    import_those_used(place, LIBRARIES)


def judged(place: Place, task: Task) -> tuple[Fate, str]:
    """Its fate, and by which test.

    What kills is asked again without the mutant: a test that fails then too does not judge. Raises RuntimeError where not
    even the collecting of the tests works without it.
    """
    tests = task.tests
    while tests:
        fate, by = _fate(place, task.mutant, tests)
        if fate is not Fate.KILLED or _fate(place, None, [(by or tests[0][0], IMPORTING)])[0] is Fate.SURVIVED:
            return fate, by
        if not by:
            raise RuntimeError(f"{tests[0][0]} cannot be run by itself")
        tests = tuple(each for each in tests if each[0] != by)
    return Fate.SURVIVED, ""


def _fate(place: Place, mutant: Mutant | None, tests: Sequence[tuple[str, float]]) -> tuple[Fate, str]:
    child = forked(partial(_alone, place, mutant, tests))
    _, status = os.waitpid(child.pid, 0)
    fate, by = child.ended(status)
    return fate or Fate.SURVIVED, by


def _alone(place: Place, mutant: Mutant | None, tests: Sequence[tuple[str, float]], say: Callable[[str], None]) -> int:
    """In the fork: import with the mistake, and run the tests; whatever goes wrong while importing kills too."""
    arm(IMPORTING)
    if mutant is not None:
        path = (place.root / mutant.file).resolve()
        code = compile(planted(path.read_text(), mutant), str(path), "exec", dont_inherit=True)
        name = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        sys.meta_path.insert(0, Finding(name, code))
    files = sorted({test.partition("::")[0] for test, _ in tests})
    status = pytest.main(place.pytest("-x", *files), plugins=[Some(tests, say), Unshrunk()])
    return SURVIVED if status == pytest.ExitCode.OK else KILLED
