"""As whom does this person look at the results of a wave?"""

from __future__ import annotations

from bot.visit import Visit
from surveys.analysis.results import Viewer
from surveys.fieldwork import responses
from surveys.tables import Wave


def viewer(visit: Visit, wave: Wave) -> Viewer:
    """One person, who may have answered something in the wave."""
    answered = visit.known and bool(responses.answers_of(visit.session, wave, visit.respondent(wave.id)))
    return Viewer(answered=answered)
