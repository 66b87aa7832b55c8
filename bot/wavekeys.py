"""Where is the key of an anonymous wave, and how is it destroyed for good?

Each anonymous wave has 32 random bytes of its own, sealed under the one secret, in a file beside that: outside the database
and its backups, so that a backup that comes back brings no key with it. While the file is there, who is who can be worked
out; once it is destroyed nobody can, with the database, the secret and every other file in hand. That it was destroyed is
itself noted, in an empty file: then a missing key is no accident.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.keys import Keys
from surveys import tables
from surveys.durable import sync_folder
from surveys.tables import RespondentId

KEY, GONE = ".key", ".gone"  # endings of the two files of a wave
NEW = ".new"  # of a key that is being sealed anew
LENGTH = 32  # bytes of a key
OWNER_ONLY, FOLDER_OWNER_ONLY = 0o600, 0o700
_SEALED_FOR = "wave"
_NONCE = 12  # bytes, AES-GCM


@dataclass(frozen=True)
class WaveKey:
    """The key of one anonymous wave."""

    secret: bytes = field(repr=False)

    def respondent(self, person_id: str) -> RespondentId:
        """Pseudonym of a person in this wave: 32 hex digits."""
        return RespondentId(self._digest(f"respondent:{person_id}")[:32])

    def source(self, platform: str, message: str) -> str:
        """Digest of the message or form an answer came in: 64 hex digits."""
        return self._digest(f"source:{platform}:{message}")

    def seal(self, plain: bytes) -> bytes:
        """Encrypt what is to be unreadable once this key is destroyed (AES-256-GCM, random nonce in front)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._sealer.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes | None:
        """Decrypt what ``seal`` made; None for anything else."""
        try:
            return self._sealer.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError):
            return None

    def _digest(self, text: str) -> str:
        return hmac.digest(self.secret, text.encode(), "sha256").hex()

    @cached_property
    def _sealer(self) -> AESGCM:
        return AESGCM(hmac.digest(self.secret, b"sealed", "sha256"))


def make(keys: Keys, wave_id: str) -> None:
    """Make the key of a wave that begins; durable when this returns. Raises FileExistsError for one that had a key."""
    path = _path(keys, wave_id, KEY)
    path.parent.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    _write_new(path, keys.seal(tables.random_bytes(LENGTH), _SEALED_FOR))


def find(keys: Keys, wave_id: str) -> WaveKey | None:
    """The key of a wave; None where there is none (any more), or it was made under another secret.

    Read anew each time: a process that remembered it would know it after another one destroyed it.
    """
    if keys.folder is None:
        return None
    try:
        sealed = _path(keys, wave_id, KEY).read_bytes()
    except FileNotFoundError:
        return None
    secret = _opened(keys, sealed)
    return WaveKey(secret) if secret is not None else None


def seal_anew(keys: Keys) -> int:
    """Seal with the present secret what an earlier one sealed; gives how many. Again is harmless, each is whole or not."""
    anew = 0
    for wave_id in kept(keys):
        path = _path(keys, wave_id, KEY)
        sealed = path.read_bytes()
        secret = _opened(keys, sealed)
        if secret is None or keys.open(sealed, _SEALED_FOR) is not None:
            continue
        beside = _path(keys, wave_id, NEW)
        beside.unlink(missing_ok=True)
        _write_new(beside, keys.seal(secret, _SEALED_FOR))
        beside.replace(path)
        sync_folder(path.parent)
        anew += 1
    return anew


def _opened(keys: Keys, sealed: bytes) -> bytes | None:
    return next(
        (found for each in (keys, *keys.earlier) if (found := each.open(sealed, _SEALED_FOR)) is not None), None
    )


def is_destroyed(keys: Keys, wave_id: str) -> bool:
    """Whether the wave's key was destroyed, or is about to be: nobody brings it back."""
    return keys.folder is not None and _path(keys, wave_id, GONE).exists()


def kept(keys: Keys) -> list[str]:
    """The ids of the waves whose key is still there."""
    if keys.folder is None:
        return []
    return sorted(file.stem for file in keys.folder.glob(f"*{KEY}"))


def destroy(keys: Keys, wave_id: str) -> None:
    """Destroy the key of a wave that is over; any number of times is harmless, also after a crash at any step.

    errors: OSError where the files cannot be written; then it has to be done again.
    """
    for _ in steps(keys, wave_id):
        pass


def steps(keys: Keys, wave_id: str) -> Iterator[str]:
    """Destroy a key step by step; each is on the disk when its name is given."""
    gone, key = _path(keys, wave_id, GONE), _path(keys, wave_id, KEY)
    gone.parent.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        _write_new(gone, b"")
    yield "noted"
    for file in (_path(keys, wave_id, NEW), key):  # what a crash left of sealing anew holds the key, too
        if file.exists():
            _overwrite(file)
            yield "overwritten"
            file.unlink(missing_ok=True)
            sync_folder(file.parent)
    yield "removed"


def _path(keys: Keys, wave_id: str, ending: str) -> Path:
    assert keys.folder is not None, "these keys have no folder for those of waves"
    return keys.folder / f"{wave_id}{ending}"


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def _overwrite(path: Path) -> None:
    """Write noise over it first: what a file system keeps of a removed file is not the key, where it writes in place."""
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
