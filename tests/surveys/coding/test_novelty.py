"""Something new shows when many people say it; one person saying it often is one person."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.coding import novelty

DIMENSION = 32
OLD, TOPICS = 300, 10


def _answers(new: int, elsewhere: int = 30) -> tuple[np.ndarray, list[bool]]:
    """300 old answers on ten topics, 30 new ones on the same, and some new ones on an eleventh, last."""
    draw = np.random.default_rng(5)
    centres = np.linalg.qr(draw.normal(size=(DIMENSION, DIMENSION)))[0][: TOPICS + 1]
    topics = [at % TOPICS for at in range(OLD + elsewhere)] + [TOPICS] * new
    features = centres[topics] + draw.normal(0, 0.13, (len(topics), DIMENSION))
    return features.astype(np.float32), [at >= OLD for at in range(len(topics))]


def _authors(many: int) -> list[str]:
    return [f"p{at}" for at in range(many)]


def test_twenty_people_with_something_new_are_a_burst() -> None:
    features, is_new = _answers(new=20)
    found = novelty.bursts(novelty.near(features, is_new), _authors(len(features)), is_new)

    assert len(found) == 1
    burst = found[0]
    share_of_the_eleventh = sum(at >= OLD + 30 for at in burst.answers) / len(burst.answers)
    assert share_of_the_eleventh > 0.9
    assert burst.new >= 18
    assert burst.z > novelty.BURST_Z


def test_new_answers_about_the_old_topics_are_no_burst() -> None:
    features, is_new = _answers(new=0, elsewhere=60)

    assert novelty.bursts(novelty.near(features, is_new), _authors(len(features)), is_new) == ()


def test_one_author_five_hundred_times_is_no_burst() -> None:
    features, is_new = _answers(new=500)
    authors = [f"p{at}" if at < OLD + 30 else "loud" for at in range(len(features))]

    assert novelty.bursts(novelty.near(features, is_new), authors, is_new) == ()


def test_too_few_new_people_are_no_burst() -> None:
    features, is_new = _answers(new=4, elsewhere=0)

    assert novelty.bursts(novelty.near(features, is_new), _authors(len(features)), is_new) == ()


def test_a_voice_of_four_people_apart_from_all_others_is_found() -> None:
    features, _ = _answers(new=4)
    texts = [f"Antwort {at} mit so vielen Worten, dass sie etwas sagt." for at in range(len(features))]
    found = novelty.voices(novelty.near(features, [False] * len(features)), texts, _authors(len(features)))

    apart = set(range(OLD + 30, OLD + 34))
    assert any(apart <= set(answers) and len(answers) <= 10 for answers in found.rare)


def test_one_person_four_times_is_no_rare_voice() -> None:
    features, _ = _answers(new=4)
    texts = ["kurz"] * len(features)
    authors = [f"p{at}" if at < OLD + 30 else "loud" for at in range(len(features))]
    found = novelty.voices(novelty.near(features, [False] * len(features)), texts, authors)

    assert not any({*range(OLD + 30, OLD + 34)} == set(answers) for answers in found.rare)


def test_the_answer_like_no_other_is_a_single_voice() -> None:
    features, _ = _answers(new=1)
    texts = [f"Antwort {at} mit so vielen Worten, dass sie etwas sagt." for at in range(len(features))]
    found = novelty.voices(novelty.near(features, [False] * len(features)), texts, _authors(len(features)))

    assert found.single[0] == len(features) - 1
    assert len(found.single) == novelty.SINGLE_VOICES


def test_single_voices_are_of_different_people_and_neither_short_nor_essays() -> None:
    features, _ = _answers(new=3)
    texts = [
        "zu kurz" if at % 2 else "So lang wie ein Satz, der etwas zu sagen hat, eben ist."
        for at in range(len(features))
    ]
    authors = [f"p{at // 10}" for at in range(len(features))]
    found = novelty.voices(novelty.near(features, [False] * len(features)), texts, authors)

    assert len({authors[at] for at in found.single}) == len(found.single)
    assert all(texts[at] != "zu kurz" for at in found.single)


@pytest.mark.parametrize("few", [0, 1, 15])
def test_few_answers_have_neither_bursts_nor_voices(few: int) -> None:
    features = np.eye(few, DIMENSION, dtype=np.float32)
    authors = _authors(few)

    assert novelty.bursts(novelty.near(features, [True] * few), authors, [True] * few) == ()
    assert novelty.voices(novelty.near(features, [False] * few), ["Wort"] * few, authors) == novelty.Voices((), ())


def test_both_are_the_same_each_time() -> None:
    features, is_new = _answers(new=20)
    authors, texts = _authors(len(features)), ["Ein Satz, der lang genug ist, um etwas zu sagen."] * len(features)

    assert novelty.bursts(novelty.near(features, is_new), authors, is_new) == novelty.bursts(
        novelty.near(features, is_new), authors, is_new
    )
    assert novelty.voices(novelty.near(features, [False] * len(features)), texts, authors) == novelty.voices(
        novelty.near(features, [False] * len(features)), texts, authors
    )
