"""What do we not know? Said as plainly as what we do."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.digest.digest import Block, Line, Say, Section
from surveys.digest.material import Material

IN_BRIEF = 3


def section(material: Material) -> Section | None:
    """Who is missing, which questions too few answered, and that nobody was drawn by chance."""
    lines: list[Block] = [Line(say=Say(key="unknown-self-selected"))]
    if material.hidden:
        lines.append(Line(say=Say(key=f"unknown-{material.hidden}")))
    lines += [_line("unknown-group", group=text) for text in _thin_groups(material)]
    thin = [item for item in material.questionnaire.items if material.n(item.key) < FEWEST]
    if thin and not material.hidden:
        lines.append(_line("unknown-questions", count=len(thin), of=len(material.questionnaire.items)))
    platforms = material.platforms()
    if len(platforms) == 1 and material.n("", f"|p:{platforms[0]}") == material.n(""):
        lines.append(_line("unknown-one-platform", platform=material.platform_text(platforms[0])))
    return Section(key="unknown", blocks=tuple(lines), brief=IN_BRIEF)


def _thin_groups(material: Material) -> list[object]:
    segment = material.segment
    if segment is None or material.hidden or material.participants < FEWEST:
        return []
    thin = [cell for cell in segment.all_cells() if material.n("", f"|s:{cell}") < SHARE_FROM]
    return [material.segment_text(cell) for cell in thin]


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
