"""Does everybody stay who they are when the key changes, and if the change breaks off anywhere?"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from commands import nachgefragt
from fielding import item, questionnaire
from sqlmodel import col, select
from stage import START, Actor, Stage

from bot import appointments, erasures, keys, rotation, wavekeys
from bot.keys import Keys
from bot.platform import Act
from bot.settings import Settings
from bot.tables import Account, Audit, Code, Inbox, KeyMark, RoleKind
from bot.tokens import Verb
from bot.visit import House
from surveys import upkeep
from surveys.errors import Refused
from surveys.store import Store
from surveys.tables import Answer, Response, Vote

ASKED = questionnaire(item("words", "open"), item("more", "open"))
WORDS = "{} findet keine Hilfe"
STEPS = ("marked", "written", "accounts", "sealed", "pseudonyms", "marked anew", "done")


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def stage(store: Store) -> Stage:
    """A stage whose key lies in its file."""
    stage = Stage(store)
    settings = stage.house.settings
    keys.key_file(settings).unlink(missing_ok=True)
    stage.house = House(settings, keys.load(settings))
    stage.on("discord")
    stage.restarts()
    stage.add_room()
    return stage


def again(stage: Stage) -> None:
    """The bot is started anew, with the key that is there now."""
    stage.house = House(stage.house.settings, keys.load(stage.house.settings))
    stage.restarts()


def rotated(stage: Stage, step: Callable[[str], None] = lambda _: None) -> rotation.Rotated:
    done = rotation.rotate(stage.store, stage.house.settings, stage.now, step)
    again(stage)
    return done


async def answered(stage: Stage, wave: str, name: str, platform: str, *, hidden: bool = False) -> Actor:
    """Somebody answers in the direct chat; or unseen in the group: then their id is not kept."""
    actor = stage.actor(name, platform=platform)
    where = {"where": stage.room, "private": True} if hidden else {}
    token = stage.token(Verb.JOIN, wave)
    await actor._does(Act.PRESS, token=token, **where)
    await actor._does(Act.PRESS, token=stage.token(Verb.AGREE, wave), **where)
    await actor.says(WORDS.format(name), **where)
    return actor


async def people(stage: Stage, wave: str) -> list[Actor]:
    return [
        await answered(stage, wave, "Anna", "telegram"),
        await answered(stage, wave, "Ben", "discord"),
        await answered(stage, wave, "Cem", "telegram", hidden=True),
    ]


async def everybody_is_who_they_were(stage: Stage, wave: str, actors: list[Actor]) -> None:
    for actor in actors:
        await actor.sends(stage.token(Verb.MINE, wave))
        assert WORDS.format(actor.name) in actor.sees
        await actor.says("/meinedaten")
        [screen] = actor.screens
        assert screen.attachment
        held = json.loads(screen.attachment.content)
        assert [each["value"] for each in held["answer"]] == [WORDS.format(actor.name)]
    assert len(stage.rows(Account)) == len(stage.rows(Response)) == len(actors)
    assert [each.earlier for each in stage.rows(Account)] == [False] * len(actors)


# --- changing it ---


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
async def test_people_on_both_platforms_are_recognised_after_it_and_counted_once(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)
    old, before = stage.house.keys, stage.rows(Response)

    done = rotated(stage)

    assert (done.accounts, done.waiting) == (2, 1)
    assert stage.house.keys.secret != old.secret
    assert not {each.respondent_id for each in before} & {each.respondent_id for each in stage.rows(Response)}
    assert {each.id for each in before} == {each.id for each in stage.rows(Response)}
    await everybody_is_who_they_were(stage, wave, actors)


@pytest.mark.parametrize("at", [*STEPS, ""])
async def test_in_an_anonymous_wave_people_are_who_they_were(stage: Stage, at: str) -> None:
    """Broken off anywhere and finished, or not: the wave's key opens without the key it was sealed with first."""
    wave = stage.opens(ASKED, anonymous=True)
    anna = await answered(stage, wave, "Anna", "telegram")
    before = [each.respondent_id for each in stage.rows(Response)]

    def broken_off(step: str) -> None:
        if step == at:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        rotated(stage, broken_off)
    again(stage)
    assert wavekeys.find(stage.house.keys, wave) is not None
    if stage.store.read_now(lambda session: rotation.is_unfinished(session, stage.house.keys)):
        rotated(stage)

    alone = Keys(stage.house.keys.secret, folder=stage.house.keys.folder)
    assert wavekeys.find(alone, wave) is not None
    await anna.sends(stage.token(Verb.MINE, wave))
    assert WORDS.format("Anna") in anna.sees
    assert [each.respondent_id for each in stage.rows(Response)] == before


