"""Which answers may be quoted? A moderator reads them one after the other: approve, reject, black passages out."""

from __future__ import annotations

from bot import corrections, tokens
from bot.dialogues.entry import Entry
from bot.platform import Act, Forms
from bot.screens import Field, Form, Reply, Screen, Span, Style, bold, lines, quote
from bot.tokens import Token, Verb
from bot.visit import Visit
from surveys.errors import Refused, Unknown
from surveys.fieldwork import moderation, redaction, waves
from surveys.tables import Answer, AnswerState, Wave

TEXT_LIMIT = 3000  # characters of an answer shown at once
PASSAGES = "passages"  # field of the form
PASSAGES_LIMIT = 1000  # characters


def pressed(visit: Visit) -> Reply:
    """Decide on one answer (``a`` approve, ``r`` reject, ``b`` black out, then its id), or show the next one."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    visit.must_moderate_wave(wave)
    toast = ""
    if token.value[:1] == "b":
        return _black_out(visit, wave, token.value[1:])
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


def _black_out(visit: Visit, wave: Wave, answer_id: str) -> Reply:
    """Ask which passages: in a form where one may be opened, else in words; a form that was sent holds them."""
    words = _words(visit, wave, answer_id)
    if words is None:
        return Reply((next_one(visit, wave),), toast=visit.say("review-gone"))
    if visit.event.act is Act.SUBMIT:
        return _blacked_out(visit, wave, answer_id, visit.event.fields.get(PASSAGES, ""))
    return Reply((_ask_passages(visit, wave, answer_id, words),))


def _ask_passages(visit: Visit, wave: Wave, answer_id: str, words: str, lead: str = "") -> Screen:
    about = lines(lead, visit.say("review-black-which"), (quote(words[:TEXT_LIMIT]),))
    if visit.event.forms is Forms.NOW:
        field = Field(PASSAGES, visit.say("review-passages"), required=True, longest=PASSAGES_LIMIT)
        token = tokens.write(Token(Verb.REVIEW, wave.id, value=f"b{answer_id}"), visit.house.keys)
        return Screen(form=Form(token, visit.say("review-black"), about, (field,)))
    visit.account.awaits = f"black-out:{answer_id}"
    return Screen(about, typed=True, private=not visit.in_direct)


def passages_typed(visit: Visit, answer_id: str) -> Reply:
    """The moderator typed the passages to black out, one a line."""
    answer = visit.session.get(Answer, answer_id)
    if answer is None:
        raise Unknown("unknown-answer")
    wave = visit.wave(answer.wave_id)
    visit.must_moderate_wave(wave)
    return _blacked_out(visit, wave, answer_id, visit.event.text)


def _blacked_out(visit: Visit, wave: Wave, answer_id: str, typed: str) -> Reply:
    words = _words(visit, wave, answer_id)
    if words is None:
        return Reply((next_one(visit, wave),), toast=visit.say("review-gone"))
    try:
        answer, quoted_in = redaction.redact(visit.session, answer_id, typed.splitlines())
    except Refused as error:
        return Reply((_ask_passages(visit, wave, answer_id, words, visit.say(error.key)),))
    corrections.plan(visit.session, quoted_in, visit.now)
    done = visit.say("review-blacked")
    if answer.state is AnswerState.PENDING:
        return Reply((next_one(visit, wave),), toast=done)
    shown = lines(done, (quote((_words(visit, wave, answer_id) or "")[:TEXT_LIMIT]),))
    back = visit.button("button-back", Verb.MANAGE, wave.id)
    return Reply((Screen(shown, ((back,),), private=not visit.in_direct, replaces=True),), ring=True)


def _words(visit: Visit, wave: Wave, answer_id: str) -> str | None:
    """Somebody's own words in an answer of the wave; None where there are none."""
    answer = visit.session.get(Answer, answer_id)
    if answer is None or answer.wave_id != wave.id:
        return None
    return waves.questionnaire_of(visit.session, wave).item(answer.item).words(answer.value)


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
            (visit.button("review-black", Verb.REVIEW, wave.id, value=f"b{answer.id}"),),
            (back,),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.REVIEW: pressed}
AWAITED = {"black-out": passages_typed}
