"""Which groups of people react alike to statements, what do all agree on, and what divides them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reactions:
    """People by how they reacted to a statement."""

    agree: int
    disagree: int
    passed: int


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that tells a group from the others.

    Attributes:
        side: 1 where the group agrees, -1 where it disagrees.
        count: people of the group on that side.
        seen: people of the group who reacted.
    """

    statement: str
    side: int
    count: int
    seen: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """People who react alike; ``center`` and ``spread`` in the unit of the map."""

    key: str
    size: int
    center: tuple[float, float]
    spread: float
    representative: tuple[Representative, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """Groups among those who reacted to enough statements.

    Attributes:
        reactions: by statement and group; empty for all.
    """

    participants: int
    groups: tuple[OpinionGroup, ...]
    members: Mapping[str, str]
    reactions: Mapping[str, Mapping[str, Reactions]]
    common: tuple[str, ...]
    dividing: tuple[str, ...]
