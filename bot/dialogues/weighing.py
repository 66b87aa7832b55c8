"""What does a moderator see of the answer to decide on: its words, what to look at, and what can be done?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import col, select

from bot.dialogues import sorting
from bot.screens import Button, Screen, Span, Style, bold, column, lines, quote
from bot.telling import REASONS
from bot.tokens import Verb
from bot.visit import Visit
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import moderation, reports, waves
from surveys.moderation.links import is_copied
from surveys.moderation.suggestions import suggest, to_redact
from surveys.tables import Answer, AnswerState, Wave

TEXT_LIMIT = 3000  # characters of an answer shown at once
COMPARED = 500  # answers to the same question a text is compared with, the newest; more take too long while one waits
OPENING, CLOSING = "⟦", "⟧"  # around what is proposed to be blacked out; only shown, never stored


def ready_reason(number: str) -> str | None:
    """The ready reason with that number, as it is stored; None where there is none."""
    return REASONS[int(number)] if number.isdecimal() and int(number) < len(REASONS) else None


def queue(visit: Visit, wave: Wave) -> tuple[list[Answer], Mapping[str, int]]:
    """What waits for a decision: self-harm first, then what was reported, then the oldest; and the reports by answer."""
    waiting = moderation.pending(visit.session, wave)
    counted = reports.reported(visit.session, wave)
    urgent = [answer for answer in waiting if answer.sensitive]
    found = visit.session.exec(
        select(Answer).where(col(Answer.id).in_(list(counted)), Answer.state == AnswerState.APPROVED)
    ).all()
    reported = sorted(found, key=lambda answer: (-counted[answer.id], answer.id))
    return [*urgent, *reported, *(answer for answer in waiting if not answer.sensitive)], counted


def next_one(visit: Visit, wave: Wave) -> Screen:
    """The first answer that waits for a decision."""
    waiting, counted = queue(visit, wave)
    if not waiting:
        back = visit.button("button-back", Verb.MANAGE, wave.id)
        return Screen(lines(visit.say("review-done")), ((back,),), private=not visit.in_direct, replaces=True)
    return shown(visit, wave, waiting[0], count=len(waiting), reported=counted.get(waiting[0].id, 0))


def again(visit: Visit, wave: Wave, answer: Answer) -> Screen:
    """The same answer once more while it waits for a decision, else the next one."""
    waiting, counted = queue(visit, wave)
    if answer.id not in {each.id for each in waiting}:
        return next_one(visit, wave)
    return shown(visit, wave, answer, count=len(waiting), reported=counted.get(answer.id, 0))


def shown(visit: Visit, wave: Wave, answer: Answer, *, count: int, reported: int = 0) -> Screen:
    """One answer with what to look at in it."""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    item = questionnaire.item(answer.item)
    words = item.words(answer.value)
    text = words or item.say(answer.value, visit.language)
    ranges = to_redact(words) if words else ()
    return Screen(
        lines(
            bold(visit.say("review-title", count=count, title=item.title[visit.language])),
            Span(visit.say("review-reported", count=reported) if reported else "", Style.BOLD),
            (quote(_marked(text[:TEXT_LIMIT], ranges)),),
            Span(visit.say("review-sensitive") if answer.sensitive else "", Style.ITALIC),
            "\n".join(_hints(visit, wave, questionnaire, answer, words)),
            sorting.said(visit, wave, answer),
        ),
        _buttons(visit, wave, answer, reported=bool(reported), proposed=bool(ranges)),
        private=not visit.in_direct,
        replaces=True,
    )


def reasons(visit: Visit, wave: Wave, answer: Answer) -> Screen:
    """Why? One of the ready reasons, or in the moderator's own words."""
    ready = [_button(visit, wave, answer, reason, f"n{number}") for number, reason in enumerate(REASONS)]
    more = (_button(visit, wave, answer, "reason-own", "o"), visit.button("button-back", Verb.REVIEW, wave.id))
    return Screen(
        lines(bold(visit.say("review-why")), visit.say("review-why-told")),
        (*column(ready), more),
        private=not visit.in_direct,
        replaces=True,
    )


def _hints(visit: Visit, wave: Wave, questionnaire: Questionnaire, answer: Answer, words: str | None) -> Iterable[str]:
    """What to look at, the most pressing first; self-harm is said above already."""
    if not words:
        return
    for suggestion in suggest(words, copied=_is_copied(visit, wave, questionnaire, answer, words)):
        if suggestion.kind.value != "self-harm" or not answer.sensitive:
            yield "• " + visit.say(suggestion.phrase)


def _is_copied(visit: Visit, wave: Wave, questionnaire: Questionnaire, answer: Answer, words: str) -> bool:
    others = visit.session.exec(
        select(Answer.value)
        .where(Answer.wave_id == wave.id, Answer.item == answer.item, Answer.respondent_id != answer.respondent_id)
        .order_by(col(Answer.updated_at).desc(), col(Answer.id))
        .limit(COMPARED)
    )
    item = questionnaire.item(answer.item)
    return is_copied(words, (text for value in others if (text := item.words(value))))


def _marked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with brackets around what is proposed to be blacked out."""
    parts, at = [], 0
    for start, end in sorted(ranges):
        if start >= at:
            parts += [text[at:start], OPENING, text[start:end], CLOSING]
            at = end
    return "".join((*parts, text[at:]))


def _buttons(
    visit: Visit, wave: Wave, answer: Answer, *, reported: bool, proposed: bool
) -> tuple[tuple[Button, ...], ...]:
    approving = ("review-keep", "k") if reported else ("review-approve", "a")
    blacking = [("review-black-proposed", "s")] if proposed else []
    sorting_it = [("review-theme", sorting.WHICH)] if sorting.live(visit, wave, answer) else []
    return (
        tuple(_button(visit, wave, answer, *each) for each in (approving, ("review-reject", "r"))),
        tuple(_button(visit, wave, answer, *each) for each in (*blacking, ("review-black", "b"), *sorting_it)),
        (visit.button("button-back", Verb.MANAGE, wave.id),),
    )


def _button(visit: Visit, wave: Wave, answer: Answer, key: str, act: str) -> Button:
    """A button that holds only for the words that were shown."""
    return visit.button(key, Verb.REVIEW, wave.id, part=answer.revision, value=f"{act}{answer.id}")
