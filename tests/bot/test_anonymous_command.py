"""What does the command line do with anonymous waves?"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from commands import OPERATOR, nachgefragt

from bot.commands.arguments import FAILED, OK

pytestmark = pytest.mark.slow
OPEN = ("wave", "open", "ziele", "--place", "telegram:-100123", "--anonymous")


def keys(folder: Path) -> list[str]:
    """What lies in the folder of keys, by its endings."""
    return sorted(file.suffix for file in (folder / "var" / "wave-keys").iterdir())


def test_closing_a_wave_destroys_its_key_at_once(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    told = json.loads(typed(*OPEN, "--json").stdout)
    open_keys = keys(tmp_path)
    closed = typed("wave", "close", "ziele-1")

    assert told["anonymous"] is True
    assert open_keys == [".key"]
    assert (closed.returncode, closed.stderr) == (OK, "")
    assert keys(tmp_path) == [".gone"]


def test_nothing_single_people_said_is_to_be_had_before_the_end(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    typed(*OPEN)
    refused = [
        typed("answers", "export", "ziele-1", "--format", "csv", "--output", str(tmp_path / "answers.csv")),
        typed("answers", "list", "ziele-1"),
    ]
    typed("wave", "close", "ziele-1")
    after = typed("answers", "export", "ziele-1", "--format", "csv", "--output", str(tmp_path / "answers.csv"))

    for each in refused:
        assert each.returncode == FAILED
        assert "is anonymous: what single people said is to be had once it is closed" in each.stderr
    assert after.returncode == OK, after.stderr


def test_check_names_a_wave_whose_key_is_lost(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    typed(*OPEN)
    before = typed("check")
    for file in (tmp_path / "var" / "wave-keys").iterdir():
        file.unlink()
    lost = typed("check")
    typed("wave", "close", "ziele-1")
    after = typed("check")

    assert "wave keys" not in before.stdout
    assert "BLOCKED  wave keys: the key of the anonymous wave ziele-1 is not in" in lost.stdout
    assert lost.returncode == FAILED
    assert "wave keys" not in after.stdout


def test_a_restored_wave_that_is_over_is_named(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    typed(*OPEN)
    backup = typed("db", "backup").stdout.strip()
    typed("wave", "close", "ziele-1")
    restored = typed("db", "restore", backup)
    [wave] = json.loads(typed("wave", "list", "--json").stdout)

    assert restored.returncode == OK, restored.stderr
    assert "ziele-1 was anonymous and is over" in restored.stderr
    assert wave["state"] == "closed"
