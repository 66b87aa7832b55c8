"""How does a theme that a human renamed or merged get its new name in a digest that is kept already?

Any part of a digest that carries a ``theme_id`` is called after its theme, in its ``label`` or its ``title``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel
from sqlmodel import Session, select

from surveys.design.text import Text
from surveys.digest.digest import Digest
from surveys.fieldwork import waves
from surveys.tables import Theme, Wave

_NAMED = ("label", "title")  # attributes that hold a theme's name, the likelier one first
Part = TypeVar("Part", bound=BaseModel)


def present(session: Session, wave: Wave) -> dict[str, Text]:
    """The names themes of the wave's questionnaire have now, by id; a merged one is called as what it was merged into."""
    key = waves.questionnaire_of(session, wave).key
    query = select(Theme).where(Theme.community_id == wave.community_id, Theme.questionnaire == key)
    themes = {theme.id: theme for theme in session.exec(query)}
    return {theme.id: Text(_last(theme, themes).label) for theme in themes.values()}


def _last(theme: Theme, themes: Mapping[str, Theme]) -> Theme:
    """What a theme was merged into, and that into another, up to one that was not."""
    passed = {theme.id}
    while (into := themes.get(theme.into or "")) is not None and into.id not in passed:
        theme = into
        passed.add(theme.id)
    return theme


def renamed(digest: Digest, labels: Mapping[str, Text]) -> Digest:
    """The digest with the present names of themes, by id; those that changed are noted in it. Twice is harmless."""
    changed: dict[str, None] = {}
    sections = tuple(_named(section, labels, changed) for section in digest.sections)
    if not changed:
        return digest
    noted = tuple(sorted({*digest.renamed, *changed}))
    return digest.model_copy(update={"sections": sections, "renamed": noted})


def _named(part: Part, labels: Mapping[str, Text], changed: dict[str, None]) -> Part:
    """The part with everything in it named anew; the same value where nothing changed."""
    update: dict[str, object] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        new = _inside(value, labels, changed)
        if new is not value:
            update[name] = new
    theme = getattr(part, "theme_id", None) or ""
    called = next((each for each in _NAMED if each in type(part).model_fields), "")
    if theme in labels and called and getattr(part, called) != labels[theme]:
        update[called] = labels[theme]
        changed[theme] = None
    return part.model_copy(update=update) if update else part


def _inside(value: object, labels: Mapping[str, Text], changed: dict[str, None]) -> object:
    if isinstance(value, tuple):
        parts = tuple(_inside(each, labels, changed) for each in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if isinstance(value, BaseModel) and not isinstance(value, Text):
        return _named(value, labels, changed)
    return value
