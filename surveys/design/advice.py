"""What would make a questionnaire better, though nothing in it is wrong?

The rules follow what is taught about wording (Porst, Fragebogen, 4th ed. 2014: neutral, one idea at a time, short);
the times per kind are our own estimate for one tap or a sentence or two typed on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveys.design.items.kind import Choosable, Item
from surveys.design.items.open import Open
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import LANGUAGES

MINUTES_LIMIT = 8  # people on a phone rarely stay longer
OPEN_LIMIT = 5  # open questions; each asks for typing
SECONDS = {  # our estimate for one question of that kind
    "open": 60,
    "choice": 12,
    "choices": 20,
    "scale": 12,
    "number": 15,
    "date": 15,
    "ranking": 40,
    "statements": 60,
    "case": 100,
}

_LEADING = re.compile(
    r"\b(?:findest du nicht|nicht auch|nicht wahr|doch sicher|doch wohl|natürlich|selbstverständlich|offensichtlich"
    r"|bekanntlich|zweifellos|don't you (?:think|agree)|wouldn't you|isn't it|surely|obviously|of course|undoubtedly)\b",
    re.IGNORECASE,
)
_ASKS = r"(?:was|wo|wie|warum|weshalb|wozu|woran|wann|wer|wem|wen|what|where|how|why|when|who|whom|which)"
_TWO_QUESTIONS = re.compile(
    rf"\?.*\?|\b{_ASKS}\b[^.:?]*\b(?:und|and|oder|or),? {_ASKS}\b[^.:]*\?", re.IGNORECASE | re.S
)


def minutes(questionnaire: Questionnaire) -> int:
    """About how many minutes it takes to answer everything, rounded up."""
    return -(-sum(SECONDS[item.kind] for item in questionnaire.items) // 60)


def lint(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Advice for the author of a questionnaire, a sentence each; none of it keeps a wave from opening."""
    return (*_of_all(questionnaire), *(advice for item in questionnaire.items for advice in _of_item(item)))


def _of_all(questionnaire: Questionnaire) -> Iterator[str]:
    items = questionnaire.items
    for language in LANGUAGES:
        if language not in questionnaire.languages:
            yield f"there is no text in {language}"
    if (needed := minutes(questionnaire)) > MINUTES_LIMIT:
        yield f"takes about {needed} minutes; people stop after {MINUTES_LIMIT}"
    opens = sum(isinstance(item, Open) for item in items)
    if opens > OPEN_LIMIT:
        yield f"asks people to type {opens} answers; {OPEN_LIMIT} are plenty"
    if opens and items[0].kind not in ("open", "case"):
        yield f"begins with {items[0].key}; an open question first is not coloured by the options of others"
    if len(items) > 1 and questionnaire.segment is None:
        yield "has no segment; answers cannot be compared between groups"
    if len(items) > 2 and sum(item.required for item in items) * 2 > len(items):
        yield "requires more than half of the questions; people who may skip stay longer"


def _of_item(item: Item) -> Iterator[str]:
    for language, words in item.text.root.items():
        if found := _LEADING.search(words):
            yield f"{item.key} ({language}) suggests an answer: “{found[0]}”"
        if _TWO_QUESTIONS.search(words):
            yield f"{item.key} ({language}) asks two things at once"
    if isinstance(item, Open) and item.probe is None:
        yield f"{item.key} has no probe for very short answers"
    if isinstance(item, Choosable) and len(item.options) > 5 and not item.shuffled:
        yield f"{item.key} shows {len(item.options)} options always in the same order; the first are chosen more often"
