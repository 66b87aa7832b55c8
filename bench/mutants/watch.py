"""``python -m bench.mutants.watch ORDER``: runs tests under coverage, and writes which lines each of them passes.

A process of its own, since coverage has to start before the package is imported.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage
import pytest


class Watching:
    """Gives each test a context, and notes its time and its end."""

    def __init__(self, watched: coverage.Coverage) -> None:
        self.watched = watched
        self.seconds: dict[str, float] = {}
        self.passed: set[str] = set()
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.watched.switch_context(item.nodeid)
        started = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = round(time.process_time() - started, 4)
            self.watched.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.add(report.nodeid)


def main(order_file: str) -> int:
    """Run, and write one entry per file of tests."""
    order = json.loads(Path(order_file).read_text())
    root = Path(order["root"])
    watched = coverage.Coverage(
        data_file=f"{order_file}.coverage", source=[str(root / order["package"])], branch=False, config_file=False
    )
    watching = Watching(watched)
    watched.start()
    status = pytest.main(order["pytest"], plugins=[watching])
    watched.stop()
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return int(status)
    Path(order["out"]).write_text(json.dumps(_told(root, watched.get_data(), watching)))
    return 0


def _told(root: Path, data: coverage.CoverageData, watching: Watching) -> dict[str, Any]:
    told: dict[str, Any] = defaultdict(lambda: {"tests": {}, "outside": {}, "failing": []})
    good = watching.passed - watching.failed
    for test in sorted(good):
        told[_file_of(test)]["tests"][test] = {"seconds": watching.seconds[test], "lines": {}}
    for test in sorted(watching.failed):
        told[_file_of(test)]["failing"].append(test)
    files = sorted({_file_of(test) for test in watching.seconds})
    for path in sorted(data.measured_files()):
        name = Path(path).relative_to(root).as_posix()
        for line, contexts in sorted(data.contexts_by_lineno(path).items()):
            for file in files if "" in contexts else ():
                told[file]["outside"].setdefault(name, []).append(line)
            for test in good.intersection(contexts):
                told[_file_of(test)]["tests"][test]["lines"].setdefault(name, []).append(line)
    return told


def _file_of(test: str) -> str:
    return test.partition("::")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
