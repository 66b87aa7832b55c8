"""What does one group, one platform, one theme or the time since the digest before say by itself?

A filter uncovers nothing. A group's view is its column in the guarded table of the question by group, in which everybody's
column is the one that is published anyway; it is never counted anew. Whoever subtracts two views therefore meets only
sums the guard has looked at (``analysis.disclosure``). What is new is the difference of two published tables, where both
show the number. Only groups of at least ten people are offered, one filter at a time: two at once would be a table nobody
guarded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel

from surveys.analysis import disclosure, tabled
from surveys.analysis.disclosure import ALL, FEWEST, SHARE_FROM
from surveys.analysis.results import Counts
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import Text
from surveys.digest import choosing
from surveys.digest import digest as value
from surveys.digest.digest import Block, Digest, Line, Row, Say, Section
from surveys.digest.material import Material, segment_item
from surveys.digest.sections import closed, quotes, statements
from surveys.fieldwork.counts import EVERYBODY, PARTICIPATION


class Kind(StrEnum):
    """By what is filtered."""

    GROUP = "group"
    PLATFORM = "platform"
    THEME = "theme"
    NEWS = "news"  # since the digest before


_MARKS = {Kind.GROUP: "|s:", Kind.PLATFORM: "|p:"}
Part = TypeVar("Part", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Filter:
    """One view.

    Attributes:
        key: of a group, platform or theme.
        before: for what is new, the counts of the release that the digest before showed; not yet guarded.
    """

    kind: Kind
    key: str = ""
    before: Counts | None = None


# --- what is offered --------------------------------------------------------------------------------------------


def offered(questionnaire: Questionnaire, counts: Counts) -> tuple[Filter, ...]:
    """The groups and platforms of at least ten people each; of one platform alone there is nothing to filter."""
    found = [
        Filter(kind, key)
        for kind in _MARKS
        for key in _known(questionnaire, counts, kind)
        if (_people(questionnaire, counts, kind).count(key) or 0) >= SHARE_FROM
    ]
    return tuple(found)


def themes(digest: Digest) -> dict[str, Text]:
    """The themes a digest speaks of, by id, with their names."""
    return {theme: name for section in digest.sections for theme, name in _themes_in(section)}


def _themes_in(part: object) -> Iterator[tuple[str, Text]]:
    if isinstance(part, tuple):
        for each in part:
            yield from _themes_in(each)
    elif isinstance(part, BaseModel) and not isinstance(part, Text):
        theme = getattr(part, "theme_id", None)
        name = getattr(part, "label", None) or getattr(part, "title", None)
        if theme and isinstance(name, Text):
            yield theme, name
        for field in type(part).model_fields:
            yield from _themes_in(getattr(part, field))


def _known(questionnaire: Questionnaire, counts: Counts, kind: Kind) -> tuple[str, ...]:
    """All groups of the questionnaire, or all platforms people answered on, if there are several."""
    if kind is Kind.GROUP:
        item = segment_item(questionnaire)
        return tuple(item.all_cells()) if item else ()
    start = EVERYBODY + _MARKS[kind]
    found = sorted(cell.removeprefix(start) for cell in counts.get(PARTICIPATION, {}) if cell.startswith(start))
    return tuple(found) if len(found) > 1 else ()


def _people(questionnaire: Questionnaire, counts: Counts, kind: Kind) -> disclosure.Table:
    """Participants by group or platform, guarded as where they are published."""
    taking_part = counts.get(PARTICIPATION, {})
    by_key = {key: taking_part.get(EVERYBODY + _MARKS[kind] + key, 0) for key in _known(questionnaire, counts, kind)}
    everybody = max(sum(by_key.values()), taking_part.get(EVERYBODY, 0))
    return disclosure.guarded(disclosure.one_way(by_key, everybody, tuple(by_key)))


# --- one group or platform --------------------------------------------------------------------------------------


def narrowed(material: Material, only: Filter) -> Material | None:
    """The material of one group or platform, as far as guarded tables show it; None where that is not offered."""
    if material.hidden or Filter(only.kind, only.key) not in offered(material.questionnaire, material.counts):
        return None
    people = _people(material.questionnaire, material.counts, only.kind).count(only.key) or 0
    known = _known(material.questionnaire, material.counts, only.kind)
    shown: dict[str, dict[str, int]] = {PARTICIPATION: {EVERYBODY: people}}
    for item in material.questionnaire.items:
        if item.key != material.questionnaire.segment and (item.tabled or item.kind == "open"):
            table = tabled.by_group(item, _as_groups(material.of(item.key), only.kind), known)
            if table is not None and not (item.kind == "ranking" and _withholds(table, only.key)):
                shown[item.key] = _column(table, only.key)
    for statement in material.statements:
        table = tabled.reactions_by_group(_as_groups(material.of(statement.id), only.kind), known)
        if table is not None:
            shown[statement.id] = _column(table, only.key)
    return replace(
        material,
        participants=people,
        counts={unit: cells for unit, cells in shown.items() if cells},
        candidates=tuple(
            each
            for each in material.candidates
            # A name was agreed to, not that the name's group is told.
            if only.kind is Kind.GROUP
            and each.segment == only.key
            and not each.name
            and only.key not in choosing.UNSAID
        ),
        before=None,  # nor anything else that was made of everybody
        themes=(),
        last=None,
        opinion=None,
        coverage={},
        unflagged=None,
        asked=(),
        voices=(),
    )


def _as_groups(counts: Mapping[str, int], kind: Kind) -> dict[str, int]:
    """The counts with that kind's cells in the place of the groups'."""
    if kind is Kind.GROUP:
        return dict(counts)
    mark = _MARKS[kind]
    plain = {cell: n for cell, n in counts.items() if "|" not in cell}
    return plain | {cell.replace(mark, "|s:"): n for cell, n in counts.items() if mark in cell}


def _column(table: disclosure.Table, key: str) -> dict[str, int]:
    """One column of a guarded table as counts; what is withheld is left out, and all of it where its base is."""
    base = table.base(key)
    if base is None or base < FEWEST:
        return {}
    cells = {row: n for (row, column), n in table.counts.items() if column == key and row not in (ALL, "?") and n}
    return {EVERYBODY: base, **cells}


def _withholds(table: disclosure.Table, key: str) -> bool:
    return any(n is None for (_, column), n in table.counts.items() if column == key)


# --- what it says -----------------------------------------------------------------------------------------------


def sections(material: Material, only: Filter) -> tuple[Section, ...]:
    """What a view says; nothing where there is no such view."""
    if only.kind is Kind.NEWS:
        return _news(material, only.before or {})
    small = narrowed(material, only)
    if small is None:
        return ()
    name = material.segment_text(only.key) if only.kind is Kind.GROUP else material.platform_text(only.key)
    said = _line("filtered-people", name=name, count=small.participants)
    withheld = _line("filtered-note" if only.kind is Kind.GROUP else "filtered-note-platform")
    head = Section(key="turnout", blocks=(said, withheld))
    made = (make(small) for make in (closed.section, statements.section, quotes.section))
    return (head, *(each for each in made if each is not None))


def _news(material: Material, before: Counts) -> tuple[Section, ...]:
    """How many more chose what, where both releases show the number and it grew by at least five."""
    if material.hidden:
        return ()
    tables = [
        table
        for item in material.questionnaire.items
        if item.tabled and (table := _grown(material, item, before.get(item.key, {}))) is not None
    ]
    blocks: tuple[Block, ...] = tuple(tables) or (_line("news-none", fewest=FEWEST),)
    return (Section(key="change", blocks=(_line("news-intro"), *blocks)),)


def _grown(material: Material, item: Item, before: Mapping[str, int]) -> value.Table | None:
    now, then = closed.table(material, item), tabled.table(item, before)
    rows = [
        Row(label=material.cell_text(item, row), cells=(now.count(row) or None, _more(now.count(row), then.count(row))))
        for row in tabled.rows(item, material.of(item.key))
    ]
    if all(row.cells[1] is None for row in rows):
        return None
    columns = (Say(key="news-now"), Say(key="news-more"))
    return value.Table(title=item.title, columns=columns, rows=tuple(rows))


def _more(now: int | None, before: int | None) -> int | None:
    if not now or not before or now - before < FEWEST:
        return None
    return now - before


def of_theme(digest: Digest, theme: str) -> tuple[Section, ...]:
    """What a digest says of one theme: the parts of it that carry its id, as they stand there."""
    found = []
    for section in digest.sections:
        blocks = tuple(kept for block in section.blocks if (kept := _about(block, theme)) is not None)
        if blocks:
            found.append(section.model_copy(update={"blocks": blocks, "brief": len(blocks)}))
    return tuple(found)


def _about(part: Part, theme: str) -> Part | None:
    """The part, or of its rows those of the theme; None where nothing in it is about the theme."""
    if getattr(part, "theme_id", None) == theme:
        return part
    for field in type(part).model_fields:
        given = getattr(part, field)
        if isinstance(given, tuple):
            kept = tuple(each for each in given if isinstance(each, BaseModel) and _about(each, theme) is not None)
            if kept:
                return part.model_copy(update={field: kept})
    return None


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
