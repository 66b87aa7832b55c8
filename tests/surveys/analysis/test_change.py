"""Are the intervals those that were published, and is only called a change what is hardly chance?"""

from __future__ import annotations

import random
from math import sqrt
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.change import Share, changed, intervals, newcombe, p_value, wilson

shares = st.integers(1, 400).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857-872 (the paper on one proportion), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_the_published_one(count: int, n: int, low: float, high: float) -> None:
    assert wilson(Share(count, n)) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10, examples a to h.
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(6, 7), Share(2, 7), 0.0582, 0.8062),
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),
        (Share(0, 10), Share(0, 20), -0.1611, 0.2775),
        (Share(0, 10), Share(0, 10), -0.2775, 0.2775),
        (Share(10, 10), Share(0, 20), 0.6791, 1.0000),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(now: Share, before: Share, low: float, high: float) -> None:
    assert newcombe(now, before) == pytest.approx((low, high), abs=0.00005)


def test_the_interval_of_a_difference_by_hand() -> None:
    """20 of 40 now, 10 of 40 before: p = 0.5 and 0.25, z = 1.96, so z² = 3.8416 and 1 + z²/n = 1.09604.

    Wilson now: (0.5 + 0.04802 -+ 1.96 sqrt(0.25/40 + 3.8416/6400)) / 1.09604 = (0.54802 -+ 0.16223) / 1.09604
    = 0.35199, 0.64801. Before: (0.29802 -+ 1.96 sqrt(0.1875/40 + 0.00060025)) / 1.09604
    = (0.29802 -+ 0.14252) / 1.09604 = 0.14187, 0.40194.
    Down: sqrt((0.5 - 0.35199)² + (0.40194 - 0.25)²) = sqrt(0.021907 + 0.023086) = 0.21212: from 0.25 to 0.03788.
    """
    low, _ = newcombe(Share(20, 40), Share(10, 40), 1.96)

    assert low == pytest.approx(0.03788, abs=0.00002)


@given(shares, shares)
def test_an_interval_holds_its_difference_and_turns_with_it(now: Share, before: Share) -> None:
    low, high = newcombe(now, before)

    assert -1 - 1e-9 <= low <= now.value - before.value <= high <= 1 + 1e-9
    assert newcombe(before, now) == pytest.approx((-high, -low))
    assert p_value(now, before) == pytest.approx(p_value(before, now))


@given(shares, shares)
def test_a_p_value_is_below_a_twentieth_where_the_interval_excludes_nothing_changed(now: Share, before: Share) -> None:
    low, high = newcombe(now, before)
    p = p_value(now, before)

    assert 0 <= p <= 1
    if min(abs(low), abs(high)) > 1e-6:
        assert (p < 0.05) == (low > 0 or high < 0)


def test_a_p_value_by_hand() -> None:
    """10 of 10 against 0 of 10: the interval touches 0 where 1 = sqrt(2) z²/(10 + z²), z² = 10 / (sqrt(2) - 1) = 24.142.

    1 - l = u = z²/(n + z²) for all and none (Wilson). So z = 4.9135 and p = 2 (1 - Phi(4.9135)) = 8.9e-7.
    """
    z = sqrt(10 / (sqrt(2) - 1))
    assert newcombe(Share(10, 10), Share(0, 10), z)[0] == pytest.approx(0, abs=1e-9)

    assert p_value(Share(10, 10), Share(0, 10)) == pytest.approx(8.9e-7, rel=0.02)


def test_what_would_be_a_change_alone_is_none_among_many() -> None:
    """p = 0.0205 is below 0.05, but among ten it would have to be below 0.05 / 10, or others beside it."""
    alone = (Share(20, 40), Share(10, 40))
    still = (Share(10, 40), Share(10, 40))
    assert p_value(*alone) == pytest.approx(0.0205, abs=0.0005)

    assert changed([alone]) == (True,)
    assert changed([alone, *[still] * 9]) == (False,) * 10
    assert changed([alone] * 10) == (True,) * 10
    assert changed([]) == ()


def test_of_four_hundred_waves_without_a_change_few_say_there_was_one() -> None:
    draw = random.Random(7)
    said = 0
    for _ in range(400):
        pairs = [
            (Share(sum(draw.random() < p for _ in range(40)), 40), Share(sum(draw.random() < p for _ in range(60)), 60))
            for p in (0.1, 0.2, 0.3, 0.4)
        ]
        said += any(changed(pairs))

    assert said / 400 <= 0.07


# --- intervals of many differences ---


@given(st.lists(st.tuples(shares, shares), max_size=8))
def test_of_many_intervals_those_without_zero_are_the_changes(pairs: list[tuple[Share, Share]]) -> None:
    for (low, high), has_changed in zip(intervals(pairs), changed(pairs), strict=True):
        if min(abs(low), abs(high)) > 1e-6:
            assert (low > 0 or high < 0) == has_changed


def test_one_interval_alone_is_newcombes_of_95_percent() -> None:
    pair = (Share(20, 40), Share(10, 40))

    assert intervals([pair])[0] == pytest.approx(newcombe(*pair), abs=1e-6)
    assert intervals([]) == ()


def test_the_more_is_compared_the_wider_are_intervals() -> None:
    pair, still = (Share(20, 40), Share(10, 40)), (Share(10, 40), Share(10, 40))
    alone, among = intervals([pair])[0], intervals([pair, *[still] * 9])[0]

    assert among[0] < 0 < alone[0]
    assert among[1] > alone[1]


def test_of_the_changes_that_are_shown_a_twentieth_at_most_have_the_truth_outside() -> None:
    """250 times eight shares, three of which really moved by 0.15 to 0.3: that selects those that look largest.

    What is promised is the mean, over all that is shown at once, of the share of intervals that miss the truth.
    """
    draw = random.Random(11)
    moved = (0.0, 0.0, 0.15, 0.0, 0.3, 0.0, 0.2, 0.0)

    def drawn(p: float, n: int) -> Share:
        return Share(sum(draw.random() < p for _ in range(n)), n)

    missing = []
    for _ in range(250):
        pairs = [(drawn(0.2 + by, 60), drawn(0.2, 50)) for by in moved]
        ranges = [(by, *each) for by, each in zip(moved, intervals(pairs), strict=True)]
        shown = [each for each, is_shown in zip(ranges, changed(pairs), strict=True) if is_shown]
        missing.append(sum(not low <= by <= high for by, low, high in shown) / max(1, len(shown)))

    assert sum(each > 0 for each in missing) > 5, "or there was nothing to miss"
    assert mean(missing) <= 0.05 + 2 * stdev(missing) / len(missing) ** 0.5
