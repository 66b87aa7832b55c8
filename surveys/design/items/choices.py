"""``choices``: any number of several options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from surveys.design.items.kind import Choosable, Flaw, Input, Part, Raw, Slug, Value
from surveys.errors import Complaint


class Choices(Choosable):
    """Several options.

    Attributes:
        at_least: fewest options to choose.
        at_most: most options to choose; None means all.
        alone: keys of options that exclude all others ("nothing of this").
    """

    tabled = True
    wordless = True

    kind: Literal["choices"]
    at_least: Annotated[int, Field(ge=1)] = 1
    at_most: Annotated[int, Field(ge=1)] | None = None
    alone: tuple[Slug, ...] = ()

    def flaws(self) -> Iterator[Flaw]:
        yield from super().flaws()
        most = self.at_most or len(self.options)
        if most > len(self.options):
            yield Flaw(("at_most",), str(most), f"at most the {len(self.options)} options there are")
        if self.at_least > most:
            yield Flaw(("at_least",), str(self.at_least), f"at most {most}")
        for position, key in enumerate(self.alone):
            if self.option(key) is None:
                yield Flaw(("alone", position), key, "the key of one of the options")
        if self.alone and self.at_least > 1:
            yield Flaw(("at_least",), str(self.at_least), "1 where an option may stand alone")

    def parts(self) -> tuple[Part, ...]:
        return (
            Part(
                "value",
                Input.MANY,
                options=self.options,
                at_least=self.at_least,
                at_most=self.at_most,
                shuffled=self.shuffled,
            ),
        )

    def read(self, part: Part, raw: Raw) -> Value:
        chosen: list[str] = super().read(part, raw)
        if len(chosen) > 1 and set(chosen) & set(self.alone):
            raise Complaint("complaint-option-alone")
        return [option.key for option in self.options if option.key in chosen]

    def cells(self, value: Value) -> tuple[str, ...]:
        return tuple(value)

    def say(self, value: Value, language: str) -> str:
        return "; ".join(self.cell_text(key, language) for key in value)

    def columns(self, value: Value | None) -> Mapping[str, str | int | float | None]:
        """One column per option, 1 where it was chosen."""
        return {
            f"{self.key}.{option.key}": None if value is None else int(option.key in value) for option in self.options
        }
