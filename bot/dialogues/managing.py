"""How does a moderator look after a wave: pause, extend, close, digest now, what went wrong?"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from bot import cards, fielding
from bot.dialogues.entry import Entry
from bot.dialogues.launching import cards_of, my_places
from bot.screens import Button, Reply, Screen, bold, column, lines
from bot.tables import Ledger, LedgerState, Place
from bot.tokens import Verb
from bot.visit import Visit
from surveys.analysis import results
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.fieldwork.moderation import pending
from surveys.tables import Wave, WaveState

MORE_DAYS = 7
LATELY = timedelta(days=30)  # a wave closed longer ago is not offered any more; `nachgefragt wave list` knows it
STATES = {
    WaveState.DRAFT: "wave-draft",
    WaveState.OPEN: "wave-open",
    WaveState.PAUSED: "wave-paused-state",
    WaveState.CLOSED: "wave-closed-state",
}


def pressed(visit: Visit) -> Reply:
    """Show a wave to its moderator, or do what the button says."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    visit.must_moderate_wave(wave)
    note = _do(visit, wave, token.value)
    return Reply((overview(visit, wave),), toast=note, ring=bool(token.value))


def _do(visit: Visit, wave: Wave, what: str) -> str:
    session, now = visit.session, visit.now
    match what.split("-", maxsplit=1)[0]:
        case "":
            return ""
        case "pause":
            fielding.pause(session, wave, now)
        case "resume":
            fielding.resume(session, wave, now)
        case "extend":
            fielding.extend(session, wave, visit.house.settings, MORE_DAYS, now)
        case "close":
            fielding.close(session, wave, now)
        case "reopen":
            fielding.reopen(session, wave, visit.house.settings, now)
        case "digest":
            fielding.digest_now(session, wave, now)
        case "again":
            _send_again(visit, wave)
        case _:
            raise Unknown("button-unknown")
    return visit.say("managed", what=visit.say(f"manage-{what.split('-', maxsplit=1)[0]}"))


def _send_again(visit: Visit, wave: Wave) -> None:
    for row in _unsure(visit, wave):
        row.state, row.due_at = LedgerState.QUEUED, visit.now


def _unsure(visit: Visit, wave: Wave) -> list[Ledger]:
    query = select(Ledger).where(Ledger.wave_id == wave.id, Ledger.state == LedgerState.UNSURE)
    return list(visit.session.exec(query).all())


def overview(visit: Visit, wave: Wave) -> Screen:
    """How a wave stands, and what can be done with it."""
    people = results.participants(visit.session, wave)
    waiting = len(pending(visit.session, wave))
    unsure = _unsure(visit, wave)
    questionnaire = waves.questionnaire_of(visit.session, wave)
    facts = [
        visit.say("manage-state", state=visit.say(STATES[wave.state]), people=people),
        visit.say("manage-waiting", count=waiting),
    ]
    if wave.closes_at:
        date = cards.local_date(wave.closes_at, visit.house.settings, visit.language)
        facts.append(visit.say("manage-until", date=date))
    if unsure:
        facts.append(visit.say("manage-unsure", count=len(unsure)))
    acts = {
        WaveState.OPEN: ("digest", "pause", "extend", "close"),
        WaveState.PAUSED: ("resume", "close"),
        WaveState.CLOSED: ("reopen", "digest"),
        WaveState.DRAFT: ("close",),
    }[wave.state]
    buttons: list[Button] = [visit.button(f"manage-{act}", Verb.MANAGE, wave.id, value=act) for act in acts]
    if unsure:
        buttons.append(visit.button("manage-again", Verb.MANAGE, wave.id, value="again"))
    review = (visit.button("manage-review", Verb.REVIEW, wave.id),)
    return Screen(
        lines(bold(f"{questionnaire.title[visit.language]} ({wave.key})"), "\n".join(facts)),
        (review, *column(buttons, across=2)),
        private=not visit.in_direct,
        replaces=True,
    )


def command(visit: Visit) -> Reply:
    """``/verwalten``: the waves of this place, or of all my places; those closed lately come last."""
    places = [visit.place] if visit.place else my_places(visit)
    if visit.place:
        visit.must_moderate(visit.place)
    found = {wave.id: wave for of in (cards_of, _closed_lately) for place in places for wave in of(visit, place)}
    if not found:
        return Reply((Screen(lines(visit.say("manage-nothing")), private=not visit.in_direct),))
    if len(found) == 1:
        return Reply((overview(visit, next(iter(found.values()))),))
    buttons = [
        visit.button("", Verb.MANAGE, wave.id, label=f"{wave.key} ({visit.say(STATES[wave.state])})")
        for wave in found.values()
    ]
    return Reply((Screen(lines(visit.say("manage-which")), column(buttons), private=not visit.in_direct),))


def _closed_lately(visit: Visit, place: Place) -> list[Wave]:
    """Waves of the place's community that can still be reopened, reviewed or shown again, the last closed first."""
    query = select(Wave).where(
        Wave.community_id == place.community_id,
        Wave.state == WaveState.CLOSED,
        col(Wave.closed_at) > visit.now - LATELY,
    )
    return list(visit.session.exec(query.order_by(col(Wave.closed_at).desc())).all())


COMMANDS = (Entry("verwalten", command, also=("manage",), moderators=True, in_places=True),)
PRESSES = {Verb.MANAGE: pressed}
