"""Which theme does a new answer belong to, by the answers nearest to it that have one?

The nearest coded answers vote, each with its cosine (k nearest neighbours). So themes stay what they are between two looks
at them, whatever comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.coding import neighbours
from surveys.coding.embedding import unit
from surveys.coding.missing import needed
from surveys.coding.neighbours import even

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

LANDMARKS = 8_000  # coded answers that vote, of more an even part: as many as themes are proposed from
NEAR = 0.12  # mean cosine to the nearest answers; under it an answer is alone
AGREEING = 0.25  # share 0-1 of the neighbours that must be of one theme


def themes_of(some: Vectors, known: Vectors, themes: Sequence[str | None]) -> list[tuple[str | None, float]]:
    """For each new answer the theme of its nearest coded ones with confidence 0-1, None where it is alone.

    some, known: answers x dimension, of the same model; ``themes``: of the known ones.
    """
    with needed():
        import numpy as np

    if not len(known) or not any(themes):
        return [(None, 0.0)] * len(some)
    voting = even(range(len(known)), LANDMARKS)
    known, themes = known[voting], [themes[at] for at in voting]
    names = sorted({theme for theme in themes if theme})
    place = {name: at for at, name in enumerate(names)}
    of = np.array([place[theme] if theme else len(names) for theme in themes])
    mean = known.mean(axis=0, dtype=np.float64).astype(np.float32)
    to, cosine = neighbours.nearest(unit(some - mean), unit(known - mean))
    votes = neighbours.votes(to, cosine, of, len(names) + 1)  # the last one for no theme
    best = votes[:, : len(names)].argmax(axis=1)
    sure = votes[np.arange(len(votes)), best] / np.maximum(votes.sum(axis=1), 1e-9)
    alone = (cosine.mean(axis=1) < NEAR) | (sure < AGREEING)
    return [
        (None, 0.0) if apart else (names[theme], round(share, 4))
        for theme, share, apart in zip(best.tolist(), sure.tolist(), alone.tolist(), strict=True)
    ]
