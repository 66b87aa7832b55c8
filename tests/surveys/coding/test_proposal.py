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
from surveys.coding.embedding import default, unit
from surveys.coding.proposal import Proposal, propose

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

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


# --- a small corpus made by hand: four topics, each word a direction, more or less mixed up ------------------------

SPOKEN = ("Hotline Warteschleife", "Techniker Termin", "Rechnung Gebühren", "Laden Personal")
FILLERS = (
    "Apfel", "Birne", "Dach", "Eis", "Fluss", "Gast", "Hut", "Igel", "Jacke", "Kino", "Licht", "Mond",
    "Nacht", "Ofen", "Park", "Quark", "Regen", "Sand", "Tor", "Uhr", "Vase", "Wald", "Zaun", "Ampel", "Brot",
)  # fmt: skip


def corpus(*sizes: int, noise: float, seed: int = 5) -> tuple[list[str], Vectors]:
    """Answers on up to four topics, so many of each, each beside its topic's direction by some noise; one on none, last."""
    draw, centres = np.random.default_rng(seed), np.eye(len(sizes) + 1, 24)
    texts, points = [], []
    for topic, size in enumerate(sizes):
        for at in range(size):
            texts.append(
                f"{SPOKEN[topic].split()[at % 2]} {FILLERS[(at * 7 + topic * 5) % 25]} {FILLERS[(at * 3 + topic) % 25]}"
            )
            points.append(centres[topic] + draw.normal(0, noise, 24))
    return [*texts, "Xylophon"], np.vstack([unit(np.array(points, np.float32)), np.eye(24, dtype=np.float32)[-1:]])


def written(found: Proposal) -> str:
    """Its themes, one sign for each answer."""
    return "".join("-" if theme is None else str(theme) for theme in found.themes)


def test_four_topics_that_are_clear_are_four_themes() -> None:
    """The answer about a xylophone is the only one between two themes; nobody else says anything like it."""
    found = propose(*corpus(14, 12, 10, 9, noise=0.35))

    assert found.count == 4
    assert written(found)[:-1] == "0" * 14 + "1" * 12 + "2" * 10 + "3" * 9
    assert all(0.5 < share <= 1 for share in found.confidence[:-1])


def test_the_borders_of_topics_that_are_mixed_up_stay_where_they_were() -> None:
    """Nothing here is right or wrong: whoever changes how themes are found sees that other ones are."""
    found = propose(*corpus(14, 12, 10, 9, noise=0.45))

    assert written(found) == "000000001010102224242222204333434303111111111-"
    assert (found.count, found.confidence[-1]) == (5, 0.0)
    assert found.confidence[:4] == pytest.approx((0.5765, 0.8278, 0.9496, 0.857), abs=1e-3)
    assert all(share == round(share, 4) for share in found.confidence)


def test_as_many_themes_as_are_asked_for_are_found_with_vectors_of_half_the_length_too() -> None:
    texts, vectors = corpus(14, 12, 10, 9, noise=0.35)

    assert propose(texts, vectors, count=2).count == 2
    assert propose(texts, vectors.astype(np.float16)).themes == propose(texts, vectors).themes


def test_an_answer_like_no_other_is_in_no_theme() -> None:
    texts, vectors = corpus(20, 20, noise=0.05)
    away = np.zeros((1, 24), np.float32)
    away[0, 20] = -1
    texts[-1] = "Ggggg"
    found = propose(texts, np.vstack([vectors[:-1], away]), count=2)

    assert written(found) == "0" * 20 + "1" * 20 + "-"


def test_answers_that_differ_by_a_number_are_one_and_too_few_to_group() -> None:
    texts, vectors = corpus(14, 12, 10, 9, noise=0.35)
    same = [*texts[:29], *(f"{at} {texts[0]} {at}" for at in range(12))]

    assert propose(same, vectors[:41]) == Proposal((None,) * 41, (0.0,) * 41, 0)
    assert propose([*texts[:29], *same[29:], texts[40]], vectors[:42]).count >= 2


