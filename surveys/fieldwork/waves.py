"""When is a questionnaire asked where, and may it be answered now?

::

    draft -open-> open <-resume- paused        content may change until somebody answered;
                  |  -pause->      |           afterwards a clone is a new wave
                  `----close-------'-> closed -reopen-> open
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Self

import sqlalchemy as sa
from sqlmodel import Session, select

from surveys.databases.prepared import Prepared
from surveys.design.questionnaire import Questionnaire
from surveys.errors import NotOpen, Refused, Unknown
from surveys.fieldwork import statements
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import (
    TABLES,
    FieldedQuestionnaire,
    Quote,
    Response,
    StoredDigest,
    Visibility,
    Wave,
    WaveState,
)

STEPS: Mapping[str, tuple[frozenset[WaveState], WaveState]] = {
    "open": (frozenset({WaveState.DRAFT}), WaveState.OPEN),
    "pause": (frozenset({WaveState.OPEN}), WaveState.PAUSED),
    "resume": (frozenset({WaveState.PAUSED}), WaveState.OPEN),
    "close": (frozenset({WaveState.OPEN, WaveState.PAUSED}), WaveState.CLOSED),
    "reopen": (frozenset({WaveState.CLOSED}), WaveState.OPEN),
}
REMEMBERED = 256  # questionnaires kept in memory; they are frozen, so none is ever stale

_WAVE = table_of(Wave)
_COLUMNS = tuple(column.name for column in _WAVE.c)
_GLANCE = Prepared(sa.select(_WAVE).where(_WAVE.c.id == sa.bindparam("wave")))

_remembered: dict[str, Questionnaire] = {}
_seen: dict[str, tuple[list[tuple[object, ...]], Wave]] = {}  # by id: what was read last, and what was made of it


@dataclass(frozen=True, slots=True)
class WaveSettings:
    """What a moderator chooses before opening.

    Attributes:
        opens_at: when it opens by itself; None means when somebody opens it.
        closes_at: when it closes by itself; None means only when somebody closes it.
        sample: its answers are samples of ours, and marked so.
        remind: its places are reminded once, a day before it closes.
        every_weeks: a next wave opens so many weeks after this one did; 0: none.
    """

    language: str = "de"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    digest_every_days: int = 7
    visibility: Visibility = Visibility.AFTER_ANSWER
    latecomers: bool = False
    anonymous: bool = False
    named_quotes: bool = False
    retention_months: int = 12
    sample: bool = False
    remind: bool = True
    every_weeks: int = 0

    @classmethod
    def of(
        cls,
        questionnaire: Questionnaire,
        now: datetime,
        *,
        language: str = "de",
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
        days: int | None = None,
        sample: bool = False,
    ) -> Self:
        """The settings a questionnaire suggests; open until ``closes_at``, else for so many days."""
        wave = questionnaire.wave
        return cls(
            language=language,
            opens_at=opens_at,
            closes_at=closes_at or (opens_at or now) + timedelta(days=days or wave.days),
            digest_every_days=wave.digest_every_days,
            visibility=Visibility(wave.visibility),
            latecomers=wave.latecomers,
            anonymous=wave.anonymous,
            named_quotes=wave.named_quotes,
            retention_months=wave.retention_months,
            sample=sample,
        )


@dataclass(frozen=True, slots=True)
class Due:
    """Waves whose time has come."""

    opening: Sequence[Wave]
    closing: Sequence[Wave]


# --- may it be answered ---


def is_open(wave: Wave, now: datetime) -> bool:
    """Whether the wave is open at this moment, even if its closing is still to be carried out."""
    return wave.state is WaveState.OPEN and (wave.closes_at is None or now < wave.closes_at)


def is_late(wave: Wave, now: datetime) -> bool:
    """Whether its time is over."""
    return wave.state is WaveState.CLOSED or (wave.state is WaveState.OPEN and not is_open(wave, now))


def accepts(wave: Wave, now: datetime) -> bool:
    """Whether an answer is kept now: the wave is open, or over and kind to latecomers."""
    return is_open(wave, now) or (is_late(wave, now) and wave.latecomers and not wave.anonymous)


def is_veiled(wave: Wave) -> bool:
    """Whether nobody may see yet what single respondents said: the wave is anonymous, and not over."""
    return wave.anonymous and wave.state is not WaveState.CLOSED


def begins(wave: Wave) -> datetime:
    """When it opens or opened as planned; what followed an opening that came late is not late for it."""
    return wave.opens_at or wave.opened_at or wave.created_at


def ensure_accepts(wave: Wave, now: datetime) -> None:
    """Raise NotOpen, which says why, where an answer is not kept now."""
    if accepts(wave, now):
        return
    if wave.state is WaveState.DRAFT:
        raise NotOpen("wave-not-open-yet", wave=wave.key)
    raise NotOpen("wave-paused" if wave.state is WaveState.PAUSED else "wave-closed", wave=wave.key)


def ensure_takes_imports(wave: Wave) -> None:
    """Raise Refused where answers from a file are not taken: whoever has the file knows who they are."""
    if wave.anonymous:
        raise Refused("anonymous-no-import", wave=wave.key)


# --- finding ---


def glance(session: Session, wave_id: str) -> Wave | None:
    """The wave as it is now, only to be read: no change to it is stored. A tenth of the cost of the session's own."""
    connection = direct(session)
    found = _GLANCE.raw(connection, {"wave": wave_id})
    if not found:
        return None
    seen = _seen.get(wave_id)
    if seen is None or seen[0] != found:
        if len(_seen) >= REMEMBERED:
            _seen.clear()
        [row] = _GLANCE.read(connection, found)
        seen = _seen[wave_id] = found, Wave(**dict(zip(_COLUMNS, row, strict=True)))
    return seen[1]


