"""Were we away for so long that people have to be told?

A row says when we were last alive. Whoever finds it old, after a restart, after the computer slept or once the database
takes writes again, has every place with an open wave told once: texts have arrived, taps have to be repeated.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot import fielding
from bot.tables import Lease
from surveys.tables import Wave, WaveState

BEAT = timedelta(seconds=10)  # between heartbeats
GAP = timedelta(seconds=120)  # a longer silence is an outage people are told of
NAME = "heartbeat"


def beat(session: Session, owner: str, now: datetime) -> None:
    """Note that we are alive; after a gap, have it told."""
    last = session.get(Lease, NAME)
    if last is not None and now - last.until > GAP:
        _tell(session, last.until, now)
    session.merge(Lease(name=NAME, owner=owner, until=now))


def _tell(session: Session, since: datetime, now: datetime) -> None:
    for wave in session.exec(select(Wave).where(Wave.state == WaveState.OPEN)).all():
        if wave.opened_at is None or wave.opened_at > since:
            continue
        for place in fielding.places_of(session, wave.id):
            key = f"notice:{place.id}:{since:%Y%m%dT%H%M%S}"
            fielding.due(session, key, now, wave=wave, place=place, body={"phrase": "outage"})
