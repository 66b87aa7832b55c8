"""How does a text read once what cannot be seen is gone, and where did each sign of it stand?

Zero-width signs, soft hyphens, full-width digits and loose accents hide a telephone number from a pattern, not from a
reader. Patterns therefore read a folded text (compatibility forms of Unicode UAX #15, without format characters), and what
they find is led back to the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# What most answers are made of needs no folding: ASCII, Latin letters, dashes, quotes, the euro.
_PLAIN = re.compile("[\n\r\t -~¡-¨©«¬®±´¶»¿-ſ–—‘-„…€]*")
_BLANKS = re.compile(r"[^\S\n\r\t ]")
_MARKS = frozenset({"Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as patterns read it.

    Attributes:
        text: the folded text.
        starts, ends: for each of its signs, the stretch of the original it stands for; None: the same places.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the folded text (not empty) stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def folded(text: str) -> Folded:
    """Fold a text; linear in its length."""
    if _PLAIN.fullmatch(text):
        return Folded(text)
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    single: dict[str, str] = {}
    for at, sign in enumerate(text):
        category = unicodedata.category(sign)
        if category == "Cf" or category in _MARKS:
            if signs:
                signs[-1] = _composed(signs[-1], sign) if category == "Mn" else signs[-1]
                ends[-1] = at + 1
            continue
        if sign not in single:
            single[sign] = _single(sign)
        for part in single[sign]:
            signs.append(part)
            starts.append(at)
            ends.append(at + 1)
    return Folded("".join(signs), tuple(starts), tuple(ends))


def _composed(base: str, mark: str) -> str:
    made = unicodedata.normalize("NFC", base + mark)
    return made if len(made) == 1 else base  # piled-up marks change nothing about the letter


def _single(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    if _BLANKS.fullmatch(plain):
        return " "
    return "".join(part for part in plain if unicodedata.category(part) not in _MARKS) or sign
