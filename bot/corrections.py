"""How does a withdrawn quote leave what is already posted? The digest gets a new version, and its posts are edited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.tables import Posting, PostingKind
from surveys.tables import StoredDigest, Wave


def plan(session: Session, digest_ids: Collection[str], now: datetime) -> None:
    """Store a corrected version of each digest, in this transaction; ``postings`` edits the posts that show it."""
    from surveys.digest import compose

    for digest_id in digest_ids:
        posted = session.get(StoredDigest, digest_id)
        wave = session.get(Wave, posted.wave_id) if posted else None
        if posted is None or wave is None:
            continue
        corrected = compose.correct(session, wave, posted)
        session.execute(
            sa.update(Posting)
            .where(col(Posting.digest_id) == digest_id, col(Posting.kind) == PostingKind.DIGEST)
            .values(digest_id=corrected.id, stale_at=now)
            .execution_options(synchronize_session=False)
        )
