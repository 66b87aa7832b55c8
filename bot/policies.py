"""What does a community itself say about how its answers are moderated, in which version, since when?

Everything that was ever valid stays, so that somebody can be shown what applied when they wrote. An empty version says
that the general text applies again (``surveys.moderation.policy``).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import auditing
from bot.tables import Community, Policy
from surveys.errors import Complaint, Unknown

LIMIT = 3000  # characters; with title and version it fits one message of both platforms


def versions(session: Session, community_id: str) -> list[Policy]:
    """Every version, the newest first."""
    query = select(Policy).where(Policy.community_id == community_id)
    return list(session.exec(query.order_by(col(Policy.version).desc())).all())


def current(session: Session, community_id: str | None) -> Policy | None:
    """The text that applies; None where it is the general one."""
    newest = select(Policy).where(Policy.community_id == community_id).order_by(col(Policy.version).desc()).limit(1)
    found = session.exec(newest).first() if community_id else None
    return found if found is not None and found.text else None


def set_text(session: Session, community_id: str, text: str, now: datetime, *, by: str) -> Policy:
    """Let this text apply from now on, which is written down. Raises Complaint where it is empty or too long."""
    text = text.strip()
    if not text:
        raise Complaint("policy-empty")
    if len(text) > LIMIT:
        raise Complaint("policy-too-long", longest=LIMIT, length=len(text))
    return _next(session, community_id, text, now, by)


def use_general(session: Session, community_id: str, now: datetime, *, by: str) -> Policy | None:
    """Let the general text apply again, which is written down; None where it applies already."""
    return _next(session, community_id, "", now, by) if current(session, community_id) is not None else None


def _next(session: Session, community_id: str, text: str, now: datetime, by: str) -> Policy:
    if session.get(Community, community_id) is None:
        raise Unknown("community-unknown")
    before = versions(session, community_id)
    row = Policy(community_id=community_id, version=before[0].version + 1 if before else 1, text=text, since=now)
    session.add(row)
    auditing.note(session, by, "policy", community_id, f"policy:{row.version}", "" if text else "general", now)
    return row
