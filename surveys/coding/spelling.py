"""How is a text spelt? Pieces of 3 to 5 characters within its words, weighed by how rare they are.

TF-IDF of character pieces (Salton, Buckley 1988, doi:10.1016/0306-4573(88)90021-0), as scikit-learn counts them. German puts
much into one compound noun, and slips of the pen change few pieces. Each different word is taken to pieces once: how often
a piece stands in a text is how often its words do, times how often they hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.coding.missing import needed

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

SHORTEST, LONGEST = 3, 5  # characters of a piece; the blank before and behind a word counts


class Spelling:
    """What pieces there are in some texts, and what each weighs.

    fewest: texts that hold a piece before it counts.
    """

    def __init__(self, fewest: int = 1) -> None:
        self.fewest = fewest
        self._pieces: dict[str, int] = {}
        self._weights: TfidfTransformer | None = None

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Of these texts: texts x pieces, each row of length 1; without a column where no piece counts."""
        with needed():
            import numpy as np
            from sklearn.feature_extraction.text import TfidfTransformer

        words, of = _words(texts)
        if not words:
            return of
        pieces = _counter()
        counted = (of @ pieces.fit_transform(words)).tocsr()
        kept = np.flatnonzero(np.bincount(counted.indices, minlength=counted.shape[1]) >= self.fewest)
        if not len(kept):
            return counted[:, kept]
        self._pieces = {piece: at for at, piece in enumerate(pieces.get_feature_names_out()[kept].tolist())}
        self._weights = TfidfTransformer(sublinear_tf=True)
        found: csr_matrix = self._weights.fit_transform(_ordered(counted[:, kept]))
        return found

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Of other texts, by what was learnt: texts x pieces, each row of length 1, or 0 where nothing is known."""
        from scipy.sparse import csr_matrix

        words, of = _words(texts)
        if self._weights is None or not words:
            return csr_matrix((len(texts), len(self._pieces)), dtype="float32")
        found: csr_matrix = self._weights.transform(_ordered((of @ _counter(self._pieces).transform(words)).tocsr()))
        return found


def _counter(pieces: dict[str, int] | None = None) -> CountVectorizer:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(
        analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), lowercase=False, dtype="float32", vocabulary=pieces
    )


def _words(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The different words, and how often each stands in each text."""
    import numpy as np
    from scipy.sparse import csr_matrix

    place: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += [place.setdefault(word, len(place)) for word in text.split()]
        ends.append(len(columns))
    counted = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(texts), len(place)))
    counted.sum_duplicates()
    return list(place), counted


def _ordered(counted: csr_matrix) -> csr_matrix:
    # Lengths are sums, and sums depend on the order of what is added.
    counted.sort_indices()
    return counted
