"""How did people react to statements? Agree, disagree, pass, each with the number who reacted."""

from __future__ import annotations

from surveys.analysis import disclosure, tabled
from surveys.digest.digest import Agreement, Bars, Say, Section
from surveys.digest.material import Material, ShownStatement, bar
from surveys.digest.sections import common

SHOWN = 12
IN_BRIEF = 2


def section(material: Material) -> Section | None:
    """The statements most people reacted to, without those that stand in the common ground."""
    shared = common.section(material)
    told = [block.title for block in shared.blocks if isinstance(block, Agreement)] if shared else []
    known = [each for each in material.statements if material.n(each.id) >= disclosure.FEWEST]
    known = [each for each in known if each.words not in told]
    known.sort(key=lambda each: (-material.n(each.id), each.id))
    blocks = tuple(_bars(material, each) for each in known[:SHOWN])
    brief = 0 if shared else IN_BRIEF  # one statement of it stands on the screen already
    return Section(key="statements", blocks=blocks, brief=brief) if blocks else None


def _bars(material: Material, statement: ShownStatement) -> Bars:
    table = tabled.reactions(material.of(statement.id))
    shares = material.is_settled(statement.id)
    bars = tuple(bar(table, row, Say(key=f"vote-{row}"), shares=shares) for row in tabled.REACTED)
    return Bars(title=statement.words, n=table.base(), bars=bars, answer_id=statement.answer_id)
