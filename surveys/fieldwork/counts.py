"""In which table cells does an answer count, and how many people are in each right now?

One person counts once in each cell. The live counts (``Tally``) move in the transaction of the answer, so that reading
them costs the same for ten answers and a million; ``recount`` says what they must be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session

from surveys.databases.prepared import Prepared
from surveys.design.items.kind import Item, Value
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.rows import direct, table_of, upsert
from surveys.tables import Answer, Response, Tally, Vote, Wave

EVERYBODY = "n"  # the cell of everybody who answered
PARTICIPATION = ""  # the item under which people with at least one answer are counted
REACTIONS: Mapping[int, str] = {1: "agree", -1: "disagree", 0: "pass"}

Change: TypeAlias = tuple[str, Sequence[str], Sequence[str]]
"""An item key or statement id, the cells it counted in before, and those it counts in now."""

_TALLY, _ANSWER, _VOTE, _RESPONSE = (table_of(table) for table in (Tally, Answer, Vote, Response))
_DELTA = sa.bindparam("delta", type_=sa.Integer)
_ZERO = sa.literal_column("0", sa.Integer)  # written out: one value less to hand over for each cell
_MOVE = Prepared(
    upsert(
        _TALLY,
        lambda insert: insert.values(
            wave_id=sa.bindparam("wave_id"),
            item=sa.bindparam("item"),
            cell=sa.bindparam("cell"),
            count=sa.case((_DELTA > _ZERO, _DELTA), else_=_ZERO),
        ).on_conflict_do_update(
            index_elements=["wave_id", "item", "cell"],
            set_={"count": sa.case((_TALLY.c.count + _DELTA > _ZERO, _TALLY.c.count + _DELTA), else_=_ZERO)},
        ),
    )
)
_READ = sa.select(_TALLY.c.item, _TALLY.c.cell, _TALLY.c.count).where(
    _TALLY.c.wave_id == sa.bindparam("wave_id"), _TALLY.c.count > 0
)
_ANSWERS = (
    sa.select(_ANSWER.c.item, _ANSWER.c.value, _RESPONSE.c.segment, _RESPONSE.c.platform, _ANSWER.c.respondent_id)
    .join_from(
        _ANSWER,
        _RESPONSE,
        (_RESPONSE.c.wave_id == _ANSWER.c.wave_id) & (_RESPONSE.c.respondent_id == _ANSWER.c.respondent_id),
    )
    .where(_ANSWER.c.wave_id == sa.bindparam("wave_id"))
)
_VOTES = (
    sa.select(_VOTE.c.statement_id, _VOTE.c.value, _RESPONSE.c.segment, _RESPONSE.c.platform)
    .join_from(
        _VOTE,
        _RESPONSE,
        (_RESPONSE.c.wave_id == _VOTE.c.wave_id) & (_RESPONSE.c.respondent_id == _VOTE.c.respondent_id),
    )
    .where(_VOTE.c.wave_id == sa.bindparam("wave_id"))
)


def cells_of(item: Item, value: Value, segment: str | None, platform: str) -> tuple[str, ...]:
    """Every cell an answer counts in: ``n`` and those of its kind, each for everybody, the group and the platform."""
    return narrowed(item.cells(value), segment, platform)


def vote_cells(value: int, segment: str | None, platform: str) -> tuple[str, ...]:
    """Every cell a vote counts in, under the id of its statement."""
    return narrowed((REACTIONS[value],), segment, platform)


def narrowed(cells: Iterable[str], segment: str | None, platform: str) -> tuple[str, ...]:
    """``n`` and these cells, and each again for the group (``|s:``) and the platform (``|p:``), where they are known."""
    plain = (EVERYBODY, *dict.fromkeys(cells))
    groups = ((f"|s:{segment}",) if segment else ()) + ((f"|p:{platform}",) if platform else ())
    return plain + tuple(cell + group for group in groups for cell in plain)


def move(session: Session, wave: Wave, changes: Iterable[Change]) -> None:
    """Bring the live counts from before to now, in one statement; never below 0."""
    deltas: Counter[tuple[str, str]] = Counter()
    for item, before, now in changes:
        deltas.update((item, cell) for cell in now)
        deltas.subtract((item, cell) for cell in before)
    rows = [
        {"wave_id": wave.id, "item": item, "cell": cell, "delta": delta}
        for (item, cell), delta in sorted(deltas.items())  # in one order: two writers cannot block each other
        if delta
    ]
    if rows:
        _MOVE.run_each(direct(session), rows)


def live(session: Session, wave: Wave) -> dict[str, dict[str, int]]:
    """The live counts: ``{item key or statement id: {cell: people}}``, empty cells left out."""
    return _nested({(item, cell): count for item, cell, count in direct(session).execute(_READ, {"wave_id": wave.id})})


def recount(session: Session, wave: Wave, questionnaire: Questionnaire) -> dict[str, dict[str, int]]:
    """What the live counts must be, counted anew from every current answer and vote."""
    counts: Counter[tuple[str, str]] = Counter()
    people: dict[str, tuple[str | None, str]] = {}
    connection = direct(session)
    for key, value, segment, platform, respondent in connection.execute(_ANSWERS, {"wave_id": wave.id}):
        people[respondent] = (segment, platform)
        counts.update((key, cell) for cell in cells_of(questionnaire.item(key), value, segment, platform))
    for segment, platform in people.values():
        counts.update((PARTICIPATION, cell) for cell in narrowed((), segment, platform))
    for statement, value, segment, platform in connection.execute(_VOTES, {"wave_id": wave.id}):
        counts.update((statement, cell) for cell in vote_cells(value, segment, platform))
    return _nested(counts)


def _nested(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (item, cell), count in counts.items():
        nested.setdefault(item, {})[cell] = count
    return nested
