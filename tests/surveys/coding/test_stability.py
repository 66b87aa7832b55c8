"""Old answers keep their themes; a refit says what flows where, and ids follow the answers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import stability
from surveys.coding.stability import Change, Flow


def _fresh() -> Callable[[], str]:
    numbers = count(10)
    return lambda: f"t{next(numbers)}"


def _members(**sizes: int) -> dict[str, str | None]:
    """Answers ``t1-0``, ``t1-1`` ... of each theme."""
    return {f"{theme}-{at}": theme for theme, size in sizes.items() for at in range(size)}


def test_frozen_every_old_answer_keeps_its_theme_and_only_new_ones_are_assigned() -> None:
    asked: list[str] = []

    def assign(answers: object) -> dict[str, str | None]:
        asked.extend(answers)  # type: ignore[call-overload]
        return dict.fromkeys(asked, "t2")

    found = stability.frozen({"a": "t1", "b": None}, ["a", "b", "c"], assign)

    assert found == {"a": "t1", "b": None, "c": "t2"}
    assert asked == ["c"]


@pytest.mark.parametrize(
    ("answers", "has_burst", "due"), [(124, False, False), (125, False, True), (101, True, True), (100, False, False)]
)
def test_a_refit_is_due_after_a_quarter_more_answers_or_a_burst(answers: int, has_burst: bool, due: bool) -> None:
    assert stability.is_due(100, answers, has_burst=has_burst) is due


def test_ids_follow_the_answers_whatever_the_numbers_of_the_refit() -> None:
    old = _members(t1=20, t2=10)
    found = stability.refit(old, {answer: 0 if theme == "t2" else 7 for answer, theme in old.items()}, _fresh())

    assert found.ids == {0: "t2", 7: "t1"}
    assert found.kept == 1.0
    assert found.changes == ()


def test_two_themes_that_flow_into_one_are_a_merge_under_the_larger_ones_id() -> None:
    old = _members(t1=20, t2=10, t3=12)
    found = stability.refit(old, {answer: 1 if theme == "t3" else 0 for answer, theme in old.items()}, _fresh())

    assert found.changes == (Change("merged", ("t1", "t2"), ("t1",)),)
    assert found.flows == (Flow("t1", "t1", 20), Flow("t2", "t1", 10), Flow("t3", "t3", 12))
    # 20 + 12 of 42 keep their id.
    assert found.kept == pytest.approx(32 / 42)


def test_a_theme_that_parts_is_a_split_and_its_larger_part_keeps_the_id() -> None:
    old = _members(t1=20, t2=10)
    new = {answer: (0 if at < 13 else 1) if at < 20 else 2 for at, answer in enumerate(old)}
    found = stability.refit(old, new, _fresh())

    assert found.ids == {0: "t1", 1: "t10", 2: "t2"}
    assert found.changes == (Change("split", ("t1",), ("t1", "t10")),)


def test_a_theme_of_new_answers_only_is_new() -> None:
    old = _members(t1=20)
    new: dict[str, int | None] = dict.fromkeys(old, 0) | {f"new-{at}": 1 for at in range(8)}
    found = stability.refit(old, new, _fresh())

    assert found.changes == (Change("new", (), ("t10",)),)
    assert found.themes["new-0"] == "t10"


def test_a_theme_whose_answers_scatter_is_gone() -> None:
    old = _members(t1=20, t2=20, t3=4)
    places = {"t1": 0, "t2": 1}
    new: dict[str, int | None] = {answer: places.get(str(theme)) for answer, theme in old.items()}
    found = stability.refit(old, new, _fresh())

    assert found.changes == (Change("gone", ("t3",), ()),)


@given(st.lists(st.tuples(st.sampled_from(["t1", "t2", "t3", None]), st.sampled_from([0, 1, 2, 3, None])), max_size=60))
def test_every_old_answer_is_in_exactly_one_flow_and_no_id_is_used_twice(
    ends: list[tuple[str | None, int | None]],
) -> None:
    old = {f"a{at}": theme for at, (theme, _) in enumerate(ends)}
    new = {f"a{at}": number for at, (_, number) in enumerate(ends)}
    found = stability.refit(old, new, _fresh())

    assert sum(flow.answers for flow in found.flows) == len(old)
    assert len(set(found.ids.values())) == len(found.ids)
    assert set(found.ids) == {number for number in new.values() if number is not None}


def test_a_warm_refit_of_the_same_answers_moves_nobody() -> None:
    draw = np.random.default_rng(0)
    centres = np.eye(4, 8)
    old = np.repeat(np.arange(4), 25)
    features = (centres[old] + draw.normal(0, 0.2, (100, 8))).astype(np.float32)

    assert (stability.warm(features, old.tolist()) == old).all()


def test_a_warm_refit_needs_a_theme_to_start_from() -> None:
    with pytest.raises(ValueError, match="no answer has a theme"):
        stability.warm(np.eye(3, dtype=np.float32), [-1, -1, -1])
