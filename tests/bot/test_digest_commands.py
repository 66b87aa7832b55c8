"""Do the commands about digests show what was posted, version by version, and what would be, without posting it?"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import nachgefragt
from imported import KEY, imported
from sqlmodel import Session

from bot import digests
from bot.commands.arguments import FAILED, OK, USAGE
from surveys.fieldwork import waves
from surveys.store import Store
from surveys.tables import WaveState

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def answered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wave that twelve people answered, and no digest."""
    said = (f"Am Telefon, nach {number} Minuten in der Warteschleife" for number in range(12))
    return imported(tmp_path_factory.mktemp("digests"), "hilfe", said)


@pytest.fixture
def answered(answered_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(answered_once, tmp_path / "answered"))


def composes(folder: Path) -> None:
    """The running bot's part of ``digest post``."""

    def work(session: Session) -> None:
        wave = waves.find(session, KEY)
        closed = wave.state is WaveState.CLOSED
        digests.compose_next(session, wave, datetime.now(UTC), even_if_little=True, final=closed)

    with Store.open(f"sqlite:///{folder / 'var/nachgefragt.db'}") as store:
        store.write_now(work)


def counted(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "var/nachgefragt.db") as database:
        found = int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    database.close()
    return found


def test_a_preview_says_what_the_next_digest_says_and_stores_no_digest(answered: Path) -> None:
    preview = json.loads(nachgefragt(answered, "digest", "preview", KEY, "--format", "json").stdout)
    left = [counted(answered, table) for table in ("digest", "release")]
    composes(answered)
    posted = json.loads(nachgefragt(answered, "digest", "show", KEY, "--format", "json").stdout)

    assert left == [0, 1], "only the release that it shows"
    assert (preview["version"], posted["version"]) == (0, 1)
    assert preview["hash"] == posted["hash"]
    assert preview["sections"] == posted["sections"]


def test_a_preview_says_that_too_little_is_new_for_the_scheduled_digest(answered: Path) -> None:
    before = nachgefragt(answered, "digest", "preview", KEY)
    composes(answered)
    after = nachgefragt(answered, "digest", "preview", KEY)

    assert before.stderr == ""
    assert after.stderr == "new since the digest before: nobody; the scheduled digest waits for 5\n"
    assert after.returncode == OK


def test_each_version_is_listed_with_its_hash_and_can_be_shown(answered: Path) -> None:
    composes(answered)
    assert nachgefragt(answered, "wave", "close", KEY).returncode == OK
    composes(answered)
    listed = json.loads(nachgefragt(answered, "digest", "versions", KEY, "--json").stdout)
    table = nachgefragt(answered, "digest", "versions", KEY).stdout.splitlines()

    assert [each["number"] for each in listed] == [1, 2]
    assert [each["why"] for each in listed] == ["composed", "composed"]
    for version, line in zip(listed, table[1:], strict=True):
        shown = nachgefragt(answered, "digest", "show", KEY, "--version", str(version["number"])).stdout
        assert version["hash"] in line
        assert f"Fassung {version['number']}, Prüfsumme {version['hash'][:12]}" in shown
        for form in ("markdown", "html", "json"):
            words = ["digest", "show", KEY, "--version", str(version["number"]), "--format", form]
            assert version["hash"] in nachgefragt(answered, *words).stdout


def test_a_version_there_is_not_is_answered_with_those_there_are(answered: Path) -> None:
    none = nachgefragt(answered, "digest", "show", KEY, "--version", "1")
    composes(answered)
    unknown = nachgefragt(answered, "digest", "show", KEY, "--version", "7")
    silly = nachgefragt(answered, "digest", "show", KEY, "--version", "zero")

    told = f"nachgefragt: {KEY} has no digest 1: there is none yet; `nachgefragt digest preview` shows the next one\n"
    assert (none.returncode, none.stderr) == (FAILED, told)
    assert (unknown.returncode, unknown.stderr) == (FAILED, f"nachgefragt: {KEY} has no digest 7: there are 1\n")
    assert (silly.returncode, silly.stderr.count("\n")) == (USAGE, 1)


def test_a_wave_without_digests_has_an_empty_list(answered: Path) -> None:
    told = nachgefragt(answered, "digest", "versions", KEY)

    assert (told.returncode, told.stdout, told.stderr) == (OK, "", f"no digest of {KEY} yet\n")
    assert json.loads(nachgefragt(answered, "digest", "versions", KEY, "--json").stdout) == []


def test_an_invitation_is_a_code_of_which_only_a_keyed_digest_is_kept(answered: Path) -> None:
    one, other = (nachgefragt(answered, "digest", "invite", KEY) for _ in range(2))
    unknown = nachgefragt(answered, "digest", "invite", "nothing-1")
    with sqlite3.connect(answered / "var/nachgefragt.db") as database:
        stored = [row[0] for row in database.execute("SELECT digest FROM invitation")]
    database.close()

    assert one.returncode == OK, one.stderr
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}\n", one.stdout)
    assert one.stdout != other.stdout
    assert f"/digest {one.stdout.strip()}" in one.stderr
    assert len(stored) == 2
    assert all(one.stdout.strip().lower().replace("-", "") not in each for each in stored)
    assert (unknown.returncode, unknown.stdout) == (FAILED, "")
