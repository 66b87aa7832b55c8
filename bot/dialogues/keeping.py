"""How is what a turn brought kept? And where somebody is quoted with other words, the digest is corrected."""

from __future__ import annotations

from bot import corrections, persons
from bot.visit import Visit
from surveys.fieldwork import interview, responses, waves
from surveys.fieldwork.standing import Standing
from surveys.tables import Wave


def keep(
    visit: Visit,
    wave: Wave,
    turn: interview.Turn,
    *,
    source: str | None = None,
    is_sensitive: bool = False,
    here: Standing | None = None,
) -> None:
    """Store a turn of the person whose visit it is; ``here`` spares reading their standing again."""
    quoted_in = responses.keep(
        visit.session,
        wave,
        waves.questionnaire_of(visit.session, wave),
        visit.respondent(wave.id),
        turn,
        platform=visit.event.platform,
        source=source,
        sensitive=is_sensitive,
        now=visit.now,
        here=here,
    )
    if quoted_in:
        corrections.plan(visit.session, quoted_in, visit.now)
    if any(_replaces(each, here) for each in turn.stored):
        bond = persons.joined(visit.session, visit.brief.person_id)
        if bond is not None:
            persons.trim(visit.session, visit.house.keys, bond)


def _replaces(stored: interview.Stored, here: Standing | None) -> bool:
    """Whether words that held before no longer do, on whichever account they were said."""
    if isinstance(stored, interview.Kept):
        return here is not None and stored.item in here.answers
    return isinstance(stored, interview.Withdrawn)
