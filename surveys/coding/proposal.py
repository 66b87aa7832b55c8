"""Which themes could there be in these answers? A proposal that people look at, never the last word.

A graph of the 15 nearest answers, in which each answer takes on some of its neighbours' meaning before k-means draws the
borders (graph filtering before clustering: Zhang et al. 2019, IJCAI, doi:10.24963/ijcai.2019/601); how many themes there
are is how many communities Louvain finds in the graph (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008). An answer
is its sentence vector beside its spelling, as 100 characters are few for a sentence encoder and compound nouns say much.

The same answers give the same themes in whatever order they come, in every process, bit by bit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.coding import neighbours
from surveys.coding.embedding import unit
from surveys.coding.missing import needed
from surveys.coding.normal import says_something, words
from surveys.coding.spelling import Spelling
from surveys.coding.stopwords import STOP_WORDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import TruncatedSVD

    from surveys.coding.embedding import Vectors
    from surveys.coding.neighbours import Whole

FEWEST = 30  # different answers; under this they are read, not grouped
MOST_THEMES = 12  # as many as people read on one screen
LANDMARKS = 8_000  # answers the graph is made of; the others go where their nearest landmarks are
CROWD = 6  # of fewer than 90 answers a sixth are neighbours: 15 of 40 would be half of everything, and near nothing
FEWEST_NEIGHBOURS = 3
ROUNDS = 4  # of smoothing
SPELLING_DIMENSION = 150
SPELLING_WEIGHT = 0.8  # beside a sentence vector of length 1
STARTS = 4  # of k-means; the best is kept
FEATURED = 4_000  # answers whose features are made at once
NEAR = 0.12  # mean cosine to the nearest landmarks; under it an answer is alone
AGREEING = 0.2  # share 0-1 of its neighbours that must be of its theme
SEED = 0
_NUMBERS = re.compile(r"[\d\s]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme for each text.

    Attributes:
        themes: for each text the number of its theme, the largest first; None where it fits nowhere.
        confidence: 0-1, the part of its nearest answers that are of the same theme; 0 without a theme.
        count: how many themes there are; 0 where there was too little to group.
    """

    themes: tuple[int | None, ...]
    confidence: tuple[float, ...]
    count: int


def propose(texts: Sequence[str], vectors: Vectors, count: int | None = None, seed: int = SEED) -> Proposal:
    """Themes of different answers (no duplicates).

    vectors: texts x dimension, of 16 or 32 bits. count: themes, if known. seed: of what is drawn, for measurements.
    """
    with needed():
        # All that brings a linear algebra of its own comes before the limit, which reaches only what is loaded.
        import sklearn.cluster
        import sklearn.decomposition  # noqa: F401
        import sknetwork.clustering  # noqa: F401
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # By their text, so that the order they came in decides nothing.
    told = sorted((at for at, text in enumerate(texts) if says_something(text)), key=lambda at: (texts[at], at))
    if len({_NUMBERS.sub("", _content(texts[at])) for at in told}) < FEWEST:  # a number alone makes no other answer
        return Proposal((None,) * len(texts), (0.0,) * len(texts), 0)
    with threadpool_limits(1):
        found, sure, number = _grouped([_content(texts[at]) for at in told], vectors, told, count, seed)
    themes: list[int | None] = [None] * len(texts)
    confidence = [0.0] * len(texts)
    for at, theme, share in zip(told, found, sure, strict=True):
        if theme >= 0:
            themes[at], confidence[at] = int(theme), round(float(share), 4)
    return Proposal(tuple(themes), tuple(confidence), number)


def _content(text: str) -> str:
    return " ".join(word for word in words(text) if word not in STOP_WORDS)


def _grouped(
    contents: Sequence[str], vectors: Vectors, told: Sequence[int], count: int | None, seed: int
) -> tuple[Whole, NDArray[np.float32], int]:
    import numpy as np

    chosen = _landmarks(len(told), seed)
    space = _Space.of([contents[at] for at in chosen], vectors[[told[at] for at in chosen]], seed)
    features = space.features([contents[at] for at in chosen], vectors[[told[at] for at in chosen]])
    graph, near = _graph(features)
    borders = _clusters(_smoothed(features, graph), count or _communities(graph, seed), seed)
    number = int(borders.max()) + 1
    found = np.full(len(told), -1, np.int64)
    sure = np.zeros(len(told), np.float32)
    found[chosen] = borders
    sure[chosen] = _support(graph, borders)
    alone = np.zeros(len(told), bool)
    alone[chosen] = near < NEAR
    others = np.setdiff1d(np.arange(len(told)), chosen)
    for start in range(0, len(others), FEATURED):
        some = others[start : start + FEATURED]
        these = space.features([contents[at] for at in some], vectors[[told[at] for at in some]])
        found[some], sure[some], alone[some] = _by_neighbours(these, features, borders, number)
    found[alone | (sure < AGREEING)] = -1
    return _by_size(found, number), sure, number