def test_words_that_say_nothing_make_no_other_answer() -> None:
    texts, vectors = corpus(14, 12, 10, 9, noise=0.35)
    same = [*texts[:29], *(f"und {texts[at]} aber" for at in range(12))]

    assert propose(same, vectors[:41]).count == 0


def test_answers_beyond_the_landmarks_go_where_their_neighbours_are_some_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts, vectors = corpus(20, 16, 12, noise=0.1)
    monkeypatch.setattr(proposal, "LANDMARKS", 34)
    monkeypatch.setattr(proposal, "FEATURED", 4)
    found = propose(texts, vectors, count=3)

    assert written(found)[:-1] == "0" * 20 + "1" * 16 + "2" * 12
    assert min(found.confidence[:-1]) > 0.5


def test_up_to_the_limit_every_answer_is_a_landmark_and_beyond_it_some_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proposal, "LANDMARKS", 5)

    drawn = [proposal._landmarks(9, seed).tolist() for seed in range(4)]
    assert proposal._landmarks(5, 0).tolist() == [0, 1, 2, 3, 4]
    assert all(len(set(each)) == 5 and each == sorted(each) and max(each) < 9 for each in drawn)
    assert len({tuple(each) for each in drawn}) > 1


@pytest.mark.parametrize(("answers", "many"), [(10_000, 15), (90, 15), (89, 14), (40, 6), (24, 4), (23, 3), (5, 3)])
def test_a_sixth_of_few_answers_are_neighbours_three_at_least_and_fifteen_at_most(answers: int, many: int) -> None:
    assert proposal._many(answers) == many


def test_themes_are_numbered_by_size_then_by_their_first_answer() -> None:
    found = np.array([3, 2, 2, -1, 0, 1, 1, 0, 0])

    # 0 has three answers; 1 and 2 have two, of which 2 comes first; 3 has one and 4 none.
    assert proposal._by_size(found, 5).tolist() == [3, 1, 1, -1, 0, 2, 2, 0, 0]
    assert proposal._by_size(np.array([1, 1, 0]), 2).tolist() == [0, 0, 1]
    assert proposal._by_size(np.array([-1, -1]), 2).tolist() == [-1, -1]


def joined(edges: dict[tuple[int, int], float], many: int) -> csr_matrix:
    from scipy.sparse import coo_matrix

    ends = [*edges, *((other, one) for one, other in edges)]
    weights = [*edges.values(), *edges.values()]
    return coo_matrix((weights, ([one for one, _ in ends], [other for _, other in ends])), shape=(many, many)).tocsr()


def test_an_answers_support_is_the_part_of_its_edges_within_its_theme() -> None:
    # The second is joined by 0.5 to one of its theme and by 0.25 to one of another; the last to nobody.
    graph = joined({(0, 1): 0.5, (1, 2): 0.25}, 4)

    assert proposal._support(graph, np.array([0, 0, 1, 1])).round(4).tolist() == pytest.approx([1, 0.6667, 0, 0])


def test_the_nearest_landmarks_vote_and_an_answer_away_from_them_is_alone() -> None:
    landmarks = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 1, 0]], np.float32)
    some = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.1, 0, 0.995]], np.float32)
    theme, sure, alone = proposal._by_neighbours(some, landmarks, np.array([0, 0, 1]), 2)

    # 1 + 0.8 for the first theme and nothing for the second; 0.6 for the first, 1 for the second; mean cosines 0.6,
    # 0.53, 0 and (0.1 + 0.08) / 3 = 0.06.
    assert theme.tolist() == [0, 1, 0, 0]
    assert sure.tolist() == pytest.approx([1, 0.625, 0, 1])
    assert alone.tolist() == [False, False, True, True]


