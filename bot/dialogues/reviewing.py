"""Which answers may be quoted? A moderator reads them one by one: approve, reject with a reason, black out, sort.

Every decision is written to the log in the same transaction. A button decides only on the words it stood below: where its
author changed them meanwhile, the new ones are shown.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import auditing, authority, corrections, telling, tokens
from bot.auditing import Did
from bot.dialogues import sorting, weighing
from bot.dialogues.entry import Entry
from bot.dialogues.weighing import TEXT_LIMIT, next_one
from bot.platform import Act, Forms
from bot.rights import Deed
from bot.screens import Field, Form, Reply, Screen, bold, lines, quote
from bot.tokens import Token, Verb
from bot.visit import Visit
from surveys.errors import Refused, Unknown
from surveys.fieldwork import moderation, reports, waves
from surveys.moderation import blackening
from surveys.moderation.suggestions import to_redact
from surveys.tables import Answer, AnswerState, Wave

PASSAGES, REASON = "passages", "reason"  # fields of the forms
PASSAGES_LIMIT = 1000  # characters
REASON_LIMIT = 300  # characters, as the table has
ID = 16  # characters of an id

_Decision = Callable[[Visit, Wave, Answer], Reply]


def pressed(visit: Visit) -> Reply:
    """Decide on one answer (a letter for what, then its id), or show the next one."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    if not token.value:
        return Reply((next_one(visit, wave),))
    act, rest = token.value[0], token.value[1:]
    number, about = (rest[:1], rest[1:]) if act == "n" else ("", rest)
    if act not in _ACTS and act not in ("n", sorting.INTO):
        raise Unknown("button-unknown")
    answer = _answer(visit, wave, about[:ID])
    if answer is None:
        return _next(visit, wave, "review-gone")
    if token.part is not None and token.part != answer.revision:
        return _next(visit, wave, "review-changed")
    if act == "n":
        reason = weighing.ready_reason(number)
        if reason is None:
            raise Unknown("button-unknown")
        return _rejected(visit, wave, answer, reason)
    if act == sorting.INTO:
        return _sorted(visit, wave, answer, about[ID:])
    return _ACTS[act](visit, wave, answer)


def _answer(visit: Visit, wave: Wave, answer_id: str) -> Answer | None:
    answer = visit.session.get(Answer, answer_id, populate_existing=True)
    return answer if answer is not None and answer.wave_id == wave.id else None


def _next(visit: Visit, wave: Wave, key: str) -> Reply:
    return Reply((next_one(visit, wave),), toast=visit.say(key))


# --- approving, rejecting ---------------------------------------------------------------------------------------


