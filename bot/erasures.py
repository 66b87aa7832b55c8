"""Who asked to be forgotten, so that a restored backup does not bring them back?

Their keyed digests stand in an append-only file beside the key, outside database and backups: without the key nobody can
tell whose they are. Restoring replays those that are younger than the account they would erase, under the key the rows
were made with: another one would find the account and miss what its person said.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from bot import auditing, keys, persons, pseudonyms
from bot.keys import Keys
from bot.settings import Settings
from bot.tables import Account
from surveys import privacy
from surveys.errors import Refused

NAME = "erasures.txt"
OWNER_ONLY = 0o600


def file(settings: Settings) -> Path:
    """Where it is."""
    return keys.key_file(settings).with_name(NAME)


def note(settings: Settings, digest: str, now: datetime) -> None:
    """Remember, durably, that this account was erased; twice is harmless. Called before the erasure is committed."""
    path = file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    try:
        # A line break in front, too: what a crash cut off must not swallow what follows.
        os.write(descriptor, f"\n{now.isoformat()} {digest}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replay(session: Session, settings: Settings, house_keys: Keys, now: datetime) -> int:
    """Erase again who was erased since a backup was made; gives how many accounts that were.

    Raises Refused under another key than the one the rows were made with, where that can be told.
    """
    erased = 0
    noted = list(_noted(file(settings)))
    for moment, digest in noted:
        account = session.exec(
            select(Account).where(Account.digest == digest, col(Account.created_at) <= moment)
        ).one_or_none()
        if account is None:
            continue
        if not erased and not is_key_of(session, house_keys):
            raise Refused("key-of-another-database", file=str(keys.key_file(settings)), erasures=str(file(settings)))
        bond = persons.joined(session, account.person_id)
        both = persons.accounts_of(session, account.person_id)
        if bond is not None and not all(_asked(each, noted) for each in both):
            persons.part(session, house_keys, bond, now)  # they had parted before one of them wanted to be forgotten
        respondents = list(pseudonyms.everywhere(session, house_keys, account.person_id).values())
        auditing.forget_reasons(session, privacy.answers_of(session, respondents))
        privacy.erase(
            session, respondents, accounts=[account.id], digests=[digest], people=[account.person_id], now=now
        )
        erased += 1
    return erased


def is_key_of(session: Session, house_keys: Keys | None) -> bool:
    """Whether the rows were made with this key; True where nothing sealed is there to tell."""
    sealed = session.exec(select(Account.address).where(col(Account.address).is_not(None)).limit(1)).first()
    return sealed is None or (house_keys is not None and house_keys.open(sealed, "address") is not None)


def _asked(account: Account, noted: Sequence[tuple[datetime, str]]) -> bool:
    """Whether somebody asked to be forgotten as this account, and not before they came back with it."""
    return any(digest == account.digest and moment >= account.created_at for moment, digest in noted)


def _noted(path: Path) -> Iterator[tuple[datetime, str]]:
    """What was written whole; a line that a crash cut off was not committed either."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        moment, _, digest = line.partition(" ")
        if len(digest) == 64:
            yield datetime.fromisoformat(moment), digest
