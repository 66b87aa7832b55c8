"""What does a text read like once a moderator has blacked something out, and how is it told from a changed one?

Each stretch gives way to one mark that says so. The mark is a word in brackets, always the same: bars as long as what they
hide tell its length, which for names and numbers is often enough to guess. A screen reader reads the word, and it survives
every platform's markup. See docs/decisions/0014.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from surveys.moderation.spans import merged, widened

MARKS = {"de": "[geschwärzt]", "en": "[redacted]"}  # the languages of the product; the first is the default
DEFAULT = "de"

_ANY_MARK = re.compile("|".join(re.escape(each) for each in MARKS.values()))


def mark(language: str) -> str:
    """The visible mark, in the language of the text; German where we have none."""
    return MARKS.get(language, MARKS[DEFAULT])


def redact(text: str, ranges: Iterable[tuple[int, int]], language: str = DEFAULT) -> str:
    """The text with a mark in place of each range; ranges that overlap, touch or stand one blank apart share one.

    ranges: code points, half-open, in any order; grown to whole signs, so that no half emoji and no accent stays behind.
    Redacting a redacted text at its marks changes nothing.
    """
    parts: list[str] = []
    at = 0
    for start, end in _joined(text, ranges):
        parts += (text[at:start], mark(language))
        at = end
    return "".join((*parts, text[at:]))


def marks_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where marks stand already, in order; a suggestion inside one is none."""
    found: list[tuple[int, int]] = []
    for word in MARKS.values():
        at = text.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return tuple(sorted(found))


def places(text: str, passages: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where passages stand in a text, whatever their case; what is a mark, or a part of one, is nowhere."""
    standing = marks_in(text)
    found = []
    for passage in {each.strip() for each in passages}:
        for start, end in _occurrences(text, passage):
            if not any(left < end and start < right for left, right in standing):
                found.append((start, end))
    return tuple(sorted(found))


def is_redacted(before: str, after: str) -> bool:
    """Whether the text after is the one before with some stretches redacted, and nothing else changed."""
    first, *others = _ANY_MARK.split(after)
    if before == after or not others or not before.startswith(first):
        return False
    *between, last = others
    at = len(first)
    for part in between:  # the leftmost place for each leaves most room for the next
        found = before.find(part, at + 1)
        if found < 0:
            return False
        at = found + len(part)
    return len(before) - len(last) > at and before.endswith(last)


def _occurrences(text: str, passage: str) -> Iterable[tuple[int, int]]:
    lowered, wanted = text.lower(), passage.lower()
    if len(lowered) != len(text) or len(wanted) != len(passage):  # İ is two in small: places would no longer agree
        lowered, wanted = text, passage
    at = lowered.find(wanted) if wanted else -1
    while at >= 0:
        yield at, at + len(wanted)
        at = lowered.find(wanted, at + len(wanted))


def _joined(text: str, ranges: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Ranges of whole signs in order: marks that they cut are wholly in, blanks between two are hidden with them."""
    standing = marks_in(text)
    grown = []
    for given in ranges:
        start, end = widened(text, *given)
        if start < end:
            for left, right in standing:
                if left < end and start < right:
                    start, end = min(start, left), max(end, right)
            grown.append((start, end))
    made: list[tuple[int, int]] = []
    for start, end in merged(grown):
        # Two marks side by side would tell that there were two words.
        if made and not text[made[-1][1] : start].strip(" \t"):
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made
