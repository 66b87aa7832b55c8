"""Are groups those that lie apart, of five people at least, the largest first? Small planes are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from surveys.analysis import grouping
from surveys.analysis.grouping import groups, silhouettes

Points = NDArray[np.float64]


def cloud(size: int, x: float, y: float = 0.0, width: float = 0.5) -> list[tuple[float, float]]:
    """Points on a small ring around a place: none of them alike."""
    turns = np.linspace(0, 2 * np.pi, size, endpoint=False)
    return [(x + width * float(np.cos(turn)), y + width * float(np.sin(turn))) for turn in turns]


def plane(*points: list[tuple[float, float]]) -> Points:
    return np.array([point for each in points for point in each])


def found(points: Points, *, fewest: int = 5, most: int = 5) -> list[int] | None:
    labels = groups(points, fewest=fewest, most=most)
    return None if labels is None else labels.tolist()


def naive(points: Points, labels: NDArray[np.intp]) -> float:
    """The silhouette as Rousseeuw defines it, one point after the other."""
    values = []
    for at, own in enumerate(labels):
        apart = np.hypot(*(points - points[at]).T)
        mates = (labels == own).sum() - 1
        if not mates:
            values.append(0.0)
            continue
        within = apart[labels == own].sum() / mates
        nearest = min(apart[labels == other].mean() for other in set(labels.tolist()) - {int(own)})
        values.append((nearest - within) / max(nearest, within))
    return float(np.mean(values))


# --- which groups ---


def test_the_largest_group_is_the_first_wherever_it_stands() -> None:
    assert found(plane(cloud(5, 0), cloud(7, 10), cloud(6, 0, 10))) == [2] * 5 + [0] * 7 + [1] * 6


def test_of_groups_of_one_size_the_one_whose_points_come_first_is_the_first() -> None:
    mixed = [point for pair in zip(cloud(6, 10), cloud(6, 0), strict=True) for point in pair]

    assert found(plane(mixed)) == [0, 1] * 6
    assert found(plane(cloud(6, 10), cloud(6, 0), cloud(6, 5, 9))) == [0] * 6 + [1] * 6 + [2] * 6


def test_there_are_as_many_groups_as_lie_apart_and_no_more_than_are_wanted() -> None:
    four = plane(cloud(8, 0), cloud(7, 10), cloud(6, 0, 10), cloud(5, 10, 10))

    assert found(four, most=5) == found(four, most=4) == [0] * 8 + [1] * 7 + [2] * 6 + [3] * 5
    assert set(found(four, most=3) or ()) == {0, 1, 2}
    assert set(found(four, most=2) or ()) == {0, 1}


def test_a_group_needs_as_many_points_as_it_is_said() -> None:
    near, five, far = cloud(9, 0), cloud(5, 8), cloud(8, 30)

    assert found(plane(near, five, far), fewest=5) == [0] * 9 + [2] * 5 + [1] * 8
    # The five go with those who stand next to them.
    assert found(plane(near, five, far), fewest=6) == [0] * 14 + [1] * 8


def test_where_one_group_is_left_or_none_there_are_no_groups() -> None:
    assert found(plane(cloud(9, 0), cloud(4, 10))) is None
    assert found(plane(cloud(4, 0), cloud(4, 10))) is None
    assert found(plane(cloud(4, 0), cloud(4, 10)), fewest=4) == [0] * 4 + [1] * 4


def test_all_in_one_place_make_no_groups_and_all_in_two_places_make_two() -> None:
    assert found(plane([(1.0, 2.0)] * 20)) is None
    assert found(plane([(1.0, 2.0)] * 6, [(1.0, 3.0)] * 5)) == [0] * 6 + [1] * 5


def parted(by: float) -> Points:
    """A cloud far away, and two near each other."""
    return plane(cloud(12, 0), cloud(12, 10, by / 2), cloud(12, 10, -by / 2))


def test_more_groups_are_made_only_where_they_are_clearly_better() -> None:
    def better(points: Points) -> float:
        two, three = silhouettes(points, [np.repeat([0, 1, 1], 12), np.repeat([0, 1, 2], 12)])
        return three - two

    a_little, clearly = parted(3.5), parted(4.0)

    # Three would be better in both, yet by less than 0.02 that is chance.
    assert 0 < better(a_little) < 0.02 < better(clearly)
    assert sorted(set(found(a_little) or ())) == [0, 1]
    assert sorted(set(found(clearly) or ())) == [0, 1, 2]


# --- silhouettes ---


def test_a_silhouette_is_the_one_worked_out_by_hand() -> None:
    points = np.array([(0.0, 0.0), (0.0, 1.0), (0.0, 10.0), (0.0, 11.0)])
    # Of the first: 1 from its own, (10 + 11) / 2 = 10.5 from the others: 9.5 / 10.5. Of the second: 1, and 9.5: 8.5 / 9.5.
    outer, inner = 9.5 / 10.5, 8.5 / 9.5

    assert silhouettes(points, [np.array([0, 0, 1, 1])]) == [pytest.approx((outer + inner) / 2)]


def test_who_is_alone_in_a_group_has_a_silhouette_of_nothing() -> None:
    points = np.array([(0.0, 0.0), (0.0, 1.0), (0.0, 10.0)])

    # 1 from its own and 10 from the other: 0.9; 1 and 9: 8/9; and the one alone 0.
    assert silhouettes(points, [np.array([0, 0, 1])]) == [pytest.approx((9 / 10 + 8 / 9 + 0) / 3)]


def test_who_stands_nearer_to_another_group_has_a_negative_one() -> None:
    points = np.array([(0.0, 0.0), (8.0, 0.0), (9.0, 0.0), (10.0, 0.0)])

    # The second is 8 from its own and 1.5 from the others: -6.5/8. The first: 8 and 9.5. The others: 1 and (9 + 1) / 2,
    # 1 and (10 + 2) / 2.
    expected = (1.5 / 9.5 - 6.5 / 8 + 4 / 5 + 5 / 6) / 4
    assert silhouettes(points, [np.array([0, 0, 1, 1])]) == [pytest.approx(expected)]


def test_all_in_one_group_or_in_one_place_are_not_told_apart() -> None:
    points = np.array([(0.0, 0.0), (0.0, 1.0), (0.0, 10.0)])

    assert silhouettes(points, [np.array([0, 0, 0])]) == [0.0]
    assert silhouettes(np.zeros((4, 2)), [np.array([0, 0, 1, 1])]) == [0.0]
    assert silhouettes(points, []) == []


@pytest.mark.parametrize("size", [7, 250, 251, 620])
def test_silhouettes_of_many_are_those_of_the_definition(size: int) -> None:
    draw = np.random.default_rng(size)
    points = draw.normal(size=(size, 2))
    partitions = [(points[:, 0] > 0).astype(np.intp), np.digitize(points[:, 1], [-0.5, 0.5]).astype(np.intp)]

    assert silhouettes(points, partitions) == [pytest.approx(naive(points, labels)) for labels in partitions]


def test_of_very_many_points_some_from_first_to_last_are_enough() -> None:
    draw = np.random.default_rng(5)
    points = draw.normal(size=(1900, 2))
    points[1200:] += 6  # whoever looks only at the first sees one group
    labels = np.repeat([0, 1], [1200, 700])
    far = points.copy()
    far[-1] = (10_000, 10_000)

    assert silhouettes(points, [labels])[0] == pytest.approx(naive(points, labels), abs=0.01)
    assert silhouettes(far, [labels]) != silhouettes(points, [labels])  # the last is looked at, too


# --- k-means ---


def test_centers_move_to_the_middle_of_their_points() -> None:
    points = np.array([(0.0, 1.0), (2.0, 1.0), (10.0, 1.0), (12.0, 3.0)])
    labels, centers = grouping._settled(points, np.array([[(0.0, 0.0), (10.0, 0.0)]]))

    assert labels.tolist() == [[0, 0, 1, 1]]
    assert centers.tolist() == [[[1.0, 1.0], [11.0, 2.0]]]


def test_centers_move_on_as_long_as_points_change_sides() -> None:
    points = np.array([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (20.0, 0.0)])
    # From 0 and 1: the second takes all but the first, and loses one after the other again.
    labels, centers = grouping._settled(points, np.array([[(0.0, 0.0), (1.0, 0.0)]]))

    assert labels.tolist() == [[0, 0, 0, 0, 1]]
    assert centers.tolist() == [[[1.5, 0.0], [20.0, 0.0]]]


def test_a_center_without_points_stays_where_it_is() -> None:
    points = np.array([(0.0, 0.0), (2.0, 0.0)])
    labels, centers = grouping._settled(points, np.array([[(1.0, 0.0), (100.0, 100.0)]]))

    assert labels.tolist() == [[0, 0]]
    assert centers.tolist() == [[[1.0, 0.0], [100.0, 100.0]]]


def test_several_starts_settle_each_for_itself() -> None:
    points = np.array([(0.0, 0.0), (0.0, 2.0), (9.0, 0.0), (9.0, 2.0)])
    starts = np.array([[(0.0, 1.0), (9.0, 1.0)], [(4.0, 0.0), (4.0, 2.0)]])
    labels, centers = grouping._settled(points, starts)

    assert labels.tolist() == [[0, 0, 1, 1], [0, 1, 0, 1]]
    assert centers.tolist() == [[[0.0, 1.0], [9.0, 1.0]], [[4.5, 0.0], [4.5, 2.0]]]
    # The first has the smaller sum of squares: 4 * 1 against 4 * 20.25.
    assert sorted(grouping._best(points, 2).tolist()) == [[0.0, 1.0], [9.0, 1.0]]


def test_the_nearest_center_is_found() -> None:
    points = np.array([(0.0, 0.0), (5.0, 5.0), (3.0, 4.0)])
    centers = np.array([[(4.0, 4.0), (-1.0, 0.0), (9.0, 9.0)]])

    assert grouping._nearest(points, centers).tolist() == [[1, 0, 0]]


def test_starts_are_drawn_far_from_each_other_and_differ() -> None:
    places = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    starts = grouping._starts(plane([place for place in places for _ in range(10)]), 3)

    assert starts.shape == (20, 3, 2)
    # Whoever stands where a center is already is never drawn.
    assert all(sorted(map(tuple, start)) == sorted(places) for start in starts.tolist())
    assert len({tuple(start[0]) for start in starts.tolist()}) == 3
    assert len({tuple(start[1]) for start in starts.tolist()}) == 3


def test_who_stands_far_away_is_drawn_more_often() -> None:
    # Of the second draw: one at distance 10 weighs 100, ten at distance 1 weigh 10 together.
    starts = grouping._starts(plane([(0.0, 0.0)] * 30, [(1.0, 0.0)] * 10, [(10.0, 0.0)]), 2)
    far = sum((10.0, 0.0) in map(tuple, start) for start in starts.tolist())

    assert far > 14


def test_distances_are_those_of_pythagoras() -> None:
    apart = grouping._distances(np.array([(0.0, 0.0), (3.0, 0.0)]), np.array([(3.0, 4.0), (0.0, 0.0), (-6.0, 8.0)]))

    assert apart.tolist() == [[5.0, 0.0, 10.0], [4.0, 3.0, pytest.approx(np.hypot(9, 8))]]


def test_of_more_points_than_starts_are_tried_on_every_one_is_in_a_group() -> None:
    points = plane(cloud(1300, 0, width=2.0), cloud(900, 9, width=2.0))

    assert found(points, most=3) == [0] * 1300 + [1] * 900
