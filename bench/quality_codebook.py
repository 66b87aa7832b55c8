"""(codebook) How near does a codebook of one-line definitions come to people's coding, and what do its figures promise?

Adjusted mutual information (Vinh, Epps and Bailey 2010, JMLR 11) with the codes people gave, beside a classifier that learnt
from those codes (five folds, the same features) as the ceiling. The sets are halves: targets are of the whole sets.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from itertools import count
from statistics import mean
from typing import TYPE_CHECKING

from bench import coded
from bench.coded import Coded
from bench.figures import figure
from surveys.coding import assignment, calibration, embedding, novelty, stability
from surveys.coding.assignment import Likelihoods, likelihoods
from surveys.coding.features import features, unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from surveys.coding.codebook import Theme
    from surveys.coding.embedding import Vectors

SEEDS = 5
ROUNDS = 100  # of checking a hundred answers
FEWEST_LEFT_OUT = 20  # answers of a theme that is taken away from the codebook
AMI_TARGETS = {"db": ">= 0.42 (whole set)", "klima": ">= 0.28 (whole set)"}
GROWTH = {"1_percent": 0.01, "10_percent": 0.1}
KEPT_TARGETS = {"1_percent": ">= 0.98", "10_percent": ">= 0.92"}
THEMES = 12  # of the proposal that is refitted
BINS = 10  # of answers, by confidence


def measure(seeds: int = SEEDS, rounds: int = ROUNDS) -> None:
    """Print all figures; says so where there are no corpora."""
    if not coded.shared().is_dir():
        print("no corpora here: set NACHGEFRAGT_SHARED to their folder", file=sys.stderr)
        return
    for answers in (coded.db(), coded.klima()):
        first = _agreement(answers, seeds)
        _confidence(answers, first)
        _none(answers, first)
        _shares(answers, rounds)
        _ids(answers, seeds)
        if answers.name == "db":
            _bursts(answers)


def _likely(answers: Coded, themes: Sequence[Theme], seed: int = 0) -> Likelihoods:
    return likelihoods(answers.texts, answers.vectors, themes, embedding.default(), seed=seed)


def _themes(answers: Coded) -> Sequence[Theme]:
    return answers.codebook.live()


def _agreement(answers: Coded, seeds: int) -> Likelihoods:
    import numpy as np
    from sklearn.metrics import adjusted_mutual_info_score as ami

    codes = np.array(answers.codes)
    found, with_none, right, ceilings = [], [], [], []
    first = None
    for seed in range(seeds):
        likely = _likely(answers, _themes(answers), seed)
        first = first or likely
        best = likely.chances.argmax(axis=1)
        found.append(float(ami(codes, best)))
        with_none.append(float(ami(codes, np.where(likely.confidence() < assignment.RATHER_WRONG, -1, best))))
        right.append(float((codes == best).mean()))
        ceilings.append(_ceiling(answers, seed))
    figure(
        f"codebook_ami_{answers.name}",
        mean(found),
        "AMI",
        len(codes),
        seeds=seeds,
        least=min(found),
        most=max(found),
        none_as_a_theme=mean(with_none),
        right=mean(right),
        ceiling=mean(ceilings),
        share_of_ceiling=mean(found) / mean(ceilings),
        target=AMI_TARGETS[answers.name],
    )
    assert first is not None
    return first


def _ceiling(answers: Coded, seed: int) -> float:
    """What a classifier that knows the codes of four fifths says about the last one."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import adjusted_mutual_info_score as ami
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    joint = features(answers.texts, answers.vectors, seed).joint
    learner = LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced")
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return float(ami(answers.codes, cross_val_predict(learner, joint, np.array(answers.codes), cv=folds)))


