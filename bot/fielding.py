"""How does a wave start, and what has to happen when? Every due thing is a ledger row of the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from bot.settings import Settings
from bot.tables import Ledger, LedgerState, Place, PlaceState, Posting
from bot.visit import House, mark_stale
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Refused
from surveys.fieldwork import waves
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Wave, WaveState

DIGEST_HOUR = time(18)  # local; people read in the evening


def start(
    session: Session,
    house: House,
    questionnaire: Questionnaire,
    places: Sequence[Place],
    settings: WaveSettings,
    now: datetime,
) -> Wave:
    """Field a questionnaire in places of one community and open it now; raises Refused where the operator is unnamed."""
    if not places:
        raise Refused("no-place")
    if len({place.community_id for place in places}) > 1:
        raise Refused("places-of-several-communities")
    if settings.anonymous:
        raise Refused("anonymous-not-yet")  # better no promise than half of one
    operator = house.settings.operator
    if any(place.platform in house.direct for place in places) and not (operator.name and operator.contact):
        raise Refused("operator-missing")
    wave = waves.field(session, questionnaire, places[0].community_id, settings, now)
    waves.open_wave(session, wave, now)
    for place in places:
        card(session, wave, place, now)
    plan(session, wave, house.settings, now)
    return wave


def card(session: Session, wave: Wave, place: Place, now: datetime, *, part: int = 0) -> None:
    """Have one of the wave's cards posted in a place; the same happens once."""
    key = f"card:{wave.id}:{place.id}"
    if part:
        due(session, f"{key}:{part}", now, wave=wave, place=place, body={"part": part})
    else:
        due(session, key, now, wave=wave, place=place)


def plan(session: Session, wave: Wave, settings: Settings, now: datetime) -> None:
    """Have the wave close on time and its next digest come; harmless when repeated."""
    if wave.closes_at is not None:
        due(session, f"close:{wave.id}:{wave.closes_at:%Y%m%dT%H%M}", wave.closes_at, wave=wave)
    if wave.digest_every_days:
        next_digest(session, wave, settings, now)


def next_digest(session: Session, wave: Wave, settings: Settings, now: datetime) -> None:
    """Plan the digest after this moment, unless one is planned already or the wave is closed by then."""
    planned = select(Ledger.key).where(
        Ledger.wave_id == wave.id, Ledger.kind == "compose", Ledger.state == LedgerState.QUEUED, Ledger.due_at > now
    )
    if not wave.digest_every_days or wave.state is WaveState.CLOSED or session.exec(planned).first() is not None:
        return
    day = now.astimezone(settings.zone).date() + timedelta(days=wave.digest_every_days)
    moment = datetime.combine(day, DIGEST_HOUR, settings.zone).astimezone(now.tzinfo)
    if wave.closes_at is None or moment < wave.closes_at:
        due(session, f"compose:{wave.id}:{day.isoformat()}", moment, wave=wave)


def digest_now(session: Session, wave: Wave, now: datetime) -> None:
    """Compose and post a digest at once; once a minute at most."""
    due(session, f"compose:{wave.id}:{now:%Y-%m-%dT%H:%M}", now, wave=wave, body={"asked": True})


def close(session: Session, wave: Wave, now: datetime) -> None:
    """Close the wave, and have its last digest composed."""
    waves.close(session, wave, now)
    mark_stale(session, wave.id, now)
    due(session, f"compose:{wave.id}:final:{now:%Y%m%dT%H%M}", now, wave=wave, body={"final": True})


def pause(session: Session, wave: Wave, now: datetime) -> None:
    """Take no answers until it is resumed."""
    waves.pause(session, wave, now)
    mark_stale(session, wave.id, now)


def resume(session: Session, wave: Wave, now: datetime) -> None:
    """Take answers again."""
    waves.resume(session, wave, now)
    mark_stale(session, wave.id, now)


def reopen(session: Session, wave: Wave, settings: Settings, now: datetime) -> None:
    """Take answers again after closing, until somebody closes it."""
    waves.reopen(session, wave, now)
    plan(session, wave, settings, now)
    mark_stale(session, wave.id, now)


def extend(session: Session, wave: Wave, settings: Settings, days: int, now: datetime) -> None:
    """Close that many days later than planned."""
    waves.extend(session, wave, (wave.closes_at or now) + timedelta(days=days), now)
    plan(session, wave, settings, now)
    mark_stale(session, wave.id, now)


def due(
    session: Session,
    key: str,
    at: datetime,
    *,
    wave: Wave | None = None,
    place: Place | None = None,
    body: dict[str, object] | None = None,
) -> None:
    """Have the schedule do something at a time; the same key happens once."""
    if session.get(Ledger, key) is None:
        session.add(
            Ledger(
                key=key,
                kind=key.split(":", 1)[0],
                wave_id=wave.id if wave else None,
                place_id=place.id if place else None,
                due_at=at,
                body=body or {},
                updated_at=at,
            )
        )


def revive(session: Session, place: Place, now: datetime) -> None:
    """Post in a place again; cards of running waves and the last digests it missed are due now. Twice is harmless."""
    if place.state is PlaceState.ACTIVE:
        return
    reason, place.state = place.state.value, PlaceState.ACTIVE
    missed = (
        select(Ledger)
        .join(Wave, col(Wave.id) == Ledger.wave_id)
        .where(Ledger.place_id == place.id, Ledger.state == LedgerState.DEAD, Ledger.error == reason)
        .order_by(col(Ledger.updated_at).desc())
    )
    digests = set()
    for row in session.exec(missed):
        wave = session.get_one(Wave, row.wave_id)
        if row.kind == "digest" and wave.id not in digests:
            digests.add(wave.id)
        elif row.kind != "card" or wave.state is WaveState.CLOSED:
            continue
        row.state, row.due_at, row.attempt = LedgerState.QUEUED, now, 0


def running(wave_id: Mapped[Any]) -> ColumnElement[bool]:
    """Whether a column names a wave that is open or paused."""
    return wave_id.in_(select(Wave.id).where(col(Wave.state).in_([WaveState.OPEN, WaveState.PAUSED])))


def places_of(session: Session, wave_id: str) -> list[Place]:
    """Active places of the wave's community that show, or will show, its card."""
    shown = select(Posting.place_id).where(Posting.wave_id == wave_id)
    planned = select(Ledger.place_id).where(
        Ledger.wave_id == wave_id, Ledger.kind == "card", Ledger.state == LedgerState.QUEUED
    )
    query = select(Place).join(Wave, col(Wave.community_id) == Place.community_id)
    active = col(Place.id).in_(shown.union(planned)), col(Place.state) == PlaceState.ACTIVE
    return list(session.exec(query.where(Wave.id == wave_id, *active)).all())
