"""Is a text in several languages taken as it reads, and refused where it would read otherwise?"""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from surveys.design.text import OptionText, Question, Text, Title, line_at_most, text, unwelcome


def test_a_text_is_said_in_the_language_asked_for_or_in_its_first() -> None:
    assert [text("Ja", "Yes")[language] for language in ("de", "en", "fr")] == ["Ja", "Yes", "Ja"]
    assert Text({"de": "", "en": "Yes"})["de"] == ""
    assert Text({"en": "Yes", "de": ""})["de"] == "Yes"
    assert list(text("Ja", "Yes").languages()) == ["de", "en"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Größe\n漢字 😀", None),
        ("a\x07\u202e", "U+0007 control character"),
        ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u061c", "U+061C ARABIC LETTER MARK"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\t", "U+0009 control character"),
        ("\u0378", "U+0378 control character"),
        ("", None),
    ],
)
def test_a_sign_that_makes_a_text_read_otherwise_is_named(words: str, told: str | None) -> None:
    assert unwelcome(words) == told


@pytest.mark.parametrize(("kind", "longest"), [(Title, 45), (OptionText, 80), (Question, 300)])
def test_a_text_is_as_long_as_its_place_allows(kind: type, longest: int) -> None:
    adapter: TypeAdapter[Text] = TypeAdapter(kind)

    assert adapter.validate_python({"de": "x" * longest})["de"] == "x" * longest
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python({"de": "x" * (longest + 1)})
    assert refused.value.errors()[0]["ctx"] == {
        "expected": f"at most {longest} characters", "found": f"{longest + 1} characters", "at": ("de",)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "a text in at least one language"),
        ({"deu": "x"}, "languages as two letters"),
        ({"DE": "x"}, "languages as two letters"),
        ({"de": "x", "en": " "}, "words, not a blank text"),
        ({"de": "a\x00"}, "a text without control characters"),
    ],
)
def test_a_text_that_says_nothing_or_not_what_it_shows_is_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        TypeAdapter(Title).validate_python(given)


def test_a_line_is_checked_alike() -> None:
    check = line_at_most(3).func

    assert check("abc") == "abc"  # type: ignore[call-arg]
    for words in ("abcd", " ", "\x00"):
        with pytest.raises(Exception, match=r"at most 3|blank|control"):
            check(words)  # type: ignore[call-arg]
