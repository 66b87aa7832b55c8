"""How does somebody begin? Information first, then a yes, and only then is anything kept."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from bot.dialogues import comparing, forms, reacting
from bot.dialogues.entry import Entry
from bot.dialogues.forms import MINIMUM_AGE
from bot.dialogues.keeping import keep
from bot.dialogues.prompts import prompt_screen
from bot.screens import Button, Reply, Screen, bold, column, lines
from bot.tokens import Verb
from bot.visit import Visit, mark_stale
from surveys.fieldwork import consent, interview, responses, waves
from surveys.tables import Purpose, Response, Visibility, Wave, WaveState


def start(visit: Visit) -> Reply:
    """``/start`` without a deep link's token: go on where there is something to go on with."""
    waves_of_mine = open_waves(visit)
    if len(waves_of_mine) == 1:
        return begin(visit, waves_of_mine[0])
    if waves_of_mine:
        return Reply((which_wave(visit, waves_of_mine),))
    return Reply(
        (Screen(lines(bold(visit.say("hello")), visit.say("hello-nothing-open")), private=not visit.in_direct),)
    )


def pressed_join(visit: Visit) -> Reply:
    """Begin, or go on, in the wave of the button."""
    assert visit.token
    return begin(visit, visit.wave(visit.token.wave))


def begin(visit: Visit, wave: Wave, item: int | None = None, *, lead: str = "") -> Reply:
    """Put the next question, or the one asked for; the information block where there is no consent yet."""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    waves.ensure_accepts(wave, visit.now)
    respondent = visit.respondent(wave.id)
    so_far = responses.resume(visit.session, wave, questionnaire, respondent) if visit.known else None
    if so_far is None:
        return Reply((forms.first(visit, wave, questionnaire, item) or information(visit, wave, item),))
    visit.account.wave_id, visit.account.awaits = wave.id, None
    if item is not None and item < len(questionnaire.items):
        goto = interview.Goto(questionnaire.items[item].key)
        turn = responses.take(visit.session, wave, respondent, so_far, goto)
        keep(visit, wave, turn)
        prompt = turn.prompt
    else:
        prompt = interview.current(so_far)
    if prompt is None:
        return Reply((through(visit, wave, lead=lead),))
    if not lead and forms.is_possible(visit, prompt):
        return Reply((forms.of_prompt(visit, wave, questionnaire, prompt),))
    return Reply((prompt_screen(visit, wave, questionnaire, prompt, lead=lead),))


def information(visit: Visit, wave: Wave, item: int | None = None, pending: str = "") -> Screen:
    """What is shown before anything is stored: who asks, what happens with answers, from which age."""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    operator = visit.house.settings.operator
    live = "information-open" if wave.visibility is Visibility.OPEN else "information-released"
    what = "information-anonymous" if wave.anonymous else "information"
    yes = visit.button("button-agree", Verb.AGREE, wave.id, item, value=pending)
    return Screen(
        lines(
            bold(questionnaire.title[visit.language]),
            questionnaire.intro[visit.language],
            visit.say("sample-note") if wave.sample else "",
            visit.say(
                what,
                operator=operator.name or visit.say("operator-unnamed"),
                months=wave.retention_months,
                age=MINIMUM_AGE,
            ),
            visit.say(live),
        ),
        (
            (yes,),
            (
                visit.button("button-privacy", Verb.COMMAND, value="datenschutz"),
                visit.button("button-decline", Verb.DECLINE, wave.id, value=pending),
            ),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


def agree(visit: Visit, wave: Wave) -> None:
    """Store the consent to take part, and the response it opens; harmless when repeated."""
    account = visit.keep_account(reach=visit.event.platform in visit.house.direct and visit.in_direct)
    account.wave_id, account.awaits = wave.id, None
    respondent = visit.respondent(wave.id)
    consent.give(visit.session, wave, respondent, Purpose.TAKE_PART, visit.now)
    responses.join(
        visit.session,
        wave,
        waves.questionnaire_of(visit.session, wave),
        respondent,
        platform=visit.event.platform,
        language=account.language,
        now=visit.now,
    )
    mark_stale(visit.session, wave.id, visit.now)


def open_waves(visit: Visit) -> list[Wave]:
    """Open waves this person may know of: of this place, of their communities, or that they take part in."""
    running = [WaveState.OPEN, WaveState.PAUSED]
    if visit.place is not None:
        return visit.waves_here()
    candidates = visit.session.exec(
        select(Wave).where(col(Wave.state).in_(running)).order_by(col(Wave.opened_at))
    ).all()
    mine = visit.respondents() if visit.known and candidates else {}
    if not mine:
        return []
    joined = visit.session.exec(
        select(Response.wave_id).where(col(Response.wave_id).in_(mine), col(Response.respondent_id).in_(mine.values()))
    ).all()
    communities = {wave.community_id for wave in candidates if wave.id in set(joined)}
    return [wave for wave in candidates if wave.community_id in communities]


def which_wave(visit: Visit, choices: list[Wave], verb: Verb = Verb.JOIN) -> Screen:
    """Ask which of several open waves is meant."""
    buttons: list[Button] = []
    for wave in choices:
        title = waves.questionnaire_of(visit.session, wave).title[visit.language]
        buttons.append(visit.button("", verb, wave.id, label=title))
    return Screen(lines(visit.say("which-wave")), column(buttons), private=not visit.in_direct)


def through(visit: Visit, wave: Wave, *, lead: str = "") -> Screen:
    """Nothing is left to ask."""
    others = [other for other in open_waves(visit) if other.id != wave.id]
    rows: list[tuple[Button, ...]] = [
        (
            visit.button("button-mine", Verb.MINE, wave.id),
            visit.button("button-results", Verb.RESULTS, wave.id),
        ),
        (comparing.button(visit, wave), visit.button("button-quotes", Verb.CONSENT, wave.id)),
    ]
    react = reacting.react_button(visit, wave, waves.questionnaire_of(visit.session, wave))
    rows += [(react,)] if react else []
    rows += [(visit.button("button-other-wave", Verb.JOIN, other.id),) for other in others[:1]]
    return Screen(lines(lead, visit.say("through")), tuple(rows), private=not visit.in_direct, replaces=True)


def in_direct(visit: Visit) -> Reply:
    """Go on in the direct chat: whoever we know asked us to write to them; of others nothing is kept for it."""
    assert visit.token
    if visit.known:
        visit.keep_account(reach=True)
    wave = visit.wave(visit.token.wave) if visit.token.wave else None
    row = ((visit.button("button-go-on", Verb.JOIN, wave.id),),) if wave is not None else ()
    closed = Screen(lines(visit.say("direct-closed")), private=not visit.in_direct)
    hello = Screen(lines(visit.say("direct-hello")), row, to_person=True, instead=closed)
    if visit.in_direct:
        return Reply((replace(hello, to_person=False),))
    return Reply((hello, Screen(lines(visit.say("direct-sent")), private=True)))


def later(visit: Visit) -> Reply:
    """The person goes on another time; everything stays where it is."""
    assert visit.token
    row = (visit.button("button-go-on", Verb.JOIN, visit.token.wave),)
    return Reply((Screen(lines(visit.say("later")), (row,), private=not visit.in_direct, replaces=True),))


COMMANDS = (Entry("start", start, listed=False),)
PRESSES = {
    Verb.JOIN: pressed_join,
    Verb.LATER: later,
    Verb.DIRECT: in_direct,
}
