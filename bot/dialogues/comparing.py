"""Where do I stand? In words, beside what is published of the wave and only as far as this person may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogues.entry import Entry
from bot.dialogues.viewing import viewer
from bot.screens import Button, Reply, Screen, Span, Style, bold, lines
from bot.tokens import Verb
from bot.visit import Visit
from surveys.analysis import comparison, results
from surveys.analysis.comparison import Comparison, Group, How
from surveys.design.items.kind import Item
from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Unknown
from surveys.fieldwork import removal, waves
from surveys.fieldwork.standing import Standing, standing
from surveys.tables import Visibility, Wave, WaveState

_WORDS: Mapping[How, str] = {
    How.MOST: "stand-most",
    How.MANY: "stand-many",
    How.RARER: "stand-rarer",
    How.BELOW: "stand-below",
    How.AROUND: "stand-around",
    How.ABOVE: "stand-above",
    How.MAJORITY: "stand-majority",
    How.ANSWERED: "stand-answered",
    How.FEW: "stand-few",
    How.WITHHELD: "stand-withheld",
}


def button(visit: Visit, wave: Wave, item: int | None = None) -> Button:
    """*Wo stehe ich?*, with one answer (index of its question) or with all of them."""
    return visit.button("button-stand", Verb.STAND, wave.id, item)


def pressed(visit: Visit) -> Reply:
    """Where the person stands with the answer of the button, or with all they gave in its wave."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    questionnaire = waves.questionnaire_of(visit.session, wave)
    at = visit.token.item
    if at is not None and not 0 <= at < len(questionnaire.items):
        raise Unknown("button-unknown")
    return Reply(
        (shown(visit, wave, questionnaire, questionnaire.items if at is None else (questionnaire.items[at],)),)
    )


def shown(visit: Visit, wave: Wave, questionnaire: Questionnaire, items: tuple[Item, ...]) -> Screen:
    """Where they stand with their answers to these items, or why that cannot be told now."""
    seen = results.view(visit.session, wave, viewer(visit, wave))
    here = standing(visit.session, wave, visit.respondent(wave.id)) if visit.known else None
    given = [item for item in items if here and item.key in here.answers]
    said: list[tuple[Span, ...]] = []
    if here is not None and not seen.hidden:
        said = [told for item in given if (told := _told(visit, wave, questionnaire, item, here, seen.counts))]
    if seen.hidden:
        why = visit.say("stand-few" if seen.hidden == "results-none-yet" else seen.hidden)
    else:
        why = "" if said else visit.say("stand-nothing" if given else "no-answers-yet")
    live = wave.visibility is Visibility.OPEN and wave.state is not WaveState.CLOSED
    note = visit.say("stand-note-live" if live else "stand-note") if said else ""
    ways = (visit.button("button-mine", Verb.MINE, wave.id), visit.button("button-results", Verb.RESULTS, wave.id))
    head = bold(visit.say("stand-title", title=questionnaire.title[visit.language]))
    return Screen(lines(head, *said, why, Span(note, Style.ITALIC)), (ways,), private=not visit.in_direct)


def _told(
    visit: Visit, wave: Wave, questionnaire: Questionnaire, item: Item, here: Standing, counts: results.Counts
) -> tuple[Span, ...]:
    """One item's title and what can be said; nothing for the group itself and for kinds that are not compared."""
    if item.key == questionnaire.segment:
        return ()
    group = _group(questionnaire, here)
    if isinstance(item, Statements):
        votes = _votes(visit, wave).get(item.key, {})
        found = comparison.compare_reactions(votes, counts, group)
    else:
        value, closed = here.answers[item.key].value, wave.state is WaveState.CLOSED
        found = comparison.compare(item, value, counts, group, closed=closed)
    sentences = list(_sentences(visit, questionnaire, item, found))
    return (bold(item.title[visit.language]), Span("\n" + "\n".join(sentences))) if sentences else ()


def after_votes(visit: Visit, wave: Wave, item: Item, votes: Mapping[str, int]) -> str:
    """In one sentence where somebody stands who reacted so; empty where that cannot be told now."""
    seen = results.view(visit.session, wave, viewer(visit, wave))
    here = standing(visit.session, wave, visit.respondent(wave.id))
    if seen.hidden or here is None:
        return ""
    questionnaire = waves.questionnaire_of(visit.session, wave)
    found = comparison.compare_reactions(votes, seen.counts, _group(questionnaire, here))
    said = [each for each in found if each.how is How.MAJORITY]
    return list(_sentences(visit, questionnaire, item, said))[-1] if said else ""  # beside the own group where possible


def _votes(visit: Visit, wave: Wave) -> dict[str, dict[str, int]]:
    """The person's own reactions, by item and statement."""
    found: dict[str, dict[str, int]] = {}
    for vote in removal.my_votes(visit.session, wave, visit.respondent(wave.id)):
        found.setdefault(vote.item, {})[vote.statement_id] = vote.value
    return found


def _group(questionnaire: Questionnaire, here: Standing) -> Group:
    item = questionnaire.item(questionnaire.segment) if questionnaire.segment else None
    return Group(here.segment, item.all_cells() if item else ())


def _sentences(
    visit: Visit, questionnaire: Questionnaire, item: Item, found: tuple[Comparison, ...] | list[Comparison]
) -> Iterator[str]:
    for each in found:
        said = visit.say(_WORDS[each.how], same=each.same, of=each.of, people=each.people)
        if each.percent is not None:
            said = visit.say("stand-share", said=said, percent=each.percent, people=each.people)
        if each.group and questionnaire.segment:
            group = questionnaire.item(questionnaire.segment).cell_text(each.group, visit.language)
            said = visit.say("stand-in-group", group=group, said=said)
        if each.cell:
            said = visit.say("stand-answer", answer=item.cell_text(each.cell, visit.language), said=said)
        yield said


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.STAND: pressed}
