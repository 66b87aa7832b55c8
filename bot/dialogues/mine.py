"""What did I say, and how do I change it or take it back?"""

from __future__ import annotations

from bot.dialogues import comparing
from bot.dialogues.consenting import over_note, participations
from bot.dialogues.entry import Entry
from bot.dialogues.keeping import take_back
from bot.screens import Button, Reply, Screen, Span, bold, column, lines, quote
from bot.telling import reason_said
from bot.tokens import Verb
from bot.visit import Visit
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.errors import NoConsent, Unknown
from surveys.fieldwork import responses, waves
from surveys.tables import Answer, AnswerState, Wave

SHOWN = 300  # characters of one answer in the list


def command(visit: Visit) -> Reply:
    """``/antworten``: my answers in the wave the conversation is about, else my newest."""
    taking_part = participations(visit)
    if not taking_part:
        text = lines(visit.say("no-answers-yet"), over_note(visit))
        return Reply((Screen(text, private=not visit.in_direct),))
    current = [each for each in taking_part if each.wave_id == visit.account.wave_id]
    return Reply((overview(visit, visit.wave((current or taking_part)[0].wave_id)),))


def pressed(visit: Visit) -> Reply:
    """My answers in the wave of the button."""
    assert visit.token
    return Reply((overview(visit, visit.wave(visit.token.wave)),))


def overview(visit: Visit, wave: Wave, *, lead: str = "") -> Screen:
    """Every answer with its state, each with *change* and *withdraw*."""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    given = {each.item: each for each in responses.answers_of(visit.session, wave, visit.respondent(wave.id))}
    if not given:
        row = (visit.button("button-answer-all", Verb.JOIN, wave.id),)
        return Screen(lines(lead, visit.say("no-answers-yet")), (row,), private=not visit.in_direct, replaces=True)
    paragraphs: list[str | tuple[Span, ...]] = []
    buttons: list[Button] = []
    for at, item in enumerate(questionnaire.items):
        answer = given.get(item.key)
        if answer is None:
            continue
        text = item.say(answer.value, visit.language)
        shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
        state = " · " + visit.say(f"answer-{answer.state.value}") if _is_moderated(questionnaire, item, answer) else ""
        paragraphs.append((bold(item.title[visit.language] + state + "\n"), quote(shown)))
        if answer.state is AnswerState.REJECTED and answer.reason:
            paragraphs.append(visit.say("answer-reason", reason=reason_said(answer.reason, visit.language)))
        title = item.title[visit.language]
        buttons.append(visit.button("", Verb.GOTO, wave.id, at, label=visit.say("button-change", title=title)))
        buttons.append(visit.button("", Verb.REMOVE, wave.id, at, label=visit.say("button-withdraw", title=title)))
    back = visit.button("button-go-on", Verb.JOIN, wave.id)
    head = bold(visit.say("my-answers", title=questionnaire.title[visit.language]))
    return Screen(
        lines(lead, head, *paragraphs),
        (*column(buttons, across=2), (comparing.button(visit, wave), back)),
        private=not visit.in_direct,
        replaces=True,
    )


def _is_moderated(questionnaire: Questionnaire, item: Item, answer: Answer) -> bool:
    """Whether there is a decision to tell of: only words are decided on."""
    return bool(item.words(answer.value)) and questionnaire.wave.moderated


def withdrawn(visit: Visit) -> Reply:
    """One answer is taken back, for good; possible as long as the wave exists."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    questionnaire = waves.questionnaire_of(visit.session, wave)
    if token.item is None or token.item >= len(questionnaire.items):
        raise Unknown("button-unknown")
    if not visit.known:
        raise NoConsent("not-taking-part")
    take_back(visit, wave, questionnaire.items[token.item].key, visit.respondent(wave.id), visit.brief.person_id)
    lead = visit.say("withdrawn")
    return Reply((overview(visit, wave, lead=lead),), toast=lead, ring=True)


COMMANDS = (Entry("antworten", command, also=("mine", "meineantworten"), in_places=True),)
PRESSES = {Verb.MINE: pressed, Verb.REMOVE: withdrawn}
