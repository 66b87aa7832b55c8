"""A hundred checks bring the shares of themes near the truth, and the intervals say how near."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import calibration

TRUE = {"t1": 0.45, "t2": 0.3, "t3": 0.15, "t4": 0.1}
RIGHT = 0.65  # share 0-1 of answers the machine gets right, about what it does with real answers


def _coded(draw: random.Random, many: int) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """What a machine assigned that always mistakes a theme for the next one, and the truth."""
    themes = list(TRUE)
    truth: dict[str, str | None] = {}
    assigned: dict[str, str | None] = {}
    for at in range(many):
        theme = draw.choices(themes, list(TRUE.values()))[0]
        truth[f"a{at}"] = theme
        wrong = themes[(themes.index(theme) + 1) % len(themes)]
        assigned[f"a{at}"] = theme if draw.random() < RIGHT else draw.choice([wrong, wrong, None])
    return assigned, truth


def test_a_hundred_checks_bring_shares_within_three_points_and_ninety_percent_intervals_hold_the_truth() -> None:
    draw = random.Random(3)
    errors, plain, held = [], [], []
    for _ in range(60):
        assigned, truth = _coded(draw, 600)
        chosen = calibration.to_check(assigned)
        shares = {each.theme: each for each in calibration.corrected(assigned, {each: truth[each] for each in chosen})}
        for theme in TRUE:
            true = sum(given == theme for given in truth.values()) / len(truth)
            errors.append(abs(shares[theme].share - true))
            plain.append(abs(shares[theme].assigned - true))
            held.append(shares[theme].low <= true <= shares[theme].high)

    assert sum(errors) / len(errors) <= 0.03
    assert sum(errors) < 0.7 * sum(plain)
    assert sum(held) / len(held) >= 0.85


def test_with_everything_checked_the_shares_are_those_of_the_person() -> None:
    assigned, truth = _coded(random.Random(1), 200)
    shares = calibration.corrected(assigned, truth)

    for each in shares:
        true = sum(given == each.theme for given in truth.values()) / 200
        assert each.share == pytest.approx(true, abs=0.02)
        assert each.high - each.low == pytest.approx(0.0)


def test_under_twenty_checks_nothing_is_corrected_and_nothing_claimed() -> None:
    assigned, truth = _coded(random.Random(1), 200)
    chosen = calibration.to_check(assigned, 19)
    shares = calibration.corrected(assigned, {each: truth[each] for each in chosen})

    assert all(each.share == each.assigned for each in shares)
    assert {(each.low, each.high) for each in shares} == {(0.0, 1.0)}


def test_a_theme_the_machine_never_found_gets_its_share_from_the_person() -> None:
    assigned: dict[str, str | None] = {f"a{at}": "t1" for at in range(200)}
    chosen = calibration.to_check(assigned)
    checked = {answer: "t2" if at % 4 == 0 else "t1" for at, answer in enumerate(chosen)}
    shares = {each.theme: each for each in calibration.corrected(assigned, checked)}

    # 25 of 100 checked, in the only stratum there is.
    assert shares["t2"].share == pytest.approx(0.25, abs=0.005)
    assert shares["t2"].assigned == 0.0


@given(
    st.dictionaries(st.text(max_size=5), st.sampled_from(["t1", "t2", "t3", None]), min_size=1, max_size=60),
    st.integers(1, 70),
)
def test_a_sample_has_as_many_answers_as_asked_for_each_once(assigned: dict[str, str | None], many: int) -> None:
    chosen = calibration.to_check(assigned, many)

    assert len(chosen) == len(set(chosen)) == min(many, len(assigned))
    assert set(chosen) <= set(assigned)


@given(st.dictionaries(st.text(max_size=5), st.sampled_from(["t1", "t2", None]), min_size=1, max_size=60))
def test_shares_add_up_to_one(assigned: dict[str, str | None]) -> None:
    checked: dict[str, str | None] = dict.fromkeys(calibration.to_check(assigned), "t1")
    shares = calibration.corrected(assigned, checked)

    assert sum(each.share for each in shares) == pytest.approx(1.0)
    assert all(0 <= each.low <= each.share <= each.high <= 1 for each in shares)


def test_the_order_of_answers_changes_no_sample() -> None:
    assigned, _ = _coded(random.Random(2), 300)
    back = dict(reversed(assigned.items()))

    assert calibration.to_check(back) == calibration.to_check(assigned)


# --- worked by hand -----------------------------------------------------------------------------------------------


def _answers(sizes: dict[str | None, int]) -> dict[str, str | None]:
    """So many answers of each theme; ``t1/0``, ``t1/1`` ... of the theme t1."""
    return {f"{theme}/{at}": theme for theme, size in sizes.items() for at in range(size)}


def _said(found: dict[str | None, dict[str | None, int]]) -> dict[str, str | None]:
    """What a person said of the first answers of each of the machine's themes, by how many."""
    return {
        f"{theme}/{at}": each
        for theme, people in found.items()
        for at, each in enumerate([name for name, many in people.items() for _ in range(many)])
    }


