"""Where does each participant stand, by their votes? A point in the plane.

As Polis places people (Small et al. 2021, doi:10.6035/recerca.5516): what somebody did not vote on counts as the
statement's mean, the plane is that of the two principal components, and who voted on few statements is moved outwards by
sqrt(statements / votes), since unknown votes pull to the middle. Statements that were moderated out are set to 0 for
everybody, and count as votes in that: so do published groups come out again, without it some do not.

Rows are brought into an order of their content first, and signs are fixed: the same votes give the same points to the
last bit, whoever cast them and in which order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Cells: TypeAlias = NDArray[np.int8]  # participants x statements
    Points: TypeAlias = NDArray[np.float64]  # participants x 2
    Labels: TypeAlias = NDArray[np.intp]  # a row or a group for each participant

UNSEEN = 2  # in place of a vote
BLOCK = 1024  # participants taken at once: memory stays small however many there are


@dataclass(frozen=True, slots=True)
class Ballots:
    """All votes.

    Attributes:
        participants: names of the rows, which are in the order of their content.
        statements: names of the columns, sorted.
        votes: participants x statements, -1/0/1, ``UNSEEN`` where there is none.
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    votes: Cells


def ballots(votes: Iterable[tuple[str, str, int]]) -> Ballots:
    """Votes as a matrix; the last of several on the same statement. Raises ValueError for what is no vote."""
    import numpy as np

    given = votes if isinstance(votes, list) else list(votes)
    people, about, values = [each[0] for each in given], [each[1] for each in given], [each[2] for each in given]
    if not set(values) <= {-1, 0, 1}:
        raise ValueError(f"votes are -1, 0 or 1, not {next(each for each in values if each not in (-1, 0, 1))!r}")
    participants, statements = sorted(set(people)), sorted(set(about))
    cells = np.full((len(participants), len(statements)), UNSEEN, np.int8)
    # Of equal places the last one stays: numpy says so.
    cells[_places(people, participants), _places(about, statements)] = np.fromiter(values, np.int8, len(values))
    order = sorted(range(len(participants)), key=[row.tobytes() for row in cells].__getitem__)
    return Ballots(tuple(participants[at] for at in order), tuple(statements), cells[order])


def eligible(given: Ballots, needed: int) -> Labels:
    """Rows of those with so many votes, or with all where there are fewer statements."""
    import numpy as np

    counts = (given.votes != UNSEEN).sum(axis=1)
    return np.flatnonzero(counts >= min(needed, len(given.statements)))


def project(given: Ballots, shown: Sequence[int]) -> Points:
    """A point for each participant; ``shown``: columns that were not moderated out."""
    import numpy as np
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    votes = given.votes[:, list(shown)]
    seen = votes != UNSEEN
    means = np.where(seen, votes, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    with threadpool_limits(1):  # sums in one order, whatever the number of cores
        axes = _axes(votes, means)
        points = np.concatenate([_centred(block, means) @ axes for block in _blocks(votes)])
    every = len(given.statements)
    known = seen.sum(axis=1) + every - len(shown)
    scaled: Points = points * np.sqrt(every / np.maximum(known, 1))[:, None]
    return scaled


def _places(given: Sequence[str], names: Sequence[str]) -> Labels:
    import numpy as np

    place = {name: at for at, name in enumerate(names)}
    return np.fromiter(map(place.__getitem__, given), np.intp, len(given))


def _axes(votes: Cells, means: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two directions in which the votes differ most: statements x 2, the greatest weight of each positive."""
    import numpy as np

    scatter = np.zeros((votes.shape[1], votes.shape[1]))
    for block in _blocks(votes):
        centred = _centred(block, means)
        scatter += centred.T @ centred
    axes: NDArray[np.float64] = np.linalg.eigh(scatter)[1][:, :-3:-1]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), range(2)])
    return axes * signs


def _centred(votes: Cells, means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Votes as distances from the means; 0, the mean itself, where there is none."""
    import numpy as np

    return np.where(votes == UNSEEN, 0.0, votes - means)


def _blocks(votes: Cells) -> Iterable[Cells]:
    return (votes[start : start + BLOCK] for start in range(0, len(votes), BLOCK))
