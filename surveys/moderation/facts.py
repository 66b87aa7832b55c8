"""What is known about who took part in a wave, as far as it tells whether several accounts are one?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Facts:
    """What one respondent did in a wave.

    Attributes:
        respondent: the pseudonym within the wave; who it is, is not known here and not needed.
        started: when they agreed to take part, seconds since 1970, UTC.
        acts: when each answer or vote was given, the same unit, in any order.
        texts: words by item.
        votes: -1, 0, 1 by statement.
        voted: when each vote was last given, by statement.
        account_days: age of the account when they started, where the platform tells it.
        member_days: since when in the group or server, where the platform tells it.
    """

    respondent: str
    started: float
    acts: tuple[float, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)
    voted: Mapping[str, float] = field(default_factory=dict)
    account_days: float | None = None
    member_days: float | None = None


class FlagKind(StrEnum):
    """What is unusual about a respondent."""

    YOUNG_ACCOUNT = "young-account"
    JUST_JOINED = "just-joined"
    BURST = "burst"  # many began within minutes, far above the wave's rate
    COPIED = "copied"
    SAME_VOTES = "same-votes"
    TOO_FAST = "too-fast"  # votes faster than anybody reads
    TOGETHER = "together"  # several accounts active in the same minutes, time and again


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that is unusual.

    Attributes:
        others: respondents it is shared with, in order; empty where it is theirs alone.
    """

    kind: FlagKind
    others: tuple[str, ...] = ()
