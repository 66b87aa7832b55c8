"""What happens with an answer, however it is given: typed, pressed, edited, or by ``/antwort``?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot import persons, phrases, times
from bot.cards import questions
from bot.dialogues import consenting, waiting
from bot.dialogues.entry import Entry, Handler
from bot.dialogues.joining import agree, begin, information, open_waves, through, which_wave
from bot.dialogues.keeping import keep, take_back
from bot.dialogues.prompts import prompt_screen
from bot.dialogues.reacting import words_after_vote
from bot.dialogues.receipts import given_back, receipt
from bot.pacing import kinds_of
from bot.platform import Forms, Option, OptionKind
from bot.screens import Reply, Screen, bold, column, lines, quote
from bot.tables import Account, ReadAgain
from bot.tokens import Token, Verb
from bot.visit import Visit, mark_stale, moderators
from surveys.design.items.kind import Input, Item
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Complaint, Unknown
from surveys.fieldwork import consent, interview, responses, sensitive, waves
from surveys.fieldwork.standing import standing
from surveys.tables import Purpose, RespondentId, ResponseState, Wave

log = logging.getLogger(__name__)

_VOTES = {"a": 1, "d": -1, "p": 0}


# --- what came in -----------------------------------------------------------------------------------------------


def said(visit: Visit) -> Reply:
    """Words in private: an answer to the current question, or what a dialogue awaits."""
    event = visit.event
    if event.odd:
        return Reply((Screen(lines(visit.say("only-words")), private=not visit.in_direct),))
    if not event.own:
        return Reply((Screen(lines(visit.say("not-your-words")), private=not visit.in_direct),))
    wave = current_wave(visit)
    if wave is None:
        choices = open_waves(visit)
        if len(choices) == 1:
            return begin(visit, choices[0])
        if choices:
            return Reply((which_wave(visit, choices),))
        return Reply((Screen(lines(visit.say("nothing-asked")), private=not visit.in_direct),))
    return take(visit, wave, interview.Say(event.text))


def edited(visit: Visit) -> Reply:
    """A changed message changes the answer it was; an unknown one is let be."""
    event = visit.event
    if not event.source or not visit.known or not event.text:
        return Reply()
    source = visit.house.keys.source(event.platform, event.source)
    answer = responses.by_source(visit.session, source)
    if answer is None:
        waiting.reword(visit, source)
        persons.forget(visit.session, visit.house.keys, visit.brief.person_id, source)
        return Reply()
    if answer.respondent_id != visit.respondent(answer.wave_id) or answer.value == event.text:
        return Reply()
    wave = visit.wave(answer.wave_id)
    return take(
        visit,
        wave,
        interview.Say(event.text, item=answer.item, part=_words_part(visit, wave, answer.item)),
        correction=True,
    )


def _words_part(visit: Visit, wave: Wave, item: str) -> str:
    """The part an edited message replaces: the one that holds words, else the first."""
    parts = waves.questionnaire_of(visit.session, wave).item(item).parts()
    spoken = [part.key for part in parts if part.input is Input.WORDS]
    return spoken[-1] if spoken else parts[0].key


def current_wave(visit: Visit) -> Wave | None:
    """The wave the conversation is about, if it still takes answers."""
    wave = visit.find_wave(visit.brief.wave_id, to_read=True) if visit.known else None
    if wave is None:
        return None
    if visit.spot is not None and wave.community_id != visit.spot.community_id:
        return None
    return wave


def by_command(visit: Visit) -> Reply:
    """``/antwort 2 Text``: the second question of this place's newest wave; alone, it begins."""
    choices = visit.waves_here() if not visit.in_direct else [wave for wave in [current_wave(visit)] if wave]
    choices = choices or open_waves(visit)
    if not choices:
        return Reply((Screen(lines(visit.say("nothing-asked")), private=not visit.in_direct),))
    wave = choices[0]
    number, _, text = visit.event.text.strip().partition(" ")
    questionnaire = waves.questionnaire_of(visit.session, wave)
    asked = questions(questionnaire)
    if not number.isdecimal():
        return begin(visit, wave)
    if not 1 <= int(number) <= len(asked):
        raise Complaint("answer-no-such-question", count=len(asked))
    item = asked[int(number) - 1]
    if not text.strip():
        return begin(visit, wave, questionnaire.number(item.key) - 1)
    agreed_before = visit.known and consent.has(visit.session, wave, visit.respondent(wave.id))
    if not agreed_before:
        waves.ensure_accepts(wave, visit.now)
        pending = waiting.hold(visit, wave, item.key, text)
        return Reply((information(visit, wave, pending=pending),))
    return take(visit, wave, interview.Say(text, item=item.key))


