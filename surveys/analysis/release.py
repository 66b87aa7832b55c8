"""Which counts are published, and when do they move?

Results on any surface are read from the wave's last *release*. A new one moves only people who cannot be told apart by
it (``batches``); everybody else waits for the next one. An item is looked at only when at least five people answered or
changed something since it was last looked at: else somebody whose answer made a waiting group complete could be told by
the moment. Only answers that changed or wait are read; all other counts are carried forward.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session

from surveys.analysis.batches import Cells, Change, batch
from surveys.analysis.cells import Uncoded, answer_cells, published_vote_cells
from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.coding import rows as rows_of_codings
from surveys.design.items.case import Case
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import underway, waves
from surveys.fieldwork.counts import EVERYBODY, PARTICIPATION
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Coding, Departure, Release, Response, Tally, Visibility, Vote, Wave

__all__ = ["HELD", "LATE", "LATE_FROM", "MEDIAN", "Change", "batch", "last", "release"]

HELD = "?held"  # among an answer's released cells: its current ones are not published yet
MEDIAN = "median:"  # not a count: a median among the people of the cell that follows
LATE = "late:"  # not a count: minutes that nine of ten people of the cell that follows waited at most
LATE_FROM = 10 * FEWEST  # people; then the tenth who waited longer are five
DAY = timedelta(days=1)  # anonymous waves keep dates by day

_ANSWER, _VOTE, _RESPONSE, _DEPARTURE, _TALLY, _CODING = (
    table_of(model) for model in (Answer, Vote, Response, Departure, Tally, Coding)
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A stored answer or vote that may have to move.

    Attributes:
        key: primary key values by column.
        stored: its released cells as stored, with ``HELD``.
        table: where it is stored.
    """

    change: Change
    key: Mapping[str, str]
    stored: Cells
    table: sa.Table

    @property
    def is_fresh(self) -> bool:
        """Whether it moves for the first time, rather than waits."""
        return HELD not in self.stored and self.change.before != self.change.after


def last(session: Session, wave: Wave) -> Release | None:
    """The wave's last release."""
    query = sa.select(Release).where(table_of(Release).c.wave_id == wave.id)
    return session.scalars(query.order_by(table_of(Release).c.number.desc()).limit(1)).first()


def release(session: Session, wave: Wave, now: datetime, *, closing: bool = False) -> Release | None:
    """Publish what may be published; None where nothing moved. At closing there is always a release.

    Writes which cells each answer and vote now counts in, and takes departed answers out. A wave whose results are seen
    only after closing is not released before: not even its own respondents could tell from what is noted with them.
    """
    if (wave.visibility is Visibility.AFTER_CLOSE or underway.is_under_way(session, wave)) and not closing:
        return None
    questionnaire = waves.questionnaire_of(session, wave)
    before = last(session, wave)
    fresh = _moving(session, wave, questionnaire, _is_fresh(before))
    gone = _departures(session, wave)
    ripe = _ripe(fresh, gone)
    if not ripe and not closing and not _has_moved(_participation(session, wave, before, closing=False), before):
        return None
    waiting = _moving(session, wave, questionnaire, _is_waiting)
    if closing:
        ripe = {row.change.unit for row in (*fresh, *waiting, *gone)}
    rows = [row for row in (*fresh, *waiting) if row.change.unit in ripe]
    departures = [row for row in gone if row.change.unit in ripe or not row.change.before]
    moved = batch((row.change for row in (*rows, *departures)), closing=closing)
    now_in = {(change.unit, change.respondent): change.after for change in moved if change.respondent}
    _write(session, rows, now_in)
    _forget(session, departures, moved)
    participation = _participation(session, wave, before, closing=closing)
    if not moved and not closing and not _has_moved(participation, before):
        return None
    counts = _carried(before, moved)
    counts[PARTICIPATION] = participation
    for item in questionnaire.items:
        if item.key in counts:
            counts[item.key] |= _medians(session, wave, item)
    new = Release(
        wave_id=wave.id,
        number=before.number + 1 if before else 1,
        at=now,
        participants=participation.get(EVERYBODY, 0) if wave.anonymous else _participants(session, wave),
        closing=closing,
        counts=counts,
    )
    session.add(new)
    session.flush()
    return new


# --- what may have to move --------------------------------------------------------------------------------------


Which: TypeAlias = Callable[[sa.Table], sa.ColumnElement[bool]]


