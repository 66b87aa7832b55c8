"""A hundred checks bring the shares of themes near the truth, and the intervals say how near."""

from __future__ import annotations

import random

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
