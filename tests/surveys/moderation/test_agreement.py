"""Who votes alike beyond chance, step by step, counted out by hand?"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb, log2

import pytest

from surveys.moderation.agreement import _alike as alike
from surveys.moderation.agreement import _Ballot as Ballot
from surveys.moderation.agreement import _chances as chances
from surveys.moderation.agreement import _evidence as evidence
from surveys.moderation.agreement import _mutual as mutual
from surveys.moderation.agreement import same_votes
from surveys.moderation.facts import Facts

VOTES = {"+": 1, "-": -1, "o": 0}


def said(name: str, votes: str) -> Facts:
    """A sign for each statement: + agree, - disagree, o pass, a blank where none was given."""
    return Facts(name, 0.0, votes={f"s{at:02}": VOTES[sign] for at, sign in enumerate(votes) if sign != " "})


def ballots(**votes: str) -> dict[str, Ballot]:
    wave = [said(name, signs) for name, signs in votes.items()]
    place = {statement: at for at, statement in enumerate(sorted({key for facts in wave for key in facts.votes}))}
    return {facts.respondent: Ballot(facts, place) for facts in wave}


def alike_of(**votes: str) -> dict[str, list[str]]:
    found = alike(list(ballots(**votes).values()))
    return {name: [other.respondent for other in others] for name, others in found.items()}


# --- two ballots ---


@pytest.mark.parametrize(
    ("votes", "share"),
    [("+++-", 3 / 4), ("---+", 3 / 4), ("ooo+", 3 / 4), ("+-o", 1 / 3), ("++  -o", 1 / 2), ("oooo", 1.0)],
)
def test_the_most_frequent_vote_says_how_straight_somebody_votes(votes: str, share: float) -> None:
    assert ballots(a=votes)["a"].straight == share


def test_only_statements_both_saw_are_compared_and_passing_is_no_agreement() -> None:
    two = ballots(a="+-o+o ", b="+++ o-")

    #                                        s00 alike, s01 not, s02 not, s04 alike
    assert two["a"].against(two["b"]) == (0b010111, 0b000110)
    assert two["b"].against(two["a"]) == (0b010111, 0b000110)


# --- who is alike ---


def test_eight_shared_votes_are_enough_to_be_alike_and_seven_are_not() -> None:
    assert alike_of(a="+-+-+-+-", b="+-+-+-+-") == {"a": ["b"], "b": ["a"]}
    assert alike_of(a="+-+-+-+-", b="+-+-+-+ -") == {}


@pytest.mark.parametrize(
    ("shared", "slips", "are"),
    [(11, 0, True), (11, 1, False), (12, 1, True), (23, 2, False), (24, 2, True), (24, 3, False)],
)
def test_one_vote_in_twelve_may_differ(shared: int, slips: int, are: bool) -> None:
    one = "+-" * 12
    other = "".join("o" if at < slips else sign for at, sign in enumerate(one))

    assert (alike_of(a=one[:shared], b=other[:shared]) != {}) is are


def test_all_pairs_are_compared_and_each_has_the_others_in_order() -> None:
    votes = "+-+-+-+-"

    assert alike_of(a=votes, b=votes, c="-+-+-+-+", d=votes) == {"a": ["b", "d"], "b": ["a", "d"], "d": ["a", "b"]}


def test_a_member_of_a_group_matches_at_least_half_of_its_others() -> None:
    known = ballots(**dict.fromkeys("abcdef", "+"))
    # Around a: b to f. Of the four others of the five, b matches two (half), c one.
    matches = {"b": "acd", "c": "ab", "d": "abe", "e": "ad", "f": "a"}
    found = mutual([known[name] for name in "bcdef"], {one: [known[each] for each in matches[one]] for one in matches})

    assert [ballot.respondent for ballot in found] == ["b", "d"]


def test_of_two_alike_the_only_other_belongs_to_the_group() -> None:
    known = ballots(a="+", b="+")

    assert mutual([known["b"]], {"b": [known["a"]]}) == [known["b"]]
    assert mutual([], {}) == []


# --- how surprising it is ---


def test_the_chance_of_a_vote_is_its_share_among_those_who_are_near_smoothed_by_one_each_way() -> None:
    voters = ballots(a="+-", b="+-", c="++", d="+ ", e="  +", p="+-")
    found = chances(voters["a"], list(voters.values()), {"p"})

    # s00: b, c and d voted as a did, three of three: (3 + 1) / (3 + 2). s01: b but not c: (1 + 1) / (2 + 2).
    assert found == {0: 4 / 5, 1: 2 / 4}


def crowd(many: int, near: int) -> Mapping[str, str]:
    """Of so many voters the near ones share a's first vote and differ by one in ten, the others by five."""
    votes = "+-+-+-+-+-"
    far = "-+-+-" + votes[5:]
    return {f"v{at:03}": votes[:-1] + "o" if at < near else far for at in range(many)} | {"a": votes}


