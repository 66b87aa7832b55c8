"""Under which pseudonym does a person take part in a wave?

In most waves it is made with the one secret, and stays the same for good. In an anonymous wave it is made with the wave's
own key (``wavekeys``): as long as the wave runs. From the moment it is closed nobody is asked for theirs any more, even
though the key may be there for some seconds longer.
"""

from __future__ import annotations

from sqlmodel import Session, select

from bot import wavekeys
from bot.keys import Keys
from bot.wavekeys import WaveKey
from surveys.errors import Refused
from surveys.fieldwork import waves
from surveys.tables import RespondentId, Wave, WaveState


def of(session: Session, keys: Keys, wave_id: str, person_id: str) -> RespondentId:
    """A person's pseudonym in a wave.

    Raises Refused for an anonymous wave that is over (nobody can tell any more), and for one whose key is lost.
    """
    if not is_anonymous(session, keys, wave_id):
        return keys.respondent(wave_id, person_id)
    if is_severed(session, keys, wave_id):
        raise Refused("anonymous-over")
    key = wavekeys.find(keys, wave_id)
    if key is None:
        raise Refused("wave-key-lost")
    return key.respondent(person_id)


def find(session: Session, keys: Keys, wave_id: str, person_id: str) -> RespondentId | None:
    """A person's pseudonym in a wave; None where nobody can tell."""
    if not is_anonymous(session, keys, wave_id):
        return keys.respondent(wave_id, person_id)
    key = running_key(session, keys, wave_id)
    return key.respondent(person_id) if key is not None else None


def everywhere(session: Session, keys: Keys, person_id: str) -> dict[str, RespondentId]:
    """A person's pseudonyms by wave, where they can be told."""
    found = {wave_id: find(session, keys, wave_id, person_id) for wave_id in session.exec(select(Wave.id)).all()}
    return {wave_id: pseudonym for wave_id, pseudonym in found.items() if pseudonym is not None}


def source(session: Session, keys: Keys, wave_id: str, platform: str, message: str) -> str:
    """Digest of the message an answer to a wave came in; in an anonymous wave as unreadable, later, as who wrote it."""
    if not is_anonymous(session, keys, wave_id):
        return keys.source(platform, message)
    key = wavekeys.find(keys, wave_id)
    if key is None:
        raise Refused("wave-key-lost")
    return key.source(platform, message)


def sources(session: Session, keys: Keys, platform: str, message: str) -> list[str]:
    """Under which digests an answer that came in a message may be stored: the usual ones, and of running anonymous waves."""
    running = (running_key(session, keys, wave_id) for wave_id in wavekeys.kept(keys))
    return [*keys.sources(platform, message), *(key.source(platform, message) for key in running if key is not None)]


def is_anonymous(session: Session, keys: Keys, wave_id: str) -> bool:
    """Whether a wave is anonymous, which was decided when it was made."""
    known = keys.veiled.get(wave_id)
    if known is None:
        wave = waves.glance(session, wave_id)
        if wave is None:
            return False
        known = keys.veiled[wave_id] = wave.anonymous
    return known


def is_severed(session: Session, keys: Keys, wave_id: str) -> bool:
    """Whether a wave was anonymous and is over: whose answers are whose nobody can tell any more."""
    if not is_anonymous(session, keys, wave_id):
        return False
    wave = waves.glance(session, wave_id)
    return wave is None or wave.state is WaveState.CLOSED


def any_severed(session: Session) -> bool:
    """Whether there is any wave in which nobody can be found any more."""
    over = select(Wave.id).where(Wave.anonymous, Wave.state == WaveState.CLOSED).limit(1)
    return session.exec(over).first() is not None


def running_key(session: Session, keys: Keys, wave_id: str) -> WaveKey | None:
    """The key of an anonymous wave that is not over; None where it is, or the key is lost."""
    if not is_anonymous(session, keys, wave_id) or is_severed(session, keys, wave_id):
        return None
    return wavekeys.find(keys, wave_id)
