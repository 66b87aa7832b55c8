"""Which answers say the same in nearly the same words? They are kept and counted, and shown once.

Candidates share a band of a MinHash sketch of their four-character pieces (Broder 1997, doi:10.1109/SEQUEN.1997.666900;
banding as in Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4); then the edit distance decides. Two
answers that differ by a negation or by a number are never the same, however alike they look: "teuer" and "nicht teuer"
are 80 % alike and mean the opposite.

Who counts answers counts people: a person who says the same five hundred times is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

from surveys.coding.missing import needed
from surveys.coding.normal import comparable, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sketch: TypeAlias = NDArray[np.uint64]  # texts x BANDS

PERMUTATIONS = 64
ROWS = 4  # of a band: 16 bands of 4 find two texts that share 55 % of their pieces 4 times in 5, 70 % 99 times in 100
BANDS = PERMUTATIONS // ROWS
PIECE = 4  # characters
SAME = 85.0  # of 100, the normalised edit similarity of the whole
CONTAINED = 92.0  # of 100, of the shorter one within the longer one: a greeting was added
SHORT = 400  # characters up to which one text is looked for inside the other; beyond, a greeting no longer matters
OVERLAP = 0.5  # the shorter of the two has at least this share of the longer one's characters
NEAR = 65.0  # of 100, two words beside a negation; less, and something else is negated
CROWD = 40  # texts of one bucket that are compared; a bucket with more is a template, and templates meet in all buckets
AT_ONCE = 4_000  # texts whose sketches are kept at once
SIGNS_AT_ONCE = 20_000  # characters sketched at once: 512 bytes each, 10 MB

# Words that turn a sentence around, by what they stand for. Dialect and the commonest slips count.
NEGATIONS = {
    "nicht": "nicht", "nich": "nicht", "nciht": "nicht", "nihct": "nicht", "niht": "nicht", "ncht": "nicht",
    "nicth": "nicht", "inicht": "nicht", "net": "nicht", "ned": "nicht", "nit": "nicht", "nix": "nichts",
    "nichts": "nichts", "nie": "nie", "niemals": "nie", "nimmer": "nie", "niemand": "niemand", "niemanden": "niemand",
    "niemandem": "niemand", "nirgends": "nirgends", "nirgendwo": "nirgends", "ohne": "ohne", "weder": "weder",
    "nein": "nein", "kaum": "kaum", "keinesfalls": "nicht", "keineswegs": "nicht",
    "not": "not", "no": "no", "never": "never", "none": "none", "nobody": "nobody", "nothing": "nothing",
    "nowhere": "nowhere", "neither": "neither", "nor": "neither", "without": "without", "cannot": "not",
    "hardly": "hardly", "dont": "not", "doesnt": "not", "didnt": "not", "isnt": "not", "wasnt": "not", "cant": "not",
    "wont": "not", "arent": "not", "couldnt": "not", "shouldnt": "not", "wouldnt": "not",
}  # fmt: skip
NUMBERS = {
    "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
    "zehn": "10", "elf": "11", "zwölf": "12", "hundert": "100", "tausend": "1000", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "hundred": "100", "thousand": "1000",
}  # fmt: skip
OPPOSING = ("un", "in", "im", "ir", "il", "dis", "non", "miss", "mis", "des", "anti")  # "zufrieden", "unzufrieden"
_DIGITS = re.compile(r"\d+")
_NO = re.compile(r"kein(?:e[mnrs]?|erlei)?$")

Guard: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # negations, numbers; both sorted


@dataclass(frozen=True, slots=True)
class Groups:
    """Answers that say the same.

    Attributes:
        of: for each text the position of the first text of its group.
    """

    of: tuple[int, ...]

    @property
    def repeated(self) -> int:
        """How many texts say again what another one has said: texts less groups."""
        return len(self.of) - len(set(self.of))

    def members(self) -> dict[int, list[int]]:
        """Positions of the texts of each group, by its first."""
        found: dict[int, list[int]] = {}
        for at, first in enumerate(self.of):
            found.setdefault(first, []).append(at)
        return found


class _Growing:
    """Groups that grow by one text at a time."""

    def __init__(self) -> None:
        self._first: list[int] = []  # union-find: the parent of each text, the smallest of a group on top
        self._said: dict[str, int] = {}  # texts that are alike to the letter, by the first of them
        self._texts: dict[int, str] = {}
        self._guards: dict[int, Guard] = {}
        self._buckets: dict[int, int | list[int]] = {}

    def groups(self) -> Groups:
        return Groups(tuple(self._top(at) for at in range(len(self._first))))

    def put(self, text: str, keys: Sequence[int], compared: bool = True) -> None:
        at = len(self._first)
        self._first.append(at)
        known = self._said.setdefault(text, at)
        if known != at:
            self._join(known, at)
        elif _has_pieces(text):
            self._texts[at] = text
            if compared:
                self._compare(at, keys)
            self._note(at, keys)

    def _compare(self, at: int, keys: Sequence[int]) -> None:
        for other in sorted(set(self._beside(keys))):
            if self._top(other) != self._top(at) and self._same(other, at):
                self._join(other, at)

    def _note(self, at: int, keys: Sequence[int]) -> None:
        for key in keys:
            beside = self._buckets.setdefault(key, at)
            if isinstance(beside, list):
                if len(beside) < CROWD:
                    beside.append(at)
            elif beside != at:
                self._buckets[key] = [beside, at]

    def _beside(self, keys: Sequence[int]) -> Iterator[int]:
        for key in keys:
            beside = self._buckets.get(key)
            if isinstance(beside, list):
                yield from beside
            elif beside is not None:
                yield beside

    def _same(self, one: int, other: int) -> bool:
        return self._guard(one) == self._guard(other) and _alike(self._texts[one], self._texts[other])

    def _guard(self, at: int) -> Guard:
        if at not in self._guards:
            self._guards[at] = guard_of(self._texts[at])
        return self._guards[at]

    def _top(self, at: int) -> int:
        while self._first[at] != at:
            self._first[at] = self._first[self._first[at]]
            at = self._first[at]
        return at

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self._top(one), self._top(other)))
        self._first[high] = low


def duplicates(texts: Sequence[str], sketches: Sketch | None = None) -> Groups:
    """The groups of these texts; ``sketches``: of ``sketch``, if they are known already."""
    found = _Growing()
    for start in range(0, len(texts), AT_ONCE):
        some = [_compared(text) for text in texts[start : start + AT_ONCE]]
        keys = _sketches(some) if sketches is None else sketches[start : start + AT_ONCE]
        for one, mine in zip(some, keys.tolist(), strict=True):
            found.put(one, mine)
    return found.groups()


def said_again(before: Sequence[str], sketched: Sketch, texts: Sequence[str], sketches: Sketch) -> tuple[bool, ...]:
    """Whether each of the texts says what one of ``before`` says, or one of the texts in front of it.

    Takes time by how many texts there are and how many meet them, hardly by how many were before.
    """
    import numpy as np

    meeting = np.zeros(len(before), bool)
    for band in range(BANDS):
        meeting |= np.isin(sketched[:, band], sketches[:, band])
    some = np.flatnonzero(meeting).tolist()
    found = _Growing()
    for at in some:
        found.put(_compared(before[at]), sketched[at].tolist(), compared=False)
    for text, keys in zip(texts, sketches.tolist(), strict=True):
        found.put(_compared(text), keys)
    return tuple(first != at for at, first in enumerate(found.groups().of) if at >= len(some))


def sketch(texts: Sequence[str]) -> Sketch:
    """What texts are looked up by, to be kept with them: texts x bands; who shares none is not the same."""
    return _sketches([_compared(text) for text in texts])


def are_same(one: str, other: str) -> bool:
    """Whether two texts count as the same, by their letters alone."""
    left, right = _compared(one), _compared(other)
    if left == right:
        return True
    return _has_pieces(left) and _has_pieces(right) and guard_of(left) == guard_of(right) and _alike(left, right)


def guard_of(compared: str) -> Guard:
    """What two texts must have in common besides looking alike: their negations and their numbers."""
    words = compared.split(" ")
    negations = [turned for word in words if (turned := negation_of(word))]
    numbers = _DIGITS.findall(compared) + [NUMBERS[word] for word in words if word in NUMBERS]
    return tuple(sorted(negations)), tuple(sorted(numbers))


def negation_of(word: str) -> str | None:
    """What a case-folded word negates by: ``keine`` -> ``kein``, ``don't`` -> ``not``; None where it does not."""
    if _NO.match(word):
        return "kein"
    if word.endswith("n't"):
        return "not"
    return NEGATIONS.get(word)


