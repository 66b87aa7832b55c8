"""How do answers from a file become answers of a wave?

Each respondent gets a new pseudonym, made of their key in the export, or of the file and their number where they have
none: the same people a second time add nothing, in whatever format, and no account leads to them. Answers first, with what
moderators decided; then the reactions, as those are on answers. All in one unit of work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire
from surveys.errors import SurveyError
from surveys.exchange.rows import QUOTES, Row, has_words, key_of
from surveys.fieldwork import consent, interview, moderation, responses, waves
from surveys.fieldwork.acts import Kept, Voted
from surveys.fieldwork.counts import REACTIONS
from surveys.fieldwork.interview import Turn
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.standing import standing
from surveys.tables import Answer, Purpose, RespondentId, Response, Statement, Wave

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
_HERE = sa.select(_RESPONSE.c.respondent_id).where(_RESPONSE.c.wave_id == sa.bindparam("wave"))
_VALUES = {name: value for value, name in REACTIONS.items()}


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did.

    Attributes:
        known: respondents that were there from an earlier import of the same file.
        lost: reactions to sentences that are not put to the vote here.
        marked: the wave holds sample data from now on.
    """

    added: int
    known: int
    lost: int
    marked: bool = False


def fingerprint(path: Path) -> str:
    """What tells a file from another."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def respondent(wave: Wave, file: str, row: Row) -> RespondentId:
    """The pseudonym of a respondent of a file."""
    named = row.key or f"{file}:{row.number}"
    return RespondentId(hashlib.sha256(f"import:{wave.id}:{named}".encode()).hexdigest()[:32])


def take(
    session: Session,
    wave: Wave,
    read: Callable[[], Iterable[Row]],
    file: str,
    now: datetime,
    told: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Store everybody in an export, in this unit of work; gives what it did.

    Raises NotOpen, SampleIntoReal, and Refused for an anonymous wave.

    read: gives the respondents, once for the answers and once for the reactions.
    told: is told how many respondents are done.
    """
    waves.ensure_takes_imports(wave)
    marked = any(row.sample for row in read()) and mark(session, wave)
    here = keys_here(session, wave)
    people: dict[int, RespondentId] = {}
    native: set[int] = set()
    added = 0
    for done, row in enumerate(read(), 1):
        told(done)
        people[row.number] = respondent(wave, file, row)
        if row.key in here:
            native.add(row.number)
        added += len(add(session, wave, [row], file, here, now))
    rows = (row for row in read() if row.number not in native)
    lost = react(session, wave, rows, people, sentences(session, wave, people), now)
    return Taken(added, len(people) - added, lost, marked)


def keys_here(session: Session, wave: Wave) -> set[str]:
    """What tells the wave's own respondents in a file, before anything of the file is stored."""
    return {key_of(wave, who) for (who,) in direct(session).execute(_HERE, {"wave": wave.id})} - {""}


def add(
    session: Session, wave: Wave, rows: Iterable[Row], file: str, here: Collection[str], now: datetime
) -> list[str]:
    """Store the answers of those who are not here yet; gives their pseudonyms. Raises NotOpen."""
    questionnaire = waves.questionnaire_of(session, wave)
    new = []
    for row in rows:
        who = respondent(wave, file, row)
        if row.key not in here and standing(session, wave, who) is None:
            _store(session, wave, questionnaire, row, who, now)
            new.append(str(who))
    return new


class SampleIntoReal(SurveyError):
    """Sample data does not go among the answers of people."""


def mark(session: Session, wave: Wave) -> bool:
    """Mark the wave as one of sample data, if it is none; what is once a sample stays one in every file."""
    if wave.sample:
        return False
    if wave.locked:
        raise SampleIntoReal("sample-into-real", wave=wave.key)
    wave.sample = True
    session.add(wave)
    session.flush()
    return True


def sentences(session: Session, wave: Wave, people: Mapping[int, RespondentId]) -> dict[tuple[str, str], str]:
    """Ids of what is put to the vote here, by item and the name it has in the file."""
    numbers = {who: number for number, who in people.items()}
    return {
        (found.item, found.seed or f"{found.said_to}-{numbers.get(found.author, '?')}"): found.id
        for found in direct(session).execute(_STATEMENTS, {"wave": wave.id})
    }


def react(
    session: Session,
    wave: Wave,
    rows: Iterable[Row],
    people: Mapping[int, RespondentId],
    ids: Mapping[tuple[str, str], str],
    now: datetime,
) -> int:
    """Store the reactions of these respondents, twice is harmless; gives how many found no sentence."""
    questionnaire = waves.questionnaire_of(session, wave)
    lost = 0
    for row in rows:
        votes = []
        for item in questionnaire.items:
            if isinstance(item, Statements):
                for name, reaction in row.reactions.get(item.key, {}).items():
                    statement = ids.get((item.key, name))
                    lost += statement is None
                    votes += [Voted(statement, _VALUES[reaction])] if statement else []
        if votes:
            who = people[row.number]
            turn = _turn(session, wave, questionnaire, who, row, tuple(votes))
            responses.keep(session, wave, questionnaire, who, turn, platform=row.platform, now=now)
    return lost


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
