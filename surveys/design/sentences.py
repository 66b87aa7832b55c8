"""Which sentences does a paragraph have, and which of them ask?

A sentence ends at ``.``, ``!``, ``?`` or ``…`` before white space, but not behind an abbreviation, an initial or an
ordinal (after the orthographic rules of Kiss and Strunk, Computational Linguistics 32(4), 2006, section 4, with a list of
abbreviations in place of their statistics). A question mark ends a question wherever it stands, also within quotation
marks or brackets; one within an address or alone in brackets does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING, _CLOSING = "„“»«›‹\"'‚‘([¿", "“”«»›‹\"'‘’)]*_"
_ABBREVIATED = re.compile(
    r"(?:^|[\s(„“\"»])(?:z\.\s?b|d\.\s?h|u\.\s?a|u\.\s?ä|o\.\s?ä|i\.\s?d\.\s?r|s\.\s?o|s\.\s?u|e\.\s?v|v\.\s?a|m\.\s?e"
    r"|bzw|usw|etc|ca|vgl|evtl|ggf|inkl|exkl|sog|bspw|zzgl|nr|abs|str|tel|dr|prof|dipl|ing|hr|fr|jh|mio|mrd"
    r"|e\.\s?g|i\.\s?e|a\.\s?m|p\.\s?m|u\.\s?s|mr|mrs|ms|jr|sr|vs|fig|inc|ltd|cf|approx|dept|[a-zäöü])\.$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:^|\s)\d{1,4}\.$")
_MONTHLIKE = re.compile(
    r"\s+(?:[a-zäöü]|jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez|jahrhundert|klasse|platz|kapitel)", re.IGNORECASE
)
_END = re.compile(rf"[.!?…]+(?P<closing>[{re.escape(_CLOSING)}]*)(?=\s|$)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands in a text.

    Attributes:
        words: the question itself, without what leads to it before a colon, quotation marks and brackets.
        sentence: the whole sentence.
        following: the sentence after it in its paragraph; empty at the end.
        quoted: somebody is quoted as asking.
    """

    words: str
    sentence: str
    following: str
    quoted: bool


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, in order; together they hold every word of it."""
    found = []
    start = 0
    for end in _END.finditer(paragraph):
        if _ends(paragraph, start, end):
            found.append(paragraph[start : end.end()].strip())
            start = end.end()
    found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends(paragraph: str, start: int, end: re.Match[str]) -> bool:
    after = paragraph[end.end() :]
    following = after.lstrip().lstrip(_OPENING)[:1]
    signs = end[0].rstrip(_CLOSING)
    if "?" in signs or "!" in signs:
        # »„Warum?“ fragte sie« and "Why? he asked" go on.
        return not (end["closing"] and following.islower())
    before = paragraph[start : end.end()]
    if signs == "." and (_ABBREVIATED.search(before) or (_ORDINAL.search(before) and _MONTHLIKE.match(after))):
        return not after.strip()
    return not following.islower()


def questions(paragraph: str) -> list[Asked]:
    """The questions of a paragraph, in order."""
    found = sentences(paragraph)
    return [
        asked
        for sentence, following in zip(found, [*found, ""][1:], strict=True)
        for asked in _within(sentence, following)
    ]


def _within(sentence: str, following: str) -> Iterator[Asked]:
    """Each question mark of a sentence with what it asks."""
    hidden = _ADDRESS.sub(lambda found: re.sub(r"\?(?=.)", "_", found[0]), sentence)
    hidden = re.sub(r"\(\s*[?!]+\s*\)", lambda found: "_" * len(found[0]), hidden)
    start = 0
    for mark in re.finditer(r"[?!]*\?[?!]*", hidden):
        words, quoted = _inner(sentence[start : mark.end()], at_end=mark.end() >= len(sentence.rstrip(_CLOSING)))
        start = mark.end()
        if re.search(r"\w", words):
            yield Asked(words, sentence, following, quoted)


# An opening sign stands before a word and behind none: the German closing one is the English opening one.
_INNER_QUOTE = re.compile(r"(?:^|(?<=[\s(]))[„“»\"‚‘«(](?=\S)([^„“”»«\"()]*\?[?!]*)$")
_LEADING_IN = re.compile(r"^[^?]*?[^\s\d?][:：]\s+(?=[„“»\"‚(]*[A-ZÄÖÜ])")
_LIST_MARK = re.compile(r"^(?:[-–—•*·]|\d{1,2}[.)]|[a-z]\))\s+")


def _inner(words: str, *, at_end: bool) -> tuple[str, bool]:
    """What is asked, and whether it stands in quotation marks."""
    shown = _LIST_MARK.sub("", words.strip().lstrip(',;.”“"»«)* '))
    opened = _INNER_QUOTE.search(shown)
    if opened and re.search(r"\w", opened[1]):
        return opened[1].strip(), words[: words.rfind(opened[1])].rstrip()[-1:] != "("
    while (led := _LEADING_IN.match(shown)) and re.search(r"\w", shown[led.end() :]):
        shown = shown[led.end() :]
    bare = shown.lstrip(_OPENING)
    return (bare if at_end and bare != shown and not re.search(rf"[{re.escape(_CLOSING)}]", bare) else shown), False
