"""Which answers show what a theme is about? Two that are typical, and a third one that says what they do not.

The typical ones by maximal marginal relevance (Carbonell, Goldstein 1998, doi:10.1145/290941.291025), the contrasting one by
facility location: the answer that brings most of the theme's answers closer to one that is shown (Lin, Bilmes 2011,
ACL P11-1052). Who has not consented to be quoted is left out later: therefore this gives an order, not a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from surveys.coding.missing import needed
from surveys.coding.normal import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.coding.embedding import Vectors

SHORTEST, LONGEST = 40, 220  # characters that are easy to read as a quote; others come after these
ORDERED = 20  # answers of a theme that are put in order; the digest takes the first ones with consent
CONSIDERED = 400  # of a large theme the most typical ones, so that time does not grow with its square
TYPICAL = 0.7  # weight 0-1 of being typical beside being different from those shown
FIRST = 2  # typical ones before the contrasting one


def nothing_private(_: str) -> bool:
    """Holds no text back: for answers that were looked through already."""
    return False


def in_order(
    texts: Sequence[str],
    vectors: Vectors,
    people: Sequence[str],
    held_back: Callable[[str], bool] = nothing_private,
) -> tuple[int, ...]:
    """Positions of the answers of one theme, the best to quote first, at most one a person; ``vectors``: of length 1.

    held_back: whether a text may not be quoted, such as for personal data in it.
    """
    with needed():
        import numpy as np

    told = [at for at, text in enumerate(texts) if plain(text)]
    if not told:
        return ()
    typical = (vectors[told] @ _middle(vectors)).astype(np.float64).round(5).tolist()
    fits = [SHORTEST <= len(texts[at].strip()) <= LONGEST for at in told]
    # Texts of a good length first; the text itself decides a tie, so that the order of rows does not.
    ranked = sorted(range(len(told)), key=lambda at: (not fits[at], -typical[at], texts[told[at]], at))
    for start in range(0, len(ranked), CONSIDERED):
        some = np.array([told[at] for at in ranked[start : start + CONSIDERED]], np.int64)
        if chosen := _chosen(
            [texts[at] for at in some], vectors[some], _middle(vectors), [people[at] for at in some], held_back
        ):
            return tuple(int(some[at]) for at in chosen)
    return ()


def _middle(vectors: Vectors) -> NDArray[np.float32]:
    import numpy as np

    middle: NDArray[np.float32] = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return middle / max(float(np.linalg.norm(middle)), 1e-9)


def _chosen(
    texts: Sequence[str],
    vectors: Vectors,
    middle: NDArray[np.float32],
    people: Sequence[str],
    held_back: Callable[[str], bool],
) -> list[int]:
    import numpy as np

    typical = vectors @ middle
    between = vectors @ vectors.T
    poor = np.array([not SHORTEST <= len(text) <= LONGEST for text in texts])
    open_ = np.ones(len(texts), bool)
    shown: list[int] = []
    while open_.any() and len(shown) < ORDERED:
        repeated = between[:, shown].max(axis=1) if shown else np.zeros(len(texts), np.float32)
        if len(shown) == FIRST:
            # How much nearer each answer of the theme comes to one that is shown.
            gain = np.clip(between - np.maximum(repeated, 0)[None, :], 0, None).sum(axis=1)
        else:
            gain = TYPICAL * typical - (1 - TYPICAL) * repeated
        best = int(np.argmax(np.where(open_, np.round(gain.astype(np.float64), 5) - 1e6 * (poor & open_), -np.inf)))
        if held_back(texts[best]):  # asked of few, as it takes time
            open_[best] = False
            continue
        shown.append(best)
        open_ &= np.array([person != people[best] for person in people])
    return shown
