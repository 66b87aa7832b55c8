"""What codebook do answers make that somebody has coded already, by hand or with another program?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.coding import codebook as book
from surveys.coding.codebook import Codebook

if TYPE_CHECKING:
    from surveys.coding.embedding import Embedder

EXAMPLES = (
    50  # of a theme; of 260 coded answers all were as good as 50 of each code, within .02 of accuracy on two sets
)
HELD_OUT = 5  # one answer of so many is kept back to see how well the others explain it
FEWEST = 50  # coded answers under which nothing is kept back


def learn(texts: Sequence[str], codes: Sequence[str], language: str = "de") -> Codebook:
    """A theme for each code, the most frequent first, with examples; answers without words or code are left out.

    Which answers become examples is drawn by their text: the same answers in any order make the same codebook.
    """
    of_code: dict[str, set[str]] = defaultdict(set)
    counted: dict[str, int] = defaultdict(int)
    for text, code in zip(texts, codes, strict=True):
        if text.strip() and code.strip():
            of_code[code.strip()].add(text.strip())
            counted[code.strip()] += 1
    codebook = Codebook()
    for code in sorted(of_code, key=lambda code: (-counted[code], code)):
        examples = sorted(of_code[code], key=_drawn)[:EXAMPLES]
        codebook, _ = book.add(codebook, {language: code}, examples=examples)
    return codebook


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
