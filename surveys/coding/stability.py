"""How do themes stay the same while answers come in, and when are they looked at anew?

Between two looks the assignment is frozen: an answer keeps its theme, a new one gets that of its nearest answers (k nearest
neighbours, weighted by cosine). A refit starts at the themes as they are and is a proposal: it says which answers would
move from where to where, carries ids by overlap (Hungarian method, Kuhn 1955, on the Jaccard index), and names what would
merge and split. A human takes or drops it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.coding.embedding import unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.coding.embedding import Vectors

NEIGHBOURS = 15
NEAR = 0.12  # mean cosine to the nearest answers; under it an answer is alone
AGREEING = 0.25  # share 0-1 of the neighbours that must be of one theme
CHUNK = 1_000  # answers whose similarities are in memory at once
GROWN = 1.25  # times as many answers as at the last look: time for another
SAME = 0.25  # Jaccard index from which a new cluster carries an old theme's id
PART = 0.25  # share 0-1 of a theme from which a flow is told as a merge or split


@dataclass(frozen=True, slots=True)
class Flow:
    """So many answers would move from one theme (None: none) to another."""

    before: str | None
    after: str | None
    answers: int


@dataclass(frozen=True, slots=True)
class Carried:
    """New clusters under old ids.

    Attributes:
        themes: for each answer the id of its theme; None for none.
        flows: how many answers would go where, the largest first; those that stay are not among them.
        kept: share 0-1 of the answers with a theme that keep it.
        merged: themes that would end in another, as (theme, into).
        parted: clusters that would be taken out of a theme, as (cluster's id, theme).
    """

    themes: tuple[str | None, ...]
    flows: tuple[Flow, ...]
    kept: float
    merged: tuple[tuple[str, str], ...]
    parted: tuple[tuple[str, str], ...]


def frozen(some: Vectors, known: Vectors, themes: Sequence[str | None]) -> list[tuple[str | None, float]]:
    """For each new answer the theme of its nearest coded ones with confidence 0-1, None where it is alone.

    some, known: answers x dimension, of the same model; ``themes``: of the known ones.
    """
    import numpy as np

    if not len(known) or not any(themes):
        return [(None, 0.0)] * len(some)
    names = sorted({theme for theme in themes if theme})
    place = {name: at for at, name in enumerate(names)}
    of = np.array([place[theme] if theme else len(names) for theme in themes])
    mean = known.mean(axis=0, dtype=np.float64).astype(np.float32)
    near = unit(known - mean)
    found: list[tuple[str | None, float]] = []
    for start in range(0, len(some), CHUNK):
        votes, cosine = _votes(unit(some[start : start + CHUNK] - mean), near, of, len(names))
        best = votes[:, : len(names)].argmax(axis=1)
        sure = votes[np.arange(len(votes)), best] / np.maximum(votes.sum(axis=1), 1e-9)
        for theme, share, likeness in zip(best, sure, cosine, strict=True):
            alone = likeness < NEAR or share < AGREEING
            found.append((None, 0.0) if alone else (names[int(theme)], round(float(share), 4)))
    return found


def is_due(then: int, now: int, *, burst: bool = False) -> bool:
    """Whether themes made of ``then`` answers are to be looked at anew with ``now`` of them."""
    return burst or (then > 0 and now >= GROWN * then)


def carried(before: Sequence[str | None], clusters: Sequence[int | None], names: Sequence[str]) -> Carried:
    """The old ids for the clusters that are the same themes; ``names``: an id for each cluster that is new.

    ``before``: the theme of each answer until now; ``clusters``: the number of its cluster. In the same order.
    """
    old = sorted({theme for theme in before if theme})
    of_old, of_new = Counter(before), Counter(clusters)
    both = Counter(zip(before, clusters, strict=True))
    ids = _matched(old, len(names), of_old, of_new, both)
    called = [ids.get(at, names[at]) for at in range(len(names))]
    after = tuple(None if at is None else called[at] for at in clusters)
    moved = Counter((one, other) for one, other in zip(before, after, strict=True) if one != other)
    flows = tuple(
        Flow(one, other, many)
        for (one, other), many in sorted(moved.items(), key=lambda each: (-each[1], str(each[0])))
    )
    held = [one == other for one, other in zip(before, after, strict=True) if one]
    merged = tuple(
        (flow.before, flow.after)
        for flow in flows
        if flow.before and flow.after and flow.before not in called and flow.answers >= PART * of_old[flow.before]
    )
    parted = tuple(
        (flow.after, flow.before)
        for flow in flows
        if flow.before and flow.after and flow.after not in old and flow.answers >= PART * of_old[flow.before]
    )
    return Carried(after, flows, sum(held) / len(held) if held else 1.0, merged, parted)


def _matched(
    old: Sequence[str],
    new: int,
    of_old: Mapping[str | None, int],
    of_new: Mapping[int | None, int],
    both: Mapping[tuple[str | None, int | None], int],
) -> dict[int, str]:
    """Which cluster is which theme, so that together they overlap most."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    likeness = np.zeros((len(old), new))
    for row, theme in enumerate(old):
        for at in range(new):
            shared = both[theme, at]
            whole = of_old[theme] + of_new[at] - shared
            likeness[row, at] = shared / whole if whole else 0.0
    rows, columns = linear_sum_assignment(-likeness)
    return {int(at): old[row] for row, at in zip(rows, columns, strict=True) if likeness[row, at] >= SAME}


def _votes(some: Vectors, known: Vectors, of: NDArray[np.int64], names: int) -> tuple[Vectors, NDArray[np.float32]]:
    import numpy as np

    likeness = some @ known.T
    many = min(NEIGHBOURS, likeness.shape[1])
    nearest = np.argpartition(-likeness, many - 1, axis=1)[:, :many]
    cosine = np.clip(np.take_along_axis(likeness, nearest, 1), 0, None)
    votes = np.zeros((len(some), names + 1), np.float32)
    for theme in range(names + 1):
        votes[:, theme] = (cosine * (of[nearest] == theme)).sum(axis=1)
    return votes, cosine.mean(axis=1)
