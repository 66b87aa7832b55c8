"""Which share of the mutants was killed, and how sure is that?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bench.mutants.verdicts import Fate, Verdict

Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True, slots=True)
class Score:
    """How many died, of how many, and of how many they were drawn.

    Attributes:
        of: mutants there are, judged or not.
    """

    part: str
    killed: int
    timed_out: int
    survived: int
    not_reached: int
    of: int

    @property
    def n(self) -> int:
        """Mutants that were judged."""
        return self.killed + self.timed_out + self.survived + self.not_reached

    @property
    def share(self) -> float:
        """Killed, of all that were judged; those that no test passes over count as survivors."""
        return (self.killed + self.timed_out) / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """From 95 % of such draws the true share lies in here."""
        return wilson(self.killed + self.timed_out, self.n)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval for a share (JASA 22, 1927, doi:10.1080/01621459.1927.10502953), 95 %."""
    if not n:
        return 0.0, 1.0
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def part_of(file: str) -> str:
    """The part of the package that a module belongs to: its folder, or the module itself."""
    inner = file.split("/")[1:]
    return inner[0].removesuffix(".py")


def scores(verdicts: Sequence[Verdict], there_are: Sequence[str]) -> list[Score]:
    """One score for each part, by name; there_are: the file of each mutant that could have been drawn."""
    counts: dict[str, dict[Fate, int]] = defaultdict(lambda: defaultdict(int))
    for each in verdicts:
        counts[part_of(each.mutant.file)][each.fate] += 1
    of: dict[str, int] = defaultdict(int)
    for file in there_are:
        of[part_of(file)] += 1
    return [_score(part, counts[part], of[part]) for part in sorted(counts)]


def whole(of_parts: Sequence[Score]) -> Score:
    """All parts together."""
    return Score(
        "all",
        sum(each.killed for each in of_parts),
        sum(each.timed_out for each in of_parts),
        sum(each.survived for each in of_parts),
        sum(each.not_reached for each in of_parts),
        sum(each.of for each in of_parts),
    )


def _score(part: str, counts: dict[Fate, int], of: int) -> Score:
    killed, timed_out = counts[Fate.KILLED], counts[Fate.TIMED_OUT]
    return Score(part, killed, timed_out, counts[Fate.SURVIVED], counts[Fate.NOT_REACHED], of)
