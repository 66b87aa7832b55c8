"""Is any of these words in a text at all, so that it is worth running a pattern that cannot match without one?

A pattern that begins with a list of words tries each at every word of a text; whether one of them is anywhere in it is
found a hundred times faster. That keeps the time of texts made to be slow in bounds, as few hold every word.
"""

from __future__ import annotations

from collections.abc import Collection


def lowered(text: str) -> str:
    """The text as ``(?i)`` reads it; the long s is the one Latin letter of answers that ``lower`` leaves as it is."""
    return text.lower().replace("ſ", "s")


def holds(low: str, words: Collection[str]) -> bool:
    """Whether any of the words (in small letters) stands in the lowered text, also within another word."""
    return any(word in low for word in words)
