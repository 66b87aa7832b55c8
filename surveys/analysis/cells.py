"""In which published cells does an answer stand?

Those of the live counts (``fieldwork.counts``), and finer ones that only published tables have: reports about companies
also by company (``|c:``) and by whether the request was solved; each table of parts with its base.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveys.analysis.batches import Cells, based
from surveys.design.items.case import Case
from surveys.design.items.kind import Item, Value
from surveys.fieldwork.counts import EVERYBODY, cells_of, vote_cells

UNSAID = "-"  # part of a report that was left out


def company_key(name: str) -> str:
    """A company's name as cells have it: case and white space do not tell companies apart."""
    return " ".join(name.casefold().split()).replace("|", "/")


def answer_cells(item: Item, value: Value, segment: str | None, platform: str) -> Cells:
    """Every published cell of an answer."""
    cells = set(cells_of(item, value, segment, platform))
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
