"""Are pieces of words counted as the library counts them, only sooner?"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from surveys.coding.spelling import Spelling

pytest.importorskip("sklearn")


@pytest.mark.parametrize("fewest", [1, 2])
def test_pieces_weigh_what_the_library_says(shared_data: Path, fewest: int) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    with gzip.open(shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"].lower() for line in lines][:400]
    library = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=fewest, lowercase=False, dtype=np.float32
    )
    expected = library.fit_transform(texts[:300])
    ours = Spelling(fewest)

    learnt = ours.learn(texts[:300])
    later = ours.of(texts[300:])

    assert learnt.shape == expected.shape
    assert abs(learnt - expected).max() < 1e-6
    assert abs(later - library.transform(texts[300:])).max() < 1e-6


@pytest.mark.parametrize("texts", [[""], ["", "  "], ["eins", "zwei"]])
def test_texts_without_a_piece_in_common_have_no_columns(texts: list[str]) -> None:
    ours = Spelling(fewest=2)

    assert ours.learn(texts).shape[1] == 0 or not any(texts)
    assert ours.of(["drei", ""]).shape == (2, 0)


def test_pieces_have_three_to_five_characters_and_a_blank_on_both_sides() -> None:
    ours = Spelling()
    learnt = ours.learn(["abc", "abc"])

    # Of " abc ": " ab", "abc", "bc ", " abc", "abc ", " abc ". All stand in both texts, so each weighs the same.
    assert learnt.shape == (2, 6)
    assert learnt.toarray() == pytest.approx(np.full((2, 6), 6**-0.5))
    assert ours.of(["abc", "xyz", ""]).toarray() == pytest.approx(np.array([[6**-0.5] * 6, [0] * 6, [0] * 6]))


def test_only_pieces_of_so_many_texts_count() -> None:
    texts = ["abc", "abc xyz", "abc xyz", "uvw"]

    assert Spelling(fewest=1).learn(texts).shape[1] == 18
    assert Spelling(fewest=2).learn(texts).shape[1] == 12
    assert Spelling(fewest=3).learn(texts).shape[1] == 6
    assert Spelling(fewest=4).learn(texts).shape == (4, 0)
    # A piece that stands twice in one text stands in one.
    assert Spelling(fewest=2).learn(["abc abc", "xyz"]).shape == (2, 0)


def test_a_piece_that_stands_often_in_a_text_weighs_by_its_logarithm() -> None:
    ours = Spelling()
    ours.learn(["abc xyz", "abc xyz"])
    [found] = ours.of(["abc abc abc xyz"]).toarray()

    # All are equally rare: those of "abc" weigh 1 + ln 3 beside 1.
    assert sorted(set((found / found.min()).round(4).tolist())) == pytest.approx([1, 1 + np.log(3)], abs=1e-3)
    assert np.linalg.norm(found) == pytest.approx(1)


def test_before_anything_is_learnt_nothing_is_known() -> None:
    assert Spelling().of(["abc", "xyz"]).shape == (2, 0)
    assert Spelling().learn(["", " "]).shape == (2, 0)
