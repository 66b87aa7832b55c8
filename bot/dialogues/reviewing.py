"""Which answers may be quoted? A moderator reads them one after the other: approve or reject."""

from __future__ import annotations

from bot import corrections
from bot.dialogues.entry import Entry
from bot.screens import Reply, Screen, Span, Style, bold, lines, quote
from bot.tokens import Verb
from bot.visit import Visit
from surveys.errors import Unknown
from surveys.fieldwork import moderation, waves
from surveys.tables import Answer, Wave

TEXT_LIMIT = 3000  # characters of an answer shown at once


def pressed(visit: Visit) -> Reply:
    """Decide on one answer (``a`` approve, ``r`` reject, then its id), or show the next one."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    visit.must_moderate_wave(wave)
    toast = ""
    if token.value:
        toast = _decide(visit, wave, token.value)
    return Reply((next_one(visit, wave),), toast=toast)


def _decide(visit: Visit, wave: Wave, value: str) -> str:
    answer = visit.session.get(Answer, value[1:])
    if answer is None or answer.wave_id != wave.id:
        return visit.say("review-gone")
    match value[0]:
        case "a":
            moderation.approve(visit.session, answer.id)
            return visit.say("review-approved")
        case "r":
            _, quoted_in = moderation.reject(visit.session, answer.id)
            corrections.plan(visit.session, quoted_in, visit.now)
            return visit.say("review-rejected")
        case _:
            raise Unknown("button-unknown")


def next_one(visit: Visit, wave: Wave) -> Screen:
    """The oldest answer nobody decided on yet."""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    waiting = moderation.pending(visit.session, wave)
    back = visit.button("button-back", Verb.MANAGE, wave.id)
    if not waiting:
        return Screen(lines(visit.say("review-done")), ((back,),), private=not visit.in_direct, replaces=True)
    answer = waiting[0]
    item = questionnaire.item(answer.item)
    text = item.words(answer.value) or item.say(answer.value, visit.language)
    note = visit.say("review-sensitive") if answer.sensitive else ""
    return Screen(
        lines(
            bold(visit.say("review-title", count=len(waiting), title=item.title[visit.language])),
            (quote(text[:TEXT_LIMIT]),),
            Span(note, Style.ITALIC),
        ),
        (
            (
                visit.button("review-approve", Verb.REVIEW, wave.id, value=f"a{answer.id}"),
                visit.button("review-reject", Verb.REVIEW, wave.id, value=f"r{answer.id}"),
            ),
            (back,),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.REVIEW: pressed}
