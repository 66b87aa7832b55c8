"""Can a digest be had in every form, and does asking for one cost little?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from digest_samples import bars, digest, quoted, section, table
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES
from surveys.digest.digest import Digest
from surveys.digest.render import FORMATS, render


def test_there_are_four_forms() -> None:
    assert FORMATS == ("text", "markdown", "html", "json")
    with pytest.raises(ValueError, match="pdf"):
        render(digest(), "pdf")


@pytest.mark.parametrize("language", [*LANGUAGES, None, "fr"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_form_has_the_facts_in_every_language(form: str, language: str | None) -> None:
    drawn = render(digest(), form, language)

    for fact in ("Öztürk", "12", "31", digest().hash()[:12]):
        assert fact in drawn


def test_json_is_the_value_with_its_hash() -> None:
    facts = json.loads(render(digest(), "json"))
    hashed = facts.pop("hash")

    assert Digest.model_validate_json(json.dumps(facts)).hash() == hashed == digest().hash()


def test_a_withheld_count_is_null_in_json_and_letters_are_letters() -> None:
    drawn = render(digest(section("closed", bars()), section("cases", table())), "json")

    assert json.loads(drawn)["sections"][0]["blocks"][0]["bars"][3]["count"] is None
    assert "Müller & Söhne" in drawn


@given(some.text(some.characters(exclude_categories=["Cs"])))
def test_quotes_are_verbatim_in_json(words: str) -> None:
    facts = json.loads(render(digest(section("quotes", quoted(words))), "json"))

    assert facts["sections"][0]["blocks"][0]["text"] == words


def test_asking_for_a_form_loads_no_library_for_pictures() -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[1].split('|')\n"
        "import surveys.digest.render, surveys.digest.charts\n"
        "print(sorted({'resvg_py', 'numpy', 'PIL', 'matplotlib'} & sys.modules.keys()))"
    )
    path = "|".join(each for each in sys.path if each)
    told = subprocess.run([sys.executable, "-c", program, path], check=True, capture_output=True, text=True)

    assert told.stdout == "[]\n"
