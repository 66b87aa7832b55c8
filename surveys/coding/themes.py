"""What does a human decide about themes, and what follows?

A theme's id never changes. What a human decided is a row of its own, which no run of the machine touches; each step is
noted (``ThemeEvent``). Every function returns the ids of the digests that show a theme otherwise than it is called now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from surveys.coding import rows
from surveys.errors import Unknown
from surveys.fieldwork.rows import direct, run, table_of, upsert
from surveys.tables import (
    Answer,
    Coding,
    FieldedQuestionnaire,
    StoredDigest,
    Theme,
    ThemeEvent,
    ThemeOrigin,
    ThemeState,
    Wave,
)

LABEL_LIMIT = 60  # characters; longer ones do not fit beside a bar
DEFINITION_LIMIT = 300  # characters

_CODING, _ANSWER, _EVENT = (table_of(model) for model in (Coding, Answer, ThemeEvent))
_FIND = upsert(
    _CODING,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["answer_id", "coder"],
        set_={name: insert.excluded[name] for name in ("theme_id", "confidence", "revision", "at")},
    ),
)


def find(session: Session, theme_id: str) -> Theme:
    """A theme by its id. Raises Unknown."""
    theme = session.get(Theme, theme_id)
    if theme is None:
        raise Unknown("unknown-theme")
    return theme


def accept(session: Session, theme_id: str, now: datetime) -> tuple[str, ...]:
    """A human says that it is a theme, also of one that was merged or rejected; twice is harmless."""
    theme = find(session, theme_id)
    if theme.state is ThemeState.ACCEPTED:
        return ()
    moved = 0 if theme.state in rows.LIVE else _stirred(session, theme, now)
    theme.state, theme.into = ThemeState.ACCEPTED, None
    return _noted(session, theme, "accepted", now, answers=moved)


def rename(session: Session, theme_id: str, label: str, language: str, now: datetime) -> tuple[str, ...]:
    """Call it otherwise in one language (accepted with it); white space is tidied. Raises Unknown for an empty name."""
    theme = find(session, theme_id)
    words = " ".join(label.split())[:LABEL_LIMIT]
    if not words:
        raise Unknown("theme-name-empty")
    theme.label = {**theme.label, language: words}
    _touch(theme)
    return _noted(session, theme, "renamed", now)


def redefine(session: Session, theme_id: str, definition: str, now: datetime) -> tuple[str, ...]:
    """Say in one line what belongs to it: from then on the machine goes by that."""
    theme = find(session, theme_id)
    theme.definition = " ".join(definition.split())[:DEFINITION_LIMIT]
    _touch(theme)
    return _noted(session, theme, "redefined", now)


def merge(session: Session, theme_id: str, into_id: str, now: datetime) -> tuple[str, ...]:
    """All its answers count in the other theme from now on. Raises Unknown for one of another question, or itself."""
    theme, into = find(session, theme_id), find(session, into_id)
    if theme.id == into.id or _codebook(theme) != _codebook(into) or into.state not in rows.LIVE:
        raise Unknown("theme-merge-refused")
    theme.state, theme.into = ThemeState.MERGED, into.id
    _touch(into)
    moved = _stirred(session, theme, now)
    return _noted(session, theme, "merged", now, other=into, answers=moved)


def split(
    session: Session, theme_id: str, answer_ids: Sequence[str], label: str, language: str, coder: str, now: datetime
) -> tuple[Theme, tuple[str, ...]]:
    """Make a theme of some answers of another one; these are the human's from then on. Raises Unknown."""
    old = find(session, theme_id)
    words = " ".join(label.split())[:LABEL_LIMIT]
    if not words:
        raise Unknown("theme-name-empty")
    new = Theme(
        community_id=old.community_id,
        questionnaire=old.questionnaire,
        item=old.item,
        label={language: words},
        origin=ThemeOrigin.HUMAN,
        state=ThemeState.ACCEPTED,
        position=old.position,
        created_at=now,
    )
    session.add(new)
    session.flush()
    for answer in answer_ids:
        code(session, answer, new.id, coder, now)
    return new, _noted(session, new, "split", now, other=old, answers=len(answer_ids))


