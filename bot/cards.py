"""What stands in a place while a wave runs: who asks, until when, and one button per question?

Each question is a section of the card. Where more are asked than fit on one, they go on on further cards, or one button
leads to all of them: what the platform's limits say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot import phrases, tokens
from bot.keys import Keys
from bot.platform import Limits
from bot.screens import Button, Screen, Section, Span, Style, bold, column, lines
from bot.settings import Settings
from bot.tables import Place
from bot.tokens import Token, Verb
from surveys.analysis import results
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import waves
from surveys.tables import Visibility, Wave, WaveState

FOR_QUESTIONS = 0.5  # share of a card's text; the rest is for what stands around them, and for how signs are written

Numbered = tuple[int, Item]  # a question and its number on the card


def card(
    session: Session, wave: Wave, settings: Settings, keys: Keys, *, limits: Limits, part: int = 0, questions: int = 0
) -> Screen:
    """The public screen of a wave, as it is now."""
    asked, people = waves.questionnaire_of(session, wave), results.participants(session, wave)
    return draw(wave, asked, people, settings=settings, keys=keys, limits=limits, part=part, questions=questions)


def draw(
    wave: Wave,
    questionnaire: Questionnaire,
    people: int,
    *,
    settings: Settings,
    keys: Keys,
    limits: Limits,
    part: int = 0,
    questions: int = 0,
) -> Screen:
    """One of a wave's cards; the number of people is the only thing on it that is live.

    part: which of several; the first says what all of it is about.
    questions: so many stand on a card; 0 means as many as the limits say.
    """
    shares = _shares(questionnaire, limits, questions)
    here = shares[part] if wave.state is WaveState.OPEN and part < len(shares) else []
    if part:
        title = phrases.say(
            "card-part", wave.language, title=questionnaire.title[wave.language], part=part + 1, parts=len(shares)
        )
        rests = () if here else (Span(_until(wave, settings), Style.ITALIC),)
        return Screen(lines(bold(title), rests), sections=_sections(wave, questionnaire, here, keys, limits))
    head, foot = _head(wave, questionnaire), _foot(wave, settings, people)
    if not here:
        return Screen(lines(head, foot), ((_button(wave, keys, "button-results", Verb.RESULTS),),))
    ways = _ways(wave, questionnaire, keys, limits)
    if not limits.several and len(here) > limits.sections:
        choose = _button(wave, keys, "button-choose", Verb.GOTO)
        return Screen(lines(head, _listed(wave, here)), ((choose,), *ways), foot=foot)
    return Screen(head, ways, sections=_sections(wave, questionnaire, here, keys, limits), foot=foot)


def preview(wave: Wave, questionnaire: Questionnaire, *, settings: Settings) -> Screen:
    """What members will read, on one screen, with nothing to press."""
    listed = _listed(wave, enumerate(questions(questionnaire), 1))
    return Screen(lines(_head(wave, questionnaire), listed, _foot(wave, settings, 0)))


def parts(questionnaire: Questionnaire, limits: Limits, questions: int = 0) -> int:
    """How many cards a wave has in a place."""
    return len(_shares(questionnaire, limits, questions))


def per_card(place: Place) -> int:
    """How many questions shall stand on a card in this place; 0 where only the limits say."""
    return int(place.abilities.get("questions", 0))


def questions(questionnaire: Questionnaire) -> list[Item]:
    """The questions as the card numbers them: all but the group, and those that depend on another answer."""
    return [item for item in questionnaire.items if item.key != questionnaire.segment and item.show_if is None]


def local_date(moment: datetime, settings: Settings, language: str) -> str:
    """A date as people write it, in the operator's time zone."""
    local = moment.astimezone(settings.zone)
    return f"{local:%d.%m.%Y}" if language == "de" else f"{local.day} {local:%B %Y}"


# --- what stands on it ---


def _shares(questionnaire: Questionnaire, limits: Limits, most: int) -> list[list[Numbered]]:
    """The questions of each card."""
    asked = list(enumerate(questions(questionnaire), 1))
    if not limits.several:
        return [asked]
    most = min(most or limits.sections, limits.sections)
    shares: list[list[Numbered]] = [[]]
    left = room = int(limits.text * FOR_QUESTIONS)
    for number, item in asked:
        letters = max(len(item.text[language]) for language in item.text.languages())
        if len(shares[-1]) == most or (shares[-1] and letters > left):
            shares.append([])
            left = room
        shares[-1].append((number, item))
        left -= letters
    return shares


def _head(wave: Wave, questionnaire: Questionnaire) -> tuple[Span, ...]:
    article = questionnaire.article
    source: tuple[Span, ...] = ()
    if article:
        source = (
            Span(phrases.say("card-article", wave.language) + " "),
            Span(article.title[wave.language], url=article.url),
        )
    return lines(
        phrases.say("sample-note", wave.language) if wave.sample else "",
        bold(questionnaire.title[wave.language]),
        questionnaire.intro[wave.language],
        source,
    )


def _foot(wave: Wave, settings: Settings, people: int) -> tuple[Span, ...]:
    operator, use = settings.operator.name, "card-open-results" if wave.visibility is Visibility.OPEN else "card-use"
    if wave.anonymous:
        use = "card-use-anonymous"
    facts = [
        phrases.say("card-operator", wave.language, operator=operator) if operator else "",
        _until(wave, settings),
        phrases.say(use, wave.language, months=wave.retention_months),
    ]
    return lines(
        (Span(" ".join(fact for fact in facts if fact), Style.ITALIC),),
        phrases.say("card-participants", wave.language, count=people),
    )


def _listed(wave: Wave, asked: Iterable[Numbered]) -> str:
    return "\n".join(_question(wave, number, item) for number, item in asked)


def _question(wave: Wave, number: int, item: Item) -> str:
    return f"{number}. {item.text[wave.language]}"


def _sections(
    wave: Wave, questionnaire: Questionnaire, asked: Iterable[Numbered], keys: Keys, limits: Limits
) -> tuple[Section, ...]:
    def button(number: int, item: Item) -> Button:
        label = "" if limits.beside else f"{number}. {item.title[wave.language]}"
        return _button(wave, keys, "card-answer", Verb.GOTO, questionnaire.number(item.key) - 1, label=label)

    return tuple(Section((Span(_question(wave, number, item)),), button(number, item)) for number, item in asked)


def _ways(wave: Wave, questionnaire: Questionnaire, keys: Keys, limits: Limits) -> tuple[tuple[Button, ...], ...]:
    """What else there is to do; the article too where its address stands on a button beside the others."""
    ways = [
        _button(wave, keys, "button-answer-all", Verb.JOIN),
        _button(wave, keys, "button-mine", Verb.MINE),
        _button(wave, keys, "button-results", Verb.RESULTS),
        Button(phrases.say("button-privacy", wave.language), _privacy(keys), direct=True),
    ]
    if not limits.beside:
        return column(ways, across=2)
    if questionnaire.article and questionnaire.article.url:
        ways.append(Button(phrases.say("card-read", wave.language), url=questionnaire.article.url))
    return column(ways, across=limits.across)


def _button(wave: Wave, keys: Keys, phrase: str, verb: Verb, item: int | None = None, *, label: str = "") -> Button:
    token = tokens.write(Token(verb, wave.id, item), keys)
    return Button(label or phrases.say(phrase, wave.language), token, direct=True)


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
