"""Do themes keep their ids while answers keep coming, and when is it time to look at them anew?

Between digests nothing moves: an answer keeps the theme it was given, new ones are assigned (``frozen``). A refit starts
from the centres of the old themes instead of from nowhere (``warm``), and its outcome is a proposal with the flows from old
to new that a person accepts or not. Ids follow the overlap of members: the one-to-one matching with the largest sum of
Jaccard indices (Kuhn 1955, doi:10.1002/nav.3800020109); what is left over is a merge, a split, a new theme or one that went
(the events of MONIC: Spiliopoulou et al. 2006, doi:10.1145/1150402.1150491).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.coding.missing import needed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.coding.embedding import Vectors

GROWN = 0.25  # share 0-1 of answers that came since the last fit; then a refit is due
MOST = 0.5  # share 0-1 of a theme that must flow into another one for a merge or a split
LEAST_SIZE = 5  # answers of a theme that may keep an id; fewer are nothing yet
LEAST_OVERLAP = 0.1  # Jaccard index under which an id is not carried on


@dataclass(frozen=True, slots=True)
class Flow:
    """How many answers went from an old theme to a new one; None is "without a theme"."""

    old: str | None
    new: str | None
    answers: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of themes.

    Attributes:
        what: merged, split, new, gone.
        old: themes before.
        new: themes after, under the ids they carry.
    """

    what: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refit:
    """A refit as a person is asked about it.

    Attributes:
        ids: for each number of a refitted theme its id; an old one where it is carried on.
        themes: by answer id, None without a theme.
        flows: of answers there were before, in the order of old and new ids.
        kept: share 0-1 of the old answers with a theme that keep its id.
    """

    ids: Mapping[int, str]
    themes: Mapping[str, str | None]
    flows: tuple[Flow, ...]
    changes: tuple[Change, ...]
    kept: float


def frozen(
    old: Mapping[str, str | None], answers: Sequence[str], assign: Callable[[Sequence[str]], Mapping[str, str | None]]
) -> dict[str, str | None]:
    """The theme of each answer: the one it had, else what ``assign`` says of the new ones."""
    new = assign([answer for answer in answers if answer not in old])
    return {answer: old[answer] if answer in old else new[answer] for answer in answers}


def is_due(fitted_on: int, answers: int, *, has_burst: bool) -> bool:
    """Whether a refit is to be proposed: grown by a quarter, or something new is talked about."""
    return has_burst or answers >= fitted_on * (1 + GROWN)


def warm(features: Vectors, old: Sequence[int]) -> NDArray[np.int64]:
    """Themes of all answers, starting from those of the old ones: k-means from their centres.

    features: answers x dimension; old: for each the number of its theme, under 0 for new ones and those without.
    """
    with needed():
        import numpy as np
        from sklearn.cluster import KMeans
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    before = np.asarray(old)
    numbers = np.unique(before[before >= 0])
    if not len(numbers):
        raise ValueError("no answer has a theme to start from")
    centres = np.array([features[before == number].mean(axis=0) for number in numbers])
    with threadpool_limits(1):
        found = KMeans(len(numbers), init=centres, n_init=1, random_state=0).fit_predict(features)
    themes: NDArray[np.int64] = numbers[found]
    return themes


def refit(old: Mapping[str, str | None], new: Mapping[str, int | None], fresh: Callable[[], str]) -> Refit:
    """Carry ids over to a refit.

    old: theme by answer id. new: number of the refitted theme by answer id, of old answers and later ones. fresh: gives
    the next id that was never given.
    """
    flows = Counter((theme, new[answer]) for answer, theme in old.items() if answer in new)
    sizes = Counter(number for number in new.values() if number is not None)
    carried = _carried(flows, {number: size for number, size in sizes.items() if size >= LEAST_SIZE})
    ids = {number: carried[number] if number in carried else fresh() for number in sorted(sizes)}

    def named(number: int | None) -> str | None:
        return None if number is None else ids[number]

    told = sorted(
        (Flow(theme, named(number), many) for (theme, number), many in flows.items()),
        key=lambda flow: (flow.old is None, flow.old or "", flow.new is None, flow.new or ""),
    )
    with_theme = [flow for flow in told if flow.old is not None]
    whole = sum(flow.answers for flow in with_theme)
    same = sum(flow.answers for flow in with_theme if flow.old == flow.new)
    return Refit(
        ids,
        {answer: named(number) for answer, number in new.items()},
        tuple(told),
        _changes(with_theme, set(ids.values())),
        same / whole if whole else 1.0,
    )


def _carried(flows: Mapping[tuple[str | None, int | None], int], sizes: Mapping[int, int]) -> dict[int, str]:
    """Which refitted theme goes on under which old id."""
    with needed():
        import numpy as np
        from scipy.optimize import linear_sum_assignment

    old = sorted({theme for theme, _ in flows if theme is not None})
    numbers = sorted(sizes)
    if not old or not numbers:
        return {}
    before = _summed(flows, 0)
    after = _summed(flows, 1)
    overlap = np.zeros((len(old), len(numbers)))
    for row, theme in enumerate(old):
        for column, number in enumerate(numbers):
            common = flows.get((theme, number), 0)
            # Over the answers there were before: those that came since say nothing about what a theme was.
            overlap[row, column] = common / (before[theme] + after[number] - common) if common else 0.0
    rows, columns = linear_sum_assignment(-overlap)
    return {
        numbers[column]: old[row]
        for row, column in zip(rows, columns, strict=True)
        if overlap[row, column] >= LEAST_OVERLAP
    }


def _summed(flows: Mapping[tuple[str | None, int | None], int], side: int) -> Counter[str | int | None]:
    found: Counter[str | int | None] = Counter()
    for ends, many in flows.items():
        found[ends[side]] += many
    return found


def _changes(flows: Sequence[Flow], after: set[str]) -> tuple[Change, ...]:
    """Merges, splits, and themes that came or went."""
    out_of: Counter[str] = Counter()
    into: Counter[str] = Counter()
    for flow in flows:
        if flow.old is not None:
            out_of[flow.old] += flow.answers
        if flow.new is not None:
            into[flow.new] += flow.answers
    merged = _grouped((flow.new, flow.old) for flow in flows if flow.old and flow.answers > MOST * out_of[flow.old])
    split = _grouped((flow.old, flow.new) for flow in flows if flow.new and flow.answers > MOST * into[flow.new])
    changes = [Change("merged", olds, (new,)) for new, olds in merged.items() if len(olds) > 1]
    changes += [Change("split", (old,), news) for old, news in split.items() if len(news) > 1]
    explained_old = {old for change in changes for old in change.old}
    explained_new = {new for change in changes for new in change.new}
    before = set(out_of)
    changes += [Change("new", (), (new,)) for new in sorted(after - before - explained_new)]
    changes += [Change("gone", (old,), ()) for old in sorted(before - after - explained_old)]
    return tuple(changes)


def _grouped(pairs: Iterable[tuple[str | None, str | None]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        if one is not None and other is not None:
            found.setdefault(one, []).append(other)
    return {one: tuple(sorted(others)) for one, others in sorted(found.items())}
