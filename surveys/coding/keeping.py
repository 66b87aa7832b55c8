"""What is there to code in a wave, and how is what was found kept?

Reading and writing are short transactions; what lies between (``coding.run``) takes seconds to minutes, needs no database
and runs in a process of its own. What changed meanwhile is noticed by its revision and left to the next run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from surveys.coding import rows
from surveys.design.items.open import Open
from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, run, table_of, upsert
from surveys.tables import (
    Answer,
    Coding,
    Finding,
    Response,
    Theme,
    ThemeEvent,
    ThemeOrigin,
    ThemeState,
    Vector,
    Wave,
)

_ANSWER, _CODING, _VECTOR, _RESPONSE, _FINDING = (
    table_of(model) for model in (Answer, Coding, Vector, Response, Finding)
)
FITTED = "fitted"  # kind of finding: of so many answers the themes were made, or looked at anew
LOOKED = "looked"  # kind of finding: so many answers were looked at, and no themes came of it

_KEEP_CODING = upsert(
    _CODING,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["answer_id", "coder"],
        set_={
            name: insert.excluded[name] for name in ("theme_id", "confidence", "revision", "rank", "duplicate", "at")
        },
    ),
)
_KEEP_VECTOR = upsert(
    _VECTOR,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["answer_id"],
        set_={name: insert.excluded[name] for name in ("model", "revision", "body", "sketch")},
    ),
)
KEEP_FINDING = upsert(
    _FINDING,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["wave_id", "item", "kind"], set_={name: insert.excluded[name] for name in ("body", "at")}
    ),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept with an answer so that it is not worked out again, as ``surveys.tables.Vector`` has it."""

    model: str
    vector: bytes
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in words, as it stands.

    Attributes:
        kept: None where there is nothing of this wording.
        theme: id of the theme the machine found in this wording; None for none.
        is_coded: the machine has coded this wording.
        decided: a human has coded this wording, and found ``theme``.
        rank, duplicate: as the machine kept them with its coding.
    """

    id: str
    text: str
    respondent: str
    segment: str | None
    revision: int
    kept: Kept | None = None
    theme: str | None = None
    confidence: float = 0.0
    is_coded: bool = False
    decided: bool = False
    rank: int = 0
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class KnownTheme:
    """A live theme of the codebook."""

    id: str
    label: Mapping[str, str]
    definition: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Work:
    """The answers to one open question of a wave, with the codebook as it is.

    Attributes:
        fitted: how many answers the themes were made of, or last looked at anew with; 0 where nobody noted that.
        refit_waits: other themes are proposed, and nobody has decided on that.
    """

    wave_id: str
    item: str
    language: str
    told: tuple[Told, ...]
    themes: tuple[KnownTheme, ...]
    fitted: int = 0
    refit_waits: bool = False


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme that the machine proposes; ``key`` is how codings name it until it has an id."""

    key: str
    label: Mapping[str, str]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What the machine found in one answer; ``theme``: id of a theme or key of a new one."""

    answer: str
    theme: str | None
    confidence: float
    rank: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run brought.

    Attributes:
        kept: by answer, for those that had nothing.
        findings: by kind, as ``surveys.tables.Finding`` has it.
    """

    model: str = ""
    themes: tuple[NewTheme, ...] = ()
    found: tuple[Found, ...] = ()
    kept: Mapping[str, Kept] = field(default_factory=dict)
    findings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def open_items(session: Session, wave: Wave) -> list[str]:
    """The questions of a wave that are answered in words; none of an anonymous one before it is over."""
    if waves.is_veiled(wave):
        return []
    return [item.key for item in waves.questionnaire_of(session, wave).items if isinstance(item, Open)]


def waiting(session: Session, wave: Wave, item: str) -> int:
    """How many answers to a question the machine has not coded as they are now worded."""
    mine = (_CODING.c.answer_id == _ANSWER.c.id) & (_CODING.c.coder == "") & (_CODING.c.revision == _ANSWER.c.revision)
    query = (
        sa.select(sa.func.count())
        .select_from(_ANSWER.outerjoin(_CODING, mine))
        .where(_ANSWER.c.wave_id == wave.id, _ANSWER.c.item == item, _CODING.c.answer_id.is_(None))
    )
    return int(direct(session).execute(query).scalar_one())


def is_worth_it(session: Session, wave: Wave, item: str, fewest: int) -> bool:
    """Whether a run would bring something: new answers for the codebook, or enough of them for the first themes.

    ``fewest``: answers before themes are looked for at all, and then again after so many more.
    """
    left = waiting(session, wave, item)
    if not left or any(theme.state in rows.LIVE for theme in rows.codebook(session, wave, item)):
        return left > 0
    looked = finding(session, wave, item, LOOKED)
    return left >= fewest + (int(looked.body["answers"]) if looked else 0)


