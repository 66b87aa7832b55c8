"""What did people say? Quotes with consent, approved, verbatim, from different people and questions."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST
from surveys.digest import choosing
from surveys.digest.digest import Block, Line, Say, Section
from surveys.digest.material import Material

IN_BRIEF = 2  # on the one screen, with those of themes


def section(material: Material) -> Section | None:
    """Quotes on questions that have no themes (those stand with their themes), and how many answered each question."""
    if material.participants < FEWEST or material.hidden:
        return None
    choice = choosing.choose(material)
    themed = {item.key for item in material.questionnaire.items if material.themes_of(item.key)}
    asked = [item for item in material.questionnaire.items if item.kind == "open" and material.n(item.key) >= FEWEST]
    asked = [item for item in asked if item.key not in themed]
    if not asked and not choice.items:
        return None
    quoted: list[Block] = [choosing.quoted(material, candidate) for candidate in choice.items]
    lines: list[Block] = [
        Line(say=Say(key="quotes-answers", values={"title": item.title, "count": material.n(item.key)}))
        for item in asked
    ]
    if not quoted and not any(choice.themes.values()):
        lines.append(Line(say=Say(key="quotes-none")))
    elsewhere = min(IN_BRIEF, sum(map(len, choice.themes.values())))
    return Section(key="quotes", blocks=tuple(quoted + lines), brief=IN_BRIEF - elsewhere if quoted else len(lines))