def _landmarks(n: int, seed: int) -> Whole:
    import numpy as np

    if n <= LANDMARKS:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).permutation(n)[:LANDMARKS])


@dataclass(frozen=True, slots=True)
class _Space:
    """What a text is compared in: its meaning beside its spelling."""

    mean: Vectors
    spelling: Spelling
    reduced: TruncatedSVD | None

    @staticmethod
    def of(contents: Sequence[str], vectors: Vectors, seed: int) -> _Space:
        import numpy as np
        from sklearn.decomposition import TruncatedSVD

        mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        spelling = Spelling(fewest=2)
        counted = spelling.learn(contents)
        kept = min(SPELLING_DIMENSION, counted.shape[1] - 1, counted.shape[0] - 1)
        if kept <= 0:
            return _Space(mean, spelling, None)
        with np.errstate(divide="ignore", invalid="ignore"):  # texts that are all alike vary by nothing
            return _Space(mean, spelling, TruncatedSVD(kept, random_state=seed).fit(counted))

    def features(self, contents: Sequence[str], vectors: Vectors) -> Vectors:
        import numpy as np

        parts = [unit(vectors.astype(np.float32) - self.mean)]
        if self.reduced is not None:
            parts.append(np.float32(SPELLING_WEIGHT) * unit(self.reduced.transform(self.spelling.of(contents))))
        return unit(np.hstack(parts))


def _graph(features: Vectors) -> tuple[csr_matrix, NDArray[np.float32]]:
    """The symmetric graph of nearest neighbours, and how near they are on average."""
    to, cosine = neighbours.nearest(features, features, _many(len(features)), own=0)
    return neighbours.graph(to, cosine), cosine.mean(axis=1)


def _many(answers: int) -> int:
    return min(neighbours.NEIGHBOURS, max(FEWEST_NEIGHBOURS, answers // CROWD))


def _smoothed(features: Vectors, graph: csr_matrix) -> Vectors:
    """Each answer with some of what its neighbours mean, itself as heavy as its nearest one."""
    import numpy as np
    from scipy.sparse import diags

    own = np.maximum(graph.max(axis=1).toarray().ravel(), 1e-9)
    walk = graph + diags(own)
    walk = (diags(1 / np.asarray(walk.sum(axis=1)).ravel()) @ walk).astype(np.float32).tocsr()
    for _ in range(ROUNDS):
        features = unit(walk @ features)
    return features


def _communities(graph: csr_matrix, seed: int) -> int:
    import numpy as np
    from sknetwork.clustering import Louvain

    if graph.sum() <= 0:
        return 2
    # Not Leiden: scikit-network's (0.33) draws from the C library's rand() whatever seed it is given, and found 10 to 13
    # communities in one graph.
    found = Louvain(resolution=1.0, shuffle_nodes=False, random_state=seed).fit_predict(graph)
    return int(np.clip(len(np.unique(found)), 2, MOST_THEMES))


def _clusters(features: Vectors, count: int, seed: int) -> Whole:
    import warnings

    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # Fewer different points than themes: then there are fewer themes.
        warnings.simplefilter("ignore", ConvergenceWarning)
        labels = KMeans(min(count, len(features)), n_init=STARTS, random_state=seed).fit_predict(features)
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _support(graph: csr_matrix, borders: Whole) -> NDArray[np.float32]:
    """The part of each answer's edges that lead into its own theme."""
    import numpy as np

    heads = np.repeat(np.arange(len(borders)), np.diff(graph.indptr))
    inside = np.bincount(heads, graph.data * (borders[heads] == borders[graph.indices]), len(borders))
    whole = np.bincount(heads, graph.data, len(borders))
    return (inside / np.where(whole > 0, whole, 1)).astype(np.float32)


def _by_neighbours(
    some: Vectors, landmarks: Vectors, borders: Whole, number: int
) -> tuple[Whole, NDArray[np.float32], NDArray[np.bool_]]:
    import numpy as np

    to, cosine = neighbours.nearest(some, landmarks, _many(len(landmarks)))
    votes = neighbours.votes(to, cosine, borders, number)
    whole = votes.sum(axis=1)
    return votes.argmax(axis=1), votes.max(axis=1) / np.where(whole > 0, whole, 1), cosine.mean(axis=1) < NEAR


def _by_size(found: Whole, number: int) -> Whole:
    """Numbers anew, the largest theme first; of equal ones the one whose first answer comes first."""
    import numpy as np

    sizes = np.bincount(found[found >= 0], minlength=number)
    first = [int(np.argmax(found == theme)) if sizes[theme] else len(found) for theme in range(number)]
    order = sorted(range(number), key=lambda theme: (-sizes[theme], first[theme]))
    renamed = np.full(number + 1, -1, np.int64)  # the last stands for "nowhere", found at -1
    renamed[order] = np.arange(number)
    return renamed[found]
