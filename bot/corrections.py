"""How does a withdrawn quote leave what is already posted? Each posted digest that has it is edited, with a note."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.tables import Posting, PostingKind


def plan(session: Session, digest_ids: Collection[str], now: datetime) -> None:
    """Posted digests with these ids no longer show the truth; ``postings`` edits them."""
    if digest_ids:
        session.execute(
            sa.update(Posting)
            .where(col(Posting.digest_id).in_(digest_ids), col(Posting.kind) == PostingKind.DIGEST)
            .values(stale_at=now)
            .execution_options(synchronize_session=False)
        )
