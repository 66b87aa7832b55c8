"""What has one respondent said in a wave, as plain rows that can be put aside and put back exactly?

A ``Side`` holds everything the wave's tables hold under one pseudonym, as JSON can say it. ``rewrite`` makes the tables
say something else about some respondents, and everything that follows from answers follows: the live counts, what is to be
taken out of the next release, what was put to the vote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from surveys.design.items.kind import Value
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import removal
from surveys.fieldwork.counts import PARTICIPATION, Change, cells_of, move, narrowed, vote_cells
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, AnswerState, Coding, Consent, Departure, Response, Statement, Vector, Vote, Wave

Row: TypeAlias = dict[str, Any]  # of a table, as JSON says it

_RESPONSE, _ANSWER, _VOTE, _CONSENT, _STATEMENT, _DEPARTURE, _CODING, _VECTOR = (
    table_of(model) for model in (Response, Answer, Vote, Consent, Statement, Departure, Coding, Vector)
)
_WHOSE = ("wave_id", "respondent_id")  # left out of rows, which say what, not of whom
_MARK = "?"  # begins what stands among released cells and is none


@dataclass(frozen=True)
class Side:
    """Everything stored of one respondent in one wave.

    Attributes:
        answers: by item.
        votes: by statement.
        consents: the oldest first.
    """

    response: Row | None = None
    answers: Mapping[str, Row] = field(default_factory=dict)
    votes: Mapping[str, Row] = field(default_factory=dict)
    consents: Sequence[Row] = ()

    @property
    def response_row(self) -> Row:
        """The response of somebody who takes part, or did."""
        assert self.response is not None
        return self.response

    @property
    def platform(self) -> str:
        """Where they took part; what they agreed to is seen from there."""
        return str(self.response["platform"]) if self.response else ""

    @property
    def values(self) -> dict[str, Value]:
        """What counts, by item."""
        return {item: row["value"] for item, row in self.answers.items()}

    def as_json(self) -> dict[str, Any]:
        """To be kept; ``of_json`` is the way back."""
        return {
            "response": self.response,
            "answers": dict(self.answers),
            "votes": dict(self.votes),
            "consents": list(self.consents),
        }

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Side:
        """What ``as_json`` gave."""
        return cls(plain["response"], plain["answers"], plain["votes"], tuple(plain["consents"]))


def read(session: Session, wave: Wave, respondent_id: str) -> Side:
    """What the tables say about somebody."""

    def rows(table: sa.Table, *order: sa.Column[Any]) -> list[Row]:
        mine = (table.c.wave_id == wave.id) & (table.c.respondent_id == respondent_id)
        found = direct(session).execute(sa.select(table).where(mine).order_by(*order)).mappings()
        return [{name: _plain(value) for name, value in row.items() if name not in _WHOSE} for row in found]

    return Side(
        next(iter(rows(_RESPONSE, _RESPONSE.c.id)), None),
        {row["item"]: row for row in rows(_ANSWER, _ANSWER.c.item)},
        {row["statement_id"]: row for row in rows(_VOTE, _VOTE.c.statement_id)},
        tuple(rows(_CONSENT, _CONSENT.c.given_at, _CONSENT.c.id)),
    )


def made_of(session: Session, answer_ids: Collection[str]) -> list[Row]:
    """The statements that put these answers to the vote."""
    query = sa.select(_STATEMENT).where(_STATEMENT.c.answer_id.in_(list(answer_ids))).order_by(_STATEMENT.c.id)
    return [dict(row) for row in direct(session).execute(query).mappings()]


def items_of(session: Session, statement_ids: Collection[str]) -> dict[str, str]:
    """The item each of these statements belongs to; one that is gone is left out."""
    query = sa.select(_STATEMENT.c.id, _STATEMENT.c.item).where(_STATEMENT.c.id.in_(list(statement_ids)))
    return {row.id: row.item for row in direct(session).execute(query)}


def rewrite(
    session: Session,
    wave: Wave,
    asked: Questionnaire,
    before: Mapping[str, Side],
    after: Mapping[str, Side],
    statements: Iterable[Row] = (),
) -> tuple[str, ...]:
    """Make the tables say ``after`` about these respondents, who had ``before``.

    ``statements``: to be put to the vote again with the answers they are made of. Returns the ids of the digests that
    quote any of the answers: what is agreed to may have changed for all of them.
    """
    connection = direct(session)
    held = {row["id"]: row for side in before.values() for row in side.answers.values()}
    kept = {row["id"]: row for side in after.values() for row in side.answers.values()}
    quoting = removal.quoted_in(session, held)
    move(session, wave, [*_counted(asked, before.values(), out=True), *_counted(asked, after.values())])
    lost = [id_ for id_ in held if id_ not in kept]
    removal.disown(session, lost)
    after = _published(session, wave, before, after)

    mine = list({*before, *after})
    for table in (_VOTE, _CONSENT, _RESPONSE):
        connection.execute(sa.delete(table).where(table.c.wave_id == wave.id, table.c.respondent_id.in_(mine)))
    connection.execute(sa.delete(_ANSWER).where(_ANSWER.c.id.in_(lost)))
    for who, side in after.items():
        for row in side.answers.values():
            if row["id"] not in held:
                continue
            stays = sa.update(_ANSWER).where(_ANSWER.c.id == row["id"], _ANSWER.c.respondent_id != who)
            if connection.execute(stays.values(respondent_id=who)).rowcount:
                for table in (_CODING, _VECTOR):
                    about = sa.update(table).where(table.c.answer_id == row["id"])
                    connection.execute(about.values(respondent_id=who))
    for who, side in after.items():
        _insert(connection, _RESPONSE, wave, who, [side.response] if side.response else [])
        _insert(connection, _CONSENT, wave, who, side.consents)
        _insert(connection, _ANSWER, wave, who, [row for row in side.answers.values() if row["id"] not in held])
    approved = {id_ for id_, row in kept.items() if row["state"] == AnswerState.APPROVED and id_ not in held}
    again = [row for row in statements if row["answer_id"] in approved]
    if again:
        connection.execute(sa.insert(_STATEMENT), again)
    for who, side in after.items():
        _insert(connection, _VOTE, wave, who, list(side.votes.values()))
    session.expire_all()
    return quoting


def _counted(asked: Questionnaire, sides: Iterable[Side], *, out: bool = False) -> list[Change]:
    """How the live counts change when these count from now on, or no longer."""
    units: list[tuple[str, tuple[str, ...]]] = []
    for side in sides:
        if side.response is None:
            continue
        group = (side.response["segment"], side.platform)
        units += [(key, cells_of(asked.item(key), value, *group)) for key, value in side.values.items()]
        units += [(statement, vote_cells(vote["value"], *group)) for statement, vote in side.votes.items()]
        if side.answers:
            units.append((PARTICIPATION, narrowed((), *group)))
    return [(unit, cells, ()) if out else (unit, (), cells) for unit, cells in units]


def _published(
    session: Session, wave: Wave, before: Mapping[str, Side], after: Mapping[str, Side]
) -> Mapping[str, Side]:
    """What was released and is gone departs; what comes back is released as it was, unless that was taken out since."""
    gone = [(unit, row["released"]) for unit, row in _units(before, after)]
    removal.depart(session, wave, gone)
    back = {id(row) for unit, row in _units(after, before) if not _recalled(session, wave, unit, row["released"])}

    def fresh(row: Row) -> Row:
        return {**row, "released": []} if id(row) in back else row

    return {
        who: replace(
            side,
            answers={item: fresh(row) for item, row in side.answers.items()},
            votes={statement: fresh(row) for statement, row in side.votes.items()},
        )
        for who, side in after.items()
    }


def _units(these: Mapping[str, Side], not_in: Mapping[str, Side]) -> list[tuple[str, Row]]:
    """Answers and votes that the others do not have."""

    def named(sides: Mapping[str, Side]) -> list[tuple[tuple[str, ...], str, Row]]:
        answers = [((row["id"],), item, row) for side in sides.values() for item, row in side.answers.items()]
        votes = [
            ((statement, row["updated_at"], str(row["value"]), *row["released"]), statement, row)
            for side in sides.values()
            for statement, row in side.votes.items()
        ]
        return [*answers, *votes]

    left = [key for key, _, _ in named(not_in)]
    found = []
    for key, unit, row in named(these):
        if key in left:
            left.remove(key)
        else:
            found.append((unit, row))
    return found


def _recalled(session: Session, wave: Wave, unit: str, released: Sequence[str]) -> bool:
    """Take back a departure of these cells, if one still waits; nobody's name is on them, so any will do."""
    if not released:
        return True
    waiting = sa.select(_DEPARTURE.c.id, _DEPARTURE.c.cells).where(
        _DEPARTURE.c.wave_id == wave.id, _DEPARTURE.c.item == unit
    )
    for id_, cells in direct(session).execute(waiting).all():
        if _cells(cells) == _cells(released):
            direct(session).execute(sa.delete(_DEPARTURE).where(_DEPARTURE.c.id == id_))
            return True
    return False


def _cells(stored: Iterable[str]) -> set[str]:
    return {cell for cell in stored if not cell.startswith(_MARK)}


def _insert(connection: sa.Connection, table: sa.Table, wave: Wave, who: str, rows: Sequence[Row]) -> None:
    if rows:
        whose = dict(zip(_WHOSE, (wave.id, who), strict=True))
        connection.execute(sa.insert(table), [_stored(table, row) | whose for row in rows])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _stored(table: sa.Table, row: Row) -> Row:
    def value(name: str, plain: Any) -> Any:
        is_time = isinstance(table.c[name].type, UTCDateTime) and plain is not None
        return datetime.fromisoformat(plain) if is_time else plain

    return {name: value(name, plain) for name, plain in row.items()}
