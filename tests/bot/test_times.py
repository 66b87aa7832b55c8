"""Is a typed time the instant that was meant, on the days the clocks change too, and does a series keep its time?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import times
from bot.series import Series
from surveys.errors import Refused
from surveys.tables import Wave

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-12-01 09:00", utc(2026, 12, 1, 8, 0)),
        ("2026-07-01T09:00", utc(2026, 7, 1, 7, 0)),
        (" 1.7.2026 9:00 ", utc(2026, 7, 1, 7, 0)),
        ("2026-12-01T09:00+05:00", utc(2026, 12, 1, 4, 0)),
        ("2026-12-01 09:00Z", utc(2026, 12, 1, 9, 0)),
        ("2026-10-25 02:30", utc(2026, 10, 25, 0, 30)),  # comes twice: the first, still summer time
        ("2026-10-25T02:30+01:00", utc(2026, 10, 25, 1, 30)),  # the second can be named
        ("2026-03-29 02:30", utc(2026, 3, 29, 1, 30)),  # never comes: half past three in summer time
    ],
)
def test_a_local_time_is_the_instant_that_was_meant(typed: str, instant: datetime) -> None:
    assert times.read(typed, BERLIN, NOW) == instant


@pytest.mark.parametrize(
    "typed", ["", "soon", "2026-12-01", "9:00", "32.1.2026 9:00", "2026-13-01 09:00", "0001-01-01T00:00", "９:00"]
)
def test_what_is_no_time_ahead_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        times.read(typed, BERLIN, NOW)

    assert refused.value.key in ("time-unreadable", "time-is-past")


def test_now_is_past() -> None:
    with pytest.raises(Refused) as refused:
        times.read("2026-02-01 13:00", BERLIN, NOW)

    assert refused.value.key == "time-is-past"
    assert times.read("2026-02-01 13:01", BERLIN, NOW) == NOW + timedelta(minutes=1)


# --- series ---


def series(opens_at: datetime, closes_at: datetime | None) -> Series:
    wave = Wave(key="w", community_id="c", questionnaire_id="q", opens_at=opens_at, closes_at=closes_at, created_at=NOW)
    return Series.of(wave, BERLIN)


@pytest.mark.parametrize(
    ("opens", "following", "closes"),
    [
        # 09:00 before and after the clocks go forward on 29 March, and back on 25 October; open for a week on the clock.
        (utc(2026, 3, 16, 8, 0), utc(2026, 3, 30, 7, 0), utc(2026, 4, 6, 7, 0)),
        (utc(2026, 10, 12, 7, 0), utc(2026, 10, 26, 8, 0), utc(2026, 11, 2, 8, 0)),
        # 02:30 on the day itself: as late as half past three, and the first of two.
        (utc(2026, 3, 15, 1, 30), utc(2026, 3, 29, 1, 30), utc(2026, 4, 5, 0, 30)),
        (utc(2026, 10, 11, 0, 30), utc(2026, 10, 25, 0, 30), utc(2026, 11, 1, 1, 30)),
    ],
)
def test_a_series_keeps_its_time_on_the_clock(opens: datetime, following: datetime, closes: datetime) -> None:
    this = series(opens, times.instant(times.wall(opens, BERLIN) + timedelta(weeks=1), BERLIN))

    then = this.following(2, BERLIN, opens)

    assert then.opens_at(BERLIN) == following
    assert then.closes_at(BERLIN, following) == closes
    assert Series.stored(then.body()) == then


def test_a_series_that_met_a_time_there_is_not_goes_on_at_its_own() -> None:
    at_half_past_two = series(utc(2026, 3, 22, 1, 30), None)
    skipped = at_half_past_two.following(1, BERLIN, utc(2026, 3, 22, 1, 30))
    after = skipped.following(1, BERLIN, utc(2026, 3, 29, 1, 30))

    assert skipped.opens_at(BERLIN).astimezone(BERLIN).hour == 3
    assert (after.begins.hour, after.begins.minute) == (2, 30)
    assert after.closes_at(BERLIN, NOW) is None


def test_what_was_slept_through_is_skipped() -> None:
    this = series(utc(2026, 2, 2, 8, 0), utc(2026, 2, 3, 8, 0))

    then = this.following(1, BERLIN, utc(2026, 2, 23, 8, 0))

    assert then.opens_at(BERLIN) == utc(2026, 3, 2, 8, 0)
    assert this.closes_at(BERLIN, utc(2026, 2, 2, 20, 0)) == utc(2026, 2, 3, 8, 0)
    assert this.closes_at(BERLIN, utc(2026, 2, 9, 8, 0)) == utc(2026, 2, 10, 8, 0)
