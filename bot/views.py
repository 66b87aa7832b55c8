"""Which views of a digest does a person have, how is each called, and what does a button remember of it?

From the last release alone: while counts are live, only everybody's are shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot import phrases
from surveys.analysis import results
from surveys.analysis.results import Counts, Viewer
from surveys.design.questionnaire import Questionnaire
from surveys.digest import filtered
from surveys.digest.digest import Digest
from surveys.digest.filtered import Filter, Kind
from surveys.digest.material import platform_name, segment_item, segment_text
from surveys.fieldwork import waves
from surveys.tables import Release, StoredDigest, Wave

MENU = "f"  # in a token: the choice of views
_FITS = re.compile(r"[a-z0-9-]{1,24}")  # what a button can remember of a theme or platform


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes:
        value: as a token has it.
    """

    only: Filter
    value: str
    label: str


def offered(session: Session, wave: Wave, viewer: Viewer, digest: Digest, language: str) -> list[View]:
    """The views this viewer may choose from, of the digest they are shown."""
    seen = results.view(session, wave, viewer)
    if seen.hidden or not seen.release:
        return []
    questionnaire = waves.questionnaire_of(session, wave)
    found = [_view(questionnaire, only, language) for only in filtered.offered(questionnaire, seen.counts)]
    found += [
        View(Filter(Kind.THEME, key), f"t-{key}", name[language]) for key, name in filtered.themes(digest).items()
    ]
    before = _before(session, wave, seen.release)
    if before is not None:
        found.append(View(Filter(Kind.NEWS, before=before), "n", phrases.say("view-news", language)))
    return [view for view in found if _FITS.fullmatch(view.value)]


def _view(questionnaire: Questionnaire, only: Filter, language: str) -> View:
    item = segment_item(questionnaire)
    if only.kind is Kind.GROUP and item is not None:
        place = list(item.all_cells()).index(only.key)  # the key itself might not fit a button
        return View(only, f"g-{place}", segment_text(questionnaire, only.key)[language])
    return View(only, f"p-{only.key}", platform_name(only.key))


def _before(session: Session, wave: Wave, release: int) -> Counts | None:
    """The counts of the release that the digest before showed; None where there was none with others than now."""
    query = select(StoredDigest).where(StoredDigest.wave_id == wave.id).order_by(col(StoredDigest.at).desc())
    numbers = (int(row.body.get("release", 0)) for row in session.exec(query))
    number = next((each for each in numbers if 0 < each < release), None)
    row = session.get(Release, (wave.id, number)) if number else None
    return row.counts if row else None
