"""``open``: an answer in the respondent's own words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from surveys.design.items.kind import WORDS_LIMIT, Input, Item, Part, Value
from surveys.design.text import Question

PROBE_BELOW = 4  # words; a shorter answer gets the follow-up probe once


class Open(Item):
    """An answer in words.

    Attributes:
        probe: asked once after an answer of fewer than four words ("Can you give an example?"); what is then
            said is added.
        longest: most characters of an answer.
    """

    kind: Literal["open"]
    probe: Question | None = None
    longest: Annotated[int, Field(ge=20, le=WORDS_LIMIT)] = WORDS_LIMIT

    def parts(self) -> tuple[Part, ...]:
        return (Part("value", Input.WORDS, longest=self.longest),)

    def words(self, value: Value) -> str | None:
        return str(value)

    def all_cells(self) -> tuple[str, ...]:
        return ("answered",)

    def cell_text(self, cell: str, language: str) -> str:
        return {"de": "beantwortet"}.get(language, "answered")

    def wants_probe(self, value: str) -> bool:
        """Whether the answer is so short that the probe is asked."""
        return self.probe is not None and len(value.split()) < PROBE_BELOW
