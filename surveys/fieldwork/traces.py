"""What is noted of an act beside what was said: when, on which platform, in which language?

In an anonymous wave nearly nothing: the day, and the wave's own language. Who saw when somebody pressed a button, or knows
on which platform they are, finds nothing to compare that with.
"""

from __future__ import annotations

from datetime import UTC, datetime

from surveys.tables import Wave

NOWHERE = ""  # the platform of a response whose platform is not kept


def moment(wave: Wave, now: datetime) -> datetime:
    """When it happened, as it is noted: in an anonymous wave the day (UTC)."""
    if not wave.anonymous:
        return now
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def platform(wave: Wave, name: str) -> str:
    """Where it happened, as it is noted."""
    return NOWHERE if wave.anonymous else name


def language(wave: Wave, spoken: str) -> str:
    """In which language, as it is noted."""
    return wave.language if wave.anonymous else spoken
