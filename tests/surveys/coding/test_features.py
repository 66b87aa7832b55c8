"""Is an answer compared by what it means and by how it is spelt, each as much as it should weigh?"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from surveys.coding.features import features

TEXTS = [
    "Karte zu teuer",
    "karte ZU TEUER",
    "Fahrer war nett",
    "Fahrt fiel aus",
    "Bahnhof ist kalt",
    "Aufzug steht still",
]


def _vectors(many: int) -> NDArray[np.float32]:
    angles = np.arange(many) * 2 * np.pi / many
    return np.stack([np.cos(angles) + 5, np.sin(angles), np.zeros(many)], axis=1).astype(np.float32)


def test_meaning_is_told_around_the_middle_of_all_at_length_one() -> None:
    # Around (2, 0) they lie at (-1, 0), (1, 0), (0, 3) and (0, -3).
    vectors = np.array([[1, 0], [3, 0], [2, 3], [2, -3]], np.float32)
    found = features(TEXTS[:4], vectors)

    assert found.meaning == pytest.approx(np.array([[-1, 0], [1, 0], [0, 1], [0, -1]]), abs=1e-6)
    assert found.meaning.dtype == np.float32


def test_spelling_stands_beside_meaning_at_four_fifths_of_its_weight() -> None:
    found = features(TEXTS, _vectors(6))
    meaning, spelling = found.joint[:, :3], found.joint[:, 3:]

    assert meaning == pytest.approx(found.meaning)
    # Six texts vary in five ways at most.
    assert spelling.shape == (6, 5)
    assert np.linalg.norm(spelling, axis=1) == pytest.approx(np.full(6, 0.8), abs=1e-5)
    assert spelling[0] == pytest.approx(spelling[1], abs=1e-5), "capitals are the same letters"
    assert (found.spelling @ found.spelling.T).toarray()[0, 1] == pytest.approx(1.0)


def test_of_many_texts_a_hundred_and_fifty_numbers_tell_the_spelling() -> None:
    many = [f"{chr(97 + at % 26) * 3}{chr(97 + at // 26) * 3} {chr(97 + at * 7 % 26) * 4}" for at in range(200)]

    assert features(many, _vectors(200)).joint.shape == (200, 3 + 150)


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (["Karte"], 0),  # alone it varies by nothing
        (["", "", ""], 0),  # and where there is no word
        (["?", "!", "😀 "], 2),  # a sign between two blanks is a piece
        (["Karte", "Preis"], 1),
        (["a", "a", "a"], 0),  # one piece alone
    ],
)
def test_where_there_is_too_little_to_spell_meaning_stands_alone(texts: list[str], columns: int) -> None:
    assert features(texts, _vectors(len(texts))).joint.shape == (len(texts), 3 + columns)


def test_a_part_of_the_texts_has_their_part_of_everything() -> None:
    found = features(TEXTS, _vectors(6))
    some, rest = found.some(1, 3), found.some(4)

    assert np.array_equal(some.meaning, found.meaning[1:3])
    assert np.array_equal(some.joint, found.joint[1:3])
    assert np.array_equal(some.spelling.toarray(), found.spelling.toarray()[1:3])
    assert (rest.meaning.shape, rest.joint.shape, rest.spelling.shape[0]) == ((2, 3), (2, 8), 2)


def test_of_more_than_eight_thousand_texts_every_second_one_teaches_the_spelling() -> None:
    # The word of the even ones is learnt; that of the odd ones shares no piece with it and is not.
    def known(many: int) -> list[bool]:
        texts = [("rotlauf", "bimszeug")[at % 2] for at in range(many)]
        spelling = features(texts, np.ones((many, 1), np.float32)).spelling
        return [spelling[at].nnz > 0 for at in (0, 1)]

    assert known(8_000) == [True, True]
    assert known(8_001) == [True, False]


def test_the_same_texts_give_the_same_bits() -> None:
    one, other = features(TEXTS, _vectors(6)), features(TEXTS, _vectors(6))

    assert one.joint.tobytes() == other.joint.tobytes()
