"""Which sentences are put to the vote, which one next, and what becomes of a vote?

Seeds of the questionnaire and approved answers are shown one at a time, in an order drawn for each respondent (``order``):
new ones and those that divide people come sooner, by what was released. An answer is shown only where its author agreed
to be quoted, and only to who had the chance to answer the same question: one's own view is asked before others' statements.
Whoever reported one sees it no more; reported by several, nobody does until a moderator decides (``reports``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import order, released
from surveys.fieldwork.acts import Voted
from surveys.fieldwork.counts import EVERYBODY
from surveys.fieldwork.released import Reactions
from surveys.fieldwork.rows import direct, run, table_of, upsert
from surveys.fieldwork.state import ShownStatement
from surveys.tables import (
    Answer,
    AnswerState,
    Consent,
    Purpose,
    Release,
    Report,
    Response,
    Statement,
    Tally,
    Vote,
    Wave,
    new_id,
)

STATEMENT_LIMIT = 300  # characters; a longer answer is no sentence one can agree or disagree with
CANDIDATES = 100  # statements with the fewest votes that the order of a respondent is drawn from
SHOWN = 60  # of them that are looked up at once

_STATEMENT, _VOTE, _REPORT, _ANSWER, _CONSENT, _RESPONSE, _TALLY, _RELEASE = (
    table_of(table) for table in (Statement, Vote, Report, Answer, Consent, Response, Tally, Release)
)
_ADD = upsert(_STATEMENT, lambda insert: insert.on_conflict_do_nothing())
_VOTED = upsert(_VOTE, lambda insert: insert.on_conflict_do_nothing().returning(_VOTE.c.statement_id))
_MADE_OF = sa.select(_STATEMENT.c.id).where(_STATEMENT.c.answer_id.in_(sa.bindparam("answers", expanding=True)))
_DROP_COUNTS = sa.delete(_TALLY).where(_TALLY.c.item.in_(sa.bindparam("ids", expanding=True)))
_DROP_VOTES = sa.delete(_VOTE).where(_VOTE.c.statement_id.in_(sa.bindparam("ids", expanding=True)))
_DROP = sa.delete(_STATEMENT).where(_STATEMENT.c.id.in_(sa.bindparam("ids", expanding=True)))


def _unseen() -> sa.Select[tuple[str, dict[str, str], str | None, int, int | None]]:
    wave: sa.BindParameter[str] = sa.bindparam("wave")
    me: sa.BindParameter[str] = sa.bindparam("respondent")
    here = sa.select(_RESPONSE.c.platform).where(_RESPONSE.c.wave_id == wave, _RESPONSE.c.respondent_id == me)
    author = _RESPONSE.alias("author")
    purpose = sa.case(
        (author.c.platform == here.scalar_subquery(), Purpose.QUOTE_HERE.value),
        else_=Purpose.QUOTE_OTHER.value,
    )
    agreed = sa.exists().where(
        _CONSENT.c.wave_id == _ANSWER.c.wave_id,
        _CONSENT.c.respondent_id == _ANSWER.c.respondent_id,
        sa.cast(_CONSENT.c.purpose, sa.String) == purpose,
        _CONSENT.c.withdrawn_at.is_(None),
    )
    voted = sa.exists().where(_VOTE.c.statement_id == _STATEMENT.c.id, _VOTE.c.respondent_id == me)
    reported = sa.exists().where(_REPORT.c.statement_id == _STATEMENT.c.id, _REPORT.c.respondent_id == me)
    votes = sa.func.coalesce(_TALLY.c.count, 0)
    last = sa.select(sa.func.max(_RELEASE.c.number)).where(_RELEASE.c.wave_id == wave)
    return (
        sa.select(
            _STATEMENT.c.id,
            _STATEMENT.c.words,
            _STATEMENT.c.seed,
            votes.label("votes"),
            last.scalar_subquery().label("release"),
        )
        .select_from(_STATEMENT)
        .outerjoin(_ANSWER, _ANSWER.c.id == _STATEMENT.c.answer_id)
        .outerjoin(
            author,
            (author.c.wave_id == _ANSWER.c.wave_id) & (author.c.respondent_id == _ANSWER.c.respondent_id),
        )
        .outerjoin(
            _TALLY,
            (_TALLY.c.wave_id == _STATEMENT.c.wave_id)
            & (_TALLY.c.item == _STATEMENT.c.id)
            & (_TALLY.c.cell == EVERYBODY),
        )
        .where(
            _STATEMENT.c.wave_id == wave,
            _STATEMENT.c.item == sa.bindparam("item"),
            ~voted,
            _STATEMENT.c.answer_id.is_(None)
            | (
                _STATEMENT.c.held.is_(False)
                & ~reported
                & (_ANSWER.c.respondent_id != me)
                & (_ANSWER.c.state == AnswerState.APPROVED)
                & _ANSWER.c.sensitive.is_(False)
                & _ANSWER.c.item.not_in(sa.bindparam("ahead", expanding=True))
                & agreed
            ),
        )
        .order_by(votes, _STATEMENT.c.position, _STATEMENT.c.id)
        .limit(sa.bindparam("candidates"))
    )


_UNSEEN = _unseen()


def sow(session: Session, wave: Wave, questionnaire: Questionnaire) -> None:
    """Put the questionnaire's own sentences to the vote; twice is harmless."""
    rows = [
        _row(wave, item.key, dict(seed.text.root), position, seed=seed.key)
        for item in questionnaire.items
        if isinstance(item, Statements)
        for position, seed in enumerate(item.seeds)
    ]
    if rows:
        run(direct(session), _ADD, rows)


