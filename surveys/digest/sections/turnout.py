"""Who took part? People by platform and by group; a participation, not a response rate: nobody was drawn."""

from __future__ import annotations

from surveys.analysis import disclosure
from surveys.design.text import Text
from surveys.digest.digest import Bars, Block, Label, Line, Say, Section
from surveys.digest.material import Material, bar


def section(material: Material) -> Section | None:
    """How many took part, and by which platform and group they did."""
    blocks: list[Block] = [Line(say=Say(key="turnout-participants", values={"count": material.participants}))]
    if material.participants < disclosure.FEWEST:
        missing = disclosure.FEWEST - material.participants
        blocks.append(Line(say=Say(key="turnout-too-few", values={"missing": missing})))
        return Section(key="turnout", blocks=tuple(blocks))
    platforms = material.platforms()
    if len(platforms) > 1:
        labels: dict[str, Label] = {name: material.platform_text(name) for name in platforms}
        blocks.append(_bars(material, "p", labels, Say(key="turnout-by-platform")))
    segment = material.segment
    if segment is not None:
        groups: dict[str, Label] = {cell: material.segment_text(cell) for cell in segment.all_cells()}
        blocks.append(_bars(material, "s", groups, Say(key="turnout-by-group")))
    return Section(key="turnout", blocks=tuple(blocks))


def _bars(material: Material, mark: str, labels: dict[str, Label], title: Say | Text) -> Bars:
    counts = {key: material.n("", f"|{mark}:{key}") for key in labels}
    counted = sum(counts.values())  # those who wait for the next release would look like a small rest
    table = disclosure.guarded(disclosure.one_way(counts, counted, tuple(labels)))
    bars = tuple(bar(table, key, label) for key, label in labels.items())
    return Bars(title=title, n=table.base(), bars=bars)
