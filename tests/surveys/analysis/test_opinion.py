"""Are the groups those that Polis publishes, the same every time, and never of fewer than five people?"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import lengths
import polis
import pytest
from conftest import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from surveys.analysis.opinion import Opinion, Reactions, opinion

PUBLISHED = (
    ("austria-climate.5twd2jsnkf.2022-08-08", 0.95),
    ("15-per-hour-seattle", 0.8),
    ("brexit-consensus", 0.8),
    ("canadian-electoral-reform", 0.8),
    ("vtaiwan.uberx", 0.8),
)
PROCESS = """
import json, sys
from surveys.analysis.opinion import opinion
found = opinion([tuple(vote) for vote in json.load(sys.stdin)], moderated_out={"s3"})
print(repr(found))
"""


def camps(*sizes: int, statements: int = 10, noise: float = 0.1, seed: int = 1) -> list[tuple[str, str, int]]:
    """Votes of people who mostly vote as their camp does; camp n agrees to every statement whose bit n is set."""
    draw = random.Random(seed)
    votes = []
    for camp, size in enumerate(sizes):
        for number in range(size):
            for at in range(statements):
                line = 1 if (at + 1) >> camp & 1 else -1
                value = draw.choice((-1, 0, 1)) if draw.random() < noise else line
                votes.append((f"p{camp}-{number}", f"s{at}", value))
    return votes


def partition(found: Opinion) -> set[frozenset[str]]:
    return {frozenset(who for who, key in found.members.items() if key == group.key) for group in found.groups}


@pytest.mark.parametrize(("name", "least"), PUBLISHED)
def test_the_groups_are_those_that_polis_published(shared_data: Path, name: str, least: float) -> None:
    folder = shared_data / "data" / "polis" / "dev" / name
    if not folder.is_dir():
        pytest.skip(f"no votes of {name} in the shared folder")
    told = polis.read(folder)
    found = opinion(told.votes, moderated_out=told.out)
    assert found is not None
    both = sorted(told.groups.keys() & found.members.keys())

    assert len(both) >= 0.95 * len(told.groups)  # Polis keeps a few people it grouped early on, with too few votes
    assert adjusted_rand_score([told.groups[who] for who in both], [found.members[who] for who in both]) >= least


def test_camps_are_found_and_named_by_size() -> None:
    found = opinion(camps(30, 20, 10))

    assert found is not None
    assert [(group.key, group.size) for group in found.groups] == [("A", 30), ("B", 20), ("C", 10)]
    assert {who.partition("-")[0] for who, key in found.members.items() if key == "C"} == {"p2"}
    assert found.participants == 60


def test_a_group_of_fewer_than_five_goes_with_the_nearest() -> None:
    found = opinion(camps(30, 20, 4))

    assert found is not None
    assert [group.size for group in found.groups if group.size < 5] == []
    assert sum(group.size for group in found.groups) == 54


def test_too_few_people_statements_or_differences_give_none() -> None:
    assert opinion([]) is None
    assert opinion(camps(5, 4)) is None
    assert opinion(camps(20, 20, statements=1)) is None
    assert opinion([(f"p{number}", f"s{at}", 1) for number in range(20) for at in range(10)]) is None
    assert opinion(camps(20, 20, statements=3), moderated_out={"s0", "s1"}) is None
    few = [vote for vote in camps(20, 20) if vote[1] in {"s0", "s1", "s2"}]
    assert opinion([*few, *(("busy", f"s{at}", 1) for at in range(10))]) is None


def test_who_voted_on_fewer_than_seven_statements_counts_but_is_in_no_group() -> None:
    votes = camps(20, 20) + [("late", f"s{at}", 1) for at in range(6)]
    found = opinion(votes)

    assert found is not None
    assert "late" not in found.members
    assert found.participants == 40
    assert found.reactions["s0"][""].seen == 41


def test_of_fewer_than_seven_statements_all_have_to_be_voted_on() -> None:
    votes = [*camps(20, 20, statements=4), ("partly", "s0", 1), ("partly", "s1", 1), ("partly", "s2", 1)]
    found = opinion(votes)

    assert found is not None
    assert set(found.members) == {who for who, _, _ in votes} - {"partly"}


def test_a_statement_moderated_out_is_told_nowhere_and_parts_nobody() -> None:
    votes = camps(20, 20)
    quarrel = [
        (who, "loud", 1 if int(who.partition("-")[2]) % 2 else -1) for who in sorted({vote[0] for vote in votes})
    ]
    found = opinion(votes + quarrel, moderated_out={"loud"})
    without = opinion(votes)

    assert found is not None
    assert without is not None
    assert partition(found) == partition(without)
    assert "loud" not in found.reactions
    assert "loud" not in {*found.common, *found.dividing}


def test_the_reactions_of_the_groups_add_up_to_everybodys() -> None:
    found = opinion(camps(25, 15, noise=0.4))

    assert found is not None
    for by_group in found.reactions.values():
        parts = [each for key, each in by_group.items() if key]
        assert by_group[""] == Reactions(
            sum(each.agree for each in parts), sum(each.disagree for each in parts), sum(each.passed for each in parts)
        )


def test_what_is_no_vote_is_refused() -> None:
    with pytest.raises(ValueError, match="not 2"):
        opinion([("p", "s", 2)])


def test_of_two_votes_on_one_statement_the_last_one_counts() -> None:
    votes = camps(20, 20)
    turned = [(who, statement, -value) for who, statement, value in votes]

    assert opinion(turned + votes) == opinion(votes)


@lengths.also_long
@settings(max_examples=lengths.size(8, 100))
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_names_and_the_order_of_votes_change_nothing_but_names(seed: int, chance: random.Random) -> None:
    votes = camps(14, 11, 8, noise=0.5, seed=seed)
    people = sorted({who for who, _, _ in votes})
    named = dict(zip(people, chance.sample(people, len(people)), strict=True))
    mixed = [(named[who], statement, value) for who, statement, value in votes]
    chance.shuffle(mixed)
    one, other = opinion(votes), opinion(mixed)

    assert one is not None
    assert other is not None
    assert one.groups == other.groups
    assert (one.reactions, one.common, one.dividing) == (other.reactions, other.common, other.dividing)
    # Who votes exactly alike stands in one place, and so in one group.
    assert Counter(one.members.values()) == Counter(other.members.values())
    assert {named[who]: key for who, key in one.members.items()} == dict(other.members)


@lengths.also_long
@settings(max_examples=lengths.size(8, 100))
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 11), st.sampled_from((-1, 0, 1))), max_size=400),
    st.sets(st.integers(0, 11), max_size=6),
)
def test_whatever_the_votes_groups_have_five_people_and_everybody_is_in_one(
    votes: list[tuple[int, int, int]], out: set[int]
) -> None:
    found = opinion([(f"p{who}", f"s{at}", value) for who, at, value in votes], moderated_out={f"s{at}" for at in out})

    if found is not None:
        sizes = [group.size for group in found.groups]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[-1] >= 5
        assert len(sizes) in range(2, 6)
        assert Counter(found.members.values()) == {group.key: group.size for group in found.groups}
        assert not {f"s{at}" for at in out} & {*found.reactions, *found.common, *found.dividing}


def test_every_process_finds_the_same_to_the_last_digit() -> None:
    votes = json.dumps(camps(30, 20, 12, noise=0.5))
    told = {
        subprocess.run(
            [sys.executable, "-c", PROCESS],
            input=votes, capture_output=True, text=True, check=True, cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY), "OPENBLAS_NUM_THREADS": threads},
        ).stdout
        for seed, threads in (("0", "1"), ("1", "2"), ("4711", "1"))
    }  # fmt: skip

    assert len(told) == 1
    assert told.pop().startswith("Opinion(participants=62")
