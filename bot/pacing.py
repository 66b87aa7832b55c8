"""Did this person send so much within the hour that the next has to wait (``surveys.moderation.limits``)?

What they did stands in their response, which every answer reads and writes anyway: no statement more, and a limit holds
over restarts and over processes. It is counted by the minute, so that a few hundred votes are some dozen numbers; what is
older than an hour goes with their next act, or with ``expire``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col

from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import interview
from surveys.moderation.limits import HOUR, Act, ActKind, allowed
from surveys.tables import Response

MINUTE = 60  # seconds

Kept: TypeAlias = Mapping[str, Sequence[tuple[int, int]]]
"""By kind of act: minutes since 1970 (UTC) and how many in each."""


def again_at(pace: Kept | None, kinds: Iterable[ActKind], now: datetime) -> tuple[datetime | None, Kept | None]:
    """When the first of these acts that is too many will be taken, else None; and what is to be kept then.

    Nothing is kept anew where one of them is too many.
    """
    acts, minute = _acts(pace, now), _minute(now)
    for kind in kinds:
        told = allowed(acts, kind, now)
        if not told:
            return told.again_at, pace
        acts.append(Act(kind, _moment(minute)))
    return None, _kept(acts)


def expire(session: Session, now: datetime) -> None:
    """Forget what is older than an hour of those who did nothing since."""
    session.execute(
        sa.update(Response)
        .where(col(Response.pace).is_not(None), col(Response.updated_at) < now - HOUR)
        .values(pace=None)
        .execution_options(synchronize_session=False)
    )


def kinds_of(questionnaire: Questionnaire, before: interview.Interview, turn: interview.Turn) -> list[ActKind]:
    """What a turn does that is limited: words, the first time or again, and votes."""
    kinds = []
    for stored in turn.stored:
        if isinstance(stored, interview.Voted):
            kinds.append(ActKind.VOTE)
        elif isinstance(stored, interview.Kept) and questionnaire.item(stored.item).words(stored.value) is not None:
            kinds.append(ActKind.EDIT if stored.item in before.answers else ActKind.ANSWER)
    return kinds


def _acts(pace: Kept | None, now: datetime) -> list[Act]:
    """Everything within the hour; a minute counts while a part of it does."""
    return [
        act
        for kind, minutes in (pace or {}).items()
        for minute, many in minutes
        for act in [Act(ActKind(kind), _moment(minute))] * many
        if act.at > now - HOUR
    ]


def _kept(acts: Iterable[Act]) -> Kept | None:
    counted: dict[str, dict[int, int]] = {}
    for act in acts:
        minutes = counted.setdefault(act.kind.value, {})
        minute = _minute(act.at)
        minutes[minute] = minutes.get(minute, 0) + 1
    return {kind: sorted(minutes.items()) for kind, minutes in sorted(counted.items())} or None


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // MINUTE


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * MINUTE, UTC)
