"""Which words of substance does a text say, and in which tone: as a fact, denied, or wished for?

Two texts share a claim where both have a word with the same stem (Snowball; Porter 1980, doi:10.1108/eb046814, and its
German sibling) in the same tone. This is vocabulary, not understanding: irony passes, a synonym does not. Where a tone
cannot be told, as beside an "und" that may or may not carry on a "nicht", the word claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from surveys.coding.function_words import DENYING, FRAME, FUNCTION, JOINING, LINKING, TURNING, WISHING

if TYPE_CHECKING:
    from Stemmer import Stemmer

STEMMERS = {"de": "german", "en": "english"}
COMPOUND = 5  # letters a stem needs to be found inside a longer word, as "telefon" in "telefonhotlin"
REVERSING = frozenset({"un", "in", "im", "ir", "il", "dis", "miss", "mis", "non", "nicht", "anti", "ent", "de"})
LACKING = frozenset({"los", "frei", "arm", "leer", "less", "free"})
_PIECE = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\w\s'’-]|\n")


class Tone(StrEnum):
    """How something is said."""

    FACT = "fact"
    DENIED = "denied"
    WISHED = "wished"
    DENIED_WISH = "denied-wish"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Claim:
    """A word of substance as it is said."""

    stem: str
    tone: Tone


# "Die Hotline ist gut, sagt niemand": a turn that turns no word of its own part turns who knows what.
_HANGING = frozenset({Claim("", Tone.UNCLEAR)})


def words(text: str) -> list[str]:
    """The words of a text in lower case; a hyphenated one is one."""
    return [piece for piece in _pieces(text) if piece[0].isalpha()]


def parts(text: str, language: str) -> list[frozenset[Claim]]:
    """What each part of each clause claims: "laut und teuer, aber nah" has three."""
    found = []
    for clause in _clauses(text):
        spoken = _split(clause, LINKING)
        denied = [any(word in DENYING for word in part) for part in spoken]
        wished = any(word in WISHING for word in clause)
        for part, denies in zip(spoken, denied, strict=True):
            tone = Tone.UNCLEAR if any(denied) and not denies else _tone(denies, wished)
            said = frozenset(Claim(stem(word, language), tone) for word in part if _has_substance(word))
            if said or not (denies or any(word in WISHING for word in part)):
                found.append(said)
            else:
                found.append(_HANGING)
    return [part for part in found if part]


def claims(text: str, language: str) -> frozenset[Claim]:
    """All that a text claims, its parts together."""
    return frozenset(claim for part in parts(text, language) for claim in part)


def shared(claim: Claim, others: frozenset[Claim]) -> bool:
    """Whether somebody says the same in the same tone."""
    if claim.tone is Tone.UNCLEAR:
        return False
    return claim in others or any(claim.tone is other.tone and akin(claim.stem, other.stem) for other in others)


def akin(one: str, other: str) -> bool:
    """Whether one stem is the other, or a compound with it; "unzufrieden" is none of "zufrieden"."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < COMPOUND or short not in long:
        return False
    before, _, after = long.partition(short)
    return before not in REVERSING and after not in LACKING


def stem(word: str, language: str) -> str:
    """The stem of a word in lower case."""
    found: str = _stemmer(language).stemWord(word)
    return found


def _tone(denied: bool, wished: bool) -> Tone:
    if denied:
        return Tone.DENIED_WISH if wished else Tone.DENIED
    return Tone.WISHED if wished else Tone.FACT


def _has_substance(word: str) -> bool:
    return len(word) > 1 and not any(word in some for some in (FUNCTION, FRAME, DENYING, WISHING))


def _clauses(text: str) -> Iterator[list[str]]:
    """Words up to a punctuation mark or a turning word; "nicht so, dass …" and "nicht aber …" go on."""
    clause: list[str] = []
    ended = False
    for piece in _pieces(text):
        if not piece[0].isalpha():
            ended = True
            continue
        turns = piece in TURNING and not (clause and clause[-1] in DENYING)
        if clause and ((ended and piece not in JOINING) or turns):
            yield clause
            clause = []
        ended = False
        clause.append(piece)
    if clause:
        yield clause


def _split(clause: list[str], at: frozenset[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in clause:
        if word in at:
            found.append([])
        else:
            found[-1].append(word)
    return [part for part in found if part]


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text.lower().replace("’", "'"))


@cache
def _stemmer(language: str) -> Stemmer:
    import Stemmer

    return Stemmer.Stemmer(STEMMERS.get(language, STEMMERS["de"]))
