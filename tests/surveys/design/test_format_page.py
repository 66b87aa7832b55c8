"""The page about the format names every kind and setting, and its examples are sound."""

from __future__ import annotations

import re
from pathlib import Path

from surveys.design.items import KINDS, kind_name
from surveys.design.items.kind import Condition, Option, Setting
from surveys.design.items.statements import Seed
from surveys.design.questionnaire import ITEMS_LIMIT, Article, Head, Questionnaire, WaveDefaults
from surveys.design.reading import FILE_LIMIT, LINES_LIMIT, read

PAGE = (Path(__file__).parents[3] / "docs" / "questionnaires.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def settings(*models: type[Setting]) -> set[str]:
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def test_every_example_is_sound() -> None:
    whole, *items = EXAMPLES
    head = whole[: whole.index("[wave]")].replace('segment = "rolle"', "")
    kinds = [item.kind for example in items for item in read(f"{head}\n{example}", "example").items]

    assert read(whole, "whole").segment == "rolle"
    assert set(kinds) == {kind_name(kind) for kind in KINDS}


def test_every_kind_has_a_section() -> None:
    sections = re.findall(r"^### `([a-z]+)`:", PAGE, re.MULTILINE)

    assert sections == [kind_name(kind) for kind in KINDS]


def test_every_setting_is_named_and_shown_in_an_example() -> None:
    common = settings(Questionnaire, Article, WaveDefaults, Condition, Option, Seed)
    examples = "\n".join(EXAMPLES)

    assert {name for name in common | settings(*KINDS) if f"`{name}`" not in PAGE and f"`{name} =" not in PAGE} == set()
    for name in settings(Head, WaveDefaults, Article, *KINDS) - {"from_items"}:
        assert re.search(rf"\b{name}\b[\]. ]", examples), name


def test_limits_and_defaults_are_those_of_the_code() -> None:
    defaults = WaveDefaults().model_dump(mode="json")

    assert f"at most {FILE_LIMIT // 1024} KiB and {LINES_LIMIT:,} lines" in PAGE
    assert f"1 to {ITEMS_LIMIT} questions" in PAGE
    for name, default in defaults.items():
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert re.search(rf"^\| `{name}` \|.*\| `?{shown}`? \|$", PAGE, re.MULTILINE), name