def adopt(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    *,
    item: str,
    answer_id: str,
    words: str,
    language: str,
) -> bool:
    """Put an approved answer to the vote, if an item takes sentences from its item; twice is harmless."""
    taker = next(
        (each for each in questionnaire.items if isinstance(each, Statements) and item in each.from_items), None
    )
    if taker is None or len(words) > STATEMENT_LIMIT:
        return False
    row = _row(wave, taker.key, {language: words}, len(taker.seeds), answer_id=answer_id)
    run(direct(session), _ADD, row)
    return True


def next_for(
    session: Session,
    wave: Wave,
    item: str,
    respondent_id: str,
    limit: int = SHOWN,
    *,
    ahead: Collection[str] = (),
) -> tuple[ShownStatement, ...]:
    """The statements somebody has not seen, in the order to show them; never their own.

    ``ahead``: questions they may still be asked, whose answers by others they do not see yet.
    """
    asked = {
        "wave": wave.id,
        "item": item,
        "respondent": respondent_id,
        "candidates": max(limit, CANDIDATES),
        "ahead": sorted(ahead),
    }
    connection = direct(session)
    rows = connection.execute(_UNSEEN, asked).all()
    known = released.reactions(connection, wave.id, rows[0].release) if len(rows) > 1 else {}
    drawn = order.ordered(respondent_id, rows, _known_by(known))
    return tuple(ShownStatement(row.id, row.words, own=row.seed is not None) for row in drawn[:limit])


def vote(session: Session, wave: Wave, respondent_id: str, voted: Voted, now: datetime) -> bool:
    """Store a vote on a statement not seen before; False if there was one already, which stays."""
    connection = direct(session)
    row = {
        "statement_id": voted.statement,
        "respondent_id": respondent_id,
        "wave_id": wave.id,
        "value": voted.value,
        "released": [],
        "updated_at": now,
    }
    return connection.execute(_VOTED[connection.dialect.name], row).first() is not None


def retire(session: Session, answer_ids: Collection[str]) -> None:
    """Take answers that changed or are gone out of the vote, with the votes on what they said."""
    if not answer_ids:
        return
    connection = direct(session)
    ids = list(connection.execute(_MADE_OF, {"answers": list(answer_ids)}).scalars())
    if ids:
        for statement in (_DROP_COUNTS, _DROP_VOTES, _DROP):
            connection.execute(statement, {"ids": ids})


def clear(session: Session, wave: Wave) -> None:
    """Take every statement of a wave that nobody has answered yet out of the vote."""
    direct(session).execute(sa.delete(_STATEMENT).where(_STATEMENT.c.wave_id == wave.id))


def _row(
    wave: Wave,
    item: str,
    words: dict[str, str],
    position: int,
    *,
    seed: str | None = None,
    answer_id: str | None = None,
) -> dict[str, object]:
    return {
        "id": new_id(),
        "wave_id": wave.id,
        "item": item,
        "seed": seed,
        "answer_id": answer_id,
        "words": words,
        "position": position,
        "held": False,
    }


def _known_by(known: Mapping[str, Reactions]) -> Callable[[sa.Row[Any]], tuple[str, order.Known]]:
    """What is known of a statement by what was released."""
    return lambda row: (row.id, order.Known(row.votes, *known.get(row.id, (0, 0, 0))))
