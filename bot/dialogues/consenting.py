"""May we quote somebody, where, and how is it taken back? One tap each, and it reaches what is already posted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from bot import corrections
from bot.dialogues.entry import Entry
from bot.screens import Reply, Screen, Span, Style, bold, column, lines, quote
from bot.tokens import Verb
from bot.visit import Visit
from surveys.errors import NoConsent, Unknown
from surveys.fieldwork import consent, removal, responses, waves
from surveys.tables import Purpose, Response, ResponseState, Wave

QUOTE_LENGTH = 220  # characters of an answer shown in the preview of its quote
PLACES = (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER, Purpose.QUOTE_WEB)
NOT_AT_ALL = "never"  # the answer no to the question whether we may quote: noted, so that it is asked once
NO_MODEL = "nomodel"  # the answer no to the question whether a language model may read what they wrote: likewise
_LETTERS = {"h": Purpose.QUOTE_HERE, "o": Purpose.QUOTE_OTHER, "w": Purpose.QUOTE_WEB, "l": Purpose.MODEL}
_LETTER = {purpose: letter for letter, purpose in _LETTERS.items()}


def may_we_quote(visit: Visit, wave: Wave, item: str, text: str) -> Screen:
    """Asked once, after the first answer in words: no, without a name, or with it; no is what counts until then."""
    rows = [
        visit.button("quote-no", Verb.CONSENT, wave.id, value=NOT_AT_ALL),
        visit.button("quote-unnamed", Verb.CONSENT, wave.id, value="hy"),
    ]
    if wave.named_quotes and visit.event.person.name:
        rows.append(visit.button("quote-named", Verb.CONSENT, wave.id, value="hm"))
    return Screen(
        lines(
            bold(visit.say("quote-question")),
            (Span(visit.say("quote-preview") + "\n"), *as_quoted(visit, wave, text)),
            Span(visit.say("quote-revocable"), Style.ITALIC),
        ),
        (tuple(rows),) if len(rows) < 3 else column(rows),
        private=not visit.in_direct,
    )


def may_a_model_read(visit: Visit, wave: Wave) -> Screen | None:
    """Asked once, when somebody is through and a language model is set up here; no is what counts until then."""
    model = visit.house.settings.llm
    if model.endpoint() is None or consent.decided(visit.session, wave, visit.respondent(wave.id), Purpose.MODEL):
        return None
    row = (
        visit.button("model-no-button", Verb.CONSENT, wave.id, value=NO_MODEL),
        visit.button("model-yes-button", Verb.CONSENT, wave.id, value=_LETTER[Purpose.MODEL] + "y"),
    )
    about = visit.say("model-about", host=model.host)
    return Screen(
        lines(bold(visit.say("model-question")), about, Span(visit.say("model-revocable"), Style.ITALIC)),
        (row,),
        private=not visit.in_direct,
    )


def as_quoted(visit: Visit, wave: Wave, text: str) -> tuple[Span, ...]:
    """How an answer would stand in a digest."""
    shown = text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1] + "…"
    return (quote(shown),)


def pressed(visit: Visit) -> Reply:
    """Show the consents of a wave, or set one: a letter for the place (here, other, web), one for yes, by name, no."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    respondent = visit.respondent(wave.id)
    if not visit.known or not consent.has(visit.session, wave, respondent):
        raise NoConsent("not-taking-part")
    asked = waves.questionnaire_of(visit.session, wave)
    responses.answer_from(visit.session, wave, asked, respondent, visit.event.platform, visit.now)
    toast = ""
    if token.value == NOT_AT_ALL:
        _set(visit, wave, _LETTER[Purpose.QUOTE_HERE] + "n")
        row = (visit.button("button-quotes", Verb.CONSENT, wave.id),)
        screen = Screen(lines(visit.say("quote-declined")), (row,), private=not visit.in_direct, replaces=True)
        return Reply((screen,), toast=visit.say("quote-declined"), ring=True)
    if token.value == NO_MODEL:
        _set(visit, wave, _LETTER[Purpose.MODEL] + "n")
        screen = Screen(lines(visit.say("model-declined")), private=not visit.in_direct, replaces=True)
        return Reply((screen,), toast=visit.say("model-declined"))
    if token.value:
        toast = _set(visit, wave, token.value)
    return Reply((_overview(visit, wave),), toast=toast, ring=bool(toast))


