"""How does one question typed by a moderator become a questionnaire?"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

from surveys.design.questionnaire import Questionnaire
from surveys.design.reading import from_data
from surveys.design.text import OPTION_LIMIT, TITLE_LIMIT, Text, shortened, text
from surveys.errors import QuestionnaireError, Violation

KEY_LIMIT = 40  # characters of a slug
KEY = "frage"  # of the only item
YES_NO = "yes-no"  # a choice whose options are known
OPTIONS_GO = {
    "choice": "options",
    "choices": "options",
    "ranking": "options",
    "case": "channels",
    "statements": "seeds",
}


def ad_hoc(
    question: str,
    title: str = "",
    kind: str = "open",
    *,
    language: str = "de",
    options: Sequence[str] = (),
    days: int = 7,
    article: str = "",
) -> Questionnaire:
    """A questionnaire of one question in one language; raises QuestionnaireError.

    Attributes:
        title: what buttons and lists show; the beginning of the question when absent.
        kind: any kind, or ``YES_NO``.
        options: what can be chosen, the channels of a ``case``, the seeds of ``statements``, what the lowest and the
            highest point of a ``scale`` mean; other kinds take none.
        article: address of the text the question is about.
    """
    asked = " ".join(question.split())
    short = " ".join(title.split()) or textwrap.shorten(asked, TITLE_LIMIT, placeholder=" …")
    item: dict[str, Any] = {"key": KEY, "title": {language: short}, "text": {language: asked}}
    item |= _asked_so(kind, [each for each in options if each.strip()], language)
    data: dict[str, Any] = {
        "format": 1,
        "key": slug(short) or KEY,
        "languages": [language],
        "title": {language: short},
        "intro": {language: _intro()[language]},
        "wave": {"days": days},
        "items": [item],
    }
    if article:  # an address has no blank at which it could be cut
        data["article"] = {"title": {language: shortened(article, OPTION_LIMIT)}, "url": article}
    return from_data(data, "ad hoc")


def slug(words: str) -> str:
    """Words as a key of at most 40 characters of ``a-z``, ``0-9`` and ``-``; empty where nothing is left of them."""
    spelled = words.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    bare = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    pieces = re.sub("[^a-z0-9]+", " ", bare)
    whole = textwrap.shorten(pieces, KEY_LIMIT, placeholder="") or pieces.strip()[:KEY_LIMIT]
    return whole.replace(" ", "-")


def _asked_so(kind: str, options: Sequence[str], language: str) -> dict[str, Any]:
    """The kind of the item and the settings it needs."""
    if kind == YES_NO:
        _expect(not options, "no options of one's own for a question of yes or no", options)
        ready = [{"key": key, "text": {language: words[language]}} for key, words in _yes_no()]
        return {"kind": "choice", "options": ready}
    if kind == "scale":
        _expect(len(options) in (0, 2), "two options: what the lowest and what the highest point means", options)
        low, high = options or [each[language] for each in _ends()]
        return {"kind": kind, "low_end": {language: low}, "high_end": {language: high}}
    _expect(not options or kind in OPTIONS_GO, "no options for a question of this kind", options)
    return {"kind": kind, OPTIONS_GO[kind]: _options(options, language)} if options else {"kind": kind}


def _options(typed: Sequence[str], language: str) -> list[dict[str, Any]]:
    """Options with keys made from their words; numbered where these are no key, or one that is taken."""
    made: dict[str, str] = {}
    for number, words in enumerate(typed, start=1):
        key = slug(words)[:32].strip("-")
        made[key if key and not key.isdigit() and key not in made else f"option-{number}"] = " ".join(words.split())
    return [{"key": key, "text": {language: words}} for key, words in made.items()]


def _expect(fits: bool, expected: str, given: Sequence[str]) -> None:
    if not fits:
        raise QuestionnaireError("ad hoc", (Violation("options", None, f"{len(given)} options", expected),))


def _yes_no() -> tuple[tuple[str, Text], ...]:
    return ("yes", text("Ja", "Yes")), ("no", text("Nein", "No")), ("unsure", text("Weiß nicht", "Not sure"))


def _intro() -> Text:
    return text("Eine Frage aus dieser Community.", "A question from this community.")


def _ends() -> tuple[Text, Text]:
    return text("stimme gar nicht zu", "strongly disagree"), text("stimme voll zu", "strongly agree")
