"""Which theme does a new answer belong to, by the answers nearest to it that have one?

The nearest coded answers vote, each with its cosine (k nearest neighbours). So themes stay what they are between two looks
at them, whatever comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.coding.embedding import unit
from surveys.coding.missing import needed
from surveys.coding.pipeline import even

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.coding.embedding import Vectors

LANDMARKS = 8_000  # coded answers that vote, of more an even part: as many as themes are proposed from
NEIGHBOURS = 15
NEAR = 0.12  # mean cosine to the nearest answers; under it an answer is alone
AGREEING = 0.25  # share 0-1 of the neighbours that must be of one theme
CHUNK = 1_000  # answers whose similarities are in memory at once


def themes_of(some: Vectors, known: Vectors, themes: Sequence[str | None]) -> list[tuple[str | None, float]]:
    """For each new answer the theme of its nearest coded ones with confidence 0-1, None where it is alone.

    some, known: answers x dimension, of the same model; ``themes``: of the known ones.
    """
    with needed():
        import numpy as np

    if not len(known) or not any(themes):
        return [(None, 0.0)] * len(some)
    if len(known) > LANDMARKS:
        some_known = even(range(len(known)), LANDMARKS)
        return themes_of(some, known[some_known], [themes[at] for at in some_known])
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
