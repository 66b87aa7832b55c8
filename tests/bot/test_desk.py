"""Is an event applied once, refused without a trace, and nothing kept before the yes?"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from fielding import item, options, questionnaire
from sqlmodel import Session
from stage import Stage

from bot import dialogues, inbox
from bot.inbox import Arrival
from bot.screens import Reply
from bot.tables import Account, Inbox, InboxState
from bot.tokens import Verb
from surveys.errors import NotStored
from surveys.tables import Answer, Response

OPEN = questionnaire(item("why", "open"), item("pick", "choice", options=options("yes", "no")))


@pytest.fixture
def wave(stage: Stage) -> str:
    return stage.opens(OPEN)


def arrives(stage: Stage, key: str = "tg:1:1", person: str = "p") -> int:
    """An event was committed to the inbox; gives its row."""

    def work(session: Session) -> int:
        arrivals = [Arrival(key, person, stage.house.keys.seal(b"{}", "inbox"))]
        return inbox.take_in(session, "telegram", arrivals, stage.now)[0][1]

    return stage.store.write_now(work)


# --- once ---


async def test_an_event_is_applied_once_however_often_it_is_handled(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)
    row = arrives(stage)

    first = await anna.says("weil es klemmt", inbox_id=row)
    again = await anna.says("weil es nochmals klemmt", inbox_id=row)

    assert first
    assert again == []
    assert [answer.value for answer in stage.rows(Answer)] == ["weil es klemmt"]
    assert stage.rows(Inbox) == []


async def test_a_second_desk_on_the_same_database_applies_nothing_twice(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)
    row = arrives(stage)
    await anna.says("weil es klemmt", inbox_id=row)
    stage.restarts()

    assert await anna.says("etwas anderes", inbox_id=row) == []
    assert [answer.value for answer in stage.rows(Answer)] == ["weil es klemmt"]


async def test_asking_the_platform_in_between_takes_the_row_once(stage: Stage) -> None:
    mod = stage.actor("Mod", moderates=True)
    row = arrives(stage)

    await mod.says("/umfrage", where=stage.room, inbox_id=row)

    assert "Umfrage starten" in mod.sees
    assert stage.rows(Inbox) == []


# --- what goes wrong ---


async def test_a_failing_dialogue_is_rolled_back_buried_and_told(
    stage: Stage, wave: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)
    row = arrives(stage)
    before = stage.snapshot()
    real = dialogues.answering.said

    def breaks(visit: Any) -> Reply:
        real(visit)
        raise KeyError("a bug after everything was written")

    monkeypatch.setattr(dialogues.answering, "said", breaks)
    with caplog.at_level(logging.INFO):
        screens = await anna.says("meine geheimen Worte", inbox_id=row)

    after = stage.snapshot()
    assert "schief" in screens[0].text
    assert {table: rows for table, rows in after.items() if table != "inbox"} == {
        table: rows for table, rows in before.items() if table != "inbox"
    }
    [letter] = stage.rows(Inbox)
    assert (letter.state, letter.error) == (InboxState.DEAD, "KeyError")
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1
    assert "geheimen" not in caplog.text


async def test_what_the_database_says_of_a_failed_row_is_not_logged(
    stage: Stage, wave: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)

    def breaks(visit: Any) -> Reply:
        visit.session.add(Answer(id=None, wave_id=wave, item=visit.event.text, value=visit.event.text))
        visit.session.flush()
        return Reply()

    monkeypatch.setattr(dialogues.answering, "said", breaks)
    with caplog.at_level(logging.DEBUG):
        await anna.says("meine geheimen Worte")

    assert "failed" in caplog.text
    assert "geheimen" not in caplog.text


async def test_what_could_not_be_stored_is_given_back(stage: Stage, wave: str, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)

    async def full(*_: Any, **__: Any) -> None:
        raise NotStored("not-stored", reason="full")

    with monkeypatch.context() as broken:
        broken.setattr(stage.store, "write", full)
        typed = await anna.says("ein langer, kluger Text")
        in_public = await anna.says("/antwort 1 auch klug", where=stage.room)
        await anna.sends(stage.token(Verb.PICK, wave, 1, 0, "0"))

    assert "NICHT gespeichert" in typed[0].text
    assert "ein langer, kluger Text" in typed[0].text
    assert in_public[0].private
    assert "NICHT gespeichert" in anna.toast
    assert stage.rows(Answer) == []


async def test_a_changed_command_changes_the_answer_it_gave_and_not_its_number(stage: Stage) -> None:
    wave = stage.opens(OPEN)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("/antwort 1 zuerst so gesagt")
    await anna.says("1 dann anders gesagt", edit=True, command="antwort")
    [changed] = [answer.value for answer in stage.rows(Answer)]
    await anna.says("ganz", edit=True, command="hilfe")

    assert changed == "dann anders gesagt"
    assert [answer.value for answer in stage.rows(Answer)] == ["dann anders gesagt"]


async def test_what_waits_in_the_inbox_is_said_to_come_later_and_does(
    stage: Stage, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)
    row = arrives(stage)

    async def full(*_: Any, **__: Any) -> None:
        raise NotStored("not-stored", reason="full")

    with monkeypatch.context() as broken:
        broken.setattr(stage.store, "write", full)
        told = await anna.says("ein langer, kluger Text", inbox_id=row)
    await anna.says("ein langer, kluger Text", inbox_id=row)

    assert "NICHT" not in told[0].text
    assert "nachgetragen" in told[0].text
    assert [answer.value for answer in stage.rows(Answer)] == ["ein langer, kluger Text"]


async def test_a_refusal_while_the_database_takes_nothing_is_still_answered(
    stage: Stage, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = stage.actor("Anna")
    row = arrives(stage)
    real = stage.store.write
    calls = 0

    async def fills_up(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise NotStored("not-stored", reason="full")
        return await real(*args, **named)

    monkeypatch.setattr(stage.store, "write", fills_up)
    await anna.sends(stage.token(Verb.REMOVE, wave, 0), inbox_id=row)

    assert anna.toast


@pytest.mark.parametrize("verb", [Verb.REMOVE, Verb.CONSENT, Verb.MANAGE, Verb.REVIEW])
async def test_a_refusal_keeps_nothing_and_ends_the_event(stage: Stage, wave: str, verb: Verb) -> None:
    anna = stage.actor("Anna")
    row = arrives(stage)
    before = stage.snapshot()

    await anna.sends(stage.token(verb, wave, 0, value="hy" if verb is Verb.CONSENT else ""), inbox_id=row)

    after = stage.snapshot()
    assert anna.toast
    assert after.pop("inbox") == []
    before.pop("inbox")
    assert after == before


# --- several waves ---


async def test_with_two_open_waves_the_direct_chat_asks_which(stage: Stage, wave: str) -> None:
    other = stage.opens(OPEN.model_copy(update={"key": "second", "title": OPEN.title}))
    anna = stage.actor("Anna")
    await anna.joins(wave)

    screens = await anna.says("/start")

    tokens_shown = [button.token for row in screens[0].rows for button in row]
    assert "Um welche Umfrage geht es?" in screens[0].text
    assert tokens_shown == [stage.token(Verb.JOIN, wave), stage.token(Verb.JOIN, other)]


async def test_somebody_whose_wave_is_over_is_asked_which_of_the_others_they_mean(stage: Stage, wave: str) -> None:
    for key in ("second", "third"):
        stage.opens(OPEN.model_copy(update={"key": key}))
    anna = stage.actor("Anna")
    await anna.joins(wave)
    mod = stage.actor("Mod", moderates=True)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))

    screens = await anna.says("/start")

    assert "Um welche Umfrage geht es?" not in screens[0].text or len(screens[0].rows) == 2


# --- before the yes ---


async def test_nothing_is_kept_of_somebody_who_says_no(stage: Stage, wave: str) -> None:
    before = stage.snapshot()
    kim, lou = stage.actor("Kim"), stage.actor("Lou")

    await kim.says("/antwort 1 bin erst zwölf", where=stage.room)
    await kim.presses("Nein, danke")
    await lou.sends(stage.token(Verb.JOIN, wave))
    await lou.presses("Nein, danke")

    assert "nichts gespeichert" in kim.sees
    assert stage.snapshot() == before


async def test_nothing_is_kept_of_somebody_who_never_says_yes(stage: Stage, wave: str) -> None:
    await stage.settles()
    before = stage.snapshot()
    kim = stage.actor("Kim")
    await kim.says("/antwort 1 bin erst zwölf", where=stage.room)

    stage.passes(minutes=10, seconds=1)
    await stage.schedule.round()

    after = stage.snapshot()
    assert after["pending_reply"] == []
    assert after["account"] == before["account"]


async def test_who_says_yes_later_keeps_their_account(stage: Stage, wave: str) -> None:
    kim = stage.actor("Kim")
    await kim.says("/antwort 1 bin schon zwanzig", where=stage.room)
    await kim.presses("Ich bin mindestens 16")
    stage.passes(minutes=11)
    await stage.schedule.round()

    await kim.says("/antworten")

    assert "bin schon zwanzig" in kim.sees
    assert len(stage.rows(Account)) == len(stage.rows(Response)) == 1
