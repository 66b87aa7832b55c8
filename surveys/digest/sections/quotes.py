"""What did people say? Quotes with consent, approved, verbatim, from different people and questions."""

from __future__ import annotations

import hashlib

from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.digest.digest import Block, Label, Line, Quoted, Say, Section
from surveys.digest.material import Candidate, Material, name_text

SHORTEST, LONGEST = 40, 220  # characters that read well as a quote
PER_ITEM = 2
IN_BRIEF = 2
UNSAID = frozenset({"keine-angabe", "no-answer", "none"})  # a group that says nothing about a quote


def section(material: Material) -> Section | None:
    """Two quotes for the chat, two per question for the page, and how many answered each question."""
    if material.participants < FEWEST or material.hidden:
        return None
    chosen = choose(material)
    asked = [item for item in material.questionnaire.items if item.kind == "open" and material.n(item.key) >= FEWEST]
    if not asked and not chosen:
        return None
    quoted: list[Block] = [_quoted(material, candidate) for candidate in chosen]
    lines: list[Block] = [
        Line(say=Say(key="quotes-answers", values={"title": item.title, "count": material.n(item.key)}))
        for item in asked
    ]
    if not quoted:
        lines.append(Line(say=Say(key="quotes-none")))
    return Section(key="quotes", blocks=tuple(quoted + lines), brief=IN_BRIEF if quoted else len(lines))


def choose(material: Material) -> list[Candidate]:
    """At most two per question, at most one per person, the questions taking turns; the same input, the same choice."""
    ranked = sorted(material.candidates, key=_rank)
    by_item: dict[str, list[Candidate]] = {}
    for candidate in ranked:
        by_item.setdefault(candidate.item, []).append(candidate)
    order = [item.key for item in material.questionnaire.items if item.key in by_item]
    chosen: list[Candidate] = []
    for turn in range(PER_ITEM):
        for key in order:
            taken = {each.person for each in chosen}
            free = [each for each in by_item[key] if each.person not in taken]
            groups = {each.segment for each in chosen if each.item == key}
            other = [each for each in free if each.segment not in groups]  # another group's voice first
            if len([each for each in chosen if each.item == key]) <= turn and (other or free):
                chosen.append((other or free)[0])
    return chosen


def _rank(candidate: Candidate) -> tuple[bool, str]:
    reads_well = SHORTEST <= len(candidate.words) <= LONGEST
    return (not reads_well, hashlib.sha256(candidate.answer_id.encode()).hexdigest())


def _quoted(material: Material, candidate: Candidate) -> Quoted:
    return Quoted(
        answer_id=candidate.answer_id,
        item=material.questionnaire.item(candidate.item).title,
        text=candidate.words,
        who=_who(material, candidate),
    )


def _who(material: Material, candidate: Candidate) -> Label | None:
    """A name where that was agreed, else a group of at least ten people, else nothing."""
    if candidate.name:
        return name_text(material.questionnaire, candidate.name)
    if (
        candidate.segment
        and candidate.segment not in UNSAID
        and material.n("", f"|s:{candidate.segment}") >= SHARE_FROM
    ):
        return material.segment_text(candidate.segment)
    return None
