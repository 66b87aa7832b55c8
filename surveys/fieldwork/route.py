"""Which items and parts does a respondent get to see, and in which order?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from surveys.design.items.kind import Input, Item, Part, Value

if TYPE_CHECKING:
    from surveys.design.questionnaire import Questionnaire

PICKED = "+"  # after a part's key in a draft: options picked so far, not finished; no key contains it
VOTES = "votes"  # in the draft of a statements item: reactions since it was begun


def visible(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> dict[str, Item]:
    """The items these answers lead to, by key, in the order asked; a hidden item's answer counts as not given."""
    shown: dict[str, Item] = {}
    for item in questionnaire.items:
        condition = item.show_if
        if condition is None:
            shown[item.key] = item
            continue
        asked = shown.get(condition.item) if condition.item in answers else None
        value = answers[condition.item] if asked else None
        if condition.holds(asked.cells(value) if asked else (), value):
            shown[item.key] = item
    return shown


def ahead(questionnaire: Questionnaire, answers: Mapping[str, Value], skipped: Collection[str]) -> frozenset[str]:
    """The items somebody neither answered nor skipped and may still be asked, those that wait for such an item too."""
    shown = visible(questionnaire, answers)
    coming: set[str] = set()
    for item in questionnaire.items:
        waits = item.show_if is not None and item.show_if.item in coming
        if item.key not in answers and item.key not in skipped and (item.key in shown or waits):
            coming.add(item.key)
    return frozenset(coming)


def reacts(item: Item) -> bool:
    """Whether the item is answered by reacting to statements."""
    return any(part.input is Input.REACT for part in item.parts())


def applies(part: Part, draft: Mapping[str, Value]) -> bool:
    """Whether the parts answered so far let this one be asked."""
    if part.only_if is None:
        return True
    other, wanted = part.only_if
    given = draft.get(other)
    return bool(set(given) & set(wanted)) if isinstance(given, list) else given in wanted


def missing(item: Item, draft: Mapping[str, Value]) -> Part | None:
    """The first part still to be asked; None when the draft is whole."""
    return next((part for part in item.parts() if part.key not in draft and applies(part, draft)), None)


def whole(item: Item, draft: Mapping[str, Value]) -> dict[str, Value]:
    """The parts that count: those that apply and were not skipped."""
    return {
        part.key: draft[part.key] for part in item.parts() if draft.get(part.key) is not None and applies(part, draft)
    }


def earlier(item: Item, part: Part, value: Value) -> Value | None:
    """What an answer says for one part; None where that cannot be told."""
    if len(item.parts()) == 1:
        return value
    return value.get(part.key) if isinstance(value, Mapping) else None


def as_draft(item: Item, value: Value) -> dict[str, Value]:
    """An answer as a draft of its parts: those that apply and were not answered count as skipped."""
    draft: dict[str, Value] = {}
    for part in item.parts():
        if applies(part, draft):
            draft[part.key] = earlier(item, part, value)
    return draft


def shuffled(item: Item, part: Part, seed: int) -> Part:
    """The part with its options in the order this respondent sees, the same at every visit."""
    if not part.shuffled:
        return part
    return replace(part, options=part.order(Random(f"{seed}:{item.key}:{part.key}")))
