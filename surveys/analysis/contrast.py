"""Do groups differ in how often they speak of something, by more than chance?

Fisher's exact test of each two-by-two table (Fisher 1922, JRSS 85:87-94), two-sided by adding up all tables that are no
more likely; of all that are compared at once, those are called different of which at most a twentieth is expected not to
be (Benjamini and Hochberg 1995, JRSS B 57:289-300). Under 80 answers differences one would want to know are not found:
then nothing is said, rather than that there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap
from math import exp, lgamma

from surveys.analysis.change import LEVEL, Share, chosen

FEWEST_ANSWERS = 80  # below, even a difference of 30 points is found only now and then
SLACK = 1e-7  # relative; two tables as likely as each other differ by rounding


def fisher(one: Share, other: Share) -> float:
    """The two-sided p-value of two shares being the same."""
    whole, found, n = one.n + other.n, one.count + other.count, one.n

    def weight(count: int) -> float:
        return _choose(found, count) + _choose(whole - found, n - count) - _choose(whole, n)

    seen = weight(one.count)
    possible = range(max(0, n - (whole - found)), min(n, found) + 1)
    return min(1.0, sum(exp(each) for each in map(weight, possible) if each <= seen + SLACK))


def differing(pairs: Sequence[tuple[Share, Share]], level: float = LEVEL) -> tuple[bool, ...]:
    """Which of the pairs differ by more than chance, of all that are compared at once."""
    return chosen(tuple(starmap(fisher, pairs)), level)


def _choose(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
