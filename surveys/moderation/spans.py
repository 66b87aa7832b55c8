"""Where in a text does something stand, whatever the platform counts in?

Offsets are code points, as Python slices. Telegram and Discord count UTF-16 units (Bot API, "MessageEntity", checked
2026-11), so an offset from outside can fall into the middle of an emoji; and a code point can belong to the sign before
it (Unicode UAX #29, section 3). ``widened`` never cuts either.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_JOINER = "\u200d"
_TONES = range(0x1F3FB, 0x1F400)  # emoji modifiers, Fitzpatrick
_TAGS = range(0xE0020, 0xE0080)  # of subdivision flags
_PAIRED = range(0x1F1E6, 0x1F200)  # regional indicators: two make a flag
_BEYOND = 0xFFFF  # code points above take two UTF-16 units
_PLAIN = 0x300  # below the first combining mark nothing joins


class Strength(StrEnum):
    """How sure a suggestion is, in two steps: finer ones would be figures nobody measured."""

    CLEAR = "clear"  # a check digit, a written context or a shape that little else has
    POSSIBLE = "possible"


class Personal(StrEnum):
    """Kinds of personal data in a text."""

    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    CARD = "card"
    TAXID = "taxid"  # tax and social insurance numbers
    ORDER = "order"  # order, customer, ticket, membership numbers
    PLATE = "plate"
    HANDLE = "handle"
    ADDRESS = "address"
    BIRTHDATE = "birthdate"
    IP = "ip"
    URL = "url"
    PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text that says something about a person.

    Attributes:
        start, end: code points, half-open.
    """

    start: int
    end: int
    kind: Personal
    strength: Strength = Strength.CLEAR

    def of(self, text: str) -> str:
        """What stands there."""
        return text[self.start : self.end]


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches in order, those that overlap or touch made one; empty ones fall away."""
    made: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in ranges if start < end):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch within the text, grown to whole signs; offsets outside the text are drawn into it."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    if start >= end:
        return start, start
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return start, end


def from_utf16(text: str, offset: int, length: int) -> tuple[int, int]:
    """A platform's offset and length, in UTF-16 units, as a stretch of whole signs."""
    at, start, end = 0, len(text), len(text)
    for index, sign in enumerate(text):
        size = 2 if ord(sign) > _BEYOND else 1
        if at <= offset < at + size:
            start = index
        if at < offset + length <= at + size:
            end = index + 1
        at += size
    return widened(text, start, end) if length > 0 else (start, start)


def _joined(text: str, at: int) -> bool:
    """Whether the code point there belongs to the one before it."""
    sign, before = text[at], text[at - 1]
    code = ord(sign)
    if code < _PLAIN:
        return before == "\r" and sign == "\n"
    if code in _PAIRED and ord(before) in _PAIRED:
        run = at
        while run > 0 and ord(text[run - 1]) in _PAIRED:
            run -= 1
        return (at - run) % 2 == 1
    marks = unicodedata.category(sign) in {"Mn", "Me", "Mc"}
    return marks or _JOINER in (sign, before) or code in _TONES or code in _TAGS
