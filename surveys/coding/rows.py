"""Which theme does each answer have now, as it is stored?

What a human found wins over the machine, and the newest human over earlier ones. An answer that was changed since has no
theme until it is coded again; one in a merged theme has the theme that took it in, one in a rejected theme has none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from surveys.fieldwork import waves
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, AnswerState, Coding, Theme, ThemeState, Wave

_ANSWER, _CODING = table_of(Answer), table_of(Coding)
LOOKED_AT = 60  # codings of a theme, for a few examples: people may have taken some to other themes
TOGETHER = (
    "split-"  # how coders' names begin that stand for many answers moved at once, none of them looked at by itself
)
LIVE = (ThemeState.PROPOSED, ThemeState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Coded:
    """What an answer speaks of.

    Attributes:
        theme: id; None for none of the themes.
        rank: among the answers of its theme, the one to quote first is 0.
        by_human: a human said so.
    """

    theme: str | None
    rank: int = 0
    by_human: bool = False


def codebook(session: Session, wave: Wave, item: str | None = None) -> list[Theme]:
    """Every theme there ever was for the wave's questionnaire (of one question), in their order."""
    key = waves.questionnaire_of(session, wave).key
    query = select(Theme).where(Theme.community_id == wave.community_id, Theme.questionnaire == key)
    if item is not None:
        query = query.where(Theme.item == item)
    return list(session.exec(query.order_by(col(Theme.item), col(Theme.position), col(Theme.id))))


def standing_in(themes: Sequence[Theme]) -> Mapping[str, str | None]:
    """For every theme the one its answers count in now: itself, the one that took it in, or None."""
    known = {theme.id: theme for theme in themes}
    found: dict[str, str | None] = {}
    for theme in themes:
        here, passed = theme, {theme.id}
        while here.state is ThemeState.MERGED and here.into in known and here.into not in passed:
            here = known[here.into]
            passed.add(here.id)
        found[theme.id] = here.id if here.state in LIVE else None
    return found


def current(
    session: Session, wave: Wave, item: str | None = None, only: Collection[str] | None = None
) -> dict[str, Coded]:
    """What each coded answer of the wave (or ``only`` some) speaks of, by id; answers nobody coded are missing."""
    now_in = standing_in(codebook(session, wave, item))
    query = (
        sa.select(_CODING.c.answer_id, _CODING.c.coder, _CODING.c.theme_id, _CODING.c.rank)
        .join_from(_CODING, _ANSWER, _ANSWER.c.id == _CODING.c.answer_id)
        .where(_CODING.c.wave_id == wave.id, _CODING.c.revision == _ANSWER.c.revision)
        .order_by(_CODING.c.coder != "", _CODING.c.at, _CODING.c.coder)
    )
    if item is not None:
        query = query.where(_CODING.c.item == item)
    if only is not None:
        query = query.where(_CODING.c.answer_id.in_(only))
    found: dict[str, Coded] = {}
    for answer, coder, theme, rank in direct(session).execute(query):
        found[answer] = Coded(now_in.get(theme) if theme else None, rank, bool(coder))
    return found


def examples(session: Session, wave: Wave, theme: Theme, many: int) -> list[Answer]:
    """Some answers of a theme as it stands, the one to quote first at the front; none rejected or sensitive."""
    themes = codebook(session, wave, theme.item)
    inside = [each for each, here in standing_in(themes).items() if here == theme.id]
    query = (
        sa.select(_CODING.c.answer_id)
        .join_from(_CODING, _ANSWER, _ANSWER.c.id == _CODING.c.answer_id)
        .where(
            _CODING.c.wave_id == wave.id,
            _CODING.c.item == theme.item,
            _CODING.c.theme_id.in_(inside),
            _CODING.c.revision == _ANSWER.c.revision,
            _ANSWER.c.state != AnswerState.REJECTED,
            ~_ANSWER.c.sensitive,
        )
        .order_by(_CODING.c.rank, _CODING.c.answer_id)
        .limit(LOOKED_AT)
    )
    likely = list(dict.fromkeys(direct(session).execute(query).scalars()))
    now = current(session, wave, theme.item, only=likely)
    chosen = [answer for answer in likely if answer in now and now[answer].theme == theme.id][:many]
    return [session.get_one(Answer, answer) for answer in chosen]
