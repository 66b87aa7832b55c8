"""Which counts are published, and when do they move?

Results on any surface are read from the wave's last *release*. A new one moves only people who cannot be told apart by
it (``batches``); everybody else waits for the next one. Only answers that changed or wait are looked at; all other counts
are carried forward.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from surveys.analysis.batches import Cells, Change, batch
from surveys.analysis.cells import answer_cells, published_vote_cells
from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.design.items.case import Case
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.counts import EVERYBODY, PARTICIPATION
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Departure, FieldedQuestionnaire, Release, Response, Tally, Vote, Wave

__all__ = ["HELD", "MEDIAN", "Change", "batch", "last", "questionnaire_of", "release"]

HELD = "?held"  # among an answer's released cells: its current ones are not published yet
MEDIAN = "median:"  # not a count: a median among the people of the cell that follows
DAY = timedelta(days=1)  # anonymous waves keep dates by day

_ANSWER, _VOTE, _RESPONSE, _DEPARTURE, _TALLY = (
    table_of(model) for model in (Answer, Vote, Response, Departure, Tally)
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A stored answer or vote that may have to move.

    Attributes:
        key: primary key values by column.
        stored: its released cells as stored, with ``HELD``.
    """

    change: Change
    key: Mapping[str, str]
    stored: Cells
    is_vote: bool


def last(session: Session, wave: Wave) -> Release | None:
    """The wave's last release."""
    query = sa.select(Release).where(table_of(Release).c.wave_id == wave.id)
    return session.scalars(query.order_by(table_of(Release).c.number.desc()).limit(1)).first()


def questionnaire_of(session: Session, wave: Wave) -> Questionnaire:
    """The questionnaire as the wave fielded it."""
    fielded = session.get(FieldedQuestionnaire, wave.questionnaire_id)
    assert fielded is not None
    return Questionnaire.model_validate(fielded.body)


def release(session: Session, wave: Wave, now: datetime, *, closing: bool = False) -> Release | None:
    """Publish what may be published; None where nothing moved. At closing there is always a release.

    Writes which cells each answer and vote now counts in, and takes departed answers out.
    """
    questionnaire = questionnaire_of(session, wave)
    before = last(session, wave)
    rows = [*_answers(session, wave, questionnaire, before), *_votes(session, wave, before)]
    departures = _departures(session, wave)
    moved = batch([*(row.change for row in rows), *departures.values()], closing=closing)
    participation = _participation(session, wave, before, closing=closing)
    if not moved and not closing and not _has_moved(participation, before):
        return None
    now_in = {(change.unit, change.respondent): change.after for change in moved if change.respondent}
    _write(session, rows, now_in)
    _forget(session, departures, moved)
    counts = _carried(before, moved)
    counts[PARTICIPATION] = participation
    for item in questionnaire.items:
        if item.key in counts:
            counts[item.key] |= _medians(session, wave, item)
    new = Release(
        wave_id=wave.id,
        number=before.number + 1 if before else 1,
        at=now,
        participants=participation.get(EVERYBODY, 0),
        closing=closing,
        counts=counts,
    )
    session.add(new)
    session.flush()
    return new


# --- what may have to move --------------------------------------------------------------------------------------


def _answers(session: Session, wave: Wave, questionnaire: Questionnaire, before: Release | None) -> Iterator[_Row]:
    columns = (_ANSWER.c.id, _ANSWER.c.item, _ANSWER.c.respondent_id, _ANSWER.c.value, _ANSWER.c.released)
    items = {item.key: item for item in questionnaire.items}
    for id_, key, respondent, value, stored, segment, platform in direct(session).execute(
        _pending(_ANSWER, columns, wave, before)
    ):
        if key in items:
            after = answer_cells(items[key], value, segment, platform)
            yield _row(Change(key, respondent, frozenset(), after), stored, {"row_id": id_}, is_vote=False)


def _votes(session: Session, wave: Wave, before: Release | None) -> Iterator[_Row]:
    columns = (_VOTE.c.statement_id, _VOTE.c.respondent_id, _VOTE.c.value, _VOTE.c.released)
    for statement, respondent, value, stored, segment, platform in direct(session).execute(
        _pending(_VOTE, columns, wave, before)
    ):
        change = Change(statement, respondent, frozenset(), published_vote_cells(value, segment, platform))
        yield _row(change, stored, {"row_id": statement, "row_person": respondent}, is_vote=True)


def _row(change: Change, stored: Iterable[str], key: Mapping[str, str], *, is_vote: bool) -> _Row:
    cells = frozenset(stored)
    return _Row(Change(change.unit, change.respondent, cells - {HELD}, change.after), key, cells, is_vote)


def _pending(table: sa.Table, columns: Sequence[sa.Column[Any]], wave: Wave, before: Release | None) -> sa.Select[Any]:
    """Rows that are new, wait, or may have changed since the release before."""
    query = (
        sa.select(*columns, _RESPONSE.c.segment, _RESPONSE.c.platform)
        .join_from(
            table,
            _RESPONSE,
            (_RESPONSE.c.wave_id == table.c.wave_id) & (_RESPONSE.c.respondent_id == table.c.respondent_id),
        )
        .where(table.c.wave_id == wave.id)
    )
    if before is None:
        return query
    stored = sa.cast(table.c.released, sa.Text)
    since = before.at - DAY
    return query.where(
        (stored == "[]")
        | stored.contains(f'"{HELD}"', autoescape=True)
        | (table.c.updated_at >= since)
        | (_RESPONSE.c.updated_at >= since)
    )


