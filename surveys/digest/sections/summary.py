"""What did a language model sum up? Only sentences that rest on answers it may read, each with the answers it cites."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST
from surveys.design.text import Text
from surveys.digest.digest import Block, Line, Say, Section
from surveys.digest.material import Material


def section(material: Material) -> Section | None:
    """By theme, of those that are shown with a number; nothing where no model was asked."""
    if material.hidden or not material.written:
        return None
    blocks: list[Block] = []
    for theme in material.themes:
        wrote = material.written.get(theme.item)
        if wrote is None or material.n(theme.item) < FEWEST or material.of(theme.item).get(f"t:{theme.id}", 0) < FEWEST:
            continue
        for sentence in wrote.sentences.get(theme.id, ()):
            text = Text(dict.fromkeys(material.questionnaire.languages, sentence.text))
            said = Say(key="summary-sentence", values={"theme": theme.label, "text": text})
            blocks.append(Line(say=said, cites=sentence.cites))
    if not blocks:
        return None
    models = " / ".join(dict.fromkeys(each.model for each in material.written.values()))
    blocks.insert(0, Line(say=Say(key="summary-by", values={"model": models})))
    return Section(key="summary", blocks=tuple(blocks), brief=0)
