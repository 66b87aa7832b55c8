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
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import auditing, keys, persons, pseudonyms, rotation
from bot.keys import Keys
from bot.settings import Settings
from bot.tables import Account, KeyMark
from surveys import privacy
from surveys.errors import Refused

NAME = "erasures.txt"
OWNER_ONLY = 0o600

Noted: TypeAlias = tuple[datetime, str, str]  # when, digest, and id of the account where it was known


def file(settings: Settings) -> Path:
    """Where it is."""
    return keys.key_file(settings).with_name(NAME)


def note(settings: Settings, digest: str, now: datetime, account_id: str = "") -> None:
    """Remember, durably, that this account was erased; twice is harmless. Called before the erasure is committed.

    account_id: random, and the same in backups under any key.
    """
    path = file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    try:
        # A line break in front, too: what a crash cut off must not swallow what follows.
        os.write(descriptor, f"\n{f'{now.isoformat()} {digest} {account_id}'.rstrip()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replay(session: Session, settings: Settings, house_keys: Keys, now: datetime) -> int:
    """Erase again who was erased since a backup was made; gives how many accounts that were.

    The rows may be under an earlier key than the present one. Raises Refused under one that is not known, where that can
    be told.
    """
    erased = 0
    noted = list(_noted(file(settings)))
    held = rotation.key_of(session, house_keys)
    for moment, digest, account_id in noted:
        same = sa.or_(col(Account.digest) == digest, col(Account.id) == account_id)
        account = session.exec(select(Account).where(same, col(Account.created_at) <= moment)).first()
        if account is None:
            continue
        if held is None:
            raise Refused("key-of-another-database", file=str(keys.key_file(settings)), erasures=str(file(settings)))
        _erase(session, held, account, noted, now)
        erased += 1
    return erased


def _erase(session: Session, held: Keys, account: Account, noted: Sequence[Noted], now: datetime) -> None:
    bond = persons.joined(session, account.person_id)
    both = persons.accounts_of(session, account.person_id)
    if bond is not None and not all(_asked(each, noted) for each in both):
        persons.part(session, held, bond, now)  # they had parted before one of them wanted to be forgotten
    respondents = list(pseudonyms.everywhere(session, held, account.person_id).values())
    auditing.forget_reasons(session, privacy.answers_of(session, respondents))
    privacy.erase(
        session, respondents, accounts=[account.id], digests=[account.digest], people=[account.person_id], now=now
    )


def is_key_of(session: Session, house_keys: Keys | None) -> bool:
    """Whether the rows were made with this key; True where nothing is there to tell."""
    mark = session.exec(select(KeyMark)).first()
    if mark is not None:
        return house_keys is not None and mark.fingerprint == house_keys.fingerprint
    sealed = session.exec(select(Account.address).where(col(Account.address).is_not(None)).limit(1)).first()
    return sealed is None or (house_keys is not None and house_keys.open(sealed, "address") is not None)


def _asked(account: Account, noted: Sequence[Noted]) -> bool:
    """Whether somebody asked to be forgotten as this account, and not before they came back with it."""
    return any(
        moment >= account.created_at and (account.digest == digest or account.id == account_id)
        for moment, digest, account_id in noted
    )


def _noted(path: Path) -> Iterator[Noted]:
    """What was written whole; a line that a crash cut off was not committed either."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        moment, _, rest = line.partition(" ")
        digest, _, account_id = rest.partition(" ")
        if len(digest) == 64:
            yield datetime.fromisoformat(moment), digest, account_id
