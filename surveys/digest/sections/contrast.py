"""Where do groups differ? What each group speaks of and chose, compared by more than chance (``analysis.contrast``).

Everything is compared at once: the more is compared, the larger a difference has to be. Only counts that may be shown are
compared, so that no verdict tells of one that may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.analysis import change, contrast, disclosure, tabled, themed
from surveys.analysis.cells import THEME
from surveys.analysis.change import Share
from surveys.analysis.contrast import ENOUGH
from surveys.analysis.disclosure import FEWEST
from surveys.design.items.kind import Item
from surveys.design.text import Text
from surveys.digest.digest import Block, Contrast, Dot, Line, Say, Section
from surveys.digest.material import Material
from surveys.digest.sections.themes import percent, share

SHOWN = 5  # contrasts on the page
KINDS = ("choice", "choices")  # closed items that are compared: options without an order


@dataclass(frozen=True, slots=True)
class Compared:
    """One group beside all others, in one theme or option.

    Attributes:
        table: guarded, with a column for each group.
    """

    item: Item
    label: Text
    row: str
    table: disclosure.Table
    group: str
    inside: Share
    outside: Share

    @property
    def points(self) -> int:
        """By how many points of a hundred the group is above the others."""
        return percent(self.inside) - percent(self.outside)


def section(material: Material) -> Section | None:
    """The strongest contrast first; where there is none, that; where too few answered, that nothing can be said."""
    segment = material.segment
    if segment is None or material.hidden or material.participants < FEWEST:
        return None
    items = [item for item in material.questionnaire.items if _is_asked(material, item)]
    if not items:
        return None
    enough = [item for item in items if material.n(item.key) >= ENOUGH]
    if not enough:
        few = Section(key="contrast", blocks=(_line("contrast-few", fewest=ENOUGH),))
        return few if material.themes else None
    compared = [each for item in enough for each in _compared(material, item, segment.all_cells())]
    if not compared:
        return Section(key="contrast", blocks=(_line("contrast-withheld"),))
    return Section(key="contrast", blocks=_shown(material, compared), brief=1)


def _shown(material: Material, compared: list[Compared]) -> tuple[Block, ...]:
    different = contrast.differing([(each.inside, each.outside) for each in compared])
    ranked = sorted(
        zip(compared, different, strict=True),
        key=lambda each: (not each[1], -abs(each[0].points), each[0].item.key, each[0].row, each[0].group),
    )
    blocks: dict[tuple[str, str], Block] = {}  # one for each theme: with all its groups
    for each, is_different in ranked:
        if is_different or not blocks:
            blocks.setdefault((each.item.key, each.row), _block(material, each, is_different=is_different))
    return (*list(blocks.values())[:SHOWN], _line("contrast-compared", number=len(compared), found=sum(different)))


def _is_asked(material: Material, item: Item) -> bool:
    """Whether an item has something to compare."""
    if item.key == material.questionnaire.segment or material.n(item.key) < FEWEST:
        return False
    return item.kind in KINDS or bool(material.themes_of(item.key))


def _compared(material: Material, item: Item, groups: tuple[str, ...]) -> Iterator[Compared]:
    """Every group beside the others together; of two groups one is enough."""
    if not material.is_settled(item.key):
        return
    counts = material.of(item.key)
    if item.kind in KINDS:
        table = tabled.by_group(item, counts, groups)
        labels = {row: material.cell_text(item, row) for row in tabled.rows(item, counts)}
    else:
        table = themed.by_group(counts, groups)
        labels = {themed.cell(theme.id): theme.label for theme in material.themes_of(item.key)}
    for row, label in labels.items() if table else ():
        assert table is not None
        known = {group: found for group in groups if (found := share(table, row, group))}
        for group in list(known)[: 1 if len(known) == 2 else None] if len(known) > 1 else ():
            others = [other for each, other in known.items() if each != group]
            outside = Share(sum(each.count for each in others), sum(each.n for each in others))
            yield Compared(item, label, row, table, group, known[group], outside)


def _block(material: Material, each: Compared, *, is_different: bool) -> Contrast:
    segment = material.segment
    groups = segment.all_cells() if segment else ()
    dots = tuple(dot(each.table, each.row, group, material.segment_text(group)) for group in groups)
    if is_different:
        group = material.segment_text(each.group)
        note = Say(key="contrast-more" if each.points > 0 else "contrast-less", values={"group": group})
    else:
        note = Say(key="contrast-chance")
    theme = None if each.item.kind in KINDS else each.row.removeprefix(f"{THEME}:")
    return Contrast(title=each.label, question=each.item.title, dots=dots, note=note, theme_id=theme)


def dot(table: disclosure.Table, row: str, column: str, label: Text) -> Dot:
    """A group's share with its interval, where it may be said."""
    found = share(table, row, column)
    low, high = change.wilson(found) if found else (None, None)
    return Dot(
        label=label,
        n=table.base(column) or None,
        count=table.count(row, column) or None,
        share=found.value if found else None,
        low=low,
        high=high,
    )


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
