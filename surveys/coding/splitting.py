"""Which answers of a theme contain a word, how do they become a theme of their own, and how is that undone?

A proposal is kept (``Finding``) with the answers it was shown of, so that exactly those move, as far as they still stand in
the theme in the same words. They are coded under a name of their own: a person decided, but looked at none of them by
itself. So it is no check of the machine (``checks``), takes no earlier decision away, and undoing it is taking it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session

from surveys.coding import keeping, normal, rows, themes
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, run, table_of
from surveys.tables import Answer, AnswerState, Coding, Finding, Theme, ThemeEvent, Wave

if TYPE_CHECKING:
    from surveys.design.items.kind import Item

SPLIT = "split"  # kind of finding
PART_FROM = 4  # letters from which a word is found within longer ones: Hotline in Telefonhotline, but not KI in Kino
WORDS_LIMIT = 120  # characters of what is looked for
MOST = 8  # words or phrases looked for at once

_ANSWER, _CODING, _EVENT, _FINDING = (table_of(model) for model in (Answer, Coding, ThemeEvent, Finding))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme and the part of it that would become another one.

    Attributes:
        label: what the new theme would be called.
        moving, staying: ids of answers, those to quote first at the front.
        at: tells it from a later proposal.
    """

    theme: str
    label: str
    moving: tuple[str, ...]
    staying: tuple[str, ...]
    at: datetime


def looked_for(typed: str) -> tuple[str, ...]:
    """Words or phrases, one or the other of which is enough; separated by commas, semicolons or lines."""
    parts = typed[:WORDS_LIMIT].replace("\n", ",").replace(";", ",").split(",")
    return tuple(dict.fromkeys(found for part in parts if (found := normal.comparable(part))))[:MOST]


