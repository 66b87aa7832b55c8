"""How is every decision of a moderator written down, and what the schedule does by itself, in the same transaction?

One chain for the whole database (``surveys.moderation.audit``): what happened in one community cannot be changed unseen by
leaving out what happened in another. Who decided is an account of ours, never a platform's id. The last hash, noted
elsewhere, is what shows that the end was cut off.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.tables import Audit
from surveys.moderation import audit
from surveys.moderation.audit import SALT, Entry, Sealed

if TYPE_CHECKING:
    from bot.visit import Visit

OPERATOR = "operator"  # who decided at the command line
SCHEDULE = "schedule"  # nobody did: it was time
WHY_LIMIT = 300  # characters of a reason, as the table has


class Did(StrEnum):
    """What can be decided on answers and themes; for waves it is the step's own name, such as ``close``."""

    APPROVE = "approve"
    REJECT = "reject"
    REDACT = "redact"
    KEEP = "keep"  # a reported statement stays
    START = "start"
    POST = "post"  # a digest
    COMPOSE = "compose"  # a digest
    EXPIRE = "expire"  # what was said in a wave is kept no longer
    MOVE = "move-answer"  # to another theme
    CODE = "code-answers"  # from a file of checks; who checks in chat does so under a name that leads to nobody
    ACCEPT_THEME = "accept-theme"
    REJECT_THEME = "reject-theme"
    RENAME_THEME = "rename-theme"
    DEFINE_THEME = "define-theme"
    MERGE_THEMES = "merge-themes"
    SPLIT_THEME = "split-theme"
    TAKE_THEMES = "take-themes"  # other themes that were proposed
    DROP_THEMES = "drop-themes"


def noted(visit: Visit, act: str, community_id: str, subject: str, reason: str = "") -> None:
    """Write down what whoever acts just decided; they have an account, since they were shown to moderate."""
    note(visit.session, visit.account.id, act, community_id, subject, reason, visit.now)


def by_itself(session: Session, act: str, community_id: str, subject: str, now: datetime, why: str = "") -> None:
    """Write down what the schedule did because it was time."""
    note(session, SCHEDULE, act, community_id, subject, why, now)


def note(session: Session, who: str, act: str, community_id: str, subject: str, reason: str, now: datetime) -> None:
    """Write down a decision; ``subject`` such as ``answer:<id>`` or ``wave:<id>``, the reason may be empty."""
    session.flush()
    if session.connection().dialect.name == "postgresql":  # the next number is one writer's at a time
        session.execute(sa.text("LOCK TABLE audit IN EXCLUSIVE MODE"))
    last = session.exec(select(Audit).order_by(col(Audit.number).desc()).limit(1)).first()
    salts = (os.urandom(SALT), os.urandom(SALT))
    before = _entry(last) if last else None
    made = audit.entry(before, who=who, what=act, about=subject, at=now, why=reason[:WHY_LIMIT], salts=salts)
    session.add(
        Audit(
            number=made.number,
            community_id=community_id,
            account_id=made.who.value,
            who_salt=made.who.salt,
            who_seal=made.who.seal,
            what=made.what,
            about=made.about,
            at=made.at,
            why=made.why.value,
            why_salt=made.why.salt,
            why_seal=made.why.seal,
            previous=made.previous,
            hash=made.hash,
        )
    )
    session.flush()


def chain(session: Session) -> list[Entry]:
    """Every decision, from the first."""
    return [_entry(row) for row in session.exec(select(Audit).order_by(col(Audit.number)))]


def of_community(session: Session, community_id: str) -> list[Entry]:
    """The decisions of one community, the newest first; no whole chain."""
    query = select(Audit).where(Audit.community_id == community_id).order_by(col(Audit.number).desc())
    return [_entry(row) for row in session.exec(query)]


def forget_reasons(session: Session, answer_ids: Collection[str]) -> None:
    """Empty the reasons given about these answers: in free text they may speak of who wrote them. Twice is harmless."""
    for answer_id in answer_ids:
        session.execute(
            sa.update(Audit)
            .where(col(Audit.about) == f"answer:{answer_id}")
            .values(why=None, why_salt=None)
            .execution_options(synchronize_session=False)
        )


def _entry(row: Audit) -> Entry:
    return Entry(
        number=row.number,
        who=Sealed(row.who_seal, row.account_id, row.who_salt),
        what=row.what,
        about=row.about,
        at=row.at,
        why=Sealed(row.why_seal, row.why, row.why_salt),
        previous=row.previous,
        hash=row.hash,
    )
