"""How does what no longer holds leave what is already posted? The digest gets a new version, and its posts are edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.tables import Posting, PostingKind, PostingState
from surveys.design.text import Text
from surveys.tables import StoredDigest, Wave

AS_THEY_ARE: Mapping[str, Text] = MappingProxyType({})  # no theme has another name


def plan(
    session: Session, digest_ids: Collection[str], now: datetime, labels: Mapping[str, Text] = AS_THEY_ARE
) -> None:
    """Store a corrected version of each digest, in this transaction; ``postings`` edits the posts that show it.

    labels: present names of themes by id. Twice is harmless.
    """
    from surveys.digest import compose

    for digest_id in digest_ids:
        posted = session.get(StoredDigest, digest_id)
        wave = session.get(Wave, posted.wave_id) if posted else None
        if posted is None or wave is None:
            continue
        corrected = compose.correct(session, wave, posted, labels)
        session.execute(
            sa.update(Posting)
            .where(col(Posting.digest_id) == digest_id, col(Posting.kind) == PostingKind.DIGEST)
            .values(digest_id=corrected.id, stale_at=now)
            .execution_options(synchronize_session=False)
        )


def stale(session: Session, wave_ids: Collection[str], now: datetime) -> None:
    """Kept digests of these waves were changed in place: ``postings`` edits the posts that show them."""
    session.execute(
        sa.update(Posting)
        .where(col(Posting.wave_id).in_(wave_ids), col(Posting.kind) == PostingKind.DIGEST)
        .values(stale_at=now)
        .execution_options(synchronize_session=False)
    )


def rename(session: Session, wave: Wave, labels: Mapping[str, Text], now: datetime) -> None:
    """Call themes by their present names in every digest of the wave that still stands somewhere."""
    shown = select(Posting.digest_id).where(
        Posting.wave_id == wave.id, Posting.kind == PostingKind.DIGEST, Posting.state == PostingState.SHOWN
    )
    plan(session, sorted({each for each in session.exec(shown) if each}), now, labels)


def call_anew(session: Session, digest_ids: Collection[str], now: datetime) -> None:
    """Themes have other names: correct those of these digests that somebody may still look at.

    That is what stands in a place, and the newest of each wave; earlier versions stay called as they were.
    """
    from surveys.digest import coded
    from surveys.fieldwork import waves

    shown = select(Posting.digest_id).where(
        Posting.kind == PostingKind.DIGEST, Posting.state == PostingState.SHOWN, col(Posting.digest_id).in_(digest_ids)
    )
    standing = {each for each in session.exec(shown) if each}
    query = select(StoredDigest).where(col(StoredDigest.id).in_(digest_ids))
    for kept in list(session.exec(query.order_by(col(StoredDigest.wave_id), col(StoredDigest.version)))):
        if kept.id in standing or kept.id == _newest(session, kept.wave_id):
            wave = session.get_one(Wave, kept.wave_id)
            plan(session, [kept.id], now, coded.labels(session, wave, waves.questionnaire_of(session, wave)))


def _newest(session: Session, wave_id: str) -> str | None:
    kept = select(StoredDigest.id).where(StoredDigest.wave_id == wave_id)
    return session.exec(kept.order_by(col(StoredDigest.at).desc(), col(StoredDigest.version).desc()).limit(1)).first()
