"""How are numbers, dates and durations read from what people type, and said back?

Reading knows no clock: only absolute dates are understood. Where one notation means two things the German reading
wins (``1.500`` is fifteen hundred, ``03/04/2026`` is in April), and the receipt says back what was understood.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import IntEnum

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR
LONGEST_TYPED = 60  # characters; nobody needs more for a number, a date or a duration
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONGEST_WAIT = 10 * 366 * MINUTES_PER_DAY  # minutes


class Precision(IntEnum):
    """How exact a date is, the coarsest first."""

    YEAR = 1
    MONTH = 2
    DAY = 3


# --- numbers ----------------------------------------------------------------------------------------------------

_SIGN = r"([+-]?)"
_NUMBERS = (
    re.compile(_SIGN + r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?"),  # 1.500 and 1.500,25
    re.compile(_SIGN + r"([1-9][0-9]{0,2}(?:[ '’][0-9]{3})+)(?:[.,]([0-9]+))?"),  # 1 500 and 1'500.25
    re.compile(_SIGN + r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)\.([0-9]+)"),  # 1,500.25
    re.compile(_SIGN + r"([0-9]+)(?:[.,]([0-9]+))?"),  # 1500 and 1500,25 and 1500.25
)


def plain(typed: str) -> str:
    """What was typed with full-width digits, odd minus signs and odd blanks made ordinary, in lower case."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return " ".join(re.sub("[‐-―−]", "-", folded).split())


def read_number(typed: str) -> Decimal | None:
    """The number meant, decimals after a comma or a point; None if it is not one."""
    shown = plain(typed)
    if len(shown) > LONGEST_TYPED:
        return None
    for notation in _NUMBERS:
        if found := notation.fullmatch(shown):
            sign, whole, fraction = found.groups()
            return Decimal(f"{sign}{re.sub('[^0-9]', '', whole)}.{fraction or '0'}")
    return None


def decimals_of(number: Decimal) -> int:
    """How many decimals a number needs."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def say_number(number: float, language: str) -> str:
    """A number as it is written in that language, without trailing zeros."""
    shown = f"{Decimal(repr(number)).normalize():,f}"
    return shown.translate(str.maketrans(",.", ".,")) if language == "de" else shown


# --- dates ------------------------------------------------------------------------------------------------------

_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_ENGLISH = "January February March April May June July August September October November December"
_MONTHS = {"de": _GERMAN.split(), "en": _ENGLISH.split()}
_MONTH_NUMBER = {
    name: number
    for names in _MONTHS.values()
    for number, full in enumerate(names, start=1)
    for name in (full.casefold(), full.casefold()[:3])
} | {"jänner": 1, "feber": 2, "maerz": 3, "mrz": 3, "sept": 9}
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[./-] ?(?P<month>\d{1,2})[./-] ?(?P<year>\d{4}|\d{2})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})[./ -] ?(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th)? ?)?(?P<name>[^\W\d]+)\.? (?P<year>\d{4})"),
    re.compile(r"(?P<name>[^\W\d]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})", re.ASCII),
)


def read_date(typed: str) -> str | None:
    """The date meant, as ``2026-03-14``, ``2026-03`` or ``2026``; None if it is none."""
    shown = plain(typed)
    if len(shown) > LONGEST_TYPED:
        return None
    return next((read for form in _DATES if (read := _date(form.fullmatch(shown)))), None)


def _date(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    given = {"day": None, "month": None, "name": None} | found.groupdict()
    year = int(given["year"] or 0)
    year += 2000 if year < 100 else 0
    month = _MONTH_NUMBER.get(given["name"]) if given["name"] else int(given["month"] or 0)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or month is None:
        return None
    if not given["month"] and not given["name"]:
        return f"{year}"
    try:
        read = date(year, month, int(given["day"] or 1))
    except ValueError:
        return None
    return read.isoformat() if given["day"] else read.isoformat()[:7]


def precision(iso: str) -> Precision:
    """How exact a date as read is."""
    return Precision(iso.count("-") + 1)


def say_date(iso: str, language: str) -> str:
    """A date as read, as it is written in that language."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS.get(language, _MONTHS["en"])[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    return f"{int(rest[1])}{'.' if language == 'de' else ''} {month} {year}"


# --- durations --------------------------------------------------------------------------------------------------

