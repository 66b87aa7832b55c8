"""Numbers, dates and durations as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.design.quantities import (
    LONGEST_WAIT,
    read_date,
    read_duration,
    read_number,
    say_date,
    say_duration,
    say_number,
)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2 h", 120),
        ("15 min", 15),
        ("15min.", 15),
        ("3 Tage", 3 * 1440),
        ("1,5 Std", 90),
        ("1.5 hours", 90),
        ("sofort", 0),
        ("Sofort!", 0),
        ("right away", 0),
        ("eine halbe Stunde", 30),
        ("half an hour", 30),
        ("eine Viertelstunde", 15),
        ("anderthalb Stunden", 90),
        ("ca. 2 Std.", 120),
        ("nach etwa 20 Minuten", 20),
        ("1 Tag 3 Std.", 27 * 60),
        ("2 Stunden und 10 Minuten", 130),
        ("1:30 h", 90),
        ("2-3 Tage", 3600),  # the middle
        ("zwei bis vier Wochen", 3 * 7 * 1440),
        ("30 Sekunden", 1),  # never "at once" by rounding
    ],
)
def test_a_duration_is_read_as_minutes(typed: str, minutes: int) -> None:
    assert read_duration(typed) == minutes


@pytest.mark.parametrize(
    "typed", ["", "20", "nie", "lange", "ein paar Stunden", "2 Kilo", "h", "2 h?!", "99 Monate 99 Monate"]
)
def test_what_is_no_duration_is_not_guessed(typed: str) -> None:
    assert read_duration(typed) is None


@given(minutes=st.integers(min_value=0, max_value=LONGEST_WAIT), language=st.sampled_from(["de", "en"]))
def test_a_duration_that_is_said_reads_as_itself_to_its_two_largest_units(minutes: int, language: str) -> None:
    read = read_duration(say_duration(minutes, language))

    assert read is not None
    assert read == minutes if minutes < 1440 or not minutes // 60 % 24 else minutes - 60 < read <= minutes


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5", "5"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("1.500", "1500"),
        ("1.500,25", "1500.25"),
        ("1,500.25", "1500.25"),
        ("1 500", "1500"),
        ("0.500", "0.5"),
        ("−3", "-3"),
        ("１２", "12"),
    ],
)
def test_a_number_is_read_in_both_notations(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "-", "nan", "inf", "1e5", "1,2,3", "0x10", "5 5", "٥", "9" * 61])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert read_number(typed) is None


@given(number=st.integers(-(10**9), 10**9), language=st.sampled_from(["de"]))
def test_a_whole_number_that_is_said_reads_as_itself(number: int, language: str) -> None:
    assert read_number(say_number(number, language)) == number


@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)), language=st.sampled_from(["de", "en"]))
def test_a_day_that_is_said_reads_as_itself(day: date, language: str) -> None:
    assert read_date(say_date(day.isoformat(), language)) == day.isoformat()
    assert read_date(say_date(day.isoformat()[:7], language)) == day.isoformat()[:7]
    assert read_date(f"{day:%d.%m.%Y}") == day.isoformat()
    assert read_date(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    "typed", ["", "heute", "31.02.2026", "2026-13", "14.03.", "0.0.2026", "12345", "März", "1.1.1899"]
)
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    assert read_date(typed) is None
