"""Are times unusual exactly from the limits on that are written down, counted out by hand?"""

from __future__ import annotations

from math import exp

import pytest

from surveys.moderation.facts import Facts
from surveys.moderation.timing import _tail as tail
from surveys.moderation.timing import bursts, together, too_fast

DAY = 86_400.0


def began(*times: float) -> list[Facts]:
    return [Facts(f"p{at:02}", time) for at, time in enumerate(times)]


# --- a rush of beginners ---


def test_five_beginners_within_300_seconds_of_a_quiet_night_are_a_burst() -> None:
    # Nobody else for six hours to either side: (5 - 5 + 1) * 300 / 43,200 = 0.007 are expected, and five come.
    assert bursts(began(0, 1, 2, 3, 300)) == {
        "p00": ("p01", "p02", "p03", "p04"),
        "p01": ("p00", "p02", "p03", "p04"),
        "p02": ("p00", "p01", "p03", "p04"),
        "p03": ("p00", "p01", "p02", "p04"),
        "p04": ("p00", "p01", "p02", "p03"),
    }


@pytest.mark.parametrize("times", [(0, 1, 2, 3, 301), (0, 1, 2, 3)])
def test_four_within_300_seconds_are_none(times: tuple[float, ...]) -> None:
    assert bursts(began(*times)) == {}


FIVE = (0, 1, 2, 3, 300)
# With n others around, (n + 1) / 144 are expected in 300 seconds. Chance of five or more, by their first two terms:
# n = 23: L = 0.1667: e^-L * (L^5 / 120 + L^6 / 720) = 0.93e-6, rarer than one in a million;
# n = 24: L = 0.1736: 1.13e-6, not as rare.


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("farthest", "rush"), [(6 * 3600.0, False), (6 * 3600.5, True)])
def test_what_is_usual_is_told_by_the_six_hours_to_either_side(side: int, farthest: float, rush: bool) -> None:
    others = [*(900.0 * number for number in range(1, 24)), farthest]
    around = [-time if side < 0 else 300 + time for time in others]

    assert set(bursts(began(*FIVE, *around))) == ({"p00", "p01", "p02", "p03", "p04"} if rush else set())


def test_who_begins_in_two_bursts_is_shown_with_all_of_both() -> None:
    found = bursts(began(0, 10, 20, 250, 299, 310, 320, 550))

    assert found["p03"] == ("p00", "p01", "p02", "p04", "p05", "p06", "p07")
    assert "p07" not in found["p00"]


def test_the_chance_of_at_least_so_many_by_hand() -> None:
    # Two or more where one is expected: 1 - e^-1 - e^-1. None or more: certain.
    assert tail(2, 1.0) == pytest.approx(1 - 2 * exp(-1), abs=1e-12)
    assert tail(3, 2.0) == pytest.approx(1 - exp(-2) * (1 + 2 + 2), abs=1e-12)
    assert tail(0, 3.0) == 1.0


# --- votes faster than reading ---


def voted(*gaps: float) -> Facts:
    at, times = 0.0, {"s0": 0.0}
    for number, gap in enumerate(gaps, start=1):
        at += gap
        times[f"s{number}"] = at
    return Facts("a", 0.0, voted=times)


@pytest.mark.parametrize(
    ("gaps", "fast"),
    [
        ((0.5, 0.5, 0.75, 5, 5), True),  # the third of five is the median
        ((0.5, 0.5, 1.0, 5, 5), False),  # a second is enough to read
        ((0.5, 0.5, 0.5, 0.5), False),  # four pauses are an accident
        ((0.5, 0.5, 0.5, 0.5, 5, 5), True),
        ((0.5, 0.5, 0.5, 1.5, 5, 5), False),  # of six the fourth: more than half have to be short
        ((0.5, 0.5, 1.5, 1.5, 5, 5, 5), False),
        ((5, 0.5, 5, 0.5, 0.75), True),  # in whatever order
        ((), False),
    ],
)
def test_half_of_at_least_five_pauses_are_shorter_than_a_second(gaps: tuple[float, ...], fast: bool) -> None:
    assert too_fast(voted(*gaps)) is fast


def test_pauses_are_between_the_votes_in_time_whatever_the_order_of_the_statements() -> None:
    assert too_fast(Facts("a", 0.0, voted={"a": 2.5, "b": 0.0, "c": 1.0, "d": 0.5, "e": 2.0, "f": 1.5}))


# --- visits in the same minutes ---


def visits(name: str, *seconds: float, days: int = 3) -> Facts:
    """Somebody who comes at these seconds of each day."""
    return Facts(name, 0.0, tuple(day * DAY + second for day in range(days) for second in seconds))


@pytest.mark.parametrize(("apart", "days", "met"), [(180, 3, True), (181, 3, False), (180, 2, False), (0, 4, True)])
def test_three_begins_within_three_minutes_are_together(apart: float, days: int, met: bool) -> None:
    found = together([visits("b", 0, days=days), visits("a", apart, days=days)])

    assert found == ({"a": ("b",), "b": ("a",)} if met else {})


@pytest.mark.parametrize(("pause", "met"), [(1800, False), (1800.5, True)])
def test_only_more_than_half_an_hour_without_an_act_begins_another_session(pause: float, met: bool) -> None:
    assert (together([visits("a", 0, pause), visits("b", pause)]) != {}) is met


@pytest.mark.parametrize(("people", "met"), [(40, True), (41, False)])
def test_an_hour_in_which_more_than_forty_begin_is_everybodys(people: int, met: bool) -> None:
    found = together([visits(f"p{number:02}", 0) for number in range(people)])

    assert len(found) == (people if met else 0)


@pytest.mark.parametrize(("earlier", "met"), [(180, False), (180.5, True)])
def test_a_crowd_that_came_up_to_three_minutes_before_counts_too(earlier: float, met: bool) -> None:
    crowd = [visits(f"p{number:02}", 1000 - earlier) for number in range(39)]

    assert together([visits("a", 1000), visits("b", 1000), *crowd]).get("a") == (("b",) if met else None)


def test_each_of_three_who_come_together_is_shown_with_both_others() -> None:
    assert together([visits("c", 0), visits("a", 60), visits("b", 120), Facts("d", 0.0)]) == {
        "a": ("b", "c"),
        "b": ("a", "c"),
        "c": ("a", "b"),
    }
