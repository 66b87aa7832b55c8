"""How are people kept apart from their ids? Keyed digests, pseudonyms, sealed values, and where the key lives.

Unkeyed hashes of platform ids fall to brute force in hours, so every digest is an HMAC under a key that lives outside
the database and its backups. Each use has its own key, derived from the one secret (HMAC-SHA256 as in HKDF-Expand,
RFC 5869 section 2.3, with one block).
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.settings import Settings
from surveys.errors import Refused
from surveys.tables import RespondentId

KEY_FILE = "secret.key"  # beside the SQLite file, else under var/
WAVE_KEYS = "wave-keys"  # a folder beside it
PURPOSES = ("address", "pending", "inbox", "message", "joined", "name")  # what values are sealed for
EARLIER = b"earlier: "  # before a key in the file that was the present one once
SHORTEST = 32  # characters of a secret
_NONCE = 12  # bytes, AES-GCM
TAG_LENGTH = 8  # characters of base64 = 48 bits; a guess is re-authorised from the database anyway


@dataclass(frozen=True)
class Keys:
    """The one secret and what is derived from it.

    Attributes:
        earlier: keys it took the place of, the last first; with them somebody is found again who has not been here since.
        folder: where the keys of anonymous waves are (``bot.wavekeys``); None where there can be none.
        veiled: what is known of waves: whether each is anonymous, which never changes (``bot.pseudonyms``).
    """

    secret: bytes = field(repr=False)
    earlier: tuple[Keys, ...] = field(default=(), repr=False)
    folder: Path | None = field(default=None, compare=False, repr=False)
    veiled: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """Tells one key from another, and nothing of either: 16 hex digits."""
        return self.derived("fingerprint").hex()[:16]

    def as_file(self) -> bytes:
        """What the key file holds: the present key, then the earlier ones, each in a line."""
        return b"\n".join((self.secret, *(EARLIER + each.secret for each in self.earlier))) + b"\n"

    def accounts(self, platform: str, raw_id: str) -> tuple[str, ...]:
        """Digests under which an account may be found, that of the present key first."""
        return tuple(each.account(platform, raw_id) for each in (self, *self.earlier))

    def sources(self, platform: str, message: str) -> tuple[str, ...]:
        """Digests of a message under every key, that of the present one first."""
        return tuple(each.source(platform, message) for each in (self, *self.earlier))

    def made(self, body: str, tag: str) -> bool:
        """Whether the tag is ours, of whichever key: buttons stand for months, and each press is authorised anyway."""
        return any(hmac.compare_digest(tag, each.tag(body)) for each in (self, *self.earlier))

    def account(self, platform: str, raw_id: str) -> str:
        """Digest under which an account is found again: 64 hex digits."""
        return hmac.digest(self._accounts, f"{platform}:{raw_id}".encode(), "sha256").hex()

    def respondent(self, wave_id: str, person_id: str) -> RespondentId:
        """Pseudonym of a person within one wave: 32 hex digits, not linkable between waves without the key.

        Not in an anonymous wave, which has a key of its own: ``bot.pseudonyms`` knows which is meant.
        """
        return RespondentId(hmac.digest(self._respondents, f"{wave_id}:{person_id}".encode(), "sha256").hex()[:32])

    def coder(self, community_id: str, account_id: str) -> str:
        """Under which name an account codes answers in a community: 18 characters, not linkable without the key."""
        return f"m-{hmac.digest(self._coders, f'{community_id}:{account_id}'.encode(), 'sha256').hex()[:16]}"

    def source(self, platform: str, message: str) -> str:
        """Digest of the message or form an answer came in: 64 hex digits."""
        return hmac.digest(self._sources, f"{platform}:{message}".encode(), "sha256").hex()

    def tag(self, body: str) -> str:
        """What authenticates a token: 8 characters out of ``A-Za-z0-9_-``."""
        digest = hmac.digest(self._tokens, body.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:6]).decode()

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt a value for one purpose (AES-256-GCM, random nonce in front)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._sealer.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes | None:
        """Decrypt what ``seal`` made for the same purpose; None under another key or purpose."""
        try:
            return self._sealer.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to be sealed
            return None

    def open_any(self, sealed: bytes) -> bytes:
        """Decrypt a value whatever it was sealed for; empty under another key."""
        opened = (self.open(sealed, purpose) for purpose in PURPOSES)
        return next((plain for plain in opened if plain is not None), b"")

    def derived(self, label: str) -> bytes:
        """A key of 32 bytes for one use."""
        return hmac.digest(self.secret, label.encode() + b"\x01", "sha256")

    @cached_property
    def _accounts(self) -> bytes:
        return self.derived("accounts")

    @cached_property
    def _respondents(self) -> bytes:
        return self.derived("respondents")

    @cached_property
    def _coders(self) -> bytes:
        return self.derived("coders")

    @cached_property
    def _sources(self) -> bytes:
        return self.derived("sources")

    @cached_property
    def _tokens(self) -> bytes:
        return self.derived("tokens")

    @cached_property
    def _sealer(self) -> AESGCM:
        return AESGCM(self.derived("sealed"))


def load(settings: Settings) -> Keys:
    """The key from the settings, else from its file; made with mode 0600 where there is none. Raises Refused."""
    if settings.secret_key is not None:
        former = settings.earlier_keys.get_secret_value().split(",") if settings.earlier_keys else []
        secret = settings.secret_key.get_secret_value().encode()
        return Keys(secret, tuple(Keys(each.encode()) for each in former), wave_keys(settings))
    path = key_file(settings)
    if not path.exists():
        _make(path)
    secret, *earlier = (part.strip() for part in path.read_bytes().split(b"\n" + EARLIER))
    if any(len(each) < SHORTEST for each in (secret, *earlier)):
        raise Refused("secret-key-broken", file=str(path))
    return Keys(secret, tuple(map(Keys, earlier)), wave_keys(settings))


def _make(path: Path) -> None:
    """Make the key file whole or not at all: a process that starts at the same moment never reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{KEY_FILE}-") as file:  # mode 0600
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster: its key counts
            os.link(file.name, path)


def key_file(settings: Settings) -> Path:
    """Where the key is kept: beside the SQLite file, else under ``var/``."""
    prefix = "sqlite:///"
    if settings.database_url.startswith(prefix):
        return Path(settings.database_url.removeprefix(prefix)).parent / KEY_FILE
    return Path("var") / KEY_FILE


def wave_keys(settings: Settings) -> Path:
    """Where the keys of anonymous waves are: beside the key, outside database and backups."""
    return key_file(settings).with_name(WAVE_KEYS)
