"""Who can read what is sealed, and who else can read the key?"""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import SecretStr

from bot import keys
from bot.keys import KEY_FILE, PURPOSES, Keys
from bot.settings import Settings
from surveys.errors import Refused

ONE, OTHER = Keys(b"1" * 32), Keys(b"2" * 32)
RUNS = 20


def settings(folder: Path, secret: str | None = None) -> Settings:
    key = SecretStr(secret) if secret else None
    return Settings(_env_file=None, database_url=f"sqlite:///{folder / 'n.db'}", secret_key=key)  # type: ignore[call-arg]


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = keys.load(settings(tmp_path / "var"))
    again = keys.load(settings(tmp_path / "var"))

    file = tmp_path / "var" / KEY_FILE
    assert first == again
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == [KEY_FILE]
    assert len(first.secret) == 64


def test_a_key_of_the_settings_leaves_no_file(tmp_path: Path) -> None:
    assert keys.load(settings(tmp_path, "s" * 32)).secret == b"s" * 32
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    people = 8
    for run in range(RUNS):
        barrier = Barrier(people)

        def start(_: int, barrier: Barrier = barrier, run: int = run) -> Keys:
            barrier.wait()
            return keys.load(settings(tmp_path / str(run)))

        with ThreadPoolExecutor(people) as pool:
            loaded = list(pool.map(start, range(people)))

        assert set(loaded) == {Keys((tmp_path / str(run) / KEY_FILE).read_bytes())}


@pytest.mark.parametrize("content", [b"", b"short", b"\n\n"])
def test_a_key_file_that_holds_no_key_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)

    with pytest.raises(Refused, match="secret-key-broken"):
        keys.load(settings(tmp_path))


def test_the_key_is_in_no_text_of_the_object() -> None:
    assert "1111" not in repr(ONE)
    assert "1111" not in str(ONE)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_is_sealed_for_one_purpose_opens_for_no_other(purpose: str) -> None:
    sealed = ONE.seal("Grüße".encode(), purpose)

    assert ONE.open(sealed, purpose) == "Grüße".encode()
    assert [ONE.open(sealed, other) for other in PURPOSES if other != purpose] == [None] * (len(PURPOSES) - 1)
    assert ONE.open_any(sealed) == "Grüße".encode()


def test_another_key_opens_nothing() -> None:
    sealed = ONE.seal(b"secret", "inbox")

    assert OTHER.open(sealed, "inbox") is None
    assert OTHER.open_any(sealed) == b""


@pytest.mark.parametrize("broken", [b"", b"x", b"x" * 11, b"x" * 12, b"x" * 27, b"x" * 200])
def test_what_was_never_sealed_does_not_open(broken: bytes) -> None:
    assert ONE.open(broken, "inbox") is None
    assert ONE.open_any(broken) == b""


def test_a_changed_byte_does_not_open() -> None:
    sealed = bytearray(ONE.seal(b"secret", "inbox"))
    for at in range(len(sealed)):
        changed = bytes(sealed[:at]) + bytes([sealed[at] ^ 1]) + bytes(sealed[at + 1 :])
        assert ONE.open(changed, "inbox") is None


def test_sealing_twice_looks_different() -> None:
    assert ONE.seal(b"secret", "inbox") != ONE.seal(b"secret", "inbox")


def test_digests_are_apart_by_use_platform_wave_and_key() -> None:
    found = [
        ONE.account("telegram", "17"), ONE.account("discord", "17"), OTHER.account("telegram", "17"),
        ONE.source("telegram", "17"), ONE.respondent("telegram", "17"), ONE.respondent("wave", "17"),
        ONE.derived("accounts").hex(), ONE.derived("tokens").hex(),
    ]  # fmt: skip

    assert len({each[:32] for each in found}) == len(found)
    assert found[0] != "17"
    assert [len(each) for each in found[:6]] == [64, 64, 64, 64, 32, 32]
