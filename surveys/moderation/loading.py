"""Which rows of a wave do the flags read?

What the database does not hold (how old an account is, since when somebody is a member) is passed in by the front desk,
where the platform tells it. Answers and votes have only the time of their last change, so whoever changes an
answer later seems to have acted then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Session

from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, table_of
from surveys.moderation.facts import Facts
from surveys.tables import Answer, Response, ResponseState, Vote, Wave

_RESPONSE, _ANSWER, _VOTE = (table_of(table) for table in (Response, Answer, Vote))
_STARTED = (
    sa.select(_RESPONSE.c.respondent_id, _RESPONSE.c.started_at)
    .where(_RESPONSE.c.wave_id == sa.bindparam("wave"), _RESPONSE.c.state != ResponseState.WITHDRAWN)
    .order_by(_RESPONSE.c.respondent_id)
)
_ANSWERED = sa.select(
    _ANSWER.c.respondent_id, _ANSWER.c.item, _ANSWER.c.value, _ANSWER.c.created_at, _ANSWER.c.updated_at
).where(_ANSWER.c.wave_id == sa.bindparam("wave"))
_VOTED = sa.select(_VOTE.c.respondent_id, _VOTE.c.statement_id, _VOTE.c.value, _VOTE.c.updated_at).where(
    _VOTE.c.wave_id == sa.bindparam("wave")
)


@dataclass(frozen=True, slots=True)
class Age:
    """What a platform tells about an account, in days; None where it does not."""

    account_days: float | None = None
    member_days: float | None = None


def facts_of(session: Session, wave: Wave, ages: Mapping[str, Age] | None = None) -> tuple[Facts, ...]:
    """The facts of everybody who takes part in a wave, in the order of their pseudonyms.

    ages: by respondent. A respondent who withdrew is left out. Nobody of an anonymous wave: when they acted is not kept.
    """
    if wave.anonymous:
        return ()
    questionnaire = waves.questionnaire_of(session, wave)
    connection, given = direct(session), {"wave": wave.id}
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    acts: dict[str, list[float]] = defaultdict(list)
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    voted: dict[str, dict[str, float]] = defaultdict(dict)
    for row in connection.execute(_ANSWERED, given):
        acts[row.respondent_id] += {_seconds(row.created_at), _seconds(row.updated_at)}
        if words := questionnaire.item(row.item).words(row.value):
            texts[row.respondent_id][row.item] = words
    for name, statement, value, at in connection.execute(_VOTED, given):
        votes[name][statement] = value
        voted[name][statement] = _seconds(at)
    known = ages or {}
    made = []
    for name, started in connection.execute(_STARTED, given):
        age = known.get(name, Age())
        times = tuple(sorted((*acts[name], *voted[name].values())))
        made.append(
            Facts(
                name, _seconds(started), times, texts[name], votes[name], voted[name], age.account_days, age.member_days
            )
        )
    return tuple(made)


def _seconds(at: datetime) -> float:
    """SQLite gives times without their zone; they are UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
