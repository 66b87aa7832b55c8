"""What happens when somebody answers in public? They are asked, unseen by the others, before it counts.

What was said in public is not repeated by us. Until the writer's yes the text waits sealed, ten minutes at most.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from bot import cards, phrases
from bot.dialogues import waiting
from bot.dialogues.answering import counted, edited, which_question
from bot.dialogues.entry import Entry
from bot.dialogues.joining import information
from bot.platform import Act
from bot.screens import Button, Reply, Screen, lines
from bot.tables import Place, Posting, PostingKind
from bot.tokens import Verb
from bot.visit import ONLY_WAITS, Visit, community_language
from surveys.errors import NotOpen
from surveys.fieldwork import consent, waves
from surveys.tables import Wave


def said_in_public(visit: Visit) -> Reply:
    """Somebody replied in a place to a message of ours; anything else said there is none of our business."""
    event = visit.event
    if visit.place is None or not event.text.strip():
        return Reply()
    if event.act is Act.EDIT:
        return edited(visit)
    wave, item = _meant(visit)
    if wave is None:
        return Reply()
    try:
        waves.ensure_accepts(wave, visit.now)
    except NotOpen:
        return Reply()  # talk under an old card is no answer
    return ask_first(visit, wave, item, event.text)


def ask_first(visit: Visit, wave: Wave, item: str | None, text: str) -> Reply:
    """Ask the writer, privately where possible, whether the text shall count; in an anonymous wave it cannot."""
    if wave.anonymous:
        return _not_in_public(visit, wave, item)
    pending = waiting.hold(visit, wave, item, text)
    if consent.has(visit.session, wave, visit.respondent(wave.id)):
        private = which_question(visit, wave, pending)
    else:
        private = information(visit, wave, pending=pending)
    language = community_language(visit.session, wave.community_id)
    confirm = visit.button("", Verb.CONFIRM, wave.id, value=pending, label="…").token
    hidden = visit.event.platform in visit.house.hidden  # who presses goes on unseen right there
    asked, label = (
        ("count-it-here", "button-count-it-here") if hidden else ("count-it-public", "button-count-it-private")
    )
    link = Button(phrases.say(label, language), confirm, direct=True)
    public = Screen(lines(phrases.say(asked, language)), ((link,),))
    return Reply((replace(private, private=True, replaces=False, instead=public),))


def _not_in_public(visit: Visit, wave: Wave, item: str | None) -> Reply:
    """What all can read is not anonymous: it is not kept, and the way is shown on which nobody reads along."""
    at = waves.questionnaire_of(visit.session, wave).number(item) - 1 if item else None
    language = community_language(visit.session, wave.community_id)

    def screen(spoken: str, *, private: bool) -> Screen:
        label = phrases.say("button-answer-now", spoken)
        token = visit.button("", Verb.GOTO if at is not None else Verb.JOIN, wave.id, at, label=label).token
        button = Button(label, token, direct=True)
        return Screen(lines(phrases.say("anonymous-not-in-public", spoken)), ((button,),), private=private)

    return Reply((replace(screen(visit.language, private=True), instead=screen(language, private=False)),))


def confirmed(visit: Visit) -> Reply:
    """The writer said yes."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    waves.ensure_accepts(wave, visit.now)
    if visit.known and ONLY_WAITS in visit.account.notes and visit.event.person.language:
        visit.account.language = phrases.offered(
            visit.event.person.language
        )  # a message need not tell it; a press does
    if not consent.has(visit.session, wave, visit.respondent(wave.id)):
        return Reply((information(visit, wave, pending=visit.token.value),))
    if visit.token.item is None and waiting.question(visit, visit.token.value) is None:
        return Reply((replace(which_question(visit, wave, visit.token.value), replaces=True),))
    return counted(visit, wave, visit.token.value, visit.token.item)


def _meant(visit: Visit) -> tuple[Wave | None, str | None]:
    """The wave whose card or digest was answered, and the question where a card holds only one; else the newest open one."""
    if not visit.event.reply_to or visit.place is None:
        return next(iter(visit.waves_here()), None), None
    found = _answered(visit, visit.place)
    if found is None:
        return None, None
    posting, place = found
    wave = visit.session.get(Wave, posting.wave_id)
    if wave is None or posting.kind is not PostingKind.CARD or cards.per_card(place) != 1:
        return wave, None
    asked = cards.questions(waves.questionnaire_of(visit.session, wave))
    return wave, asked[posting.part].key if posting.part < len(asked) else None


def _answered(visit: Visit, here: Place) -> tuple[Posting, Place] | None:
    """The post that was answered, and where it stands; a reference with a channel in it also tells the place."""
    channel, slash, message = visit.event.reply_to.rpartition("/")
    query = select(Posting, Place).join(Place, col(Place.id) == Posting.place_id)
    if slash:
        query = query.where(
            Place.platform == here.platform,
            Place.community_id == here.community_id,
            col(Posting.ref).startswith(f"{channel}/", autoescape=True),
        )
    else:
        query = query.where(Posting.place_id == here.id)
    for posting, place in visit.session.exec(query):
        if message in posting.ref.rpartition("/")[2].split("+"):
            return posting, place
    return None


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.CONFIRM: confirmed}
