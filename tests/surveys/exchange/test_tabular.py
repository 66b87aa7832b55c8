"""Does a table of another tool arrive with its columns, its cells and its line numbers, whatever wrote it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from surveys.exchange.tabular import NoTable, Table, load


def written(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def expected_of(path: Path) -> str:
    """What a refusal says should have been there instead."""
    with pytest.raises(NoTable) as refused:
        load(path)
    assert refused.value.key == "table-unreadable"
    assert refused.value.values["file"] == path.name
    return str(refused.value.values["expected"])


# --- lines of text ---


@pytest.mark.parametrize(
    ("text", "columns", "line"),
    [
        ("a,b\n1,2\n", ("a", "b"), ("1", "2")),
        ("a;b\n1;2\n", ("a", "b"), ("1", "2")),
        ("a\tb\n1\t2\n", ("a", "b"), ("1", "2")),
        ("a|b\n1|2\n", ("a", "b"), ("1", "2")),
        ('"a,b,c,d";"e"\n1,5;2\n', ("a,b,c,d", "e"), ("1,5", "2")),  # commas within quotation marks part nothing
        ("a;b\n1,2,3;4\n", ("a", "b"), ("1,2,3", "4")),  # the head decides, not what is answered
        ("a,b;c\n1,2\n", ("a", "b;c"), ("1", "2")),  # as many of both: the comma
        ("Wie geht's, dir;x;y\n1;2;3\n", ("Wie geht's, dir", "x", "y"), ("1", "2", "3")),
    ],
)
def test_columns_are_parted_by_what_the_head_has_most_of(
    tmp_path: Path, text: str, columns: tuple[str, ...], line: tuple[str, ...]
) -> None:
    assert load(written(tmp_path, text)) == Table(columns, ((2, line),))


@pytest.mark.parametrize(("text", "columns"), [("a;b", ("a", "b")), ("ab;", ("ab", ""))])
def test_a_head_without_a_line_end_is_a_table_without_answers(
    tmp_path: Path, text: str, columns: tuple[str, ...]
) -> None:
    assert load(written(tmp_path, text)) == Table(columns, ())


@pytest.mark.parametrize("named", ["sep=;", "SEP=;", "sep=; "])
def test_excels_own_line_about_the_separator_is_no_head(tmp_path: Path, named: str) -> None:
    table = load(written(tmp_path, f"{named}\na,b,c;d\n1,2,3;4\n"))

    assert table.columns == ("a,b,c", "d")
    assert [cells for _, cells in table.lines] == [("1,2,3", "4")]


@pytest.mark.parametrize("head", ["sep=ab", "sepp;"])
def test_a_head_that_only_looks_like_that_line_stays_a_head(tmp_path: Path, head: str) -> None:
    table = load(written(tmp_path, f"{head},x\n1,2\n"))

    assert table == Table((head, "x"), ((2, ("1", "2")),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_umlauts_are_read_in_every_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    table = load(written(tmp_path, "Größe,Weg\n3 €,Straße\n".encode(encoding)))

    assert table == Table(("Größe", "Weg"), ((2, ("3 €", "Straße")),))


def test_utf_16_is_read_whichever_byte_comes_first(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xfe\xff" + "ä,b\n".encode("utf-16-be"))).columns == ("ä", "b")
    assert load(written(tmp_path, b"\xff\xfe" + "ä,b\n".encode("utf-16-le"))).columns == ("ä", "b")


def test_lines_have_the_numbers_of_an_editor_though_empty_ones_and_those_of_a_cell_are_passed(tmp_path: Path) -> None:
    table = load(written(tmp_path, '\n , \na,b\n1,"zwei\nZeilen"\n,\n\n5,6\n'))

    assert table.columns == ("a", "b")
    assert table.lines == ((5, ("1", "zwei\nZeilen")), (8, ("5", "6")))


def test_a_short_line_has_empty_cells_and_a_long_one_none_without_a_column(tmp_path: Path) -> None:
    table = load(written(tmp_path, "a,b,c\n1\n1,2,3,4\n"))

    assert table.lines == ((2, ("1", None, None)), (3, ("1", "2", "3")))


def test_the_same_question_twice_gets_a_number_and_blanks_within_a_name_are_one(tmp_path: Path) -> None:
    table = load(written(tmp_path, 'Warum?,,"Warum?",  Und \t dann ,Warum?,\n1,2,3,4,5,6\n'))

    assert table.columns == ("Warum?", "", "Warum? (2)", "Und dann", "Warum? (3)", "")


def test_a_cell_of_a_mebibyte_is_read_and_one_character_more_refuses_the_file(tmp_path: Path) -> None:
    longest = "x" * 1024**2
    table = load(written(tmp_path, f"a\n{longest}\n"))

    assert table.lines == ((2, (longest,)),)
    assert "a table (field larger than" in expected_of(written(tmp_path, f"a\n{longest}x\n"))


def test_a_file_of_256_mebibytes_is_looked_at_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = written(tmp_path, "", "a.ods")  # its name is refused next, so that nobody waits for all of it
    with path.open("r+b") as file:
        file.truncate(256 * 1024 * 1024)
        whole = expected_of(path)
        file.truncate(256 * 1024 * 1024 + 1)
        larger = expected_of(path)

    assert whole == "a name that ends in .csv, .tsv, .xlsx, .json or .jsonl"
    assert larger == "at most 256 MiB"


def test_nothing_but_blanks_has_no_head(tmp_path: Path) -> None:
    assert expected_of(written(tmp_path, " , \n\n")) == "a head and answers below it"


# --- workbooks ---


def test_a_workbook_keeps_its_numbers_and_its_line_numbers(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.XLSX") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Frage", 7, "Frage"])
        sheet.write_row(1, 0, ["ja", 1.5, ""])
        sheet.write_row(2, 0, ["nein", 2])

    table = load(tmp_path / "a.XLSX")

    assert table.columns == ("Frage", "7", "Frage (2)")
    assert table.lines == ((2, ("ja", 1.5, None)), (3, ("nein", 2, None)))


# --- JSON ---


@pytest.mark.parametrize(
    "shaped",
    [
        lambda objects: objects,
        lambda objects: {"responses": objects},
        lambda objects: {"items": objects},
        lambda objects: {"responses": {str(at): each for at, each in enumerate(objects)}},
        lambda objects: {str(at): each for at, each in enumerate(objects)},
        lambda objects: {"responses": [{str(at): each} for at, each in enumerate(objects, 17)]},
    ],
)
def test_objects_are_lines_however_the_tool_wraps_them(tmp_path: Path, shaped: Any) -> None:
    objects = [{"a": "x", "b": 1}, {"b": 2.5, "c": None}]
    table = load(written(tmp_path, json.dumps(shaped(objects)), "a.json"))

    assert table.columns == ("a", "b", "c")
    assert table.lines == ((1, ("x", 1, None)), (2, (None, 2.5, None)))


def test_a_single_answer_of_one_column_is_not_taken_for_a_wrapping(tmp_path: Path) -> None:
    assert load(written(tmp_path, '[{"a": "x"}]', "a.json")) == Table(("a",), ((1, ("x",)),))


def test_yes_and_no_are_words_and_what_was_chosen_stands_in_lines_of_one_cell(tmp_path: Path) -> None:
    table = load(written(tmp_path, '{"a": true, "b": false, "c": ["x", true, 3]}', "a.jsonl"))

    assert table.lines == ((1, ("yes", "no", "x\nyes\n3")),)


def test_empty_lines_between_objects_count_and_hold_nobody(tmp_path: Path) -> None:
    assert load(written(tmp_path, '\n{"a": 1}\n  \n{"a": 2}\n', "a.jsonl")).lines == ((2, (1,)), (4, (2,)))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", "[]", "an object for each respondent"),
        ("a.json", '[{"a": 1}, 2]', "an object for each respondent"),
        ("a.jsonl", "", "an object for each respondent"),
        ("a.json", "7", "a table (neither a list nor responses in it)"),
        ("a.json", '[{"a": {"b": 1}, "c": 2}]', "a table (an object within an object)"),
        ("a.json", '[{"a": [{"b": 1}], "c": 2}]', "a table (an object within an object)"),
        ("a.json", "{", "a table ("),
        ("a.json", "[" * 100_000, "a table ("),
        ("a.xlsx", "PK", "a table ("),
        ("a.csv", b"\x81", "a table ("),  # no letter in Windows' code page either
    ],
)
def test_a_refusal_says_what_should_have_been_there(
    tmp_path: Path, name: str, content: str | bytes, expected: str
) -> None:
    assert expected_of(written(tmp_path, content, name)).startswith(expected)