def choose(visit: Visit, wave: Wave, choice: str) -> None:
    """Note what somebody chose about quotes here: ``NOT_AT_ALL``, or a letter for the place and one for how."""
    _set(visit, wave, _LETTER[Purpose.QUOTE_HERE] + "n" if choice == NOT_AT_ALL else choice)


def _set(visit: Visit, wave: Wave, value: str) -> str:
    purpose, how = _LETTERS.get(value[:1]), value[1:2]
    if purpose is None or how not in ("y", "m", "n"):
        raise Unknown("button-unknown")
    respondent = visit.respondent(wave.id)
    if how == "n":
        quoted_in = consent.withdraw(visit.session, wave, respondent, purpose, visit.now)
        corrections.plan(visit.session, quoted_in, visit.now)
        return visit.say("model-off" if purpose is Purpose.MODEL else "quote-off")
    if purpose is Purpose.MODEL:
        consent.give(visit.session, wave, respondent, purpose, visit.now)
        return visit.say("model-on")
    name = visit.event.person.name[:80] if how == "m" and wave.named_quotes else None
    consent.give(visit.session, wave, respondent, purpose, visit.now, shown_name=name)
    # Who now agrees without a name, or under another, is no longer called by the one before.
    corrections.plan(visit.session, removal.quoting_person(visit.session, wave, respondent), visit.now)
    return visit.say("quote-on")


def _overview(visit: Visit, wave: Wave) -> Screen:
    respondent = visit.respondent(wave.id)
    rows = []
    states = []
    for purpose in PLACES:
        given = consent.has(visit.session, wave, respondent, purpose)
        where = visit.say(f"place-{purpose.value}")
        states.append(visit.say("consent-yes" if given else "consent-no", place=where))
        rows.append(
            visit.button(
                "consent-take-back" if given else "consent-give",
                Verb.CONSENT,
                wave.id,
                value=_LETTER[purpose] + ("n" if given else "y"),
                label=visit.say("consent-take-back" if given else "consent-give", place=where),
            )
        )
    if visit.house.settings.llm.endpoint() is not None:
        given = consent.has(visit.session, wave, respondent, Purpose.MODEL)
        states.append(visit.say("model-yes" if given else "model-no", host=visit.house.settings.llm.host))
        choice = _LETTER[Purpose.MODEL] + ("n" if given else "y")
        rows.append(visit.button("model-take-back" if given else "model-give", Verb.CONSENT, wave.id, value=choice))
    back = visit.button("button-go-on", Verb.JOIN, wave.id)
    title = waves.questionnaire_of(visit.session, wave).title[visit.language]
    return Screen(
        lines(bold(visit.say("consents-title", title=title)), "\n".join(states), visit.say("consents-note")),
        (*column(rows), (back,)),
        private=not visit.in_direct,
        replaces=True,
    )


def revoke(visit: Visit) -> Reply:
    """``/widerruf``: take back every quote at once, everywhere; what is posted is corrected."""
    count = 0
    for response in participations(visit):
        wave = visit.session.get_one(Wave, response.wave_id)
        for purpose in (*PLACES, Purpose.MODEL):
            count += consent.has(visit.session, wave, response.respondent_id, purpose)
            quoted_in = consent.withdraw(visit.session, wave, response.respondent_id, purpose, visit.now)
            corrections.plan(visit.session, quoted_in, visit.now)
    key = "revoked" if count else "revoked-nothing"
    return Reply((Screen(lines(visit.say(key, count=count)), private=not visit.in_direct),), ring=count > 0)


def participations(visit: Visit) -> Sequence[Response]:
    """Everything this person takes part in, newest first."""
    if not visit.known:
        return []
    waves_there_are = visit.session.exec(select(Wave.id)).all()
    pseudonyms = [visit.respondent(wave_id) for wave_id in waves_there_are]
    query = (
        select(Response)
        .where(col(Response.respondent_id).in_(pseudonyms), Response.state != ResponseState.WITHDRAWN)
        .order_by(col(Response.started_at).desc())
    )
    return visit.session.exec(query).all()


COMMANDS = (Entry("widerruf", revoke, also=("revoke",)),)
PRESSES = {Verb.CONSENT: pressed}
