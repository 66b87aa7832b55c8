"""What happens when somebody reports a statement of somebody else's?"""

from __future__ import annotations

from dataclasses import replace

from bot.dialogues.entry import Entry
from bot.dialogues.joining import through
from bot.dialogues.prompts import prompt_screen
from bot.screens import Reply
from bot.tokens import Verb
from bot.visit import Visit
from surveys.errors import NoConsent
from surveys.fieldwork import interview, reports, responses, waves
from surveys.fieldwork.standing import standing
from surveys.tables import ResponseState


def pressed(visit: Visit) -> Reply:
    """Note it, thank them, and go on with the next statement; the one that was reported is not shown to them again."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave, to_read=True)
    waves.ensure_accepts(wave, visit.now)
    respondent = visit.respondent(wave.id)
    here = standing(visit.session, wave, respondent) if visit.known else None
    if here is None or here.state is ResponseState.WITHDRAWN:
        raise NoConsent("not-taking-part")
    hold_at = visit.house.settings.moderation.reports
    reports.report(visit.session, wave, respondent, token.value, visit.now, hold_at=hold_at)
    questionnaire = waves.questionnaire_of(visit.session, wave)
    so_far = responses.resume(visit.session, wave, questionnaire, respondent)
    thanks = visit.say("reported")
    prompt = interview.current(so_far) if so_far else None
    if prompt is None:
        return Reply((replace(through(visit, wave, lead=thanks), replaces=True),), toast=thanks)
    return Reply((prompt_screen(visit, wave, questionnaire, prompt, lead=thanks),), toast=thanks)


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.REPORT: pressed}
