"""How alike do people code the same answers?

Krippendorff's alpha for nominal codes with missing values: 1 is perfect, 0 what chance would bring (Krippendorff 2011,
Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, part C). Percent agreement stands beside it, as
alpha is harsh where nearly all answers have one code.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypedDict

Unit: TypeAlias = Mapping[str, str]  # the codes of one answer, by coder; who did not code it is missing

FEWEST = 10  # answers coded by two or more; under it alpha says nothing
DRAWS = 1000  # of the bootstrap
INTERVAL = 0.95


class Facts(TypedDict):
    """What a method note says of agreement."""

    checked: int
    alpha: float | None
    agreed: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike codes are.

    Attributes:
        units: answers that two or more people coded.
        alpha: None where all codes are the same one: nothing could differ.
        low: the lower end of its 95 % bootstrap interval over answers; None as ``alpha``.
        high: the upper end.
        agreed: share 0-1 of pairs of codes that are equal; None without pairs.
        by_code: for each code the share of pairs with it in which both have it.
    """

    units: int
    alpha: float | None
    low: float | None
    high: float | None
    agreed: float | None
    by_code: Mapping[str, float]


def agreement(units: Sequence[Unit]) -> Agreement:
    """The agreement over all answers that at least two people coded."""
    twice = [tuple(unit[coder] for coder in sorted(unit)) for unit in units if len(unit) > 1]
    value = alpha(twice)
    low, high = _interval(twice) if value is not None else (None, None)
    return Agreement(len(twice), value, low, high, agreed(twice), _by_code(twice))


def alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of units of two or more codes; None where no two codes differ, or there are none."""
    return _alpha([_pairs(codes) for codes in units])


def agreed(units: Sequence[Sequence[str]]) -> float | None:
    """Share 0-1 of equal codes among all pairs within a unit; None without pairs."""
    pairs = sum(len(codes) * (len(codes) - 1) for codes in units)
    equal = sum(count * (count - 1) for codes in units for count in Counter(codes).values())
    return equal / pairs if pairs else None


def facts(units: Sequence[Unit]) -> Facts:
    """What may be said: nothing of fewer than ten answers."""
    if len(units) < FEWEST:
        return Facts(checked=len(units), alpha=None, agreed=None)
    twice = [tuple(unit[coder] for coder in sorted(unit)) for unit in units]
    return Facts(checked=len(units), alpha=alpha(twice), agreed=agreed(twice))


_Pairs: TypeAlias = tuple[float, Counter[str]]  # observed disagreement of a unit, and its codes


def _pairs(codes: Sequence[str]) -> _Pairs:
    count = Counter(codes)
    m = len(codes)
    differing = m * m - sum(each * each for each in count.values())
    return differing / (m - 1), count


def _alpha(units: Sequence[_Pairs]) -> float | None:
    """1 - observed / expected: Do = sum of differing pairs / n, De = pairs that differ among all codes / (n (n - 1))."""
    total: Counter[str] = Counter()
    for _, count in units:
        total.update(count)
    n = sum(total.values())
    expected = n * n - sum(each * each for each in total.values())
    if not expected:
        return None
    return 1 - (n - 1) * sum(differing for differing, _ in units) / expected


def _interval(units: Sequence[Sequence[str]]) -> tuple[float | None, float | None]:
    """The bootstrap's percentiles over answers, the same every time."""
    pairs, chance = [_pairs(codes) for codes in units], random.Random(0)
    found = sorted(value for _ in range(DRAWS) if (value := _alpha(chance.choices(pairs, k=len(pairs)))) is not None)
    if not found:
        return None, None
    aside = (1 - INTERVAL) / 2
    return found[int(aside * (len(found) - 1))], found[int((1 - aside) * (len(found) - 1))]


def _by_code(units: Sequence[Sequence[str]]) -> dict[str, float]:
    """Of the codes that stand beside a given one, how many are the same: specific agreement."""
    equal: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for codes in units:
        for code, count in Counter(codes).items():
            equal[code] += count * (count - 1)
            beside[code] += count * (len(codes) - 1)
    return {code: equal[code] / beside[code] for code in sorted(beside)}
