"""Which words wait for a moderator, and what does their decision change?

Answers count at once; only approved words are quoted or voted on. Rejecting takes them out of both again.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, select

from surveys.errors import Unknown
from surveys.fieldwork import removal, statements, waves
from surveys.fieldwork.rows import table_of
from surveys.fieldwork.standing import standing
from surveys.tables import Answer, AnswerState, Wave

_ANSWER = table_of(Answer)


def pending(session: Session, wave: Wave, limit: int | None = None) -> list[Answer]:
    """Words that wait for a decision, the oldest first; those that speak of self-harm come before all others.

    None of an anonymous wave before it is over: who reads them as they come can tell who wrote at that moment.
    """
    if waves.is_veiled(wave):
        return []
    waiting = (
        select(Answer)
        .where(Answer.wave_id == wave.id, Answer.state == AnswerState.PENDING)
        .order_by(_ANSWER.c.sensitive.desc(), _ANSWER.c.updated_at, _ANSWER.c.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list(session.exec(waiting))


def approve(session: Session, answer_id: str) -> Answer:
    """Let words be quoted and voted on, where their author agreed; twice is harmless. Raises Unknown."""
    answer = _answer(session, answer_id)
    answer.state, answer.reason = AnswerState.APPROVED, None
    session.flush()
    wave = session.get_one(Wave, answer.wave_id)
    questionnaire = waves.questionnaire_of(session, wave)
    words = questionnaire.item(answer.item).words(answer.value)
    here = standing(session, wave, answer.respondent_id)
    if words is not None and here is not None and not answer.sensitive:
        statements.adopt(
            session, wave, questionnaire, item=answer.item, answer_id=answer.id, words=words, language=here.language
        )
    return answer


def reject(session: Session, answer_id: str, reason: str | None = None) -> tuple[Answer, tuple[str, ...]]:
    """Keep words out of quotes and votes; they still count. Twice is harmless. Raises Unknown.

    ``reason``: for the author. Returns the answer, and the ids of the digests that quote it.
    """
    answer = _answer(session, answer_id)
    answer.state, answer.reason = AnswerState.REJECTED, reason
    session.flush()
    return answer, removal.disown(session, [answer.id])


def _answer(session: Session, answer_id: str) -> Answer:
    found = session.exec(select(Answer).where(Answer.id == answer_id).execution_options(populate_existing=True)).first()
    if found is None:
        raise Unknown("unknown-answer")
    return found


def count(session: Session, wave: Wave) -> int:
    """How many wait; nobody says so of an anonymous wave before it is over."""
    if waves.is_veiled(wave):
        return 0
    waiting = sa.select(sa.func.count()).where(_ANSWER.c.wave_id == wave.id, _ANSWER.c.state == AnswerState.PENDING)
    return int(session.connection().execute(waiting).scalar_one())