def _compared(text: str) -> str:
    # Where nothing but emoji or a link was sent they are what was said: alike to the letter or not at all.
    return comparable(text) or f"\0{shown(text)}"


def _has_pieces(compared: str) -> bool:
    return not compared.startswith("\0")


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    short, long = sorted((one, other), key=len)
    if len(short) < OVERLAP * len(long):
        return False
    alike = fuzz.ratio(short, long, score_cutoff=SAME) >= SAME
    if not alike and len(long) <= SHORT:
        alike = fuzz.partial_ratio(short, long, score_cutoff=CONTAINED) >= CONTAINED
    return alike and not _opposed(short.split(" "), long.split(" "))


def _opposed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word of one stands turned around in the other, or what is negated is something else."""
    from rapidfuzz import fuzz

    left, right = set(one) - set(other), set(other) - set(one)
    if any(sign + word in right for word in left for sign in OPPOSING):
        return True
    if any(sign + word in left for word in right for sign in OPPOSING):
        return True
    contexts = zip(_negated(one), _negated(other), strict=False)
    # Both sides: a greeting in front or a farewell behind changes one of them.
    return any(
        fuzz.ratio(before, before_other) < NEAR and fuzz.ratio(after, after_other) < NEAR
        for (before, after), (before_other, after_other) in contexts
    )


def _negated(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What stands before and behind each negation: "nicht A, sondern B" is not "A, sondern nicht B"."""
    for at, word in enumerate(words):
        if negation_of(word):
            yield " ".join(words[max(0, at - 2) : at]), " ".join(words[at + 1 : at + 3])