def reject(session: Session, theme_id: str, now: datetime) -> tuple[str, ...]:
    """It is none: its answers have no theme from now on; twice is harmless."""
    theme = find(session, theme_id)
    if theme.state is ThemeState.REJECTED:
        return ()
    theme.state, theme.into = ThemeState.REJECTED, None
    moved = _stirred(session, theme, now)
    return _noted(session, theme, "rejected", now, answers=moved)


def move(session: Session, answer_id: str, theme_id: str | None, coder: str, now: datetime) -> None:
    """A human takes an answer to another theme (None: to none), which is noted with the theme it was in.

    Raises Unknown as ``code`` does.
    """
    answer = session.get(Answer, answer_id)
    wave = session.get(Wave, answer.wave_id) if answer else None
    before = rows.current(session, wave, only=[answer_id]).get(answer_id) if wave else None
    code(session, answer_id, theme_id, coder, now)
    named = (before.theme if before else None) or theme_id
    if named is not None:
        session.add(ThemeEvent(theme_id=named, kind="moved", other_id=theme_id, answers=1, at=now))
        session.flush()


def code(session: Session, answer_id: str, theme_id: str | None, coder: str, now: datetime) -> None:
    """A human says what an answer speaks of (None: of none of the themes); the same coder again corrects that.

    Raises Unknown for an unknown answer, or a theme of another question. ``coder``: a name of at least one letter.
    """
    answer = session.exec(
        select(Answer).where(Answer.id == answer_id).execution_options(populate_existing=True)
    ).first()
    if answer is None:
        raise Unknown("unknown-answer")
    if not coder:
        raise ValueError("a coder has a name; the machine's is empty")
    if theme_id is not None:
        theme = find(session, theme_id)
        wave = session.get_one(Wave, answer.wave_id)
        asked = session.get_one(FieldedQuestionnaire, wave.questionnaire_id)
        if (theme.community_id, theme.questionnaire, theme.item) != (wave.community_id, asked.key, answer.item):
            raise Unknown("unknown-theme")
    run(
        direct(session),
        _FIND,
        {
            "answer_id": answer.id,
            "coder": coder,
            "wave_id": answer.wave_id,
            "item": answer.item,
            "respondent_id": answer.respondent_id,
            "theme_id": theme_id,
            "confidence": 1.0,
            "revision": answer.revision,
            "rank": 0,
            "duplicate": False,
            "at": now,
        },
    )


def events(session: Session, wave: Wave) -> list[ThemeEvent]:
    """What happened to the themes of the wave's questionnaire, the newest first."""
    known = [theme.id for theme in rows.codebook(session, wave)]
    query = select(ThemeEvent).where(_EVENT.c.theme_id.in_(known)).order_by(_EVENT.c.at.desc(), _EVENT.c.id)
    return list(session.exec(query)) if known else []


def _touch(theme: Theme) -> None:
    """What a human works on is a theme."""
    if theme.state is ThemeState.PROPOSED:
        theme.state = ThemeState.ACCEPTED


def _codebook(theme: Theme) -> tuple[str, str, str]:
    return theme.community_id, theme.questionnaire, theme.item


def _stirred(session: Session, theme: Theme, now: datetime) -> int:
    """The answers of a theme are looked at again by the next release; gives how many they are."""
    session.flush()
    return int(
        direct(session).execute(sa.update(_CODING).where(_CODING.c.theme_id == theme.id).values(at=now)).rowcount
    )


def _noted(
    session: Session, theme: Theme, kind: str, now: datetime, *, other: Theme | None = None, answers: int = 0
) -> tuple[str, ...]:
    session.add(theme)
    session.add(ThemeEvent(theme_id=theme.id, kind=kind, other_id=other.id if other else None, answers=answers, at=now))
    session.flush()
    return _showing(session, theme)


def _showing(session: Session, theme: Theme) -> tuple[str, ...]:
    """The digests of the codebook's waves that say something about the theme."""
    asked, fielded, kept = (table_of(model) for model in (Wave, FieldedQuestionnaire, StoredDigest))
    query = (
        sa.select(kept.c.id)
        .join(asked, asked.c.id == kept.c.wave_id)
        .join(fielded, fielded.c.id == asked.c.questionnaire_id)
        .where(
            asked.c.community_id == theme.community_id,
            fielded.c.key == theme.questionnaire,
            sa.cast(kept.c.body, sa.Text).contains(f'"{theme.id}"', autoescape=True),
        )
        .order_by(kept.c.id)
    )
    return tuple(direct(session).execute(query).scalars())
