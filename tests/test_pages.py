"""Do the pages say what the code says? The lists of settings and question types are the code's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import PAGES, READ, ROOT
from pydantic import BaseModel, SecretStr

from bot.dialogues import ENTRIES
from bot.dialogues.entry import Entry
from bot.settings import Settings
from surveys.design.items import KINDS, kind_name
from surveys.design.items.kind import Item


def _settings(part: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    """Name, default and description of each setting."""
    for name, field in part.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _settings(field.annotation, f"{prefix}{name.upper()}__")
        else:
            default = field.default
            shown = default.get_secret_value() if isinstance(default, SecretStr) else default
            yield f"{prefix}{name.upper()}", "" if shown is None else str(shown), field.description or ""


SETTINGS = list(_settings(Settings, "NACHGEFRAGT_"))


@pytest.mark.parametrize("setting", [name for name, _, _ in SETTINGS])
def test_every_setting_occurs_in_the_operating_page(setting: str) -> None:
    assert f"| `{setting}` |" in (ROOT / "docs/operating.md").read_text()


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"NACHGEFRAGT_[A-Z_]*[A-Z]", READ))

    assert named <= {name for name, _, _ in SETTINGS}


def test_the_example_environment_says_every_setting_with_its_default_and_its_line() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    said = [
        (*line.split("=", 1), lines[number - 1].removeprefix("# "))
        for number, line in enumerate(lines)
        if line and not line.startswith("#")
    ]

    assert said == SETTINGS


@pytest.mark.parametrize("kind", KINDS, ids=kind_name)
def test_every_question_type_occurs_in_the_recipes_with_its_settings(kind: type[Item]) -> None:
    [row] = re.findall(rf"^\| `{kind_name(kind)}` \|.*", (ROOT / "docs/recipes.md").read_text(), flags=re.MULTILINE)
    settings = {field.alias or name for name, field in kind.model_fields.items() if name not in Item.model_fields}

    assert {setting for setting in settings if f"`{setting}`" not in row} == set()


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.listed], ids=lambda entry: entry.name)
def test_every_chat_command_occurs_in_the_operating_page_with_its_other_words(entry: Entry) -> None:
    [row] = re.findall(rf"^\| `/{entry.name}` \|.*", (ROOT / "docs/operating.md").read_text(), flags=re.MULTILINE)

    assert {word for word in entry.also if f"`/{word}`" not in row} == set()


def test_the_map_names_every_page() -> None:
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in PAGES if path.parent == ROOT / "docs"}

    assert {page for page in pages - {"README.md"} if f"({page})" not in (ROOT / "docs/README.md").read_text()} == set()


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", READ, flags=re.MULTILINE))

    assert {first or second for first, second in named} <= targets


def _anchor(heading: str) -> str:
    """A heading's link target, as the common Markdown renderers make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), f"{link} leaves the repository"
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(), flags=re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, f"{link} has no such heading"
