"""Which accounts are one person, how do two become one, and one two again?

Accounts of one person share its id, and with it the pseudonyms in every wave. Joining gives one account the other's person;
what both had said waits, sealed, so that parting gives each back exactly that
(docs/decisions/0007-one-person-on-two-platforms.md).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import pseudonyms
from bot.keys import Keys
from bot.tables import Account, Joined
from surveys.fieldwork import joining, traces
from surveys.tables import Response, Wave

_SEALED_FOR = "joined"


class Changed(NamedTuple):
    """What follows for what others see.

    Attributes:
        waves: ids of waves whose cards are stale.
        digests: ids of digests that quote the person.
    """

    waves: tuple[str, ...]
    digests: tuple[str, ...]


def accounts_of(session: Session, person_id: str) -> list[Account]:
    """Every account of a person, by platform."""
    query = select(Account).where(Account.person_id == person_id).order_by(Account.platform, Account.id)
    return list(session.exec(query).all())


def joined(session: Session, person_id: str) -> Joined | None:
    """How a person came to have two accounts; None while there is one."""
    return session.exec(select(Joined).where(Joined.person_id == person_id)).first()


def join(session: Session, keys: Keys, account: Account, other: Account, now: datetime) -> Changed:
    """Let ``account`` be of the same person as ``other`` from now on; neither may be joined yet."""
    records: dict[str, Any] = {}
    digests: dict[str, None] = {}
    for wave in _taking_part(session, keys, account.person_id):
        kept, taken = (pseudonyms.of(session, keys, wave.id, each.person_id) for each in (other, account))
        merged = joining.merge(session, wave, kept, taken, traces.moment(wave, now))
        if merged is not None:
            records[wave.id] = merged.record
            digests |= dict.fromkeys(merged.quoting)
    session.add(
        Joined(
            account_id=account.id,
            former_id=account.person_id,
            person_id=other.person_id,
            body=_sealed(session, keys, records),
            at=now,
        )
    )
    account.person_id = other.person_id
    session.flush()
    return Changed(tuple(records), tuple(digests))


def part(session: Session, keys: Keys, bond: Joined, now: datetime) -> Changed:
    """Let the account that had joined be a person of its own again, as far as nothing came of what it had said."""
    digests: dict[str, None] = {}
    records = _opened(session, keys, bond)
    for wave, record in _waves(session, records):
        kept, taken = (pseudonyms.of(session, keys, wave.id, person) for person in (bond.person_id, bond.former_id))
        digests |= dict.fromkeys(joining.part(session, wave, kept, taken, record, traces.moment(wave, now)))
    session.get_one(Account, bond.account_id).person_id = bond.former_id
    session.delete(bond)
    session.flush()
    return Changed(tuple(records), tuple(digests))


def trim(session: Session, keys: Keys, bond: Joined) -> None:
    """Forget what parting would not bring back: what was taken back or changed since, and waves that are no longer kept."""
    before = _opened(session, keys, bond)
    trimmed = {
        wave.id: joining.trimmed(session, wave, pseudonyms.of(session, keys, wave.id, bond.person_id), record)
        for wave, record in _waves(session, before)
    }
    after = {wave_id: record for wave_id, record in trimmed.items() if record is not None}
    if after != before:
        bond.body = _sealed(session, keys, after)
        session.flush()


def forget(session: Session, keys: Keys, person_id: str, source: str) -> None:
    """What was said in a message that is gone, or says something else, does not come back when two accounts are parted."""
    bond = joined(session, person_id)
    if bond is None:
        return
    before = _opened(session, keys, bond)
    after = {wave_id: joining.forgotten(record, source) for wave_id, record in before.items()}
    if after != before:
        bond.body = _sealed(session, keys, after)
        session.flush()


def trim_all(session: Session, keys: Keys) -> None:
    """Forget it of everybody."""
    for bond in session.exec(select(Joined)).all():
        trim(session, keys, bond)


def _taking_part(session: Session, keys: Keys, person_id: str) -> list[Wave]:
    """The waves somebody takes, or took, part in."""
    mine = list(pseudonyms.everywhere(session, keys, person_id).values())
    query = select(Wave).where(
        sa.exists().where(col(Response.wave_id) == Wave.id, col(Response.respondent_id).in_(mine))
    )
    return list(session.exec(query.order_by(Wave.id)).all())


def _waves(session: Session, records: Mapping[str, Any]) -> Iterator[tuple[Wave, joining.Record]]:
    for wave_id, record in records.items():
        wave = session.get(Wave, wave_id)
        if wave is not None:
            yield wave, record


def _sealed(session: Session, keys: Keys, records: Mapping[str, Any]) -> bytes:
    """What was said in an anonymous wave is sealed under its key, too: with that it is gone."""
    written: dict[str, Any] = {}
    for wave_id, record in records.items():
        key = pseudonyms.running_key(session, keys, wave_id)
        text = json.dumps(record, ensure_ascii=False).encode() if key else b""
        written[wave_id] = base64.b64encode(key.seal(text)).decode() if key else record
    return keys.seal(json.dumps(written, ensure_ascii=False).encode(), _SEALED_FOR)


def _opened(session: Session, keys: Keys, bond: Joined) -> dict[str, Any]:
    """By wave; of anonymous ones that are over nothing."""
    opened = keys.open(bond.body, _SEALED_FOR)
    assert opened is not None, "sealed under another key: pseudonyms would be others, too"
    return _unwrapped(session, keys, json.loads(opened))


def told(session: Session, keys: Keys, plain: bytes) -> bytes:
    """What waits for a parting, once opened, as its person may read it: with what the keys of waves still open."""
    try:
        written = json.loads(plain)
    except ValueError:
        return plain
    return json.dumps(_unwrapped(session, keys, written), ensure_ascii=False).encode()


def _unwrapped(session: Session, keys: Keys, written: Mapping[str, Any]) -> dict[str, Any]:
    records: dict[str, Any] = {}
    for wave_id, record in written.items():
        if isinstance(record, dict):
            records[wave_id] = record
            continue
        key = pseudonyms.running_key(session, keys, wave_id)
        plain = key.open(base64.b64decode(record)) if key else None
        if plain is not None:
            records[wave_id] = json.loads(plain)
    return records
