"""What happens when a form is sent? The latest answer counts, whenever the form was opened."""

from __future__ import annotations

from bot import pseudonyms
from bot.dialogues import answering, consenting
from bot.dialogues.entry import Entry
from bot.dialogues.forms import AGREE, GROUP, QUOTE
from bot.dialogues.joining import agree
from bot.dialogues.keeping import keep
from bot.dialogues.receipts import given_back, receipt
from bot.screens import Reply
from bot.tokens import Token, Verb
from bot.visit import Visit
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Unknown
from surveys.fieldwork import consent, interview, responses, waves
from surveys.fieldwork.interview import Prompt
from surveys.tables import Wave

CHOICES = {"no": consenting.NOT_AT_ALL, "unnamed": "hy", "named": "hm"}  # of the field about quotes


def submitted(visit: Visit) -> Reply:
    """A form was sent: agree first where that is missing, then whether it may be quoted, then the answer."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave, to_read=True)
    waves.ensure_accepts(wave, visit.now)
    questionnaire = waves.questionnaire_of(visit.session, wave)
    item, part = _asked_for(questionnaire, token)
    if not (visit.known and consent.has(visit.session, wave, visit.respondent(wave.id))):
        if not visit.event.fields.get(AGREE):
            return Reply((given_back(visit, wave, visit.say("form-not-agreed")),))
        agree(visit, wave)
        _choose_group(visit, wave, questionnaire)
        if (choice := CHOICES.get(visit.event.fields.get(QUOTE, ""))) is not None:
            consenting.choose(visit, wave, choice)
    if part == interview.PROBE and _is_repeated(visit):
        return Reply((receipt(visit, wave, questionnaire, item.key, _now_asked(visit, wave, questionnaire)),))
    return answering.take(visit, wave, interview.Say(visit.event.text, item=item.key, part=part))


def _asked_for(questionnaire: Questionnaire, token: Token) -> tuple[Item, str]:
    if token.item is None or not 0 <= token.item < len(questionnaire.items):
        raise Unknown("button-unknown")
    item = questionnaire.items[token.item]
    parts = [*(part.key for part in item.parts()), interview.PROBE]
    if token.part is None or not 0 <= token.part < len(parts):
        raise Unknown("button-unknown")
    return item, parts[token.part]


def _is_repeated(visit: Visit) -> bool:
    """Whether this very form was stored already: what is said at a follow-up is added, and shall be added once."""
    keys, event = visit.house.keys, visit.event
    found = pseudonyms.sources(visit.session, keys, event.platform, event.source)
    return any(responses.by_source(visit.session, each) is not None for each in found)


def _now_asked(visit: Visit, wave: Wave, questionnaire: Questionnaire) -> Prompt | None:
    so_far = responses.resume(visit.session, wave, questionnaire, visit.respondent(wave.id))
    return interview.current(so_far) if so_far else None


def _choose_group(visit: Visit, wave: Wave, questionnaire: Questionnaire) -> None:
    chosen = visit.event.fields.get(GROUP)
    if not chosen or questionnaire.segment is None:
        return
    item = questionnaire.item(questionnaire.segment)
    part = item.parts()[0]
    if chosen not in {option.key for option in part.options}:
        return
    respondent = visit.respondent(wave.id)
    so_far = responses.resume(visit.session, wave, questionnaire, respondent)
    if so_far is not None:
        keep(
            visit,
            wave,
            responses.take(visit.session, wave, respondent, so_far, interview.Pick(item.key, part.key, chosen)),
        )


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.FORM: submitted}
