"""On answers that people coded: definitions come near their coding, and a hundred checks near their shares."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from bench import coded
from surveys.coding import calibration, embedding
from surveys.coding.assignment import assign

pytestmark = pytest.mark.slow
ROUNDS = 40  # samples of a hundred


@pytest.fixture(scope="module")
def posts(shared_data: Path) -> coded.Coded:
    assert shared_data.is_dir()
    return coded.db()


@pytest.fixture(scope="module")
def assigned(posts: coded.Coded) -> dict[str, str | None]:
    found = assign(posts.answers, posts.texts, posts.vectors, posts.codebook, embedding.default())
    return {each.answer: each.theme for each in found}


@pytest.fixture(scope="module")
def truth(posts: coded.Coded) -> dict[str, str | None]:
    themes = posts.codebook.live()
    return {answer: themes[code].id for answer, code in zip(posts.answers, posts.codes, strict=True)}


def test_one_line_definitions_agree_with_people_at_least_at_42(
    assigned: dict[str, str | None], truth: dict[str, str | None]
) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    answers = sorted(truth)
    given = [str(assigned[answer]) for answer in answers]  # without a theme is one more theme

    assert adjusted_mutual_info_score([truth[answer] for answer in answers], given) >= 0.42


def test_a_hundred_checks_bring_shares_within_three_points(
    assigned: dict[str, str | None], truth: dict[str, str | None]
) -> None:
    errors, held = [], []
    for seed in range(ROUNDS):
        chosen = calibration.to_check(assigned, seed=str(seed))
        for each in calibration.corrected(assigned, {answer: truth[answer] for answer in chosen}):
            if each.theme is not None:
                true = sum(theme == each.theme for theme in truth.values()) / len(truth)
                errors.append(abs(each.share - true))
                held.append(each.low <= true <= each.high)

    assert mean(errors) <= 0.03
    assert mean(held) >= 0.85
