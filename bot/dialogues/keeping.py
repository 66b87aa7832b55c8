"""How is what a turn brought kept, or taken back? Where somebody is quoted with other words, the digest is corrected."""

from __future__ import annotations

from bot import corrections, persons
from bot.tables import ReadAgain
from bot.visit import Visit, mark_stale
from surveys.errors import NoConsent
from surveys.fieldwork import interview, responses, waves
from surveys.fieldwork.standing import Standing, standing
from surveys.tables import RespondentId, Wave


def keep(
    visit: Visit,
    wave: Wave,
    turn: interview.Turn,
    *,
    source: str | None = None,
    message: str = "",
    is_sensitive: bool = False,
    here: Standing | None = None,
) -> None:
    """Store a turn of the person whose visit it is; ``here`` spares reading their standing again.

    message: where the platform finds the words again, so that what became of them in an outage is followed; not kept of
    an anonymous wave, in which it would lead from the account to the answer.
    """
    questionnaire, respondent = waves.questionnaire_of(visit.session, wave), visit.respondent(wave.id)
    quoted_in = responses.keep(
        visit.session,
        wave,
        questionnaire,
        respondent,
        turn,
        platform=visit.event.platform,
        source=source,
        sensitive=is_sensitive,
        now=visit.now,
        here=here,
    )
    if quoted_in:
        corrections.plan(visit.session, quoted_in, visit.now)
    if (
        message
        and source is not None
        and not wave.anonymous
        and any(isinstance(each, interview.Kept) for each in turn.stored)
    ):
        sealed = visit.house.keys.seal(message.encode(), "message")
        visit.session.merge(
            ReadAgain(
                source=source,
                account_id=visit.account.id,
                wave_id=wave.id,
                platform=visit.event.platform,
                message=sealed,
            )
        )
    if any(_replaces(each, here) for each in turn.stored):
        _trim(visit, visit.brief.person_id)


def take_back(visit: Visit, wave: Wave, item: str, respondent: RespondentId, person_id: str) -> None:
    """One answer of a person is taken back, for good; raises NoConsent where they do not take part.

    respondent: whose answer it is: after two accounts were parted, maybe not of the person who holds its message.
    """
    questionnaire = waves.questionnaire_of(visit.session, wave)
    so_far = responses.resume(visit.session, wave, questionnaire, respondent)
    here = standing(visit.session, wave, respondent)
    if so_far is None or here is None:
        raise NoConsent("not-taking-part")
    turn = responses.take(visit.session, wave, respondent, so_far, interview.Withdraw(item))
    quoted_in = responses.keep(
        visit.session, wave, questionnaire, respondent, turn, platform=here.platform, now=visit.now, here=here
    )
    corrections.plan(visit.session, quoted_in, visit.now)
    mark_stale(visit.session, wave.id, visit.now)
    _trim(visit, person_id)


def _trim(visit: Visit, person_id: str) -> None:
    """What no longer holds does not come back when two accounts are parted again."""
    bond = persons.joined(visit.session, person_id)
    if bond is not None:
        persons.trim(visit.session, visit.house.keys, bond)


def _replaces(stored: interview.Stored, here: Standing | None) -> bool:
    """Whether words that held before no longer do, on whichever account they were said."""
    if isinstance(stored, interview.Kept):
        return here is not None and stored.item in here.answers
    return isinstance(stored, interview.Withdrawn)
