"""As whom does this person look at the results of a wave?"""

from __future__ import annotations

from bot import appointments, subscriptions
from bot.tables import RoleKind, SubscriptionKind
from bot.visit import Visit
from surveys.analysis.results import Viewer
from surveys.fieldwork import responses
from surveys.tables import Wave


def viewer(visit: Visit, wave: Wave) -> Viewer:
    """One person, who may have answered something in the wave."""
    return Viewer(answered=has_answered(visit, wave) or is_author(visit, wave))


def has_answered(visit: Visit, wave: Wave) -> bool:
    """Whether the person has answered something in the wave; not to be told of an anonymous one that is over."""
    if visit.is_severed(wave):
        return False
    return visit.known and bool(responses.answers_of(visit.session, wave, visit.respondent(wave.id)))


def is_author(visit: Visit, wave: Wave) -> bool:
    """Whether the person is the author the survey is for, invited or appointed, and sees what respondents see."""
    if not visit.known:
        return False
    held = appointments.held(visit.session, visit.account.id, wave.community_id)
    appointed = any(each.kind is RoleKind.AUTHOR for each in held)
    return appointed or subscriptions.of(visit.session, visit.account.id, wave) is SubscriptionKind.AUTHOR
