"""What happens when an anonymous wave is over, so that nobody can tell any more whose answers are whose?

In the transaction that closes it, everything goes that tells respondents apart (``surveys.fieldwork.severing``) or leads
from an account into the wave. Once that is committed the wave's key is destroyed: by the schedule at its next look, and so
at the next start where a crash came between. Doing it again is harmless.
"""

from __future__ import annotations

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import wavekeys
from bot.keys import Keys
from bot.tables import Account, Ledger, PendingReply, ReadAgain
from bot.visit import Visit
from surveys import privacy
from surveys.analysis import mixing, release
from surveys.fieldwork import severing
from surveys.tables import Wave, WaveState

log = logging.getLogger(__name__)


def scatter(visit: Visit) -> None:
    """Let nobody read from the order of rows who was here when; for visits to anonymous waves alone."""
    for wave_id, respondent in visit.veiled:
        severing.scatter(visit.session, wave_id, respondent)


def sever(session: Session, wave: Wave, now: datetime) -> None:
    """Cut what leads from people into a wave that is closed in this transaction."""
    release.release(session, wave, now, closing=True)
    mixing.mix(session, wave)
    severing.sever(session, wave, now)
    for table in (ReadAgain, PendingReply):
        session.execute(sa.delete(table).where(col(table.wave_id) == wave.id))
    session.execute(sa.delete(Ledger).where(col(Ledger.wave_id) == wave.id, col(Ledger.kind) == "rejected"))
    session.execute(sa.update(Account).where(col(Account.wave_id) == wave.id).values(wave_id=None))
    session.expire_all()


def over(session: Session, keys: Keys) -> list[str]:
    """The ids of anonymous waves that are closed, and whose key is still there."""
    kept = wavekeys.kept(keys)
    closed = select(Wave.id).where(Wave.anonymous, Wave.state == WaveState.CLOSED, col(Wave.id).in_(kept))
    return list(session.exec(closed.order_by(Wave.id))) if kept else []


def destroy(keys: Keys, wave_ids: list[str]) -> int:
    """Destroy the keys of waves that are over; gives how many are gone. What cannot be written is tried again."""
    destroyed = 0
    for wave_id in wave_ids:
        try:
            wavekeys.destroy(keys, wave_id)
        except OSError as error:
            log.error("the key of wave %s cannot be destroyed: %s", wave_id, error.strerror)
        else:
            destroyed += 1
            log.info("destroyed the key of wave %s", wave_id)
    return destroyed


def lost(session: Session, keys: Keys) -> list[str]:
    """The names of anonymous waves that are not over and have no key: nobody is recognised in them."""
    running = select(Wave).where(Wave.anonymous, Wave.state != WaveState.CLOSED).order_by(Wave.key)
    return [wave.key for wave in session.exec(running) if wavekeys.find(keys, wave.id) is None]


def restored(session: Session, keys: Keys, now: datetime) -> list[str]:
    """Close waves of a backup from before their end, without what was said in them; gives their names.

    Who took something back between the backup and the end can be found no more: better nobody's answers than theirs.
    """
    waves = session.exec(select(Wave).where(Wave.anonymous, Wave.state != WaveState.CLOSED).order_by(Wave.key)).all()
    gone = [wave for wave in waves if wavekeys.is_destroyed(keys, wave.id)]
    for wave in gone:
        privacy.drop_said(session, wave.id)
        wave.state, wave.closed_at = WaveState.CLOSED, now
        session.add(wave)
    session.flush()
    return [wave.key for wave in gone]
