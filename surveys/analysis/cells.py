"""In which published cells does an answer stand?

Those of the live counts (``fieldwork.counts``), and finer ones that only published tables have: reports about companies
also by company (``|c:``) and by whether the request was solved; answers in words by what they speak of (``t:``); each
table of parts with its base.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from surveys.analysis.batches import Cells, based
from surveys.design.items.case import Case
from surveys.design.items.kind import Item, Value
from surveys.fieldwork.counts import EVERYBODY, cells_of, narrowed, vote_cells

UNSAID = "-"  # part of a report that was left out; of answers in words: they speak of none of the themes
THEME = "t"  # the table of themes


class Uncoded(Enum):
    """Nobody has said yet what an answer speaks of."""

    YET = "yet"


def theme_cell(theme: str | None) -> str:
    """The cell of answers that speak of it; None: of none of the themes."""
    return f"{THEME}:{theme or UNSAID}"


def company_key(name: str) -> str:
    """A company's name as cells have it: case and white space do not tell companies apart."""
    return " ".join(name.casefold().split()).replace("|", "/")


def answer_cells(
    item: Item, value: Value, segment: str | None, platform: str, theme: str | Uncoded | None = Uncoded.YET
) -> Cells:
    """Every published cell of an answer; ``theme``: id of what it speaks of, None for none of the themes."""
    cells = set(cells_of(item, value, segment, platform))
    if theme is not Uncoded.YET:
        cells |= set(narrowed((theme_cell(theme),), segment, platform))
    if isinstance(item, Case) and isinstance(value, Mapping):
        cells |= _case_cells(item, value)
    return based(cells)


def published_vote_cells(value: int, segment: str | None, platform: str) -> Cells:
    """Every published cell of a vote."""
    return frozenset(vote_cells(value, segment, platform))


def _case_cells(item: Case, value: Mapping[str, Value]) -> set[str]:
    """The report by channel and result, for everybody and for its company."""
    channel = value.get("channel")
    own = {EVERYBODY}
    if channel:
        own |= {f"channel:{channel}", f"channel:{channel}/solved:{value.get('solved') or UNSAID}"}
        own |= {f"channel:{channel}/outcome:{value.get('outcome') or UNSAID}"}
    company = company_key(str(value.get("company") or ""))
    return own | ({f"{cell}|c:{company}" for cell in own} if company else set())
