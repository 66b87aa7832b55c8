"""How are passages of somebody's words blackened, for good, and how is a blackened text told from a changed one?

What a moderator blackens is replaced where the answer is stored: a name that is to be seen nowhere is kept nowhere. Every
passage becomes the same mark, which does not tell how long it was. Who changes their answer afterwards writes it anew,
and a moderator reads it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, select

from surveys.design.items.kind import Value
from surveys.errors import Refused, Unknown
from surveys.fieldwork import removal, waves
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Statement, Vector, Wave

MARK = "■■■■"  # U+25A0, always four; our fonts have it

_STATEMENT, _VECTOR = table_of(Statement), table_of(Vector)


def blackened(words: str, passages: Iterable[str]) -> str:
    """The words with the mark wherever one of the passages stands, whatever its case; the longest passage first."""
    for passage in sorted(
        {each.strip() for each in passages if each.strip(" ■\n")}, key=lambda each: (-len(each), each)
    ):
        words = _replaced(words, passage)
    return words


def _replaced(words: str, passage: str) -> str:
    lowered, wanted = words.lower(), passage.lower()
    if len(lowered) != len(words):  # a letter such as İ, which is two in small: places would no longer agree
        return words.replace(passage, MARK)
    parts, at = [], 0
    while (found := lowered.find(wanted, at)) >= 0:
        parts += [words[at:found], MARK]
        at = found + len(wanted)
    return "".join((*parts, words[at:]))


def is_blackened(before: str, after: str) -> bool:
    """Whether the text after is the one before with some passages blackened, and nothing else changed."""
    first, *others = after.split(MARK)
    if before == after or not others or not before.startswith(first):
        return False
    *between, last = others
    at = len(first)
    for part in between:  # the leftmost place for each leaves most room for the next
        found = before.find(part, at + 1)
        if found < 0:
            return False
        at = found + len(part)
    return len(before) - len(last) > at and before.endswith(last)


def redact(session: Session, answer_id: str, passages: Sequence[str]) -> tuple[Answer, tuple[str, ...]]:
    """Blacken passages of an answer, also where it is put to the vote; its counts and what was decided on it stay.

    Returns the answer, and the ids of the digests that quote it. Raises Unknown, and Refused where none of the passages
    stands in its words.
    """
    answer = session.exec(
        select(Answer).where(Answer.id == answer_id).execution_options(populate_existing=True)
    ).first()
    if answer is None:
        raise Unknown("unknown-answer")
    item = waves.questionnaire_of(session, session.get_one(Wave, answer.wave_id)).item(answer.item)
    words = item.words(answer.value)
    changed = blackened(words, passages) if words else words
    if not words or changed == words:
        raise Refused("redaction-not-found")
    answer.value = _with_words(answer.value, words, str(changed))
    session.flush()
    direct(session).execute(sa.delete(_VECTOR).where(_VECTOR.c.answer_id == answer_id))  # of the words before
    _redact_statement(session, answer_id, passages)
    return answer, removal.quoted_in(session, [answer_id])


def _with_words(value: Value, before: str, after: str) -> Value:
    """The value with these words in place of those; a report has them in one of its parts."""
    if isinstance(value, dict):
        return {key: after if part == before else part for key, part in value.items()}
    return after


def _redact_statement(session: Session, answer_id: str, passages: Sequence[str]) -> None:
    connection = direct(session)
    mine = _STATEMENT.c.answer_id == answer_id
    for words in connection.execute(sa.select(_STATEMENT.c.words).where(mine)).scalars().all():
        said = {language: blackened(text, passages) for language, text in words.items()}
        connection.execute(sa.update(_STATEMENT).where(mine).values(words=said))
