"""How does a moderator look after a wave: open, pause, extend, close, have it come again, what went wrong?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from bot import auditing, cards, fielding, queues, times
from bot.dialogues.entry import Entry
from bot.dialogues.launching import cards_of, my_places
from bot.rights import Deed
from bot.screens import Button, Reply, Screen, bold, column, lines
from bot.tables import Ledger, LedgerState, Place
from bot.tokens import Verb
from bot.visit import Visit
from surveys.analysis import results
from surveys.coding import rows
from surveys.errors import Unknown
from surveys.fieldwork import moderation, reports, waves
from surveys.tables import Wave, WaveState

MORE_DAYS = 7
EVERY = (0, 1, 2, 4)  # weeks from wave to wave that are offered; 0: it does not come again
LATER = 4  # weeks until a closed wave comes once more
LATELY = timedelta(days=30)  # a wave closed longer ago is not offered any more; `nachgefragt wave list` knows it
STATES = {
    WaveState.DRAFT: "wave-draft",
    WaveState.OPEN: "wave-open",
    WaveState.PAUSED: "wave-paused-state",
    WaveState.CLOSED: "wave-closed-state",
}
ACTS = {
    WaveState.OPEN: ("digest", "pause", "extend", "close"),
    WaveState.PAUSED: ("resume", "close"),
    WaveState.CLOSED: ("reopen", "digest"),
    WaveState.DRAFT: ("open", "cancel"),
}


def pressed(visit: Visit) -> Reply:
    """Show a wave to its moderator, or do what the button says."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    act, _, number = token.value.partition("-")
    if not act:
        return Reply((overview(visit, wave),))
    if number and not number.isdigit():
        raise Unknown("button-unknown")
    if act == "cancel":
        return _cancel(visit, wave)
    shown = _do(visit, wave, act, int(number or 0))
    auditing.noted(visit, act, wave.community_id, f"wave:{wave.id}", number)
    done = visit.say(f"manage-{act}", value=int(number)) if number else visit.say(f"manage-{act}")
    return Reply((overview(visit, shown),), toast=visit.say("managed", what=done), ring=True)


def _do(visit: Visit, wave: Wave, act: str, number: int) -> Wave:
    """Do what a button says; gives the wave to be shown then."""
    session, now, settings = visit.session, visit.now, visit.house.settings
    match act:
        case "open":
            fielding.open_draft(session, wave, settings, now)
        case "pause":
            fielding.pause(session, wave, now)
        case "resume":
            fielding.resume(session, wave, now)
        case "extend":
            fielding.extend(session, wave, settings, MORE_DAYS, now)
        case "close":
            fielding.close(session, wave, now)
        case "reopen":
            fielding.reopen(session, wave, settings, now)
        case "remind":
            fielding.remind(session, wave, now, wanted=bool(number))
        case "repeat" if number in EVERY:
            fielding.repeat(session, wave, settings, number, now)
        case "once":
            return fielding.once_more(session, visit.house, wave, LATER, now)
        case "digest":
            fielding.digest_now(session, wave, now)
        case "again":
            _send_again(visit, wave)
        case _:
            raise Unknown("button-unknown")
    return wave


def _cancel(visit: Visit, wave: Wave) -> Reply:
    key = wave.key
    auditing.noted(visit, "cancel", wave.community_id, f"wave:{wave.id}")
    fielding.cancel(visit.session, wave)
    return Reply((Screen(lines(visit.say("manage-cancelled", wave=key)), private=not visit.in_direct, replaces=True),))


def _send_again(visit: Visit, wave: Wave) -> None:
    for row in _unsure(visit, wave):
        row.state, row.due_at = LedgerState.QUEUED, visit.now


def _unsure(visit: Visit, wave: Wave) -> list[Ledger]:
    query = select(Ledger).where(Ledger.wave_id == wave.id, Ledger.state == LedgerState.UNSURE)
    return list(visit.session.exec(query).all())


def overview(visit: Visit, wave: Wave) -> Screen:
    """How a wave stands, and what can be done with it."""
    people = results.participants(visit.session, wave)
    waiting, reported = moderation.count(visit.session, wave), len(reports.reported(visit.session, wave))
    unsure = _unsure(visit, wave)
    questionnaire = waves.questionnaire_of(visit.session, wave)
    facts = [
        visit.say("manage-state", state=visit.say(STATES[wave.state]), people=people),
        visit.say("manage-waiting", count=waiting),
        *([visit.say("manage-reported", count=reported)] if reported else []),
        *_times(visit, wave),
    ]
    if unsure:
        facts.append(visit.say("manage-unsure", count=len(unsure)))
    buttons: list[Button] = [
        _button(visit, wave, act) for act in ACTS[wave.state] if act != "reopen" or not wave.anonymous
    ]
    if unsure:
        buttons.append(_button(visit, wave, "again"))
    review = [visit.button("manage-review", Verb.REVIEW, wave.id)]
    if wave.state is not WaveState.DRAFT:
        review.append(visit.button("manage-preview", Verb.PREVIEW, wave.id))
    if rows.codebook(visit.session, wave):
        review.append(visit.button("manage-themes", Verb.THEME, wave.id))
    return Screen(
        lines(bold(f"{questionnaire.title[visit.language]} ({wave.key})"), "\n".join(facts)),
        (tuple(review), *column(buttons, across=2), *_planning(visit, wave)),
        private=not visit.in_direct,
        replaces=True,
    )


