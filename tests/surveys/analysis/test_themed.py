"""Do tables of themes give nobody away, whether people speak of one theme or of several?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import also_long, size

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


# --- who was not read yet ---


def test_where_three_are_not_read_those_who_answered_are_counted_and_no_theme_is_withheld() -> None:
    """100 answered, 97 were read: 50, 30, and 17 of no theme. Of 97 beside 100 it would follow that three were not."""
    table = themed.table({"n": 100, "n:t": 97, "t:a": 50, "t:b": 30, "t:-": 17})

    assert (table.base(), table.count("t:a"), table.count("t:b"), table.count("t:-")) == (100, 50, 30, None)


def test_where_all_rows_would_tell_of_the_three_the_next_smallest_goes_too() -> None:
    """Nobody is of no theme: of 60 and 37 the three would follow. 37 and three are withheld together."""
    table = themed.table({"n": 100, "n:t": 97, "t:a": 60, "t:b": 37})

    assert (table.base(), table.count("t:a"), table.count("t:b")) == (100, 60, None)


def test_where_five_or_more_or_nobody_is_not_read_those_who_were_are_counted() -> None:
    assert themed.table({"n": 100, "n:t": 95, "t:a": 50, "t:-": 45}).base() == 95
    assert themed.table({"n": 100, "n:t": 100, "t:a": 50, "t:-": 50}).count("t:-") == 50


def test_groups_are_not_compared_while_many_are_not_read() -> None:
    """Of x two of 50 were not read, of y twenty of 50: y's shares of all who answered would be too low."""
    counts = {"n": 100, "n:t": 78, "t:a": 40, "t:-": 38, "n|s:x": 50, "n:t|s:x": 48, "n|s:y": 50, "n:t|s:y": 30}
    counts |= {"t:a|s:x": 24, "t:-|s:x": 24, "t:a|s:y": 16, "t:-|s:y": 14}

    assert themed.by_group(counts, ("x", "y")) is None


Person = tuple[str, str]  # group, and theme; "?" for one whose answer was not read


def people(groups: str = "xyz", themes: str = "abc-?") -> st.SearchStrategy[list[Person]]:
    """Crowds of a few sizes, so that small cells and large ones meet."""
    crowd = st.tuples(st.sampled_from(groups), st.sampled_from(themes), st.integers(0, 25))
    return st.lists(crowd, min_size=2, max_size=14).map(
        lambda crowds: [(group, theme) for group, theme, many in crowds for _ in range(many)]
    )


def counted(all_: list[Person]) -> dict[str, int]:
    counts: dict[str, int] = {"n:t": 0}
    for group, theme in all_:
        for cell in ("n", *(("n:t", f"t:{theme}") if theme != "?" else ())):
            for mark in ("", f"|s:{group}"):
                counts[cell + mark] = counts.get(cell + mark, 0) + 1
    return counts


@also_long
@settings(max_examples=size(100, 1000))
@given(people())
def test_that_one_to_four_answers_were_not_read_never_follows(all_: list[Person]) -> None:
    """Whoever knows how many answered, and every number shown, cannot tell how many of them were not read.

    What they can work out is how many are in the withheld rows and not read together: ten at least, or nothing is shown.
    """
    counts = counted(all_)
    tables = [(themed.table(counts), ("",)), (themed.by_group(counts, tuple("xyz")), tuple("xyz"))]
    for table, columns in tables:
        for column in columns if table else ():
            assert table
            mark = f"|s:{column}" if column else ""
            answered, read = counts.get(f"n{mark}", 0), counts.get(f"n:t{mark}", 0)
            if not 0 < answered - read < 5 or table.base(column) is None:
                continue
            shown = [n for row in themed.rows(counts) if (n := table.count(row, column)) is not None]
            assert table.base(column) == answered
            assert answered - sum(shown) >= 10 or not any(shown)


@given(people(themes="abc-"))
def test_where_all_are_read_nothing_is_withheld_for_their_sake(all_: list[Person]) -> None:
    counts = counted(all_)
    without = {cell: n for cell, n in counts.items() if not cell.startswith("n:t")}

    assert themed.table(counts).counts == themed.table(without).counts


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
