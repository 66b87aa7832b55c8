"""Which groups of opinion are there, what do they share, and what divides them?

In the manner of Polis (Small et al. 2021, doi:10.6035/recerca.5516): people are placed in a plane by their votes
(``standpoints``), people close together make a group (``grouping``), and tests of two proportions say what a group stands
for (``representative``). Groups are a proposal about the votes as they are, not a trait of people, and some are found in
noise, too: where nothing represents a group, it stands for nothing.

No group of fewer than five people is ever made: its people go with the group nearest to them. The counts here are still
to be guarded (``disclosure``) before they are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from surveys.analysis.disclosure import FEWEST

if TYPE_CHECKING:
    from surveys.analysis.standpoints import Ballots, Cells, Labels, Points

VoteTriple: TypeAlias = tuple[str, str, int]
"""Participant, statement, and -1 disagree, 0 pass, 1 agree."""

VOTES_NEEDED = 7  # votes of a participant who is grouped, or every statement where there are fewer: Polis
FEWEST_GROUPED = 2 * FEWEST  # people; of fewer no two groups of five can be made
FEWEST_STATEMENTS = 2  # one statement divides people by itself
KEYS = "ABCDE"  # of groups, largest first


@dataclass(frozen=True, slots=True)
class Reactions:
    """How many reacted to one statement, and how."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        """Everybody who reacted."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that sets a group apart from all others.

    Attributes:
        side: 1 where the group agrees more than the others, -1 where it disagrees more.
        count: people of the group on that side.
        seen: people of the group who reacted.
        score: how much it represents the group; comparable within the group only.
    """

    statement: str
    side: int
    count: int
    seen: int
    score: float


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """People who vote alike.

    Attributes:
        key: ``A`` is the largest group.
        center: where its people stand in the plane, on average.
        spread: their mean distance from it.
        representative: most representative first; empty where the tests find nothing.
    """

    key: str
    size: int
    center: tuple[float, float]
    spread: float
    representative: tuple[Representative, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """The groups of a vote.

    Attributes:
        participants: people who are grouped.
        members: group key by participant; who voted too little is in none.
        reactions: by statement and group key, ``""`` for everybody who voted, grouped or not.
        common: statements every group is on the same side of, the most shared first.
        dividing: statements groups differ on, the most divided first.
    """

    participants: int
    groups: tuple[OpinionGroup, ...]
    members: Mapping[str, str]
    reactions: Mapping[str, Mapping[str, Reactions]]
    common: tuple[str, ...]
    dividing: tuple[str, ...]


def opinion(votes: Iterable[VoteTriple], *, moderated_out: Collection[str] = ()) -> Opinion | None:
    """The groups of a vote; None where there are too few people or statements, or all vote alike.

    Of several votes of one participant on one statement the last one counts. Raises ValueError for a vote that is not -1,
    0 or 1. Names of participants and the order of votes change nothing but names.
    """
    from surveys.analysis import grouping, standpoints

    ballots = standpoints.ballots(votes)
    out = frozenset(moderated_out)
    shown = [at for at, statement in enumerate(ballots.statements) if statement not in out]
    grouped = standpoints.eligible(ballots, VOTES_NEEDED)
    if len(grouped) < FEWEST_GROUPED or len(shown) < FEWEST_STATEMENTS:
        return None
    points = standpoints.project(ballots, shown)[grouped]
    labels = grouping.groups(points, fewest=FEWEST, most=len(KEYS))
    if labels is None:
        return None
    return _described(ballots, shown, grouped, points, labels)


def _described(ballots: Ballots, shown: Sequence[int], grouped: Labels, points: Points, labels: Labels) -> Opinion:
    """What the groups are made of; ``labels`` number them from 0, largest first."""
    from surveys.analysis import representative

    keys = KEYS[: int(labels.max()) + 1]
    reactions = _reactions(ballots, shown, {key: grouped[labels == at] for at, key in enumerate(keys)})
    groups = tuple(
        _group(key, points[labels == at], representative.of_group(reactions, key, keys)) for at, key in enumerate(keys)
    )
    return Opinion(
        participants=len(grouped),
        groups=groups,
        members={ballots.participants[row]: keys[label] for row, label in _pairs(ballots, grouped, labels)},
        reactions=reactions,
        common=representative.common(reactions, keys),
        dividing=representative.dividing(reactions, keys),
    )


def _group(key: str, points: Points, represented: tuple[Representative, ...]) -> OpinionGroup:
    import numpy as np

    center = points.mean(axis=0)
    spread = float(np.hypot(*(points - center).T).mean())
    return OpinionGroup(key, len(points), (float(center[0]), float(center[1])), spread, represented)


def _pairs(ballots: Ballots, grouped: Labels, labels: Labels) -> list[tuple[int, int]]:
    """Row and group of each participant, in the order of their names."""
    rows = zip(grouped.tolist(), labels.tolist(), strict=True)
    return sorted(rows, key=lambda pair: ballots.participants[pair[0]])


def _reactions(ballots: Ballots, shown: Sequence[int], rows: Mapping[str, Labels]) -> dict[str, dict[str, Reactions]]:
    counted = {key: _counted(ballots.votes[at]) for key, at in rows.items()} | {"": _counted(ballots.votes)}
    return {
        ballots.statements[column]: {key: Reactions(*counts[column]) for key, counts in sorted(counted.items())}
        for column in shown
    }


def _counted(votes: Cells) -> list[tuple[int, int, int]]:
    """Agree, disagree, pass for each statement."""
    import numpy as np

    agree, disagree, passed = (np.count_nonzero(votes == value, axis=0).tolist() for value in (1, -1, 0))
    return list(zip(agree, disagree, passed, strict=True))
