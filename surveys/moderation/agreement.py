"""Which respondents voted alike beyond what chance and a shared opinion explain?

Identical votes alone prove little: in a camp, people agree on most sentences. So it is counted how surprising each match
is among the respondents who think most alike (their nearest tenth): ``-log2`` of the share that voted the same way on that
statement, added up. A group of k that all voted alike is flagged when that evidence, over k - 1 repetitions, exceeds the
number of groups of that size one could have picked (``log2 C(n, k)``, a Bonferroni correction) by a margin.

Two things that real conversations showed are left out, since they flagged people who have nothing to do with each other:
who votes the same on nearly everything (straight-lining; all "pass" says nothing about who it is), and who matches many
that do not match each other. A brigade that agrees to everything is therefore not seen here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import comb, log2

from surveys.moderation.facts import Facts

LEAST_VOTES = 8  # statements two respondents both voted on
DEVIATIONS = 12  # shared votes per one that may differ
MARGIN = 10.0  # bits beyond the correction
STRAIGHT = 0.9  # share of votes of one kind, from which on a ballot says nothing about who cast it
MUTUAL = 0.5  # share of a group that each member has to match
NEIGHBOURS = 0.1  # share of respondents who think most alike
LEAST_NEIGHBOURS = 10


class _Ballot:
    """Votes as bits, so that two are compared by three operations."""

    __slots__ = ("agree", "disagree", "respondent", "seen")

    def __init__(self, facts: Facts, place: Mapping[str, int]) -> None:
        self.respondent = facts.respondent
        self.agree = sum(1 << place[statement] for statement, vote in facts.votes.items() if vote > 0)
        self.disagree = sum(1 << place[statement] for statement, vote in facts.votes.items() if vote < 0)
        self.seen = sum(1 << place[statement] for statement in facts.votes)

    @property
    def straight(self) -> float:
        """Share of the votes that are of the most frequent kind."""
        agree, disagree, seen = self.agree.bit_count(), self.disagree.bit_count(), self.seen.bit_count()
        return max(agree, disagree, seen - agree - disagree) / seen

    def against(self, other: _Ballot) -> tuple[int, int]:
        """Bits of the shared votes, and of those that differ."""
        shared = self.seen & other.seen
        return shared, shared & ((self.agree ^ other.agree) | (self.disagree ^ other.disagree))


def same_votes(wave: Sequence[Facts]) -> dict[str, tuple[str, ...]]:
    """For each flagged respondent the others of the group, in order.

    wave: every respondent; the cost grows with its square (2,000 take seconds).
    """
    statements = sorted({statement for facts in wave for statement in facts.votes})
    place = {statement: at for at, statement in enumerate(statements)}
    ballots = [_Ballot(facts, place) for facts in sorted(wave, key=lambda facts: facts.respondent)]
    voters = [ballot for ballot in ballots if ballot.seen.bit_count() >= LEAST_VOTES]
    alike = _alike([ballot for ballot in voters if ballot.straight < STRAIGHT])
    found: dict[str, tuple[str, ...]] = {}
    for ballot in voters:
        group = _mutual(alike[ballot.respondent], alike)
        if group and _evidence(ballot, voters, group) > MARGIN:
            found[ballot.respondent] = tuple(sorted(other.respondent for other in group))
    return found


def _alike(voters: Sequence[_Ballot]) -> dict[str, list[_Ballot]]:
    """For each the others that voted the same on at least ``LEAST_VOTES`` shared statements, but for rare slips."""
    alike: dict[str, list[_Ballot]] = defaultdict(list)
    for at, one in enumerate(voters):
        for other in voters[at + 1 :]:
            shared, differing = one.against(other)
            count = shared.bit_count()
            if count >= LEAST_VOTES and differing.bit_count() <= count // DEVIATIONS:
                alike[one.respondent].append(other)
                alike[other.respondent].append(one)
    return alike


def _mutual(group: Sequence[_Ballot], alike: Mapping[str, Sequence[_Ballot]]) -> list[_Ballot]:
    """Those of the group that match enough of its other members, too."""
    names = {ballot.respondent for ballot in group}
    return [
        ballot
        for ballot in group
        if sum(other.respondent in names for other in alike[ballot.respondent]) >= MUTUAL * (len(group) - 1)
    ]


def _evidence(ballot: _Ballot, voters: Sequence[_Ballot], group: Sequence[_Ballot]) -> float:
    """Bits by which the matches of the group exceed what picking among so many explains."""
    chances = _chances(ballot, voters, {other.respondent for other in group})
    bits = 0.0
    for other in group:
        shared, differing = ballot.against(other)
        slips, count = differing.bit_count(), shared.bit_count()
        matched = shared & ~differing
        bits += sum(-log2(chances[at]) for at in _places(matched)) - log2(comb(count, slips))
    return bits - log2(comb(len(voters), len(group) + 1))


def _chances(ballot: _Ballot, voters: Sequence[_Ballot], group: set[str]) -> dict[int, float]:
    """For each statement the share of the nearest others who voted as this one did, smoothed by one vote each way."""
    near = []
    for other in voters:
        shared, differing = ballot.against(other)
        if other.respondent != ballot.respondent and other.respondent not in group and shared:
            near.append((differing.bit_count() / shared.bit_count(), other.respondent, other))
    near.sort(key=lambda each: each[:2])
    nearest = [other for *_, other in near[: max(LEAST_NEIGHBOURS, int(len(voters) * NEIGHBOURS))]]
    chances = {}
    for at in _places(ballot.seen):
        bit = 1 << at
        same = seen = 0
        for other in nearest:
            shared, differing = ballot.against(other)
            seen += bool(shared & bit)
            same += bool(shared & ~differing & bit)
        chances[at] = (same + 1) / (seen + 2)
    return chances


def _places(bits: int) -> list[int]:
    return [at for at in range(bits.bit_length()) if bits >> at & 1]
