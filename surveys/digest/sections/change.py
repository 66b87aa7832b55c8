"""What changed since the wave before? Shares that moved by more than chance, and all that were compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from surveys.analysis import change, disclosure, tabled
from surveys.analysis.change import Share
from surveys.design.items.kind import Item
from surveys.digest.digest import Block, Line, Row, Say, Section, Table
from surveys.digest.material import Earlier, Material
from surveys.digest.sections import closed

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
    compared = [each for item in material.questionnaire.items for each in _compared(material, before, item)]
    if not compared:
        return None
    moved = change.changed([(each.now, each.before) for each in compared])
    compared = [replace(each, changed=changed) for each, changed in zip(compared, moved, strict=True)]
    changes = sorted((each for each in compared if each.changed), key=lambda each: -abs(each.points))
    said: list[Block] = [
        _line("change-intro", end=before.wave.closed_at.date()),
        *(_said(material, each) for each in changes),
    ]
    left = len(compared) - len(changes)
    if left:
        said.append(_line("change-chance-all" if not changes else "change-chance-others", number=left))
    tables = [_table(material, each) for each in _by_item(compared)]
    return Section(key="change", blocks=(*said, *tables), brief=1 + (min(len(changes), IN_BRIEF) or 1))


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
