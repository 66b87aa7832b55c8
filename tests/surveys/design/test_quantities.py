"""Numbers, dates and durations as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.design.quantities import (
    LONGEST_WAIT,
    Precision,
    decimals_of,
    plain,
    precision,
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


# --- worked examples -------------------------------------------------------------------------------------------


def test_what_is_typed_is_read_in_lower_case_with_ordinary_signs_and_single_blanks() -> None:
    assert plain("  ２   STD−Straße ") == "2 std-strasse"


@pytest.mark.parametrize(("digits", "read"), [(60, Decimal("9" * 60)), (61, None)])
def test_a_number_of_sixty_digits_is_read_and_a_longer_one_is_not(digits: int, read: Decimal | None) -> None:
    assert read_number("9" * digits) == read


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+7", "7"),
        ("-1.500", "-1500"),
        ("1.500.000", "1500000"),
        ("1'500.25", "1500.25"),
        ("1’500,25", "1500.25"),
        ("1500,25", "1500.25"),
        ("1,500", "1.5"),
        ("12.50", "12.5"),
        ("0", "0"),
    ],
)
def test_thousands_and_decimals_are_told_apart_the_german_way(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("number", "decimals"), [("5", 0), ("500", 0), ("2.5", 1), ("2.50", 1), ("0.125", 3), ("Infinity", 0)]
)
def test_a_number_needs_as_many_decimals_as_it_has_without_trailing_noughts(number: str, decimals: int) -> None:
    assert decimals_of(Decimal(number)) == decimals


@pytest.mark.parametrize(
    ("number", "german", "english"),
    [(1234567.5, "1.234.567,5", "1,234,567.5"), (1000, "1.000", "1,000"), (0.25, "0,25", "0.25"), (-3.0, "-3", "-3")],
)
def test_a_number_is_said_as_it_is_written_in_each_language(number: float, german: str, english: str) -> None:
    assert (say_number(number, "de"), say_number(number, "en")) == (german, english)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-3-7", "2026-03-07"),
        ("7.3.26", "2026-03-07"),
        ("7. 3. 2026", "2026-03-07"),
        ("03/04/2026", "2026-04-03"),
        ("3/2026", "2026-03"),
        ("7. März 2026", "2026-03-07"),
        ("März 2026", "2026-03"),
        ("mrz. 2026", "2026-03"),
        ("7 Jänner 2026", "2026-01-07"),
        ("Feber 2026", "2026-02"),
        ("maerz 2026", "2026-03"),
        ("3rd Sept 2026", "2026-09-03"),
        ("March 7th, 2026", "2026-03-07"),
        ("Dez 2026", "2026-12"),
        ("2026", "2026"),
        ("1.1.99", "2099-01-01"),
        ("1.1.00", "2000-01-01"),
        ("1900", "1900"),
        ("2100", "2100"),
        ("29.2.2024", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_was_typed(typed: str, read: str) -> None:
    assert read_date(typed) == read


@pytest.mark.parametrize(
    "typed", ["1899", "2101", "29.2.2026", "0.3.2026", "1.0.2026", "Unfug 2026", "0/2026", "13/2026", "100", "1.1.0100"]
)
def test_years_out_of_reach_and_days_that_never_were_are_no_dates(typed: str) -> None:
    assert read_date(typed) is None


def test_how_exact_a_date_is_grows_from_year_to_day() -> None:
    assert [precision(read) for read in ("2026", "2026-03", "2026-03-07")] == [
        Precision.YEAR, Precision.MONTH, Precision.DAY
    ]  # fmt: skip
    assert Precision.YEAR < Precision.MONTH < Precision.DAY
    assert [each.value for each in Precision] == [1, 2, 3]


@pytest.mark.parametrize(
    ("iso", "german", "english"),
    [
        ("2026", "2026", "2026"),
        ("2026-01", "Januar 2026", "January 2026"),
        ("2026-12", "Dezember 2026", "December 2026"),
        ("2026-03-07", "7. März 2026", "7 March 2026"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(iso: str, german: str, english: str) -> None:
    assert (say_date(iso, "de"), say_date(iso, "en"), say_date(iso, "fr")) == (german, english, english)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1 Sekunde", 1),
        ("90 s", 2),
        ("150 s", 2),
        ("29 Sek.", 1),
        ("1 m", 1),
        ("1 h", 60),
        ("1 d", 1440),
        ("1 w", 10080),
        ("1 Monat", 43200),
        ("eine Minute", 1),
        ("halbe Stunde", 30),
        ("eineinhalb Stunden", 90),
        ("zweieinhalb Stunden", 150),
        ("drei Minuten", 3),
        ("vier Minuten", 4),
        ("fünf Minuten", 5),
        ("sechs Minuten", 6),
        ("sieben Minuten", 7),
        ("acht Minuten", 8),
        ("neun Minuten", 9),
        ("zehn Minuten", 10),
        ("elf Minuten", 11),
        ("twelve minutes", 12),
        ("eine Dreiviertelstunde", 45),
        ("three quarters of an hour", 45),
        ("a quarter of an hour", 15),
        ("10:05 Std", 605),
        ("1 bis 2 Tage", 2160),
        ("1 to 4 h", 150),
        ("0 min", 0),
        ("0 h", 0),
        ("1 h 20 s", 60),
        ("1 h und 2 min", 62),
        ("> 3 days", 4320),
    ],
)
def test_a_duration_is_worked_out_in_minutes(typed: str, minutes: int) -> None:
    assert read_duration(typed) == minutes


def test_ten_years_of_waiting_are_read_and_a_minute_more_is_not() -> None:
    # 10 x 366 days of 1,440 minutes
    assert LONGEST_WAIT == 5_270_400
    assert read_duration("3660 Tage") == 5_270_400
    assert read_duration("3660 Tage 1 Minute") is None


def test_a_duration_of_sixty_characters_is_read_and_a_longer_one_is_not() -> None:
    assert read_duration(f"{'0' * 54}10 min") == 10
    assert read_duration(f"{'0' * 55}10 min") is None


@pytest.mark.parametrize(
    "typed", ["zwei", "1 Stunde viele", "zwei bis viele Tage", "viele bis zwei Tage", "². h", "1 2"]
)
def test_a_duration_of_which_a_part_is_not_understood_is_not_guessed(typed: str) -> None:
    assert read_duration(typed) is None


@pytest.mark.parametrize(
    ("minutes", "german", "english"),
    [
        (0, "sofort", "at once"),
        (1, "1 Min.", "1 min"),
        (59, "59 Min.", "59 min"),
        (60, "1 Std.", "1 h"),
        (61, "1 Std. 1 Min.", "1 h 1 min"),
        (1439, "23 Std. 59 Min.", "23 h 59 min"),
        (1440, "1 Tag", "1 day"),
        (1441, "1 Tag 1 Min.", "1 day 1 min"),
        (2880 + 60 + 1, "2 Tage 1 Std.", "2 days 1 h"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(minutes: int, german: str, english: str) -> None:
    assert [say_duration(minutes, language) for language in ("de", "en", "fr")] == [german, english, english]
