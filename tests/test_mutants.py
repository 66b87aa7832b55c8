"""Does the planter of mistakes plant what it says, and tell the noticed from the unnoticed?"""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from conftest import REPOSITORY

from bench.mutants import page
from bench.mutants.operators import mutants, planted
from bench.mutants.score import scores, whole, wilson
from bench.mutants.verdicts import Fate, Verdict

SAMPLE = 30  # mutants of our own sources that are planted; each takes about 50 ms


def variants(source: str) -> list[str]:
    """The source with each of its mistakes, in the order of the walk."""
    return [ast.unparse(planted(source, each)) for each in mutants("pack/file.py", source)]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a < b", ["a <= b"]),
        ("a < b == c", ["a <= b == c", "a < b != c"]),
        ("a not in b", ["a in b"]),
        ("a and b", ["a or b"]),
        ("a // b", ["a * b"]),
        ("not a", ["a"]),
        ("-a", ["a"]),
        ("x = True", ["x = False"]),
        ("x = 5", ["x = 6", "x = 4"]),
        ("x = max(a, b)", ["x = min(a, b)"]),
        ("x = any(a)", ["x = all(a)"]),
        ("call()", ["pass"]),
        ("del a", ["pass"]),
        ("raise a", ["pass"]),
        ("a.b = c", ["pass"]),
        ("a += b", ["pass", "a -= b"]),
        ("while a:\n    break", ["while not a:\n    break", "while a:\n    continue"]),
        ("x = a if b > c else d", ["x = a if b >= c else d", "x = a if not b > c else d"]),
        ("x = [a for a in b if a]", ["x = [a for a in b if not a]"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
    ],
)
def test_each_kind_of_mistake_is_planted(source: str, wanted: list[str]) -> None:
    assert variants(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        '"""Three of 5."""',
        "x = 'a 1'",
        "x: Annotated[int, 5]",
        "def f(a: Literal[1] = b) -> Literal[2]:\n    ...",
        "if TYPE_CHECKING:\n    x = 1",
        "log.info('%d', 1 + 2)",
        "def __repr__(self):\n    return str(1)",
        "@dataclass(frozen=True, slots=True)\nclass A:\n    pass",
        "x = zip(a, b, strict=True)",
        "assert_never(a)",
        "def f():\n    return None",
    ],
)
def test_what_is_left_out_has_no_mutant(source: str) -> None:
    assert variants(source) == []


def test_what_stands_beside_something_left_out_is_not_left_out() -> None:
    assert variants("@dataclass(frozen=True, order=True)\nclass A:\n    pass") == [
        "@dataclass(frozen=True, order=False)\nclass A:\n    pass"
    ]


def test_a_mutant_knows_which_function_runs_it() -> None:
    source = dedent("""
        LIMIT = 5

        class Box:
            @property
            def size(self, start=1):
                return [inner for inner in self.all if inner > 2]
    """)

    owners = [(each.before, each.owner, each.owner_line) for each in mutants("pack/file.py", source)]

    assert ("5", "", 0) in owners, "at import"
    assert ("1", "", 0) in owners, "a default is computed at import too"
    assert ("inner > 2", "Box.size", 5) in owners, "and counted from the decorator"


def test_every_mutant_of_our_own_sources_compiles_and_differs() -> None:
    files = sorted((REPOSITORY / "surveys").rglob("*.py"))
    drawn = random.Random(1).sample(files, SAMPLE)

    for file in drawn:
        source = file.read_text()
        unchanged = ast.unparse(ast.parse(source))
        for each in random.Random(2).sample(found := mutants(file.name, source), min(1, len(found))):
            tree = planted(source, each)
            compile(tree, file.name, "exec")

            assert ast.unparse(tree) != unchanged, each.told()


def test_the_interval_is_wilsons() -> None:
    # 8 of 10, z = 1.96: middle (0.8 + 3.8415/20) / (1 + 3.8415/10) = 0.99207/1.38415 = 0.7167,
    # half 1.96/1.38415 * sqrt(0.8*0.2/10 + 3.8415/400) = 1.41600 * sqrt(0.025604) = 0.2266
    low, high = wilson(8, 10)

    assert low == pytest.approx(0.7167 - 0.2266, abs=2e-4)
    assert high == pytest.approx(0.7167 + 0.2266, abs=2e-4)


