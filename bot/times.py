"""Which instant is meant by a time somebody typed, and which time does the clock on the wall show then?

Where the clocks change, a local time may come twice (the first is meant) or never (as much later as the clocks are put
forward): so each comes once. ``fold=0`` of Python is exactly that (PEP 495).
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from surveys.errors import Refused

GERMAN = "%d.%m.%Y %H:%M"


def read(given: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant somebody typed; raises Refused where it cannot be understood, or is past."""
    try:
        found = instant(written(given), zone)
    except (ValueError, OverflowError) as error:
        raise Refused("time-unreadable", given=given.strip()[:40]) from error
    if found <= now:
        raise Refused("time-is-past", given=given.strip()[:40])
    return found


def written(given: str) -> datetime:
    """A date with its time, such as ``2026-12-01 09:00`` or ``1.12.2026 9:00``; with a zone only where one was typed.

    errors: ValueError, also for a date alone: midnight is rarely meant.
    """
    words = given.strip()
    if ":" not in words:
        raise ValueError(words)
    try:
        return datetime.strptime(words, GERMAN)  # noqa: DTZ007 the zone comes with ``instant``
    except ValueError:
        return datetime.fromisoformat(words)


def instant(when: datetime, zone: ZoneInfo) -> datetime:
    """A local time, or one with a zone of its own, in UTC."""
    return (when if when.tzinfo else when.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """The time of the day, such as ``09:00``."""
    return f"{moment.astimezone(zone):%H:%M}"