def contains(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text has one of the phrases in it; case and punctuation do not matter, short ones are whole words."""
    told = f" {normal.comparable(text)} "
    return any(phrase in told if len(phrase) >= PART_FROM else f" {phrase} " in told for phrase in phrases)


def propose(session: Session, wave: Wave, theme: Theme, typed: str, now: datetime) -> Proposal | None:
    """Keep and give what would move; None where nothing that can be looked for was typed. Moves nothing."""
    phrases = looked_for(typed)
    if not phrases:
        return None
    item = waves.questionnaire_of(session, wave).item(theme.item)
    inside = _inside(session, wave, theme, item)
    moving = tuple(answer for answer, text in inside if contains(text, phrases))
    body = {"theme": theme.id, "label": _label(typed), "moving": list(moving)}
    kept = Finding(wave_id=wave.id, item=theme.item, kind=SPLIT, body=body, at=now)
    run(direct(session), keeping.KEEP_FINDING, kept.model_dump())
    session.expire_all()
    return Proposal(theme.id, _label(typed), moving, tuple(_others([each for each, _ in inside], moving)), now)


def waiting(session: Session, wave: Wave, theme: Theme) -> Proposal | None:
    """What was last proposed for a theme, as far as it still holds; None where nothing was."""
    kept = keeping.finding(session, wave, theme.item, SPLIT)
    if kept is None or kept.body["theme"] != theme.id or theme.state not in rows.LIVE:
        return None
    item = waves.questionnaire_of(session, wave).item(theme.item)
    inside = [answer for answer, _ in _inside(session, wave, theme, item)]
    proposed = set(kept.body["moving"])
    moving = tuple(answer for answer in inside if answer in proposed)
    return Proposal(theme.id, kept.body["label"], moving, tuple(_others(inside, moving)), kept.at)


def split(session: Session, wave: Wave, proposal: Proposal, now: datetime) -> tuple[Theme, tuple[str, ...]]:
    """Make the theme; gives it and the digests that show it otherwise. Raises Unknown where nothing would move."""
    if not proposal.moving:
        raise Unknown("theme-split-gone")
    new, showing = themes.split(session, proposal.theme, (), proposal.label, wave.language, "", now)
    for answer in proposal.moving:
        themes.code(session, answer, new.id, coder_of(new), now)
    direct(session).execute(
        sa.update(_EVENT)
        .where(_EVENT.c.theme_id == new.id, _EVENT.c.kind == "split")
        .values(answers=len(proposal.moving))
    )
    forget(session, wave, new.item)
    return new, showing


def coder_of(theme: Theme) -> str:
    """Under which name answers are coded that were moved together into a theme; leads to nobody."""
    return f"{rows.TOGETHER}{theme.id}"


def can_undo(session: Session, wave: Wave, theme: Theme) -> bool:
    """Whether a theme holds answers that were moved into it together."""
    mine = _CODING.c.wave_id == wave.id, _CODING.c.coder == coder_of(theme)
    return theme.state in rows.LIVE and bool(
        direct(session).execute(sa.select(sa.func.count()).select_from(_CODING).where(*mine)).scalar_one()
    )


def undo(session: Session, wave: Wave, theme: Theme, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Let every answer count where it was before, and reject the theme; gives how many, and the digests showing it.

    Answers that somebody put into it one by one lose it, as with any theme that is rejected. Twice is harmless.
    """
    mine = _CODING.c.wave_id == wave.id, _CODING.c.coder == coder_of(theme)
    moved = list(direct(session).execute(sa.select(_CODING.c.answer_id).where(*mine)).scalars())
    if not moved:
        return 0, ()
    direct(session).execute(sa.delete(_CODING).where(*mine))
    _stir(session, moved, now)
    split_from = direct(session).execute(
        sa.select(_EVENT.c.other_id).where(_EVENT.c.theme_id == theme.id, _EVENT.c.kind == "split")
    )
    event = ThemeEvent(theme_id=theme.id, kind="rejoined", other_id=split_from.scalar(), answers=len(moved), at=now)
    session.add(event)
    session.flush()
    return len(moved), themes.reject(session, theme.id, now)


def forget(session: Session, wave: Wave, item: str) -> None:
    """Nothing is proposed any more; twice is harmless."""
    mine = _FINDING.c.wave_id == wave.id, _FINDING.c.item == item, _FINDING.c.kind == SPLIT
    direct(session).execute(sa.delete(_FINDING).where(*mine))
    session.expire_all()


def _inside(session: Session, wave: Wave, theme: Theme, item: Item) -> list[tuple[str, str]]:
    """The answers that stand in a theme, with their words, those to quote first at the front; none rejected."""
    now = {answer: each for answer, each in rows.current(session, wave, theme.item).items() if each.theme == theme.id}
    query = sa.select(_ANSWER.c.id, _ANSWER.c.value).where(
        _ANSWER.c.wave_id == wave.id, _ANSWER.c.item == theme.item, _ANSWER.c.state != AnswerState.REJECTED
    )
    found = [(id_, item.words(value) or "") for id_, value in direct(session).execute(query) if id_ in now]
    return sorted(found, key=lambda each: (now[each[0]].rank, each[0]))


def _others(all_: Sequence[str], some: Sequence[str]) -> list[str]:
    gone = set(some)
    return [each for each in all_ if each not in gone]


def _label(typed: str) -> str:
    """What was looked for, as a name."""
    words = " ".join(typed.split())[: themes.LABEL_LIMIT].strip(" ,;")
    return words[:1].upper() + words[1:]


def _stir(session: Session, answers: Sequence[str], now: datetime) -> None:
    """The next release looks at them again; which coding counts stays, as the newest by a person stays the newest."""
    for answer in answers:
        last = sa.select(_CODING.c.coder).where(_CODING.c.answer_id == answer)
        coder = direct(session).execute(
            last.order_by((_CODING.c.coder == "").desc(), _CODING.c.at.desc(), _CODING.c.coder.desc()).limit(1)
        )
        direct(session).execute(
            sa.update(_CODING).where(_CODING.c.answer_id == answer, _CODING.c.coder == coder.scalar()).values(at=now)
        )
    session.expire_all()
