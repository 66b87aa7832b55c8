"""Which sections does a digest have, in which order? To add one: a file, a line here, its phrases."""

from __future__ import annotations

from collections.abc import Callable

from surveys.digest.digest import Section
from surveys.digest.material import Material
from surveys.digest.sections import (
    cases,
    change,
    closed,
    common,
    contrast,
    flagged,
    method,
    news,
    questions,
    quotes,
    statements,
    summary,
    themes,
    turnout,
    unknown,
    voices,
)

SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    turnout.section,
    themes.section,
    summary.section,
    news.section,
    closed.section,
    change.section,
    common.section,
    contrast.section,
    statements.section,
    cases.section,
    quotes.section,
    voices.section,
    questions.section,
    flagged.section,
    unknown.section,
    method.section,
)