def test_smoothing_takes_an_answer_to_the_middle_of_its_neighbours() -> None:
    # Two that are joined meet halfway; one that is joined to nobody stays where it is.
    features = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    found = proposal._smoothed(features, joined({(0, 1): 0.3}, 3))

    assert found.tolist() == [
        pytest.approx([0.5**0.5, 0.5**0.5]),
        pytest.approx([0.5**0.5] * 2),
        pytest.approx([0.6, 0.8]),
    ]


def test_itself_weighs_as_much_as_its_nearest_neighbour_in_four_rounds() -> None:
    # The tangents of two answers that are joined to one that stays in the middle of them, at 45 degrees by symmetry:
    # each round takes the unit vector halfway to it, so that the angle of 45 degrees is halved four times.
    features = np.array([[1, 0], [0.5**0.5, 0.5**0.5], [0, 1]], np.float32)
    found = proposal._smoothed(features, joined({(0, 1): 1.0, (1, 2): 1.0}, 3))

    assert np.degrees(np.arctan2(found[:, 1], found[:, 0])).tolist() == pytest.approx(
        [45 - 45 / 16, 45, 45 + 45 / 16], abs=0.01
    )


@pytest.mark.parametrize(("groups", "count"), [(0, 2), (1, 2), (2, 2), (3, 3), (12, 12), (14, 12)])
def test_as_many_themes_are_looked_for_as_the_graph_falls_into_between_two_and_twelve(groups: int, count: int) -> None:
    edges = {
        (4 * group + one, 4 * group + other): 1.0
        for group in range(groups)
        for other in range(4)
        for one in range(other)
    }

    assert proposal._communities(joined(edges, max(4 * groups, 4)), 0) == count


def test_fewer_different_answers_than_themes_make_fewer_themes() -> None:
    points = np.array([[0, 1], [0, 1], [1, 0], [1, 0]], np.float32)

    assert sorted(proposal._clusters(points, 3, 0).tolist()) == [0, 0, 1, 1]
    assert sorted(proposal._clusters(points[1:3], 5, 0).tolist()) == [0, 1]


# --- the space in which answers are compared -----------------------------------------------------------------------


def test_spelling_weighs_eight_tenths_beside_the_meaning() -> None:
    # 1 beside 0.8, together of length 1: 1 / sqrt(1.64) and 0.8 / sqrt(1.64).
    texts, vectors = corpus(10, 10, 10, noise=0.3)
    texts, vectors = texts[:30], vectors[:30]
    found = proposal._Space.of(texts, vectors, 0).features(texts, vectors)

    assert found.shape == (30, 24 + 29)
    assert np.linalg.norm(found[:, :24], axis=1).tolist() == pytest.approx([1 / 1.64**0.5] * 30, abs=1e-5)
    assert np.linalg.norm(found[:, 24:], axis=1).tolist() == pytest.approx([0.8 / 1.64**0.5] * 30, abs=1e-5)


def test_150_dimensions_of_spelling_are_kept_at_most() -> None:
    texts = [f"{one}{other} {third}" for one in FILLERS[:7] for other in FILLERS[7:14] for third in FILLERS[14:18]][
        :160
    ]
    vectors = unit(np.random.default_rng(0).normal(size=(160, 3)).astype(np.float32))

    assert proposal._Space.of(texts, vectors, 0).features(texts, vectors).shape == (160, 3 + 150)


def test_texts_without_a_piece_in_common_are_compared_by_their_meaning_alone() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    space = proposal._Space.of(["abc", "xyz"], vectors, 0)

    assert space.reduced is None
    assert space.mean.tolist() == [0.5, 0.5]
    # Seen from their middle they lie in opposite directions.
    assert space.features(["abc", "xyz"], vectors).round(4).tolist() == pytest.approx(
        np.array([[0.7071, -0.7071], [-0.7071, 0.7071]]), abs=1e-4
    )
    assert proposal._Space.of(["abc"], vectors[:1], 0).reduced is None
    assert proposal._Space.of(["abc", "abc"], vectors, 0).reduced is not None
