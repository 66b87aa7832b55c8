"""How does a screen look as text, and which mark is typed for which of its buttons?

A button is pressed by typing its number. Where words are welcome a number may be an answer, so the marks there begin
with a slash. A button that is labelled with a number, as on scales, is pressed by just that number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from bot.screens import Button, Screen, Span, Style

WIDTH = 78  # columns
QUOTE_BAR = "│ "
_ON = {Style.BOLD: "\x1b[1m", Style.ITALIC: "\x1b[3m", Style.CODE: "\x1b[36m"}
_OFF = "\x1b[0m"
_NUMBERED = re.compile(r"(\d+)(?:$| – |\. )")
# Reordering characters that make a line read other than it is (Unicode UAX #9, section 2).
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Marked:
    """A button and what is typed to press it.

    Attributes:
        label: without the number it is pressed by.
    """

    mark: str
    label: str
    button: Button


def marked(screens: Sequence[Screen], taken: Iterable[str] = ()) -> list[list[Marked]]:
    """What is typed for each button of screens that stand together, none of it twice and none of ``taken``."""
    slash = "/" if any(screen.typed for screen in screens) else ""
    used = {mark.removeprefix("/") for mark in taken}
    numbers: dict[int, str] = {}
    pressable = [[button for row in screen.all_rows() for button in row if button.token] for screen in screens]
    for button in (button for buttons in pressable for button in buttons):
        found = _NUMBERED.match(button.label)
        if found and not slash and found[1] not in used:
            used.add(found[1])
            numbers[id(button)] = found[1]
    highest = max((int(number) for number in used), default=0)
    free = (str(number) for number in count(highest + 1))
    return [
        [
            Marked(number, button.label[len(number) :].lstrip(" .–"), button)
            if (number := numbers.get(id(button)))
            else Marked(slash + next(free), button.label, button)
            for button in buttons
        ]
        for buttons in pressable
    ]


def drawn(screen: Screen, pressable: Sequence[Marked], *, width: int = WIDTH, styled: bool = False) -> str:
    """The screen as text: words, wrapped, then its buttons with their marks."""
    parts = [words(screen.paragraphs(), width=width, styled=styled), buttons(screen, pressable, width=width)]
    if screen.attachment:
        about = f": {screen.attachment.about}" if screen.attachment.about else ""
        parts.insert(1, f"({harmless(screen.attachment.name + about)})")
    return "\n\n".join(part for part in parts if part)


def buttons(screen: Screen, pressable: Sequence[Marked], *, width: int = WIDTH) -> str:
    """The rows of buttons; those that do not fit into a line stand one below the other."""
    following = iter(pressable)
    lines = []
    for row in screen.all_rows():
        drawn_row = [_button(button, next(following) if button.token else None) for button in row]
        together = "   ".join(drawn_row)
        lines += [together] if len(together) + 2 <= width else drawn_row
    return "\n".join(f"  {line}" for line in lines)


def words(spans: Sequence[Span], *, width: int = WIDTH, styled: bool = False) -> str:
    """Spans as wrapped lines; somebody's words stand behind a bar, or in quotation marks within a line."""
    lines: list[str] = []
    for paragraph in _lines(spans):
        block = bool(paragraph) and paragraph[0].style is Style.QUOTE and len(paragraph) == 1
        bar = QUOTE_BAR if block else ""
        for line in _wrapped(paragraph, width - len(bar), styled=styled, marked=not block):
            lines.append((bar + line).rstrip())
    return "\n".join(lines).strip("\n")


def harmless(text: str) -> str:
    """People's words without what would move the cursor, colour the screen or turn the reading direction."""
    return "".join(
        sign if sign == "\n" or not (unicodedata.category(sign) == "Cc" or sign in _REORDERING) else " �"[sign != "\t"]
        for sign in text
    )


def _button(button: Button, marked: Marked | None) -> str:
    label = harmless(marked.label if marked else button.label).replace("\n", " ")
    if marked is None:
        return f"{label}: {button.url}" if button.url else label
    return f"[{marked.mark}] {'✓ ' if button.chosen else ''}{label}".rstrip()


def _lines(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """The spans of each line of the text."""
    line: list[Span] = []
    for span in spans:
        text = harmless(span.text.replace("\r\n", "\n")) + (f" ({span.url})" if span.url else "")
        first, *rest = text.split("\n")
        if first:
            line.append(Span(first, span.style))
        for following in rest:
            yield line
            line = [Span(following, span.style)] if following else []
    yield line


def _wrapped(paragraph: Sequence[Span], width: int, *, styled: bool, marked: bool) -> Iterator[str]:
    """One line of the text as lines of at most that many characters; longer words stand alone."""
    line, length = "", 0
    for span in paragraph:
        text = f"„{span.text}“" if marked and span.style is Style.QUOTE else span.text
        on = _ON.get(span.style, "") if styled else ""
        for at, word in enumerate(text.split(" ")):
            space = " " if at else ""
            if length + len(space) + len(word) > width and length:
                yield line
                line, length, space = "", 0, ""
            line += space + (f"{on}{word}{_OFF}" if on and word else word)
            length += len(space) + len(word)
    yield line
