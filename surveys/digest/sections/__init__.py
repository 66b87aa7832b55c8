"""Which sections does a digest have, in which order? To add one: a file, a line here, its phrases."""

from __future__ import annotations

from collections.abc import Callable

from surveys.digest.digest import Section
from surveys.digest.material import Material
from surveys.digest.sections import cases, change, closed, method, quotes, statements, turnout, unknown

SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    turnout.section,
    closed.section,
    change.section,
    statements.section,
    cases.section,
    quotes.section,
    unknown.section,
    method.section,
)
