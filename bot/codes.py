"""How is something shown on one platform and typed on another, once, by whoever it was meant for?

A code has eight characters out of an alphabet without lookalikes, is good for ten minutes and once; only its keyed digest is
stored. After five wrong ones within ten minutes an account's next ones are not looked at.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.keys import Keys
from bot.tables import Account, Attempt, Code, CodeKind
from surveys import tables
from surveys.errors import Refused

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0, 1
LENGTH = 8  # 40 bits
VALID = timedelta(minutes=10)
TRIES = 5  # wrong ones in ``VALID``
_FAIR = 256 - 256 % len(ALPHABET)  # bytes from here on would make the first letters likelier


def make(
    session: Session, keys: Keys, kind: CodeKind, account: Account, now: datetime, *, community_id: str | None = None
) -> str:
    """A new code of this account, in place of an earlier one of the kind."""
    for earlier in session.exec(select(Code).where(Code.account_id == account.id, Code.kind == kind)).all():
        session.delete(earlier)
    code = drawn()
    session.add(
        Code(
            digest=digest(keys, code),
            kind=kind,
            account_id=account.id,
            community_id=community_id,
            expires_at=now + VALID,
        )
    )
    session.flush()
    return code


def drawn() -> str:
    """Letters of a new code."""
    code = ""
    while len(code) < LENGTH:
        code += "".join(ALPHABET[byte % len(ALPHABET)] for byte in tables.random_bytes(LENGTH) if byte < _FAIR)
    return code[:LENGTH]


def shown(code: str) -> str:
    """A code as people read it: ``ABCD-EFGH``."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}".upper()


def read(text: str) -> str:
    """The code in what somebody typed, whatever its case, hyphens and spaces; empty where it cannot be one."""
    code = "".join(letter for letter in text.lower() if letter not in " -\u2013\u2014\u00a0")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def typed(session: Session, keys: Keys, kind: CodeKind, text: str, account: Account, now: datetime) -> Code | None:
    """The code somebody typed; None, which is counted, for any that is wrong, over or of another kind.

    Raises Refused after too many wrong ones, right or wrong.
    """
    ensure_may_try(session, account, now)
    code = session.get(Code, digest(keys, read(text)))
    if code is None or code.kind is not kind or code.expires_at <= now:
        note_wrong(session, account, now)
        return None
    return code


def ensure_may_try(session: Session, account: Account, now: datetime) -> None:
    """Raise Refused after too many wrong ones."""
    wrong = select(Attempt).where(Attempt.account_id == account.id, col(Attempt.at) > now - VALID)
    if len(session.exec(wrong).all()) >= TRIES:
        raise Refused("code-too-many")


def note_wrong(session: Session, account: Account, now: datetime) -> None:
    """Count a wrong one."""
    session.add(Attempt(account_id=account.id, at=now))


def take(session: Session, code: Code) -> None:
    """It was used, and is none any more."""
    session.delete(code)
    session.flush()


def burn(session: Session, keys: Keys, text: str) -> None:
    """A code that others may have read is none any more."""
    code = session.get(Code, digest(keys, read(text)))
    if code is not None:
        take(session, code)


def expire(session: Session, now: datetime) -> None:
    """Delete codes that are over, and wrong ones that no longer count."""
    for statement in (
        sa.delete(Code).where(col(Code.expires_at) <= now),
        sa.delete(Attempt).where(col(Attempt.at) <= now - VALID),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def digest(keys: Keys, code: str) -> str:
    """The keyed digest of a code; all that is stored of it."""
    return hmac.digest(keys.derived("codes"), code.encode(), "sha256").hex()
