"""What has to happen when an answer goes?

It leaves the live counts; if it was released, what it counted in is noted without a name until the next release
(``Departure``); if it was put to the vote, it is taken out; if it was quoted, the digests that quote it are named, so
that the desk can correct what was posted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from surveys.fieldwork import reports, statements, traces, waves
from surveys.fieldwork.counts import PARTICIPATION, Change, cells_of, move, narrowed, vote_cells
from surveys.fieldwork.route import reacts
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.standing import Held, Standing, standing
from surveys.tables import Answer, Departure, Quote, Response, ResponseState, Statement, Vote, Wave, new_id

_ANSWER, _VOTE, _STATEMENT, _QUOTE, _RESPONSE, _DEPARTURE = (
    table_of(table) for table in (Answer, Vote, Statement, Quote, Response, Departure)
)
_WAVE: sa.BindParameter[str] = sa.bindparam("wave")
_ME: sa.BindParameter[str] = sa.bindparam("respondent")
_MY_VOTES = (
    sa.select(_VOTE.c.statement_id, _VOTE.c.value, _VOTE.c.released, _STATEMENT.c.item)
    .join_from(_VOTE, _STATEMENT, _STATEMENT.c.id == _VOTE.c.statement_id)
    .where(_VOTE.c.wave_id == _WAVE, _VOTE.c.respondent_id == _ME)
)
_DROP_VOTES = sa.delete(_VOTE).where(
    _VOTE.c.respondent_id == _ME, _VOTE.c.statement_id.in_(sa.bindparam("ids", expanding=True))
)
_DROP_ANSWERS = sa.delete(_ANSWER).where(_ANSWER.c.id.in_(sa.bindparam("ids", expanding=True)))
_QUOTING = sa.select(_QUOTE.c.digest_id).where(_QUOTE.c.answer_id.in_(sa.bindparam("ids", expanding=True))).distinct()
_DROP_QUOTES = sa.delete(_QUOTE).where(_QUOTE.c.answer_id.in_(sa.bindparam("ids", expanding=True)))
_DEPART = sa.insert(_DEPARTURE)
_LEAVE = (
    sa.update(_RESPONSE)
    .where(_RESPONSE.c.wave_id == _WAVE, _RESPONSE.c.respondent_id == _ME)
    .values(
        state=ResponseState.WITHDRAWN, position=None, draft={}, skipped=[], segment=None, updated_at=sa.bindparam("now")
    )
)


class MyVote(NamedTuple):
    """A vote, its statement, and the item that belongs to."""

    statement_id: str
    value: int
    released: list[str]
    item: str


def my_votes(session: Session, wave: Wave, respondent_id: str) -> Sequence[MyVote]:
    """Everything somebody voted in the wave."""
    rows = direct(session).execute(_MY_VOTES, {"wave": wave.id, "respondent": respondent_id})
    return [MyVote(*row) for row in rows]


def drop_votes(
    session: Session, wave: Wave, respondent_id: str, here: Standing, items: Collection[str]
) -> list[Change]:
    """Delete somebody's votes on the statements of these items; returns how the counts change."""
    votes = [vote for vote in my_votes(session, wave, respondent_id) if vote.item in items]
    if votes:
        ids = [vote.statement_id for vote in votes]
        direct(session).execute(_DROP_VOTES, {"respondent": respondent_id, "ids": ids})
        depart(session, wave, ((vote.statement_id, vote.released) for vote in votes))
    return [(vote.statement_id, vote_cells(vote.value, here.segment, here.platform), ()) for vote in votes]


def drop_answers(session: Session, wave: Wave, answers: Sequence[Held]) -> tuple[str, ...]:
    """Delete answers, not their counts; returns the digests that quote them."""
    if not answers:
        return ()
    ids = [answer.id for answer in answers]
    quoting = disown(session, ids)
    depart(session, wave, ((answer.item, answer.released) for answer in answers))
    direct(session).execute(_DROP_ANSWERS, {"ids": ids})
    return quoting


def disown(session: Session, answer_ids: Collection[str]) -> tuple[str, ...]:
    """Take words that no longer hold out of the vote; returns the digests that quote them."""
    statements.retire(session, answer_ids)
    quoting = quoted_in(session, answer_ids)
    if quoting:
        direct(session).execute(_DROP_QUOTES, {"ids": list(answer_ids)})
    return quoting


def quoted_in(session: Session, answer_ids: Collection[str]) -> tuple[str, ...]:
    """The ids of the digests that quote these answers."""
    return tuple(direct(session).execute(_QUOTING, {"ids": list(answer_ids)}).scalars())


def depart(session: Session, wave: Wave, gone: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Note the released cells of what is gone, until the next release takes them out."""
    rows = [
        {"id": new_id(), "wave_id": wave.id, "item": item, "cells": list(cells)}
        for item, cells in sorted(gone, key=itemgetter(0))
        if cells
    ]
    if rows:
        direct(session).execute(_DEPART, rows)


def remove_person(session: Session, wave: Wave, respondent_id: str, now: datetime) -> tuple[str, ...]:
    """Remove every answer and vote of somebody, who counts as withdrawn; twice is harmless.

    Returns the ids of the digests that quote them.
    """
    here = standing(session, wave, respondent_id)
    if here is None:
        return ()
    questionnaire = waves.questionnaire_of(session, wave)
    voting = {item.key for item in questionnaire.items if reacts(item)}
    changes = drop_votes(session, wave, respondent_id, here, voting)
    for key, held in here.answers.items():
        changes.append((key, cells_of(questionnaire.item(key), held.value, here.segment, here.platform), ()))
    if here.answers:
        changes.append((PARTICIPATION, narrowed((), here.segment, here.platform), ()))
    quoting = drop_answers(session, wave, list(here.answers.values()))
    reports.drop(session, wave, respondent_id)
    direct(session).execute(_LEAVE, {"wave": wave.id, "respondent": respondent_id, "now": traces.moment(wave, now)})
    move(session, wave, changes)
    return quoting


def quoting_person(session: Session, wave: Wave, respondent_id: str) -> tuple[str, ...]:
    """The ids of the digests that quote somebody."""
    here = standing(session, wave, respondent_id)
    if here is None or not here.answers:
        return ()
    return quoted_in(session, [answer.id for answer in here.answers.values()])