def test_shares_are_those_of_the_strata_with_one_more_case_that_is_as_all_others_are() -> None:
    assigned = _answers({"t1": 60, "t2": 30, None: 10})
    # 20 are checked, just enough; of the 10 without a theme none is.
    checked = _said({"t1": {"t1": 9, "t2": 2, None: 1}, "t2": {"t2": 6, "t1": 2}})
    shares = {each.theme: each for each in calibration.corrected(assigned, checked)}

    # t1: where the machine says t1 it is 9 of 12 (.75), elsewhere 2 of 8 (.25), which stands for what nobody checked.
    #     .6 x 9.75/13 + .3 x 2.25/9 + .1 x .25/1 = .45 + .075 + .025
    assert shares["t1"].share == pytest.approx(0.55)
    # Each stratum part^2 x (1 - checked/size) x rate x (1 - rate) / checked:
    #     .36 x .8 x .1875/12 + .09 x 22/30 x .1875/8 + .01 x 1 x .1875/1
    error = (0.36 * 0.8 * 0.1875 / 12 + 0.09 * 22 / 30 * 0.1875 / 8 + 0.01 * 0.1875) ** 0.5
    assert shares["t1"].low == pytest.approx(0.55 - 1.645 * error)
    assert shares["t1"].high == pytest.approx(0.55 + 1.645 * error)
    # t2: 2 of 12 where the machine says t1 (1/6), 6 of 8 in its own: .6 x (2 + 1/6)/13 + .3 x 6.75/9 + .1 x 1/6
    assert shares["t2"].share == pytest.approx(0.1 + 0.225 + 1 / 60)
    # None: 1 of 12 and 0 of 8, weighed by size 5/90; of its own nothing is known, so it is taken as right.
    outside = 5 / 90
    assert shares[None].share == pytest.approx(0.6 * (1 + outside) / 13 + 0.3 * outside / 9 + 0.1)
    # The spread: at least one in twenty is thought possible, and at most nineteen.
    first, second = (1 + outside) / 13, outside / 9
    error = (
        0.36 * 0.8 * first * (1 - first) / 12 + 0.09 * 22 / 30 * second * (1 - second) / 8 + 0.01 * 0.95 * 0.05
    ) ** 0.5
    assert shares[None].high - shares[None].share == pytest.approx(1.645 * error)
    assert [(each.theme, each.assigned, each.checked) for each in shares.values()] == [
        ("t1", 0.6, 20), ("t2", 0.3, 20), (None, 0.1, 20),
    ]  # fmt: skip


def test_checks_that_all_agree_leave_it_possible_that_one_in_twenty_is_elsewhere() -> None:
    assigned = _answers({"t1": 80, "t2": 20})
    shares = calibration.corrected(assigned, _said({"t1": {"t1": 16}, "t2": {"t2": 4}}))

    # Seen in t1's own stratum (16 + .95)/17, in the other .05/5; a fifth of each was checked.
    own, other = 16.95 / 17, 0.05 / 5
    error = (0.64 * 0.8 * own * (1 - own) / 16 + 0.04 * 0.8 * other * (1 - other) / 4) ** 0.5
    assert [each.theme for each in shares] == ["t1", "t2"]
    assert [each.share for each in shares] == pytest.approx([0.8, 0.2])
    assert (shares[0].low, shares[0].high) == pytest.approx((0.8 - 1.645 * error, 0.8 + 1.645 * error))


