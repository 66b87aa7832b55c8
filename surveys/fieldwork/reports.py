"""Which statements do members want a moderator to look at, and when does one leave the vote before anybody did?

A report is no vote and gives no reason: it asks a person to look again. One per person and statement counts. Reported by
several, a statement is held: not shown for voting until somebody decides, while its votes stay. Then either the answer
is rejected, or its reports are settled and only new ones, of other people, count.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from surveys.errors import Unknown
from surveys.fieldwork import traces
from surveys.fieldwork.rows import direct, run, table_of, upsert
from surveys.tables import Answer, AnswerState, Report, Statement, Wave

HOLD_AT = 3  # reports by different people

_REPORT, _STATEMENT, _ANSWER = (table_of(table) for table in (Report, Statement, Answer))
_ADD = upsert(_REPORT, lambda insert: insert.on_conflict_do_nothing())


def report(
    session: Session, wave: Wave, respondent_id: str, statement_id: str, now: datetime, *, hold_at: int = HOLD_AT
) -> str:
    """Note that somebody reported somebody else's statement, and hold it from the ``hold_at``-th; twice is harmless.

    Returns the id of the answer it is made of. Raises Unknown for a statement that is no other person's, approved words.
    """
    connection = direct(session)
    found = connection.execute(
        sa.select(_STATEMENT.c.answer_id)
        .join(_ANSWER, _ANSWER.c.id == _STATEMENT.c.answer_id)
        .where(
            _STATEMENT.c.id == statement_id,
            _STATEMENT.c.wave_id == wave.id,
            _ANSWER.c.respondent_id != respondent_id,
            _ANSWER.c.state == AnswerState.APPROVED,
        )
        .with_for_update(of=_STATEMENT)  # two who report at once are counted one after the other
    ).first()
    if found is None:
        raise Unknown("statement-gone")
    row = {
        "statement_id": statement_id,
        "respondent_id": respondent_id,
        "wave_id": wave.id,
        "settled": False,
        "at": traces.moment(wave, now),
    }
    run(connection, _ADD, row)
    counted = sa.select(sa.func.count()).where(_REPORT.c.statement_id == statement_id, _REPORT.c.settled.is_(False))
    if connection.execute(counted).scalar_one() >= hold_at:
        connection.execute(sa.update(_STATEMENT).where(_STATEMENT.c.id == statement_id).values(held=True))
    return str(found.answer_id)


def reported(session: Session, wave: Wave) -> dict[str, int]:
    """By answer how many reports nobody decided on, the most first."""
    number = sa.func.count().label("number")
    query = (
        sa.select(_STATEMENT.c.answer_id, number)
        .join(_REPORT, _REPORT.c.statement_id == _STATEMENT.c.id)
        .where(_REPORT.c.wave_id == wave.id, _REPORT.c.settled.is_(False), _STATEMENT.c.answer_id.is_not(None))
        .group_by(_STATEMENT.c.answer_id)
        .order_by(number.desc(), _STATEMENT.c.answer_id)
    )
    return {row.answer_id: row.number for row in direct(session).execute(query)}


def settle(session: Session, answer_id: str) -> bool:
    """A moderator decided that the statement made of an answer stays; False where no report waited. Twice is harmless."""
    connection = direct(session)
    mine = sa.select(_STATEMENT.c.id).where(_STATEMENT.c.answer_id == answer_id)
    waiting = sa.update(_REPORT).where(_REPORT.c.statement_id.in_(mine), _REPORT.c.settled.is_(False))
    settled = connection.execute(waiting.values(settled=True)).rowcount
    connection.execute(sa.update(_STATEMENT).where(_STATEMENT.c.answer_id == answer_id).values(held=False))
    return bool(settled)


def hand_over(session: Session, wave: Wave, taken: str, kept: str) -> None:
    """Two became one person: their reports are of one, and count once."""
    connection = direct(session)
    theirs = (_REPORT.c.wave_id == wave.id) & (_REPORT.c.respondent_id == taken)
    both = sa.select(_REPORT.c.statement_id).where(_REPORT.c.wave_id == wave.id, _REPORT.c.respondent_id == kept)
    connection.execute(sa.delete(_REPORT).where(theirs, _REPORT.c.statement_id.in_(both)))
    connection.execute(sa.update(_REPORT).where(theirs).values(respondent_id=kept))


def drop(session: Session, wave: Wave, respondent_id: str) -> None:
    """Somebody takes no part any more: their reports go; what is held by them stays held until somebody decides."""
    mine = (_REPORT.c.wave_id == wave.id) & (_REPORT.c.respondent_id == respondent_id)
    direct(session).execute(sa.delete(_REPORT).where(mine))
