"""What does somebody see once an answer given in a form is stored, or was not?"""

from __future__ import annotations

from bot.dialogues import comparing
from bot.dialogues.reacting import react_button
from bot.screens import Button, Screen, Span, Style, bold, lines, quote
from bot.tokens import Verb
from bot.visit import Visit
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import shortened
from surveys.fieldwork import consent
from surveys.fieldwork.interview import Prompt
from surveys.fieldwork.standing import Standing, standing
from surveys.tables import Purpose, Wave

SHOWN = 1500  # characters of an answer shown again
GIVEN_BACK = 3000  # characters of a text that was not stored; a form holds no more than 4000


def receipt(
    visit: Visit, wave: Wave, questionnaire: Questionnaire, item: str, prompt: Prompt | None, *, lead: str = ""
) -> Screen:
    """The answer as it is stored, how it would be quoted, and what can be done next."""
    number = questionnaire.number(item) - 1
    asked = questionnaire.item(item)
    here = standing(visit.session, wave, visit.respondent(wave.id))
    assert here
    value = here.answers[item].value
    words = asked.words(value)
    text = words or asked.say(value, visit.language)
    following = ""
    if prompt is not None and prompt.probing:
        following = (prompt.part.ask or asked.text)[visit.language]
    return Screen(
        lines(
            bold(lead),
            (quote(shortened(text, SHOWN)),),
            (Span(_quoted(visit, wave), Style.ITALIC),) if words and asked.kind == "open" else "",
            following,
        ),
        tuple(row for row in _ways(visit, wave, questionnaire, number, prompt, here) if row),
        private=not visit.in_direct,
        replaces=True,
    )


def given_back(visit: Visit, wave: Wave, why: str) -> Screen:
    """Nothing was stored: why, and the text to use again."""
    token = visit.token
    verb, item = (Verb.GOTO, token.item) if token is not None and token.item is not None else (Verb.JOIN, None)
    return Screen(
        lines(why, (quote(shortened(visit.event.text, GIVEN_BACK)),)),
        ((visit.button("button-again", verb, wave.id, item),),),
        private=not visit.in_direct,
    )


def _quoted(visit: Visit, wave: Wave) -> str:
    respondent = visit.respondent(wave.id)
    held = consent.active(consent.history(visit.session, wave, respondent))
    given = next((each for each in held if each.purpose is Purpose.QUOTE_HERE), None)
    if given is None:
        return visit.say("receipt-not-quoted")
    return visit.say("receipt-quoted-named", name=given.shown_name) if given.shown_name else visit.say("receipt-quoted")


def _ways(
    visit: Visit, wave: Wave, questionnaire: Questionnaire, number: int, prompt: Prompt | None, here: Standing
) -> tuple[tuple[Button, ...], ...]:
    own = (
        visit.button("button-change-it", Verb.GOTO, wave.id, number),
        visit.button("button-withdraw-it", Verb.REMOVE, wave.id, number),
    )
    quotes = visit.button("button-quotes", Verb.CONSENT, wave.id)
    react = None if prompt is not None and prompt.probing else react_button(visit, wave, questionnaire, here)
    more = (comparing.button(visit, wave, number), *((react,) if react else ()))
    if prompt is None:
        return own, (visit.button("button-mine", Verb.MINE, wave.id), quotes), more
    if prompt.probing:
        label = visit.say("button-write")
    else:
        label = visit.say("button-next", number=prompt.number, total=prompt.total)
    onwards = (visit.button("", Verb.JOIN, wave.id, label=label), visit.button("button-direct", Verb.DIRECT, wave.id))
    return onwards if not visit.in_direct else onwards[:1], own, (*more, quotes)
