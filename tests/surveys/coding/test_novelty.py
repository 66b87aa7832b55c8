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


# --- graphs drawn by hand: who is joined to whom with which weight ----------------------------------------------


def drawn(*groups: int, extra: tuple[tuple[int, int, float], ...] = ()) -> novelty.Near:
    """Groups of so many answers, all of a group joined to each other by 1, and some more edges."""
    from scipy.sparse import coo_matrix

    edges, start = list(extra), 0
    for size in groups:
        edges += [(start + one, start + other, 1.0) for other in range(size) for one in range(other)]
        start += size
    heads, tails = [one for one, _, _ in edges], [other for _, other, _ in edges]
    half = coo_matrix(([weight for _, _, weight in edges], (heads, tails)), shape=(start, start))
    return novelty.Near(tuple(range(start)), (half + half.T).tocsr())


def burst(near: novelty.Near, new: set[int], authors: list[str] | None = None) -> tuple[novelty.Burst, ...]:
    count = len(near.places)
    return novelty.bursts(near, authors or _authors(count), [at in new for at in range(count)])


def test_the_z_of_a_burst_is_that_worked_out_by_hand() -> None:
    # 20 groups of 5; in the first all are new, elsewhere nobody: 5 of 100. z = (5 - 0.25) / sqrt(5 * 0.05 * 0.95).
    found = burst(drawn(*[5] * 20), {0, 1, 2, 3, 4})

    assert found == (novelty.Burst((0, 1, 2, 3, 4), 5, 5, round(4.75 / 0.2375**0.5, 4)),)


@pytest.mark.parametrize(("elsewhere", "is_one"), [(7, True), (8, False)])
def test_a_burst_is_four_standard_deviations_over_the_usual(elsewhere: int, is_one: bool) -> None:
    # 12 groups of 10, 5 new in the first and one in each of 7 more: (5 - 1) / sqrt(10 * 0.1 * 0.9) = 4.22; with 8: 3.99.
    found = burst(drawn(*[10] * 12), {0, 1, 2, 3, 4, *(10 + 10 * at for at in range(elsewhere))})

    assert bool(found) is is_one


def test_four_new_people_are_no_burst_however_few_others_are_new() -> None:
    near = drawn(*[5] * 20)

    assert burst(near, {0, 1, 2, 3}) == ()
    assert burst(near, {0, 1, 2, 3, 50}) == ()
    assert len(burst(near, {0, 1, 2, 3, 4})) == 1


def test_who_spoke_of_it_before_is_not_new_and_who_says_it_twice_is_one() -> None:
    near = drawn(*[8] * 20)
    authors = _authors(160)
    authors[1] = authors[0]  # twice
    authors[7] = authors[6]  # before and now again
    new = {0, 1, 2, 3, 4, 5, 6}
    usual = 5 / 158
    z = (5 - 6 * usual) / (6 * usual * (1 - usual)) ** 0.5

    assert burst(near, new, authors) == (novelty.Burst((0, 1, 2, 3, 4, 5, 6, 7), 6, 5, round(z, 4)),)


def test_the_clearest_burst_comes_first_and_of_equal_ones_the_first_answer() -> None:
    found = burst(drawn(6, 7, 6, *[6] * 20), {*range(19)})

    assert [(each.answers[0], each.new) for each in found] == [(6, 7), (0, 6), (13, 6)]


def test_within_a_burst_the_answer_that_belongs_most_to_it_comes_first() -> None:
    near = drawn(*[5] * 20, extra=((2, 4, 0.5), (3, 60, 0.25)))

    assert burst(near, {0, 1, 2, 3, 4})[0].answers == (2, 4, 0, 1, 3)


def test_where_everybody_is_new_nothing_is() -> None:
    assert burst(drawn(*[5] * 20), {*range(100)}) == ()


def test_answers_keep_their_places_where_only_some_are_compared() -> None:
    near = drawn(*[5] * 20)
    apart = novelty.Near(tuple(3 * at + 1 for at in range(100)), near.graph)
    authors, is_new = _authors(300), [at in (1, 4, 7, 10, 13) for at in range(300)]
    found = novelty.bursts(apart, authors, is_new)
    voices = novelty.voices(
        novelty.Near(apart.places[:100], drawn(3, 3, *[7] * 13, 3).graph), ["x" * 50] * 300, authors
    )

    assert [each.answers for each in found] == [(1, 4, 7, 10, 13)]
    assert voices.rare[0] == (1, 4, 7)
    assert set(voices.single) <= set(apart.places)


