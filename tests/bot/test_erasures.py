"""Does somebody who was forgotten stay forgotten when a backup is restored?"""

from __future__ import annotations

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from commands import nachgefragt
from fielding import EVERYTHING, Field
from sqlmodel import Session, select

from bot import erasures, keys
from bot.settings import Settings
from bot.tables import Account
from surveys.fieldwork import waves
from surveys.fieldwork.acts import Pick, Say
from surveys.store import Store
from surveys.tables import Answer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'var/nachgefragt.db'}")


def people(settings: Settings, now: datetime, *names: str) -> list[str]:
    """Store people with an answer each; gives the digests of their accounts."""
    held = keys.load(settings)
    digests = [held.account("telegram", name) for name in names]

    def work(session: Session) -> None:
        wave = waves.field(session, EVERYTHING, "here", waves.WaveSettings.of(EVERYTHING, now), now)
        waves.open_wave(session, wave, now)
        field = Field(session, wave, EVERYTHING, now)
        for name, digest in zip(names, digests, strict=True):
            sealed = held.seal(name.encode(), "address")
            account = Account(platform="telegram", digest=digest, address=sealed, created_at=now)
            session.add(account)
            session.flush()
            who = held.respondent(wave.id, account.person_id)
            field.join(who)
            field.act(Pick("group", "value", "customer"), Say(f"{name} hat viele Worte gesagt", item="why"), who=who)

    with Store.open(settings.database_url) as store:
        store.write_now(work)
    return digests


def remaining(settings: Settings) -> set[str]:
    with Store.open(settings.database_url) as store:
        return store.read_now(
            lambda session: {str(answer.value) for answer in session.exec(select(Answer)) if answer.item == "why"}
        )


def test_who_was_erased_since_the_backup_stays_erased(settings: Settings, now: datetime, tmp_path: Path) -> None:
    assert nachgefragt(tmp_path, "db", "upgrade").returncode == 0
    anna, _ = people(settings, now, "Anna", "Ben")
    backup = nachgefragt(tmp_path, "db", "backup").stdout.strip()
    erasures.note(settings, anna, now + timedelta(days=1))

    told = nachgefragt(tmp_path, "db", "restore", backup)

    assert told.returncode == 0, told.stderr
    assert remaining(settings) == {"Ben hat viele Worte gesagt"}
    with Store.open(settings.database_url) as store:
        assert len(store.read_now(lambda session: session.exec(select(Account)).all())) == 1


def test_who_came_back_after_being_erased_stays(settings: Settings, now: datetime, tmp_path: Path) -> None:
    nachgefragt(tmp_path, "db", "upgrade")
    [anna] = people(settings, now, "Anna")
    erasures.note(settings, anna, now - timedelta(days=1))
    nachgefragt(tmp_path, "db", "restore", nachgefragt(tmp_path, "db", "backup").stdout.strip())

    assert remaining(settings) == {"Anna hat viele Worte gesagt"}


def test_the_list_is_for_its_owner_only_and_names_nobody(settings: Settings, now: datetime) -> None:
    digest = keys.load(settings).account("telegram", "4711")
    erasures.note(settings, digest, now)
    erasures.note(settings, digest, now)
    path = erasures.file(settings)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.parent == keys.key_file(settings).parent
    assert path.read_text().count(digest) == 2
    assert "4711" not in path.read_text()


def test_a_line_that_was_cut_off_is_let_be(settings: Settings, now: datetime, tmp_path: Path) -> None:
    nachgefragt(tmp_path, "db", "upgrade")
    [anna] = people(settings, now, "Anna")
    erasures.note(settings, anna, now)
    whole = erasures.file(settings).read_text()
    erasures.file(settings).write_text(whole[:-30])

    with Store.open(settings.database_url) as store:
        held = keys.load(settings)
        assert store.write_now(lambda session: erasures.replay(session, settings, held, now)) == 0
        erasures.file(settings).write_text(whole)
        assert store.write_now(lambda session: erasures.replay(session, settings, held, now)) == 1
        assert store.write_now(lambda session: erasures.replay(session, settings, held, now)) == 0


def test_erasures_are_not_replayed_by_halves_under_another_key(
    settings: Settings, now: datetime, tmp_path: Path
) -> None:
    assert nachgefragt(tmp_path, "db", "upgrade").returncode == 0
    anna, _ = people(settings, now, "Anna", "Ben")
    backup = nachgefragt(tmp_path, "db", "backup").stdout.strip()
    erasures.note(settings, anna, now + timedelta(days=1))
    kept = keys.key_file(settings).read_bytes()
    keys.key_file(settings).write_text("another key of at least 32 characters")

    told = nachgefragt(tmp_path, "db", "restore", backup)
    assert told.returncode == 1
    assert "secret.key" in told.stderr
    assert "erasures.txt" in told.stderr

    keys.key_file(settings).write_bytes(kept)
    assert nachgefragt(tmp_path, "db", "restore", backup).returncode == 0
    assert remaining(settings) == {"Ben hat viele Worte gesagt"}


def test_check_sees_a_key_that_is_not_the_one_of_the_database(
    settings: Settings, now: datetime, tmp_path: Path
) -> None:
    assert nachgefragt(tmp_path, "db", "upgrade").returncode == 0
    people(settings, now, "Anna")
    assert "another key" not in nachgefragt(tmp_path, "check").stdout
    keys.key_file(settings).write_text("another key of at least 32 characters")

    assert "another key" in nachgefragt(tmp_path, "check").stdout
