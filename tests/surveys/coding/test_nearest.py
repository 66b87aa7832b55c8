"""Does a new answer go where the answers most like it are, and nowhere where it is alone or they disagree?"""

from __future__ import annotations

import numpy as np
import pytest

from surveys.coding.nearest import themes_of

pytest.importorskip("numpy")


def vectors(*points: tuple[float, ...]) -> np.ndarray:
    return np.array(points, np.float32)


EAST, NORTH, WEST = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)


def test_a_new_answer_has_the_theme_of_those_like_it() -> None:
    # Their middle is (0.5, 0.5): seen from there one lies in each direction.
    known = vectors(EAST, NORTH)

    assert themes_of(vectors(EAST, NORTH), known, ["a", "b"]) == [("a", 1.0), ("b", 1.0)]
    assert themes_of(vectors(NORTH, EAST), known, ["a", "b"]) == [("b", 1.0), ("a", 1.0)]


def test_without_a_coded_answer_nothing_is_known() -> None:
    nobody: list[str | None] = [None, None]

    assert themes_of(vectors(EAST, NORTH, WEST), vectors(EAST, NORTH), nobody) == [(None, 0.0)] * 3
    assert themes_of(vectors(EAST), np.zeros((0, 2), np.float32), []) == [(None, 0.0)]
    assert themes_of(np.zeros((0, 2), np.float32), vectors(EAST, WEST), ["a", None]) == []


def test_a_quarter_of_its_neighbours_must_agree_those_without_a_theme_among_them() -> None:
    def among(*themes: str | None) -> tuple[str | None, float]:
        """A new answer beside these, which are all the same, and as many of no theme on the other side."""
        known = vectors(*[EAST] * len(themes), *[WEST] * len(themes))
        return themes_of(vectors(EAST), known, [*themes, *[None] * len(themes)])[0]

    assert among("a", None, None, None) == ("a", 0.25)
    assert among("a", None, None, None, None) == (None, 0.0)
    assert among("a", None, None) == ("a", 0.3333)
    assert among("b", "a", "b") == ("b", 0.6667)
    assert among("b", "a") == ("a", 0.5)  # the alphabet decides
    assert among("", "a") == ("a", 0.5)  # no name is no theme


def test_an_answer_far_from_nearly_all_others_is_alone() -> None:
    # Of the 15 nearest one or two lie in its direction and the others against it: 1/15 = 0.07, 2/15 = 0.13; 0.12 is needed.
    one = vectors(EAST, *[WEST] * 14)
    two = vectors(EAST, EAST, *[WEST] * 13)

    assert themes_of(vectors(EAST), one, ["a", *["b"] * 14]) == [(None, 0.0)]
    assert themes_of(vectors(EAST), two, ["a", "a", *["b"] * 13]) == [("a", 1.0)]


def test_how_sure_it_is_does_not_depend_on_how_far_they_are() -> None:
    # At 60 degrees from one of them, at 120 from the other, which does not count.
    assert themes_of(vectors((0.5, 0.75**0.5)), vectors(EAST, WEST), ["a", "b"]) == [("a", 1.0)]


def test_an_answer_that_is_like_none_has_no_theme_and_breaks_nothing() -> None:
    assert themes_of(vectors((0.0, 0.0)), vectors(EAST, WEST), ["a", "b"]) == [(None, 0.0)]


def test_of_more_than_8000_coded_answers_an_even_part_votes() -> None:
    """Every other one of 16,000: those of no theme, which would be half of the neighbours."""
    known = vectors(*[EAST, EAST] * 4_000, *[WEST, WEST] * 4_000)
    themes = ["a", None] * 8_000

    assert themes_of(vectors(EAST), known, themes) == [("a", 1.0)]
