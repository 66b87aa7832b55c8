"""Which tests judge a mutant, and in which order?

Those that pass over its line. The file of tests that mirrors the module comes first, then whatever is quick: most mutants
die in the first tests, and only a survivor costs them all.
"""

from __future__ import annotations

import ast
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.mutants.operators import Mutant
from bench.mutants.reach import Place, Reach

FEW = 5  # tests: what is computed once and kept seems to belong to the first test alone, so those around are asked too
# Seconds of processor time, as measured without a mutant: what needs more tests survives, to our disadvantage.
BUDGET = 8.0


@dataclass(frozen=True, slots=True)
class Task:
    """A mutant and its judges.

    Attributes:
        tests: the test and the seconds it takes without a mutant, in the order to run them.
        at_import: whether the line also runs when no test does, so that only a process of its own can judge.
        reached: whether any test passes over the line.
    """

    mutant: Mutant
    tests: tuple[tuple[str, float], ...]
    at_import: bool
    reached: bool


def task(place: Place, reach: Reach, mutant: Mutant) -> Task:
    """A mutant's judges; none where no test comes near it."""
    over, lines = reach.over.get(mutant.file, {}), _lines(place.root / mutant.file, mutant)
    tests = {test for line in lines for test in over.get(line, ())}
    outside = bool(set(lines) & reach.outside.get(mutant.file, set()))
    at_import = outside or not mutant.owner
    around = set[str]()
    if at_import or 0 < len(tests) < FEW:
        around = reach.near(mutant.file) or _of_part(reach, mutant)
    return Task(mutant, tuple(_affordable(reach, mutant, tests, around)), at_import, bool(tests) or outside)


def _lines(path: Path, mutant: Mutant) -> list[int]:
    """The lines of its node as coverage may have seen them: its first, else all of the statement that holds it."""
    first, last = _extent(path, path.stat().st_mtime_ns).get(mutant.statement, (mutant.line, mutant.line))
    return sorted({mutant.line, mutant.statement, *range(first, min(last, mutant.line) + 1)} - {0})


@cache
def _extent(path: Path, _: int) -> dict[int, tuple[int, int]]:
    """First and last line of the head of each statement: a compound one ends where its body begins."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno or node.lineno
            found[node.lineno] = (node.lineno, max(node.lineno, last))
    return found


def _of_part(reach: Reach, mutant: Mutant) -> set[str]:
    """The tests of the same part, for a module of which nothing runs but its import."""
    part = mutant.file.split("/")[1]
    return {test for test in reach.seconds if f"/{part}/" in test}


def _affordable(reach: Reach, mutant: Mutant, tests: Set[str], around: Set[str]) -> list[tuple[str, float]]:
    mirror = f"/test_{Path(mutant.file).stem}.py"

    def rank(test: str) -> tuple[bool, bool, float, str]:
        return not test.partition("::")[0].endswith(mirror), test not in tests, reach.seconds[test], test

    chosen: list[tuple[str, float]] = []
    spent = 0.0
    for test in sorted(tests | around, key=rank):
        spent += reach.seconds[test]
        if chosen and spent > BUDGET:
            break
        chosen.append((test, reach.seconds[test]))
    return chosen
