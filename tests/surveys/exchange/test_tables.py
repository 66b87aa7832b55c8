"""Is any table read, whatever program wrote it?"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from surveys.exchange.tables import UnreadableTable, rows

ROWS = [
    {"id": "a", "Rolle": "Kunde", "text": 'Zu teuer; "viel", zu teuer'},
    {"id": "b", "Rolle": "Händler", "text": "Zeile eins\nZeile zwei"},
]


def _csv(path: Path, encoding: str, separator: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(ROWS)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(encoding: str, separator: str, tmp_path: Path) -> None:
    assert rows(_csv(tmp_path / "a.csv", encoding, separator)) == ROWS


def test_a_workbook_and_lines_of_json_hold_the_same(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("answers")
        for at, row in enumerate([list(ROWS[0]), *(list(row.values()) for row in ROWS)]):
            sheet.write_row(at, 0, row)
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)

    assert rows(tmp_path / "a.xlsx") == rows(tmp_path / "a.jsonl.gz") == ROWS


def test_objects_within_objects_become_columns_with_a_dot(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "segment": {"role": "Kunde", "age": null}, "codes": [1]}\n')

    assert rows(tmp_path / "a.jsonl") == [{"text": "x", "segment.role": "Kunde"}]


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx", "a.csv.gz", "a.jsonl"])
def test_what_is_no_table_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"[1]")

    with pytest.raises(UnreadableTable):
        rows(tmp_path / name)


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps(ROWS[0]).encode() * 50)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(UnreadableTable):
        rows(tmp_path / "a.jsonl.gz")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(content)
    try:
        found = rows(path)
    except UnreadableTable:
        return

    assert all(isinstance(cell, str) for row in found for cell in row.values())


def refusal(path: Path) -> tuple[str, str]:
    """Place, and what was expected there."""
    with pytest.raises(UnreadableTable) as refused:
        rows(path)
    assert refused.value.key == "file-unreadable"
    return str(refused.value.values["place"]), str(refused.value.values["expected"])


def of(folder: Path, text: str | bytes, name: str = "a.csv") -> list[dict[str, str]]:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return [dict(row) for row in rows(folder / name)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("a,b\n1,2\n", {"a": "1", "b": "2"}),
        ("a,b;c\n1,2;3\n", {"a": "1", "b;c": "2;3"}),  # as many of both: the comma
        ("a;b\tc\n1;2\n", {"a": "1", "b\tc": "2"}),
        ("a;b\n1,2,3;4\n", {"a": "1,2,3", "b": "4"}),  # the head decides
        ("a,,c\n1,2,3\n", {"a": "1", "column 2": "2", "c": "3"}),
        (" a , b \n1\n", {"a": "1"}),  # a short line
        ("a\n1,2,3\n", {"a": "1"}),  # a long one
        ("a\n'=1+1\n", {"a": "=1+1"}),
        ("\n\na,b\n,\n\n1,\n", {"a": "1", "b": ""}),
    ],
)
def test_a_line_is_read_by_the_names_of_the_head(tmp_path: Path, text: str, row: dict[str, str]) -> None:
    assert of(tmp_path, text) == [row]


def test_a_file_without_lines_holds_nobody(tmp_path: Path) -> None:
    assert of(tmp_path, "") == []
    assert of(tmp_path, "a,b\n") == []
    assert of(tmp_path, "", "a.jsonl") == []


@pytest.mark.parametrize("name", ["a.CSV", "a.tsv", "a.txt", "a.csv.GZ"])
def test_the_ending_of_a_name_tells_the_kind_whatever_its_case(tmp_path: Path, name: str) -> None:
    content = b"a;b\n1;2\n"

    assert of(tmp_path, gzip.compress(content) if name.endswith("GZ") else content, name) == [{"a": "1", "b": "2"}]


def test_letters_that_no_code_page_has_are_replaced(tmp_path: Path) -> None:
    assert of(tmp_path, b"a\n\x81\xe4\n") == [{"a": "\ufffd\xe4"}]
    assert of(tmp_path, b"\xff\xfe" + "a\nä\n".encode("utf-16-le") + b"\x00") == [{"a": "ä"}, {"a": "\ufffd"}]


def test_a_workbooks_numbers_are_words_and_its_empty_cells_nothing(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write(1, 1, 7)
        sheet.write(1, 2, 1.5)

    assert rows(tmp_path / "a.xlsx") == [{"a": "", "b": "7", "c": "1.5"}]


def test_a_cell_of_256_kibibytes_is_read_and_one_character_more_refuses_the_file(tmp_path: Path) -> None:
    longest = "x" * 256 * 1024

    assert of(tmp_path, f"a\n{longest}\n") == [{"a": longest}]
    (tmp_path / "a.csv").write_text(f"a\n{longest}x\n")
    place, expected = refusal(tmp_path / "a.csv")
    assert place == "a.csv, line 1"
    assert expected.startswith("a table (field larger")


@pytest.mark.parametrize(("controls", "is_text"), [(5, True), (6, False)])
def test_at_most_one_character_in_twenty_may_be_a_control_character(
    tmp_path: Path, controls: int, is_text: bool
) -> None:
    text = "a\n" + "\x01" * controls + " \t\r" * 20 + "x" * (98 - controls - 60)
    (tmp_path / "a.txt").write_bytes(text.encode())

    assert len(text) == 100
    if is_text:
        assert rows(tmp_path / "a.txt")
    else:
        assert refusal(tmp_path / "a.txt") == ("a.txt", "text, not a program's own format")


def test_only_the_first_64_kibi_characters_tell_whether_a_file_is_text(tmp_path: Path) -> None:
    # 3,276 are 5 % of 65,536, rounded down; what comes behind is not looked at.
    head = "a\n" + "\x01" * 3276
    text = head + "x" * (64 * 1024 - len(head)) + "\x01" * 4000

    assert of(tmp_path, text)
    (tmp_path / "a.csv").write_text("a\n" + "\x01" * 3277 + "x" * 70_000)
    assert refusal(tmp_path / "a.csv")[1] == "text, not a program's own format"


def test_objects_are_flat_wherever_they_were_nested_and_the_head_of_an_export_is_nobody(tmp_path: Path) -> None:
    text = '{"format": "nachgefragt-answers", "version": 1}\n\n{"a": {"b": {"c": 1}, "d": "x\u2028y"}, "e": [], "f": true}\n'

    assert of(tmp_path, text, "a.ndjson") == [{"a.b.c": "1", "a.d": "x\u2028y", "f": "True"}]


@pytest.mark.parametrize(
    ("name", "content", "place", "expected"),
    [
        ("a.pdf", b"", "a.pdf", "a file that ends in .csv, .tsv, .xlsx, .jsonl or .jsonl.gz"),
        ("a.xlsx", b"PK", "a.xlsx, line 1", "a workbook ("),
        ("a.jsonl", b'{"a": 1}\n\n[1]\n', "a.jsonl, line 3", "an object in JSON on each line"),
        ("a.jsonl", b'{"a": 1}\n{"a"\n', "a.jsonl, line 2", "an object in JSON on each line"),
        ("a.csv.gz", b"a,b\n", "a.csv.gz, line 1", "a whole gzip file"),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 99)[:20], "a.csv.gz, line 1", "a whole gzip file"),
    ],
)
def test_a_refusal_says_where_and_what_was_expected(
    tmp_path: Path, name: str, content: bytes, place: str, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)
    said, wanted = refusal(tmp_path / name)

    assert said == place
    assert wanted.startswith(expected)
