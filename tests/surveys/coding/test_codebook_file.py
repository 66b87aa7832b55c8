"""A codebook survives its file, and a broken file is refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import codebook as book
from surveys.coding import codebook_file
from surveys.coding.codebook import Codebook, Decision, Event, Origin, State, Theme
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


# --- what may stand in a file, at each limit ----------------------------------------------------------------------

ONE = """format = 1

[[themes]]
id = "t1"
label = { de = "Preis" }
"""
LITTLE = '"x", '  # an example


def _read(source: str | bytes) -> Codebook:
    return codebook_file.read(source if isinstance(source, bytes) else source.encode(), "codebook.toml")


def _told(source: str | bytes) -> str:
    """What a person reads of the mistake."""
    from bot.commands.office import said

    with pytest.raises(CodebookBroken) as caught:
        _read(source)
    return said(caught.value)


@pytest.mark.parametrize(
    ("most", "written"),
    [
        (80, lambda many: ONE.replace("Preis", "x" * many)),
        (500, lambda many: f'{ONE}definition = "{"x" * many}"\n'),
        (4_000, lambda many: f'{ONE}examples = ["{"x" * many}"]\n'),
        (200, lambda many: f"{ONE}examples = [{LITTLE * many}]\n"),
        (200, lambda many: f'{ONE}[[decisions]]\nanswer = "{"x" * many}"\ncoder = "anna"\n'),
        (200, lambda many: f'{ONE}[[decisions]]\nanswer = "a1"\ncoder = "{"x" * many}"\n'),
        (200, lambda many: f'{ONE}[[events]]\nwhat = "moved"\ncoder = "{"x" * many}"\n'),
        (
            200,
            lambda many: (
                "format = 1\n" + "".join(f'[[themes]]\nid = "t{at + 1}"\nlabel = {{ de = "x" }}\n' for at in range(many))
            ),
        ),
    ],
    ids=["label", "definition", "example", "examples", "answer", "coder", "coder of an event", "themes"],
)  # fmt: skip
def test_as_much_as_the_limit_says_is_read_and_one_more_is_not(most: int, written: Callable[[int], str]) -> None:
    assert _read(written(most)).given >= 1
    assert f"at most {most} " in _told(written(most + 1))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (ONE.replace('"t1"', '"t0"'), "codebook.toml:4: themes[0].id: expected String should match"),
        (ONE.replace('"t1"', '"t1234567890"'), "codebook.toml:4: themes[0].id: expected String should match"),
        (ONE.replace("de =", "deu ="), "codebook.toml:5: themes[0].label.deu: expected String should match"),
        (ONE.replace('{ de = "Preis" }', "{ }"), "codebook.toml:5: themes[0].label: expected Dictionary should have"),
        (f'{ONE}examples = ["gut", ""]\n', "codebook.toml:6: themes[0].examples[1]: expected String should have at"),
        (f'{ONE}definition = "a\\nb"\n', "codebook.toml:6: themes[0].definition: expected one line"),
        (f'{ONE}origin = "anna"\n', "codebook.toml:6: themes[0].origin: expected 'machine' or 'human'"),
        (f'{ONE}into = "t1"\n', 'codebook.toml:3: themes[0]: expected "into" where the state is "merged", and only'),
        ("given = -1\n" + ONE, "codebook.toml:1: given: expected greater than or equal to 0"),
        (f'{ONE}[[decisions]]\nanswer = ""\ncoder = "a"\n', "codebook.toml:7: decisions[0].answer: expected String"),
        (f'{ONE}[[decisions]]\nanswer = 3\ncoder = "a"\n', "codebook.toml:7: decisions[0].answer: expected a valid"),
        (f'{ONE}[[decisions]]\nanswer = "a"\n', "codebook.toml:6: decisions[0].coder: expected a value, there is none"),
        (f'{ONE}[[events]]\nwhat = "eaten"\ncoder = "a"\n', "codebook.toml:7: events[0].what: expected 'accepted', "),
        (
            f'{ONE}[[events]]\nwhat = "moved"\ncoder = "a"\nanswers = -1\n',
            "codebook.toml:9: events[0].answers: expected greater than or equal to 0",
        ),
        ('given = "3"\n' + ONE, "codebook.toml:1: given: expected a valid integer"),
        ("format = 1\n\nthemes\n", "codebook.toml:3: expected TOML (Expected '=' after a key in a key/value pair)"),
        ("format = 1\nthemes", "codebook.toml: expected TOML (Expected '=' after a key in a key/value pair)"),
        (b"format = 1\n\n# Caf\xe9\n", "codebook.toml:3: expected UTF-8"),
        (b"\xff", "codebook.toml:1: expected UTF-8"),
        ("x = " + "[" * 5_000, "codebook.toml: expected TOML ("),
    ],
)
def test_a_mistake_is_told_by_its_line_its_place_and_what_was_expected(written: str | bytes, told: str) -> None:
    assert _told(written).startswith(told)


def test_a_file_is_read_up_to_eight_mebibytes_and_refused_beyond(tmp_path: Path) -> None:
    whole = ONE.encode() + b"#" * (8 * 1024 * 1024 - len(ONE))
    file = tmp_path / "large.toml"
    file.write_bytes(whole)

    assert codebook_file.load(file).given == 1
    assert _told(whole + b"#") == "codebook.toml: expected a file of at most 8 MiB"
    file.write_bytes(whole + b"\n\xff")
    with pytest.raises(CodebookBroken) as caught:
        codebook_file.load(file)
    assert caught.value.values["expected"] == "a file of at most 8 MiB"


def test_of_several_mistakes_the_first_is_told() -> None:
    assert _told(ONE.replace('"t1"', '"x"').replace('"Preis"', '""')).startswith("codebook.toml:4: themes[0].id")


def test_what_is_left_out_of_a_file_is_as_a_person_would_have_meant_it() -> None:
    codebook = _read(f'{ONE}[[decisions]]\nanswer = "a1"\ncoder = "anna"\n[[events]]\nwhat = "moved"\ncoder = "anna"\n')

    assert codebook == Codebook(
        (Theme("t1", {"de": "Preis"}, "", (), Origin.HUMAN, State.ACCEPTED, None),),
        (Decision("a1", None, "anna"),),
        (Event("moved", None, "anna", None, 0),),
        given=1,
    )
    assert _read("format = 1\nthemes = []\n") == Codebook()


@pytest.mark.parametrize(("given", "next_"), [(0, "t8"), (7, "t8"), (8, "t9"), (20, "t21")])
def test_the_next_id_is_above_all_that_stand_in_the_file_and_all_that_were_given(given: int, next_: str) -> None:
    codebook = _read(ONE.replace("t1", "t7").replace("format = 1", f"format = 1\ngiven = {given}"))

    assert book.add(codebook, {"de": "Neu"})[1].id == next_


def test_themes_may_be_merged_in_a_chain_and_one_may_take_in_several() -> None:
    blocks = [
        f'[[themes]]\nid = "t{at}"\nlabel = {{ de = "x" }}\nstate = "merged"\ninto = "t{into}"\n'
        for at, into in ((1, 2), (2, 4), (3, 4))
    ]
    codebook = _read("format = 1\n" + "".join(blocks) + '[[themes]]\nid = "t4"\nlabel = { de = "y" }\n')

    assert [codebook.resolved(f"t{at}") for at in (1, 2, 3, 4)] == ["t4"] * 4


def test_a_codebook_reads_like_this() -> None:
    codebook = Codebook(
        (
            Theme("t1", {"de": "Preis", "en": "Price"}, "Was es kostet.", ('"Zu" teuer', "Größe\x7f"), Origin.MACHINE),
            Theme("t3", {"de": "Ton"}, state=State.MERGED, into="t1"),
        ),
        (Decision("a1", "t1", "anna"), Decision("a2", None, "bert")),
        (Event("split", "t1", "anna", "t3", 4), Event("accepted", "t1", "bert"), Event("moved", None, "bert", None, 1)),
        given=4,
    )
    written = codebook_file.to_toml(codebook)

    assert written == (
        "format = 1\n"
        "given = 4\n"
        "\n"
        "[[themes]]\n"
        'id = "t1"\n'
        'label = { de = "Preis", en = "Price" }\n'
        'definition = "Was es kostet."\n'
        "examples = [\n"
        '  "\\"Zu\\" teuer",\n'
        '  "Größe\\u007f",\n'
        "]\n"
        'origin = "machine"\n'
        'state = "accepted"\n'
        "\n"
        "[[themes]]\n"
        'id = "t3"\n'
        'label = { de = "Ton" }\n'
        'origin = "human"\n'
        'state = "merged"\n'
        'into = "t1"\n'
        "\n"
        "[[decisions]]\n"
        'answer = "a1"\n'
        'theme = "t1"\n'
        'coder = "anna"\n'
        "\n"
        "[[decisions]]\n"
        'answer = "a2"\n'
        'coder = "bert"\n'
        "\n"
        "[[events]]\n"
        'what = "split"\n'
        'theme = "t1"\n'
        'other = "t3"\n'
        "answers = 4\n"
        'coder = "anna"\n'
        "\n"
        "[[events]]\n"
        'what = "accepted"\n'
        'theme = "t1"\n'
        'coder = "bert"\n'
        "\n"
        "[[events]]\n"
        'what = "moved"\n'
        "answers = 1\n"
        'coder = "bert"\n'
    )
    assert _read(written) == codebook


def test_half_a_character_is_written_as_one_that_a_file_can_hold() -> None:
    written = codebook_file.to_toml(Codebook((Theme("t1", {"de": "Preis"}, examples=("a\ud83d b",)),), given=1))

    assert _read(written).theme("t1").examples == ("a\ufffd b",)
