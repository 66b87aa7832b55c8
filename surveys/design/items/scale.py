"""``scale``: a point between two labelled ends; agreement scales and 0 to 10 alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from surveys.design.items.kind import Flaw, Input, Item, Option, Part, Raw, Value, one_of
from surveys.design.quantities import plain, read_number
from surveys.design.text import OptionText, Text
from surveys.errors import Complaint

FEWEST_POINTS, MOST_POINTS = 2, 11


class Scale(Item):
    """A point on a scale.

    Attributes:
        low: the lowest point, ``from`` in a file.
        high: the highest point, ``to`` in a file.
        low_end: what the lowest point means.
        high_end: what the highest point means.
        labels: what every point means, the lowest first; all or none.
    """

    tabled = True
    wordless = True

    kind: Literal["scale"]
    low: Annotated[int, Field(alias="from", ge=-5, le=1)] = 1
    high: Annotated[int, Field(alias="to", ge=1, le=10)] = 5
    low_end: OptionText
    high_end: OptionText
    labels: tuple[OptionText, ...] = ()

    def flaws(self) -> Iterator[Flaw]:
        points = len(self.points())
        if not FEWEST_POINTS <= points <= MOST_POINTS:
            yield Flaw(("to",), f"{points} points", f"{FEWEST_POINTS} to {MOST_POINTS} points")
        if self.labels and len(self.labels) != points:
            yield Flaw(("labels",), f"{len(self.labels)} labels", f"one label for each of the {points} points")

    def points(self) -> range:
        """The points, the lowest first."""
        return range(self.low, self.high + 1)

    def parts(self) -> tuple[Part, ...]:
        return (Part("value", Input.ONE, options=self._options),)

    @cached_property
    def _options(self) -> tuple[Option, ...]:
        return tuple(Option(key=str(point), text=self._label(point)) for point in self.points())

    def read(self, part: Part, raw: Raw) -> Value:
        given = raw if isinstance(raw, str) else " ".join(raw)
        number = read_number(given)
        if number is None:
            meant = self._meant(plain(given))
            return int(one_of(part, raw)) if meant is None else meant
        # On a scale a typed number is a point, never the position of an option.
        if number not in self.points():
            raise Complaint("complaint-not-on-scale", lowest=self.low, highest=self.high)
        return int(number)

    def _meant(self, typed: str) -> int | None:
        """The end whose meaning was typed."""
        for point, end in ((self.low, self.low_end), (self.high, self.high_end)):
            if typed in {plain(words) for words in end.root.values()}:
                return point
        return None

    def cells(self, value: Value) -> tuple[str, ...]:
        return (str(value),)

    def all_cells(self) -> tuple[str, ...]:
        return tuple(str(point) for point in self.points())

    def cell_text(self, cell: str, language: str) -> str:
        return self._label(int(cell))[language]

    def say(self, value: Value, language: str) -> str:
        if self.labels or value in (self.low, self.high):
            return self._label(value)[language]
        return f"{value} ({self.low}–{self.high})"

    def _label(self, point: int) -> Text:
        """The point's own label, the number and the meaning of an end, or the number alone."""
        if self.labels:
            return self.labels[point - self.low]
        end = {self.low: self.low_end, self.high: self.high_end}.get(point)
        languages = list(self.low_end.languages())
        return Text({name: f"{point} – {end[name]}" if end else str(point) for name in languages})
