"""How did companies answer? Company and channel: requests, answered, time to the first answer, solved."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from surveys.analysis import disclosure
from surveys.analysis.disclosure import ALL, FEWEST, Cell
from surveys.analysis.release import MEDIAN
from surveys.design.items.case import Case
from surveys.design.quantities import say_duration
from surveys.design.text import Text
from surveys.digest.digest import Row, Say, Section, Table
from surveys.digest.material import Material
from surveys.fieldwork.counts import EVERYBODY

ROWS = 12  # pairs of company and channel in the table; the rest is in the total
OUTCOMES = ("answered", "only-reaction", "nothing", "-")
SOLVED = ("yes", "partly", "no", "-")


def section(material: Material) -> Section | None:
    """One table per case item with at least five reports."""
    items = [item for item in material.questionnaire.items if isinstance(item, Case)]
    tables = tuple(table(material, item) for item in items if material.n(item.key) >= FEWEST)
    return Section(key="cases", blocks=tables, brief=1) if tables else None


def table(material: Material, item: Case) -> Table:
    """The reports by company and channel, with their total in the last row."""
    counts = material.of(item.key)
    pairs = _pairs(counts)
    answered = _crossed(counts, pairs, "outcome", OUTCOMES)
    solved = _crossed(counts, pairs, "solved", SOLVED)
    rows = [_row(counts, pair, _pair_text(material, item, pair), answered, solved) for pair in pairs]
    rows.append(_total_row(rows, _row(counts, ALL, Say(key="cases-all"), answered, solved)))
    columns = ("cases-requests", "cases-answered", "cases-median", "cases-solved")
    made = Table(title=item.title, columns=tuple(Say(key=column) for column in columns), rows=tuple(rows))
    n = reports(made)
    return made if n is None else made.model_copy(update={"note": Say(key="cases-note", values={"n": n})})


def reports(table: Table) -> int | None:
    """How many reports such a table counts; None while that is withheld."""
    n = table.rows[-1].cells[0]
    return n if isinstance(n, int) else None


def _pairs(counts: Mapping[str, int]) -> list[str]:
    """``channel:x|c:company`` (or the channel alone where no company is asked), the most reported first."""
    channels = [cell for cell, n in counts.items() if cell.startswith("channel:") and "/" not in cell and n >= FEWEST]
    by_company = [cell for cell in channels if "|c:" in cell]
    plain = [cell for cell in channels if "|" not in cell]
    return sorted(by_company or plain, key=lambda cell: (-counts[cell], cell))[:ROWS]


def _crossed(counts: Mapping[str, int], pairs: list[str], part: str, values: tuple[str, ...]) -> disclosure.Table:
    """One part of the reports by company and channel, guarded together with its totals and all pairs not shown."""
    cells: dict[Cell, int] = {}
    for value in values:
        for pair in pairs:
            channel, bar, company = pair.partition("|")
            cells[value, pair] = counts.get(f"{channel}/{part}:{value}{bar}{company}", 0)
        cells[value, ALL] = _total(counts, part, value, cells, pairs)
    bases = {pair: counts[pair] for pair in pairs} | {ALL: counts[EVERYBODY]}
    return disclosure.guarded(disclosure.crossed(cells, bases, values, pairs))


def _total(counts: Mapping[str, int], part: str, value: str, cells: Mapping[Cell, int], pairs: list[str]) -> int:
    if value == "-":
        return sum(cells[value, pair] for pair in pairs)
    return counts.get(f"{part}:{value}", 0)


def _row(
    counts: Mapping[str, int], pair: str, label: Say | Text, answered: disclosure.Table, solved: disclosure.Table
) -> Row:
    base = answered.base(pair)
    if base is None or solved.base(pair) is None:
        return Row(label=label, cells=(None, None, None, None))
    median = counts.get(f"{MEDIAN}{pair}") if pair else None
    shown = None if median is None else Say(key="cases-duration", values={"duration": _duration(median)})
    return Row(
        label=label, cells=(base, answered.count("answered", pair) or None, shown, solved.count("yes", pair) or None)
    )


def _total_row(rows: Sequence[Row], total: Row) -> Row:
    """There is no median of all channels together: where there are any, they stand above."""
    requests, answered, _, solved = total.cells
    above = Say(key="cases-above") if any(row.cells[2] is not None for row in rows) else None
    return total.model_copy(update={"cells": (requests, answered, above, solved)})


def _duration(minutes: int) -> Text:
    return Text({language: say_duration(minutes, language) for language in ("de", "en")})


def _pair_text(material: Material, item: Case, pair: str) -> Text:
    channel, _, company = pair.partition("|c:")
    called = material.cell_text(item, channel)
    if not company:
        return called
    name = string.capwords(company) if len(company) > 3 else company.upper()
    return Text({language: f"{name} · {called[language]}" for language in called.languages()})
