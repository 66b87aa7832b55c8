"""How does a new key take the place of the old one, so that a crash at any step loses nobody?

Three steps, each whole or not at all: the rows are marked with the key they were made with; the key file gets the new key
in front of the old one; one transaction makes anew all that hangs on the key, and marks the rows with the new one. After a
crash the mark and the file tell how far it came, and the same command goes on from there.

What can be made anew is made anew: pseudonyms (from our own random ids), sealed values, digests of accounts whose id is
sealed. The id of other accounts is not there; their digest stays one of the old key until they come back, and until then
the old key is kept in the file. Codes that were given out are void. The keys of anonymous waves are sealed anew before
the rows are: whichever of the two keys sealed them opens them meanwhile.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from bot import auditing, keys, leases, wavekeys
from bot.keys import PURPOSES, Keys
from bot.settings import Settings
from bot.tables import (
    Account,
    Code,
    Community,
    Inbox,
    Invitation,
    Joined,
    KeyMark,
    Offer,
    Posting,
    PostingKind,
)
from surveys import privacy
from surveys.durable import sync_folder
from surveys.errors import Refused
from surveys.fieldwork.rows import table_of
from surveys.store import Store
from surveys.tables import Coding, Holds, Response, Wave

SAMPLED = 200  # people, and waves, that are looked at to tell with which key pseudonyms were made

WAS: sa.BindParameter[str] = sa.bindparam("was")
BECOMES: sa.BindParameter[str] = sa.bindparam("becomes")

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of it.

    Attributes:
        fingerprint: of the key the rows are under now.
        accounts: whose digest was made anew.
        waiting: accounts whose digest is one of an earlier key until they come back.
        void: codes that were given out and are none any more.
    """

    fingerprint: str
    accounts: int
    waiting: int
    void: int


# --- with which key were the rows made? -------------------------------------------------------------------------


def key_of(session: Session, known: Keys) -> Keys | None:
    """Which of the known keys the rows were made with; None where it is none of them, the present one if nothing tells."""
    alone = [_in_place_of(known, each) for each in (known, *known.earlier)]
    mark = session.exec(select(KeyMark)).first()
    if mark is not None:
        return next((each for each in alone if each.fingerprint == mark.fingerprint), None)
    sealed = session.exec(select(Account.address).where(col(Account.address).is_not(None)).limit(1)).first()
    if sealed is not None:
        return next((each for each in alone if each.open(sealed, "address") is not None), None)
    return next((each for each in alone if _made_pseudonyms(session, each)), alone[0])


def _in_place_of(known: Keys, each: Keys) -> Keys:
    """One of the keys with all others beside it: the files of waves may be sealed with any of them."""
    others = tuple(Keys(other.secret) for other in (known, *known.earlier) if other.secret != each.secret)
    return replace(each, earlier=others, folder=known.folder, veiled=known.veiled)


def mark(session: Session, known: Keys, now: datetime) -> None:
    """Mark the rows with the key they were made with, where something tells or nothing is there; twice is harmless."""
    if session.exec(select(KeyMark)).first() is not None:
        return
    empty = session.exec(select(Account.id).limit(1)).first() is None
    sealed = session.exec(select(Account.id).where(col(Account.address).is_not(None)).limit(1)).first()
    found = key_of(session, known)
    if found is not None and (empty or sealed is not None or _made_pseudonyms(session, found)):
        session.add(KeyMark(fingerprint=found.fingerprint, since=now))
        session.flush()


def is_unfinished(session: Session, known: Keys) -> bool:
    """Whether a change of the key was interrupted: the rows are under an earlier one."""
    if not known.earlier:
        return False
    found = key_of(session, known)
    return found is not None and found.secret != known.secret


def _made_pseudonyms(session: Session, key: Keys) -> bool:
    people = session.exec(select(Account.person_id).order_by(Account.id).limit(SAMPLED)).all()
    for wave in session.exec(select(Wave.id).order_by(Wave.id).limit(SAMPLED)).all():
        pseudonyms = [key.respondent(wave, person) for person in people]
        query = select(Response.id).where(Response.wave_id == wave, col(Response.respondent_id).in_(pseudonyms))
        if session.exec(query.limit(1)).first() is not None:
            return True
    return False


# --- changing it ------------------------------------------------------------------------------------------------


def rotate(store: Store, settings: Settings, now: datetime, step: Step = lambda _: None) -> Rotated:
    """Put a new key in place, or finish what was begun. Nothing else may run on the database.

    step: told what was just done; tests crash there.
    errors: Refused under a key the rows were not made with, where another process runs, and where the settings hold the
    key and have no new one yet.
    """
    known = keys.load(settings)
    held = store.write_now(lambda session: _ready(session, settings, known, now))
    step("marked")
    if held.secret == known.secret:
        if settings.secret_key is not None:
            raise Refused("key-in-settings")
        former = (Keys(held.secret), *known.earlier)
        known = Keys(secrets.token_hex(32).encode(), former, known.folder)
        write(keys.key_file(settings), known)
        step("written")
    wavekeys.seal_anew(known)
    done = store.write_now(lambda session: rekey(session, held, known, now, step))
    step("done")
    return done


def _ready(session: Session, settings: Settings, known: Keys, now: datetime) -> Keys:
    """The key the rows are under, which they are marked with."""
    if session.connection().dialect.name == "postgresql" and leases.living(session, leases.AT_WORK, now):
        raise Refused("already-running", file=settings.database_url.rpartition("@")[2])
    held = key_of(session, known)
    if held is None:
        raise Refused("key-unknown", file=str(keys.key_file(settings)))
    if session.exec(select(KeyMark)).first() is None:
        session.add(KeyMark(fingerprint=held.fingerprint, since=now))
    return held


