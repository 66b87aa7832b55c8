"""Does the page of promises say what the tests showed, and nothing more?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bench import promises
from bench.promises import LIST, PAGE, ROOT, Outcomes, Promise

ALL = promises.read(LIST)
NUMBERS = 23
REPORT = """<testsuites><testsuite timestamp="2026-11-03T12:00:00+01:00">
<testcase classname="tests.bot.test_keys" name="test_a[one]"/>
<testcase classname="tests.bot.test_keys" name="test_a[two]"/>
<testcase classname="tests.bot.test_keys" name="test_b"><failure message="no"/></testcase>
<testcase classname="tests.bot.test_keys" name="test_c"><skipped message="no data"/></testcase>
<testcase classname="tests.bot.test_keys" name="test_d"><error message="fixture"/></testcase>
</testsuite></testsuites>"""
A, B, C, D, UNKNOWN = (f"tests/bot/test_keys.py::test_{name}" for name in ("a", "b", "c", "d", "unknown"))


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.fixture
def found(tmp_path: Path) -> Outcomes:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    return promises.outcomes(report)


def promised(*tests: str) -> Promise:
    return Promise(7, "It holds.", "always", tests, "", "")


def test_every_promise_stands_once_and_has_a_test_or_says_what_is_missing() -> None:
    assert [promise.number for promise in ALL] == list(range(1, NUMBERS + 1))
    assert [promise.number for promise in ALL if not promise.tests and not promise.missing] == []


@pytest.mark.parametrize("test", sorted({test for promise in ALL for test in promise.tests}))
def test_a_test_that_a_promise_names_exists(test: str) -> None:
    file, _, name = test.partition("::")

    assert name in functions(file)


def test_the_page_is_made_of_this_list() -> None:
    written = PAGE.read_text()

    for promise in ALL:
        assert f"| {promise.number} | {promise.says} | {promise.wanted} |" in written
        assert promise.missing in written
    assert Counter(re.findall(r"^- `(.*?)`:", written, flags=re.MULTILINE)) == Counter(
        test for promise in ALL for test in promise.tests
    )


def test_parameters_of_a_test_count_together_and_an_error_is_a_failure(found: Outcomes) -> None:
    assert found == {A: {"passed": 2}, B: {"failed": 1}, C: {"skipped": 1}, D: {"failed": 1}}


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ((), "**no test**"),
        ((A,), "holds: 1 of 1 tests passed (cases: 2)"),
        ((A, B), "**broken**: 1 of 3 cases failed"),
        ((A, D), "**broken**: 1 of 3 cases failed"),
        ((A, UNKNOWN), "not whole: 1 of 2 tests passed (cases: 2), the others were not run"),
        ((A, C), "not whole: 1 of 2 tests passed (cases: 2, skipped: 1), the others were not run"),
        ((UNKNOWN,), "not run (tests: 1)"),
        ((C,), "not run (tests: 1)"),
    ],
)
def test_a_promise_holds_only_if_all_its_tests_passed(found: Outcomes, tests: tuple[str, ...], said: str) -> None:
    assert promises.result(promised(*tests), found) == said


def test_the_page_says_when_and_what_was_left_out(found: Outcomes) -> None:
    whole = promises.page([promised(A)], found, date(2026, 11, 3))
    quick = promises.page([promised(A)], found, date(2026, 11, 3), quick=True)

    assert "run on **2026-11-03**.\n" in whole
    assert "run on **2026-11-03**, **without those that take seconds" in quick
    assert f"- `{A}`: 2 passed\n" in whole
