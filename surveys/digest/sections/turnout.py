"""Who took part? People by platform and by group; a participation, not a response rate: nobody was drawn."""

from __future__ import annotations

from surveys.analysis import disclosure
from surveys.design.text import Text
from surveys.digest.digest import Bars, Block, Label, Line, Say, Section
from surveys.digest.material import Material, bar


def section(material: Material) -> Section | None:
    """How many took part, and by which platform and group they did."""
    if material.participants < disclosure.FEWEST:
        missing = disclosure.FEWEST - material.participants
        return Section(key="turnout", blocks=(Line(say=Say(key="turnout-too-few", values={"missing": missing})),))
    blocks: list[Block] = [Line(say=Say(key="turnout-participants", values={"count": material.participants}))]
    if len(material.platforms()) > 1:
        blocks.append(by_platform(material))
    segment = material.segment
    if segment is not None and not material.hidden:
        groups: dict[str, Label] = {cell: material.segment_text(cell) for cell in segment.all_cells()}
        blocks.append(_bars(material, "s", groups, Say(key="turnout-by-group")))
    return Section(key="turnout", blocks=tuple(blocks))


def by_platform(material: Material) -> Bars:
    """Participants by the platforms they answered on."""
    labels: dict[str, Label] = {name: material.platform_text(name) for name in material.platforms()}
    return _bars(material, "p", labels, Say(key="turnout-by-platform"))


def _bars(material: Material, mark: str, labels: dict[str, Label], title: Say | Text) -> Bars:
    counts = {key: material.n("", f"|{mark}:{key}") for key in labels}
    counted = sum(counts.values())
    # Who is counted but stands in none of these, such as a group of three before its release, is a small rest to protect.
    known = max(counted, material.n(""))
    table = disclosure.guarded(disclosure.one_way(counts, known, tuple(labels)))
    shares = material.is_settled("", counted)
    bars = tuple(bar(table, key, label, shares=shares) for key, label in labels.items())
    return Bars(title=title, n=table.base(), bars=bars)
