"""Is something new being talked about, and what do only a few say?

The answers' graph of nearest neighbours is cut into small communities (Louvain: Blondel et al. 2008,
doi:10.1088/1742-5468/2008/10/P10008). One in which far more people are new than anywhere else is a burst: the binomial test
of term bursts (Mathioudakis and Koudas 2010, doi:10.1145/1807167.1807306, ask the same of words), on people, so that one
author of five hundred answers is one. Cut finer still, what remains small and apart are rare voices: flat themes never
show them.

A burst is shown as "neu aufgetaucht" with quotes, and never becomes a theme by itself: a person decides. Under five people
no number is shown (``surveys.analysis.disclosure``); of rare and single voices only the words are, by consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from surveys.coding import neighbours
from surveys.coding.missing import needed
from surveys.coding.neighbours import even

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from surveys.coding.embedding import Vectors

BURST_RESOLUTION = 4.0  # of Louvain: communities of a few per cent
RARE_RESOLUTION = 12.0  # of a few answers
BURST_Z = 4.0  # standard deviations over the share of new people everywhere
FEWEST_IN_BURST = 5  # new people, the smallest count that is shown
FEWEST_IN_RARE = 3  # people
RARE_SHARE = 0.03  # share 0-1 of all people above which a voice is not rare
RARE_VOICES = 5
SINGLE_VOICES = 3
SHORTEST, LONGEST = 40, 220  # characters of a single voice: a thought, and no essay
MOST = 6_000  # answers compared; of more, all new ones up to half of them and an even part of the others
LEAST = 1e-6  # weight of an edge: none is lost
SEED = 0


@dataclass(frozen=True, slots=True)
class Burst:
    """Something many new people say.

    Attributes:
        answers: places in the list of answers, the most central first, old ones included.
        people: who say it.
        new: of them those who said it since the last fit.
        z: standard deviations by which there are more new people than elsewhere.
    """

    answers: tuple[int, ...]
    people: int
    new: int
    z: float


@dataclass(frozen=True, slots=True)
class Voices:
    """What only a few say.

    Attributes:
        rare: groups of answers by at least three people each, the most central answer first.
        single: answers that are like no other, of three people at most.
    """

    rare: tuple[tuple[int, ...], ...]
    single: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Answers beside those that are most like them.

    Attributes:
        places: in the list of answers, of those that are compared.
        graph: of them; None where there are too few.
    """

    places: tuple[int, ...]
    graph: csr_matrix | None


def near(features: Vectors, is_new: Sequence[bool]) -> Near:
    """Compare these answers; features: answers x dimension, each of length 1 or so."""
    chosen = _compared(is_new)
    if len(chosen) <= neighbours.NEIGHBOURS:
        return Near((), None)
    return Near(tuple(chosen), _graph(features[chosen]))


def bursts(compared: Near, authors: Sequence[str], is_new: Sequence[bool]) -> tuple[Burst, ...]:
    """What appeared since the last fit, the clearest first."""
    chosen, graph = compared.places, compared.graph
    if sum(is_new) < FEWEST_IN_BURST or graph is None:
        return ()
    groups = _communities(graph, BURST_RESOLUTION)
    counted = [_people([chosen[at] for at in group], authors, is_new) for group in groups]
    people, new = sum(all_ for all_, _ in counted), sum(new for _, new in counted)
    usual = new / people
    found = []
    for group, (all_, new) in zip(groups, counted, strict=True):
        spread = sqrt(all_ * usual * (1 - usual))
        z = (new - all_ * usual) / spread if spread else 0.0
        if z > BURST_Z and new >= FEWEST_IN_BURST:
            found.append(Burst(tuple(chosen[at] for at in _central(graph, group)), all_, new, round(z, 4)))
    return tuple(sorted(found, key=lambda burst: (-burst.z, burst.answers)))


def voices(compared: Near, texts: Sequence[str], authors: Sequence[str]) -> Voices:
    """Rare and single voices, the ones that stand apart most first."""
    chosen, graph = compared.places, compared.graph
    if graph is None:
        return Voices((), ())
    most = max(FEWEST_IN_RARE, RARE_SHARE * len(set(authors)))
    apart = []
    for group in _communities(graph, RARE_RESOLUTION):
        people = len({authors[chosen[at]] for at in group})
        if FEWEST_IN_RARE <= people <= most:
            apart.append((-_held(graph, group), tuple(chosen[at] for at in _central(graph, group))))
    rare = tuple(answers for _, answers in sorted(apart)[:RARE_VOICES])
    taken = {authors[at] for answers in rare for at in answers}
    return Voices(rare, _single(graph, chosen, texts, authors, taken))


def _compared(is_new: Sequence[bool]) -> list[int]:
    """Which answers, where there are too many for all pairs."""
    if len(is_new) <= MOST:
        return list(range(len(is_new)))
    new = even([at for at, each in enumerate(is_new) if each], MOST // 2)
    old = even([at for at, each in enumerate(is_new) if not each], MOST - len(new))
    return sorted([*new, *old])


def _graph(features: Vectors) -> csr_matrix:
    """Each answer with its nearest ones, by cosine, in both directions."""
    with needed():
        import numpy as np
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from surveys.coding.embedding import unit

    scaled = unit(features)
    with threadpool_limits(1):
        to, cosine = neighbours.nearest(scaled, scaled, own=0)
    return neighbours.graph(to, np.maximum(cosine, np.float32(LEAST)).astype(np.float64))


def _communities(graph: csr_matrix, resolution: float) -> list[list[int]]:
    with needed():
        from sknetwork.clustering import Louvain

    # Not Leiden: scikit-network's (0.33) draws from the C library's rand(), whatever seed it is given.
    labels = Louvain(resolution=resolution, shuffle_nodes=False, random_state=SEED).fit_predict(graph)
    groups: dict[int, list[int]] = {}
    for at, label in enumerate(labels):
        groups.setdefault(int(label), []).append(at)
    return list(groups.values())


def _people(answers: Sequence[int], authors: Sequence[str], is_new: Sequence[bool]) -> tuple[int, int]:
    """How many people say it, and how many of them only since the last fit."""
    everybody = {authors[at] for at in answers}
    before = {authors[at] for at in answers if not is_new[at]}
    return len(everybody), len(everybody - before)


def _central(graph: csr_matrix, group: Sequence[int]) -> list[int]:
    """By how much each belongs to the others of the group."""
    within: NDArray[np.float64] = graph[group][:, group].sum(axis=1).A1
    return [at for _, at in sorted(zip((-within).round(9).tolist(), group, strict=True))]


def _held(graph: csr_matrix, group: Sequence[int]) -> float:
    """The part of the group's edges that stay within it: 1 is wholly apart."""
    rows = graph[group]
    return round(float(rows[:, group].sum() / rows.sum()), 9)


def _single(
    graph: csr_matrix, chosen: Sequence[int], texts: Sequence[str], authors: Sequence[str], taken: set[str]
) -> tuple[int, ...]:
    """The answers least like their nearest ones, one per person."""
    near: NDArray[np.float64] = graph.sum(axis=1).A1.round(9)
    found: list[int] = []
    for _, at in sorted(zip(near.tolist(), chosen, strict=True)):
        if SHORTEST <= len(texts[at]) <= LONGEST and authors[at] not in taken:
            found.append(at)
            taken = {*taken, authors[at]}
        if len(found) == SINGLE_VOICES:
            break
    return tuple(found)
