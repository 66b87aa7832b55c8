"""Is the key of an anonymous wave there while it runs, and gone for good afterwards, wherever a crash comes between?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot import wavekeys
from bot.keys import Keys

WAVE, OTHER = "w" * 16, "o" * 16


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(b"k" * 32, folder=tmp_path / "wave-keys")


def test_a_pseudonym_is_the_same_as_long_as_the_key_is_there(keys: Keys) -> None:
    wavekeys.make(keys, WAVE)
    first, again = wavekeys.find(keys, WAVE), wavekeys.find(keys, WAVE)

    assert first is not None
    assert again is not None
    assert first.respondent("anna") == again.respondent("anna") != first.respondent("ben")
    assert first.respondent("anna") != keys.respondent(WAVE, "anna")


def test_two_waves_have_nothing_in_common(keys: Keys) -> None:
    for wave in (WAVE, OTHER):
        wavekeys.make(keys, wave)
    here, there = wavekeys.find(keys, WAVE), wavekeys.find(keys, OTHER)

    assert here is not None
    assert there is not None
    assert here.respondent("anna") != there.respondent("anna")
    assert here.source("telegram", "1:2") != there.source("telegram", "1:2")
    assert there.open(here.seal(b"said")) is None
    assert here.open(here.seal(b"said")) == b"said"


def test_a_key_is_of_no_use_without_the_secret_it_was_sealed_under(keys: Keys) -> None:
    wavekeys.make(keys, WAVE)
    found = wavekeys.find(keys, WAVE)

    assert found is not None
    assert wavekeys.find(Keys(b"x" * 32, folder=keys.folder), WAVE) is None
    assert keys.folder is not None
    assert found.secret not in (keys.folder / f"{WAVE}.key").read_bytes()


def test_no_second_key_is_made_for_a_wave(keys: Keys) -> None:
    wavekeys.make(keys, WAVE)

    with pytest.raises(FileExistsError):
        wavekeys.make(keys, WAVE)


@pytest.mark.skipif(os.name == "nt", reason="modes of files are of POSIX")
def test_keys_are_for_their_owner_only(keys: Keys) -> None:
    wavekeys.make(keys, WAVE)

    assert keys.folder is not None
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.folder.iterdir()} == {0o600}


@pytest.mark.parametrize("steps", range(4))
def test_wherever_destroying_breaks_off_the_next_time_finishes_it(keys: Keys, steps: int) -> None:
    wavekeys.make(keys, WAVE)
    wavekeys.make(keys, OTHER)
    begun = wavekeys.steps(keys, WAVE)
    for _ in range(steps):
        next(begun, None)
    broken_off = wavekeys.is_destroyed(keys, WAVE)
    begun.close()

    wavekeys.destroy(keys, WAVE)

    assert broken_off == (steps > 0), "whatever happened to it was noted before"
    assert wavekeys.find(keys, WAVE) is None
    assert wavekeys.is_destroyed(keys, WAVE)
    assert wavekeys.kept(keys) == [OTHER]


def test_a_key_that_is_overwritten_opens_nothing_though_its_file_is_there(keys: Keys) -> None:
    wavekeys.make(keys, WAVE)
    begun = wavekeys.steps(keys, WAVE)

    assert [next(begun), next(begun)] == ["noted", "overwritten"]
    assert wavekeys.kept(keys) == [WAVE]
    assert wavekeys.find(keys, WAVE) is None


def test_destroying_twice_and_what_never_was_is_harmless(keys: Keys) -> None:
    for _ in range(2):
        wavekeys.destroy(keys, WAVE)

    assert wavekeys.is_destroyed(keys, WAVE)
    assert not wavekeys.is_destroyed(keys, OTHER)
    assert wavekeys.kept(Keys(b"k" * 32)) == []


def test_a_process_that_knew_the_key_knows_it_no_more_once_another_destroyed_it(keys: Keys) -> None:
    other = Keys(keys.secret, folder=keys.folder)
    wavekeys.make(keys, WAVE)
    known = wavekeys.find(other, WAVE)
    wavekeys.destroy(keys, WAVE)

    assert known is not None
    assert wavekeys.find(other, WAVE) is None


def test_what_a_broken_sealing_left_is_destroyed_with_the_key(keys: Keys) -> None:
    assert keys.folder is not None
    wavekeys.make(keys, WAVE)
    left = keys.folder / f"{WAVE}{wavekeys.NEW}"
    left.write_bytes((keys.folder / f"{WAVE}{wavekeys.KEY}").read_bytes())
    wavekeys.destroy(keys, WAVE)

    assert [file.name for file in keys.folder.iterdir()] == [f"{WAVE}{wavekeys.GONE}"]
