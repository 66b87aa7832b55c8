"""What has to go at the end of an anonymous wave, besides its key, so that nobody can tell whose answers are whose?

Everything that tells one respondent's acts from another's: when, in which message, how often something was changed, in
which order rows were written. What was said stays, under a pseudonym that nothing leads to. Who saw when people pressed
and wrote, and holds every row and the one secret, has nothing to compare.

What cannot be hidden is how much somebody said: the rows of who answered one question differ from those of who answered
ten (docs/security.md says so).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from surveys.fieldwork import traces, waves
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import (
    Answer,
    AnswerState,
    Coding,
    Consent,
    Departure,
    Finding,
    Report,
    Response,
    Tally,
    Vector,
    Vote,
    Wave,
)

SPREAD = 2**61 - 1  # row numbers are drawn below it; SQLite counts on from the highest one
OF_PEOPLE: Sequence[type[SQLModel]] = (Consent, Response, Answer, Vote, Report)  # whose rows are of one respondent each
AT_ONCE = 500  # rows written by one statement

_ANSWER, _RESPONSE, _CONSENT, _VOTE, _REPORT, _TALLY, _DEPARTURE = (
    table_of(each) for each in (Answer, Response, Consent, Vote, Report, Tally, Departure)
)


def sever(session: Session, wave: Wave, now: datetime) -> None:
    """Drop what tells respondents of a wave that is over apart, and write their rows in random order; twice is harmless.

    Its closing release is made before: what answers that are gone counted in is forgotten here, too.
    """
    moment = traces.moment(wave, now)
    _drop_idle(session, wave)
    _level(session, wave, moment)
    shuffle(session, wave)
    session.expire_all()


def scatter(session: Session, wave_id: str, respondent_id: str) -> None:
    """Give the rows of a respondent, and the counts, random numbers: SQLite keeps tables in their order, that of writing.

    PostgreSQL has no such numbers; where rows lie there tells their order until the wave is over.
    """
    connection = direct(session)
    if connection.dialect.name != "sqlite":
        return
    mine = {"wave": wave_id, "respondent": respondent_id}
    for table in OF_PEOPLE:
        connection.execute(_SCATTER[table_of(table).name], mine)
    connection.execute(_SCATTER_COUNTS, mine)


def shuffle(session: Session, wave: Wave) -> None:
    """Write all rows of a wave's respondents anew, and its counts, in an order that nobody chose."""
    connection = direct(session)
    made: Sequence[type[SQLModel]] = (Coding, Vector, Finding)  # none before the end, but in a wave made by hand
    for model in made:
        connection.execute(sa.delete(table_of(model)).where(table_of(model).c.wave_id == wave.id))
    connection.execute(
        sa.delete(_TALLY).where(_TALLY.c.wave_id == wave.id, _TALLY.c.count <= 0)
    )  # once chosen, not now
    for table in (*map(table_of, OF_PEOPLE), _TALLY):
        rows = [dict(row) for row in connection.execute(sa.select(table).where(table.c.wave_id == wave.id)).mappings()]
        secrets.SystemRandom().shuffle(rows)
        connection.execute(sa.delete(table).where(table.c.wave_id == wave.id))
        for start in range(0, len(rows), AT_ONCE):
            connection.execute(sa.insert(table), rows[start : start + AT_ONCE])


def _drop_idle(session: Session, wave: Wave) -> None:
    """Who said nothing, or took everything back, leaves nothing; what was withdrawn is no agreement of anybody's."""
    connection = direct(session)
    said = sa.select(_ANSWER.c.respondent_id).where(_ANSWER.c.wave_id == wave.id)
    voted = sa.select(_VOTE.c.respondent_id).where(_VOTE.c.wave_id == wave.id)
    for table in (_RESPONSE, _CONSENT, _REPORT):
        idle = table.c.respondent_id.not_in(said) & table.c.respondent_id.not_in(voted)
        connection.execute(sa.delete(table).where(table.c.wave_id == wave.id, idle))
    connection.execute(sa.delete(_DEPARTURE).where(_DEPARTURE.c.wave_id == wave.id))
    connection.execute(sa.delete(_CONSENT).where(_CONSENT.c.wave_id == wave.id, _CONSENT.c.withdrawn_at.is_not(None)))


def _level(session: Session, wave: Wave, moment: datetime) -> None:
    """One date for everybody, no message, no number of changes, no half answer; words are ready to be looked at."""
    connection = direct(session)
    values = {"source": None, "reason": None, "revision": 0, "created_at": moment, "updated_at": moment}
    connection.execute(sa.update(_ANSWER).where(_ANSWER.c.wave_id == wave.id).values(values))
    if not waves.questionnaire_of(session, wave).wave.moderated:
        waiting = (_ANSWER.c.wave_id == wave.id) & (_ANSWER.c.state == AnswerState.PENDING)
        connection.execute(sa.update(_ANSWER).where(waiting).values(state=AnswerState.APPROVED))
    place: dict[str, Any] = {"position": None, "draft": {}, "skipped": [], "started_at": moment, "updated_at": moment}
    connection.execute(sa.update(_RESPONSE).where(_RESPONSE.c.wave_id == wave.id).values(place))
    connection.execute(sa.update(_CONSENT).where(_CONSENT.c.wave_id == wave.id).values(given_at=moment))
    connection.execute(sa.update(_VOTE).where(_VOTE.c.wave_id == wave.id).values(updated_at=moment))
    connection.execute(sa.update(_REPORT).where(_REPORT.c.wave_id == wave.id).values(at=moment))


_SCATTER_COUNTS = sa.text(f"UPDATE tally SET rowid = random() & {SPREAD} WHERE wave_id = :wave")
_SCATTER = {
    table_of(table).name: sa.text(
        f"UPDATE {table_of(table).name} SET rowid = random() & {SPREAD} "
        "WHERE wave_id = :wave AND respondent_id = :respondent"
    )
    for table in OF_PEOPLE
}
