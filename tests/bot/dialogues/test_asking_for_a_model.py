"""Is a person asked once, when they are through, whether a language model may read their words, only where there is one?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from channels import ANNA, add_server, happens, token_of
from fielding import item, options, questionnaire
from sqlmodel import Session
from stage import Stage

from bot import fielding
from bot.platform import Act, Standing
from bot.screens import Reply
from bot.settings import LanguageModelSettings
from bot.tables import Place
from bot.tokens import Verb
from bot.visit import find_place
from surveys.fieldwork import consent
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Consent, Purpose

ASKED = questionnaire(item("why", "open"), item("pick", "choice", options=options("yes", "no")))
QUESTION = "Darf ein Sprachmodell lesen, was du geschrieben hast?"


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def with_model(stage: Stage) -> Stage:
    """The house has a language model; the console of the tests asks it nothing."""
    model = LanguageModelSettings(url="http://127.0.0.1:9/v1", model="ein-modell")
    settings = stage.house.settings.model_copy(update={"llm": model})
    stage.house = stage.desk.house = replace(stage.house, settings=settings)
    return stage


def held(stage: Stage) -> set[Purpose]:
    return {row.purpose for row in consent.active(stage.rows(Consent))}


async def finished(stage: Stage) -> Any:
    wave = stage.opens(ASKED)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("weil es klemmt, und das seit Wochen")
    assert QUESTION not in anna.sees
    await anna.presses("Yes")
    return anna


async def test_whoever_is_through_is_asked_and_says_yes_with_one_tap(with_model: Stage) -> None:
    anna = await finished(with_model)
    assert QUESTION in anna.sees
    assert "127.0.0.1" in anna.sees
    assert Purpose.MODEL not in held(with_model), "no is what counts until then"
    await anna.presses("Ja, darf es")

    assert Purpose.MODEL in held(with_model)


async def test_a_no_is_kept_and_nobody_is_asked_again(with_model: Stage) -> None:
    anna = await finished(with_model)
    await anna.presses("Nein, kein Sprachmodell")
    assert "Kein Sprachmodell liest deine Antworten" in anna.sees
    await anna.says("/antwort 1 es klemmt immer noch, jeden Tag")
    await anna.says("/antworten")

    assert QUESTION not in anna.sees
    assert Purpose.MODEL not in held(with_model)


async def test_an_answer_changed_later_brings_no_second_question(with_model: Stage) -> None:
    anna = await finished(with_model)
    await anna.says("/antwort 1 es klemmt immer noch, jeden Tag")

    assert QUESTION not in anna.sees


async def test_where_there_is_no_model_nobody_is_asked(stage: Stage) -> None:
    anna = await finished(stage)

    assert "Sprachmodell" not in anna.sees


async def test_who_wrote_nothing_is_not_asked(with_model: Stage) -> None:
    wave = with_model.opens(ASKED)
    anna = with_model.actor("Anna")
    await anna.joins(wave)
    await anna.presses("Überspringen")
    await anna.presses("Yes")

    assert "Sprachmodell" not in anna.sees


async def test_the_last_form_in_a_channel_brings_the_same_question(with_model: Stage) -> None:
    add_server(with_model)

    def work(session: Session) -> str:
        holder = find_place(session, "discord", "7")
        assert holder is not None
        channel = Place(community_id=holder.community_id, platform="discord", address="7/70", name="#umfragen")
        session.add(channel)
        session.flush()
        asked = questionnaire(item("why", "open"))
        settings = WaveSettings.of(asked, with_model.now)
        return fielding.start(session, with_model.house, asked, [channel], settings, with_model.now).id

    wave = with_model.store.write_now(work)
    told = {"person": ANNA, "standing": Standing.MEMBER}
    form = await happens(with_model, Act.PRESS, token=with_model.token(Verb.GOTO, wave, 0), **told)
    reply = await happens(
        with_model, Act.SUBMIT, token=token_of(form), text="Mehr Zeit", fields={"agree": "yes", "quote": "no"}, **told
    )
    assert QUESTION in seen(reply)
    await happens(with_model, Act.PRESS, token=token_of(reply, "Ja, darf es"), **told)

    assert Purpose.MODEL in held(with_model)


def seen(reply: Reply) -> str:
    return "\n".join(screen.text for screen in reply.screens)
