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

    free = [at for at, text in enumerate(texts) if plain(text) and not held_back(text)]
    if not free:
        return ()
    typical = vectors[free] @ _middle(vectors)
    fits = np.array([SHORTEST <= len(texts[at].strip()) <= LONGEST for at in free])
    # Texts of a good length first; the text itself decides a tie, so that the order of rows does not.
    ranked = sorted(range(len(free)), key=lambda at: (not fits[at], -round(float(typical[at]), 5), texts[free[at]], at))
    some = np.array([free[at] for at in ranked[:CONSIDERED]], dtype=np.int64)
    return tuple(int(at) for at in _chosen(vectors[some], vectors, some, people, [len(texts[at]) for at in some]))


def _middle(vectors: Vectors) -> NDArray[np.float32]:
    import numpy as np

    middle: NDArray[np.float32] = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return middle / max(float(np.linalg.norm(middle)), 1e-9)


def _chosen(
    some: Vectors, everybody: Vectors, positions: NDArray[np.int64], people: Sequence[str], lengths: Sequence[int]
) -> list[int]:
    import numpy as np

    typical = some @ _middle(everybody)
    between = some @ some.T
    poor = np.array([not SHORTEST <= length <= LONGEST for length in lengths])
    open_ = np.ones(len(some), bool)
    shown: list[int] = []
    while open_.any() and len(shown) < ORDERED:
        repeated = between[:, shown].max(axis=1) if shown else np.zeros(len(some), np.float32)
        if len(shown) == FIRST:
            # How much nearer each answer of the theme comes to one that is shown.
            gain = np.clip(between - np.maximum(repeated, 0)[None, :], 0, None).sum(axis=1)
        else:
            gain = TYPICAL * typical - (1 - TYPICAL) * repeated
        best = int(np.argmax(np.where(open_, np.round(gain.astype(np.float64), 5) - 1e6 * (poor & open_), -np.inf)))
        shown.append(best)
        person = people[positions[best]]
        open_ &= np.array([people[at] != person for at in positions])
    return [int(positions[at]) for at in shown]
