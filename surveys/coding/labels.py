"""What is a theme called? By the words people use in it more than elsewhere, as they wrote them.

Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008, Political Analysis 16:372-403,
doi:10.1093/pan/mpn018): the z-value of how much likelier a word is in this theme than in all others, shrunk towards how
common it is at all, so that neither rare nor everyday words win. Words are counted once an answer, by their stem, and shown
in the form most people wrote. A negation stays with its word: "keine Antwort" is not about answers.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from surveys.coding.duplicates import negation_of
from surveys.coding.missing import needed
from surveys.coding.normal import plain
from surveys.coding.stopwords import STOP_WORDS

if TYPE_CHECKING:
    import Stemmer

MOST_WORDS, FEWEST_WORDS = 4, 2  # of a label
EVERYDAY = 0.3  # share 0-1 of all answers; a word in more of them tells no themes apart
OWN = 0.8  # share 0-1 of its answers in one theme: there even an everyday word tells, as with two or three themes
TELLING = 1.96  # z; the strongest word of a theme has at least this, or the theme is called mixed
SUPPORT = 0.05  # share 0-1 of a theme's answers that hold a word of its label
PRIOR = 0.1  # weight of the prior beside the counts it is made of
NEGATED = 0.5  # share 0-1 of a word's uses; from there the negation is part of the label
ENOUGH = 10  # answers in a language, to name a theme by them alone
MIXED: Mapping[str, str] = {"de": "Sonstiges / gemischt", "en": "Other / mixed"}
STEMMED: Mapping[str, str] = {"de": "german", "en": "english"}
SHOUTED = 4  # letters; a longer word in capitals is no abbreviation
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_ENDS = re.compile(r"[.!?:;,\n]")


@dataclass(frozen=True, slots=True)
class Name:
    """What a theme is called.

    Attributes:
        label: by language; both are always there.
        keywords: the words behind it, the most telling first; none of a mixed theme.
    """

    label: Mapping[str, str]
    keywords: tuple[str, ...]


@dataclass(slots=True)
class _Counts:
    """In how many answers each stem stands, and in which forms."""

    stems: Counter[str] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, terms: Sequence[tuple[str, str, int]]) -> None:
        seen: set[str] = set()
        for stem, form, weight in terms:
            if stem not in seen:
                seen.add(stem)
                self.forms[stem][form] += weight
        self.stems.update(sorted(seen))


def names(
    texts: Sequence[str],
    themes: Sequence[int | None],
    languages: Sequence[str],
    count: int,
    fewest: int = 2,
    most: int = MOST_WORDS,
) -> tuple[Name, ...]:
    """A name for each of ``count`` themes; texts, their themes and their languages in the same order.

    fewest: texts that hold a word before it may be in a name. most: words of a name.
    """
    told = [(text, theme, language) for text, theme, language in zip(texts, themes, languages, strict=True)]
    by_theme = [_Counts() for _ in range(count)]
    by_language = {language: [_Counts() for _ in range(count)] for language in MIXED}
    of_language: Counter[tuple[int, str]] = Counter()
    for text, theme, language in told:
        if theme is None:
            continue
        terms = list(_terms(text, language))
        by_theme[theme].add(terms)
        if language in MIXED:
            by_language[language][theme].add(terms)
            of_language[theme, language] += 1
    sizes = Counter(theme for theme in themes if theme is not None)
    keywords = _keywords(by_theme, sizes, fewest, most)
    spoken = {
        language: _keywords(counts, Counter({at: of_language[at, language] for at in range(count)}), fewest, most)
        for language, counts in by_language.items()
    }
    return tuple(
        _name(keywords[at], {language: spoken[language][at] for language in MIXED}, of_language, at)
        for at in range(count)
    )


def _name(
    words: tuple[str, ...], spoken: Mapping[str, tuple[str, ...]], counted: Counter[tuple[int, str]], at: int
) -> Name:
    label = {}
    for language, mixed in MIXED.items():
        mine = spoken[language] if counted[at, language] >= ENOUGH and spoken[language] else words
        label[language] = ", ".join(mine) or mixed
    return Name(label, words)


def _keywords(counts: Sequence[_Counts], sizes: Counter[int], fewest: int, most: int) -> list[tuple[str, ...]]:
    everywhere: Counter[str] = Counter()
    for each in counts:
        everywhere.update(each.stems)
    answers = sum(sizes.values())
    told = {
        stem: count
        for stem, count in everywhere.items()
        if count <= EVERYDAY * answers or max(each.stems[stem] for each in counts) >= OWN * count
    }
    ranked = [_of_theme(each, told, (sizes[at], fewest), len(counts)) for at, each in enumerate(counts)]
    return [tuple(_chosen(each, words, most)) for each, words in zip(counts, ranked, strict=True)]


def _of_theme(
    mine: _Counts, everywhere: Mapping[str, int], sized: tuple[int, int], themes: int
) -> list[tuple[float, str]]:
    """The stems of a theme with how telling they are, the most telling first; none of a mixed theme."""
    size, fewest = sized
    least = max(fewest, math.ceil(SUPPORT * size))
    common = {stem: count for stem, count in mine.stems.items() if count >= least and stem in everywhere}
    if themes == 1:
        ranked = sorted(((float(count), stem) for stem, count in common.items()), key=lambda each: (-each[0], each[1]))
    else:
        inside, outside = sum(mine.stems[stem] for stem in everywhere), sum(everywhere.values())
        scored = ((log_odds(count, inside, everywhere[stem], outside), stem) for stem, count in common.items())
        ranked = sorted(scored, key=lambda each: (-each[0], each[1]))
        if not ranked or ranked[0][0] < TELLING:
            return []
    return ranked


def log_odds(count: int, inside: int, everywhere: int, all_words: int) -> float:
    """The z-value of a word: ``count`` of ``inside`` words in the theme, ``everywhere`` of ``all_words`` in all themes."""
    prior, whole = PRIOR * everywhere, PRIOR * all_words
    other, outside = everywhere - count, all_words - inside
    mine = math.log((count + prior) / (inside + whole - count - prior)) if inside + whole > count + prior else 0.0
    theirs = math.log((other + prior) / (outside + whole - other - prior)) if outside + whole > other + prior else 0.0
    return (mine - theirs) / math.sqrt(1 / (count + prior) + 1 / (other + prior))


def _chosen(counts: _Counts, ranked: Sequence[tuple[float, str]], most: int) -> Iterator[str]:
    """The most telling words; a word that is mostly negated comes with its negation, and no stem twice."""
    taken: set[str] = set()
    given = 0
    negated: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(counts.stems):
        if " " in stem:
            negated[stem.split(" ")[1]].append(stem)
    for score, stem in ranked:
        if given == most or (given >= FEWEST_WORDS and score < TELLING):
            return
        word = stem.split(" ")[-1]
        if word in taken:
            continue
        with_no = max(negated[word], key=lambda each: (counts.stems[each], each), default=stem)
        if " " in stem or counts.stems[with_no] < NEGATED * counts.stems[stem]:
            with_no = stem
        if " " in with_no and counts.stems[with_no] < NEGATED * counts.stems[word]:
            continue
        taken.add(word)
        given += 1
        yield _form(counts.forms[with_no])


def _form(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _terms(text: str, language: str) -> Iterator[tuple[str, str, int]]:
    """Stem, form and weight of each word, and of each negation with the word it negates.

    The first word of a sentence has a capital whatever it is, so its form counts half; what is shouted does not count.
    """
    told, negation, end = plain(text), None, 0
    for found in _WORD.finditer(told):
        word = found[0]
        small = word.casefold().replace("’", "'")
        parted = bool(_ENDS.search(told, end, found.start()))
        first = end == 0 or parted
        end = found.end()
        if parted:
            negation = None
        if turned := negation_of(small):
            negation = turned, word
            continue
        if small in STOP_WORDS or len(small) < 3 or small.isdigit():
            continue
        stem = _stemmer(language).stemWord(small)
        yield stem, word, 0 if word.isupper() and len(word) > SHOUTED else 1 if first else 2
        if negation:
            yield f"{negation[0]} {stem}", f"{negation[1].casefold()} {word}", 2
            negation = None


def _stemmer(language: str) -> Stemmer.Stemmer:
    return _loaded(STEMMED.get(language, STEMMED["de"]))


@cache
def _loaded(name: str) -> Stemmer.Stemmer:
    with needed():
        import Stemmer
    return Stemmer.Stemmer(name)
