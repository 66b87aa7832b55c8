"""Which theme of the codebook is an answer in, and how sure is that?

A definition is enough to begin with: answers near its words are taken as if they were coded, and a classifier learns from
the surest of them (self-training: Meng et al. 2020, doi:10.18653/v1/2020.emnlp-main.724, in its simplest form). What people
decided, and the codebook's examples, weigh more than any of these and are never overruled.

How sure it is, is the chance that the theme is right, measured on two German sets (docs/codebooks.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.coding.codebook import Codebook, Theme
from surveys.coding.embedding import unit
from surveys.coding.features import features
from surveys.coding.missing import needed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.coding.embedding import Embedder, Vectors

OVERLAP_WEIGHT = 1.5  # of shared pieces of words beside likeness of meaning
NEAREST_PARTS = 3  # of a definition's parts that decide how near it is
SUREST = 0.4  # share 0-1 of each theme's answers the classifier learns from
FEWEST_SURE = 3  # of each theme
HUMAN_WEIGHT = 3.0  # of an answer that a person coded, beside one that is only near a definition
CHUNK = 4_000  # answers compared at once
LENIENCE = 150.0  # C of the classifier times its answers: so a few answers make it as sure as thousands
RATHER_WRONG = 0.5  # a theme that is wrong more often than right is none
# From the odds of a theme over chance to how often it was right. Fitted over four situations of each set (all answers and
# themes; 100 answers; two and three themes), the two sets give the same to .02; alone, a large set is steeper.
SURE_OF_ODDS, SURE_FROM = 1.16, -0.67
ALONE_FROM, ALONE_SLOPE = 0.13, 13.0  # nearness at which the only theme there is is as likely as not; fitted alike
CERTAIN = 1e-6  # chances nearer than this to 0 and 1 are taken as this near
_PARTS = re.compile(r"[,;:.]\s+|[.]$")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where an answer is.

    Attributes:
        theme: None where it fits nowhere ("noch ohne Thema").
        confidence: 0-1; the chance that the theme is right, and 1 where a person decided.
        is_human: a person decided it.
    """

    answer: str
    theme: str | None
    confidence: float
    is_human: bool = False


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """How likely each theme is, before people's decisions and before anything is called none.

    Attributes:
        chances: answers x themes, each row sums to 1.
        nearness: answers x themes; cosine to the definition and its words, and 1.5 x shared pieces of words.
    """

    chances: NDArray[np.float64]
    nearness: NDArray[np.float64]

    def odds(self) -> NDArray[np.float64]:
        """For each answer the odds of its likeliest theme, over those that chance would give it, as a logarithm."""
        import numpy as np

        best = np.clip(self.chances.max(axis=1), CERTAIN, 1 - CERTAIN)
        over: NDArray[np.float64] = np.log(best / (1 - best)) + np.log(max(1, self.chances.shape[1] - 1))
        return over

    def confidence(self) -> NDArray[np.float64]:
        """For each answer the chance that its likeliest theme is right."""
        import numpy as np

        sure: NDArray[np.float64] = 1 / (1 + np.exp(-(SURE_OF_ODDS * self.odds() + SURE_FROM)))
        return sure


def assign(
    answers: Sequence[str], texts: Sequence[str], vectors: Vectors, codebook: Codebook, embedder: Embedder
) -> tuple[Assignment, ...]:
    """The theme of each answer, in their order.

    answers: ids, as the codebook's decisions name them. vectors: texts x dimension, by this ``embedder``.
    """
    decided = codebook.decided()
    themes = codebook.live()
    found = [Assignment(answer, None, 0.0) for answer in answers]
    # By their text, so that the order they came in decides nothing.
    told = sorted((at for at, text in enumerate(texts) if text.strip()), key=lambda at: (texts[at], answers[at]))
    if themes and told:
        number = {theme.id: at for at, theme in enumerate(themes)}
        known = [_known(answers[at], decided, number) for at in told]
        likely = likelihoods([texts[at] for at in told], vectors[told], themes, embedder, known)
        for at, best, sure in zip(told, likely.chances.argmax(axis=1), likely.confidence(), strict=True):
            share = round(float(sure), 4)
            found[at] = Assignment(answers[at], themes[int(best)].id if share >= RATHER_WRONG else None, share)
    return tuple(
        Assignment(each.answer, decided[each.answer], 1.0, is_human=True) if each.answer in decided else each
        for each in found
    )


NOBODY, NONE_OF_THEM = -1, -2


def _known(answer: str, decided: dict[str, str | None], number: dict[str, int]) -> int:
    if answer not in decided:
        return NOBODY
    theme = decided[answer]
    return NONE_OF_THEM if theme is None else number[theme]


