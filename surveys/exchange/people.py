"""How do people from elsewhere become respondents of a wave: all of them, or none?

They have no account here, so nobody can change or withdraw their answers. They agree to taking part only, under a text
version that names where they come from; to being quoted only where a column of the file says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from surveys.design.items.kind import Value
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import consent, interview, moderation, responses, waves
from surveys.fieldwork.acts import Kept, Voted
from surveys.fieldwork.counts import REACTIONS
from surveys.fieldwork.interview import Turn
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.standing import standing
from surveys.tables import Purpose, RespondentId, Statement, Wave

PLATFORM = "import"  # where they answered, in counts and exports
_STATEMENT = table_of(Statement)
_SEEDS = sa.select(_STATEMENT.c.id, _STATEMENT.c.item, _STATEMENT.c.seed).where(
    _STATEMENT.c.wave_id == sa.bindparam("wave"), _STATEMENT.c.seed.is_not(None)
)
_VALUES = {name: value for value, name in REACTIONS.items()}
FORM, CHAT = "imported-form", "imported-chat"  # text versions of their agreement to take part


@dataclass(frozen=True, slots=True)
class Person:
    """One respondent from elsewhere.

    Attributes:
        who: keyed pseudonym; no name and no id of theirs is stored.
        answers: by item.
        quotes: what they agreed to be quoted for.
        reactions: to prepared sentences: by item, then by key of the sentence, agree, disagree or pass.
    """

    who: RespondentId
    answers: Mapping[str, Value]
    quotes: Sequence[Purpose] = ()
    reactions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not taken, and why.

    Attributes:
        row: line or message of the file.
        column: of a table; empty for a chat.
        value: shortened.
        reason: in English, for the operator.
    """

    row: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a file holds for a wave."""

    people: tuple[Person, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())


def store(
    session: Session, wave: Wave, people: Iterable[Person], now: datetime, *, source: str, language: str
) -> tuple[int, int]:
    """Store everybody's answers in one unit of work; gives how many answers were added and how many were there.

    Twice is harmless: an answer that is there stays as it is. Raises NotOpen. Words from a chat are kept out of quotes
    and votes, whatever else is decided about answers here.
    """
    waves.ensure_takes_imports(wave)
    questionnaire = waves.questionnaire_of(session, wave)
    added = known = 0
    for person in people:
        fresh = _unknown(session, wave, person)
        known += len(person.answers) - len(fresh)
        if not fresh:
            continue
        added += len(fresh)
        if standing(session, wave, person.who) is None:
            consent.give(session, wave, person.who, Purpose.TAKE_PART, now, text_version=source)
            responses.join(session, wave, questionnaire, person.who, platform=PLATFORM, language=language, now=now)
        for purpose in person.quotes:
            consent.give(session, wave, person.who, purpose, now, text_version=source)
        _keep(session, wave, questionnaire, person, fresh, now)
        if source == CHAT:
            _keep_out(session, wave, questionnaire, person, fresh)
    return added, known


def _unknown(session: Session, wave: Wave, person: Person) -> dict[str, Value]:
    here = standing(session, wave, person.who)
    held = here.answers if here else {}
    return {key: value for key, value in person.answers.items() if key not in held}


def _keep(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    person: Person,
    fresh: Mapping[str, Value],
    now: datetime,
) -> None:
    here = standing(session, wave, person.who)
    held = {key: answer.value for key, answer in here.answers.items()} if here else {}
    begun = interview.begin(questionnaire, 0, {**held, **fresh})
    # Nobody will come back to answer the rest.
    kept = tuple(Kept(key, value) for key, value in fresh.items())
    turn = Turn(replace(begun, position=None), (*kept, *_votes(session, wave, person, fresh)))
    responses.keep(session, wave, questionnaire, person.who, turn, platform=PLATFORM, now=now)


def _votes(session: Session, wave: Wave, person: Person, fresh: Mapping[str, Value]) -> tuple[Voted, ...]:
    """Reactions to the sentences of items that are new here."""
    wanted = {(key, seed): said for key in fresh for seed, said in person.reactions.get(key, {}).items()}
    if not wanted:
        return ()
    found = direct(session).execute(_SEEDS, {"wave": wave.id})
    return tuple(Voted(row.id, _VALUES[wanted[row.item, row.seed]]) for row in found if (row.item, row.seed) in wanted)


def _keep_out(
    session: Session, wave: Wave, questionnaire: Questionnaire, person: Person, fresh: Mapping[str, Value]
) -> None:
    for answer in responses.answers_of(session, wave, person.who):
        if answer.item in fresh and questionnaire.item(answer.item).words(answer.value) is not None:
            moderation.reject(session, answer.id)
