"""``number``: a count or a measure, with German or English decimals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from surveys.design.items.kind import Flaw, Input, Item, Part, Value
from surveys.design.quantities import decimals_of, plain, read_number, say_number
from surveys.design.text import OptionText
from surveys.errors import Complaint

LARGEST = 1e12  # beyond it a float no longer keeps every cent
MOST_BINS = 20


class Number(Item):
    """A number.

    Attributes:
        min: the smallest number taken.
        max: the largest number taken.
        unit: what is counted; may be typed behind the number.
        decimals: most decimals; 0 takes whole numbers only.
        bins: where the cells of a table divide, ascending; each is the lower edge of the next cell.
    """

    tabled = True
    wordless = True

    kind: Literal["number"]
    min: Annotated[float, Field(ge=-LARGEST, le=LARGEST)] = 0
    max: Annotated[float, Field(ge=-LARGEST, le=LARGEST)] = LARGEST
    unit: OptionText | None = None
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    bins: Annotated[tuple[float, ...], Field(max_length=MOST_BINS - 1)] = ()

    def flaws(self) -> Iterator[Flaw]:
        if self.min >= self.max:
            yield Flaw(("max",), str(self.max), f"more than the smallest number, {self.min:g}")
        for position, (lower, upper) in enumerate(pairwise(self.bins), start=1):
            if lower >= upper:
                yield Flaw(("bins", position), f"{upper:g}", f"more than the edge before it, {lower:g}")
        for position, edge in enumerate(self.bins):
            if not self.min < edge <= self.max:
                yield Flaw(("bins", position), f"{edge:g}", f"more than {self.min:g} and at most {self.max:g}")

    def parts(self) -> tuple[Part, ...]:
        return (Part("value", Input.WORDS, longest=60),)

    def read_words(self, part: Part, typed: str) -> Value:
        number = read_number(self._without_unit(plain(typed)))
        if number is None:
            raise Complaint("complaint-not-a-number", given=typed[:40])
        if decimals_of(number) > self.decimals:
            raise Complaint("complaint-too-precise", limit=self.decimals)
        if number < self.min:
            raise Complaint("complaint-too-small", limit=self.min)
        if number > self.max:
            raise Complaint("complaint-too-large", limit=self.max)
        return float(number) if self.decimals else int(number)

    def cells(self, value: Value) -> tuple[str, ...]:
        if not self.bins:
            return ("answered",)
        return (self.all_cells()[sum(edge <= value for edge in self.bins)],)

    def all_cells(self) -> tuple[str, ...]:
        """``..10``, ``10..60``, ``60..``: from the lower edge to below the upper one."""
        edges = ["", *(f"{edge:.10g}" for edge in self.bins), ""]
        return tuple(f"{lower}..{upper}" for lower, upper in pairwise(edges)) if self.bins else ("answered",)

    def cell_text(self, cell: str, language: str) -> str:
        german = language == "de"
        if ".." not in cell:
            return "beantwortet" if german else "answered"
        lower, upper = (say_number(float(edge), language) if edge else "" for edge in cell.split(".."))
        if not lower:
            said = f"{'unter' if german else 'under'} {upper}"
        elif not upper:
            said = f"ab {lower}" if german else f"{lower} and more"
        else:
            said = f"{lower} bis unter {upper}" if german else f"{lower} to under {upper}"
        return self._with_unit(said, language)

    def say(self, value: Value, language: str) -> str:
        return self._with_unit(say_number(value, language), language)

    def _with_unit(self, said: str, language: str) -> str:
        return f"{said} {self.unit[language]}" if self.unit else said

    def _without_unit(self, typed: str) -> str:
        for unit in self.unit.root.values() if self.unit else ():
            if typed.endswith(plain(unit)):
                return typed.removesuffix(plain(unit)).strip()
        return typed
