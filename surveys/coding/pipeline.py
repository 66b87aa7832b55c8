"""How do open answers become proposed themes? All stages, one after the other, over plain values.

Normal text, language, duplicates, vectors, proposal, names, quotes. Sizes count people, never texts; answers that say the
same in nearly the same words are grouped once and take the same theme. What was left out is said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surveys.coding import embedding, labels, language, proposal, quotes
from surveys.coding.duplicates import Groups, duplicates
from surveys.coding.neighbours import even
from surveys.coding.normal import comparable, plain, says_something

if TYPE_CHECKING:
    from surveys.coding.embedding import Embedder, Vectors

EXAMPLES = 20  # answers of a theme, in the order in which they are worth quoting
NAMED = 8_000  # answers that themes are named by, of more an even part of all: more words make no better names
ID_DIGITS = 10  # of a theme's id


@dataclass(frozen=True, slots=True)
class Answer:
    """An open answer.

    Attributes:
        id: whatever its owner calls it.
        text: as it was written.
        person: who wrote it; one person counts once in each theme.
        group: the segment of that person, if known.
    """

    id: str
    text: str
    person: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that is proposed.

    Attributes:
        id: of the answers in it; the same answers give the same id, in whatever order they stand.
        label: by language.
        keywords: the most telling words first; none of a mixed theme.
        size: people.
        answers: answers, duplicates included.
        examples: ids of answers, the best to quote first.
    """

    id: str
    label: dict[str, str]
    keywords: tuple[str, ...]
    size: int
    answers: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which theme an answer is in; ``confidence`` is 0-1, and ``theme`` None where it fits nowhere."""

    id: str
    theme: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of all answers.

    Attributes:
        answers: how many there are.
        told: how many hold words.
        people: who said something.
        duplicates: answers that say again what another one said.
        without_theme: answers with words that fit no theme.
        different: answers with words, without duplicates.
    """

    answers: int
    told: int
    people: int
    duplicates: int
    without_theme: int
    different: int


@dataclass(frozen=True, slots=True)
class Themes:
    """What was found in the answers; no themes where there were too few of them."""

    themes: tuple[Theme, ...]
    assignments: tuple[Assignment, ...]
    coverage: Coverage
    language: str
    model: str


def find(
    answers: Sequence[Answer],
    spoken: str = "de",
    vectors: Vectors | None = None,
    held_back: Callable[[str], bool] = quotes.nothing_private,
    fewest: int = 2,
    groups: Groups | None = None,
) -> Themes:
    """The themes of these answers.

    spoken: the language of the wave, for texts too short to tell. vectors: of ``embedding.default()``, answers x
    dimension, if they are known already. held_back: whether a text may not be quoted. fewest: texts
    that hold a word before it may name a theme. groups: of duplicates, if they are known already.
    """
    texts = [answer.text for answer in answers]
    told = [says_something(text) for text in texts]
    groups = groups or duplicates([text if said else "" for text, said in zip(texts, told, strict=True)])
    first = _spokespeople(texts, told, groups)
    chosen = sorted(first.values(), key=lambda at: texts[at])  # encoders see them in one order, whatever the rows' was
    encoder = embedding.default()
    known = _known([texts[at] for at in chosen], encoder) if vectors is None else vectors[chosen]
    known = known.astype("float16", copy=False)  # as they are stored; half the memory
    proposed = proposal.propose([texts[at] for at in chosen], known)
    place = {at: number for number, at in enumerate(chosen)}
    of = [place[first[group]] if said else None for group, said in zip(groups.of, told, strict=True)]
    themes = [None if at is None else proposed.themes[at] for at in of]
    sure = [0.0 if at is None else proposed.confidence[at] for at in of]
    heard = even(range(len(chosen)), NAMED)
    tongues = language.languages_of([texts[chosen[at]] for at in heard], spoken)
    named = labels.names(
        [texts[chosen[at]] for at in heard], [proposed.themes[at] for at in heard], tongues, proposed.count, fewest
    )
    found = _themes(answers, themes, of, known, named, held_back)
    ids = [None if theme is None else found[theme].id for theme in themes]
    return Themes(
        tuple(sorted(found, key=lambda theme: (-theme.size, theme.id))),
        tuple(Assignment(answer.id, theme, share) for answer, theme, share in zip(answers, ids, sure, strict=True)),
        _coverage(answers, told, groups, themes, len(chosen)),
        language.commonest(tongues, tuple(labels.MIXED), spoken),
        encoder.model,
    )


