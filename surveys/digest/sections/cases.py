"""How did companies answer? Company and channel: requests, answered, time to the first answer, solved.

The time that nine of ten did not exceed is said from 50 waits on: of fewer, the tenth who waited longer are under five.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from surveys.analysis import disclosure
from surveys.analysis.disclosure import ALL, FEWEST, Cell
from surveys.analysis.release import LATE, MEDIAN
from surveys.design.items.case import Case
from surveys.design.text import Text
from surveys.digest.digest import Say, Score, Scoreboard, Section
from surveys.digest.material import Material
from surveys.fieldwork.counts import EVERYBODY

ROWS = 12  # pairs of company and channel in the table; the rest is in the total
OUTCOMES = ("answered", "only-reaction", "nothing", "-")
SOLVED = ("yes", "partly", "no", "-")


def section(material: Material) -> Section | None:
    """One scoreboard per case item with at least five reports."""
    items = [item for item in material.questionnaire.items if isinstance(item, Case)]
    boards = tuple(board(material, item) for item in items if material.n(item.key) >= FEWEST)
    return Section(key="cases", blocks=boards, brief=1) if boards else None


def board(material: Material, item: Case) -> Scoreboard:
    """The reports by company and channel, and all of them together."""
    counts = material.of(item.key)
    pairs = _pairs(counts)
    answered = _crossed(counts, pairs, "outcome", OUTCOMES)
    solved = _crossed(counts, pairs, "solved", SOLVED)
    rows = tuple(_score(counts, pair, _pair_text(material, item, pair), answered, solved) for pair in pairs)
    total = _score(counts, ALL, Say(key="cases-all"), answered, solved)
    note = None if total.requests is None else Say(key="cases-note", values={"n": total.requests})
    return Scoreboard(title=item.title, rows=rows, total=total, note=note)


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


def _score(
    counts: Mapping[str, int], pair: str, label: Say | Text, answered: disclosure.Table, solved: disclosure.Table
) -> Score:
    base = answered.base(pair)
    if base is None or solved.base(pair) is None:
        return Score(label=label, requests=None, answered=None, solved=None)
    return Score(
        label=label,
        requests=base,
        answered=answered.count("answered", pair) or None,
        solved=solved.count("yes", pair) or None,
        median=counts.get(MEDIAN + (pair or EVERYBODY)),
        late=counts.get(LATE + (pair or EVERYBODY)),
    )


def _pair_text(material: Material, item: Case, pair: str) -> Text:
    channel, _, company = pair.partition("|c:")
    called = material.cell_text(item, channel)
    if not company:
        return called
    name = string.capwords(company) if len(company) > 3 else company.upper()
    return Text({language: f"{name} · {called[language]}" for language in called.languages()})