def _times(visit: Visit, wave: Wave) -> list[str]:
    """When it opens, closes, reminds and comes again."""

    def at(key: str, moment: datetime) -> str:
        settings = visit.house.settings
        date = cards.local_date(moment, settings, visit.language)
        return visit.say(key, date=date, time=times.clock(moment, settings.zone))

    facts = []
    if wave.state is WaveState.DRAFT and wave.opens_at:
        facts.append(at("manage-opens", wave.opens_at))
    if wave.closes_at:
        facts.append(at("manage-until", wave.closes_at))
        if fielding.reminds(wave) and wave.state is not WaveState.CLOSED:
            facts.append(visit.say("manage-reminds"))
    following = fielding.planned_again(visit.session, wave)
    if following is not None:
        facts.append(at("manage-comes-again", following))
    return facts


def _planning(visit: Visit, wave: Wave) -> tuple[tuple[Button, ...], ...]:
    """Whether its places are reminded, and whether it comes again."""
    rows: list[tuple[Button, ...]] = []
    if wave.closes_at and wave.state is not WaveState.CLOSED:
        rows.append((_button(visit, wave, "remind", int(not wave.remind)),))
    if waves.follower(visit.session, wave) is None:
        weeks = (_button(visit, wave, "repeat", number, chosen=number == wave.every_weeks) for number in EVERY)
        rows.extend(column(weeks, across=2))
        if wave.state is WaveState.CLOSED and not wave.every_weeks:
            rows.append((_button(visit, wave, "once", LATER),))
    return tuple(rows)


def _button(visit: Visit, wave: Wave, act: str, number: int | None = None, *, chosen: bool = False) -> Button:
    if number is None:
        return visit.button(f"manage-{act}", Verb.MANAGE, wave.id, value=act)
    label = visit.say(f"manage-{act}", value=number)
    return visit.button("", Verb.MANAGE, wave.id, value=f"{act}-{number}", label=label, chosen=chosen)


def command(visit: Visit) -> Reply:
    """``/verwalten``: the waves of this place, or of all my places; those closed lately come last."""
    places = [visit.place] if visit.place else my_places(visit, Deed.LOOK)
    found = {wave.id: wave for of in (cards_of, closed_lately) for place in places for wave in of(visit, place)}
    if not found:
        nothing = Screen(lines(visit.say("manage-nothing")), private=not visit.in_direct)
        return Reply((_with_queue(visit, nothing),))
    if len(found) == 1:
        return Reply((_with_queue(visit, overview(visit, next(iter(found.values())))),))
    buttons = [
        visit.button("", Verb.MANAGE, wave.id, label=f"{wave.key} ({visit.say(STATES[wave.state])})")
        for wave in found.values()
    ]
    which = Screen(lines(visit.say("manage-which")), column(buttons), private=not visit.in_direct)
    return Reply((_with_queue(visit, which),))


def queue_here(visit: Visit) -> Reply:
    """``/freigaben``: from now on this place shows how many answers wait, if plain members cannot see it."""
    if visit.place is None:
        raise Unknown("place-unknown")
    queues.name(visit.session, visit.place, visit.now)
    auditing.noted(visit, "queue", visit.place.community_id, f"place:{visit.place.id}")
    coming = lines(visit.say("queue-coming"))  # no secret: where nothing can be shown to one person, all may read it
    return Reply((Screen(coming, private=True, instead=Screen(coming)),), ring=True)


def _with_queue(visit: Visit, screen: Screen) -> Screen:
    """The screen, in a place with the offer to have the queue stand there."""
    if visit.in_direct:
        return screen
    return replace(screen, rows=(*screen.rows, (visit.button("queue-here", Verb.COMMAND, value="freigaben"),)))


def closed_lately(visit: Visit, place: Place) -> list[Wave]:
    """Waves of the place's community that can still be reopened, reviewed or shown again, the last closed first."""
    query = select(Wave).where(
        Wave.community_id == place.community_id,
        Wave.state == WaveState.CLOSED,
        col(Wave.closed_at) > visit.now - LATELY,
    )
    return list(visit.session.exec(query.order_by(col(Wave.closed_at).desc())).all())


COMMANDS = (
    Entry("verwalten", command, also=("manage",), moderators=True, in_places=True),
    Entry("freigaben", queue_here, also=("queue",), moderators=True, in_places=True, listed=False),
)
PRESSES = {Verb.MANAGE: pressed}
