"""What is held about a person, how is it erased, and what goes by itself after its time?

Walks the metadata: every column declares in ``info["person"]`` what it holds (``surveys.tables.Holds``), so a new table
is exported and erased by being declared. The front desk's tables are in the same metadata once it has been imported;
which of their columns hold which ids stands in ``WHOSE``.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from surveys.fieldwork import removal, waves
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import (
    Answer,
    Consent,
    Departure,
    Finding,
    Holds,
    Quote,
    Report,
    Response,
    Statement,
    StoredDigest,
    Tally,
    Vote,
    Wave,
)  # fmt: skip

CHUNK = 500  # ids in one statement; SQLite takes 999 variables in its oldest supported builds

Opener: TypeAlias = Callable[[str, bytes], str | bytes | None]  # opens what is sealed in ``table.column``
Ids: TypeAlias = Literal["respondents", "accounts", "digests", "people"]
WHOSE: Mapping[str, Ids] = {
    "respondent_id": "respondents",
    "account.id": "accounts",
    "account_id": "accounts",
    "account.digest": "digests",
    "inbox.person": "digests",
    "person_id": "people",
}
"""Which ids a ``WHO`` column holds: by name, or by table and name."""

_RETAINED = (
    Vote,
    Report,
    Consent,
    Answer,
    Response,
    Tally,
    Departure,
    Finding,
)  # goes with its time; releases stay, and digests without words


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased.

    Attributes:
        waves: ids of waves the people took part in.
        digests: ids of digests that quoted them and have to be corrected where they were posted.
        rows: how many rows there were.
    """

    waves: tuple[str, ...]
    digests: tuple[str, ...]
    rows: int


def held(
    session: Session,
    *,
    respondents: Collection[str] = (),
    accounts: Collection[str] = (),
    digests: Collection[str] = (),
    people: Collection[str] = (),
    opened: Opener | None = None,
    metadata: sa.MetaData = SQLModel.metadata,
) -> dict[str, list[dict[str, Any]]]:
    """Everything held about a person: every row of every table that points to them, ready for JSON.

    respondents: their pseudonyms. accounts, digests, people: ids of their accounts, keyed digests of their platform
    ids, ids they share over platforms. opened: opens what is sealed; without it sealed columns are left out.
    """
    ids = _ids(respondents, accounts, digests, people)
    found: dict[str, list[dict[str, Any]]] = {}
    for table, columns in personal(metadata):
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        for condition in _conditions(table, columns, ids):
            for row in direct(session).execute(sa.select(table).where(condition)).mappings():
                rows[tuple(row[column.name] for column in table.primary_key)] = _plain(table, row, opened)
        if rows:
            found[table.name] = list(rows.values())
    return found


def erase(
    session: Session,
    respondents: Collection[str] = (),
    *,
    accounts: Collection[str] = (),
    digests: Collection[str] = (),
    people: Collection[str] = (),
    now: datetime,
    metadata: sa.MetaData = SQLModel.metadata,
) -> Erased:
    """Erase everything about a person; counts follow, and what was released is noted without a name. Twice is harmless."""
    ids = _ids(respondents, accounts, digests, people)
    connection = direct(session)
    mine = table_of(Response)
    taking_part: list[tuple[str, str]] = [
        (row.wave_id, row.respondent_id)
        for some in _chunks(ids["respondents"])
        for row in connection.execute(
            sa.select(mine.c.wave_id, mine.c.respondent_id).where(mine.c.respondent_id.in_(some))
        )
    ]
    quoting: dict[str, None] = {}
    rows = 0
    for wave_id, respondent in taking_part:
        wave = session.get_one(Wave, wave_id)
        rows += len(removal.my_votes(session, wave, respondent))
        rows += _count(session, wave, respondent)
        quoting |= dict.fromkeys(removal.remove_person(session, wave, respondent, now))
    of_people = dict(personal(metadata))
    for table in reversed(metadata.sorted_tables):
        for condition in _conditions(table, of_people.get(table, ()), ids):
            rows += connection.execute(_erasing(table).where(condition)).rowcount
    session.expire_all()
    return Erased(tuple(dict.fromkeys(wave_id for wave_id, _ in taking_part)), tuple(quoting), rows)


def answers_of(session: Session, respondents: Collection[str]) -> tuple[str, ...]:
    """The ids of everything these people answered, for what is noted about it elsewhere."""
    answers = table_of(Answer)
    found: list[str] = []
    for some in _chunks(list(respondents)):
        query = sa.select(answers.c.id).where(answers.c.respondent_id.in_(some)).order_by(answers.c.id)
        found += direct(session).execute(query).scalars()
    return tuple(found)


