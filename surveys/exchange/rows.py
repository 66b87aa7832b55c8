"""What stands in an export, respondent by respondent?

Rows are read one after the other, in the order of the pseudonyms, which says nothing about when somebody answered; the
pseudonym itself stays here, the file has a number. Reactions to others' sentences name their author by that number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session

from surveys.design.items.kind import Item, Value
from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Refused
from surveys.fieldwork import waves
from surveys.fieldwork.counts import REACTIONS
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, AnswerState, Consent, Purpose, Response, ResponseState, Statement, Vote, Wave

KEY_LENGTH = 20  # hex digits, 80 bits: no two respondents of one wave share one by chance
AT_ONCE = 500  # rows fetched at a time

Cell: TypeAlias = str | int | float | None
QUOTES: Mapping[str, Purpose] = {
    "quote_here": Purpose.QUOTE_HERE,
    "quote_other": Purpose.QUOTE_OTHER,
    "quote_web": Purpose.QUOTE_WEB,
}
ABOUT = ("respondent", "platform", "language", "group", "completed", "started_on", *QUOTES, "key", "sample")
STATE = ".state"  # behind the key of an item answered in words
OTHERS = ".others"  # behind the key of a statements item: reactions to sentences of respondents
YES, NAMED = "yes", "named"

_RESPONSE, _ANSWER, _CONSENT, _VOTE, _STATEMENT = (
    table_of(model) for model in (Response, Answer, Consent, Vote, Statement)
)
_WAVE: sa.BindParameter[str] = sa.bindparam("wave")
_ROWS = (
    sa.select(
        _RESPONSE.c.respondent_id,
        _RESPONSE.c.platform,
        _RESPONSE.c.language,
        _RESPONSE.c.segment,
        _RESPONSE.c.state,
        _RESPONSE.c.started_at,
        _ANSWER.c.item,
        _ANSWER.c.value,
        _ANSWER.c.state.label("answer_state"),
        _ANSWER.c.sensitive,
    )
    .join_from(
        _RESPONSE,
        _ANSWER,
        (_ANSWER.c.wave_id == _RESPONSE.c.wave_id) & (_ANSWER.c.respondent_id == _RESPONSE.c.respondent_id),
    )
    .where(_RESPONSE.c.wave_id == _WAVE)
    .order_by(_RESPONSE.c.respondent_id)
)
_CONSENTS = (
    sa.select(_CONSENT.c.respondent_id, _CONSENT.c.purpose, _CONSENT.c.shown_name)
    .where(_CONSENT.c.wave_id == _WAVE, _CONSENT.c.withdrawn_at.is_(None))
    .order_by(_CONSENT.c.respondent_id)
)
_VOTES = (
    sa.select(_VOTE.c.respondent_id, _VOTE.c.statement_id, _VOTE.c.value)
    .where(_VOTE.c.wave_id == _WAVE)
    .order_by(_VOTE.c.respondent_id)
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
    .where(_STATEMENT.c.wave_id == _WAVE)
)
_NUMBERED = (
    sa.select(_RESPONSE.c.respondent_id)
    .where(
        _RESPONSE.c.wave_id == _WAVE,
        sa.exists().where(
            _ANSWER.c.wave_id == _RESPONSE.c.wave_id, _ANSWER.c.respondent_id == _RESPONSE.c.respondent_id
        ),
    )
    .order_by(_RESPONSE.c.respondent_id)
)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer.

    Attributes:
        state: ``pending``, ``approved``, ``rejected``, or ``sensitive`` (never quoted); for words only.
    """

    value: Value
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """One respondent.

    Attributes:
        number: within this file.
        quotes: which of ``QUOTES`` were agreed to, each with ``yes`` or ``named``.
        answers: by item.
        key: the same in every export of the wave, so that nobody is counted twice; empty in an anonymous wave.
        sample: of a wave whose answers are samples of ours.
        reactions: by statements item, then by seed or ``item-number`` of the author: agree, disagree, pass.
    """

    number: int
    platform: str
    language: str
    group: str | None
    completed: bool
    started_on: date | None
    quotes: Mapping[str, str]
    answers: Mapping[str, Given]
    reactions: Mapping[str, Mapping[str, str]]
    key: str = ""
    sample: bool = False


def columns(questionnaire: Questionnaire) -> list[str]:
    """The columns of a table of answers, in their order."""
    names = list(ABOUT)
    for item in questionnaire.items:
        names += item.columns(None)
        if has_words(item):
            names.append(item.key + STATE)
        if isinstance(item, Statements):
            names += [f"{item.key}.{seed.key}" for seed in item.seeds]
            names.append(item.key + OTHERS)
    return names


def has_words(item: Item) -> bool:
    """Whether answers to the item are moderated: they may hold words of the respondent's own."""
    return type(item).words is not Item.words


