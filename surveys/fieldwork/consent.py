"""What did a respondent agree to, when, and to which wording?

Each purpose is agreed to and withdrawn by itself. A withdrawn agreement stays as a record of the withdrawal; agreeing
again is a new record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session

from surveys.databases.prepared import Prepared
from surveys.errors import NoConsent
from surveys.fieldwork import removal, traces
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Consent, Purpose, Wave, new_id

TEXT_VERSION = "2026-11"  # of the information block people agree to; a new wording is a new version
ANONYMOUS = "-anonymous"  # behind it where the wave is: the block says more

_CONSENT = table_of(Consent)
_PERSON = (
    _CONSENT.c.wave_id == sa.bindparam("wave"),
    _CONSENT.c.respondent_id == sa.bindparam("respondent"),
)
_HAS = (
    sa.select(_CONSENT.c.id)
    .where(*_PERSON, _CONSENT.c.purpose == sa.bindparam("purpose"), _CONSENT.c.withdrawn_at.is_(None))
    .limit(1)
)
_DECIDED = Prepared(sa.select(_CONSENT.c.id).where(*_PERSON, _CONSENT.c.purpose == sa.bindparam("purpose")).limit(1))
_HISTORY = sa.select(_CONSENT).where(*_PERSON).order_by(_CONSENT.c.given_at, _CONSENT.c.id)
_END = sa.update(_CONSENT).where(*_PERSON, _CONSENT.c.withdrawn_at.is_(None)).values(withdrawn_at=sa.bindparam("now"))
_END_ONE = _END.where(_CONSENT.c.purpose == sa.bindparam("which"))
_TURN = (
    sa.update(_CONSENT)
    .where(*_PERSON, _CONSENT.c.purpose.in_([Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER]))
    .values(purpose=sa.case((_CONSENT.c.purpose == Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER), else_=Purpose.QUOTE_HERE))
)
_GIVE = sa.insert(_CONSENT)


class Where(StrEnum):
    """A place words may be quoted in, seen from where they were said."""

    HERE = "here"  # the community and platform they were said in
    OTHER = "other"  # the community's other platform
    WEB = "web"  # the web and the article


_PURPOSES = {Where.HERE: Purpose.QUOTE_HERE, Where.OTHER: Purpose.QUOTE_OTHER, Where.WEB: Purpose.QUOTE_WEB}


def give(
    session: Session,
    wave: Wave,
    respondent_id: str,
    purpose: Purpose,
    now: datetime,
    *,
    shown_name: str | None = None,
    text_version: str = "",
) -> None:
    """Note an agreement; under the same name and to the same wording (by default today's) twice it is noted once.

    Raises NoConsent for any other purpose before ``TAKE_PART``: nothing is stored before that.
    """
    text_version, now = text_version or _version(wave), traces.moment(wave, now)
    held = active(history(session, wave, respondent_id))
    if purpose is not Purpose.TAKE_PART and not any(each.purpose is Purpose.TAKE_PART for each in held):
        raise NoConsent("consent-missing")
    if not wave.named_quotes:
        shown_name = None
    same = next((each for each in held if each.purpose is purpose), None)
    if same and (same.shown_name, same.text_version) == (shown_name, text_version):
        return
    connection = direct(session)
    person = {"wave": wave.id, "respondent": respondent_id}
    if same:
        connection.execute(_END_ONE, {**person, "which": purpose, "now": now})
    _note(connection, wave, respondent_id, purpose, text_version, shown_name, given_at=now, withdrawn_at=None)


def withdraw(session: Session, wave: Wave, respondent_id: str, purpose: Purpose, now: datetime) -> tuple[str, ...]:
    """End an agreement; that of taking part ends all of them and removes every answer. Twice is harmless.

    Where somebody who takes part was never asked before, their no is noted, so that they are not asked again. Returns
    the ids of the digests that quote the person and have to be corrected.
    """
    connection, now = direct(session), traces.moment(wave, now)
    person = {"wave": wave.id, "respondent": respondent_id, "now": now}
    if purpose is Purpose.TAKE_PART:
        connection.execute(_END, person)
        return removal.remove_person(session, wave, respondent_id, now)
    if connection.execute(_END_ONE, {**person, "which": purpose}).rowcount:
        return removal.quoting_person(session, wave, respondent_id)
    known = history(session, wave, respondent_id)
    if active(known) and not any(each.purpose is purpose for each in known):
        _note(connection, wave, respondent_id, purpose, _version(wave), None, given_at=now, withdrawn_at=now)
    return ()


def turn(session: Session, wave: Wave, respondent_id: str) -> None:
    """Somebody answers from the other platform from now on: what held here holds there, and the other way round."""
    direct(session).execute(_TURN, {"wave": wave.id, "respondent": respondent_id})


def has(session: Session, wave: Wave, respondent_id: str, purpose: Purpose = Purpose.TAKE_PART) -> bool:
    """Whether that agreement holds now."""
    asked = {"wave": wave.id, "respondent": respondent_id, "purpose": purpose}
    return direct(session).execute(_HAS, asked).first() is not None


def decided(session: Session, wave: Wave, respondent_id: str, purpose: Purpose) -> bool:
    """Whether somebody ever said yes or no to that."""
    asked = {"wave": wave.id, "respondent": respondent_id, "purpose": purpose}
    return bool(_DECIDED.rows(direct(session), asked))


def history(session: Session, wave: Wave, respondent_id: str) -> list[Consent]:
    """Every agreement ever given in the wave, the oldest first."""
    rows = direct(session).execute(_HISTORY, {"wave": wave.id, "respondent": respondent_id})
    return [Consent(**row) for row in rows.mappings()]


def active(consents: Iterable[Consent]) -> list[Consent]:
    """Those that hold."""
    return [consent for consent in consents if consent.withdrawn_at is None]


def may_quote(consents: Sequence[Consent], where: Where) -> bool:
    """Whether somebody with these agreements may be quoted there; taking part has to hold too."""
    purposes = {consent.purpose for consent in active(consents)}
    return {Purpose.TAKE_PART, _PURPOSES[where]} <= purposes


def _version(wave: Wave) -> str:
    """Which wording is shown today."""
    return TEXT_VERSION + ANONYMOUS if wave.anonymous else TEXT_VERSION


def _note(
    connection: sa.Connection,
    wave: Wave,
    respondent_id: str,
    purpose: Purpose,
    text_version: str,
    shown_name: str | None,
    *,
    given_at: datetime,
    withdrawn_at: datetime | None,
) -> None:
    row = {
        "id": new_id(),
        "wave_id": wave.id,
        "respondent_id": respondent_id,
        "purpose": purpose,
        "text_version": text_version,
        "shown_name": shown_name,
        "given_at": given_at,
        "withdrawn_at": withdrawn_at,
    }
    connection.execute(_GIVE, row)