def test_a_community_of_six_among_24_is_seen() -> None:
    # A finer cut (5 instead of 4) would part it: 5 * 5 neighbours are more than there are answers.
    assert [each.answers for each in burst(drawn(6, 6, 6, 6), {*range(6)})] == [(0, 1, 2, 3, 4, 5)]


LONG = "Ein Satz, der lang genug ist, um etwas zu sagen."


def heard(near: novelty.Near, authors: list[str] | None = None, texts: list[str] | None = None) -> novelty.Voices:
    count = len(near.places)
    return novelty.voices(near, texts or [LONG] * count, authors or _authors(count))


def test_rare_is_what_three_people_say_up_to_three_of_a_hundred() -> None:
    # Of 200 people that is six at most; in the groups of ten are ten.
    found = heard(drawn(2, 3, 6, 7, 10, *[10] * 17, 2))

    assert sorted(found.rare) == [(2, 3, 4), (5, 6, 7, 8, 9, 10)]


def test_among_few_people_three_are_rare_all_the_same() -> None:
    assert heard(drawn(3, 4, *[6] * 13)).rare == ((0, 1, 2),)


def test_one_persons_three_answers_are_not_rare_and_three_peoples_four_are() -> None:
    near, authors = drawn(3, 4, *[7] * 13), _authors(98)
    authors[1] = authors[0]
    authors[4] = authors[3]

    assert heard(near, authors).rare == ((3, 4, 5, 6),)


def test_five_rare_voices_are_told_those_wholly_apart_first() -> None:
    extra = ((0, 60, 0.5), (3, 61, 0.25))
    found = heard(drawn(*[3] * 7, *[7] * 12, extra=extra))
    two = heard(drawn(3, 3, *[7] * 12, extra=((0, 60, 0.5), (3, 61, 0.25))))

    assert found.rare == ((6, 7, 8), (9, 10, 11), (12, 13, 14), (15, 16, 17), (18, 19, 20))
    assert two.rare == ((3, 4, 5), (0, 1, 2))


@pytest.mark.parametrize(("groups", "found"), [([3] * 8 + [2], 5), ([3] * 7 + [2, 2], 0)])
def test_how_finely_voices_are_cut(groups: list[int], found: int) -> None:
    """Three who are joined by 1 hold together while all edges together, from both ends, weigh more than 12 * 2 * 2."""
    assert len(heard(drawn(*groups)).rare) == found


def test_a_single_voice_has_40_to_220_characters_and_the_fewest_neighbours() -> None:
    near = drawn(*[7] * 12, 1, 1, 1, 1, 1, 1, extra=tuple((84 + at, at, 0.1 + at / 100) for at in range(6)))
    texts = [LONG] * 90
    texts[84], texts[85], texts[86], texts[87] = "x" * 39, "x" * 40, "x" * 221, "x" * 220

    assert heard(near, texts=texts).single == (85, 87, 88)


def test_a_person_is_a_single_voice_once_and_not_beside_a_rare_one_of_theirs() -> None:
    extra = tuple((87 + at, 10 + at, 0.1 + at / 100) for at in range(5))
    near = drawn(3, *[7] * 12, 1, 1, 1, 1, 1, extra=extra)
    authors = _authors(92)
    authors[88] = authors[87]
    authors[89] = authors[1]
    found = heard(near, authors)

    assert found.rare == ((0, 1, 2),)
    assert found.single == (87, 90, 91)


def test_of_too_many_answers_new_ones_are_compared_up_to_half_and_old_ones_evenly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(novelty, "MOST", 20)

    def places(new: int, old: int) -> tuple[int, ...]:
        features = np.eye(64, dtype=np.float32)[: new + old]
        return novelty.near(features, [at < new for at in range(new + old)]).places

    assert places(9, 11) == tuple(range(20))
    assert places(30, 10) == (*range(0, 30, 3), *range(30, 40))
    assert places(4, 32) == (0, 1, 2, 3, *range(4, 36, 2))
    assert len(places(0, 21)) == 20


def test_from_16_answers_they_are_compared_and_no_edge_is_lost() -> None:
    near = novelty.near(3 * np.eye(16, dtype=np.float32), [False] * 16)

    assert near.places == tuple(range(16))
    assert near.graph is not None
    # Nothing in common, and yet each is joined to all others, by next to nothing.
    assert near.graph.nnz == 16 * 15
    assert 0 < near.graph.data.min() <= near.graph.data.max() < 1e-5
