"""Is everything in place? What can be said of it wherever somebody asks: in the chat or on the command line.

What only a platform knows it finds itself (``Platform.findings``); here it is asked, for a bounded time, and what comes
back, or does not, is said in words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import communities, phrases
from bot.platform import Finding, Later, PlatformError, State, TokenRefused
from bot.settings import Settings
from bot.tables import Ledger, LedgerState, Place

OPERATOR, POSTS = "operator", "posts"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words; the names of its parts are those of ``check --json``."""

    about: str
    state: State
    found: str
    do: str = ""


def told(finding: Finding, language: str) -> Told:
    """A finding in words of that language."""
    found, do = (phrases.say(key, language, **finding.values) if key else "" for key in (finding.found, finding.do))
    return Told(finding.about, finding.state, found, do)


def written(platform: str, address: str) -> str:
    """A place as it is typed."""
    return address if platform == "console" else f"{platform}:{address}"


def can_be_shown_in(place: Place) -> bool:
    """Whether there is anything to look at in a place: one that only holds others, or moved away, is none."""
    return not place.abilities.get("holds") and not place.address.startswith(communities.GHOST)


# --- what we know ourselves ---


def operator(settings: Settings) -> Finding:
    """Whether it is said who is responsible."""
    name, contact = settings.operator.name, settings.operator.contact
    if name and contact:
        return Finding(OPERATOR, "ok", "check-operator", values={"name": name, "contact": contact})
    parts = (("NACHGEFRAGT_OPERATOR__NAME", name), ("NACHGEFRAGT_OPERATOR__CONTACT", contact))
    missing = ", ".join(setting for setting, value in parts if not value)
    return Finding(OPERATOR, "blocked", "check-operator-missing", "check-operator-do", {"settings": missing})


def posts(session: Session, communities: Sequence[str] | None = None) -> list[Finding]:
    """What may stand in a place or not, in these communities or in all."""
    query = sa.select(sa.func.count()).where(col(Ledger.state) == LedgerState.UNSURE)
    if communities is not None:
        places = sa.select(col(Place.id)).where(col(Place.community_id).in_(communities))
        query = query.where(col(Ledger.place_id).in_(places))
    count = int(session.execute(query).scalar_one())
    return [Finding(POSTS, "warning", "check-posts", "check-posts-do", {"count": count})] if count else []


# --- what a platform knows ---


async def of_platform(platform: str, asked: Awaitable[Sequence[Finding]], seconds: float) -> list[Finding]:
    """What a platform finds within so many seconds; that it does not answer is a finding, too."""
    try:
        async with asyncio.timeout(seconds):
            return list(await asked)
    except TokenRefused:
        return [Finding(platform, "blocked", "check-token-refused", "check-token-do", {"platform": platform})]
    except TimeoutError:
        return [Finding(platform, "warning", "check-slow", "check-slow-do", {"seconds": round(seconds, 1)})]
    except Later as error:
        return [Finding(platform, "warning", "check-later", "check-slow-do", {"seconds": round(error.seconds)})]
    except PlatformError as error:
        setting = f"NACHGEFRAGT_{platform.upper()}__API_URL"
        values = {"reason": type(error).__name__, "setting": setting}
        return [Finding(platform, "blocked", "check-silent", "check-silent-do", values)]


def not_run(platform: str) -> Finding:
    """It has places, and nobody to serve them."""
    setting = f"NACHGEFRAGT_{platform.upper()}__TOKEN"
    return Finding(platform, "warning", "check-not-run", "check-not-run-do", {"setting": setting})
