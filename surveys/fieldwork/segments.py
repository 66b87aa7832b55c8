"""Which group does a respondent belong to?"""

from __future__ import annotations

from collections.abc import Mapping

from surveys.design.items.kind import Value
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.route import visible


def segment_of(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> str | None:
    """Key of the option chosen at the item that names the group; None before it was answered, or without one."""
    key = questionnaire.segment
    if key is None or key not in answers or key not in visible(questionnaire, answers):
        return None
    return str(answers[key])
