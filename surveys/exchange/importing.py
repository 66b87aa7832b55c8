"""How do answers from a file become answers of a wave?

Each respondent gets a new pseudonym, made of the file and their number: the same file a second time adds nothing, and no
account leads to it. Answers first, with what moderators decided; then the reactions, as those are on answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire
from surveys.exchange.rows import QUOTES, Row, has_words
from surveys.fieldwork import consent, interview, moderation, responses, waves
from surveys.fieldwork.acts import Kept, Voted
from surveys.fieldwork.counts import REACTIONS
from surveys.fieldwork.interview import Turn
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.standing import standing
from surveys.tables import Answer, Purpose, RespondentId, Response, Statement, Wave

AT_ONCE = 100  # respondents stored in one unit of work

_ANSWER, _STATEMENT, _RESPONSE = (table_of(model) for model in (Answer, Statement, Response))
_MINE = sa.select(_ANSWER.c.item, _ANSWER.c.id).where(
    _ANSWER.c.wave_id == sa.bindparam("wave"), _ANSWER.c.respondent_id == sa.bindparam("respondent")
)
_STATEMENTS = (
    sa.select(
        _STATEMENT.c.id,
        _STATEMENT.c.item,
        _STATEMENT.c.seed,
        _ANSWER.c.item.label("said_to"),
        _ANSWER.c.respondent_id.label("author"),
    )
    .join_from(_STATEMENT, _ANSWER, _ANSWER.c.id == _STATEMENT.c.answer_id, isouter=True)
    .where(_STATEMENT.c.wave_id == sa.bindparam("wave"))
)
_VALUES = {name: value for value, name in REACTIONS.items()}


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did.

    Attributes:
        known: respondents that were there from an earlier import of the same file.
        lost: reactions to sentences that are not put to the vote here.
    """

    added: int
    known: int
    lost: int


def fingerprint(path: Path) -> str:
    """What tells a file from another."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def respondent(wave: Wave, file: str, number: int) -> RespondentId:
    """The pseudonym of a respondent of a file."""
    return RespondentId(hashlib.sha256(f"import:{wave.id}:{file}:{number}".encode()).hexdigest()[:32])


def store_answers(session: Session, wave: Wave, rows: Sequence[Row], file: str, now: datetime) -> Taken:
    """Store the answers of these respondents, with their agreements; raises NotOpen."""
    questionnaire = waves.questionnaire_of(session, wave)
    added = 0
    for row in rows:
        who = respondent(wave, file, row.number)
        if standing(session, wave, who) is None:
            _store(session, wave, questionnaire, row, who, now)
            added += 1
    return Taken(added, len(rows) - added, 0)


def store_reactions(session: Session, wave: Wave, rows: Sequence[Row], file: str, now: datetime) -> Taken:
    """Store the reactions of these respondents; twice is harmless."""
    questionnaire = waves.questionnaire_of(session, wave)
    authors = {respondent(wave, file, number): number for number in _authors(rows)}
    ids = {
        (found.item, found.seed or f"{found.said_to}-{authors.get(found.author, '?')}"): found.id
        for found in direct(session).execute(_STATEMENTS, {"wave": wave.id})
    }
    lost = 0
    for row in rows:
        votes = []
        for item in questionnaire.items:
            if isinstance(item, Statements):
                for name, reaction in row.reactions.get(item.key, {}).items():
                    statement = ids.get((item.key, name))
                    lost += statement is None
                    votes += [Voted(statement, _VALUES[reaction])] if statement else []
        who = respondent(wave, file, row.number)
        if votes:
            turn = _turn(session, wave, questionnaire, who, row, tuple(votes))
            responses.keep(session, wave, questionnaire, who, turn, platform=row.platform, now=now)
    return Taken(0, 0, lost)


def _authors(rows: Sequence[Row]) -> set[int]:
    """Numbers of respondents whose sentences were reacted to."""
    names = {name for row in rows for given in row.reactions.values() for name in given}
    return {int(number) for name in names if (number := name.rpartition("-")[2]).isdecimal()}


def _store(
    session: Session, wave: Wave, questionnaire: Questionnaire, row: Row, who: RespondentId, now: datetime
) -> None:
    consent.give(session, wave, who, Purpose.TAKE_PART, now)
    for name in row.quotes:
        consent.give(session, wave, who, QUOTES[name], now)
    responses.join(session, wave, questionnaire, who, platform=row.platform, language=row.language, now=now)
    kept = tuple(Kept(item.key, row.answers[item.key].value) for item in questionnaire.items if item.key in row.answers)
    turn = _turn(session, wave, questionnaire, who, row, kept)
    responses.keep(session, wave, questionnaire, who, turn, platform=row.platform, now=now)
    found = direct(session).execute(_MINE, {"wave": wave.id, "respondent": who}).all()
    for key, answer_id in found:
        state = row.answers[key].state
        if has_words(questionnaire.item(key)) and state == "approved":
            moderation.approve(session, answer_id)
        elif state == "rejected":
            moderation.reject(session, answer_id)


def _turn(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    who: RespondentId,
    row: Row,
    stored: tuple[Kept | Voted, ...],
) -> Turn:
    """A turn that brings all this at once; those who went to the end stay there."""
    values = {key: given.value for key, given in row.answers.items()}
    here = interview.begin(questionnaire, 0, values)
    return Turn(replace(here, position=None) if row.completed else here, stored)
