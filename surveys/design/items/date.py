"""``date``: a day, a month or a year, as exact as the item asks for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Literal

from surveys.design.items.kind import Flaw, Input, Item, Part, Value
from surveys.design.quantities import Precision, precision, read_date, say_date
from surveys.design.text import text
from surveys.errors import Complaint

HINT = text("zum Beispiel 14.03.2026 oder 03.2026", "for example 14 March 2026 or 03.2026")


class Date(Item):
    """A date, kept as ``2026-03-14``, ``2026-03`` or ``2026``.

    Attributes:
        precise: the coarsest date taken: ``day``, ``month`` or ``year``.
        earliest: no date before this day is taken.
        latest: no date after this day is taken.
    """

    tabled = True

    kind: Literal["date"]
    precise: Literal["day", "month", "year"] = "month"
    earliest: datetime.date | None = None
    latest: datetime.date | None = None

    def flaws(self) -> Iterator[Flaw]:
        if self.earliest and self.latest and self.earliest > self.latest:
            yield Flaw(("latest",), str(self.latest), f"a day not before the earliest, {self.earliest}")

    def parts(self) -> tuple[Part, ...]:
        return (Part("value", Input.WORDS, longest=60, hint=HINT),)

    def read_words(self, part: Part, typed: str) -> Value:
        return date_in(typed, Precision[self.precise.upper()], self.earliest, self.latest)

    def cells(self, value: Value) -> tuple[str, ...]:
        """The month, or the year where no month was given."""
        return (value[:7],)

    def cell_text(self, cell: str, language: str) -> str:
        return say_date(cell, language)

    def say(self, value: Value, language: str) -> str:
        return say_date(value, language)


def date_in(
    typed: str, coarsest: Precision, earliest: datetime.date | None = None, latest: datetime.date | None = None
) -> str:
    """The date typed, as ISO text; raises Complaint when it is none, too coarse, too early or too late."""
    read = read_date(typed)
    if read is None:
        raise Complaint("complaint-not-a-date", given=typed[:40])
    if precision(read) < coarsest:
        raise Complaint("complaint-date-too-coarse", needed=coarsest.name.lower())
    if earliest and read < earliest.isoformat()[: len(read)]:
        raise Complaint("complaint-date-too-early", limit=earliest.isoformat())
    if latest and read > latest.isoformat()[: len(read)]:
        raise Complaint("complaint-date-too-late", limit=latest.isoformat())
    return read
