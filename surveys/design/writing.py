"""How does a questionnaire become a file again, so that a question typed in a chat can be kept and shared?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from surveys.design.questionnaire import Questionnaire

TABLES = ("article", "wave")  # written under a header of their own, after the single settings


def to_toml(questionnaire: Questionnaire, notes: Mapping[str, str] | None = None) -> str:
    """The questionnaire as a file that ``read`` turns into the same one; settings at their default are left out.

    notes: comments by key of the item they stand above, each line with its ``#`` and its end.
    """
    content = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    items = content.pop("items")
    tables = {name: content.pop(name) for name in TABLES if name in content}
    blocks = ["".join(_lines(content))]
    blocks += [f"[{name}]\n{''.join(_lines(table))}" for name, table in tables.items()]
    above = notes or {}
    blocks += [f"{above.get(item['key'], '')}[[items]]\n{''.join(_lines(item))}" for item in items]
    return "\n".join(blocks)


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_several(value)}\n" for name, value in table.items()]


def _several(value: Any) -> str:
    """A list of tables with one line each; anything else in one line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + "".join(f"  {_inline(each)},\n" for each in value) + "]"
    return _inline(value)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)  # JSON's texts, numbers and booleans are TOML's
