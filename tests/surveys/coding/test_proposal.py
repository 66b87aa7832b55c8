"""Are themes proposed the same way every time, in any order, and only where there is enough to group?"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from surveys.coding import proposal
from surveys.coding.embedding import default
from surveys.coding.proposal import Proposal, propose

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

TOPICS = ("Energie", "Mobilität", "Wohnen")
AGAIN = """
import json, sys
import numpy as np
from surveys.coding.proposal import propose
texts = json.load(open(sys.argv[1], encoding="utf-8"))
found = propose(texts, np.load(sys.argv[2]))
print(json.dumps([found.themes, found.confidence, found.count]))
"""


@pytest.fixture(scope="module")
def statements(shared_data: Path) -> list[dict[str, str]]:
    with gzip.open(shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = {row["text"]: row for row in map(json.loads, file) if row["topic"] in TOPICS}
    return random.Random(0).sample(list(rows.values()), 400)


@pytest.fixture(scope="module")
def texts(statements: list[dict[str, str]]) -> list[str]:
    return [row["text"] for row in statements]


@pytest.fixture(scope="module")
def vectors(texts: list[str]) -> Vectors:
    return default().embed(texts)


@pytest.fixture(scope="module")
def proposed(texts: list[str], vectors: Vectors) -> Proposal:
    return propose(texts, vectors)


def _partition(themes: Sequence[int | None], texts: Sequence[str]) -> set[frozenset[str]]:
    groups: dict[int | None, set[str]] = {}
    for theme, text in zip(themes, texts, strict=True):
        groups.setdefault(theme, set()).add(text)
    return {frozenset(group) for group in groups.values()}


def test_themes_agree_with_people_far_more_than_chance(statements: list[dict[str, str]], proposed: Proposal) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    topics = [row["topic"] for row in statements]
    found = [-1 if theme is None else theme for theme in proposed.themes]
    mixed = random.Random(1).sample(found, len(found))

    assert adjusted_mutual_info_score(topics, found) > 0.15
    assert adjusted_mutual_info_score(topics, mixed) < 0.05


def test_themes_are_numbered_by_size_and_nothing_else_is_said_of_what_fits_nowhere(proposed: Proposal) -> None:
    sizes = [proposed.themes.count(theme) for theme in range(proposed.count)]

    assert sizes == sorted(sizes, reverse=True)
    assert 2 <= proposed.count <= proposal.MOST_THEMES
    pairs = list(zip(proposed.themes, proposed.confidence, strict=True))
    assert all(share == 0 if theme is None else proposal.AGREEING <= share <= 1 for theme, share in pairs)
    assert sum(theme is None for theme in proposed.themes) < 0.15 * len(pairs)


def test_the_order_of_answers_decides_nothing(texts: list[str], vectors: Vectors, proposed: Proposal) -> None:
    order = random.Random(3).sample(range(len(texts)), len(texts))
    turned = propose([texts[at] for at in order], vectors[order])

    assert turned.themes == tuple(proposed.themes[at] for at in order)
    assert turned.confidence == tuple(proposed.confidence[at] for at in order)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "77"])
def test_another_process_finds_the_same_to_the_last_bit(
    seed: str, texts: list[str], vectors: Vectors, proposed: Proposal, tmp_path: Path
) -> None:
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", vectors)
    told = subprocess.run(
        [sys.executable, "-c", AGAIN, str(tmp_path / "texts.json"), str(tmp_path / "vectors.npy")],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
    ).stdout  # fmt: skip

    assert json.loads(told) == [list(proposed.themes), list(proposed.confidence), proposed.count]


def test_beyond_the_landmarks_answers_go_where_their_neighbours_are(
    texts: list[str], vectors: Vectors, proposed: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    monkeypatch.setattr(proposal, "LANDMARKS", 250)
    found = propose(texts, vectors)

    assert all(theme is None or 0 <= theme < found.count for theme in found.themes)
    whole = [-1 if theme is None else theme for theme in proposed.themes]
    part = [-1 if theme is None else theme for theme in found.themes]
    assert adjusted_mutual_info_score(whole, part) > 0.3


def test_under_thirty_answers_nothing_is_grouped(texts: list[str], vectors: Vectors) -> None:
    few, enough = propose(texts[:29], vectors[:29]), propose(texts[:30], vectors[:30])

    assert few == Proposal((None,) * 29, (0.0,) * 29, 0)
    assert enough.count >= 2


def test_answers_without_words_are_in_no_theme(texts: list[str]) -> None:
    told = [*texts[:60], "👍👍", "", "   ", "https://example.org", "123"]
    found = propose(told, default().embed(told))

    assert found.themes[60:] == (None,) * 5
    assert any(theme is not None for theme in found.themes)


def test_a_number_of_themes_can_be_given(texts: list[str], vectors: Vectors) -> None:
    assert propose(texts, vectors, count=4).count == 4


def test_vectors_of_nothing_but_zeros_still_group_by_spelling(texts: list[str]) -> None:
    found = propose(texts[:80], np.zeros((80, 512), np.float32))

    assert found.count >= 2
    assert len(_partition(found.themes, texts[:80])) >= 2