def _confidence(answers: Coded, likely: Likelihoods) -> None:
    """How far the stated chance is from how often it was right, in ten equal parts of the answers."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    right = likely.chances.argmax(axis=1) == np.array(answers.codes)
    sure = likely.confidence()
    parts = np.array_split(np.argsort(sure, kind="stable"), BINS)
    off = sum(abs(float(sure[part].mean() - right[part].mean())) * len(part) for part in parts) / len(sure)
    fitted = LogisticRegression(C=1e3).fit(likely.odds()[:, None], right)
    figure(
        f"codebook_confidence_off_{answers.name}",
        off,
        "share",
        len(sure),
        stated=float(sure.mean()),
        right=float(right.mean()),
        slope=float(fitted.coef_[0, 0]),
        intercept=float(fitted.intercept_[0]),
    )


def _none(answers: Coded, likely: Likelihoods) -> None:
    """What the threshold costs and brings: also of answers whose theme the codebook does not have."""
    import numpy as np

    codes, sure = np.array(answers.codes), likely.confidence()
    right = likely.chances.argmax(axis=1) == codes
    gone = sure < assignment.RATHER_WRONG
    strangers = []
    for number, theme in enumerate(_themes(answers)):
        if (codes == number).sum() >= FEWEST_LEFT_OUT:
            without = _likely(answers, [each for each in _themes(answers) if each is not theme])
            strangers.append(float((without.confidence()[codes == number] < assignment.RATHER_WRONG).mean()))
    figure(
        f"codebook_without_theme_{answers.name}",
        float(gone.mean()),
        "share",
        len(codes),
        of_right_ones=float(gone[right].mean()),
        of_wrong_ones=float(gone[~right].mean()),
        of_themes_left_out=mean(strangers),
    )


def _shares(answers: Coded, rounds: int) -> None:
    """The error of shares after a person checked 100 answers, over draws of the sample."""
    names = [theme.id for theme in _themes(answers)]
    truth = {answer: names[code] for answer, code in zip(answers.answers, answers.codes, strict=True)}
    found = assignment.assign(answers.answers, answers.texts, answers.vectors, answers.codebook, embedding.default())
    assigned = {each.answer: each.theme for each in found}
    true = {name: sum(theme == name for theme in truth.values()) / len(truth) for name in names}
    before = [abs(sum(theme == name for theme in assigned.values()) / len(truth) - true[name]) for name in names]
    errors, held, wide = [], [], []
    for seed in range(rounds):
        chosen = calibration.to_check(assigned, seed=str(seed))
        told = calibration.corrected(assigned, {answer: truth[answer] for answer in chosen})
        shares = {each.theme: each for each in told}
        for name in names:
            each = shares.get(name)
            errors.append(abs((each.share if each else 0.0) - true[name]))
            held.append(each is not None and each.low <= true[name] <= each.high)
            wide.append(each.high - each.low if each else 0.0)
    figure(
        f"share_error_after_{calibration.CHECKED}_checks_{answers.name}",
        100 * mean(errors),
        "points",
        rounds,
        before=100 * mean(before),
        interval_holds=mean(held),
        interval_points=100 * mean(wide),
        target="<= 3, held in >= 0.85",
    )


def _ids(answers: Coded, seeds: int) -> None:
    """The share of old answers that keep their id when answers are added and the proposal is fitted anew."""
    import numpy as np

    for name, growth in GROWTH.items():
        warm, cold = [], []
        for seed in range(seeds):
            order = np.random.default_rng(seed).permutation(len(answers.texts))
            old = order[: round(len(order) / (1 + growth))]
            before = np.full(len(order), -1)
            before[old] = _fitted(_joint(answers, old), seed)
            everything = _joint(answers, np.arange(len(order)))
            warm.append(_kept(before, stability.warm(everything, before.tolist())))
            cold.append(_kept(before, _fitted(everything, seed + seeds)))
        figure(
            f"ids_kept_warm_{name}_{answers.name}",
            mean(warm),
            "share",
            len(answers.texts),
            seeds=seeds,
            least=min(warm),
            cold=mean(cold),
            target=KEPT_TARGETS[name],
        )


def _joint(answers: Coded, places: NDArray[np.int64]) -> Vectors:
    return unit(features([answers.texts[at] for at in places], answers.vectors[places]).joint)


def _fitted(joint: Vectors, seed: int) -> NDArray[np.int64]:
    from sklearn.cluster import KMeans

    labels: NDArray[np.int64] = KMeans(THEMES, n_init=4, random_state=seed).fit_predict(joint)
    return labels


def _kept(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    old = {str(at): f"t{number}" for at, number in enumerate(before) if number >= 0}
    return stability.refit(old, {str(at): int(number) for at, number in enumerate(after)}, _fresh()).kept


def _fresh() -> Callable[[], str]:
    numbers = count(1000)
    return lambda: f"t{next(numbers)}"


def _bursts(answers: Coded) -> None:
    """An aspect that nobody spoke of before, among a tenth of the others as new answers beside it."""
    import numpy as np

    codes = np.array(answers.codes)
    joint = features(answers.texts, answers.vectors).joint
    authors = [str(at) for at in range(len(codes))]
    precise, found, false_alarms, tried = [], 0, 0, 0
    for number in range(len(_themes(answers))):
        if (codes == number).sum() < FEWEST_LEFT_OUT:
            continue
        draw = random.Random(number)
        is_new = [code == number or draw.random() < 0.1 for code in codes]
        told = novelty.bursts(novelty.near(joint, is_new), authors, is_new)
        tried += 1
        shares = [mean([bool(codes[at] == number) for at in each.answers if is_new[at]]) for each in told]
        found += any(share > 0.5 for share in shares)
        precise += shares
        drawn = [draw.random() < 0.1 for _ in codes]
        false_alarms += len(novelty.bursts(novelty.near(joint, drawn), authors, drawn))
    figure(
        "burst_precision_db",
        mean(precise) if precise else 0.0,
        "share",
        len(precise),
        least=min(precise, default=None),
        themes_tried=tried,
        themes_found=found,
        false_alarms=false_alarms,
    )
