"""Does somebody who asks get all that is held about them, and is it gone once they want it gone: every row, every byte?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fielding import EVERYTHING
from sqlmodel import Session, SQLModel, col, select
from stage import Actor, Stage

from bot import auditing, inbox
from bot.inbox import Arrival
from bot.tables import Account, Appointment, Attempt, Code, CodeKind, Inbox, Joined, Ledger, Offer, ReadAgain, RoleKind
from bot.tokens import Verb
from surveys import privacy
from surveys.store import Store
from surveys.tables import Answer, Coding, Purpose, Report, Statement, Vector, Wave

CANARY = "Kanarienvogel-7431"
PERSONAL = {table.name for table, _ in privacy.personal(SQLModel.metadata)}


def letter(stage: Stage, actor: Actor, key: str) -> None:
    """An event of this person could not be applied."""
    person = stage.house.keys.account("telegram", actor.id)
    sealed = stage.house.keys.seal(f"{CANARY} im Briefkasten".encode(), "inbox")

    def work(session: Session) -> None:
        [(_, row)] = inbox.take_in(session, "telegram", [Arrival(key, person, sealed)], stage.now)
        inbox.bury(session, row, "KeyError", stage.now)

    stage.store.write_now(work)


async def lives_through(stage: Stage, wave: str, actor: Actor) -> None:
    """Leave something of this person in every table that can hold something."""
    await actor.says("/umfrage", where=stage.room)  # a role
    await actor.joins(wave)
    await actor.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))
    await actor.says(f"{CANARY} sagt: weil es klemmt und weil es dauert")
    await actor.sends(stage.token(Verb.CONSENT, wave, value="hm"))
    await actor.sends(stage.token(Verb.SUBSCRIBE, wave, value="on"))
    await actor.sends(stage.token(Verb.GOTO, wave, 4))
    await actor.presses("Stimme zu")
    await actor.sends(stage.token(Verb.GOTO, wave, 5))
    await actor.says(f"{CANARY} GmbH")  # a draft
    await actor.says(f"{CANARY} öffentlich", where=stage.room, reply_to="")  # waits for a yes
    letter(stage, actor, f"tg:1:{actor.id}")

    def tell(session: Session) -> None:
        digest = stage.house.keys.account("telegram", actor.id)
        [found] = [each for each in stage.rows(Account) if each.digest == digest]
        session.add(
            Ledger(
                key=f"tell:{found.id}:x", kind="tell", account_id=found.id, due_at=stage.now, body={"phrase": "outage"},
                updated_at=stage.now,
            )
        )  # fmt: skip
        keys = stage.house.keys
        of = {"account_id": found.id}
        session.add(Code(digest=keys.source("code", actor.id), kind=CodeKind.PERSON, expires_at=stage.now, **of))
        session.add(Attempt(at=stage.now, **of))
        message = keys.seal(f"{CANARY} 1/2".encode(), "message")
        session.add(ReadAgain(source=actor.id, wave_id=wave, platform="telegram", message=message, **of))
        body = keys.seal(f"{CANARY} vorher".encode(), "joined")
        session.add(Joined(former_id="before", person_id=found.person_id, body=body, at=stage.now, **of))
        respondent = keys.respondent(wave, found.person_id)
        said = session.exec(select(Answer).where(Answer.respondent_id == respondent, Answer.item == "why")).one()
        about = {"answer_id": said.id, "wave_id": wave, "respondent_id": respondent}
        session.add(Coding(**about, item="why", at=stage.now))
        session.add(Vector(**about, model="letters", body=b"\0\0", sketch=b"\0\0"))
        seed = session.exec(
            select(Statement).where(Statement.wave_id == wave, col(Statement.answer_id).is_(None))
        ).first()
        assert seed is not None
        session.add(Report(statement_id=seed.id, respondent_id=respondent, wave_id=wave, at=stage.now))
        community = session.get_one(Wave, wave).community_id
        name = keys.seal(f"{CANARY} heißt so".encode(), "name")
        given = {"kind": RoleKind.AUTHOR, "community_id": community, **of}
        session.add(Appointment(name=name, since=stage.now, **given))
        session.add(Offer(digest=keys.source("offer", actor.id), expires_at=stage.now, **given))
        auditing.note(session, found.id, "extend", community, f"wave:{wave}", f"{CANARY} zuliebe", stage.now)

    stage.store.write_now(tell)


async def asked_for(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    [screen] = await actor.says("/meinedaten")
    assert screen.attachment is not None
    held: dict[str, list[dict[str, Any]]] = json.loads(screen.attachment.content)
    return held


@pytest.fixture
def wave(stage: Stage) -> str:
    return stage.opens(EVERYTHING, named_quotes=True)


async def test_everything_of_a_person_is_in_the_file_opened_and_nothing_of_anybody_else(
    stage: Stage, wave: str
) -> None:
    anna, ben = (stage.actor(name, moderates=True) for name in ("Anna", "Ben"))
    for actor in (anna, ben):
        await lives_through(stage, wave, actor)

    held = await asked_for(anna)

    assert set(held) == PERSONAL
    text = json.dumps(held, ensure_ascii=False)
    assert held["account"][0]["address"] == anna.id
    assert held["pending_reply"][0]["text"] == f"{CANARY} öffentlich"
    assert held["read_again"][0]["message"] == f"{CANARY} 1/2"
    assert held["joined"][0]["body"] == f"{CANARY} vorher"
    assert held["appointment"][0]["name"] == f"{CANARY} heißt so"
    assert held["inbox"][0]["payload"] == f"{CANARY} im Briefkasten"
    assert [each["shown_name"] for each in held["consent"] if each["purpose"] == Purpose.QUOTE_HERE] == ["Anna"]
    assert "Ben" not in text
    assert ben.id not in text
    for table, rows in held.items():
        assert len(rows) == len(about_people(stage, table)) / 2, table


def about_people(stage: Stage, name: str) -> list[SQLModel]:
    """The rows of a table that point to somebody."""
    pointing = [
        column.name
        for table, columns in privacy.personal(SQLModel.metadata)
        if table.name == name
        for column in columns
    ]
    return [row for row in stage.rows(_table(name)) if any(getattr(row, column) for column in pointing)]


def _table(name: str) -> type[SQLModel]:
    return next(mapper.class_ for mapper in SQLModel._sa_registry.mappers if mapper.local_table.name == name)


async def test_nothing_is_left_of_whoever_wants_to_be_forgotten_and_others_stay(stage: Stage, wave: str) -> None:
    anna, ben = (stage.actor(name, moderates=True) for name in ("Anna", "Ben"))
    for actor in (anna, ben):
        await lives_through(stage, wave, actor)
    before = await asked_for(ben)

    await anna.says("/vergissmich")
    await anna.presses("Ja, alles löschen")

    assert "nichts mehr gespeichert" in anna.sees
    assert await asked_for(anna) == {}
    assert await asked_for(ben) == before
    for table in PERSONAL:
        assert len(about_people(stage, table)) == len(before[table]), table


async def test_asking_is_not_enough_to_be_forgotten(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna", moderates=True)
    await lives_through(stage, wave, anna)

    await anna.says("/vergissmich")
    await anna.presses("Nein")

    assert set(await asked_for(anna)) == PERSONAL


async def test_who_never_joined_gets_and_erases_what_waits_of_them(stage: Stage, wave: str) -> None:
    kim = stage.actor("Kim")
    letter(stage, kim, "tg:1:9")

    assert set(await asked_for(kim)) == {"inbox"}
    await kim.says("/vergissmich")
    await kim.presses("Ja, alles löschen")

    assert stage.rows(Inbox) == []
    assert await asked_for(kim) == {}


async def test_my_data_are_shown_to_nobody_who_reads_along(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna", moderates=True)
    await lives_through(stage, wave, anna)

    screens = await anna.says("/meinedaten", where=stage.room)

    assert [screen.attachment for screen in screens] == [None]
    assert all(screen.private for screen in screens)
    assert CANARY not in repr(screens)


def bytes_of(folder: Path) -> dict[str, str]:
    """What stands in the files of a database, as letters."""
    return {path.name: path.read_bytes().decode("latin-1") for path in folder.iterdir() if path.is_file()}


async def test_what_was_erased_is_in_no_byte_of_the_files(store: Store, tmp_path: Path, dialect: str) -> None:
    if dialect != "sqlite":
        pytest.skip("PostgreSQL frees the bytes with its own VACUUM")
    stage = Stage(store)
    stage.add_room()
    wave = stage.opens(EVERYTHING, named_quotes=True)
    anna = stage.actor("Anna", moderates=True)
    await lives_through(stage, wave, anna)
    await anna.says("/antworten")
    assert CANARY in "".join(bytes_of(tmp_path).values())

    await anna.says("/vergissmich")
    await anna.presses("Ja, alles löschen")
    stage.passes(seconds=60)
    await stage.schedule.round()

    for name, content in bytes_of(tmp_path).items():
        assert CANARY not in content, name
        assert "Anna" not in content, name


async def test_a_withdrawn_answer_is_in_no_byte_of_the_files_either(store: Store, tmp_path: Path, dialect: str) -> None:
    if dialect != "sqlite":
        pytest.skip("PostgreSQL frees the bytes with its own VACUUM")
    stage = Stage(store)
    stage.add_room()
    wave = stage.opens(EVERYTHING)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))
    await anna.says(f"{CANARY} sagt: weil es klemmt und weil es dauert")

    await anna.sends(stage.token(Verb.REMOVE, wave, 1))
    stage.passes(seconds=60)
    await stage.schedule.round()

    assert [answer.item for answer in stage.rows(Answer)] == ["group"]
    for name, content in bytes_of(tmp_path).items():
        assert CANARY not in content, name
