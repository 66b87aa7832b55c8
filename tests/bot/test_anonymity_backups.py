"""What does a backup bring back of an anonymous wave?"""

from __future__ import annotations

from pathlib import Path

import pytest
from anonymous import answers, ends, person_of
from fielding import item, options, questionnaire
from sqlmodel import select
from stage import Stage

from bot import pseudonyms, wavekeys
from bot.commands.database import _restored
from bot.tokens import Verb
from surveys import upkeep
from surveys.databases.wiping import wipe
from surveys.fieldwork import counts
from surveys.store import Store
from surveys.tables import Answer, Wave, WaveState

ASKED = questionnaire(item("pick", "choice", options=options("a", "b")), item("why", "open"), wave={"anonymous": True})


@pytest.fixture
def dialect() -> str:
    """A backup is a SQLite file whatever it was made of."""
    return "sqlite"


@pytest.fixture
def wave(stage: Stage) -> str:
    return stage.opens(ASKED)


async def test_a_backup_from_before_the_end_brings_back_no_answer(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    file = backup(stage)
    await anna.sends(stage.token(Verb.REMOVE, wave, 1))
    await ends(stage, wave)

    emptied = restore(stage, file)

    with Store.open(stage.store.url) as store:
        found = store.read_now(lambda session: session.exec(select(Answer)).all())
        [back] = store.read_now(lambda session: session.exec(select(Wave)).all())
        live = store.read_now(lambda session: counts.live(session, back))
    assert emptied == ["service-1"]
    assert (list(found), back.state, live) == ([], WaveState.CLOSED, {})


async def test_a_backup_from_after_the_end_brings_back_answers_and_no_way_to_people(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna)
    await ends(stage, wave)
    file = backup(stage)

    emptied = restore(stage, file)

    with Store.open(stage.store.url) as store:
        found = store.read_now(lambda session: session.exec(select(Answer)).all())
        person = person_of(stage, anna)
        led = store.read_now(lambda session: pseudonyms.everywhere(session, stage.house.keys, person))
    assert emptied == []
    assert len(found) == 1
    assert led == {}


async def test_who_erased_themselves_while_it_runs_stays_erased(stage: Stage, wave: str) -> None:
    anna, ben = stage.actor("Anna"), stage.actor("Ben")
    for each in (anna, ben):
        await answers(stage, wave, each)
    file = backup(stage)
    stage.passes(minutes=1)
    await anna.says("/vergissmich")
    await anna.presses("Ja")

    restore(stage, file)

    with Store.open(stage.store.url) as store:
        left = store.read_now(lambda session: session.exec(select(Answer.respondent_id)).all())
    key = wavekeys.find(stage.house.keys, wave)
    assert key is not None
    assert list(left) == [key.respondent(person_of(stage, ben))]


async def test_no_key_is_in_a_backup_or_in_any_byte_of_the_database(stage: Stage, wave: str) -> None:
    await answers(stage, wave, stage.actor("Anna"))
    key = wavekeys.find(stage.house.keys, wave)
    file = backup(stage)
    wipe(stage.store.url)
    folder = Path(stage.store.url.removeprefix("sqlite:///")).parent

    assert key is not None
    for each in (file, *folder.glob("nachgefragt.db*")):
        assert key.secret not in each.read_bytes()


def backup(stage: Stage) -> Path:
    folder = Path(stage.store.url.removeprefix("sqlite:///")).parent / "backups"
    return upkeep.backup(stage.store.url, folder, now=stage.now)


def restore(stage: Stage, file: Path) -> list[str]:
    emptied: list[str] = []
    settings = stage.house.settings.model_copy(update={"secret_key": None})
    settings_key = Path(stage.store.url.removeprefix("sqlite:///")).parent / "secret.key"
    settings_key.write_bytes(stage.house.keys.secret)
    upkeep.restore(stage.store.url, file, after=lambda session: emptied.extend(_restored(session, settings)))
    return emptied
