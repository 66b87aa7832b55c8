"""What codebook do answers make that somebody has coded already, by hand or with another program?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.coding import codebook as book
from surveys.coding import labels
from surveys.coding import language as tongue
from surveys.coding.codebook import Codebook

if TYPE_CHECKING:
    from surveys.coding.embedding import Embedder

EXAMPLES = (
    50  # of a theme; of 260 coded answers all were as good as 50 of each code, within .02 of accuracy on two sets
)
HELD_OUT = 5  # one answer of so many is kept back to see how well the others explain it
FEWEST = 50  # coded answers under which nothing is kept back
WORDS = 8  # of a definition; with 4 and with 15 answers kept back were coded as well, within 3 of 103
WORD_LIMIT = 40  # characters; what is longer is an address or a key, and no word of a definition
# What a definition says of its words. Where there is one theme they are not compared with anything.
TELLING: Mapping[str, str] = {"de": "Hier häufiger als anderswo", "en": "More often here than elsewhere"}
FREQUENT: Mapping[str, str] = {"de": "Hier häufig", "en": "Often here"}


def learn(texts: Sequence[str], codes: Sequence[str], language: str = "de") -> Codebook:
    """A theme for each code, the most frequent first, with examples; answers without words or code are left out.

    Its definition is the words that stand in its answers more often than in all others, as labels are found; a code
    without such words has none. Which answers become examples is drawn by their text: the same answers in any order make
    the same codebook.
    """
    of_code: dict[str, set[str]] = defaultdict(set)
    counted: dict[str, int] = defaultdict(int)
    for text, code in zip(texts, codes, strict=True):
        if text.strip() and code.strip():
            of_code[code.strip()].add(text.strip())
            counted[code.strip()] += 1
    codebook = Codebook()
    ordered = sorted(of_code, key=lambda code: (-counted[code], code))
    for code, definition in zip(ordered, _definitions(of_code, ordered, language), strict=True):
        examples = sorted(of_code[code], key=_drawn)[:EXAMPLES]
        codebook, _ = book.add(codebook, {language: code}, definition, examples)
    return codebook


def _definitions(of_code: Mapping[str, set[str]], ordered: Sequence[str], language: str) -> list[str]:
    """For each code one line, of what its answers say and others do not."""
    told = [(text, at) for at, code in enumerate(ordered) for text in sorted(of_code[code])]
    texts, themes = [text for text, _ in told], [at for _, at in told]
    tongues = tongue.languages_of(texts, language)
    named = labels.names(texts, themes, tongues, len(ordered), most=WORDS)
    ways = TELLING if len(ordered) > 1 else FREQUENT
    said = ways.get(language, ways["de"])
    kept = [[word for word in name.keywords if len(word) <= WORD_LIMIT] for name in named]
    return [f"{said}: {', '.join(words)}." if words else "" for words in kept]


def right_of_held_out(
    texts: Sequence[str], codes: Sequence[str], embedder: Embedder, language: str = "de"
) -> tuple[int, int] | None:
    """How many answers kept back get the code they have, and of how many; None under 50 coded answers.

    Those that are left without a theme count as not right.
    """
    from surveys.coding.assignment import assign

    coded = sorted(
        {
            (text.strip(), code.strip())
            for text, code in zip(texts, codes, strict=True)
            if text.strip() and code.strip()
        },
        key=lambda each: (_drawn(each[0]), each[1]),
    )
    if len(coded) < FEWEST:
        return None
    asked, given = coded[::HELD_OUT], [each for at, each in enumerate(coded) if at % HELD_OUT]
    codebook = learn([text for text, _ in given], [code for _, code in given], language)
    labels = {theme.id: theme.label[language] for theme in codebook.themes}
    found = assign(
        [str(at) for at in range(len(asked))],
        [text for text, _ in asked],
        embedder.embed([text for text, _ in asked]),
        codebook,
        embedder,
    )
    right = sum(
        each.theme is not None and labels[each.theme] == code for each, (_, code) in zip(found, asked, strict=True)
    )
    return right, len(asked)


def _drawn(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