def test_an_interval_ends_at_none_and_at_all_of_the_answers() -> None:
    assigned = _answers({"t1": 40})
    shares = calibration.corrected(assigned, _said({"t1": {"t1": 19, "t2": 1}}))

    # One of 20: .05, with an error of (.5 x .05 x .95 / 20)^.5 = .034: 1.645 of it reach below 0 and above 1.
    error = (0.5 * 0.05 * 0.95 / 20) ** 0.5
    assert (shares[0].theme, shares[0].high, shares[1].theme, shares[1].low) == ("t1", 1.0, "t2", 0.0)
    assert (shares[0].share, shares[1].share) == pytest.approx((0.95, 0.05))
    assert (shares[0].low, shares[1].high) == pytest.approx((0.95 - 1.645 * error, 0.05 + 1.645 * error))


def test_what_was_checked_of_answers_that_are_gone_does_not_count() -> None:
    assigned = _answers({"t1": 30})
    checked = _said({"t1": {"t1": 19}}) | {"gone": "t9"}

    # 19 checks that still hold are too few, and nobody hears of the theme of the answer that is gone.
    assert calibration.corrected(assigned, checked) == (calibration.Share("t1", 1.0, 1.0, 0.0, 1.0, 19),)


def test_themes_of_as_many_answers_are_told_by_their_name_and_none_of_them_last() -> None:
    assigned = _answers({None: 5, "t2": 5, "t1": 5, "t3": 10})

    assert calibration.corrected(assigned, {}) == (
        calibration.Share("t3", 0.4, 0.4, 0.0, 1.0, 0),
        calibration.Share("t1", 0.2, 0.2, 0.0, 1.0, 0),
        calibration.Share("t2", 0.2, 0.2, 0.0, 1.0, 0),
        calibration.Share(None, 0.2, 0.2, 0.0, 1.0, 0),
    )


@pytest.mark.parametrize(
    ("sizes", "many", "places"),
    [
        # Two for each of three; of the other 14 places 8.6, 4.2 and 1.2 by what is left of them, the last by remainder.
        ({"t1": 60, "t2": 30, None: 10}, 20, {"t1": 11, "t2": 6, None: 3}),
        # .67 more for each and two places: the first two by name.
        ({"t2": 12, "t1": 12, None: 12}, 8, {"t1": 3, "t2": 3, None: 2}),
        ({"t1": 90, "t2": 1, None: 2}, 10, {"t1": 7, "t2": 1, None: 2}),
        # Fewer places than two for each: round by size, each in turn.
        ({"t1": 10, "t2": 5, None: 1}, 4, {"t1": 2, "t2": 1, None: 1}),
        ({"t1": 10, "t2": 5, None: 1}, 5, {"t1": 2, "t2": 2, None: 1}),
        ({"t1": 5, "t2": 10, None: 1}, 2, {"t1": 1, "t2": 1}),
        ({"t1": 5, "t2": 10, None: 1}, 1, {"t2": 1}),
        ({"t2": 3, None: 3, "t1": 3}, 4, {"t1": 2, "t2": 1, None: 1}),
        ({"t2": 3, None: 3, "t1": 3}, 2, {"t1": 1, "t2": 1}),
        ({"t2": 3, None: 3, "t1": 3}, 0, {}),
        ({"t1": 3, None: 4}, 100, {"t1": 3, None: 4}),
        ({"t1": 150, "t2": 150}, calibration.CHECKED, {"t1": 50, "t2": 50}),
    ],
)  # fmt: skip
def test_each_theme_gets_two_places_and_the_others_by_its_size(
    sizes: dict[str | None, int], many: int, places: dict[str | None, int]
) -> None:
    assigned = _answers(sizes)

    assert Counter(assigned[answer] for answer in calibration.to_check(assigned, many)) == places


def test_a_hundred_are_checked_where_nobody_says_how_many() -> None:
    assert len(calibration.to_check(_answers({"t1": 140, None: 60}))) == 100


def test_another_wave_draws_other_answers_and_shows_them_in_no_order_of_theirs() -> None:
    assigned = _answers({"t1": 200, "t2": 200})
    one, other = calibration.to_check(assigned, 40, "w1/why"), calibration.to_check(assigned, 40, "w2/why")

    assert set(one) != set(other)
    assert one != sorted(one)
    assert [assigned[each] for each in one] != sorted(str(assigned[each]) for each in one), "themes are mixed"
    assert calibration.to_check(assigned, 40, "w1/why") == one
