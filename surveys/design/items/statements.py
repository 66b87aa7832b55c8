"""``statements``: agree, disagree or pass on sentences, those of others and prepared ones.

What is voted on, and each vote, belongs to the fieldwork; the item's own value says only how many votes were given.
The three reactions follow Polis (Small et al. 2021, doi:10.6035/recerca.5516).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from surveys.design.items.kind import Flaw, Input, Item, Option, Part, Raw, Setting, Slug, Value, one_of
from surveys.design.text import OptionText, text

REACTIONS = ("agree", "disagree", "pass")


class Seed(Setting):
    """A sentence to begin with, in neutral words, before anybody else has said one."""

    key: Slug
    text: OptionText


class Statements(Item):
    """Sentences to react to, one at a time.

    Attributes:
        seeds: prepared sentences.
        from_items: keys of open items whose approved answers become sentences too.
    """

    kind: Literal["statements"]
    seeds: tuple[Seed, ...] = ()
    from_items: tuple[Slug, ...] = ()

    def flaws(self) -> Iterator[Flaw]:
        if not self.seeds and not self.from_items:
            yield Flaw(("seeds",), "none", "seeds, or from_items to take sentences from")
        for position, seed in enumerate(self.seeds):
            if seed.key in {before.key for before in self.seeds[:position]}:
                yield Flaw(("seeds", position, "key"), seed.key, "a key no other seed has")

    def parts(self) -> tuple[Part, ...]:
        """One part whose options are the three reactions, not the sentences."""
        return (Part("value", Input.REACT, options=_reactions()),)

    def read(self, part: Part, raw: Raw) -> Value:
        """How many reactions were given; each is one of the three."""
        given = [raw] if isinstance(raw, str) else list(raw)
        return len([one_of(part, [each]) for each in given])

    def value(self, parts: Mapping[str, Value]) -> Value:
        return {"votes": parts["value"]}

    def cells(self, value: Value) -> tuple[str, ...]:
        return ("answered",) if value["votes"] else ()

    def all_cells(self) -> tuple[str, ...]:
        return ("answered",)

    def cell_text(self, cell: str, language: str) -> str:
        return {"de": "auf Aussagen reagiert"}.get(language, "reacted to statements")

    def say(self, value: Value, language: str) -> str:
        votes = value["votes"]
        if language == "de":
            return f"{votes} {'Reaktion' if votes == 1 else 'Reaktionen'}"
        return f"{votes} {'reaction' if votes == 1 else 'reactions'}"

    def columns(self, value: Value | None) -> Mapping[str, str | int | float | None]:
        return {f"{self.key}.votes": value and value["votes"]}

    def seed(self, key: str) -> Seed | None:
        """The seed of that key."""
        return next((seed for seed in self.seeds if seed.key == key), None)


@cache
def _reactions() -> tuple[Option, ...]:
    said = (
        text("Stimme zu", "Agree"),
        text("Stimme nicht zu", "Disagree"),
        text("Weiter", "Pass"),
    )
    return tuple(Option(key=key, text=words) for key, words in zip(REACTIONS, said, strict=True))