def test_endless_counts_as_noticed_and_what_no_test_passes_as_not() -> None:
    found = mutants("pack/part/file.py", "x = 5\ny = a < b\nz = not c")
    fates = (Fate.KILLED, Fate.TIMED_OUT, Fate.SURVIVED, Fate.NOT_REACHED)

    parts = scores([Verdict(*each) for each in zip(found, fates, strict=True)], ["pack/part/file.py"] * 9)

    assert [(each.part, each.n, each.share, each.of) for each in parts] == [("part", 4, 0.5, 9)]
    assert whole(parts).share == 0.5


def test_the_page_gets_the_figures_and_keeps_its_words(tmp_path: Path) -> None:
    file = tmp_path / "mutants.md"
    file.write_text(f"before\n\n{page.BEGINS}\nold\n{page.ENDS}\n\nafter\n")
    found = mutants("pack/part/file.py", "x = a < b")
    parts = scores([Verdict(found[0], Fate.KILLED)], ["pack/part/file.py"])

    page.write(file, parts, whole(parts), "--sample 1", page.date(2026, 11, 24))

    text = file.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| part | 1 | 1 | 1 | 0 | 0 | 0 | 100 % (21–100) |" in text


# --- a whole run over a tiny package ----------------------------------------------------------------------------

SUMS = """
from functools import cache

FULL = 3
UNUSED = True


def larger(a, b):
    return a if a > b else b


@cache
def doubled(a):
    return a + a


def unlooked(a):
    return not a


def never(a):
    return not a


def steps(n):
    while n:
        n -= 1
    return n


def is_full(size):
    return size >= FULL
"""

TESTS = '''
import os

from tiny.sums import doubled, is_full, larger, never, steps, unlooked

SIX = doubled(3)


def test_larger():
    assert larger(1, 2) == 2
    assert larger(2, 1) == 2


def test_doubled():
    assert doubled(3) == SIX == 6


def test_unlooked():
    unlooked(2)


def test_steps():
    assert steps(3) == 0


def test_is_full():
    assert [is_full(2), is_full(3), is_full(4)] == [False, True, True]


def test_alone():
    """Fails in every fork, with and without a mutant: it must not judge."""
    larger(1, 2), doubled(1), unlooked(1), is_full(1)
    assert os.getppid() == START


START = os.getppid()
'''


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], list[str]]:
    """The last line of figures, and the survivors."""
    root = tmp_path_factory.mktemp("project")
    for name, text in (("tiny/__init__.py", ""), ("tiny/sums.py", SUMS), ("tests/test_sums.py", TESTS)):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    where = ["--root", str(root), "--package", "tiny", "--tests", "tests", "--marker", ""]
    command = [sys.executable, "-m", "bench.mutants", *where, "--sample", "0", "--list-survivors", "--at-least", "0.99"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=900)
    assert done.returncode == 1, done.stderr[-2000:] + done.stdout
    assert (root / "tiny/sums.py").read_text() == SUMS
    lines = done.stdout.splitlines()
    return json.loads(next(line for line in lines if "_all" in line)), [x for x in lines if not x.startswith("{")]


@pytest.mark.slow
def test_what_the_tests_look_at_is_killed_and_the_rest_survives(run: tuple[dict[str, object], list[str]]) -> None:
    _, survivors = run

    assert survivors == [
        "not reached: tiny/sums.py:22: return None: return not a  ->  return None",
        "not reached: tiny/sums.py:22: sign or not removed: not a  ->  a",
        "survived: tiny/sums.py:5: constant: True  ->  False",
        "survived: tiny/sums.py:9: comparison: a > b  ->  a >= b",
        "survived: tiny/sums.py:18: return None: return not a  ->  return None",
        "survived: tiny/sums.py:18: sign or not removed: not a  ->  a",
    ]


@pytest.mark.slow
def test_a_loop_without_end_is_ended_and_counts_as_noticed(run: tuple[dict[str, object], list[str]]) -> None:
    told, survivors = run

    assert isinstance(told["timed_out"], int)
    assert told["timed_out"] >= 2, "n -= 1 removed, and made n += 1"
    assert told["n"] == told["there_are"]
    assert told["survived"] + told["not_reached"] == len(survivors)  # type: ignore[operator]
