"""How does a wave start, and what has to happen when? Every due thing is a ledger row of the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from bot import anonymity, subscriptions, times, wavekeys
from bot.series import Series
from bot.settings import Settings
from bot.tables import Ledger, LedgerState, Place, PlaceState, Posting
from bot.visit import House, mark_stale
from surveys.design.questionnaire import Questionnaire
from surveys.digest.leaving import NOTHING, LeftOut
from surveys.errors import Refused
from surveys.fieldwork import waves
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Visibility, Wave, WaveState

DIGEST_HOUR = time(18)  # local; people read in the evening
REMIND_BEFORE = timedelta(hours=24)  # the end
EXPECTED = frozenset({LedgerState.QUEUED, LedgerState.SENDING, LedgerState.UNSURE})  # a card that stands, or may
REMIND_FROM = timedelta(hours=48)  # a shorter wave is reminded of by itself


# --- beginning ---


def start(
    session: Session,
    house: House,
    questionnaire: Questionnaire,
    places: Sequence[Place],
    settings: WaveSettings,
    now: datetime,
    *,
    follows: str | None = None,
) -> Wave:
    """Field a questionnaire in places of one community, and open it now or when its settings say.

    Raises Refused where the operator is unnamed, where it would end before it begins, and where it is to be anonymous
    and show live counts or names.
    """
    if not places:
        raise Refused("no-place")
    if len({place.community_id for place in places}) > 1:
        raise Refused("places-of-several-communities")
    if settings.anonymous and settings.visibility is Visibility.OPEN:
        raise Refused("anonymous-not-live")
    if settings.anonymous and settings.named_quotes:
        raise Refused("anonymous-not-named")
    operator = house.settings.operator
    if any(place.platform in house.direct for place in places) and not (operator.name and operator.contact):
        raise Refused("operator-missing")
    if settings.closes_at is not None and settings.closes_at <= max(now, settings.opens_at or now):
        raise Refused("wave-end-before-start")
    wave = waves.field(session, questionnaire, places[0].community_id, settings, now, follows=follows)
    if wave.anonymous:
        wavekeys.make(house.keys, wave.id)
    subscriptions.begin(session, wave, now)
    if settings.opens_at is not None and settings.opens_at > now:
        body: dict[str, object] = {"places": [place.id for place in places]}
        due(session, f"open:{wave.id}:{_stamp(settings.opens_at)}", settings.opens_at, wave=wave, body=body)
        next_wave(session, wave, house.settings, now)
    else:
        waves.open_wave(session, wave, now)
        _post_cards(session, wave, places, now)
        plan(session, wave, house.settings, now)
    return wave


def open_draft(session: Session, wave: Wave, settings: Settings, now: datetime) -> None:
    """Open a draft at its time, late, or before it; one that slept through all of its time is open for as long after.

    Raises Refused where no place is left for it.
    """
    planned = Series.of(wave, settings.zone)
    places = places_of(session, wave.id, resting=True)
    if not places:
        raise Refused("no-place")
    waves.open_wave(session, wave, now)
    if wave.closes_at is not None and wave.closes_at <= now:
        wave.closes_at = planned.closes_at(settings.zone, now)
    wave.opens_at = min(now, waves.begins(wave))
    _post_cards(session, wave, places, now)
    plan(session, wave, settings, now, planned)
    _unplan(session, wave, ("open",))


def cancel(session: Session, wave: Wave) -> None:
    """Forget a draft, in which nobody can have said anything; raises Refused for any other wave."""
    if wave.state is not WaveState.DRAFT:
        raise Refused("wave-step-refused", wave=wave.key, step="cancel", state=wave.state.value)
    _unplan(session, wave, ("open",))
    waves.delete(session, wave)


def _post_cards(session: Session, wave: Wave, places: Sequence[Place], now: datetime) -> None:
    """Have the card posted; where a place rests, once it can be written to again."""
    for place in places:
        row = card(session, wave, place, now)
        if place.state is not PlaceState.ACTIVE:
            row.state, row.error = LedgerState.DEAD, place.state.value


def card(session: Session, wave: Wave, place: Place, now: datetime, *, part: int = 0) -> Ledger:
    """Have one of the wave's cards posted in a place; the same happens once."""
    key = f"card:{wave.id}:{place.id}"
    if part:
        return due(session, f"{key}:{part}", now, wave=wave, place=place, body={"part": part})
    return due(session, key, now, wave=wave, place=place)


# --- planning ---


def plan(session: Session, wave: Wave, settings: Settings, now: datetime, series: Series | None = None) -> None:
    """Have the wave close on time, its places reminded, its next digest and the next wave come; twice is harmless.

    series: the wave as it was planned, where it came otherwise.
    """
    next_wave(session, wave, settings, now, series)  # which may end this one earlier
    _plan_end(session, wave, now)
    next_digest(session, wave, settings, now)


def _plan_end(session: Session, wave: Wave, now: datetime) -> None:
    if wave.closes_at is not None:
        due(session, f"close:{wave.id}:{_stamp(wave.closes_at)}", wave.closes_at, wave=wave)
    plan_reminder(session, wave, now)


