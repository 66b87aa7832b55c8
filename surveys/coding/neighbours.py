"""Which answers lie nearest to others, and what do they vote for?

Exact cosines, some answers at a time, beside an even part where there are too many: k nearest neighbours (Cover, Hart 1967,
doi:10.1109/TIT.1967.1053964), each vote as heavy as its cosine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from surveys.coding.missing import needed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from surveys.coding.embedding import Vectors

    Whole: TypeAlias = NDArray[np.int64]

NEIGHBOURS = 15
CHUNK = 500  # answers whose cosines are in memory at once: 16 MB with 8,000 others, their order 32 MB


def even(places: Sequence[int], most: int) -> list[int]:
    """At most so many of the places, evenly."""
    return [places[at * len(places) // most] for at in range(most)] if len(places) > most else list(places)


def nearest(
    some: Vectors, others: Vectors, many: int = NEIGHBOURS, own: int | None = None
) -> tuple[Whole, NDArray[np.float32]]:
    """The ``many`` nearest of each, in no order, with their cosines (not under 0); vectors of length 1.

    own: where the first of ``some`` stands among the others, if they do: nobody is near to themselves.
    """
    with needed():
        import numpy as np

    many = min(many, len(others) - (own is not None))
    to = np.empty((len(some), many), np.int64)
    cosine = np.empty((len(some), many), np.float32)
    for start in range(0, len(some), CHUNK):
        likeness = some[start : start + CHUNK] @ others.T
        end = start + len(likeness)
        if own is not None:
            likeness[np.arange(len(likeness)), own + np.arange(start, end)] = -2
        to[start:end] = np.argpartition(likeness, -many, axis=1)[:, -many:]
        cosine[start:end] = np.take_along_axis(likeness, to[start:end], 1)
    return to, np.clip(cosine, 0, None)


def votes(to: Whole, cosine: NDArray[np.float32], of: Whole, count: int) -> NDArray[np.float32]:
    """How much of the nearest answers speaks for each of ``count`` themes; ``of``: the theme of each of the others."""
    import numpy as np

    found = np.zeros((len(to), count), np.float32)
    for theme in range(count):
        found[:, theme] = (cosine * (of[to] == theme)).sum(axis=1)
    return found


def graph(to: Whole, cosine: NDArray[np.floating]) -> csr_matrix:
    """Answers with their nearest ones, in both directions."""
    import numpy as np
    from scipy.sparse import csr_matrix

    n = len(to)
    directed = csr_matrix((cosine.ravel(), (np.repeat(np.arange(n), to.shape[1]), to.ravel())), shape=(n, n))
    return ((directed + directed.T) / 2).tocsr()
