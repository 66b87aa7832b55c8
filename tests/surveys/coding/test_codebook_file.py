"""A codebook survives its file, and a broken file is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import codebook as book
from surveys.coding import codebook_file
from surveys.coding.codebook import Codebook
from surveys.coding.codebook_file import CodebookBroken

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
TWO = """format = 1
given = 5

[[themes]]
id = "t1"
label = { de = "Preis" }
state = "merged"
into = "t2"

[[themes]]
id = "t2"
label = { de = "Kosten" }
"""


@given(st.lists(WORDS, max_size=4), WORDS, WORDS)
def test_a_codebook_comes_back_from_its_file_as_it_was(examples: list[str], answer: str, coder: str) -> None:
    codebook, one = book.propose(
        Codebook(), {"de": "Ein Thema", "en": "A theme"}, "Was dazugehört: dies, das.", examples
    )
    codebook, two = book.add(codebook, {"de": "Anderes"})
    codebook = book.move(book.move(codebook, answer, one.id, coder), f"{answer}2"[:200], None, coder)
    codebook = book.merge(codebook, one.id, two.id, coder)

    assert codebook_file.read(codebook_file.to_toml(codebook).encode(), "codebook.toml") == codebook


def test_an_id_given_before_is_not_given_again_after_reading() -> None:
    codebook, new = book.add(codebook_file.read(TWO.encode(), "codebook.toml"), {"de": "Neu"})

    assert new.id == "t6"
    assert codebook.given == 6


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("format = 2\nthemes = []\n", "codebook.toml:1: format"),
        ("format = 1\n", "codebook.toml: themes: "),
        ("format = 1\nthemes = [\n", "codebook.toml: expected TOML"),
        (TWO.replace('"t2"\nlabel', '"t1"\nlabel'), "codebook.toml:5: themes[0].id: expected each id once"),
        (TWO.replace('into = "t2"', 'into = "t7"'), "codebook.toml:8: themes[0].into: expected the id of a theme"),
        (TWO.replace('into = "t2"', ""), 'codebook.toml:4: themes[0]: expected "into"'),
        (
            TWO + 'state = "merged"\ninto = "t1"\n',
            "codebook.toml:8: themes[0].into: expected merged themes that do not",
        ),
        (TWO + 'colour = "red"\n', "codebook.toml:13: themes[1].colour: expected no such setting"),
        (TWO.replace('"Kosten"', '"Kosten\\nund"'), "codebook.toml:12: themes[1].label.de: expected one line"),
        (TWO + '[[decisions]]\nanswer = "a"\ntheme = "t9"\ncoder = "anna"\n', "codebook.toml:15: decisions[0].theme"),
    ],
)
def test_a_broken_file_is_refused_in_one_line_that_says_where(source: str, told: str) -> None:
    from bot.commands.office import said

    with pytest.raises(CodebookBroken) as caught:
        codebook_file.read(source.encode(), "codebook.toml")

    assert said(caught.value).startswith(told)
    assert "\n" not in said(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "codebook.toml"
    file.write_bytes(b"format = 1\n\xff\xfe")

    with pytest.raises(CodebookBroken, match="UTF-8"):
        codebook_file.load(file)
