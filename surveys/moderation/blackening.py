"""How is what a moderator redacts replaced where it is stored?

For good: a name that is to be seen nowhere is kept nowhere, neither in the answer nor in the sentence put to the vote made
of it. Counts, and what was decided on the answer, stay. Who changes their answer afterwards writes it anew, and a moderator
reads it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, select

from surveys.design.items.kind import Value
from surveys.errors import Refused, Unknown
from surveys.fieldwork import removal, waves
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.standing import standing
from surveys.moderation.redaction import places, redact
from surveys.tables import Answer, Statement, Vector, Wave

_STATEMENT, _VECTOR = table_of(Statement), table_of(Vector)


def blacken(session: Session, answer_id: str, passages: Sequence[str]) -> tuple[Answer, tuple[str, ...]]:
    """Redact passages of an answer wherever they stand in it.

    Returns the answer, and the ids of the digests that quote it. Raises Unknown, and Refused where none of the passages
    stands in its words.
    """
    answer = _answer(session, answer_id)
    return blacken_ranges(session, answer_id, places(_words(session, answer) or "", passages))


def blacken_ranges(
    session: Session, answer_id: str, ranges: Iterable[tuple[int, int]]
) -> tuple[Answer, tuple[str, ...]]:
    """Redact stretches of an answer, as code points of its words; returns and raises as ``blacken`` does."""
    answer = _answer(session, answer_id)
    words = _words(session, answer)
    wave = session.get_one(Wave, answer.wave_id)
    here = standing(session, wave, answer.respondent_id)
    language = here.language if here else wave.language
    changed = redact(words, ranges, language) if words else words
    if not words or not changed or changed == words:
        raise Refused("redaction-not-found")
    answer.value = _with_words(answer.value, words, changed)
    session.flush()
    connection = direct(session)
    connection.execute(sa.delete(_VECTOR).where(_VECTOR.c.answer_id == answer_id))  # of the words before
    for put_to_vote in connection.execute(sa.select(_STATEMENT).where(_STATEMENT.c.answer_id == answer_id)).all():
        said = dict.fromkeys(put_to_vote.words, changed)  # an answer is put to the vote in its own words
        connection.execute(sa.update(_STATEMENT).where(_STATEMENT.c.id == put_to_vote.id).values(words=said))
    return answer, removal.quoted_in(session, [answer_id])


def _answer(session: Session, answer_id: str) -> Answer:
    query = select(Answer).where(Answer.id == answer_id).execution_options(populate_existing=True)
    answer = session.exec(query).first()
    if answer is None:
        raise Unknown("unknown-answer")
    return answer


def _words(session: Session, answer: Answer) -> str | None:
    wave = session.get_one(Wave, answer.wave_id)
    return waves.questionnaire_of(session, wave).item(answer.item).words(answer.value)


def _with_words(value: Value, before: str, after: str) -> Value:
    """The value with these words in place of those; a report has them in one of its parts."""
    if isinstance(value, dict):
        return {key: after if part == before else part for key, part in value.items()}
    return after
