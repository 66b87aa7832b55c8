"""Which of the themes that were proposed could somebody tell from the others?

A theme without words of its own is called mixed; beside others that have some, several such are one. Where none has any, as
among few answers, they stay: what lies near each other can still be read. What one person alone speaks of, however often, is
no theme.
"""

from __future__ import annotations

from dataclasses import replace

from surveys.coding.pipeline import Answer, Assignment, Theme, Themes, identified

FEWEST_PEOPLE = 2  # of a theme


def distinct(answers: list[Answer], found: Themes) -> Themes:
    """The same with mixed themes made one, and with answers of one person alone left without a theme.

    answers: those it was found in, in their order.
    """
    mixed = [theme for theme in found.themes if not theme.keywords]
    named = [theme for theme in found.themes if theme.keywords]
    whole = _together(mixed, answers, found) if named and len(mixed) > 1 else None
    themes = [theme for theme in (*named, *([whole] if whole else mixed)) if theme.size >= FEWEST_PEOPLE]
    into = {theme.id: theme.id for theme in themes}
    if whole and whole.id in into:
        into |= {theme.id: whole.id for theme in mixed}
    assignments = tuple(_moved(each, into) for each in found.assignments)
    told = sum(each.theme is None for each in assignments) - sum(each.theme is None for each in found.assignments)
    return replace(
        found,
        themes=tuple(sorted(themes, key=lambda theme: (-theme.size, theme.id))),
        assignments=assignments,
        coverage=replace(found.coverage, without_theme=found.coverage.without_theme + told),
    )


def _together(mixed: list[Theme], answers: list[Answer], found: Themes) -> Theme:
    ids = {theme.id for theme in mixed}
    mine = [answer for answer, each in zip(answers, found.assignments, strict=True) if each.theme in ids]
    turns = max(len(theme.examples) for theme in mixed)
    examples = [theme.examples[at] for at in range(turns) for theme in mixed if at < len(theme.examples)]
    return replace(
        mixed[0],
        id=identified([answer.text for answer in mine]),
        size=len({answer.person for answer in mine}),
        answers=len(mine),
        examples=tuple(examples[: max(1, turns)]),
    )


def _moved(given: Assignment, into: dict[str, str]) -> Assignment:
    if given.theme is None:
        return given
    theme = into.get(given.theme)
    return replace(given, theme=theme, confidence=given.confidence if theme else 0.0)
