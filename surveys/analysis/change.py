"""Did a share change from one wave to the next, or is the difference what chance brings?

The interval of a difference of two independent proportions is Newcombe's hybrid score interval (Newcombe 1998, Statistics
in Medicine 17:873-890, method 10; doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I), made of the
score intervals of both (Wilson 1927, JASA 22:209-212). It holds few people and shares near 0 or 1. Where many shares are
compared some differ by chance: the level at which each interval just touches 0 is its p-value, and those called a change
are chosen so that at most a twentieth of them is expected to be none (Benjamini and Hochberg 1995, JRSS B 57:289-300).
Intervals shown of many are widened by the same rule (Benjamini and Yekutieli 2005, JASA 100:71-81, section 3,
doi:10.1198/016214504000001907): the fewer of them are changes, the wider, so that 0 lies outside of those and no others.

Nobody was drawn at random and the people are not the same: it says how steady a difference is among those who answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from math import erfc, sqrt
from statistics import NormalDist

LEVEL = 0.05  # of the changes that are called one, at most this share is expected to be chance
Z = 1.959964  # standard normal quantile of an interval of 95 %
STEPS = 60  # halvings of the search for a p-value: as exact as a float
FARTHEST = 40.0  # standard deviations; beyond, a p-value is 0


@dataclass(frozen=True, slots=True)
class Share:
    """Some of all people.

    Attributes:
        count: people who chose it, 0 to ``n``.
        n: people who answered, at least 1.
    """

    count: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0-1."""
        return self.count / self.n


def wilson(share: Share, z: float = Z) -> tuple[float, float]:
    """The score interval of a share, 0-1."""
    n, p = share.n, share.value
    middle = p + z * z / (2 * n)
    reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # Exactly 0 and 1 at the ends, where floats would pass them.
    low = 0.0 if share.count == 0 else (middle - reach) / whole
    high = 1.0 if share.count == n else (middle + reach) / whole
    return low, high


def newcombe(now: Share, before: Share, z: float = Z) -> tuple[float, float]:
    """The interval of ``now - before``, -1 to 1."""
    low, high = wilson(now, z)
    low_before, high_before = wilson(before, z)
    difference = now.value - before.value
    down = sqrt((now.value - low) ** 2 + (high_before - before.value) ** 2)
    up = sqrt((high - now.value) ** 2 + (before.value - low_before) ** 2)
    return difference - down, difference + up


def p_value(now: Share, before: Share) -> float:
    """The level at which the interval of the difference just touches 0."""
    if now.value == before.value:
        return 1.0
    near, far = 0.0, FARTHEST
    for _ in range(STEPS):
        z = (near + far) / 2
        low, high = newcombe(now, before, z)
        if low <= 0 <= high:
            far = z
        else:
            near = z
    return erfc(near / sqrt(2))


def changed(pairs: Sequence[tuple[Share, Share]], level: float = LEVEL) -> tuple[bool, ...]:
    """Which shares (now, before) changed by more than chance, of all that are compared at once."""
    return chosen(tuple(starmap(p_value, pairs)), level)


def intervals(pairs: Sequence[tuple[Share, Share]], level: float = LEVEL) -> tuple[tuple[float, float], ...]:
    """The intervals of all differences (now, before) that are compared at once; 0 is outside of those that ``changed``."""
    if not pairs:
        return ()
    found = max(1, sum(changed(pairs, level)))
    z = NormalDist().inv_cdf(1 - level * found / len(pairs) / 2)
    return tuple(newcombe(now, before, z) for now, before in pairs)


def chosen(values: Sequence[float], level: float = LEVEL) -> tuple[bool, ...]:
    """Which p-values are small enough, of all that are looked at together."""
    ranked = sorted(values)
    kept = [p for rank, p in enumerate(ranked, 1) if p <= level * rank / len(ranked)]
    return tuple(bool(kept) and p <= kept[-1] for p in values)