def find(session: Session, key: str, community_id: str | None = None) -> Wave:
    """The wave of that key (of that community); raises Unknown."""
    wave = session.exec(select(Wave).where(Wave.key == key.strip().lower())).first()
    if wave is None or community_id not in (None, wave.community_id):
        raise Unknown("unknown-wave", wave=key.strip()[:60])
    return wave


def listed(
    session: Session, community_id: str | None = None, states: Iterable[WaveState] = tuple(WaveState)
) -> list[Wave]:
    """Waves (of a community) in these states, the newest first."""
    asked = select(Wave).where(sa.column("state").in_(list(states))).order_by(sa.desc("created_at"), sa.desc("key"))
    if community_id is not None:
        asked = asked.where(Wave.community_id == community_id)
    return list(session.exec(asked))


def questionnaire_of(session: Session, wave: Wave) -> Questionnaire:
    """What the wave asks."""
    known = _remembered.get(wave.questionnaire_id)
    if known is None:
        fielded = session.get_one(FieldedQuestionnaire, wave.questionnaire_id)
        known = Questionnaire.model_validate(fielded.body)
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[wave.questionnaire_id] = known
    return known


def due(session: Session, now: datetime) -> Due:
    """Waves to open and to close by now."""
    opening = select(Wave).where(Wave.state == WaveState.DRAFT, sa.column("opens_at") <= now)
    closing = select(Wave).where(
        sa.column("state").in_([WaveState.OPEN, WaveState.PAUSED]), sa.column("closes_at") <= now
    )
    return Due(list(session.exec(opening)), list(session.exec(closing)))


def expired(session: Session, now: datetime) -> list[Wave]:
    """Closed waves whose answers have been kept as long as was promised, and still are."""
    answered = sa.exists().where(table_of(Response).c.wave_id == table_of(Wave).c.id)
    closed = session.exec(select(Wave).where(Wave.state == WaveState.CLOSED, answered))
    return [wave for wave in closed if wave.closed_at and months_after(wave.closed_at, wave.retention_months) <= now]


