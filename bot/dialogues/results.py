"""What came out so far? Always from the wave's last release, and only what this person may see."""

from __future__ import annotations

from bot import cards
from bot.dialogues.entry import Entry
from bot.screens import Reply, Screen, bold, lines
from bot.tokens import Verb
from bot.visit import Visit
from surveys.fieldwork import waves
from surveys.tables import Wave


def pressed(visit: Visit) -> Reply:
    """Results of the wave of the button."""
    assert visit.token
    return Reply((shown(visit, visit.wave(visit.token.wave)),))


def shown(visit: Visit, wave: Wave) -> Screen:
    people = cards.participants(visit.session, wave)
    title = waves.questionnaire_of(visit.session, wave).title[visit.language]
    return Screen(
        lines(bold(visit.say("results-title", title=title)), visit.say("results-participants", count=people)),
        private=not visit.in_direct,
    )


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.RESULTS: pressed}
