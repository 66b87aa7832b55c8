"""May this person send another answer now, or have they sent too many within the hour?

A limit keeps a moderation queue readable; it is no judgement. Whoever reaches it is told when to come back, and what they
wrote is given back to them. The defaults are set by hand, far above what anybody needs: a questionnaire has at most some
dozen open questions, and correcting oneself ten times within an hour is not answering any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)


class ActKind(StrEnum):
    """What is limited, each by itself."""

    ANSWER = "answer"  # words to a question, the first time
    EDIT = "edit"  # words changed
    VOTE = "vote"


PER_HOUR = {ActKind.ANSWER: 40, ActKind.EDIT: 30, ActKind.VOTE: 600}  # per person and wave; a vote each 6 seconds


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did in a wave.

    Attributes:
        at: aware, UTC.
    """

    kind: ActKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether the next act is taken.

    Attributes:
        again_at: when it will be, if it is not now; None if it is.
    """

    again_at: datetime | None = None

    def __bool__(self) -> bool:
        return self.again_at is None


def allowed(history: Iterable[Act], kind: ActKind, now: datetime, limit: int | None = None) -> Allowed:
    """Whether a person may do this now, after what they did in this wave, in any order.

    limit: acts per hour (sliding); the default of the kind where None. Acts after ``now`` count, too: a clock that was
    set back must not open the door.
    """
    most = PER_HOUR[kind] if limit is None else limit
    if most < 1:
        raise ValueError("a limit of at least one act per hour")
    recent = sorted(act.at for act in history if act.kind is kind and act.at > now - HOUR)
    return Allowed() if len(recent) < most else Allowed(recent[len(recent) - most] + HOUR)
