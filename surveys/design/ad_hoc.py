"""How does one question typed by a moderator become a questionnaire?"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

from surveys.design.questionnaire import Questionnaire
from surveys.design.reading import from_data
from surveys.design.text import TITLE_LIMIT, Text, text

KEY_LIMIT = 40  # characters of a slug
KEY = "frage"  # of the only item


def ad_hoc(
    question: str,
    title: str = "",
    kind: str = "open",
    *,
    language: str = "de",
    options: Sequence[str] = (),
    ends: tuple[str, str] | None = None,
    days: int = 7,
    article: str = "",
) -> Questionnaire:
    """A questionnaire of one question in one language; raises QuestionnaireError.

    Attributes:
        title: what buttons and lists show; the beginning of the question when absent.
        kind: any kind; ``options`` are what can be chosen, the channels of a ``case``, the seeds of ``statements``.
        ends: what the lowest and the highest point of a ``scale`` mean.
        article: address of the text the question is about.
    """
    asked = " ".join(question.split())
    short = " ".join(title.split()) or textwrap.shorten(asked, TITLE_LIMIT, placeholder=" …")
    item: dict[str, Any] = {"key": KEY, "kind": kind, "title": {language: short}, "text": {language: asked}}
    if options:
        name = {"case": "channels", "statements": "seeds"}.get(kind, "options")
        item[name] = _options(options, language)
    if kind == "scale":
        low, high = ends or tuple(each[language] for each in _ends())
        item |= {"low_end": {language: low}, "high_end": {language: high}}
    data: dict[str, Any] = {
        "format": 1,
        "key": slug(short) or KEY,
        "languages": [language],
        "title": {language: short},
        "intro": {language: _intro()[language]},
        "wave": {"days": days},
        "items": [item],
    }
    if article:
        data["article"] = {"title": {language: textwrap.shorten(article, 80, placeholder="…")}, "url": article}
    return from_data(data, "ad hoc")


def slug(words: str) -> str:
    """Words as a key of at most 40 characters of ``a-z``, ``0-9`` and ``-``; empty where nothing is left of them."""
    spelled = words.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    bare = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    pieces = re.sub("[^a-z0-9]+", " ", bare)
    whole = textwrap.shorten(pieces, KEY_LIMIT, placeholder="") or pieces.strip()[:KEY_LIMIT]
    return whole.replace(" ", "-")


def _options(typed: Sequence[str], language: str) -> list[dict[str, Any]]:
    """Options with keys made from their words; numbered where these are no key, or one that is taken."""
    made: dict[str, str] = {}
    for number, words in enumerate((each for each in typed if each.strip()), start=1):
        key = slug(words)[:32].strip("-")
        made[key if key and not key.isdigit() and key not in made else f"option-{number}"] = " ".join(words.split())
    return [{"key": key, "text": {language: words}} for key, words in made.items()]


def _intro() -> Text:
    return text("Eine Frage aus dieser Community.", "A question from this community.")


def _ends() -> tuple[Text, Text]:
    return text("stimme gar nicht zu", "strongly disagree"), text("stimme voll zu", "strongly agree")
