"""What leads somebody to others' statements, and what are they told once they reacted to some?"""

from __future__ import annotations

from bot.dialogues import comparing
from bot.screens import Button
from bot.tokens import Verb
from bot.visit import Visit
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import interview, removal, responses, statements, waves
from surveys.fieldwork.route import reacts
from surveys.fieldwork.standing import Standing
from surveys.tables import Wave

TOLD_AT = frozenset({5, 10, 20})  # reactions after which it is said where they stand


def react_button(visit: Visit, wave: Wave, questionnaire: Questionnaire, here: Standing | None = None) -> Button | None:
    """*Auf andere reagieren*: to the first question with statements they have not seen; None where none are left.

    here: their standing, where it was read already.
    """
    if not visit.known or not waves.accepts(wave, visit.now):
        return None
    respondent = visit.respondent(wave.id)
    so_far = responses.resume(visit.session, wave, questionnaire, respondent, here)
    if so_far is None:
        return None
    for item in so_far.items().values():
        if reacts(item) and statements.next_for(visit.session, wave, item.key, respondent, 1, ahead=so_far.ahead):
            return visit.button("button-react", Verb.GOTO, wave.id, questionnaire.number(item.key) - 1)
    return None


def words_after_vote(visit: Visit, wave: Wave, turn: interview.Turn) -> str:
    """Where they stand, said with the fifth, tenth and twentieth reaction that was kept; else empty."""
    voted = next((each.statement for each in turn.stored if isinstance(each, interview.Voted)), None)
    if voted is None:
        return ""
    mine = removal.my_votes(visit.session, wave, visit.respondent(wave.id))
    item = next((vote.item for vote in mine if vote.statement_id == voted), None)
    votes = {vote.statement_id: vote.value for vote in mine if vote.item == item}
    if item is None or len(votes) not in TOLD_AT:
        return ""
    return comparing.after_votes(visit, wave, waves.questionnaire_of(visit.session, wave).item(item), votes)