async def test_nothing_that_can_be_made_anew_is_left_under_the_old_key(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    await people(stage, wave)
    old = stage.house.keys

    rotated(stage)

    for account in stage.rows(Account, col(Account.address).is_not(None)):
        assert account.address is not None
        assert old.open(account.address, "address") is None
        raw = stage.house.keys.open(account.address, "address")
        assert raw is not None
        assert account.digest == stage.house.keys.account(account.platform, raw.decode())
    theirs = {old.respondent(wave, account.person_id) for account in stage.rows(Account)}
    assert not theirs & {row.respondent_id for table in (Answer, Response, Vote) for row in stage.rows(table)}
    assert [mark.fingerprint for mark in stage.rows(KeyMark)] == [stage.house.keys.fingerprint]


async def test_an_old_button_works_and_an_edited_message_changes_its_answer(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = await answered(stage, wave, "Anna", "telegram")
    button = stage.token(Verb.MINE, wave)
    rotated(stage)

    await anna.sends(button)
    seen = anna.sees
    await anna.says("Anna findet doch Hilfe", edit=True)

    assert WORDS.format("Anna") in seen
    assert [each.value for each in stage.rows(Answer)] == ["Anna findet doch Hilfe"]


async def test_it_is_written_down_and_codes_are_void(stage: Stage) -> None:
    anna = stage.actor("Anna")
    await anna.says("/verbinden")
    printed = stage.store.write_now(lambda session: appointments.first_code(session, stage.house.keys, stage.now))

    done = rotated(stage)
    await anna.says(f"/inhaber {printed}")

    assert done.void == 2
    assert stage.rows(Code) == []
    assert "stimmt nicht" in anna.sees
    [entry] = stage.rows(Audit)
    assert (entry.what, entry.about) == ("rotate-key", f"key:{done.fingerprint}")


async def test_names_of_roles_are_sealed_anew(stage: Stage) -> None:
    kern = stage.actor("Kern")
    code = stage.store.write_now(lambda session: appointments.first_code(session, stage.house.keys, stage.now))
    await kern.says(f"/inhaber {code}")
    rotated(stage)

    [given] = stage.store.read_now(lambda session: appointments.listed(session, ""))

    assert given.kind is RoleKind.OWNER
    assert appointments.name_of(stage.house.keys, given) == "Kern"


async def test_twice_is_as_good_as_once_also_for_who_was_not_back_between(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)

    rotated(stage)
    rotated(stage)

    assert len(stage.house.keys.earlier) == 2
    await everybody_is_who_they_were(stage, wave, actors)


def test_the_file_holds_both_keys_for_its_owner_alone(stage: Stage) -> None:
    old = stage.house.keys
    rotated(stage)

    path = keys.key_file(stage.house.settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == stage.house.keys.secret + b"\nearlier: " + old.secret + b"\n"
    assert [each.name for each in path.parent.glob(".*key*")] == []
    assert keys.load(stage.house.settings) == Keys(stage.house.keys.secret, (old,))


# --- broken off ---


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", STEPS)
@pytest.mark.parametrize("how", ["raised", "killed"])
async def test_a_change_that_broke_off_is_finished_by_the_same_command(stage: Stage, at: str, how: str) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)
    reached: list[str] = []

    def step(name: str) -> None:
        reached.append(name)
        if name == at:
            raise Killed

    if how == "raised":
        with pytest.raises(Killed):
            rotation.rotate(stage.store, stage.house.settings, stage.now, step)
        assert reached == list(STEPS[: STEPS.index(at) + 1])
    else:
        _killed(stage, at)
    rotated(stage)

    await everybody_is_who_they_were(stage, wave, actors)
    assert not stage.store.read_now(lambda session: rotation.is_unfinished(session, stage.house.keys))


def _killed(stage: Stage, at: str) -> None:
    """The same in a process of its own, which ends there without a word."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 9
        return
    with Store.open(stage.store.url) as store:
        rotation.rotate(store, stage.house.settings, stage.now, lambda name: os._exit(9) if name == at else None)
    os._exit(0)


async def test_until_it_is_finished_no_command_writes(stage: Stage, tmp_path: Path) -> None:
    stage.opens(ASKED)
    await stage.actor("Anna").says("/verbinden")
    _killed(stage, "accounts")
    database = {"NACHGEFRAGT_DATABASE_URL": stage.store.url}

    refused = nachgefragt(tmp_path, "role", "give", "owner", settings=database)
    finished = nachgefragt(tmp_path, "key", "rotate", settings=database)
    given = nachgefragt(tmp_path, "role", "give", "owner", settings=database)

    assert refused.returncode == 1
    assert "key rotate" in refused.stderr
    assert (finished.returncode, given.returncode) == (0, 0), finished.stderr
    assert len(keys.load(stage.house.settings).earlier) == 1


# --- backups and erasures ---


async def test_a_backup_from_before_is_restored_and_made_anew(stage: Stage, tmp_path: Path) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)
    backup = upkeep.backup(stage.store.url, tmp_path / "backups")
    rotated(stage)
    stage.store.close()

    told = nachgefragt(tmp_path, "db", "restore", str(backup), settings={"NACHGEFRAGT_DATABASE_URL": stage.store.url})

    assert told.returncode == 0, told.stderr
    with Store.open(stage.store.url) as stage.store:
        again(stage)
        await everybody_is_who_they_were(stage, wave, actors)


async def test_who_was_erased_after_it_stays_erased_in_a_backup_from_before(stage: Stage, tmp_path: Path) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)
    backup = upkeep.backup(stage.store.url, tmp_path / "backups")
    rotated(stage)
    stage.passes(hours=1)
    for actor in (actors[0], actors[2]):  # one whose id was kept, one whose was not
        await actor.says("/vergissmich")
        await actor.presses("Ja, alles löschen")
    stage.store.close()

    told = nachgefragt(tmp_path, "db", "restore", str(backup), settings={"NACHGEFRAGT_DATABASE_URL": stage.store.url})

    assert told.returncode == 0, told.stderr
    with Store.open(stage.store.url) as stage.store:
        again(stage)
        assert [each.value for each in stage.rows(Answer)] == [WORDS.format("Ben")]
        await everybody_is_who_they_were(stage, wave, [actors[1]])


async def test_without_the_old_key_a_backup_from_before_is_refused_in_clear_words(stage: Stage, tmp_path: Path) -> None:
    wave = stage.opens(ASKED)
    [anna, *_] = await people(stage, wave)
    backup = upkeep.backup(stage.store.url, tmp_path / "backups")
    rotated(stage)
    rotation.drop_earlier(stage.store, stage.house.settings, anyway=True)
    erasures.note(stage.house.settings, "0" * 64, START + timedelta(days=1), stage.rows(Account)[0].id)
    stage.store.close()

    told = nachgefragt(tmp_path, "db", "restore", str(backup), settings={"NACHGEFRAGT_DATABASE_URL": stage.store.url})

    assert told.returncode == 1
    assert "another key" in told.stderr
    assert anna.id


# --- keys that are lost, dropped, or in the settings ---


async def test_earlier_keys_are_kept_while_somebody_needs_them(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)
    rotated(stage)

    with pytest.raises(Refused, match="key-still-needed"):
        rotation.drop_earlier(stage.store, stage.house.settings, anyway=False)
    await actors[2].sends(stage.token(Verb.MINE, wave))
    dropped = rotation.drop_earlier(stage.store, stage.house.settings, anyway=False)
    again(stage)

    assert dropped == 0
    assert stage.house.keys.earlier == ()
    await everybody_is_who_they_were(stage, wave, actors)


async def test_with_a_lost_key_everybody_is_a_stranger_answers_stay_and_no_change_is_possible(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    [anna, *_] = await people(stage, wave)
    stage.store.write_now(lambda session: rotation.mark(session, stage.house.keys, stage.now))
    keys.key_file(stage.house.settings).unlink()
    again(stage)

    await anna.sends(stage.token(Verb.MINE, wave))
    with pytest.raises(Refused, match="key-unknown"):
        rotation.rotate(stage.store, stage.house.settings, stage.now)

    assert WORDS.format("Anna") not in anna.sees
    assert len(stage.rows(Answer)) == 3
    assert not stage.store.read_now(lambda session: erasures.is_key_of(session, stage.house.keys))


async def test_a_key_in_the_settings_is_changed_there(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    actors = await people(stage, wave)
    old = stage.house.keys.secret.decode()
    keys.key_file(stage.house.settings).unlink()

    def set_to(secret: str, earlier: str = "") -> Settings:
        more = {"earlier_keys": earlier} if earlier else {}
        return Settings(_env_file=None, database_url=stage.store.url, secret_key=secret, **more)  # type: ignore[call-arg,arg-type]

    with pytest.raises(Refused, match="key-in-settings"):
        rotation.rotate(stage.store, set_to(old), stage.now)
    settings = set_to("n" * 32, old)
    rotation.rotate(stage.store, settings, stage.now)
    stage.house = House(settings, keys.load(settings))
    stage.restarts()

    await everybody_is_who_they_were(stage, wave, actors)


def test_a_message_that_waited_is_read_with_the_new_key(stage: Stage) -> None:
    sealed = stage.house.keys.seal(b"words", "inbox")
    person = stage.house.keys.account("telegram", "17")
    row = Inbox(event_key="k", platform="telegram", person=person, payload=sealed, arrived_at=stage.now)
    address = stage.house.keys.seal(b"17", "address")
    account = Account(platform="telegram", digest=person, address=address, created_at=stage.now)
    stage.store.write_now(lambda session: session.add_all([row, account]))

    rotated(stage)

    [waiting] = stage.store.read_now(lambda session: list(session.exec(select(Inbox))))
    assert waiting.payload is not None
    assert stage.house.keys.open(waiting.payload, "inbox") == b"words"
    assert waiting.person == stage.house.keys.account("telegram", "17")
