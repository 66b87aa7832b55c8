"""Does a text lead elsewhere, and was it copied from another one?

A link is not wrong; a moderator wants to see it before others click. Copies are found without vectors: the same words
after folding, or nearly the same runs of characters (Jaccard similarity of character 5-grams; Broder 1997,
doi:10.1109/SEQUEN.1997.666900). Short texts ("Ja", "keine Ahnung") are the same by chance and are not compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

GRAM = 5  # characters
LEAST_WORDS = 5  # of a text that can be a copy
NEAR = 0.6  # Jaccard similarity, share 0-1, from which on texts count as copies; set by hand
COMMON = 200  # texts that share a gram, from which on the gram is no evidence and only costs time

_LINK = re.compile(
    r"(?i)(?<![\w@.-])(?:https?://|www\.)[^\s<>\"“”«»]{1,500}"
    r"|(?<![\w@./-])(?:t\.me|telegram\.me|discord\.gg|discord\.com/invite|chat\.whatsapp\.com|wa\.me|bit\.ly|tinyurl\.com)/[^\s<>\"“”«»]{1,300}"
    r"|(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,3}(?:com|net|org|de|at|ch|info|io|me|shop|xyz|top|online|site|app|eu|biz|tv|gg)(?![\w.-]*@)"
    r"(?:/[^\s<>\"“”«»]{0,300})?(?![\w-])"
    r"|\[[^\]\n]{1,100}\]\((?:https?:)?//[^\s)]{1,300}\)|tg://[^\s]{1,100}"
)
_INVITE = re.compile(
    r"(?i)t\.me/(?:\+|joinchat)|discord\.gg|discord(?:app)?\.com/invite|chat\.whatsapp\.com|tg://join|signal\.group"
)
_TRAILING = ".,;:!?)]}'\"…"
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text.

    Attributes:
        start, end: code points, half-open.
        invites: it leads into a group or server.
    """

    start: int
    end: int
    invites: bool


def links(text: str) -> Iterator[Link]:
    """Every link, with or without its scheme, in order."""
    for match in _LINK.finditer(text):
        shown = match[0] if match[0].startswith("[") else match[0].rstrip(_TRAILING)
        yield Link(match.start(), match.start() + len(shown), _INVITE.search(shown) is not None)


def plain(text: str) -> str:
    """What is compared: small letters and digits of compatibility forms, single blanks, no signs."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return _NO_WORD.sub(" ", seen.casefold()).strip()


def copies(texts: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """Groups of two or more keys whose texts are copies of one another, in the order of their first key.

    texts: by key. The cost grows with the pairs that share rare grams, not with all pairs.
    """
    told = {key: shown for key, text in sorted(texts.items()) if len((shown := plain(text)).split()) >= LEAST_WORDS}
    grams = {key: _grams(shown) for key, shown in told.items()}
    parents = {key: key for key in told}
    for one, other in _candidates(told, grams):
        if told[one] == told[other] or similarity(grams[one], grams[other]) >= NEAR:
            parents[_root(parents, other)] = _root(parents, one)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in told:
        groups[_root(parents, key)].append(key)
    return tuple(frozenset(group) for group in sorted(groups.values()) if len(group) > 1)


def is_copied(text: str, others: Iterable[str]) -> bool:
    """Whether one of the others is a copy of a text, or the other way round; the cost grows with their number."""
    shown = plain(text)
    if len(shown.split()) < LEAST_WORDS:
        return False
    grams = _grams(shown)
    return any(shown == other or similarity(grams, _grams(other)) >= NEAR for other in map(plain, others))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard: shared grams by all grams of both, share 0-1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _grams(shown: str) -> frozenset[str]:
    return frozenset(shown[at : at + GRAM] for at in range(max(1, len(shown) - GRAM + 1)))


def _candidates(told: Mapping[str, str], grams: Mapping[str, frozenset[str]]) -> Iterable[tuple[str, str]]:
    """Pairs that can reach the similarity, each once: those with the same words, or that share a rare gram.

    Two sets of similarity s share a gram among the first ``|A| - ceil(s |A|) + 1`` of A, in any order common to both
    (prefix filter; Chaudhuri, Ganti & Kaushik 2006, doi:10.1109/ICDE.2006.9); rarest first makes the pairs few.
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for key in told:
        for gram in grams[key]:
            holders[gram].append(key)
    index: dict[str, list[str]] = defaultdict(list)
    first: dict[str, str] = {}
    for key, shown in told.items():
        if shown in first:  # a chain of equal texts joins them all
            yield first[shown], key
            continue
        first[shown] = key
        ordered = sorted(grams[key], key=lambda gram: (len(holders[gram]), gram))
        prefix = ordered[: len(ordered) - int(-(-NEAR * len(ordered) // 1)) + 1]
        size = len(ordered)
        near = {
            other
            for gram in prefix
            if len(holders[gram]) <= COMMON
            for other in index[gram]
            if NEAR * size <= len(grams[other]) <= size / NEAR
        }
        yield from ((other, key) for other in sorted(near))
        for gram in prefix:
            index[gram].append(key)


def _root(parents: dict[str, str], key: str) -> str:
    while parents[key] != key:
        parents[key] = parents[parents[key]]
        key = parents[key]
    return key
