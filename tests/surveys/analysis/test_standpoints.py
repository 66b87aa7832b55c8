"""Does everybody stand where their votes put them, by hand and by another way of working it out?"""

from __future__ import annotations

import random
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from surveys.analysis.standpoints import UNSEEN, Ballots, ballots, eligible, project

_ = UNSEEN


def given(*rows: list[int]) -> Ballots:
    """Ballots as they lie: a row for each participant."""
    names = tuple(f"p{at}" for at in range(len(rows)))
    return Ballots(names, tuple(f"s{at}" for at in range(len(rows[0]))), np.array(rows, np.int8))


def by_singular_values(given: Ballots, shown: list[int]) -> NDArray[np.float64]:
    """The same plane from the votes themselves instead of from their scatter; signs are free."""
    votes = given.votes[:, shown].astype(float)
    votes[votes == UNSEEN] = np.nan
    seen = (~np.isnan(votes)).sum(axis=1)
    centred = np.nan_to_num(votes - np.nanmean(votes, axis=0))
    left, values, _right = np.linalg.svd(centred, full_matrices=False)
    every = len(given.statements)
    return (left * values)[:, :2] * np.sqrt(every / (seen + every - len(shown)))[:, None]


# --- ballots ---


def test_votes_become_a_matrix_of_sorted_statements_and_rows_in_the_order_of_their_content() -> None:
    found = ballots([("zoe", "b", 1), ("ada", "a", 0), ("zoe", "a", 0), ("eve", "b", 0)])

    assert found.statements == ("a", "b")
    # As bytes: pass 0, agree 1, unseen 2.
    assert found.participants == ("zoe", "ada", "eve")
    assert found.votes.tolist() == [[0, 1], [0, UNSEEN], [UNSEEN, 0]]


def test_of_several_votes_on_one_statement_the_last_stays() -> None:
    assert ballots([("p", "s", 1), ("p", "s", 0), ("p", "s", -1)]).votes.tolist() == [[-1]]


def test_votes_may_come_from_anywhere_and_may_be_none() -> None:
    assert ballots(iter([("p", "s", 1)])).votes.tolist() == [[1]]
    assert ballots([]).votes.shape == (0, 0)


@pytest.mark.parametrize("wrong", [2, -2, UNSEEN])
def test_what_is_no_vote_is_named(wrong: int) -> None:
    with pytest.raises(ValueError, match=f"votes are -1, 0 or 1, not {wrong}$"):
        ballots([("p", "s", 1), ("p", "t", 0), ("q", "t", -1), ("q", "s", wrong)])


def test_who_voted_on_enough_is_grouped_and_on_all_where_there_are_fewer() -> None:
    votes = given([1, 1, 1], [1, 0, _], [1, _, _], [0, -1, 1])

    assert eligible(votes, 2).tolist() == [0, 1, 3]
    assert eligible(votes, 3).tolist() == eligible(votes, 7).tolist() == [0, 3]
    assert eligible(votes, 1).tolist() == [0, 1, 2, 3]


# --- points ---


def test_points_are_those_worked_out_by_hand() -> None:
    # Means are 0, all differ along (1, 1): whoever agrees twice stands at (1 + 1) / sqrt(2).
    points = project(given([1, 1], [1, 1], [-1, -1], [-1, -1]), [0, 1])

    assert points[:, 0] == pytest.approx([sqrt(2), sqrt(2), -sqrt(2), -sqrt(2)])
    assert points[:, 1] == pytest.approx([0] * 4, abs=1e-12)


def test_the_first_direction_is_that_of_the_greatest_difference() -> None:
    # On the second statement people differ less: it is the second axis.
    points = project(given([0, 1], [1, 1], [0, -1], [-1, -1]), [0, 1])
    ahead, behind = points[:, 0].var(), points[:, 1].var()

    assert ahead > behind > 0
    assert points[0, 0] > 0 > points[3, 0]  # agreeing with what weighs most is to the right


def test_what_somebody_did_not_vote_on_is_the_middle_and_few_votes_move_outwards() -> None:
    # Means: (1 + 1 - 1 - 1) / 4 = 0 and 0. The last voted on one of two statements: its point is doubled by sqrt(2 / 1).
    rows = [[1, 1], [1, 1], [-1, -1], [-1, -1], [0, _]]
    halved = project(given(*rows[:4], [1, _], [-1, _]), [0, 1])
    whole = by_singular_values(given(*rows[:4], [1, _], [-1, _]), [0, 1])

    assert project(given(*rows), [0, 1])[4] == pytest.approx([0, 0], abs=1e-12)
    assert np.abs(halved) == pytest.approx(np.abs(whole))
    assert halved[4, 0] == pytest.approx(-halved[5, 0])
    assert halved[4, 0] > 0


def test_a_statement_that_was_moderated_out_parts_nobody_and_counts_as_a_vote() -> None:
    rows = [[1, 1, -1], [1, 1, 1], [-1, -1, -1], [-1, -1, 1], [1, _, 1]]
    points = project(given(*rows), [0, 1])
    other = project(given(*([first, second, 0] for first, second, _third in rows)), [0, 1])

    assert points.tolist() == other.tolist()
    assert np.abs(points) == pytest.approx(np.abs(by_singular_values(given(*rows), [0, 1])))


@pytest.mark.parametrize("people", [9, 1024, 1025, 2050])
def test_points_are_those_of_the_singular_values(people: int) -> None:
    draw = random.Random(people)
    rows = [[draw.choice((-1, -1, 0, 1, 1, 1, _)) for _at in range(6)] for _who in range(people)]
    rows[0] = [1] * 6
    votes = given(*rows)
    mine, other = project(votes, [0, 2, 3, 5]), by_singular_values(votes, [0, 2, 3, 5])

    assert mine.shape == (people, 2)
    assert np.abs(mine) == pytest.approx(np.abs(other), abs=1e-9)


def test_a_statement_that_nobody_voted_on_changes_nothing_but_the_number_of_statements() -> None:
    rows = [[1, 1], [1, 1], [-1, -1], [-1, 0], [0, 1]]
    points = project(given(*rows), [0, 1])
    unseen = project(given(*([*row, _] for row in rows)), [0, 1, 2])

    assert unseen == pytest.approx(points * sqrt(3 / 2))