def plan_reminder(session: Session, wave: Wave, now: datetime) -> None:
    """Plan the reminder before the wave's end as it is now; one of an end that was moved says nothing when it is due."""
    if reminds(wave) and wave.closes_at is not None and wave.closes_at - REMIND_BEFORE > now:
        end = wave.closes_at.isoformat()
        key = _remind_key(wave, wave.closes_at)
        due(session, key, wave.closes_at - REMIND_BEFORE, wave=wave, body={"closes_at": end})


def _remind_key(wave: Wave, closes_at: datetime) -> str:
    return f"remind:{wave.id}:{_stamp(closes_at)}"


def reminds(wave: Wave) -> bool:
    """Whether the places are to be reminded of the wave's end."""
    return wave.remind and wave.closes_at is not None and wave.closes_at - waves.begins(wave) >= REMIND_FROM


def is_time_to_remind(wave: Wave, closes_at: str) -> bool:
    """Whether that is still the end people are to be reminded of."""
    still = wave.closes_at is not None and wave.closes_at == datetime.fromisoformat(closes_at)
    return still and wave.remind and wave.state is WaveState.OPEN


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


def next_wave(session: Session, wave: Wave, settings: Settings, now: datetime, series: Series | None = None) -> None:
    """Plan the wave that comes after this one, where it is to come again; until then, at the latest, this one is open.

    A draft only learns its end; what follows it is planned when it opens.
    """
    if not wave.every_weeks or waves.follower(session, wave) is not None:
        return
    following = (series or Series.of(wave, settings.zone)).following(wave.every_weeks, settings.zone, now)
    opens_at = following.opens_at(settings.zone)
    if wave.state is not WaveState.DRAFT:
        row = due(session, f"again:{wave.id}", opens_at, wave=wave, body=following.body())
        if row.state is not LedgerState.QUEUED or wave.state is WaveState.CLOSED:
            return
        opens_at = row.due_at
    if wave.closes_at is None or wave.closes_at > opens_at:
        wave.closes_at = opens_at
        mark_stale(session, wave.id, now)


def planned_again(session: Session, wave: Wave) -> datetime | None:
    """When the next wave of the series comes; None where none does."""
    row = session.get(Ledger, f"again:{wave.id}")
    return row.due_at if row is not None and row.state is LedgerState.QUEUED else None


# --- coming again ---


def repeat(session: Session, wave: Wave, settings: Settings, weeks: int, now: datetime) -> None:
    """Ask again every so many weeks, or (0) no more; raises Refused once the next wave has come.

    A wave that would run longer ends when the next opens, and still does where it is then to come no more.
    """
    _must_be_last(session, wave, "repeat")
    wave.every_weeks = weeks
    _unplan(session, wave, ("again",))
    next_wave(session, wave, settings, now)
    if wave.state in (WaveState.OPEN, WaveState.PAUSED):
        _plan_end(session, wave, now)


def once_more(session: Session, house: House, wave: Wave, weeks: int, now: datetime) -> Wave:
    """A draft that asks again in so many weeks, at the time of the day this one began; the same one when repeated."""
    drafted = waves.follower(session, wave)
    if drafted is not None and drafted.state is WaveState.DRAFT:
        return drafted
    _must_be_last(session, wave, "repeat")
    if wave.every_weeks:
        raise Refused("wave-step-refused", wave=wave.key, step="repeat", state=wave.state.value)
    zone = house.settings.zone
    planned = Series.of(wave, zone)
    today = replace(planned, begins=datetime.combine(times.wall(now, zone).date(), planned.begins.time()))
    return _field_again(session, house, wave, today.following(weeks, zone, now), now)


def again(session: Session, house: House, wave: Wave, planned: Series, now: datetime) -> None:
    """The next wave of a series opens, the one before it is closed; twice is harmless."""
    if not wave.every_weeks or waves.follower(session, wave) is not None:
        return
    if wave.state in (WaveState.OPEN, WaveState.PAUSED):
        close(session, wave, now)
    following = _field_again(session, house, wave, planned, now)
    following.every_weeks = wave.every_weeks
    if following.state is WaveState.OPEN:
        next_wave(session, following, house.settings, now, planned)
        _plan_end(session, following, now)


def _field_again(session: Session, house: House, wave: Wave, planned: Series, now: datetime) -> Wave:
    zone = house.settings.zone
    settings = replace(
        waves.settings_of(wave),
        opens_at=planned.opens_at(zone),
        closes_at=planned.closes_at(zone, now),
        every_weeks=0,
    )
    places = [place for place in places_of(session, wave.id, resting=True) if place.community_id == wave.community_id]
    if all(place.state is not PlaceState.ACTIVE for place in places):
        raise Refused("no-place")
    return start(session, house, waves.questionnaire_of(session, wave), places, settings, now, follows=wave.id)


def _must_be_last(session: Session, wave: Wave, step: str) -> None:
    if waves.follower(session, wave) is not None:
        raise Refused("wave-step-refused", wave=wave.key, step=step, state=wave.state.value)


# --- while it runs, and its end ---


