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


# --- the borders at which an id is carried on, and a change is one ----------------------------------------------


def flowing(*flows: tuple[str | None, int | None, int]) -> tuple[dict[str, str | None], dict[str, int | None]]:
    """Answers of old themes in new ones: so many of each pair."""
    ends = [(old, new) for old, new, many in flows for _ in range(many)]
    return {f"a{at}": old for at, (old, _) in enumerate(ends)}, {f"a{at}": new for at, (_, new) in enumerate(ends)}


@pytest.mark.parametrize(("size", "id_"), [(5, "t1"), (4, "t10")])
def test_a_theme_of_five_answers_may_keep_its_id_and_one_of_four_may_not(size: int, id_: str) -> None:
    found = stability.refit(*flowing(("t1", 0, size)), _fresh())

    assert found.ids == {0: id_}


@pytest.mark.parametrize(("of_old", "id_"), [(12, "t1"), (13, "t10")])
def test_an_id_goes_on_where_a_tenth_of_both_is_common(of_old: int, id_: str) -> None:
    # Two answers in common, eight more in the new theme: 2 of 12 + 10 - 2 = 20, or of 21.
    found = stability.refit(*flowing(("t1", 0, 2), ("t1", None, of_old - 2), (None, 0, 8)), _fresh())

    assert found.ids == {0: id_}


def test_new_answers_do_not_count_against_an_old_id() -> None:
    old, new = flowing(("t1", 0, 6))
    found = stability.refit(old, {**new, **{f"new{at}": 0 for at in range(500)}}, _fresh())

    assert found.ids == {0: "t1"}
    assert found.themes["new7"] == "t1"


def test_the_ids_are_given_so_that_most_answers_keep_theirs() -> None:
    """t1 lies nearest to 0, but so does t2, which has no other place to go."""
    found = stability.refit(*flowing(("t1", 0, 10), ("t1", 1, 8), ("t2", 0, 9)), _fresh())

    assert found.ids == {0: "t2", 1: "t1"}
    assert found.kept == pytest.approx(17 / 27)


def test_flows_are_told_by_their_names_and_those_without_a_theme_last() -> None:
    old, new = flowing(("t2", None, 3), (None, None, 2), ("t1", 1, 9), (None, 0, 1), ("t2", 0, 8), ("t1", 0, 4))
    found = stability.refit({**old, "deleted": "t1"}, new, _fresh())

    assert found.ids == {0: "t2", 1: "t1"}
    assert found.flows == (
        Flow("t1", "t1", 9),
        Flow("t1", "t2", 4),
        Flow("t2", "t2", 8),
        Flow("t2", None, 3),
        Flow(None, "t2", 1),
        Flow(None, None, 2),
    )
    # Of 24 that had a theme 9 + 8 keep it; who had none before does not count.
    assert found.kept == pytest.approx(17 / 24)


def test_where_no_answer_had_a_theme_all_keep_theirs() -> None:
    assert stability.refit({}, {}, _fresh()).kept == 1.0
    assert stability.refit(*flowing((None, 0, 7)), _fresh()).kept == 1.0
    assert stability.refit(*flowing(("t1", None, 7)), _fresh()).kept == 0.0


@pytest.mark.parametrize(
    ("flows", "changes"),
    [
        # Exactly half of t2 goes to t1: that is no merge. One more is.
        ([("t1", 0, 20), ("t2", 0, 10), ("t2", 1, 10)], ()),
        ([("t1", 0, 20), ("t2", 0, 11), ("t2", 1, 9)], (Change("merged", ("t1", "t2"), ("t1",)),)),
        # Half of it went nowhere: still no merge.
        ([("t1", 0, 20), ("t2", 0, 10), ("t2", None, 10)], (Change("gone", ("t2",), ()),)),
        # Exactly half of the new theme is of t1: that is no split. One more is.
        ([("t1", 0, 20), ("t1", 1, 9), ("t2", 2, 20), ("t2", 1, 9)], (Change("new", (), ("t10",)),)),
        ([("t1", 0, 20), ("t1", 1, 9), ("t2", 2, 20), ("t2", 1, 8)], (Change("split", ("t1",), ("t1", "t10")),)),
        # Who had no theme before takes no part in a split.
        ([("t1", 0, 20), ("t1", 1, 9), (None, 1, 30)], (Change("split", ("t1",), ("t1", "t10")),)),
        # Three into one, two that come, two that go, in the order of their names.
        (
            [("t3", 0, 9), ("t2", 0, 8), ("t1", 0, 10), ("t5", None, 6), ("t4", None, 6), (None, 4, 6), (None, 3, 6)],
            (
                Change("merged", ("t1", "t2", "t3"), ("t1",)),
                Change("new", (), ("t10",)),
                Change("new", (), ("t11",)),
                Change("gone", ("t4",), ()),
                Change("gone", ("t5",), ()),
            ),
        ),
    ],
)
def test_a_change_is_one_where_more_than_half_takes_part(
    flows: list[tuple[str | None, int | None, int]], changes: tuple[Change, ...]
) -> None:
    assert stability.refit(*flowing(*flows), _fresh()).changes == changes


def test_a_warm_refit_gives_new_answers_the_number_of_the_nearest_old_theme() -> None:
    features = np.array([[0.0], [0.1], [10.0], [10.1], [0.2], [9.9], [0.3]], np.float32)

    assert stability.warm(features, [3, 3, 7, 7, -1, -1, -2]).tolist() == [3, 3, 7, 7, 3, 7, 3]
    assert stability.warm(features, [0, 0, 7, 7, -1, -1, -1]).tolist() == [0, 0, 7, 7, 0, 7, 0]


def test_a_refit_is_due_with_a_burst_or_in_a_quarter_of_any_size() -> None:
    assert stability.is_due(8, 10, has_burst=False)
    assert not stability.is_due(8, 9, has_burst=False)
    assert stability.is_due(8, 8, has_burst=True)
