"""Is the policy whole in both languages, and are the operator's words only words?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.design.text import LANGUAGES as SPOKEN
from surveys.moderation.policy import LANGUAGES, PLACEHOLDERS, default, policy
from surveys.moderation.redaction import MARKS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_occurs_and_none_is_left(language: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", default(language))) == set(PLACEHOLDERS)
    assert "{" not in policy(language, "Verein", "a@example.org")


def test_the_policies_have_the_same_points_and_name_the_mark() -> None:
    assert tuple(SPOKEN) == LANGUAGES
    assert len({len(re.findall(r"^\d+\. ", default(language), re.MULTILINE)) for language in LANGUAGES}) == 1
    assert all(MARKS[language] in default(language) for language in LANGUAGES)


@given(st.text(max_size=30))
def test_words_that_are_put_in_are_not_read_again(operator: str) -> None:
    shown = policy("de", operator, "{operator}", own="{operator}|{contact}|{other}")

    assert shown == f"{operator}|{{operator}}|{{other}}"


def test_another_language_gets_the_default() -> None:
    assert default("fr") == default("de")