def _is_fresh(before: Release | None) -> Which:
    """Rows that are new, or may have changed since the release before."""

    def condition(table: sa.Table) -> sa.ColumnElement[bool]:
        new = sa.cast(table.c.released, sa.Text) == "[]"
        if before is None:
            return new
        since = before.at - DAY
        changed = (table.c.updated_at >= since) | (_RESPONSE.c.updated_at >= since)
        if table is _ANSWER:
            changed |= _ANSWER.c.id.in_(sa.select(_CODING.c.answer_id).where(_CODING.c.at >= since))
        return new | (changed & ~_is_waiting(table))

    return condition


def _is_waiting(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.cast(table.c.released, sa.Text).contains(f'"{HELD}"', autoescape=True)


def _moving(session: Session, wave: Wave, questionnaire: Questionnaire, which: Which) -> list[_Row]:
    """Answers and votes of that sort, as they count and as they would."""
    rows = []
    items = {item.key: item for item in questionnaire.items}
    coded = rows_of_codings.current(session, wave)
    said = (_ANSWER.c.id, _ANSWER.c.item, _ANSWER.c.respondent_id, _ANSWER.c.value, _ANSWER.c.released)
    query = _with_group(_ANSWER, said, wave).where(which(_ANSWER))
    for id_, key, respondent, value, stored, segment, platform in direct(session).execute(query):
        if key in items:
            theme = coded[id_].theme if id_ in coded else Uncoded.YET
            cells = answer_cells(items[key], value, segment, platform, theme)
            rows.append(_row(Change(key, respondent, frozenset(), cells), stored, {"row_id": id_}, _ANSWER))
    voted = (_VOTE.c.statement_id, _VOTE.c.respondent_id, _VOTE.c.value, _VOTE.c.released)
    query = _with_group(_VOTE, voted, wave).where(which(_VOTE))
    for statement, respondent, value, stored, segment, platform in direct(session).execute(query):
        change = Change(statement, respondent, frozenset(), published_vote_cells(value, segment, platform))
        rows.append(_row(change, stored, {"row_id": statement, "row_person": respondent}, _VOTE))
    return rows


def _row(change: Change, stored: Iterable[str], key: Mapping[str, str], table: sa.Table) -> _Row:
    cells = frozenset(stored)
    return _Row(replace(change, before=cells - {HELD}), key, cells, table)


def _with_group(table: sa.Table, columns: Sequence[sa.Column[Any]], wave: Wave) -> sa.Select[Any]:
    mine = (_RESPONSE.c.wave_id == table.c.wave_id) & (_RESPONSE.c.respondent_id == table.c.respondent_id)
    query = sa.select(*columns, _RESPONSE.c.segment, _RESPONSE.c.platform).join_from(table, _RESPONSE, mine)
    return query.where(table.c.wave_id == wave.id)


def _departures(session: Session, wave: Wave) -> list[_Row]:
    query = sa.select(_DEPARTURE.c.id, _DEPARTURE.c.item, _DEPARTURE.c.cells).where(_DEPARTURE.c.wave_id == wave.id)
    return [
        _row(Change(item, "", frozenset(), frozenset()), cells, {"row_id": id_}, _DEPARTURE)
        for id_, item, cells in direct(session).execute(query)
    ]


def _ripe(rows: Iterable[_Row], departures: Iterable[_Row]) -> set[str]:
    """The items and statements that at least five people moved since they were last looked at."""
    moved: dict[str, Counter[str]] = defaultdict(Counter)
    for row in (*rows, *departures):
        if row.is_fresh:
            kind = "gone" if not row.change.respondent else "changed" if row.change.before else "new"
            moved[row.change.unit][kind] += 1
    # A departed answer and a new one may be of one person.
    return {unit for unit, count in moved.items() if count["changed"] + max(count["new"], count["gone"]) >= FEWEST}


# --- what is written --------------------------------------------------------------------------------------------


def _write(session: Session, rows: Sequence[_Row], now_in: Mapping[tuple[str, str], Cells]) -> None:
    """Note per answer and vote where it counts now, and whether it waits."""
    changed: dict[sa.Table, list[dict[str, Any]]] = {_ANSWER: [], _VOTE: []}
    for row in rows:
        change = row.change
        published = now_in.get((change.unit, change.respondent), change.before)
        wanted = published | {HELD} if published != change.after else published
        if wanted != row.stored:
            changed[row.table].append({**row.key, "now_released": sorted(wanted)})
    released = {"released": sa.bindparam("now_released", type_=sa.JSON)}
    answer = sa.update(_ANSWER).where(_ANSWER.c.id == sa.bindparam("row_id")).values(released)
    vote = sa.update(_VOTE).where(
        _VOTE.c.statement_id == sa.bindparam("row_id"), _VOTE.c.respondent_id == sa.bindparam("row_person")
    )
    for table, update in ((_ANSWER, answer), (_VOTE, vote.values(released))):
        if changed[table]:
            direct(session).execute(update, changed[table])
    session.expire_all()


def _forget(session: Session, departures: Sequence[_Row], moved: Sequence[Change]) -> None:
    """Delete the departures that are taken out now, and those that never counted; the others wait."""
    out = Counter((change.unit, change.before) for change in moved if not change.respondent)
    done: list[dict[str, str]] = []
    waiting: list[dict[str, Any]] = []
    for row in departures:
        place = (row.change.unit, row.change.before)
        if not row.change.before or out[place]:
            out[place] -= 1
            done.append(dict(row.key))
        elif HELD not in row.stored:
            waiting.append({**row.key, "cells_held": sorted(row.stored | {HELD})})
    mine = _DEPARTURE.c.id == sa.bindparam("row_id")
    if done:
        direct(session).execute(sa.delete(_DEPARTURE).where(mine), done)
    if waiting:
        held = {"cells": sa.bindparam("cells_held", type_=sa.JSON)}
        direct(session).execute(sa.update(_DEPARTURE).where(mine).values(held), waiting)


def _carried(before: Release | None, moved: Sequence[Change]) -> dict[str, dict[str, int]]:
    counts = {
        unit: {cell: count for cell, count in cells.items() if not cell.startswith((MEDIAN, LATE))}
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


def _participants(session: Session, wave: Wave) -> int:
    return _live_participation(session, wave).get(EVERYBODY, 0)


def _live_participation(session: Session, wave: Wave) -> dict[str, int]:
    query = sa.select(_TALLY.c.cell, _TALLY.c.count).where(_TALLY.c.wave_id == wave.id, _TALLY.c.item == PARTICIPATION)
    return {cell: count for cell, count in direct(session).execute(query) if count}


def _participation(session: Session, wave: Wave, before: Release | None, *, closing: bool) -> dict[str, int]:
    """Participants per group: looked at when five more people take part, each moved by at least five; at closing all."""
    live = _live_participation(session, wave)
    shown = dict(before.counts.get(PARTICIPATION, {})) if before else {}
    if abs(live.get(EVERYBODY, 0) - shown.get(EVERYBODY, 0)) < FEWEST:
        return shown
    for cell in live.keys() | shown.keys():
        if closing or cell == EVERYBODY or abs(live.get(cell, 0) - shown.get(cell, 0)) >= FEWEST:
            shown[cell] = live.get(cell, 0)
    return {cell: count for cell, count in sorted(shown.items()) if count}


def _has_moved(participation: Mapping[str, int], before: Release | None) -> bool:
    return participation != (before.counts.get(PARTICIPATION, {}) if before else {})


# --- medians ----------------------------------------------------------------------------------------------------


def _medians(session: Session, wave: Wave, item: Item) -> dict[str, int]:
    """Medians of what has no cell of its own, and late waits, among people whose answer is published as it is now."""
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
                plain = "/" not in cell and "|s:" not in cell and "|p:" not in cell
                if cell == EVERYBODY or (cell.startswith("channel:") and plain):
                    found[cell].append(value["wait"])
    if isinstance(item, Number):
        return {f"{MEDIAN}{cell}": round(median(all_)) for cell, all_ in found.items() if len(all_) >= SHARE_FROM}
    medians = {cell: _rounded_wait(median(waits)) for cell, waits in sorted(found.items()) if len(waits) >= FEWEST}
    late = {cell: _rounded_wait(_ninth(waits)) for cell, waits in sorted(found.items()) if len(waits) >= LATE_FROM}
    return {f"{MEDIAN}{cell}": wait for cell, wait in medians.items()} | {f"{LATE}{cell}": late[cell] for cell in late}


def _ninth(waits: Sequence[float]) -> float:
    """The wait that nine of ten did not exceed."""
    return sorted(waits)[(9 * len(waits) + 9) // 10 - 1]


def _rounded_wait(minutes: float) -> int:
    """So coarse that it is nobody's own wait: to 5 minutes, from an hour to half an hour, from a day to half a day."""
    step = 5 if minutes < 60 else 30 if minutes < 24 * 60 else 12 * 60
    return max(step, round(minutes / step) * step)