def months_after(start: datetime, months: int) -> datetime:
    """The same day some months later, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


# --- a wave's life ---


def field(
    session: Session,
    questionnaire: Questionnaire,
    community_id: str,
    settings: WaveSettings,
    now: datetime,
    *,
    follows: str | None = None,
) -> Wave:
    """A draft of a wave that asks this questionnaire, which is frozen; waves of one questionnaire are numbered.

    follows: id of the wave before it, where both are of one series.
    """
    numbers = (
        select(sa.func.max(Wave.number)).join(FieldedQuestionnaire).where(FieldedQuestionnaire.key == questionnaire.key)
    )
    number = (session.exec(numbers).one() or 0) + 1
    wave = Wave(
        key=f"{questionnaire.key}-{number}",
        number=number,
        community_id=community_id,
        questionnaire_id=_freeze(session, questionnaire, now).id,
        follows=follows,
        created_at=now,
        **asdict(settings),
    )
    session.add(wave)
    session.flush()
    return wave


def revise(session: Session, wave: Wave, questionnaire: Questionnaire, now: datetime) -> None:
    """Ask a changed questionnaire; raises Refused once somebody answered (then ``clone``)."""
    if wave.locked:
        raise Refused("wave-locked", wave=wave.key)
    wave.questionnaire_id = _freeze(session, questionnaire, now).id
    _write(session, wave)
    if wave.state is not WaveState.DRAFT:
        statements.clear(session, wave)
        statements.sow(session, wave, questionnaire)


def settings_of(wave: Wave) -> WaveSettings:
    """What was chosen for a wave."""
    return WaveSettings(**{each.name: getattr(wave, each.name) for each in fields(WaveSettings)})


def clone(session: Session, wave: Wave, questionnaire: Questionnaire, now: datetime) -> Wave:
    """A new draft with the settings of a wave whose content can no longer change, open for as long."""
    lasted = wave.closes_at - (wave.opened_at or wave.opens_at or wave.created_at) if wave.closes_at else None
    closes_at = now + lasted if lasted else None
    settings = replace(settings_of(wave), opens_at=None, closes_at=closes_at, every_weeks=0)
    return field(session, questionnaire, wave.community_id, settings, now)


def follower(session: Session, wave: Wave) -> Wave | None:
    """The wave after it, in a series."""
    return session.exec(select(Wave).where(Wave.follows == wave.id)).first()


def open_wave(session: Session, wave: Wave, now: datetime) -> None:
    """Begin fieldwork; the questionnaire's own statements are put to the vote."""
    _take(wave, "open")
    wave.opened_at = now
    _write(session, wave)
    statements.sow(session, wave, questionnaire_of(session, wave))


def pause(session: Session, wave: Wave, now: datetime) -> None:
    """Take no answers for a while."""
    _take(wave, "pause")
    _write(session, wave)


def resume(session: Session, wave: Wave, now: datetime) -> None:
    """Go on after a pause."""
    _take(wave, "resume")
    _write(session, wave)


def extend(session: Session, wave: Wave, closes_at: datetime, now: datetime) -> None:
    """Close at another time, which has to lie ahead."""
    if wave.state is WaveState.CLOSED:
        raise Refused("wave-step-refused", wave=wave.key, step="extend", state=wave.state.value)
    if closes_at <= now:
        raise Refused("wave-end-is-past", wave=wave.key)
    wave.closes_at = closes_at
    _write(session, wave)


def close(session: Session, wave: Wave, now: datetime) -> None:
    """End fieldwork."""
    _take(wave, "close")
    wave.closed_at = now
    _write(session, wave)


def reopen(session: Session, wave: Wave, now: datetime, closes_at: datetime | None = None) -> None:
    """Go on after closing, until a new time or until somebody closes it; an anonymous wave cannot."""
    if wave.anonymous:
        raise Refused("wave-anonymous-stays-closed", wave=wave.key)
    if closes_at is not None and closes_at <= now:
        raise Refused("wave-end-is-past", wave=wave.key)
    _take(wave, "reopen")
    wave.closes_at = closes_at
    wave.closed_at = None
    _write(session, wave)


def delete(session: Session, wave: Wave) -> None:
    """Delete a wave with everything said in it."""
    connection = direct(session)
    digests = sa.select(table_of(StoredDigest).c.id).where(table_of(StoredDigest).c.wave_id == wave.id)
    connection.execute(sa.delete(table_of(Quote)).where(table_of(Quote).c.digest_id.in_(digests)))
    for table in reversed([table_of(model) for model in TABLES]):
        if "wave_id" in table.c:
            connection.execute(sa.delete(table).where(table.c.wave_id == wave.id))
    session.delete(wave)
    session.flush()


def _take(wave: Wave, step: str) -> None:
    before, after = STEPS[step]
    if wave.state not in before:
        raise Refused("wave-step-refused", wave=wave.key, step=step, state=wave.state.value)
    wave.state = after


def _write(session: Session, wave: Wave) -> None:
    session.add(wave)
    session.flush()


def _freeze(session: Session, questionnaire: Questionnaire, now: datetime) -> FieldedQuestionnaire:
    digest = questionnaire.digest()
    frozen = session.exec(select(FieldedQuestionnaire).where(FieldedQuestionnaire.digest == digest)).first()
    if frozen is None:
        body = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        frozen = FieldedQuestionnaire(key=questionnaire.key, digest=digest, body=body, created_at=now)
        session.add(frozen)
        session.flush()
    return frozen