def agreed(visit: Visit) -> Reply:
    """The person read the information and is old enough: from here on things are stored."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    waves.ensure_accepts(wave, visit.now)
    agree(visit, wave)
    if visit.token.value:
        if waiting.question(visit, visit.token.value) is None:
            return Reply((replace(which_question(visit, wave, visit.token.value), replaces=True),))
        return counted(visit, wave, visit.token.value)
    return begin(visit, wave, visit.token.item)


def counted(visit: Visit, wave: Wave, pending: str, item: int | None = None) -> Reply:
    """A text that waited for its writer's yes is an answer now."""
    waited = waiting.give_back(visit, pending)
    if waited is None:
        return begin(visit, wave, lead=visit.say("reply-too-late"))
    items = waves.questionnaire_of(visit.session, wave).items
    key = items[item].key if item is not None and item < len(items) else waited.item
    return take(visit, wave, interview.Say(waited.text, item=key), source=waited.source, message=waited.message)


def which_question(visit: Visit, wave: Wave, pending: str) -> Screen:
    """Shall a text count, and as the answer to which question? Those that take words are offered."""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    known = waiting.question(visit, pending)
    offered = [item for item in questions(questionnaire) if item.kind == "open" and known in (None, item.key)]
    if known is not None and not offered:
        offered = [questionnaire.item(known)]
    buttons = [
        visit.button(
            "",
            Verb.CONFIRM,
            wave.id,
            questionnaire.number(item.key) - 1,
            value=pending,
            label=visit.say("button-count-as", title=item.title[visit.language]),
        )
        for item in offered
    ]
    no = visit.button("button-no", Verb.DECLINE, wave.id, value=pending)
    return Screen(lines(visit.say("count-it")), (*column(buttons), (no,)), private=not visit.in_direct)


def declined(visit: Visit) -> Reply:
    """Nothing is stored; a text that waited is erased."""
    assert visit.token
    if visit.token.value:
        waiting.give_back(visit, visit.token.value)
    return Reply((Screen(lines(visit.say("declined")), private=not visit.in_direct, replaces=True),))


def pressed(read: Callable[[Token, Item], interview.Act]) -> Handler:
    """A handler for buttons of a question; ``read`` turns the token into what it does."""

    def handle(visit: Visit) -> Reply:
        token = visit.token
        assert token
        wave = visit.wave(token.wave, to_read=True)
        questionnaire = waves.questionnaire_of(visit.session, wave)
        if token.item is None or not 0 <= token.item < len(questionnaire.items):
            raise Unknown("button-unknown")
        return take(visit, wave, read(token, questionnaire.items[token.item]))

    return handle


def _part_key(token: Token, item: Item) -> str:
    keys = [*(part.key for part in item.parts()), interview.PROBE]
    if token.part is None or token.part >= len(keys):
        raise Unknown("button-unknown")
    return keys[token.part]


def _option_key(token: Token, item: Item) -> str:
    part = item.part(_part_key(token, item))
    try:
        return part.options[int(token.value, 16)].key if part else ""
    except (ValueError, IndexError) as error:
        raise Unknown("button-unknown") from error


def _pick(token: Token, item: Item) -> interview.Act:
    return interview.Pick(item.key, _part_key(token, item), _option_key(token, item), on=token.verb is Verb.PICK)


def _done(token: Token, item: Item) -> interview.Act:
    return interview.Done(item.key, _part_key(token, item))


def _skip(token: Token, item: Item) -> interview.Act:
    return interview.Skip(item.key, _part_key(token, item))


def _back(token: Token, item: Item) -> interview.Act:
    return interview.Back(item.key)


def _vote(token: Token, item: Item) -> interview.Act:
    if token.value[:1] not in _VOTES:
        raise Unknown("button-unknown")
    return interview.Vote(item.key, token.value[1:], _VOTES[token.value[:1]])


