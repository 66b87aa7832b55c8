"""What stands in a place while a wave runs: who asks, until when, and one button per question?"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import phrases, tokens
from bot.keys import Keys
from bot.screens import Button, Screen, Span, Style, bold, column, lines
from bot.settings import Settings
from bot.tokens import Token, Verb
from surveys.analysis import results
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import waves
from surveys.tables import Visibility, Wave, WaveState

BUTTONS = 8  # questions with a button of their own; more go through a chooser


def card(session: Session, wave: Wave, settings: Settings, keys: Keys) -> Screen:
    """The public screen of a wave, as it is now."""
    asked, people = waves.questionnaire_of(session, wave), results.participants(session, wave)
    return draw(wave, asked, people, settings=settings, keys=keys)


def draw(wave: Wave, questionnaire: Questionnaire, people: int, *, settings: Settings, keys: Keys) -> Screen:
    """A wave's card; the number of people is the only thing on it that is live."""
    language = wave.language

    def say(key: str, **values: str | int) -> str:
        return phrases.say(key, language, **values)

    def button(key: str, verb: Verb, item: int | None = None, *, label: str = "") -> Button:
        return Button(label or say(key), tokens.write(Token(verb, wave.id, item), keys), direct=True)

    article = questionnaire.article
    asked = questions(questionnaire)
    listed = "\n".join(f"{number}. {item.text[language]}" for number, item in enumerate(asked, 1))
    facts = [
        say("card-operator", operator=settings.operator.name) if settings.operator.name else "",
        _until(wave, settings),
        say("card-open-results" if wave.visibility is Visibility.OPEN else "card-use", months=wave.retention_months),
    ]
    source: tuple[Span, ...] = ()
    if article:
        source = (Span(say("card-article") + " "), Span(article.title[language], url=article.url))
    spans = lines(
        say("sample-note") if wave.sample else "",
        bold(questionnaire.title[language]),
        questionnaire.intro[language],
        source,
        listed if wave.state is WaveState.OPEN else "",
        (Span(" ".join(fact for fact in facts if fact), Style.ITALIC),),
        say("card-participants", count=people),
    )
    if wave.state is not WaveState.OPEN:
        return Screen(spans, ((button("button-results", Verb.RESULTS),),))
    rows: tuple[tuple[Button, ...], ...] = ()
    if len(asked) <= BUTTONS:
        rows = column(
            button("", Verb.GOTO, questionnaire.number(item.key) - 1, label=f"{number}. {item.title[language]}")
            for number, item in enumerate(asked, 1)
        )
    else:
        rows = ((button("button-choose", Verb.GOTO),),)
    ways = (
        (button("button-answer-all", Verb.JOIN), button("button-mine", Verb.MINE)),
        (button("button-results", Verb.RESULTS), Button(say("button-privacy"), _privacy(keys), direct=True)),
    )
    return Screen(spans, (*rows, *ways))


def questions(questionnaire: Questionnaire) -> list[Item]:
    """The questions as the card numbers them: all but the group, and those that depend on another answer."""
    return [item for item in questionnaire.items if item.key != questionnaire.segment and item.show_if is None]


def local_date(moment: datetime, settings: Settings, language: str) -> str:
    """A date as people write it, in the operator's time zone."""
    local = moment.astimezone(settings.zone)
    return f"{local:%d.%m.%Y}" if language == "de" else f"{local.day} {local:%B %Y}"


def _until(wave: Wave, settings: Settings) -> str:
    match wave.state:
        case WaveState.CLOSED:
            return phrases.say("card-closed", wave.language)
        case WaveState.PAUSED:
            return phrases.say("card-paused", wave.language)
        case _ if wave.closes_at is not None:
            date = local_date(wave.closes_at, settings, wave.language)
            return phrases.say("card-until", wave.language, date=date)
        case _:
            return phrases.say("card-endless", wave.language)


def _privacy(keys: Keys) -> str:
    return tokens.write(Token(Verb.COMMAND, value="datenschutz"), keys)
