"""Does the page about security name places that exist, and a verdict for every requirement?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pages import FILES, ROOT

PAGE = (ROOT / "docs/security.md").read_text()
SUMMARY = (ROOT / "SECURITY.md").read_text()
VERDICTS = ("met", "not applicable", "not met")
# What ASVS 5.0.0 asks for at level 1, as its release lists it.
ASKED = {
    "1.2": (1, 2, 3, 4, 5), "1.3": (1, 2), "1.5": (1,),
    "2.1": (1,), "2.2": (1, 2), "2.3": (1,),
    "3.2": (1, 2), "3.3": (1,), "3.4": (1, 2), "3.5": (1, 2, 3),
    "4.1": (1,), "4.4": (1,),
    "5.2": (1, 2), "5.3": (1, 2),
    "6.1": (1,), "6.2": (1, 2, 3, 4, 5, 6, 7, 8), "6.3": (1, 2), "6.4": (1, 2),
    "7.2": (1, 2, 3, 4), "7.4": (1, 2),
    "8.1": (1,), "8.2": (1, 2), "8.3": (1,),
    "9.1": (1, 2, 3), "9.2": (1,),
    "10.4": (1, 2, 3, 4, 5),
    "11.3": (1, 2), "11.4": (1,),
    "12.1": (1,), "12.2": (1, 2),
    "13.4": (1,),
    "14.2": (1,), "14.3": (1,),
    "15.1": (1,), "15.2": (1,), "15.3": (1,),
}  # fmt: skip
LEVEL_1 = [f"V{section}.{number}" for section, numbers in ASKED.items() for number in numbers]

ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
PLACE = re.compile(r"`([\w./-]+\.(?:py|toml|md|ftl))(?:::(\w+))?`")


def places(text: str) -> list[tuple[str, str]]:
    """Every file the text names with what is named in it; the latter is empty for the whole file."""
    return [(path, name) for path, name in PLACE.findall(text) if "/" in path or name or path == "pyproject.toml"]


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a Python file defines: functions, classes, constants, fields."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return frozenset(found)


def missing(text: str) -> list[str]:
    """Places that the text names and that are not there."""
    known = {file.relative_to(ROOT).as_posix(): file for file in FILES}
    return [
        f"{path}::{name}" if name else path
        for path, name in places(text)
        if path not in known or (name and name not in names_in(known[path]))
    ]


def unproven(text: str) -> list[str]:
    """Rows of requirements whose verdict is none of the three, or rests on nothing."""
    found = []
    for requirement, asks, verdict, why in ROW.findall(text):
        told = why.strip()
        sound = {
            "met": bool(places(why) or "](" in why) and ("tests/" in why or "no test" in why),
            "not applicable": told.startswith("because "),
            "not met": bool(told),
        }
        if not asks.strip() or not sound.get(verdict.strip(), False):
            found.append(requirement)
    return found


def test_everything_the_page_names_exists() -> None:
    assert len(places(PAGE)) > 100
    assert missing(PAGE) == []
    assert missing(SUMMARY) == []


def test_every_requirement_of_level_1_has_one_row() -> None:
    listed = Counter(requirement for requirement, *_ in ROW.findall(PAGE))

    assert listed == Counter(LEVEL_1)
    assert set(re.findall(r"\bV\d+\.\d+\.\d+\b", PAGE)) == set(LEVEL_1)  # none in a row of another shape


def test_every_verdict_rests_on_something() -> None:
    assert unproven(PAGE) == []


def test_the_sum_above_the_tables_is_that_of_the_tables() -> None:
    given = Counter(verdict.strip() for _, _, verdict, _ in ROW.findall(PAGE))

    assert f"All {len(LEVEL_1)} requirements" in PAGE
    assert f"**{', '.join(f'{given[verdict]} {verdict}' for verdict in VERDICTS)}.**" in PAGE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`bot/keys.py::seal` and `bot/keys.py`", []),
        ("`bot/locks.py`", ["bot/locks.py"]),
        ("`bot/keys.py::sael`", ["bot/keys.py::sael"]),
        ("`tests/bot/test_keys.py::test_nobody_wrote`", ["tests/bot/test_keys.py::test_nobody_wrote"]),
        ("`secret.key` and `erasures.txt` are files of an installation", []),
    ],
)
def test_a_place_that_does_not_exist_is_found(text: str, found: list[str]) -> None:
    assert missing(text) == found


@pytest.mark.parametrize(
    ("verdict", "why", "is_sound"),
    [
        ("met", "`bot/keys.py::seal`, `tests/bot/test_keys.py`", True),
        ("met", "`bot/keys.py::seal`; no test of its own", True),
        ("met", "`bot/keys.py::seal`", False),
        ("met", "surely", False),
        ("not applicable", "because there is none", True),
        ("not applicable", "", False),
        ("not met", "nobody did it", True),
        ("not met", "", False),
        ("partly", "`bot/keys.py::seal`, `tests/bot/test_keys.py`", False),
        ("", "`bot/keys.py::seal`, `tests/bot/test_keys.py`", False),
    ],
)
def test_a_verdict_that_rests_on_nothing_is_found(verdict: str, why: str, is_sound: bool) -> None:
    row = f"| V1.2.1 | something | {verdict} | {why} |"

    assert unproven(row) == ([] if is_sound else ["V1.2.1"])
