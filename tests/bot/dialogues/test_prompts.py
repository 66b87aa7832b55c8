"""Does a question of several steps say what it is about, and call the way on by what it does?"""

from __future__ import annotations

from fielding import item, options, questionnaire
from stage import Stage

from surveys.design.ad_hoc import ad_hoc


async def test_a_case_says_first_what_it_is_about_and_then_only_the_next_step(stage: Stage) -> None:
    wave = stage.opens(questionnaire(item("story", "case", channels=options("phone", "mail"))))
    anna = stage.actor("Anna")

    await anna.joins(wave)
    assert "story?" in anna.sees
    await anna.says("Muster GmbH")

    assert "Kanal" in anna.sees
    assert "story?" not in anna.sees


async def test_a_question_whose_title_is_its_beginning_is_said_once(stage: Stage) -> None:
    wave = stage.opens(ad_hoc("Was wünscht ihr euch vom nächsten Treffen am meisten?"))
    anna = stage.actor("Anna")

    await anna.joins(wave)

    assert anna.sees.count("Was wünscht ihr euch") == 1
    assert "am meisten?" in anna.sees
