"""Which promises hold, by which tests? ``python -m bench.promises`` writes ``docs/promises.md``.

Runs the tests that ``promises.toml`` names, or reads what a run of pytest left (``--junit FILE``). A test that was not run
is said not to have been: a promise holds only if all its tests passed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("promises.toml")
PAGE = ROOT / "docs" / "promises.md"
QUICK = "not slow and not postgres"
ONLY_TESTS_FAILED = (0, 1)  # exit codes of pytest after which its report is whole

HEAD = """# What is promised, and by what it is shown

Made by `python -m bench.promises` from [bench/promises.toml](../bench/promises.toml); do not edit it by hand.
The tests were last run on **{day}**{how}.
A promise *holds* when all its tests passed then; it is *not whole* when some were not run. What no test shows stands
beside it.

| # | promise | wanted | last result | measured | not shown by any test |
|--:|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and what would show that it is broken.

    Attributes:
        wanted: how much of it.
        tests: as pytest names them, without their parameters.
        missing: what no test shows; empty where nothing is known to be missing.
        figure: what was measured, and where it stands; empty where nothing was.
    """

    number: int
    says: str
    wanted: str
    tests: tuple[str, ...]
    missing: str
    figure: str


Outcomes = Mapping[str, Counter[str]]  # test -> how many of its cases "passed", "failed", were "skipped"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; 1 if a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.promises", description="Writes docs/promises.md.")
    parser.add_argument(
        "--junit", metavar="FILE", type=Path, help="take the results of a run of pytest with --junitxml"
    )
    parser.add_argument("--quick", action="store_true", help="leave out tests that take seconds or need PostgreSQL")
    given = parser.parse_args(arguments)
    promises = read(LIST)
    found, day = (
        (outcomes(given.junit), _day_of(given.junit)) if given.junit else (_run(promises, given.quick), _today())
    )
    PAGE.write_text(page(promises, found, day, quick=given.quick), encoding="utf-8")
    return 1 if any(result(promise, found).startswith("**broken") for promise in promises) else 0


def read(path: Path) -> list[Promise]:
    """The promises in a file, by number; raises TypeError where one lacks a field or has another."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["promise"]
    return sorted(
        (Promise(**{**each, "tests": tuple(each["tests"])}) for each in listed), key=lambda promise: promise.number
    )


def outcomes(report: Path) -> Outcomes:
    """How each test of a report in JUnit's form ended, all its parameters together."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in ET.parse(report).iter("testcase"):
        ended = {child.tag for child in case}
        how = "failed" if ended & {"failure", "error"} else "skipped" if "skipped" in ended else "passed"
        file = case.get("classname", "").replace(".", "/")
        found[f"{file}.py::{case.get('name', '').partition('[')[0]}"][how] += 1
    return found


def result(promise: Promise, found: Outcomes) -> str:
    """What is to be said of a promise."""
    if not promise.tests:
        return "**no test**"
    cases = sum((found.get(test, Counter()) for test in promise.tests), Counter[str]())
    if cases["failed"]:
        return f"**broken**: {cases['failed']} of {cases.total()} cases failed"
    ran = [test for test in promise.tests if found.get(test, Counter())["passed"]]
    if not ran:
        return f"not run (tests: {len(promise.tests)})"
    skipped = f", skipped: {cases['skipped']}" if cases["skipped"] else ""
    told = f"{len(ran)} of {len(promise.tests)} tests passed (cases: {cases['passed']}{skipped})"
    return f"not whole: {told}, the others were not run" if len(ran) < len(promise.tests) else f"holds: {told}"


def page(promises: Sequence[Promise], found: Outcomes, day: date, *, quick: bool = False) -> str:
    """The page, as Markdown."""
    how = ", **without those that take seconds or need PostgreSQL**" if quick else ""
    cells = (
        (str(each.number), each.says, each.wanted, result(each, found), each.figure or "–", each.missing or "–")
        for each in promises
    )
    rows = (f"| {' | '.join(row)} |" for row in cells)
    return (
        HEAD.format(day=day.isoformat(), how=how)
        + "\n".join(rows)
        + "\n\n## The tests\n"
        + "".join(_tests(promises, found))
    )


def _tests(promises: Sequence[Promise], found: Outcomes) -> Iterator[str]:
    for promise in promises:
        yield f"\n**{promise.number}.** {promise.says}\n\n"
        yield from (f"- `{test}`: {_ended(found.get(test, Counter()))}\n" for test in promise.tests)
        if not promise.tests:
            yield "- none\n"


def _ended(cases: Counter[str]) -> str:
    told = [f"{count} {how}" for how, count in sorted(cases.items()) if count]
    return ", ".join(told) or "not run"


def _run(promises: Sequence[Promise], quick: bool) -> Outcomes:
    """Run the tests named, and no others."""
    tests = list(dict.fromkeys(test for promise in promises for test in promise.tests))
    with tempfile.TemporaryDirectory(prefix="nachgefragt-promises-") as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            f"--junitxml={report}",
            *(["-m", QUICK] if quick else []),
            *tests,
        ]
        ended = subprocess.run(command, cwd=ROOT, check=False).returncode
        if ended not in ONLY_TESTS_FAILED:
            raise SystemExit(f"pytest ended with {ended}: nothing is written")
        return outcomes(report)


def _today() -> date:
    return datetime.now(UTC).date()


def _day_of(report: Path) -> date:
    """When a report was made, as it says itself."""
    made = next(ET.parse(report).iter("testsuite")).get("timestamp", "")
    return datetime.fromisoformat(made).date()


if __name__ == "__main__":
    raise SystemExit(main())
