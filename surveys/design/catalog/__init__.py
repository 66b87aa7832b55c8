"""Which ready questionnaires are there? The article's questions in our own words, one TOML file each.

``docs/article-questions.md`` says which question of the article is asked where.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from surveys.design.questionnaire import Questionnaire
from surveys.design.reading import read
from surveys.errors import Unknown

_KEYS = (
    "kundenservice",
    "mehrwert",
    "ziele",
    "support-kanaele",
    "entertainment",
    "imagekampagne",
    "best-und-worst-cases",
)


def keys() -> tuple[str, ...]:
    """The keys of all ready questionnaires, in the order they are offered."""
    return _KEYS


def source(key: str) -> str:
    """The text of a questionnaire's file, to read or to begin one's own with; raises Unknown."""
    if key not in _KEYS:
        raise Unknown("unknown-questionnaire", given=key[:40])
    return files(__package__).joinpath(f"{key}.toml").read_text(encoding="utf-8")


@cache
def load(key: str) -> Questionnaire:
    """The ready questionnaire of that key, read once; raises Unknown."""
    return read(source(key), f"{key}.toml")


def all() -> tuple[Questionnaire, ...]:  # noqa: A001  (read as catalog.all())
    """All ready questionnaires, in the order they are offered."""
    return tuple(load(key) for key in _KEYS)