_UNITS = {
    "s sec secs second seconds sek sekunde sekunden": Decimal(1) / 60,
    "m min mins minute minutes minuten": Decimal(1),
    "h hr hrs hour hours std stunde stunden": Decimal(MINUTES_PER_HOUR),
    "d day days t tag tage tagen": Decimal(MINUTES_PER_DAY),
    "w week weeks wo woche wochen": Decimal(7 * MINUTES_PER_DAY),
    "month months monat monate monaten": Decimal(30 * MINUTES_PER_DAY),
}
_MINUTES = {name: minutes for names, minutes in _UNITS.items() for name in names.split()}
_COUNTS = {
    "ein eine einen einem einer a an one": "1",
    "halbe halben halber half": "0.5",
    "anderthalb eineinhalb": "1.5",
    "zwei two": "2",
    "zweieinhalb": "2.5",
    "drei three": "3",
    "vier four": "4",
    "fünf five": "5",
    "sechs six": "6",
    "sieben seven": "7",
    "acht eight": "8",
    "neun nine": "9",
    "zehn ten": "10",
    "elf eleven": "11",
    "zwölf twelve": "12",
}
_COUNT = {name: Decimal(count) for names, count in _COUNTS.items() for name in names.split()}
_AT_ONCE = frozenset({"sofort", "direkt", "gleich", "umgehend", "unverzüglich"}) | frozenset(
    {"immediately", "instantly", "at once", "right away", "straight away"}
)
_HEDGES = re.compile(
    r"^(?:(?:nach|innerhalb von|in|so|ca|circa|etwa|ungefähr|rund|fast|gut|knapp|über|mehr als"
    r"|after|within|about|around|approx|roughly|nearly|almost|over|more than)\b\.? ?|[~<>] ?)+"
)
_WHOLE_WORDS = (
    (re.compile(r"\b(?:eine?r? )?dreiviertelstunde\b|\bthree quarters of an hour\b"), "45 min"),
    (re.compile(r"\b(?:eine?r? )?viertelstunde\b|\b(?:a )?quarter of an hour\b"), "15 min"),
    (re.compile(r"\beine?n?r? (halbe[nr]?)\b|\b(half) (?:an?\b|of an\b)"), "halbe"),
    (re.compile(r"\b([0-9]+):([0-5][0-9]) ?(?:h|std|stunden)\b"), r"\1 h \2 min"),
)
_AMOUNT = r"[0-9]+(?:[.,][0-9]+)?|[^\W\d]+"
_STEP = re.compile(rf"({_AMOUNT})(?: ?(?:-|bis|to|oder|or) ?({_AMOUNT}))? ?([^\W\d]+)\.?(?: ?(?:,|und|and|\+))? ?")


def read_duration(typed: str) -> int | None:
    """The minutes meant by "2 h", "1,5 Std", "3 Tage", "2-3 days" (the middle), "sofort" (0); None if it is none."""
    shown = _HEDGES.sub("", plain(typed)).rstrip(".! ")
    if shown in _AT_ONCE:
        return 0
    if not shown or len(shown) > LONGEST_TYPED:
        return None
    for form, short in _WHOLE_WORDS:
        shown = form.sub(short, shown)
    total, at = Decimal(0), 0
    while at < len(shown):
        step = _STEP.match(shown, at)
        minutes = _step(step) if step else None
        if step is None or minutes is None:
            return None
        total, at = total + minutes, step.end()
    if total > LONGEST_WAIT:
        return None
    return max(1, int(total.to_integral_value())) if total else 0


def _step(step: re.Match[str]) -> Decimal | None:
    first, last, unit = step.groups()
    ends = [_amount(first)] + ([_amount(last)] if last else [])
    if unit not in _MINUTES or None in ends:
        return None
    return sum((end for end in ends if end is not None), Decimal(0)) / len(ends) * _MINUTES[unit]


def _amount(shown: str) -> Decimal | None:
    if shown[0].isdigit():
        return Decimal(shown.replace(",", ".")) if shown.isascii() else None
    return _COUNT.get(shown)


_SHORT_UNITS = {
    "de": (("Tag", "Tage"), ("Std.", "Std."), ("Min.", "Min."), "sofort"),
    "en": (("day", "days"), ("h", "h"), ("min", "min"), "at once"),
}


def say_duration(minutes: int, language: str) -> str:
    """Minutes as days, hours and minutes, the two largest of them."""
    days_word, hours_word, minutes_word, at_once = _SHORT_UNITS.get(language, _SHORT_UNITS["en"])
    days, rest = divmod(minutes, MINUTES_PER_DAY)
    hours, left = divmod(rest, MINUTES_PER_HOUR)
    counted = ((days, days_word), (hours, hours_word), (left, minutes_word))
    said = [f"{count} {one if count == 1 else many}" for count, (one, many) in counted if count]
    return " ".join(said[:2]) or at_once
