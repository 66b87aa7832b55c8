"""Is a person asked once whether they may be quoted, and is their no a no?"""

from __future__ import annotations

from fielding import item, options, questionnaire
from stage import Stage

from surveys.fieldwork import consent
from surveys.tables import Consent, Purpose

ASKED = questionnaire(
    item("pick", "choice", options=options("yes", "no")), item("why", "open"), item("what", "open"), item("how", "open")
)


def held(stage: Stage) -> set[Purpose]:
    return {row.purpose for row in consent.active(stage.rows(Consent))}


async def test_who_said_no_to_quotes_is_not_asked_again(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.presses("Yes")
    await anna.says("weil es klemmt, und das seit Wochen")
    question = anna.button("Nein")

    await anna.sends(question.token)
    assert "du wirst nicht zitiert" in anna.sees
    await anna.says("/antworten")
    await anna.presses("Zurücknehmen")
    await anna.says("/antwort 2 es klemmt immer noch, jeden Tag")

    assert "zitieren" not in anna.sees
    assert held(stage) == {Purpose.TAKE_PART}


async def test_a_late_no_under_the_question_takes_back_a_yes_given_meanwhile(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.presses("Yes")
    await anna.says("weil es klemmt, und das seit Wochen")
    no, yes = anna.button("Nein"), anna.button("Ja, ohne Namen")

    await anna.sends(yes.token)
    assert Purpose.QUOTE_HERE in held(stage)
    await anna.sends(no.token)

    assert held(stage) == {Purpose.TAKE_PART}
