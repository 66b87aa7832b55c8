"""What do all agree on, what divides, and which groups react alike? Opinion groups found in the votes, never asked for.

Everybody's reactions are those the section on statements shows; groups stand beside them only where they are among the
counted and give nobody away (``tabled.reactions_among``).
"""

from __future__ import annotations

from collections.abc import Iterator

from surveys.analysis import disclosure, tabled
from surveys.analysis.disclosure import FEWEST
from surveys.analysis.opinion import Opinion, OpinionGroup
from surveys.digest.digest import Agreement, Block, Circle, Map, Reacted, Say, Section
from surveys.digest.material import Material, ShownStatement

SHOWN = 3  # statements of common ground, and as many that divide
OF_A_GROUP = 2  # statements that tell a group from the others


def section(material: Material) -> Section | None:
    """Common ground first, then what divides, then the map of the groups and what each of them is for or against."""
    opinion = material.opinion
    if opinion is None or material.hidden or material.participants < FEWEST:
        return None
    statements = {each.id: each for each in material.statements}
    blocks: list[Block] = []
    told: set[str] = set()
    for key, ids in (("common-ground", opinion.common), ("common-divides", opinion.dividing)):
        found = [statements[each] for each in ids if each in statements and each not in told]
        for each in found[:SHOWN]:
            if block := agreement(material, opinion, each, Say(key=key)):
                blocks.append(block)
                told.add(each.id)
    if drawn := _map(opinion):
        blocks.append(drawn)
        blocks += _typical(material, opinion, statements, told)
    return Section(key="common", blocks=tuple(blocks), brief=1) if blocks else None


def group_name(group: OpinionGroup) -> Say:
    """A group has no name but its letter: it is made of votes, and nobody said to belong to it."""
    return Say(key="common-group", values={"key": group.key})


def agreement(material: Material, opinion: Opinion, statement: ShownStatement, note: Say) -> Agreement | None:
    """The reactions to one statement, of everybody and of each group; None under five."""
    counts = material.of(statement.id)
    known = tabled.reactions(counts)
    if not known.base():
        return None
    rows = [_reacted(known, disclosure.ALL, Say(key="common-all"))]
    given = opinion.reactions.get(statement.id, {})
    groups = {
        group.key: {"agree": each.agree, "disagree": each.disagree, "pass": each.passed}
        for group in opinion.groups
        if (each := given.get(group.key))
    }
    table = tabled.reactions_among(counts, groups) if groups else None
    if table is not None:
        rows += [_reacted(table, group.key, group_name(group)) for group in opinion.groups if group.key in groups]
    return Agreement(title=statement.words, rows=tuple(rows), note=note, answer_id=statement.answer_id)


def _reacted(table: disclosure.Table, column: str, label: Say) -> Reacted:
    agree, disagree, passed = (table.count(row, column) or None for row in tabled.REACTED)
    return Reacted(label=label, n=table.base(column) or None, agree=agree, disagree=disagree, passed=passed)


def _map(opinion: Opinion) -> Map | None:
    """The groups as circles, where there are several that may be shown."""
    sizes = {group.key: group.size for group in opinion.groups}
    known = disclosure.guarded(disclosure.one_way(sizes, opinion.participants, tuple(sizes)))
    shown = [group for group in opinion.groups if known.count(group.key)]
    if len(shown) < 2:
        return None
    circles = tuple(
        Circle(
            label=group_name(group),
            size=known.count(group.key),
            x=round(group.center[0], 3),
            y=round(group.center[1], 3),
            spread=round(group.spread, 3),
        )
        for group in shown
    )
    return Map(title=Say(key="common-map"), n=known.base(), circles=circles, note=Say(key="common-map-note"))


def _typical(
    material: Material, opinion: Opinion, statements: dict[str, ShownStatement], told: set[str]
) -> Iterator[Agreement]:
    """What tells each group from the others, as far as it is not shown yet."""
    for group in opinion.groups:
        found = [each for each in group.representative if each.statement in statements and each.statement not in told]
        for each in found[:OF_A_GROUP]:
            key = "common-typical-for" if each.side > 0 else "common-typical-against"
            note = Say(key=key, values={"key": group.key})
            if block := agreement(material, opinion, statements[each.statement], note):
                told.add(each.statement)
                yield block
