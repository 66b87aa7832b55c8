"""Which of the statements somebody has not seen is worth their reaction most?

As Polis weighs comments (Small et al. 2021, doi:10.6035/recerca.5516): what divides tells most, what people pass on tells
least, and a new statement gets its first views soon, by a factor that halves with every five. Polis takes how far a
statement lies out on its principal components; here, where an answer must not wait for that, how evenly those who decided
are divided. The order is drawn by weight (Efraimidis and Spirakis 2006, doi:10.1016/j.ipl.2005.11.003), so that every
statement comes up, and from the respondent's id, so that it is the same each time they come back.

How somebody reacted enters by *released* counts only. Of what is newer only the number of views counts, which says nothing
of what anybody thinks.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

NEW = 8.0  # how much more a statement counts that nobody has seen: Polis
HALVING = 5.0  # views by which that halves: Polis
DIVISION = 2.0  # how much more one counts that divides people evenly

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Known:
    """What may be known of a statement when it is chosen.

    Attributes:
        views: people it was put to, now.
        agree: people who agreed, at the last release; so ``disagree`` and ``passed``.
    """

    views: int
    agree: int = 0
    disagree: int = 0
    passed: int = 0


def ordered(respondent: str, statements: Iterable[Shown], known: Callable[[Shown], tuple[str, Known]]) -> list[Shown]:
    """The statements in the order to show them; ``known`` gives the id of each and what is known of it."""

    def key(statement: Shown) -> tuple[float, str]:
        name, of = known(statement)
        return -math.log(_chance(respondent, name)) / weight(of), name

    return sorted(statements, key=key)


def weight(known: Known) -> float:
    """How much a statement counts in the draw; always positive."""
    decided = known.agree + known.disagree
    agreeing = (known.agree + 1) / (decided + 2)
    passing = (known.passed + 1) / (decided + known.passed + 2)
    divided = 4 * agreeing * (1 - agreeing)  # 1 where half agree, and where nothing is known
    fresh = 1 + NEW * 2.0 ** (-known.views / HALVING)
    return float(((1 - passing) * (1 + DIVISION * divided) * fresh) ** 2)


def _chance(respondent: str, statement: str) -> float:
    """A number above 0 and below 1."""
    drawn = hashlib.sha256(f"{respondent}:{statement}".encode()).digest()
    return (int.from_bytes(drawn[:6]) + 0.5) / 2**48
