"""What does a group stand for, what do all groups share, and what divides them?

The measures of Polis (Small et al. 2021, doi:10.6035/recerca.5516). With ``a`` of ``n`` people of a group on a side of a
statement, and ``b`` of ``m`` of all other groups:

- probability: P = (a + 1) / (n + 2), which lies in the middle as long as nobody voted
- test of one proportion, is it more than half: 2 sqrt(n + 1) ((a + 1) / (n + 1) - 1/2)
- test of two, is it more than among the others: (p - q) / sqrt(h (1 - h) (1 / (n + 1) + 1 / (m + 1))), where
  p = (a + 1) / (n + 1), q = (b + 1) / (m + 1), h = (a + b + 2) / (n + m + 2)
- a statement represents a group where both tests are passed; the score is the product of both, P, and P over the others' P
- group-informed consensus: the product of P over all groups, so that no large group outvotes a small one

Nothing is told of fewer than five people of a group.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from surveys.analysis.disclosure import FEWEST
from surveys.analysis.opinion import Reactions, Representative

SIGNIFICANT = 1.645  # z of the tests: five in a hundred pass by chance, one-sided
REPRESENTING = 5  # statements of a group: Polis
SIDES = (1, -1)
DIVIDED = 0.25  # share 0-1 by which two groups differ at least: less is a matter of degree

ByGroup = Mapping[str, Reactions]  # of one statement, by group key; "" for everybody


def of_group(reactions: Mapping[str, ByGroup], key: str, keys: Sequence[str]) -> tuple[Representative, ...]:
    """The statements that set a group apart from the others, the most representative first."""
    found = [
        each
        for statement, by_group in reactions.items()
        if (each := _represents(statement, by_group[key], [by_group[other] for other in keys if other != key]))
    ]
    return tuple(sorted(found, key=lambda each: (-each.score, each.statement))[:REPRESENTING])


def common(reactions: Mapping[str, ByGroup], keys: Sequence[str]) -> tuple[str, ...]:
    """Statements that every group is on the same side of, by most, the most shared first."""
    shared = {
        statement: max(consensus(by_group, keys, side) for side in SIDES if _is_shared(by_group, keys, side))
        for statement, by_group in reactions.items()
        if any(_is_shared(by_group, keys, side) for side in SIDES)
    }
    return _ranked(shared)


def dividing(reactions: Mapping[str, ByGroup], keys: Sequence[str]) -> tuple[str, ...]:
    """Statements that two groups differ on by more than chance and degree, the most divided first."""
    gaps = {statement: gap(by_group, keys) for statement, by_group in reactions.items()}
    shared = set(common(reactions, keys))
    return _ranked({statement: each for statement, each in gaps.items() if each >= DIVIDED and statement not in shared})


def consensus(by_group: ByGroup, keys: Iterable[str], side: int) -> float:
    """Group-informed consensus on a side: the product over all groups."""
    return math.prod(probability(on_side(by_group[key], side), by_group[key].seen) for key in keys)


def gap(by_group: ByGroup, keys: Sequence[str]) -> float:
    """By how much the two groups that differ most differ on a side, as a share 0-1; 0 where that may be chance."""
    told = [by_group[key] for key in keys if by_group[key].seen >= FEWEST]
    return max((_apart(one, other, side) for one, other in combinations(told, 2) for side in SIDES), default=0.0)


def probability(count: int, seen: int) -> float:
    """How likely somebody of the group is on that side."""
    return (count + 1) / (seen + 2)


def one_proportion(count: int, seen: int) -> float:
    """How surely it is more than half, as z."""
    return 2 * math.sqrt(seen + 1) * ((count + 1) / (seen + 1) - 0.5)


def two_proportions(count: int, seen: int, others: int, others_seen: int) -> float:
    """How surely it is more than among the others, as z."""
    size, others_size = seen + 1, others_seen + 1
    both = (count + others + 2) / (size + others_size)
    if both >= 1:
        return 0.0
    error = math.sqrt(both * (1 - both) * (1 / size + 1 / others_size))
    return ((count + 1) / size - (others + 1) / others_size) / error


def on_side(reactions: Reactions, side: int) -> int:
    """People on a side."""
    return reactions.agree if side == 1 else reactions.disagree


def _represents(statement: str, mine: Reactions, others: Sequence[Reactions]) -> Representative | None:
    """The side the group stands on more than the others, if it is told apart by it."""
    return max((_scored(statement, mine, others, side) for side in SIDES), key=_score)


def _score(found: Representative | None) -> float:
    return found.score if found else -math.inf


def _scored(statement: str, mine: Reactions, others: Sequence[Reactions], side: int) -> Representative | None:
    count, seen = on_side(mine, side), mine.seen
    other_count, other_seen = sum(on_side(each, side) for each in others), sum(each.seen for each in others)
    half, apart = one_proportion(count, seen), two_proportions(count, seen, other_count, other_seen)
    if count < FEWEST or half <= SIGNIFICANT or apart <= SIGNIFICANT:
        return None
    share = probability(count, seen)
    return Representative(
        statement, side, count, seen, share / probability(other_count, other_seen) * apart * share * half
    )


def _is_shared(by_group: ByGroup, keys: Iterable[str], side: int) -> bool:
    """Most of each group are on that side, of five people at least; and of all groups together not by chance."""
    told = [by_group[key] for key in keys]
    return all(on_side(each, side) >= FEWEST and 2 * on_side(each, side) > each.seen for each in told) and (
        one_proportion(sum(on_side(each, side) for each in told), sum(each.seen for each in told)) > SIGNIFICANT
    )


def _apart(one: Reactions, other: Reactions, side: int) -> float:
    high, low = (one, other) if _share(one, side) >= _share(other, side) else (other, one)
    z = two_proportions(on_side(high, side), high.seen, on_side(low, side), low.seen)
    return _share(high, side) - _share(low, side) if z > SIGNIFICANT else 0.0


def _share(reactions: Reactions, side: int) -> float:
    return probability(on_side(reactions, side), reactions.seen)


def _ranked(scored: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(scored, key=lambda statement: (-scored[statement], statement)))
