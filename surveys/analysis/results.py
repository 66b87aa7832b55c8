"""What may a viewer see of a wave's results? The one function that decides; every surface asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session

from surveys.analysis import release
from surveys.fieldwork import counts
from surveys.fieldwork.counts import EVERYBODY, PARTICIPATION
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Tally, Visibility, Wave, WaveState

_TALLY = table_of(Tally)
_PEOPLE = sa.select(_TALLY.c.count).where(
    _TALLY.c.wave_id == sa.bindparam("wave"), _TALLY.c.item == PARTICIPATION, _TALLY.c.cell == EVERYBODY
)

Counts = Mapping[str, Mapping[str, int]]  # by item key (or statement id; empty for participation) and cell


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks.

    Attributes:
        answered: has answered something in this wave.
        in_public: not one person but a place: a digest posted there.
    """

    answered: bool = False
    in_public: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """What may be seen.

    Attributes:
        participants: people who answered something; live, but for an anonymous wave.
        hidden: phrase key that says why there are no counts; None when there are.
        release: number of the release the counts are of; 0 for live ones.
        counts: still to be passed through ``disclosure`` as tables.
    """

    participants: int
    hidden: str | None = None
    release: int = 0
    counts: Counts = field(default_factory=dict)


def view(session: Session, wave: Wave, viewer: Viewer) -> Results:
    """The counts this viewer may see: live ones of an open wave, else those of the last release, else none."""
    people = participants(session, wave)
    closed = wave.state is WaveState.CLOSED
    if wave.visibility is Visibility.OPEN and not closed:
        return Results(people, counts=counts.live(session, wave))
    if wave.visibility is Visibility.AFTER_CLOSE and not closed:
        return Results(people, hidden="results-after-close")
    if not (closed or viewer.answered or viewer.in_public):
        return Results(people, hidden="results-after-answer")
    last = release.last(session, wave)
    if last is None or not any(unit for unit in last.counts):
        return Results(people, hidden="results-none-yet")
    return Results(people, release=last.number, counts=last.counts)


def participants(session: Session, wave: Wave) -> int:
    """People who answered something, live; in an anonymous wave as of its last release, which moves by five or more."""
    if wave.anonymous:
        published = release.last(session, wave)
        return published.counts.get(PARTICIPATION, {}).get(EVERYBODY, 0) if published is not None else 0
    return int(direct(session).execute(_PEOPLE, {"wave": wave.id}).scalar() or 0)