@pytest.mark.parametrize(
    ("many", "near", "chance"),
    [
        (20, 10, 11 / 12),  # ten are asked at least: all ten who are near
        (20, 9, 10 / 12),  # one who is far votes otherwise on the first
        (109, 11, 12 / 13),  # a tenth of 110 voters: eleven
        (109, 10, 11 / 13),
        (108, 10, 11 / 12),  # a tenth of 109, rounded down: ten
    ],
)
def test_a_tenth_of_the_voters_and_at_least_ten_are_asked(many: int, near: int, chance: float) -> None:
    voters = ballots(**crowd(many, near))

    assert chances(voters["a"], list(voters.values()), set())[0] == chance


def test_evidence_is_the_bits_of_all_matches_less_the_ways_to_choose_slips_and_groups() -> None:
    voters = ballots(a="+-++", p="+-++", q="+-+-", x="+--o", y="-+--", z="    +")
    group = [voters["p"], voters["q"]]

    # Near a are x and y: of s00 x alone voted as a: (1 + 1) / 4; of s01 x: 2/4; of s02 none: 1/4; of s03 none: 1/4.
    # p matches all four: 1 + 1 + 2 + 2 = 6 bits, and there is one way to have no slip: 0 bits.
    # q matches three: 1 + 1 + 2 = 4 bits, less log2 of the 4 ways to slip once. Three of six voters: log2 C(6, 3).
    assert evidence(voters["a"], list(voters.values()), group) == pytest.approx(6 + 4 - log2(4) - log2(20))


# --- whole waves ---


def camps(many: int) -> list[Facts]:
    """People who voted half one way and half the other on every statement, no two alike."""
    bits = [f"{at * 2654435761 % 2**32:032b}" for at in range(1, many + 1)]
    return [said(f"h{at:02}", "".join("+-"[int(bit)] for bit in row[:20])) for at, row in enumerate(bits)]


SCRIPT = "++-+--+-+--+++-+-+--"


def test_a_group_is_flagged_with_all_its_others_in_order_and_nobody_else_is() -> None:
    found = same_votes([said("z", SCRIPT), *camps(12), said("x", SCRIPT), said("y", SCRIPT)])

    assert found == {"x": ("y", "z"), "y": ("x", "z"), "z": ("x", "y")}


def test_the_same_votes_of_two_are_flagged_only_beyond_the_margin_of_ten_bits() -> None:
    # Nobody else voted on these: every chance is 1/2, and n shared votes are n bits. Two of two voters can be chosen in
    # one way: 0 bits.
    for shared, flagged in ((10, False), (11, True)):
        votes = SCRIPT[:shared]
        assert bool(same_votes([said("a", votes), said("b", votes)])) is flagged


def test_more_voters_are_more_pairs_that_chance_could_have_made() -> None:
    votes = SCRIPT[:16]
    # Others voted on other statements: 16 bits for the pair, less log2 C(n, 2), have to exceed 10: C(n, 2) under 64.
    for voters, flagged in ((11, True), (12, False)):
        others = [said(f"v{at:02}", " " * 16 + " " * 20 * at + SCRIPT) for at in range(voters - 2)]
        assert 16 - log2(comb(voters, 2)) != 10
        assert bool(same_votes([said("a", votes), said("b", votes), *others])) is flagged


def test_who_voted_on_seven_statements_is_no_voter_and_nine_tenths_alike_is_straight() -> None:
    votes = SCRIPT[:16]
    seven = [said(f"v{at:02}", " " * 16 + " " * 7 * at + "+-+-+-+") for at in range(10)]
    eight = [said(f"v{at:02}", " " * 16 + " " * 8 * at + "+-+-+-+-") for at in range(10)]

    assert same_votes([said("a", votes), said("b", votes), *seven])  # C(2, 2): 16 bits
    assert not same_votes([said("a", votes), said("b", votes), *eight])  # C(12, 2) = 66: 16 - 6.04
    assert not same_votes([said("a", "+" * 18 + "--"), said("b", "+" * 18 + "--")])  # 18 of 20 are 0.9
    assert same_votes([said("a", "+" * 17 + "---"), said("b", "+" * 17 + "---")])