def _sketches(texts: Sequence[str]) -> Sketch:
    """A number for each band of each text: equal where the smallest pieces of the band are, and the guards."""
    with needed():
        import numpy as np

    found = np.zeros((len(texts), BANDS), np.uint64)
    start, signs = 0, 0
    for at, text in enumerate(texts):
        signs += len(text)
        if signs > SIGNS_AT_ONCE or at + 1 == len(texts):
            found[start : at + 1] = _sketched(texts[start : at + 1])
            start, signs = at + 1, 0
    # What may never meet stands in other buckets: "Linie 1" to "Linie 900" do not crowd one.
    marks = [crc32(repr(guard_of(text)).encode()) if _has_pieces(text) else 0 for text in texts]
    return found ^ np.array(marks, np.uint64)[:, None]


def _sketched(texts: Sequence[str]) -> Sketch:
    import numpy as np

    factors, mixers = _factors()
    pieces, starts = _pieces([text.ljust(PIECE) for text in texts])
    smallest = np.minimum.reduceat(pieces[:, None] * factors[None, :], starts)
    found: Sketch = ((smallest >> np.uint64(32)).reshape(len(texts), BANDS, ROWS) * mixers).sum(axis=2)
    return found


def _pieces(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The four-character pieces of all texts as numbers, mixed (splitmix64, Steele et al. 2014), and where each begins."""
    import numpy as np

    signs = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    joined = signs[: len(signs) - PIECE + 1].copy()
    for step in range(1, PIECE):
        joined = joined * np.uint64(0x110001) + signs[step : len(signs) - PIECE + 1 + step]
    ends = np.cumsum([len(text) for text in texts])
    within = np.ones(len(joined), bool)
    for step in range(1, PIECE):
        within[ends[:-1] - step] = False  # pieces of two texts
    joined = joined[within]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        joined = (joined ^ (joined >> np.uint64(shift))) * np.uint64(factor)
    lengths = np.diff(ends, prepend=0) - (PIECE - 1)
    return joined ^ (joined >> np.uint64(31)), np.cumsum(lengths) - lengths


@cache
def _factors() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    import numpy as np

    drawn = np.random.default_rng(0).integers(1, 2**63, PERMUTATIONS + ROWS, dtype=np.uint64)
    odd = drawn | np.uint64(1)
    return odd[:PERMUTATIONS], odd[PERMUTATIONS:]