def likelihoods(
    texts: Sequence[str],
    vectors: Vectors,
    themes: Sequence[Theme],
    embedder: Embedder,
    known: Sequence[int] | None = None,
    seed: int = 0,
) -> Likelihoods:
    """How likely each theme is for each text; ``known``: the number of its theme where a person decided, else under 0."""
    with needed():
        import numpy as np
        import sklearn.linear_model  # noqa: F401 - the limit reaches only what is loaded
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    human = np.full(len(texts), NOBODY) if known is None else np.asarray(known)
    with threadpool_limits(1):
        space = _Space(texts, vectors, themes, embedder, seed)
        nearness = space.nearness()
        return Likelihoods(space.learnt(nearness, human), nearness)


class _Space:
    """Answers, definitions with their parts, and examples, in one space."""

    def __init__(
        self, texts: Sequence[str], vectors: Vectors, themes: Sequence[Theme], embedder: Embedder, seed: int
    ) -> None:
        import numpy as np

        self._themes = len(themes)
        self._texts = len(texts)
        examples = [(number, text) for number, theme in enumerate(themes) for text in theme.examples]
        self._example_of = np.array([number for number, _ in examples], np.int64)
        wholes = [whole(theme) for theme in themes]
        parts = [(number, part) for number, theme in enumerate(themes) for part in parts_of(theme)]
        self._part_of = np.array([number for number, _ in parts], np.int64)
        compared = [*texts, *wholes, *(text for _, text in examples)]
        if embedder.stable:
            more = embedder.embed([*wholes, *(text for _, text in examples), *(part for _, part in parts)])
            joined = np.vstack([vectors.astype(np.float32), more])
        else:
            joined = embedder.embed([*compared, *(part for _, part in parts)])
        middle = joined[: len(compared)].mean(axis=0, dtype=np.float64).astype(np.float32)
        self._parts = unit(joined[len(compared) :] - middle)
        self._all = features(compared, joined[: len(compared)], seed)

    def nearness(self) -> NDArray[np.float64]:
        """Answers x themes."""
        import numpy as np

        return np.vstack([self._near(start) for start in range(0, self._texts, CHUNK)])

    def _near(self, start: int) -> NDArray[np.float64]:
        import numpy as np

        answers = self._all.some(start, min(start + CHUNK, self._texts))
        definitions = self._all.some(self._texts, self._texts + self._themes)
        examples = self._all.some(self._texts + self._themes)
        to_parts = answers.meaning @ self._parts.T
        to_examples = answers.meaning @ examples.meaning.T
        found = np.zeros((len(answers.meaning), self._themes))
        for number in range(self._themes):
            mine = np.hstack([to_parts[:, self._part_of == number], to_examples[:, self._example_of == number]])
            found[:, number] = np.sort(mine, axis=1)[:, -NEAREST_PARTS:].mean(axis=1)
        shared: NDArray[np.float64] = found + OVERLAP_WEIGHT * (answers.spelling @ definitions.spelling.T).toarray()
        return shared

    def learnt(self, nearness: NDArray[np.float64], human: NDArray[np.int64]) -> NDArray[np.float64]:
        """Answers x themes: what a classifier says that learnt from people and from the surest."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        if self._themes == 1:
            return _alone(nearness)
        coded = np.flatnonzero(human >= 0)
        sure, theme = _surest(nearness, human == NOBODY)
        joint = self._all.joint
        start = self._texts
        rows = np.vstack(
            [joint[sure], joint[start : start + self._themes], joint[coded], joint[start + self._themes :]]
        )
        labels = np.concatenate([theme, np.arange(self._themes), human[coded], self._example_of])
        weights = np.ones(len(labels))
        weights[len(sure) + self._themes :] = HUMAN_WEIGHT
        learner = LogisticRegression(C=LENIENCE / len(labels), max_iter=1000, class_weight="balanced")
        chances: NDArray[np.float64] = learner.fit(rows, labels, sample_weight=weights).predict_proba(joint[:start])
        return chances


def _surest(nearness: NDArray[np.float64], is_open: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The answers that one theme is nearest to by far, some of each theme, and that theme."""
    import numpy as np

    ordered = np.sort(nearness, axis=1)
    lead = ordered[:, -1] - ordered[:, -2]
    nearest = nearness.argmax(axis=1)
    chosen = []
    for theme in range(nearness.shape[1]):
        mine = np.flatnonzero((nearest == theme) & is_open)
        many = max(FEWEST_SURE, int(np.ceil(SUREST * len(mine))))
        chosen.append(mine[np.argsort(-lead[mine], kind="stable")[:many]])
    sure = np.concatenate(chosen)
    return sure, nearest[sure]


def _alone(nearness: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance of the only theme there is: nothing can be learnt, how near it is has to do."""
    import numpy as np

    chances: NDArray[np.float64] = 1 / (1 + np.exp(-ALONE_SLOPE * (nearness - ALONE_FROM)))
    return chances


def whole(theme: Theme) -> str:
    """A theme in one line: its labels and its definition."""
    return f"{', '.join(dict.fromkeys(theme.label.values()))}: {theme.definition}".removesuffix(": ")


def parts_of(theme: Theme) -> list[str]:
    """The labels, and the sentence and the words of the definition one by one."""
    parts = [*theme.label.values(), *_PARTS.split(theme.definition)]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
