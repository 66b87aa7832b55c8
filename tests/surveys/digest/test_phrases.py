"""Do both languages say the same things, and is everything said that the code asks for?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, VariableReference
from fluent.syntax.visitor import Visitor

from surveys.design.text import LANGUAGES, text
from surveys.digest import digest, phrases, sections
from surveys.digest.digest import Say
from surveys.digest.phrases import INSERTED_LIMIT, keys, say

SECTIONS = tuple(make.__module__.rpartition(".")[2] for make in sections.SECTIONS)


class _Variables(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def placeholders(language: str) -> dict[str, set[str]]:
    source = files(phrases).joinpath(f"{language}.ftl").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(source).body:
        if isinstance(entry, Message):
            visitor = _Variables()
            visitor.visit(entry)
            assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}.ftl"
            found[entry.id.name] = visitor.names
    return found


def test_every_language_has_the_same_keys_with_the_same_placeholders() -> None:
    expected, *others = (placeholders(language) for language in LANGUAGES)

    assert expected.keys() == keys("de")
    assert all(other == expected for other in others)


def test_no_entry_of_a_phrase_file_is_broken() -> None:
    for language in LANGUAGES:
        body = FluentParser().parse(files(phrases).joinpath(f"{language}.ftl").read_text("utf-8")).body

        assert [entry for entry in body if type(entry).__name__ == "Junk"] == []


def test_every_key_the_code_says_exists() -> None:
    folder = Path(str(digest.__file__)).parent
    said = {
        key
        for file in folder.rglob("*.py")
        for key in re.findall(r"""(?:\bsay\(|\bSay\(key=)\s*f?"([a-z][a-z-]*)"[,)]""", file.read_text("utf-8"))
    }

    assert {"n", "share", "withheld", "quote-withdrawn"} <= said
    assert said <= keys("de")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_a_heading(section: str) -> None:
    assert {say(f"section-{section}", language) for language in LANGUAGES} != {""}


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    assert say("n", "de", count=1234) == "n = 1.234"
    assert say("n", "en", count=1234) == "n = 1,234"
    assert say("stand-final", "de", date=date(2026, 11, 3)) == "Endergebnis vom 3. November 2026"
    assert say("stand-final", "en", date=datetime(2026, 11, 3, 9, tzinfo=UTC)) == "Final results of 3 November 2026"


def test_a_text_in_several_languages_is_inserted_in_the_one_that_is_spoken() -> None:
    what = Say(key="article", values={"title": text("Ein Text", "A text")})

    assert say(what, "de") == "Zum Artikel: Ein Text"
    assert say(what, "en") == "The article: A text"
    assert say(what, "fr") == say(what, "de")


def test_an_inserted_word_is_never_read_as_a_phrase() -> None:
    assert (
        say("article", "de", title='{ $n } { "x" } -term { withheld }')
        == 'Zum Artikel: { $n } { "x" } -term { withheld }'
    )


def test_an_inserted_text_may_be_of_any_length() -> None:
    assert say("article", "de", title="ä" * 5000) == f"Zum Artikel: {'ä' * (INSERTED_LIMIT - 1)}…"


def test_a_missing_key_or_value_is_a_bug() -> None:
    with pytest.raises(KeyError, match="no-such-key"):
        say("no-such-key", "de")
    with pytest.raises(KeyError, match="n: "):
        say("n", "de")
