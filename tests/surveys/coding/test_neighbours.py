"""Are the nearest answers those with the largest cosines, and are their votes as heavy as these?"""

from __future__ import annotations

import numpy as np
import pytest

from surveys.coding.embedding import unit
from surveys.coding.neighbours import even, graph, nearest, votes

pytest.importorskip("scipy")

# To the east, a little north of it, north, and west.
FOUR = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], np.float32)


@pytest.mark.parametrize(
    ("places", "most", "kept"),
    [
        (range(10), 4, [0, 2, 5, 7]),
        (range(4), 4, [0, 1, 2, 3]),
        ([5, 6, 7], 5, [5, 6, 7]),
        ([3, 1, 2], 2, [3, 1]),
        ([9, 8, 7, 6, 5], 1, [9]),
        ([], 3, []),
    ],
)
def test_of_too_many_an_even_part_is_kept(places: list[int], most: int, kept: list[int]) -> None:
    assert even(places, most) == kept


def _near(found: tuple[np.ndarray, np.ndarray]) -> list[dict[int, float]]:
    to, cosine = found
    return [
        {at: round(each, 4) for at, each in zip(places, near, strict=True)}
        for places, near in zip(to.tolist(), cosine.tolist(), strict=True)
    ]


def test_the_nearest_are_found_with_their_cosines_and_nothing_counts_under_zero() -> None:
    assert _near(nearest(FOUR[:1], FOUR, 2)) == [{0: 1.0, 1: 0.8}]
    assert _near(nearest(FOUR[:1], FOUR, 4)) == [{0: 1.0, 1: 0.8, 2: 0.0, 3: 0.0}]
    assert _near(nearest(FOUR[1:2], FOUR[2:], 1)) == [{0: 0.6}]


def test_no_more_are_near_than_there_are() -> None:
    assert _near(nearest(FOUR[:1], FOUR[1:], 9)) == [{0: 0.8, 1: 0.0, 2: 0.0}]
    assert nearest(FOUR[:0], FOUR, 2)[0].shape == (0, 2)


def test_nobody_is_near_to_themselves() -> None:
    assert _near(nearest(FOUR, FOUR, 9, own=0)) == [
        {1: 0.8, 2: 0.0, 3: 0.0},
        {0: 0.8, 2: 0.6, 3: 0.0},
        {0: 0.0, 1: 0.6, 3: 0.0},
        {0: 0.0, 1: 0.0, 2: 0.0},
    ]
    # The third and the fourth of them: they stand among the others from place 2.
    assert _near(nearest(FOUR[2:], FOUR, 1, own=2)) == [{1: 0.6}, {2: 0.0}]


def test_one_may_be_nearest_to_its_contrary_where_there_is_nobody_else() -> None:
    assert _near(nearest(FOUR[[0, 3]], FOUR[[0, 3]], own=0)) == [{1: 0.0}, {0: 0.0}]


def test_fifteen_are_near_unless_another_number_is_asked_for() -> None:
    vectors = unit(np.random.default_rng(1).normal(size=(40, 6)).astype(np.float32))

    assert nearest(vectors, vectors)[0].shape == (40, 15)
    assert nearest(vectors[:15], vectors[:15])[0].shape == (15, 15)
    assert nearest(vectors[:15], vectors[:15], own=0)[0].shape == (15, 14)


@pytest.mark.parametrize("many", [499, 500, 501, 1_003])
def test_what_is_looked_at_in_parts_is_the_same_as_all_at_once(many: int) -> None:
    vectors = unit(np.random.default_rng(2).normal(size=(many, 5)).astype(np.float32))
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -9)
    to, cosine = nearest(vectors, vectors, 3, own=0)

    assert (np.sort(to, axis=1) == np.sort(np.argsort(cosines, axis=1)[:, -3:], axis=1)).all()
    assert np.allclose(np.sort(cosine, axis=1), np.sort(cosines, axis=1)[:, -3:], atol=1e-6)


def test_each_near_answer_votes_for_its_theme_with_its_cosine() -> None:
    to, cosine = np.array([[0, 1, 3], [2, 3, 0]]), np.array([[0.5, 0.25, 0.125], [0.75, 0.5, 0.0]], np.float32)
    of = np.array([0, 2, 1, 2])  # themes of the four others

    assert votes(to, cosine, of, 4).tolist() == [[0.5, 0.0, 0.375, 0.0], [0.0, 0.75, 0.5, 0.0]]


def test_answers_are_joined_in_both_directions_by_half_of_what_each_says() -> None:
    to, cosine = np.array([[1], [2], [1]]), np.array([[0.5], [0.75], [0.25]])

    # 0 names 1, and 1 does not name 0: half of 0.5. 1 and 2 name each other: half of 0.75 + 0.25.
    assert graph(to, cosine).toarray().tolist() == [[0.0, 0.25, 0.0], [0.25, 0.0, 0.5], [0.0, 0.5, 0.0]]
