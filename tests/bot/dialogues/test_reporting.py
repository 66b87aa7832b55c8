"""Can a member report what somebody else said, and what does a moderator then see and decide?"""

from __future__ import annotations

from fielding import item, questionnaire
from schedules import moderator
from stage import OTHER_ROOM, Actor, Stage

from bot.tokens import Verb
from surveys.tables import Answer, AnswerState, Report, Statement

SEEDS = [{"key": "s1", "text": {"de": "Satz der Redaktion"}}]
ASKED = questionnaire(item("why", "open"), item("react", "statements", seeds=SEEDS, from_items=["why"]))
WORDS = "Am Telefon warte ich immer viel zu lange."


async def put_to_vote(stage: Stage) -> tuple[Actor, str, str]:
    """What Anna said is put to the vote; gives the moderator, the wave and the statement."""
    mod, anna = await moderator(stage), stage.actor("Anna")
    wave = stage.opens(ASKED)
    await anna.joins(wave)
    await anna.says(WORDS)
    await anna.presses("Ja, ohne Namen")
    [answer] = stage.rows(Answer)
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"a{answer.id}"))
    [statement] = stage.rows(Statement, Statement.answer_id == answer.id)
    return mod, wave, statement.id


async def comes_to_the_vote(stage: Stage, wave: str, name: str) -> Actor:
    """Somebody answers the question, and is at the statements."""
    somebody = stage.actor(name)
    await somebody.joins(wave)
    await somebody.says(f"{name} sieht das so, und zwar schon lange.")
    await somebody.presses("Nein")
    await somebody.sends(stage.token(Verb.GOTO, wave, 1))
    while WORDS not in somebody.sees and "Satz der Redaktion" in somebody.sees:
        await somebody.presses("Weiter")
    return somebody


async def test_a_statement_of_somebody_else_can_be_reported_a_sentence_of_the_questionnaire_cannot(
    stage: Stage,
) -> None:
    _, wave, _ = await put_to_vote(stage)
    ben = stage.actor("Ben")
    await ben.joins(wave)
    await ben.says("Ich sehe das ganz anders als alle anderen.")
    await ben.presses("Nein")
    await ben.sends(stage.token(Verb.GOTO, wave, 1))
    offered = {}
    for _ in range(2):
        labels = [button.label for row in ben.screens[-1].rows for button in row]
        offered[WORDS in ben.sees] = "Melden" in labels
        await ben.presses("Stimme zu")

    assert offered == {True: True, False: False}


async def test_who_reports_is_thanked_and_goes_on_without_having_voted(stage: Stage) -> None:
    mod, wave, statement = await put_to_vote(stage)
    ben = await comes_to_the_vote(stage, wave, "Ben")
    report = ben.button("Melden").token
    await ben.sends(report)
    assert "Danke für den Hinweis" in ben.sees
    assert WORDS not in ben.sees
    await ben.sends(report)

    assert [each.statement_id for each in stage.rows(Report)] == [statement]
    await mod.sends(stage.token(Verb.MANAGE, wave))
    assert "Eine Aussage wurde gemeldet." in mod.sees


async def test_three_reports_take_it_out_and_a_moderator_may_put_it_back(stage: Stage) -> None:
    mod, wave, _ = await put_to_vote(stage)
    late = await comes_to_the_vote(stage, wave, "Late")
    stale = late.button("Stimme zu").token
    for name in ("Ben", "Cleo", "Dora"):
        await (await comes_to_the_vote(stage, wave, name)).presses("Melden")
    await late.sends(stale)
    assert WORDS not in late.sees
    await mod.sends(stage.token(Verb.REVIEW, wave))
    assert "3 Personen haben diese Aussage gemeldet." in mod.sees
    await mod.presses("Bleibt")

    emil = await comes_to_the_vote(stage, wave, "Emil")
    assert WORDS in emil.sees


async def test_a_reported_statement_may_be_rejected(stage: Stage) -> None:
    mod, wave, _ = await put_to_vote(stage)
    await (await comes_to_the_vote(stage, wave, "Ben")).presses("Melden")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod.presses("Der Text beleidigt")

    [answer] = [each for each in stage.rows(Answer) if each.value == WORDS]
    assert (answer.state, answer.reason) == (AnswerState.REJECTED, "reason-insult")
    assert stage.rows(Report) == []
    assert stage.rows(Statement, Statement.answer_id == answer.id) == []


async def test_only_who_takes_part_reports_and_not_across_communities(stage: Stage) -> None:
    _, wave, statement = await put_to_vote(stage)
    stage.add_room(OTHER_ROOM, "Bahnleute")
    elsewhere = stage.opens(ASKED.model_copy(update={"key": "other"}), OTHER_ROOM)
    stranger, ben = stage.actor("Fremde"), await comes_to_the_vote(stage, wave, "Ben")
    await stranger.sends(stage.token(Verb.REPORT, wave, 1, value=statement))
    await ben.joins(elsewhere)
    await ben.sends(stage.token(Verb.REPORT, elsewhere, 1, value=statement))

    assert stage.rows(Report) == []


async def test_moderators_are_told_of_a_report(stage: Stage) -> None:
    mod, wave, _ = await put_to_vote(stage)
    await (await comes_to_the_vote(stage, wave, "Ben")).presses("Melden")
    stage.passes(minutes=11)
    await stage.schedule.round()
    await stage.settles()

    assert "In service-1 wurde eine Aussage gemeldet." in [each.text for each in stage.posts(mod.id)]