def work(session: Session, wave: Wave, item: str) -> Work:
    """Everything a run needs, read at once."""
    asked = waves.questionnaire_of(session, wave).item(item)
    themes = rows.codebook(session, wave, item)
    coded = rows.current(session, wave, item)
    here = (_RESPONSE.c.wave_id == _ANSWER.c.wave_id) & (_RESPONSE.c.respondent_id == _ANSWER.c.respondent_id)
    machine = (_CODING.c.answer_id == _ANSWER.c.id) & (_CODING.c.coder == "") & _current(_CODING)
    query = (
        sa.select(
            _ANSWER.c.id,
            _ANSWER.c.value,
            _ANSWER.c.respondent_id,
            _ANSWER.c.revision,
            _RESPONSE.c.segment,
            _VECTOR.c.model,
            _VECTOR.c.body,
            _VECTOR.c.sketch,
            _CODING.c.confidence,
            _CODING.c.rank,
            _CODING.c.duplicate,
            _CODING.c.answer_id.label("machine"),
        )
        .select_from(
            _ANSWER.join(_RESPONSE, here)
            .outerjoin(_VECTOR, (_VECTOR.c.answer_id == _ANSWER.c.id) & _current(_VECTOR))
            .outerjoin(_CODING, machine)
        )
        .where(_ANSWER.c.wave_id == wave.id, _ANSWER.c.item == item)
        .order_by(_ANSWER.c.id)
    )
    told = []
    for row in direct(session).execute(query):
        now = coded.get(row.id)
        told.append(
            Told(
                id=row.id,
                text=asked.words(row.value) or "",
                respondent=row.respondent_id,
                segment=row.segment,
                revision=row.revision,
                kept=Kept(row.model, row.body, row.sketch) if row.body is not None else None,
                theme=now.theme if now else None,
                confidence=row.confidence or 0.0,
                is_coded=row.machine is not None,
                decided=now is not None and now.by_human,
                rank=row.rank or 0,
                duplicate=bool(row.duplicate),
            )
        )
    live = tuple(
        KnownTheme(theme.id, dict(theme.label), theme.definition, theme.state is ThemeState.ACCEPTED)
        for theme in themes
        if theme.state in rows.LIVE
    )
    fitted = finding(session, wave, item, FITTED)
    waits = finding(session, wave, item, "refit") is not None
    return Work(wave.id, item, wave.language, tuple(told), live, int(fitted.body["answers"]) if fitted else 0, waits)


def _current(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.revision == _ANSWER.c.revision


def keep(session: Session, wave: Wave, done: Work, outcome: Outcome, now: datetime) -> int:
    """Store what a run brought for the answers that are still as it read them; gives how many were coded.

    Nothing of proposed themes where others came into the codebook meanwhile: two runs at once propose them once.
    """
    if outcome.themes and _live(rows.codebook(session, wave, done.item)) != {theme.id for theme in done.themes}:
        return 0
    worded = sa.select(_ANSWER.c.id, _ANSWER.c.revision)
    now_worded = direct(session).execute(worded.where(_ANSWER.c.wave_id == wave.id, _ANSWER.c.item == done.item))
    still = {row.id: row.revision for row in now_worded}
    same = {told.id: told for told in done.told if still.get(told.id) == told.revision}
    ids = new_themes(session, wave, done.item, outcome.themes, now)
    common = {"wave_id": wave.id, "item": done.item, "coder": "", "at": now}
    codings = [
        common
        | {
            "answer_id": found.answer,
            "respondent_id": same[found.answer].respondent,
            "theme_id": ids.get(found.theme, found.theme) if found.theme else None,
            "confidence": found.confidence,
            "revision": same[found.answer].revision,
            "rank": found.rank,
            "duplicate": found.duplicate,
        }
        for found in outcome.found
        if found.answer in same
    ]
    vectors = [
        {
            "answer_id": answer,
            "wave_id": wave.id,
            "respondent_id": same[answer].respondent,
            "model": kept.model,
            "revision": same[answer].revision,
            "body": kept.vector,
            "sketch": kept.sketch,
        }
        for answer, kept in outcome.kept.items()
        if answer in same
    ]
    if codings:
        run(direct(session), _KEEP_CODING, codings)
    if vectors:
        run(direct(session), _KEEP_VECTOR, vectors)
    findings = dict(outcome.findings)
    if outcome.themes:
        findings[FITTED] = {"answers": len(done.told)}
    if not (done.themes or outcome.themes):
        findings[LOOKED] = {"answers": len(done.told)}
    for kind, body in findings.items():
        finding = Finding(wave_id=wave.id, item=done.item, kind=kind, body=dict(body), at=now)
        run(direct(session), KEEP_FINDING, finding.model_dump())
    return len(codings)


def new_themes(session: Session, wave: Wave, item: str, proposals: Sequence[NewTheme], now: datetime) -> dict[str, str]:
    """Store the themes that were proposed; gives their ids by key."""
    present = rows.codebook(session, wave, item)
    asked = waves.questionnaire_of(session, wave).key
    ids: dict[str, str] = {}
    for position, proposed in enumerate(proposals, start=len(present)):
        theme = Theme(
            community_id=wave.community_id,
            questionnaire=asked,
            item=item,
            label=dict(proposed.label),
            keywords=list(proposed.keywords),
            origin=ThemeOrigin.MACHINE,
            state=ThemeState.PROPOSED,
            position=position,
            created_at=now,
        )
        session.add(theme)
        session.flush()
        session.add(ThemeEvent(theme_id=theme.id, kind="proposed", at=now))
        ids[proposed.key] = theme.id
    session.flush()
    return ids


def _live(themes: Sequence[Theme]) -> set[str]:
    return {theme.id for theme in themes if theme.state in rows.LIVE}


def finding(session: Session, wave: Wave, item: str, kind: str) -> Finding | None:
    """What was last found of that kind."""
    query = select(Finding).where(Finding.wave_id == wave.id, Finding.item == item, Finding.kind == kind)
    return session.exec(query).first()
