"""What came out so far? Always from the wave's last release, and only what this person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import digests, subscriptions, views
from bot.dialogues import telling
from bot.dialogues.consenting import participations
from bot.dialogues.entry import Entry
from bot.dialogues.joining import open_waves, which_wave
from bot.dialogues.viewing import has_answered, is_author, viewer
from bot.platform import Option
from bot.screens import Reply, Screen, bold, column, lines
from bot.tokens import Verb
from bot.views import View
from bot.visit import Visit
from surveys.analysis import results
from surveys.analysis.results import Results, Viewer
from surveys.digest.digest import Digest
from surveys.digest.filtered import Filter
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import Wave


def pressed(visit: Visit) -> Reply:
    """Results of the wave of the button, the choice of views, or one of them."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    return Reply((shown(visit, wave, visit.token.value),))


def command(visit: Visit) -> Reply:
    """``/digest``: what came out of this place's survey, or of the one the conversation is about; a code invites."""
    if visit.event.text.strip():
        return telling.invited(visit, visit.event.text, lambda wave: shown(visit, wave))
    choices = open_waves(visit)
    known = [visit.wave(response.wave_id) for response in participations(visit)] if visit.in_direct else []
    if visit.in_direct and visit.known:
        known += subscriptions.waves_of(visit.session, visit.account.id)
    current = next((wave for wave in [*choices, *known] if wave.id == visit.account.wave_id), None)
    if current is not None:
        return Reply((shown(visit, current),))
    if len(choices) > 1:
        return Reply((which_wave(visit, choices, Verb.RESULTS),))
    found = [*choices, *known]
    if not found:
        return Reply((Screen(lines(visit.say("nothing-asked")), private=not visit.in_direct),))
    return Reply((shown(visit, found[0]),))


def shown(visit: Visit, wave: Wave, chosen: str = "") -> Screen:
    """The digest this person may see now (or one view of it), or why there is none yet."""
    looking = viewer(visit, wave)
    seen = results.view(visit.session, wave, looking)
    if seen.hidden:
        return _hidden(visit, wave, seen)
    digest = _digest(visit, wave, looking)
    found = views.offered(visit.session, wave, looking, digest, visit.language)
    if chosen == views.MENU:
        return _choice(visit, wave, found)
    if chosen:
        view = next((each for each in found if each.value == chosen), None)
        if view is None:
            raise Unknown("button-unknown")
        digest = _digest(visit, wave, looking, view.only)
    screen = digests.private_screen(digest, wave.id, visit.house.keys, visit.language, in_direct=visit.in_direct)
    ways = [visit.button("button-views", Verb.RESULTS, wave.id, value=views.MENU)] if found else []
    if chosen:
        ways.append(visit.button("view-all", Verb.RESULTS, wave.id))
    if is_author(visit, wave):
        ways.append(visit.button("manage-preview", Verb.PREVIEW, wave.id))
    ways.append(telling.button(visit, wave))
    return replace(screen, rows=(tuple(ways),), replaces=bool(chosen))


def _digest(visit: Visit, wave: Wave, looking: Viewer, only: Filter | None = None) -> Digest:
    outside = is_author(visit, wave) and not has_answered(visit, wave)
    platform = visit.event.platform
    return digests.now(visit.session, wave, visit.now, looking, platform, only=only, outside=outside)


def _choice(visit: Visit, wave: Wave, found: Sequence[View]) -> Screen:
    buttons = [visit.button("", Verb.RESULTS, wave.id, value=view.value, label=view.label) for view in found]
    buttons.append(visit.button("view-all", Verb.RESULTS, wave.id))
    text = (bold(visit.say("views-title")), visit.say("views-about"))
    return Screen(lines(*text), column(buttons, across=2), private=not visit.in_direct, replaces=True)


def _hidden(visit: Visit, wave: Wave, seen: Results) -> Screen:
    assert seen.hidden
    title = waves.questionnaire_of(visit.session, wave).title[visit.language]
    text = (
        bold(visit.say("results-title", title=title)),
        visit.say("results-participants", count=seen.participants),
        visit.say(seen.hidden),
    )
    row = (visit.button("button-answer-now", Verb.JOIN, wave.id),) if seen.hidden == "results-after-answer" else ()
    if is_author(visit, wave):
        row = (*row, visit.button("manage-preview", Verb.PREVIEW, wave.id))
    return Screen(lines(*text), (row, (telling.button(visit, wave),)), private=not visit.in_direct)


def subscribed(visit: Visit) -> Reply:
    """Be told when a digest is there, or no more; or accept an invitation by its link."""
    return telling.pressed(visit, lambda wave: shown(visit, wave))


_CODE = Option("einladung")  # what ``nachgefragt digest invite`` prints
COMMANDS = (Entry("digest", command, also=("results",), in_places=True, options=(_CODE,)),)
PRESSES = {Verb.RESULTS: pressed, Verb.SUBSCRIBE: subscribed}
