"""What is stored of one respondent in one wave right now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from surveys.databases.prepared import Prepared
from surveys.design.items.kind import Value
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, AnswerState, Response, ResponseState, Wave

_RESPONSE, _ANSWER = table_of(Response), table_of(Answer)
OF_RESPONSE = 9  # columns of the response, as in Standing; then those of the answer, as in Held
_STANDING = Prepared(
    sa.select(
        _RESPONSE.c.state,
        _RESPONSE.c.platform,
        _RESPONSE.c.language,
        _RESPONSE.c.segment,
        _RESPONSE.c.position,
        _RESPONSE.c.draft,
        _RESPONSE.c.skipped,
        _RESPONSE.c.seed,
        _RESPONSE.c.pace,
        _ANSWER.c.id,
        _ANSWER.c.item,
        _ANSWER.c.value,
        _ANSWER.c.state.label("answer_state"),
        _ANSWER.c.sensitive,
        _ANSWER.c.released,
        _ANSWER.c.reason,
    )
    .join_from(
        _RESPONSE,
        _ANSWER,
        (_ANSWER.c.wave_id == _RESPONSE.c.wave_id) & (_ANSWER.c.respondent_id == _RESPONSE.c.respondent_id),
        isouter=True,
    )
    .where(_RESPONSE.c.wave_id == sa.bindparam("wave"), _RESPONSE.c.respondent_id == sa.bindparam("respondent"))
)


@dataclass(frozen=True, slots=True)
class Held:
    """A stored answer.

    Attributes:
        reason: why it was rejected.
    """

    id: str
    item: str
    value: Value
    state: AnswerState
    sensitive: bool
    released: Sequence[str]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A stored response with its answers, by item."""

    state: ResponseState
    platform: str
    language: str
    segment: str | None
    position: str | None
    draft: Mapping[str, Mapping[str, Value]]
    skipped: Sequence[str]
    seed: int
    answers: Mapping[str, Held]
    pace: Mapping[str, Sequence[tuple[int, int]]] | None = None


def standing(session: Session, wave: Wave, respondent_id: str) -> Standing | None:
    """One respondent's response and answers, in one statement; None if they never took part."""
    rows = _STANDING.rows(direct(session), {"wave": wave.id, "respondent": respondent_id})
    if not rows:
        return None
    held = [Held(*row[OF_RESPONSE:]) for row in rows if row[OF_RESPONSE] is not None]
    state, platform, language, segment, position, draft, skipped, seed, pace = rows[0][:OF_RESPONSE]
    answers = {each.item: each for each in held}
    return Standing(state, platform, language, segment, position, draft, skipped, seed, answers, pace)
