"""What would the released counts be without the respondents that a check has marked?

Only once, when a wave is closed: were it said again and again, the difference between two times would tell what the people
answered who were marked in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session

from surveys.analysis.release import HELD
from surveys.fieldwork.rows import direct, table_of
from surveys.moderation import flags, loading
from surveys.tables import Answer, Wave, WaveState

_ANSWER = table_of(Answer)


def counts(session: Session, wave: Wave) -> Mapping[str, Mapping[str, int]] | None:
    """The counts by item and cell without those who are marked; None where nobody is, or the wave is not closed."""
    if wave.state is not WaveState.CLOSED:
        return None
    marked = set(flags.marked(flags.flags(loading.facts_of(session, wave))))
    if not marked:
        return None
    query = sa.select(_ANSWER.c.item, _ANSWER.c.respondent_id, _ANSWER.c.released).where(_ANSWER.c.wave_id == wave.id)
    found: dict[str, Counter[str]] = {}
    for item, respondent, released in direct(session).execute(query):
        if respondent not in marked:
            found.setdefault(item, Counter()).update(cell for cell in released if cell != HELD)
    return {item: dict(cells) for item, cells in found.items()}
