"""Would the results be others without the respondents a check has marked? All counts beside those without them.

Who was marked follows from both: they are a column that is not printed, and guarded with the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveys.analysis import disclosure, tabled
from surveys.analysis.disclosure import ALL, FEWEST
from surveys.design.items.kind import Item
from surveys.digest.digest import Block, Line, Row, Say, Section, Table
from surveys.digest.material import Material
from surveys.fieldwork.counts import EVERYBODY

KEPT, MARKED = "kept", "marked"


def section(material: Material) -> Section | None:
    """A table per closed question with both counts side by side; None where nothing is compared."""
    without = material.unflagged
    if without is None or material.hidden or material.participants < FEWEST:
        return None
    tables = [
        table
        for item in material.questionnaire.items
        if item.tabled and item.kind not in ("ranking", "date")
        if (table := _table(material, item, without.get(item.key, {})))
    ]
    intro = Line(say=Say(key="flagged-intro"))
    blocks: tuple[Block, ...] = (intro, *tables) if tables else (Line(say=Say(key="flagged-withheld")),)
    return Section(key="flagged", blocks=blocks, brief=0)


def guarded(item: Item, counts: Mapping[str, int], kept: Mapping[str, int]) -> disclosure.Table | None:
    """Both counts and their difference, guarded; None where it would show less of all than the question itself does."""
    rows = tabled.rows(item, counts)
    cells = {(row, ALL): counts.get(row, 0) for row in rows}
    cells |= {(row, KEPT): kept.get(row, 0) for row in rows}
    cells |= {(row, MARKED): cells[row, ALL] - cells[row, KEPT] for row in rows}
    bases = {ALL: counts.get(EVERYBODY, 0), KEPT: kept.get(EVERYBODY, 0)}
    bases[MARKED] = bases[ALL] - bases[KEPT]
    if not rows or min((*cells.values(), *bases.values())) < 0:
        return None
    crossed = disclosure.crossed(cells, bases, rows, (KEPT, MARKED), exclusive=item.kind != "choices")
    whole, found = tabled.table(item, counts), disclosure.guarded(crossed)
    return found if all(found.count(row) == whole.count(row) for row in (ALL, *rows)) else None


def _table(material: Material, item: Item, kept: Mapping[str, int]) -> Table | None:
    counts = material.of(item.key)
    found = guarded(item, counts, kept) if counts.get(EVERYBODY, 0) >= FEWEST else None
    if found is None or not found.base(KEPT):
        return None
    rows = tuple(
        Row(label=material.cell_text(item, row), cells=(found.count(row) or None, found.count(row, KEPT) or None))
        for row in tabled.rows(item, counts)
    )
    columns = tuple(
        Say(key=key, values={"n": found.base(column) or 0})
        for key, column in (("flagged-all", ALL), ("flagged-kept", KEPT))
    )
    return Table(title=item.title, columns=columns, rows=rows)
