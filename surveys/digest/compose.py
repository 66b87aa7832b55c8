"""How is a digest made from what was released, kept as a version, and corrected when somebody takes a quote back?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from surveys.analysis import results
from surveys.analysis.results import Viewer
from surveys.design.text import Text
from surveys.digest.digest import Digest, Quoted, Section
from surveys.digest.material import Candidate, Material, ShownStatement
from surveys.digest.sections import SECTIONS
from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import (
    Answer,
    AnswerState,
    Consent,
    Purpose,
    Quote,
    Response,
    Statement,
    StoredDigest,
    Wave,
    WaveState,
)

CANDIDATES = 400  # answers looked at for quotes, the newest first
HERE = (Purpose.QUOTE_HERE,)  # what a quote needs consent for, besides taking part

_ANSWER, _CONSENT, _RESPONSE, _STATEMENT = (table_of(model) for model in (Answer, Consent, Response, Statement))


def compose(
    session: Session,
    wave: Wave,
    now: datetime,
    *,
    final: bool | None = None,
    viewer: Viewer | None = None,
    purposes: Sequence[Purpose] = HERE,
) -> Digest:
    """A digest of the wave's last release, as this viewer (else: everybody in the place) may see it; stores nothing.

    ``purposes``: what every quote must have consent for.
    """
    questionnaire = waves.questionnaire_of(session, wave)
    seen = results.view(session, wave, viewer or Viewer(in_public=True))
    material = Material(
        wave=wave,
        questionnaire=questionnaire,
        now=now,
        participants=seen.participants,
        counts=seen.counts,
        hidden=seen.hidden,
        candidates=() if seen.hidden else tuple(_candidates(session, wave, purposes)),
        statements=() if seen.hidden else tuple(_statements(session, wave)),
    )
    article = questionnaire.article
    return Digest(
        wave=wave.key,
        title=questionnaire.title,
        article=article.title if article else None,
        article_url=article.url if article else None,
        language=wave.language,
        at=now,
        opened_at=wave.opened_at,
        closes_at=wave.closes_at,
        final=wave.state is WaveState.CLOSED if final is None else final,
        sample=wave.sample,
        release=seen.release,
        participants=seen.participants,
        sections=tuple(section for make in SECTIONS if (section := make(material)) is not None),
    )


def store(session: Session, wave: Wave, digest: Digest) -> StoredDigest:
    """Keep a digest as the wave's next version, with the answers it quotes; the same content again is the same row."""
    last = session.exec(
        select(StoredDigest).where(StoredDigest.wave_id == wave.id).order_by(col(StoredDigest.version).desc()).limit(1)
    ).first()
    if last is not None and last.hash == digest.hash():
        return last
    numbered = digest.model_copy(update={"version": last.version + 1 if last else 1})
    row = StoredDigest(
        wave_id=wave.id,
        version=numbered.version,
        at=digest.at,
        final=digest.final,
        hash=digest.hash(),
        body=numbered.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    for answer_id in dict.fromkeys(quote.answer_id for quote in digest.quotes() if not quote.withdrawn):
        session.add(Quote(digest_id=row.id, answer_id=answer_id))
    session.flush()
    return row


def stored(session: Session, wave: Wave, version: int | None = None) -> Digest | None:
    """A kept digest: that version, else the last."""
    query = select(StoredDigest).where(StoredDigest.wave_id == wave.id)
    if version is not None:
        query = query.where(StoredDigest.version == version)
    row = session.exec(query.order_by(col(StoredDigest.version).desc()).limit(1)).first()
    return Digest.model_validate(row.body) if row else None


def corrected(
    session: Session, wave: Wave, digest: Digest, now: datetime, *, purposes: Sequence[Purpose] = HERE
) -> Digest:
    """The digest with each quote marked as withdrawn that may no longer stand there word for word."""
    standing = {each.answer_id: each.words for each in _candidates(session, wave, purposes, digest.quotes())}

    def kept(block: object) -> object:
        if isinstance(block, Quoted) and standing.get(block.answer_id) != block.text:
            return block.model_copy(update={"text": "", "who": None, "withdrawn": True})
        return block

    sections = [
        Section.model_validate({**section.model_dump(), "blocks": [_plain(kept(block)) for block in section.blocks]})
        for section in digest.sections
    ]
    return digest.model_copy(update={"sections": tuple(sections), "at": now})


def _plain(block: object) -> object:
    dump = getattr(block, "model_dump", None)
    return dump() if dump else block


# --- what may be quoted -----------------------------------------------------------------------------------------


def _candidates(
    session: Session, wave: Wave, purposes: Sequence[Purpose], only: Collection[Quoted] | None = None
) -> list[Candidate]:
    """Approved answers in words whose writers agree to every purpose right now."""
    query = (
        sa.select(_ANSWER.c.id, _ANSWER.c.respondent_id, _ANSWER.c.item, _ANSWER.c.value, _RESPONSE.c.segment)
        .join_from(_ANSWER, _RESPONSE, _same_person(_RESPONSE))
        .where(
            _ANSWER.c.wave_id == wave.id,
            _ANSWER.c.state == AnswerState.APPROVED,
            _ANSWER.c.sensitive.is_(False),
            *(_agreed(purpose) for purpose in (Purpose.TAKE_PART, *purposes)),
        )
        .order_by(_ANSWER.c.created_at.desc(), _ANSWER.c.id)
        .limit(CANDIDATES)
    )
    if only is not None:
        query = query.where(_ANSWER.c.id.in_([quote.answer_id for quote in only]))
    items = {item.key: item for item in waves.questionnaire_of(session, wave).items}
    names = _names(session, wave) if wave.named_quotes else {}
    found = []
    for row in direct(session).execute(query):
        words = items[row.item].words(row.value) if row.item in items else None
        if words:
            name = names.get(row.respondent_id)
            found.append(Candidate(row.id, row.respondent_id, row.item, words, row.segment, name))
    return found


def _same_person(table: sa.Table) -> sa.ColumnElement[bool]:
    return (table.c.wave_id == _ANSWER.c.wave_id) & (table.c.respondent_id == _ANSWER.c.respondent_id)


def _agreed(purpose: Purpose) -> sa.ColumnElement[bool]:
    return sa.exists().where(_same_person(_CONSENT), _CONSENT.c.purpose == purpose, _CONSENT.c.withdrawn_at.is_(None))


def _names(session: Session, wave: Wave) -> dict[str, str]:
    query = sa.select(_CONSENT.c.respondent_id, _CONSENT.c.shown_name).where(
        _CONSENT.c.wave_id == wave.id,
        _CONSENT.c.purpose == Purpose.QUOTE_HERE,
        _CONSENT.c.withdrawn_at.is_(None),
        _CONSENT.c.shown_name.is_not(None),
    )
    return {row.respondent_id: row.shown_name for row in direct(session).execute(query)}


def _statements(session: Session, wave: Wave) -> list[ShownStatement]:
    query = sa.select(_STATEMENT.c.id, _STATEMENT.c.item, _STATEMENT.c.words).where(_STATEMENT.c.wave_id == wave.id)
    return [ShownStatement(row.id, row.item, Text(row.words)) for row in direct(session).execute(query)]
