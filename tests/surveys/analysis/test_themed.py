"""Do tables of themes give nobody away, whether people speak of one theme or of several?"""

from __future__ import annotations

import random

import pytest

from surveys.analysis import themed
from surveys.analysis.change import Share
from surveys.analysis.contrast import differing, fisher


def test_a_small_theme_and_what_would_give_it_away_are_withheld() -> None:
    """20 answers, one theme each: 12, 5 and 3. Of 12 and 5 the 3 would follow, so the 5 goes, but 8 is under ten: all."""
    table = themed.table({"n": 20, "t:a": 12, "t:b": 5, "t:c": 3})

    assert [table.count(f"t:{theme}") for theme in "abc"] == [None, None, None]


def test_who_does_not_speak_of_a_theme_is_protected_where_people_speak_of_several() -> None:
    """18 of 20 would tell of two who do not; 10 of 20 tells of ten."""
    table = themed.table({"n": 20, "t:a": 18, "t:b": 10})

    assert (table.count("t:a"), table.count("t:b"), table.base()) == (None, 10, 20)


def test_a_group_of_three_is_not_found_beside_everybody() -> None:
    counts = {"n": 33, "n|s:x": 30, "n|s:y": 3, "t:a": 13, "t:a|s:x": 13, "t:-": 20, "t:-|s:x": 17, "t:-|s:y": 3}

    table = themed.by_group(counts, ("x", "y"))

    assert table is not None
    assert table.base() == 33
    assert {table.count(row, column) for row in ("", "t:-") for column in "xy"} == {None}


def test_groups_and_platforms_stand_in_columns() -> None:
    """A: 12 of 20 customers and 6 of 15 others; nobody else."""
    counts = {"n": 35, "t:a": 18, "t:-": 17}
    counts |= {"n|s:x": 20, "n|s:y": 15, "t:a|s:x": 12, "t:a|s:y": 6, "t:-|s:x": 8, "t:-|s:y": 9}
    same = {cell.replace("|s:", "|p:"): n for cell, n in counts.items()}

    for table in (themed.by_group(counts, ("x", "y")), themed.by_platform(same, ("x", "y"))):
        assert table is not None
        assert (table.count("t:a", "x"), table.base("x"), table.count("t:a", "y")) == (12, 20, 6)


def test_shares_are_of_those_whose_answer_was_read() -> None:
    """40 answered, 30 were read: 12 and 18."""
    table = themed.table({"n": 40, "n:t": 30, "t:a": 12, "t:-": 18})

    assert (table.base(), table.share("t:a")) == (30, 0.4)


@pytest.mark.parametrize("seed", range(200))
def test_no_cell_and_no_complement_under_five_is_ever_shown(seed: int) -> None:
    chance = random.Random(seed)
    counts: dict[str, int] = {}
    for group in "xyz":
        for _ in range(chance.randint(1, 40)):
            said = {theme for theme in "abcd" if chance.random() < chance.choice((0.05, 0.3))} or {"-"}
            said = said if seed % 2 else {min(said)}
            for cell in ("n", *(f"t:{theme}" for theme in said)):
                counts[cell] = counts.get(cell, 0) + 1
                counts[f"{cell}|s:{group}"] = counts.get(f"{cell}|s:{group}", 0) + 1
    for table in (themed.table(counts), themed.by_group(counts, tuple("xyz"))):
        for (row, column), n in table.counts.items() if table else ():
            base = table.base(column) if table else None
            assert n is None or n == 0 or n >= 5 or (row, column) in (table.unseen if table else ())
            assert n is None or row == "" or base is None or base - n == 0 or base - n >= 5 or row == "?"


# --- groups compared ---


def test_fishers_test_of_the_lady_tasting_tea() -> None:
    """Three of four right against one of four: (1 + 16) * 2 of 70 tables are no more likely: 0.4857."""
    assert fisher(Share(3, 4), Share(1, 4)) == pytest.approx(34 / 70)
    assert fisher(Share(4, 4), Share(0, 4)) == pytest.approx(2 / 70)
    assert fisher(Share(2, 4), Share(2, 4)) == pytest.approx(1.0)


def test_fishers_test_is_that_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    chance = random.Random(1)
    for _ in range(60):
        one, other = (Share(chance.randint(0, n), n) for n in (chance.randint(1, 90), chance.randint(1, 60)))
        table = [[one.count, one.n - one.count], [other.count, other.n - other.count]]

        assert fisher(one, other) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


def test_of_groups_that_are_alike_few_are_ever_called_different() -> None:
    """Ten themes of 120 people dealt at random into two groups: in at most a twentieth of 400 such deals, and chance."""
    chance = random.Random(5)
    flagged = 0
    for _ in range(400):
        people = [[chance.random() < 0.1 + 0.05 * theme for theme in range(10)] for _ in range(120)]
        pairs = [
            (Share(sum(each[theme] for each in people[:50]), 50), Share(sum(each[theme] for each in people[50:]), 70))
            for theme in range(10)
        ]
        flagged += any(differing(pairs))

    assert flagged <= 400 * 0.05 + 2 * (400 * 0.05 * 0.95) ** 0.5


def test_a_large_difference_is_found() -> None:
    assert differing([(Share(30, 50), Share(10, 50)), (Share(20, 50), Share(21, 50))]) == (True, False)
