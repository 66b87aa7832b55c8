"""Is an import into a wave under way? While one is, nothing of it is published, and one that died is taken out again.

An import writes in many short units, so that people's answers wait for none of them long. Each unit notes in the same
transaction whom and what it added (``Finding`` of kind ``import``, a row each): what is noted is what is there, whenever
the process dies.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from surveys.errors import Refused
from surveys.fieldwork import interview, removal, responses, waves
from surveys.fieldwork.acts import Withdrawn
from surveys.fieldwork.interview import Turn
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.standing import standing
from surveys.tables import Consent, Finding, Response, Wave, new_id

KIND = "import"
SILENT = timedelta(minutes=10)  # without a note for so long, an import on another computer counts as dead
_CONSENT, _RESPONSE, _FINDING = (table_of(model) for model in (Consent, Response, Finding))
_UNDER_WAY = (
    sa.select(_FINDING.c.id).where(_FINDING.c.wave_id == sa.bindparam("wave"), _FINDING.c.kind == KIND).limit(1)
)


@dataclass(frozen=True, slots=True)
class Run:
    """One import.

    Attributes:
        wave: id.
        id: of this import alone.
    """

    wave: str
    id: str


def is_under_way(session: Session, wave: Wave) -> bool:
    """Whether somebody imports into the wave right now, or died while they did."""
    return direct(session).execute(_UNDER_WAY, {"wave": wave.id}).first() is not None


def begin(session: Session, wave: Wave, now: datetime) -> Run:
    """An import begins; what has to be as before, should it fail, is noted."""
    run = Run(wave.id, new_id())
    _note(session, run, 0, {"sample": wave.sample, "locked": wave.locked, "host": socket.gethostname(),
                            "process": os.getpid()}, now)  # fmt: skip
    return run


def note(
    session: Session, run: Run, number: int, people: Sequence[str], added: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """One unit of it, numbered from 1: people who came with it, and questions that others answered with it.

    Raises Refused where somebody took the import for dead meanwhile.
    """
    if session.exec(select(Finding).where(Finding.item == _name(run, 0), Finding.kind == KIND)).first() is None:
        raise Refused("import-undone")
    _note(
        session, run, number, {"people": list(people), "added": {who: list(keys) for who, keys in added.items()}}, now
    )


def end(session: Session, run: Run) -> None:
    """Everything is there: from now on it counts like any other answer."""
    mine = _FINDING.c.item.startswith(f"{run.id}.", autoescape=True)
    direct(session).execute(sa.delete(_FINDING).where(_FINDING.c.wave_id == run.wave, _FINDING.c.kind == KIND, mine))


def dead(session: Session, now: datetime) -> list[Run]:
    """Imports whose process is gone."""
    noted = session.exec(select(Finding).where(Finding.kind == KIND).order_by(Finding.item)).all()
    last: dict[str, datetime] = {}
    for each in noted:
        run = each.item.partition(".")[0]
        last[run] = max(each.at, last.get(run, each.at))
    first = {each.item.partition(".")[0]: each for each in noted if "process" in each.body}
    return [Run(each.wave_id, run) for run, each in sorted(first.items()) if _is_dead(each.body, last[run], now)]


def undo(session: Session, run: Run, now: datetime) -> bool:
    """Take out what the import noted last; whether there was anything left. Called until there is nothing."""
    mine = select(Finding).where(Finding.kind == KIND, col(Finding.item).startswith(f"{run.id}.", autoescape=True))
    noted = session.exec(mine.order_by(col(Finding.item).desc()).limit(1)).first()
    if noted is None:
        return False
    wave = session.get_one(Wave, run.wave)
    if "process" in noted.body:
        _as_before(session, wave, noted.body)
    else:
        for who, keys in sorted(noted.body["added"].items()):
            _take_back(session, wave, who, keys, now)
        for who in noted.body["people"]:
            _take_out(session, wave, who, now)
    session.delete(noted)
    session.flush()
    return True


def _as_before(session: Session, wave: Wave, body: Mapping[str, Any]) -> None:
    here = direct(session).execute(sa.select(_RESPONSE.c.id).where(_RESPONSE.c.wave_id == wave.id).limit(1)).first()
    if here is None:
        wave.sample, wave.locked = body["sample"], body["locked"]
        session.add(wave)


def _take_out(session: Session, wave: Wave, who: str, now: datetime) -> None:
    """Somebody who came with the import was never here."""
    removal.remove_person(session, wave, who, now)
    for table in (_CONSENT, _RESPONSE):
        direct(session).execute(sa.delete(table).where(table.c.wave_id == wave.id, table.c.respondent_id == who))


def _take_back(session: Session, wave: Wave, who: str, keys: Sequence[str], now: datetime) -> None:
    """Answers that the import added to those of an earlier one."""
    here = standing(session, wave, who)
    if here is None:
        return
    questionnaire = waves.questionnaire_of(session, wave)
    values = {key: held.value for key, held in here.answers.items() if key not in keys}
    then = replace(interview.begin(questionnaire, here.seed, values), position=None)
    turn = Turn(then, tuple(Withdrawn(key) for key in keys if key in here.answers))
    responses.keep(session, wave, questionnaire, who, turn, platform=here.platform, now=now)


def _is_dead(body: Mapping[str, Any], last: datetime, now: datetime) -> bool:
    if not timedelta(0) <= now - last < SILENT:
        return True
    return body["host"] == socket.gethostname() and not _runs(int(body["process"]))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _name(run: Run, number: int) -> str:
    return f"{run.id}.{number:06}"


def _note(session: Session, run: Run, number: int, body: dict[str, Any], now: datetime) -> None:
    session.add(Finding(wave_id=run.wave, item=_name(run, number), kind=KIND, body=body, at=now))
    session.flush()