def cells(questionnaire: Questionnaire, row: Row) -> list[Cell]:
    """The row as cells, one per column."""
    quotes = [row.quotes.get(name, "no") for name in QUOTES]
    started = row.started_on.isoformat() if row.started_on else None
    completed = "yes" if row.completed else "no"
    line: list[Cell] = [row.number, row.platform, row.language, row.group, completed, started, *quotes]
    line += [row.key or None, YES if row.sample else None]
    for item in questionnaire.items:
        given = row.answers.get(item.key)
        line += item.columns(given.value if given else None).values()
        if has_words(item):
            line.append(given.state if given else None)
        if isinstance(item, Statements):
            reactions = dict(row.reactions.get(item.key, {}))
            line += [reactions.pop(seed.key, None) for seed in item.seeds]
            line.append("; ".join(f"{name}={reaction}" for name, reaction in sorted(reactions.items())) or None)
    return line


def rows(session: Session, wave: Wave, questionnaire: Questionnaire) -> Iterator[Row]:
    """Everybody with at least one answer, read as they are needed.

    Raises Refused for an anonymous wave before it is over: two exports would tell what somebody said in between.
    """
    if waves.is_veiled(wave):
        raise Refused("anonymous-not-over", wave=wave.key)
    connection = direct(session)
    known = {item.key: item for item in questionnaire.items}
    named = _statement_names(connection, wave)
    with ExitStack() as streams:
        main, beside, cast = (
            streams.enter_context(closing(_stream(connection, statement, wave)))
            for statement in (_ROWS, _CONSENTS, _VOTES)
        )
        yield from _joined(wave, known, named, main, _Beside(beside), _Beside(cast))


def _joined(
    wave: Wave,
    known: Mapping[str, Item],
    named: Mapping[str, tuple[str, str]],
    main: Iterator[Any],
    consents: _Beside,
    votes: _Beside,
) -> Iterator[Row]:
    for number, (respondent, answers) in enumerate(groupby(main, key=itemgetter(0)), 1):
        found = list(answers)
        first = found[0]
        reactions: dict[str, dict[str, str]] = {}
        for _, statement, value in votes.of(respondent):
            item, name = named[statement]
            reactions.setdefault(item, {})[name] = REACTIONS[value]
        yield Row(
            number=number,
            platform=first.platform,
            language=first.language,
            group=first.segment,
            completed=first.state is ResponseState.COMPLETE,
            started_on=None if wave.anonymous else first.started_at.date(),
            quotes=_quotes(consents.of(respondent)),
            answers={
                each.item: Given(each.value, _state(known[each.item], each)) for each in found if each.item in known
            },
            reactions=reactions,
            key=key_of(wave, respondent),
            sample=wave.sample,
        )


def key_of(wave: Wave, respondent: str) -> str:
    """What tells a respondent of this wave in a file: of no use in another wave, and none to whoever has no database."""
    return "" if wave.anonymous else hashlib.sha256(f"export:{wave.id}:{respondent}".encode()).hexdigest()[:KEY_LENGTH]


def count(session: Session, wave: Wave) -> int:
    """How many rows there are."""
    counted = sa.select(sa.func.count()).select_from(_NUMBERED.subquery())
    return int(direct(session).execute(counted, {"wave": wave.id}).scalar_one())


def _state(item: Item, row: Any) -> str:
    if not has_words(item):
        return ""
    state: AnswerState = row.answer_state
    return "sensitive" if row.sensitive else state.value


def _quotes(consents: Sequence[Any]) -> Mapping[str, str]:
    by_purpose = {purpose: shown_name for _, purpose, shown_name in consents}
    if Purpose.TAKE_PART not in by_purpose:
        return {}
    return {name: NAMED if by_purpose[purpose] else YES for name, purpose in QUOTES.items() if purpose in by_purpose}


def _statement_names(connection: sa.Connection, wave: Wave) -> dict[str, tuple[str, str]]:
    """Item and name of each statement; somebody's sentence is called after the question and their number."""
    found = connection.execute(_STATEMENTS, {"wave": wave.id}).all()
    authors = {row.author for row in found if row.author}
    numbers = {
        respondent: number
        for number, (respondent,) in enumerate(_stream(connection, _NUMBERED, wave), 1)
        if respondent in authors
    }
    return {row.id: (row.item, row.seed or f"{row.said_to}-{numbers.get(row.author, 0)}") for row in found}


def _stream(connection: sa.Connection, statement: sa.Select[Any], wave: Wave) -> Generator[Any, None, None]:
    # Closed also when nobody reads on: PostgreSQL keeps a cursor open for each.
    with connection.execute(statement, {"wave": wave.id}, execution_options={"yield_per": AT_ONCE}) as found:
        yield from found


class _Beside:
    """Rows in the same order as the main ones: those of one respondent at a time."""

    def __init__(self, found: Iterator[Any]) -> None:
        self._groups = groupby(found, key=itemgetter(0))
        self._next: tuple[str, list[Any]] | None = self._advance()

    def of(self, respondent: str) -> list[Any]:
        while self._next is not None and self._next[0] < respondent:
            self._next = self._advance()
        if self._next is None or self._next[0] != respondent:
            return []
        return self._next[1]

    def _advance(self) -> tuple[str, list[Any]] | None:
        key, group = next(self._groups, (None, ()))
        return None if key is None else (key, list(group))
