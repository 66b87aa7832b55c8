"""Would other themes fit better by now, and what would move? A proposal, which a human takes or drops.

The answers are looked at as if for the first time (``pipeline``), ids are carried to the themes that are the same by
overlap (``stability``), and what would move where is counted. Nothing moves before somebody said so; what people decided
stays as it is even then, and so do the names of themes that go on.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from surveys.coding import keeping, pipeline, rows, stability, themes
from surveys.coding.keeping import NewTheme, Work
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Coding, Finding, Theme, ThemeEvent, ThemeState, Wave

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

REFIT = "refit"  # kind of finding
NEW = "new-"  # before the number of a theme that has no id yet
FEWEST_MOVED = 5  # answers; for fewer nobody is asked
LATER_RANK = 999  # of answers that moved, until the next run ranks them

_ANSWER, _CODING, _FINDING = table_of(Answer), table_of(Coding), table_of(Finding)
_MOVE = (
    sa.update(_CODING)
    .where(_CODING.c.answer_id == sa.bindparam("moved"), _CODING.c.coder == "")
    .values(theme_id=sa.bindparam("theme"), confidence=sa.bindparam("sure"), rank=LATER_RANK, at=sa.bindparam("now"))
)


def propose(work: Work, vectors: Vectors, held_back: Callable[[str], bool], fewest: int) -> dict[str, Any] | None:
    """What a finding of this kind holds; None where too little would move to ask anybody.

    fewest: people who use a word before it may name a theme. It holds ``themes``: new ones by key; ``flows``: before, after
    and how many answers, the most first; ``of``: the theme of each answer that would move; ``sure``: its confidence;
    ``revised``: its revision where it was changed; ``gone``: themes that would have no answers.
    """
    told = work.told
    answers = [pipeline.Answer(each.id, each.text, each.respondent, each.segment) for each in told]
    found = pipeline.find(answers, work.language, vectors, held_back, fewest=fewest)
    if not found.themes:
        return None
    number = {theme.id: at for at, theme in enumerate(found.themes)}
    before = {each.id: each.theme for each in told}
    after = {each.id: None if each.theme is None else number[each.theme] for each in found.assignments}
    fresh = itertools.count(1)
    refit = stability.refit(before, after, lambda: f"{NEW}{next(fresh)}")
    free = [each for each in told if not each.decided]
    of = {each.id: refit.themes[each.id] for each in free if refit.themes[each.id] != before[each.id]}
    if len(of) < FEWEST_MOVED:
        return None
    flows = Counter((before[answer], theme) for answer, theme in of.items())
    held = {of.get(each.id, before[each.id]) for each in told}
    sure = {each.id: each.confidence for each in found.assignments}
    return {
        "themes": {
            refit.ids[at]: {"label": dict(theme.label), "keywords": list(theme.keywords)}
            for at, theme in enumerate(found.themes)
            if refit.ids[at].startswith(NEW) and refit.ids[at] in held
        },
        "flows": [[*ends, many] for ends, many in sorted(flows.items(), key=lambda each: (-each[1], str(each[0])))],
        "of": of,
        "sure": {answer: sure[answer] for answer in of},
        "revised": {each.id: each.revision for each in free if each.id in of and each.revision},
        "gone": [theme.id for theme in work.themes if theme.id not in held],
    }


def waiting(session: Session, wave: Wave, item: str) -> Finding | None:
    """The proposal that waits for a human."""
    return keeping.finding(session, wave, item, REFIT)


def drop(session: Session, wave: Wave, item: str) -> None:
    """A human leaves everything as it is; twice is harmless."""
    direct(session).execute(
        sa.delete(_FINDING).where(_FINDING.c.wave_id == wave.id, _FINDING.c.item == item, _FINDING.c.kind == REFIT)
    )
    session.expire_all()


def take(session: Session, wave: Wave, item: str, now: datetime) -> tuple[int, tuple[str, ...]]:
    """A human takes the proposal: gives how many answers moved, and the digests that show a theme otherwise.

    Answers that a human coded, or that were changed since, stay; proposed themes without answers are rejected.
    """
    finding = waiting(session, wave, item)
    if finding is None:
        return 0, ()
    body = finding.body
    made = [NewTheme(key, new["label"], tuple(new["keywords"])) for key, new in sorted(body["themes"].items())]
    ids = keeping.new_themes(session, wave, item, made, now)
    movable = _movable(session, wave, item, body)
    moved = {answer: ids.get(theme, theme) if theme else None for answer, theme in movable.items()}
    before = rows.current(session, wave, item)
    steps = [
        {"moved": answer, "theme": theme, "sure": body["sure"].get(answer, 0.0), "now": now}
        for answer, theme in moved.items()
    ]
    if steps:
        direct(session).execute(_MOVE, steps)
    _note(session, Counter((before[answer].theme, theme) for answer, theme in moved.items()), now)
    showing = _rejected(session, body["gone"], now)
    drop(session, wave, item)
    return len(moved), showing


def _movable(session: Session, wave: Wave, item: str, body: Mapping[str, Any]) -> dict[str, str | None]:
    """Of what would move, what the machine alone coded and what is worded as it was, by id."""
    worded = sa.select(_ANSWER.c.id, _ANSWER.c.revision).where(_ANSWER.c.wave_id == wave.id, _ANSWER.c.item == item)
    revision = {row.id: row.revision for row in direct(session).execute(worded)}
    now = rows.current(session, wave, item)
    return {
        answer: theme
        for answer, theme in sorted(body["of"].items())
        if answer in now and not now[answer].by_human and revision[answer] == body["revised"].get(answer, 0)
    }


def _note(session: Session, flows: Mapping[tuple[str | None, str | None], int], now: datetime) -> None:
    for (before, after), many in sorted(flows.items(), key=str):
        if before is not None:
            session.add(ThemeEvent(theme_id=before, kind="moved", other_id=after, answers=many, at=now))
    session.flush()


def _rejected(session: Session, gone: list[str], now: datetime) -> tuple[str, ...]:
    """Reject the proposed ones of these themes; what people accepted stays, even if nobody speaks of it."""
    query = select(Theme.id).where(col(Theme.id).in_(gone), Theme.state == ThemeState.PROPOSED).order_by(Theme.id)
    return tuple(
        dict.fromkeys(each for theme in session.exec(query).all() for each in themes.reject(session, theme, now))
    )
