"""``choice``: one of several options."""

from __future__ import annotations

from typing import Literal

from surveys.design.items.kind import Choosable, Input, Part, Value


class Choice(Choosable):
    """One option; the item that names the segment is one of these."""

    tabled = True
    wordless = True

    kind: Literal["choice"]

    def parts(self) -> tuple[Part, ...]:
        return (Part("value", Input.ONE, options=self.options, shuffled=self.shuffled),)

    def cells(self, value: Value) -> tuple[str, ...]:
        return (str(value),)

    def say(self, value: Value, language: str) -> str:
        return self.cell_text(str(value), language)