def coded(
    answers: Sequence[Answer],
    themes: Sequence[str | None],
    confidence: Sequence[float],
    label: Mapping[str, Mapping[str, str]],
    vectors: Vectors,
    spoken: str = "de",
    held_back: Callable[[str], bool] = quotes.nothing_private,
) -> Themes:
    """The same of answers that a codebook put into themes; ``label``: of each of its themes, by language."""
    texts = [answer.text for answer in answers]
    told = [says_something(text) for text in texts]
    groups = duplicates([text if said else "" for text, said in zip(texts, told, strict=True)])
    number = {theme: at for at, theme in enumerate(label)}
    of = [number[theme] if said and theme is not None else None for theme, said in zip(themes, told, strict=True)]
    tongues = language.languages_of(texts, spoken)
    named = labels.names(texts, of, tongues, len(number))
    found = _themes(answers, of, list(range(len(answers))), vectors, named, held_back)
    kept = [replace(each, id=theme, label=dict(label[theme])) for theme, each in zip(label, found, strict=True)]
    return Themes(
        tuple(sorted(kept, key=lambda theme: (-theme.size, theme.id))),
        tuple(
            Assignment(answer.id, None if at is None else themes_id, share if at is not None else 0.0)
            for answer, at, themes_id, share in zip(answers, of, themes, confidence, strict=True)
        ),
        _coverage(answers, told, groups, of, len({groups.of[at] for at, said in enumerate(told) if said})),
        language.commonest(tongues, tuple(labels.MIXED), spoken),
        embedding.default().model,
    )


def find_apart(answers: Sequence[Answer], spoken: str = "de", vectors: Vectors | None = None) -> Themes:
    """As ``find``, in a process of its own: whoever waits for it in a thread keeps the event loop free."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a fork of a process with threads may inherit a lock that nobody opens.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(find, tuple(answers), spoken, vectors).result()


def _known(texts: Sequence[str], encoder: Embedder) -> Vectors:
    import numpy as np

    # Too few to group: the model need not be loaded.
    if len(texts) < proposal.FEWEST:
        return np.zeros((len(texts), encoder.dimension), np.float32)
    return encoder.embed([plain(text) for text in texts])


def _spokespeople(texts: Sequence[str], told: Sequence[bool], groups: Groups) -> dict[int, int]:
    """For each group the answer that stands for it: by its text, so that the order of rows decides nothing."""
    return {
        group: min(members, key=lambda at: (texts[at], at))
        for group, members in groups.members().items()
        if told[group]
    }


def _themes(
    answers: Sequence[Answer],
    themes: Sequence[int | None],
    of: Sequence[int | None],
    vectors: Vectors,
    named: Sequence[labels.Name],
    held_back: Callable[[str], bool],
) -> list[Theme]:
    if not named:
        return []
    members: list[list[int]] = [[] for _ in named]
    for at, theme in enumerate(themes):
        if theme is not None:
            members[theme].append(at)
    found = []
    # What all answers share, such as the subject of the question, makes none of them typical of a theme.
    common = vectors.mean(axis=0, dtype="float32")
    for mine, name in zip(members, named, strict=True):
        # One answer of each group of duplicates may be quoted: the first one.
        single = list({of[at]: at for at in reversed(mine)}.values())[::-1]
        order = quotes.in_order(
            [answers[at].text for at in single],
            embedding.unit(vectors[[number for at in single if (number := of[at]) is not None]] - common),
            [answers[at].person for at in single],
            held_back,
        )
        found.append(
            Theme(
                id=identified([answers[at].text for at in mine]),
                label=dict(name.label),
                keywords=name.keywords,
                size=len({answers[at].person for at in mine}),
                answers=len(mine),
                examples=tuple(answers[single[at]].id for at in order[:EXAMPLES]),
            )
        )
    return found


def identified(texts: Sequence[str]) -> str:
    """The id of a theme of these texts, whatever their order."""
    said = json.dumps(sorted({comparable(text) for text in texts}), ensure_ascii=False)
    return f"t{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:ID_DIGITS]}"


def _coverage(
    answers: Sequence[Answer], told: Sequence[bool], groups: Groups, themes: Sequence[int | None], different: int
) -> Coverage:
    said = [at for at, words in enumerate(told) if words]
    return Coverage(
        answers=len(answers),
        told=len(said),
        people=len({answers[at].person for at in said}),
        duplicates=len(said) - len({groups.of[at] for at in said}),
        without_theme=sum(themes[at] is None for at in said),
        different=different,
    )
