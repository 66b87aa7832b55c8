"""What of an answer is compared with other answers? The original text is never changed: this is a second one beside it.

Canonical composition as in Unicode Standard Annex 15 (NFC); what cannot be seen is left out, and so is what says nothing
about a theme: links, mentions, emoji.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MARKS = 2  # combining marks on one letter; more is zalgo, no language's spelling needs them after NFC
LONGEST = 2_000  # characters of a text that decide its theme; an encoder's time grows with more than the length
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")  # bounded: 12,000 characters without a space take no time
# Of Discord <@123>, <#123>, <:name:123>; of Telegram and others @name.
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w+:)\d+>|(?<!\w)@\w+")
_MARKED = re.compile(r"[@<]|://|[wW]{3}\.")  # without one of these there is none of the above
_RETWEET = re.compile(r"^\s*RT\b(?=\s*:?\s*@)\s*")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_STACKED = re.compile("[\u0300-\u036f]+")  # marks left on Latin letters after NFC, which no German or English word has
# Most answers: Latin letters and punctuation, nothing invisible, no picture (category So, Sk). Looked at sign by sign
# they would take most of the time.
_ORDINARY = re.compile(r"[\n !-\]_a-~ÀÁÂÄ-ÖØ-öø-ſ€„“”‚‘’–—…§«»¿¡]*")
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
_PICTURES = frozenset({"So", "Sk"})  # emoji and other pictures; skin tones are "Sk"


def shown(text: str) -> str:
    """The text with one kind of white space, without invisible characters and stacked marks; letters keep their case."""
    if not _ORDINARY.fullmatch(text):
        text = "".join(_visible(unicodedata.normalize("NFC", text)))
    return " ".join(text.split())


def plain(text: str) -> str:
    """What an encoder reads: as ``shown``, without links, mentions and emoji, at most 2,000 characters."""
    seen = shown(_RETWEET.sub("", text) if "RT" in text else text)
    if _MARKED.search(seen):
        for extra in (_LINK, _ADDRESS, _MENTION):
            seen = extra.sub(" ", seen)
    if not _ORDINARY.fullmatch(seen):
        seen = "".join(" " if unicodedata.category(sign) in _PICTURES else sign for sign in seen)
    return " ".join(seen.split())[:LONGEST].rstrip()


def comparable(text: str) -> str:
    """What two answers are compared by: words in lower case (full case folding), one space between them."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words of a text, case-folded, in their order; ``don't`` is one."""
    return [found.replace("’", "'") for found in _WORD.findall(_STACKED.sub("", plain(text).casefold()))]


def says_something(text: str) -> bool:
    """Whether there is a letter in it once links, mentions and emoji are gone."""
    if len(text) <= LONGEST and not _MARKED.search(text):
        return any(sign.isalpha() for sign in text)  # nothing is taken out that is a letter
    return any(sign.isalpha() for sign in plain(text))


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        if sign.isascii():
            marks = 0
            if sign.isprintable() or sign.isspace():
                yield sign
            continue
        kind = unicodedata.category(sign)
        if kind in _INVISIBLE:
            # Zero-width spaces, turned reading, soft hyphens: an answer with them reads like the one without.
            continue
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= MARKS:
            yield sign
