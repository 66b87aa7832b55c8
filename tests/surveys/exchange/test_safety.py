"""Does a text stay a text in a spreadsheet, and come back unchanged?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.exchange.safety import plain, safe

LEADS = "=+-@＝＋－＠"


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\n", "\ufeff", "\u200b", "\xa0"])
def test_what_begins_like_a_formula_gets_an_apostrophe(lead: str, before: str) -> None:
    assert safe(f"{before}{lead}1+1") == f"'{before}{lead}1+1"


@pytest.mark.parametrize("text", ["Die Bahn kam -5 Minuten zu früh", "gut", "", "'ne Antwort", "a=b", "“=1”"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_a_text_that_already_has_the_apostrophe_gets_a_second_one_so_that_it_can_be_told_apart() -> None:
    assert safe("'=1+1") == "''=1+1"
    assert plain("''=1+1") == "'=1+1"


@given(st.text(alphabet=st.sampled_from([*LEADS, *"'1a \t\n\r\ufeff\u200b"])) | st.text())
def test_taking_the_apostrophe_off_gives_the_text_again(text: str) -> None:
    assert plain(safe(text)) == text


@given(st.text(alphabet=st.sampled_from([*LEADS, *"'1a \t\n\r\ufeff\u200b"])) | st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe(text).lstrip(" \t\r\n\ufeff\u200b\xa0").startswith(tuple(LEADS))


def test_the_corpus_of_formulas_is_made_safe_and_stays_readable(shared_data: Path) -> None:
    lines = (shared_data / "data/bad_input/dev/csv_formula.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]

    assert len(cases) > 40
    for case in cases:
        cell = safe(case["text"])
        assert not cell.lstrip(" \t\r\n\ufeff\u200b\xa0").startswith(tuple(LEADS)), case["id"]
        assert cell.endswith(case["text"]), case["id"]
        assert plain(cell) == case["text"], case["id"]
