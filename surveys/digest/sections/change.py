"""What changed since the wave before? Shares and themes that moved by more than chance, and all that were compared.

One family of comparisons: whoever reads ten differences finds one by chance in two, and does not ask in which table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from surveys.analysis import change, disclosure, tabled
from surveys.analysis.change import Share
from surveys.design.items.kind import Item
from surveys.digest.digest import Block, Line, Row, Say, Section, Table
from surveys.digest.material import Earlier, Material
from surveys.digest.sections import closed, themes_then
from surveys.digest.sections.themes_then import Met, Question

IN_BRIEF = 3  # changes on the one screen


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer in both waves.

    Attributes:
        changed: by more than chance.
    """

    item: Item
    cell: str
    now: Share
    before: Share
    changed: bool = False

    @property
    def points(self) -> int:
        """By how many points of a hundred it moved, as the rounded shares say."""
        return _percent(self.now) - _percent(self.before)


def section(material: Material) -> Section | None:
    """The shares of both waves side by side; those that changed first."""
    before = material.before
    if before is None or before.wave.closed_at is None:
        return None
    items = material.questionnaire.items
    compared, questions = _judged(
        [each for item in items for each in _compared(material, before, item)],
        [found for item in items if (found := themes_then.question(material, before, item)) is not None],
    )
    if not (compared or questions):
        return None
    themes = [each for question in questions for each in question.met if each.now and each.before]
    every: list[Compared | Met] = [*compared, *themes]
    changes = sorted((each for each in every if each.changed), key=lambda each: -abs(each.points))
    said: list[Block] = [
        _line("change-intro", end=before.wave.closed_at.date()),
        *(themes_then.said(each) if isinstance(each, Met) else _said(material, each) for each in changes),
    ]
    left = len(every) - len(changes)
    if left:
        said.append(_line("change-chance-all" if not changes else "change-chance-others", number=left))
    said += [block for question in questions for block in themes_then.blocks(question)]
    tables = [_table(material, each) for each in _by_item(compared)]
    return Section(key="change", blocks=(*said, *tables), brief=1 + (min(len(changes), IN_BRIEF) or 1))


def _judged(compared: list[Compared], questions: list[Question]) -> tuple[list[Compared], list[Question]]:
    """Which of all differences are changes, and from where to where those of themes may lie."""
    pairs = [(each.now, each.before) for each in compared]
    pairs += [(each.now, each.before) for one in questions for each in one.met if each.now and each.before]
    moved, ranges = change.changed(pairs), change.intervals(pairs)
    judged = [replace(each, changed=moved[at]) for at, each in enumerate(compared)]
    place = iter(range(len(compared), len(pairs)))

    def met(each: Met) -> Met:
        if not (each.now and each.before):
            return each
        at = next(place)
        return replace(each, changed=moved[at], low=ranges[at][0], high=ranges[at][1])

    return judged, [replace(one, met=tuple(map(met, one.met))) for one in questions]


def _compared(material: Material, before: Earlier, item: Item) -> list[Compared]:
    """The answers to an item that may be shown in both waves, each of at least ten people."""
    comparable = item.tabled and item.kind != "date" and item.key != material.questionnaire.segment
    if not (comparable and before.asked(item) and material.is_settled(item.key)):
        return []
    here, there = closed.table(material, item), tabled.table(item, before.counts.get(item.key, {}))
    found = []
    for cell in tabled.rows(item, material.of(item.key)):
        now, then = _share(here, cell), _share(there, cell)
        if now is not None and then is not None:
            found.append(Compared(item, cell, now, then))
    return found


def _share(table: disclosure.Table, cell: str) -> Share | None:
    """A share that may be said. Nobody is withheld too, as everywhere: it might be one to four who wait."""
    count, base = table.count(cell), table.base()
    return Share(count, base) if count and base and table.share(cell) is not None else None


def _by_item(compared: Sequence[Compared]) -> list[list[Compared]]:
    items: dict[str, list[Compared]] = {}
    for each in compared:
        items.setdefault(each.item.key, []).append(each)
    return list(items.values())


def _said(material: Material, each: Compared) -> Line:
    return _line(
        "change-more" if each.points > 0 else "change-less",
        title=each.item.title,
        answer=material.cell_text(each.item, each.cell),
        before=_percent(each.before),
        now=_percent(each.now),
    )


def _table(material: Material, compared: Sequence[Compared]) -> Table:
    first = compared[0]
    return Table(
        title=first.item.title,
        columns=(
            Say(key="change-before", values={"n": first.before.n}),
            Say(key="change-now", values={"n": first.now.n}),
            Say(key="change-difference"),
        ),
        rows=tuple(
            Row(
                label=material.cell_text(each.item, each.cell),
                cells=(_shown(each.before), _shown(each.now), _difference(each)),
            )
            for each in compared
        ),
    )


def _shown(share: Share) -> Say:
    return Say(key="share", values={"percent": _percent(share)})


def _difference(each: Compared) -> Say:
    if not each.changed:
        return Say(key="change-chance")
    return Say(key="change-up" if each.points > 0 else "change-down", values={"points": abs(each.points)})


def _percent(share: Share) -> int:
    return round(share.value * 100)


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
