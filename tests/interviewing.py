"""An interview that a few acts lead through, without any database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fielding import EVERYTHING

from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.interview import Act, ShownStatement, Turn, answer, begin


def said(number: int) -> tuple[ShownStatement, ...]:
    """The first so many statements of others, as they are put to somebody."""
    return tuple(ShownStatement(f"s{at}", {"de": f"Satz {at}"}, own=True) for at in range(1, number + 1))


def turns(*acts: Act, asked: Questionnaire = EVERYTHING, statements: Sequence[ShownStatement]) -> list[Turn]:
    """The turns of these acts."""
    interview = replace(begin(asked, 1), statements={"react": tuple(statements)})
    found = []
    for act in acts:
        found.append(answer(interview, act))
        interview = found[-1].interview
    return found
