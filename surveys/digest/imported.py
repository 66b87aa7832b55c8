"""Who in a wave was taken from elsewhere, from what kind of source, and how much of what they said is counted?

Only people the last release counts: a number that is ahead of the released ones would tell of somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from surveys.fieldwork.counts import EVERYBODY
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Consent, Purpose, Response, Wave

PLATFORM = "import"  # where they answered, as ``surveys.exchange.people`` has it
SOURCES = ("imported-form", "imported-chat")  # kinds, by the text version of the agreement

_ANSWER, _CONSENT, _RESPONSE = (table_of(model) for model in (Answer, Consent, Response))


class Imported(NamedTuple):
    """How many people of a source are counted, and how many answers they gave; not yet guarded."""

    people: int
    answers: int


def imported(session: Session, wave: Wave) -> Mapping[str, Imported]:
    """By kind of source, in the order of ``SOURCES``; kinds nobody came from are missing."""
    query = (
        sa.select(
            _CONSENT.c.text_version,
            sa.func.count(sa.distinct(_ANSWER.c.respondent_id)),
            sa.func.count(sa.distinct(_ANSWER.c.id)),
        )
        .join_from(_RESPONSE, _ANSWER, _of_the_same(_ANSWER))
        .join(_CONSENT, _of_the_same(_CONSENT))
        .where(
            _RESPONSE.c.wave_id == wave.id,
            _RESPONSE.c.platform == PLATFORM,
            _CONSENT.c.purpose == Purpose.TAKE_PART,
            _CONSENT.c.text_version.in_(SOURCES),
            sa.cast(_ANSWER.c.released, sa.Text).contains(f'"{EVERYBODY}"', autoescape=True),
        )
        .group_by(_CONSENT.c.text_version)
    )
    found = {source: Imported(people, answers) for source, people, answers in direct(session).execute(query)}
    return {source: found[source] for source in SOURCES if source in found}


def _of_the_same(table: sa.Table) -> sa.ColumnElement[bool]:
    return (table.c.wave_id == _RESPONSE.c.wave_id) & (table.c.respondent_id == _RESPONSE.c.respondent_id)
