"""When does a questionnaire that is asked every few weeks come again?

At the same time on the clock on the wall, so the beginning and the length are kept as that clock shows them: a change of
the clocks, or a start that came late, moves nothing of what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot import times
from surveys.fieldwork import waves
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Wave


@dataclass(frozen=True, slots=True)
class Series:
    """One wave of a series, as the clock on the wall shows it.

    Attributes:
        begins: without a zone.
        lasts: from its beginning to its end; None where it has no end.
    """

    begins: datetime
    lasts: timedelta | None

    @classmethod
    def of(cls, wave: Wave, zone: ZoneInfo) -> Self:
        """As the wave was planned."""
        begins = times.wall(waves.begins(wave), zone)
        return cls(begins, times.wall(wave.closes_at, zone) - begins if wave.closes_at else None)

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """As ``body`` wrote it down."""
        lasts = body["lasts"]
        return cls(datetime.fromisoformat(body["begins"]), None if lasts is None else timedelta(seconds=lasts))

    def body(self) -> dict[str, object]:
        """To be kept in a row of the ledger."""
        return {"begins": self.begins.isoformat(), "lasts": self.lasts.total_seconds() if self.lasts else None}

    def opens_at(self, zone: ZoneInfo) -> datetime:
        """When it opens."""
        return times.instant(self.begins, zone)

    def closes_at(self, zone: ZoneInfo, now: datetime) -> datetime | None:
        """When it closes; where all of its time was slept through, as much later as it begins later."""
        if self.lasts is None:
            return None
        planned = times.instant(self.begins + self.lasts, zone)
        return planned if planned > now else now + self.lasts

    def following(self, weeks: int, zone: ZoneInfo, now: datetime) -> Self:
        """The next one that lies ahead."""
        step = timedelta(weeks=weeks)
        begins = self.begins + step
        while times.instant(begins, zone) <= now:
            begins += step
        return replace(self, begins=begins)


def ending(chosen: WaveSettings, zone: ZoneInfo, now: datetime) -> WaveSettings:
    """The settings with the end a wave has that begins with them: when the next one opens, where that is earlier."""
    if not chosen.every_weeks:
        return chosen
    begins = chosen.opens_at or now
    following = Series(times.wall(begins, zone), None).following(chosen.every_weeks, zone, begins).opens_at(zone)
    return replace(chosen, closes_at=min(chosen.closes_at or following, following))