def _departures(session: Session, wave: Wave) -> dict[str, Change]:
    query = sa.select(_DEPARTURE.c.id, _DEPARTURE.c.item, _DEPARTURE.c.cells).where(_DEPARTURE.c.wave_id == wave.id)
    return {
        id_: Change(item, "", frozenset(cells) - {HELD}, frozenset())
        for id_, item, cells in direct(session).execute(query)
    }


# --- what is written --------------------------------------------------------------------------------------------


def _write(session: Session, rows: Sequence[_Row], now_in: Mapping[tuple[str, str], Cells]) -> None:
    answers: list[dict[str, Any]] = []
    votes: list[dict[str, Any]] = []
    for row in rows:
        change = row.change
        published = now_in.get((change.unit, change.respondent), change.before)
        wanted = published | {HELD} if published and published != change.after else published
        if wanted != row.stored:
            (votes if row.is_vote else answers).append({**row.key, "now_released": sorted(wanted)})
    cells = sa.bindparam("now_released", type_=sa.JSON)
    if answers:
        update = sa.update(_ANSWER).where(_ANSWER.c.id == sa.bindparam("row_id")).values(released=cells)
        direct(session).execute(update, answers)
    if votes:
        mine = (_VOTE.c.statement_id == sa.bindparam("row_id")) & (_VOTE.c.respondent_id == sa.bindparam("row_person"))
        direct(session).execute(sa.update(_VOTE).where(mine).values(released=cells), votes)
    session.expire_all()


def _forget(session: Session, departures: Mapping[str, Change], moved: Sequence[Change]) -> None:
    """Delete the departures that are taken out now, and those that never counted."""
    out: dict[tuple[str, Cells], int] = defaultdict(int)
    for change in moved:
        if not change.respondent:
            out[change.unit, change.before] += 1
    done = []
    for id_, change in departures.items():
        if not change.before:
            done.append(id_)
        elif out[change.unit, change.before]:
            out[change.unit, change.before] -= 1
            done.append(id_)
    for start in range(0, len(done), 500):
        direct(session).execute(sa.delete(_DEPARTURE).where(_DEPARTURE.c.id.in_(done[start : start + 500])))


def _carried(before: Release | None, moved: Sequence[Change]) -> dict[str, dict[str, int]]:
    counts = {
        unit: {cell: count for cell, count in cells.items() if not cell.startswith(MEDIAN)}
        for unit, cells in (before.counts if before else {}).items()
    }
    for change in moved:
        cells = counts.setdefault(change.unit, {})
        for cell in change.after - change.before:
            cells[cell] = cells.get(cell, 0) + 1
        for cell in change.before - change.after:
            cells[cell] = cells.get(cell, 0) - 1
    return {
        unit: {cell: count for cell, count in sorted(cells.items()) if count}
        for unit, cells in sorted(counts.items())
        if any(cells.values())
    }


def _participation(session: Session, wave: Wave, before: Release | None, *, closing: bool) -> dict[str, int]:
    """Participants, who are always shown, and those per group, which move by at least five people."""
    query = sa.select(_TALLY.c.cell, _TALLY.c.count).where(_TALLY.c.wave_id == wave.id, _TALLY.c.item == PARTICIPATION)
    live = {cell: count for cell, count in direct(session).execute(query) if count}
    shown = dict(before.counts.get(PARTICIPATION, {})) if before else {}
    rest = closing and abs(live.get(EVERYBODY, 0) - shown.get(EVERYBODY, 0)) >= FEWEST
    for cell in live.keys() | shown.keys():
        if rest or cell == EVERYBODY or abs(live.get(cell, 0) - shown.get(cell, 0)) >= FEWEST:
            shown[cell] = live.get(cell, 0)
    return {cell: count for cell, count in sorted(shown.items()) if count}


def _has_moved(participation: Mapping[str, int], before: Release | None) -> bool:
    groups = {cell: count for cell, count in participation.items() if cell != EVERYBODY}
    was = before.counts.get(PARTICIPATION, {}) if before else {}
    return groups != {cell: count for cell, count in was.items() if cell != EVERYBODY}


# --- medians ----------------------------------------------------------------------------------------------------


def _medians(session: Session, wave: Wave, item: Item) -> dict[str, int]:
    """Medians of what has no cell of its own, among people whose answer is published as it is now."""
    if not isinstance(item, Case | Number):
        return {}
    query = sa.select(_ANSWER.c.value, _ANSWER.c.released).where(
        _ANSWER.c.wave_id == wave.id, _ANSWER.c.item == item.key
    )
    found: dict[str, list[float]] = defaultdict(list)
    for value, released in direct(session).execute(query):
        if HELD in released and isinstance(item, Number):
            continue
        if isinstance(item, Number) and EVERYBODY in released:
            found[EVERYBODY].append(float(value) * 10**item.decimals)
        elif isinstance(item, Case) and isinstance(value.get("wait"), int | float):
            for cell in released:
                if cell.startswith("channel:") and "/" not in cell and "|s:" not in cell and "|p:" not in cell:
                    found[cell].append(value["wait"])
    if isinstance(item, Number):
        return {f"{MEDIAN}{cell}": round(median(all_)) for cell, all_ in found.items() if len(all_) >= SHARE_FROM}
    return {
        f"{MEDIAN}{cell}": _rounded_wait(median(waits)) for cell, waits in sorted(found.items()) if len(waits) >= FEWEST
    }


def _rounded_wait(minutes: float) -> int:
    """So coarse that it is nobody's own wait: to 5 minutes, from an hour to half an hour, from a day to half a day."""
    step = 5 if minutes < 60 else 30 if minutes < 24 * 60 else 12 * 60
    return max(step, round(minutes / step) * step)
