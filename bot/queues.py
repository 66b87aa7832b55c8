"""Where does a community's queue stand, and what does it say: how many wait and since when, never what they said?

A posting in a place that plain members cannot see; the platform is asked before it is posted, and where it cannot tell
there is none. ``postings`` keeps it current. What is under a button is shown to whoever pressed it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import fielding, phrases, tokens
from bot.screens import Button, Screen, bold, column, lines
from bot.tables import Place, PlaceState, Posting, PostingKind, PostingState
from bot.tokens import Token, Verb
from bot.visit import House, community_language, moderators, tell_later
from surveys.fieldwork import moderation, reports
from surveys.tables import Wave, WaveState

SHOWN = 8  # waves with something to decide


def name(session: Session, place: Place, now: datetime) -> None:
    """Have the queue of the place's community stand there from now on; one that stood elsewhere is not kept current."""
    here = select(Place.id).where(Place.community_id == place.community_id)
    session.execute(
        sa.update(Posting)
        .where(col(Posting.kind) == PostingKind.QUEUE, col(Posting.place_id).in_(here))
        .values(state=PostingState.GONE)
        .execution_options(synchronize_session=False)
    )
    fielding.due(session, f"queue:{place.id}:{now:%Y%m%dT%H%M%S%f}", now, place=place)


def screen(session: Session, community_id: str, house: House) -> Screen:
    """How many wait in each wave of a community, with a button to each."""
    language = community_language(session, community_id)
    waiting = list(_waiting(session, community_id))[:SHOWN]
    said = [
        phrases.say("queue-wave", language, wave=wave.key, count=count, reported=told) for wave, count, told in waiting
    ]
    buttons = [
        Button(
            phrases.say("queue-review", language, wave=wave.key),
            tokens.write(Token(Verb.REVIEW, wave.id), house.keys),
            direct=True,
        )
        for wave, _, _ in waiting
    ]
    text = "\n".join(said) or phrases.say("queue-empty", language)
    return Screen(lines(bold(phrases.say("queue-title", language)), text), column(buttons))


def remind(session: Session, wave: Wave, now: datetime) -> None:
    """Where the queue stands, have it said once that some wait for long: that the posting changed nobody is told of."""
    queue = select(Posting.place_id).where(Posting.kind == PostingKind.QUEUE, Posting.state == PostingState.SHOWN)
    here = select(Place).where(
        Place.community_id == wave.community_id, Place.state == PlaceState.ACTIVE, col(Place.id).in_(queue)
    )
    for place in session.exec(here.order_by(Place.id)).all():
        fielding.due(session, f"waits:{wave.id}:{place.id}", now, wave=wave, place=place)


def reminder(session: Session, community_id: str, wave: Wave, house: House) -> Screen | None:
    """How many wait in a wave, with a button to them; None where none do any more."""
    language, count = community_language(session, community_id), moderation.count(session, wave)
    if not count:
        return None
    review = tokens.write(Token(Verb.REVIEW, wave.id), house.keys)
    button = Button(phrases.say("queue-review", language, wave=wave.key), review, direct=True)
    return Screen(lines(phrases.say("waiting-long", language, wave=wave.key, count=count)), ((button,),))


def not_private(session: Session, place: Place, now: datetime) -> None:
    """Members could see it there, or the platform cannot tell: whoever moderates is told why there is no queue."""
    for account in moderators(session, place.community_id):
        key = f"tell:{account.id}:queue:{place.id}:{now:%Y%m%dT%H%M}"
        tell_later(session, now, account.id, key, "queue-not-private", place=place.name or place.address)


def _waiting(session: Session, community_id: str) -> Iterator[tuple[Wave, int, int]]:
    mine = select(Wave).where(Wave.community_id == community_id, Wave.state != WaveState.DRAFT)
    for wave in session.exec(mine.order_by(col(Wave.created_at).desc(), Wave.id)).all():
        count, told = moderation.count(session, wave), len(reports.reported(session, wave))
        if count or told:
            yield wave, count, told
