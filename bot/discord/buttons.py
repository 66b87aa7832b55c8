"""How are the buttons of a screen laid out, so that any number of them fits into one message?

Rows stay as they are while they fit. Else rows of a kind are laid closer together, then the others too, and where that
is too much the most common kind of button becomes lists to choose from, whose values are the tokens; then the next. A
kind is what a token does: the options of a question are of one kind, the ways on are of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from math import ceil
from typing import Any

from bot.discord import text
from bot.screens import Button
from bot.tokens import REMEMBERED, Verb

LABEL = 80  # units on a button
ACROSS = 5  # buttons in a row
CUSTOM_ID = 100  # characters
OPTIONS = 25  # of a list
CHOICE = 100  # units of an option's text, characters of its value
PLACEHOLDER = 150  # units
ROW, BUTTON, SELECT = 1, 2, 3  # Discord "Component Types"
PRIMARY, SECONDARY, LINK = 1, 2, 5  # Discord "Button Styles"
CHOSEN = "✓ "
LIST = "select:"  # before the number of a list; what it brings back is the value chosen

Part = dict[str, Any]
Rows = Sequence[Sequence[Button]]


def laid(rows: Rows, left: int) -> list[Part]:
    """The rows of buttons, in the roomiest layout of at most so many components, else in the closest."""
    usable = [kept for row in rows if (kept := [each for each in row if drawn(each)])]
    written: list[Part] = []
    for written in _layouts(usable):
        if sum(map(size, written)) <= left:
            break
    return written


def drawn(button: Button) -> Part | None:
    """One button; None where there is nothing to press."""
    label = _label(CHOSEN * button.chosen + button.label, LABEL)
    shape: Part = {"type": BUTTON, "label": label}
    if button.url:
        url = text.address(button.url)
        return {**shape, "style": LINK, "url": url} if url else None
    if not 0 < len(button.token) <= CUSTOM_ID:
        return None
    return {**shape, "style": PRIMARY if button.chosen else SECONDARY, "custom_id": button.token}


@lru_cache(REMEMBERED)
def _label(words: str, limit: int) -> str:
    return text.line(words, limit)


def walk(part: Part) -> Iterator[Part]:
    """A component and all within it."""
    yield part
    for inner in part.get("components", ()):
        yield from walk(inner)
    if "accessory" in part:
        yield from walk(part["accessory"])


def size(part: Part) -> int:
    """As how many components it counts."""
    return sum(1 for _ in walk(part))


def _kind(button: Button) -> str:
    """What pressing does, as far as it can be told; empty for links."""
    if not button.token or button.url:
        return ""
    verb = button.token.partition("_")[0] if "_" in button.token else Verb.PICK
    return Verb.PICK if verb == Verb.UNPICK else verb


def _layouts(rows: Rows) -> Iterator[list[Part]]:
    """The same buttons, roomy layouts first."""
    if all(len(row) <= ACROSS for row in rows):
        yield [*map(_row, rows)]
    yield [*map(_row, _close(rows, _kinds))]
    common = Counter(_kind(each) for row in rows for each in row if not each.url).most_common()
    if common:
        yield [*map(_row, _close(rows, lambda row: _kinds(row) == {common[0][0]}))]
    lists: list[Part] = []
    for kind, number in common:
        if number > ACROSS:
            lists += _lists([each for row in rows for each in row if _kind(each) == kind])
            rows = [kept for row in rows if (kept := [each for each in row if _kind(each) != kind])]
            yield [*lists, *map(_row, _close(rows, _kinds))]


def _row(buttons: Sequence[Button]) -> Part:
    return {"type": ROW, "components": [drawn(each) for each in buttons]}


def _lists(buttons: Sequence[Button]) -> Iterator[Part]:
    for chunk in _chunks([buttons], OPTIONS):
        first, last = (text.line(each.label, PLACEHOLDER // 2 - 2) for each in (chunk[0], chunk[-1]))
        options = [{"label": _label(CHOSEN * each.chosen + each.label, CHOICE), "value": each.token} for each in chunk]
        chooser = {"type": SELECT, "custom_id": LIST, "placeholder": f"{first} … {last}", "options": options}
        yield {"type": ROW, "components": [chooser]}


def _close(rows: Rows, alike: Callable[[Sequence[Button]], object]) -> Iterator[Sequence[Button]]:
    """Rows that are alike in as few as keep together what stood side by side, each about as long."""
    for _, group in groupby(rows, key=alike):
        first, *others = group
        buttons = [*first, *(each for row in others for each in row)]
        together = len(first) if others and len(first) <= ACROSS else 1  # a pair is not torn apart
        full = ACROSS - ACROSS % together
        even = ceil(len(buttons) / ceil(len(buttons) / full))
        yield from _chunks([buttons], ceil(even / together) * together)


def _kinds(row: Sequence[Button]) -> set[str]:
    return {_kind(each) for each in row}


def _chunks(rows: Rows, across: int) -> Iterator[Sequence[Button]]:
    return (row[at : at + across] for row in rows for at in range(0, len(row), across))
