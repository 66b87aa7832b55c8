"""Who of those who answered alike is counted already? At the end of an anonymous wave nobody can tell.

With each answer stands where it counted at the last release. Who came late counts nowhere yet: that would tell something
about when. Among people whose answers count in the same cells it makes no difference to any table whose answer it was, so
what is noted is drawn anew among them.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from surveys.analysis.batches import Cells
from surveys.analysis.cells import answer_cells, published_vote_cells
from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Response, Vote, Wave

_ANSWER, _VOTE, _RESPONSE = (table_of(model) for model in (Answer, Vote, Response))

_Alike = tuple[str, Cells]  # item or statement, and the cells an answer to it counts in


def mix(session: Session, wave: Wave) -> None:
    """Draw anew, among answers and votes that count alike, which of them were released how; twice is harmless."""
    items = {item.key: item for item in waves.questionnaire_of(session, wave).items}
    answers = sa.select(
        _ANSWER.c.id, _ANSWER.c.item, _ANSWER.c.value, _ANSWER.c.released, _RESPONSE.c.segment, _RESPONSE.c.platform
    )
    alike: dict[_Alike, list[tuple[dict[str, str], list[str]]]] = defaultdict(list)
    for id_, key, value, released, segment, platform in direct(session).execute(_joined(answers, _ANSWER, wave)):
        if key in items:
            alike[key, answer_cells(items[key], value, segment, platform)].append(({"row_id": id_}, released))
    _write(session, list(alike.values()), sa.update(_ANSWER).where(_ANSWER.c.id == sa.bindparam("row_id")))
    alike.clear()
    votes = sa.select(
        _VOTE.c.statement_id,
        _VOTE.c.respondent_id,
        _VOTE.c.value,
        _VOTE.c.released,
        _RESPONSE.c.segment,
        _RESPONSE.c.platform,
    )
    for statement, who, value, released, segment, platform in direct(session).execute(_joined(votes, _VOTE, wave)):
        cells = published_vote_cells(value, segment, platform)
        alike[statement, cells].append(({"row_id": statement, "row_person": who}, released))
    mine = (_VOTE.c.statement_id == sa.bindparam("row_id")) & (_VOTE.c.respondent_id == sa.bindparam("row_person"))
    _write(session, list(alike.values()), sa.update(_VOTE).where(mine))
    session.expire_all()


def _joined(query: sa.Select[Any], table: sa.Table, wave: Wave) -> sa.Select[Any]:
    mine = (_RESPONSE.c.wave_id == table.c.wave_id) & (_RESPONSE.c.respondent_id == table.c.respondent_id)
    return query.join_from(table, _RESPONSE, mine).where(table.c.wave_id == wave.id)


def _write(session: Session, groups: Sequence[Sequence[tuple[dict[str, str], list[str]]]], update: sa.Update) -> None:
    changes: list[dict[str, Any]] = []
    for group in groups:
        drawn = [released for _, released in group]
        secrets.SystemRandom().shuffle(drawn)
        changes += [{**key, "drawn": released} for (key, _), released in zip(group, drawn, strict=True)]
    if changes:
        direct(session).execute(update.values(released=sa.bindparam("drawn", type_=sa.JSON)), changes)
