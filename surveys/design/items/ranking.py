"""``ranking``: options put in order, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from surveys.design.items.kind import Choosable, Flaw, Input, Part, Value

TOP = 3  # places that count as "among the first"


class Ranking(Choosable):
    """An order of preference.

    Attributes:
        places: how many options are put in order; None means all.
        at_least: fewest options to put in order; None means all places.
    """

    tabled = True
    wordless = True

    kind: Literal["ranking"]
    places: Annotated[int, Field(ge=1)] | None = None
    at_least: Annotated[int, Field(ge=1)] | None = None

    def flaws(self) -> Iterator[Flaw]:
        yield from super().flaws()
        if self._places > len(self.options):
            yield Flaw(("places",), str(self.places), f"at most the {len(self.options)} options there are")
        if self.at_least is not None and self.at_least > self._places:
            yield Flaw(("at_least",), str(self.at_least), f"at most the {self._places} places")

    @property
    def _places(self) -> int:
        return self.places or len(self.options)

    def parts(self) -> tuple[Part, ...]:
        return (
            Part(
                "value",
                Input.ORDER,
                options=self.options,
                at_least=self.at_least or self._places,
                at_most=self._places,
                shuffled=self.shuffled,
            ),
        )

    def cells(self, value: Value) -> tuple[str, ...]:
        """``first:x`` for the best, ``top3:x`` for the first three."""
        return (f"first:{value[0]}", *(f"top{TOP}:{key}" for key in value[:TOP]))

    def all_cells(self) -> tuple[str, ...]:
        return tuple(f"{place}:{option.key}" for place in ("first", f"top{TOP}") for option in self.options)

    def cell_text(self, cell: str, language: str) -> str:
        place, _, key = cell.partition(":")
        german = language == "de"
        first = "auf Platz 1" if german else "in first place"
        top = f"unter den ersten {TOP}" if german else f"among the first {TOP}"
        return f"{super().cell_text(key, language)} ({first if place == 'first' else top})"

    def say(self, value: Value, language: str) -> str:
        shown = (super(Ranking, self).cell_text(key, language) for key in value)
        return "; ".join(f"{place}. {words}" for place, words in enumerate(shown, start=1))

    def columns(self, value: Value | None) -> Mapping[str, str | int | float | None]:
        """One column per option: its place, empty where it was not put in order."""
        places = {key: place for place, key in enumerate(value or (), start=1)}
        return {f"{self.key}.{option.key}": places.get(option.key) for option in self.options}
