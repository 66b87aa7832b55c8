"""Who decided what, when and why, so that nobody can change it afterwards without being seen?

An append-only log as a chain of hashes (Haber & Stornetta 1991, "How to time-stamp a digital document",
doi:10.1007/BF00196791): each entry holds the hash of the one before it, and its own over its canonical JSON (sorted keys,
no blanks). A changed, removed or reordered entry breaks the chain from there on. Cutting off the *end* leaves a chain that
is whole, so ``verify`` takes the last hash and the count as they were noted elsewhere.

**Erasure.** What leads to a person is not in the hashed part: that holds a seal, a hash of the value keyed with 32 random
bytes of this entry alone, while value and salt stand beside it. To erase somebody, both are dropped: without the salt the
seal cannot be tried against a list of known ids, and the chain stays whole. The id itself is opaque here (a keyed
pseudonym of the caller's, never a platform's number). A reason in free text may name people and is sealed the same way.
Salts must not go into exports, and a backup that still holds them is pruned like any other row of the person.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

FIRST = "0" * 64  # the hash before the first entry
SALT = 32  # bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value that can be erased without breaking the chain.

    Attributes:
        seal: what is hashed, 64 hex digits.
        value, salt: what was sealed; both None once erased.
    """

    seal: str
    value: str | None
    salt: bytes | None

    def erased(self) -> Sealed:
        """The same seal, without what it hides."""
        return replace(self, value=None, salt=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision.

    Attributes:
        number: from 1, without gaps.
        who: the moderator, by an opaque id.
        what: such as ``approve``, ``reject``, ``redact``.
        about: id of the answer or wave, none of a person.
        at: aware, UTC.
        why: the reason given, or an empty text.
        previous, hash: 64 hex digits each.
    """

    number: int
    who: Sealed
    what: str
    about: str
    at: datetime
    why: Sealed
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry at which the chain does not hold.

    Attributes:
        number: its place from 1; one past the end if entries are missing there.
        reason: ``number``, ``previous``, ``hash``, ``seal`` or ``end``.
    """

    number: int
    reason: str


def seal(value: str, salt: bytes) -> Sealed:
    """Seal a value with 32 random bytes of its own; raises ValueError for a salt of another length."""
    if len(salt) != SALT:
        raise ValueError(f"a salt of {SALT} bytes, not {len(salt)}")
    return Sealed(hmac.new(salt, _bytes(value), hashlib.sha256).hexdigest(), value, salt)


def entry(
    before: Entry | None, *, who: str, what: str, about: str, at: datetime, why: str, salts: tuple[bytes, bytes]
) -> Entry:
    """The entry that follows; raises ValueError for a time without zone.

    salts: 32 random bytes each for ``who`` and ``why``, never used before.
    """
    if at.tzinfo is None:
        raise ValueError("a time with its zone")
    made = Entry(
        number=before.number + 1 if before else 1,
        who=seal(who, salts[0]),
        what=what,
        about=about,
        at=at.astimezone(UTC),
        why=seal(why, salts[1]),
        previous=before.hash if before else FIRST,
        hash="",
    )
    return replace(made, hash=_hash(made))


def canonical(given: Entry) -> bytes:
    """The JSON that is hashed: no person in it, only seals."""
    told = {
        "about": given.about,
        "at": given.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "number": given.number,
        "previous": given.previous,
        "what": given.what,
        "who": given.who.seal,
        "why": given.why.seal,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def verify(entries: Sequence[Entry], *, last: str | None = None, count: int | None = None) -> Fault | None:
    """The first fault of a chain in its order; None if it holds.

    last, count: the last hash and the number of entries as noted elsewhere; without them a missing end is not found.
    """
    previous = FIRST
    for number, each in enumerate(entries, start=1):
        if each.number != number:
            return Fault(number, "number")
        if each.previous != previous:
            return Fault(number, "previous")
        if each.hash != _hash(each):
            return Fault(number, "hash")
        if not (_holds(each.who) and _holds(each.why)):
            return Fault(number, "seal")
        previous = each.hash
    if (count is not None and count != len(entries)) or (last is not None and last != previous):
        return Fault(len(entries) + 1, "end")
    return None


def erase(entries: Iterable[Entry], who: str) -> list[Entry]:
    """The same chain without the id of a person and without the reasons they wrote."""
    return [
        replace(each, who=each.who.erased(), why=each.why.erased()) if each.who.value == who else each
        for each in entries
    ]


HEADER = ("number", "at", "who", "what", "about", "why", "previous", "hash")


def rows(entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """The log as rows under ``HEADER``, without salts; the writer of the file makes them safe from formulas."""
    return [
        (
            str(each.number),
            each.at.astimezone(UTC).isoformat(timespec="seconds"),
            each.who.value or "",
            each.what,
            each.about,
            each.why.value or "",
            each.previous,
            each.hash,
        )
        for each in entries
    ]


def _hash(given: Entry) -> str:
    return hashlib.sha256(canonical(given)).hexdigest()


def _holds(sealed: Sealed) -> bool:
    if sealed.value is None and sealed.salt is None:
        return True  # erased
    if sealed.value is None or sealed.salt is None or len(sealed.salt) != SALT:
        return False
    return hmac.compare_digest(sealed.seal, hmac.new(sealed.salt, _bytes(sealed.value), hashlib.sha256).hexdigest())


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")
