"""Which points of the plane make groups, and how many groups are there?

k-means (Lloyd 1982, doi:10.1109/TIT.1982.1056489) from several drawn starts (k-means++: Arthur and Vassilvitskii 2007)
for every number of groups, and the silhouette (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7) says which number. In
two dimensions a few lines of numpy are faster than a library's and need no threads; draws are seeded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.analysis.standpoints import Labels, Points

STARTS = 20  # k-means ends in a poor place from some: of 10, two of six real votes missed the best
LANDMARKS = 1000  # points the starts are tried on, at least, where there are more; all are assigned in the end
COMPARED = 1500  # points of which silhouettes are taken; more change the third digit
CHUNK = 250  # points whose distances to the others are held at once
ROUNDS = 100  # of Lloyd's; about 20 are needed
SEED = 20211  # any number does; changing it may change groups that are not clear
CLEARER = 0.02  # by how much a larger number of groups must be better: less is chance (docs/decisions/0011)


def groups(points: Points, *, fewest: int, most: int) -> Labels | None:
    """The group of each point, from 0, largest first; None where all points are in one place or one group.

    fewest: points of a group; a smaller one is dissolved, each of its points going to the nearest group that stays.
    most: groups.
    """
    import numpy as np

    if len(np.unique(points, axis=0)) < 2:
        return None
    tried = [_labels(points, count, fewest) for count in range(2, most + 1)]
    kept = [labels for labels in tried if labels.max() > 0]
    if not kept:
        return None
    clear = silhouettes(points, kept)
    best = max(clear)
    return next(labels for labels, found in zip(kept, clear, strict=True) if found >= best - CLEARER)


def silhouettes(points: Points, partitions: list[Labels]) -> list[float]:
    """How much nearer points are to their own group than to the next one: -1 to 1, the mean for each partition."""
    import numpy as np

    some = np.linspace(0, len(points) - 1, min(len(points), COMPARED)).astype(np.intp)
    points, partitions = points[some], [labels[some] for labels in partitions]
    members = [np.eye(int(labels.max()) + 1)[labels] for labels in partitions]
    found = [0.0] * len(partitions)
    for start in range(0, len(points), CHUNK):
        mine = slice(start, start + CHUNK)
        distances = _distances(points[mine], points)
        for at, (labels, of) in enumerate(zip(partitions, members, strict=True)):
            found[at] += float(_silhouette(distances @ of, of.sum(axis=0), labels[mine]).sum())
    return [each / len(points) for each in found]


def _silhouette(sums: NDArray[np.float64], sizes: NDArray[np.float64], own: Labels) -> NDArray[np.float64]:
    """Of each point, given the sums of its distances to the points of every group."""
    import numpy as np

    at = np.arange(len(own))
    within = sums[at, own] / np.maximum(sizes[own] - 1, 1)
    others = sums / np.maximum(sizes, 1)
    others[:, sizes == 0] = np.inf
    others[at, own] = np.inf
    nearest = others.min(axis=1)
    nearest = np.where(np.isfinite(nearest), nearest, within)  # the points compared are all of one group
    value: NDArray[np.float64] = (nearest - within) / np.maximum(np.maximum(nearest, within), np.finfo(float).tiny)
    return np.where(sizes[own] > 1, value, 0.0)


def _labels(points: Points, count: int, fewest: int) -> Labels:
    """At most so many groups of at least so many points, numbered by size."""
    import numpy as np

    step = max(1, len(points) // LANDMARKS)
    centers = _best(points[::step], count)
    labels, centers = _settled(points, centers[None])
    sizes = np.bincount(labels[0], minlength=count)
    staying = centers[0][sizes >= fewest]
    if not len(staying):
        return np.zeros(len(points), np.intp)
    own = labels[0]
    if len(staying) < count:
        own = _distances(points, staying).argmin(axis=1)
    # Of groups of one size the one whose points come first: their order is that of the votes.
    sizes = np.bincount(own)
    first = [int(np.argmax(own == group)) for group in range(len(sizes))]
    rank = np.empty(len(sizes), np.intp)
    rank[sorted(range(len(sizes)), key=lambda group: (-sizes[group], first[group]))] = np.arange(len(sizes))
    numbered: Labels = rank[own]
    return numbered


def _best(points: Points, count: int) -> Points:
    """The centers with the smallest sum of squares, of those that all starts end in."""
    import numpy as np

    labels, centers = _settled(points, _starts(points, count))
    own = np.take_along_axis(centers, labels[..., None], axis=1)
    loss = ((points - own) ** 2).sum(axis=(1, 2))
    best: Points = centers[int(loss.argmin())]
    return best


def _starts(points: Points, count: int) -> Points:
    """Centers drawn far from each other: starts x count x 2."""
    import numpy as np

    random = np.random.default_rng(SEED)
    centers = np.empty((STARTS, count, 2))
    for start in range(STARTS):
        nearest = np.ones(len(points))
        for at in range(count):
            total = nearest.cumsum()
            drawn = min(int(np.searchsorted(total, random.random() * total[-1], side="right")), len(points) - 1)
            centers[start, at] = points[drawn]
            apart = ((points - points[drawn]) ** 2).sum(axis=1)
            nearest = apart if at == 0 else np.minimum(nearest, apart)
    return centers


def _settled(points: Points, centers: Points) -> tuple[Labels, Points]:
    """Move centers to the middle of their points until nothing moves: labels starts x points, centers as given."""
    import numpy as np

    before: Labels | None = None
    for _ in range(ROUNDS):
        labels = _nearest(points, centers)
        if before is not None and np.array_equal(labels, before):
            break
        before = labels
        members = labels[..., None] == np.arange(centers.shape[1])
        sizes = members.sum(axis=1)
        sums = np.swapaxes(members, 1, 2).astype(np.float64) @ points
        centers = np.where(sizes[..., None] > 0, sums / np.maximum(sizes, 1)[..., None], centers)
    return _nearest(points, centers), centers


def _nearest(points: Points, centers: Points) -> Labels:
    """The nearest center of each point, for each start."""
    # |p - c|^2 without |p|^2, which is the same for all centers.
    labels: Labels = ((centers**2).sum(axis=-1)[:, None, :] - 2 * points @ centers.swapaxes(1, 2)).argmin(axis=-1)
    return labels


def _distances(some: Points, points: Points) -> NDArray[np.float64]:
    import numpy as np

    across = some[:, 0, None] - points[:, 0]
    along = some[:, 1, None] - points[:, 1]
    across *= across
    along *= along
    across += along
    return np.sqrt(across, out=across)
