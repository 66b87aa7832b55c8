"""Which answers may a language model read, and how is what it wrote kept until a digest shows it?

A model does not say the same twice, so what it wrote is kept as a finding beside the themes and read from there. Only
answers of people who agreed to that go to it; it may quote none of them. Whoever takes that back takes the sentences that
rest on their answer with them: they are looked at again whenever a digest is composed or corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session

from surveys.coding import keeping, rows
from surveys.coding.summary import ReadableAnswer, Sentence, still_standing
from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, run, table_of
from surveys.moderation.redaction import marks_in
from surveys.tables import Answer, AnswerState, Consent, Finding, Purpose, Wave

if TYPE_CHECKING:
    from surveys.coding.endpoint import Endpoint
    from surveys.coding.summarising import Summary, Theme

KIND = "summary"
READ_BEFORE = (Purpose.TAKE_PART, Purpose.MODEL)

_ANSWER, _CONSENT = table_of(Answer), table_of(Consent)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked about one question."""

    question: str
    language: str
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote about a question, as far as it still stands.

    Attributes:
        model: its name.
        labels: by theme.
        sentences: by theme.
    """

    model: str
    labels: Mapping[str, str]
    sentences: Mapping[str, tuple[Sentence, ...]]


def readable(session: Session, wave: Wave, only: Collection[str] | None = None) -> dict[str, str]:
    """The answers a model may read, with who wrote each: approved, not sensitive, not blackened, agreed to right now."""
    query = sa.select(_ANSWER.c.id, _ANSWER.c.respondent_id, _ANSWER.c.value).where(
        _ANSWER.c.wave_id == wave.id, _ANSWER.c.state == AnswerState.APPROVED, _ANSWER.c.sensitive.is_(False)
    )
    for purpose in READ_BEFORE:
        held = sa.select(_CONSENT.c.respondent_id).where(
            _CONSENT.c.wave_id == wave.id, _CONSENT.c.purpose == purpose, _CONSENT.c.withdrawn_at.is_(None)
        )
        query = query.where(_ANSWER.c.respondent_id.in_(held))
    if only is not None:
        query = query.where(_ANSWER.c.id.in_(list(only)))
    return {row.id: row.respondent_id for row in direct(session).execute(query) if not marks_in(str(row.value))}


def asked(session: Session, wave: Wave, item: str) -> Asked:
    """The themes of a question with the answers that may be read, those first that speak best for their theme."""
    from surveys.coding.summarising import Theme

    may, coded = readable(session, wave), rows.current(session, wave, item)
    told = {each.id: each.text for each in keeping.work(session, wave, item).told}
    of: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for answer, found in coded.items():
        if answer in may and answer in told and found.theme:
            of[found.theme].append((found.rank, answer))
    question = waves.questionnaire_of(session, wave).item(item)
    themes = tuple(
        Theme(
            theme.id,
            theme.label.get(wave.language, ""),
            tuple(ReadableAnswer(answer, may[answer], told[answer]) for _, answer in sorted(of[theme.id])),
            definition=theme.definition,
        )
        for theme in rows.codebook(session, wave, item)
        if theme.state in rows.LIVE
    )
    return Asked(question.text[wave.language], wave.language, themes)


def write(asked: Asked, endpoint: Endpoint) -> Summary:
    """Ask the model; waits for the network, so in a thread and outside of a session."""
    from surveys.coding.summarising import summarise

    return summarise(asked.themes, endpoint, question=asked.question, language=asked.language)


def keep(session: Session, wave: Wave, item: str, summary: Summary, now: datetime) -> None:
    """Keep what may stand in place of what was written before."""
    body = {
        "model": summary.use.name,
        "labels": {theme.key: theme.label for theme in summary.themes if theme.named},
        "sentences": {
            theme.key: [{"text": each.text, "cites": list(each.cites)} for each in theme.sentences]
            for theme in summary.themes
            if theme.written
        },
    }
    finding = Finding(wave_id=wave.id, item=item, kind=KIND, body=body, at=now)
    run(direct(session), keeping.KEEP_FINDING, finding.model_dump())


def written(session: Session, wave: Wave, item: str) -> Written | None:
    """What was written about a question and still stands; None where nothing does."""
    found = keeping.finding(session, wave, item, KIND)
    if found is None:
        return None
    body = found.body
    said = {
        theme: [Sentence(each["text"], tuple(each["cites"])) for each in sentences]
        for theme, sentences in body["sentences"].items()
    }
    cited = {answer for sentences in said.values() for each in sentences for answer in each.cites}
    may = readable(session, wave, cited)
    standing = {theme: still_standing(sentences, may) for theme, sentences in sorted(said.items())}
    left = {theme: sentences for theme, sentences in standing.items() if sentences}
    return Written(body["model"], dict(body["labels"]), left) if left or body["labels"] else None
