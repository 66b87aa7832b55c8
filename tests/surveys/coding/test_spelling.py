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
