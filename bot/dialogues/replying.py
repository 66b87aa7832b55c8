"""What happens when somebody answers in public? They are asked, unseen by the others, before it counts.

What was said in public is not repeated by us. Until the writer's yes the text waits sealed, ten minutes at most.
"""

from __future__ import annotations

from sqlmodel import select

from bot import phrases
from bot.dialogues import waiting
from bot.dialogues.answering import counted, edited
from bot.dialogues.entry import Entry
from bot.dialogues.joining import information
from bot.platform import Act
from bot.screens import Button, Reply, Screen, lines
from bot.tables import Posting
from bot.tokens import Verb
from bot.visit import Visit, community_language
from surveys.errors import NotOpen
from surveys.fieldwork import consent, interview, responses, waves
from surveys.tables import Wave


def said_in_public(visit: Visit) -> Reply:
    """Somebody replied in a place to a message of ours; anything else said there is none of our business."""
    event = visit.event
    if visit.place is None or not event.text.strip():
        return Reply()
    if event.act is Act.EDIT:
        return edited(visit)
    wave = _wave_of(visit)
    if wave is None:
        return Reply()
    try:
        waves.ensure_accepts(wave, visit.now)
    except NotOpen:
        return Reply()  # talk under an old card is no answer
    return ask_first(visit, wave, None, event.text)


def ask_first(visit: Visit, wave: Wave, item: str | None, text: str) -> Reply:
    """Ask the writer, privately where possible, whether the text shall count."""
    pending = waiting.hold(visit, wave, item, text)
    if consent.has(visit.session, wave, visit.respondent(wave.id)):
        yes = visit.button("button-count-it", Verb.CONFIRM, wave.id, value=pending)
        no = visit.button("button-no", Verb.DECLINE, wave.id, value=pending)
        private = Screen(
            lines(visit.say("count-it", question=_question(visit, wave, item))), ((yes, no),), private=True
        )
    else:
        private = information(visit, wave, pending=pending)
    language = community_language(visit.session, wave.community_id)
    link = Button(phrases.say("button-count-it-private", language), _token(private), direct=True)
    public = Screen(lines(phrases.say("count-it-public", language)), ((link,),))
    return Reply((Screen(private.spans, private.rows, private=True, instead=public),))


def _token(screen: Screen) -> str:
    return screen.rows[0][0].token


def _question(visit: Visit, wave: Wave, item: str | None) -> str:
    questionnaire = waves.questionnaire_of(visit.session, wave)
    if item is not None:
        return questionnaire.item(item).title[visit.language]
    so_far = responses.resume(visit.session, wave, questionnaire, visit.respondent(wave.id))
    current = interview.current(so_far) if so_far else None
    return (current.item if current else questionnaire.items[0]).title[visit.language]


def confirmed(visit: Visit) -> Reply:
    """The writer said yes."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    waves.ensure_accepts(wave, visit.now)
    if not consent.has(visit.session, wave, visit.respondent(wave.id)):
        return Reply((information(visit, wave, pending=visit.token.value),))
    return counted(visit, wave, visit.token.value)


def _wave_of(visit: Visit) -> Wave | None:
    """The wave whose card or digest was answered; else the newest open one of this place if we were meant."""
    if visit.event.reply_to and visit.place:
        posting = visit.session.exec(
            select(Posting).where(Posting.place_id == visit.place.id, Posting.ref == visit.event.reply_to)
        ).first()
        if posting is None:
            return None
        return visit.session.get(Wave, posting.wave_id)
    return next(iter(visit.waves_here()), None)


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.CONFIRM: confirmed}
