"""What came out so far? Always from the wave's last release, and only what this person may see."""

from __future__ import annotations

from bot import digests
from bot.dialogues.consenting import participations
from bot.dialogues.entry import Entry
from bot.dialogues.joining import open_waves, which_wave
from bot.dialogues.viewing import viewer
from bot.screens import Reply, Screen, bold, lines
from bot.tokens import Verb
from bot.visit import Visit
from surveys.analysis import results
from surveys.fieldwork import waves
from surveys.tables import Wave


def pressed(visit: Visit) -> Reply:
    """Results of the wave of the button."""
    assert visit.token
    return Reply((shown(visit, visit.wave(visit.token.wave)),))


def command(visit: Visit) -> Reply:
    """``/digest``: what came out of this place's survey, or of the one the conversation is about."""
    choices = open_waves(visit)
    known = [visit.wave(response.wave_id) for response in participations(visit)] if visit.in_direct else []
    current = next((wave for wave in [*choices, *known] if wave.id == visit.account.wave_id), None)
    if current is not None:
        return Reply((shown(visit, current),))
    if len(choices) > 1:
        return Reply((which_wave(visit, choices, Verb.RESULTS),))
    found = [*choices, *known]
    if not found:
        return Reply((Screen(lines(visit.say("nothing-asked")), private=not visit.in_direct),))
    return Reply((shown(visit, found[0]),))


def shown(visit: Visit, wave: Wave) -> Screen:
    """The digest this person may see now, or why there is none yet."""
    looking = viewer(visit, wave)
    seen = results.view(visit.session, wave, looking)
    if seen.hidden:
        title = waves.questionnaire_of(visit.session, wave).title[visit.language]
        text = (
            bold(visit.say("results-title", title=title)),
            visit.say("results-participants", count=seen.participants),
            visit.say(seen.hidden),
        )
        row = (visit.button("button-answer-now", Verb.JOIN, wave.id),) if seen.hidden == "results-after-answer" else ()
        return Screen(lines(*text), (row,), private=not visit.in_direct)
    digest = digests.now(visit.session, wave, visit.now, looking, visit.event.platform)
    return digests.private_screen(digest, wave.id, visit.house.keys, visit.language, in_direct=visit.in_direct)


COMMANDS = (Entry("digest", command, also=("results",), in_places=True),)
PRESSES = {Verb.RESULTS: pressed}
