"""What is an answer compared by? Its meaning, and beside it its spelling.

A hundred characters are few for a sentence encoder, and German puts much into one compound noun: pieces of 3 to 5
characters, reduced by a singular value decomposition (Deerwester et al. 1990), stand beside the sentence vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.coding.embedding import unit
from surveys.coding.spelling import Spelling

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from surveys.coding.embedding import Vectors

LANDMARKS = 8_000  # texts the spelling is learnt from, at most
SPELLING_DIMENSION = 150
SPELLING_WEIGHT = 0.8  # beside a sentence vector of length 1
SEED = 0


@dataclass(frozen=True, slots=True)
class Features:
    """Of texts.

    Attributes:
        meaning: texts x dimension, around 0, each of length 1.
        spelling: texts x pieces of words, TF-IDF, each of length 1.
        joint: both, texts x (dimension + 150); meaning has length 1, spelling 0.8.
    """

    meaning: Vectors
    spelling: csr_matrix
    joint: Vectors

    def some(self, start: int, end: int | None = None) -> Features:
        """Of the texts from ``start`` to ``end``."""
        return Features(self.meaning[start:end], self.spelling[start:end], self.joint[start:end])


def features(texts: Sequence[str], vectors: Vectors, seed: int = SEED) -> Features:
    """Of these texts, in their order; the same for the same texts and vectors, whatever runs beside."""
    import numpy as np
    from sklearn.decomposition import TruncatedSVD

    meaning = unit(vectors.astype(np.float32) - vectors.mean(axis=0, dtype=np.float64).astype(np.float32))
    lower = [text.lower() for text in texts]
    step = max(1, -(-len(texts) // LANDMARKS))
    weights = Spelling()
    weights.learn(lower[::step])
    spelling = weights.of(lower)
    kept = min(SPELLING_DIMENSION, len(texts) - 1, spelling.shape[1] - 1)
    parts = [meaning]
    if kept > 0 and spelling.nnz:
        with np.errstate(divide="ignore", invalid="ignore"):  # texts that are all alike vary by nothing
            reduced = TruncatedSVD(kept, random_state=seed).fit(spelling[::step])
        parts.append(np.float32(SPELLING_WEIGHT) * unit(reduced.transform(spelling)))
    return Features(meaning, spelling, np.hstack(parts))