def _approve(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    moderation.approve(visit.session, answer.id)
    _noted(visit, wave, Did.APPROVE, answer)
    return _next(visit, wave, "review-approved")


def _keep(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    """What was reported stays in the vote."""
    reports.settle(visit.session, answer.id)
    _noted(visit, wave, Did.KEEP, answer)
    return _next(visit, wave, "review-kept")


def _ask_why(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    return Reply((weighing.reasons(visit, wave, answer),))


def _own_reason(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    """Ask for a reason in a form where one may be opened, else in words; a form that was sent holds it."""
    if visit.event.act is Act.SUBMIT:
        return _rejected(visit, wave, answer, visit.event.fields.get(REASON, ""))
    if visit.event.forms is Forms.NOW:
        field = Field(REASON, visit.say("review-reason"), required=True, longest=REASON_LIMIT)
        token = _token(visit, wave, "o", answer)
        form = Form(token, visit.say("review-reject"), lines(visit.say("review-why-told")), (field,))
        return Reply((Screen(form=form),))
    visit.account.awaits = f"reason:{answer.revision}:{answer.id}"
    return Reply((Screen(lines(visit.say("review-why-type")), typed=True, private=not visit.in_direct),))


def reason_typed(visit: Visit, about: str) -> Reply:
    """The moderator typed why."""
    revision, _, answer_id = about.partition(":")
    wave, answer = _awaited(visit, answer_id)
    if str(answer.revision) != revision:
        return _next(visit, wave, "review-changed")
    return _rejected(visit, wave, answer, visit.event.text)


def _rejected(visit: Visit, wave: Wave, answer: Answer, reason: str) -> Reply:
    reason = reason.strip()[:REASON_LIMIT]
    if not reason:
        return _ask_why(visit, wave, answer)
    _, quoted_in = moderation.reject(visit.session, answer.id, reason)
    corrections.plan(visit.session, quoted_in, visit.now)
    _noted(visit, wave, Did.REJECT, answer, reason)
    telling.rejected(visit.session, wave, answer, visit.now)
    return Reply((next_one(visit, wave),), toast=visit.say("review-rejected"), ring=True)


# --- blacking out -----------------------------------------------------------------------------------------------


def _black_proposed(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    """Black out what the program found in the words that were shown."""
    ranges = to_redact(_words(visit, wave, answer) or "")
    if not ranges:
        return _next(visit, wave, "redaction-not-found")
    _, quoted_in = blackening.blacken_ranges(visit.session, answer.id, ranges)
    return _blacked_out(visit, wave, answer, quoted_in)


def _black_out(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    """Ask which passages: in a form where one may be opened, else in words; a form that was sent holds them."""
    if not _words(visit, wave, answer):
        return _next(visit, wave, "review-gone")
    if visit.event.act is Act.SUBMIT:
        return _black_passages(visit, wave, answer, visit.event.fields.get(PASSAGES, ""))
    return Reply((_ask_passages(visit, wave, answer),))


def _ask_passages(visit: Visit, wave: Wave, answer: Answer, lead: str = "") -> Screen:
    words = _words(visit, wave, answer) or ""
    about = lines(lead, visit.say("review-black-which"), (quote(words[:TEXT_LIMIT]),))
    if visit.event.forms is Forms.NOW:
        field = Field(PASSAGES, visit.say("review-passages"), required=True, longest=PASSAGES_LIMIT)
        token = _token(visit, wave, "b", answer)
        return Screen(form=Form(token, visit.say("review-black"), about, (field,)))
    visit.account.awaits = f"black-out:{answer.id}"
    return Screen(about, typed=True, private=not visit.in_direct)


def passages_typed(visit: Visit, answer_id: str) -> Reply:
    """The moderator typed the passages to black out, one a line."""
    wave, answer = _awaited(visit, answer_id)
    return _black_passages(visit, wave, answer, visit.event.text)


def _black_passages(visit: Visit, wave: Wave, answer: Answer, typed: str) -> Reply:
    try:
        _, quoted_in = blackening.blacken(visit.session, answer.id, typed.splitlines())
    except Refused as error:
        return Reply((_ask_passages(visit, wave, answer, visit.say(error.key)),))
    return _blacked_out(visit, wave, answer, quoted_in)


def _blacked_out(visit: Visit, wave: Wave, answer: Answer, quoted_in: tuple[str, ...]) -> Reply:
    corrections.plan(visit.session, quoted_in, visit.now)
    _noted(visit, wave, Did.REDACT, answer)
    done = visit.say("review-blacked")
    if answer.state is AnswerState.PENDING:
        return Reply((next_one(visit, wave),), toast=done)
    text = lines(bold(done), (quote((_words(visit, wave, answer) or "")[:TEXT_LIMIT]),))
    back = visit.button("button-back", Verb.MANAGE, wave.id)
    return Reply((Screen(text, ((back,),), private=not visit.in_direct, replaces=True),), ring=True)


# --- the theme --------------------------------------------------------------------------------------------------


def _ask_theme(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    return Reply((sorting.screen(visit, wave, answer),))


def _sort_out(visit: Visit, wave: Wave, answer: Answer) -> Reply:
    return _sorted(visit, wave, answer, None)


def _sorted(visit: Visit, wave: Wave, answer: Answer, theme: str | None) -> Reply:
    """It stays in the queue: that it is sorted says nothing of whether it may be quoted."""
    done = sorting.move(visit, wave, answer, theme)
    return Reply((weighing.again(visit, wave, answer),), toast=done)


# --- what all of them need --------------------------------------------------------------------------------------


def _awaited(visit: Visit, answer_id: str) -> tuple[Wave, Answer]:
    """The answer words were typed about, and its wave; authorised anew. Raises Unknown, and NotAllowed."""
    answer = visit.session.get(Answer, answer_id, populate_existing=True)
    if answer is None:
        raise Unknown("unknown-answer")
    wave = visit.wave(answer.wave_id)
    authority.ensure(visit, Deed.REVIEW, authority.about_wave(wave))
    return wave, answer


def _noted(visit: Visit, wave: Wave, act: Did, answer: Answer, reason: str = "") -> None:
    auditing.noted(visit, act, wave.community_id, f"answer:{answer.id}", reason)


def _token(visit: Visit, wave: Wave, act: str, answer: Answer) -> str:
    return tokens.write(Token(Verb.REVIEW, wave.id, part=answer.revision, value=f"{act}{answer.id}"), visit.house.keys)


def _words(visit: Visit, wave: Wave, answer: Answer) -> str | None:
    """Somebody's own words in an answer of the wave; None where there are none."""
    return waves.questionnaire_of(visit.session, wave).item(answer.item).words(answer.value)


_ACTS: dict[str, _Decision] = {
    "a": _approve,
    "k": _keep,
    "r": _ask_why,
    "o": _own_reason,
    "s": _black_proposed,
    "b": _black_out,
    sorting.WHICH: _ask_theme,
    sorting.OUT: _sort_out,
}

COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.REVIEW: pressed}
AWAITED = {"black-out": passages_typed, "reason": reason_typed}
