"""Do groups of people speak of different themes, or is the difference what chance brings?

Each theme in each group against everybody else: Fisher's exact test (Fisher 1935), and of all that are compared at once
those that hold up with at most a twentieth expected to be chance (Benjamini and Hochberg 1995, JRSS B 57:289-300). How
large a difference is says Newcombe's interval (as in ``change``). Under 80 people there is no power: that is said
instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from math import exp, lgamma

from surveys.analysis.change import LEVEL, Share, chosen, newcombe
from surveys.analysis.disclosure import FEWEST, SHARE_FROM

ENOUGH = 80  # people with a theme and a group; with fewer, even large differences are not found
SLACK = 1e-7  # relative; two tables as likely as each other differ by rounding


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a group speaks of a theme, beside everybody else.

    Attributes:
        theme: its id.
        group: the people looked at.
        mine: of that group.
        others: of all other groups together.
        interval: of the difference of both shares, -1 to 1, 95 %.
        p: Fisher's, two-sided.
        stands_out: more than chance, of all that were compared at once.
    """

    theme: str
    group: str
    mine: Share
    others: Share
    interval: tuple[float, float]
    p: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """All comparisons, the surest first; none where ``people`` are too few."""

    differences: tuple[Difference, ...]
    people: int
    enough: bool


def contrast(counts: Mapping[tuple[str, str], int], sizes: Mapping[str, int], level: float = LEVEL) -> Contrast:
    """Which themes stand out in which groups.

    counts: people by (theme, group). sizes: people of each group, with or without a theme. Groups of fewer than ten people
    and themes of fewer than five are not compared: nothing could be shown of them.
    """
    people = sum(sizes.values())
    groups = sorted(group for group, size in sizes.items() if size >= SHARE_FROM and people - size >= SHARE_FROM)
    themes = sorted({theme for theme, _ in counts})
    if people < ENOUGH or not groups:
        return Contrast((), people, enough=False)
    found = []
    for theme in themes:
        whole = sum(counts.get((theme, group), 0) for group in sizes)
        for group in groups if whole >= FEWEST else ():
            mine = Share(counts.get((theme, group), 0), sizes[group])
            others = Share(whole - mine.count, people - sizes[group])
            found.append((theme, group, mine, others, fisher(mine, others)))
    # With two groups each theme is one comparison seen from both sides.
    steady = chosen([p for *_, p in found], level)
    told = [
        Difference(theme, group, mine, others, newcombe(mine, others), p, flag)
        for (theme, group, mine, others, p), flag in zip(found, steady, strict=True)
    ]
    return Contrast(tuple(sorted(told, key=lambda each: (each.p, each.theme, each.group))), people, enough=True)


def differing(pairs: Sequence[tuple[Share, Share]], level: float = LEVEL) -> tuple[bool, ...]:
    """Which of the pairs of shares differ by more than chance, of all that are compared at once."""
    return chosen(tuple(starmap(fisher, pairs)), level)


def fisher(mine: Share, others: Share) -> float:
    """The two-sided p-value of Fisher's exact test: of all tables that are no more likely than this one."""
    whole, found, n = mine.n + others.n, mine.count + others.count, mine.n

    def weight(count: int) -> float:
        return _choose(found, count) + _choose(whole - found, n - count) - _choose(whole, n)

    seen = weight(mine.count)
    possible = range(max(0, n - (whole - found)), min(n, found) + 1)
    return min(1.0, sum(exp(each) for each in map(weight, possible) if each <= seen + SLACK))


def _choose(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