def goto(visit: Visit) -> Reply:
    """Answer this question now; a button that names none lets the person choose."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    if visit.token.item is not None:
        return begin(visit, wave, visit.token.item)
    waves.ensure_accepts(wave, visit.now)
    return Reply((_chooser(visit, wave),))


def _chooser(visit: Visit, wave: Wave) -> Screen:
    questionnaire = waves.questionnaire_of(visit.session, wave)
    buttons = [
        visit.button(
            "",
            Verb.GOTO,
            wave.id,
            questionnaire.number(item.key) - 1,
            label=f"{number}. {item.title[visit.language]}",
        )
        for number, item in enumerate(questions(questionnaire), 1)
    ]
    return Screen(lines(visit.say("which-question")), column(buttons), private=not visit.in_direct)


# --- what becomes of it -----------------------------------------------------------------------------------------


def take(
    visit: Visit,
    wave: Wave,
    act: interview.Act,
    *,
    correction: bool = False,
    source: str | None = None,
    message: str = "",
) -> Reply:
    """Answer the interview, keep what the turn brought, and show what comes next.

    source, message: of words that waited; else they are the event's.
    """
    questionnaire = waves.questionnaire_of(visit.session, wave)
    waves.ensure_accepts(wave, visit.now)
    respondent = visit.respondent(wave.id)
    here = standing(visit.session, wave, respondent) if visit.known else None
    so_far = responses.resume(visit.session, wave, questionnaire, respondent, here) if here else None
    if so_far is None:
        return begin(visit, wave)
    turn = responses.take(visit.session, wave, respondent, so_far, act)
    if turn.complaint is not None:
        return _complain(visit, wave, questionnaire, turn)
    again_at = visit.house.pace.again_at(respondent, kinds_of(questionnaire, so_far, turn), visit.now)
    if again_at is not None:
        return _too_many(visit, wave, again_at, act.text if isinstance(act, interview.Say) else "")
    kept = [stored for stored in turn.stored if isinstance(stored, interview.Kept)]
    spoken = act.text if isinstance(act, interview.Say) else ""
    worrying = bool(spoken) and sensitive.speaks_of_self_harm(spoken)
    if source is None and spoken and visit.event.source:
        source, message = visit.house.keys.source(visit.event.platform, visit.event.source), visit.event.message
    keep(visit, wave, turn, source=source, message=message, is_sensitive=worrying, here=here)
    if visit.brief.wave_id != wave.id:
        visit.account.wave_id = wave.id
    if turn.stored and not so_far.answers:
        mark_stale(visit.session, wave.id, visit.now)
    reply = _after(visit, wave, questionnaire, so_far, turn, kept, correction=correction)
    if turn.prompt is None and here is not None and here.state is not ResponseState.COMPLETE and not correction:
        reply = _with_model_question(visit, wave, questionnaire, so_far, kept, reply)
    if worrying:
        _tell_moderators(visit, wave)
        reply = Reply((_help_lines(visit), *reply.screens), toast=reply.toast, ring=True)
    return reply


def deleted(visit: Visit) -> Reply:
    """With its message an answer is taken back; who deleted it the platform does not say."""
    event = visit.event
    source = visit.house.keys.source(event.platform, event.source)
    waiting.forget(visit.session, source)
    answer, known = responses.by_source(visit.session, source), visit.session.get(ReadAgain, source)
    if known is None:
        return Reply()
    person_id = visit.session.get_one(Account, known.account_id).person_id
    wave = visit.find_wave(known.wave_id)
    if answer is not None and wave is not None:
        take_back(visit, wave, answer.item, RespondentId(answer.respondent_id), person_id)
    persons.forget(visit.session, visit.house.keys, person_id, source)
    return Reply(ring=True)


def _after(
    visit: Visit,
    wave: Wave,
    questionnaire: Questionnaire,
    before: interview.Interview,
    turn: interview.Turn,
    kept: list[interview.Kept],
    *,
    correction: bool,
) -> Reply:
    lead = ""
    if kept:
        title = questionnaire.item(kept[0].item).title[visit.language]
        changed = correction or kept[0].item in before.answers
        lead = phrases.remembered("changed" if changed else "kept", visit.language, title=title)
    elif turn.stale:
        lead = visit.say("stale")
    if correction:
        return Reply((Screen(lines(lead), private=not visit.in_direct),), stored=bool(kept))
    said = "\n".join(filter(None, (lead, words_after_vote(visit, wave, turn))))
    by_form = bool(visit.event.text) and visit.event.forms is not Forms.NONE
    if by_form and turn.stale:
        return Reply((given_back(visit, wave, visit.say("form-stale")),))
    if by_form and kept:
        screens = [receipt(visit, wave, questionnaire, kept[0].item, turn.prompt, lead=lead)]
    elif turn.prompt is None:
        screens = [through(visit, wave, lead=said)]
    else:
        screens = [prompt_screen(visit, wave, questionnaire, turn.prompt, lead=said)]
    quotable = next((each for each in kept or _probed(before) if _quotable(questionnaire, each)), None)
    probing = turn.prompt is not None and turn.prompt.probing  # there is more to come
    if quotable and not probing and _first_words(questionnaire, before, quotable.item) and not _decided(visit, wave):
        screens.insert(0, consenting.may_we_quote(visit, wave, quotable.item, str(quotable.value)))
    return Reply(tuple(screens), toast=lead if visit.event.token else "")


def _with_model_question(
    visit: Visit,
    wave: Wave,
    questionnaire: Questionnaire,
    before: interview.Interview,
    kept: list[interview.Kept],
    reply: Reply,
) -> Reply:
    """Whoever is through now, and wrote something, is asked whether a language model may read it: one question at most."""
    said = [*kept, *(interview.Kept(key, value) for key, value in before.answers.items())]
    question = (
        consenting.may_a_model_read(visit, wave) if any(_quotable(questionnaire, each) for each in said) else None
    )
    return replace(reply, screens=(question, *reply.screens)) if question else reply


def _probed(before: interview.Interview) -> list[interview.Kept]:
    """The short answer whose follow-up was just skipped."""
    if before.position is None or before.position[1] != interview.PROBE or before.position[0] not in before.answers:
        return []
    return [interview.Kept(before.position[0], before.answers[before.position[0]])]


def _first_words(questionnaire: Questionnaire, before: interview.Interview, item: str) -> bool:
    """Whether these are the first words of the person: then, and only then, they are asked about quotes."""
    earlier = [interview.Kept(key, value) for key, value in before.answers.items() if key != item]
    return not any(_quotable(questionnaire, each) for each in earlier)


def _decided(visit: Visit, wave: Wave) -> bool:
    return consent.decided(visit.session, wave, visit.respondent(wave.id), Purpose.QUOTE_HERE)


def _quotable(questionnaire: Questionnaire, kept: interview.Kept) -> bool:
    item = questionnaire.item(kept.item)
    return any(part.input is Input.WORDS for part in item.parts()) and bool(item.words(kept.value))


def _complain(visit: Visit, wave: Wave, questionnaire: Questionnaire, turn: interview.Turn) -> Reply:
    complaint = turn.complaint
    assert complaint
    text = visit.say(complaint.key, **complaint.values)
    if visit.event.text and visit.event.forms is not Forms.NONE:
        return Reply((given_back(visit, wave, text),))
    if visit.event.token:
        return Reply(toast=text[:200])
    paragraphs = [text]
    back = quote(visit.event.text) if complaint.key == "complaint-too-long" else None  # given back, never cut
    screens = [Screen(lines(*paragraphs, back) if back else lines(*paragraphs), private=not visit.in_direct)]
    if turn.prompt is not None and back is None:
        screens = [prompt_screen(visit, wave, questionnaire, turn.prompt, complaint=text)]
    return Reply(tuple(screens))


def _too_many(visit: Visit, wave: Wave, again_at: datetime, spoken: str) -> Reply:
    """Nothing was stored; what was written is given back."""
    told = visit.say("too-many", time=times.clock(again_at, visit.house.settings.zone))
    if visit.event.text and visit.event.forms is not Forms.NONE:
        return Reply((given_back(visit, wave, told),))
    if visit.event.token:
        return Reply(toast=told)
    return Reply((Screen(lines(told, (quote(spoken),)), private=not visit.in_direct),))


def _help_lines(visit: Visit) -> Screen:
    return Screen(lines(bold(visit.say("crisis-title")), visit.say("crisis")), private=not visit.in_direct)


def _tell_moderators(visit: Visit, wave: Wave) -> None:
    for account in moderators(visit.session, wave.community_id):
        key = f"tell:{account.id}:crisis:{wave.id}:{visit.now:%Y%m%d%H%M%S%f}"
        visit.tell_later(account.id, key, "crisis-for-moderators", wave=wave.key)


GIVEN = (Option("frage", OptionKind.NUMBER, required=True), Option("text"))

COMMANDS = (Entry("antwort", by_command, also=("answer", "a"), in_places=True, options=GIVEN),)
PRESSES: dict[Verb, Handler] = {
    Verb.AGREE: agreed,
    Verb.DECLINE: declined,
    Verb.PICK: pressed(_pick),
    Verb.UNPICK: pressed(_pick),
    Verb.DONE: pressed(_done),
    Verb.SKIP: pressed(_skip),
    Verb.BACK: pressed(_back),
    Verb.VOTE: pressed(_vote),
    Verb.GOTO: goto,
}