def digest_now(session: Session, wave: Wave, now: datetime, *, word: str = "", without: LeftOut = NOTHING) -> None:
    """Compose and post a digest at once; once a minute at most, or once for that word (of a preview)."""
    key = preview_key(wave, word) if word else f"compose:{wave.id}:{now:%Y-%m-%dT%H:%M}"
    body: dict[str, object] = {"asked": True}
    due(session, key, now, wave=wave, body=body if without == NOTHING else body | {"without": without.body()})


def preview_key(wave: Wave, word: str) -> str:
    """Under which a digest is composed as it was previewed."""
    return f"compose:{wave.id}:preview:{word}"


def close(session: Session, wave: Wave, now: datetime) -> None:
    """Close the wave, and have its last digest composed; what leads into an anonymous one is cut."""
    waves.close(session, wave, now)
    if wave.anonymous:
        anonymity.sever(session, wave, now)
    mark_stale(session, wave.id, now)
    due(session, f"compose:{wave.id}:final:{_stamp(now)}", now, wave=wave, body={"final": True})


def pause(session: Session, wave: Wave, now: datetime) -> None:
    """Take no answers until it is resumed."""
    waves.pause(session, wave, now)
    mark_stale(session, wave.id, now)


def resume(session: Session, wave: Wave, now: datetime) -> None:
    """Take answers again; a reminder whose time came meanwhile is due now."""
    waves.resume(session, wave, now)
    _remind_after_all(session, wave, now)
    mark_stale(session, wave.id, now)


def _remind_after_all(session: Session, wave: Wave, now: datetime) -> None:
    """Make up for a reminder that found the wave paused, unless its end is past."""
    if wave.closes_at is None or not now < wave.closes_at <= now + REMIND_BEFORE:
        return
    key = _remind_key(wave, wave.closes_at)
    row = session.get(Ledger, key)
    said = select(Ledger.key).where(
        Ledger.wave_id == wave.id, Ledger.kind == "reminder", col(Ledger.key).endswith(key.removeprefix("remind"))
    )
    if row is not None and session.exec(said).first() is None:
        row.state, row.due_at, row.attempt = LedgerState.QUEUED, now, 0


def reopen(session: Session, wave: Wave, settings: Settings, now: datetime) -> None:
    """Take answers again after closing, until somebody closes it or the next wave of the series opens."""
    waves.reopen(session, wave, now)
    plan(session, wave, settings, now)
    mark_stale(session, wave.id, now)


def extend(session: Session, wave: Wave, settings: Settings, days: int, now: datetime) -> None:
    """Close that many days later than planned; raises Refused where the next wave of the series opens before."""
    closes_at = (wave.closes_at or now) + timedelta(days=days)
    waves.extend(session, wave, closes_at, now)
    plan(session, wave, settings, now)
    if wave.closes_at != closes_at:
        raise Refused("wave-next-opens-before", wave=wave.key)
    mark_stale(session, wave.id, now)


def remind(session: Session, wave: Wave, now: datetime, *, wanted: bool) -> None:
    """Have the places reminded before the end, or not."""
    wave.remind = wanted
    if wave.state is not WaveState.DRAFT:
        plan_reminder(session, wave, now)


# --- the ledger ---


def due(
    session: Session,
    key: str,
    at: datetime,
    *,
    wave: Wave | None = None,
    place: Place | None = None,
    body: dict[str, object] | None = None,
) -> Ledger:
    """Have the schedule do something at a time; the same key happens once."""
    row = session.get(Ledger, key)
    if row is None:
        row = Ledger(
            key=key,
            kind=key.split(":", 1)[0],
            wave_id=wave.id if wave else None,
            place_id=place.id if place else None,
            due_at=at,
            body=body or {},
            updated_at=at,
        )
        session.add(row)
    return row


def _unplan(session: Session, wave: Wave, kinds: Collection[str]) -> None:
    """Take back what was planned and has not begun."""
    rows = select(Ledger).where(
        Ledger.wave_id == wave.id, col(Ledger.kind).in_(kinds), Ledger.state != LedgerState.SENDING
    )
    for row in session.exec(rows):
        session.delete(row)
    session.flush()


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}"


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


def places_of(session: Session, wave_id: str, *, resting: bool = False) -> list[Place]:
    """Active places (``resting``: all) of the wave's community that show its card, or may, or will."""
    rows = select(Ledger).where(Ledger.wave_id == wave_id, col(Ledger.kind).in_(["card", "open"]))
    planned = {
        place_id
        for row in session.exec(rows)
        if resting or row.state in EXPECTED
        for place_id in ([row.place_id] if row.kind == "card" else row.body["places"])
    }
    shown = select(Posting.place_id).where(Posting.wave_id == wave_id)
    mine = select(Wave.community_id).where(Wave.id == wave_id)
    query = select(Place).where(
        col(Place.id).in_(shown) | col(Place.id).in_(planned), col(Place.community_id).in_(mine)
    )
    if not resting:
        query = query.where(col(Place.state) == PlaceState.ACTIVE)
    return list(session.exec(query.order_by(Place.platform, Place.address)).all())