def write(path: Path, known: Keys) -> None:
    """Put these keys in the file, whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:  # mode 0600
        file.write(known.as_file())
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    sync_folder(path.parent)


def drop_earlier(store: Store, settings: Settings, *, anyway: bool) -> int:
    """Forget the earlier keys; gives how many accounts are strangers from then on.

    Raises Refused where there are some and ``anyway`` is not said, and where the settings hold the keys.
    """
    known = keys.load(settings)
    if settings.secret_key is not None:
        raise Refused("key-in-settings")
    if store.read_now(lambda session: is_unfinished(session, known)):
        raise Refused("key-unfinished")
    waiting = store.read_now(_waiting)
    if waiting and not anyway:
        raise Refused("key-still-needed", count=waiting)
    write(keys.key_file(settings), Keys(known.secret))
    return waiting


# --- making anew ------------------------------------------------------------------------------------------------


def rekey(session: Session, old: Keys, new: Keys, now: datetime, step: Step = lambda _: None) -> Rotated:
    """Make anew, in this transaction, all that was made with the old key and can be made with the new one."""
    digests = dict(_digests(session, old, new))
    _move_accounts(session, digests)
    step("accounts")
    _reseal(session, old, new)
    step("sealed")
    _move_pseudonyms(session, old, new)
    step("pseudonyms")
    _move_coders(session, old, new)
    void = sum(_count(session.execute(sa.delete(model))) for model in (Code, Invitation, Offer))
    session.execute(sa.update(Posting).where(col(Posting.kind) == PostingKind.CARD).values(stale_at=now))
    session.execute(sa.delete(KeyMark))
    session.add(KeyMark(fingerprint=new.fingerprint, since=now))
    auditing.note(session, auditing.OPERATOR, "rotate-key", "", f"key:{new.fingerprint}", "", now)
    session.expire_all()
    step("marked anew")
    return Rotated(new.fingerprint, len(digests), _waiting(session), void)


def _digests(session: Session, old: Keys, new: Keys) -> Iterator[tuple[str, str]]:
    """Old and new digest of each account whose id is sealed."""
    for account in session.exec(select(Account).where(col(Account.address).is_not(None)).order_by(Account.id)):
        raw = old.open(account.address or b"", "address")
        if raw is not None:
            yield account.digest, new.account(account.platform, raw.decode())


def _move_accounts(session: Session, digests: Mapping[str, str]) -> None:
    every = sa.update(Account).values(earlier=True).execution_options(synchronize_session=False)
    session.execute(every)
    rows = [{"was": old, "becomes": new} for old, new in digests.items()]
    if not rows:
        return
    account, inbox = table_of(Account), table_of(Inbox)
    connection = session.connection()
    connection.execute(sa.update(account).where(account.c.digest == WAS).values(digest=BECOMES, earlier=False), rows)
    connection.execute(sa.update(inbox).where(inbox.c.person == WAS).values(person=BECOMES), rows)


def _reseal(session: Session, old: Keys, new: Keys) -> None:
    """Every sealed value of every table; each says with its purpose what it is."""
    connection = session.connection()
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if privacy.holds(column) is not Holds.SEALED:
                continue
            own = list(table.primary_key.columns)
            rows = connection.execute(sa.select(column, *own).where(column.is_not(None)).order_by(*own)).all()
            for sealed, *ids in rows:
                anew = _anew(sealed, old, new)
                if anew is not None:
                    this = [each == value for each, value in zip(own, ids, strict=True)]
                    connection.execute(sa.update(table).where(*this).values({column.name: anew}))


def _anew(sealed: bytes, old: Keys, new: Keys) -> bytes | None:
    """Sealed with the new key; None for what the old one does not open, which stays as it is."""
    for purpose in PURPOSES:
        plain = old.open(sealed, purpose)
        if plain is not None:
            return new.seal(plain, purpose)
    return None


def _move_pseudonyms(session: Session, old: Keys, new: Keys) -> None:
    people = {*session.exec(select(Account.person_id)), *session.exec(select(Joined.former_id))}
    tables = [
        (table, column)
        for table, columns in privacy.personal(SQLModel.metadata)
        for column in columns
        if privacy.whose(column) == "respondents"
    ]
    connection = session.connection()
    for wave in session.exec(select(Wave.id).order_by(Wave.id)).all():
        anew = {old.respondent(wave, person): new.respondent(wave, person) for person in sorted(people)}
        for table, column in tables:
            here = table.c.wave_id == wave
            there = connection.execute(sa.select(column).where(here).distinct()).scalars()
            rows = [{"was": each, "becomes": anew[each]} for each in sorted(there) if each in anew]
            if rows:
                connection.execute(sa.update(table).where(here, column == WAS).values({column.name: BECOMES}), rows)


def _move_coders(session: Session, old: Keys, new: Keys) -> None:
    """Under which name somebody coded answers."""
    coding = table_of(Coding)
    connection = session.connection()
    coders = set(connection.execute(sa.select(coding.c.coder).distinct()).scalars())
    communities = session.exec(select(Community.id).order_by(Community.id)).all()
    for account in session.exec(select(Account.id).order_by(Account.id)).all():
        for community in communities:
            was = old.coder(community, account)
            if was in coders:
                becomes = new.coder(community, account)
                connection.execute(sa.update(coding).where(coding.c.coder == was).values(coder=becomes))


def _waiting(session: Session) -> int:
    return session.exec(select(sa.func.count()).select_from(Account).where(col(Account.earlier))).one()


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
