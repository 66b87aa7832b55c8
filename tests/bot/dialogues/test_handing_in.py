"""Does a message that stands there already become an answer only of its writer's will, and a question only a moderator's?"""

from __future__ import annotations

from typing import Any

import pytest
from channels import ANNA, add_server, form_of, happens, token_of
from fielding import item, options, questionnaire
from sqlmodel import Session
from stage import Stage

from bot import fielding
from bot.dialogues import waiting
from bot.platform import Act, Forms, Standing
from bot.screens import Reply
from bot.tables import Account, PendingReply, Place
from bot.visit import find_place
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store
from surveys.tables import Answer, Wave

TEXT = "Mehr Zeit zum Reden und weniger Folien."
ASKED = questionnaire(item("pick", "choice", options=options("yes", "no")), item("why", "open"), item("how", "open"))


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def server(stage: Stage) -> Stage:
    add_server(stage)
    return stage


def opens(stage: Stage, asked: Questionnaire = ASKED) -> str:
    def work(session: Session) -> str:
        holder = find_place(session, "discord", "7")
        assert holder is not None
        channel = Place(community_id=holder.community_id, platform="discord", address="7/70", name="#umfragen")
        session.add(channel)
        session.flush()
        settings = WaveSettings.of(asked, stage.now)
        return fielding.start(session, stage.house, asked, [channel], settings, stage.now).id

    return stage.store.write_now(work)


async def chooses(stage: Stage, command: str, text: str = TEXT, *, own: bool = True, **details: Any) -> Reply:
    """Anna opens the menu of a message and chooses a command there."""
    fields = {"author": "1"} if own else {}
    told = {"person": ANNA, "standing": Standing.MEMBER, "source": "70/900", **details}
    return await happens(stage, Act.COMMAND, command=command, text=text, fields=fields, **told)


async def presses(stage: Stage, reply: Reply, label: str) -> Reply:
    return await happens(stage, Act.PRESS, token=token_of(reply, label), person=ANNA, standing=Standing.MEMBER)


async def test_ones_own_message_is_an_answer_after_agreeing_and_saying_to_which_question(server: Stage) -> None:
    opens(server)

    asked = await chooses(server, "einreichen")
    assert all(screen.private for screen in asked.screens)
    assert server.rows(Answer) == []
    which = await presses(server, asked, "Ich bin mindestens 16")
    await presses(server, which, "Ja: how")

    assert [(answer.item, answer.value) for answer in server.rows(Answer)] == [("how", TEXT)]
    assert server.rows(PendingReply) == []


async def test_until_the_yes_the_text_waits_sealed_and_is_erased_with_all_that_came_with_it(server: Stage) -> None:
    opens(server)

    await chooses(server, "einreichen")
    assert TEXT.encode() not in server.rows(PendingReply)[0].text
    server.passes(minutes=11)
    server.store.write_now(lambda session: waiting.expire(session, server.now))

    assert server.rows(PendingReply) == server.rows(Account) == server.rows(Answer) == []


async def test_nobody_hands_in_what_somebody_else_wrote(server: Stage) -> None:
    opens(server)

    told = await chooses(server, "einreichen", own=False)

    assert told.screens[0].text == "Einreichen kannst du nur, was du selbst geschrieben hast."
    assert told.screens[0].private
    assert server.rows(PendingReply) == []


async def test_where_nothing_runs_or_nothing_is_said_there_is_nothing_to_hand_in(server: Stage) -> None:
    assert "keine Umfrage" in (await chooses(server, "einreichen")).screens[0].text

    opens(server)

    assert "kein Text" in (await chooses(server, "einreichen", "  ")).screens[0].text


async def test_a_message_becomes_the_question_of_a_moderator(server: Stage) -> None:
    shown = await happens(server, Act.COMMAND, command="fragen", text="Was fehlt euch beim Treffen?")
    await happens(server, Act.PRESS, token=token_of(shown, "Starten"))

    assert "1. Was fehlt euch beim Treffen?" in shown.screens[0].text
    assert [wave.key for wave in server.rows(Wave)] == ["was-fehlt-euch-beim-treffen-1"]


async def test_a_message_that_is_too_long_to_ask_stands_in_a_form_to_be_shortened(server: Stage) -> None:
    shown = await happens(server, Act.COMMAND, command="fragen", text="Wie " * 100)

    assert form_of(shown)["question"] == ("Wie " * 100).strip()


async def test_a_member_makes_no_question_of_a_message(server: Stage) -> None:
    told = await chooses(server, "fragen")

    assert told.screens[0].text == "Das dürfen nur, die hier moderieren."
    assert server.rows(Account) == []


async def test_typed_elsewhere_both_commands_do_no_harm(store: Store) -> None:
    stage = Stage(store)
    stage.add_room()
    anna = stage.actor("Anna", moderates=True)

    await anna.says("/einreichen Mein Text", where=stage.room)
    assert "selbst geschrieben" in anna.sees
    await anna.says("/fragen Was fehlt?", forms=Forms.NONE)
    assert "Diesen Ort kenne ich nicht." in anna.sees

    assert stage.rows(PendingReply) == stage.rows(Wave) == []
