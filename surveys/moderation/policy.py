"""What does a community publish about how its answers are moderated?

A text in each language of the product, with the operator and a contact put in as they are: no format string ever meets
words of a person. A community may bring its own text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("de", "en")  # the first is the default
PLACEHOLDERS = ("operator", "contact")

_PLACE = re.compile(r"\{(\w+)\}")


def policy(language: str, operator: str, contact: str, own: str | None = None) -> str:
    """The moderation policy as plain text; German where we have none in that language.

    own: a community's text with the same placeholders, instead of ours; other words in braces stay as they are.
    """
    values = {"operator": operator, "contact": contact}
    return filled(own if own is not None else default(language), values)


@cache
def default(language: str) -> str:
    """Our text with its placeholders."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    return files("surveys.moderation").joinpath(f"policy.{known}.md").read_text(encoding="utf-8")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced once; what is put in is not read again."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
