"""Which groups of opinion are in a wave, by the votes that are published?

A vote counts as its released cells say (``release``): who votes or votes anew after the last release changes nothing here
until the next one. Statements whose words are not approved (any more) count as moderated out, as they do for Polis.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session

from surveys.analysis.opinion import Opinion, opinion
from surveys.fieldwork.counts import EVERYBODY, REACTIONS
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, AnswerState, Statement, Vote, Wave

_ANSWER, _STATEMENT, _VOTE = (table_of(model) for model in (Answer, Statement, Vote))
_RELEASED = (
    sa.select(_VOTE.c.respondent_id, _VOTE.c.statement_id, _VOTE.c.released)
    .join(_STATEMENT, _STATEMENT.c.id == _VOTE.c.statement_id)
    .where(_VOTE.c.wave_id == sa.bindparam("wave"), sa.cast(_VOTE.c.released, sa.Text) != "[]")
    .order_by(_VOTE.c.statement_id, _VOTE.c.respondent_id)
)
_OUT = (
    sa.select(_STATEMENT.c.id)
    .join(_ANSWER, _ANSWER.c.id == _STATEMENT.c.answer_id)
    .where(
        _STATEMENT.c.wave_id == sa.bindparam("wave"),
        (_ANSWER.c.state != AnswerState.APPROVED) | _ANSWER.c.sensitive.is_(True),
    )
)


def of_wave(session: Session, wave: Wave, item: str | None = None) -> Opinion | None:
    """The groups by released votes on one item's statements, or on all; None where there are none to be made."""
    released, out = _RELEASED, _OUT
    if item is not None:
        released, out = (query.where(_STATEMENT.c.item == item) for query in (_RELEASED, _OUT))
    connection = direct(session)
    votes = [
        (who, statement, value)
        for who, statement, cells in connection.execute(released, {"wave": wave.id})
        if (value := _value(cells)) is not None
    ]
    return opinion(votes, moderated_out=set(connection.execute(out, {"wave": wave.id}).scalars()))


def _value(cells: list[str]) -> int | None:
    """The vote as it is published; None where it is not, or waits to be."""
    if EVERYBODY not in cells:
        return None
    return next((value for value, cell in REACTIONS.items() if cell in cells), None)