def retain(session: Session, now: datetime) -> tuple[str, ...]:
    """Delete what people said in waves whose time of keeping is over; returns the ids of these waves.

    Released counts stay, and digests without anybody's words: what they quoted is taken out of every version.
    """
    over = tuple(wave.id for wave in waves.expired(session, now))
    for wave_id in over:
        drop_said(session, wave_id)
        _take_words_out(session, session.get_one(Wave, wave_id))
    return over


def drop_said(session: Session, wave_id: str) -> None:
    """Delete what people said in a wave; released counts and digests stay. Twice is harmless."""
    connection = direct(session)
    said, statement = table_of(Answer), table_of(Statement)
    of_wave = sa.select(said.c.id).where(said.c.wave_id == wave_id)
    connection.execute(sa.delete(table_of(Quote)).where(table_of(Quote).c.answer_id.in_(of_wave)))
    for reaction in (table_of(Vote), table_of(Report)):
        connection.execute(sa.delete(reaction).where(reaction.c.wave_id == wave_id))
    connection.execute(sa.delete(statement).where(statement.c.wave_id == wave_id, statement.c.answer_id.is_not(None)))
    for model in _RETAINED:
        connection.execute(sa.delete(table_of(model)).where(table_of(model).c.wave_id == wave_id))
    session.expire_all()


def _take_words_out(session: Session, wave: Wave) -> None:
    """Blank what kept digests quote of answers that are gone, as after a withdrawal."""
    from surveys.digest import compose
    from surveys.digest.digest import Digest

    for row in session.exec(select(StoredDigest).where(StoredDigest.wave_id == wave.id)).all():
        before = Digest.model_validate(row.body)
        after = compose.corrected(session, wave, before)
        if after != before:
            row.body, row.hash = after.model_dump(mode="json"), after.hash()
            session.add(row)
    session.flush()


def personal(metadata: sa.MetaData) -> Iterator[tuple[sa.Table, Sequence[sa.Column[Any]]]]:
    """The tables that point to people, with the columns that do."""
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if holds(column) is Holds.WHO]
        if columns:
            yield table, columns


def holds(column: sa.Column[Any]) -> Holds:
    """What a column holds about a person; KeyError where it does not say."""
    return Holds(column.info["person"])


def whose(column: sa.Column[Any]) -> Ids:
    """Which ids a ``WHO`` column holds; KeyError where ``WHOSE`` does not say."""
    return WHOSE.get(f"{column.table.name}.{column.name}") or WHOSE[column.name]


def _erasing(table: sa.Table) -> sa.Delete | sa.Update:
    """How a person leaves a table: with the row, or, where the row has to stay (a chain), with all it holds of them."""
    if table.info.get("erasure") != "empties":
        return sa.delete(table)
    return sa.update(table).values({column: None for column in table.columns if holds(column) is not Holds.NOTHING})


def _ids(
    respondents: Collection[str], accounts: Collection[str], digests: Collection[str], people: Collection[str]
) -> Mapping[Ids, Sequence[str]]:
    given: Mapping[Ids, Collection[str]] = {
        "respondents": respondents, "accounts": accounts, "digests": digests, "people": people,
    }  # fmt: skip
    return {kind: list(dict.fromkeys(each for each in ids if each)) for kind, ids in given.items()}


def _conditions(
    table: sa.Table, columns: Sequence[sa.Column[Any]], ids: Mapping[Ids, Sequence[str]]
) -> Iterator[sa.ColumnElement[bool]]:
    for column in columns:
        for some in _chunks(ids[whose(column)]):
            yield table.c[column.name].in_(some)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _count(session: Session, wave: Wave, respondent: str) -> int:
    answers = table_of(Answer)
    mine = (answers.c.wave_id == wave.id) & (answers.c.respondent_id == respondent)
    return int(direct(session).execute(sa.select(sa.func.count()).where(mine)).scalar_one())


def _plain(table: sa.Table, row: sa.RowMapping, opened: Opener | None) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if holds(column) is Holds.SEALED and value is not None:
            if opened is None:
                continue
            value = opened(f"{table.name}.{column.name}", value)
        elif isinstance(value, bytes):  # numbers, such as a vector
            value = base64.b64encode(value).decode()
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        elif isinstance(value, Enum):
            value = value.value
        elif isinstance(value, datetime):
            value = value.isoformat()
        plain[column.name] = value
    return plain
