"""Does a moderator who turns to something else come back from the question they were about to ask?"""

from __future__ import annotations

import pytest
from fielding import item, options, questionnaire
from stage import Stage

from bot.tokens import Verb
from surveys.store import Store
from surveys.tables import Answer, Wave

ASKED = questionnaire(item("pick", "choice", options=options("yes", "no")), item("why", "open"))


@pytest.fixture
def dialect() -> str:
    return "sqlite"


async def test_words_after_another_button_answer_that_and_are_no_question_of_the_moderators(store: Store) -> None:
    stage = Stage(store)
    place = stage.add_room()
    wave = stage.opens(ASKED)
    mod = stage.actor("Mod", moderates=True)
    await mod.joins(wave)
    await mod.sends(stage.token(Verb.LAUNCH, place, value="own"))

    await mod.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))
    await mod.says("weil es klemmt")

    assert {answer.item: answer.value for answer in stage.rows(Answer)} == {"pick": "yes", "why": "weil es klemmt"}
    assert len(stage.rows(Wave)) == 1


async def test_a_question_that_cannot_be_asked_is_asked_for_again(store: Store) -> None:
    stage = Stage(store)
    place = stage.add_room()
    mod = stage.actor("Mod", moderates=True)
    await mod.sends(stage.token(Verb.LAUNCH, place, value="own"))

    await mod.says("x" * 301)
    assert stage.rows(Wave) == []
    await mod.says("Warum klemmt es?")
    await mod.presses("Starten")

    assert len(stage.rows(Wave)) == 1


async def test_from_the_group_the_way_leads_to_the_choice_and_not_into_its_first_entry(store: Store) -> None:
    stage = Stage(store)
    stage.add_room()
    mod = stage.actor("Mod", moderates=True)
    [menu] = await mod.says("/umfrage", where=stage.room)
    assert menu.instead is not None

    await mod.sends(menu.instead.rows[0][0].token)

    assert "Was soll in „Kundenclub“ gefragt werden?" in mod.sees


async def test_a_moderator_who_cannot_be_written_to_is_told_how_that_changes(store: Store) -> None:
    stage = Stage(store)
    stage.add_room()
    mod = stage.actor("Mod", moderates=True)

    await mod.says("/umfrage", where=stage.room)
    assert "Damit ich dir Bescheid geben kann" in mod.sees
    await mod.sends(mod.button("Im Privatchat").token)
    await mod.says("/umfrage", where=stage.room)

    assert "Damit ich dir Bescheid geben kann" not in mod.sees
