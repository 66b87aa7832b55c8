"""What does each person answer, so that three bots can be asked the same?

The first five questions of ``kundenservice``: two typed, three pressed; every update is one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from surveys.design import catalog
from surveys.design.items.kind import Input, Item

KEY = "kundenservice"
WORDS = "Zuletzt habe ich erst in der Hotline gewartet und dann im Chat Hilfe gefunden, nach zwei Tagen war es gelöst."
LABEL = "Frage"  # stands in every question, so that people know that they are asked


@dataclass(frozen=True, slots=True)
class Question:
    """One question as every bot puts it.

    Attributes:
        options: labels to press; empty where words are wanted.
    """

    key: str
    title: str
    text: str
    part: str
    options: tuple[str, ...]

    @property
    def typed(self) -> bool:
        return not self.options


def _question(item: Item) -> Question:
    part = item.parts()[0]
    options = () if part.input is Input.WORDS else tuple(option.text["de"] for option in part.options)
    return Question(item.key, item.title["de"], item.text["de"], part.key, options)


QUESTIONS = tuple(_question(item) for item in catalog.load(KEY).items[:5])
