"""Do groups of people speak of different themes, or is the difference what chance brings?

Each theme in each group against everybody else: Fisher's exact test (Fisher 1935), and of all that are compared at once
those that hold up with at most a twentieth expected to be chance (Benjamini and Hochberg 1995, JRSS B 57:289-300). How
large a difference is says Newcombe's interval (as in ``change``). Under 80 people there is no power: that is said
instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.analysis.change import LEVEL, Share, newcombe
from surveys.analysis.disclosure import FEWEST, SHARE_FROM

ENOUGH = 80  # people with a theme and a group; with fewer, even large differences are not found


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
    steady = _steady([p for *_, p in found], level)
    told = [
        Difference(theme, group, mine, others, newcombe(mine, others), p, flag)
        for (theme, group, mine, others, p), flag in zip(found, steady, strict=True)
    ]
    return Contrast(tuple(sorted(told, key=lambda each: (each.p, each.theme, each.group))), people, enough=True)


def fisher(mine: Share, others: Share) -> float:
    """The two-sided p-value of Fisher's exact test."""
    from scipy.stats import fisher_exact

    table = [[mine.count, mine.n - mine.count], [others.count, others.n - others.count]]
    return float(fisher_exact(table).pvalue)


def _steady(values: Sequence[float], level: float) -> list[bool]:
    ranked = sorted(values)
    kept = [p for rank, p in enumerate(ranked, 1) if p <= level * rank / len(ranked)]
    return [bool(kept) and p <= kept[-1] for p in values]
