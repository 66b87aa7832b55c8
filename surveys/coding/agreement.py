"""Do people who code the same answers agree, beyond what chance would bring?

Krippendorff's alpha for codes without an order, with any number of coders and with answers that not everybody coded
(Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", repository.upenn.edu/asc_papers/43). 1 is agreement on
everything, 0 what chance brings; he asks for .800, and for .667 at least where conclusions may be tentative (Content
Analysis, 4th edition 2018, chapter 12). The percentage of agreement is shown beside it since people ask for it; it rises by
chance alone where one code is frequent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from surveys.coding.missing import needed

ROUNDS = 1_000  # of the bootstrap
SPREAD = 0.95  # share 0-1 of them within the interval
SEED = 0
RELIABLE, TENTATIVE = 0.800, 0.667

Codes: TypeAlias = Mapping[str, str]  # coder -> code


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree.

    Attributes:
        alpha: Krippendorff's; None where nothing can be said, as all codes are the same one or none is paired.
        low, high: of 95 of 100 samples of as many answers (bootstrap over answers); None as above.
        percent: share 0-1 of pairs of coders and answers that agree, each answer weighing the same.
        answers: coded by two people at least.
        codes: pairable codes in them.
    """

    alpha: float | None
    low: float | None
    high: float | None
    percent: float | None
    answers: int
    codes: int


def agreement(answers: Iterable[Codes]) -> Agreement:
    """Of all codes; ``answers``: for each one the code by coder, coders who did not code it left out."""
    pairable = [_counted(codes) for codes in answers if len(codes) > 1]
    alpha = _alpha(pairable)
    low, high = _interval(pairable) if alpha is not None else (None, None)
    shares = [_agreeing(counts) for counts in pairable]
    return Agreement(
        alpha,
        low,
        high,
        sum(shares) / len(shares) if shares else None,
        len(pairable),
        sum(counts.total() for counts in pairable),
    )


def of_code(answers: Iterable[Codes], code: str) -> Agreement:
    """Of one code against all others: does everybody mean the same by it?"""
    return agreement(
        [{coder: "this" if given == code else "other" for coder, given in codes.items()} for codes in answers]
    )


def by_code(answers: Sequence[Codes]) -> dict[str, Agreement]:
    """Of each code that was given, in their alphabetical order."""
    given = sorted({code for codes in answers for code in codes.values()})
    return {code: of_code(answers, code) for code in given}


def by_pair(answers: Sequence[Codes]) -> dict[tuple[str, str], Agreement]:
    """Of each two coders."""
    coders = sorted({coder for codes in answers for coder in codes})
    return {
        pair: agreement([{coder: codes[coder] for coder in pair if coder in codes} for codes in answers])
        for pair in combinations(coders, 2)
    }


def long_form(given: Iterable[tuple[str, str, str]]) -> list[Codes]:
    """Codes by answer, from (answer, coder, code); a coder's last code for an answer counts."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for answer, coder, code in given:
        found[answer][coder] = code
    return list(found.values())


def _counted(codes: Codes) -> Counter[str]:
    return Counter(codes.values())


def _agreeing(counts: Counter[str]) -> float:
    many = counts.total()
    return sum(count * (count - 1) for count in counts.values()) / (many * (many - 1))


def _alpha(pairable: Sequence[Counter[str]]) -> float | None:
    """1 - (n - 1) x observed / expected disagreement, from the diagonal of the coincidence matrix (step D, nominal)."""
    agreeing = 0.0  # the sum of o_cc
    totals: Counter[str] = Counter()  # n_c
    for counts in pairable:
        agreeing += _agreeing(counts) * counts.total()
        totals.update(counts)
    n = totals.total()
    by_chance = sum(count * (count - 1) for count in totals.values())
    if n * (n - 1) == by_chance:
        return None  # one code only, or none: there is nothing to disagree about
    return ((n - 1) * agreeing - by_chance) / (n * (n - 1) - by_chance)


def _interval(pairable: Sequence[Counter[str]]) -> tuple[float, float]:
    with needed():
        import numpy as np
    # In an order of their own, so that the order of rows decides nothing.
    ordered = sorted(pairable, key=lambda counts: sorted(counts.items()))
    names = sorted({code for counts in ordered for code in counts})
    table = np.array([[counts[name] for name in names] for counts in ordered], np.float64)
    agreeing = np.array([_agreeing(counts) * counts.total() for counts in ordered])
    even = np.full(len(ordered), 1 / len(ordered))
    drawn = np.random.default_rng(SEED).multinomial(len(ordered), even, ROUNDS).astype(np.float64)
    totals = drawn @ table
    n = totals.sum(axis=1)
    by_chance = (totals * (totals - 1)).sum(axis=1)
    most = n * (n - 1) - by_chance
    # Where only one code was drawn, no disagreement was.
    alpha = np.where(most > 0, ((n - 1) * (drawn @ agreeing) - by_chance) / np.where(most > 0, most, 1), 1.0)
    low, high = np.quantile(alpha, [(1 - SPREAD) / 2, (1 + SPREAD) / 2])
    return float(low), float(high)
