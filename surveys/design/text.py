"""How is a text held in several languages?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, RootModel
from pydantic_core import PydanticCustomError

LANGUAGES = ("de", "en")  # what the product itself speaks; the first is the default
TITLE_LIMIT = 45  # characters; Discord modal titles and labels (checked 2026-11)
TEXT_LIMIT = 300  # characters of a full question
OPTION_LIMIT = 80  # characters of an option's text; Discord button labels (checked 2026-11)


class Text(RootModel[Mapping[str, str]]):
    """The same text in one or more languages, such as ``{de = "Frage", en = "Question"}``."""

    model_config = {"frozen": True}

    def __getitem__(self, language: str) -> str:
        """The text in that language, else in the first one given."""
        return self.root.get(language) or next(iter(self.root.values()))

    def languages(self) -> Iterator[str]:
        """The languages this text is given in."""
        return iter(self.root)


# Reordering and invisible characters that make a text read other than it is stored (Unicode UAX #9, section 2).
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def unwelcome(words: str) -> str | None:
    """The first character that has no place in a question, as ``U+202E NAME``; None if there is none."""
    for sign in words:
        if sign != "\n" and (unicodedata.category(sign) in {"Cc", "Cs", "Cn"} or _UNSEEN.match(sign)):
            return f"U+{ord(sign):04X} {unicodedata.name(sign, 'control character')}"
    return None


def shortened(words: str, limit: int) -> str:
    """The words, or as many of their characters as the limit holds with the sign that more follow."""
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def expected(expected: str, found: str, *at: str | int) -> PydanticCustomError:
    """A breach of the format in words a moderator understands, ``at`` a place below the value being checked."""
    return PydanticCustomError("expected", "{expected}", {"expected": expected, "found": found, "at": at})


def check_words(words: str, longest: int, *at: str) -> str:
    """The words, if they are fit to be shown and not too long; raises what was expected."""
    if not words.strip():
        raise expected("words, not a blank text", repr(words), *at)
    if found := unwelcome(words):
        raise expected("a text without control characters", found, *at)
    if len(words) > longest:
        raise expected(f"at most {longest} characters", f"{len(words)} characters", *at)
    return words


def _short(given: Text, longest: int) -> Text:
    if not given.root:
        raise expected('a text in at least one language, such as {de = "…", en = "…"}', "none")
    for language, words in given.root.items():
        if not re.fullmatch("[a-z]{2}", language):
            raise expected("languages as two letters, such as de or en", language, language)
        check_words(words, longest, language)
    return given


def at_most(longest: int) -> AfterValidator:
    """A check that a text is not longer than that in any language, not blank, and shows what it says."""

    def check(given: Text) -> Text:
        return _short(given, longest)

    return AfterValidator(check)


def line_at_most(longest: int) -> AfterValidator:
    """The same for a text in no particular language."""

    def check(given: str) -> str:
        return check_words(given, longest)

    return AfterValidator(check)


Title = Annotated[Text, at_most(TITLE_LIMIT)]
Question = Annotated[Text, at_most(TEXT_LIMIT)]
OptionText = Annotated[Text, at_most(OPTION_LIMIT)]


def text(de: str, en: str) -> Text:
    """A text of our own, in both languages of the product."""
    return Text({"de": de, "en": en})
